/** Questions about the hosts inside the tunnel: how they find each other, and how long they wait. */

import { Mode, StepKind } from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { elapsed } from '../../analysis/totals/traffic.js'
import { NO_VLAN } from '../../analysis/tunnels/networks.js'
import { TunnelType } from '../../wire/tunnel.js'
import { chosen, isVxlan, type Maker, type QuizSource, told } from './source.js'
import type { TunnelPacket } from './tunnel-packets.js'

export const arpRefresh: Maker = function* (s) {
  for (const { network, steps, ipv6 } of s.facts.sequences) {
    for (const step of steps) {
      const packet = s.packet(step.at.frame)
      if (step.kind !== StepKind.Refresh || packet?.network !== network || packet.isForMany) continue
      const [from, to] = [s.host(step.from, step.fromMac), s.host(step.to, step.toMac)]
      yield {
        ...chosen(s.words.questions['arp-refresh'], { frame: step.at.frame, from, to, ipv6 }),
        source: ipv6 ? 'RFC 4861 §7.3.3' : 'RFC 1122 §2.3.2.1',
        frames: [step.at.frame],
      }
    }
  }
}

export const noArp: Maker = function* (s) {
  for (const { network, mode, evidence } of s.networks) {
    if (mode !== Mode.ArpProxy && mode !== Mode.Routed) continue
    const packets = s.packetsOf(network)
    const frames = packets.filter((p) => p.hasEthernet && p.from !== NO_ADDRESS && !s.facts.addresses.isIpv6(p.from))
    const [first] = frames
    if (first === undefined || !evidence.some(({ kind }) => kind === 'no-arp')) continue
    if (!isVxlan(first) || packets.some(({ arpOperation }) => arpOperation !== 0)) continue
    yield {
      ...chosen(s.words.questions['no-arp'], { network: s.names.network(network) }),
      source: '',
      frames: [first.frame],
    }
  }
}

export const pingAnswer: Maker = function* (s) {
  for (const { request, reply } of pings(s)) {
    const parts = exchange(s, request, reply)
    yield {
      ...told(s.words.questions['ping-answer'], parts),
      source: sourceOf(s, request),
      frames: [request.frame, reply.frame],
      right: String(reply.frame),
      wrong: [],
      form: 'number',
    }
  }
}

/** Wrong answers of those who misread the unit, or take the one-way time for the round trip. */
const MISREAD = [0.001, 0.1, 0.5, 2, 10, 1000]

export const roundTrip: Maker = function* (s) {
  for (const { request, reply } of pings(s)) {
    const nanoseconds = elapsed(request, reply)
    if (nanoseconds <= 0) continue
    const time = s.names.duration(nanoseconds)
    yield {
      ...told(s.words.questions['round-trip'], { ...exchange(s, request, reply), time }),
      source: '',
      frames: [request.frame, reply.frame],
      right: time,
      wrong: MISREAD.map((factor) => nanoseconds * factor)
        .filter((wrong) => wrong >= 1)
        .map((wrong) => s.names.duration(wrong)),
    }
  }
}

interface Ping {
  readonly request: TunnelPacket
  readonly reply: TunnelPacket
}

/** Echo requests that were answered; sent once, answered once. */
function* pings(s: QuizSource): Generator<Ping> {
  const found = new Map<string, TunnelPacket[]>()
  for (const p of s.packets) {
    if (p.echo === undefined) continue
    const { isReply, key } = p.echo
    const ends = isReply ? [p.to, p.from] : [p.from, p.to]
    const name = `${p.network} ${key} ${ends.join(' ')}`
    found.set(name, [...(found.get(name) ?? []), p].slice(0, 3))
  }
  for (const packets of found.values()) {
    const [request, reply] = packets
    if (packets.length !== 2 || request?.echo?.isReply !== false || reply?.echo?.isReply !== true) continue
    yield { request, reply }
  }
}

function exchange(s: QuizSource, request: TunnelPacket, reply: TunnelPacket) {
  return { request: request.frame, reply: reply.frame, from: s.address(request.from), to: s.address(request.to) }
}

function sourceOf({ facts }: QuizSource, { from }: TunnelPacket): string {
  return facts.addresses.isIpv6(from) ? 'RFC 4443 §4' : 'RFC 792'
}

export const vtepCount: Maker = function* (s) {
  const { dropped } = s.facts
  if (dropped.networks + dropped.entries + dropped.tables > 0) return
  const overlays = s.facts.networks.filter(({ type, vlan }) => type === TunnelType.Vxlan && vlan === NO_VLAN)
  for (const { network, vteps, type, id } of s.networks) {
    const sending = vteps.filter((vtep) => vtep.sends)
    if (type !== TunnelType.Vxlan || sending.length === 0 || s.firstObscure !== Number.POSITIVE_INFINITY) continue
    // Counting by the VNI would include another network with the same VNI, in another tunnel or at another port.
    if (overlays.some((other) => other.id === id && other.network !== network)) continue
    const addresses = s.names.addresses(sending.map((vtep) => vtep.address))
    yield {
      ...told(s.words.questions['vtep-count'], { network: s.names.network(network), vteps: addresses }),
      source: '',
      frames: sending.slice(0, 8).map((vtep) => vtep.first.frame),
      right: String(sending.length),
      wrong: [],
      form: 'number',
    }
  }
}

/** The same address in networks of different VNIs. */
export const sameAddress: Maker = function* (s) {
  const earlier = new Map<number, { readonly network: number; readonly frame: number; readonly id: number }>()
  for (const { network, type, parent, id, hosts } of s.networks) {
    if (type !== TunnelType.Vxlan || parent !== 0 || s.routed.has(network)) continue
    for (const { addresses, first } of hosts) {
      for (const address of addresses) {
        const here = { network, frame: first.frame, id }
        const other = earlier.get(address)
        if (other === undefined) earlier.set(address, here)
        if (other === undefined || other.id === id || s.facts.addresses.isLocal(address)) continue
        const networks = [s.names.network(other.network), s.names.network(network)] as const
        yield {
          ...chosen(s.words.questions['same-address'], { address: s.address(address), networks }),
          source: 'RFC 7348 §4',
          frames: [other.frame, first.frame],
        }
      }
    }
  }
}
