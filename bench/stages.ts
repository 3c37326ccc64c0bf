/**
 * One stage of the library in this process: `stages.ts STAGE FILE SAMPLES`. Prints nanoseconds per packet, a sample a
 * line. Every stage has a process of its own, since V8 optimizes for all callers that it has seen.
 */
import type { Capture } from '../src/capture/capture.js'
import type { Packet } from '../src/wire/packet.js'

/** Runs before the first sample that counts: until then V8 has compiled what is hot. */
const WARM_UPS = 3
/** Octets of text gathered before they are dropped, as the program writes them. */
const WRITE_AT = 1 << 16

/** What is done with one packet, and after a batch of them; a number that depends on what was done. */
interface Work {
  packet(p: Packet): number
  batch(): void
}

type Stage = 'walk' | 'decode' | 'outer filter' | 'inner filter' | 'checksums' | 'census' | 'lines' | 'flows'

const { openCapture } = await built<typeof import('../src/capture/file.js')>('capture/file.js')
const { decode } = await built<typeof import('../src/wire/decode.js')>('wire/decode.js')
const wire = await built<typeof import('../src/wire/packet.js')>('wire/packet.js')
const { TunnelStack } = await built<typeof import('../src/wire/tunnel.js')>('wire/tunnel.js')

const [stage, file, samples] = process.argv.slice(2)
for (let i = -WARM_UPS; i < Number(samples); i++) {
  const packet = new wire.Packet()
  const work = await workOf(stage as Stage)
  const capture = await openCapture(file!)
  const from = process.hrtime.bigint()
  const packets = await pass(capture, packet, work)
  const took = Number(process.hrtime.bigint() - from)
  capture.close()
  if (i >= 0) console.log(took / packets)
}

async function pass(capture: Capture, packet: Packet, work: Work): Promise<number> {
  let packets = 0
  let sum = 0
  while (await capture.fill()) {
    while (capture.next(packet)) {
      sum += work.packet(packet)
      packets++
    }
    work.batch()
  }
  // Where V8 cannot prove that nobody looks at it: else it may leave out the work.
  Object.assign(globalThis, { sum })
  return packets
}

async function workOf(stage: Stage): Promise<Work> {
  switch (stage) {
    case 'walk':
      return { packet: (p) => p.captured, batch: nothing }
    case 'decode':
      return { packet: decodeOnly, batch: nothing }
    case 'outer filter':
      return filter('outer udp port 4790')
    case 'inner filter':
      return filter('inner host 172.16.0.9 and vni 5001')
    case 'checksums':
      return checksums()
    case 'census':
      return census()
    case 'lines':
      return lines()
    case 'flows':
      return flows()
  }
}

function decodeOnly(p: Packet): number {
  decode(p)
  return p.depth
}

/** As far as the expression needs it: to be held against `walk`, or where it asks for what is inside against `decode`. */
async function filter(expression: string): Promise<Work> {
  const { compileFilter, Needs } = await built<typeof import('../src/filter/compile.js')>('filter/compile.js')
  const { decodeOuter } = await built<typeof import('../src/wire/decode.js')>('wire/decode.js')
  const { accepts, needs } = compileFilter(expression)
  const decoder = needs === Needs.Outer ? decodeOuter : decode
  return {
    packet(p) {
      decoder(p)
      return accepts(p) ? 1 : 0
    },
    batch: nothing,
  }
}

async function checksums(): Promise<Work> {
  const { Checksums } = await built<typeof import('../src/wire/verify.js')>('wire/verify.js')
  const verdicts = new Checksums()
  return {
    packet(p) {
      decode(p)
      verdicts.verify(p)
      return verdicts.anomalies
    },
    batch: nothing,
  }
}

async function census(stack = new TunnelStack()): Promise<Work> {
  const { Reassembler } = await built<typeof import('../src/analysis/fragments/reassembly.js')>(
    'analysis/fragments/reassembly.js',
  )
  const { Census } = await built<typeof import('../src/analysis/totals/census.js')>('analysis/totals/census.js')
  const { Tunnels } = await built<typeof import('../src/analysis/tunnels/tunnels.js')>('analysis/tunnels/tunnels.js')
  const reassembler = new Reassembler()
  const counts = new Census()
  const tunnels = new Tunnels()
  return {
    packet(p) {
      decode(p)
      if (p.fragment !== -1) reassembler.offer(p)
      counts.observe(p)
      stack.fill(p)
      tunnels.observe(p, stack)
      return stack.depth
    },
    batch: nothing,
  }
}

async function flows(): Promise<Work> {
  const { Flows } = await built<typeof import('../src/analysis/flows/flows.js')>('analysis/flows/flows.js')
  const { GreSequences } = await built<typeof import('../src/analysis/tunnels/gre-sequence.js')>(
    'analysis/tunnels/gre-sequence.js',
  )
  const { Networks } = await built<typeof import('../src/analysis/tunnels/networks.js')>('analysis/tunnels/networks.js')
  const { Reassembler } = await built<typeof import('../src/analysis/fragments/reassembly.js')>(
    'analysis/fragments/reassembly.js',
  )
  const { TunnelTraffic } = await built<typeof import('../src/analysis/tunnels/tunnel-traffic.js')>(
    'analysis/tunnels/tunnel-traffic.js',
  )
  const stack = new TunnelStack()
  const reassembler = new Reassembler()
  const networks = new Networks()
  const table = new Flows(networks)
  const tunnels = new TunnelTraffic(networks)
  const sequences = new GreSequences(networks)
  return {
    packet(p) {
      decode(p)
      if (p.fragment !== -1) reassembler.offer(p)
      stack.fill(p)
      networks.observe(p, stack)
      tunnels.observe(p, stack, table.observe(p, stack))
      sequences.observe(p, stack)
      return table.lastRow
    },
    batch: nothing,
  }
}

async function lines(): Promise<Work> {
  const { EchoTable } = await built<typeof import('../src/analysis/flows/echo-round-trips.js')>(
    'analysis/flows/echo-round-trips.js',
  )
  const { UNICODE } = await built<typeof import('../src/present/glyphs.js')>('present/glyphs.js')
  const { Lines } = await built<typeof import('../src/present/line.js')>('present/line.js')
  const { PLAIN } = await built<typeof import('../src/present/palette.js')>('present/palette.js')
  const { Clock, TimeStyle } = await built<typeof import('../src/present/time.js')>('present/time.js')
  const { Writer } = await built<typeof import('../src/present/writer.js')>('present/writer.js')
  const stack = new TunnelStack()
  const before = await census(stack)
  const echoes = new EchoTable()
  const out = new Writer(2 * WRITE_AT)
  const printer = new Lines({
    palette: PLAIN,
    glyphs: UNICODE,
    clock: new Clock(() => 0),
    time: TimeStyle.Readable,
    width: 0,
    linkLevel: false,
    quiet: false,
    titles: false,
  })
  return {
    packet(p) {
      before.packet(p)
      printer.write(p, stack, out, echoes.observe(p))
      if (out.length >= WRITE_AT) out.clear()
      return out.length
    },
    batch() {
      printer.flush(out)
      out.clear()
    },
  }
}

/** The compiled module that users run, with the types of its source. */
function built<T>(path: string): Promise<T> {
  return import(new URL(`../dist/${path}`, import.meta.url).href)
}

function nothing(): void {}
