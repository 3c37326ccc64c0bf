/** Next hops that BGP named and that never answer. */
import type { EvpnSilentNextHop } from '../../analysis/check/findings/evpn-silent-next-hop.js'
import type { FindingWords } from './finding-words.js'

export const evpnSilentNextHopWords: FindingWords<EvpnSilentNextHop> = {
  id: 'evpn.silent-next-hop',
  title: { en: 'Nothing comes back from a next hop that BGP named', zh: 'BGP 指明的下一跳没有任何回应' },
  meaning: {
    en: `BGP told a VTEP to send frames to a next hop, it does, hosts ask again and again, and nothing comes back from there. So the routes and the
tunnel's packets do not meet the same: BGP's session may go to a route reflector by another way than the packets, which a filter drops (UDP 4789);
the routes of a machine that died stand until its session's hold time is over; a next hop was set that is no VTEP (a reflector that puts in its own
address); or the VTEP tells an address of itself that others cannot reach.

It is \`tunnel.one-way\` with one thing more that is known: who said that frames should go there.`,
    zh: `BGP 让某个 VTEP 把帧发往某个下一跳，它照做了，主机一再询问，而那里没有任何回应。也就是说路由与隧道报文的实际情况不一致：BGP 会话可能经另一条路到达
路由反射器，而隧道报文（UDP 4789）被过滤丢弃；死机的机器的路由要到会话保持时间结束才失效；下一跳被改成了不是 VTEP 的地址（例如反射器填入了自己的地址）；
或者该 VTEP 通告了别人到不了的地址。

它就是 \`tunnel.one-way\`，只是多知道一点：是谁说要把帧发往那里的。`,
  },
  quotes: [
    {
      source: 'RFC 8365 §5.1.3',
      sentence:
        'The Next Hop field of the MP_REACH_NLRI attribute of the route MUST be set to the IPv4 or IPv6 address of the NVE.',
    },
  ],
  says({ network, from, to, type, frame }, count, text) {
    const where = text.network(network)
    return {
      en: `${text.address(from)} asks ${text.count(count)} times through ${where.en} at ${text.address(to)}, which BGP named (type ${type}, #${frame}), and nothing comes back`,
      zh: `${text.address(from)} 通过 ${where.zh} 向 BGP 指明的 ${text.address(to)}（类型 ${type}，#${frame}）询问 ${text.count(count)} 次，没有任何回应`,
    }
  },
  why({ stands, isPair, since }) {
    if (since > 0) {
      return {
        en: `It did answer until #${since}: a filter or a route was changed between the two.`,
        zh: `直到 #${since} 之前都有回应：两者之间的过滤规则或路由在那时被改动。`,
      }
    }
    if (isPair) {
      return {
        en: 'It does talk with others in this network: it lacks the way back, or a filter drops what goes between the two.',
        zh: '它在这个网络中与其他 VTEP 有通信：缺少回来的路，或者过滤规则丢弃了两者之间的报文。',
      }
    }
    return stands
      ? {
          en: 'Its routes still stand, so BGP does not see what the tunnel’s packets meet.',
          zh: '它的路由仍然有效，所以 BGP 并不知道隧道报文的遭遇。',
        }
      : {
          en: 'Its routes have been withdrawn since.',
          zh: '它的路由后来已被撤销。',
        }
  },
  fix({ from, to }, text) {
    return {
      en: `On ${text.address(to)}: is UDP 4789 from ${text.address(from)} let in, and is this the address of its VTEP?  nft list ruleset; ip -d link show type vxlan`,
      zh: `在 ${text.address(to)} 上检查是否放行来自 ${text.address(from)} 的 UDP 4789，以及这是否就是它的 VTEP 地址：nft list ruleset; ip -d link show type vxlan`,
    }
  },
  verify({ to }, text) {
    return {
      en: `tcpdump -ni any udp port 4789 and host ${text.address(to)}    # on both ends`,
      zh: `tcpdump -ni any udp port 4789 and host ${text.address(to)}    # 两端都执行`,
    }
  },
}
