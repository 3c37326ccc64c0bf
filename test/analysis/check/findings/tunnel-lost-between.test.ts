import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import { checkFile } from '../../../helpers/check.js'
import { isMissing } from '../../../helpers/programs.js'

const ID = 'tunnel.lost-between'
const NETWORKS = fileURLToPath(new URL('../../../../../shared/networks/', import.meta.url))
if (!existsSync(NETWORKS)) console.warn(`skipped: captures of two places: ${NETWORKS} is not there`)
const run =
  existsSync(NETWORKS) && !isMissing('mergecap', 'apt install tshark') && !isMissing('editcap', 'apt install tshark')

const folder = mkdtempSync(join(tmpdir(), 'lost-between-'))
afterAll(() => rmSync(folder, { recursive: true }))

function made(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
}

/** Both ends of a network in one capture, the second one without these frames of its own. */
async function together(network: string, missing: readonly number[]): Promise<readonly Finding[]> {
  const [cut, both] = [join(folder, 'cut.pcap'), join(folder, 'both.pcapng')]
  made('editcap', '-F', 'pcap', `${NETWORKS}${network}/n2.pcap`, cut, ...missing.map(String))
  made('mergecap', '-I', 'none', '-w', both, `${NETWORKS}${network}/n1.pcap`, cut)
  return (await checkFile(both)).filter(({ id }) => id === ID)
}

describe.skipIf(!run)('two captures of one network', () => {
  test('none is lost between them: 37-lossy drops behind both captures', async () => {
    expect(await together('37-lossy', [])).toEqual([])
    expect(await together('20-mc5', [])).toEqual([])
  })

  test('what one of them lacks was lost between, with the frames', async () => {
    // Pings of n1: the echo requests of the second half. Each is one frame in n1.pcap, and two in both.
    const requests = requestsOf(`${NETWORKS}37-lossy/n2.pcap`).slice(10, 30)
    const missing = [requests[2]!, requests[7]!, requests[11]!]
    const [finding, ...others] = await together('37-lossy', missing)
    expect(others).toEqual([])
    expect(finding).toMatchObject({ severity: 'warning', count: 3, about: { from: 0, to: 1 } })
    expect(finding!.frames).toHaveLength(3)
  })

  test('one alone is information; what is missing at the beginning and at the end had not begun, or was over', async () => {
    const requests = requestsOf(`${NETWORKS}37-lossy/n2.pcap`)
    expect(await together('37-lossy', [requests[20]!])).toMatchObject([{ severity: 'info', count: 1 }])
    const whole = requestsOf(`${NETWORKS}37-lossy/n2.pcap`, 'udp.port == 4789')
    expect(await together('37-lossy', [...whole.slice(0, 6), ...whole.slice(-6)])).toEqual([])
  })
})

/** Frames of echo requests. */
function requestsOf(path: string, filter = 'icmp.type == 8'): readonly number[] {
  const { stdout } = spawnSync('tshark', ['-r', path, '-Y', filter, '-T', 'fields', '-e', 'frame.number'], {
    encoding: 'utf8',
  })
  return stdout.trim().split('\n').map(Number)
}
