/**
 * `read --json`: one packet, one line of JSON, as the contract in ARCHITECTURE.md has it.
 *
 * A member's name is written from octets made beforehand; no object is built and nothing is stringified on the way.
 * Offsets and lengths count octets from the frame's first.
 */
import { grown } from '../analysis/tables/row-index.js'
import { shownKind } from '../wire/applications.js'
import { type FieldVisitor, fieldSize, type Group, visitFields } from '../wire/field.js'
import { Kind, Reason } from '../wire/kind.js'
import type { Layer, Packet } from '../wire/packet.js'
import { isPartial, visitMalformed } from '../wire/partial.js'
import * as sll from '../wire/protocols/sll.js'
import * as sll2 from '../wire/protocols/sll2.js'
import { ChecksumReason, ChecksumStatus } from '../wire/verify.js'
import { CHECKSUM_REASON_NAMES, judgeChecksums, judgedChecksum, STATUS_NAMES } from './checksum-status.js'
import { type Member, type Members, membersFor, Way } from './json-members.js'
import { REASON_NAMES } from './names.js'
import type { Remarks } from './remarks.js'
import { writeEpoch } from './time.js'
import { escapeJson, numberOf, writeJson } from './value.js'
import { type Literal, literal, Writer } from './writer.js'

const QUOTE = 34
const COMMA = 44
const OPEN_LIST = 91
const CLOSE_LIST = 93
const CLOSE = 125

const NUMBER = literal('{"number":')
const TIME = literal(',"time":"')
const TIME_END = literal('"')
/** pcapng's Simple Packet Block has none. */
const NO_TIME = literal(',"time":null')
const LENGTH = literal(',"length":')
const CAPTURED = literal(',"captured":')
const INTERFACE = literal(',"interface":')
const REASSEMBLED = literal(',"reassembled":[')
const LAYERS = literal('],"layers":[')
const LAYERS_ONLY = literal(',"layers":[')
const LAYER_LENGTH = literal(',"length":')
const QUOTED = literal(',"quoted":true')
/** By status. */
const CHECKSUM: readonly Literal[] = Object.values(ChecksumStatus).map((status) =>
  literal(`,"checksum":{"status":"${STATUS_NAMES[status]}","stored":`),
)
/** By reason. */
const CHECKSUM_REASONS: readonly Literal[] = Object.values(ChecksumReason).map((reason) =>
  literal(CHECKSUM_REASON_NAMES[reason]),
)
const COMPUTED = literal(',"computed":')
const CHECKSUM_REASON = literal(',"reason":"')
const FIELDS = literal(',"fields":{')
const NOTE = 3
const LAYER_END = literal('}}')
const MALFORMED = literal(',"malformed":{"reason":"')
const STOPPED = literal(',"stopped":{"reason":"')
const PROTOCOL = literal('","protocol":"')
const MALFORMED_OFFSET = literal('","offset":')
const NEED = literal(',"need":')
const HAVE = literal(',"have":')

/** Whether the header [`o`, `end`) has any item in its groups. */
function hasItems(groups: readonly Group[], v: DataView, o: number, end: number): boolean {
  for (const g of groups) if (g.start(v, o, end) < Math.min(g.end(v, o, end), end)) return true
  return false
}

/** One to four octets as a number, signed if they are four. */
function octetsAt(v: DataView, at: number, octets: number): number {
  switch (octets) {
    case 1:
      return v.getUint8(at)
    case 2:
      return v.getUint16(at)
    case 3:
      return (v.getUint16(at) << 8) | v.getUint8(at + 2)
    default:
      return v.getInt32(at)
  }
}

/** Has the process in its header. */
const LINKTYPE_PKTAP = 258

/** What is known of a packet besides its octets. */
export interface JsonOptions {
  /** What the capture says of it. */
  readonly remarks?: (p: Packet) => Remarks | undefined
  /** The name of an interface, by its number. */
  readonly interfaceName?: (id: number) => string | undefined
  /** The file that a packet is from, where there are several. */
  readonly fileOf?: (p: Packet) => string | undefined
  /** Whether what no decoder claims is told, in hexadecimal. */
  readonly payload?: boolean
}

/** What an interface's packets of one file begin with. */
interface Origin {
  readonly file: string | undefined
  readonly text: Literal
}

const DIRECTION_IN = literal(',"direction":"in"')
const DIRECTION_OUT = literal(',"direction":"out"')
const PAYLOAD = literal(',"payload":"')
/** `epb_flags`, draft-ietf-opsawg-pcapng §4.3.1. */
const INBOUND = 1
const OUTBOUND = 2
/** Packet types of cooked captures: this machine has sent it; to others, which it has only seen. */
const COOKED_OUTGOING = 4
const COOKED_TO_OTHERS = 3

/** Which way the packet went, by the header of a cooked capture; undefined where there is none. */
function cookedDirection(p: Packet): Literal | undefined {
  const { kind, start } = p.layers[0]!
  if (p.depth === 0 || (kind !== Kind.Sll && kind !== Kind.Sll2)) return undefined
  const type = kind === Kind.Sll ? sll.packetType(p.view, start) : sll2.packetType(p.view, start)
  if (type === COOKED_OUTGOING) return DIRECTION_OUT
  return type < COOKED_TO_OTHERS ? DIRECTION_IN : undefined
}

/** A member of text, or nothing. */
function member(name: string, text: string | undefined): string {
  return text === undefined ? '' : `,"${name}":${escapeJson(JSON.stringify(text))}`
}

/** A member, or nothing. */
function remarksText(remarks: Remarks | undefined): string {
  if (remarks === undefined) return ''
  const { comments, hashes, others, ...facts } = remarks
  const lists = { comments, hashes, options: others }
  const filled = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))
  return `,"remarks":${escapeJson(JSON.stringify({ ...facts, ...filled }))}`
}

export class JsonLines {
  #writer: Writer = new Writer(0)
  readonly #o: JsonOptions
  /** By interface: its name, and the file. */
  readonly #origins: Origin[] = []
  /** By interface: what is said of packets without options. */
  readonly #interfaces: Literal[] = []
  /** Members (or items of a list) written so far. */
  #count = 0

  readonly #single: FieldVisitor = (f, v, at, size, o) => this.#member(f as Member, v, at, size, o)

  // A table is visited item by item, but a member is written with all its values: the visited fields are noted first.
  #noted = 0
  readonly #notedMembers: Member[] = []
  /** Of each: its first octet, how many octets, and the start of its header or item. */
  #notes: Int32Array = new Int32Array(64 * NOTE)
  readonly #note: FieldVisitor = (f, _, at, size, o) => {
    const n = this.#noted++
    this.#notes = grown(this.#notes, this.#noted * NOTE)
    this.#notedMembers[n] = f as Member
    this.#notes[n * NOTE] = at
    this.#notes[n * NOTE + 1] = size
    this.#notes[n * NOTE + 2] = o
  }

  #key: Literal = NUMBER
  #isList = false
  #items = 0
  readonly #shared: FieldVisitor = (f, v, at, size, o) => {
    const w = this.#writer
    if (this.#items > 0 && !this.#isList) return
    if (this.#items++ > 0) w.char(COMMA)
    else {
      if (this.#count++ > 0) w.char(COMMA)
      w.put(this.#key)
      if (this.#isList) w.char(OPEN_LIST)
    }
    writeJson(w, f, v, at, size, o)
  }

  constructor(options: JsonOptions = {}) {
    this.#o = options
  }

  /** Appends the packet's line, with its newline. */
  packet(p: Packet, w: Writer): void {
    this.#writer = w
    judgeChecksums(p)
    w.putDec(NUMBER, p.number)
    if (p.hasTime) {
      w.put(TIME)
      writeEpoch(w, p.tsSec, p.tsNsec)
      w.put(TIME_END)
    } else {
      w.put(NO_TIME)
    }
    w.putDec(LENGTH, p.length)
    w.putDec(CAPTURED, p.captured)
    w.putDec(INTERFACE, p.interfaceId)
    this.#writeOrigin(p)
    if (this.#o.remarks !== undefined) this.#writeRemarks(p, this.#o.remarks)
    if (p.isReassembled) {
      w.put(REASSEMBLED)
      for (let i = 0; i < p.reassembledFrom.length; i++) {
        if (i > 0) w.char(COMMA)
        w.dec(p.reassembledFrom[i]!)
      }
      w.put(LAYERS)
    } else {
      w.put(LAYERS_ONLY)
    }
    for (let i = 0; i < p.depth; i++) this.#layer(p, i)
    w.char(CLOSE_LIST)
    if (this.#o.payload === true) this.#writePayload(p)
    if (p.malformed.reason !== Reason.None) this.#malformed(p)
    w.char(CLOSE)
    w.newline()
  }

  /** Where it was captured, as far as that has a name, and which way it went. */
  #writeOrigin(p: Packet): void {
    const { interfaceId } = p
    const { interfaceName, fileOf } = this.#o
    const file = fileOf?.(p)
    let origin = this.#origins[interfaceId]
    if (origin === undefined || origin.file !== file) {
      const text = literal(member('interfaceName', interfaceName?.(interfaceId)) + member('file', file))
      origin = { file, text }
      this.#origins[interfaceId] = origin
    }
    this.#writer.put(origin.text)
    const direction = cookedDirection(p) ?? this.#flaggedDirection(p)
    if (direction !== undefined) this.#writer.put(direction)
  }

  #flaggedDirection(p: Packet): Literal | undefined {
    if (p.optionsEnd === p.optionsStart) return undefined
    const way = (this.#o.remarks?.(p)?.flags ?? 0) & (INBOUND | OUTBOUND)
    return way === INBOUND ? DIRECTION_IN : way === OUTBOUND ? DIRECTION_OUT : undefined
  }

  /** What lies behind the last header that was decoded. */
  #writePayload(p: Packet): void {
    const last = p.depth === 0 ? undefined : p.layers[p.depth - 1]!
    if (last?.kind !== Kind.Payload || last.start === last.end) return
    const w = this.#writer
    w.put(PAYLOAD)
    for (let at = last.start; at < last.end; at++) w.hex(p.view.getUint8(at), 2)
    w.char(QUOTE)
  }

  /** Most packets have no options, so the text about their interface is made once. */
  #writeRemarks(p: Packet, remarks: (p: Packet) => Remarks | undefined): void {
    if (p.optionsEnd > p.optionsStart || p.linkType === LINKTYPE_PKTAP) {
      this.#writer.text(remarksText(remarks(p)))
      return
    }
    let text = this.#interfaces[p.interfaceId]
    if (text === undefined) {
      text = literal(remarksText(remarks(p)))
      this.#interfaces[p.interfaceId] = text
    }
    this.#writer.put(text)
  }

  #layer(p: Packet, index: number): void {
    const w = this.#writer
    const l: Layer = p.layers[index]!
    const members = membersFor(shownKind(p, index))
    w.putDec(index === 0 ? members.first : members.later, l.start - p.start)
    w.putDec(LAYER_LENGTH, l.payload - l.start)
    if (index >= p.quoted) w.put(QUOTED)
    else this.#checksum(p, index)
    w.put(FIELDS)
    this.#count = 0
    this.#singleMembers(members.single, p.view, l.start, l.payload)
    if (members.shared.length > 0) this.#sharedMembers(p, l, members)
    w.put(LAYER_END)
  }

  /** As `visitFields` goes along a table. */
  #singleMembers(members: readonly Member[], v: DataView, o: number, end: number): void {
    for (let i = 0; i < members.length; i++) {
      const m = members[i]!
      if (m.when !== undefined && !m.when(v, o, end)) continue
      const at = (m.at === undefined ? o : m.at(v, o)) + m.octet
      const size = m.size === undefined ? m.octets : fieldSize(m, v, o, end)
      if (at < o || at + size > end || (size < 1 && m.bits > 0)) continue
      this.#member(m, v, at, size, o)
    }
  }

  #member(m: Member, v: DataView, at: number, size: number, o: number): void {
    const w = this.#writer
    const name = this.#count++ > 0 ? m.later : m.first
    switch (m.way) {
      case Way.Bits:
        return w.putDec(name, ((octetsAt(v, at, m.octets) >>> m.shift) & m.mask) >>> 0)
      case Way.Number:
        return w.putDec(name, numberOf(m, v, at, o))
      case Way.Ipv4:
        w.put(name)
        w.ipv4(v, at)
        return w.char(QUOTE)
      case Way.Mac:
        w.put(name)
        w.mac(v, at)
        return w.char(QUOTE)
      default:
        w.put(name)
        writeJson(w, m, v, at, size, o)
    }
  }

  #sharedMembers(p: Packet, l: Layer, members: Members): void {
    const v = p.view
    if (members.sharedInGroups && !hasItems(members.groups, v, l.start, l.payload)) return
    this.#noted = 0
    visitFields(members.sharedTable, v, l.start, l.payload, this.#note)
    const { shared } = members
    for (let s = 0; s < shared.length; s++) {
      this.#open(shared[s]!.key, shared[s]!.list)
      for (let n = 0; n < this.#noted; n++) {
        const m = this.#notedMembers[n]!
        if (m.shared !== s) continue
        const at = n * NOTE
        this.#shared(m, v, this.#notes[at]!, this.#notes[at + 1]!, this.#notes[at + 2]!, 0)
      }
      this.#close()
    }
  }

  #open(key: Literal, list: boolean): void {
    this.#key = key
    this.#isList = list
    this.#items = 0
  }

  #close(): void {
    if (this.#isList && this.#items > 0) this.#writer.char(CLOSE_LIST)
  }

  #checksum(p: Packet, index: number): void {
    const verdict = judgedChecksum(p, index)
    if (verdict === undefined) return
    const w = this.#writer
    w.putDec(CHECKSUM[verdict.status]!, verdict.stored)
    if (verdict.isComputed) w.putDec(COMPUTED, verdict.computed)
    if (verdict.reason !== ChecksumReason.None) {
      w.put(CHECKSUM_REASON)
      w.put(CHECKSUM_REASONS[verdict.reason]!)
      w.char(QUOTE)
    }
    w.char(CLOSE)
  }

  /** A quote in an ICMP error may end early: that is `stopped`, everything else is `malformed`. */
  #malformed(p: Packet): void {
    const w = this.#writer
    const m = p.malformed
    w.put(m.reason === Reason.Quoted ? STOPPED : MALFORMED)
    w.text(REASON_NAMES[m.reason])
    w.put(PROTOCOL)
    const members = membersFor(m.kind)
    w.put(members.name)
    w.putDec(MALFORMED_OFFSET, m.offset - p.start)
    w.putDec(NEED, m.need)
    w.putDec(HAVE, Math.max(0, m.have))
    if (isPartial(p)) {
      w.put(FIELDS)
      this.#count = 0
      visitMalformed(p, members.singleTable, this.#single)
      for (const { key, list, fields } of members.shared) {
        this.#open(key, list)
        visitMalformed(p, fields, this.#shared)
        this.#close()
      }
      w.char(CLOSE)
    }
    w.char(CLOSE)
  }
}
