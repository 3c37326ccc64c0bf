/** `vxsniff live` on the real kernel: a network of two namespaces, and tcpdump beside it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openCapture } from '../../src/capture/file.js'
import { Packet } from '../../src/wire/packet.js'
import { cannotMakeNetworks, ip, Network, type Running } from '../helpers/namespaces.js'
import { isMissing } from '../helpers/programs.js'
import { MAIN, vxsniff } from '../helpers/run.js'

const skipped = cannotMakeNetworks()
const tcpdumpMissing = isMissing('tcpdump', 'apt install tcpdump')
const capinfosMissing = isMissing('capinfos', 'apt install tshark')
const setcapMissing = isMissing('setcap', 'apt install libcap2-bin')
const lines = (text: string): string[] => text.split('\n').slice(0, -1)
const COUNTERS =
  /^(\d+) packets? captured\n(\d+|unknown number of) packets? received by filter\n(\d+|unknown number of) packets? dropped by kernel\n/m

let dir = ''
let net: Network
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
})
afterAll(() => rmSync(dir, { recursive: true }))
beforeEach(() => {
  if (!skipped) net = new Network()
})
afterEach(() => {
  if (!skipped) net.remove()
})

/** Ends it as Ctrl-C does. */
function interrupt({ child, ended }: Running) {
  child.kill('SIGINT')
  return ended
}

/** Time in nanoseconds and the number in the payload of each of the test's datagrams in a file. */
async function datagrams(path: string): Promise<{ time: bigint; number: number }[]> {
  const capture = await openCapture(path)
  const p = new Packet()
  const found: { time: bigint; number: number }[] = []
  while (await capture.fill()) {
    while (capture.next(p)) {
      const time = BigInt(p.tsSec) * 1_000_000_000n + BigInt(p.tsNsec)
      found.push({ time, number: p.view.getUint32(p.start + 14 + 20 + 8) })
    }
  }
  capture.close()
  return found
}

const { CI } = process.env
const capMissing = (() => {
  try {
    createRequire(import.meta.url).resolve('cap')
    return false
  } catch {
    const message =
      'the npm package cap is not installed, so the second backend is not tested: npm install --no-save cap'
    if (CI === 'true') throw new Error(message)
    console.warn(message)
    return true
  }
})()

describe.each([
  ['libpcap', skipped],
  ['cap', skipped || capMissing],
])('the contract of backend %s', (backend, missing) => {
  const live = (...args: readonly string[]) => net.capture('-i', 'a0', '--backend', backend, ...args)

  test.skipIf(missing)('every packet is a line, in order, none is lost at a modest rate', async () => {
    const running = await live('--fields', 'frame.number,udp.dstport', 'udp', 'port', '9')
    net.send(300, 9, 1)
    const { stdout, stderr, code } = await interrupt(running)
    const rows = lines(stdout).slice(1)
    expect(rows.map((row) => Number(row.split('\t')[0]))).toEqual(rows.map((_, i) => i + 1))
    expect(rows).toHaveLength(300)
    expect(COUNTERS.exec(stderr)?.[1]).toBe('300')
    expect(code).toBe(0)
  })

  test.skipIf(missing)('the datagrams are saved in the order they were sent, with rising times', async () => {
    const path = join(dir, `order-${backend}.pcap`)
    const running = await live('-w', path, 'udp', 'port', '9')
    net.send(500, 9)
    await interrupt(running)
    const found = await datagrams(path)
    expect(found.map(({ number }) => number)).toEqual(found.map((_, i) => i))
    expect(found).toHaveLength(500)
    expect(found.every(({ time }, i) => i === 0 || time >= found[i - 1]!.time)).toBe(true)
  })

  test.skipIf(missing)('-c ends it by itself after so many packets', async () => {
    const running = await live('-c', '3', 'udp', 'port', '9')
    net.send(10, 9)
    const { stdout, code } = await running.ended
    expect(lines(stdout)).toHaveLength(3)
    expect(code).toBe(0)
  })

  test.skipIf(missing)('the filter is that of libpcap', async () => {
    const running = await live('udp', 'dst', 'port', '10', 'and', 'src', '10.0.0.1')
    net.send(5, 9)
    net.send(5, 10)
    const { stdout } = await interrupt(running)
    expect(lines(stdout)).toHaveLength(5)
  })

  test.skipIf(missing)('-s keeps so many octets', async () => {
    const running = await live('-s', '60', '--json', 'udp', 'port', '9')
    net.send(1, 9)
    const { stdout } = await interrupt(running)
    expect(JSON.parse(stdout)).toMatchObject({ captured: 60 })
  })

  test.skipIf(missing)('a line comes while the capture goes on', async () => {
    const running = await live('udp', 'port', '9')
    net.send(1, 9)
    await running.says('10.0.0.1 → 10.0.0.2', 'stdout')
    expect((await interrupt(running)).code).toBe(0)
  })

  test.skipIf(missing)('an interface that is removed ends it with a line', async () => {
    const running = await live()
    ip('-n', net.a, 'link', 'del', 'a0')
    const { stderr, code } = await running.ended
    expect(stderr).toMatch(/\nvxsniff: a0: the interface (was removed|went down)\n$/)
    expect(stderr).toMatch(COUNTERS)
    expect(code).toBe(3)
  })

  test.skipIf(missing)('an interface that does not exist: those that do are named', async () => {
    const running = net.start(net.a, process.execPath, ...mainArgs('-i', 'a1', '--backend', backend))
    expect(await running.ended).toMatchObject({ stderr: 'vxsniff: no interface a1. There are: lo, a0\n', code: 2 })
  })
})

function mainArgs(...args: readonly string[]): readonly string[] {
  return [new URL('../../dist/cli/main.js', import.meta.url).pathname, ...args]
}

describe.skipIf(skipped)('the kernel tells the time', () => {
  test.skipIf(tcpdumpMissing)('it is the one that tcpdump sees, to the microsecond, for the same packets', async () => {
    const theirs = join(dir, 'tcpdump.pcap')
    const ours = join(dir, 'vxsniff.pcap')
    const tcpdump = net.start(
      net.a,
      'tcpdump',
      '-i',
      'a0',
      '--nano',
      '--immediate-mode',
      '-Z',
      'root',
      '-w',
      theirs,
      'udp port 9',
    )
    await tcpdump.says('listening on')
    const running = await net.capture(
      '-i',
      'a0',
      '-w',
      ours,
      '--print',
      '-tt',
      '--fields',
      'frame.time_epoch',
      'udp',
      'port',
      '9',
    )
    net.send(200, 9, 1)
    const { stdout } = await interrupt(running)
    await interrupt(tcpdump)
    const [seen, expected] = [await datagrams(ours), await datagrams(theirs)]
    expect(expected).toHaveLength(200)
    expect(seen.map(({ number }) => number)).toEqual(expected.map(({ number }) => number))
    const micro = ({ time }: { time: bigint }) => time / 1000n
    expect(seen.map(micro)).toEqual(expected.map(micro))
    const printed = lines(stdout)
      .slice(1)
      .map((text) => BigInt(text.replace('.', '')) / 1000n)
    expect(printed).toEqual(expected.map(micro))
  })
})

describe.skipIf(skipped)('what is saved', () => {
  test.skipIf(capinfosMissing)('capinfos reads it: pcap and pcapng, nanoseconds', async () => {
    for (const name of ['saved.pcap', 'saved.pcapng']) {
      const path = join(dir, name)
      const running = await net.capture('-i', 'a0', '-w', path, 'udp', 'port', '9')
      net.send(20, 9)
      const { stdout } = await interrupt(running)
      expect(stdout).toBe('')
      const info = execFileSync('capinfos', ['-c', '-t', '-E', '-M', path], { encoding: 'utf8' })
      expect(info).toMatch(/Number of packets: +20\n/)
      expect(info).toMatch(/File encapsulation: +ether/)
    }
  })

  test('a file being written has every packet that was printed', async () => {
    const path = join(dir, 'growing.pcap')
    const running = await net.capture('-i', 'a0', '-w', path, '--print', 'udp', 'port', '9')
    net.send(3, 9)
    await running.says(/(.*\n){3}/, 'stdout')
    await expect.poll(async () => (await datagrams(path)).length).toBe(3)
    await interrupt(running)
  })

  test('-C begins another file when one is larger, -W overwrites the first', async () => {
    const folder = mkdtempSync(join(dir, 'size-'))
    const running = await net.capture(
      '-i',
      'a0',
      '-w',
      join(folder, 'x.pcap'),
      '-C',
      '1k',
      '-W',
      '3',
      'udp',
      'port',
      '9',
    )
    net.send(50, 9)
    await interrupt(running)
    expect(readdirSync(folder).sort()).toEqual(['x.pcap0', 'x.pcap1', 'x.pcap2'])
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThan(1024 + 122 + 1)
    const numbers = await Promise.all(readdirSync(folder).map((name) => datagrams(join(folder, name))))
    expect(Math.max(...numbers.flat().map(({ number }) => number))).toBe(49)
  })

  test('-G begins another file after so many seconds, -W ends the capture', async () => {
    const folder = mkdtempSync(join(dir, 'time-'))
    const running = await net.capture(
      '-i',
      'a0',
      '-w',
      join(folder, '%s.pcapng'),
      '-G',
      '1',
      '-W',
      '2',
      'udp',
      'port',
      '9',
    )
    const sender = net.start(net.a, 'ping', '-i', '0.2', '10.0.0.2')
    const udp = setInterval(() => net.send(1, 9), 300)
    const { code } = await running.ended
    clearInterval(udp)
    sender.child.kill()
    await sender.ended
    expect(code).toBe(0)
    const names = readdirSync(folder)
    expect(names).toHaveLength(2)
    for (const name of names) expect(name).toMatch(/^\d{10}\.pcapng$/)
  })
})

describe.skipIf(skipped)('a burst', () => {
  test('of ten thousand packets as fast as they go is captured as a whole', async () => {
    const running = await net.capture('-i', 'a0', 'udp', 'port', '9')
    net.send(10_000, 9)
    const { stdout, stderr } = await interrupt(running)
    expect(lines(stdout)).toHaveLength(10_000)
    expect(stderr).toContain('10000 packets captured\n10000 packets received by filter\n0 packets dropped by kernel\n')
  })
})

describe.skipIf(skipped)('packets that are not read in time', () => {
  test('are counted: captured and dropped are what the filter let through', async () => {
    const running = await net.capture('-i', 'a0', '-B', '64', 'udp', 'port', '9')
    running.child.kill('SIGSTOP')
    net.send(20_000, 9)
    running.child.kill('SIGCONT')
    const { stderr, code } = await interrupt(running)
    const [, captured, received, dropped] = COUNTERS.exec(stderr)!.map(Number)
    expect(received).toBe(20_000)
    expect(dropped).toBeGreaterThan(0)
    expect(captured! + dropped!).toBe(20_000)
    expect(stderr).toContain('packets came faster than they were read: -w, a filter or a larger -B help\n')
    expect(code).toBe(0)
  })
})

describe.skipIf(skipped)('signals', () => {
  test('SIGUSR1 shows the counters and the capture goes on', async () => {
    const running = await net.capture('-i', 'a0', 'udp', 'port', '9')
    net.send(2, 9)
    await running.says(/(.*\n){2}/, 'stdout')
    running.child.kill('SIGUSR1')
    await running.says('2 packets captured\n2 packets received by filter\n0 packets dropped by kernel\n')
    net.send(1, 9)
    await running.says(/(.*\n){3}/, 'stdout')
    const { stderr, code } = await interrupt(running)
    expect(stderr).toContain('3 packets captured\n')
    expect(stderr).not.toContain('Debugger')
    expect(code).toBe(0)
  })

  test('SIGINT: the counters, then the tunnels, and all is well', async () => {
    const running = await net.capture('-i', 'a0')
    net.send(1, 4789)
    const { stderr, code } = await interrupt(running)
    expect(stderr).toMatch(/captured\n.*by filter\n.*by kernel\n\d+ packets?/)
    expect(code).toBe(0)
  })

  test('a second SIGINT does not wait', async () => {
    const running = await net.capture('-i', 'a0')
    running.child.kill('SIGINT')
    running.child.kill('SIGINT')
    expect([0, 130]).toContain((await running.ended).code)
  })

  test('a closed pipe is the end, and silent', async () => {
    const running = await net.capture('-i', 'a0', 'udp', 'port', '9')
    running.child.stdout!.destroy()
    net.send(1, 9)
    const { code, stderr } = await running.ended
    expect(code).toBe(0)
    expect(stderr).toMatch(/^listening on [^\n]*\n$/)
  })
})

describe.skipIf(skipped)('a pipe that is written to with -w', () => {
  test('holds a capture that can be read on the way', async () => {
    const reader = `${process.execPath} ${mainArgs('read', '-c', '2', '-').join(' ')}`
    const writer = `${process.execPath} ${mainArgs('-i', 'a0', '-w', '-', 'udp', 'port', '9').join(' ')}`
    const running = net.start(net.a, 'sh', '-c', `${writer} | ${reader}`)
    await running.says('listening on')
    const udp = setInterval(() => net.send(1, 9), 100)
    const { stdout, stderr } = await running.ended
    clearInterval(udp)
    expect(lines(stdout)).toHaveLength(2)
    expect(stderr).not.toContain('vxsniff:')
  })
})

describe.skipIf(skipped)('several interfaces', () => {
  beforeEach(() => {
    for (const [ns, remote, host] of [
      [net.a, '10.0.0.2', 1],
      [net.b, '10.0.0.1', 2],
    ] as const) {
      ip('-n', ns, 'link', 'add', 'vx0', 'type', 'vxlan', 'id', '42', 'dstport', '4789', 'remote', remote)
      ip('-n', ns, 'address', 'add', `172.17.1.${host}/24`, 'dev', 'vx0')
      ip('-n', ns, 'link', 'set', 'vx0', 'up')
    }
  })
  const pings = () => net.run(net.a, 'ping', '-c', '5', '-i', '0.05', '172.17.1.2')

  test('are merged in order of time, each named', async () => {
    const running = await net.capture('-i', 'a0', '-i', 'vx0', '-i', 'lo', '-tt')
    pings()
    const { stdout, stderr, code } = await interrupt(running)
    const times = lines(stdout).map((line) => Number(/\d{10}\.\d+/.exec(line)?.[0]))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(lines(stdout).filter((line) => / vx0 .*172.17.1.1 → 172.17.1.2.*echo request/.test(line))).toHaveLength(5)
    expect(lines(stdout).filter((line) => / a0 .*vxlan 42 .*echo request/.test(line))).toHaveLength(5)
    expect(stderr).toMatch(/vxlan 42 {2}10\.0\.0\.1 ⇄ 10\.0\.0\.2/)
    expect(code).toBe(0)
  })

  test('six of them do not wait for one another', async () => {
    for (let i = 0; i < 4; i++) {
      ip('-n', net.a, 'link', 'add', `idle${i}`, 'type', 'veth', 'peer', 'name', `other${i}`)
      ip('-n', net.a, 'link', 'set', `idle${i}`, 'up')
    }
    const idle = [0, 1, 2, 3].flatMap((i) => ['-i', `idle${i}`])
    const running = await net.capture(...idle, '-i', 'lo', '-i', 'a0', '-c', '3', 'udp', 'port', '9')
    net.send(3, 9)
    const { stdout } = await running.ended
    expect(lines(stdout)).toHaveLength(3)
  })

  test('any is all of them, in SLL2, each named', async () => {
    const running = await net.capture('-i', 'any')
    pings()
    const { stdout, stderr } = await interrupt(running)
    expect(stderr).toContain('listening on any, link-type LINUX_SLL2, snapshot length')
    expect(lines(stdout).filter((line) => / vx0 .*echo request/.test(line))).toHaveLength(5)
    expect(lines(stdout).filter((line) => / a0 .*vxlan 42 .*echo request/.test(line))).toHaveLength(5)
  })

  test('one that vanishes is a line, and the others go on', async () => {
    const running = await net.capture('-i', 'vx0', '-i', 'a0', 'udp', 'port', '9')
    ip('-n', net.a, 'link', 'del', 'vx0')
    await running.says(/vxsniff: vx0: the interface (was removed|went down); the others go on\n/)
    net.send(2, 9)
    await running.says(/(.*\n){2}/, 'stdout')
    expect((await interrupt(running)).code).toBe(0)
  })
})

describe.skipIf(skipped)('options', () => {
  test.each([
    ['in', 'echo reply', 'echo request'],
    ['out', 'echo request', 'echo reply'],
  ])('-Q %s', async (way, there, notThere) => {
    const running = await net.capture('-i', 'a0', '-Q', way, 'icmp')
    net.run(net.a, 'ping', '-c', '2', '-i', '0.05', '10.0.0.2')
    const { stdout } = await interrupt(running)
    expect(lines(stdout)).toHaveLength(2)
    expect(stdout).toContain(there)
    expect(stdout).not.toContain(notThere)
  })

  test('-p leaves the interface as it is; without it, all stations are heard', async () => {
    const promiscuity = () => /promiscuity (\d+)/.exec(ip('-n', net.a, '-d', 'link', 'show', 'a0'))?.[1]
    const modest = await net.capture('-i', 'a0', '-p')
    expect(promiscuity()).toBe('0')
    await interrupt(modest)
    const curious = await net.capture('-i', 'a0', '-B', '4096')
    expect(promiscuity()).toBe('1')
    await interrupt(curious)
  })

  test('-Z: files belong to the user, root is given up', async () => {
    const folder = mkdtempSync(join(dir, 'user-'))
    execFileSync('chmod', ['711', dir])
    execFileSync('chown', ['nobody', folder])
    const path = join(folder, 'x.pcap')
    const running = await net.capture('-i', 'a0', '-Z', 'nobody', '-w', path, 'udp', 'port', '9')
    const status = execFileSync('cat', [`/proc/${running.child.pid}/status`], { encoding: 'utf8' })
    const uid = execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).trim()
    expect(status).toMatch(new RegExp(`^Uid:\\t${uid}\\t${uid}\\t${uid}\\t${uid}$`, 'm'))
    expect(status).toMatch(/^CapEff:\t0+$/m)
    net.send(2, 9)
    await interrupt(running)
    expect(statSync(path).uid).toBe(Number(uid))
    expect(await datagrams(path)).toHaveLength(2)
  })

  test.each([
    [['-i', 'a0', 'tcp', 'prot', '80'], 'tcp prot 80', '    ^^^^'],
    [['-i', 'a0', 'host', 'no.such.host.invalid'], 'host no.such.host.invalid', '     ^^^^^^^^^^^^^^^^^^^^'],
    [['-i', 'a0', 'port', 'vxlam'], 'port vxlam', '     ^^^^^'],
    [
      ['-i', 'a0', '(udp port 4789 and (host 10.0.0.1 or)'],
      '(udp port 4789 and (host 10.0.0.1 or)',
      `${' '.repeat(36)}^`,
    ],
    [['-i', 'a0', 'udp', 'and'], 'udp and', '       ^'],
    [['-i', 'a0', 'udp port 4789 andd host 10.0.0.1'], 'udp port 4789 andd host 10.0.0.1', `${' '.repeat(14)}^^^^`],
  ])('the word that the filter stumbles over is pointed at: %j', async (args, text, carets) => {
    const { stderr, code } = await net.start(net.a, process.execPath, ...mainArgs(...args)).ended
    const [first, second, third] = lines(stderr)
    expect(first).toMatch(/^vxsniff: the filter cannot be compiled: /)
    expect([second, third]).toEqual([`  ${text}`, `  ${carets}`])
    expect(code).toBe(2)
  })

  test('who may not capture is told how to', async () => {
    const nobody = net.start(
      net.a,
      'setpriv',
      '--reuid',
      'nobody',
      '--clear-groups',
      process.execPath,
      ...mainArgs('-i', 'a0'),
    )
    const { stderr, code } = await nobody.ended
    expect(lines(stderr)).toHaveLength(1)
    expect(stderr).toMatch(
      /^vxsniff: a0: no permission to capture\..*sudo setcap cap_net_raw\+ep .*tcpdump .* \| vxsniff read -\n$/,
    )
    expect(code).toBe(4)
  })

  test.skipIf(setcapMissing)(
    'a copy of node, made as that says, captures for the members of its group alone',
    async () => {
      const copy = join(dir, 'vxsniff-node')
      const as = (...words: readonly string[]): Running =>
        net.start(net.a, 'runuser', '-u', 'nobody', '-g', 'nogroup', ...words, ...mainArgs('-i', 'a0', '-c', '3'))
      const { stderr } = await as('--', process.execPath).ended
      const [, make = ''] = /members of one group: (.*), then: \/usr\/local\/bin\/vxsniff-node /.exec(stderr) ?? []
      // What the guide shows, step by step.
      const shown = readFileSync(new URL('../../docs/guide.md', import.meta.url), 'utf8').replaceAll(
        'sniffers',
        'GROUP',
      )
      for (const command of make.split(' && ')) expect(shown).toContain(`\n${command}\n`)
      execFileSync('chmod', ['711', dir])
      const here = {
        'sudo ': '',
        GROUP: 'daemon',
        '/usr/local/bin/vxsniff-node': copy,
        '$(which node)': process.execPath,
      }
      const commands = Object.entries(here).reduce((text, [word, other]) => text.replaceAll(word, other), make)
      execFileSync('sh', ['-e', '-c', commands])

      const stranger = await as('--', copy).ended
      expect(stranger.stderr).toContain('Permission denied')
      expect(stranger.code).not.toBe(0)

      const member = as('-G', 'daemon', '--', copy)
      await member.says(/listening on .*\n/)
      net.send(3, 9)
      const { stdout, code } = await member.ended
      expect(lines(stdout)).toHaveLength(3)
      expect(code).toBe(0)
    },
  )

  test('an interface that is down is named, with the remedy', async () => {
    ip('-n', net.a, 'link', 'set', 'a0', 'down')
    const { stderr, code } = await net.start(net.a, process.execPath, ...mainArgs('-i', 'a0')).ended
    expect({ stderr, code }).toEqual({
      stderr: 'vxsniff: a0: the interface is down: sudo ip link set a0 up\n',
      code: 2,
    })
  })

  test('an interface that goes down ends it with a line', async () => {
    const running = await net.capture('-i', 'a0')
    ip('-n', net.a, 'link', 'set', 'a0', 'down')
    const { stderr, code } = await running.ended
    expect(stderr).toMatch(/\nvxsniff: a0: the interface went down\n$/)
    expect(code).toBe(3)
  })
})

describe('what makes no sense is said before anything is opened', () => {
  test.each([
    [['live'], /^vxsniff: which interface\? Give one with -i\. There are: .*lo/],
    [['-i', 'lo', '--backend', 'cap', '-Z', 'nobody'], /^vxsniff: -Z is not for --backend cap/],
    [['-i', 'lo', '-C', '1'], /^vxsniff: -C goes with -w\n$/],
    [['-i', 'lo', '-w', '-', '-G', '1'], /^vxsniff: -G needs a file to begin with/],
    [['-i', 'lo', '-w', 'x', '-W', '1'], /^vxsniff: -W goes with -C or -G\n$/],
    [['-i', 'lo', '-s', '300000'], /^vxsniff: .*octets up to 262144/],
    [['-i', 'lo', '-Q', 'up'], /^vxsniff: .*Allowed choices are in, out, inout/],
    [['--jsno'], /^vxsniff: unknown option '--jsno'/],
  ])('%j', async (args, stderr) => {
    const finished = await vxsniff(args, '', process.env as Record<string, string>)
    expect(finished.stderr).toMatch(stderr)
    expect(finished.code).toBe(2)
  })

  test.skipIf(!capMissing)('a backend that is not installed', async () => {
    expect(await vxsniff(['-i', 'lo', '--backend', 'cap'])).toMatchObject({
      stderr: 'vxsniff: cap: the npm package is not installed: npm install cap\n',
      code: 2,
    })
  })

  test('reading files does not load koffi', async () => {
    const report = 'process.on("exit",()=>console.error(process.report.getReport().sharedObjects.join()))'
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(report)}` }
    const fixture = new URL('../../fixtures/vxlan_vni_1.pcap', import.meta.url).pathname
    expect((await vxsniff(['read', fixture], '', env)).stderr).not.toContain('koffi')
    expect((await vxsniff(['-i', 'nowhere'], '', env)).stderr).toContain('koffi')
  })
})

describe.skipIf(skipped)('-Y', () => {
  /** How many packets the kernel has handed up. */
  const received = (stderr: string): number => Number(COUNTERS.exec(stderr)![2])

  test('has the kernel keep back what cannot pass', async () => {
    const runs = await Promise.all([
      net.capture('-i', 'a0', '--fields', 'udp.dstport', '-Y', 'outer udp port 9'),
      net.capture('-i', 'a0', '--fields', 'udp.dstport', 'udp'),
    ])
    net.send(50, 9)
    net.send(200, 10)
    await runs[1]!.says(/(10\n){200}/, 'stdout')
    const [some, all] = await Promise.all(runs.map(interrupt))
    expect(lines(some!.stdout).slice(1)).toEqual(new Array<string>(50).fill('9'))
    expect(received(all!.stderr)).toBe(250)
    expect(received(some!.stderr)).toBeLessThan(80)
    expect(some!.stderr).toMatch(/Only 50 of \d+ packets were looked at/)
  })

  test('goes with a filter of the user, and says what of his takes -Y', async () => {
    const running = await net.capture(
      '-i',
      'a0',
      '--fields',
      'udp.dstport',
      '-Y',
      'udp.dstport in {9, 10}',
      'udp',
      'port',
      '10',
    )
    net.send(5, 9)
    net.send(5, 10)
    await running.says(/(10\n){5}/, 'stdout')
    expect(lines((await interrupt(running)).stdout).slice(1)).toEqual(new Array<string>(5).fill('10'))
    const refused = net.start(net.a, process.execPath, MAIN, '-i', 'a0', 'vni', '42')
    expect(await refused.ended).toMatchObject({ code: 2, stderr: expect.stringContaining('vxsniff takes it with -Y') })
  })
})
