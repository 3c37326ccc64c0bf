/** `-Z` of every command that declares it: the user, the groups and the capabilities of every thread, from the kernel. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS, called, commandsWith, flagOf, isShown } from '../helpers/declared.js'
import { cannotMakeNetworks, Network, type Running } from '../helpers/namespaces.js'
import { isMissing } from '../helpers/programs.js'
import { MAIN, vxsniff } from '../helpers/run.js'

const skipped = cannotMakeNetworks()
const setprivMissing = isMissing('setpriv', 'apt install util-linux')
const declaring = commandsWith('-Z')
const commands = declaring.filter(isShown)
const id = (...args: readonly string[]): string => execFileSync('id', args, { encoding: 'utf8' }).trim()

let dir = ''
let net: Network
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
  chmodSync(dir, 0o755)
  if (!skipped) net = new Network()
})
afterAll(() => {
  if (!skipped) net.remove()
  rmSync(dir, { recursive: true })
})

/** What the kernel says of every thread of a program: proc_pid_status(5). */
function threads(pid: number): readonly Readonly<Record<string, string>>[] {
  const folder = `/proc/${pid}/task`
  return readdirSync(folder).map((thread) => {
    const status = readFileSync(join(folder, thread, 'status'), 'utf8')
    return Object.fromEntries([...status.matchAll(/^(\w+):[\t ]*(.*?)[\t ]*$/gm)].map(([, key, value]) => [key, value]))
  })
}

function expectNobody(pid: number): void {
  const uid = id('-u', 'nobody')
  const gid = id('-g', 'nobody')
  const all = threads(pid)
  // Node's own, and those that wait for packets.
  expect(all.length).toBeGreaterThan(4)
  for (const thread of all) {
    expect(thread).toMatchObject({
      Uid: Array(4).fill(uid).join('\t'),
      Gid: Array(4).fill(gid).join('\t'),
      Groups: id('-G', 'nobody'),
    })
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) expect(thread[set]).toMatch(/^0+$/)
  }
}

async function interrupted(running: Running) {
  running.child.kill('SIGINT')
  return running.ended
}

/** Whatever changes how a command prints: what it takes for that has to be there before root is given up. */
const FORMS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  live: [
    ['-v'],
    ['-x'],
    ['--json'],
    ['--fields', 'ip.src'],
    ['--format', 'tcpdump'],
    ['-w', '/dev/null', '--print'],
    ['--metrics', '0'],
  ],
  read: [['--json'], ['-w', '/dev/null', '-C', '1']],
  flows: [['--json'], ['--csv'], ['--ipfix', '127.0.0.1:4739']],
  tunnels: [['--json'], ['--csv']],
  check: [['--json'], ['-v']],
  decap: [['--no-note', '--finish-checksums']],
  routes: [['--json']],
  learn: [['--json'], ['--mermaid'], ['--step'], ['--at', '#1'], ['--diff', '1', '2']],
}

describe.skipIf(skipped)('-Z', () => {
  test('is declared by every command that captures', () => {
    expect(declaring).toEqual(commandsWith('-i'))
    expect(Object.keys(FORMS).sort()).toEqual([...commands].sort())
  })

  test.each([...commands.map((command) => [command, 'nobody']), ['live', id('-u', 'nobody')]])(
    '%s: all threads are those of %s',
    async (command, user) => {
      // Root's own groups go too.
      const running = net.start(
        net.a,
        ...['setpriv', '--groups', '0,4,27', process.execPath, MAIN, ...called(command!), '-i', 'a0', '-Z', user!],
      )
      await running.says(/listening on .*\n/)
      expectNobody(running.child.pid!)
      net.send(3, 9)
      const { stderr, code } = await interrupted(running)
      expect(stderr).not.toContain('vxsniff:')
      expect(code).toBe(0)
    },
  )

  test('several interfaces, and files that follow one another', async () => {
    const folder = join(dir, 'rotated')
    execFileSync('install', ['-d', '-o', 'nobody', folder])
    const running = await net.capture(
      ...['-i', 'a0', '-i', 'lo', '-Z', 'nobody', '-w', join(folder, 'x.pcap'), '-C', '1k', '-W', '3', 'udp port 9'],
    )
    expectNobody(running.child.pid!)
    net.send(50, 9)
    const { stderr, code } = await interrupted(running)
    expect(stderr).toContain('50 packets captured')
    expect(readdirSync(folder).sort()).toEqual(['x.pcap0', 'x.pcap1', 'x.pcap2'])
    expect(execFileSync('stat', ['-c', '%U', join(folder, 'x.pcap1')], { encoding: 'utf8' })).toBe('nobody\n')
    expect(code).toBe(0)
  })

  describe('where the user may not read the program', () => {
    let main = ''
    beforeAll(() => {
      const home = join(dir, 'root-only')
      execFileSync('install', ['-d', '-m', '700', home])
      const root = dirname(dirname(dirname(MAIN)))
      for (const name of ['dist', 'package.json']) cpSync(join(root, name), join(home, name), { recursive: true })
      symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(home, 'node_modules'))
      main = join(home, 'dist/cli/main.js')
    })

    test.each(
      Object.entries(FORMS).flatMap(([command, forms]) => [[], ...forms].map((form) => [command, form] as const)),
    )('%s %j does all the same', async (command, form) => {
      const running = net.start(net.a, process.execPath, main, ...called(command), '-i', 'a0', '-Z', 'nobody', ...form)
      await running.says(/listening on .*\n/)
      net.send(3, 4789)
      const { stderr, code } = await interrupted(running)
      expect(stderr).not.toContain('vxsniff:')
      expect(code).toBe(0)
    })
  })

  test.each(commands)('%s: there is no such user', async (command) => {
    for (const user of ['no-such-user', '4242424', '-1', 'nobody:nogroup']) {
      const { stderr, code } = await net.start(
        net.a,
        process.execPath,
        MAIN,
        ...called(command),
        '-i',
        'a0',
        '-Z',
        user,
      ).ended
      expect({ stderr, code }).toEqual({ stderr: `vxsniff: -Z: there is no user ${user}\n`, code: 2 })
    }
  })

  test.skipIf(setprivMissing).each(commands)('%s: who is not root but may capture is told', async (command) => {
    const allowed = ['--reuid', 'nobody', '--clear-groups', '--inh-caps', '+net_raw', '--ambient-caps', '+net_raw']
    const without = net.start(net.a, 'setpriv', ...allowed, process.execPath, MAIN, ...called(command), '-i', 'a0')
    await without.says(/listening on .*\n/)
    await interrupted(without)
    const running = net.start(
      net.a,
      'setpriv',
      ...allowed,
      process.execPath,
      MAIN,
      ...called(command),
      '-i',
      'a0',
      '-Z',
      'nobody',
    )
    expect(await running.ended).toMatchObject({
      stderr: 'vxsniff: -Z: only root can become nobody; leave it out\n',
      code: 4,
    })
  })

  test.skipIf(setprivMissing)('capabilities that would stay are no drop', async () => {
    const bits = ['setpriv', '--securebits', '+no_setuid_fixup']
    const running = net.start(net.a, ...bits, process.execPath, MAIN, 'check', '-i', 'a0', '-Z', 'nobody')
    expect(await running.ended).toMatchObject({
      stderr: 'vxsniff: -Z: capabilities would stay with nobody: the program was started with securebits\n',
      code: 4,
    })
  })
})

test.each(commands.filter((name) => name !== 'live'))(
  '%s reads files with the rights that there are',
  async (command) => {
    const file = fileURLToPath(new URL('../../fixtures/vxlan_vni_1.pcap', import.meta.url))
    expect(await vxsniff([command, '-Z', 'nobody', file])).toEqual({
      stdout: '',
      stderr: 'vxsniff: -Z goes with -i\n',
      code: 2,
    })
  },
)

test('no other command has it', () => {
  const others = COMMANDS.filter(({ name }) => !declaring.includes(name))
  expect(others.flatMap(({ options }) => options.map(flagOf))).not.toContain('-Z')
  expect(spawnSync(process.execPath, [MAIN, 'report', '-Z', 'nobody', 'x']).status).toBe(2)
})
