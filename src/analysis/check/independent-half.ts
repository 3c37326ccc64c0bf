/**
 * The half of a check that needs nothing from the other half but the networks: the checksums, and frames that go round.
 * A second thread may do it with its own networks. Both number networks in the same order, that of frames, but
 * addresses in the order they meet them: so results name addresses, not numbers.
 */
import { findOrdinary } from '../../wire/ordinary.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import type { Copies } from '../capture-points/copies.js'
import { ChecksumCensus, type ChecksumFacts, type ChecksumRow } from '../checksums/census.js'
import type { KernelFault } from '../checksums/kernel-faults.js'
import type { Translation } from '../checksums/translations.js'
import type { PortableAddress } from '../tables/address-table.js'
import type { Budget } from '../tables/budget.js'
import { Networks } from '../tunnels/networks.js'
import { LoopDetector, type LoopFacts, type LoopRow } from './loops.js'

/** The results, with endpoints as `Networks` numbers them. */
export interface Judged {
  readonly checksums: ChecksumFacts
  readonly repeats: LoopFacts
}

/** The results as plain data. `Address` stands for an address or an endpoint. */
interface Verdicts<Address> {
  readonly rows: readonly With<ChecksumRow, 'sender', Address>[]
  readonly kernelFaults: readonly With<KernelFault, 'sender' | 'receiver' | Ends, Address>[]
  readonly translations: readonly With<Translation, 'words' | 'others', With<Words, Ends, Address>>[]
  readonly loops: readonly With<LoopRow, Ends | 'innerSource' | 'innerDestination', Address>[]
  readonly dropped: readonly [checksums: number, loops: number]
}

/** The results for another thread. */
export type PortableHalf = Verdicts<PortableAddress>

type Ends = 'source' | 'destination'
type Words = Translation['words']
type With<Row, Key extends keyof Row, Value> = Omit<Row, Key> & Readonly<Record<Key, Value>>

export class IndependentHalf implements Judged {
  readonly checksums: ChecksumCensus
  readonly repeats: LoopDetector

  /** `networks` and `copies` have observed each packet before it comes here. */
  constructor(networks: Networks, copies: Copies) {
    this.checksums = new ChecksumCensus(networks)
    this.repeats = new LoopDetector(networks, copies)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    this.checksums.observe(p, stack)
    this.repeats.observe(p, stack)
  }

  /** Hot path: whether a packet on a known path, in a capture without copies, tells nothing new here. */
  canPass(p: Packet): boolean {
    return this.checksums.canPass(p) && this.repeats.canPass(p)
  }

  /** Hot path: counts the packet that `canPass` has looked at last. */
  pass(p: Packet): void {
    this.checksums.pass(p)
    this.repeats.pass(p)
  }
}

/** The part of the budget for a thread that does only this half. */
export const HALF_PART: number = 1 / 5

/** The half on its own, with networks of its own: for a thread that does nothing else. */
export class CheckHalf {
  readonly copies: Copies
  readonly #networks: Networks
  readonly #half: IndependentHalf

  constructor(budget?: Budget) {
    this.#networks = new Networks(budget)
    this.copies = this.#networks.copies
    this.#half = new IndependentHalf(this.#networks, this.copies)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    this.#networks.observe(p, stack)
    this.#half.observe(p, stack)
  }

  /** Hot path: takes a packet that need not be decoded, if it tells nothing new; false where it has to be observed. */
  pass(p: Packet): boolean {
    const { paths, copies } = this.#networks
    if (!findOrdinary(p) || !paths.knows(p) || !copies.isIdle(p) || !this.#half.canPass(p)) return false
    this.#networks.recall()
    paths.count(p)
    this.#half.pass(p)
    return true
  }

  /** After the last packet. */
  judged(): PortableHalf {
    const networks = this.#networks
    const { checksums, repeats } = this.#half
    const verdicts: Verdicts<number> = {
      rows: [...checksums.rows()],
      kernelFaults: checksums.kernelFaults,
      translations: checksums.translations,
      loops: repeats.rows,
      // The other half does not know what this thread's own networks and budget have left out.
      dropped: [checksums.dropped + (networks.budget.isExhausted ? networks.dropped : 0), repeats.dropped],
    }
    const address = (number: number): PortableAddress => networks.addresses.portable(number)
    return translated(verdicts, address, (endpoint) => address(networks.addressOf(endpoint)))
  }
}

/** Takes over what another thread has found. */
export function takeOver(judged: PortableHalf, networks: Networks): Judged {
  const address = (portable: PortableAddress): number => networks.addresses.numberOf(portable)
  const end = (portable: PortableAddress): number => networks.endpoint(address(portable))
  const { rows, kernelFaults, translations, loops, dropped } = translated(judged, address, end)
  return {
    checksums: {
      rows: (causes) => (causes === undefined ? rows : rows.filter(({ cause }) => causes.includes(cause))),
      kernelFaults,
      translations,
      dropped: dropped[0],
    },
    repeats: { rows: loops, dropped: dropped[1] },
  }
}

/** The same results with other addresses and endpoints. */
function translated<From, To>(
  { rows, kernelFaults, translations, loops, dropped }: Verdicts<From>,
  address: (from: From) => To,
  end: (from: From) => To,
): Verdicts<To> {
  const ends = <Row extends Readonly<Record<Ends, From>>>(row: Row): With<Row, Ends, To> => ({
    ...row,
    source: end(row.source),
    destination: end(row.destination),
  })
  return {
    rows: rows.map((row) => ({ ...row, sender: end(row.sender) })),
    kernelFaults: kernelFaults.map((row) => ({ ...ends(row), sender: end(row.sender), receiver: end(row.receiver) })),
    translations: translations.map((row) => ({ ...row, words: ends(row.words), others: ends(row.others) })),
    loops: loops.map((row) => ({
      ...ends(row),
      innerSource: address(row.innerSource),
      innerDestination: address(row.innerDestination),
    })),
    dropped,
  }
}
