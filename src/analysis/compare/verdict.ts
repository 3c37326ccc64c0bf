/** What is to be said first of two captures: the one thing that matters most. */
import type { Comparison } from './comparison.js'

export type Verdict =
  | { readonly kind: 'same' | 'apart' | 'strangers' }
  | { readonly kind: 'empty' | 'cut'; readonly place: number }
  /** More of these packets were lost than the other way. */
  | { readonly kind: 'loss'; readonly direction: 0 | 1 }
  /** The capture that has missed most. */
  | { readonly kind: 'missed'; readonly place: number; readonly packets: number }
  | { readonly kind: 'fine'; readonly packets: number }

export function verdictOf({ places, clocks, directions, elsewhere, isSame, isApart }: Comparison): Verdict {
  for (const [place, { packets }] of places.entries()) if (packets === 0) return { kind: 'empty', place }
  if (isSame) return { kind: 'same' }
  if (clocks.pairs === 0) {
    for (const [place, { packets, cut }] of places.entries()) if (cut === packets) return { kind: 'cut', place }
    return { kind: isApart ? 'apart' : 'strangers' }
  }
  const [forth, back] = directions
  if (forth.lost.packets + back.lost.packets > 0) {
    return { kind: 'loss', direction: forth.lost.packets >= back.lost.packets ? 0 : 1 }
  }
  const missed = [forth, back].map(({ from, missed: { packets } }) => ({ place: from, packets }))
  const worst = missed[0]!.packets >= missed[1]!.packets ? missed[0]! : missed[1]!
  if (worst.packets > 0) return { kind: 'missed', ...worst }
  return { kind: 'fine', packets: forth.arrived + back.arrived + elsewhere }
}
