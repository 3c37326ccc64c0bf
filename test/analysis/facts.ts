/** All that `Check` knows of packets, as text that can be compared. */
import { Check, findings } from '../../src/analysis/check/check.js'
import type { Paths } from '../../src/analysis/paths.js'
import { Reassembler } from '../../src/analysis/reassembly.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import type { Frame } from '../wire/octets.js'

/** A frame, and when it came, in nanoseconds. */
export interface Sighting {
  readonly frame: Frame
  readonly time: number
}

/** What is known after the last of the packets. */
export function factsOf(sightings: readonly Sighting[], paths: Paths): Readonly<Record<string, string>> {
  const check = new Check(undefined, paths)
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
    decode(p)
    if (p.fragment !== -1) reassembler.offer(p)
    stack.fill(p)
    check.observe(p, stack)
  }
  check.finish()
  const end = { frame: p.number, seconds: p.tsSec, nanoseconds: p.tsNsec }
  const facts = check.facts({ live: false, interfaces: [], end }, reassembler.counts)
  const { networks, learned, flows, tunnels, checksums, silence, sequences, fdb } = facts
  const records = [...tunnels.records()]
  const all: Readonly<Record<string, unknown>> = {
    findings: findings(facts),
    learned: { ...learned, addresses: undefined },
    networks: Array.from({ length: networks.count }, (_, n) => networks.network(n)),
    flows: [...flows.rows()],
    others: flows.others,
    tunnels: records,
    numbers: records.map(({ type, forth, back, network, a, b }) => {
      const { parent } = networks.network(network)
      return [sequences.facts(type, forth.id, parent, a, b), sequences.facts(type, back.id, parent, b, a)]
    }),
    checksums: [...checksums.rows(), checksums.translations, checksums.kernelFaults],
    oddities: facts.oddities.rows,
    errors: facts.errors.rows,
    echoes: facts.echoSizes.rows,
    stuck: facts.stuck.stuck(),
    loops: facts.repeats.rows,
    flooded: silence.floodedInVain(),
    silent: fdb.stations.moves.map((move) => [silence.before(move), silence.after(move)]),
    cut: [facts.fragmentation.cutTunnels, facts.fragmentation.headless(end)],
    entries: [[...fdb.learned()], [...fdb.uses()], [...fdb.floods()], [...fdb.members()]],
    storms: facts.talk.questions.storms,
    census: [facts.census, facts.census.undecoded(), facts.pace],
  }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, JSON.stringify(value)]))
}
