/** Frames that go round. */

import type { Loop } from '../../analysis/check/findings/loop-suspected.js'
import type { Words } from '../language.js'
import type { FindingText, FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const loopSuspectedWords: FindingWords<Loop> = {
  id: 'loop.suspected',
  title: { en: 'Frames go round in a loop', zh: '报文在环路中打转' },
  meaning: {
    en: `The same packet is seen again and again, in the same tunnel: its octets are the same, but for the TTL. No retransmission
looks like it, which comes later and has another IP identification.

**With a lower TTL each time** it goes to and fro between routers: each of them has a route for its destination through the
other. It ends when the TTL is used up, after some dozens of passes, and each further packet to that destination costs the
same. An IP packet in a loop of routes uses the tunnel’s capacity many times over.

**Unchanged, and sent back by the VTEP that it was sent to**, it goes round between bridges: there is a second way between
them beside the tunnel, such as a cable, another tunnel, or a container with two legs that bridges them. Ethernet has no TTL;
a frame goes round until the loop is cut, and every broadcast adds one. VXLAN devices take no part in spanning tree unless
their bridges do.

**A broadcast that only comes fast and often from one VTEP** may be a loop behind that VTEP, or a program that sends it so:
that is a warning.`,
    zh: `同一个报文在同一条隧道中一再出现：除 TTL 外，每个字节都相同。这不是重传，重传间隔更长，而且 IP 标识不同。

**每次 TTL 都减小**：它在路由器之间来回转发，双方都认为应当经由对方到达目的地。TTL 用尽时才停止，已经来回几十次；发往该目的地的每个
报文都要付出同样的代价，成倍地占用隧道带宽。

**内容不变，并且被对端 VTEP 送了回来**：它在网桥之间打转，除了隧道之外网桥之间还有第二条路，例如一根网线、另一条隧道，或者一个把两边桥接
起来的双网卡容器。以太网没有 TTL，帧会一直打转直到环路被切断，每个广播都会再增加一个。VXLAN 设备本身不参与生成树，除非它所在的网桥启用了
生成树。

**广播只是从一个 VTEP 频繁发出**：可能是该 VTEP 后面有环路，也可能是程序就这样发送，因此只是警告。`,
  },
  quotes: [
    {
      source: 'RFC 791 §3.1',
      sentence:
        'The intention is to cause undeliverable datagrams to be discarded, and to bound the maximum datagram lifetime.',
    },
    {
      source: 'RFC 5556, Abstract',
      sentence:
        'These protocols need to strictly avoid loops, even temporary ones, during route propagation, because of the lack of header loop detection support.',
    },
  ],
  says(about, count, text) {
    const { kind, network, different, ttl, lastTtl, lasted } = about
    const what = frameOf(about, text)
    const where = text.network(network)
    const way = wayOf(about, text)
    const times = text.count(count)
    const frames = { en: counted(different, 'frame'), zh: `${different} 个帧` }
    switch (kind) {
      case 'routed':
        return {
          en: `${what.en} passes ${where.en}${way.en} again and again, TTL ${ttl} to ${lastTtl}: ${frames.en} seen ${times} times`,
          zh: `${what.zh}一再通过 ${where.zh}${way.zh}，TTL 从 ${ttl} 减到 ${lastTtl}：${frames.zh}共出现 ${times} 次`,
        }
      case 'bridged':
        return {
          en: `${what.en} goes to and fro in ${where.en}${way.en}: ${frames.en} seen ${times} times in ${text.time(lasted)}`,
          zh: `${what.zh}在 ${where.zh}${way.zh}来回打转：${frames.zh}在 ${text.time(lasted)} 内出现 ${times} 次`,
        }
      case 'repeated':
        return {
          en: `${what.en} comes again and again in ${where.en}${way.en}: ${frames.en} seen ${times} times in ${text.time(lasted)}`,
          zh: `${what.zh}在 ${where.zh}${way.zh}反复出现：${frames.zh}在 ${text.time(lasted)} 内出现 ${times} 次`,
        }
    }
  },
  why({ kind }) {
    switch (kind) {
      case 'routed':
        return {
          en: 'Each side has a route for that destination through the other side.',
          zh: '两边的路由都认为应经由对方到达该目的地。',
        }
      case 'bridged':
        return {
          en: 'The bridges behind the VTEPs are connected on a second way beside the tunnel.',
          zh: 'VTEP 后面的网桥之间除隧道外还有第二条路。',
        }
      case 'repeated':
        return {
          en: 'There is a loop behind the VTEP that sends it, or a program that sends the same packet without pause.',
          zh: '发送它的 VTEP 后面有环路，或者有程序不停地发送同一个报文。',
        }
    }
  },
  fix({ kind, innerDestination }, text) {
    if (kind === 'routed') {
      const to = text.address(innerDestination)
      return {
        en: `On the router that should not send it back:  ip route del ${to}/PREFIX; a network that nobody has belongs into  ip route add blackhole PREFIX`,
        zh: `在不该送回的一侧：ip route del ${to}/前缀；没有人使用的网段应写成 ip route add blackhole 前缀`,
      }
    }
    return {
      en: 'Cut the second way, or let the bridges find it:  ip link set BRIDGE type bridge stp_state 1',
      zh: '切断第二条路，或者启用生成树：ip link set 网桥 type bridge stp_state 1',
    }
  },
  verify({ kind, innerDestination }, text) {
    if (kind === 'routed') {
      const to = text.address(innerDestination)
      return {
        en: `traceroute -n ${to}    # the same two routers in turns while it loops`,
        zh: `traceroute -n ${to}    # 成环时会交替出现同样的两个路由器`,
      }
    }
    return {
      en: 'bridge monitor fdb    # MAC addresses that change their port without end while it loops',
      zh: 'bridge monitor fdb    # 成环时 MAC 地址不停地变换端口',
    }
  },
}

function frameOf({ isArp, innerSource, innerDestination }: Loop, text: FindingText): Words {
  const [from, to] = [text.address(innerSource), text.address(innerDestination)]
  if (isArp) return { en: `ARP of ${from} for ${to}`, zh: `${from} 关于 ${to} 的 ARP ` }
  return from === ''
    ? { en: 'a frame that is no IP packet', zh: '一个非 IP 的帧' }
    : { en: `a packet ${from} → ${to}`, zh: `报文 ${from} → ${to} ` }
}

function wayOf({ source, destination }: Loop, text: FindingText): Words {
  const [from, to] = [text.endpoint(source), text.endpoint(destination)]
  if (from === '') return { en: '', zh: ' ' }
  return { en: ` between ${from} and ${to}`, zh: `（${from} 与 ${to} 之间）` }
}
