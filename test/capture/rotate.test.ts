/** Names and ends of rotated files, as tcpdump(1) describes `-C`, `-G` and `-W`. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Capture } from '../../src/capture/capture.js'
import { openCapture } from '../../src/capture/file.js'
import { openRotating, type Rotation } from '../../src/capture/rotate.js'
import { Packet } from '../../src/wire/packet.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

/** The second of the first packet, on a clock that is three hours and a half ahead of UTC. */
const FIRST = Date.UTC(2026, 2, 5, 0, 33, 2) / 1000
const utcOffset = (): number => 3.5 * 3600
const interfaces: Capture['interfaces'] = [
  { id: 0, linkType: 1, snapLength: 262_144, nanoseconds: true, littleEndian: true },
]
const capture = { interfaces } as Capture

/** Writes packets of 84 octets, 100 with their record header, at these seconds after the first. */
function write(name: string, rotation: Omit<Rotation, 'utcOffset'>, seconds: readonly number[]): boolean {
  const writer = openRotating(join(dir, name), capture, { ...rotation, utcOffset }, FIRST)
  const bytes = new Uint8Array(84)
  const p = new Packet()
  for (const s of seconds) {
    p.record(new DataView(bytes.buffer), bytes, 0, bytes.length, bytes.length)
    p.tsSec = FIRST + s
    p.linkType = 1
    writer.write(p)
  }
  writer.close()
  return writer.isFull
}

/** Packets in each file of the folder. */
async function packets(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of readdirSync(dir).sort()) {
    const file = await openCapture(join(dir, name))
    const p = new Packet()
    counts[name] = 0
    while (await file.fill()) while (file.next(p)) counts[name]++
    file.close()
  }
  return counts
}
const ZEROS = (n: number): number[] => Array.from({ length: n }, () => 0)

describe('-C', () => {
  test('checks before a packet whether the file is larger; names get a number from 1 on', async () => {
    // 24 octets of header and 3 packets are larger than 300 octets, 2 are not.
    write('x.pcap', { size: 300 }, ZEROS(8))
    expect(await packets()).toEqual({ 'x.pcap': 3, 'x.pcap1': 3, 'x.pcap2': 2 })
  })

  test('with -W numbers have leading zeros, and the first file is overwritten', async () => {
    write('x.pcap', { size: 1, files: 11 }, ZEROS(13))
    const names = Array.from({ length: 11 }, (_, i) => `x.pcap${String(i).padStart(2, '0')}`)
    expect(Object.keys(await packets())).toEqual(names)
  })

  test('the format stays that of the name that was given', async () => {
    write('x.pcapng', { size: 1 }, ZEROS(2))
    expect(await packets()).toEqual({ 'x.pcapng': 1, 'x.pcapng1': 1 })
    expect(statSync(join(dir, 'x.pcapng1')).size).toBe(statSync(join(dir, 'x.pcapng')).size)
  })
})

describe('-G', () => {
  test('begins a file after so many seconds, named by strftime(3)', async () => {
    write('%Y-%m-%d %H%M%S %j %%.pcap', { seconds: 60 }, [0, 59, 60, 119, 200])
    expect(await packets()).toEqual({
      '2026-03-05 040302 064 %.pcap': 2,
      '2026-03-05 040402 064 %.pcap': 2,
      '2026-03-05 040622 064 %.pcap': 1,
    })
  })

  test('with -W ends after so many files', async () => {
    expect(write('%s.pcap', { seconds: 1, files: 2 }, [0, 1, 2, 3])).toBe(true)
    expect(await packets()).toEqual({ [`${FIRST}.pcap`]: 1, [`${FIRST + 1}.pcap`]: 1 })
  })

  test('with -C the numbers start again in each period', async () => {
    write('%S.pcap', { seconds: 10, size: 1 }, [0, 1, 10, 11])
    expect(await packets()).toEqual({ '02.pcap': 1, '02.pcap1': 1, '12.pcap': 1, '12.pcap1': 1 })
  })

  test('when the clock is set back the period begins anew, so that files go on following', async () => {
    write('%s.pcap', { seconds: 60 }, [0, 30, -3570, -3540, -3511, -3510])
    expect(await packets()).toEqual({ [`${FIRST}.pcap`]: 5, [`${FIRST - 3510}.pcap`]: 1 })
  })

  test('says which conversions there are', () => {
    expect(() => write('%Q.pcap', { seconds: 1 }, [0])).toThrow(/%Q is no time; there are %Y %y %m/)
  })
})
