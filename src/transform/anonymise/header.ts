/**
 * What becomes of a header, by the protocol's table of fields. Numbers stay, addresses and names are mapped, and octets that
 * the table does not name, or names as mere octets, become 0. A protocol that is new to the decoder needs nothing here.
 */
import { type Field, type FieldVisitor, Form, mapGroups, type Protocol, visitFields } from '../../wire/field.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import { visitMalformed } from '../../wire/partial.js'
import { protocolOf } from '../../wire/protocols/index.js'
import * as juniper from '../../wire/protocols/juniper.js'
import type { Addresses } from './addresses.js'
import type { Names } from './names.js'

/** Octets that are numbers or flags by their use. */
const KEPT: ReadonlySet<string> = new Set(['ipv6.routing.srh.tag', 'ah.reserved', 'wg.reserved'])
/** Octets that tell who or what it is: they become others of the same length. */
const IDENTITIES: ReadonlySet<string> = new Set([
  'arp.src.hw',
  'arp.src.proto',
  'arp.dst.hw',
  'arp.dst.proto',
  'sll.src.other',
  'lldp.chassis.id',
  'geneve.option.gwlb.endpoint',
  'geneve.option.gwlb.attachment',
  'geneve.option.gcp.endpoint',
  'ayiya.identity',
  'pppoed.tag_value',
  'ipv6cp.interface_identifier',
])
/** The first octets of an IPv6 address, and how far in front of them the number of bits stands that count. */
const PREFIXES: Readonly<Record<string, number>> = { 'icmpv6.opt.prefix': 14, 'icmpv6.opt.route_info.prefix': 6 }
/** Not an address, whatever its form. */
const MASKS: ReadonlySet<string> = new Set(['icmp.address_mask'])
/** RFC 4380 §5.1.1: an address whose bits are turned over. */
const TURNED_OVER: ReadonlySet<string> = new Set(['teredo.orig.addr'])
/** A packet that another one repeats. */
const PACKETS: ReadonlySet<string> = new Set(['icmpv6.opt.redirected_packet'])
/** Text that becomes 0: no name, and perhaps a password. */
const ERASED: ReadonlySet<string> = new Set(['pap.message', 'chap.message', 'lldp.tlv.system.desc'])

const IPV6_LEN = 16
/**
 * Octets that say what the header is, and that no field has: Teredo's indicator (RFC 4380 §5.1.1), and Juniper's
 * flags and the length of what stands behind them.
 */
const UNNAMED: Readonly<Partial<Record<Kind, readonly [from: number, to: number]>>> = {
  [Kind.Teredo]: [0, 2],
  [juniper.protocol.kind]: [3, 6],
}
const NOTHING = [0, 0] as const
/** An IP packet and nothing in front. */
export const LINKTYPE_RAW = 101

/** Rewrites a packet that stands inside a header. */
export type RewriteInner = (v: DataView, at: number, size: number, linkType: number) => void

/** Rewrites headers from one view into another, which has the same offsets. */
export class Headers {
  /** Where the rewritten octets go. */
  into: DataView = new DataView(new ArrayBuffer(0))
  intoBytes: Uint8Array = new Uint8Array(0)
  /** The octets of the view that is read. */
  bytes: Uint8Array = new Uint8Array(0)
  readonly #addresses: Addresses
  readonly #names: Names
  readonly #inner: RewriteInner
  readonly #visit: FieldVisitor

  constructor(addresses: Addresses, names: Names, inner: RewriteInner) {
    this.#addresses = addresses
    this.#names = names
    this.#inner = inner
    this.#visit = (f, v, at, size) => this.#field(f, v, at, size)
  }

  /** The header in [`start`, `end`), which is 0 in the octets that are written. */
  whole(protocol: Protocol, v: DataView, start: number, end: number): void {
    const [from, to] = UNNAMED[protocol.kind] ?? NOTHING
    this.#keep(Math.min(end, start + from), Math.max(0, Math.min(end - start, to) - from))
    visitFields(protocol, v, start, end, this.#visit)
  }

  /**
   * The same for what is left of the header that has stopped the decoder. Of an item that claims more than there is, what
   * there is stays as well: it may be what has stopped the decoder.
   */
  malformed(p: Packet): void {
    const protocol = protocolOf(p.malformed.kind)
    const groups = mapGroups(protocol.groups, (g) => ({
      ...g,
      size: (v: DataView, at: number, end: number) => Math.min(g.size(v, at, end), end - at),
    }))
    visitMalformed(p, { ...protocol, groups }, this.#visit)
  }

  #field(f: Field, v: DataView, at: number, size: number): void {
    switch (f.form) {
      case Form.Mac:
        return this.mac(v, at)
      case Form.Ipv4:
        if (MASKS.has(f.name)) return this.#keep(at, size)
        if (TURNED_OVER.has(f.name)) return this.into.setInt32(at, ~this.#addresses.ipv4(~v.getInt32(at) >>> 0))
        return this.into.setUint32(at, this.#addresses.ipv4(v.getUint32(at)))
      case Form.Ipv6:
        if (f.name in PREFIXES) return this.#prefix(f, at, size)
        return this.#addresses.ipv6(v, at, this.into)
      case Form.Bytes:
        return this.#octets(f, v, at, size)
      case Form.Text:
        if (!ERASED.has(f.name)) this.#names.text(this.bytes, at, at + size, this.intoBytes)
        return
      case Form.DomainName:
        // Only applications have these (`dns.ts`).
        return
      default:
        this.#bits(f, at, size)
    }
  }

  /** The MAC address at `at`. */
  mac(v: DataView, at: number): void {
    const mapped = this.#addresses.mac(v.getUint16(at) * 0x100000000 + v.getUint32(at + 2))
    const high = Math.floor(mapped / 0x100000000)
    this.into.setUint16(at, high)
    this.into.setUint32(at + 2, mapped - high * 0x100000000)
  }

  #bits(f: Field, at: number, size: number): void {
    const { bytes, intoBytes } = this
    const skip = f.bit & 7
    const bits = f.bits === 0 ? 8 * size : f.bits
    for (let i = 0, bit = skip; bit < skip + bits; i++) {
      const end = Math.min(8, skip + bits - 8 * i)
      const mask = (0xff >> (bit & 7)) & (0xff00 >> end)
      intoBytes[at + i] = (intoBytes[at + i]! & ~mask) | (bytes[at + i]! & mask)
      bit = 8 * (i + 1)
    }
  }

  #octets(f: Field, v: DataView, at: number, size: number): void {
    if (KEPT.has(f.name)) this.#keep(at, size)
    else if (IDENTITIES.has(f.name)) this.#names.octets(this.bytes, at, at + size, this.intoBytes)
    else if (f.name in PREFIXES) this.#prefix(f, at, size)
    else if (PACKETS.has(f.name)) this.#inner(v, at, size, LINKTYPE_RAW)
  }

  #keep(at: number, size: number): void {
    this.intoBytes.set(this.bytes.subarray(at, at + size), at)
  }

  /** A prefix, which has nothing behind its bits afterwards if it had nothing there before. */
  #prefix(f: Field, at: number, size: number): void {
    const address = new Uint8Array(IPV6_LEN)
    const length = Math.min(size, IPV6_LEN)
    address.set(this.bytes.subarray(at, at + length))
    const bits = this.bytes[at - PREFIXES[f.name]!]!
    const isBare = isZeroBehind(address, bits)
    const view = new DataView(address.buffer)
    this.#addresses.ipv6(view, 0, view)
    if (isBare) clearBehind(address, bits)
    this.intoBytes.set(address.subarray(0, length), at)
  }
}

function isZeroBehind(octets: Uint8Array, bits: number): boolean {
  return octets.every((octet, i) => (octet & maskBehind(bits - 8 * i)) === 0)
}

function clearBehind(octets: Uint8Array, bits: number): void {
  for (let i = 0; i < octets.length; i++) octets[i]! &= ~maskBehind(bits - 8 * i)
}

/** The bits of an octet behind its first `bits` ones. */
function maskBehind(bits: number): number {
  return bits <= 0 ? 0xff : 0xff >> Math.min(8, bits)
}
