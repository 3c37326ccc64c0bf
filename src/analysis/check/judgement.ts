/**
 * The half of a check that needs nothing of the other half but the networks: what checksums are worth, and frames that go
 * round. A second thread may do it with networks of its own. Both count networks alike, in the order of frames; but each
 * numbers addresses as it meets them, so what goes from one to the other has addresses instead.
 */
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import type { PortableAddress } from '../address-table.js'
import { ChecksumCensus, type ChecksumFacts, type ChecksumRow } from '../checksum-census.js'
import type { KernelFault } from '../checksum-kernel-faults.js'
import type { Translation } from '../checksum-translations.js'
import { Copies } from '../copies.js'
import { Networks } from '../networks.js'
import { type LoopFacts, type LoopRow, Repeats } from './repeats.js'

/** What came out, with endpoints as `Networks` numbers them. */
export interface Judged {
  readonly checksums: ChecksumFacts
  readonly repeats: LoopFacts
}

/** The same for another thread. */
export interface PortableJudged {
  readonly rows: readonly Portable<ChecksumRow, 'sender'>[]
  readonly kernelFaults: readonly Portable<KernelFault, 'sender' | 'receiver' | 'source' | 'destination'>[]
  readonly translations: readonly PortableTranslation[]
  readonly loops: readonly Portable<LoopRow, 'source' | 'destination' | 'innerSource' | 'innerDestination'>[]
  readonly dropped: readonly [checksums: number, loops: number]
}

type Portable<Row, Key extends keyof Row> = Omit<Row, Key> & Readonly<Record<Key, PortableAddress>>
type Words = Translation['words']
type PortableWords = Portable<Words, 'source' | 'destination'>
type PortableTranslation = Omit<Translation, 'words' | 'others'> & {
  readonly words: PortableWords
  readonly others: PortableWords
}

export class Judgement implements Judged {
  readonly checksums: ChecksumCensus
  readonly repeats: Repeats

  /** `networks` and `copies` have observed each packet before it comes here. */
  constructor(networks: Networks, copies: Copies) {
    this.checksums = new ChecksumCensus(networks)
    this.repeats = new Repeats(networks, copies)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    this.checksums.observe(p, stack)
    this.repeats.observe(p, stack)
  }
}

/** A judgement on its own, for a thread that does nothing else. */
export class Judge {
  readonly copies: Copies = new Copies()
  readonly #networks: Networks = new Networks()
  readonly #judgement: Judgement = new Judgement(this.#networks, this.copies)

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    this.#networks.observe(p, stack)
    this.copies.observe(p, stack, this.#networks)
    this.#judgement.observe(p, stack)
  }

  /** After the last packet. */
  judged(): PortableJudged {
    const networks = this.#networks
    const { checksums, repeats } = this.#judgement
    const address = (number: number): PortableAddress => networks.addresses.portable(number)
    const end = (endpoint: number): PortableAddress => address(networks.addressOf(endpoint))
    const words = (of: Words): PortableWords => ({ ...of, source: end(of.source), destination: end(of.destination) })
    return {
      rows: Array.from(checksums.rows(), (row) => ({ ...row, sender: end(row.sender) })),
      kernelFaults: checksums.kernelFaults.map((fault) => ({
        ...fault,
        sender: end(fault.sender),
        receiver: end(fault.receiver),
        source: end(fault.source),
        destination: end(fault.destination),
      })),
      translations: checksums.translations.map((t) => ({ ...t, words: words(t.words), others: words(t.others) })),
      loops: repeats.rows.map((row) => ({
        ...row,
        source: end(row.source),
        destination: end(row.destination),
        innerSource: address(row.innerSource),
        innerDestination: address(row.innerDestination),
      })),
      dropped: [checksums.dropped, repeats.dropped],
    }
  }
}

/** Takes over what another thread has found. */
export function takeOver(judged: PortableJudged, networks: Networks): Judged {
  const address = (portable: PortableAddress): number => networks.addresses.numberOf(portable)
  const end = (portable: PortableAddress): number => networks.endpoint(address(portable))
  const words = (of: PortableWords): Words => ({ ...of, source: end(of.source), destination: end(of.destination) })
  const rows = judged.rows.map((row) => ({ ...row, sender: end(row.sender) }))
  const [dropped, loopsDropped] = judged.dropped
  return {
    checksums: {
      rows: (causes) => (causes === undefined ? rows : rows.filter(({ cause }) => causes.includes(cause))),
      kernelFaults: judged.kernelFaults.map((fault) => ({
        ...fault,
        sender: end(fault.sender),
        receiver: end(fault.receiver),
        source: end(fault.source),
        destination: end(fault.destination),
      })),
      translations: judged.translations.map((t) => ({ ...t, words: words(t.words), others: words(t.others) })),
      dropped,
    },
    repeats: {
      rows: judged.loops.map((row) => ({
        ...row,
        source: end(row.source),
        destination: end(row.destination),
        innerSource: address(row.innerSource),
        innerDestination: address(row.innerDestination),
      })),
      dropped: loopsDropped,
    },
  }
}
