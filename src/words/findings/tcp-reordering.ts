/** TCP segments that arrived after later segments. */
import type { Reordering } from '../../analysis/check/findings/tcp-reordering.js'
import type { FindingWords } from './finding-words.js'

/** Duplicate acknowledgements that make a sender repeat a segment: RFC 5681 §3.2. */
const REPEATED = 3

export const tcpReorderingWords: FindingWords<Reordering> = {
  id: 'tcp.reordering',
  title: { en: 'TCP segments come out of order', zh: 'TCP 报文段乱序' },
  meaning: {
    en: `A segment came behind others that were sent after it: the sender's order is known by the identification of IPv4
headers, which most senders count up with each packet. Where it does not count, a segment that fills a gap within 3 ms, and that the
receiver has not asked for by three duplicate acknowledgements, is taken for a late one.

The depth is how many later segments came before it. Receivers put segments in order; but from three on the sender takes the
segment for lost, sends it again and slows down, unless it waits longer as newer ones do (RACK). Paths reorder when
packets of one connection are spread over several links, when a device works on them with several processors, and when a
tunnel's path changes.

At least three, and one of a hundred, are worth a warning in an overlay. Less is information, and so is the order of a capture of
several interfaces, which may be its own.`,
    zh: `报文段出现在比它后发送的报文段之后：发送顺序由 IPv4 首部的标识得知，大多数发送方每发一个报文就把它加一。如果标识不递增，则 3 ms 之内填补
空缺、且接收方没有用三个重复确认请求过的报文段算作迟到。

深度是指有多少个后发送的报文段先到达。接收方会重新排序；但从三个起，发送方会认为它已丢失，于是重传并降低速率，除非像较新的实现（RACK）那样
等待更久。同一连接的报文被分散到多条链路、设备用多个处理器并行处理、隧道的路径改变，都会造成乱序。

在 overlay 中，至少三个且至少百分之一时给出警告。更少的只作提示；多接口抓包的顺序可能是抓包自己造成的，也只作提示。`,
  },
  quotes: [
    {
      source: 'RFC 5681 §3.2',
      sentence:
        'The fast retransmit algorithm uses the arrival of 3 duplicate ACKs (as defined in section 2, without any intervening ACKs which move SND.UNA) as an indication that a segment has been lost.',
    },
  ],
  says({ network, from, to, segments, depth, lateness }, count, text) {
    const [who, whom, where] = [text.address(from), text.address(to), text.network(network)]
    const share = `${((100 * count) / segments).toFixed(1)} %`
    const later = depth === 1 ? '1 later one' : `up to ${text.count(depth)} later ones`
    return {
      en: `${text.count(count)} of ${text.count(segments)} TCP segments (${share}) from ${who} to ${whom} in ${where.en} came late, behind ${later} and by up to ${text.time(lateness)}`,
      zh: `${who} 在 ${where.zh} 中发往 ${whom} 的 ${text.count(segments)} 个 TCP 报文段中有 ${text.count(count)} 个（${share}）迟到，最多落后 ${text.count(depth)} 个报文段、${text.time(lateness)}`,
    }
  },
  why({ depth, overtaken, isMixed }, text) {
    if (isMixed) {
      return {
        en: 'The capture is of several interfaces: the order may be its own.',
        zh: '抓包包含多个接口：顺序可能是抓包自己造成的。',
      }
    }
    if (overtaken > 0) {
      return {
        en: `Packets of one connection take different ways, or a device works on several at once; the sender has repeated ${text.count(overtaken)} that were not lost.`,
        zh: `同一连接的报文走了不同的路径，或者途中的设备并行处理；发送方重传了 ${text.count(overtaken)} 个并未丢失的报文段。`,
      }
    }
    return depth < REPEATED
      ? {
          en: 'Packets of one connection take different ways, or a device works on several at once. Behind fewer than three the sender does not repeat anything.',
          zh: '同一连接的报文走了不同的路径，或者途中的设备并行处理。落后不到三个时发送方不会重传。',
        }
      : {
          en: 'Packets of one connection take different ways, or a device works on several at once. Behind three or more the sender may take them for lost and slow down.',
          zh: '同一连接的报文走了不同的路径，或者途中的设备并行处理。落后三个或更多时，发送方可能认为已经丢失并降低速率。',
        }
  },
  fix() {
    return {
      en: 'Keep the packets of one connection on one path: hash by flow (a tunnel tells flows apart by its UDP source port), not by packet; for a bond  mode 802.3ad, not balance-rr.',
      zh: '让同一连接的报文只走一条路径：按流（隧道用 UDP 源端口区分流）而不是按报文分担；bond 使用 802.3ad 模式，而不是 balance-rr。',
    }
  },
  verify({ from }, text) {
    return {
      en: `nstat -az TcpExtTCPSACKReorder TcpExtTCPDSACKRecv    # on ${text.address(from)}: do not grow any more`,
      zh: `nstat -az TcpExtTCPSACKReorder TcpExtTCPDSACKRecv    # 在 ${text.address(from)} 上：不再增长`,
    }
  },
}
