/**
 * Messages of ARP (RFC 826, RFC 5227) and IPv6 neighbour discovery (RFC 4861 §4.3, §4.4) as one form: who says of which
 * address that it has it, to whom, and what for.
 */

import { destinationAt, ipBelow, isIp, isToGroup, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as arp from '../../wire/protocols/arp.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import * as icmpv6 from '../../wire/protocols/icmpv6.js'
import * as nd from '../../wire/protocols/icmpv6-nd.js'
import * as sll from '../../wire/protocols/sll.js'
import * as sll2 from '../../wire/protocols/sll2.js'
import * as vlan from '../../wire/protocols/vlan.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { NO_ADDRESS } from '../tables/address-table.js'
import { type Networks, PLAIN } from '../tunnels/networks.js'
import { Acceptance, acceptanceOf } from './acceptance.js'

/** What a message is. */
export const MessageKind = {
  /** Who has this address? To all, or to the solicited-node group. */
  Request: 'request',
  /** The answer to it. */
  Reply: 'reply',
  /** The same question to the one who is known to have the address. Linux asks 5 s after it first used an old entry. */
  Refresh: 'refresh',
  RefreshReply: 'refresh-reply',
  /** Has anybody the address that I want? ARP probe (RFC 5227 §1.1), duplicate address detection (RFC 4862 §5.4). */
  Probe: 'probe',
  /** I have this address: ARP announcement (RFC 5227 §1.1), unsolicited advertisement (RFC 4861 §7.2.6). */
  Announcement: 'announcement',
  /** The same as an ARP reply that nobody asked for. */
  GratuitousReply: 'gratuitous-reply',
} as const
export type MessageKind = (typeof MessageKind)[keyof typeof MessageKind]

/**
 * A message of ARP or neighbour discovery. One object is used again and again: it is valid until whoever gets it returns.
 * Addresses are numbers of `Networks.addresses`, MAC addresses numbers of 48 bits.
 */
export class NeighbourMessage {
  kind: MessageKind = MessageKind.Request
  network: number = PLAIN
  /** Whether it is neighbour discovery instead of ARP. */
  isIpv6 = false
  /** VLAN identifiers of the tags around it, 12 bits each, the inner one in the low bits; 0 without tags. */
  vlan = 0
  /** The address that it says the sender has; `NO_ADDRESS` in a probe. */
  sender: number = NO_ADDRESS
  senderMac = 0
  /** Whether the message itself names `senderMac`, and not only the frame that carries it. */
  namesMac = false
  /** The address asked for. Of a reply who asked, `NO_ADDRESS` if by a probe; of an announcement the sender's own. */
  target: number = NO_ADDRESS
  /** The MAC address that it is sent to; 0 for a group of stations, or where the capture does not tell. */
  targetMac = 0
  /** Whether it is sent to all stations or a group of them. */
  toStations = false
  /** Whether the capture does not tell `toStations`: cooked ones do not of what they send. */
  toUnknown = false
  /** Of an advertisement its flags R, S and O, as far as they are set. */
  flags = ''
  /** The address that an advertisement without the S flag was sent to, if it was one host's: it may be an answer. */
  receiver: number = NO_ADDRESS
  /** Whether it changes existing entries at once: a gratuitous ARP, or the override flag of an advertisement. */
  overrides = false
  frame = 0
  seconds = 0
  nanoseconds = 0
  /** The ends of the tunnel right around it; `NO_ADDRESS` without one. */
  vtep: number = NO_ADDRESS
  remote: number = NO_ADDRESS
  /** Whether `remote` is a multicast group. */
  toGroup = false
  /** Whether who gets the tunnel's packet refuses it. */
  isRefused = false

  // Filled in by `Neighbours`, from the messages before this one.
  /** The request that a reply answers, the last of several; 0 when the capture has none. */
  requestFrame = 0
  /** Nanoseconds since that request; -1 when there is none. */
  elapsed = -1
  /** Times that the same question was asked right before this one, or before the one that this reply answers. */
  retries = 0
  /** Of a refresh: nanoseconds since what its sender knows of the target was learned or confirmed; -1 when unknown. */
  age = -1
  /** Whether it is another copy of a message that a VTEP sends to each of the others. Copies do not count. */
  isReplica = false
}

/** RFC 8200 §3. */
const HOP_LIMIT = 7
/** RFC 4861 §7.1: what has a lower one comes from another link. */
const HOP_LIMIT_ON_LINK = 255
/** RFC 4861 §4.4, in the second word. */
const FLAGS = 4
const FLAG_SOLICITED = 0x40000000
const FLAG_OVERRIDE = 0x20000000
/** By the three bits. */
const FLAG_TEXTS: readonly string[] = ['-', 'O', 'S', 'S O', 'R', 'R O', 'R S', 'R S O']
/** Octets from a link-layer address option's first to the address: RFC 4861 §4.6.1. */
const LINK_LAYER_ADDRESS = 2

// Packet types of the cooked link types.
const TYPE_BROADCAST = 1
const TYPE_MULTICAST = 2
const TYPE_OUTGOING = 4

/** The bit of a MAC address that makes it a group's. */
const GROUP_BIT = 2 ** 40

/**
 * Takes up the message that layer `i` is, the innermost of the packet's own. False when it is none, or one that its
 * receivers ignore.
 */
export function readMessage(
  p: Packet,
  i: number,
  stack: TunnelStack,
  networks: Networks,
  m: NeighbourMessage,
): boolean {
  m.network = networks.inner
  m.frame = p.number
  m.seconds = p.tsSec
  m.nanoseconds = p.tsNsec
  m.requestFrame = 0
  m.elapsed = -1
  m.retries = 0
  m.age = -1
  m.isReplica = false
  if (p.layers[i]!.kind === Kind.Arp) {
    readLink(p, i, m)
    if (!readArp(p, i, m)) return false
  } else {
    const ip = ipBelow(p, i)
    if (ip < 0 || p.layers[ip]!.kind !== Kind.Ipv6) return false
    readLink(p, ip, m)
    if (!readDiscovery(p, i, ip, networks, m)) return false
  }
  readTunnel(p, stack, networks, m)
  return true
}

function readArp(p: Packet, i: number, m: NeighbourMessage): boolean {
  const v = p.view
  const o = p.layers[i]!.start
  if (!arp.isEthernetIpv4(v, o)) return false
  const operation = arp.operation(v, o)
  const isReply = operation === arp.OPERATION_REPLY
  if (!isReply && operation !== arp.OPERATION_REQUEST) return false
  const sender = arp.senderIp(v, o)
  const target = arp.targetIp(v, o)
  if (isReply ? sender === 0 : target === 0) return false
  const targetMac = arp.targetMacHi(v, o) * 0x1000000 + arp.targetMacLo(v, o)
  m.isIpv6 = false
  m.flags = ''
  m.receiver = NO_ADDRESS
  m.sender = sender === 0 ? NO_ADDRESS : sender
  m.senderMac = arp.senderMacHi(v, o) * 0x1000000 + arp.senderMacLo(v, o)
  m.namesMac = isStation(m.senderMac)
  m.target = target === 0 ? NO_ADDRESS : target
  m.overrides = false
  if (sender === target) {
    m.kind = isReply ? MessageKind.GratuitousReply : MessageKind.Announcement
    // Linux, arp_is_garp: a reply counts only if it is addressed to its own sender.
    m.overrides = !isReply || targetMac === m.senderMac
  } else if (isReply) {
    m.kind = MessageKind.Reply
    if (m.targetMac === 0 && !m.toStations && isStation(targetMac)) m.targetMac = targetMac
  } else if (sender === 0) {
    m.kind = MessageKind.Probe
  } else {
    m.kind = m.toStations || m.toUnknown ? MessageKind.Request : MessageKind.Refresh
  }
  return true
}

function readDiscovery(p: Packet, i: number, ip: number, networks: Networks, m: NeighbourMessage): boolean {
  const v = p.view
  const o = p.layers[i]!.start
  const l = p.layers[ip]!
  const type = icmpv6.type(v, o)
  const isSolicitation = type === nd.TYPE_NEIGHBOR_SOLICITATION
  if (!isSolicitation && type !== nd.TYPE_NEIGHBOR_ADVERTISEMENT) return false
  if (v.getUint8(l.start + HOP_LIMIT) !== HOP_LIMIT_ON_LINK || icmpv6.code(v, o) !== 0) return false
  const { addresses } = networks
  const target = addresses.number(v, o + nd.TARGET_ADDRESS, Kind.Ipv6)
  const source = addresses.number(v, sourceAt(l), Kind.Ipv6)
  if (target === NO_ADDRESS || source === NO_ADDRESS || addresses.isMulticast(target)) return false
  const toGroup = isToGroup(v, l)
  m.isIpv6 = true
  m.flags = ''
  m.receiver = NO_ADDRESS
  if (m.toUnknown) {
    m.toStations = toGroup
    m.toUnknown = false
  }
  const option = isSolicitation ? nd.OPTION_SOURCE_LINK_LAYER : nd.OPTION_TARGET_LINK_LAYER
  const at = nd.findOption(v, o, p.layers[i]!.end, option)
  const named = at < 0 ? 0 : macAt(v, at + LINK_LAYER_ADDRESS)
  m.namesMac = isStation(named)
  if (m.namesMac) m.senderMac = named
  if (isSolicitation) {
    const isProbe = isUnspecified(v, sourceAt(l))
    m.sender = isProbe ? NO_ADDRESS : source
    m.target = target
    m.overrides = true
    m.kind = isProbe ? MessageKind.Probe : toGroup ? MessageKind.Request : MessageKind.Refresh
    return true
  }
  const flags = v.getUint32(o + FLAGS)
  const isSolicited = (flags & FLAG_SOLICITED) !== 0
  // RFC 4861 §7.1.2.
  if (isSolicited && toGroup) return false
  m.sender = target
  m.target = isSolicited ? addresses.number(v, destinationAt(l), Kind.Ipv6) : target
  m.overrides = (flags & FLAG_OVERRIDE) !== 0
  m.flags = FLAG_TEXTS[flags >>> 29]!
  if (!isSolicited && !toGroup) m.receiver = addresses.number(v, destinationAt(l), Kind.Ipv6)
  m.kind = isSolicited ? MessageKind.Reply : MessageKind.Announcement
  return m.target !== NO_ADDRESS
}

/** The frame that carries layer `i`: its tags, who sends it and to whom. */
function readLink(p: Packet, i: number, m: NeighbourMessage): void {
  const v = p.view
  let tags = 0
  m.vlan = 0
  m.senderMac = 0
  m.targetMac = 0
  m.toStations = false
  m.toUnknown = true
  for (let k = i - 1; k >= 0; k--) {
    const { kind, start: o } = p.layers[k]!
    if (kind === Kind.Vlan || kind === Kind.Dot1ad) {
      if (tags < 2) m.vlan |= vlan.id(v, o) << (12 * tags++)
    } else if (kind === Kind.Ethernet) {
      m.senderMac = ethernet.sourceHi(v, o) * 0x1000000 + ethernet.sourceLo(v, o)
      m.toStations = ethernet.isGroup(v, o)
      m.toUnknown = false
      if (!m.toStations) m.targetMac = ethernet.destinationHi(v, o) * 0x1000000 + ethernet.destinationLo(v, o)
      return
    } else if (kind === Kind.Sll || kind === Kind.Sll2) {
      const header = kind === Kind.Sll ? sll : sll2
      const type = header.packetType(v, o)
      if (header.addressLength(v, o) === 6) m.senderMac = macAt(v, header.addressOffset(o))
      m.toStations = type === TYPE_BROADCAST || type === TYPE_MULTICAST
      m.toUnknown = type === TYPE_OUTGOING
      return
    } else if (isIp(kind)) {
      return
    }
  }
}

function readTunnel(p: Packet, stack: TunnelStack, networks: Networks, m: NeighbourMessage): void {
  const n = stack.depth - 1
  m.vtep = NO_ADDRESS
  m.remote = NO_ADDRESS
  m.toGroup = false
  m.isRefused = false
  if (n < 0) return
  const tunnel = stack.layers[n]!
  m.vtep = networks.addressOf(networks.sources[n]!)
  m.remote = networks.addressOf(networks.destinations[n]!)
  m.toGroup = networks.toGroup[n] === 1
  m.isRefused = acceptanceOf(p, tunnel) === Acceptance.Refused
}

function macAt(v: DataView, at: number): number {
  return v.getUint16(at) * 2 ** 32 + v.getUint32(at + 2)
}

/** Whether a MAC address is that of one station. */
function isStation(mac: number): boolean {
  return mac !== 0 && Math.floor(mac / GROUP_BIT) % 2 === 0
}

function isUnspecified(v: DataView, at: number): boolean {
  return (v.getInt32(at) | v.getInt32(at + 4) | v.getInt32(at + 8) | v.getInt32(at + 12)) === 0
}
