/**
 * A way between two capture points, made of octets: what a router, a tunnel's end or a filter does to frames. It shares nothing
 * with src/, so that what comes out of a comparison is known beforehand.
 */
import { ethernet, ipv4, type Part, tcp, udp, vxlan } from '../../fixtures/make/packets.js'
import type { TimedFrame } from './records.js'

/** Octets in front of the outer IP header, and of the inner one in VXLAN over IPv4. */
export const OUTER = 14
export const INNER = OUTER + 20 + 8 + 8 + 14

const A = { vtep: '10.65.0.1', mac: '52:54:00:00:00:01', ip: '172.17.1.2', inner: '02:00:00:00:01:01' }
const B = { vtep: '10.65.0.2', mac: '52:54:00:00:00:02', ip: '172.17.1.3', inner: '02:00:00:00:01:02' }

/** True time of the first packet, in seconds. */
const START = 1_700_000_000

export interface Sent {
  /** From the first place to the second, or back. */
  readonly isForth: boolean
  readonly octets: Uint8Array
}

/** A datagram of a conversation inside VXLAN 42: `length` octets of data, which begin with its number. */
export function datagram(n: number, isForth: boolean, length = 64, port = 4789, vni = 42, source = 5000): Sent {
  const data = Buffer.alloc(length, n)
  data.writeUInt32BE(n)
  const [from, to] = isForth ? [A, B] : [B, A]
  const inside = ipv4(
    { source: from.ip, destination: to.ip, identification: n & 0xffff, dontFragment: true },
    udp({ source, destination: 7000 }, { octets: data }),
  )
  return { isForth, octets: inTunnel(inside, isForth, port, vni, n) }
}

/** A TCP segment of one conversation inside VXLAN 42. */
export function segment(n: number, isForth: boolean, sequence: number, flags: number, data: Buffer): Sent {
  const [from, to] = isForth ? [A, B] : [B, A]
  const ports = isForth ? { source: 40000, destination: 80 } : { source: 80, destination: 40000 }
  const inside = ipv4(
    { source: from.ip, destination: to.ip, identification: n & 0xffff, dontFragment: true },
    tcp({ ...ports, sequence, acknowledgment: 1, flags, data }),
  )
  return { isForth, octets: inTunnel(inside, isForth, 4789, 42, n) }
}

function inTunnel(inside: Part, isForth: boolean, port: number, vni: number, n: number): Uint8Array {
  const [from, to] = isForth ? [A, B] : [B, A]
  const outer = ipv4(
    { source: from.vtep, destination: to.vtep, identification: (n * 7) & 0xffff },
    udp({ source: 50000, destination: port }, vxlan(vni, ethernet(to.inner, from.inner, inside)), true),
  )
  return Uint8Array.from(ethernet(to.mac, from.mac, outer).octets)
}

/** So many datagrams, forth and back in turn, of several sizes. */
export function talk(count: number): readonly Sent[] {
  return Array.from({ length: count }, (_, n) => datagram(n, n % 2 === 0, 40 + ((n * 37) % 1200)))
}

interface Clock {
  /** Seconds that the second place's clock is ahead. */
  readonly offset?: number
  /** Parts of a million that it is faster. */
  readonly ppm?: number
}

export interface Way extends Clock {
  /** Nanoseconds between two packets. */
  readonly every?: number
  /** Nanoseconds that packet `n` takes. */
  readonly delay?: (n: number, sent: Sent) => number
  /** What arrives of packet `n`: several where it is cut, none where it is lost. */
  readonly pass?: (octets: Uint8Array, n: number, sent: Sent) => readonly Uint8Array[]
}

/** What both places capture, each by its own clock. */
export function between(packets: readonly Sent[], way: Way = {}): readonly [TimedFrame[], TimedFrame[]] {
  const { every = 1e6, delay = () => 50_000, pass = (octets) => [octets], offset = 0, ppm = 0 } = way
  const a: [number, Uint8Array][] = []
  const b: [number, Uint8Array][] = []
  for (const [n, sent] of packets.entries()) {
    const time = n * every
    const [from, to] = sent.isForth ? [a, b] : [b, a]
    from.push([time, sent.octets])
    for (const octets of pass(sent.octets, n, sent)) to.push([time + delay(n, sent), octets])
  }
  const inOrder = (frames: [number, Uint8Array][]) => frames.sort(([x], [y]) => x - y)
  return [
    inOrder(a).map(([time, octets]) => frameAt(time, octets)),
    inOrder(b).map(([time, octets]) => frameAt(Math.round(time * (1 + ppm / 1e6) + offset * 1e9), octets)),
  ]
}

export function frameAt(nanoseconds: number, octets: Uint8Array): TimedFrame {
  const seconds = Math.floor(nanoseconds / 1e9)
  return {
    octets,
    length: octets.length,
    linkType: 1,
    seconds: START + seconds,
    nanoseconds: nanoseconds - seconds * 1e9,
  }
}

/** What packets take without any order, and the same in each run: from `least` on, `spread` at most more. */
export function jitter(least: number, spread: number): (n: number) => number {
  return (n) => least + Math.floor((((n * 2654435761) % 2 ** 32) / 2 ** 32) * spread)
}

// What is done to octets. The IPv4 header begins at `at`.

export function edited(octets: Uint8Array, edit: (v: DataView) => void, ...headers: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(octets)
  const v = new DataView(copy.buffer)
  edit(v)
  for (const at of headers) sumHeader(v, at)
  return copy
}

/** RFC 791: the header's checksum anew. */
function sumHeader(v: DataView, at: number): void {
  v.setUint16(at + 10, 0)
  let sum = 0
  for (let o = at; o < at + 4 * (v.getUint8(at) & 0xf); o += 2) sum += v.getUint16(o)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  v.setUint16(at + 10, 0xffff - sum)
}

export const hop = (octets: Uint8Array, at = OUTER): Uint8Array =>
  edited(octets, (v) => v.setUint8(at + 8, v.getUint8(at + 8) - 1), at)
export const withClass = (octets: Uint8Array, trafficClass: number, at = OUTER): Uint8Array =>
  edited(octets, (v) => v.setUint8(at + 1, trafficClass), at)
export const withoutDf = (octets: Uint8Array, at: number): Uint8Array =>
  edited(octets, (v) => v.setUint16(at + 6, v.getUint16(at + 6) & ~0x4000), at)
export const withVni = (octets: Uint8Array, vni: number): Uint8Array =>
  edited(octets, (v) => v.setUint32(OUTER + 28 + 4, vni << 8))
export const withPort = (octets: Uint8Array, port: number): Uint8Array =>
  edited(octets, (v) => v.setUint16(OUTER + 22, port))
export const withSource = (octets: Uint8Array, address: number, at = OUTER): Uint8Array =>
  edited(octets, (v) => v.setUint32(at + 12, address), at)
export const tagged = (octets: Uint8Array, id: number): Uint8Array =>
  Uint8Array.from([...octets.subarray(0, 12), 0x81, 0, id >> 8, id & 0xff, ...octets.subarray(12)])
export const outOfTunnel = (octets: Uint8Array): Uint8Array => octets.slice(INNER - 14)

/** RFC 791 §3.2: in fragments whose payload has `size` octets, a multiple of 8. */
export function fragments(octets: Uint8Array, size: number): readonly Uint8Array[] {
  const payload = octets.subarray(OUTER + 20)
  return Array.from({ length: Math.ceil(payload.length / size) }, (_, i) => {
    const piece = payload.subarray(i * size, (i + 1) * size)
    const more = (i + 1) * size < payload.length ? 0x2000 : 0
    return edited(
      Uint8Array.from([...octets.subarray(0, OUTER + 20), ...piece]),
      (v) => {
        v.setUint16(OUTER + 2, 20 + piece.length)
        v.setUint16(OUTER + 6, more | ((i * size) / 8))
      },
      OUTER,
    )
  })
}
