/**
 * Reassembly of IP fragments, outer and inner: RFC 791 §3.2, RFC 8200 §4.5, and RFC 5722 §4 for both versions: a
 * datagram with overlapping fragments is refused whole, and so is one with a fragment that cannot be: too far out, or not
 * the last one and yet no multiple of 8 octets. An exact duplicate of a fragment is ignored, and so is an empty one.
 *
 * Fragments belong together when source, destination, identification, protocol and the tunnels around them are equal:
 * two tenants may use the same addresses.
 */
import { decode } from '../../wire/decode.js'
import { isIp, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Layer, Packet } from '../../wire/packet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6Fragment from '../../wire/protocols/ipv6-fragment.js'
import * as vlan from '../../wire/protocols/vlan.js'
import { NO_ID, TunnelType, tunnelId, tunnelType } from '../../wire/tunnel.js'
import type { Budget } from '../tables/budget.js'

/** Seconds that a fragment waits for the others (RFC 8200 §4.5). */
const TIMEOUT = 60
/** The most octets that an IP header's length field can tell. */
const MAX_LENGTH = 0xffff
/** Octets in front of a fragment's payload at most: an outer datagram that was put together may be among them. */
const MAX_HEADERS = 0x18000
/** Octets of the unit that fragment offsets count. */
const UNIT = 8

export interface ReassemblyLimits {
  /** Datagrams waiting at once; the oldest gives way. */
  readonly datagrams: number
  /** Octets of fragments kept in all. */
  readonly octets: number
}

/** The part of a budget for all tables that fragments may take. */
const PART = 1 / 16

/** The limits where all tables together have so many octets. */
export function limitsWithin({ octets }: Budget): ReassemblyLimits {
  return { ...DEFAULT_LIMITS, octets: Math.min(DEFAULT_LIMITS.octets, octets * PART) }
}

const DEFAULT_LIMITS: ReassemblyLimits = { datagrams: 4096, octets: 16 * 1024 * 1024 }

/** What became of the fragments; numbers of datagrams. */
export interface ReassemblyCounts {
  completed: number
  /** Refused for fragments that overlap (RFC 5722 §4) or cannot be (RFC 8200 §4.5). */
  refused: number
  /** Given up after 60 s, or because too many waited. */
  abandoned: number
  /** Still waiting. */
  readonly waiting: number
}

/** Octets of a datagram's memory: this, or that times a power of two. */
const FIRST_OCTETS = 2048
const NONE: Uint8Array = new Uint8Array(0)

/**
 * Memory for datagrams that is used again. Without it, an attacker's fragments, each of a datagram that is never
 * completed, would leave garbage faster than it is collected.
 */
class Memory {
  /** Octets in use. */
  used = 0
  /** Not in use, by size. */
  readonly #spare: Map<number, Uint8Array[]> = new Map()
  #spareOctets = 0
  readonly #limit: number

  /** So many octets are kept for use again at most. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** At least so many octets, which may hold anything. */
  take(octets: number): Uint8Array {
    let size = FIRST_OCTETS
    while (size < octets) size *= 2
    this.used += size
    const spare = this.#spare.get(size)?.pop()
    if (spare === undefined) return new Uint8Array(size)
    this.#spareOctets -= size
    return spare
  }

  give(bytes: Uint8Array): void {
    const size = bytes.length
    this.used -= size
    if (size === 0 || this.#spareOctets + size > this.#limit) return
    this.#spareOctets += size
    const spare = this.#spare.get(size)
    if (spare === undefined) this.#spare.set(size, [bytes])
    else spare.push(bytes)
  }
}

class Datagram {
  data: Uint8Array = NONE
  /** Ranges that are there, as start and end alternately, ascending and apart. */
  readonly ranges: number[] = []
  /** Payload octets in all, or -1 while the last fragment is missing. */
  total = -1
  refused = false
  /** Next Header of the IPv6 fragment at offset 0: the others' does not count (RFC 8200 §4.5). */
  nextHeader = 0
  readonly frames: number[] = []
  readonly seconds: number

  constructor(seconds: number) {
    this.seconds = seconds
  }
}

export class Reassembler {
  readonly counts: ReassemblyCounts
  readonly #limits: ReassemblyLimits
  /** In the order of arrival: the first entry is the oldest. */
  readonly #waiting: Map<string, Datagram> = new Map()
  readonly #memory: Memory
  /** Two buffers, because an inner reassembly reads its headers from what the outer one has written. */
  readonly #scratch: readonly Uint8Array[] = [0, 1].map(() => new Uint8Array(MAX_HEADERS + MAX_LENGTH))
  readonly #views: readonly DataView[] = this.#scratch.map((s) => new DataView(s.buffer))
  #turn = 0

  constructor(limits: ReassemblyLimits = DEFAULT_LIMITS) {
    this.#limits = limits
    this.#memory = new Memory(limits.octets)
    const waiting = this.#waiting
    this.counts = {
      completed: 0,
      refused: 0,
      abandoned: 0,
      get waiting() {
        let n = 0
        for (const d of waiting.values()) if (!d.refused) n++
        return n
      },
    }
  }

  /**
   * Takes a decoded packet that stopped at a fragment (`p.fragment`). True when this was the one that was missing: the
   * packet then shows the whole datagram, decoded. Cheap for a packet that is no fragment.
   */
  offer(p: Packet): boolean {
    let completed = false
    while (p.fragment !== -1 && this.#add(p)) {
      decode(p)
      completed = true
    }
    return completed
  }

  #add(p: Packet): boolean {
    this.#expire(p.tsSec)
    const layer = p.layers[p.fragment]!
    const v = p.view
    const isV4 = layer.kind === Kind.Ipv4
    const offset = isV4 ? ipv4.fragmentOffset(v, layer.start) : ipv6Fragment.fragmentOffset(v, layer.start)
    const more = isV4
      ? (ipv4.flagsFragment(v, layer.start) & ipv4.FLAG_MF) !== 0
      : ipv6Fragment.moreFragments(v, layer.start)
    const length = layer.end - layer.payload
    if (length === 0) return false
    const key = datagramKey(p)
    const d = this.#datagram(key, p.tsSec)
    const end = offset + length
    if (d.refused || isDuplicate(d, p, offset, end, more)) return false
    const isPossible = headersCounted(p) + end <= MAX_LENGTH && (!more || end % UNIT === 0)
    if (!isPossible || layer.payload - p.start > MAX_HEADERS || !insert(d, offset, end, more)) {
      this.#refuse(d)
      return false
    }
    this.#copy(d, p, layer.payload, offset, length)
    if (offset === 0 && !isV4) d.nextHeader = ipv6Fragment.nextHeader(v, layer.start)
    if (p.isReassembled) d.frames.push(...p.reassembledFrom)
    else d.frames.push(p.number)
    if (d.total === -1 || d.ranges.length !== 2 || d.ranges[0] !== 0) {
      this.#makeRoom()
      return false
    }
    this.#complete(p, d, key)
    return true
  }

  /** The datagram of this key; a new one if there is none, or if it is too old for this fragment. */
  #datagram(key: string, now: number): Datagram {
    const known = this.#waiting.get(key)
    if (known !== undefined) {
      if (!isOld(known, now)) return known
      this.#abandon(key, known)
    }
    const d = new Datagram(now)
    this.#waiting.set(key, d)
    this.#makeRoom()
    return d
  }

  #copy(d: Datagram, p: Packet, from: number, offset: number, length: number): void {
    const need = offset + length
    if (need > d.data.length) {
      const before = d.data
      d.data = this.#memory.take(need)
      d.data.set(before)
      this.#memory.give(before)
    }
    d.data.set(p.bytes.subarray(from, from + length), offset)
  }

  /** Keeps the entry, so that later fragments of the same datagram are refused too, but not its octets. */
  #refuse(d: Datagram): void {
    d.refused = true
    this.#free(d)
    this.counts.refused++
  }

  #complete(p: Packet, d: Datagram, key: string): void {
    const layer = p.layers[p.fragment]!
    const headers = layer.payload - p.start
    const bytes = this.#scratch[this.#turn]!
    const view = this.#views[this.#turn]!
    this.#turn ^= 1
    bytes.set(p.bytes.subarray(p.start, layer.payload))
    if (layer.kind === Kind.Ipv6Fragment) bytes[layer.start - p.start] = d.nextHeader
    bytes.set(d.data.subarray(0, d.total), headers)
    this.#waiting.delete(key)
    this.#free(d)
    this.counts.completed++
    const frames = d.frames.sort((a, b) => a - b)
    p.reassembled(view, bytes, headers + d.total, layer.start - p.start, frames)
  }

  #expire(now: number): void {
    for (const [key, d] of this.#waiting) {
      if (!isOld(d, now)) return
      this.#abandon(key, d)
    }
  }

  #makeRoom(): void {
    for (const [key, d] of this.#waiting) {
      if (this.#waiting.size <= this.#limits.datagrams && this.#memory.used <= this.#limits.octets) return
      this.#abandon(key, d)
    }
  }

  #abandon(key: string, d: Datagram): void {
    this.#waiting.delete(key)
    this.#free(d)
    if (!d.refused) this.counts.abandoned++
  }

  #free(d: Datagram): void {
    this.#memory.give(d.data)
    d.data = NONE
  }
}

/** Whether these very octets have come before: a repeated fragment (RFC 8200 §4.5 permits to ignore it). */
function isDuplicate(d: Datagram, p: Packet, offset: number, end: number, more: boolean): boolean {
  if (more === (end === d.total)) return false
  const from = p.layers[p.fragment]!.payload
  for (let i = 0; i < d.ranges.length; i += 2) {
    if (offset < d.ranges[i]! || end > d.ranges[i + 1]!) continue
    for (let k = 0; k < end - offset; k++) if (d.data[offset + k] !== p.bytes[from + k]) return false
    return true
  }
  return false
}

/** Notes the range; false when it overlaps another, or contradicts where the datagram ends. */
function insert(d: Datagram, start: number, end: number, more: boolean): boolean {
  const r = d.ranges
  if (!more) {
    if (d.total !== -1 && d.total !== end) return false
    if (r.length > 0 && r[r.length - 1]! > end) return false
    d.total = end
  } else if (d.total !== -1 && end > d.total) {
    return false
  }
  let i = 0
  while (i < r.length && r[i + 1]! < start) i += 2
  // Range i, if there is one, now ends at `start` or later.
  if (i < r.length && r[i]! < end && r[i + 1]! > start) return false
  const joinsLeft = i < r.length && r[i + 1] === start
  const right = joinsLeft ? i + 2 : i
  if (joinsLeft && right < r.length && r[right]! < end) return false
  const joinsRight = right < r.length && r[right] === end
  if (joinsLeft && joinsRight) r.splice(i + 1, 2)
  else if (joinsLeft) r[i + 1] = end
  else if (joinsRight) r[right] = start
  else r.splice(i, 0, start, end)
  return true
}

/** Whether a datagram has waited too long, or the clock was set back too far to tell. */
function isOld(d: Datagram, now: number): boolean {
  return Math.abs(now - d.seconds) > TIMEOUT
}

/** Octets of header that the length field of the reassembled datagram counts: RFC 791 §3.1, RFC 8200 §3 and §4.5. */
function headersCounted(p: Packet): number {
  const layer = p.layers[p.fragment]!
  return layer.kind === Kind.Ipv4 ? layer.payload - layer.start : layer.start - p.layers[ipv6Below(p)]!.payload
}

/** Index of the IPv6 header that the fragment header belongs to. */
function ipv6Below(p: Packet): number {
  let ip = p.fragment - 1
  while (ip > 0 && p.layers[ip]!.kind !== Kind.Ipv6) ip--
  return ip
}

/** Everything that must be equal in fragments of one datagram, as a string of character codes. */
function datagramKey(p: Packet): string {
  const v = p.view
  const layer = p.layers[p.fragment]!
  let key = ''
  let outer = -1
  for (let i = 0; i <= p.fragment; i++) {
    const l = p.layers[i]!
    const type = tunnelType(p, i)
    if (type !== TunnelType.None) {
      const id = tunnelId(p, i)
      key += `${type}:${id} `
      // A tunnel without a number is told by its endpoints.
      if (id === NO_ID && outer !== -1) key += addresses(v, p.layers[outer]!)
    } else if (l.kind === Kind.Vlan || l.kind === Kind.Dot1ad) key += `vlan:${vlan.id(v, l.start)} `
    if (isIp(l.kind)) outer = i
  }
  if (layer.kind === Kind.Ipv4) {
    const { start } = layer
    return `${key}4 ${addresses(v, layer)}${ipv4.protocolNumber(v, start)} ${ipv4.identification(v, start)}`
  }
  return `${key}6 ${addresses(v, p.layers[ipv6Below(p)]!)}${ipv6Fragment.identification(v, layer.start)}`
}

/** Source and destination of an IP layer, which stand side by side, as numbers. */
function addresses(v: DataView, l: Layer): string {
  const at = sourceAt(l)
  const octets = l.kind === Kind.Ipv4 ? 8 : 32
  let text = ''
  for (let i = 0; i < octets; i += 4) text += `${v.getUint32(at + i)} `
  return text
}
