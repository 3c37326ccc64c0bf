/** Pings that nobody answers though the neighbour is there. */
import type { UnansweredPings } from '../../analysis/check/findings/icmp-unanswered.js'
import type { FindingWords } from './finding-words.js'

export const icmpUnansweredWords: FindingWords<UnansweredPings> = {
  id: 'icmp.unanswered',
  title: { en: 'Pings are not answered', zh: 'ping 没有应答' },
  meaning: {
    en: `A host pings another one through an overlay at least three times. Its neighbour is resolved, so that it knows whom to send
to, and the tunnel carries other things both ways; yet no answer comes, or none comes any more.

The far host has the packets then, and does not answer, or answers into the void. Most often the route back is missing there:
the host has the sender's network on another interface, or its default route leads elsewhere. As often a firewall on it drops
echo requests, while ARP is answered by the kernel all the same. An answer that leaves on another interface may be dropped by
the reverse path filter of somebody on its way (\`rp_filter\`).

What another finding explains is not told again here: a tunnel that is one-way (\`tunnel.one-way\`), packets that are too large
(\`mtu.blackhole\`), a station that has moved, or is gone (\`mac.stale-use\`), an ICMP error. Nor are captures that show one direction
only.`,
    zh: `一台主机穿过 overlay ping 另一台主机至少三次。邻居已经解析成功，它知道应当发给谁；隧道的两个方向也都有其他流量。但是没有应答，或者
从某个报文起不再有应答。

这说明对端主机收到了报文，却没有应答，或者应答发到了别处。最常见的原因是对端缺少回程路由：它认为发送者的网段在另一个接口上，或者默认路由
指向别处。同样常见的是对端的防火墙丢弃了 echo 请求，而 ARP 仍由内核应答。从另一个接口发出的应答还可能被途中的反向路径过滤丢弃（\`rp_filter\`）。

已有其他结论说明原因的不再重复：隧道单向不通（\`tunnel.one-way\`）、报文过大（\`mtu.blackhole\`）、主机迁移或已不在原处（\`mac.stale-use\`）、ICMP 差错。
只有一个方向的抓包也不报告。`,
  },
  quotes: [
    {
      source: 'RFC 1122 §3.2.2.6',
      sentence:
        'Every host MUST implement an ICMP Echo server function that receives Echo Requests and sends corresponding Echo Replies.',
    },
  ],
  says({ network, host, target, since, resolved, answered }, count, text) {
    const [who, whom, where] = [text.address(host), text.address(target), text.network(network)]
    const times = text.count(count)
    const known =
      answered > 0
        ? { en: `the last answer was #${answered}`, zh: `最后一个应答是 #${answered}` }
        : resolved > 0
          ? {
              en: `the neighbour is resolved (#${resolved}), the pings are not answered`,
              zh: `邻居已解析（#${resolved}），ping 没有应答`,
            }
          : { en: 'no answer comes', zh: '没有应答' }
    return {
      en: `${who} pings ${whom} ${times} times in ${where.en}, and ${known.en}, since #${since.frame} (${text.clock(since)})`,
      zh: `${who} 在 ${where.zh} 中 ping ${whom} 共 ${times} 次，${known.zh}，自 #${since.frame}（${text.clock(since)}）起`,
    }
  },
  why({ answered, answersOthers, hasMoved }) {
    if (answered > 0 && hasMoved) {
      return {
        en: 'It did answer, and has moved before: it may have moved again without a word, so that VTEPs go on sending to where it was; or it is off, its route back is gone, or a firewall drops them now.',
        zh: '它曾经应答，而且迁移过：它可能又悄悄迁移了，VTEP 仍向它原来的位置发送；也可能它已关机、回程路由消失，或者防火墙开始丢弃。',
      }
    }
    if (answersOthers) {
      return {
        en: 'It answers others: it lacks a route back to this one, or a firewall drops what comes from it.',
        zh: '它应答其他主机：它缺少到这台主机的回程路由，或者防火墙丢弃了来自这台主机的报文。',
      }
    }
    if (answered > 0) {
      return {
        en: 'It did answer, so that the way was there: it is off, its route back is gone, or a firewall drops them now.',
        zh: '它曾经应答，说明原来是通的：它已关机、回程路由消失，或者防火墙开始丢弃。',
      }
    }
    return {
      en: 'The far host has the packets and no way back, or drops them: most often the return route is missing there, or a firewall forbids it.',
      zh: '对端主机收到了报文，但没有回程路由或者将其丢弃：最常见的是对端缺少回程路由，或者被防火墙禁止。',
    }
  },
  fix({ host, target, place }, text) {
    const [who, whom] = [text.address(host), text.address(target)]
    const behind = place === undefined ? '' : text.address(place)
    return {
      en: `On ${whom}${behind && `, behind ${behind}`}:  ip route get ${who}; nft list ruleset    # wanted: the overlay's device, and no rule that drops`,
      zh: `在 ${whom}${behind && `（位于 ${behind} 后面）`} 上：ip route get ${who}; nft list ruleset    # 应当是 overlay 的设备，且没有丢弃规则`,
    }
  },
  verify({ host, target }, text) {
    const [who, whom] = [text.address(host), text.address(target)]
    return {
      en: `ping -c 3 ${whom}; on it  tcpdump -ni any icmp and host ${who}    # do the requests arrive, where do answers leave?`,
      zh: `ping -c 3 ${whom}；在对端 tcpdump -ni any icmp and host ${who}    # 请求是否到达，应答从哪个接口发出`,
    }
  },
}
