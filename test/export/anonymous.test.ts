/** Tables and flows of other machines: those of the capture that `anonymise` writes, and nothing of the one that was given. */
import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { programFor } from '../../src/cli/program.js'
import { asked, asking, exported, filesBelow } from '../helpers/facts-directory.js'

const dir = mkdtempSync(join(tmpdir(), 'vxsniff-anonymous-'))
const key = join(dir, 'key.txt')
beforeAll(() => writeFileSync(key, 'correct horse\n'))
afterAll(() => rmSync(dir, { recursive: true }))

/** Tables that say nothing of the file; the packets as well. */
const TABLES = ['flows', 'tunnels', 'hosts', 'fdb_events', 'neighbour_events', 'findings', 'packets']

function rows(root: string): Promise<readonly unknown[]> {
  return asking(root, async (ask) => {
    const all = []
    for (const table of TABLES) all.push(await ask(`select * exclude (capture) from ${table} order by all`))
    return all
  })
}

test.each(['multicast', 'gre-seed'])('%s: the tables of what anonymise writes', async (name) => {
  const path = `fixtures/${name}.pcap`
  const [written, one, other] = [join(dir, `${name}.pcap`), join(dir, `${name}-one`), join(dir, `${name}-other`)]
  await programFor('anonymise').parseAsync(['anonymise', path, '-w', written, '--key-file', key], { from: 'user' })
  await exported(one, [written], '--packets')
  await exported(other, [path], '--packets', '--anonymise', '--key-file', key, '-Y', 'frame.len > 0')
  expect(await rows(other)).toEqual(await rows(one))
  const whole = await asked(one, 'select a from flows union select b from flows union select vtep from hosts')
  expect(whole.length).toBeGreaterThan(1)
})

test('nothing says what was given, nor what was to stay out', async () => {
  const [plain, root] = [join(dir, 'plain'), join(dir, 'anonymous')]
  await exported(plain, ['fixtures/tenants.pcap'])
  await exported(root, ['fixtures/tenants.pcap'], '--anonymise', '--key-file', key, '-Y', 'not ip.addr == 192.0.2.99')
  const said = await asked(
    plain,
    'select a from flows union select b from flows union select vtep from hosts union select mac from hosts',
  )
  const told = JSON.stringify([await rows(root), await asked(root, 'select * from captures')])
  for (const [value] of said.filter(([one]) => one !== null)) expect(told).not.toContain(value)
  const octets = filesBelow(root).map((file) => readFileSync(file, 'latin1'))
  for (const word of ['192.0.2.99', 'tenants.pcap']) expect(octets.filter((text) => text.includes(word))).toEqual([])
  expect(await asked(root, 'select options from captures')).toEqual([['{"displayFilter":true,"anonymise":true}']])
})

test('flows for a collector are the same', async () => {
  const written = join(dir, 'flows.pcap')
  await programFor('anonymise').parseAsync(['anonymise', 'fixtures/tenants.pcap', '-w', written, '--key-file', key], {
    from: 'user',
  })
  const one = await collected([written])
  const other = await collected(['fixtures/tenants.pcap', '--anonymise', '--key-file', key])
  expect(one.length).toBeGreaterThan(0)
  expect(other).toEqual(one)
})

/** Records of flows that a collector gets. */
async function collected(args: readonly string[]): Promise<readonly string[]> {
  const socket = createSocket('udp4')
  const got: Buffer[] = []
  socket.on('message', (message) => got.push(message))
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  await programFor('flows').parseAsync(['flows', ...args, '--ipfix', `127.0.0.1:${socket.address().port}`], {
    from: 'user',
  })
  await expect.poll(() => got.length).toBe(2)
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return got.filter((message) => message.readUInt16BE(16) >= 256).map((message) => message.subarray(16).toString('hex'))
}

test.each([
  [
    ['export', 'fixtures/tenants.pcap', '--to', 'json', '--anonymise'],
    'it takes a key: --key PASSPHRASE or --key-file FILE',
  ],
  [['export', 'fixtures/tenants.pcap', '--to', 'json', '--key', 'x'], '--key goes with --anonymise'],
  [['flows', 'fixtures/tenants.pcap', '--anonymise', '--key', 'x'], '--anonymise goes with --ipfix'],
])('%j is refused', async (args, says) => {
  await expect(programFor(args[0]).parseAsync(args, { from: 'user' })).rejects.toThrow(says)
})
