/** Fields that are in no header: facts about the packet as a whole, and the octets between headers. */
import type { StreamNumbers } from '../analysis/flows/stream-numbers.js'
import { checksumStatus } from '../wire/checksum-status.js'
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import * as tcp from '../wire/protocols/tcp.js'
import { ownDepth, TunnelStack } from '../wire/tunnel.js'
import { encapsulation } from './encapsulation.js'
import type { FrameTimes } from './frame-times.js'
import { UNICODE } from './glyphs.js'
import { insideOf, writeInsideCell } from './packet-cells.js'
import { writeProtocolPath } from './protocol-path.js'
import type { Remarks } from './remarks.js'
import type { Detail } from './sentence.js'
import { Clock, type UtcOffset, writeEpoch } from './time.js'
import { escapeText } from './value.js'
import { writeMalformed, writeShort } from './verdicts.js'
import type { Writer } from './writer.js'

/** A capture, as far as fields need it. */
export interface PacketSource {
  /** What `Packet.interfaceId` counts; only pcapng's belong to a section and have a number. */
  readonly interfaces: readonly { readonly id: number; readonly section?: unknown; readonly name?: string }[]
  /** What the capture says of the packet. */
  readonly remarks: (p: Packet) => Remarks | undefined
  /** The path of the file that the packet is from. */
  readonly pathOf?: (p: Packet) => string
  readonly utcOffset?: UtcOffset
}

/** The cell that is being filled. */
export interface Cell {
  readonly source: PacketSource
  readonly times: FrameTimes
  /** The stream numbers of the cell's packet, for fields that need them. */
  readonly numbers: StreamNumbers
  /** Begins another value; false where it is not wanted. */
  value(w: Writer): boolean
}

/** Writes a value of the packet as a whole; nothing where it has none. */
export type OfPacket = (p: Packet, w: Writer, cell: Cell) => void

/** Writes what layer `index` has. */
export interface OfLayer {
  readonly kinds: readonly Kind[]
  readonly write: (p: Packet, index: number, w: Writer, cell: Cell) => void
}

const remarks = (p: Packet, { source }: Cell): Remarks | undefined => source.remarks(p)

export const PACKET_FIELDS: Readonly<Record<string, OfPacket>> = {
  'frame.number': (p, w) => w.dec(p.number),
  'frame.time': (p, w, { source }) => {
    if (p.hasTime) writeDateTime(p, source.utcOffset ?? UTC, w)
  },
  'frame.time_epoch': (p, w) => {
    if (p.hasTime) writeEpoch(w, p.tsSec, p.tsNsec)
  },
  'frame.time_relative': (p, w, { times }) => {
    if (p.hasTime) writeElapsed(times.sinceFirst(p), w)
  },
  'frame.time_delta': (p, w, { times }) => {
    const elapsed = p.hasTime ? times.sincePrevious(p) : undefined
    if (elapsed !== undefined) writeElapsed(elapsed, w)
  },
  'frame.len': (p, w) => w.dec(p.length),
  'frame.cap_len': (p, w) => w.dec(p.captured),
  'frame.interface_id': (p, w, { source }) => {
    const from = source.interfaces[p.interfaceId]
    if (from?.section !== undefined) w.dec(from.id)
  },
  'frame.encap_type': (p, w) => w.dec(encapsulation(p.linkType)),
  'frame.protocols': (p, w) => writeProtocolPath(w, p),
  'frame.comment': (p, w, cell) => {
    if (p.optionsEnd === p.optionsStart) return
    for (const comment of remarks(p, cell)?.comments ?? []) if (cell.value(w)) w.text(escapeText(comment))
  },
  'frame.interface_name': (p, w, { source }) => w.text(escapeText(source.interfaces[p.interfaceId]?.name ?? '')),
  'frame.interface_description': (p, w, cell) => w.text(escapeText(remarks(p, cell)?.interfaceDescription ?? '')),
  'frame.packet_flags': (p, w, cell) => {
    const flags = remarks(p, cell)?.flags
    if (flags !== undefined) w.text(`0x${flags.toString(16).padStart(8, '0')}`)
  },
  'frame.drop_count': (p, w, cell) => w.text(String(remarks(p, cell)?.dropped ?? '')),
  'frame.packet_id': (p, w, cell) => w.text(String(remarks(p, cell)?.packetId ?? '')),
  'frame.interface_queue': (p, w, cell) => w.text(String(remarks(p, cell)?.queue ?? '')),
  // Wireshark has no name for these.
  'frame.file': (p, w, { source }) => w.text(escapeText(source.pathOf?.(p) ?? '')),
  'process.name': (p, w, cell) => w.text(escapeText(remarks(p, cell)?.process?.name ?? '')),
  'process.id': (p, w, cell) => w.text(String(remarks(p, cell)?.process?.id ?? '')),
  'tcp.stream': (_, w, { numbers }) => writeNumber(numbers.of(Kind.Tcp)?.stream, w),
  'udp.stream': (_, w, { numbers }) => writeNumber(numbers.of(Kind.Udp)?.stream, w),
  'tcp.seq': (_, w, { numbers }) => writeNumber(numbers.of(Kind.Tcp)?.sequence, w),
  'tcp.ack': (_, w, { numbers }) => writeNumber(numbers.of(Kind.Tcp)?.acknowledgment, w),
  '_ws.col.info': (p, w) => writeInfo(p, w),
  '_ws.malformed': (p, w) => writeMalformed(p, w),
  '_ws.short': (p, w) => writeShort(p, w),
}

export const LAYER_FIELDS: Readonly<Record<string, OfLayer>> = {
  'ip.checksum.status': checksumOf(Kind.Ipv4),
  'udp.checksum.status': checksumOf(Kind.Udp),
  'tcp.checksum.status': checksumOf(Kind.Tcp),
  'icmp.checksum.status': checksumOf(Kind.Icmp),
  'icmpv6.checksum.status': checksumOf(Kind.Icmpv6),
  'igmp.checksum.status': checksumOf(Kind.Igmp),
  'gre.checksum.status': checksumOf(Kind.Gre),
  'tcp.len': {
    kinds: [Kind.Tcp],
    write: (p, i, w, cell) => {
      const { payload, claimed } = p.layers[i]!
      if (cell.value(w)) w.dec(Math.max(0, claimed - payload))
    },
  },
  'tcp.flags.str': {
    kinds: [Kind.Tcp],
    write: (p, i, w, cell) => {
      if (cell.value(w)) writeFlags(tcp.flags(p.view, p.layers[i]!.start), w)
    },
  },
  'tcp.payload': { kinds: [Kind.Tcp], write: writePayload },
  'udp.payload': { kinds: [Kind.Udp], write: writePayload },
  'data.data': {
    kinds: [Kind.Payload],
    write: (p, i, w, cell) => writeOctets(p, p.layers[i]!.start, p.layers[i]!.end, w, cell),
  },
}

/** Fields that depend on earlier packets, besides times. */
export const STREAM_FIELDS: readonly string[] = ['tcp.stream', 'udp.stream', 'tcp.seq', 'tcp.ack']

function writeNumber(n: number | undefined, w: Writer): void {
  if (n !== undefined) w.dec(n)
}

function checksumOf(kind: Kind): OfLayer {
  return {
    kinds: [kind],
    write: (p, i, w, cell) => {
      const status = checksumStatus(p, i)
      if (status >= 0 && cell.value(w)) w.dec(status)
    },
  }
}

/** What the layer carries, in hexadecimal digits. */
function writePayload(p: Packet, i: number, w: Writer, cell: Cell): void {
  const { payload, end } = p.layers[i]!
  writeOctets(p, payload, end, w, cell)
}

function writeOctets(p: Packet, from: number, to: number, w: Writer, cell: Cell): void {
  if (from >= to || !cell.value(w)) return
  for (let at = from; at < to; at++) w.hex(p.view.getUint8(at), 2)
}

/** The flags of TCP from the highest bit on, Wireshark's letters. */
const FLAG_LETTERS = 'RRRACEUAPRSF'
const NOT_SET = '·'

function writeFlags(flags: number, w: Writer): void {
  const letters = [...FLAG_LETTERS]
  w.text(letters.map((letter, i) => ((flags >> (letters.length - 1 - i)) & 1 ? letter : NOT_SET)).join(''))
}

const MONTHS: readonly string[] = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Nov 21, 2026 07:12:16.408768000 UTC`; in other zones with the offset, `+0800`. */
function writeDateTime(p: Packet, utcOffset: UtcOffset, w: Writer): void {
  const offset = utcOffset(p.tsSec)
  const date = new Date((p.tsSec + offset) * 1000)
  // A time that no calendar has.
  if (Number.isNaN(date.getTime())) return writeEpoch(w, p.tsSec, p.tsNsec)
  w.text(`${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)}, ${date.getUTCFullYear()} `)
  new Clock(() => offset).time(p, w, NANOSECONDS)
  w.text(offset === 0 ? ' UTC' : ` ${aheadOfUtc(offset)}`)
}

const NANOSECONDS = 9
const UTC: UtcOffset = () => 0

function aheadOfUtc(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60)
  const digits = Math.floor(minutes / 60) * 100 + (minutes % 60)
  return `${seconds < 0 ? '-' : '+'}${String(digits).padStart(4, '0')}`
}

/** Seconds, from nanoseconds. */
function writeElapsed(nanoseconds: number, w: Writer): void {
  const seconds = Math.floor(nanoseconds / 1e9)
  writeEpoch(w, seconds, nanoseconds - seconds * 1e9)
}

const DETAIL: Detail = { glyphs: UNICODE, narrow: false, quiet: false, linkLevel: false }
const stack = new TunnelStack()

/** The words of the packet's line. */
function writeInfo(p: Packet, w: Writer): void {
  stack.fill(p)
  writeInsideCell(p, insideOf(stack), ownDepth(p), -1, DETAIL, w)
}
