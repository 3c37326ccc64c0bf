/**
 * Names to other names of the same length, the same one to the same one, whether in upper or lower case. Of a domain name
 * each label by itself, so that what ends alike ends alike afterwards.
 */
import { createHmac } from 'node:crypto'

/** Labels that say what a name is for, and nothing of whose it is: RFC 1035 §3.5, RFC 3596 §2.5, RFC 6762 §3. */
const KNOWN: ReadonlySet<string> = new Set(['arpa', 'in-addr', 'ip6', 'local'])
/** RFC 6335 §5.1: names of services and protocols have it in front. */
const UNDERSCORE = 0x5f
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'
/** Names remembered at most. */
const LIMIT = 1 << 14

export class Names {
  readonly #secret: Uint8Array
  readonly #known: Map<string, Uint8Array> = new Map()

  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  /** Writes letters in place of the text in [`start`, `end`) of `from`; octets of 0 stay. */
  text(from: Uint8Array, start: number, end: number, into: Uint8Array): void {
    let stop = end
    while (stop > start && from[stop - 1] === 0) stop--
    into.fill(0, stop, end)
    const name = from.subarray(start, stop)
    into.set(this.#pseudonym('t', Buffer.from(name).toString('latin1').toLowerCase(), name.length), start)
  }

  /** The same for a label of a domain name. */
  label(from: Uint8Array, start: number, end: number, into: Uint8Array): void {
    const label = Buffer.from(from.subarray(start, end)).toString('latin1').toLowerCase()
    if (isKnownLabel(label)) into.set(from.subarray(start, end), start)
    else into.set(this.#pseudonym('t', label, end - start), start)
  }

  /** The same for octets that tell things apart and are no text. Octets that are all 0 stay. */
  octets(from: Uint8Array, start: number, end: number, into: Uint8Array): void {
    const value = from.subarray(start, end)
    if (value.every((octet) => octet === 0)) into.fill(0, start, end)
    else into.set(this.#digest('o', Buffer.from(value).toString('latin1'), end - start), start)
  }

  #pseudonym(what: string, name: string, length: number): Uint8Array {
    return this.#remembered(`${what}${length} ${name}`, () =>
      this.#digest(what, name, length).map((octet) => LETTERS.charCodeAt(octet & 31)),
    )
  }

  #remembered(key: string, make: () => Uint8Array): Uint8Array {
    let made = this.#known.get(key)
    if (made !== undefined) return made
    if (this.#known.size === LIMIT) this.#known.clear()
    made = make()
    this.#known.set(key, made)
    return made
  }

  #digest(what: string, value: string, length: number): Uint8Array {
    const octets = new Uint8Array(length)
    for (let at = 0, part = 0; at < length; part++) {
      const digest = createHmac('sha256', this.#secret).update(`${what}${part} `).update(value, 'latin1').digest()
      octets.set(digest.subarray(0, length - at), at)
      at += digest.length
    }
    return octets
  }
}

/** Whether a label, in lower case, stays as it is. */
export function isKnownLabel(label: string): boolean {
  return label.charCodeAt(0) === UNDERSCORE || KNOWN.has(label)
}
