import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32Of } from '../../src/capture/gzip.js'
import { Inflate, SLACK, Stop } from '../../src/capture/inflate.js'
import { pcap, type Result, readAll, temporary } from '../helpers/capture-octets.js'

const path = temporary()
const CASES = fileURLToPath(new URL('../../../shared/cases', import.meta.url))

/** Octets that compress into blocks of each kind: repetitions near and far, and noise. */
const octets = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.tuple(fc.nat(255), fc.nat(70_000)).map(([octet, length]) => new Uint8Array(length).fill(octet)),
      fc.nat(40_000).map((length) => Uint8Array.from({ length }, (_, i) => (i * i * 31) >>> 7)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)))

/** What comes out of data that arrive in pieces, and what stopped it. */
function inflate(data: Uint8Array, piece: number): { readonly out: Buffer; readonly stop: Stop; readonly at: number } {
  const bytes = new Uint8Array(data.length + SLACK).fill(0xa5)
  bytes.set(data)
  const input = { bytes, at: 0, end: 0 }
  const inflate = new Inflate()
  const out: Buffer[] = []
  for (;;) {
    const stop = inflate.run(input)
    out.push(Buffer.from(inflate.take()))
    const isOver = stop === Stop.Input && input.end === data.length
    if (stop === Stop.End || stop === Stop.Damage || isOver) return { out: Buffer.concat(out), stop, at: input.at }
    if (stop === Stop.Input) input.end = Math.min(input.end + piece, data.length)
  }
}

/** The same by zlib, of as many octets as it does not stumble over. */
function byZlib(data: Uint8Array): Buffer {
  for (let length = data.length; ; length--) {
    try {
      return zlib.inflateRawSync(data.subarray(0, length), { finishFlush: zlib.constants.Z_SYNC_FLUSH })
    } catch {}
  }
}

describe('DEFLATE, RFC 1951', () => {
  it('undoes what zlib has done at any level and by any strategy, in pieces of any size', () => {
    fc.assert(
      fc.property(
        octets,
        fc.integer({ min: 0, max: 9 }),
        fc.nat(4),
        fc.integer({ min: 1, max: 5000 }),
        (data, level, strategy, piece) => {
          const deflated = zlib.deflateRawSync(data, { level, strategy })
          const behind = Buffer.concat([deflated, Buffer.from('behind')])
          const { out, stop, at } = inflate(behind, piece)
          expect([stop, at]).toEqual([Stop.End, deflated.length])
          expect(out.equals(data)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('hands out all that a cut stream holds', () => {
    const deflated = zlib.deflateRawSync(Buffer.from('abcabcabcabc and so on, and so on, and so forth'.repeat(9)))
    for (let length = 0; length < deflated.length; length++) {
      const { out, stop } = inflate(deflated.subarray(0, length), 7)
      expect(stop).toBe(Stop.Input)
      expect(out.equals(byZlib(deflated.subarray(0, length)))).toBe(true)
    }
  })

  it('hands out what comes before damage, no less than zlib', () => {
    fc.assert(
      fc.property(octets, fc.nat(), fc.integer({ min: 1, max: 255 }), (data, place, bits) => {
        const deflated = zlib.deflateRawSync(data.subarray(0, 900))
        deflated[place % deflated.length]! ^= bits
        const { out, stop } = inflate(deflated, 64)
        const theirs = byZlib(deflated)
        expect(out.subarray(0, theirs.length).equals(theirs)).toBe(true)
        if (stop !== Stop.Damage) expect(out.length).toBe(theirs.length)
      }),
      { numRuns: 60 },
    )
  })

  it('refuses the two symbols of the fixed code that mean nothing, and keeps what came before (§3.2.6)', () => {
    const deflated = zlib.deflateRawSync(new Uint8Array(900).fill(144))
    deflated[5]! ^= 1
    const { out, stop } = inflate(deflated, 64)
    expect(stop).toBe(Stop.Damage)
    expect(out.equals(byZlib(deflated))).toBe(true)
    expect(out).toHaveLength(260)
  })

  it.each([
    ['a block of the type that is reserved', '07'],
    ['a stored block whose lengths contradict each other', '01 05 00 fa fe'],
    ['a copy from in front of the first octet', '4b 04 42'],
    ['more code lengths than there are symbols', 'fd ff ff ff ff ff ff ff'],
  ])('refuses %s (§3.2)', (_, hex) => {
    const data = Buffer.from(hex.replaceAll(' ', ''), 'hex')
    expect(inflate(Buffer.concat([data, new Uint8Array(600)]), 1).stop).toBe(Stop.Damage)
  })
})

const records = Array.from({ length: 500 }, (_, i) => ({
  sec: i,
  fraction: i,
  data: Array.from({ length: 60 + (i % 40) }, (_, k) => (k * 7919 + i * 104_729) % 251),
}))
const capture = pcap(records)
let files = 0

/** What comes of a file, which can be read a second time, and of a pipe, which cannot. */
async function read(gz: Uint8Array): Promise<Result> {
  const name = path(`${files++}.gz`, gz)
  const result = await readAll(name)
  const fifo = path(`${files++}.fifo`)
  execFileSync('mkfifo', [fifo])
  const reading = readAll(fifo)
  spawn('dd', [`if=${name}`, `of=${fifo}`, 'bs=7001'], { stdio: 'ignore' })
  const piped = await reading
  expect(piped.rows).toEqual(result.rows)
  expect(piped.error?.message.replaceAll(fifo, name)).toBe(result.error?.message)
  return result
}

describe.skipIf(process.platform === 'win32')('gzip, RFC 1952', () => {
  it('reads a member with everything that a header may have', async () => {
    const plain = zlib.gzipSync(capture)
    const header = [0x1f, 0x8b, 8, 0x1f, 1, 2, 3, 4, 0, 3, 2, 0, 0xff, 0xff]
    const texts = Buffer.from('name\0comment\0')
    const { rows, error } = await read(
      Buffer.concat([Buffer.from(header), texts, Buffer.from([1, 2]), plain.subarray(10)]),
    )
    expect(error).toBeUndefined()
    expect(rows).toHaveLength(500)
  })

  it('reads members one after the other, cut anywhere, and zeros behind them', async () => {
    const places = [0, 1, 23, 24, 700, 701, capture.length - 1, capture.length]
    const members = places.slice(1).map((to, i) => zlib.gzipSync(capture.subarray(places[i]!, to)))
    const {
      rows,
      error,
      capture: whole,
    } = await read(Buffer.concat([...members, zlib.gzipSync(''), new Uint8Array(512)]))
    expect([rows.length, error, whole?.notes]).toEqual([500, undefined, []])
  })

  it('reads all in front of damage, to the octet, then says where it is', async () => {
    const { Z_FULL_FLUSH } = zlib.constants
    const whole = zlib.deflateRawSync(capture.subarray(0, 20_000), { finishFlush: Z_FULL_FLUSH })
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
    const { rows, error } = await read(Buffer.concat([header, whole, Buffer.from([7]), Buffer.alloc(70_000)]))
    expect(rows).toEqual((await readAll(path('whole.pcap', capture.subarray(0, 20_000)))).rows)
    expect(error?.message).toMatch(
      new RegExp(
        `: the gzip data are damaged before octet ${header.length + whole.length + 1} of the file: .* wrong too$`,
      ),
    )
  })

  it('reads all in front of a cut', async () => {
    const gz = zlib.gzipSync(capture)
    for (const missing of [1, 8, 9, 100]) {
      const { rows, error } = await read(gz.subarray(0, gz.length - missing))
      if (missing <= 8) expect(rows).toHaveLength(500)
      expect(rows.length).toBeGreaterThan(480)
      expect(error?.message).toMatch(/\.gz: the gzip data are cut: the file ends within them$/)
    }
  })

  it('says in the end which checksum is wrong, and reads the members behind it', async () => {
    const first = zlib.gzipSync(capture.subarray(0, 5000))
    const second = zlib.gzipSync(capture.subarray(5000))
    first[first.length - 8]! ^= 1
    const { rows, error } = await read(Buffer.concat([first, second]))
    expect(rows).toHaveLength(500)
    const right = crc32Of(capture.subarray(0, 5000), 0)
    const [stored, computed] = [(right ^ 1) >>> 0, right].map((n) => `0x${n.toString(16).padStart(8, '0')}`)
    expect(error?.message).toMatch(
      new RegExp(
        `: the gzip data have the checksum ${stored}, what came out of them has ${computed}: octets are wrong$`,
      ),
    )
  })

  it('says how much came out where that is wrong', async () => {
    const gz = zlib.gzipSync(capture)
    gz.writeUInt32LE(5, gz.length - 4)
    const { rows, error } = await read(gz)
    expect(rows).toHaveLength(500)
    expect(error?.message).toMatch(
      new RegExp(`: the gzip data say that 5 octets come out of them, there are ${capture.length}$`),
    )
  })

  it('leaves out what is no gzip behind the last member, and says so', async () => {
    const {
      rows,
      error,
      capture: whole,
    } = await read(Buffer.concat([zlib.gzipSync(capture), Buffer.from('SIGNATURE')]))
    expect([rows.length, error]).toEqual([500, undefined])
    expect(whole?.notes).toMatchObject([{ id: 'other-data', octets: 9, compression: 'gzip' }])
  })

  it('knows a header that nobody knows', async () => {
    const { error } = await read(Uint8Array.of(0x1f, 0x8b, 8, 0xe0, 0, 0, 0, 0, 0, 3, 1, 2, 3))
    expect(error?.message).toMatch(/: the gzip data begin with a header that nobody knows$/)
  })

  it('computes CRC32 as zlib does (§8)', () => {
    // The check value of the catalogue of parametrised CRC algorithms, CRC-32/ISO-HDLC.
    expect(crc32Of(Buffer.from('123456789'), 0)).toBe(0xcbf43926)
    expect(crc32Of(Buffer.from('6789'), crc32Of(Buffer.from('12345'), 0))).toBe(0xcbf43926)
  })
})

describe.skipIf(!existsSync(CASES))('cases', () => {
  it('gz-badcrc: three packets, then a wrong checksum', async () => {
    const { rows, error } = await readAll(`${CASES}/gz-badcrc.pcap.gz`)
    expect(rows).toHaveLength(3)
    expect(error?.message).toMatch(/: the gzip data have the checksum 0x[0-9a-f]{8}, what came out of them has 0x/)
  })

  it('gzbig-junk: 5000 packets, and twelve octets of other data, the same each time', async () => {
    for (let run = 0; run < 3; run++) {
      const { rows, error, capture } = await readAll(`${CASES}/gzbig-junk.pcap.gz`)
      expect([rows.length, error]).toEqual([5000, undefined])
      expect(capture?.notes).toMatchObject([{ id: 'other-data', octets: 12 }])
    }
  })
})
