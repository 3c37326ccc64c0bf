/**
 * What BGP told of a sequence's stations, as steps of it. What a VTEP was told before is told first. What BGP tells of a move
 * belongs to the last sequence that the station was in by then, and may end it. Where packets are routed, the route that
 * leads to a host is told in place of the host's own (RFC 9136 §4.4).
 */
import type { Told } from '../control/told-tables.js'
import { type AddressTable, NO_ADDRESS } from '../tables/address-table.js'
import type { Timestamp } from '../timestamps.js'
import { elapsed } from '../totals/traffic.js'
import { type Sequence, type Step, StepKind, Via } from './facts.js'

/** What a VTEP was told. */
export interface Teaching {
  /** The VTEP that tells it, or the address of a speaker that is none; and whom it is told. */
  readonly speaker: number
  readonly vtep: number
  readonly mac: number
  readonly hop: number
  /** Where the station was before, as far as BGP told; `NO_ADDRESS` without. */
  readonly before: number
  readonly told: Told
  readonly at: Timestamp
}

/** Steps of a sequence at most that tell what BGP told. */
const MAX_TOLD = 6
/** Teachings that are kept of one prefix. */
const MAX_OF_PREFIX = 64
const BITS_OF_IPV4 = 32
const BITS_OF_IPV6 = 128

/** Routes by the addresses that they lead to. */
export class ToldRoutes {
  readonly #addresses: AddressTable
  readonly #octets: DataView = new DataView(new ArrayBuffer(16))
  /** By network and bits of an address: the lengths of its prefixes, the longest first. */
  readonly #lengths: Map<string, number[]> = new Map()
  readonly #routes: Map<string, Teaching[]> = new Map()

  constructor(addresses: AddressTable) {
    this.#addresses = addresses
  }

  add(network: number, teaching: Teaching): void {
    const { ip, prefixLength } = teaching.told
    if (ip === NO_ADDRESS) return
    const bits = this.#bits(ip)
    const length = prefixLength < 0 ? bits : Math.min(bits, prefixLength)
    const lengths = this.#lengths.get(`${network} ${bits}`) ?? []
    if (!lengths.includes(length))
      this.#lengths.set(
        `${network} ${bits}`,
        [...lengths, length].sort((x, y) => y - x),
      )
    const key = this.#key(network, ip, length)
    const of = this.#routes.get(key) ?? []
    if (of.length === 0) this.#routes.set(key, of)
    if (of.length < MAX_OF_PREFIX) of.push(teaching)
  }

  /** Those of the longest prefix with an address in it, of which any is one of `those`. */
  to(network: number, address: number, those: (teaching: Teaching) => boolean): readonly Teaching[] {
    if (address === NO_ADDRESS) return []
    for (const length of this.#lengths.get(`${network} ${this.#bits(address)}`) ?? []) {
      const found = (this.#routes.get(this.#key(network, address, length)) ?? []).filter(those)
      if (found.length > 0) return found
    }
    return []
  }

  #bits(address: number): number {
    return this.#addresses.isIpv6(address) ? BITS_OF_IPV6 : BITS_OF_IPV4
  }

  #key(network: number, address: number, length: number): string {
    const bits = this.#bits(address)
    let value = BigInt(address)
    if (bits === BITS_OF_IPV6) {
      this.#addresses.copyTo(address, this.#octets, 0)
      value = (this.#octets.getBigUint64(0) << 64n) | this.#octets.getBigUint64(8)
    }
    return `${network} ${bits} ${length} ${value >> BigInt(bits - length)}`
  }
}

/** Sequences with those steps; `teachings` by network and MAC address. */
export function withTold(
  sequences: readonly Sequence[],
  overlayOf: (network: number) => number,
  teachings: ReadonlyMap<string, readonly Teaching[]>,
  routes: ToldRoutes,
): readonly Sequence[] {
  const said = new Set<Teaching>()
  /** The sequence that tells of a move. */
  const tellers = new Map<Teaching, Sequence>()
  for (const sequence of sequences) {
    for (const mac of stationsOf(sequence)) {
      for (const teaching of teachings.get(`${overlayOf(sequence.network)} ${mac}`) ?? []) {
        if (teaching.before !== NO_ADDRESS && teaching.at.frame >= (sequence.steps[0]?.at.frame ?? 0))
          tellers.set(teaching, sequence)
      }
    }
  }
  return sequences.map((sequence) => {
    const { network, steps, target, initiator } = sequence
    const [first, last] = [steps[0], steps.at(-1)]
    if (first === undefined || last === undefined) return sequence
    const overlay = overlayOf(network)
    const ends = new Set(steps.flatMap(({ fromVtep, toVteps }) => [fromVtep, ...toVteps]))
    const isToldBy = (one: Teaching): boolean => ends.has(one.vtep) && one.at.frame <= last.at.frame
    const ofStations = stationsOf(sequence).flatMap((mac) =>
      latest(
        (teachings.get(`${overlay} ${mac}`) ?? []).filter(
          (one) =>
            !said.has(one) && (tellers.get(one) === sequence ? isAmong(ends, one) : !tellers.has(one) && isToldBy(one)),
        ),
        first,
      ),
    )
    const ofRoutes = [target, initiator].flatMap((address) => latest(routes.to(overlay, address, isToldBy), first))
    const told = [...new Set([...ofStations, ...ofRoutes])].sort((x, y) => x.at.frame - y.at.frame).slice(0, MAX_TOLD)
    for (const one of ofStations) said.add(one)
    return told.length === 0 ? sequence : inOrder(sequence, told.map(stepOf))
  })
}

const stationsOf = ({ targetMac, initiatorMac }: Sequence): readonly number[] => [...new Set([targetMac, initiatorMac])]

const isAmong = (ends: ReadonlySet<number>, { speaker, vtep, hop }: Teaching): boolean =>
  ends.has(speaker) || ends.has(vtep) || ends.has(hop)

/** Without those before the first step that a later one before it, told the same VTEP, took the place of. */
function latest(told: readonly Teaching[], first: Step): readonly Teaching[] {
  const isBefore = ({ at }: Teaching): boolean => at.frame < first.at.frame
  return told.filter(
    (one) =>
      !isBefore(one) ||
      !told.some(
        (other) => other !== one && other.vtep === one.vtep && isBefore(other) && other.at.frame >= one.at.frame,
      ),
  )
}

function stepOf({ speaker, vtep, mac, hop, before, told, at }: Teaching): Step {
  const { type, sequence, ip, prefixLength } = told
  return {
    number: 0,
    kind: StepKind.Told,
    at,
    sinceFirst: 0,
    sincePrevious: 0,
    from: told.from,
    to: NO_ADDRESS,
    fromMac: 0,
    toMac: 0,
    fromVtep: speaker,
    toVteps: [vtep],
    via: Via.Plain,
    mac,
    protocol: 0,
    roundTrip: -1,
    retries: 0,
    told: { type, sequence, hop, ip, prefixLength, before },
  }
}

/** A sequence with more steps, by their frames, with numbers and times as they are then. */
function inOrder(sequence: Sequence, more: readonly Step[]): Sequence {
  const steps = [...sequence.steps]
  for (const step of more) {
    const behind = steps.findIndex(({ at, kind }) => at.frame > step.at.frame && kind !== StepKind.Missing)
    steps.splice(behind < 0 ? steps.length : behind, 0, step)
  }
  const [first] = steps
  return {
    ...sequence,
    steps: steps.map((step, i) => ({
      ...step,
      number: i + 1,
      sinceFirst: Math.max(0, elapsed(first!.at, step.at)),
      sincePrevious: i === 0 ? 0 : Math.max(0, elapsed(steps[i - 1]!.at, step.at)),
    })),
  }
}
