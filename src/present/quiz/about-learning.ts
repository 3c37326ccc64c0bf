/** Questions about forwarding tables: who learns what, from which frame, and what follows from it. */

import { type FdbEvent, Mode, type NetworkFacts, Origin, StepKind, Via } from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { NO_VLAN } from '../../analysis/tunnels/networks.js'
import { TunnelType } from '../../wire/tunnel.js'
import { macText } from '../address-text.js'
import { chosen, type Maker, type QuizSource, surelyLearns, told, VXLAN_FLOODING, VXLAN_LEARNING } from './source.js'
import type { TunnelPacket } from './tunnel-packets.js'

/** Seconds for which an entry is surely still there: Linux forgets after 300. */
const HOLDS = 200
/** The most learning events that are tried for a question about a later frame. */
const LOOKED_AT = 2000

const ALL_ONES = '255.255.255.255'

export const learn: Maker = function* (s) {
  const { learns, questions } = s.words
  for (const { event, packet } of taught(s)) {
    if (packet.toGroup || packet.isForMany) continue
    const parts = learned(s, event)
    const { vtep, remote, mac } = parts
    const other = macText(packet.innerDestinationMac)
    yield {
      ...told(questions.learn, parts),
      source: VXLAN_LEARNING,
      frames: [event.at.frame],
      right: learns(vtep, mac, remote),
      wrong: [learns(remote, mac, vtep), learns(vtep, other, remote), learns(remote, other, vtep)],
    }
  }
}

export const learnMac: Maker = function* (s) {
  for (const { event, packet } of taught(s)) {
    const parts = learned(s, event)
    const others = [packet.innerDestinationMac, packet.sourceMac, packet.destinationMac]
    yield {
      ...told(s.words.questions['learn-mac'], parts),
      source: VXLAN_LEARNING,
      frames: [event.at.frame],
      right: parts.mac,
      wrong: others.filter((mac) => mac >= 0).map(macText),
      form: 'mac',
    }
  }
}

export const learnFlood: Maker = function* (s) {
  const asked = new Set<number>()
  for (const { event, packet } of taught(s)) {
    if (!packet.toGroup || asked.has(packet.frame)) continue
    asked.add(packet.frame)
    const parts = { ...learned(s, event), group: s.address(packet.destination) }
    yield {
      ...chosen(s.words.questions['learn-flood'], parts),
      source: VXLAN_FLOODING,
      frames: [packet.frame],
    }
  }
}

/** Asks about the last frame after the one that taught the entry, before the entry changes or may be forgotten. */
export const fdbAfter: Maker = function* (s) {
  const next = new Map<string, number>()
  const events = [...taught(s)].slice(0, LOOKED_AT)
  for (const { event, packet } of events.toReversed()) {
    const key = `${event.network} ${event.vtep} ${event.mac}`
    const until = next.get(key) ?? Number.POSITIVE_INFINITY
    next.set(key, event.at.frame)
    const later = s
      .packetsOf(event.network)
      .filter((p) => p.frame > packet.frame && p.frame < until && p.seconds - packet.seconds < HOLDS)
    const last = later.at(-1)
    const network = s.facts.networks[event.network]
    // The next event is the next change only if no events were dropped.
    if (last === undefined || network === undefined || s.facts.dropped.events > 0) continue
    const parts = learned(s, event)
    yield {
      ...told(s.words.questions['fdb-after'], { ...parts, frame: last.frame, taught: event.at.frame }),
      source: VXLAN_LEARNING,
      frames: [event.at.frame],
      right: parts.remote,
      wrong: [...s.endsOf(network), s.host(packet.from, event.mac)],
      form: 'address',
    }
  }
}

export const unknownDestination: Maker = function* (s) {
  for (const network of s.networks) {
    if (!surelyLearns(network)) continue
    const defaults = s.facts.fdb.filter(
      (entry) =>
        entry.network === network.network &&
        entry.mac === 0 &&
        entry.origin === Origin.Configured &&
        entry.shown.frame > 0,
    )
    for (const { vtep, dst, shown } of defaults) {
      if (defaults.filter((entry) => entry.vtep === vtep).length > 1) continue
      const parts = { frame: shown.frame, vtep: s.address(vtep), network: s.names.network(network.network) }
      yield {
        ...told(s.words.questions['unknown-destination'], parts),
        source: network.mode === Mode.Multicast ? VXLAN_FLOODING : '',
        frames: [shown.frame],
        right: s.address(dst),
        wrong: [ALL_ONES, s.words.discards, ...(network.mode === Mode.Multicast ? s.endsOf(network) : [parts.vtep])],
      }
    }
  }
}

export const replyUnicast: Maker = function* (s) {
  for (const { network, ipv6, steps } of s.facts.sequences) {
    if (s.facts.networks[network]?.mode !== Mode.Multicast) continue
    const flood = steps.find((step) => step.kind === StepKind.Flood && step.via === Via.Group)
    const reply = steps.find((step) => step.kind === StepKind.Reply && step.via === Via.Unicast)
    if (flood === undefined || reply === undefined || flood.at.frame > reply.at.frame) continue
    const parts = {
      request: flood.at.frame,
      reply: reply.at.frame,
      from: s.host(reply.to, reply.toMac),
      to: s.host(reply.from, reply.fromMac),
      group: s.names.addresses(flood.toVteps),
      vtep: s.names.addresses(reply.toVteps),
      ipv6,
    }
    yield {
      ...chosen(s.words.questions['reply-unicast'], parts),
      source: VXLAN_LEARNING,
      frames: [parts.request, parts.reply],
    }
  }
}

export const firstUnicast: Maker = function* (s) {
  for (const { network, mode } of s.networks) {
    if (mode !== Mode.Multicast) continue
    const packets = s.packetsOf(network)
    const flooded = packets.find((p) => p.toGroup)
    const unicast = packets.find((p) => !p.toGroup && flooded !== undefined && p.frame > flooded.frame)
    if (flooded === undefined || unicast === undefined || unicast.frame >= s.firstObscure) continue
    const parts = { frame: unicast.frame, network: s.names.network(network), flooded: flooded.frame }
    yield {
      ...told(s.words.questions['first-unicast'], parts),
      source: VXLAN_LEARNING,
      frames: [flooded.frame, unicast.frame],
      right: String(unicast.frame),
      wrong: [],
      form: 'number',
    }
  }
}

export const hostBehind: Maker = function* (s) {
  const moved = new Set(s.facts.moves.map(({ network, mac }) => `${network} ${mac}`))
  const carriers = new Set(
    s.facts.networks.flatMap(({ parent, vlan, overlay }) => (vlan === NO_VLAN ? parent : [parent, overlay])),
  )
  for (const network of s.networks) {
    // In a tunnel within this one, or in a VLAN of it, the same addresses may be elsewhere.
    const isBridged = network.type === TunnelType.Vxlan && !s.routed.has(network.network)
    if (!isBridged || network.moreHosts > 0 || carriers.has(network.network)) continue
    const owners = ownersOf(network)
    for (const { mac, addresses, vtep, first } of network.hosts) {
      const [address = NO_ADDRESS] = addresses
      const isOne = address === NO_ADDRESS || owners.get(address) === 1
      if (vtep === NO_ADDRESS || !isOne || moved.has(`${network.network} ${mac}`)) continue
      const parts = {
        frame: first.frame,
        host: s.host(address, mac),
        vtep: s.address(vtep),
        network: s.names.network(network.network),
      }
      yield {
        ...told(s.words.questions['host-behind'], parts),
        source: VXLAN_LEARNING,
        frames: [first.frame],
        right: parts.vtep,
        wrong: s.endsOf(network),
        form: 'address',
      }
    }
  }
}

/** How many hosts of a network have each address. */
function ownersOf({ hosts }: NetworkFacts): ReadonlyMap<number, number> {
  const owners = new Map<number, number>()
  for (const { addresses } of hosts) {
    for (const address of addresses) owners.set(address, (owners.get(address) ?? 0) + 1)
  }
  return owners
}

export const macMoved: Maker = function* (s) {
  const counts = new Map<string, number>()
  for (const { network, mac } of s.facts.moves) {
    const key = `${network} ${mac}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  for (const move of s.facts.moves) {
    // If the station moves to and fro, it would take too many words to say which move is meant.
    if (counts.get(`${move.network} ${move.mac}`) !== 1) continue
    if (s.facts.networks[move.network]?.type !== TunnelType.Vxlan) continue
    const { frame } = move.at
    const parts = { frame, mac: macText(move.mac), from: s.address(move.from), to: s.address(move.to) }
    yield {
      ...told(s.words.questions['mac-moved'], parts),
      source: VXLAN_LEARNING,
      frames: [move.lastBefore.frame, frame],
      right: String(frame),
      wrong: [],
      form: 'number',
    }
  }
}

/** Changes of tables that a packet made, with that packet. */
function* taught(s: QuizSource): Generator<{ readonly event: FdbEvent; readonly packet: TunnelPacket }> {
  for (const event of s.facts.fdbEvents) {
    const network = s.facts.networks[event.network]
    if (event.origin !== Origin.Learned || event.dst === NO_ADDRESS) continue
    if (network === undefined || !surelyLearns(network)) continue
    // A VTEP that joined the group later did not get the packet; the question would then be about joining.
    if (s.firstFlooded(event.network, event.mac, event.dst) < event.at.frame) continue
    const packet = s.packet(event.at.frame)
    if (packet !== undefined && packet.network === event.network && packet.innerSourceMac === event.mac) {
      yield { event, packet }
    }
  }
}

function learned(s: QuizSource, { network, vtep, mac, dst, at }: FdbEvent) {
  return {
    frame: at.frame,
    vtep: s.address(vtep),
    remote: s.address(dst),
    mac: macText(mac),
    network: s.names.network(network),
  }
}
