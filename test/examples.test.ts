/** The programs of `examples`, run as their README says, beside tshark and the kernel's tables. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { ethernet, type Part, u8, udp } from '../fixtures/make/packets.js'
import { pcap } from './helpers/capture-octets.js'
import { cannotMakeNetworks } from './helpers/namespaces.js'
import { frame, INNER_A, INNER_B, ping, underlay } from './helpers/packets.js'
import { isMissing } from './helpers/programs.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'vxsniff-examples-'))
afterAll(() => rmSync(scratch, { recursive: true }))

function run(name: string, ...args: readonly string[]): string {
  return execFileSync(process.execPath, [`examples/${name}.mjs`, ...args], { cwd: ROOT, encoding: 'utf8' })
}

test('each is listed, and each is tried here', () => {
  const names = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.mjs'))
  expect(names.sort()).toEqual([
    'count-per-vni.mjs',
    'custom-protocol.mjs',
    'gate.mjs',
    'inner-pings.mjs',
    'live.mjs',
    'one-vni.mjs',
    'who-learned.mjs',
  ])
})

describe.skipIf(isMissing('tshark', 'apt-get install tshark'))('beside tshark', () => {
  function vnis(file: string): string[] {
    const args = ['-r', file, '-Y', 'vxlan', '-T', 'fields', '-e', 'vxlan.vni']
    return execFileSync('tshark', args, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n')
  }

  test('count-per-vni counts what tshark counts', () => {
    const file = 'fixtures/tenants.pcap'
    const all = vnis(file)
    const lines = [...new Set(all)].map((vni) => `vni ${vni}: ${all.filter((other) => other === vni).length} packets\n`)
    expect(lines.length).toBeGreaterThan(1)
    expect(run('count-per-vni', file)).toBe(lines.sort().join(''))
  })

  test('one-vni takes out the packets of one network', () => {
    const out = join(scratch, 'one.pcapng')
    const all = vnis('fixtures/tenants.pcap')
    const wanted = all.filter((vni) => vni === all[0])
    expect(run('one-vni', 'fixtures/tenants.pcap', all[0]!, out)).toBe(`${wanted.length} packets\n`)
    expect(vnis(out)).toEqual(wanted)
  })
})

test('custom-protocol decodes an encapsulation that nobody else knows, and what it carries', () => {
  const inside = ethernet(INNER_B.mac, INNER_A.mac, ping())
  const acme = (header: readonly number[], body: Part = { octets: Buffer.alloc(0) }): Part =>
    underlay(udp({ source: 50000, destination: 7777 }, { octets: Buffer.concat([u8(...header), body.octets]) }, true))
  const frames = [acme([0x80, 0, 0, 42], inside), acme([0, 0, 0, 7], inside), acme([0, 0])]
  const path = join(scratch, 'acme.pcap')
  writeFileSync(path, pcap(frames.map((body) => ({ sec: 1, fraction: 0, data: [...frame(body).octets] }))))
  expect(run('custom-protocol', path).split('\n')).toEqual([
    '1 eth > ip > udp > acme > eth > ip > icmp > data {"acme.urgent":1,"acme.tenant":42} true',
    expect.stringContaining('ICMP echo request'),
    '2 eth > ip > udp > acme > eth > ip > icmp > data {"acme.urgent":0,"acme.tenant":7} false',
    '3 eth > ip > udp {} false',
    '',
  ])
})

test('gate lets a healthy capture through and ends with 1 for one with an error', () => {
  expect(run('gate', 'fixtures/multicast.pcap')).toBe('fixtures/multicast.pcap: 12 packets, 0 errors, 0 warnings\n')
  const { stdout, status } = spawnSync(process.execPath, ['examples/gate.mjs', 'fixtures/port-mismatch.pcap'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(stdout).toContain('fixtures/port-mismatch.pcap: vxlan.port-mismatch: ')
  expect(status).toBe(1)
})

test('inner-pings prints both requests of the capture', () => {
  const lines = run('inner-pings', 'fixtures/multicast.pcap').split('\n')
  expect(lines.filter((line) => line.includes('ICMP echo request')).map((line) => line.split(' ')[0])).toEqual([
    '#7',
    '#11',
  ])
  expect(lines).toContain('vxlan 9 fields')
})

test('who-learned tells what the kernel had in its tables: each of the two VTEPs one station', () => {
  expect(run('who-learned', 'fixtures/p2p-vni42.pcap')).toMatch(
    /^(a VTEP learned 1 stations, the first from packet \d+\n){2}$/,
  )
})

test.skipIf(cannotMakeNetworks())('live prints ten packets of the loopback and ends by itself', () => {
  // It pings until the program has its packets, however long that takes to start.
  const ping = 'ip link set lo up; timeout 50 ping -i 0.1 -q 127.0.0.1 >/dev/null & '
  const command = `${ping} timeout 60 ${process.execPath} examples/live.mjs lo icmp; code=$?; kill $!; exit $code`
  const out = execFileSync('unshare', ['-n', 'sh', '-c', command], { cwd: ROOT, encoding: 'utf8' })
  const lines = out.trim().split('\n')
  expect(lines.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, i) => `${i + 1} eth > ip > icmp > data`))
  expect(lines[10]).toMatch(/^\d+ received, 0 dropped by the kernel$/)
})
