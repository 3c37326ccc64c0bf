/**
 * A decoded packet as plain objects that say what each octet is: layers, their fields in words, what checksums cover,
 * and the octets of no header. All of it comes from the field tables: there is no code for single protocols here, and
 * none that a browser cannot run.
 */
import { shownKind } from '../../wire/applications.js'
import { checksumCoverage } from '../../wire/checksum-coverage.js'
import { allGroups, type Field, Form, type Protocol, visitFields } from '../../wire/field.js'
import { isIp } from '../../wire/ip.js'
import { Kind, Reason } from '../../wire/kind.js'
import { type Layer, MAX_LAYERS, type Packet } from '../../wire/packet.js'
import { isPartial, visitMalformed } from '../../wire/partial.js'
import { protocolOf } from '../../wire/protocols/index.js'
import { TunnelType, tunnelType } from '../../wire/tunnel.js'
import type { Language } from '../../words/language.js'
import { EXPLAIN } from '../../words/screens/explain.js'
import type { LayerPlace } from '../../words/screens/page-packets.js'
import { CHECKSUM_REASON_NAMES, checksumVerdict, STATUS_NAMES } from '../checksum-status.js'
import { fieldLabel, fieldMeans, protocolMeans, protocolTitle } from '../field-words.js'
import { REASON_NAMES, shortTitle } from '../names.js'
import { numberOf, writeText } from '../value.js'
import { Writer } from '../writer.js'

/** Octets `start` up to, but without, `end`, counted from the packet's first. */
export interface Range {
  readonly start: number
  readonly end: number
}

export interface AnnotatedField {
  /** Wireshark's filter name where it has one: `vxlan.vni`. */
  readonly name: string
  readonly label: string
  /** As `read --fields` prints it. */
  readonly value: string
  /** What this value means, by our words or the registry, or else what the field is for. */
  readonly means: string
  /** What the field is for, whatever its value; empty where there are no words. */
  readonly purpose: string
  /** For an address: who has it, as far as the caller knows; otherwise empty. */
  readonly who: string
  /** Where it is defined: `RFC 7348 §5`. */
  readonly source: string
  /** The field's first octet, counted from the packet's first, and how many octets hold bits of the field. */
  readonly start: number
  readonly size: number
  /** Its first bit within the octet at `start`, and its width; a width of 0 is whole octets. */
  readonly bit: number
  readonly bits: number
  /** Whether the field lies within the octets of a wider field listed before it. */
  readonly isPart: boolean
  /** The number within its group (options, records) from 0 on, or -1; and what the group is called. */
  readonly item: number
  readonly group: string
}

export interface AnnotatedChecksum {
  /** As `read --json` calls them; no reason is an empty text. */
  readonly status: string
  readonly reason: string
  readonly stored: number
  /** What would be right, where that is known. */
  readonly computed?: number
  /** The octets that it covers, in their order. */
  readonly covers: readonly Range[]
  /** Whether all octets that it covers are here; those of a single fragment are not all. */
  readonly isWhole: boolean
  /** What it is worth, and why. */
  readonly says: string
}

export interface AnnotatedLayer extends Range {
  /** Its number in the packet's stack of layers. */
  readonly index: number
  /** Wireshark's name: `vxlan`. */
  readonly protocol: string
  /** Short enough for a column: `VXLAN`. */
  readonly short: string
  readonly title: string
  /** What the header is there for; empty where there are no words. */
  readonly means: string
  readonly place: LayerPlace
  /** How many tunnels (and quotes) it lies in. */
  readonly level: number
  /** Whether it belongs to a packet that an ICMP error quotes. */
  readonly quoted: boolean
  readonly fields: readonly AnnotatedField[]
  readonly checksum?: AnnotatedChecksum
}

/** Octets that are no header of a layer. */
export interface AnnotatedRest extends Range {
  /**
   * `data` is carried by a layer and has no decoder, `malformed` stopped the decoder, `undecoded` was skipped between
   * two headers, `padding` stands behind a whole message or behind the octets that a length field claims.
   */
  readonly what: 'data' | 'malformed' | 'undecoded' | 'padding'
  /** The layer whose octets they are, or -1. */
  readonly layer: number
  readonly label: string
}

interface AnnotatedMalformed extends Range {
  readonly reason: string
  /** Wireshark's name, and the short one. */
  readonly protocol: string
  readonly short: string
  /** Whether it ended the decoding. */
  readonly isStop: boolean
  readonly fields: readonly AnnotatedField[]
  readonly says: string
}

export interface AnnotatedPacket {
  /** The layers, outermost first. Octets without a decoder are in `rest` instead. */
  readonly layers: readonly AnnotatedLayer[]
  readonly rest: readonly AnnotatedRest[]
  /** Octets on the wire, and captured octets. For a reassembled packet, those of its last frame. */
  readonly octets: number
  readonly captured: number
  /** How many octets are here: those captured, or those put together from fragments. */
  readonly size: number
  /** The frames of the fragments, if it was put together of some. */
  readonly reassembledFrom: readonly number[]
  readonly malformed?: AnnotatedMalformed
}

/** Tells who has an address that stands in a header of the protocol; empty where nobody is known. */
export type Who = (form: Form, value: string, protocol: Protocol) => string

const NOBODY: Who = () => ''
const TEXT: Writer = new Writer(256)

/** The packet in words; the objects are the caller's own. */
export function annotate(p: Packet, language: Language, who: Who = NOBODY): AnnotatedPacket {
  const layers = layersOf(p).map((i) => annotatedLayer(p, i, language, who))
  const malformed = malformedOf(p, language, who)
  return {
    layers,
    rest: restOf(p, language),
    octets: p.length,
    captured: p.captured,
    size: p.end - p.start,
    reassembledFrom: [...p.reassembledFrom],
    ...(malformed === undefined ? {} : { malformed }),
  }
}

/** Where a layer is: in the underlay, a tunnel's header, or inside. Its colour shows that. */
function placeOf(p: Packet, index: number): LayerPlace {
  const own = Math.min(p.depth, p.quoted)
  const isTunnel = (i: number): boolean => tunnelType(p, i) !== TunnelType.None
  if (index < own && isTunnel(index)) return 'tunnel'
  for (let i = index + 1; i < own; i++) if (isTunnel(i)) return 'underlay'
  for (let i = 0; i < Math.min(index, own); i++) if (isTunnel(i)) return 'inner'
  return 'plain'
}

/** How many tunnels (and quotes) layer `index` lies in. `p.depth` stands for the layer that would come next. */
function levelOf(p: Packet, index: number): number {
  let level = 0
  for (let i = 0; i < p.depth && i <= index; i++) {
    if (i === p.quoted) level++
    // IP in IP has no header of its own: the inner packet itself is inside.
    if (tunnelType(p, i) !== TunnelType.None && (i < index || isIp(p.layers[i]!.kind))) level++
  }
  return level
}

/** Numbers of the layers that have a header. */
function layersOf(p: Packet): number[] {
  const found: number[] = []
  for (let i = 0; i < p.depth; i++) if (shownKind(p, i) !== Kind.Payload) found.push(i)
  return found
}

function annotatedLayer(p: Packet, index: number, language: Language, who: Who): AnnotatedLayer {
  const l = p.layers[index]!
  const kind = shownKind(p, index)
  const protocol = protocolOf(kind)
  const notes = new Notes(p, protocol, language, who)
  visitFields(protocol, p.view, l.start, l.payload, notes.visit)
  const checksum = checksumOf(p, index, language)
  return {
    index,
    protocol: protocol.name,
    short: shortTitle(kind),
    title: protocolTitle(protocol.name, protocol.title, language),
    means: protocolMeans(protocol.name, language),
    place: placeOf(p, index),
    level: levelOf(p, index),
    start: l.start - p.start,
    end: l.payload - p.start,
    quoted: index >= p.quoted,
    fields: notes.fields,
    ...(checksum === undefined ? {} : { checksum }),
  }
}

/** The fields of one header, as they are visited. */
class Notes {
  readonly fields: AnnotatedField[] = []
  readonly #start: number
  readonly #protocol: Protocol
  readonly #language: Language
  readonly #who: Who
  // The last field that does not lie within another one.
  #wholeStart = 0
  #wholeEnd = 0
  #wholeBits = 0

  constructor({ start }: Packet, protocol: Protocol, language: Language, who: Who) {
    this.#start = start
    this.#protocol = protocol
    this.#language = language
    this.#who = who
  }

  readonly visit = (f: Field, v: DataView, at: number, size: number, o: number, item: number): void => {
    const isPart = f.bits > 0 && f.bits < this.#wholeBits && at >= this.#wholeStart && at + size <= this.#wholeEnd
    if (!isPart) {
      this.#wholeStart = at
      this.#wholeEnd = at + size
      this.#wholeBits = f.bits
    }
    TEXT.clear()
    writeText(TEXT, f, v, at, size, o)
    const value = TEXT.toString()
    const isAddress = f.form === Form.Mac || f.form === Form.Ipv4 || f.form === Form.Ipv6
    const purpose = fieldMeans(f.name, undefined, this.#language)
    this.fields.push({
      name: f.name,
      label: fieldLabel(f.name, f.label, this.#language),
      value,
      means: this.#means(f, v, at, o, purpose),
      purpose,
      who: isAddress ? this.#who(f.form, value, this.#protocol) : '',
      source: f.source,
      start: at - this.#start,
      size,
      bit: f.bit & 7,
      bits: ((f.bit | f.bits) & 7) === 0 ? 0 : f.bits,
      isPart,
      item,
      group: item < 0 ? '' : (allGroups(this.#protocol.groups).find((g) => g.fields.includes(f))?.label ?? ''),
    })
  }

  #means(f: Field, v: DataView, at: number, o: number, purpose: string): string {
    if (f.form > Form.Flag) return purpose
    const value = numberOf(f, v, at, o)
    const words = fieldMeans(f.name, value, this.#language)
    return words === purpose ? (f.names?.[value] ?? purpose) : words
  }
}

function checksumOf(p: Packet, index: number, language: Language): AnnotatedChecksum | undefined {
  const verdict = checksumVerdict(p, index)
  if (verdict === undefined) return undefined
  const { stored, computed, isComputed } = verdict
  const [status, reason] = [STATUS_NAMES[verdict.status], CHECKSUM_REASON_NAMES[verdict.reason]]
  return {
    status,
    reason,
    stored,
    ...(isComputed ? { computed } : {}),
    covers: checksumCoverage(p, index).map(({ start, end }) => ({ start: start - p.start, end: end - p.start })),
    isWhole: p.layers[index]!.start - p.start >= p.lastWhole,
    says: EXPLAIN[language].checksum({ status, reason, stored, computed, isComputed }),
  }
}

/** The octets that belong to no header, in their order. */
function restOf(p: Packet, language: Language): AnnotatedRest[] {
  const { labels } = EXPLAIN[language]
  const rest: AnnotatedRest[] = []
  let at = p.start
  const add = (end: number, what: AnnotatedRest['what'], layer: number, name: string): void => {
    if (end <= at) return
    rest.push({ start: at - p.start, end: end - p.start, what, layer, label: labels[what](name) })
    at = end
  }
  for (let i = 0; i < p.depth; i++) {
    const l = p.layers[i]!
    add(l.start, 'undecoded', i - 1, nameOf(p, i - 1))
    if (shownKind(p, i) === Kind.Payload) add(l.payload, 'data', i - 1, nameOf(p, i - 1))
    at = Math.max(at, l.payload)
  }
  const { isStop, kind } = p.malformed
  const end = p.depth === 0 ? p.end : p.layers[p.depth - 1]!.end
  if (isStop) add(end, 'malformed', p.depth - 1, shortTitle(kind))
  for (let i = p.depth - 1; i >= 0; i--) add(p.layers[i]!.end, 'padding', i, nameOf(p, i))
  add(p.end, 'padding', -1, '')
  return rest
}

function nameOf(p: Packet, index: number): string {
  const l: Layer | undefined = p.layers[index]
  return l === undefined || l.kind === Kind.Payload ? '' : shortTitle(l.kind)
}

function malformedOf(p: Packet, language: Language, who: Who): AnnotatedMalformed | undefined {
  const m = p.malformed
  if (m.reason === Reason.None) return undefined
  const protocol = protocolOf(m.kind)
  const notes = new Notes(p, protocol, language, who)
  visitMalformed(p, protocol, notes.visit)
  const start = m.offset - p.start
  const short = shortTitle(m.kind)
  const reason = REASON_NAMES[m.reason]
  return {
    reason,
    protocol: protocol.name,
    short,
    isStop: m.isStop,
    start,
    end: isPartial(p) ? Math.max(start, p.nextEnd - p.start) : start,
    fields: notes.fields,
    says: EXPLAIN[language].malformed({
      reason,
      name: short,
      at: start,
      need: m.need,
      have: Math.max(0, m.have),
      length: p.length,
      maxLayers: MAX_LAYERS,
    }),
  }
}
