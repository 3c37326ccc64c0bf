/** What fuzzing has found: each input once more. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { block, description, enhanced, file, option, order, section } from '../helpers/capture-octets.js'
import { hostileIn } from '../helpers/clean-text.js'
import { frame, ping } from '../helpers/packets.js'
import { vxsniff } from '../helpers/run.js'

/** A pcapng section whose interface has an if_tsoffset of billions of years, and a packet. */
const FAR_FUTURE =
  '0a0d0d0a0000001c1a2b3c4d00010000ffffffffffffffff0000001c000000010000003c0001000000000000000e00088e8e8e8e8e8e8e8e' +
  '0002000834343434343434340009000c2828282828282828282828280000003c00000001000000140001000000007fff0000001400000006' +
  '00000094000000000000007f7c43178a000000740000007406e2439cff5e061d3c34d07708004500006600000000ff11509eac1f00eeac1f' +
  '11bcffba12b5005200000800000054fa110002292374c77d028569c2ab02080045000034c3bb4000ff066656ac1f00ee12c491e00016913e' +
  'fa92eba6000000e8801000e8c96500000101080a328756c1b34245ee00000094'

const folder = mkdtempSync(join(tmpdir(), 'vxsniff-finds-'))
const path = join(folder, 'far-future.pcapng')
writeFileSync(path, Buffer.from(FAR_FUTURE, 'hex'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Without the page's own program. */
async function pageOf(file: string): Promise<string> {
  const { stdout, code } = await vxsniff(['report', '-o', '-', file])
  expect(code).toBe(0)
  return stdout.replace(/<script type="module">.*?<\/script>/s, '')
}

describe('a time that no calendar has', () => {
  test('report', async () => {
    const page = await pageOf(path)
    expect(page).toMatch(/<p class="note">-?\d{12,}/)
    expect(hostileIn(page)).toBeUndefined()
  })
  for (const form of [['-t'], ['-tt'], ['-tttt'], ['-v'], ['--json'], ['--format', 'tcpdump'], []]) {
    test(`read ${form.join(' ')}`, async () => {
      const { stdout, code } = await vxsniff(['read', ...form, path])
      expect(code).toBe(0)
      expect(stdout).toMatch(/\d/)
      expect(hostileIn(stdout)).toBeUndefined()
    })
  }
})

test('a page about a time before 1970, by an if_tsoffset of a negative number', async () => {
  const past = join(folder, 'past.pcapng')
  const offset = option(14, [...new Uint8Array(new BigInt64Array([-4_000_000_000n]).buffer)])
  const packet = enhanced([...frame(ping()).octets], { low: 560_469 })
  writeFileSync(past, file(section(), description(1, 0, offset), packet))
  const page = await pageOf(past)
  expect(page).toContain('.560469')
  expect(hostileIn(page)).toBeUndefined()
})

describe('copied to a capture', () => {
  const copy = join(folder, 'copy.pcapng')
  const packetsOf = async (capture: string): Promise<readonly object[]> =>
    (await vxsniff(['read', '--json', capture])).stdout
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ ...(JSON.parse(line) as object), interface: undefined, remarks: undefined }))

  test('a time that is not known exactly is refused, and named', async () => {
    const { stderr, code } = await vxsniff(['read', '-w', copy, path])
    expect(code).toBe(2)
    expect(stderr).toContain('packet 1 has a time that is not known exactly')
    expect(await packetsOf(copy)).toEqual([])
  })

  test('a packet without a time begins a section, in which its interface is the first: the packets are the same', async () => {
    const octets = [...frame(ping()).octets]
    const simple = block(3, [...order(true).u32(octets.length), ...octets])
    const two = [description(1, 0), description(1, 0)]
    const original = join(folder, 'timeless.pcapng')
    writeFileSync(
      original,
      file(section(), ...two, enhanced(octets, { id: 1 }), simple, enhanced(octets, { id: 1, low: 9 })),
    )
    expect((await vxsniff(['read', '-w', copy, original])).code).toBe(0)
    const packets = await packetsOf(original)
    expect(packets.length).toBe(3)
    expect(await packetsOf(copy)).toEqual(packets)
  })
})
