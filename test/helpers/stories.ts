/**
 * Facts for tests, written down by hand from what captures of `fixtures/` show: frames and times as tshark prints them,
 * tables as the kernels had them.
 */

import {
  Doubt,
  type Facts,
  type FdbEntry,
  type FdbEvent,
  type Host,
  Learns,
  Missing,
  Mode,
  type Neighbour,
  type NeighbourEvent,
  type NetworkFacts,
  Origin,
  type Sequence,
  type Step,
  StepKind,
  Via,
} from '../../src/analysis/learning/facts.js'
import { AddressTable, NO_ADDRESS } from '../../src/analysis/tables/address-table.js'
import type { Timestamp } from '../../src/analysis/timestamps.js'
import { Names } from '../../src/present/learn/names.js'
import type { LearnView } from '../../src/present/learn/view.js'
import { PLAIN as NO_COLOURS } from '../../src/present/palette.js'
import { Kind } from '../../src/wire/kind.js'
import { NO_ID, TunnelType } from '../../src/wire/tunnel.js'
import type { Language } from '../../src/words/language.js'

export function view(columns: number, language: Language = 'en', more: Partial<LearnView> = {}): LearnView {
  return { language, palette: NO_COLOURS, unicode: true, columns, utcOffset: () => 0, all: false, ...more }
}

export function names(facts: Facts, columns = 80, language: Language = 'en', more: Partial<LearnView> = {}): Names {
  return new Names(facts, view(columns, language, more))
}

function mac(text: string): number {
  return Number.parseInt(text.replaceAll(':', ''), 16)
}

/** An IPv4 address, or an IPv6 address without `::`. */
export function ip(addresses: AddressTable, text: string): number {
  const octets = new DataView(new ArrayBuffer(16))
  if (!text.includes(':')) {
    for (const [i, octet] of text.split('.').entries()) octets.setUint8(i, Number(octet))
    return addresses.number(octets, 0, Kind.Ipv4)
  }
  for (const [i, group] of text.split(':').entries()) octets.setUint16(2 * i, Number.parseInt(group, 16))
  return addresses.number(octets, 0, Kind.Ipv6)
}

export interface Station {
  readonly ip: string
  readonly mac: string
  /** Where it is; absent in no tunnel. */
  readonly vtep?: string
}

type StepExtra = Partial<Omit<Step, 'toVteps'>> & { readonly toVteps?: readonly string[] }

/** A capture being written down: its addresses, and the time of each frame. */
export class Scene {
  readonly addresses: AddressTable = new AddressTable()
  readonly #times: Readonly<Record<number, string>>

  /** Epoch times by frame, with their fraction. */
  constructor(times: Readonly<Record<number, string>>) {
    this.#times = times
  }

  at(frame: number): Timestamp {
    const [seconds = '0', fraction = ''] = (this.#times[frame] ?? '0.0').split('.')
    return { frame, seconds: Number(seconds), nanoseconds: Number(fraction.padEnd(9, '0')) }
  }

  ip(text: string | undefined): number {
    return text === undefined ? NO_ADDRESS : ip(this.addresses, text)
  }

  step(kind: StepKind, frame: number, from: Station, to: Station, extra: StepExtra = {}): Step {
    const { toVteps, ...rest } = extra
    const ends = toVteps ?? (to.vtep === undefined ? [] : [to.vtep])
    return {
      number: 0,
      kind,
      at: this.at(frame),
      sinceFirst: 0,
      sincePrevious: 0,
      from: this.ip(from.ip),
      to: this.ip(to.ip),
      fromMac: mac(from.mac),
      toMac: mac(to.mac),
      fromVtep: this.ip(from.vtep),
      toVteps: ends.map((end) => this.ip(end)),
      via: from.vtep === undefined ? Via.Plain : Via.Unicast,
      mac: kind === StepKind.Learn || kind === StepKind.Move ? mac(from.mac) : 0,
      protocol: kind === StepKind.Unicast || kind === StepKind.Answer ? 1 : 0,
      roundTrip: -1,
      retries: 0,
      ...rest,
    }
  }

  sequence(
    network: number,
    initiator: Station,
    target: Station,
    steps: readonly Step[],
    more: Partial<Sequence> = {},
  ): Sequence {
    const nanoseconds = (x: Timestamp, y: Timestamp): number =>
      (y.seconds - x.seconds) * 1e9 + (y.nanoseconds - x.nanoseconds)
    return {
      network,
      initiator: this.ip(initiator.ip),
      target: this.ip(target.ip),
      initiatorMac: mac(initiator.mac),
      targetMac: mac(target.mac),
      ipv6: false,
      moreSteps: 0,
      ...more,
      steps: steps.map((step, i) => ({
        ...step,
        number: i + 1,
        sinceFirst: nanoseconds(steps[0]!.at, step.at),
        sincePrevious: i === 0 ? 0 : Math.max(0, nanoseconds(steps[i - 1]!.at, step.at)),
      })),
    }
  }

  network(number: number, id: number, about: Partial<NetworkFacts> = {}): NetworkFacts {
    return {
      network: number,
      type: number === 0 ? TunnelType.None : TunnelType.Vxlan,
      id,
      idBack: NO_ID,
      port: number === 0 ? 0 : 4789,
      parent: 0,
      vlan: 0,
      overlay: number,
      a: NO_ADDRESS,
      b: NO_ADDRESS,
      packets: 0,
      octets: 0,
      first: this.at(1),
      last: this.at(1),
      vteps: [],
      groups: [],
      hosts: [],
      moreHosts: 0,
      mode: Mode.Unknown,
      confidence: 'low',
      evidence: [],
      learns: Learns.Yes,
      ...about,
    }
  }

  host(station: Station, first: number, last: number): Host {
    return {
      mac: mac(station.mac),
      addresses: [this.ip(station.ip)],
      vtep: this.ip(station.vtep),
      first: this.at(first),
      last: this.at(last),
    }
  }

  /** What `vtep` learned of a station. */
  entry(network: number, vtep: string, station: Station, learned: number, last: number): FdbEntry {
    return {
      network,
      vtep: this.ip(vtep),
      mac: mac(station.mac),
      dst: this.ip(station.vtep),
      origin: Origin.Learned,
      shown: this.at(learned),
      last: this.at(last),
      doubt: Doubt.None,
      wouldTeach: 0,
    }
  }

  defaultEntry(network: number, vtep: string, dst: string, frame: number): FdbEntry {
    return {
      network,
      vtep: this.ip(vtep),
      mac: 0,
      dst: this.ip(dst),
      origin: Origin.Configured,
      shown: this.at(frame),
      last: this.at(frame),
      doubt: Doubt.None,
      wouldTeach: 0,
    }
  }

  event(network: number, vtep: string, station: Station, frame: number, before?: string): FdbEvent {
    return {
      network,
      vtep: this.ip(vtep),
      mac: mac(station.mac),
      dst: this.ip(station.vtep),
      before: this.ip(before),
      at: this.at(frame),
      aged: false,
      origin: Origin.Learned,
      doubt: Doubt.None,
    }
  }

  neighbour(
    network: number,
    host: Station,
    of: Station,
    how: Neighbour['how'],
    learned: number,
    last: number,
  ): Neighbour {
    return {
      network,
      host: this.ip(host.ip),
      hostMac: mac(host.mac),
      ip: this.ip(of.ip),
      mac: mac(of.mac),
      learned: this.at(learned),
      last: this.at(last),
      how,
      failed: false,
      stale: false,
    }
  }

  neighbourEvent(network: number, host: Station, of: Station, how: Neighbour['how'], frame: number): NeighbourEvent {
    return {
      network,
      host: this.ip(host.ip),
      ip: this.ip(of.ip),
      mac: mac(of.mac),
      before: 0,
      at: this.at(frame),
      how,
    }
  }

  facts(last: number, about: Partial<Facts>): Facts {
    return {
      addresses: this.addresses,
      networks: [],
      fdb: [],
      configured: (about.fdb ?? []).filter(({ origin }) => origin === Origin.Configured),
      usedLate: [],
      ageing: 300,
      fdbEvents: [],
      moves: [],
      neighbours: [],
      neighbourEvents: [],
      mappings: [],
      unanswered: [],
      brokenWays: [],
      conflicts: [],
      sequences: [],
      end: this.at(last),
      dropped: {
        networks: 0,
        endpoints: 0,
        stations: 0,
        entries: 0,
        events: 0,
        neighbours: 0,
        sequences: 0,
        tables: 0,
        routes: 0,
      },
      copies: 0,
      ...about,
    }
  }
}

/** fixtures/multicast.pcap: two VTEPs that find each other by a group. */
export function multicast(): Facts {
  const s = new Scene({
    1: '1795245152.609450',
    2: '1795245152.625405',
    5: '1795245154.121018',
    6: '1795245154.121191',
    7: '1795245154.121371',
    8: '1795245154.121506',
    9: '1795245159.197397',
    10: '1795245159.197502',
    12: '1795245159.628657',
  })
  const [v1, v2, group] = ['10.65.132.187', '10.65.132.188', '224.1.1.1']
  const a: Station = { ip: '172.17.1.2', mac: '4e:92:72:79:59:ed', vtep: v1 }
  const b: Station = { ip: '172.17.1.3', mac: 'ba:d8:43:67:8d:fb', vtep: v2 }
  const toAll = { toVteps: [group], toMac: 0 }
  const steps = [
    s.step(StepKind.OnLink, 5, a, b, toAll),
    s.step(StepKind.Request, 5, a, b, toAll),
    s.step(StepKind.Flood, 5, a, b, { ...toAll, via: Via.Group }),
    s.step(StepKind.Receive, 5, a, b, { toMac: 0 }),
    s.step(StepKind.Learn, 5, a, b, { toMac: 0 }),
    s.step(StepKind.Reply, 6, b, a, { roundTrip: 173_000 }),
    s.step(StepKind.Learn, 6, b, a),
    s.step(StepKind.Unicast, 7, a, b),
    s.step(StepKind.Answer, 8, b, a, { roundTrip: 135_000 }),
    s.step(StepKind.Refresh, 9, b, a),
    s.step(StepKind.RefreshReply, 10, a, b, { roundTrip: 105_000 }),
  ]
  return s.facts(12, {
    networks: [
      s.network(0, NO_ID, { packets: 4, last: s.at(4) }),
      s.network(1, 42, {
        packets: 8,
        first: s.at(5),
        last: s.at(12),
        vteps: [
          { address: s.ip(v1), first: s.at(5), sends: true },
          { address: s.ip(v2), first: s.at(6), sends: true },
        ],
        groups: [
          {
            address: s.ip(group),
            first: s.at(5),
            members: [
              { address: s.ip(v1), joined: s.at(1) },
              { address: s.ip(v2), joined: s.at(2) },
            ],
          },
        ],
        hosts: [s.host(a, 5, 11), s.host(b, 6, 12)],
        mode: Mode.Multicast,
        confidence: 'high',
        evidence: [
          { kind: 'flood-to-group', frames: [5], about: [s.ip(group)], count: 1 },
          { kind: 'group-joined', frames: [1, 2], about: [s.ip(v1), s.ip(v2)], count: 2 },
        ],
      }),
    ],
    fdb: [s.entry(1, v1, b, 6, 12), s.defaultEntry(1, v1, group, 5), s.entry(1, v2, a, 5, 11)],
    fdbEvents: [s.event(1, v2, a, 5), s.event(1, v1, b, 6)],
    neighbours: [s.neighbour(1, a, b, 'reply', 6, 9), s.neighbour(1, b, a, 'request', 5, 10)],
    neighbourEvents: [s.neighbourEvent(1, b, a, 'request', 5), s.neighbourEvent(1, a, b, 'reply', 6)],
    sequences: [s.sequence(1, a, b, steps)],
  })
}

/** fixtures/static-fdb.pcap, the first ping: a copy of the request for each of two VTEPs. */
export function replicated(): Facts {
  const s = new Scene({
    1: '1795245198.572334',
    2: '1795245198.572418',
    3: '1795245198.572569',
    4: '1795245198.572645',
    5: '1795245198.572737',
  })
  const [v0, v1, v2] = ['192.168.8.100', '192.168.8.101', '192.168.8.102']
  const a: Station = { ip: '10.20.1.2', mac: '02:00:0a:14:01:02', vtep: v0 }
  const b: Station = { ip: '10.20.1.3', mac: 'd6:d9:cd:0a:a4:28', vtep: v2 }
  const toBoth = { toVteps: [v2, v1], toMac: 0 }
  const steps = [
    s.step(StepKind.Request, 1, a, b, { toMac: 0 }),
    s.step(StepKind.Flood, 1, a, b, { ...toBoth, via: Via.Replicated }),
    s.step(StepKind.Receive, 1, a, b, toBoth),
    s.step(StepKind.Learn, 1, a, b, { toMac: 0 }),
    s.step(StepKind.Learn, 2, a, b, { toMac: 0, toVteps: [v1] }),
    s.step(StepKind.Reply, 3, b, a, { roundTrip: 235_000 }),
    s.step(StepKind.Learn, 3, b, a),
    s.step(StepKind.Unicast, 4, a, b),
    s.step(StepKind.Answer, 5, b, a, { roundTrip: 92_000 }),
  ]
  return s.facts(5, {
    networks: [
      s.network(0, NO_ID),
      s.network(1, 42, {
        packets: 5,
        last: s.at(5),
        vteps: [v0, v2, v1].map((vtep, i) => ({ address: s.ip(vtep), first: s.at(1), sends: i < 2 })),
        hosts: [s.host(a, 1, 4), s.host(b, 3, 5)],
        mode: Mode.HeadEndReplication,
        confidence: 'high',
        evidence: [{ kind: 'flood-replicated', frames: [1, 2], about: [s.ip(v2), s.ip(v1)], count: 2 }],
      }),
    ],
    fdb: [
      s.defaultEntry(1, v0, v2, 1),
      s.defaultEntry(1, v0, v1, 2),
      s.entry(1, v0, b, 3, 5),
      s.entry(1, v2, a, 1, 4),
      { ...s.entry(1, v1, a, 2, 2), doubt: Doubt.SilentVtep },
    ],
    fdbEvents: [s.event(1, v2, a, 1), s.event(1, v0, b, 3)],
    sequences: [s.sequence(1, a, b, steps)],
  })
}

/** fixtures/multicast-3nodes.pcap, frame 15: only the flooded question comes by; asked three times it is unanswered. */
export function unanswered(missing: Missing, retries = 0): Facts {
  const s = new Scene({ 15: '1795245168.946886' })
  const [v1, v2, group] = ['192.168.8.101', '192.168.8.100', '239.1.1.1']
  const a: Station = { ip: '10.20.1.3', mac: '02:00:0a:14:01:03', vtep: v1 }
  const b: Station = { ip: '10.20.1.4', mac: '00:00:00:00:00:00' }
  const toAll = { toVteps: [group] }
  const steps = [
    s.step(StepKind.Request, 15, a, b, { ...toAll, retries }),
    s.step(StepKind.Flood, 15, a, b, { ...toAll, via: Via.Group }),
    s.step(StepKind.Receive, 15, a, b, { toVteps: [v2, '192.168.8.102'] }),
    s.step(StepKind.Missing, 15, a, b, { ...toAll, missing }),
  ]
  return s.facts(15, {
    networks: [
      s.network(0, NO_ID),
      s.network(1, 42, { hosts: [s.host(a, 15, 15)], mode: Mode.Multicast, confidence: 'high' }),
    ],
    sequences: [s.sequence(1, a, b, steps)],
    unanswered:
      missing === Missing.Reply
        ? [
            {
              network: 1,
              host: s.ip(a.ip),
              hostMac: mac(a.mac),
              ip: s.ip(b.ip),
              requests: retries + 1,
              first: s.at(15),
              last: s.at(15),
              frames: [15],
            },
          ]
        : [],
  })
}

/** ../shared/lab/14-mac-move-garp/n1.pcap: a container that moves and says so by a gratuitous ARP in frame 25. */
export function moved(): Facts {
  const s = new Scene({ 16: '1795239001.290129', 22: '1795239002.324', 25: '1795239007.242042' })
  const [v1, v2, v3, group] = ['10.65.132.187', '10.65.132.188', '10.65.132.189', '224.1.1.1']
  const before: Station = { ip: '172.19.1.3', mac: '02:fd:f9:7f:61:a7', vtep: v2 }
  const after: Station = { ...before, vtep: v3 }
  const toAll = { to: NO_ADDRESS, toMac: 0 }
  const steps = [
    s.step(StepKind.Announcement, 25, after, after, { ...toAll, toVteps: [group], via: Via.Group }),
    s.step(StepKind.Move, 25, after, after, { ...toAll, toVteps: [v1, v2] }),
  ]
  return s.facts(36, {
    networks: [s.network(0, NO_ID), s.network(1, 42, { hosts: [s.host(after, 16, 36)] })],
    fdb: [s.entry(1, v1, after, 25, 36)],
    fdbEvents: [s.event(1, v1, before, 16), s.event(1, v1, after, 25, v2)],
    moves: [
      {
        network: 1,
        mac: mac(before.mac),
        from: s.ip(v2),
        to: s.ip(v3),
        lastBefore: s.at(22),
        at: s.at(25),
        isRestless: false,
        staleUses: 1,
        staleFrames: [24],
      },
    ],
    sequences: [s.sequence(1, after, after, steps)],
  })
}

/** fixtures/ipv6-underlay.pcap, frames 7 to 10: IPv6 in IPv6, where a neighbour solicitation takes the part of ARP. */
export function ipv6(): Facts {
  const s = new Scene({
    7: '1795245220.448280',
    8: '1795245220.448374',
    9: '1795245220.448397',
    10: '1795245220.448416',
  })
  const [v1, v2] = ['fd00:65:132:0:0:0:0:187', 'fd00:65:132:0:0:0:0:188']
  const a: Station = { ip: 'fd00:42:0:0:0:0:0:2', mac: 'c2:a1:4e:56:7d:eb', vtep: v1 }
  const b: Station = { ip: 'fd00:42:0:0:0:0:0:3', mac: '3a:84:39:cc:05:93', vtep: v2 }
  const steps = [
    s.step(StepKind.Request, 7, a, b, { toMac: 0 }),
    s.step(StepKind.Flood, 7, a, b, { toMac: 0, via: Via.DefaultRemote }),
    s.step(StepKind.Receive, 7, a, b, { toMac: 0 }),
    s.step(StepKind.Learn, 7, a, b, { toMac: 0, knownSince: s.at(1) }),
    s.step(StepKind.Reply, 8, b, a, { roundTrip: 94_000 }),
    s.step(StepKind.Unicast, 9, a, b, { protocol: 58 }),
    s.step(StepKind.Answer, 10, b, a, { protocol: 58, roundTrip: 19_000 }),
  ]
  return s.facts(10, {
    networks: [
      s.network(0, NO_ID),
      s.network(1, 42, { hosts: [s.host(a, 7, 9), s.host(b, 8, 10)], mode: Mode.PointToPoint, confidence: 'high' }),
    ],
    neighbours: [s.neighbour(1, a, b, 'reply', 8, 8), s.neighbour(1, b, a, 'request', 7, 7)],
    sequences: [s.sequence(1, a, b, steps, { ipv6: true })],
  })
}

/** No tunnel: a host asks, another one answers. */
export function plain(): Facts {
  const s = new Scene({ 1: '1700000000.0', 2: '1700000000.0005', 3: '1700000000.001' })
  const a: Station = { ip: '10.0.0.1', mac: '02:00:00:00:00:01' }
  const b: Station = { ip: '10.0.0.2', mac: '02:00:00:00:00:02' }
  const steps = [
    s.step(StepKind.Request, 1, a, b, { toMac: 0 }),
    s.step(StepKind.Reply, 2, b, a, { roundTrip: 500_000 }),
    s.step(StepKind.Unicast, 3, a, b, { protocol: 17 }),
  ]
  return s.facts(3, {
    networks: [s.network(0, NO_ID, { packets: 3, last: s.at(3), hosts: [s.host(a, 1, 3), s.host(b, 2, 2)] })],
    neighbours: [s.neighbour(0, a, b, 'reply', 2, 2)],
    sequences: [s.sequence(0, a, b, steps)],
  })
}

/** Hosts one after the other that find the same one, each as the one before. */
export function crowd(count: number): Facts {
  const times = Object.fromEntries(
    Array.from({ length: 3 * count }, (_, i) => [i + 1, `1700000000.${String(i).padStart(6, '0')}`]),
  )
  const s = new Scene(times)
  const [v1, v2] = ['10.65.132.187', '10.65.132.188']
  const b: Station = { ip: '172.17.1.3', mac: 'ba:d8:43:67:8d:fb', vtep: v2 }
  const hosts = Array.from({ length: count }, (_, i): Station => {
    const hex = (i + 1).toString(16).padStart(4, '0')
    return {
      ip: `172.18.${(i + 1) >> 8}.${(i + 1) & 255}`,
      mac: `02:00:00:00:${hex.slice(0, 2)}:${hex.slice(2)}`,
      vtep: v1,
    }
  })
  return s.facts(3 * count, {
    networks: [
      s.network(0, NO_ID),
      s.network(1, 42, { hosts: hosts.map((host, i) => s.host(host, 3 * i + 1, 3 * i + 3)), mode: Mode.PointToPoint }),
    ],
    fdb: hosts.map((host, i) => s.entry(1, v2, host, 3 * i + 1, 3 * i + 3)),
    sequences: hosts.map((host, i) =>
      s.sequence(1, host, b, [
        s.step(StepKind.Request, 3 * i + 1, host, b, { toMac: 0 }),
        s.step(StepKind.Flood, 3 * i + 1, host, b, { toMac: 0, via: Via.DefaultRemote }),
        s.step(StepKind.Reply, 3 * i + 2, b, host, { roundTrip: 1000 }),
        s.step(StepKind.Unicast, 3 * i + 3, host, b),
      ]),
    ),
  })
}

/** A flood to so many VTEPs, a copy each. */
export function manyVteps(count: number): Facts {
  const s = new Scene({ 1: '1700000000.0' })
  const vteps = Array.from({ length: count }, (_, i) => `10.65.132.${i + 1}`)
  const a: Station = { ip: '172.17.1.2', mac: '02:00:00:00:00:01', vtep: '10.65.133.1' }
  const b: Station = { ip: '172.17.1.3', mac: '02:00:00:00:00:02', vtep: vteps.at(-1)! }
  const steps = [
    s.step(StepKind.Request, 1, a, b, { toVteps: vteps }),
    s.step(StepKind.Flood, 1, a, b, { toVteps: vteps, via: Via.Replicated }),
    s.step(StepKind.Receive, 1, a, b, { toVteps: vteps }),
    s.step(StepKind.Reply, 1, b, a),
  ]
  return s.facts(1, {
    networks: [s.network(0, NO_ID), s.network(1, 42, { hosts: [s.host(a, 1, 1)] })],
    sequences: [s.sequence(1, a, b, steps)],
  })
}
