/** `export -i` and `agent` on a network of the kernel's: parts add up to what was sent, and what is there is whole. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Keeper } from '../../src/export/keep.js'
import { asked, filesBelow } from '../helpers/facts-directory.js'
import { cannotMakeNetworks, Network, type Running } from '../helpers/namespaces.js'
import { vxsniff } from '../helpers/run.js'

const dir = mkdtempSync(join(tmpdir(), 'vxsniff-parts-'))
const skipped = cannotMakeNetworks()
let net: Network
beforeAll(() => {
  if (!skipped) net = new Network()
})
afterAll(() => {
  if (!skipped) net.remove()
  rmSync(dir, { recursive: true })
})

async function ended(running: Running, signal: NodeJS.Signals = 'SIGINT') {
  running.child.kill(signal)
  return running.ended
}

const SUMS = 'select sum(packets), count(*) from captures; select sum(packets_ab + packets_ba) from flows'

describe.skipIf(skipped)('live', () => {
  test('a new part each second; after SIGKILL all that is there is whole', async () => {
    const root = join(dir, 'killed')
    const running = await net.capture('export', '-i', 'a0', '--to', root, '--every', '1s', 'udp dst port 9')
    const told = /a0: (\d+) packets/g
    net.send(40, 9)
    await running.says(/a0: 40 packets/)
    net.send(20, 9)
    await running.says(/a0: 20 packets/)
    net.send(5, 9)
    await ended(running, 'SIGKILL')
    const packets = [...running.out.stderr.matchAll(told)].reduce((sum, [, count]) => sum + Number(count), 0)
    const [[whole, parts], [inFlows]] = (await asked(root, SUMS)) as [[string, string], [string]]
    expect([whole, inFlows]).toEqual([String(packets), String(packets)])
    expect(Number(parts)).toBeGreaterThanOrEqual(2)
    expect(packets).toBeGreaterThanOrEqual(60)
    for (const file of filesBelow(root).filter((name) => name.endsWith('.parquet'))) {
      expect(readFileSync(file).subarray(-4).toString(), file).toBe('PAR1')
    }
  })

  test('json: the rows of each part, and the last one at the end', async () => {
    const running = await net.capture('export', '-i', 'a0', '--to', 'json', '--tables', 'flows', 'udp dst port 9')
    net.send(7, 9)
    await setTimeout(300)
    const { stdout, code } = await ended(running)
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(rows.map(({ table }) => table)).toEqual(['flows', 'captures'])
    expect(rows[1]).toMatchObject({ packets: 7, dropped: 0 })
    expect(code).toBe(0)
  })

  test('agent: tables, numbers and flows of all parts say the same', async () => {
    const collector = net.start(net.a, process.execPath, '-e', COLLECTOR)
    await collector.says('ready', 'stdout')
    const root = join(dir, 'agent')
    const to = ['--to', root, '--every', '1s', '--keep', '1G', '--metrics', '0', '--ipfix', '127.0.0.1:4739']
    const running = await net.capture('agent', '-i', 'a0', ...to, 'udp dst port 9')
    const [url] = /http:\S+/.exec(running.out.stderr)!
    net.send(30, 9)
    await running.says(/a0: 30 packets/)
    net.send(12, 9)
    await running.says(/a0: 12 packets/)
    expect(net.run(net.a, process.execPath, '-e', SCRAPE, url)).toContain(
      'vxsniff_network_packets_total{tunnel="none",vni=""} 42\n',
    )
    const { code, stderr } = await ended(running)
    expect([code, stderr]).toEqual([0, expect.stringContaining(' records in ')])
    expect(await asked(root, SUMS)).toEqual([['42', '2'], ['42']])
    await collector.says('42 packets', 'stdout')
    await ended(collector, 'SIGKILL')
  })

  test('a part that finds no room is told of, and capturing goes on', async () => {
    const root = join(dir, 'full')
    const running = await net.capture('export', '-i', 'a0', '--to', root, '--every', '1s', 'udp dst port 9')
    writeFileSync(join(root, 'flows'), 'in the way')
    net.send(3, 9)
    await running.says('a part with 3 packets was not written: ')
    rmSync(join(root, 'flows'))
    net.send(4, 9)
    await running.says(/a0: 4 packets/)
    expect((await ended(running)).code).toBe(2)
    expect((await asked(root, SUMS))[0]).toEqual(['4', '1'])
  })
})

/** Adds up packetDeltaCount of template 300: 87 octets a record, 40 in front of it. */
const COLLECTOR = `let sum = 0
const socket = require('node:dgram').createSocket('udp4').on('message', (m) => {
  if (m.readUInt16BE(16) === 300) for (let o = 20; o + 87 <= m.length; o += 87) sum += Number(m.readBigUInt64BE(o + 40))
  console.log(sum + ' packets')
})
socket.bind(4739, '127.0.0.1', () => console.log('ready'))`

const SCRAPE = `setTimeout(async () => console.log(await (await fetch(process.argv[1])).text()), 0)`

test('the oldest captures go as a whole, and what a killed program has left', async () => {
  const root = join(dir, 'kept')
  const captures = ['multicast', 'tenants', 'vlans'].map((name) => `fixtures/${name}.pcap`)
  await vxsniff(['export', ...captures, '--to', root])
  const of = (capture: string): string[] => filesBelow(root).filter((file) => file.includes(capture))
  const names = readdirSync(join(root, 'sources')).map((name) => name.slice(0, 16))
  for (const [i, name] of names.entries()) for (const file of of(name)) utimesSync(file, 1000 + i, 1000 + i)
  const octets = (name: string): number =>
    of(name).reduce((sum, file) => sum + (file.endsWith('.parquet') ? statSync(file).size : 0), 0)
  const [day] = readdirSync(join(root, 'flows'))
  const left = join(root, 'flows', day!, 'x.parquet.1.unfinished')
  writeFileSync(left, 'PAR1')
  utimesSync(left, 1000, 1000)
  const keeper = new Keeper(root, octets(names[1]!) + octets(names[2]!))
  expect(names.map((name) => of(name).length > 0)).toEqual([false, true, true])
  expect(filesBelow(root)).not.toContain(left)
  expect(await asked(root, 'select count(*) from captures')).toEqual([['2']])
  // The same capture again counts once.
  keeper.add(
    names[2]!,
    of(names[2]!)
      .map((file) => /day=[\d-]+/.exec(file)?.[0])
      .find(Boolean)!,
  )
  expect(names.map((name) => of(name).length > 0)).toEqual([false, true, true])
  expect(new Keeper(root, 1)).toBeDefined()
  expect(names.map((name) => of(name).length > 0)).toEqual([false, false, true])
})

test.each([
  [['export', '-i', 'lo', '--to', 'facts', '--packets'], '--packets is for files; it does not go with -i'],
  [['export', 'fixtures/tenants.pcap', '--to', 'facts', '--every', '5m'], '--every goes with -i'],
  [['export', '-i', 'lo', '--to', 'facts', '--every', 'often'], 'Give 30s, 5m or 1h.'],
  [['export', '-i', 'lo', '--to', 'facts', '--keep', '10'], 'Give 500M, 10G or 1T.'],
  [['export', '--to', 'json'], "missing required argument 'file'"],
  [['agent', '--metrics', '9464'], 'goes with -i'],
  [['agent', '--to', 'facts'], 'give -i INTERFACE'],
  [['agent', '-i', 'lo'], 'give --to DIR, --metrics PORT, --ipfix HOST:PORT'],
  [['agent', '-i', 'lo', '--to', 'json'], 'an agent writes to a directory'],
])('%j is refused', async (args, says) => {
  const { code, stderr } = await vxsniff(args)
  expect([code, stderr]).toEqual([2, expect.stringContaining(says)])
})
