/**
 * Which stations claim an IP address, and how. One that only answers for it may do so for another, or be a second
 * interface of the same machine; one that speaks from it has it. Bounded; what found no room is counted.
 */
import { NO_ADDRESS } from '../tables/address-table.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import type { Networks } from '../tunnels/networks.js'
import { MessageKind, type NeighbourMessage } from './neighbour-message.js'

/** What one station has said about one address. */
export interface Claim {
  /** Answers to others' questions; and what it sent unasked: questions, announcements, packets from this address. */
  readonly answers: number
  readonly speaks: number
  /** Answers right after another station's for the same address: both had heard the same question. */
  readonly together: number
  /** The VTEP that it is behind, by the last of them; `NO_ENDPOINT` in no tunnel. */
  readonly vtep: number
}

const LIMIT = 1 << 16
/** Nanoseconds within which two stations answer the same question; the next one comes a second later. */
const SAME_QUESTION = 1e8

// Columns of a claim.
const ANSWERS = 0
const SPEAKS = 1
const TOGETHER = 2
const VTEP = 3
const CLAIM_COLUMNS = 4

// Columns of an address: its first claim as row plus one, whether others claim it; which claim answered last, and when.
const CLAIMANT = 0
const IS_DISPUTED = 1
const ANSWERER = 2
const SECONDS = 3
const NANOSECONDS = 4
const ADDRESS_COLUMNS = 5

export class AddressClaims {
  /** Addresses that more than one station claims. */
  disputed = 0
  readonly #numbers: Networks['addresses']
  /** Network and family, the low 32 bits of the address. */
  readonly #addressIndex: RowIndex
  #addresses: Float64Array = new Float64Array(64 * ADDRESS_COLUMNS)
  /** The row of the address, upper and lower 24 bits of the MAC address. */
  readonly #claimIndex: RowIndex
  #claims: Float64Array = new Float64Array(64 * CLAIM_COLUMNS)

  constructor({ addresses, budget }: Networks) {
    this.#numbers = addresses
    this.#addressIndex = new RowIndex(LIMIT, budget, 8 * ADDRESS_COLUMNS)
    this.#claimIndex = new RowIndex(LIMIT, budget, 8 * CLAIM_COLUMNS)
  }

  /** Addresses and claims that found no room. */
  get dropped(): number {
    return this.#addressIndex.dropped + this.#claimIndex.dropped
  }

  /** What a station has said about an address in a network; undefined when nothing. */
  claim(network: number, address: number, mac: number): Claim | undefined {
    const of = this.#addressIndex.find(network, this.#family(address), address, 0)
    const row = of === NO_ROW ? NO_ROW : this.#claimIndex.find(of, Math.floor(mac / 2 ** 24), mac % 2 ** 24, 0)
    if (row === NO_ROW) return undefined
    const c = this.#claims
    const at = row * CLAIM_COLUMNS
    return { answers: c[at + ANSWERS]!, speaks: c[at + SPEAKS]!, together: c[at + TOGETHER]!, vtep: c[at + VTEP]! }
  }

  /** Takes each message once; `vtep` is the endpoint that the tunnel around it comes from. */
  take(m: NeighbourMessage, vtep: number): void {
    if (m.sender === NO_ADDRESS || !m.namesMac) return
    const of = this.#addressIndex.row(m.network, this.#family(m.sender), m.sender, 0)
    if (of === NO_ROW) return
    this.#addresses = grown(this.#addresses, (of + 1) * ADDRESS_COLUMNS)
    const row = this.#claimIndex.row(of, Math.floor(m.senderMac / 2 ** 24), m.senderMac % 2 ** 24, 0)
    if (row === NO_ROW) return
    this.#claims = grown(this.#claims, (row + 1) * CLAIM_COLUMNS)
    const at = row * CLAIM_COLUMNS
    this.#claims[at + VTEP] = vtep
    this.#claimed(of * ADDRESS_COLUMNS, row)
    if (m.kind === MessageKind.Reply) this.#answer(m, of * ADDRESS_COLUMNS, row)
    else this.#claims[at + SPEAKS]!++
  }

  /** Takes the sender of an IP packet that no router has passed on: it counts where an address is disputed. */
  spoke(network: number, address: number, macHi: number, macLo: number): void {
    const of = this.#addressIndex.find(network, this.#family(address), address, 0)
    if (of === NO_ROW || this.#addresses[of * ADDRESS_COLUMNS + IS_DISPUTED] === 0) return
    const row = this.#claimIndex.find(of, macHi, macLo, 0)
    if (row !== NO_ROW) this.#claims[row * CLAIM_COLUMNS + SPEAKS]!++
  }

  #claimed(of: number, row: number): void {
    const a = this.#addresses
    if (a[of + CLAIMANT] === 0) a[of + CLAIMANT] = row + 1
    if (a[of + CLAIMANT] === row + 1 || a[of + IS_DISPUTED] === 1) return
    a[of + IS_DISPUTED] = 1
    this.disputed++
  }

  #answer(m: NeighbourMessage, of: number, row: number): void {
    const a = this.#addresses
    const c = this.#claims
    const answerer = a[of + ANSWERER]! - 1
    const elapsed = (m.seconds - a[of + SECONDS]!) * 1e9 + (m.nanoseconds - a[of + NANOSECONDS]!)
    if (answerer >= 0 && answerer !== row && elapsed >= 0 && elapsed <= SAME_QUESTION) {
      c[row * CLAIM_COLUMNS + TOGETHER]!++
      c[answerer * CLAIM_COLUMNS + TOGETHER]!++
    }
    c[row * CLAIM_COLUMNS + ANSWERS]!++
    a[of + ANSWERER] = row + 1
    a[of + SECONDS] = m.seconds
    a[of + NANOSECONDS] = m.nanoseconds
  }

  #family(address: number): number {
    return this.#numbers.isIpv6(address) ? 1 : 0
  }
}
