/** `read --jobs`: several threads print what one prints, to the octet, whatever the file and wherever it is cut. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MessageChannel, Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Interface } from '../../src/capture/capture.js'
import { openInChunks } from '../../src/capture/file.js'
import { loadParts, readInput } from '../../src/cli/commands/read.js'
import { READ_DEFAULTS, type ReadOptions } from '../../src/cli/commands/read-options.js'
import type { Batch } from '../../src/cli/jobs/batch.js'
import type { Thread } from '../../src/cli/jobs/pool.js'
import { type ReadCounts, type ReadOrder, type ReadResult, readWork } from '../../src/cli/jobs/read-work.js'
import { serve, type Work } from '../../src/cli/jobs/worker-side.js'
import { Lines } from '../../src/present/line.js'
import { vxsniff } from '../helpers/run.js'
import { share } from '../helpers/share.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))
const CORPUS = fileURLToPath(new URL('../../../shared/corpus/files/', import.meta.url))
const LAB = fileURLToPath(new URL('../../../shared/lab/', import.meta.url))

const OPTIONS: ReadOptions = { ...READ_DEFAULTS, color: 'never' }
const FIELDS = ['frame.number', 'frame.time_epoch', 'frame.interface_id', 'frame.comment', 'ip.src', 'vxlan.vni']
const FORMS: Readonly<Record<string, Partial<ReadOptions>>> = {
  lines: {},
  coloured: { color: 'always' },
  'link level': { linkLevel: true },
  'no time': { t: 1 },
  'since the packet before': { t: 3 },
  'date and time': { t: 4 },
  'since the first': { t: 5 },
  'without reassembly': { reassemble: false },
  'so many packets': { max: 40 },
  'in words': { verbose: 1 },
  octets: { hex: 1 },
  'as text': { ascii: 1 },
  'absolute numbers': { absoluteTcpSequenceNumbers: true },
  'without checksums': { dontVerifyChecksums: true },
  json: { json: true },
  fields: { fields: FIELDS },
}

/** What a run gave: standard output and standard error, and the exit code or the error. */
interface Run {
  readonly stdout: string
  readonly stderr: string
  readonly end: string
}

/** Threads in this one: workers' code behind real message channels. Counts the batches that they were given. */
class Threads {
  batches = 0

  readonly start = (count: number): readonly Thread[] => Array.from({ length: count }, () => this.#thread())

  #thread(): Thread {
    const thread = throughChannel(readWork)
    const postMessage = (message: unknown): void => {
      if ('number' in (message as object)) this.batches++
      thread.postMessage(message)
    }
    return { ...thread, postMessage }
  }
}

function throughChannel(
  make: (o: ReadOptions) => Promise<Work<readonly Interface[], ReadOrder, ReadResult, ReadCounts>>,
): Thread {
  const { port1, port2 } = new MessageChannel()
  serve(port2, make)
  return {
    postMessage: (message) => port1.postMessage(message),
    on: (event, listener) => port1.on(event, listener),
    terminate: () => port1.close(),
  }
}

async function run(
  path: string,
  o: Partial<ReadOptions> & { readonly batch: number },
  start?: (count: number) => readonly Thread[],
): Promise<Run> {
  const stdout: Uint8Array[] = []
  let stderr = ''
  const output = {
    stdout: (bytes: Uint8Array) => {
      stdout.push(bytes.slice())
    },
    stderr: (text: string) => {
      stderr += text
    },
  }
  const options = { ...OPTIONS, ...o }
  let end: string
  try {
    const capture = await openInChunks(path, options.batch)
    try {
      end = String(
        await readInput({ capture, live: undefined, files: [path] }, options, await loadParts(options), output, start),
      )
    } finally {
      capture.close()
    }
  } catch (e) {
    end = String(e)
  }
  return { stdout: Buffer.concat(stdout).toString('latin1'), stderr, end }
}

const threads = new Threads()

/** Several threads give what one gives. */
async function expectSame(path: string, form: Partial<ReadOptions>, jobs: number, batch: number): Promise<void> {
  const one = await run(path, { ...form, batch, jobs: 1 })
  const several = await run(path, { ...form, batch, jobs }, threads.start)
  expectEqual(several, one, `${path} with ${jobs} jobs and batches of ${batch} octets`)
}

/** As `toEqual`, but tells only where the difference begins: the whole may be long. */
function expectEqual(run: Run, other: Run, what: string): void {
  for (const key of ['stdout', 'stderr', 'end'] as const) {
    const a = run[key].split('\n')
    const b = other[key].split('\n')
    const line = a.findIndex((text, i) => text !== b[i])
    if (run[key] !== other[key]) expect(`${what}: ${key}: ${a[line]}`).toBe(`${what}: ${key}: ${b[line]}`)
  }
}

function captures(folder: string): readonly string[] {
  if (!existsSync(folder)) {
    console.warn(`${folder} is not there, so its captures are skipped`)
    return []
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(pcap|pcapng|cap|ntar)$/.test(name))
    .map((name) => join(folder, name))
}

const OWN_FILES = captures(FIXTURES)
const FILES = [...OWN_FILES, ...share([CORPUS, LAB].flatMap(captures), 4)]
const PCAP_HEADER_LEN = 24
const RECORD_HEADER_LEN = 16

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

/** Octets that are at least joined: enough batches for several threads. */
const LONG = 1_500_000

/** One pcap of Ethernet ones, their records one file after the other until it is long, so many times. */
function joined(times: number, files: readonly string[] = OWN_FILES): Uint8Array {
  const header = readFileSync(join(FIXTURES, 'vxlan_vni_1.pcap')).subarray(0, PCAP_HEADER_LEN)
  const bodies = files
    .map((path) => readFileSync(path))
    .filter((bytes) => bytes.subarray(0, 4).equals(header.subarray(0, 4)) && bytes.readUInt32LE(20) === 1)
    .map((bytes) => wholeRecords(bytes))
  const octets = bodies.reduce((sum, body) => sum + body.length, 0)
  const rounds = times * Math.ceil(LONG / octets)
  return Buffer.concat([header, ...Array.from({ length: rounds }, () => bodies).flat()])
}

function wholeRecords(bytes: Buffer): Uint8Array {
  let at = PCAP_HEADER_LEN
  for (;;) {
    const captured = at + RECORD_HEADER_LEN <= bytes.length ? bytes.readUInt32LE(at + 8) : Number.POSITIVE_INFINITY
    if (at + RECORD_HEADER_LEN + captured > bytes.length) return bytes.subarray(PCAP_HEADER_LEN, at)
    at += RECORD_HEADER_LEN + captured
  }
}

describe('several threads print what one prints', () => {
  // Every capture as lines and in two of the other forms.
  test.each([...Object.keys(FORMS).entries()])('every capture, form %i: %s', async (form, name) => {
    const before = threads.batches
    const others = Object.keys(FORMS).length - 1
    for (const [i, path] of FILES.entries()) {
      if (form > 0 && (i + form) % (others / 2) >= 1) continue
      await expectSame(path, FORMS[name]!, 2 + (i % 2), [256, 700, 2048, 9000][i % 4]!)
    }
    expect(threads.batches).toBeGreaterThan(before)
  })

  test('captures cut and joined anywhere', async () => {
    const cases = fc.record({
      file: fc.nat(FILES.length - 1),
      // Octets from the end, so that what is found becomes simpler.
      cut: fc.nat(5000),
      form: fc.constantFrom(...Object.keys(FORMS)),
      jobs: fc.integer({ min: 2, max: 4 }),
      batch: fc.integer({ min: 64, max: 5000 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ file, cut, form, jobs, batch }) => {
        const bytes = readFileSync(FILES[file]!)
        const path = join(dir, 'cut')
        writeFileSync(path, bytes.subarray(0, Math.max(0, bytes.length - cut)))
        await expectSame(path, FORMS[form]!, jobs, batch)
      }),
      { numRuns: 100 },
    )
  })

  test('a long capture, in which frame numbers and columns grow and tunnels come back', async () => {
    const path = join(dir, 'joined.pcap')
    writeFileSync(
      path,
      joined(
        2,
        FILES.filter((_, i) => i % 3 === 0),
      ),
    )
    const before = threads.batches
    for (const name of ['lines', 'since the packet before', 'json']) await expectSame(path, FORMS[name]!, 3, 20_000)
    expect(threads.batches - before).toBeGreaterThan(300)
  })
})

describe('what goes wrong in a batch', () => {
  const path = (): string => {
    const name = join(dir, 'wrong.pcap')
    writeFileSync(name, joined(1).subarray(0, 1_000_000))
    return name
  }

  test('a worker that stops half-way leaves the rest to the thread that reads', async () => {
    const start = (count: number): readonly Thread[] =>
      Array.from({ length: count }, () =>
        throughChannel(async (o) => {
          const work = await readWork(o)
          const half = (batch: Batch, order: ReadOrder): ReadResult =>
            work.batch(batch, { ...order, count: order.count >> 1 })
          return {
            note: (interfaces) => work.note(interfaces),
            batch: half,
            rest: () => work.rest(),
            get text() {
              return work.text
            },
          }
        }),
      )
    const file = path()
    const one = await run(file, { batch: 5000, jobs: 1 })
    expectEqual(await run(file, { batch: 5000, jobs: 3 }, start), one, 'half')
  })

  // Before the threads have started, and after.
  test.each([3, 700])('a packet on which the program fails is reported once: frame %i', async (frame) => {
    const { write } = Lines.prototype
    const failing = vi.spyOn(Lines.prototype, 'write').mockImplementation(function (this: Lines, p, ...rest) {
      if (p.number === frame || p.number === 900) throw new Error('a defect of the test')
      write.call(this, p, ...rest)
    })
    const withoutPaths = ({ stderr, ...others }: Run): Run => {
      const [, folder] = /report it with (.*)\/frame-\d+\.hex\n/.exec(stderr) ?? []
      expect(folder).toBeDefined()
      rmSync(folder!, { recursive: true })
      // The stacks are those of different callers.
      return { ...others, stderr: stderr.replace(folder!, '').replace(/^ {4}at .*\n/gm, '') }
    }
    try {
      const file = path()
      const one = withoutPaths(await run(file, { batch: 5000, jobs: 1, t: 3 }))
      const several = withoutPaths(await run(file, { batch: 5000, jobs: 3, t: 3 }, threads.start))
      expectEqual(several, one, 'failing')
    } finally {
      failing.mockRestore()
    }
  })
})

describe('the built program', () => {
  async function built(path: string, jobs: string, form: readonly string[] = []): Promise<Run> {
    const { code, ...texts } = await vxsniff(['read', path, '--batch', '30000', '--jobs', jobs, ...form])
    return { ...texts, end: String(code) }
  }

  test('threads of its own, many batches', async () => {
    const path = join(dir, 'built.pcap')
    writeFileSync(path, joined(1))
    for (const form of [[], ['--json'], ['--fields', FIELDS.join()]]) {
      const one = await built(path, '1', form)
      expect(one.end).toBe('0')
      for (const jobs of ['2', '3']) expectEqual(await built(path, jobs, form), one, form.join(' '))
    }
  })

  test('a damaged capture gives what could be read, the message and the exit code', async () => {
    const path = join(dir, 'damaged.pcap')
    const whole = joined(1)
    writeFileSync(path, whole.subarray(0, whole.length - 5))
    const one = await built(path, '1')
    expect(one.end).toBe('3')
    expectEqual(await built(path, '2'), one, 'damaged')
  })

  test('tcpdump text, several files and -w are one thread’s work, with the same result', async () => {
    const path = join(FIXTURES, 'vxlan_vni_1.pcap')
    const out = join(dir, 'out.pcap')
    for (const args of [
      ['--format', 'tcpdump', path],
      [path, path],
      ['-w', out, path],
      ['-w', out, '--print', path],
    ]) {
      const one = await vxsniff(['read', '--jobs', '1', ...args])
      expect(await vxsniff(['read', '--jobs', '2', '--batch', '300', ...args])).toEqual(one)
    }
  })

  test('a number of threads that cannot be is refused', async () => {
    for (const jobs of ['0', '65', 'two']) {
      expect((await vxsniff(['read', '--jobs', jobs, join(FIXTURES, 'vxlan_vni_1.pcap')])).code).toBe(2)
    }
  })
})

describe('a thread that dies', () => {
  const die = (when: string): Worker =>
    new Worker(
      new URL(
        `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'
      parentPort.on('message', (m) => { if ('task' in m && ${when} !== 'start') parentPort.postMessage({ ready: true })
      else if (${when} === 'throw') throw new Error('out of luck')
      else process.exit() })`)}`,
      ),
    )

  test.each(['throw', 'exit'])('before its work is done ends the reading with an error: %s', async (how) => {
    const path = join(dir, 'dies.pcap')
    // So long that the others are not done before the thread has begun.
    writeFileSync(path, joined(20))
    const { end } = await run(path, { batch: 20_000, jobs: 2 }, () => [die(JSON.stringify(how))])
    expect(end).toMatch(how === 'throw' ? /out of luck/ : /a thread has ended/)
  })

  test('at its start leaves the work to the others', async () => {
    const path = join(dir, 'dies.pcap')
    writeFileSync(path, joined(1))
    const one = await run(path, { batch: 20_000, jobs: 1 })
    expectEqual(await run(path, { batch: 20_000, jobs: 2 }, () => [die(JSON.stringify('start'))]), one, 'alone')
  })
})
