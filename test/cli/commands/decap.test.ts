/** `vxsniff decap` as its user calls it, and what tools that know no tunnels find in the output. */
import { spawnSync } from 'node:child_process'
import { existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { isMissing } from '../../helpers/programs.js'
import { vxsniff } from '../../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}.pcap`, import.meta.url))
const LOSSY = fileURLToPath(new URL('../../../../shared/networks/37-lossy/n1.pcap', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'vxsniff-decap-'))
afterAll(() => rmSync(dir, { recursive: true }))
const file = (name: string): string => join(dir, name)

const decap = (...args: readonly string[]) => vxsniff(['decap', ...args])
const noTshark = isMissing('tshark', 'apt-get install tshark')
const numbers = (path: string, ...args: readonly string[]): string[] =>
  spawnSync('tshark', ['-n', '-r', path, '-T', 'fields', '-e', 'frame.number', ...args], { encoding: 'utf8' })
    .stdout.split('\n')
    .slice(0, -1)

describe('what is written', () => {
  test('each packet says where it was, unless nobody wants to know', async () => {
    const out = file('notes.pcapng')
    expect((await decap(fixture('nested'), '-w', out)).stderr).toBe('3 packets, 3 taken out of tunnels\n')
    const { stdout } = await vxsniff(['read', '--fields', 'frame.comment', '--no-header', out])
    expect(stdout.split('\n')[0]).toMatch(/^frame 1: \S+.* > .*, \S+.* > /)
    await decap(fixture('nested'), '--no-note', '-w', out)
    expect((await vxsniff(['read', '--fields', 'frame.comment', '--no-header', out])).stdout.trim()).toBe('')
  })

  test.skipIf(noTshark)(
    '--finish-checksums fills in what a card was to fill in, and wrong ones stay wrong',
    async () => {
      for (const [capture, bad] of [
        ['offload', 0],
        ['bad-checksum', 1],
      ] as const) {
        const [open, done] = [file('open.pcapng'), file('done.pcapng')]
        await decap(fixture(capture), '-w', open)
        const { stderr } = await decap(fixture(capture), '--finish-checksums', '-w', done)
        const wrong = (path: string): number =>
          numbers(
            path,
            ...['-o', 'tcp.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'],
            ...['-Y', 'tcp.checksum.status==0 or udp.checksum.status==0 or ip.checksum.status==0'],
          ).length
        const finished = Number(/^(\d+) checksums? finished/m.exec(stderr)?.[1] ?? 0)
        expect(wrong(open) - wrong(done), capture).toBe(finished)
        expect(wrong(done) > 0, capture).toBe(bad > 0)
        expect(finished > 0, capture).toBe(capture === 'offload')
      }
    },
  )

  test('pcap holds one link type: it is said how to get there', async () => {
    const mixed = [fixture('multicast'), fixture('gre-plain')]
    const { stderr, code } = await decap(...mixed, '-w', file('mixed.pcap'))
    expect(stderr).toContain('write to a .pcapng file, or give --link ethernet (the packets before it are written)')
    // Of the packets that are counted none is missing.
    const taken = /(\d+) taken out/.exec(stderr)![1]
    expect((await vxsniff(['read', '--count', file('mixed.pcap')])).stdout).toBe(`${taken} packets\n`)
    expect(code).toBe(2)
    expect((await decap(...mixed, '--link', 'ethernet', '-w', file('mixed.pcap'))).code).toBe(0)
    expect((await vxsniff(['read', '--count', file('mixed.pcap')])).stdout).toBe('10 packets\n')
  })

  test('a pipe takes it', async () => {
    const { code } = await decap(fixture('multicast'), '-w', file('straight.pcap'))
    expect(code).toBe(0)
    const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))
    const piped = spawnSync(process.execPath, [main, 'decap', '-', '-w', '-'], {
      input: readFileSync(fixture('multicast')),
    })
    expect(piped.stdout).toEqual(readFileSync(file('straight.pcap')))
  })

  test.each([
    ['vni', ['vxlan-42', 'vxlan-43']],
    ['tunnel', ['vxlan-42-10.65.132.187-10.65.132.188', 'vxlan-43-10.65.132.187-10.65.132.188']],
    ['flow', ['tcp-172.17.1.2.40000-172.17.1.3.80']],
    ['vlan', ['untagged']],
  ])('--split-by %s', async (by, names) => {
    const out = file(`${by}.pcapng`)
    const { stderr } = await decap(fixture('tenants'), '--split-by', by, '-w', out)
    expect(stderr).toContain(`${names.length} file${names.length === 1 ? '' : 's'} written`)
    const found = readdirSync(dir).filter((name) => name.startsWith(`${by}-`))
    expect(found.sort()).toEqual(names.map((name) => `${by}-${name}.pcapng`))
    const counts = await Promise.all(found.map((name) => vxsniff(['read', '--count', file(name)])))
    expect(counts.reduce((sum, { stdout }) => sum + Number.parseInt(stdout, 10), 0)).toBe(10)
  })

  test('packets in no tunnel stay with --keep, those of fragments in their order', async () => {
    const out = file('kept.pcapng')
    await decap(fixture('icmp-quoted'), '--keep', '-w', out)
    const lines = (await vxsniff(['read', '--fields', 'frame.len', '--no-header', out])).stdout.trim().split('\n')
    expect(lines).toHaveLength(7)
    // A datagram that is in no tunnel, in three fragments.
    const plain = file('plain.pcap')
    await decap(fixture('fragments'), '--no-reassemble', '-w', plain)
    const kept = file('kept-fragments.pcap')
    await decap(plain, '--keep', '-w', kept)
    expect(await vxsniff(['read', '--no-reassemble', kept])).toEqual(await vxsniff(['read', '--no-reassemble', plain]))
  })
})

describe('what is lost by nobody', () => {
  test('the input is not written over, by whatever name', async () => {
    const [copy, link] = [file('copy.pcap'), file('link.pcap')]
    writeFileSync(copy, readFileSync(fixture('multicast')))
    linkSync(copy, link)
    for (const path of [copy, link]) {
      expect((await decap(copy, '-w', path)).stderr).toContain('is the file being read; write to another one')
      expect(readFileSync(copy)).toEqual(readFileSync(fixture('multicast')))
    }
    const split = file('in-vxlan-42.pcap')
    writeFileSync(split, readFileSync(fixture('multicast')))
    expect((await decap(split, '--split-by', 'vni', '-w', file('in.pcap'))).stderr).toContain('is the file being read')
    expect(readFileSync(split)).toEqual(readFileSync(fixture('multicast')))
  })

  test('of a damaged capture all that can be read is taken out, and it is said where it breaks', async () => {
    const damaged = file('damaged.pcap')
    writeFileSync(damaged, readFileSync(fixture('multicast')).subarray(0, -10))
    const { stderr, code } = await decap(damaged, '-w', file('rest.pcapng'))
    expect(code).toBe(3)
    expect(stderr).toMatch(/^11 packets, 7 taken out of tunnels$/m)
    expect((await vxsniff(['read', '--count', file('rest.pcapng')])).stdout).toBe('7 packets\n')
  })

  test.each([
    [[], /^vxsniff: where to\? give -w FILE, or -w - for standard output\n$/],
    [['-w', '-', '--split-by', 'vni'], /^vxsniff: --split-by needs a file to name others by, not -w -\n$/],
    [['-w', 'x.pcap', '--only', 'vxlan,teredoo'], /There is no tunnel "teredoo"; there are vxlan, /],
    [['-w', '/nowhere/x.pcap'], /^vxsniff: \/nowhere\/x\.pcap: /],
  ])('%j is refused in one line', async (args, says) => {
    const { stderr, code } = await decap(fixture('multicast'), ...args)
    expect(stderr).toMatch(says)
    expect(code).toBe(2)
    expect(existsSync('x.pcap')).toBe(false)
  })
})

const noArgus = isMissing('argus', 'apt-get install argus-server') || isMissing('ra', 'apt-get install argus-client')

describe.skipIf(noArgus)('argus, which knows no tunnels, finds the conversations of `flows` in the output', () => {
  /** Packets by protocol and ends, whichever way. */
  type Totals = Record<string, number>
  const add = (totals: Totals, protocol: string, ends: readonly string[], packets: number): void => {
    const key = [protocol, ...[...ends].sort()].join(' ')
    totals[key] = (totals[key] ?? 0) + packets
  }

  test.each([fixture('tenants'), fixture('applications'), fixture('offload'), LOSSY].filter(existsSync))(
    '%s',
    async (path) => {
      const out = file('argus.pcap')
      await decap(path, '-w', out)
      const theirs: Totals = {}
      const records = spawnSync('argus', ['-r', out, '-w', '-'], { maxBuffer: 1 << 26 }).stdout
      const columns = ['-s', 'proto', 'saddr', 'sport', 'daddr', 'dport', 'spkts', 'dpkts']
      const { stdout } = spawnSync('ra', ['-n', '-c', ',', '-r', '-', ...columns], { input: records, encoding: 'utf8' })
      for (const line of stdout.split('\n')) {
        const [protocol = '', a, portA, b, portB, forth, back] = line.split(',')
        if (protocol !== 'tcp' && protocol !== 'udp') continue
        add(theirs, protocol, [`${a}:${portA}`, `${b}:${portB}`], Number(forth) + Number(back))
      }
      const ours: Totals = {}
      const flows = (await vxsniff(['flows', '--json', path])).stdout.trim().split('\n')
      for (const { protocol, a, portA, b, portB, packets, tunnel } of flows.map((line) => JSON.parse(line))) {
        if (tunnel === null || (protocol !== 'tcp' && protocol !== 'udp')) continue
        add(ours, protocol, [`${a}:${portA}`, `${b}:${portB}`], packets)
      }
      expect(theirs).toEqual(ours)
      expect(Object.keys(ours).length).toBeGreaterThan(0)
    },
  )
})
