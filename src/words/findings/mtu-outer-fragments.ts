/** The overlay's MTU leaves no room for the tunnel's headers. */

import type { OuterFragments } from '../../analysis/check/findings/mtu-outer-fragments.js'
import type { FindingWords } from './finding-words.js'

/** Octets of the IP and ICMP headers in front of a ping's data. */
const PING_HEADERS = 28

export const mtuOuterFragmentsWords: FindingWords<OuterFragments> = {
  id: 'mtu.outer-fragments',
  title: { en: 'A tunnel’s packets are cut into fragments', zh: '隧道报文被分片' },
  meaning: {
    en: `A tunnel puts its headers in front of each packet: VXLAN costs 50 octets over IPv4 (20 of IP, 8 of UDP, 8 of VXLAN and
14 of the inner Ethernet header) and 70 over IPv6, an inner VLAN tag 4 more; GRE costs 24 and more, by its flags. Where the
overlay's MTU is as large as the underlay's, a full packet does not fit any more and is cut into two fragments.

It works as long as both arrive. But one lost fragment costs the whole packet, most cards cannot spread fragments over
their queues nor check them, firewalls and load balancers see no ports in the second one, and RFC 7348 allows the far VTEP
to throw them away. So it is a warning.

Packets that are longer than the MTU and yet whole are no fault: offload cuts them later or has merged them before
(GSO, GRO), and they are not reported here. What a mirror port sends is told as information, since it has no say in how long
the packets are that it copies; and so are fragments shorter than any link asks for, which a test program makes.`,
    zh: `隧道在每个报文前面加上自己的头部：VXLAN 在 IPv4 上需要 50 字节（IP 20、UDP 8、VXLAN 8、内层以太网头 14），在 IPv6 上需要 70
字节，内层每个 VLAN 标签再加 4 字节；GRE 至少 24 字节，取决于标志位。如果 overlay 的 MTU 与底层相同，满长的报文封包之后就放不下，
会被切成两个分片。

只要分片都能到达，通信仍然正常。但是丢失一个分片就等于丢失整个报文；多数网卡不能把分片分散到多个队列，也不能校验；防火墙和负载均衡
在第二个分片中看不到端口；而且 RFC 7348 允许对端 VTEP 直接丢弃分片。因此这是一个警告。

比 MTU 长但没有分片的报文不是问题：它们稍后由网卡切分，或者刚刚被合并（GSO、GRO），这里不会报告。镜像端口发出的分片只作为提示，
因为它无法决定所复制报文的长度；短得没有任何链路需要的分片也只作为提示，那是测试程序制造的。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §4.3',
      sentence:
        'VTEPs MUST NOT fragment VXLAN packets.  Intermediate routers may fragment encapsulated VXLAN packets due to the larger frame size.  The destination VTEP MAY silently discard such VXLAN fragments.',
    },
    {
      source: 'RFC 7348 §4.3',
      sentence:
        'To ensure end-to-end traffic delivery without fragmentation, it is RECOMMENDED that the MTUs (Maximum Transmission Units) across the physical network infrastructure be set to a value that accommodates the larger frame size due to the encapsulation.',
    },
  ],
  says({ cut, network, source, destination, bothWays, inner, overhead, length, underlay }, count, text) {
    const [from, to] = [text.address(source), text.address(destination)]
    const where = text.network(network)
    const what = `${where.en === '' ? '' : `${where.en} `}${count === 1 ? 'packet' : 'packets'}`
    const between = bothWays ? `between ${from} and ${to}` : `from ${from} to ${to}`
    const zh = `${bothWays ? `${from} 与 ${to} 之间` : `${from} 发往 ${to} 的`} ${text.count(count)} 个 ${where.zh} 报文`
    const sum = {
      en: `${inner} inside + ${overhead} of headers = ${length}`,
      zh: `内层 ${inner} + 头部 ${overhead} = ${length}`,
    }
    if (cut === 'on-purpose') {
      return {
        en: `${text.count(count)} ${what} ${between} cut into fragments of ${underlay} octets: ${sum.en}`,
        zh: `${zh}被切成 ${underlay} 字节的分片：${sum.zh}`,
      }
    }
    return {
      en: `${text.count(count)} ${what} ${between} cut into fragments: ${sum.en} > ${underlay}, what the underlay takes`,
      zh: `${zh}被分片：${sum.zh}，大于底层的 ${underlay}`,
    }
  },
  why({ cut, inner, fits }) {
    switch (cut) {
      case 'too-long':
        return {
          en: `The hosts of the overlay send packets of ${inner} octets, and the tunnel leaves room for ${fits}.`,
          zh: `overlay 中的主机发送 ${inner} 字节的报文，而隧道只能容纳 ${fits} 字节。`,
        }
      case 'mirror':
        return {
          en: 'The tunnel carries copies of what others send to each other: how long they are is not its choice.',
          zh: '这条隧道传送的是别人通信的副本（端口镜像），报文的长度不由它决定。',
        }
      case 'on-purpose':
        return {
          en: 'No link asks for fragments so short: a program made them, for a test or to slip past a filter.',
          zh: '没有链路需要这么短的分片：它们是程序制造的，用于测试，或者企图绕过过滤规则。',
        }
    }
  },
  fix({ cut, fits, length, type }, text) {
    if (cut === 'on-purpose') return { en: '', zh: '' }
    if (cut === 'mirror') {
      return {
        en: `Let the underlay take ${length} octets, or let the mirror cut off what nobody looks at.`,
        zh: `让底层网络能够容纳 ${length} 字节，或者让镜像端口截去不需要的部分。`,
      }
    }
    const device = text.tunnel(type) === 'vxlan' ? 'vxlan0' : 'DEVICE'
    return {
      en: `ip link set dev ${device} mtu ${fits}    # at both ends, and the same on the hosts behind them; or give the underlay ${length}`,
      zh: `ip link set dev ${device} mtu ${fits}    # 两端都要设置，后面的主机也一样；或者把底层的 MTU 提高到 ${length}`,
    }
  },
  verify({ cut, fits, isIpv6, destination }, text) {
    if (cut === 'on-purpose') return { en: '', zh: '' }
    const filter = isIpv6 ? 'ip6[6] == 44' : 'ip[6:2] & 0x3fff != 0'
    const fragments = `tcpdump -ni DEVICE '${filter} and host ${text.address(destination)}'`
    if (cut === 'mirror' || fits <= PING_HEADERS) {
      return { en: `${fragments}    # shows none any more`, zh: `${fragments}    # 不应再出现分片` }
    }
    return {
      en: `ping -M do -s ${fits - PING_HEADERS} HOST    # passes through the overlay; and ${fragments} shows none`,
      zh: `ping -M do -s ${fits - PING_HEADERS} 主机    # 可以通过 overlay；并且 ${fragments} 不再出现分片`,
    }
  },
}
