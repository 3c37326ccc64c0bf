/** Colour marks layers and never is the only sign: with `PLAIN` the same text appears without it. */

export interface Palette {
  readonly underlay: string
  /** What is in no tunnel and carries none. */
  readonly plain: string
  readonly tunnel: string
  readonly inner: string
  readonly dim: string
  readonly warn: string
  readonly bad: string
  readonly reset: string
}

export const PLAIN: Palette = { underlay: '', plain: '', tunnel: '', inner: '', dim: '', warn: '', bad: '', reset: '' }

/** SGR sequences of ECMA-48 §8.3.117, in the eight colours that every theme defines. */
export const ANSI: Palette = {
  underlay: '\x1b[2m',
  plain: '\x1b[1m',
  tunnel: '\x1b[36m',
  inner: '\x1b[1m',
  dim: '\x1b[2m',
  warn: '\x1b[33m',
  bad: '\x1b[31m',
  reset: '\x1b[0m',
}
