/**
 * All fields that comparisons know: those of the field tables, and those of Wireshark's that combine several of them or
 * belong to the record. This file says what each field is and where its values are; `compile-fields.ts` reads them.
 */
import { isApplication } from '../wire/applications.js'
import { allGroups, type Field, Form, type Protocol } from '../wire/field.js'
import { Kind } from '../wire/kind.js'
import { PROTOCOLS } from '../wire/protocols/index.js'

/** What a value is, which says how it is written and what it can be compared with. */
export type ValueType =
  | 'number'
  | 'octet count'
  | 'flag'
  | 'time'
  | 'date'
  | 'ethernet'
  | 'ipv4'
  | 'ipv6'
  | 'octets'
  | 'text'
  | 'number of 64 bits'
  | 'protocol'

/** A field with the part of it that an expression takes. */
export interface FieldRef {
  readonly name: string
  readonly source: FieldSource
  /** Which layer of its protocol is meant: 1 is the first, -1 the last, 0 all of them. */
  readonly layer: number
  /** The octets of the value that are compared. */
  readonly slice: Slice | undefined
  /** The bits of the value that are compared. */
  readonly mask: number | undefined
}

/** `length` octets from `from` on; from the end if `from` is negative; up to the end if `length` is undefined. */
export interface Slice {
  readonly from: number
  readonly length: number | undefined
}

export type FieldSource = {
  readonly type: ValueType
  /** What values are called, for expressions that name them. */
  readonly names?: Readonly<Record<number, string>>
  /** The largest number that the field can have. */
  readonly most?: number
} & (
  | { readonly is: 'header'; readonly parts: readonly HeaderPart[] }
  | { readonly is: 'protocol'; readonly kinds: readonly Kind[] }
  | { readonly is: 'frame'; readonly of: FrameValue }
  | { readonly is: 'layer'; readonly of: LayerValue; readonly kinds: readonly Kind[] }
  | { readonly is: 'analysis' }
  /** What the capture says of the packet, or another part of the program, as text. */
  | { readonly is: 'told' }
)

/** The fields of a name in one protocol. */
export interface HeaderPart {
  readonly protocol: Protocol
  readonly fields: readonly Field[]
  readonly isGrouped: boolean
}

export type FrameValue = 'number' | 'len' | 'cap_len' | 'epoch' | 'relative' | 'delta' | 'octets'
export type LayerValue = 'payload length' | 'payload' | 'checksum status' | 'upper flags'

const TYPES: Readonly<Record<Form, ValueType>> = {
  [Form.Dec]: 'number',
  [Form.Hex]: 'number',
  [Form.Flag]: 'flag',
  [Form.Mac]: 'ethernet',
  [Form.Ipv4]: 'ipv4',
  [Form.Ipv6]: 'ipv6',
  [Form.Bytes]: 'octets',
  [Form.Text]: 'text',
  [Form.Dec64]: 'number of 64 bits',
  [Form.DomainName]: 'text',
  [Form.Ipv6Prefix]: 'ipv6',
  [Form.Colons]: 'octets',
}

/** Fields of Wireshark's that each stand for several fields of the tables. */
const SEVERAL: Readonly<Record<string, readonly string[]>> = {
  'eth.addr': ['eth.dst', 'eth.src'],
  'ip.addr': ['ip.src', 'ip.dst'],
  'ip.host': ['ip.src', 'ip.dst'],
  'ipv6.addr': ['ipv6.src', 'ipv6.dst'],
  'tcp.port': ['tcp.srcport', 'tcp.dstport'],
  'udp.port': ['udp.srcport', 'udp.dstport'],
  'tcp.window_size': ['tcp.window_size_value'],
}

const OTHERS: Readonly<Record<string, FieldSource>> = {
  'frame.number': { is: 'frame', of: 'number', type: 'number' },
  'frame.len': { is: 'frame', of: 'len', type: 'octet count' },
  'frame.cap_len': { is: 'frame', of: 'cap_len', type: 'octet count' },
  'frame.time': { is: 'frame', of: 'epoch', type: 'date' },
  'frame.time_epoch': { is: 'frame', of: 'epoch', type: 'date' },
  'frame.time_relative': { is: 'frame', of: 'relative', type: 'time' },
  'frame.time_delta': { is: 'frame', of: 'delta', type: 'time' },
  frame: { is: 'frame', of: 'octets', type: 'protocol' },
  'ip.flags': { is: 'layer', of: 'upper flags', kinds: [Kind.Ipv4], type: 'number', most: 7 },
  'tcp.len': { is: 'layer', of: 'payload length', kinds: [Kind.Tcp], type: 'octet count' },
  'data.len': { is: 'layer', of: 'payload length', kinds: [Kind.Payload], type: 'octet count' },
  'tcp.payload': { is: 'layer', of: 'payload', kinds: [Kind.Tcp], type: 'octets' },
  'udp.payload': { is: 'layer', of: 'payload', kinds: [Kind.Udp], type: 'octets' },
  'data.data': { is: 'layer', of: 'payload', kinds: [Kind.Payload], type: 'octets' },
  ...Object.fromEntries(
    Object.entries({
      ip: Kind.Ipv4,
      udp: Kind.Udp,
      tcp: Kind.Tcp,
      icmp: Kind.Icmp,
      icmpv6: Kind.Icmpv6,
      igmp: Kind.Igmp,
      gre: Kind.Gre,
    }).map(([name, kind]): [string, FieldSource] => [
      `${name}.checksum.status`,
      { is: 'layer', of: 'checksum status', kinds: [kind], type: 'number', most: 3 },
    ]),
  ),
}

/** Fields whose value depends on other packets. They are there only while the capture is analysed. */
const ANALYSIS_FIELDS: readonly string[] = [
  'tcp.stream',
  'udp.stream',
  'tcp.seq',
  'tcp.ack',
  'tcp.analysis.retransmission',
  'tcp.analysis.out_of_order',
  'tcp.analysis.zero_window',
]

/** Fields that are text made of a packet and its capture. They are there only where somebody makes it. */
const TOLD_FIELDS: readonly string[] = [
  'frame.interface_name',
  'frame.interface_description',
  'frame.file',
  'frame.comment',
  'frame.protocols',
  'process.name',
  'tcp.flags.str',
  '_ws.col.info',
  '_ws.malformed',
  '_ws.short',
]
/** Numbers of the record that the capture tells. */
export const TOLD_NUMBERS: readonly string[] = [
  'frame.interface_id',
  'frame.encap_type',
  'frame.packet_flags',
  'frame.drop_count',
  'frame.packet_id',
  'frame.interface_queue',
  'process.id',
]

let table: ReadonlyMap<string, FieldSource> | undefined

/** The field of this name. A protocol's name stands for its headers. */
export function fieldSource(name: string): FieldSource | undefined {
  return fields().get(name)
}

/** All names, sorted: for completion, help and suggestions. */
export function filterFieldNames(): readonly string[] {
  return [...fields().keys()].sort()
}

function fields(): ReadonlyMap<string, FieldSource> {
  table ??= makeTable()
  return table
}

function makeTable(): ReadonlyMap<string, FieldSource> {
  const all = new Map<string, FieldSource>()
  const parts = new Map<string, HeaderPart[]>()
  for (const protocol of PROTOCOLS) {
    const known = all.get(protocol.name)
    const kinds = known?.is === 'protocol' ? known.kinds : []
    all.set(protocol.name, { is: 'protocol', kinds: [...kinds, protocol.kind], type: 'protocol' })
    const grouped = allGroups(protocol.groups).flatMap((g) => g.fields)
    const own = new Map<string, Field[]>()
    for (const f of [...protocol.fields, ...grouped]) own.set(f.name, [...(own.get(f.name) ?? []), f])
    for (const [name, fields] of own) {
      const isGrouped = fields.some((f) => grouped.includes(f))
      parts.set(name, [...(parts.get(name) ?? []), { protocol, fields, isGrouped }])
    }
  }
  for (const [name, of] of parts) all.set(name, header(of))
  for (const [name, names] of Object.entries(SEVERAL)) all.set(name, header(names.flatMap((n) => parts.get(n)!)))
  for (const [name, source] of Object.entries(OTHERS)) all.set(name, source)
  for (const name of ANALYSIS_FIELDS) {
    all.set(name, { is: 'analysis', type: name.startsWith('tcp.analysis.') ? 'flag' : 'number' })
  }
  for (const name of TOLD_FIELDS) all.set(name, { is: 'told', type: 'text' })
  for (const name of TOLD_NUMBERS) all.set(name, { is: 'analysis', type: 'number' })
  return all
}

function header(parts: readonly HeaderPart[]): FieldSource {
  const fields = parts.flatMap((part) => part.fields)
  const named = fields.flatMap((f) => Object.entries(f.names ?? {}))
  return {
    is: 'header',
    parts,
    type: TYPES[fields[0]!.form],
    ...(named.length === 0 ? {} : { names: Object.fromEntries(named) }),
    ...mostOf(fields),
  }
}

/** Of fields of so many bits that are a number; what is counted in units of its own is the largest where all bits are set. */
function mostOf(fields: readonly Field[]): { readonly most?: number } {
  const isBounded = ({ form, bits }: Field): boolean =>
    (form === Form.Dec || form === Form.Hex || form === Form.Flag) && bits > 0 && bits <= 48
  if (!fields.every(isBounded)) return {}
  const most = Math.max(...fields.map(largest))
  return Number.isFinite(most) ? { most } : {}
}

function largest({ bits, get }: Field): number {
  try {
    return Math.max(2 ** bits - 1, get?.(ALL_SET, 0) ?? 0)
  } catch (e) {
    // What it is depends on octets elsewhere.
    if (e instanceof RangeError) return Number.POSITIVE_INFINITY
    throw e
  }
}

const ALL_SET: DataView = new DataView(new Uint8Array(256).fill(0xff).buffer)

/** Whether one of these protocols is never a layer, but only what the data of a layer are shown as. */
export function isShownOnly(kinds: readonly Kind[]): boolean {
  return kinds.some(isApplication)
}
