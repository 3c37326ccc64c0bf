/** Tunnels in small, with everything that can be wrong in their headers; and findings in captures of real networks. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  ethernet,
  type Gre,
  gre,
  icmpEcho,
  icmpUnreachable,
  ipv4,
  type Part,
  u8,
  u16,
  udp,
  vxlan,
} from '../../fixtures/make/packets.js'
import { findings } from '../../src/analysis/check/check.js'
import type { CheckFacts } from '../../src/analysis/check/check-facts.js'
import type { Finding } from '../../src/analysis/check/finding.js'
import { FINDERS } from '../../src/present/check/kinds.js'
import { checkFile, factsOfFile } from './check.js'
import { CASES, FIXTURES, LAB } from './finding-captures.js'
import { found, type Host, host, inTunnel, type Sent, vtep } from './overlay.js'

/** Two hosts, each behind a VTEP of its own. */
export const X: Host = host(2, 1)
export const Y: Host = host(3, 2)

export interface Outer {
  readonly from?: string
  readonly to?: string
  readonly ttl?: number
  /** The octet of DSCP and ECN. */
  readonly tos?: number
}

export interface Vxlan extends Outer {
  readonly vni?: number
  readonly port?: number
  /** The first word of the header, and its last octet. */
  readonly flags?: number
  readonly reserved?: number
}

/** An IPv4 packet of the underlay, from VTEP 1 to VTEP 2 unless told. */
export function underlay({ from = vtep(1), to = vtep(2), ttl = 64, tos = 0 }: Outer, body: Part): Part {
  return marked(tos, ipv4({ source: from, destination: to, ttl }, body))
}

/** The same IPv4 packet with another TOS; its header checksum is left as it was. */
export function marked(tos: number, packet: Part): Part {
  const octets = Buffer.from(packet.octets)
  octets[1] = tos
  return { ...packet, octets }
}

export function inVxlan({ vni = 42, port = 4789, flags, reserved, ...outer }: Vxlan, frame: Part): Part {
  const header = vxlan(vni, frame, {
    ...(flags === undefined ? {} : { flags }),
    ...(reserved === undefined ? {} : { reserved }),
  })
  return underlay(outer, udp({ source: 50000, destination: port }, header, true))
}

export function inGre(header: Gre & Outer, body: Part): Part {
  return underlay(header, gre(header, body))
}

/** An IPv4 ping between the two hosts, without Ethernet. */
export function echo(sequence: number, reply = false, ttl = 64): Part {
  const [source, destination] = reply ? [Y.ip, X.ip] : [X.ip, Y.ip]
  return ipv4({ source, destination, ttl }, icmpEcho({ reply, id: 7, sequence }))
}

/** A ping the other way. */
export function echoBack(sequence: number): Part {
  return ipv4({ source: Y.ip, destination: X.ip }, icmpEcho({ id: 8, sequence }))
}

/** RFC 792: `by` could not deliver this IPv4 packet, and tells its sender. */
export function refusal(code: number, packet: Part, by: string, octets = 548): Part {
  return icmpTo(packet, by, icmpUnreachable(code, 0, packet.octets.subarray(0, octets)))
}

/** RFC 792: the packet's time to live has run out at `by`. */
export function expiry(packet: Part, by: string): Part {
  return icmpTo(packet, by, { octets: Buffer.concat([u8(11, 0), u16(0, 0, 0), packet.octets]), protocol: 1 })
}

function icmpTo(packet: Part, by: string, body: Part): Part {
  return ipv4({ source: by, destination: packet.octets.subarray(12, 16).join('.') }, body)
}

/** IPv4 packets of the underlay, a second apart unless told (milliseconds). */
export function sent(packets: readonly Part[], apart = 1000): readonly Sent[] {
  return packets.map((packet, i) => ({
    at: i * apart,
    frame: ethernet('52:54:00:00:00:02', '52:54:00:00:00:01', packet),
  }))
}

/** Frames of the overlay between the two hosts' VTEPs, a second apart; `fromY` is whether it goes back. */
export function exchange(frames: readonly { readonly fromY?: boolean; readonly frame: Part }[]): readonly Sent[] {
  return frames.map(({ fromY = false, frame }, i) => ({
    at: i * 1000,
    frame: inTunnel(fromY ? Y.at : X.at, fromY ? X.at : Y.at, frame),
  }))
}

/** `error 2 #1,3` of each finding with this id: severity, count, frames. */
export function inShort(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ severity, count, frames }) => `${severity} ${count} #${frames}`)
}

/** What is found of this id, in short. */
export function told(id: string, frames: readonly Sent[]): readonly string[] {
  return inShort(found(id, frames))
}

/** What is found of this id in a capture of `fixtures/`. */
export async function inFixture(name: string, id: string): Promise<readonly Finding[]> {
  return (await checkFile(FIXTURES + name)).filter((finding) => finding.id === id)
}

/** Networks of the real kernel are there; says so where they are not. */
export const hasLab: boolean = existsSync(LAB)
if (!hasLab) console.warn(`skipped: findings in the networks of ${LAB}, which is not there`)

/** What is found of this id in a capture of one of those networks. */
export async function inLab(name: string, id: string): Promise<readonly Finding[]> {
  return (await checkFile(LAB + name)).filter((finding) => finding.id === id)
}

const CORPUS = fileURLToPath(new URL('../../../shared/corpus/files/', import.meta.url))
/** Captures of others are there; says so where they are not. */
export const hasCorpus: boolean = existsSync(CORPUS)
if (!hasCorpus) console.warn(`skipped: findings in the captures of ${CORPUS}, which is not there`)

/** What is found of this id in a capture of somebody else's. */
export async function inCorpus(name: string, id: string): Promise<readonly Finding[]> {
  return (await checkFile(CORPUS + name)).filter((finding) => finding.id === id)
}

/** What people report, built octet by octet; not part of the repository. */
export const hasCases: boolean = existsSync(CASES)
if (!hasCases) console.warn(`skipped: findings in the cases of ${CASES}, which is not there`)

/** `id severity` of all that is found in one of those cases, each once, in the order of the alphabet. */
export async function saidOfCase(name: string): Promise<readonly string[]> {
  const findings = await checkFile(`${CASES}${name}.pcap`)
  return [...new Set(findings.map(({ id, severity }) => `${id} ${severity}`))].sort()
}

/** What is found in one of those cases, of this id or of all. */
export async function inCase(name: string, id?: string): Promise<readonly Finding[]> {
  const all = findings(await caseFacts(name), FINDERS)
  return id === undefined ? all : all.filter((finding) => finding.id === id)
}

/** All that is known of one of them. */
export async function caseFacts(name: string): Promise<CheckFacts> {
  return await factsOfFile(`${CASES}${name}.pcap`)
}
