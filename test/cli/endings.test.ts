/** How the program ends: a defect is told from findings, and a signal from both. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../helpers/declared.js'
import { MAIN, vxsniff } from '../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
const PLAIN = fixture('vxlan_vni_1.pcap')
const FRAGMENTS = fixture('fragments.pcap')
const dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** Runs the program with a defect: code that is loaded before it, in its threads too. */
function broken(code: string, args: readonly string[]) {
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(code)}`
  return vxsniff(args, '', { NODE_OPTIONS, TMPDIR: dir })
}

/** The decoder fails on the packets with this EtherType, one for experiments: octets are looked at through a DataView. */
const MARK = 0x88b5
const FAILS_ON_MARK = `
const { getUint16 } = DataView.prototype
DataView.prototype.getUint16 = function (o, little) {
  const value = getUint16.call(this, o, little)
  if (value === ${MARK} && !little) throw new TypeError('a defect')
  return value
}`

/** The capture with the mark in its fourth packet. */
function marked(name: string): string {
  const octets = readFileSync(fixture(name))
  let at = 24
  for (let i = 1; i < 4; i++) at += 16 + octets.readUInt32LE(at + 8)
  octets.writeUInt16BE(MARK, at + 16 + 12)
  const path = join(dir, `marked-${name}`)
  writeFileSync(path, octets)
  return path
}

const CALLS: readonly (readonly string[])[] = [
  ['read'],
  ['read', '--json'],
  ['flows'],
  ['tunnels'],
  ['check', '--jobs', '1'],
  ['check', '--jobs', '2', '--batch', '2000'],
  ['learn'],
]

describe('a defect', () => {
  test.each(CALLS)(
    'on one packet: all others are printed, it is said once, the exit code is 70: %j',
    async (...args) => {
      const file = marked('fragments.pcap')
      const { stdout, stderr, code } = await broken(FAILS_ON_MARK, [...args, file])
      expect(
        stderr.match(/^vxsniff: a defect of vxsniff at frame 4; please report it with .*frame-4\.hex$/gm),
      ).toHaveLength(1)
      expect(stderr).toContain('TypeError: a defect\n    at ')
      expect(stdout.length).toBeGreaterThan(100)
      expect(code).toBe(70)
      // It is a packet like any other.
      expect((await vxsniff([...args, file])).code).toBe(0)
    },
  )

  test('on a packet of a page, which cannot be made then', async () => {
    const { stdout, stderr, code } = await broken(FAILS_ON_MARK, ['report', '-o', '-', marked('fragments.pcap')])
    expect(stderr).toMatch(/^vxsniff: a defect of vxsniff at frame 4; please report it/)
    expect(stdout).toBe('')
    expect(code).toBe(70)
  })

  test('counts for more than findings and damage', async () => {
    const file = marked('bad-checksum.pcap')
    expect((await broken(FAILS_ON_MARK, ['check', '--fail-on', 'warning', file])).code).toBe(70)
    const octets = readFileSync(marked('fragments.pcap'))
    const cut = join(dir, 'cut.pcap')
    writeFileSync(cut, octets.subarray(0, octets.length - 5))
    const { stderr, code } = await broken(FAILS_ON_MARK, ['read', cut])
    expect(stderr).toMatch(/^vxsniff: .*cut\.pcap: /m)
    expect(code).toBe(70)
  })

  test.each([
    ['an exception of its own', 'setTimeout(() => { throw new RangeError("out of nowhere") }, 20)'],
    ['a promise that nobody waits for', 'setTimeout(() => Promise.reject(new RangeError("out of nowhere")), 20)'],
  ])('%s', async (_, code) => {
    const child = spawn(process.execPath, [
      '--import',
      `data:text/javascript,${encodeURIComponent(code)}`,
      MAIN,
      'read',
      '-',
    ])
    let stderr = ''
    child.stderr.on('data', (piece: Buffer) => {
      stderr += piece
    })
    const [status] = await once(child, 'close')
    expect(stderr).toMatch(
      /^vxsniff: a defect of vxsniff; please report it with these lines\nRangeError: out of nowhere\n {4}at /,
    )
    expect(status).toBe(70)
  })

  test('in the command itself', async () => {
    const failing =
      'Map.prototype.entries = () => { throw new TypeError("a defect") }; Int32Array.prototype.fill = () => { throw new TypeError("a defect") }'
    const { stderr, code } = await broken(failing, ['flows', PLAIN])
    expect(stderr).toMatch(/^vxsniff: a defect of vxsniff; please report it with these lines\nTypeError: a defect\n/m)
    expect(code).toBe(70)
  })

  test.each(['read', 'check'])('in a thread of %s', async (command) => {
    const failing = `
      import { parentPort } from 'node:worker_threads'
      const { postMessage } = parentPort ?? {}
      if (parentPort) parentPort.postMessage = function (message) {
        if ('number' in message || 'judged' in message) throw new TypeError('a defect')
        return postMessage.call(this, message)
      }`
    const octets = readFileSync(FRAGMENTS)
    const file = join(dir, 'long.pcap')
    writeFileSync(file, Buffer.concat([octets, ...Array<Buffer>(3000).fill(octets.subarray(24))]))
    const { stderr, code } = await broken(failing, [command, '--jobs', '2', '--batch', '20000', file])
    expect(stderr).toMatch(/a defect of vxsniff; please report it with these lines\nTypeError: a defect\n/)
    expect(code).toBe(70)
  })

  test('is in the help', async () => {
    const { stdout, code } = await vxsniff(['--help'])
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /Exit codes: .*4 no permission, 70 a defect of vxsniff \(please report it\)/,
    )
    expect(code).toBe(0)
  })
})

describe('signals', () => {
  const reading = COMMANDS.filter(({ name }) => ['read', 'flows', 'tunnels', 'check', 'learn', 'report'].includes(name))
  const signals = [
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const

  test.concurrent.each(reading.flatMap(({ name }) => signals.map(([signal]) => [name, signal] as const)))(
    '%s of a pipe that goes on: %s ends it',
    async (name, signal) => {
      const child = spawn(process.execPath, [MAIN, name, '-', ...(name === 'report' ? ['-o', '-'] : [])])
      child.stdin.write(readFileSync(PLAIN))
      await new Promise((resolve) => setTimeout(resolve, 1500))
      child.kill(signal)
      expect(await once(child, 'exit')).toEqual([null, signal])
    },
  )

  test.each(signals)('read -w ends with a whole packet after %s, and with the code of it', async (signal, number) => {
    const out = join(dir, `${signal}.pcap`)
    const child = spawn(process.execPath, [MAIN, 'read', '-', '-w', out])
    child.stdin.write(readFileSync(PLAIN))
    // It waits for signals from when the file is open.
    const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
    for (let i = 0; i < 600 && !existsSync(out); i++) await wait(50)
    await wait(1500)
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([128 + number, null])
    expect(readFileSync(out)).toEqual(readFileSync(PLAIN))
  })
})
