/** Packets in a row, as a capture has them, for tests that tell stories: built octet by octet, or from `fixtures/`. */
import { fileURLToPath } from 'node:url'
import { ethernet, icmpEcho, ipv4, type Part, udp, vxlan } from '../../fixtures/make/packets.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { type Frame, framesOf } from './octets.js'

export const A = { mac: '02:00:00:00:00:01', ip: '10.0.0.1', ip6: 'fd00::1' }
export const B = { mac: '02:00:00:00:00:02', ip: '10.0.0.2', ip6: 'fd00::2' }
export const INNER_A = { mac: '02:00:00:00:01:01', ip: '172.17.1.2', ip6: 'fd00:42::2' }
export const INNER_B = { mac: '02:00:00:00:01:02', ip: '172.17.1.3', ip6: 'fd00:42::3' }

/** An Ethernet frame. */
export function frame(body: Part): Frame {
  return frameOf(ethernet(B.mac, A.mac, body).octets)
}

/** These octets as an Ethernet frame. */
export function frameOf(octets: Uint8Array): Frame {
  return { octets: Uint8Array.from(octets), length: octets.length, linkType: 1 }
}

/** An IPv4 packet of the underlay, from A to B. */
export function underlay(body: Part, source = A.ip, destination = B.ip): Part {
  return ipv4({ source, destination }, body)
}

/** A frame of the overlay in VXLAN: `body` is an IPv4, IPv6 or ARP packet. */
export function inVni(vni: number, body: Part): Part {
  return udp({ source: 50000, destination: 4789 }, vxlan(vni, ethernet(INNER_B.mac, INNER_A.mac, body)))
}

/** A ping of the overlay. */
export function ping(sequence = 1, length = 56): Part {
  return ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, icmpEcho({ id: 7, sequence, length }))
}

/** The answer to it. */
export function pong(sequence = 1): Part {
  return ipv4({ source: INNER_B.ip, destination: INNER_A.ip }, icmpEcho({ reply: true, id: 7, sequence }))
}

/** The frames of a capture of `fixtures/`. */
export function fixture(name: string): Frame[] {
  return framesOf(fileURLToPath(new URL(`../../fixtures/${name}.pcap`, import.meta.url)))
}

/** Takes up a frame as number `number` of a capture, at a time, and decodes it. */
export function take(p: Packet, f: Frame, number: number, nanoseconds = 0): Packet {
  p.record(new DataView(f.octets.buffer), f.octets, 0, f.octets.length, f.length)
  p.linkType = f.linkType
  p.number = number
  p.tsSec = 1_700_000_000 + Math.floor(nanoseconds / 1e9)
  p.tsNsec = nanoseconds - Math.floor(nanoseconds / 1e9) * 1e9
  decode(p)
  return p
}

/** Calls `see` with each frame, decoded and put together where it completes a datagram; a millisecond lies between. */
export function replay(frames: readonly Frame[], see: (p: Packet) => void, reassembler = new Reassembler()): void {
  const p = new Packet()
  for (const [i, f] of frames.entries()) {
    take(p, f, i + 1, i * 1e6)
    reassembler.offer(p)
    see(p)
  }
}
