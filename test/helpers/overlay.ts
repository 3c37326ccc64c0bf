/** An overlay in small: hosts behind VTEPs, and what they send each other, frame by frame, as a capture of the underlay. */
import { arp, ethernet, icmpEcho, ipv4, type Part, tcp, u16, udp, vxlan } from '../../fixtures/make/packets.js'
import type { Finding } from '../../src/analysis/check/finding.js'
import { checkFrames } from './check.js'

export const ALL = 'ff:ff:ff:ff:ff:ff'
const NOBODY = '00:00:00:00:00:00'
export const GROUP = '239.1.1.1'

/** A VTEP's address. */
export const vtep = (n: number): string => `10.65.0.${n}`

export interface Host {
  readonly ip: string
  readonly mac: string
  /** The address of the VTEP that it is behind. */
  readonly at: string
}

/** Host `n`, by its addresses, behind VTEP `at`. */
export function host(n: number, at: number, mac: number = n): Host {
  return { ip: `172.19.1.${n}`, mac: `02:00:00:00:01:${mac.toString(16).padStart(2, '0')}`, at: vtep(at) }
}

/** A frame from one VTEP to another or to the group, in its tunnel. */
export function inTunnel(from: string, to: string, inner: Part, vni = 42): Part {
  const toGroup = to === GROUP
  const ports = { source: 50000, destination: 4789 }
  const outer = ipv4({ source: from, destination: to, ttl: toGroup ? 4 : 64 }, udp(ports, vxlan(vni, inner), true))
  return ethernet(toGroup ? '01:00:5e:01:01:01' : '52:54:00:00:00:02', '52:54:00:00:00:01', outer)
}

// Frames of the overlay, without their tunnel.

export const asks = (who: Host, ip: string): Part =>
  ethernet(ALL, who.mac, arp({ operation: 'request', sender: [who.mac, who.ip], target: [NOBODY, ip] }))
export const answers = (who: Host, whom: Host): Part =>
  ethernet(whom.mac, who.mac, arp({ operation: 'reply', sender: [who.mac, who.ip], target: [whom.mac, whom.ip] }))
export const announces = (who: Host): Part => asks(who, who.ip)
export const pings = (who: Host, whom: Host, sequence = 1): Part =>
  ethernet(whom.mac, who.mac, ipv4({ source: who.ip, destination: whom.ip }, icmpEcho({ id: 7, sequence })))
export const pongs = (who: Host, whom: Host, sequence = 1): Part =>
  ethernet(
    whom.mac,
    who.mac,
    ipv4({ source: who.ip, destination: whom.ip }, icmpEcho({ reply: true, id: 7, sequence })),
  )

const SYN = 0x02
const ACK = 0x10

export const opens = (who: Host, whom: Host, port: number, source = 40000): Part =>
  ethernet(
    whom.mac,
    who.mac,
    ipv4(
      { source: who.ip, destination: whom.ip },
      tcp({ source, destination: port, sequence: 1000, acknowledgment: 0, flags: SYN }),
    ),
  )
export const accepts = (who: Host, whom: Host, port: number, destination = 40000): Part =>
  ethernet(
    whom.mac,
    who.mac,
    ipv4(
      { source: who.ip, destination: whom.ip },
      tcp({ source: port, destination, sequence: 9000, acknowledgment: 1001, flags: SYN | ACK }),
    ),
  )

/** A datagram of an application that sends the same again and again; `identification` 0 is what Linux has with DF set. */
export const says = (who: Host, to: string, mac: string, identification: number, ttl = 64): Part =>
  ethernet(
    mac,
    who.mac,
    ipv4(
      { source: who.ip, destination: to, identification, ttl },
      udp({ source: 5000, destination: 5000 }, { octets: u16(1, 2, 3, 4) }),
    ),
  )

export interface Sent {
  /** Milliseconds. */
  readonly at: number
  readonly frame: Part
}

/** A frame at a time in milliseconds, in the tunnel between the VTEPs of two hosts. */
export const between = (at: number, from: Host, to: Host, inner: Part): Sent => ({
  at,
  frame: inTunnel(from.at, to.at, inner),
})
/** A frame that is flooded to the group. */
export const toGroup = (at: number, from: Host, inner: Part): Sent => ({ at, frame: inTunnel(from.at, GROUP, inner) })

/** One host finds another, and they talk: question, answer, ping, pong. */
export function greeting(at: number, who: Host, whom: Host): readonly Sent[] {
  return [
    toGroup(at, who, asks(who, whom.ip)),
    between(at + 0.1, whom, who, answers(whom, who)),
    between(at + 0.2, who, whom, pings(who, whom)),
    between(at + 0.3, whom, who, pongs(whom, who)),
  ]
}

/** The findings with this id in a capture of these frames. */
export function found(id: string, sent: readonly Sent[]): readonly Finding[] {
  const frames = sent.map(({ at, frame }) => ({ at: 1_700_000_000_000 + at, octets: Uint8Array.from(frame.octets) }))
  return checkFrames(frames).filter((finding) => finding.id === id)
}

/** `id severity`, sorted by id, of what is worth an alarm. */
export function alarms(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ severity }) => severity !== 'info').map(({ id, severity }) => `${id} ${severity}`)
}
