/** How often a packet is looked at for what nobody decodes. */
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { Census } from '../../src/analysis/totals/census.js'
import { openCapture } from '../../src/capture/file.js'
import type { Output } from '../../src/cli/output.js'
import { type PacketHandler, PacketLoop } from '../../src/cli/packet-loop.js'
import { defaultTables } from '../../src/wire/protocols/index.js'

const FILE = fileURLToPath(new URL('../../fixtures/vxlan-46354.pcap', import.meta.url))
const HINT = { looksLike: 'vxlan', port: 46354, packets: 2 }

afterEach(() => vi.restoreAllMocks())

/** What is said, what is known, and how many looks it has taken at the two packets. */
async function passed(handler: Partial<PacketHandler>) {
  const looks = vi.spyOn(Census.prototype, 'observe')
  const texts: string[] = []
  const output: Output = { stdout() {}, stderr: (text) => void texts.push(text) }
  const capture = await openCapture(FILE)
  const input = { capture, live: undefined, files: [FILE] }
  const loop = new PacketLoop(input, { tables: defaultTables() }, { packet() {}, ...handler }, output)
  await loop.run()
  loop.finish()
  capture.close()
  const said = texts.join('').split('looks like VXLAN').length - 1
  return { hints: loop.hints, said, looks: looks.mock.calls.length }
}

test('once where nobody else does', async () => {
  expect(await passed({})).toEqual({ hints: [HINT], said: 1, looks: 2 })
})

test('once where the handler has a census', async () => {
  const census = new Census()
  expect(await passed({ census, packet: (p) => census.observe(p) })).toEqual({ hints: [HINT], said: 1, looks: 2 })
})

test('not at all where somebody else says it', async () => {
  expect(await passed({ hints: true })).toEqual({ hints: [], said: 0, looks: 0 })
})
