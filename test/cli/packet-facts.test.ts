/** Words and fields of `-Y` that the packets before answer: numbers of streams and of TCP as tshark has them. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { Streams } from '../../src/analysis/flows/streams.js'
import { Budget } from '../../src/analysis/tables/budget.js'
import { Networks } from '../../src/analysis/tunnels/networks.js'
import { openCapture } from '../../src/capture/file.js'
import { filterFor, filterFrom } from '../../src/cli/filter.js'
import { decode } from '../../src/wire/decode.js'
import { Kind } from '../../src/wire/kind.js'
import { Packet } from '../../src/wire/packet.js'
import { DEFAULT_TABLES } from '../../src/wire/tables.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import { isMissing } from '../helpers/programs.js'
import { vxsniff } from '../helpers/run.js'

const hasNoTshark = isMissing('tshark', 'apt-get install tshark')
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}.pcap`, import.meta.url))
const shared = (path: string): string => fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url))

const FIELDS = ['frame.number', 'tcp.stream', 'tcp.seq', 'tcp.ack', 'udp.stream']

/** By tshark, of the last transport header of each packet: its frame, then the rest of `FIELDS`. */
function tsharkRows(capture: string, filter: string): readonly (readonly string[])[] {
  const args = ['-r', capture, '-Y', filter, '-T', 'fields', ...FIELDS.flatMap((name) => ['-e', name])]
  const text = execFileSync('tshark', [...args, '-E', 'occurrence=l'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
}

async function ourRows(capture: string): Promise<ReadonlyMap<number, readonly string[]>> {
  const networks = new Networks(new Budget())
  const streams = new Streams(networks)
  const rows = new Map<number, readonly string[]>()
  await each(capture, (p, stack) => {
    networks.observe(p, stack)
    streams.observe(p)
    const { kind, stream, sequence, acknowledgment } = streams
    if (kind === Kind.Tcp) rows.set(p.number, [stream, sequence, acknowledgment, ''].map(String))
    else if (kind === Kind.Udp) rows.set(p.number, ['', '', '', String(stream)])
  })
  return rows
}

async function each(capture: string, visit: (p: Packet, stack: TunnelStack) => void): Promise<void> {
  const source = await openCapture(capture)
  const p = new Packet()
  const stack = new TunnelStack()
  while (await source.fill()) {
    while (source.next(p)) {
      decode(p)
      stack.fill(p)
      visit(p, stack)
    }
  }
  source.close()
}

/** The frames that pass an expression. */
async function passing(capture: string, expression: string): Promise<readonly number[]> {
  const source = await openCapture(capture)
  const from = {
    capture: source,
    reopen: () => openCapture(capture),
    tables: DEFAULT_TABLES,
    budget: new Budget(),
  }
  const { accepts } = await filterFor(expression, from)
  const p = new Packet()
  const frames: number[] = []
  while (await source.fill()) {
    while (source.next(p)) {
      decode(p)
      if (accepts(p)) frames.push(p.number)
    }
  }
  source.close()
  return frames
}

describe.skipIf(hasNoTshark)('as in tshark', () => {
  // Of each one network, so that its numbers are those of a network.
  test.each([
    ['offload', 'tcp'],
    ['bad-checksum', 'tcp'],
    ['applications', 'tcp || (udp && !vxlan)'],
  ])('%s: streams and relative numbers of %s', async (name, filter) => {
    const ours = await ourRows(fixture(name))
    const theirs = tsharkRows(fixture(name), filter)
    expect(theirs.length).toBeGreaterThan(2)
    const numbers = name === 'applications' ? ['tcp'] : ['tcp', 'udp']
    for (const [frame, ...row] of theirs) {
      // UDP streams of tunnels are numbered there as well.
      if (!numbers.includes(row[0] === '' ? 'udp' : 'tcp')) continue
      expect([frame, ...ours.get(Number(frame))!.slice(0, 3)], `#${frame}`).toEqual([frame, ...row.slice(0, 3)])
    }
  })

  const LOSSY = shared('networks/37-lossy')
  test.skipIf(!existsSync(LOSSY))('a lossy network: every TCP segment', async () => {
    const capture = `${LOSSY}/n1.pcap`
    const ours = await ourRows(capture)
    const theirs = tsharkRows(capture, 'tcp')
    for (const [frame, ...row] of theirs)
      expect([frame, ...ours.get(Number(frame))!]).toEqual([frame, ...row.slice(0, 3), ''])
  })
})

test('tenants with the same addresses have streams of their own', async () => {
  const rows = await ourRows(fixture('tenants'))
  const streams = new Set([...rows.values()].map(([stream]) => stream))
  const byTshark = new Set(tsharkRows(fixture('tenants'), 'tcp').map(([, stream]) => stream))
  expect(streams.size).toBeGreaterThan(byTshark.size)
})

describe('words', () => {
  test('retransmission is what was sent again', async () => {
    expect(await passing(fixture('bad-checksum'), 'retransmission')).toEqual(
      await passing(fixture('bad-checksum'), 'tcp.analysis.retransmission'),
    )
    expect((await passing(fixture('bad-checksum'), 'retransmission')).length).toBeGreaterThan(0)
  })

  test('finding and step are the packets that check and learn name', async () => {
    const { stdout } = await vxsniff(['check', '--json', fixture('port-mismatch')])
    const [first] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; frames: number[] })
    expect(first!.id).toBe('vxlan.port-mismatch')
    expect(await passing(fixture('port-mismatch'), 'finding vxlan.port-mismatch')).toEqual(first!.frames)
    const [[question] = []] = tsharkRows(fixture('multicast'), 'arp.opcode == 1')
    expect(await passing(fixture('multicast'), 'step 1')).toEqual([Number(question)])
    expect(await passing(fixture('multicast'), 'step 1 and vni 7')).toEqual([])
  })

  test('a finding that is none is an error, with those that look like it', () => {
    expect(() => filterFrom('finding vxlan.port-mismach')).toThrow('vxlan.port-mismatch')
  })

  test('two looks take a file', async () => {
    const octets = readFileSync(fixture('multicast'))
    const { stderr, code } = await vxsniff(['read', '-Y', 'finding mtu', '-'], octets)
    expect(stderr).toMatch(/^vxsniff: .*take two looks at the packets, which only files allow; save them with -w\n$/)
    expect(code).toBe(2)
  })
})

describe('a part of the frames', () => {
  const numbersOf = async (...args: readonly string[]): Promise<readonly number[]> => {
    const { stdout, stderr, code } = await vxsniff(['read', '--fields', 'frame.number', ...args, fixture('multicast')])
    expect(code, stderr).toBe(0)
    return stdout.trimEnd().split('\n').slice(1).map(Number)
  }

  test('by number, by time, from the start and from the end', async () => {
    const times = tsharkTimes(fixture('multicast'))
    const all = times.map((_, i) => i + 1)
    expect(await numbersOf('--frames', '2-4,9')).toEqual([2, 3, 4, 9])
    const late = all.filter((n) => times[n - 1]! >= 1.5)
    expect(await numbersOf('--after', '+1.5')).toEqual(late)
    expect(await numbersOf('--before', '+1.5')).toEqual(all.filter((n) => times[n - 1]! <= 1.5))
    expect(await numbersOf('--head', '2', '-Y', 'icmp')).toEqual((await numbersOf('-Y', 'icmp')).slice(0, 2))
    expect(await numbersOf('--tail', '2', '-Y', 'icmp')).toEqual((await numbersOf('-Y', 'icmp')).slice(-2))
    expect(await numbersOf('--tail', '3')).toEqual(all.slice(-3))
  })

  test('behind the last that is wanted nothing is read, and that is said', async () => {
    const { stderr } = await vxsniff(['read', '--frames', '2-3', fixture('multicast')])
    expect(stderr).toMatch(/^Only 2 of the first 3 packets were looked at, those that pass --frames 2-3/)
  })

  test('where all pass no others are spoken of', async () => {
    const all = await vxsniff(['read', '--tail', '100', fixture('multicast')])
    expect(all.stderr).toMatch(/^All 12 packets were looked at\.$/m)
  })

  test('what is none is refused', async () => {
    for (const [option, value] of [
      ['--frames', 'x'],
      ['--after', 'noon'],
      ['--before', '25:99'],
    ] as const) {
      const { stderr, code } = await vxsniff(['read', option, value, fixture('multicast')])
      expect(stderr).toMatch(new RegExp(`^vxsniff: ${option}: "${value}" is none; give [^\n]+\n$`))
      expect(code).toBe(2)
    }
  })
})

/** Seconds since the first packet. */
function tsharkTimes(capture: string): readonly number[] {
  const args = ['-r', capture, '-T', 'fields', '-e', 'frame.time_relative']
  return execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trimEnd()
    .split('\n')
    .map(Number)
}
