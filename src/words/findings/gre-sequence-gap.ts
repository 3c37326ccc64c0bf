/** Sequence numbers that never came. */
import type { Numbered } from '../../analysis/check/evidence/gre-sequences.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const greSequenceGapWords: FindingWords<Numbered> = {
  id: 'gre.sequence-gap',
  title: { en: 'Sequence numbers of a tunnel are missing', zh: '隧道序列号有缺口' },
  meaning: {
    en: `A sender that numbers its packets adds 1 for each. Numbers that never come are packets that were lost before they reached
the place of the capture, or that the capture itself has lost: the numbers cannot tell which. A receiver does not mind a gap;
what is lost is for those inside the tunnel to repeat.

Packets that come late are no gap (they are \`gre.sequence-reorder\`), and where the capture says that it has dropped packets, or
the tunnel only copies what others send (ERSPAN), it is information. When more numbers are missing than there are, the capture
has most likely seen one of several ways.`,
    zh: `给报文编号的发送方每发一个加 1。始终没有出现的编号，要么在到达抓包点之前丢失，要么被抓包本身漏掉：仅凭编号无法区分。接收方并不在意
缺口，丢失的内容由隧道里面的双方重传。

迟到的报文不算缺口（见 \`gre.sequence-reorder\`）。抓包自己声明丢过包，或者隧道只是复制别人的流量（ERSPAN），则只作提示。缺少的编号比
出现的还多时，多半是抓包只看到了多条路径中的一条。`,
  },
  quotes: [
    {
      source: 'RFC 2890 §2.2',
      sentence:
        'The Sequence Number MUST be used by the receiver to establish the order in which packets have been transmitted from the encapsulator to the receiver.',
    },
  ],
  says({ network, from, to, numbered }, count, text) {
    const where = text.network(network)
    return {
      en: `${counted(count, 'number')} of ${where.en} from ${text.address(from)} to ${text.address(to)} never came; ${text.count(numbered)} did`,
      zh: `${where.zh} 中 ${text.address(from)} 发往 ${text.address(to)} 的报文缺少 ${text.count(count)} 个编号，出现了 ${text.count(numbered)} 个`,
    }
  },
  why({ expected, found }) {
    return {
      en: `The first gap: ${expected} should have come, and ${found} came. Lost on the way, or by the capture.`,
      zh: `第一个缺口：应为 ${expected}，收到的是 ${found}。可能在途中丢失，也可能是抓包漏掉了。`,
    }
  },
  fix({ from, to }, text) {
    return {
      en: `Look for loss between ${text.address(from)} and ${text.address(to)}:  mtr -n ${text.address(to)}; ethtool -S ens18 | grep -i drop`,
      zh: `检查 ${text.address(from)} 到 ${text.address(to)} 之间的丢包：mtr -n ${text.address(to)}; ethtool -S ens18 | grep -i drop`,
    }
  },
  verify() {
    return {
      en: 'Capture on both ends with a larger buffer (tcpdump -B 32768): what is missing in both was lost on the way.',
      zh: '两端同时用更大的缓冲区抓包（tcpdump -B 32768）：两边都缺的才是途中丢失的。',
    }
  },
}
