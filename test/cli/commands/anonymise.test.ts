/** `vxsniff anonymise`: from files to a file, and the search for what should not be in it. */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { anonymise } from '../../../src/cli/commands/anonymise.js'
import type { AnonymiseOptions } from '../../../src/cli/commands/anonymise-options.js'
import {
  block,
  file as blocks,
  description,
  enhanced,
  option,
  section,
  temporary,
  text,
} from '../../helpers/capture-octets.js'
import { recordsOf } from '../../helpers/records.js'
import { vxsniff } from '../../helpers/run.js'

const CAPTURE = fileURLToPath(new URL('../../../fixtures/multicast.pcap', import.meta.url))

const OPTIONS: AnonymiseOptions = {
  key: 'correct horse',
  payload: 'zero',
  keepVendor: false,
  groups: false,
  ids: false,
  lang: 'en',
  guess: false,
  reassemble: true,
  n: false,
}
const file = temporary()

test('the output has as many packets, and nothing of the input; the input itself has', async () => {
  const out = file('out.pcap')
  expect(await anonymise([CAPTURE], { ...OPTIONS, write: out, check: out })).toBe(0)
  const [before, after] = [await recordsOf(CAPTURE), await recordsOf(out)]
  expect(after.map(({ octets }) => octets.length)).toEqual(before.map(({ octets }) => octets.length))
  expect(after[0]!.octets).not.toEqual(before[0]!.octets)
  const { stdout, code } = await vxsniff(['anonymise', CAPTURE, '--key', 'x', '--check', CAPTURE])
  expect(code).toBe(1)
  expect(stdout).toMatch(/^packet 1, octet 6: the MAC address [\da-f:]{17} of the input$/m)
})

test('the same key makes the same octets, by --key-file as well; another one others', async () => {
  const [a, b, c] = [file('a.pcap'), file('b.pcap'), file('c.pcap')]
  const keyFile = file('key.txt')
  writeFileSync(keyFile, 'correct horse\nnot this\n')
  const { key: _, ...others } = OPTIONS
  await anonymise([CAPTURE], { ...OPTIONS, write: a })
  await anonymise([CAPTURE], { ...others, keyFile, write: b })
  await anonymise([CAPTURE], { ...OPTIONS, key: 'other', write: c })
  expect(readFileSync(b)).toEqual(readFileSync(a))
  expect(readFileSync(c)).not.toEqual(readFileSync(a))
})

test('of a pcapng file no name, no comment and no secret is left', async () => {
  const [frame] = await recordsOf(CAPTURE)
  const words = (code: number, words: string): number[] => option(code, text(words))
  const end = option(0, [])
  const source = file(
    'named.pcapng',
    blocks(
      section(true, [...words(2, 'ACME-Router'), ...words(4, 'dumpcap 4.0'), ...words(1, 'ticket 4711'), ...end]),
      description(1, 0, [...words(2, 'uplink-berlin'), ...words(3, 'to the customer'), ...end]),
      block(10, [0x4b, 0x53, 0x4c, 0x54, 12, 0, 0, 0, ...text('CLIENT_RANDO')]),
      enhanced([...frame!.octets], { options: [...words(1, 'this is the one'), ...option(2, [2, 0, 0, 0]), ...end] }),
    ),
  )
  const out = file('out.pcapng')
  expect(await anonymise([source], { ...OPTIONS, write: out, check: out })).toBe(0)
  const written = readFileSync(out)
  expect(written.toString('latin1').match(/[\x20-\x7e]{4,}/g) ?? []).toEqual([])
  // draft-ietf-opsawg-pcapng §4.3.1: the direction is no secret.
  expect(written.includes(Buffer.of(2, 0, 4, 0, 2, 0, 0, 0))).toBe(true)
  expect(await anonymise([source], { ...OPTIONS, check: source })).toBe(1)
})

test('standard input becomes standard output', async () => {
  const { stdout, code } = await vxsniff(['anonymise', '-', '-w', '-', '--key', 'x'], readFileSync(CAPTURE))
  expect(code).toBe(0)
  expect(stdout.length).toBeGreaterThan(100)
})

test('it is never written over the input, by whatever name', async () => {
  const [copy, link] = [file('copy.pcap'), file('link.pcap')]
  writeFileSync(copy, readFileSync(CAPTURE))
  symlinkSync(copy, link)
  for (const path of [copy, link]) {
    await expect(anonymise([copy], { ...OPTIONS, write: path })).rejects.toThrow('is the file being read')
  }
  expect(readFileSync(copy)).toEqual(readFileSync(CAPTURE))
})

test.each<[string, Partial<AnonymiseOptions>, string]>([
  ['no output', {}, 'where to? Give a file with -w'],
  ['no key', { write: 'x.pcap', key: undefined as never }, 'it takes a key'],
  ['two keys', { write: 'x.pcap', keyFile: 'y' }, 'choose one'],
  ['a search in a pipe', { check: '-' }, 'give no -'],
])('%s is a mistake that is said', async (_, o, message) => {
  await expect(anonymise([CAPTURE], { ...OPTIONS, ...o })).rejects.toThrow(message)
})
