/** `vxsniff compare` as a user meets it, and by a network of the kernel whose losses and changes are known. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { temporary } from '../../helpers/capture-octets.js'
import { cannotMakeNetworks, ip, type Running, startIn } from '../../helpers/namespaces.js'
import { between, hop, talk } from '../../helpers/on-the-way.js'
import { isMissing } from '../../helpers/programs.js'
import { saved, type TimedFrame } from '../../helpers/records.js'
import { vxsniff } from '../../helpers/run.js'

const file = temporary()
const save = (name: string, frames: readonly TimedFrame[]): string => file(name, saved(frames))

test('two captures, three captures, what cannot be compared', async () => {
  const packets = talk(300)
  const [a, b] = between(packets, { offset: 2, pass: (octets, n) => (n % 10 === 4 ? [] : [hop(octets)]) })
  const [, c] = between(packets, { offset: 5, pass: (octets, n) => (n % 10 === 4 ? [] : [hop(hop(octets))]) })
  const [pathA, pathB, pathC] = [save('a.pcap', a), save('b.pcap', b), save('c.pcap', c)]
  const damaged = file('cut.pcap', readFileSync(pathB).subarray(0, 20_000))
  const [two, lines, three, one, twice, broken] = await Promise.all([
    vxsniff(['compare', pathA, pathB]),
    vxsniff(['compare', '--lines', 'lost', '--json', pathA, pathB]),
    vxsniff(['compare', '--json', '-Y', 'inner udp', pathA, pathB, pathC]),
    vxsniff(['compare', pathA]),
    vxsniff(['compare', '--lang', 'zh', pathA, pathA]),
    vxsniff(['compare', pathA, damaged]),
  ])
  expect(two).toMatchObject({ stderr: '', code: 0 })
  expect(two.stdout).toMatch(/^✗ 30 of 150 packets from a\.pcap to b\.pcap got lost \(20\.0 %\)/)
  expect(two.stdout).toContain('b.pcap is 2.00 s ahead of a.pcap ± 50 µs')
  expect(two.stdout).toMatch(/a\.pcap → b\.pcap │ outer ttl −1 {7}│ {5}120/)
  const lost = lines.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).packet)
  expect(lost.length).toBe(30)
  expect(lost[0]).toMatchObject({ frames: [5, null], from: 'a.pcap', to: 'b.pcap', fate: 'lost', delay: null })
  expect(lost[0].packet).toContain('172.17.1.2:5000 > 172.17.1.3:7000')
  const pairs = three.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(pairs.map(({ captures }) => captures.map(({ name }: { name: string }) => name).join())).toEqual([
    'a.pcap,b.pcap',
    'b.pcap,c.pcap',
    'a.pcap,c.pcap',
  ])
  expect(pairs.map(({ directions }) => directions[0].lost.packets)).toEqual([30, 0, 30])
  expect(pairs.map(({ clocks }) => Math.round(clocks.offset / 1e9))).toEqual([2, 3, 5])
  expect(one).toMatchObject({ code: 2, stderr: expect.stringContaining('compare takes two captures or more') })
  expect(twice.stdout).toMatch(/这是同一个捕获/)
  expect(broken).toMatchObject({ code: 3, stdout: expect.stringContaining('packets') })
})

const isWithout = cannotMakeNetworks() || isMissing('tcpdump', 'apt install tcpdump')

async function capture(name: string, device: string, path: string): Promise<Running> {
  const running = startIn(name, 'tcpdump', '-i', device, '-U', '--immediate-mode', '-Z', 'root', '-w', path, 'ip')
  await running.says('listening on')
  return running
}

/** What was changed, each with its count. */
const changes = (direction: { readonly changes: readonly { readonly what: string; readonly packets: number }[] }) =>
  Object.fromEntries(direction.changes.map(({ what, packets }) => [what, packets]))

async function namespace(name: string): Promise<void> {
  ip('netns', 'add', name)
  for (const conf of ['all', 'default']) {
    await startIn(name, 'sh', '-c', `echo 1 > /proc/sys/net/ipv6/conf/${conf}/disable_ipv6`).ended
  }
}

describe.skipIf(isWithout)('a router of the kernel between two VTEPs', () => {
  const ns = ['a', 'r', 'b'].map((name) => `vxt-${process.pid}-cmp-${name}`) as [string, string, string]
  const [hostA, router, hostB] = ns
  afterAll(() => {
    for (const name of ns) ip('netns', 'del', name)
  })

  /** An end of a tunnel, which knows the other one: nobody asks for addresses. */
  function tunnel(name: string, vni: number, port: number, from: number): void {
    const to = 3 - from
    const mac = (n: number): string => `02:00:00:00:${vni}:0${n}`
    const device = `vx${vni}`
    const ends = ['local', `10.77.${from}.1`, 'remote', `10.77.${to}.1`, 'dstport', `${port}`]
    ip('-n', name, 'link', 'add', device, 'address', mac(from), 'type', 'vxlan', 'id', `${vni}`, ...ends)
    ip('-n', name, 'address', 'add', `172.${vni}.1.${from}/24`, 'dev', device)
    ip('-n', name, 'link', 'set', device, 'up')
    ip('-n', name, 'neigh', 'add', `172.${vni}.1.${to}`, 'lladdr', mac(to), 'dev', device)
  }

  test('takes one port, lowers the TTL and cuts long packets: all in exact numbers', async () => {
    for (const name of ns) await namespace(name)
    for (const [host, n] of [
      [hostA, 1],
      [hostB, 2],
    ] as const) {
      ip('-n', router, 'link', 'add', `r${n}`, 'type', 'veth', 'peer', 'name', 'e0', 'netns', host)
      ip('-n', router, 'address', 'add', `10.77.${n}.254/24`, 'dev', `r${n}`)
      ip('-n', host, 'address', 'add', `10.77.${n}.1/24`, 'dev', 'e0')
      ip('-n', router, 'link', 'set', `r${n}`, 'up')
      ip('-n', host, 'link', 'set', 'e0', 'up')
      ip('-n', host, 'route', 'add', 'default', 'via', `10.77.${n}.254`)
      tunnel(host, 42, 4789, n)
      tunnel(host, 43, 8472, n)
    }
    // Both ends of a cable, as what is longer than the receiver's MTU is dropped. The tunnel's own stays as it is.
    ip('-n', router, 'link', 'set', 'r2', 'mtu', '700')
    ip('-n', hostB, 'link', 'set', 'e0', 'mtu', '700')
    ip('-n', router, 'rule', 'add', 'ipproto', 'udp', 'dport', '8472', 'blackhole')
    await startIn(router, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward').ended
    const ping = (to: string, count: number, ...more: readonly string[]): Promise<unknown> =>
      startIn(hostA, 'ping', '-q', '-c', `${count}`, '-i', '0.01', '-W', '1', ...more, to).ended
    await ping('172.42.1.2', 1)
    const [pathA, pathB] = [file('kernel-a.pcap'), file('kernel-b.pcap')]
    const captures = [await capture(hostA, 'e0', pathA), await capture(hostB, 'e0', pathB)]
    await ping('172.42.1.2', 30)
    await ping('172.42.1.2', 25, '-s', '1000')
    await ping('172.43.1.2', 20)
    await ping('172.42.1.2', 1)
    for (const { child } of captures) child.kill('SIGINT')
    await Promise.all(captures.map(({ ended }) => ended))

    const [{ stdout }, { stdout: text }] = await Promise.all([
      vxsniff(['compare', '--json', pathA, pathB]),
      vxsniff(['compare', pathA, pathB]),
    ])
    const { clocks, directions } = JSON.parse(stdout)
    const [there, back] = directions
    expect([there.sent, there.arrived, there.lost.packets]).toEqual([76, 56, 20])
    expect([back.sent, back.arrived, back.lost.packets]).toEqual([56, 56, 0])
    expect([there, back].map(({ missed, outside }) => missed.packets + outside.packets)).toEqual([0, 0])
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      '20 packets to UDP port 8472 left kernel-a.pcap and none arrived at kernel-b.pcap; all 56 others arrived; something on the way takes UDP 8472',
    )
    // Before the kernel cuts a packet it fills in the checksum that it had left to the network card.
    expect(changes(there)).toEqual({ 'outer ttl −1': 56, fragmented: 25, 'outer checksum filled in': 25 })
    // B cuts what it sends itself, by its own MTU.
    expect(changes(back)).toEqual({ 'outer ttl −1': 56 })
    // One machine, one clock; tcpdump writes microseconds.
    expect(clocks).toMatchObject({ known: 'both-ways', drift: null })
    expect(Math.abs(clocks.offset)).toBeLessThanOrEqual(clocks.uncertainty + 1000)
  }, 30_000)
})

const FORWARDER = fileURLToPath(new URL('../../helpers/forwarder.py', import.meta.url))

describe.skipIf(isWithout || isMissing('python3', 'apt install python3'))('a translator between two VTEPs', () => {
  const ns = ['a', 'f', 'b'].map((name) => `vxt-${process.pid}-nat-${name}`) as [string, string, string]
  const [hostA, between, hostB] = ns
  afterAll(() => {
    for (const name of ns) ip('netns', 'del', name)
  })

  test('of outer addresses marks, delays, loses, and leaves the TTL: all in exact numbers', async () => {
    await Promise.all(ns.map(namespace))
    const mac = (n: number, of = '77'): string => `02:00:00:00:${of}:0${n}`
    for (const [host, n, remote, from] of [
      [hostA, 1, '10.77.1.2', '10.77.1.1'],
      [hostB, 2, '10.77.1.9', '10.77.1.2'],
    ] as const) {
      const at = (...words: readonly string[]): unknown => ip('-n', host, ...words)
      ip('-n', between, 'link', 'add', `f${n}`, 'type', 'veth', 'peer', 'name', 'e0', 'netns', host)
      ip('-n', between, 'link', 'set', `f${n}`, 'up')
      at('link', 'set', 'e0', 'address', mac(n), 'up')
      at('address', 'add', `${from}/24`, 'dev', 'e0')
      at('neigh', 'add', remote, 'lladdr', mac(3 - n), 'dev', 'e0')
      // The forwarder does not finish what is left to a network card.
      const tunnel = ['type', 'vxlan', 'id', '42', 'local', from, 'remote', remote, 'dstport', '4789', 'noudpcsum']
      at('link', 'add', 'vx42', 'address', mac(n, '42'), ...tunnel)
      at('address', 'add', `172.42.1.${n}/24`, 'dev', 'vx42')
      at('link', 'set', 'vx42', 'up')
      at('neigh', 'add', `172.42.1.${3 - n}`, 'lladdr', mac(3 - n, '42'), 'dev', 'vx42')
    }
    const forwarder = startIn(between, 'python3', FORWARDER, 'f1', 'f2')
    await forwarder.says('forwarding')
    const [pathA, pathB] = [file('nat-a.pcap'), file('nat-b.pcap')]
    const captures = await Promise.all([capture(hostA, 'e0', pathA), capture(hostB, 'e0', pathB)])
    await startIn(hostA, 'ping', '-q', '-c', '45', '-i', '0.01', '-W', '1', '172.42.1.2').ended
    for (const { child } of [...captures, forwarder]) child.kill('SIGINT')
    await Promise.all([...captures, forwarder].map(({ ended }) => ended))

    const { stdout } = await vxsniff(['compare', '--json', '--clock-offset', '0s', pathA, pathB])
    const [there, back] = JSON.parse(stdout).directions
    expect([there.sent, there.arrived, there.lost.packets]).toEqual([45, 41, 4])
    expect([back.sent, back.arrived, back.lost.packets]).toEqual([41, 41, 0])
    expect(changes(there)).toEqual({ 'outer DSCP 0 → 46': 41, 'outer source 10.77.1.1 → 10.77.1.9': 41 })
    expect(changes(back)).toEqual({ 'outer destination 10.77.1.9 → 10.77.1.1': 41 })
    expect(there.delays.least).toBeGreaterThanOrEqual(3e6)
    expect(there.delays.median).toBeLessThan(6e6)
    expect(back.delays.median).toBeLessThan(3e6)
  }, 20_000)
})
