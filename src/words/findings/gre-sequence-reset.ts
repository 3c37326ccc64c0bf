/** A tunnel's sender that has started its sequence numbers again. */
import type { Numbered } from '../../analysis/check/evidence/gre-sequences.js'
import type { FindingWords } from './finding-words.js'

export const greSequenceResetWords: FindingWords<Numbered> = {
  id: 'gre.sequence-reset',
  title: { en: "A tunnel's sequence numbers start anew", zh: '隧道序列号重新开始' },
  meaning: {
    en: `The numbers go back to their beginning: the sender was restarted, or its tunnel was made anew. A receiver that checks the
order (\`iseq\` in Linux) still remembers the last number, takes everything below it for late, and drops it, until the numbers
have caught up. After a million packets that is a million packets: the tunnel looks dead in one direction, and comes back by
itself much later.`,
    zh: `序列号回到了起点：发送方重启过，或者重建了隧道。检查顺序的接收方（Linux 的 \`iseq\`）仍记得最后的编号，把更小的编号都当作迟到而丢弃，
直到编号追上来为止。之前发过一百万个报文，就要再丢一百万个：隧道看上去单方向不通，过很久才自己恢复。`,
  },
  quotes: [
    {
      source: 'RFC 2890 §2.2',
      sentence: 'The first datagram is sent with a sequence number of 0.',
    },
    {
      source: 'RFC 2890 §2.2',
      sentence: 'When the decapsulator receives an out-of sequence packet it SHOULD be silently discarded.',
    },
  ],
  says({ network, from, to, expected, found }, count, text) {
    const where = text.network(network)
    const times = count === 1 ? '' : `, ${text.count(count)} times in all`
    return {
      en: `${where.en} from ${text.address(from)} to ${text.address(to)} counts from ${found} again where ${expected} was to come${times}`,
      zh: `${where.zh} 中 ${text.address(from)} 发往 ${text.address(to)} 的序列号应为 ${expected}，却从 ${found} 重新开始${count === 1 ? '' : `，共 ${text.count(count)} 次`}`,
    }
  },
  why({ expected, found, to }, text) {
    return {
      en: `If ${text.address(to)} checks the order it drops the next ${text.count(Math.max(0, expected - found))} packets.`,
      zh: `如果 ${text.address(to)} 检查顺序，会丢弃接下来的 ${text.count(Math.max(0, expected - found))} 个报文。`,
    }
  },
  fix({ to }, text) {
    return {
      en: `On ${text.address(to)}, make the tunnel anew after a restart of its peer:  ip link del TUNNEL; ip link add …    or without iseq`,
      zh: `对端重启后，在 ${text.address(to)} 上重建隧道：ip link del TUNNEL; ip link add …；或者不用 iseq`,
    }
  },
  verify({ to, type }, text) {
    return {
      en: `ip -s -s link show type ${text.deviceType(type)}    # on ${text.address(to)}: does fifo under RX errors grow?`,
      zh: `ip -s -s link show type ${text.deviceType(type)}    # 在 ${text.address(to)} 上：RX errors 中的 fifo 是否增加`,
    }
  },
}
