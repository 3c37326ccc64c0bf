/** Tunnels that nothing comes back through. */
import type { OneWay } from '../../analysis/findings/tunnel-one-way.js'
import { TunnelType } from '../../wire/tunnel.js'
import type { FindingWords } from './finding-words.js'
import { deviceType, endsText, placeText } from './shared-tunnel-text.js'

export const tunnelOneWay: FindingWords<OneWay> = {
  id: 'tunnel.one-way',
  title: { en: 'Nothing comes back through a tunnel', zh: '隧道只有单向流量' },
  meaning: {
    en: `One end of a tunnel asks and asks again, and the other end sends nothing at all. A host repeats an ARP request or a SYN
only when it got no answer, so this is more than a capture that has missed the answers; echo requests say less, as ping goes
on whatever comes back.

What the far end does with the packets is not to be seen. The usual reasons, in the order in which to look: it is down or cut
off, or a filter on the way drops the tunnel's packets (a cloud's security group that does not allow UDP 4789, or IP protocol
47); it has no tunnel for this VNI or key, and drops what comes without a word; it does not accept the sender's address
(\`remote\`); over IPv6 it refuses UDP without a checksum. Where it sends ESP (RFC 4303) to the one that asks, the
answers may be in there: then one side encrypts and expects to be encrypted to, and the other does not.

It is no more than information where others that were asked as well are heard, for then nobody may have the address; and a
warning when several VTEPs ask in vain while the silent one is known to be there. A mirror, which nobody answers, and a capture
that shows one direction of everything are not reported.`,
    zh: `隧道的一端反复询问，另一端什么也没有发送。主机只有在收不到应答时才会重发 ARP 请求或 SYN，所以这不只是抓包漏掉了应答；ping 则
不管有没有应答都会继续，说明力较弱。

对端如何处理这些报文是看不到的。常见原因按排查顺序：对端关机或断网，或者途中的防火墙丢弃了隧道报文（例如云平台安全组没有放行 UDP 4789
或 IP 协议 47）；对端没有这个 VNI 或 key 的隧道，静默丢弃；对端不接受发送者的地址（\`remote\`）；IPv6 上拒绝没有校验和的 UDP。如果它向询问方发送 ESP（RFC 4303），应答可能就在其中：一端加密并要求
对方加密，而另一端没有。

如果同时被询问的其他端点有发送，则可能根本没有主机使用该地址，只作提示；多个 VTEP 都询问无果而沉默的一端确实在线时，给出警告。镜像流量本来就无人应答，只抓到单方向的抓包也不报告。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §4.1',
      sentence:
        'Upon reception, the remote VTEP verifies the validity of the VNI and whether or not there is a VM on that VNI using a MAC address that matches the inner destination MAC address.',
    },
  ],
  says({ network, from, to, asked, hosts, isOthersTurn }, count, text) {
    const [here, there, where] = [text.address(from), endsText(to, text), text.network(network)]
    const host = text.address(asked)
    if (isOthersTurn) {
      return {
        en: `${there.en} sends nothing in ${where.en}, and ${host} is asked for there ${text.count(count)} times in vain`,
        zh: `${there.zh} 在 ${where.zh} 中没有发送任何报文，而 ${host} 在其中被询问 ${text.count(count)} 次，无人应答`,
      }
    }
    const whom = hosts > 1 ? { en: `${hosts} hosts`, zh: `${hosts} 台主机` } : { en: host, zh: host }
    return {
      en: `${here} asks ${text.count(count)} times for ${whom.en} through ${where.en} to ${there.en}, and nothing comes back`,
      zh: `${here} 通过 ${where.zh} 向 ${there.zh} 询问 ${whom.zh} 共 ${text.count(count)} 次，没有任何回应`,
    }
  },
  why({ type, isOthersTurn, isAlive, lacksChecksum, sendsEsp }) {
    if (isOthersTurn) {
      return {
        en: 'Others do answer: whoever is asked for may be behind the silent one, or nowhere.',
        zh: '其他端点有应答：被询问的主机可能在没有发送的这一端后面，也可能根本不存在。',
      }
    }
    if (sendsEsp) {
      return {
        en: 'It sends ESP to the one that asks: what comes back may be in it. One side encrypts and the other does not?',
        zh: '它向询问方发送 ESP：返回的内容可能就在其中。是否一端加密而另一端没有？',
      }
    }
    if (lacksChecksum) {
      return {
        en: 'The packets have no UDP checksum over IPv6, which a receiver drops unless it was told to take them.',
        zh: '这些报文在 IPv6 上没有 UDP 校验和，接收方除非另有配置，否则会丢弃。',
      }
    }
    const id = type === TunnelType.Gre || type === TunnelType.Gretap ? 'key' : 'VNI'
    return isAlive
      ? {
          en: `Its machine is there: a filter drops these packets, or it has no tunnel with this ${id} for this sender.`,
          zh: `对端主机在线：防火墙丢弃了这些报文，或者它没有与该发送者对应的 ${id} 的隧道。`,
        }
      : {
          en: `Nothing else is heard of it: it is down, a filter stands between, or it drops what has this ${id}.`,
          zh: `抓包中看不到它的任何报文：它已关机，途中有防火墙，或者它丢弃带有这个 ${id} 的报文。`,
        }
  },
  fix(about, text) {
    const { type, from, isOthersTurn, lacksChecksum, sendsEsp } = about
    const there = placeText(about, text)
    if (lacksChecksum) {
      return {
        en: `On ${there.en}:  ip link add vxlan0 type vxlan … udp6zerocsumrx    or on ${text.address(from)}: noudp6zerocsumtx`,
        zh: `在 ${there.zh} 上：ip link add vxlan0 type vxlan … udp6zerocsumrx；或者在 ${text.address(from)} 上用 noudp6zerocsumtx`,
      }
    }
    if (isOthersTurn) return { en: '', zh: '' }
    if (sendsEsp) {
      return {
        en: `On both ends: does the policy cover the tunnel’s packets both ways?  ip xfrm policy; ip xfrm state`,
        zh: `在两端检查策略是否在两个方向都包含隧道的报文：ip xfrm policy; ip xfrm state`,
      }
    }
    const device = deviceType(type)
    return {
      en: `On ${there.en}: is it up, does a filter let ${text.address(from)} in, and does the tunnel match?  ip -d link show type ${device}; nft list ruleset`,
      zh: `在 ${there.zh} 上检查设备是否启用、防火墙是否放行 ${text.address(from)}、隧道参数是否一致：ip -d link show type ${device}; nft list ruleset`,
    }
  },
  verify({ to, type }, text) {
    const there = to.map((end) => text.address(end))[0] ?? ''
    const device = deviceType(type)
    return {
      en: `tcpdump -ni any host ${there}; ip -s link show type ${device}    # on both ends: do the packets arrive, does RX grow?`,
      zh: `tcpdump -ni any host ${there}; ip -s link show type ${device}    # 两端都执行：报文是否到达，RX 是否增加`,
    }
  },
}
