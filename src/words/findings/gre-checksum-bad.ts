/** GRE's own checksum does not fit. */
import type { GreChecksumBad } from '../../analysis/check/findings/gre-checksum-bad.js'
import type { FindingWords } from './finding-words.js'
import { sameDifference, senderOf } from './phrases.js'

export const greChecksumBadWords: FindingWords<GreChecksumBad> = {
  id: 'gre.checksum-bad',
  title: { en: 'GRE checksums do not fit', zh: 'GRE 校验和不符' },
  meaning: {
    en: `GRE may carry a checksum of its own (the C flag), over its header and all that it carries. These do not fit, and
neither is one inside them left to the network card, which would make them right later. The receiver drops such packets; Linux
tells nobody. What is inside may be damaged, or the GRE header alone, or the sender counts wrongly.`,
    zh: `GRE 可以带有自己的校验和（C 标志），覆盖 GRE 头部及其携带的全部内容。这里的校验和不符，而且内层也没有留给网卡计算、稍后才会正确的校验和。
接收方会丢弃这样的报文，Linux 不会通知任何人。损坏的可能是内层数据，也可能只是 GRE 头部，或者发送方算错了。`,
  },
  quotes: [
    {
      source: 'RFC 2784 §2.5',
      sentence:
        "The Checksum field contains the IP (one's complement) checksum sum of the all the 16 bit words in the GRE header and the payload packet.",
    },
  ],
  says({ sender }, count, text) {
    const from = senderOf(sender, text)
    return {
      en: `${text.count(count)} GRE ${count === 1 ? 'checksum' : 'checksums'} from ${from.en} ${count === 1 ? 'does' : 'do'} not fit`,
      zh: `来自 ${from.zh} 的 ${text.count(count)} 个 GRE 校验和不符`,
    }
  },
  why({ difference }) {
    if (difference >= 0) return sameDifference(difference)
    return {
      en: 'Octets of the GRE packet were changed on the way, or the sender counts wrongly; the receiver drops it.',
      zh: 'GRE 报文的字节在途中被改变，或者发送方算错了；接收方会丢弃。',
    }
  },
  fix({ sender }, text) {
    const from = senderOf(sender, text)
    return {
      en: `Capture at ${from.en}: if they fit there, a hop behind it damages them. If they do not, let the tunnel do without: ip link set dev gre1 type gre nocsum    # at both ends`,
      zh: `在 ${from.zh} 上抓包：如果那里的校验和正确，说明之后的某一跳损坏了报文；如果不正确，可以关闭隧道的校验和：ip link set dev gre1 type gre nocsum    # 两端都要设置`,
    }
  },
  verify() {
    return {
      en: 'ip -s link show dev gre1    # at the receiver: packets arrive',
      zh: 'ip -s link show dev gre1    # 在接收方：可以收到报文',
    }
  },
}
