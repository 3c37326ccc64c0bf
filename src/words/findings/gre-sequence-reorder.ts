/** Packets of a tunnel that came out of order. */
import type { Numbered } from '../../analysis/check/evidence/gre-sequences.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const greSequenceReorderWords: FindingWords<Numbered> = {
  id: 'gre.sequence-reorder',
  title: { en: 'Packets of a tunnel come out of order', zh: '隧道报文乱序' },
  meaning: {
    en: `A packet came after another one with a higher number. A receiver that checks the order (\`iseq\` in Linux) drops it, for
GRE's numbers are there to keep the order and not to repair it; Linux counts it in \`rx_fifo_errors\`. So a path that reorders
now and then loses packets of such a tunnel, though none is lost on the way. A receiver that does not check takes it.

Paths reorder when packets of one tunnel are spread over several links, and when a sender has several processors at work. It
is information for a capture of several interfaces, whose order may be its own, and for ERSPAN, where nobody checks. Packets
that the capture has twice are not counted.`,
    zh: `编号较小的报文出现在编号较大的报文之后。检查顺序的接收方（Linux 的 \`iseq\`）会丢弃它：GRE 的编号用来保证顺序，而不是恢复顺序；
Linux 计入 \`rx_fifo_errors\`。因此即使途中没有丢包，偶尔乱序的路径也会让这种隧道丢报文。不检查的接收方照常接收。

同一隧道的报文被分散到多条链路，或者发送方多个处理器并行，都会造成乱序。多接口抓包的顺序可能是抓包自己造成的，ERSPAN 没有人检查，
这两种情况只作提示。抓包中重复出现的报文不计。`,
  },
  quotes: [
    {
      source: 'RFC 2890 §2.2',
      sentence: 'When the decapsulator receives an out-of sequence packet it SHOULD be silently discarded.',
    },
  ],
  says({ network, from, to, numbered }, count, text) {
    const where = text.network(network)
    return {
      en: `${text.count(count)} of ${counted(numbered, 'packet')} of ${where.en} from ${text.address(from)} to ${text.address(to)} came late`,
      zh: `${where.zh} 中 ${text.address(from)} 发往 ${text.address(to)} 的 ${text.count(numbered)} 个报文有 ${text.count(count)} 个迟到`,
    }
  },
  why({ expected, found }) {
    return {
      en: `The first one: ${found} came when ${expected} was to come. A receiver that checks the order drops it.`,
      zh: `第一个：应为 ${expected} 时收到了 ${found}。检查顺序的接收方会丢弃它。`,
    }
  },
  fix({ to, type }, text) {
    if (text.tunnel(type) === 'pptp') return { en: 'Keep the tunnel on one path.', zh: '让隧道只走一条路径。' }
    return {
      en: `Keep the tunnel on one path; or have ${text.address(to)} take them:  ip link set dev TUNNEL type ${text.deviceType(type)} noiseq`,
      zh: `让隧道只走一条路径；或者让 ${text.address(to)} 不检查顺序：ip link set dev TUNNEL type ${text.deviceType(type)} noiseq`,
    }
  },
  verify({ to, type }, text) {
    return {
      en: `ip -s -s link show type ${text.deviceType(type)}    # on ${text.address(to)}: fifo under RX errors stands still`,
      zh: `ip -s -s link show type ${text.deviceType(type)}    # 在 ${text.address(to)} 上：RX errors 中的 fifo 不再增加`,
    }
  },
}
