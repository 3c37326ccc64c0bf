/**
 * The memory that all tables of an analysis may take together, and with them what is told of their rows at the end. Each
 * table has a limit of its own besides, which is how many rows anybody would read; the budget is what keeps many tables
 * that are all nearly full from adding up. What finds no room is counted by its table.
 *
 * A table asks before it becomes larger, which is when it has as many rows as it has paid for and twice as many are to be
 * there: so nothing is asked for a packet. What a row costs is what stands in the table's columns, and the objects that are
 * made of it when somebody asks for the facts.
 */

/** Octets, unless somebody says otherwise. */
export const DEFAULT_BUDGET = 300e6
/**
 * The part that tables may take. The rest is for what is made of rows without end (what one member of a group learns all
 * others do), for columns that were outgrown, and for what else waits to be swept away: measured, not computed.
 */
const FOR_TABLES = 9 / 20
/** Octets of tables that do not grow: remembered paths, sightings, sums of a timeline. */
const FIXED = 10e6
/** What one list that is made at the end may take. */
const FOR_A_LIST = 1 / 16
/** Rows that every table has, so that one that is needed late is not empty because of those that came early. */
const FIRST_PLACES = 256

// What an object takes, about: V8 has 8 octets for a member, a head of 24, and grows an array that is added to to 17 places.
export const TIMESTAMP_OCTETS = 48
export const FRAMES_OCTETS = 184
export function objectOctets(members: number): number {
  return 24 + 8 * members
}

export class Budget {
  readonly octets: number
  /** Whether a table was refused: with a larger budget more would have been kept. */
  isExhausted = false
  #left: number

  /** `octets` for everything. */
  constructor(octets: number = DEFAULT_BUDGET) {
    this.octets = octets
    this.#left = Math.max(0, octets * FOR_TABLES - FIXED)
  }

  /** Takes so many octets, if they are there. */
  take(octets: number): boolean {
    if (octets > this.#left) {
      this.isExhausted = true
      return false
    }
    this.#left -= octets
    return true
  }

  /** Takes so many octets, which are needed in any case. */
  use(octets: number): void {
    this.#left -= octets
  }

  /** How many items of so many octets a list may have that is made at the end and goes then, `limit` at most. */
  most(limit: number, octetsEach: number): number {
    return Math.min(limit, Math.floor((this.octets * FOR_A_LIST) / octetsEach))
  }
}

/** The budget of tables that something else, which has paid, keeps small. */
export const UNBOUNDED: Budget = new Budget(Number.POSITIVE_INFINITY)

/** The places of a table or a list: paid for in blocks that double, as columns do, up to a limit. */
export class Places {
  readonly #budget: Budget
  readonly #octetsEach: number
  #limit: number
  /** Places that are paid for. */
  #paid: number

  constructor(budget: Budget, limit: number, octetsEach: number) {
    this.#budget = budget
    this.#octetsEach = octetsEach
    this.#limit = limit
    this.#paid = Math.min(limit, FIRST_PLACES)
    budget.use(this.#paid * octetsEach)
  }

  /** Whether there is one more place than `count`. */
  has(count: number): boolean {
    return count < this.#paid || (count < this.#limit && this.#pay())
  }

  #pay(): boolean {
    const paid = Math.min(this.#limit, 2 * this.#paid)
    const isThere = this.#budget.take((paid - this.#paid) * this.#octetsEach)
    if (isThere) this.#paid = paid
    // A table that was refused once does not ask again for every row.
    else this.#limit = this.#paid
    return isThere
  }
}
