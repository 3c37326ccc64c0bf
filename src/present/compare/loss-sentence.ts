/** What was lost on a way, and what the lost packets have in common, in a sentence. */
import { type Comparison, type Direction, momentOf } from '../../analysis/compare/comparison.js'
import type { Shared } from '../../analysis/compare/losses.js'
import { countText } from '../../words/amounts.js'
import type { Language } from '../../words/language.js'
import { COMPARE, type CompareWords } from '../../words/screens/compare.js'
import { clockText } from '../learn/text.js'
import type { UtcOffset } from '../time.js'
import type { CompareValues } from './values.js'

export interface SentenceView {
  readonly language: Language
  readonly unicode: boolean
  readonly utcOffset: UtcOffset
}

/** `names` are those of the two places. */
export function lossSentence(
  { from, to, sent, arrived, lost, losses: { shared } }: Direction,
  { places }: Comparison,
  names: readonly string[],
  values: CompareValues,
  view: SentenceView,
): string {
  const words = COMPARE[view.language]
  const [a, b] = [names[from]!, names[to]!]
  const number = (n: number): string => countText(n, view.unicode)
  const clock = (time: number): string => clockText(momentOf(places[from]!, time), view)
  const count = number(lost.packets)
  const share = percent(lost.packets, sent)
  if (arrived === 0) return words.lostEvery(count, a, b)
  if (shared === undefined) return words.lostSome(count, number(sent), share, a, b)
  switch (shared.by) {
    case 'length': {
      const sentence = words.lostLong(count, a, b, `${shared.least}`, `${shared.most}`)
      return sentence + words.semicolon + words.lengthCause
    }
    case 'time': {
      const [since, until] = [clock(shared.from), clock(shared.to)]
      return shared.isLast ? words.lostSince(count, a, b, since) : words.lostThen(count, a, b, since, until)
    }
    default: {
      const what = words.of[shared.by](values.of(shared.by, shared.value))
      if (shared.arrived > 0 || shared.lost < lost.packets) {
        return words.lostMost(count, number(sent), share, a, b, what)
      }
      const others = words.othersArrived(number(arrived), number(sent - shared.lost))
      return words.lostAll(count, a, b, what, others) + cause(shared, words)
    }
  }
}

function cause({ by, ...shared }: Shared, { cause, takers, fragmentCause, semicolon }: CompareWords): string {
  if (by === 'fragment') return semicolon + fragmentCause
  if (by !== 'tunnel-port' || !('value' in shared)) return ''
  const taker = takers[shared.value]
  return semicolon + cause(`${shared.value}`) + (taker === undefined ? '' : ` (${taker})`)
}

/** `1.3 %`; what is not 0 never reads as 0. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return ''
  const share = (100 * part) / whole
  const decimals = share > 0 && share < 0.1 ? 3 : 1
  return `${share === 100 ? '100' : share.toFixed(decimals)} %`
}
