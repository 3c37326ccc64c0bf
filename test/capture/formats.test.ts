/** snoop, as editcap writes it, ERF, as tshark reads it (no editcap at hand writes Ethernet so), and what is said of files that are no captures. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, test } from 'vitest'
import { CaptureError } from '../../src/capture/capture.js'
import { file, order, pcap, type Row, readAll, section, temporary, text } from '../helpers/capture-octets.js'

const path = temporary()
const root = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const CASES = root('../shared/cases')
let files = 0
const read = (octets: Uint8Array) => readAll(path(`${files++}`, octets))
const isThere = (program: string): boolean => {
  try {
    execFileSync(program, ['-v'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const { u16, u32 } = order(false)
const le = order(true).u32
const FRAME = Array.from({ length: 60 }, (_, i) => i)

/** What tshark makes of a file: time, lengths and data of each packet. */
function byTshark(name: string): string[] {
  const fields = ['frame.time_epoch', 'frame.len', 'frame.cap_len'].flatMap((field) => ['-e', field])
  const out = execFileSync('tshark', ['-r', name, '-T', 'fields', ...fields], { stdio: ['ignore', 'pipe', 'ignore'] })
  return out.toString().trimEnd().split('\n')
}
const asTshark = (fcs: number) => (r: Row) =>
  `${r.sec}.${String(r.nsec).padStart(9, '0')}\t${r.length + fcs}\t${r.captured}`

describe('snoop, RFC 1761', () => {
  const header = [...text('snoop\0\0\0'), ...u32(2), ...u32(4)]
  const record = (data: readonly number[], drops = 0, length = data.length, pad = 2): number[] => {
    const whole = 24 + data.length + pad
    return [length, data.length, whole, drops, 1_000, 999_999]
      .flatMap((n) => u32(n))
      .concat(data, new Array(pad).fill(0))
  }

  it('reads records, their padding and what was dropped by then', async () => {
    const { rows, error, capture } = await read(file(header, record(FRAME), record(FRAME, 7, 1500)))
    expect(error).toBeUndefined()
    expect(rows).toMatchObject([
      { number: 1, sec: 1000, nsec: 999_999_000, length: 60, captured: 60, linkType: 1 },
      { number: 2, length: 1500, captured: 60 },
    ])
    expect(rows[1]?.data).toBe(Buffer.from(FRAME).toString('hex'))
    expect(capture?.interfaces).toMatchObject([{ linkType: 1, drops: 7 }])
  })

  test.each([
    ['a version', [...text('snoop\0\0\0'), ...u32(3), ...u32(4)], /octet 8: snoop version 3; only 2 is known$/],
    [
      'a data link type',
      [...text('snoop\0\0\0'), ...u32(2), ...u32(18)],
      /octet 12: snoop data link type 18, which is not known$/,
    ],
    [
      'a record that is shorter than its packet',
      [...header, ...record(FRAME), ...[60, 60, 40, 0, 0, 0].flatMap((n) => u32(n))],
      /octet 102: record 2 claims 60 octets in a record of 40; 1 packet was read$/,
    ],
    [
      'a record that is cut',
      [...header, ...record(FRAME).slice(0, 50)],
      /the file ends 50 octets into record 1, which needs 86; 0 packets were read$/,
    ],
  ])('says what is wrong with %s', async (_, octets, message) => {
    expect((await read(Uint8Array.from(octets))).error?.message).toMatch(message)
  })

  test.skipIf(!isThere('editcap'))('reads what editcap makes of a fixture as the fixture itself', async () => {
    for (const name of ['gretap', 'fragments', 'vxlan-gpe', 'bad-checksum']) {
      const snoop = path(`${name}.snoop`)
      execFileSync('editcap', ['-F', 'snoop', root(`fixtures/${name}.pcap`), snoop], { stdio: 'ignore' })
      const [ours, theirs] = [await readAll(snoop), await readAll(root(`fixtures/${name}.pcap`))]
      expect(ours).toMatchObject({ error: undefined })
      expect(ours.rows).toEqual(theirs.rows)
    }
  })
})

describe('ERF', () => {
  interface Erf {
    readonly seconds?: number
    readonly fraction?: number
    readonly type?: number
    readonly flags?: number
    readonly lost?: number
    readonly extensions?: number
    readonly wire?: number
    readonly pad?: number
  }
  const record = (data: readonly number[], erf: Erf = {}): number[] => {
    const { seconds = 1.7e9, fraction = 0, type = 2, flags = 4, lost = 0, extensions = 0, pad = 0 } = erf
    const ethernet = [2, 11, 16, 20].includes(type) ? [0, 0] : []
    const more = Array.from({ length: extensions }, (_, i) => [
      i + 1 < extensions ? 0x83 : 3,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ]).flat()
    const length = 16 + more.length + ethernet.length + data.length + pad
    const { wire = data.length } = erf
    const head = [...le(fraction), ...le(seconds), extensions > 0 ? type | 0x80 : type, flags, ...u16(length)]
    return [...head, ...u16(lost), ...u16(wire), ...more, ...ethernet, ...data, ...new Array<number>(pad).fill(0)]
  }

  it('reads Ethernet of every kind, extension headers, padding, and leaves out what is no packet', async () => {
    const meta = record([1, 2, 3, 4], { type: 27, extensions: 1, seconds: 0 })
    const types = [2, 11, 16, 20]
    const octets = file(
      meta,
      ...types.map((type, i) => record(FRAME, { type, extensions: i, pad: i })),
      record([], { type: 48 }),
    )
    const { rows, error } = await read(octets)
    expect(error).toBeUndefined()
    expect(rows).toHaveLength(4)
    for (const row of rows)
      expect(row).toMatchObject({ linkType: 1, captured: 60, length: 60, data: Buffer.from(FRAME).toString('hex') })
  })

  it('reads times in fractions of 2^-32 s, to the nearest nanosecond', async () => {
    const at = [0, 1, 2, 3, 0x80000000, 0xfffffffd, 0xffffffff]
    const { rows } = await read(file(...at.map((fraction) => record(FRAME, { fraction }))))
    expect(rows.map(({ sec, nsec }) => BigInt(sec - 1.7e9) * 1_000_000_000n + BigInt(nsec))).toEqual(
      at.map((fraction) => (BigInt(fraction) * 1_000_000_000n + 2n ** 31n) >> 32n),
    )
  })

  it('counts losses by interface, and tells link types apart', async () => {
    const octets = file(
      record(FRAME, { flags: 4, lost: 2 }),
      record(FRAME, { flags: 5, lost: 1 }),
      record(FRAME, { flags: 4, lost: 3 }),
      record([0x45, 0, 0, 20], { type: 22 }),
      record([1, 2, 3], { type: 21 }),
    )
    const { rows, capture } = await read(octets)
    expect(rows.map(({ interfaceId, linkType }) => [interfaceId, linkType])).toEqual([
      [0, 1],
      [1, 1],
      [0, 1],
      [2, 101],
      [3, 197],
    ])
    expect(capture?.interfaces.map(({ id, drops }) => [id, drops])).toEqual([
      [0, 5],
      [1, 1],
      [0, undefined],
      [0, undefined],
    ])
  })

  it('takes no frame check sequence for octets that were cut off', async () => {
    const { rows } = await read(file(record(FRAME, { wire: 64 }), record(FRAME, { wire: 1500 })))
    expect(rows.map(({ length, captured }) => [length, captured])).toEqual([
      [60, 60],
      [1500, 60],
    ])
  })

  it('is nothing that has no magic number either', async () => {
    for (const octets of [
      new Uint8Array(64),
      new Uint8Array(64).fill(0xff),
      file(record(FRAME, { seconds: 5 })),
      file(record(FRAME, { type: 49 })),
    ]) {
      expect((await read(octets)).capture).toBeUndefined()
    }
  })

  test.skipIf(!isThere('tshark'))('as tshark reads it, but for the frame check sequence', async () => {
    const name = path(
      't.erf',
      file(...[3, 0x7fffffff, 0xfffffff0].map((fraction) => record(FRAME, { fraction, wire: 64, extensions: 2 }))),
    )
    expect((await readAll(name)).rows.map(asTshark(4))).toEqual(byTshark(name))
  })

  test.skipIf(!existsSync(CASES) || !isThere('tshark'))('x.erf, as tshark reads it', async () => {
    const { rows } = await readAll(`${CASES}/x.erf`)
    expect(rows).toMatchObject([{ captured: 126, length: 126, linkType: 1 }])
    expect(rows.map(asTshark(4))).toEqual(byTshark(`${CASES}/x.erf`))
  })
})

describe('no capture', () => {
  const capture = pcap([{ sec: 1, fraction: 2, data: FRAME }])
  const crlf = (octets: Uint8Array) =>
    Buffer.from(Buffer.from(octets).toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
  const utf16 = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from('12:00:01 IP', 'utf16le')])
  const tar = new Uint8Array(1024)
  tar.set(text('a.pcap'))
  tar.set(text('ustar'), 257)
  tar.set(capture.subarray(0, 200), 512)
  const etl = new Uint8Array(512)
  etl.set([0, 0, 1, 0, 0, 2, 0, 0])
  etl.set([2, 0, 2, 0xc0], 72)

  test.each<[string, Uint8Array, string]>([
    [
      'Git LFS',
      file(text('version https://git-lfs.github.com/spec/v1\noid sha256:4d\n')),
      'a Git LFS pointer, not the file; get that: git lfs pull',
    ],
    ['HTML', file(text('\n<!DOCTYPE html>\n<html>')), 'a web page; it came in place of the file: download that again'],
    [
      'text',
      file(text('12:00:01.5 IP 10.0.0.1 > 10.0.0.2: ICMP\n')),
      'text; ask for the capture itself, of tcpdump -w or Wireshark',
    ],
    [
      'a hex dump',
      file(text('0000  02 00 00 00 00 01 02 00\n')),
      'a hex dump; make a capture of it: text2pcap FILE OUT.pcapng',
    ],
    [
      'tshark -T json',
      file(text('[\n  {"_index": "x"}]')),
      'JSON; packets of it cannot be read: ask for the capture itself',
    ],
    ['PDML', file(text('<?xml version="1.0"?>')), 'XML; packets of it cannot be read: ask for the capture itself'],
    [
      'UTF-16',
      utf16,
      'text in UTF-16; a shell has redirected what a program wrote: have it write the file, tcpdump -w',
    ],
    [
      'UTF-8',
      Buffer.from(Buffer.from(capture).toString('latin1'), 'utf8'),
      'a pcap file in UTF-8; use: iconv -f utf-8 -t latin1 FILE | vxsniff read -',
    ],
    [
      'text mode',
      crlf(file(section())),
      'a pcapng file with a carriage return in front of each line feed; transfer it again, in binary mode',
    ],
    [
      'text',
      Buffer.from(Buffer.from(capture).toString('utf8')),
      'a pcap file that was taken for text; its octets are lost: transfer it again, in binary mode',
    ],
    ['zip', file([0x50, 0x4b, 3, 4, 20, 0]), 'a zip archive; use: unzip -p FILE | vxsniff read -'],
    ['7z', file([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), 'a 7z archive; use: 7z x -so FILE | vxsniff read -'],
    [
      'Network Monitor',
      file(text('GMBU'), [0, 2, 1, 0]),
      'a capture of Network Monitor 2; convert it: editcap -F pcapng FILE OUT.pcapng',
    ],
    ['ETL', etl, 'a trace of Windows (ETL); convert it: etl2pcapng FILE OUT.pcapng, or pktmon etl2pcap FILE'],
    ['zeros', new Uint8Array(100), 'nothing but zeros; what should have been written is not there'],
    [
      'zeros in front',
      Buffer.concat([new Uint8Array(3), capture]),
      'a capture behind 3 octets of zeros; use: tail -c +4 FILE | vxsniff read -',
    ],
    [
      'a banner in front',
      Buffer.concat([Buffer.from('hello\n'), file(section())]),
      'a capture behind 6 octets of other octets; use: tail -c +7 FILE | vxsniff read -',
    ],
  ])('but %s', async (_, octets, what) => {
    const name = path(`${files++}.pcap`, octets)
    const { error } = await readAll(name)
    expect(error).toBeInstanceOf(CaptureError)
    expect(error?.message).toBe(`${name}: no capture but ${what.replace('FILE', name)}`)
    const gz = path(`${files++}.pcap.gz`, gzipSync(octets))
    expect((await readAll(gz)).error?.message).toMatch(/: no capture but /)
  })

  test('but a tar archive, with a capture in it', async () => {
    const name = path('a.tar', tar)
    expect((await readAll(name)).error?.message).toBe(
      `${name}: no capture but a tar archive; use: tar -xOf ${name} | vxsniff read -`,
    )
  })

  test('gives commands that a shell understands', async () => {
    const name = path("it's a file", file([0x50, 0x4b, 3, 4]))
    expect((await readAll(name)).error?.message).toContain(
      `use: unzip -p '${name.replace("'", "'\\''")}' | vxsniff read -`,
    )
  })

  test('gives commands that work', async () => {
    const name = path('front.pcap', Buffer.concat([new Uint8Array(700), capture]))
    const [, command = ''] = /use: (.*) \| vxsniff read -$/.exec((await readAll(name)).error?.message ?? '') ?? []
    expect(execFileSync('sh', ['-c', command]).equals(capture)).toBe(true)
  })

  test.skipIf(!existsSync(CASES)).each([
    ['x.lfs.pcap', /: no capture but a Git LFS pointer, not the file; get that: git lfs pull$/],
    ['x.zero4.pcap', /: no capture but a capture behind 4 octets of zeros; use: tail -c \+5 \S+ \| vxsniff read -$/],
    [
      'x.crlf.pcapng',
      /: no capture but a pcapng file with a carriage return in front of each line feed; transfer it again, in binary mode$/,
    ],
  ])('%s', async (name, message) => {
    expect((await readAll(`${CASES}/${name}`)).error?.message).toMatch(message)
  })

  test.skipIf(!existsSync(CASES))('x.snoop is a capture', async () => {
    const { rows, error } = await readAll(`${CASES}/x.snoop`)
    expect([rows.length, error]).toEqual([1, undefined])
    expect(readFileSync(`${CASES}/x.snoop`).includes(Buffer.from(rows[0]!.data, 'hex'))).toBe(true)
  })
})
