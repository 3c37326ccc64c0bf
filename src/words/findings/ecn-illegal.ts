/** Congestion marks (ECN) on outer packets whose inner packet does not support ECN. */
import type { IllegalEcn } from '../../analysis/check/findings/ecn-illegal.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const ecnIllegalWords: FindingWords<IllegalEcn> = {
  id: 'ecn.illegal',
  title: { en: 'A congestion mark that the packet inside does not understand', zh: '内层报文不支持的拥塞标记' },
  meaning: {
    en: `A router may mark a packet in place of dropping it when it is congested (CE, congestion experienced). It may do so only
when the sender has said that it understands such marks (ECT). Here the outer header bears the mark while the inner one says
Not-ECT. The end of the tunnel must drop such a packet: its sender would not see the mark, and a drop is all that it
understands. Linux counts it in \`rx_frame_errors\` and, with \`log_ecn_error\`, in the kernel's log.

It happens when the tunnel's entrance sets an ECT of its own in the outer header (an old or a wrong implementation), or when
something on the way writes CE, or a whole TOS of its own, without looking.`,
    zh: `路由器拥塞时可以给报文打标记（CE）而不丢弃，但前提是发送者声明过支持（ECT）。这里外层头部带有标记，而内层是 Not-ECT。隧道出口必须
丢弃这种报文：发送者看不懂标记，只能通过丢包得知拥塞。Linux 计入 \`rx_frame_errors\`；启用 \`log_ecn_error\` 时还写入内核日志。

原因是隧道入口擅自在外层设置了 ECT（旧的或错误的实现），或者途中的设备不加判断地写入了 CE 或整个 TOS 字段。`,
  },
  quotes: [
    {
      source: 'RFC 6040 §4.2',
      sentence:
        'If the inner ECN field is Not-ECT and the outer ECN field is CE, the decapsulator MUST drop the packet.',
    },
  ],
  says({ network, from, to }, count, text) {
    const where = text.network(network)
    return {
      en: `${counted(count, 'packet')} of ${where.en} from ${text.address(from)} to ${text.address(to)} marked CE outside and Not-ECT inside`,
      zh: `${where.zh} 中 ${text.address(from)} 发往 ${text.address(to)} 的 ${text.count(count)} 个报文外层为 CE、内层为 Not-ECT`,
    }
  },
  why({ to }, text) {
    return {
      en: `${text.address(to)} drops them: whoever sent what is inside would not notice the mark.`,
      zh: `${text.address(to)} 会丢弃它们：内层的发送者不会注意到这个标记。`,
    }
  },
  fix({ from }, text) {
    return {
      en: `On ${text.address(from)}, let the tunnel take the ECN bits from inside (tos inherit), and find who on the way writes the TOS.`,
      zh: `在 ${text.address(from)} 上让隧道从内层继承 ECN（tos inherit），并查找途中改写 TOS 的设备。`,
    }
  },
  verify({ to }, text) {
    return {
      en: `ip -s -s link show; dmesg | grep 'non-ECT'    # on ${text.address(to)}`,
      zh: `ip -s -s link show; dmesg | grep 'non-ECT'    # 在 ${text.address(to)} 上`,
    }
  },
}
