/** Marks at the end of a packet's line: a few words on what deserves a look. Nothing normal is marked. */
import { tellOffload } from '../analysis/checksums/cause.js'
import { portOf } from '../analysis/tunnels/networks.js'
import { ipBelow } from '../wire/ip.js'
import { Kind, Reason } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import { protocolOf } from '../wire/protocols/index.js'
import { strangeDestination, strangeSource } from '../wire/protocols/six-to-four.js'
import * as udp from '../wire/protocols/udp.js'
import * as vxlan from '../wire/protocols/vxlan.js'
import { TunnelType, tunnelType } from '../wire/tunnel.js'
import { tunnelLike } from '../wire/tunnel-like.js'
import { ChecksumStatus, Checksums, Verdict } from '../wire/verify.js'
import { type Literal, literal, type Writer } from './writer.js'

/** For `(offload)`, where there is little room; the summary says what it is. */
export const OFFLOAD_MARK = '*'

const T = {
  mark: literal('! '),
  next: literal('; '),
  cut: literal(' cut by the snapshot length'),
  truncated: literal(' truncated: '),
  of: literal(' of '),
  octets: literal(' octets'),
  badField: literal(' header contradicts itself'),
  claims: literal(' length claims '),
  there: literal(', there are '),
  tooDeep: literal('nested too deep'),
  invalidVni: literal('VXLAN I flag clear'),
  reserved: literal('VXLAN reserved bits set'),
  source6to4: literal('6to4 source is of '),
  destination6to4: literal('6to4 destination is of '),
  bad: literal('bad '),
  checksum: literal(' checksum'),
  offload: literal('(offload)'),
  shortOffload: literal(OFFLOAD_MARK),
  looksLike: literal('looks like '),
}

const { Payload: PAYLOAD, Udp: UDP, Vxlan: VXLAN, VxlanGpe: VXLAN_GPE } = Kind

const CHECKSUMS = new Checksums()
const VERDICT = new Verdict()

/**
 * Writes the marks, separated by semicolons; nothing for most packets. A checksum left to the network card looks wrong
 * but is right: its mark is in parentheses, and only there if nothing is worse.
 */
export function writeMarks(p: Packet, w: Writer, brief: boolean = false): void {
  const start = w.length
  if (p.malformed.reason !== Reason.None) writeMalformed(p, start, w)
  const v = p.view
  const isOffloaded = p.tables.verify && verified(p) && writeChecksums(p, start, w)
  for (let i = 0; i < p.depth; i++) {
    const l = p.layers[i]!
    if (l.kind !== VXLAN || vxlan.isPlain(v, l.start)) continue
    if ((vxlan.flags(v, l.start) & vxlan.FLAG_I) === 0) begin(start, T.invalidVni, w)
    if (portOf(p, i) === vxlan.IVXLAN_UDP_PORT) continue
    if (vxlan.reservedBits(v, l.start) !== 0 || vxlan.reserved(v, l.start) !== 0) begin(start, T.reserved, w)
  }
  if (p.tunnel === 0) write6to4(p, start, w)
  writeLikeness(p, start, w)
  if (isOffloaded && w.length === start) w.put(brief ? T.shortOffload : T.offload)
}

/** Inner 6to4 addresses that are not of the tunnel's ends. Routers that check drop the packet (RFC 3964 §5.1). */
function write6to4(p: Packet, start: number, w: Writer): void {
  for (let i = 1; i < p.depth && i < p.quoted; i++) {
    const inner = p.layers[i]!
    if (inner.kind !== Kind.Ipv6 || tunnelType(p, i) !== TunnelType.SixToFour) continue
    const outer = p.layers[ipBelow(p, i)]!
    writeStrange(T.source6to4, p, strangeSource(p.view, outer, inner), start, w)
    writeStrange(T.destination6to4, p, strangeDestination(p.view, outer, inner), start, w)
  }
}

function writeStrange(words: Literal, p: Packet, at: number, start: number, w: Writer): void {
  if (at === 0) return
  begin(start, words, w)
  w.ipv4(p.view, at)
}

/**
 * UDP to an unknown port whose data looks like VXLAN. Geneve takes several packets to recognize, so it is left to the
 * summary, which also says once how to have the port decoded.
 */
function writeLikeness(p: Packet, start: number, w: Writer): void {
  // Most packets end here: they have no undecoded UDP payload.
  if (p.tunnel > 0 || p.depth < 2 || p.layers[p.depth - 1]!.kind !== PAYLOAD) return
  const l = p.layers[p.depth - 2]!
  if (l.kind !== UDP) return
  const port = udp.destinationPort(p.view, l.start)
  const kind = tunnelLike(p.view, port, l.payload, l.end, l.claimed)
  if (kind !== VXLAN && kind !== VXLAN_GPE) return
  const name = kind === VXLAN ? 'vxlan' : 'vxlan-gpe'
  begin(start, T.looksLike, w)
  w.text(`${name} ${vxlan.vni(p.view, l.payload)}`)
}

/** Whether there is something about checksums. */
function verified(p: Packet): boolean {
  CHECKSUMS.verify(p)
  return CHECKSUMS.anomalies > 0
}

/** Marks the layers whose checksums are wrong; whether there are others that offload explains. */
function writeChecksums(p: Packet, start: number, w: Writer): boolean {
  let isOffloaded = false
  for (let i = 0; i < CHECKSUMS.depth; i++) {
    const status = CHECKSUMS.statuses[i]
    if (status !== ChecksumStatus.Bad && status !== ChecksumStatus.Unverified) continue
    CHECKSUMS.get(p, i, VERDICT)
    tellOffload(p, i, VERDICT)
    if (VERDICT.status === ChecksumStatus.Bad) {
      begin(start, T.bad, w)
      w.text(protocolOf(p.layers[i]!.kind).name)
      w.put(T.checksum)
    } else if (VERDICT.status !== ChecksumStatus.Unverified) isOffloaded = true
  }
  return isOffloaded
}

/** Before the first mark a sign, before the others a separator. */
function begin(start: number, words: Literal, w: Writer): void {
  w.put(w.length === start ? T.mark : T.next)
  w.put(words)
}

function writeMalformed(p: Packet, start: number, w: Writer): void {
  const m = p.malformed
  if (m.reason === Reason.Quoted) return
  if (m.reason === Reason.TooDeep) return begin(start, T.tooDeep, w)
  begin(start, literal(protocolOf(m.kind).name), w)
  if (m.reason === Reason.Cut) return w.put(T.cut)
  if (m.reason === Reason.BadField) return w.put(T.badField)
  if (m.reason === Reason.Overlong) {
    w.putDec(T.claims, m.need)
    w.put(T.octets)
    w.putDec(T.there, Math.max(0, m.have))
    return
  }
  w.put(T.truncated)
  w.dec(Math.max(0, m.have))
  w.put(T.of)
  w.dec(m.need)
  w.put(T.octets)
}
