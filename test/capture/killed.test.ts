/**
 * What a file that is being written is worth when the program is ended in the middle of it, or when there is no more room:
 * whole packets, as capinfos and the program itself read them.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Pieces, packets } from '../helpers/attack.js'
import { temporary } from '../helpers/capture-octets.js'
import { frame, ping } from '../helpers/packets.js'
import { isMissing } from '../helpers/programs.js'
import { MAIN, vxsniff } from '../helpers/run.js'

const capinfosMissing = isMissing('capinfos', 'apt install wireshark-common')
const unshareMissing = isMissing('unshare', 'apt install util-linux')
const cannotMount =
  unshareMissing || spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status !== 0
if (cannotMount) console.warn('SKIPPED: a disk that is full, which takes root')

const path = temporary()
const { PATH = '' } = process.env
const env = { PATH, TZ: 'UTC' }
const FORMATS = ['pcap', 'pcapng'] as const
/** More packets than anybody waits for. */
const MANY = 1e9
const octets = frame(ping(1, 300)).octets
const endless = (): Pieces => packets(MANY, octets, (v, i) => v.setUint32(v.byteLength - 4, i))

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** Writes the packets of a pipe to a file; gets a signal so many milliseconds after the file has begun to grow. */
async function endedBy(signal: NodeJS.Signals, file: string, after: number): Promise<Ended> {
  rmSync(file, { force: true })
  const child = spawn(process.execPath, [MAIN, 'read', '-', '-w', file], { env, stdio: ['pipe', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString()
  })
  child.stdin.on('error', () => {})
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const isGrowing = (): boolean => existsSync(file) && statSync(file).size > 0
  let due = Number.POSITIVE_INFINITY
  for (const piece of endless()) {
    await new Promise((done) => child.stdin.write(piece, done))
    if (due === Number.POSITIVE_INFINITY && isGrowing()) due = performance.now() + after
    if (performance.now() < due) continue
    child.kill(signal)
    break
  }
  const [code, by] = await closed
  return { code, signal: by, stderr }
}

/** Packets that capinfos finds; -1 where it refuses the file. */
function capinfos(file: string): number {
  const { status, stdout } = spawnSync('capinfos', ['-McT', '-r', file], { encoding: 'utf8' })
  return status === 0 ? Number(stdout.split('\t')[1]) : -1
}

/** Packets that we find, and what we say of the end. */
async function ours(file: string): Promise<{ packets: number; code: number | null; stderr: string }> {
  const { stdout, stderr, code } = await vxsniff(['read', '--fields', 'frame.number', file])
  return { packets: stdout.split('\n').length - 2, code, stderr }
}

describe.skipIf(capinfosMissing)('in the middle of it', () => {
  test.each(FORMATS)(
    'SIGTERM, SIGINT and SIGHUP end a %s file with a whole packet, and all that were read',
    async (format) => {
      const codes = { SIGTERM: 143, SIGINT: 130, SIGHUP: 129 } as const
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
        const file = path(`${signal}.${format}`)
        const { code, stderr } = await endedBy(signal, file, 20)
        expect(code, signal).toBe(codes[signal])
        expect(capinfos(file)).toBe(Number(/^(\d+) packets/.exec(stderr)?.[1]))
        expect(await ours(file)).toMatchObject({ packets: capinfos(file), code: 0 })
      }
    },
  )

  test.each(FORMATS)('SIGKILL leaves a %s file that is whole, or of which we say where it is cut', async (format) => {
    for (let i = 0; i < 3; i++) {
      const file = path(`killed.${format}`)
      const { signal } = await endedBy('SIGKILL', file, i * 25)
      expect(signal).toBe('SIGKILL')
      const found = await ours(file)
      expect(found.packets).toBeGreaterThan(0)
      // Linux stops a large write between two pages (generic_perform_write): nothing that a program does can help it.
      if (capinfos(file) < 0)
        expect(found).toMatchObject({ code: 3, stderr: expect.stringMatching(/the file ends \d+ octets into/) })
      else expect(found).toMatchObject({ code: 0, packets: capinfos(file) })
      // What is cut is made whole by writing it again.
      const whole = path(`whole.${format}`)
      await vxsniff(['read', file, '-w', whole])
      expect(capinfos(whole)).toBe(found.packets)
    }
  })
})

describe.skipIf(capinfosMissing)('no more room', () => {
  /** Runs it in a shell with more packets than there is room for. */
  function inShell(command: string): { code: number | null; stderr: string } {
    const input = Buffer.concat([...packets(20_000, octets, () => {})].map((piece) => Uint8Array.from(piece)))
    const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath, MAIN], { env, input, maxBuffer: 1e8 })
    return { code: status, stderr: stderr.toString() }
  }
  const SAYS = /: cannot be written: ([^;]*); it ends after (\d+) octets, with a whole packet$/m

  test.each(FORMATS)('ulimit -f: the %s file ends with a whole packet, and that is said', async (format) => {
    const file = path(`limit.${format}`)
    const { code, stderr } = inShell(`ulimit -f 3000; exec "$0" "$1" read - -w ${file}`)
    const [, why, length] = SAYS.exec(stderr) ?? []
    expect(why).toBe('it has become as large as a file may be')
    expect(code).toBe(2)
    expect(Number(length)).toBe(statSync(file).size)
    expect(statSync(file).size).toBeGreaterThan(3000 * 512 - 1000)
    expect(capinfos(file)).toBeGreaterThan(1000)
    expect(await ours(file)).toMatchObject({ code: 0, packets: capinfos(file) })
  })

  test.skipIf(cannotMount).each(FORMATS)(
    'a full disk: the %s file ends with a whole packet, and that is said',
    async (format) => {
      const file = path(`full.${format}`)
      const mounted = `mount -t tmpfs -o size=3m none /mnt; "$0" "$1" read - -w /mnt/f.${format}; code=$?; cp /mnt/f.${format} ${file}; exit $code`
      const { code, stderr } = inShell(`exec unshare --mount sh -c '${mounted}' "$0" "$1"`)
      expect(SAYS.exec(stderr)?.[1], stderr).toBe('no space left on the disk')
      expect(code).toBe(2)
      expect(capinfos(file)).toBeGreaterThan(1000)
      expect(await ours(file)).toMatchObject({ code: 0, packets: capinfos(file) })
    },
  )

  test('what is no file of ours is not cut back: it is said that it may end within a packet', () => {
    expect(inShell('exec "$0" "$1" read - -w - > /dev/full')).toEqual({
      code: 2,
      stderr: expect.stringMatching(
        /-: cannot be written: no space left on the disk; what was written may end within a packet$/m,
      ),
    })
  })

  test('a page is there as a whole or not at all', async () => {
    mkdirSync(path('pages'))
    const page = path('pages/page.html')
    const source = path(
      'few.pcap',
      Buffer.concat([...packets(10, octets, () => {})].map((piece) => Uint8Array.from(piece))),
    )
    const { code } = inShell(`ulimit -f 100; exec "$0" "$1" report ${source} -o ${page}`)
    expect(code).toBe(2)
    expect(readdirSync(path('pages'))).toEqual([])
    expect((await vxsniff(['report', source, '-o', page])).code).toBe(0)
    expect(readFileSync(page, 'utf8').trimEnd()).toMatch(/<\/html>$/)
  })
})
