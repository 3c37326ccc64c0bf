/** Tunnels with traffic in one direction only. */

import type { VlanTagMismatch } from '../../analysis/check/evidence/vlan-tag-mismatches.js'
import type { OneWay } from '../../analysis/check/findings/tunnel-one-way.js'
import type { Words } from '../language.js'
import type { FindingText, FindingWords } from './finding-words.js'
import { endsOfTunnels, silentEnds } from './phrases.js'

export const tunnelOneWayWords: FindingWords<OneWay> = {
  id: 'tunnel.one-way',
  title: { en: 'Nothing comes back through a tunnel', zh: '隧道只有单向流量' },
  meaning: {
    en: `One end of a tunnel asks and asks again, and the other end sends nothing at all. A host repeats an ARP request or a SYN
only when it got no answer, so this is more than a capture that has missed the answers; echo requests say less, as ping goes
on whatever comes back.

What the far end does with the packets is not to be seen. The usual reasons, in the order in which to look: it is down or cut
off, or a filter on the way drops the tunnel's packets (a cloud's security group that does not allow UDP 4789, or IP protocol
47); it has no tunnel for this VNI or key, and drops what comes without a word; it does not accept the sender's address
(\`remote\`); over IPv6 it refuses UDP without a checksum. Where it sends ESP (RFC 4303), WireGuard or the like to the one
that asks, the answers may be in there: then one side encrypts and expects to be encrypted to, and the other does not. And where the
tunnel's packets have another VLAN tag around them than what else goes to the same end (IEEE 802.1Q), or alone have one, a
switch or the far end may take the one and drop the other; the tag is allowed (RFC 7348 §5), but both ends must mean it.

It is judged for each two VTEPs and each network. One that talks with others and never sends anything to the one that asks
lacks the way back: an FDB entry, a flood list, or it has a filter for this sender. And a way that worked may stop doing so:
a host that answered pings answers none from some packet on, while it goes on sending itself. The packet and its time are
named, since what was changed just then (a rule, a security group, an entry) is the cause.

It is no more than information where others that were asked as well are heard, for then nobody may have the address; and a
warning when several VTEPs ask in vain while the silent one is known to be there. A mirror, which nobody answers, and a capture
that shows one direction of everything are not reported.`,
    zh: `隧道的一端反复询问，另一端什么也没有发送。主机只有在收不到应答时才会重发 ARP 请求或 SYN，所以这不只是抓包漏掉了应答；ping 则
不管有没有应答都会继续，说明力较弱。

对端如何处理这些报文是看不到的。常见原因按排查顺序：对端关机或断网，或者途中的防火墙丢弃了隧道报文（例如云平台安全组没有放行 UDP 4789
或 IP 协议 47）；对端没有这个 VNI 或 key 的隧道，静默丢弃；对端不接受发送者的地址（\`remote\`）；IPv6 上拒绝没有校验和的 UDP。如果它向询问方发送 ESP（RFC 4303）、WireGuard 等加密报文，应答可能就在其中：一端加密并要求
对方加密，而另一端没有。如果隧道报文外层的 VLAN 标签（IEEE 802.1Q）与发往同一端的其他报文不同，或者只有隧道报文带标签，交换机或对端可能
只接受其中一种而丢弃另一种；这种标签是允许的（RFC 7348 §5），但两端必须一致。

这里按每一对 VTEP、每个网络分别判断。与其他端点通信、却从不向提问者发送任何报文的一端，缺少的是回来的路：FDB 表项、泛洪列表，或者有针对
该发送者的过滤规则。原来可用的方向也可能中断：一台主机原来能应答 ping，从某个报文起不再应答，而它自己仍在发送。此时会给出这个报文和时间：
恰在那时改动的东西（规则、安全组、表项）就是原因。

如果同时被询问的其他端点有发送，则可能根本没有主机使用该地址，只作提示；多个 VTEP 都询问无果而沉默的一端确实在线时，给出警告。镜像流量本来就无人应答，只抓到单方向的抓包也不报告。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §4.1',
      sentence:
        'Upon reception, the remote VTEP verifies the validity of the VNI and whether or not there is a VM on that VNI using a MAC address that matches the inner destination MAC address.',
    },
  ],
  says({ network, from, to, asked, hosts, isOthersTurn, isPair, since, lastProof }, count, text) {
    const [here, there, where] = [text.address(from), endsOfTunnels(to, text), text.network(network)]
    const host = text.address(asked)
    if (isOthersTurn) {
      return {
        en: `${there.en} sends nothing in ${where.en}, and ${host} is asked for there ${text.count(count)} times in vain`,
        zh: `${there.zh} 在 ${where.zh} 中没有发送任何报文，而 ${host} 在其中被询问 ${text.count(count)} 次，无人应答`,
      }
    }
    if (since !== undefined) {
      const [start, clock] = [`#${since.frame}`, text.clock(since)]
      return {
        en: `from ${start} (${clock}) on nothing that ${here} sends through ${where.en} arrives at ${there.en}: ${text.count(count)} questions without an answer, after #${lastProof} was the last one`,
        zh: `从 ${start}（${clock}）起，${here} 通过 ${where.zh} 发送的报文不再到达 ${there.zh}：${text.count(count)} 次询问没有应答，最后一个应答是 #${lastProof}`,
      }
    }
    const whom = hosts > 1 ? { en: `${hosts} hosts`, zh: `${hosts} 台主机` } : { en: host, zh: host }
    const others = isPair ? { en: ', which talks with others', zh: '（它与其他端点有通信）' } : { en: '', zh: ' ' }
    return {
      en: `${here} asks ${text.count(count)} times for ${whom.en} through ${where.en} to ${there.en}${others.en}, and nothing comes back`,
      zh: `${here} 通过 ${where.zh} 向 ${there.zh}${others.zh}询问 ${whom.zh} 共 ${text.count(count)} 次，没有任何回应`,
    }
  },
  why({ type, isOthersTurn, isPair, since, isAlive, lacksChecksum, opaque, tags }, text) {
    if (isOthersTurn) {
      return {
        en: 'Others do answer: whoever is asked for may be behind the silent one, or nowhere.',
        zh: '其他端点有应答：被询问的主机可能在没有发送的这一端后面，也可能根本不存在。',
      }
    }
    const name = text.protocol(opaque)
    if (name !== '') {
      const [done, zhDone] = name === 'IPComp' ? ['compresses', '压缩'] : ['encrypts', '加密']
      return {
        en: `It sends ${name} to the one that asks: what comes back may be in it. One side ${done} and the other does not?`,
        zh: `它向询问方发送 ${name}：返回的内容可能就在其中。是否一端${zhDone}而另一端没有？`,
      }
    }
    if (lacksChecksum) {
      return {
        en: 'The packets have no UDP checksum over IPv6, which a receiver drops unless it was told to take them.',
        zh: '这些报文在 IPv6 上没有 UDP 校验和，接收方除非另有配置，否则会丢弃。',
      }
    }
    if (tags !== undefined) return tagsText(tags, text)
    if (since !== undefined) {
      return {
        en: 'It did until then, and the far host goes on sending: a filter or a route was changed between the two.',
        zh: '此前是通的，对端主机也仍在发送：两者之间的过滤规则或路由在那时被改动。',
      }
    }
    if (isPair) {
      return {
        en: 'Its tunnel works with others: it has no entry for the way back to this one, or a filter drops what goes between the two.',
        zh: '它与其他端点之间的隧道正常：它没有回到这一端的表项，或者过滤规则丢弃了两者之间的报文。',
      }
    }
    const id = text.tunnelIdName(type)
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
    const { type, from, isOthersTurn, isPair, since, lacksChecksum, opaque, tags } = about
    const there = silentEnds(about, text)
    if (lacksChecksum) {
      return {
        en: `On ${there.en}:  ip link add vxlan0 type vxlan … udp6zerocsumrx    or on ${text.address(from)}: noudp6zerocsumtx`,
        zh: `在 ${there.zh} 上：ip link add vxlan0 type vxlan … udp6zerocsumrx；或者在 ${text.address(from)} 上用 noudp6zerocsumtx`,
      }
    }
    if (isOthersTurn) return { en: '', zh: '' }
    const name = text.protocol(opaque)
    if (name === 'ESP' || name === 'IPComp') {
      return {
        en: `On both ends: does the policy cover the tunnel’s packets both ways?  ip xfrm policy; ip xfrm state`,
        zh: `在两端检查策略是否在两个方向都包含隧道的报文：ip xfrm policy; ip xfrm state`,
      }
    }
    if (name !== '') {
      const route = `ip route get ${text.address(from)}`
      return {
        en: `On ${there.en}: does the way to the far end lead into ${name}, and there out of it?  ${route}`,
        zh: `在 ${there.zh} 上检查去往对端的路由是否进入 ${name}，而对端是否不经过它：${route}`,
      }
    }
    const device = text.deviceType(type)
    const here = text.address(from)
    if (tags !== undefined) {
      return {
        en: `On ${here} give both the same tag, or let the port on the way take it:  ip route get ${targetOf(about, text)}; ip -d link show type vlan; bridge vlan show`,
        zh: `在 ${here} 上让两者使用相同的标签，或者让途中的端口接受该标签：ip route get ${targetOf(about, text)}; ip -d link show type vlan; bridge vlan show`,
      }
    }
    if (since !== undefined) {
      return {
        en: `On ${there.en}: what drops ${here}?  iptables -nvL INPUT; nft list ruleset; ip route get ${here}    # and on the way: security groups, ACLs`,
        zh: `在 ${there.zh} 上检查什么丢弃了 ${here} 的报文：iptables -nvL INPUT; nft list ruleset; ip route get ${here}    # 以及途中的安全组和 ACL`,
      }
    }
    if (isPair) {
      return {
        en: `On ${there.en}: an entry for ${here}, and a filter that drops?  bridge fdb show | grep ${here}; nft list ruleset`,
        zh: `在 ${there.zh} 上检查有无 ${here} 的表项、有无丢弃的规则：bridge fdb show | grep ${here}; nft list ruleset`,
      }
    }
    return {
      en: `On ${there.en}: is it up, does a filter let ${here} in, and does the tunnel match?  ip -d link show type ${device}; nft list ruleset`,
      zh: `在 ${there.zh} 上检查设备是否启用、防火墙是否放行 ${here}、隧道参数是否一致：ip -d link show type ${device}; nft list ruleset`,
    }
  },
  verify(about, text) {
    const there = targetOf(about, text)
    const device = text.deviceType(about.type)
    if (about.tags !== undefined) {
      return {
        en: `tcpdump -eni eth0 'host ${there} or (vlan and host ${there})'    # on both ends: do all packets have the same tag?`,
        zh: `tcpdump -eni eth0 'host ${there} or (vlan and host ${there})'    # 两端都执行：所有报文的标签是否相同`,
      }
    }
    return {
      en: `tcpdump -ni any host ${there}; ip -s link show type ${device}    # on both ends: do the packets arrive, does RX grow?`,
      zh: `tcpdump -ni any host ${there}; ip -s link show type ${device}    # 两端都执行：报文是否到达，RX 是否增加`,
    }
  },
}

/** The far end's address, the first of several. */
function targetOf({ to }: OneWay, text: FindingText): string {
  return text.address(to[0]!)
}

function tagsText({ tunnel, others }: VlanTagMismatch, text: FindingText): Words {
  const [own, rest] = [tagText(text.vlan(tunnel)), tagText(text.vlan(others))]
  return {
    en: `The tunnel's packets have ${own.en} around them, what else their sender sends there has ${rest.en}: a switch or the far end may drop what it does not expect.`,
    zh: `隧道报文外层${own.zh}，而发送者发往那里的其他报文${rest.zh}：途中的交换机或对端可能丢弃不符合预期的报文。`,
  }
}

function tagText(vlan: string): Words {
  if (vlan === '') return { en: 'no VLAN tag', zh: '不带 VLAN 标签' }
  return { en: `VLAN tag ${vlan}`, zh: `带 VLAN 标签 ${vlan}` }
}
