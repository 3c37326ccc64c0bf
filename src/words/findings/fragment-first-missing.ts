/** Fragments whose first one never came. */
import type { FirstMissing } from '../../analysis/check/findings/fragment-first-missing.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const fragmentFirstMissingWords: FindingWords<FirstMissing> = {
  id: 'fragment.first-missing',
  title: { en: 'The first fragment never comes', zh: '第一个分片始终没有到达' },
  meaning: {
    en: `A datagram was cut into fragments, and of these the first one is missing: the receiver waits for it, up to a minute, and
then throws away the others. It says nothing, because ICMP reports a reassembly that took too long only when the first fragment
is there.

The first fragment differs from the others in two ways. It is the longest, so that a path which is too narrow loses it, and not
the rest: look at the MTU, and at Don't Fragment on the tunnel. And it alone has the ports, so that a filter or a load
balancer drops it, or sends it elsewhere, and lets the others pass.

Several such datagrams between the same two hosts are an error. A single one is a warning in a tunnel, and outside of any it is
told as information, since packets do get lost; so it is where the capture itself has lost packets. Fragments at the very
beginning of a capture, or at its end, are not counted: the first one may have come before, or may come after.`,
    zh: `一个报文被切成若干分片，其中第一个不见了：接收方最多等待一分钟，然后丢弃其余分片。它不会发出任何通知，因为只有在收到第一个分片的
情况下，ICMP 才会报告重组超时。

第一个分片与其他分片有两点不同。它最长，所以路径过窄时丢失的正是它，而不是其余分片：应检查 MTU 以及隧道的 DF 设置。只有它带有端口，
所以过滤规则或负载均衡会丢弃它，或者把它送到别处，而让其余分片通过。

同样两台主机之间有多个这样的报文时是错误。只有一个时，在隧道中是警告，不在隧道中则只作为提示，因为丢包总会发生；如果抓包本身丢过包，
也只作为提示。抓包刚开始和即将结束时的分片不计算在内：它们的第一个分片可能在此之前或之后。`,
  },
  quotes: [
    {
      source: 'RFC 8200 §4.5',
      sentence:
        'If insufficient fragments are received to complete reassembly of a packet within 60 seconds of the reception of the first-arriving fragment of that packet, reassembly of that packet must be abandoned and all the fragments that have been received for that packet must be discarded.',
    },
    { source: 'RFC 792', sentence: 'If fragment zero is not available then no time exceeded need be sent at all.' },
  ],
  says({ network, source, destination, whole }, count, text) {
    const where = text.network(network)
    return {
      en: `${counted(count, 'datagram')} from ${text.address(source)} to ${text.address(destination)} in ${where.en} without the first fragment, ${text.count(whole)} whole`,
      zh: `${where.zh} 中 ${text.address(source)} 发往 ${text.address(destination)} 的 ${text.count(count)} 个报文缺少第一个分片，完整的有 ${text.count(whole)} 个`,
    }
  },
  why({ drops, longest }, text) {
    if (drops > 0) {
      return {
        en: `The capture has lost ${text.count(drops)} packets itself: the fragments may be among them.`,
        zh: `抓包本身丢失了 ${text.count(drops)} 个报文，分片可能就在其中。`,
      }
    }
    return {
      en: `The first fragment is the longest and the only one with ports: the path is too narrow for it, or a filter drops it. The longest that came has ${longest} octets.`,
      zh: `第一个分片最长，而且只有它带端口：路径对它过窄，或者被过滤规则丢弃。到达的分片最长为 ${longest} 字节。`,
    }
  },
  fix({ drops }) {
    if (drops > 0)
      return {
        en: 'Capture again, with a larger buffer:  tcpdump -B 65536',
        zh: '用更大的缓冲区重新抓包：tcpdump -B 65536',
      }
    return {
      en: 'Lower the MTU of what sends them, so that nothing has to be cut:  ip link set dev DEVICE mtu SIZE',
      zh: '降低发送方的 MTU，使报文无需分片：ip link set dev 设备 mtu 长度',
    }
  },
  verify({ source, destination }, text) {
    return {
      en: `tcpdump -ni DEVICE 'ip[6:2] & 0x3fff != 0 and host ${text.address(source)}'    # at both ends: where is the first one lost? or  ping -M do -s SIZE ${text.address(destination)}`,
      zh: `tcpdump -ni 设备 'ip[6:2] & 0x3fff != 0 and host ${text.address(source)}'    # 在两端分别抓包，看第一个分片在哪里丢失；或者 ping -M do -s 长度 ${text.address(destination)}`,
    }
  },
}
