/** `check --jobs`: two threads say what one says, to the octet, also of a file that ends in the middle of a packet. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { MAIN, vxsniff } from '../helpers/run.js'
import { share } from '../helpers/share.js'

const { PATH = '' } = process.env
const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))
const NAMES = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.pcap'))
  .filter((_, i) => i % 3 === 0)
const directory = mkdtempSync(join(tmpdir(), 'vxsniff-check-jobs-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** There is no file too small for threads where it is told how much to read at a time. */
const SHARED = ['--jobs', '2', '--batch', '4096']

describe('check on two threads', () => {
  test.each(share(NAMES, 3))('says the same of %s', async (name) => {
    const path = join(FIXTURES, name)
    const [two, one] = await Promise.all([
      vxsniff(['check', '-v', ...SHARED, path]),
      vxsniff(['check', '-v', '--jobs', '1', path]),
    ])
    expect(two).toEqual(one)
    expect(one.code).toBe(0)
  })

  test.each(['--json', '--only=checksum', '--fail-on=warning', '-c20', '--lang=zh'])('with %s', async (option) => {
    const path = join(FIXTURES, 'bad-checksum.pcap')
    const two = await vxsniff(['check', option, ...SHARED, path])
    expect(two).toEqual(await vxsniff(['check', option, '--jobs', '1', path]))
    expect(two.stdout).not.toBe('')
  })

  test('says the same of a file that is standard input, which only one can read', async () => {
    const path = join(FIXTURES, 'bad-checksum.pcap')
    const fd = openSync(path, 'r')
    const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, 'check', ...SHARED, '-'], {
      encoding: 'utf8',
      stdio: [fd, 'pipe', 'pipe'],
      env: { PATH, TZ: 'UTC' },
    })
    closeSync(fd)
    expect({ stdout, stderr, code: status }).toEqual(await vxsniff(['check', '--jobs', '1', path]))
  })

  test('says all that could be read of a file that is cut, and where it ends', async () => {
    const octets = readFileSync(join(FIXTURES, 'bad-checksum.pcap'))
    const path = join(directory, 'cut.pcap')
    writeFileSync(path, octets.subarray(0, octets.length - 11))
    const two = await vxsniff(['check', ...SHARED, path])
    expect(two).toEqual(await vxsniff(['check', '--jobs', '1', path]))
    expect(two.code).toBe(3)
    expect(two.stdout).toContain('checksum')
    expect(two.stderr).toContain('octet')
  })
})
