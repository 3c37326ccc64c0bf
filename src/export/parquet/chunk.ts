/** A column of a group of rows as Parquet has it: a dictionary where values repeat, and a page of all values. */
import { gzipSync } from 'node:zlib'
import { RowIndex } from '../../analysis/tables/row-index.js'
import { type Cells, GROUP, type LongCells, type NumberCells, type TextCells } from '../columns.js'
import { bitsFor, deltaPacked, hybrid, run } from './encodings.js'
import { Octets } from './octets.js'

/** zlib's fastest: the next levels save a tenth and take twice as long. */
export const GZIP_LEVEL = 1
/** What so few octets could lose by compression does not pay for it. */
const FEW = 128
/** Differences that a double still holds when another one is taken from it. */
const FAR = 2 ** 51
const WORD = 2 ** 32
/** Integers that have a place of their own in a table. */
const SMALL = 1 << 16
/** After so many values it is known whether nearly all are different, */
const SAMPLE = 1 << 10
/** which is this part of them. */
const MANY = 3 / 4

/** How the values of a page are written. */
type Encoding = 'PLAIN' | 'RLE' | 'RLE_DICTIONARY' | 'DELTA_BINARY_PACKED'

/** All octets are borrowed until the next column. */
export interface Chunk {
  readonly encoding: Encoding
  readonly nulls: number
  readonly levels: Uint8Array
  readonly page: Page
  readonly dictionary: (Page & { readonly values: number }) | undefined
}

interface Page {
  /** Octets before they were compressed. */
  readonly length: number
  readonly octets: Uint8Array
  readonly isCompressed: boolean
}

/** Makes chunks one after the other. */
export class ChunkMaker {
  readonly #levels: Octets = new Octets()
  readonly #page: Octets = new Octets()
  readonly #dictionary: Octets = new Octets()
  /** Of the rows that have a value, without gaps. */
  readonly #low: Int32Array = new Int32Array(GROUP)
  readonly #high: Int32Array = new Int32Array(GROUP)
  readonly #deltas: Float64Array = new Float64Array(GROUP)
  /** Numbers of values in a dictionary. */
  readonly #numbered: Int32Array = new Int32Array(GROUP)
  readonly #small: Int32Array = new Int32Array(SMALL)
  readonly #different: RowIndex = new RowIndex(Number.POSITIVE_INFINITY)

  /** The chunk of a column's first `rows` rows; `isRising` where each value is little more than the one before. */
  chunk(cells: Cells, rows: number, isRising: boolean): Chunk {
    for (const octets of [this.#levels, this.#page, this.#dictionary]) octets.clear()
    const { present } = cells
    this.#writeLevels(cells, rows)
    const { encoding, values } = present === 0 ? NOTHING : this.#writeValues(cells, rows, isRising)
    return {
      encoding,
      nulls: rows - present,
      levels: this.#levels.borrow(),
      page: paged(this.#page, isLoose(encoding, cells)),
      dictionary: values === undefined ? undefined : { ...paged(this.#dictionary, true), values },
    }
  }

  /** Which rows have a value. */
  #writeLevels(cells: Cells, rows: number): void {
    if (cells.present === rows || cells.present === 0) run(this.#levels, cells.present === 0 ? 0 : 1, rows, 1)
    else hybrid(this.#levels, cells.type === 'text' ? this.#placed(cells, rows) : cells.has, rows, 1)
  }

  /** 1 for each row with a text, else 0. */
  #placed({ places }: TextCells, rows: number): Int32Array {
    for (let i = 0; i < rows; i++) this.#low[i] = places[i] === 0 ? 0 : 1
    return this.#low
  }

  #writeValues(cells: Cells, rows: number, isRising: boolean): Values {
    if (cells.type === 'text') return this.#texts(cells, rows)
    if (cells.type === 'boolean') return this.#truths(cells as NumberCells, rows)
    if (cells.type === 'int64' || cells.type === 'time') return this.#longs(cells as LongCells, rows, isRising)
    return this.#numbers(cells as NumberCells, rows, isRising)
  }

  #texts({ places, present, texts }: TextCells, rows: number): Values {
    const low = this.#low
    for (let i = 0, n = 0; i < rows; i++) if (places[i] !== 0) low[n++] = places[i]! - 1
    for (const text of texts) this.#dictionary.text(text)
    return this.#indexed(low, present, texts.length)
  }

  #truths({ values, has, present }: NumberCells, rows: number): Values {
    this.#gather(values, has, this.#low, rows)
    // The page begins with how many octets there are.
    const page = this.#page
    page.integer(0, 4)
    hybrid(page, this.#low, present, 1)
    const { length } = page
    page.length = 0
    page.integer(length - 4, 4)
    page.length = length
    return { encoding: 'RLE', values: undefined }
  }

  #numbers({ values, has, present }: NumberCells, rows: number, isRising: boolean): Values {
    const low = this.#low
    this.#gather(values, has, low, rows)
    if (isRising) {
      for (let i = 1; i < present; i++) this.#deltas[i] = (low[i]! - low[i - 1]!) | 0
      deltaPacked(this.#page, this.#deltas, present, (to) => to.zigzag(low[0]!))
      return DELTA
    }
    const different = this.#index(low, undefined, present, 4)
    if (different !== undefined) return this.#indexed(low, present, different)
    for (let i = 0; i < present; i++) this.#page.integer(low[i]!, 4)
    return PLAIN
  }

  #longs({ low: l, high: h, has, present }: LongCells, rows: number, isRising: boolean): Values {
    const [low, high] = [this.#low, this.#high]
    this.#gather(l, has, low, rows)
    this.#gather(h, has, high, rows)
    if (isRising && this.#areNear(present)) {
      deltaPacked(this.#page, this.#deltas, present, (to) => zigzagWords(to, low[0]!, high[0]!))
      return DELTA
    }
    const different = this.#index(low, high, present, 8)
    if (different !== undefined) return this.#indexed(low, present, different)
    for (let i = 0; i < present; i++) {
      this.#page.integer(low[i]!, 4)
      this.#page.integer(high[i]!, 4)
    }
    return PLAIN
  }

  /** The values that there are, without gaps. */
  #gather(values: Int32Array, has: Uint8Array, to: Int32Array, rows: number): void {
    for (let i = 0, n = 0; i < rows; i++) if (has[i] === 1) to[n++] = values[i]!
  }

  /** Whether the differences are small enough for their encoding; they are there then. */
  #areNear(count: number): boolean {
    const [low, high, deltas] = [this.#low, this.#high, this.#deltas]
    for (let i = 1; i < count; i++) {
      const delta = (high[i]! - high[i - 1]!) * WORD + ((low[i]! >>> 0) - (low[i - 1]! >>> 0))
      if (Math.abs(delta) > FAR) return false
      deltas[i] = delta
    }
    return true
  }

  /**
   * Makes of each of `count` values its number in a dictionary of the different ones, in the order in which they come first;
   * how many there are. Undefined, and all as it was, where that takes more room than the values.
   */
  #index(low: Int32Array, high: Int32Array | undefined, count: number, octets: number): number | undefined {
    const numbers = this.#numbered
    const different = areSmall(low, high, count)
      ? this.#numberSmall(low, count)
      : this.#number(low, high, count, count / 2)
    if (different === undefined || octets * different + (bitsFor(different - 1) * count) / 8 >= octets * count) {
      return undefined
    }
    // Each number in the dictionary is one more than the one before where it comes first.
    for (let i = 0, next = 0; next < different; i++) {
      if (numbers[i] !== next) continue
      this.#dictionary.integer(low[i]!, 4)
      if (octets > 4) this.#dictionary.integer(high![i]!, 4)
      next++
    }
    low.set(numbers.subarray(0, count))
    return different
  }

  /** Without a hash, which is most of the time for those that packets have most of: ports, lengths and flags. */
  #numberSmall(low: Int32Array, count: number): number {
    const numbers = this.#numbered
    const known = this.#small
    known.fill(0)
    let different = 0
    for (let i = 0; i < count; i++) {
      if (known[low[i]!] === 0) known[low[i]!] = ++different
      numbers[i] = known[low[i]!]! - 1
    }
    return different
  }

  /** Undefined where there are more than `most`. */
  #number(low: Int32Array, high: Int32Array | undefined, count: number, most: number): number | undefined {
    const numbers = this.#numbered
    const index = this.#different
    index.clear()
    for (let i = 0; i < count; i++) {
      // What repeats often comes in a row.
      const isSame = i > 0 && low[i] === low[i - 1] && (high === undefined || high[i] === high[i - 1])
      numbers[i] = isSame ? numbers[i - 1]! : index.row(low[i]!, high === undefined ? 0 : high[i]!, 0, 0)
      if (index.count > most && count > 1) return undefined
      // Numbers of TCP: no need to look at all of them.
      if (i === SAMPLE && index.count > SAMPLE * MANY) return undefined
    }
    return index.count
  }

  #indexed(numbers: Int32Array, count: number, different: number): Values {
    const bits = bitsFor(different - 1)
    this.#page.integer(bits, 1)
    hybrid(this.#page, numbers, count, bits)
    return { encoding: 'RLE_DICTIONARY', values: different }
  }
}

/**
 * Whether gzip finds something in a page: numbers in a dictionary and truths fill their bits, and numbers of 32 bits that are
 * all different do so too.
 */
function isLoose(encoding: Encoding, { type }: Cells): boolean {
  return encoding === 'DELTA_BINARY_PACKED' || (encoding === 'PLAIN' && (type === 'int64' || type === 'time'))
}

function paged(octets: Octets, isLoose: boolean): Page {
  const isCompressed = isLoose && octets.length > FEW
  return {
    length: octets.length,
    octets: isCompressed ? gzipSync(octets.borrow(), { level: GZIP_LEVEL }) : octets.borrow(),
    isCompressed,
  }
}

interface Values {
  readonly encoding: Encoding
  /** How many the dictionary has. */
  readonly values: number | undefined
}

const PLAIN: Values = { encoding: 'PLAIN', values: undefined }
const DELTA: Values = { encoding: 'DELTA_BINARY_PACKED', values: undefined }
const NOTHING: Values = PLAIN

/** Whether all are from 0 to `SMALL` - 1. */
function areSmall(low: Int32Array, high: Int32Array | undefined, count: number): boolean {
  let bits = 0
  for (let i = 0; i < count; i++) bits |= low[i]!
  if (high !== undefined) for (let i = 0; i < count; i++) if (high[i] !== 0) return false
  return bits >>> 0 < SMALL
}

/** An integer of 64 bits, positive ones in front of negative ones of the same size. */
function zigzagWords(to: Octets, low: number, high: number): void {
  const value = (BigInt(high) << 32n) | BigInt(low >>> 0)
  for (let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)); ; rest >>= 7n) {
    const isLast = rest < 0x80n
    to.integer(Number(rest & 0x7fn) | (isLast ? 0 : 0x80), 1)
    if (isLast) return
  }
}
