/**
 * The places of what was seen last, found by hash. The oldest gives way, whatever the hashes are, so that what is
 * remembered does not depend on the seed and nobody can choose what is forgotten. The owner keeps columns beside it,
 * indexed by place. `first` and `next` lead to all places with a hash and to some others, so the owner compares keys.
 */
import { type Seed, seed } from './hash.js'

/** Places that a search looks at. A longer search means that somebody knows the seed, and the rest is not found. */
const STEPS = 64
const NO_PLACE = -1

export class LastSeen {
  /** For the hashes of the keys. */
  readonly seed: Seed = seed()
  /** Places looked at in vain. */
  probes = 0
  readonly #size: number
  /** Numbers of what was added last and, by place, before it, with the same low bits of the hash. */
  readonly #heads: Int32Array
  readonly #links: Int32Array
  /** Number of what was added last. Numbers go round; what is not among the last `size` is not there any more. */
  #newest: number
  // Of the search: its place, the one that led there, and how many there were.
  #at = NO_PLACE
  #from = NO_PLACE
  #steps = 0

  /** A number of places that is a power of two. */
  constructor(size: number) {
    this.#size = size
    this.#heads = new Int32Array(2 * size)
    this.#links = new Int32Array(size)
    this.#newest = size
  }

  /** Hot path: the newest place of this hash, or -1. */
  first(hash: number): number {
    this.#steps = 0
    this.#from = NO_PLACE
    this.#at = this.#place(this.#heads[hash & (2 * this.#size - 1)]!)
    return this.#at
  }

  /** The next older one of the search that `first` began, or -1. */
  next(): number {
    this.probes++
    this.#from = this.#at
    this.#at = ++this.#steps === STEPS ? NO_PLACE : this.#place(this.#links[this.#at]!)
    return this.#at
  }

  /** Hot path: a place for something new; the oldest, which was there, is forgotten. */
  add(hash: number): number {
    this.#newest = (this.#newest + 1) | 0
    const bucket = hash & (2 * this.#size - 1)
    const place = this.#newest & (this.#size - 1)
    this.#links[place] = this.#heads[bucket]!
    this.#heads[bucket] = this.#newest
    return place
  }

  /** A place for what the last search, by the same hash, has found: it is not found at the old one any more. */
  renew(hash: number): number {
    const older = this.#links[this.#at]!
    if (this.#from === NO_PLACE) this.#heads[hash & (2 * this.#size - 1)] = older
    else this.#links[this.#from] = older
    return this.add(hash)
  }

  /** How many were added after what is at a place. */
  age(place: number): number {
    return (this.#newest - place) & (this.#size - 1)
  }

  /** The place of the item after which `age` others were added. */
  ofAge(age: number): number {
    return (this.#newest - age) & (this.#size - 1)
  }

  #place(number: number): number {
    const age = (this.#newest - number) | 0
    return age >= 0 && age < this.#size ? number & (this.#size - 1) : NO_PLACE
  }
}
