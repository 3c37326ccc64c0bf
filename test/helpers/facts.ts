/** All that `Check` knows of packets, as text that can be compared. */

import { Check } from '../../src/analysis/check/check.js'
import { type CheckHalf, takeOver } from '../../src/analysis/check/independent-half.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import type { PortableAddress } from '../../src/analysis/tables/address-table.js'
import type { PathCache } from '../../src/analysis/tables/path-cache.js'
import { findingsJson } from '../../src/present/check/json.js'
import { resultsOf } from '../../src/present/check/results.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import type { Frame } from './octets.js'

/** A frame, and when it came, in nanoseconds. */
export interface Sighting {
  readonly frame: Frame
  readonly time: number
}

/** What is known after the last of the packets; with `judge` it does the half that another thread may do. */
export function factsOf(
  sightings: readonly Sighting[],
  paths?: PathCache,
  judge?: CheckHalf,
): Readonly<Record<string, string>> {
  const check = new Check(undefined, paths, judge !== undefined)
  const reassembler = new Reassembler()
  const stack = new TunnelStack()
  const p = new Packet()
  for (const [i, { frame, time }] of sightings.entries()) {
    const { buffer, byteOffset, byteLength } = frame.octets
    p.record(new DataView(buffer, byteOffset, byteLength), frame.octets, 0, byteLength, frame.length)
    p.linkType = frame.linkType
    p.number = i + 1
    p.tsSec = 1_700_000_000 + Math.floor(time / 1e9)
    p.tsNsec = time % 1e9
    const passes = check.pass(p)
    const isJudged = judge === undefined || judge.pass(p)
    if (passes && isJudged) continue
    decode(p)
    if (p.fragment !== -1) reassembler.offer(p)
    stack.fill(p)
    if (!passes) check.observe(p, stack)
    if (!isJudged) judge.observe(p, stack)
  }
  check.finish()
  const end = { frame: p.number, seconds: p.tsSec, nanoseconds: p.tsNsec }
  const judged = judge && takeOver(structuredClone(judge.judged()), check.learning.networks)
  const facts = check.facts({ live: false, interfaces: [], end }, reassembler.counts, judged)
  const { networks, learned, flows, tunnels, checksums, silentHosts, sequences, fdb } = facts
  const records = [...tunnels.records()]
  const results = resultsOf(facts, { only: [], ignore: [] })
  // Each thread numbers endpoints as it meets them: what counts are their addresses.
  const address = (endpoint: number): PortableAddress => networks.addresses.portable(networks.addressOf(endpoint))
  const words = <T extends { readonly source: number; readonly destination: number }>(of: T): object => ({
    ...of,
    source: address(of.source),
    destination: address(of.destination),
  })
  const all: Readonly<Record<string, unknown>> = {
    findings: findingsJson(results.found, results, 'en'),
    learned: { ...learned, addresses: undefined },
    networks: Array.from({ length: networks.count }, (_, n) => networks.network(n)),
    flows: [...flows.rows()],
    others: flows.others,
    tunnels: records,
    numbers: records.map(({ type, forth, back, network, a, b }) => {
      const { parent } = networks.network(network)
      return [sequences.facts(type, forth.id, parent, a, b), sequences.facts(type, back.id, parent, b, a)]
    }),
    checksums: Array.from(checksums.rows(), (row) => ({ ...row, sender: address(row.sender) })),
    translations: checksums.translations.map((t) => ({ ...t, words: words(t.words), others: words(t.others) })),
    faults: checksums.kernelFaults.map((f) => ({
      ...words(f),
      sender: address(f.sender),
      receiver: address(f.receiver),
    })),
    anomalies: facts.anomalies.rows,
    errors: facts.errors.rows,
    echoes: facts.echoSizes.rows,
    stalls: facts.stalls.stalls(),
    segments: [...facts.segments.rows()],
    loops: facts.repeats.rows.map((row) => ({
      ...words(row),
      innerSource: networks.addresses.portable(row.innerSource),
      innerDestination: networks.addresses.portable(row.innerDestination),
    })),
    flooded: silentHosts.floodedInVain(),
    silent: fdb.stations.moves.map((move) => [silentHosts.before(move), silentHosts.after(move)]),
    cut: [facts.fragmentation.cutTunnels, facts.fragmentation.headless(end)],
    entries: [[...fdb.learned()], [...fdb.uses()], [...fdb.floods()], [...fdb.members()]],
    storms: facts.addressMessages.questions.storms,
    census: [facts.census, facts.census.undecoded(), facts.quality],
  }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, JSON.stringify(value)]))
}
