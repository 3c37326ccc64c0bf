/** Packets without a sequence number although others of the tunnel have one. */
import type { SequenceMissing } from '../../analysis/check/findings/gre-sequence-missing.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const greSequenceMissingWords: FindingWords<SequenceMissing> = {
  id: 'gre.sequence-missing',
  title: { en: 'Packets of a tunnel have no sequence number', zh: '隧道报文缺少序列号' },
  meaning: {
    en: `The standard lets packets with and without a number go side by side. Linux does not: a tunnel with \`iseq\` drops what has no
number, and counts it in \`rx_fifo_errors\`. So it is told when some packets of one direction have a number and others have none,
as when two programs, or a program and the kernel, send for the same tunnel; and when an end that sends no numbers gets no
answer from one that does, as when \`seq\` was set on one side alone.

That one direction has numbers and the other has none is not reported where the ends answer each other: each says for itself
what it sends (\`oseq\`) and what it wants (\`iseq\`). PPTP's acknowledgments have no number by design.`,
    zh: `标准允许带编号和不带编号的报文混用，但 Linux 不允许：启用 \`iseq\` 的隧道丢弃没有编号的报文，计入 \`rx_fifo_errors\`。因此两种情况会
报告：同一方向上有的报文带编号、有的不带，例如两个程序或者程序与内核同时为一条隧道发送；以及不带编号的一端得不到带编号一端的应答，例如
只有一端配置了 \`seq\`。

如果两端互相应答，一个方向带编号、另一个方向不带并不报告：发送（\`oseq\`）和期望（\`iseq\`）由各端自己决定。PPTP 的确认报文本来就没有编号。`,
  },
  quotes: [
    {
      source: 'RFC 2890 §2.2',
      sentence:
        'Note that packets without the sequence bit set can be interleaved with packets with the sequence bit set.',
    },
  ],
  says({ network, from, to, numbered }, count, text) {
    const where = text.network(network)
    const [source, destination] = [text.address(from), text.address(to)]
    return numbered > 0
      ? {
          en: `${counted(count, 'packet')} of ${where.en} from ${source} to ${destination} without a number, ${text.count(numbered)} with one`,
          zh: `${where.zh} 中 ${source} 发往 ${destination} 的报文有 ${text.count(count)} 个没有编号，${text.count(numbered)} 个有`,
        }
      : {
          en: `${source} sends ${where.en} without numbers and is not answered; ${destination} sends it with numbers`,
          zh: `${source} 发送的 ${where.zh} 没有编号且得不到应答，${destination} 发送的有编号`,
        }
  },
  why({ to }, text) {
    return {
      en: `If ${text.address(to)} wants numbers (iseq) it drops them.`,
      zh: `如果 ${text.address(to)} 要求编号（iseq），就会丢弃它们。`,
    }
  },
  fix({ type, from }, text) {
    return {
      en: `On ${text.address(from)}:  ip link set dev TUNNEL type ${text.deviceType(type)} oseq    or noiseq on the other end`,
      zh: `在 ${text.address(from)} 上：ip link set dev TUNNEL type ${text.deviceType(type)} oseq；或者在另一端用 noiseq`,
    }
  },
  verify({ type, to }, text) {
    return {
      en: `ip -s -s link show type ${text.deviceType(type)}    # on ${text.address(to)}: fifo under RX errors stands still`,
      zh: `ip -s -s link show type ${text.deviceType(type)}    # 在 ${text.address(to)} 上：RX errors 中的 fifo 不再增加`,
    }
  },
}
