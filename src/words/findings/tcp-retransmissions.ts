/** TCP segments that were sent again. */
import type { Retransmissions } from '../../analysis/check/findings/tcp-retransmissions.js'
import type { Words } from '../language.js'
import type { FindingText, FindingWords } from './finding-words.js'

export const tcpRetransmissionsWords: FindingWords<Retransmissions> = {
  id: 'tcp.retransmissions',
  title: { en: 'TCP sends segments again', zh: 'TCP 重传' },
  meaning: {
    en: `TCP sends a segment again when its acknowledgement does not come in time, or when those of later ones show that it
is missing. Each time the sender slows down. What the capture has seen of the segment before tells where it was lost:

- it had passed the place of the capture: it, or its acknowledgement, was lost behind that place, as seen from the sender;
- it had not: it was lost in front of it, or the capture has missed it;
- its acknowledgement had passed as well: that was lost on its way on to the sender, or the sender's timer is too short.

A receiver that reports by D-SACK (RFC 2883) what it has got twice proves that the first one was not lost.

Whether a segment that fills a gap was sent again, or came late, is told by the identification of its IPv4 header, which most
senders count up with each packet; where it does not count, by the duplicate acknowledgements in front of it and by the time
(3 ms). SYN and FIN are counted as segments. Keep-alives are not counted, nor are packets that the capture has twice.

It is worth a warning in an overlay where at least three segments and one of a hundred were sent again, and not all for one
event. Less is information: TCP finds out by losses how fast it may send. So is what another finding explains.`,
    zh: `如果确认没有及时到达，或者后续报文段的确认表明某个报文段缺失，TCP 就会重传它。每次重传发送方都会降低速率。抓包之前是否见过这个报文段
可以说明它在哪里丢失：

- 它经过了抓包的位置：从发送方看，它或者它的确认是在这个位置之后丢失的；
- 没有经过：它在这个位置之前丢失，或者抓包漏掉了它；
- 它的确认也经过了：确认在到达发送方之前丢失，或者发送方的定时器太短。

如果接收方通过 D-SACK（RFC 2883）报告收到了两次，就证明原来的并没有丢失。

填补空缺的报文段是重传还是迟到，由 IPv4 首部的标识判断：大多数发送方每发一个报文就把它加一；如果标识不递增，则根据之前的重复确认和时间（3 ms）
判断。SYN 和 FIN 也算报文段。保活报文不计，抓包中重复出现的报文也不计。

在 overlay 中，如果至少有三个报文段、且至少百分之一被重传，并且不是同一次事件造成的，则给出警告。更少的只作提示：TCP 正是通过丢包来确定可以
发送多快的。其他发现已经解释的也只作提示。`,
  },
  quotes: [
    {
      source: 'RFC 5681 §3.2',
      sentence:
        'The fast retransmit algorithm uses the arrival of 3 duplicate ACKs (as defined in section 2, without any intervening ACKs which move SND.UNA) as an indication that a segment has been lost.',
    },
  ],
  says({ network, from, to, segments, recoveries }, count, text) {
    const [who, whom, where] = [text.address(from), text.address(to), text.network(network)]
    const share = `${((100 * count) / segments).toFixed(1)} %`
    const places = recoveries > 1 ? { en: `, at ${recoveries} times`, zh: `，共 ${recoveries} 次` } : { en: '', zh: '' }
    return {
      en: `${text.count(count)} of ${text.count(segments)} TCP segments (${share}) from ${who} to ${whom} in ${where.en} ${count === 1 ? 'was' : 'were'} sent again${places.en}`,
      zh: `${who} 在 ${where.zh} 中发往 ${whom} 的 ${text.count(segments)} 个 TCP 报文段中有 ${text.count(count)} 个（${share}）是重传${places.zh}`,
    }
  },
  why(about, text) {
    const parts = whereLost(about, text)
    const cause = CAUSES[about.cause]
    const again = repeatsText(about)
    return {
      en: `${parts.map(({ en }) => en).join('; ')}.${again.en}${cause === undefined ? '' : ` ${cause.en}`}`,
      zh: `${parts.map(({ zh }) => zh).join('；')}。${again.zh}${cause === undefined ? '' : cause.zh}`,
    }
  },
  fix({ from, to, cause }, text) {
    if (cause === 'checksums' || cause === 'network' || cause === 'order') {
      return { en: 'See the finding that tells the cause.', zh: '请看说明原因的那一条。' }
    }
    return {
      en: `Where do drops grow on the way?  ip -s link; ethtool -S DEVICE | grep -iE 'drop|err'; tc -s qdisc; nstat -az | grep -iE 'drop|error'    # from ${text.address(from)} to ${text.address(to)}; and a capture at the other end`,
      zh: `检查途中哪里的丢包计数在增长：ip -s link; ethtool -S 设备 | grep -iE 'drop|err'; tc -s qdisc; nstat -az | grep -iE 'drop|error'    # 从 ${text.address(from)} 到 ${text.address(to)}；并在另一端抓包`,
    }
  },
  verify({ from, to }, text) {
    return {
      en: `nstat -az TcpRetransSegs; ss -ti dst ${text.address(to)}    # on ${text.address(from)}: retrans does not grow any more`,
      zh: `nstat -az TcpRetransSegs; ss -ti dst ${text.address(to)}    # 在 ${text.address(from)} 上：retrans 不再增长`,
    }
  },
}

const CAUSES: Readonly<Partial<Record<Retransmissions['cause'], Words>>> = {
  capture: {
    en: 'The capture has dropped packets itself: they may be what is missing.',
    zh: '抓包本身丢了报文：缺少的可能就是它们。',
  },
  checksums: {
    en: 'Packets of this network have wrong checksums, which receivers discard.',
    zh: '这个网络中有校验和错误的报文，接收方会丢弃它们。',
  },
  order: {
    en: 'As many came late (`tcp.reordering`): the sender took them for lost.',
    zh: '同样多的报文段迟到（`tcp.reordering`）：发送方以为它们丢失了。',
  },
  network: { en: 'Another finding about these two tells why.', zh: '关于这两台主机的另一条发现说明了原因。' },
}

/** Repetitions that are named, each with the one before. */
const REPEATS_NAMED = 4

/** ` #16 repeats #12, #30 repeats #26.`, with what separates it from the sentence before. */
function repeatsText({ repeats }: Retransmissions): Words {
  const named = repeats.slice(0, REPEATS_NAMED)
  if (named.length === 0) return { en: '', zh: '' }
  const en = named.map(({ frame, of }) => `#${frame} repeats #${of}`).join(', ')
  const zh = named.map(({ frame, of }) => `#${frame} 重传 #${of}`).join('、')
  return { en: ` ${en}.`, zh: `${zh}。` }
}

function whereLost(
  { seen, unseen, needless, unplaced, overtaken, twice }: Retransmissions,
  text: FindingText,
): readonly Words[] {
  const parts: readonly (readonly [count: number, words: Words])[] = [
    [
      seen,
      {
        en: 'had passed here before, so they or their acknowledgements were lost behind this place, or were late',
        zh: '之前经过了这里，它们或者它们的确认是在这个位置之后丢失或延迟的',
      },
    ],
    [
      unseen,
      {
        en: 'had not passed here before, so they were lost in front of this place',
        zh: '之前没有经过这里，是在这个位置之前丢失的',
      },
    ],
    [
      needless,
      {
        en: 'had been acknowledged here, so the acknowledgements were lost on their way on, or the sender did not wait',
        zh: '在这里已经得到确认，是确认在之后丢失，或者发送方没有等待',
      },
    ],
    [
      overtaken,
      {
        en: 'came before the first ones, which were late and not lost',
        zh: '先于原来的报文段到达，原来的只是迟到，并没有丢失',
      },
    ],
    [unplaced, { en: 'may have passed here before or not', zh: '之前是否经过这里无法判断' }],
    [
      twice,
      {
        en: 'came to the receiver twice, as it reports by D-SACK, so the first ones were not lost',
        zh: '接收方通过 D-SACK 报告收到了两次，原来的并没有丢失',
      },
    ],
  ]
  return parts
    .filter(([count]) => count > 0)
    .map(([count, { en, zh }]) => ({ en: `${text.count(count)} ${en}`, zh: `${text.count(count)} 个${zh}` }))
}
