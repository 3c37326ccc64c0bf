/** The flags of a TCP segment as tcpdump's letters, in its order; `.` is ACK. */
import * as tcp from '../wire/protocols/tcp.js'
import { type Literal, literal } from './writer.js'

const LETTERS: ReadonlyArray<readonly [mask: number, letter: string]> = [
  [tcp.FLAG_FIN, 'F'],
  [tcp.FLAG_SYN, 'S'],
  [tcp.FLAG_RST, 'R'],
  [tcp.FLAG_PSH, 'P'],
  [tcp.FLAG_ACK, '.'],
  [tcp.FLAG_URG, 'U'],
  [tcp.FLAG_ECE, 'E'],
  [tcp.FLAG_CWR, 'W'],
]

/** The texts made so far: a capture has about a dozen of the 256 combinations. */
const KNOWN: (Literal | undefined)[] = new Array<undefined>(256).fill(undefined)

/** Of the eight flags of RFC 9293 §3.1; `none` where none is set. */
export function tcpFlags(flags: number): Literal {
  const known = KNOWN[flags]
  if (known !== undefined) return known
  const letters = LETTERS.map(([mask, letter]) => ((flags & mask) !== 0 ? letter : '')).join('')
  const made = literal(letters || 'none')
  KNOWN[flags] = made
  return made
}
