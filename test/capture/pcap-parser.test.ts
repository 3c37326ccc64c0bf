/**
 * An independent reader beside ours: npm's `pcap-parser`, over every capture that it can read. It knows pcap 2.4 with
 * microseconds in either byte order; what it refuses is counted by the reason, and a record that is not whole vanishes in
 * it without a word, so that its packets are the first of ours.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse, type TheirPacket } from 'pcap-parser'
import { describe, expect, test } from 'vitest'
import { readAll } from '../helpers/capture-octets.js'

/** Its time grows with the square of the file. */
const MAX_OCTETS = 20_000_000
/** What its first four octets say of a file that it refuses. */
const REFUSED: Readonly<Record<string, string>> = {
  a1b23c4d: 'pcap in nanoseconds',
  '4d3cb2a1': 'pcap in nanoseconds',
  a1b2cd34: 'pcap as Kuznetzov changed it',
  '34cdb2a1': 'pcap as Kuznetzov changed it',
  '0a0d0d0a': 'pcapng',
}

/** Where we differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  // Version 1.4, of which nobody says how it is laid out: it refuses a file only when both numbers are wrong.
  'libpcap__pcap-invalid-version-1.pcap': 'version',
  // A fraction of more than a second: nanoseconds under the magic of microseconds, which it takes as they are.
  'PF_RING__pktap-heap-overflow.pcap': 'fraction',
  'ns-in-us.pcap': 'fraction',
  // Another capture behind the first one: it takes its header for a record.
  'app-ng.pcap': 'appended',
  'app-same.pcap': 'appended',
}

const place = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const FOLDERS = [
  'fixtures',
  '../shared/corpus/files',
  '../shared/corpus-more/files',
  '../shared/lab',
  '../shared/cases',
]
const present = FOLDERS.filter((name) => existsSync(place(name)))
for (const name of FOLDERS) if (!present.includes(name)) console.warn(`SKIPPED: ${name} is not there`)

function captures(folder: string): readonly string[] {
  return readdirSync(place(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(pcap|pcapng|cap)$/.test(name) && statSync(`${place(folder)}/${name}`).size <= MAX_OCTETS)
    .sort()
}

/** Its packets, or its word why there are none. */
function theirs(path: string): Promise<readonly TheirPacket[] | string> {
  return new Promise((resolve) => {
    const packets: TheirPacket[] = []
    parse(path)
      .on('packet', (packet: TheirPacket) => packets.push(packet))
      .on('error', ({ message }: Error) => resolve(message))
      .on('end', () => resolve(packets))
  })
}

function plain({ header, data }: TheirPacket): object {
  return {
    time: BigInt(header.timestampSeconds) * 1_000_000_000n + BigInt(header.timestampMicroseconds) * 1000n,
    length: header.originalLength,
    captured: header.capturedLength,
    data: data.toString('hex'),
  }
}

describe.each(present)('%s', (folder) => {
  test('the same packets, to the octet', { timeout: 300_000 }, async () => {
    const refused = new Map<string, number>()
    let compared = 0
    const different: string[] = []
    for (const name of captures(folder)) {
      const path = `${place(folder)}/${name}`
      const read = await theirs(path)
      if (typeof read === 'string') {
        const magic = readFileSync(path).toString('hex', 0, 4)
        const reason = REFUSED[magic] ?? 'no capture'
        refused.set(reason, (refused.get(reason) ?? 0) + 1)
        continue
      }
      const { rows } = await readAll(path)
      const ours = rows.map(({ sec, nsec, length, captured, data }) => ({
        time: BigInt(sec) * 1_000_000_000n + BigInt(nsec),
        length,
        captured,
        data,
      }))
      compared += read.length
      try {
        expect(ours).toEqual(read.map(plain))
      } catch {
        different.push(name)
      }
    }
    const reasons = [...refused].map(([reason, files]) => `${files} ${reason}`).join(', ')
    console.info(`${folder}: ${compared} packets compared; it refuses ${reasons || 'nothing'}`)
    expect(compared).toBeGreaterThan(0)
    expect(different).toEqual(
      Object.keys(DIFFERENT)
        .filter((name) => captures(folder).includes(name))
        .sort(),
    )
  })
})
