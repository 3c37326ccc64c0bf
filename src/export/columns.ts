/**
 * Rows by column, in typed arrays that are used again and again: a packet becomes a row without an object for it. Text is
 * numbered, so that what repeats is made and stored once in a group of rows.
 */
import { type Cell, type Column, columnsOf, type Row, type TableName } from './schema.js'

/** Rows that are handed over at a time. */
export const GROUP: number = 1 << 14
/** Room for so many at first: most tables have few. */
const FIRST = 1 << 8

/** What stands for text that is not there: places of texts begin at 1. */
const NOWHERE = 0
const WORD = 2 ** 32

/** A column of text: where in `texts` that of each row is. */
export class TextCells {
  readonly type = 'text'
  /** One more than the index in `texts`, or 0 for none. */
  places: Int32Array = new Int32Array(FIRST)
  /** Rows that have a text. */
  present = 0
  readonly texts: string[] = []
  readonly #known = new Map<string, number>()

  /** The place of a text, which it has until `clear`. */
  placeOf(text: string): number {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const place = this.add(text)
    this.#known.set(text, place)
    return place
  }

  /** A place for a text of which the caller knows that it has none. */
  add(text: string): number {
    return this.texts.push(text)
  }

  set(row: number, place: number): void {
    this.places[row] = place
    this.present++
  }

  put(row: number, cell: Cell): void {
    if (cell !== null) this.set(row, this.placeOf(cell as string))
  }

  has(row: number): boolean {
    return this.places[row] !== NOWHERE
  }

  cell(row: number): Cell {
    return this.has(row) ? this.texts[this.places[row]! - 1]! : null
  }

  grow(rows: number): void {
    this.places = longer(this.places, rows)
  }

  clear(rows: number): void {
    this.places.fill(NOWHERE, 0, rows)
    this.present = 0
    this.texts.length = 0
    this.#known.clear()
  }
}

/** A column of integers of 32 bits, signed or not, or of truths as 1 and 0. */
export class NumberCells {
  readonly type: 'int32' | 'uint32' | 'boolean'
  /** As signed ones, whatever they are. */
  values: Int32Array = new Int32Array(FIRST)
  /** 1 for rows that have one. */
  has: Uint8Array = new Uint8Array(FIRST)
  present = 0

  constructor(type: NumberCells['type']) {
    this.type = type
  }

  set(row: number, value: number): void {
    this.values[row] = value
    this.has[row] = 1
    this.present++
  }

  put(row: number, cell: Cell): void {
    if (cell !== null) this.set(row, Number(cell))
  }

  cell(row: number): Cell {
    if (this.has[row] === 0) return null
    const value = this.values[row]!
    return this.type === 'int32' ? value : this.type === 'boolean' ? value !== 0 : value >>> 0
  }

  /** Of two rows that have a value. */
  isLess(row: number, other: number): boolean {
    const [a, b] = [this.values[row]!, this.values[other]!]
    return this.type === 'uint32' ? a >>> 0 < b >>> 0 : a < b
  }

  grow(rows: number): void {
    this.values = longer(this.values, rows)
    this.has = longer(this.has, rows)
  }

  clear(rows: number): void {
    this.has.fill(0, 0, rows)
    this.present = 0
  }
}

/** A column of integers of 64 bits in two halves: bigints are an object each. */
export class LongCells {
  readonly type: 'int64' | 'time'
  low: Int32Array = new Int32Array(FIRST)
  high: Int32Array = new Int32Array(FIRST)
  has: Uint8Array = new Uint8Array(FIRST)
  present = 0

  constructor(type: LongCells['type']) {
    this.type = type
  }

  /** An integer that a double holds exactly. */
  set(row: number, value: number): void {
    this.#set(row, value, Math.floor(value / WORD))
  }

  /** Nanoseconds since 1970. */
  setTime(row: number, seconds: number, nanoseconds: number): void {
    // In parts of which none needs more than the 53 bits of a double.
    const above = Math.floor(seconds / 0x10000) * 1e9
    const upper = Math.floor(above / 0x10000)
    const below = (above - upper * 0x10000) * 0x10000 + (seconds & 0xffff) * 1e9 + nanoseconds
    this.#set(row, below, upper + Math.floor(below / WORD))
  }

  put(row: number, cell: Cell): void {
    if (cell === null) return
    if (typeof cell === 'bigint') this.#set(row, Number(BigInt.asIntN(32, cell)), Number(cell >> 32n))
    else this.set(row, cell as number)
  }

  cell(row: number): Cell {
    return this.has[row] === 0 ? null : (BigInt(this.high[row]!) << 32n) | BigInt(this.low[row]! >>> 0)
  }

  /** Of two rows that have a value. */
  isLess(row: number, other: number): boolean {
    const [a, b] = [this.high[row]!, this.high[other]!]
    return a === b ? this.low[row]! >>> 0 < this.low[other]! >>> 0 : a < b
  }

  grow(rows: number): void {
    this.low = longer(this.low, rows)
    this.high = longer(this.high, rows)
    this.has = longer(this.has, rows)
  }

  clear(rows: number): void {
    this.has.fill(0, 0, rows)
    this.present = 0
  }

  /** Of each half the 32 lowest bits are taken. */
  #set(row: number, low: number, high: number): void {
    this.low[row] = low
    this.high[row] = high
    this.has[row] = 1
    this.present++
  }
}

export type Cells = TextCells | NumberCells | LongCells

/** Columns that are filled in when all rows are there, by a number that each row has until then. */
export interface LateColumns {
  readonly names: ReadonlySet<string>
  /** In front of the first row of a group. */
  begin(): void
  /** Fills in the cells of a row that has this number. */
  set(row: number, number: number): void
}

/** Rows of a table, of which a group at a time is handed over. */
export class Rows {
  /** Of all groups. */
  total = 0
  /** Rows of this group. */
  count = 0
  readonly columns: readonly Column[]
  readonly cells: readonly Cells[]
  /** Set in front of the first row. */
  late: LateColumns | undefined
  /** Of each row, where there are late columns. */
  numbers: Int32Array = new Int32Array(FIRST)
  readonly #take: (group: Rows) => void
  #room = FIRST

  /** `take` is given each group when it is full, and borrows it. */
  constructor(table: TableName, take: (group: Rows) => void) {
    this.columns = columnsOf(table)
    this.cells = this.columns.map(({ type }) => cellsOf(type))
    this.#take = take
  }

  add(row: Row): void {
    const at = this.begin()
    for (let i = 0; i < row.length; i++) this.cells[i]!.put(at, row[i]!)
  }

  /** Begins a row without any cell; its number in its group. */
  begin(): number {
    if (this.count === GROUP) this.flush()
    if (this.count === this.#room) {
      this.#room *= 2
      for (const cells of this.cells) cells.grow(this.#room)
      this.numbers = longer(this.numbers, this.#room)
    }
    this.total++
    return this.count++
  }

  /** Hands over what there is. */
  flush(): void {
    if (this.count === 0) return
    this.#take(this)
    this.clear(this.count)
    this.count = 0
  }

  /** Takes away the cells of the first rows. */
  clear(rows: number): void {
    for (const cells of this.cells) cells.clear(rows)
  }

  /** The rows of this group, each made as it is taken. */
  *rows(): Generator<Row> {
    for (let row = 0; row < this.count; row++) yield this.cells.map((cells) => cells.cell(row))
  }

  text(name: string): TextCells {
    return this.#column(name) as TextCells
  }

  number(name: string): NumberCells {
    return this.#column(name) as NumberCells
  }

  long(name: string): LongCells {
    return this.#column(name) as LongCells
  }

  #column(name: string): Cells {
    return this.cells[this.columns.findIndex((column) => column.name === name)]!
  }
}

function cellsOf(type: Column['type']): Cells {
  if (type === 'text') return new TextCells()
  return type === 'int64' || type === 'time' ? new LongCells(type) : new NumberCells(type)
}

function longer<T extends Int32Array | Uint8Array>(column: T, length: number): T {
  const copy = new (column.constructor as new (length: number) => T)(length)
  copy.set(column)
  return copy
}
