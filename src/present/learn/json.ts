/**
 * `learn --json`: one object, each element of a list on a line of its own. Frames are numbers, times
 * `1684735894.560469000`, addresses strings; null is what there is none of. `network` is an index of `networks`. `hints` are
 * UDP ports that are not decoded and look like a tunnel's, `part` which packets were looked at where not all were: both as in
 * the summary of `check --json`.
 */

import type { Told } from '../../analysis/control/told-tables.js'
import type { Facts, Proof, Sequence, Step, ToldOfStep } from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import type { Timestamp } from '../../analysis/timestamps.js'
import type { TunnelHint } from '../../analysis/totals/census.js'
import { NO_VLAN } from '../../analysis/tunnels/networks.js'
import { NO_ID, TunnelType } from '../../wire/tunnel.js'
import type { Part } from '../../words/screens/filter.js'
import { addressText, macText } from '../address-text.js'
import { vlanJson } from '../network-name.js'
import { epochText } from '../timestamp-text.js'
import { writeTunnelName } from '../tunnel-name.js'
import { Writer } from '../writer.js'

/** Grows when a member changes its meaning. */
const SCHEMA = 2

type Item = Readonly<Record<string, unknown>>

/** The object part by part, with a newline at its end: one string of it all may be longer than strings can be. */
export function* learnJson(facts: Facts, hints: readonly TunnelHint[], part?: Part): Generator<string> {
  const items = new Items(facts)
  const lists: Readonly<Record<string, Generator<Item>>> = {
    networks: items.networks(),
    vteps: items.vteps(),
    hosts: items.hosts(),
    modes: items.modes(),
    fdb: items.fdb(),
    neighbours: items.neighbours(),
    mappings: items.mappings(),
    moves: items.moves(),
    steps: items.steps(),
    unanswered: items.unanswered(),
    conflicts: items.conflicts(),
  }
  yield `{"schema":${SCHEMA}`
  for (const [name, list] of Object.entries(lists)) {
    yield `,\n"${name}":[`
    let separator = '\n'
    for (const item of list) {
      yield separator + JSON.stringify(item)
      separator = ',\n'
    }
    yield ']'
  }
  yield `,\n"hints":${JSON.stringify(hints)}`
  if (part !== undefined) yield `,\n"part":${JSON.stringify(part)}`
  yield `,\n"dropped":${JSON.stringify(facts.dropped)},\n"copies":${facts.copies},\n`
  yield `"end":${JSON.stringify({ frame: facts.end.frame, time: epochText(facts.end) })}}\n`
}

class Items {
  readonly #facts: Facts

  constructor(facts: Facts) {
    this.#facts = facts
  }

  *networks(): Generator<Item> {
    for (const n of this.#facts.networks) {
      yield {
        ...this.#in(n.network),
        id: idOf(n.id),
        idBack: idOf(n.idBack),
        port: n.port === 0 ? null : n.port,
        parent: n.type === TunnelType.None ? null : n.parent,
        ...(n.vlan === NO_VLAN ? {} : { overlay: n.overlay }),
        packets: n.packets,
        octets: n.octets,
        firstFrame: n.first.frame,
        firstTime: epochText(n.first),
        lastFrame: n.last.frame,
        lastTime: epochText(n.last),
        groups: n.groups.map((group) => ({
          address: this.#address(group.address),
          frame: group.first.frame,
          members: group.members.map((m) => ({ vtep: this.#address(m.address), frame: m.joined.frame })),
        })),
        moreHosts: n.moreHosts,
      }
    }
  }

  *vteps(): Generator<Item> {
    for (const { network, vlan, vteps } of this.#facts.networks) {
      // A VLAN has its overlay's.
      if (vlan !== NO_VLAN) continue
      for (const { address, first, sends } of vteps) {
        yield {
          ...this.#in(network),
          address: this.#address(address),
          frame: first.frame,
          time: epochText(first),
          sends,
        }
      }
    }
  }

  *hosts(): Generator<Item> {
    for (const { network, hosts } of this.#facts.networks) {
      for (const host of hosts) {
        yield {
          ...this.#in(network),
          mac: macText(host.mac),
          addresses: host.addresses.map((address) => this.#address(address)),
          vtep: this.#address(host.vtep),
          firstFrame: host.first.frame,
          firstTime: epochText(host.first),
          lastFrame: host.last.frame,
          lastTime: epochText(host.last),
        }
      }
    }
  }

  /** Of tunnels only: outside them nothing has to be found. */
  *modes(): Generator<Item> {
    for (const { network, type, vlan, mode, confidence, learns, evidence } of this.#facts.networks) {
      if (type === TunnelType.None || vlan !== NO_VLAN) continue
      yield {
        ...this.#in(network),
        mode,
        confidence,
        learns,
        evidence: evidence.map((e) => ({ ...e, about: e.about.map((address) => this.#address(address)) })),
      }
    }
  }

  *fdb(): Generator<Item> {
    for (const {
      network,
      vtep,
      mac,
      dst,
      origin,
      shown,
      last,
      isCut,
      doubt,
      wouldTeach,
      told,
      toldOthers,
      overtaken,
    } of this.#facts.fdb) {
      yield {
        ...this.#in(network),
        vtep: this.#address(vtep),
        mac: macText(mac),
        dst: this.#address(dst),
        origin,
        // Of a configured entry no packet need tell.
        frame: shown.frame === 0 ? null : shown.frame,
        time: shown.frame === 0 ? null : epochText(shown),
        ...lastOf(last, isCut),
        doubt: doubt === '' ? null : doubt,
        wouldTeachFrame: wouldTeach === 0 ? null : wouldTeach,
        ...this.#told(told),
        ...(toldOthers === undefined ? {} : { bgpToOthers: this.#route(toldOthers) }),
        ...(overtaken === undefined ? {} : { overtakenFrame: overtaken }),
      }
    }
  }

  *neighbours(): Generator<Item> {
    for (const { network, host, hostMac, ip, mac, learned, last, isCut, how, failed, stale, told } of this.#facts
      .neighbours) {
      yield {
        ...this.#in(network),
        host: this.#address(host),
        hostMac: macOf(hostMac),
        ip: this.#address(ip),
        mac: macText(mac),
        frame: learned.frame,
        time: epochText(learned),
        ...lastOf(last, isCut),
        how,
        failed,
        stale,
        ...this.#told(told),
      }
    }
  }

  /** What NHRP told: which outer address a tunnel address is behind. */
  *mappings(): Generator<Item> {
    for (const { carrier, ip, nbma, type, first, last } of this.#facts.mappings) {
      yield {
        carrier,
        ip: this.#address(ip),
        nbma: this.#address(nbma),
        type,
        frame: first.frame,
        time: epochText(first),
        lastFrame: last.frame,
        lastTime: epochText(last),
      }
    }
  }

  *moves(): Generator<Item> {
    for (const { network, mac, from, to, lastBefore, at, isRestless, staleUses, staleFrames, told } of this.#facts
      .moves) {
      yield {
        ...this.#in(network),
        mac: macText(mac),
        from: this.#address(from),
        to: this.#address(to),
        lastFrameBefore: lastBefore.frame,
        frame: at.frame,
        time: epochText(at),
        restless: isRestless,
        staleUses,
        staleFrames,
        ...this.#told(told),
      }
    }
  }

  /** The route that says so, of what BGP told. */
  #told(told: Told | undefined): Item {
    return told === undefined ? {} : { bgp: this.#route(told) }
  }

  #route({ type, at, from, sequence, isSticky }: Told): Item {
    return { type, frame: at.frame, time: epochText(at), from: this.#address(from), sequence, sticky: isSticky }
  }

  /** The steps of all sequences, one sequence after the other; `sequence` counts from 0. */
  *steps(): Generator<Item> {
    for (const [i, sequence] of this.#facts.sequences.entries()) {
      for (const step of sequence.steps) yield this.#step(i, sequence, step)
    }
  }

  *unanswered(): Generator<Item> {
    for (const { network, host, hostMac, ip, requests, first, last, frames } of this.#facts.unanswered) {
      yield {
        ...this.#in(network),
        host: this.#address(host),
        hostMac: macText(hostMac),
        ip: this.#address(ip),
        requests,
        firstFrame: first.frame,
        firstTime: epochText(first),
        lastFrame: last.frame,
        lastTime: epochText(last),
        frames,
      }
    }
  }

  *conflicts(): Generator<Item> {
    for (const { network, ip, macs, frames } of this.#facts.conflicts) {
      yield { ...this.#in(network), ip: this.#address(ip), macs: macs.map(macText), frames }
    }
  }

  #step(index: number, { network, initiator, target, initiatorMac, targetMac, ipv6 }: Sequence, step: Step): Item {
    return {
      ...this.#in(network),
      sequence: index,
      initiator: this.#address(initiator),
      initiatorMac: macOf(initiatorMac),
      target: this.#address(target),
      targetMac: macOf(targetMac),
      ipv6,
      number: step.number,
      kind: step.kind,
      frame: step.at.frame,
      time: epochText(step.at),
      sinceFirstNs: step.sinceFirst,
      sincePreviousNs: step.sincePrevious,
      from: this.#address(step.from),
      fromMac: macOf(step.fromMac),
      to: this.#address(step.to),
      toMac: macOf(step.toMac),
      fromVtep: this.#address(step.fromVtep),
      toVteps: step.toVteps.map((vtep) => this.#address(vtep)),
      via: step.via,
      mac: macOf(step.mac),
      protocol: step.protocol === 0 ? null : step.protocol,
      roundTripNs: step.roundTrip < 0 ? null : step.roundTrip,
      retries: step.retries,
      missing: step.missing ?? null,
      lost: step.isLost === true,
      unanswered: step.isUnanswered === true,
      flags: step.flags ?? null,
      proof: step.proof === undefined ? null : this.#proof(step.proof),
      knownSinceFrame: step.knownSince?.frame ?? null,
      ...(step.elsewhere === undefined ? {} : { elsewhere: this.#address(step.elsewhere) }),
      ...(step.told === undefined ? {} : { bgp: this.#toldOfStep(step.told) }),
    }
  }

  #toldOfStep({ type, sequence, hop, ip, prefixLength, before }: ToldOfStep): Item {
    return {
      type,
      sequence,
      nexthop: this.#address(hop),
      ip: this.#address(ip),
      prefixLength: prefixLength < 0 ? null : prefixLength,
      before: this.#address(before),
    }
  }

  #proof({ kind, at, vtep, network }: Proof): Item {
    return { kind, frame: at.frame, vtep: this.#address(vtep), network }
  }

  /** What says in which network something is: its number, what tunnel it is, its VNI if it has one, its VLAN if it is one. */
  #in(network: number): Item {
    const { type = TunnelType.None, id = NO_ID, vlan = NO_VLAN } = this.#facts.networks[network] ?? {}
    const hasVni = type === TunnelType.Vxlan || type === TunnelType.VxlanGpe || type === TunnelType.Geneve
    return {
      network,
      tunnel: tunnelKind(type),
      vni: hasVni ? id : null,
      ...(vlan === NO_VLAN ? {} : { vlan: vlanJson(vlan) }),
    }
  }

  #address(address: number): string | null {
    return address === NO_ADDRESS ? null : addressText(this.#facts.addresses, address)
  }
}

/** What refreshed an entry last, if that is known, and the first frame that would have and did not arrive. */
function lastOf(last: Timestamp, isCut = false): Item {
  const isKnown = last.frame > 0 && !isCut
  return {
    lastFrame: isKnown ? last.frame : null,
    lastTime: isKnown ? epochText(last) : null,
    cutFrame: isCut ? last.frame : null,
  }
}

function tunnelKind(type: TunnelType): string | null {
  if (type === TunnelType.None) return null
  const w = new Writer(32)
  writeTunnelName(type, NO_ID, w)
  return w.toString()
}

/** A MAC address that may be unknown. */
function macOf(mac: number): string | null {
  return mac === 0 ? null : macText(mac)
}

function idOf(id: number): number | null {
  return id === NO_ID ? null : id
}
