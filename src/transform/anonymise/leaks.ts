/**
 * Looks for what an anonymised capture should not have: addresses and names of the packet that stood in its place, and
 * eight octets in a row of any packet's data. It reads both captures and knows nothing of how one was made of the other but
 * which addresses stay.
 */
import { shownKind } from '../../wire/applications.js'
import { Form, visitFields } from '../../wire/field.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import { visitLabels } from '../../wire/protocols/dns-name.js'
import { protocolOf } from '../../wire/protocols/index.js'
import type { Addresses } from './addresses.js'
import { isKnownLabel } from './names.js'

/** Something of the input that stands in the output. */
export interface Leak {
  readonly what: 'address' | 'mac' | 'name' | 'octets'
  /** Of the output, and where in that packet. */
  readonly frame: number
  readonly offset: number
  /** The octets, as they stand there. */
  readonly octets: Uint8Array
}

/** Octets in a row that are no coincidence, and how many different ones must be among them. */
const RUN_LEN = 8
const MIN_DIFFERENT = 4
/** Letters of a name that is no coincidence. */
const MIN_NAME_LEN = 4
/** Bits of the filter that runs of the input are noted in. */
const FILTER_BITS = 27
const SPREAD = 0x9e3779b1
const SPREAD_AGAIN = 0x85ebca6b
/** Runs of the output that are looked up one by one, and leaks that are told one by one. */
const LIMIT = 1000
const IPV4_LEN = 4

/** What must not stand in the output, and where it stands in the input. */
interface Secret {
  readonly what: Leak['what']
  readonly octets: Uint8Array
  readonly places: readonly number[]
}

export class LeakSearch {
  /** The first so many, in the order of the output. */
  readonly leaks: Leak[] = []
  /** All of them. */
  count = 0
  readonly #addresses: Addresses
  readonly #filter: Uint32Array = new Uint32Array(1 << (FILTER_BITS - 5))
  /** Runs of the output that may be ones of the input, and where they stand first. */
  readonly #suspects: Map<string, Leak> = new Map()

  constructor(addresses: Addresses) {
    this.#addresses = addresses
  }

  /** Takes each packet of the input. */
  learn(p: Packet): void {
    this.#eachRun(p, (at) => {
      const bit = runHash(p.view, at)
      this.#filter[bit >>> 5]! |= 1 << (bit & 31)
    })
  }

  /** Then each packet of the output, and the one of the input that it was made of. */
  compare(before: Packet, after: Packet): void {
    // Headers have numbers that stay, in the same places.
    const data = dataPlaces(before)
    const secrets = secretsOf(before)
    const images = secrets.map(({ what, octets }) => (what === 'name' ? undefined : this.#mapped(octets)))
    for (const [i, secret] of secrets.entries()) {
      // An address that stays, or what another address of the packet becomes, is none.
      if (
        secret.what !== 'name' &&
        (isSame(images[i]!, secret.octets) || images.some((o) => o && isSame(o, secret.octets)))
      )
        continue
      const at = placeOf(before, after, secret, data)
      if (at >= 0) this.#found({ what: secret.what, frame: after.number, offset: at, octets: secret.octets })
    }
    const end = Math.min(after.captured, before.captured) - RUN_LEN
    for (let offset = 0; offset <= end; offset++) {
      const at = after.start + offset
      if (data[offset + RUN_LEN - 1] === 0 || !isVaried(after.bytes, at)) continue
      const bit = runHash(after.view, at)
      if (((this.#filter[bit >>> 5]! >>> (bit & 31)) & 1) === 0 || this.#suspects.size === LIMIT) continue
      const octets = after.bytes.slice(at, at + RUN_LEN)
      const key = Buffer.from(octets).toString('latin1')
      if (!this.#suspects.has(key)) this.#suspects.set(key, { what: 'octets', frame: after.number, offset, octets })
    }
  }

  /** Whether packets of the input have to be taken once more, to tell coincidences. */
  get hasSuspects(): boolean {
    return this.#suspects.size > 0
  }

  /** Takes each packet of the input again. */
  confirm(p: Packet): void {
    this.#eachRun(p, (at) => {
      const key = Buffer.from(p.bytes.subarray(at, at + RUN_LEN)).toString('latin1')
      const leak = this.#suspects.get(key)
      if (leak === undefined) return
      this.#suspects.delete(key)
      this.#found(leak)
    })
  }

  #found(leak: Leak): void {
    this.count++
    if (this.leaks.length < LIMIT) this.leaks.push(leak)
  }

  #eachRun(p: Packet, visit: (at: number) => void): void {
    for (let i = 0; i < p.depth; i++) {
      const { kind, start, end } = p.layers[i]!
      if (kind !== Kind.Payload || shownKind(p, i) !== Kind.Payload) continue
      for (let at = start; at + RUN_LEN <= end; at++) if (isVaried(p.bytes, at)) visit(at)
    }
  }

  #mapped(octets: Uint8Array): Uint8Array {
    const mapped = octets.slice()
    const view = new DataView(mapped.buffer)
    if (octets.length === IPV4_LEN) {
      view.setUint32(0, this.#addresses.ipv4(view.getUint32(0)))
    } else if (octets.length === 6) {
      const mac = this.#addresses.mac(view.getUint16(0) * 0x100000000 + view.getUint32(2))
      view.setUint16(0, Math.floor(mac / 0x100000000))
      view.setUint32(2, mac % 0x100000000)
    } else {
      this.#addresses.ipv6(view, 0, view)
    }
    return mapped
  }
}

/** Addresses and names in all layers, and in the data of applications. */
function secretsOf(p: Packet): readonly Secret[] {
  const found: { what: Leak['what']; octets: Uint8Array; places: number[] }[] = []
  const add = (what: Leak['what'], at: number, size: number): void => {
    const octets = p.bytes.subarray(at, at + size)
    const place = at - p.start
    const same = found.find((secret) => secret.what === what && isSame(secret.octets, octets))
    if (same === undefined) found.push({ what, octets: octets.slice(), places: [place] })
    else same.places.push(place)
  }
  for (let i = 0; i < p.depth; i++) {
    const l = p.layers[i]!
    const kind = shownKind(p, i)
    if (kind === Kind.Payload || kind === Kind.Tls || kind === Kind.Http) continue
    visitFields(protocolOf(kind), p.view, l.start, l.payload, (f, v, at, size) => {
      if (f.form === Form.Mac) add('mac', at, 6)
      // An address that bits stand for in another way, or a mask, is none that stands there.
      else if (f.form === Form.Ipv4 && f.get === undefined && f.name !== 'icmp.address_mask') add('address', at, size)
      else if (f.form === Form.Ipv6) add('address', at, size)
      else if (f.form === Form.Text && size >= MIN_NAME_LEN) add('name', at, size)
      else if (f.form === Form.DomainName) {
        visitLabels(v, at, l.start, l.end, (label, length) => {
          const isKnown = isKnownLabel(
            Buffer.from(p.bytes.subarray(label, label + length))
              .toString('latin1')
              .toLowerCase(),
          )
          if (length >= MIN_NAME_LEN && !isKnown) add('name', label, length)
        })
      }
    })
  }
  return found
}

/** Where it stands in the packet of the output, from its first octet; -1 where it does not. `data` has the input's data. */
function placeOf(before: Packet, after: Packet, { what, octets, places }: Secret, data: Uint8Array): number {
  const here = after.bytes.subarray(after.start, after.end)
  for (let at = indexOf(here, octets, 0); at >= 0; at = indexOf(here, octets, at + 1)) {
    // Four octets may be a coincidence, and more that are alike, but hardly in the same place of the data.
    const isNumber = what === 'address' || what === 'mac'
    const mayBeChance = isNumber && (octets.length === IPV4_LEN || new Set(octets).size < MIN_DIFFERENT)
    if (!mayBeChance || places.includes(at)) return at
    const end = at + octets.length
    const isData = data.subarray(at, end).every((place) => place === 1)
    if (isData && isSame(before.bytes.subarray(before.start + at, before.start + end), octets)) return at
  }
  return -1
}

function indexOf(octets: Uint8Array, wanted: Uint8Array, from: number): number {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).indexOf(wanted, from)
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

/** By octet of the packet, whether no header has it. */
function dataPlaces(p: Packet): Uint8Array {
  const places = new Uint8Array(p.captured).fill(1)
  for (let i = 0; i < p.depth; i++) {
    const { start, payload } = p.layers[i]!
    if (shownKind(p, i) !== Kind.Payload) places.fill(0, start - p.start, payload - p.start)
  }
  return places
}

/** Whether a run has so many different octets, by their lower five bits, that it says something. */
function isVaried(bytes: Uint8Array, at: number): boolean {
  let seen = 0
  for (let i = at; i < at + RUN_LEN; i++) seen |= 1 << (bytes[i]! & 31)
  for (let n = 1; n < MIN_DIFFERENT; n++) seen &= seen - 1
  return seen !== 0
}

function runHash(v: DataView, at: number): number {
  const mixed = Math.imul(v.getInt32(at), SPREAD) ^ Math.imul(v.getInt32(at + 4), SPREAD_AGAIN)
  return Math.imul(mixed ^ (mixed >>> 15), SPREAD) >>> (32 - FILTER_BITS)
}
