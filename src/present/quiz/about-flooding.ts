/** Questions about what goes to more than one VTEP: groups, how they are joined, and how far a packet to them gets. */
import { Mode } from '../../analysis/learning/facts.js'
import { TunnelType } from '../../wire/tunnel.js'
import type { FloodMode } from '../../words/screens/quiz.js'
import { macText } from '../address-text.js'
import { chosen, isVxlan, type Maker, type QuizSource, told, VXLAN_FLOODING } from './source.js'
import type { TunnelPacket } from './tunnel-packets.js'

/** Where the reports of IGMPv3 (RFC 3376 §4.2.14) and MLDv2 (RFC 3810 §5.2.14) go. */
const ALL_V3_ROUTERS = '224.0.0.22'
const ALL_MLD2_ROUTERS = 'ff02::16'

export const groupJoin: Maker = function* (s) {
  for (const network of s.networks) {
    for (const { address, members } of network.groups) {
      const isIpv6 = s.facts.addresses.isIpv6(address)
      const group = s.address(address)
      const all = isIpv6 ? ALL_MLD2_ROUTERS : ALL_V3_ROUTERS
      for (const member of members) {
        const { frame } = member.joined
        const vtep = s.address(member.address)
        yield {
          ...told(s.words.questions['group-join'], { frame, vtep, group, all }),
          source: VXLAN_FLOODING,
          frames: [frame],
          right: group,
          wrong: [all, isIpv6 ? 'ff02::1' : '224.0.0.1', vtep],
        }
      }
    }
  }
}

export const groupWhy: Maker = function* (s) {
  for (const p of floods(s)) {
    if (p.isForMany) {
      yield { ...chosen(s.words.questions['group-why'], flooded(s, p)), source: VXLAN_FLOODING, frames: [p.frame] }
    }
  }
}

export const groupMac: Maker = function* (s) {
  for (const p of s.packets) {
    if (!p.toGroup || p.destinationMac < 0 || p.destinationMac !== mappedMac(s, p)) continue
    const [prefix, bits, source] = p.isIpv6
      ? (['33:33', 32, 'RFC 2464 §7'] as const)
      : (['01:00:5e', 23, 'RFC 1112 §6.4'] as const)
    yield {
      ...told(s.words.questions['group-mac'], { frame: p.frame, group: s.address(p.destination), prefix, bits }),
      source,
      frames: [p.frame],
      right: macText(p.destinationMac),
      wrong: [],
      form: 'mac',
    }
  }
}

/** The Ethernet address of the group that a packet goes to. */
function mappedMac({ facts }: QuizSource, { destination, isIpv6 }: TunnelPacket): number {
  const octets = new DataView(new ArrayBuffer(16))
  facts.addresses.copyTo(destination, octets, 0)
  return isIpv6 ? 0x3333_0000_0000 + octets.getUint32(12) : 0x0100_5e00_0000 + (octets.getUint32(0) & 0x7f_ffff)
}

export const floodTtl: Maker = function* (s) {
  for (const p of floods(s)) {
    if (p.timeToLive !== 1) continue
    yield {
      ...chosen(s.words.questions['flood-ttl'], { ...flooded(s, p), ipv6: p.isIpv6 }),
      source: p.isIpv6 ? 'RFC 3493 §5.2' : 'RFC 1112 §6.1',
      frames: [p.frame],
    }
  }
}

export const floodMode: Maker = function* (s) {
  const { modes, prompt, why, wrong } = s.words.questions['flood-mode']
  for (const network of s.networks) {
    const { mode, confidence, evidence } = network
    if (!isFloodMode(mode) || confidence !== 'high' || network.type !== TunnelType.Vxlan) continue
    // A single remote is both of these on the wire.
    const isTwin = (other: FloodMode): boolean => mode === Mode.PointToPoint && other === Mode.HeadEndReplication
    const others = FLOOD_MODES.filter((other) => other !== mode && !isTwin(other))
    yield {
      prompt: prompt({ network: s.names.network(network.network) }),
      why: why[mode],
      source: mode === Mode.Multicast ? VXLAN_FLOODING : '',
      frames: evidence[0]?.frames ?? [],
      right: modes[mode],
      wrong: [...others.map((other) => modes[other]), wrong],
    }
  }
}

const FLOOD_MODES: readonly FloodMode[] = [Mode.Multicast, Mode.PointToPoint, Mode.HeadEndReplication]

function isFloodMode(mode: Mode): mode is FloodMode {
  return FLOOD_MODES.some((flood) => flood === mode)
}

/** VXLAN packets to a multicast group, which the network floods to. */
function* floods(s: QuizSource): Generator<TunnelPacket> {
  for (const p of s.packets) {
    if (isVxlan(p) && p.toGroup && s.facts.addresses.isMulticast(p.destination)) yield p
  }
}

function flooded(s: QuizSource, p: TunnelPacket) {
  return {
    frame: p.frame,
    group: s.address(p.destination),
    vtep: s.address(p.source),
    network: s.names.network(p.network),
  }
}
