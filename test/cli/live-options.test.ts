/** The options of a live capture, for every command that declares them: what the kernel and the counters show of each. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { called, commandsWith, isShown } from '../helpers/declared.js'
import { cannotMakeNetworks, ip, Network, type Running } from '../helpers/namespaces.js'
import { MAIN } from '../helpers/run.js'
import { share } from '../helpers/share.js'

const skipped = cannotMakeNetworks()
const commands = commandsWith('-i').filter(isShown)
let net: Network
beforeAll(() => {
  if (!skipped) net = new Network()
})
afterAll(() => {
  if (!skipped) net.remove()
})

async function ended(running: Running, signal: NodeJS.Signals = 'SIGINT') {
  running.child.kill(signal)
  return running.ended
}
const capture = (command: string, ...args: readonly string[]) => net.capture(...called(command), '-i', 'a0', ...args)
/** Octets of the kernel's buffer, which is mapped into the program: proc_pid_maps(5). */
function bufferOf({ child }: Running): number {
  const maps = readFileSync(`/proc/${child.pid}/maps`, 'latin1')
  const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) .* socket:\[/m.exec(maps)!
  return Number.parseInt(to!, 16) - Number.parseInt(from!, 16)
}
/** Scrapes until three packets are counted; the other host may answer them. */
const SCRAPER = `(async () => {
  for (let i = 0; i < 50; i++) {
    const text = await (await fetch(process.argv[1])).text()
    const [, packets] = /^vxsniff_network_packets_total{tunnel="none",vni=""} (.*)$/m.exec(text) ?? []
    if (packets >= 3) return console.log('counted')
    await new Promise((then) => setTimeout(then, 100))
  }
})()`
const promiscuity = () => /promiscuity (\d+)/.exec(ip('-n', net.a, '-d', 'link', 'show', 'a0'))?.[1]

// They take these by the same code.
describe.skipIf(skipped).each(share(commands, 2))('%s', (command) => {
  test('-s, -B, -p and --metrics', async () => {
    const plain = await capture(command)
    expect(plain.out.stderr).toContain('snapshot length 262144 bytes')
    expect(promiscuity()).toBe('1')
    const usual = bufferOf(plain)
    await ended(plain)
    const modest = await capture(command, '-s', '60', '-B', '1024', '-p', '--metrics', '0')
    expect(modest.out.stderr).toContain('snapshot length 60 bytes')
    expect(promiscuity()).toBe('0')
    expect(bufferOf(modest)).toBeLessThan(usual / 8)
    net.send(3, 9)
    const [url] = /(?<=^metrics at )http:\/\/127\.0\.0\.1:\d+\/metrics$/m.exec(modest.out.stderr)!
    expect(net.run(net.a, process.execPath, '-e', SCRAPER, url)).toBe('counted\n')
    await ended(modest)
  })

  test.each([
    ['in', 0],
    ['out', 3],
  ])('-Q %s', async (way, count) => {
    const running = await capture(command, '-Q', way, 'udp port 9')
    net.send(3, 9)
    expect((await ended(running)).stderr).toContain(`${count} packets captured\n`)
  })

  test('-c ends it', async () => {
    const running = await capture(command, '-c', '2', 'udp port 9')
    net.send(5, 9)
    const { stderr, code } = await running.ended
    expect(stderr).toContain('2 packets captured\n')
    // What is beyond was not wanted.
    expect(stderr).not.toContain('unread')
    expect(code).toBe(0)
  })

  test('--backend', async () => {
    const running = net.start(
      net.a,
      process.execPath,
      MAIN,
      ...called(command),
      '-i',
      'a0',
      '--backend',
      'cap',
      '-c',
      '1',
    )
    await Promise.race([running.says('times are those of the clock').then(() => ended(running)), running.ended]).catch(
      () => {},
    )
    const { stderr } = await running.ended
    expect(stderr).toMatch(
      /times are those of the clock|^vxsniff: cap: the npm package is not installed: npm install cap\n$/m,
    )
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it in good order', async (signal) => {
    const running = await capture(command, 'udp port 9')
    net.send(2, 9)
    const { stderr, code } = await ended(running, signal)
    expect(stderr).toContain('2 packets captured\n2 packets received by filter\n')
    expect(stderr).not.toContain('unread')
    expect(code).toBe(0)
  })

  test('what came and was not read is said, and with the rest it is all that came', async () => {
    const running = await capture(command, '-s', '200', 'udp port 9')
    // Stopped, it reads nothing; then it has little time for much.
    running.child.kill('SIGSTOP')
    net.send(60_000, 9)
    running.child.kill('SIGINT')
    running.child.kill('SIGCONT')
    const { stdout, stderr, code } = await running.ended
    const count = (what: string): number => Number(new RegExp(`^(\\d+) packets? ${what}`, 'm').exec(stderr)?.[1] ?? 0)
    expect(count('received by filter')).toBe(60_000)
    expect(count('captured') + count('dropped by kernel') + count('left unread')).toBe(60_000)
    if (command === 'check' && count('left unread') > 0) {
      expect(stdout).toMatch(/capture\.dropped/)
      const lost = count('dropped by kernel') + count('left unread')
      expect(stdout.replace(/(?<=\d)\s(?=\d{3})/g, '')).toContain(`${lost} packets lost on a0`)
    }
    expect(code).toBe(0)
  })
})

/** Without times, and without what follows from them. */
const masked = (text: string): string => text.replace(/\d+[:.][\d:.]+( m?s)?/g, 'T')

describe.skipIf(skipped)('live', () => {
  const FORMS: readonly (readonly string[])[] = [
    [],
    ['-v'],
    ['-x'],
    ['--json'],
    ['--fields', 'ip.src,udp.dstport'],
    ['--format', 'tcpdump'],
    ['-t'],
    ['-e'],
    ['-q'],
    ['--vxlan-port', '9'],
    ['--geneve-port', '9'],
    ['-d', 'udp.port==9,gre'],
    ['--color', 'always'],
  ]

  test('every form is another text', async () => {
    const texts = new Set<string>()
    for (const form of FORMS) {
      const running = await capture('live', ...form, '-c', '3', 'udp port 9')
      net.send(3, 9)
      texts.add(masked((await running.ended).stdout))
    }
    expect(texts.size).toBeGreaterThanOrEqual(FORMS.length - 1)
  })
})
