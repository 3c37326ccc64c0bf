/** IPv4 headers without a checksum. */
import type { Ipv4Zeros } from '../../analysis/check/findings/checksum-ip-zero.js'
import type { FindingWords } from './finding-words.js'
import { listed, senderOf } from './phrases.js'

export const checksumIpZeroWords: FindingWords<Ipv4Zeros> = {
  id: 'checksum.ip-zero',
  title: { en: 'IPv4 headers have the checksum 0', zh: 'IPv4 首部的校验和为 0' },
  meaning: {
    en: `An IPv4 header always has a checksum, and every receiver and router discards a packet whose checksum does not fit. A stack
that leaves it to its network card writes 0 (Windows does); but it leaves the checksums of TCP and UDP to the card as well then,
and those inside these packets are finished. So either the card fills in the one alone, or the packets are sent like that, by a
program that builds its own headers.

A capture at the sender cannot tell the two apart. Where nobody answers the sender it is a warning: it may be why.`,
    zh: `IPv4 首部必须带有校验和，校验和不符的报文会被每个接收方和路由器丢弃。把它留给网卡的协议栈会写 0（例如 Windows）；但那样的话 TCP 和 UDP 的
校验和通常也留给网卡，而这些报文内的其他校验和都已算完。因此要么网卡只填写这一个，要么报文就这样发出，来自自行构造首部的程序。

在发送方抓包无法区分这两种情形。如果没有人应答这个发送方，则给出警告：原因可能就在这里。`,
  },
  quotes: [
    {
      source: 'RFC 1122 §3.2.1.2',
      sentence:
        'A host MUST verify the IP header checksum on every received datagram and silently discard every datagram that has a bad checksum.',
    },
  ],
  says({ senders, senderCount }, count, text) {
    const from = listed(
      senders.map((sender) => senderOf(sender, text).en),
      senderCount,
    )
    return {
      en: `${text.count(count)} IPv4 ${count === 1 ? 'header' : 'headers'} from ${from.en} ${count === 1 ? 'has' : 'have'} the checksum 0, while what ${count === 1 ? 'it carries has' : 'they carry has'} finished ones`,
      zh: `来自 ${from.zh} 的 ${text.count(count)} 个 IPv4 首部校验和为 0，而其中承载的校验和都已算完`,
    }
  },
  why({ isUnanswered }) {
    return isUnanswered
      ? {
          en: 'Left to a network card, or discarded by every receiver, which would be why nobody answers: the capture cannot tell.',
          zh: '可能留给网卡填写，也可能被每个接收方丢弃（那就是无人应答的原因）：从抓包无法判断。',
        }
      : {
          en: 'Left to a network card, or discarded by every receiver: the capture cannot tell.',
          zh: '可能留给网卡填写，也可能被每个接收方丢弃：从抓包无法判断。',
        }
  },
  fix() {
    return {
      en: 'Capture behind the card, at the receiver. If it is 0 there:  ethtool -K DEVICE tx off, or mend the program that writes the header',
      zh: '在网卡之后（接收方）抓包。如果那里仍为 0：ethtool -K DEVICE tx off，或者修正写首部的程序',
    }
  },
  verify() {
    return {
      en: 'nstat -az IpInHdrErrors IpExtInCsumErrors    # at the receiver: does not grow',
      zh: 'nstat -az IpInHdrErrors IpExtInCsumErrors    # 在接收方：不增长',
    }
  },
}
