/**
 * What is never lost: the file being read, by whatever name it is written to, and a capture where something else goes; and
 * who may read what is written.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { file as blocks, description, enhanced, pcap, section, temporary } from '../helpers/capture-octets.js'
import { MAIN, vxsniff } from '../helpers/run.js'
import { share } from '../helpers/share.js'

const MULTICAST = readFileSync(fileURLToPath(new URL('../../fixtures/multicast.pcap', import.meta.url)))
const PCAPNG = blocks(section(), description(1, 0), enhanced([1, 2, 3]))
const isRoot = process.getuid?.() === 0
if (!isRoot) console.warn('SKIPPED: files of other users, which take root')
const NOBODY = 65_534

const file = temporary()
let folders = 0
/** A folder of its own. */
function folder(mode = 0o755): string {
  const path = file(`folder-${folders++}`)
  mkdirSync(path)
  chmodSync(path, mode)
  return path
}

interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

/** Runs words of a shell in a folder; `vxsniff` is the program. */
function shell(cwd: string, line: string): Ended {
  const script = `umask 022; vxsniff() { "${process.execPath}" "${MAIN}" "$@"; }; ${line}`
  const { stdout, stderr, status } = spawnSync('sh', ['-c', script], { cwd, encoding: 'utf8', timeout: 60_000 })
  return { stdout, stderr, code: status }
}

const mode = (path: string): string => (statSync(path).mode & 0o7777).toString(8)
const PAGE = /^<!doctype html>/

describe('the file being read', () => {
  /** Where it would be written to, in a folder in which it is F, L links to it, H is the same and P is a page. */
  const NAMES = [
    'F',
    './F',
    '$PWD/F',
    'L',
    'LL',
    'H',
    '/dev/stdin',
    '/dev/fd/0',
    '/proc/self/fd/0',
    '/dev/fd/7',
    '/proc/self/fd/7',
    '/proc/thread-self/fd/7',
    '/dev/stdout',
    '-',
  ]
  const COMMANDS = ['vxsniff report F -o', 'vxsniff report - -o', 'vxsniff read H -c 1 --print -w', 'vxsniff read - -w']

  // Every name with two of the commands: how the file is read does not matter to where it is written.
  const pairs = NAMES.flatMap((name, i) => [0, 1].map((n) => [COMMANDS[(i + 2 * n + (i >> 2)) % 4]!, name]))
  test.each(share(pairs, 2))('%s %s', (command, name) => {
    const cwd = folder()
    writeFileSync(join(cwd, 'F'), MULTICAST)
    symlinkSync('F', join(cwd, 'L'))
    symlinkSync(join(cwd, 'L'), join(cwd, 'LL'))
    linkSync(join(cwd, 'F'), join(cwd, 'H'))
    const isStdout = name === '-' || name === '/dev/stdout'
    const { stderr, code } = shell(cwd, `${command} ${name} < F 7< F ${isStdout ? '1<> F' : ''}`)
    expect(stderr).toMatch(/^vxsniff: [^\n]+: is the file being read; write to another one\n$/)
    expect(code).toBe(2)
    expect(readFileSync(join(cwd, 'F'))).toEqual(MULTICAST)
    expect(readdirSync(cwd).sort()).toEqual(['F', 'H', 'L', 'LL'])
    expect(lstatSync(join(cwd, 'L')).isSymbolicLink()).toBe(true)
  })

  test.each(['read F', 'flows --csv F', 'check F', 'learn F', 'explain F 1'])(
    'what %s prints, appended to it',
    (line) => {
      const cwd = folder()
      writeFileSync(join(cwd, 'F'), MULTICAST)
      const { stderr, code } = shell(cwd, `vxsniff ${line} >> F`)
      expect(stderr).toBe('vxsniff: standard output: is the file being read; write to another one\n')
      expect(code).toBe(2)
      expect(readFileSync(join(cwd, 'F'))).toEqual(MULTICAST)
    },
  )
})

describe('a capture', () => {
  const record = [{ sec: 1, fraction: 0, data: [1, 2, 3] }]
  const captures: readonly (readonly [string, Uint8Array])[] = [
    ...[0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34].flatMap((magic) =>
      [true, false].map((le) => [`pcap ${magic.toString(16)} ${le}`, pcap(record, { magic, le })] as const),
    ),
    ['pcapng', PCAPNG],
    ['big-endian pcapng', blocks(section(false))],
    ['a capture that has only begun', MULTICAST.subarray(0, 4)],
    ['gzip', gzipSync(MULTICAST)],
    ['zstd', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 4, 0)],
    ['lz4', Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 4, 0)],
    ['xz', Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)],
    ['bzip2', Buffer.from('BZh91AY')],
    ['snoop', Buffer.from('snoop\0\0\0\0\0\0\x02')],
  ]

  test.each(captures)('%s is replaced by -w and by nothing else', async (name, octets) => {
    const input = file('in.pcap', MULTICAST)
    const there = file(`${name}.any`, octets)
    const { stderr, code } = await vxsniff(['report', input, '-o', there])
    expect(stderr).toMatch(
      /: is (a capture, which only -w replaces|\w+ data, which may be a capture); write to another/,
    )
    expect(code).toBe(2)
    expect(readFileSync(there)).toEqual(Buffer.from(octets))
    expect((await vxsniff(['read', input, '-w', there])).code).toBe(0)
    expect(readFileSync(there)).toEqual(MULTICAST)
  })

  test('that a shell has opened is none the less', () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'F'), MULTICAST)
    writeFileSync(join(cwd, 'G'), PCAPNG)
    for (const line of ['-o - >> G', '-o - 1<> G', '-o /dev/stdout >> G', '-o /dev/fd/5 5>> G']) {
      const { stderr, code } = shell(cwd, `vxsniff report F ${line}`)
      expect(stderr).toMatch(/: is a capture, which only -w replaces; write to another file\n$/)
      expect(code).toBe(2)
      expect(readFileSync(join(cwd, 'G'))).toEqual(Buffer.from(PCAPNG))
    }
  })

  test('that became one while the page was made is none the less', async () => {
    const target = file('late.html', Buffer.from('before'))
    const child = spawn(process.execPath, [MAIN, 'report', '-', '-o', target], { stdio: ['pipe', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString()
    })
    await new Promise((done) => child.stdin.write(MULTICAST.subarray(0, 100), done))
    while (!isReading(child)) await new Promise((done) => setTimeout(done, 20))
    writeFileSync(target, PCAPNG)
    child.stdin.end(MULTICAST.subarray(100))
    const [code] = await once(child, 'close')
    expect([code, stderr]).toEqual([
      2,
      `vxsniff: ${target}: is a capture, which only -w replaces; write to another file\n`,
    ])
    expect(readFileSync(target)).toEqual(Buffer.from(PCAPNG))
  })
})

/** Whether it has opened the file that standard input is kept in: the target has been looked at. */
function isReading({ pid }: ChildProcess): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`).includes('.vxsniff-'))
  } catch {
    return false
  }
}

describe('what is no file is written to as before', () => {
  test('pipes, descriptors and devices', () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'F'), MULTICAST)
    expect(shell(cwd, 'vxsniff report F -o /dev/fd/1 | cat').stdout).toMatch(PAGE)
    for (const to of ['-', '/dev/stdout', '/proc/self/fd/1']) {
      expect(shell(cwd, `vxsniff report F -o ${to} > P; cat P`).stdout).toMatch(PAGE)
      expect(shell(cwd, `vxsniff read F -w ${to} | cat > P; cmp F P`)).toMatchObject({ code: 0, stdout: '' })
    }
    expect(shell(cwd, 'vxsniff read F -w /dev/fd/1 > P; cmp F P')).toMatchObject({ code: 0, stdout: '' })
    // Behind what the caller has written.
    expect(shell(cwd, '(echo before; vxsniff report F -o /dev/stdout; echo after) > P; cat P').stdout).toMatch(
      /^before\n<!doctype html>[\s\S]*<\/html>\nafter\n$/,
    )
    expect(shell(cwd, 'vxsniff report F -o /dev/fd/5 5> P; cat P').stdout).toMatch(PAGE)
    expect(shell(cwd, 'mkfifo Q; cat Q > P & vxsniff report F -o Q; wait; cat P').stdout).toMatch(PAGE)
    expect(shell(cwd, 'cat Q > P & vxsniff read F -w Q; wait; cmp F P')).toMatchObject({ code: 0, stdout: '' })
    expect(shell(cwd, 'vxsniff report F -o /dev/null && vxsniff read F -w /dev/null')).toMatchObject({ code: 0 })
    expect(lstatSync(join(cwd, 'Q')).isFIFO()).toBe(true)
  })
})

describe('mode and owner', () => {
  test.each([
    ['022', '644'],
    ['077', '600'],
    ['002', '664'],
  ])('of new files under umask %s', (umask, expected) => {
    const cwd = folder()
    writeFileSync(join(cwd, 'F'), MULTICAST)
    const { code } = shell(
      cwd,
      `umask ${umask}; vxsniff report F -o P && vxsniff read F -w C && vxsniff read F -w C.pcapng`,
    )
    expect(code).toBe(0)
    expect(['P', 'C', 'C.pcapng'].map((name) => mode(join(cwd, name)))).toEqual([expected, expected, expected])
  })

  test.each([0o600, 0o640, 0o666, 0o604, 0o700])('a file of mode %o keeps it, and its owner', (before) => {
    const cwd = folder()
    writeFileSync(join(cwd, 'F'), MULTICAST)
    for (const name of ['P', 'C']) {
      writeFileSync(join(cwd, name), 'before')
      chmodSync(join(cwd, name), before)
      if (isRoot) chownSync(join(cwd, name), NOBODY, 1)
    }
    expect(shell(cwd, 'vxsniff report F -o P && vxsniff read F -w C').code).toBe(0)
    for (const name of ['P', 'C']) {
      const { uid, gid } = statSync(join(cwd, name))
      expect(mode(join(cwd, name))).toBe(before.toString(8))
      if (isRoot) expect([uid, gid]).toEqual([NOBODY, 1])
    }
    expect(readFileSync(join(cwd, 'P'), 'utf8')).toMatch(PAGE)
    expect(readdirSync(cwd).sort()).toEqual(['C', 'F', 'P'])
  })

  test('a link stays, and the file behind it is replaced, or made', () => {
    const cwd = folder()
    const there = folder()
    writeFileSync(join(cwd, 'F'), MULTICAST)
    writeFileSync(join(there, 'old'), 'before')
    chmodSync(join(there, 'old'), 0o600)
    symlinkSync(join(there, 'old'), join(cwd, 'L'))
    symlinkSync('L', join(cwd, 'LL'))
    symlinkSync(join('..', there.split('/').at(-1)!, 'new'), join(cwd, 'N'))
    symlinkSync('R', join(cwd, 'R'))
    expect(shell(cwd, 'vxsniff report F -o LL && vxsniff report F -o N').code).toBe(0)
    expect(readdirSync(cwd).sort()).toEqual(['F', 'L', 'LL', 'N', 'R'])
    expect(['L', 'LL', 'N'].every((name) => lstatSync(join(cwd, name)).isSymbolicLink())).toBe(true)
    expect(readdirSync(there).sort()).toEqual(['new', 'old'])
    for (const name of ['new', 'old']) expect(readFileSync(join(there, name), 'utf8')).toMatch(PAGE)
    expect(mode(join(there, 'old'))).toBe('600')
    expect(shell(cwd, 'vxsniff report F -o R')).toMatchObject({ code: 2 })
  })

  test.skipIf(!isRoot)('who may not give it away writes into the file: its owner stays', () => {
    const cwd = folder(0o777)
    writeFileSync(join(cwd, 'F'), MULTICAST)
    writeFileSync(join(cwd, 'P'), 'before')
    chmodSync(join(cwd, 'P'), 0o666)
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'report', 'F', '-o', 'P'], {
      cwd,
      uid: NOBODY,
      gid: NOBODY,
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^P: 12 packets/)])
    expect(statSync(join(cwd, 'P'))).toMatchObject({ uid: 0, gid: 0 })
    expect(mode(join(cwd, 'P'))).toBe('666')
    expect(readFileSync(join(cwd, 'P'), 'utf8')).toMatch(PAGE)
    expect(readdirSync(cwd).sort()).toEqual(['F', 'P'])
  })
})

describe.skipIf(!isRoot)('in a folder where everybody may write', () => {
  test('links and files that others have put there are not followed and not trusted', () => {
    const cwd = folder()
    const everybody = folder(0o1777)
    writeFileSync(join(cwd, 'F'), MULTICAST)
    writeFileSync(join(cwd, 'precious'), 'before')
    for (const name of ['link', 'own-link']) symlinkSync(join(cwd, 'precious'), join(everybody, name))
    spawnSync('chown', ['-h', String(NOBODY), join(everybody, 'link')])
    writeFileSync(join(everybody, 'file'), 'before')
    chownSync(join(everybody, 'file'), NOBODY, NOBODY)
    chownSync(everybody, 1, 1)
    for (const [name, what] of [
      ['link', 'a link'],
      ['file', 'a file'],
    ]) {
      const { stderr, code } = shell(cwd, `vxsniff report F -o ${everybody}/${name}`)
      // The system itself may refuse it: fs.protected_symlinks.
      expect(stderr).toMatch(new RegExp(`: (${what} of another user, where everybody may write|permission denied)\n$`))
      expect(code).toBe(2)
    }
    expect(readFileSync(join(cwd, 'precious'), 'utf8')).toBe('before')
    expect(readFileSync(join(everybody, 'file'), 'utf8')).toBe('before')
    // A link of one's own, and a new file, are as elsewhere.
    expect(shell(cwd, `vxsniff report F -o ${everybody}/own-link && vxsniff report F -o ${everybody}/new`).code).toBe(0)
    expect(readFileSync(join(cwd, 'precious'), 'utf8')).toMatch(PAGE)
    expect(statSync(join(everybody, 'new'))).toMatchObject({ uid: 0 })
  })
})

describe('what a killed run has left', () => {
  /** The name that a process gives, by its number and its start. */
  function nameOf(pid: number | string, start: number | string, place: string): string {
    return `.vxsniff-${pid}-${start}-${place}-0123456789ab`
  }

  test('goes with the next run; what is of a live run, of others, or by another name stays', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'F'), MULTICAST)
    const seen = await unfinished(cwd)
    const [, , , place = ''] = /^\.vxsniff-(\d+)-(\d+)-([0-9a-f]{8})-[0-9a-f]{12}$/.exec(seen) ?? []
    expect(place).not.toBe('')
    const [, start] = /^\.vxsniff-\d+-(\d+)/.exec(seen)!
    const ours = readFileSync(`/proc/${process.pid}/stat`, 'latin1')
    const ourStart = ours.slice(ours.lastIndexOf(')') + 2).split(' ')[19]!
    const stays = [
      nameOf(process.pid, ourStart, place),
      nameOf(4_194_305, start!, '00000000'),
      '.vxsniff-1.html',
      '.vxsniff-4194305-1-00000000-x',
      'page.vxsniff-4194305-1-00000000-0123456789ab',
    ]
    const goes = [nameOf(4_194_305, 5, place), nameOf(process.pid, 5, place), nameOf(4_194_305, 6, '00000000')]
    if (isRoot) stays.push(nameOf(4_194_305, 7, place))
    for (const name of [...stays, ...goes]) writeFileSync(join(cwd, name), 'left')
    utimesSync(join(cwd, goes[2]!), 1, 1)
    if (isRoot) chownSync(join(cwd, stays.at(-1)!), NOBODY, NOBODY)
    expect(shell(cwd, 'vxsniff report F -o P').code).toBe(0)
    expect(readdirSync(cwd).sort()).toEqual(['F', 'P', ...stays].sort())
  })

  test('the page before is whole, whenever it was killed', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'F'), MULTICAST)
    expect(shell(cwd, 'vxsniff report F -o P').code).toBe(0)
    chmodSync(join(cwd, 'P'), 0o640)
    const before = readFileSync(join(cwd, 'P'), 'utf8')
    for (let i = 0; i < 3; i++) {
      const left = await unfinished(cwd)
      expect(readFileSync(join(cwd, 'P'), 'utf8')).toBe(before)
      if (existsSync(join(cwd, left))) expect(mode(join(cwd, left))).toMatch(/^6[04]0$/)
      expect(mode(join(cwd, 'P'))).toBe('640')
    }
    expect(shell(cwd, 'vxsniff report F -o P').code).toBe(0)
    expect(readdirSync(cwd).sort()).toEqual(['F', 'P'])
  })

  test('standard input that was kept goes as well', async () => {
    const tmp = folder()
    const child = spawn(process.execPath, [MAIN, 'report', '-', '-o', '-'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { TMPDIR: tmp },
    })
    await new Promise((done) => child.stdin.write(MULTICAST.subarray(0, 100), done))
    while (!isReading(child)) await new Promise((done) => setTimeout(done, 20))
    child.stdin.on('error', () => {})
    child.kill('SIGKILL')
    await once(child, 'close')
    expect((await vxsniff(['report', '-', '-o', '-'], MULTICAST, { TMPDIR: tmp })).code).toBe(0)
    expect(readdirSync(tmp)).toEqual([])
  })

  /** The name of an unfinished page, whose run was killed when it was there. */
  async function unfinished(cwd: string): Promise<string> {
    for (let attempt = 0; attempt < 50; attempt++) {
      const child = spawn(process.execPath, [MAIN, 'report', 'F', '-o', 'P'], { cwd, stdio: 'ignore' })
      const ended = once(child, 'close')
      let name: string | undefined
      while (name === undefined && child.exitCode === null) {
        const since = performance.now()
        // Without a pause, since it is there for some milliseconds; with one, so that the end is seen.
        while (name === undefined && performance.now() - since < 30) {
          name = readdirSync(cwd).find((entry) => entry.startsWith(`.vxsniff-${child.pid}-`))
        }
        if (name !== undefined) child.kill('SIGKILL')
        await new Promise((done) => setImmediate(done))
      }
      await ended
      if (name !== undefined) return name
    }
    throw new Error('no unfinished page was seen')
  }
})
