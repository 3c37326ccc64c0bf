/** The checksums of captures from many projects, against tshark's verdicts and what is known of the captures. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ChecksumCause, causeOf, classify } from '../../../src/analysis/checksums/cause.js'
import { ChecksumCensus } from '../../../src/analysis/checksums/census.js'
import { Reassembler } from '../../../src/analysis/fragments/reassembly.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { CaptureError } from '../../../src/capture/capture.js'
import { openCapture } from '../../../src/capture/file.js'
import { decode } from '../../../src/wire/decode.js'
import { Kind } from '../../../src/wire/kind.js'
import { Packet } from '../../../src/wire/packet.js'
import { defaultTables, protocolOf } from '../../../src/wire/protocols/index.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
import { Verdict } from '../../../src/wire/verify.js'
import { CORPUS, framesOf, hasCorpus, packetOf, truthOf } from '../../helpers/octets.js'

const run = hasCorpus('checksums compared with tshark')
const FILES = run ? readdirSync(`${CORPUS}files/`) : []

// tshark's `….checksum.status` (TRUTH.md): 0 bad, 1 good, 2 unverified, 3 not present, 4 illegal.
const BAD = '0'
const UNVERIFIED = '2'
const STATUS: Readonly<Record<ChecksumCause, string>> = {
  [ChecksumCause.None]: '',
  [ChecksumCause.Absent]: '3',
  [ChecksumCause.AbsentTunnel]: '4',
  [ChecksumCause.AbsentForbidden]: '4',
  [ChecksumCause.Good]: '1',
  [ChecksumCause.Seed]: BAD,
  [ChecksumCause.Outer]: BAD,
  [ChecksumCause.KernelFault]: BAD,
  [ChecksumCause.Translated]: BAD,
  [ChecksumCause.Corrupt]: BAD,
  [ChecksumCause.Cut]: UNVERIFIED,
  [ChecksumCause.Fragment]: UNVERIFIED,
  [ChecksumCause.Missing]: UNVERIFIED,
  [ChecksumCause.NoAddresses]: UNVERIFIED,
  [ChecksumCause.ExposedSeed]: 'exposed-seed',
  [ChecksumCause.OuterOff]: 'outer-off',
}
const COLUMNS = ['ip', 'udp', 'tcp', 'gre', 'icmp', 'icmpv6']
const VERDICT = new Verdict()

interface Found {
  readonly cause: ChecksumCause
  /** As tshark would put it. */
  readonly status: string
}

/** Our verdicts on the layers of one protocol, outermost first. */
function verdicts(p: Packet, column: string): Found[] {
  const found: Found[] = []
  for (let i = 0; i < p.depth; i++) {
    if (protocolOf(p.layers[i]!.kind).name !== column) continue
    classify(p, i, VERDICT)
    const cause = causeOf(VERDICT)
    // Headers alone tell offload's artefacts, where tshark does not look because the capture has cut the rest.
    const status = STATUS[cause] === BAD && !VERDICT.isComputed ? UNVERIFIED : STATUS[cause]
    if (cause !== ChecksumCause.None) found.push({ cause, status })
  }
  return found
}

/** Causes of all checksums of a capture: how many of `<protocol>.<tunnels>.<cause>`. */
async function causesOf(file: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const capture = await openCapture(`${CORPUS}files/${file}`)
  const p = new Packet()
  const stack = new TunnelStack()
  const reassembler = new Reassembler()
  try {
    while (await capture.fill()) {
      while (capture.next(p)) {
        decode(p)
        if (p.fragment !== -1) reassembler.offer(p)
        stack.fill(p)
        for (let i = 0; i < p.depth; i++) {
          classify(p, i, VERDICT)
          const isInner = stack.depth > 0 && i > stack.layers[0]!
          const key = `${isInner ? 'inner' : 'outer'}-${protocolOf(p.layers[i]!.kind).name} ${causeOf(VERDICT)}`
          counts.set(key, (counts.get(key) ?? 0) + 1)
        }
      }
    }
  } catch (e) {
    if (!(e instanceof CaptureError)) throw e
  } finally {
    capture.close()
  }
  return counts
}

describe.skipIf(!run)('captures from many projects', () => {
  test('verdicts are those of tshark 4.0', () => {
    const tables = { ...defaultTables(), reassemble: false }
    const differences: string[] = []
    let compared = 0
    for (const file of FILES) {
      const frames = framesOf(`${CORPUS}files/${file}`)
      if (frames.length === 0 || tables.linkTypes[frames[0]!.linkType] === Kind.Payload) continue
      const truth = truthOf(file)
      frames.forEach((f, i) => {
        const row = truth[i]
        if (row === undefined || row['_ws.malformed'] !== '' || row['_ws.short'] !== '') return
        const p = packetOf(f.octets, f.linkType, f.length, tables)
        // What an ICMP error quotes has no verdict here.
        if (p.quoted < p.depth) return
        for (const column of COLUMNS) {
          const theirs = (row[`${column}.checksum.status`] ?? '').split('|').filter((status) => status !== '')
          const ours = verdicts(p, column)
          // One of the two knows a protocol that carries more: a matter for the tests of the decoders.
          if (theirs.length !== ours.length) continue
          for (const [k, { cause, status }] of ours.entries()) {
            // Of octets that are in another fragment, or nowhere, tshark judges the rest.
            if (cause === ChecksumCause.Missing || cause === ChecksumCause.Fragment) continue
            compared++
            if (status !== theirs[k]) differences.push(`${file} #${i + 1} ${column}: cause ${cause}, not ${theirs[k]}`)
          }
        }
      })
    }
    expect(compared).toBeGreaterThan(100_000)
    expect(differences).toEqual([])
  })

  const manifest = run ? readFileSync(`${CORPUS}MANIFEST.tsv`, 'utf8').trimEnd().split('\n').slice(1) : []
  const tagged = manifest.flatMap((line) => {
    const [file = '', ...columns] = line.split('\t')
    const tags = (columns[7] ?? '').split(',').filter((tag) => tag.startsWith('offload-partial-csum:'))
    return tags.map((tag) => [file, tag.slice(tag.indexOf(':') + 1)] as const)
  })

  test.each(tagged)('%s: the seeds of offload in %s are found', async (file, layer) => {
    const counts = await causesOf(file)
    expect(counts.get(`${layer} ${ChecksumCause.Seed}`)).toBeGreaterThan(0)
  })

  const damaged = FILES.filter((file) => /^zeek__.*bad-(checksum|chksum)/.test(file))
  test.each(damaged)('%s is corrupt, and nothing explains it', async (file) => {
    const counts = await causesOf(file)
    const corrupt = [...counts].filter(([key]) => key.endsWith(` ${ChecksumCause.Corrupt}`))
    expect(corrupt.map(([, n]) => n)).toEqual([1])
  })

  test('a traffic generator that changes addresses and leaves the checksum: each is told by the first packet', async () => {
    const networks = new Networks()
    const stack = new TunnelStack()
    const census = new ChecksumCensus(networks)
    const capture = await openCapture(`${CORPUS}files/trex__udp_1pkt_simple_test2.pcap`)
    const p = new Packet()
    while (await capture.fill()) {
      while (capture.next(p)) {
        decode(p)
        stack.fill(p)
        networks.observe(p, stack)
        census.observe(p, stack)
      }
    }
    capture.close()
    const wrong = [...census.rows()].filter(({ cause }) => STATUS[cause] === BAD)
    expect(wrong.map(({ cause, packets }) => [cause, packets])).toEqual(
      Array.from({ length: 9 }, () => [ChecksumCause.Translated, 1]),
    )
    expect(census.translations.map(({ evidence }) => evidence)).toEqual(Array.from({ length: 9 }, () => 1))
  })
})
