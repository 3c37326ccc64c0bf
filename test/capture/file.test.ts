import { execFileSync } from 'node:child_process'
import { chmodSync, closeSync, openSync, writeSync } from 'node:fs'
import { deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Capture, CaptureError, OpenError } from '../../src/capture/capture.js'
import { Chunk, FileFacts } from '../../src/capture/chunk.js'
import { openCapture } from '../../src/capture/file.js'
import { PcapReader } from '../../src/capture/pcap.js'
import { PcapngReader } from '../../src/capture/pcapng.js'
import { Packet } from '../../src/wire/packet.js'
import {
  description,
  drain,
  enhanced,
  file,
  option,
  pcap,
  type Row,
  readAll,
  row,
  section,
  temporary,
  text,
} from '../helpers/capture-octets.js'

const path = temporary()
const records = Array.from({ length: 20 }, (_, i) => ({
  sec: i,
  fraction: i,
  data: new Array<number>((i * 37) % 90).fill(i),
}))
const asPcap = pcap(records)
const asPcapng = file(
  section(),
  description(1, 0),
  ...records.map(({ data, fraction }) => enhanced(data, { low: fraction, options: option(1, text(`p${fraction}`)) })),
)

/** What a reader finds when the octets come in pieces, into a buffer that is small at first. */
function inPieces(octets: Uint8Array, start: number, sizes: readonly number[]): Row[] {
  const facts = new FileFacts('x')
  const reader = start > 0 ? new PcapReader('x', new DataView(octets.buffer), 0, facts) : new PcapngReader(facts)
  const capture: Pick<Capture, 'interfaces'> = facts
  const chunk = new Chunk(new Uint8Array(5))
  const p = new Packet()
  const rows: Row[] = []
  let at = start
  for (let i = 0; at < octets.length; i++) {
    chunk.makeRoom()
    const piece = octets.subarray(at, at + Math.min(sizes[i % sizes.length]!, chunk.bytes.length - chunk.end))
    chunk.bytes.set(piece, chunk.end)
    chunk.end += piece.length
    at += piece.length
    while (reader.next(p, chunk)) rows.push(row(capture, p))
  }
  expect(chunk.length).toBe(0)
  return rows
}

describe('openCapture', () => {
  it('reads the same in pieces of any size as whole', async () => {
    const whole = (await readAll(path('whole.pcap', asPcap))).rows
    const wholeNg = (await readAll(path('whole.pcapng', asPcapng))).rows
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (sizes) => {
        expect(inPieces(asPcap, 24, sizes)).toEqual(whole)
        expect(inPieces(asPcapng, 0, sizes)).toEqual(wholeNg)
      }),
      { examples: [[[1]]] },
    )
  })

  it('reads a file longer than its buffer', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({ sec: i, fraction: 0, data: new Array<number>(700).fill(1) }))
    const { rows, error, capture } = await readAll(path('long.pcap', pcap(many)))
    expect(error).toBeUndefined()
    expect(rows.map(({ sec }) => sec)).toEqual(many.map(({ sec }) => sec))
    expect([capture?.position, capture?.size]).toEqual([24 + 3000 * 716, 24 + 3000 * 716])
  })

  it('reads gzip by its magic number, of several members, whatever the name', async () => {
    const { rows } = await readAll(path('plain', asPcap))
    const members = Buffer.concat([
      gzipSync(asPcap.subarray(0, 2)),
      gzipSync(asPcap.subarray(2, 500)),
      gzipSync(asPcap.subarray(500)),
    ])
    const zipped = await readAll(path('members', members))
    expect(zipped.error).toBeUndefined()
    expect(zipped.rows).toEqual(rows)
  })

  it('names the command for a compression that it cannot undo', async () => {
    const magics: readonly [string, number[]][] = [
      ['lz4', [0x04, 0x22, 0x4d, 0x18]],
      ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
      ['bzip2', [0x42, 0x5a, 0x68, 0x39]],
    ]
    for (const [name, magic] of magics) {
      const at = path(`a.${name}`, Uint8Array.from([...magic, 0, 0, 0]))
      const { error } = await readAll(at)
      expect(error).toBeInstanceOf(CaptureError)
      expect(error?.message).toBe(`${at}: ${name} data; use: ${name} -dc ${at} | vxsniff read -`)
    }
  })

  it('says what is not a capture', async () => {
    const exe = path('a.exe', Uint8Array.of(0x4d, 0x5a, 0x90, 0, 3))
    expect((await readAll(exe)).error?.message).toBe(
      `${exe}: not a capture file (starts with 0x4d5a9000); expected pcap or pcapng`,
    )
    const empty = await readAll(path('empty.pcap', new Uint8Array(0)))
    expect(empty.error).toBeInstanceOf(CaptureError)
    expect(empty.error?.message).toMatch(/: the file is empty; expected pcap or pcapng$/)
    const odd = await readAll(path('odd.gz', deflateRawSync(asPcap)))
    expect(odd.error?.message).toMatch(/not a capture file/)
  })

  it('says in one line why a path cannot be opened', async () => {
    const missing = path('missing.pcap')
    await expect(openCapture(missing)).rejects.toMatchObject({ message: `${missing}: no such file`, code: 'ENOENT' })
    await expect(openCapture(path(''))).rejects.toMatchObject({
      message: `${path('')}: is a directory`,
      code: 'EISDIR',
    })
    await expect(openCapture(missing)).rejects.toBeInstanceOf(OpenError)
  })

  it.skipIf(process.getuid?.() === 0)('says that permission is denied', async () => {
    const secret = path('secret.pcap', asPcap)
    chmodSync(secret, 0)
    await expect(openCapture(secret)).rejects.toMatchObject({ message: `${secret}: permission denied`, code: 'EACCES' })
  })
})

describe.skipIf(process.platform === 'win32')('a pipe that is still being written', () => {
  it('delivers each packet as soon as it is whole', async () => {
    const fifo = path('fifo')
    execFileSync('mkfifo', [fifo])
    const opening = openCapture(fifo)
    const writer = openSync(fifo, 'w')
    writeSync(writer, asPcap.subarray(0, 24 + 16))
    const capture = await opening
    const p = new Packet()
    const sizes: number[] = []
    const take = async () => {
      while (!capture.next(p)) if (!(await capture.fill())) return
      sizes.push(p.captured)
    }
    await take()
    expect(sizes).toEqual([0])
    writeSync(writer, asPcap.subarray(24 + 16, 24 + 16 + 20))
    writeSync(writer, asPcap.subarray(24 + 16 + 20, 24 + 16 + 16 + 37))
    await take()
    expect(sizes).toEqual([0, 37])
    writeSync(writer, asPcap.subarray(24 + 16 + 16 + 37))
    closeSync(writer)
    const { rows, error } = await drain(capture)
    expect(error).toBeUndefined()
    expect(rows.map(({ number }) => number)).toEqual(records.map(({ sec }) => sec + 1).slice(2))
    expect(capture.size).toBeUndefined()
  })

  it('may be compressed, and may be cut', async () => {
    const fifo = path('fifo.gz')
    execFileSync('mkfifo', [fifo])
    const reading = readAll(fifo)
    const writer = openSync(fifo, 'w')
    writeSync(writer, gzipSync(asPcap.subarray(0, 60)))
    closeSync(writer)
    const { rows, error } = await reading
    expect(rows).toHaveLength(1)
    expect(error?.message).toMatch(
      /: octet 40: the file ends 20 octets into record 2, which needs 53; 1 packet was read$/,
    )
  })
})
