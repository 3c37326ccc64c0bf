/** A checksum does not fit, and nothing harmless explains it. */
import type { CorruptChecksums } from '../../analysis/check/findings/checksum-corrupt.js'
import type { Words } from '../language.js'
import type { FindingWords } from './finding-words.js'
import { sameDifference, senderOf, whichChecksum } from './phrases.js'

export const checksumCorruptWords: FindingWords<CorruptChecksums> = {
  id: 'checksum.corrupt',
  title: { en: 'Checksums do not fit', zh: '校验和不符' },
  meaning: {
    en: `A checksum says whether the octets arrived as they were sent. These do not fit, and what leaves harmless ones that
look wrong was ruled out: offload to the network card (\`checksum.offload\`), address translation (\`checksum.translated\`), the
fault of some Linux kernels (\`checksum.kernel-ffff\`). Receivers that verify discard such packets silently: TCP repeats them and
gets slow, all others are lost. Where a packet is acknowledged, or a ping answered, and no copy with a right checksum was seen,
the receiver took it: the checksum was right where it arrived, or is not verified, and it is a warning.

Damage comes from cables, transceivers, memory of routers and cards, and drivers. It is rare on Ethernet, whose own checksum
finds most of it: what gets through was damaged inside a machine. A checksum inside a tunnel whose outer one is right was
already wrong when the tunnel took the packet. Where all are off by the same number, nothing is damaged: somebody rewrites
packets and does not adapt the checksum. Where outer ones are off by one number a burst and all inside is right, the sender cut
a large segment and summed up each piece wrongly.

Packets that the capture has cut, and fragments without the others, cannot be judged and are not reported.`,
    zh: `校验和用来判断收到的字节与发送时是否相同。这里的校验和不符，而且已经排除了看似错误、实则无害的情形：留给网卡计算
（\`checksum.offload\`）、地址转换（\`checksum.translated\`）、某些 Linux 内核的缺陷（\`checksum.kernel-ffff\`）。检查校验和的接收方会默默丢弃这样的报文：
TCP 会重传并因此变慢，其他协议则直接丢失。如果报文得到确认，或者 ping 得到应答，而没有看到校验和正确的副本，说明接收方接受了它：到达时校验和是正确的，
或者那里不检查，只给出警告。

损坏可能来自线缆、光模块、路由器和网卡的内存以及驱动程序。以太网自身的校验能发现大部分错误，因此很少见；漏过的多半是在某台机器内部损坏的。
如果隧道外层的校验和正确而内层的不符，说明报文在封包之前就已经错误。如果所有校验和都相差同一个数，则没有数据损坏，而是有人改写了报文却没有
更新校验和。如果外层校验和每一批都相差同一个数，而内层全部正确，那是发送方切分大段时算错了每一片。

被抓包截断的报文和不完整的分片无法判断，不会报告。`,
  },
  quotes: [
    {
      source: 'RFC 1122 §4.1.3.4',
      sentence:
        'If a UDP datagram is received with a checksum that is non-zero and invalid, UDP MUST silently discard the datagram.',
    },
    {
      source: 'RFC 1122 §3.2.1.2',
      sentence:
        'A host MUST verify the IP header checksum on every received datagram and silently discard every datagram that has a bad checksum.',
    },
    {
      source: 'RFC 9293 §3.1',
      sentence:
        'The TCP checksum is never optional. The sender MUST generate it (MUST-2) and the receiver MUST check it (MUST-3).',
    },
  ],
  says({ network, sender, ...place }, count, text) {
    const { en, zh } = whichChecksum(place, text)
    const from = senderOf(sender, text)
    const where = text.network(network)
    return {
      en: `${text.count(count)} ${en} ${count === 1 ? 'checksum' : 'checksums'} from ${from.en} in ${where.en} ${count === 1 ? 'does' : 'do'} not fit`,
      zh: `${where.zh} 中来自 ${from.zh} 的 ${text.count(count)} 个${zh} 校验和不符`,
    }
  },
  why(about) {
    const [cause, fate] = [causeText(about), fateText(about)]
    return { en: `${cause.en} ${fate.en}`, zh: `${cause.zh}${fate.zh}` }
  },
  fix({ sender, isCutWrongly }, text) {
    const from = senderOf(sender, text)
    if (isCutWrongly) {
      return {
        en: `ethtool -K DEVICE tx-udp_tnl-segmentation off tx-udp_tnl-csum-segmentation off    # on ${from.en}; or a newer kernel or driver`,
        zh: `ethtool -K DEVICE tx-udp_tnl-segmentation off tx-udp_tnl-csum-segmentation off    # 在 ${from.zh} 上；或者更新内核或驱动`,
      }
    }
    return {
      en: `Capture at ${from.en} and at each hop behind it: the first place where they do not fit is to be replaced, or its driver updated.\nethtool -S DEVICE | grep -iE 'err|crc|csum'    # a card or cable that counts errors`,
      zh: `在 ${from.zh} 以及之后的每一跳抓包：最先出现不符的地方需要更换硬件或更新驱动。\nethtool -S DEVICE | grep -iE 'err|crc|csum'    # 查看网卡或线缆的错误计数`,
    }
  },
  verify({ kind }, text) {
    const counter = COUNTERS[text.protocol(kind)] ?? 'IpExtInCsumErrors'
    return {
      en: `nstat -az ${counter}    # at the receiver: does not grow any more`,
      zh: `nstat -az ${counter}    # 在接收方：不再增长`,
    }
  },
}

/** Linux's counters of packets discarded for their checksum, by protocol. */
const COUNTERS: Readonly<Record<string, string>> = {
  UDP: 'UdpInCsumErrors Udp6InCsumErrors',
  TCP: 'TcpInCsumErrors',
  ICMP: 'IcmpInCsumErrors',
  ICMPv6: 'Icmp6InCsumErrors',
}

function causeText({ difference, tunnels, isCutWrongly, isIntactInside }: CorruptChecksums): Words {
  if (isCutWrongly) {
    return {
      en: 'They are off by one number a burst, and every checksum inside is right: nothing was damaged on the way, the sender’s segmentation (GSO) made them so.',
      zh: '每一批都相差同一个数，而内层的校验和全部正确：途中没有损坏，是发送方的分段（GSO）算错了。',
    }
  }
  if (difference >= 0) return sameDifference(difference)
  if (isIntactInside) {
    return {
      en: 'What they carry is intact by its own checksums: the headers around it were changed, or summed up wrongly.',
      zh: '所承载的内容按自己的校验和是完好的：被改变或算错的是外面的首部。',
    }
  }
  if (tunnels > 0) {
    return {
      en: 'Octets were changed on the way, neither offload nor translation explains it; before the tunnel, where its own checksum is right.',
      zh: '字节在途中被改变，硬件卸载和地址转换都不能解释；如果隧道自身的校验和正确，则发生在封包之前。',
    }
  }
  return {
    en: 'Octets were changed on the way, neither offload nor translation explains it.',
    zh: '字节在途中被改变，硬件卸载和地址转换都不能解释。',
  }
}

/** What became of the damaged packets, as far as acknowledgements, answers and repetitions prove it. */
function fateText({ taken, repeated, takenFrame, answerFrame }: CorruptChecksums): Words {
  const again = {
    en: `At least ${repeated} ${repeated === 1 ? 'was' : 'were'} sent again with right checksums before anybody acknowledged ${repeated === 1 ? 'it' : 'them'}: receivers discard such packets.`,
    zh: `其中至少 ${repeated} 个在得到确认之前以正确的校验和重传：接收方丢弃了这样的报文。`,
  }
  const accepted = {
    en: `#${answerFrame} acknowledges or answers #${takenFrame}${taken > 1 ? `, and so it is with at least ${taken - 1} more` : ''}, of which no right copy was seen: a receiver took ${taken > 1 ? 'them' : 'it'}, so the checksum was right where ${taken > 1 ? 'they' : 'it'} arrived, or is not verified there.`,
    zh: `#${answerFrame} 确认或应答了 #${takenFrame}${taken > 1 ? `（另有至少 ${taken - 1} 个同样如此）` : ''}，而没有看到校验和正确的副本：接收方接受了它，说明到达时校验和是正确的，或者那里不检查校验和。`,
  }
  if (taken > 0) return repeated > 0 ? { en: `${accepted.en} ${again.en}`, zh: `${accepted.zh}${again.zh}` } : accepted
  if (repeated > 0) return again
  return { en: 'Receivers that verify discard these packets.', zh: '检查校验和的接收方会丢弃这些报文。' }
}
