/** The signs of the output, and what stands for them where the terminal cannot show them. */
import { type Literal, literal } from './writer.js'

export interface Glyphs {
  /** To one receiver. */
  readonly unicast: Literal
  /** To a group or to all. */
  readonly multicast: Literal
  /** The way back. */
  readonly back: Literal
  readonly bothWays: Literal
  /** Between a tunnel and the one inside it. */
  readonly inside: Literal
  /** Something was left out. */
  readonly more: Literal
}

export const UNICODE: Glyphs = {
  unicast: literal(' → '),
  multicast: literal(' ⇒ '),
  back: literal(' ← '),
  bothWays: literal(' ⇄ '),
  inside: literal(' › '),
  more: literal('…'),
}

export const ASCII: Glyphs = {
  unicast: literal(' -> '),
  multicast: literal(' => '),
  back: literal(' <- '),
  bothWays: literal(' <-> '),
  inside: literal(' / '),
  more: literal('..'),
}
