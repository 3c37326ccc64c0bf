/** What `vxsniff decap` writes beside packets: where each comes from, how files are named, what became of all. */
import { destinationAt, ipBelow, isIp, sourceAt } from '../wire/ip.js'
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import * as ipv4 from '../wire/protocols/ipv4.js'
import * as ipv6 from '../wire/protocols/ipv6.js'
import * as tcp from '../wire/protocols/tcp.js'
import * as udp from '../wire/protocols/udp.js'
import * as vlan from '../wire/protocols/vlan.js'
import { ownDepth, type TunnelStack, type TunnelType } from '../wire/tunnel.js'
import { isTag } from './sentence.js'
import { writeTunnelName } from './tunnel-name.js'
import { literal, Writer } from './writer.js'

const FRAME = literal('frame ')
const FRAMES = literal('frames ')
const COMMA = literal(', ')
const COLON = literal(': ')
const TO = literal(' > ')

/**
 * The comment of a packet that was taken out: `frame 12: vxlan 42, 10.65.132.187 > 10.65.132.188`, or `frames 3, 4: …` of one
 * that was put together; each of the first `tunnels` with its ends, outermost first.
 */
export function writeNote(p: Packet, stack: TunnelStack, tunnels: number, w: Writer): void {
  const { reassembledFrom: frames } = p
  w.put(frames.length > 1 ? FRAMES : FRAME)
  if (frames.length === 0) w.dec(p.number)
  for (const [i, frame] of frames.entries()) {
    if (i > 0) w.put(COMMA)
    w.dec(frame)
  }
  w.put(COLON)
  writeOver(p, stack, tunnels, w)
}

/** The first so many tunnels that a packet is in, each with its ends: `vxlan 42, 10.65.132.187 > 10.65.132.188`. */
export function writeOver(p: Packet, stack: TunnelStack, tunnels: number, w: Writer): void {
  for (let n = 0; n < tunnels; n++) {
    if (n > 0) w.put(COMMA)
    writeTunnelName(stack.types[n] as TunnelType, stack.ids[n]!, w)
    const ip = ipBelow(p, stack.layers[n]!)
    if (ip < 0) continue
    w.put(COMMA)
    writeAddress(p, ip, false, w)
    w.put(TO)
    writeAddress(p, ip, true, w)
  }
}

/** By what packets are told apart into files. */
export const SPLITS = ['vni', 'tunnel', 'vtep', 'vlan', 'flow', 'minute'] as const
export type Split = (typeof SPLITS)[number]

const PLAIN = 'plain'
const WRITER = new Writer(256)

/** What the name of a packet's file has in it: `vxlan-42`, `10.65.132.187`, `vlan-100`, `20230522T1031Z`. */
export function splitName(by: Split, p: Packet, stack: TunnelStack, tunnels: number): string {
  if (by === 'minute') return minuteOf(p)
  if (by === 'flow') return flowOf(p)
  if (by === 'vlan') return vlanOf(p, stack, tunnels)
  if (tunnels === 0) return PLAIN
  const n = tunnels - 1
  const ip = ipBelow(p, stack.layers[n]!)
  if (by === 'vtep') return ip < 0 ? PLAIN : addressAt(p, ip, false)
  WRITER.clear()
  writeTunnelName(stack.types[n] as TunnelType, stack.ids[n]!, WRITER, true)
  const name = WRITER.toString().replaceAll(' ', '-')
  if (by === 'vni' || ip < 0) return name
  return [name, ...[addressAt(p, ip, false), addressAt(p, ip, true)].sort()].join('-')
}

function minuteOf({ tsSec }: Packet): string {
  const time = new Date(tsSec * 1000)
  return Number.isNaN(time.getTime()) ? 'no-time' : `${time.toISOString().replaceAll(/[-:]/g, '').slice(0, 13)}Z`
}

function vlanOf(p: Packet, stack: TunnelStack, tunnels: number): string {
  const from = tunnels === 0 ? 0 : stack.layers[tunnels - 1]! + 1
  for (let i = from; i < ownDepth(p); i++) {
    const { kind, start } = p.layers[i]!
    if (isTag(kind)) return `vlan-${vlan.id(p.view, start)}`
    if (isIp(kind)) break
  }
  return 'untagged'
}

/** `tcp-10.0.0.1.33000-10.0.0.2.80`, the same for both directions. */
function flowOf(p: Packet): string {
  let ip = ownDepth(p) - 1
  while (ip >= 0 && !isIp(p.layers[ip]!.kind)) ip--
  if (ip < 0) return 'no-ip'
  const { kind, start } = p.layers[ip]!
  const ends = [addressAt(p, ip, false), addressAt(p, ip, true)]
  const above = p.layers.slice(ip + 1, ownDepth(p)).find((l) => l.kind === Kind.Tcp || l.kind === Kind.Udp)
  if (above !== undefined) {
    const ports = above.kind === Kind.Tcp ? tcp : udp
    ends[0] += `.${ports.sourcePort(p.view, above.start)}`
    ends[1] += `.${ports.destinationPort(p.view, above.start)}`
  }
  const number = kind === Kind.Ipv4 ? ipv4.protocolNumber(p.view, start) : ipv6.nextHeader(p.view, start)
  const name = above === undefined ? `ip-${number}` : above.kind === Kind.Tcp ? 'tcp' : 'udp'
  return [name, ...ends.sort()].join('-')
}

function addressAt(p: Packet, ip: number, isDestination: boolean): string {
  WRITER.clear()
  writeAddress(p, ip, isDestination, WRITER)
  return WRITER.toString()
}

function writeAddress(p: Packet, ip: number, isDestination: boolean, w: Writer): void {
  const l = p.layers[ip]!
  const at = isDestination ? destinationAt(l) : sourceAt(l)
  if (l.kind === Kind.Ipv4) w.ipv4(p.view, at)
  else w.ipv6(p.view, at)
}
