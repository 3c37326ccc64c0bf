/** Where libpcap's filter compiler stumbles: its message names no place, so the place is found by trying. */

/** The filter as the user wrote it cannot be compiled. */
export class FilterError extends Error {
  /** The whole filter. */
  readonly text: string
  /** Characters of `text` before the word that is to blame, and of the word; an empty word is the end. */
  readonly at: number
  readonly length: number

  constructor(text: string, message: string, place: Place) {
    super(message)
    this.name = 'FilterError'
    this.text = text
    this.at = place.at
    this.length = place.length
  }
}

/** A stretch of the filter, in characters. */
export interface Place {
  readonly at: number
  readonly length: number
}

/** What may make a whole filter of the start of one: an operand of every kind that pcap-filter(7) has. */
const CONTINUATIONS: readonly string[] = [
  '',
  ' tcp',
  ' host 192.0.2.1',
  ' 1',
  ' 192.0.2.1',
  ' 02:00:00:00:00:01',
  ' port 1',
  ' = 1',
  ' 1 = 1',
  '] = 1',
  ' 0] = 1',
  ' 1-2',
  ' inbound',
]

/** Words, quoted ones as a whole, and signs that stand by themselves. */
const TOKEN = /"[^"]*"|'[^']*'|[()[\]]|[<>=!&|+*/^-]+|[^\s()[\]<>=!&|]+/g

/**
 * The word of `text` that made the compiler say `message`: the one it quotes, or else the first after which no
 * continuation makes sense any more. `compiles` tries a text.
 */
export function blame(text: string, message: string, compiles: (text: string) => boolean): Place {
  const tokens = [...text.matchAll(TOKEN)].map((match) => ({
    at: match.index,
    length: match[0].length,
    word: match[0],
  }))
  for (const [, name] of message.matchAll(/['"]([^'"]+)['"]/g)) {
    const token = tokens.find(({ word }) => word === name)
    if (token !== undefined) return token
  }
  const stumble = tokens.find(({ at, length }) => {
    const start = text.slice(0, at + length)
    return !CONTINUATIONS.some((more) => compiles(close(start + more)))
  })
  return stumble ?? { at: text.length, length: 0 }
}

/** The text with its open parentheses closed. */
function close(text: string): string {
  const open = text.split('(').length - text.split(')').length
  return text + ')'.repeat(Math.max(0, open))
}
