/** Turns a page's data back into what the commands work with: facts, and packets that can be decoded. */

import { Reassembler } from '../analysis/fragments/reassembly.js'
import type { Facts } from '../analysis/learning/facts.js'
import { AddressTable } from '../analysis/tables/address-table.js'
import { decode } from '../wire/decode.js'
import { Kind } from '../wire/kind.js'
import { Packet } from '../wire/packet.js'
import { defaultTables } from '../wire/protocols/index.js'
import type { Tables } from '../wire/tables.js'
import type { PacketData, ReportData } from './data.js'

export function restoredFacts({ ipv6, facts }: ReportData): Facts {
  const addresses = new AddressTable()
  const octets = new DataView(new ArrayBuffer(16))
  for (const digits of ipv6) {
    for (let i = 0; i < 16; i++) octets.setUint8(i, Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
    addresses.number(octets, 0, Kind.Ipv6)
  }
  return { ...facts, addresses }
}

/** The decoders that the capture was read with. */
export function restoredTables({
  decoders,
  guess,
  reassemble,
}: Pick<ReportData, 'decoders' | 'guess' | 'reassemble'>): Tables {
  const tables = defaultTables()
  for (const [name, number, kind] of decoders) tables[name][number] = kind
  tables.guess = guess
  tables.reassemble = reassemble
  return tables
}

/** The packets of a page, decoded when they are asked for. */
export class Packets {
  readonly all: readonly PacketData[]
  readonly #byFrame: ReadonlyMap<number, PacketData>
  readonly #tables: Tables

  constructor(all: readonly PacketData[], tables: Tables) {
    this.all = all
    this.#byFrame = new Map(all.map((packet) => [packet.frame, packet]))
    this.#tables = tables
  }

  get(frame: number): PacketData | undefined {
    return this.#byFrame.get(frame)
  }

  /** For `decode` to fill again and again. */
  packet(): Packet {
    return new Packet(this.#tables)
  }

  /** Decodes a packet into `p`: the datagram, of the last of fragments that were put together. False without the frame. */
  decode(frame: number, p: Packet): boolean {
    const data = this.#byFrame.get(frame)
    if (data === undefined) return false
    if (data.fragments.length > 0) this.#putTogether(data, p)
    else take(p, data)
    return true
  }

  /** Takes the fragments of a packet, the packet itself the last of them. */
  #putTogether({ fragments }: PacketData, p: Packet): void {
    const reassembler = new Reassembler()
    for (const frame of fragments) {
      const fragment = this.#byFrame.get(frame)
      if (fragment === undefined) continue
      take(p, fragment)
      reassembler.offer(p)
    }
  }
}

function take(p: Packet, { frame, seconds, nanoseconds, length, captured, linkType, octets }: PacketData): void {
  const text = atob(octets)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i)
  p.record(new DataView(bytes.buffer), bytes, 0, bytes.length, length)
  p.captured = captured
  p.number = frame
  p.tsSec = seconds ?? 0
  p.tsNsec = nanoseconds
  p.hasTime = seconds !== undefined
  p.linkType = linkType
  decode(p)
}
