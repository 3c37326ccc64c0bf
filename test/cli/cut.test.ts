/** A capture that was cut into files, as `-C` and `-G` do, says the same as the whole. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { vxsniff } from '../helpers/run.js'
import { share } from '../helpers/share.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))
const NAMES = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.pcap'))
  .filter((_, i) => i % 3 === 0)
const PIECES = 50
/** Octets of the header of a pcap file and of a record, and where a record says how long it is. */
const FILE_HEADER = 24
const RECORD_HEADER = 16
const CAPTURED = 8

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-cut-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

/** The records of a pcap file in files of their own, each with the same header: their paths. */
function cut(name: string): readonly string[] {
  const whole = readFileSync(join(FIXTURES, name))
  const view = new DataView(whole.buffer, whole.byteOffset, whole.length)
  const isLittle = [0xd4, 0x4d].includes(whole[0]!)
  const records: Buffer[] = []
  for (let at = FILE_HEADER; at < whole.length; ) {
    const end = at + RECORD_HEADER + view.getUint32(at + CAPTURED, isLittle)
    records.push(whole.subarray(at, end))
    at = end
  }
  const each = Math.ceil(records.length / PIECES)
  const paths: string[] = []
  for (let first = 0; first < records.length; first += each) {
    const path = join(dir, `${name}.${String(first).padStart(5, '0')}`)
    writeFileSync(path, Buffer.concat([whole.subarray(0, FILE_HEADER), ...records.slice(first, first + each)]))
    paths.push(path)
  }
  return paths
}

describe.each(share(NAMES, 2))('%s', (name) => {
  test('check', async () => {
    const whole = await vxsniff(['check', '--json', join(FIXTURES, name)])
    const pieces = await vxsniff(['check', '--json', ...cut(name)])
    expect(pieces).toEqual(whole)
    expect(whole.stdout).toContain('"summary"')
  })
})

test.each(['learn', 'flows', 'tunnels'])('%s', async (command) => {
  const name = 'multicast.pcap'
  const whole = await vxsniff([command, '--json', join(FIXTURES, name)])
  const pieces = cut(name)
  expect(pieces.length).toBeGreaterThan(2)
  expect(await vxsniff([command, '--json', ...pieces])).toEqual(whole)
  expect(await vxsniff([command, '--json', ...pieces.toReversed()])).toEqual(whole)
})
