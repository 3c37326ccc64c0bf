/** Colours mark layers. They are never the only sign: `PLAIN` gives the same text without colours. */

export interface Palette {
  readonly underlay: string
  /** Packets that are in no tunnel and carry none. */
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
