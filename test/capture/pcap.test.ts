import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CaptureError } from '../../src/capture/capture.js'
import { type PcapOptions, pcap, type Rec, readAll, temporary } from '../helpers/capture-octets.js'

const path = temporary()
let files = 0
const read = (octets: Uint8Array) => readAll(path(`${files++}.pcap`, octets))

describe('pcap, draft-ietf-opsawg-pcap', () => {
  it('reads the file header and a record by hand (§4, §5)', async () => {
    const octets = Uint8Array.of(
      ...[0xd4, 0xc3, 0xb2, 0xa1], // magic number: microseconds, little-endian
      ...[0x02, 0x00, 0x04, 0x00], // version 2.4
      ...[0x00, 0x00, 0x00, 0x00], // reserved1
      ...[0x00, 0x00, 0x00, 0x00], // reserved2
      ...[0xff, 0xff, 0x00, 0x00], // snapshot length 65535
      ...[0x01, 0x00, 0x00, 0x00], // LINKTYPE_ETHERNET
      ...[0x10, 0x32, 0x6b, 0x64], // 1684746768 seconds
      ...[0xb5, 0x89, 0x08, 0x00], // 559541 microseconds
      ...[0x03, 0x00, 0x00, 0x00], // 3 octets captured
      ...[0x3c, 0x00, 0x00, 0x00], // of 60
      ...[0xaa, 0xbb, 0xcc],
    )
    const { rows, capture, error } = await read(octets)
    expect(error).toBeUndefined()
    expect(capture?.interfaces).toEqual([
      { id: 0, linkType: 1, snapLength: 65535, nanoseconds: false, littleEndian: true },
    ])
    expect(rows).toEqual([
      {
        number: 1,
        sec: 1684746768,
        nsec: 559541000,
        length: 60,
        captured: 3,
        interfaceId: 0,
        linkType: 1,
        comments: [],
        data: 'aabbcc',
      },
    ])
  })

  it('decodes twins in both byte orders and both precisions alike', async () => {
    const records = fc.array(
      fc.record({
        sec: fc.nat({ max: 0xffffffff }),
        fraction: fc.nat({ max: 999_999 }),
        data: fc.array(fc.nat({ max: 255 }), { maxLength: 40 }),
      }),
      { maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(records, async (micro) => {
        const nano = micro.map((r) => ({ ...r, fraction: r.fraction * 1000 }))
        const { rows } = await read(pcap(micro))
        expect(rows).toHaveLength(micro.length)
        expect((await read(pcap(micro, { le: false }))).rows).toEqual(rows)
        expect((await read(pcap(nano, { magic: 0xa1b23c4d }))).rows).toEqual(rows)
        expect((await read(pcap(nano, { magic: 0xa1b23c4d, le: false }))).rows).toEqual(rows)
        expect((await read(pcap(micro, { magic: 0xa1b2cd34, extra: [1, 2, 3, 4, 5, 6, 7, 8] }))).rows).toEqual(rows)
      }),
      { numRuns: 40 },
    )
  })

  const one: Rec = { sec: 1, fraction: 2, length: 9, data: [1, 2, 3] }
  const lengths = async (options: PcapOptions, rec: Rec = one) => {
    const { rows } = await read(pcap([rec], options))
    return [rows[0]?.captured, rows[0]?.length]
  }

  it('swaps the lengths of versions before 2.3 and of DG/UX 543.0, as libpcap does', async () => {
    expect(await lengths({ minor: 0, swapped: true })).toEqual([3, 9])
    expect(await lengths({ minor: 2, swapped: true })).toEqual([3, 9])
    expect(await lengths({ major: 543, minor: 0, swapped: true })).toEqual([3, 9])
  })

  it('swaps the lengths of version 2.3 only where the captured one would be the longer', async () => {
    expect(await lengths({ minor: 3, swapped: true })).toEqual([3, 9])
    expect(await lengths({ minor: 3 })).toEqual([3, 9])
  })

  it('keeps a packet of version 2.4 that claims more octets captured than there were', async () => {
    expect(await lengths({}, { ...one, length: 2 })).toEqual([3, 2])
  })

  it('reads a minor version it does not know as 2.4, and no other major version', async () => {
    expect(await lengths({ minor: 5 })).toEqual([3, 9])
    const { error } = await read(pcap([one], { major: 1 }))
    expect(error).toBeInstanceOf(CaptureError)
    expect(error?.message).toMatch(/: octet 4: pcap version 1\.4; only 2\.x is known$/)
  })

  it('takes the lower 16 bits as link type: above them are FCS length and reserved bits (§4)', async () => {
    const { rows } = await read(pcap([one], { linkType: 0x3000_0084 }))
    expect(rows[0]?.linkType).toBe(0x84)
  })

  it('adds a fraction of a second and more to the seconds', async () => {
    const { rows } = await read(pcap([{ ...one, fraction: 3_000_001 }]))
    expect([rows[0]?.sec, rows[0]?.nsec]).toEqual([4, 1000])
  })

  const long: Rec = { sec: 0, fraction: 0, data: new Array<number>(262_145).fill(7) }

  it('believes 262,144 octets at most, more when the snapshot length says so', async () => {
    for (const snapLength of [0, 1, 65_535, 262_144]) {
      const { rows, error } = await read(pcap([one, long], { snapLength }))
      expect(rows).toHaveLength(1)
      expect(error?.message).toMatch(
        /: octet 43: record 2 claims 262145 octets, at most 262144 are possible; 1 packet was read$/,
      )
    }
    for (const snapLength of [262_145, 0xffff_ffff]) {
      const { rows, error } = await read(pcap([long, one], { snapLength }))
      expect(error).toBeUndefined()
      expect(rows.map(({ captured }) => captured)).toEqual([262_145, 3])
    }
  })

  it('believes 16 MiB at most whatever the snapshot length', async () => {
    const octets = pcap([one, one], { snapLength: 0xffff_ffff })
    new DataView(octets.buffer).setUint32(24 + 8, 0x0100_0001, true)
    const { error } = await read(octets)
    expect(error?.message).toMatch(
      /: octet 24: record 1 claims 16777217 octets, at most 16777216 are possible; 0 packets/,
    )
  })

  it('grows its buffer for a record longer than it', async () => {
    const huge: Rec = { sec: 5, fraction: 6, data: new Array<number>(1_500_000).fill(9) }
    const { rows, error } = await read(pcap([one, huge, one], { snapLength: 2_000_000 }))
    expect(error).toBeUndefined()
    expect(rows.map(({ captured }) => captured)).toEqual([3, 1_500_000, 3])
  })

  it('hands out all whole packets of a file cut at any octet, then says where it was cut', async () => {
    const records: Rec[] = [one, { ...one, data: [] }, { ...one, data: [1, 2, 3, 4, 5, 6, 7] }]
    const octets = pcap(records)
    const starts = [24, 24 + 19, 24 + 19 + 16, octets.length]
    for (let cut = 1; cut < octets.length; cut++) {
      const { rows, error } = await read(octets.slice(0, cut))
      const whole = starts.filter((start) => start <= cut).length - 1
      expect(rows).toHaveLength(Math.max(0, whole))
      if (starts.includes(cut)) {
        expect(error).toBeUndefined()
        continue
      }
      expect(error).toBeInstanceOf(CaptureError)
      if (cut < 4) expect(error?.message).toMatch(/not a capture file|no capture but text/)
      else if (cut < 24)
        expect(error?.message).toContain(`the file ends ${cut} octets into the file header, which needs`)
      else {
        const start = starts[whole]!
        const need = cut - start < 16 ? 16 : 16 + records[whole]!.data.length
        expect((error as CaptureError).offset).toBe(start)
        expect(error?.message).toContain(
          `the file ends ${cut - start} octets into record ${whole + 1}, which needs ${need}; ${whole} packet`,
        )
      }
    }
  })
})
