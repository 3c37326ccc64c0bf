import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, linkSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CaptureError, OpenError } from '../../src/capture/capture.js'
import { openCapture } from '../../src/capture/file.js'
import { mergeCaptures } from '../../src/capture/merge.js'
import { openWriter } from '../../src/capture/write.js'
import { Packet } from '../../src/wire/packet.js'
import {
  block,
  description,
  enhanced,
  file,
  option,
  order,
  pcap,
  type Result,
  readAll,
  section,
  temporary,
  text,
} from '../helpers/capture-octets.js'
import { isMissing } from '../helpers/programs.js'
import { share } from '../helpers/share.js'

const path = temporary()

/** Copies the packets that `select` takes. */
async function copy(to: string, from: readonly string[], select: (p: Packet) => boolean = () => true): Promise<void> {
  const capture = mergeCaptures(await Promise.all(from.map((name) => openCapture(name))))
  const writer = openWriter(to, capture, from)
  const p = new Packet()
  try {
    while (await capture.fill()) while (capture.next(p)) if (select(p)) writer.write(p)
  } catch (error) {
    // A damaged source: what could be read is written.
    if (!(error instanceof CaptureError) || !from.includes(error.path)) throw error
  } finally {
    writer.close()
    capture.close()
  }
}

const micro = { sec: 1684746768, fraction: 559_541, length: 900, data: Array.from({ length: 301 }, (_, i) => i & 255) }

/** `if_tsoffset`. */
function seconds(offset: bigint): number[] {
  const octets = Buffer.alloc(8)
  octets.writeBigInt64LE(offset)
  return option(14, [...octets])
}

/** A Simple Packet Block. */
const simple = (data: readonly number[], length = data.length, le = true): number[] =>
  block(3, [...order(le).u32(length), ...data], le)

const bigEndian = (): number[][] => [
  description(1, 0, option(2, text('big'), false), false),
  simple([4, 4], 2, false),
  enhanced([3], { low: 9 }, false),
]

const noTshark = isMissing('tshark', 'apt install tshark')
function tsharkTimes(name: string): string {
  return execFileSync('tshark', ['-r', name, '-T', 'fields', '-e', 'frame.number', '-e', 'frame.time_epoch'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

describe('PcapWriter', () => {
  it('writes a microsecond file of this byte order back octet for octet', async () => {
    const octets = pcap([micro, { ...micro, data: [1] }, { ...micro, data: [] }], { snapLength: 400, linkType: 113 })
    await copy(path('out.pcap'), [path('in.pcap', octets)])
    expect(readFileSync(path('out.pcap'))).toEqual(Buffer.from(octets))
  })

  it('keeps nanoseconds, and what other byte orders and formats said', async () => {
    const records = [{ ...micro, fraction: 123_456_789 }]
    const input = path('ns.pcap', pcap(records, { magic: 0xa1b23c4d, le: false }))
    await copy(path('ns-out.pcap'), [input])
    expect(readFileSync(path('ns-out.pcap'))).toEqual(Buffer.from(pcap(records, { magic: 0xa1b23c4d })))
  })

  it('writes only the packets it is given, and a valid file when there are none', async () => {
    const input = path(
      'three.pcap',
      pcap(
        [1, 2, 3].map((sec) => ({ ...micro, sec })),
        { linkType: 101 },
      ),
    )
    await copy(path('second.pcap'), [input], ({ number }) => number === 2)
    expect((await readAll(path('second.pcap'))).rows.map(({ sec }) => sec)).toEqual([2])
    await copy(path('none.pcap'), [input], () => false)
    expect(readFileSync(path('none.pcap'))).toEqual(Buffer.from(pcap([], { linkType: 101 })))
  })

  it('refuses a second link type and names the format that holds it', async () => {
    const input = path(
      'mixed.pcapng',
      file(section(), description(1, 0), description(101, 0), enhanced([1]), enhanced([2], { id: 1 })),
    )
    await expect(copy(path('mixed-out.pcap'), [input])).rejects.toThrow(
      /packet 2 has link type 101, those before have 1; pcap holds one; write to a \.pcapng file$/,
    )
  })

  it('refuses a time that it cannot hold rather than change it', async () => {
    const far = [...option(14, [0, 0, 0, 0, 1, 0, 0, 0])]
    const input = path('far.pcapng', file(section(), description(1, 0, far), enhanced([1])))
    await expect(copy(path('far-out.pcap'), [input])).rejects.toThrow(/packet 1 has a time that pcap cannot hold/)
    const late = [enhanced([1]), description(1, 0, option(9, [9])), enhanced([2], { id: 1, low: 1 })]
    const finer = path('finer.pcapng', file(section(), description(1, 0), ...late))
    await expect(copy(path('finer-out.pcap'), [finer])).rejects.toThrow(/packet 2 has nanoseconds, the file was begun/)
  })

  it('refuses a packet without time, and one from before 1970', async () => {
    const input = path('timeless.pcapng', file(section(), description(1, 0), enhanced([1]), simple([2])))
    await expect(copy(path('timeless.pcap'), [input])).rejects.toThrow(
      /packet 2 has no time, which pcap cannot say; write to a \.pcapng file$/,
    )
    // A valid prefix stays.
    expect((await readAll(path('timeless.pcap'))).rows).toHaveLength(1)
    const before = path('before.pcapng', file(section(), description(1, 0, seconds(-1n)), enhanced([1])))
    await expect(copy(path('before.pcap'), [before])).rejects.toThrow(/packet 1 has a time that pcap cannot hold/)
  })

  it('promises no less than the longest packet: libpcap cuts what is longer', async () => {
    const records = [10, 90, 40].map((length) => ({ ...micro, data: Array.from({ length }, () => 7) }))
    const input = path('long.pcap', pcap(records, { snapLength: 20 }))
    await copy(path('long-out.pcap'), [input])
    expect(readFileSync(path('long-out.pcap'))).toEqual(Buffer.from(pcap(records, { snapLength: 90 })))
    // The header has gone to the file when the packet comes.
    const capture = await openCapture(input)
    const writer = openWriter(path('flushed.pcap'), capture, [input])
    const p = new Packet()
    while (await capture.fill()) {
      while (capture.next(p)) {
        writer.write(p)
        writer.flush()
      }
    }
    writer.close()
    capture.close()
    expect(readFileSync(path('flushed.pcap'))).toEqual(Buffer.from(pcap(records, { snapLength: 90 })))
  })

  it('refuses to write onto a file being read, by any of its names', async () => {
    const octets = pcap([micro])
    const input = path('self.pcap', octets)
    linkSync(input, path('link.pcap'))
    for (const name of ['self.pcap', 'link.pcap']) {
      await expect(copy(path(name), [input])).rejects.toThrow(`${path(name)}: is the file being read`)
    }
    expect(readFileSync(input)).toEqual(Buffer.from(octets))
  })

  it('says in one line why a path cannot be written to', async () => {
    const input = path('fine.pcap', pcap([micro]))
    await expect(copy(path('no/such.pcap'), [input])).rejects.toBeInstanceOf(OpenError)
  })
})

describe('PcapngWriter', () => {
  it('keeps interfaces, times, lengths and comments of any source', async () => {
    const options = (le: boolean) => [
      ...option(1, text('first'), le),
      ...option(2, order(le).u32(0x0000_0101), le),
      ...option(4, le ? [8, 7, 6, 5, 4, 3, 2, 1] : [1, 2, 3, 4, 5, 6, 7, 8], le),
      ...option(7, [1, ...(le ? [8, 7, 6, 5, 4, 3, 2, 1] : [1, 2, 3, 4, 5, 6, 7, 8])], le),
      ...option(2989, [...order(le).u32(32473), 1, 2, 3], le),
      ...option(1, text('second'), le),
      0,
      0,
      0,
      0,
    ]
    const names = (le: boolean) => [
      ...option(2, text('eth0'), le),
      ...option(3, text('Zürich'), le),
      ...option(9, [9], le),
    ]
    const build = (le: boolean) =>
      file(
        section(le),
        description(1, 96, names(le), le),
        enhanced([1, 2, 3, 4, 5], { high: 0x1761_c3e2, low: 0x89ab_cdef, length: 1500, options: options(le) }, le),
        description(113, 0, [], le),
        enhanced([6], { id: 1, low: 7 }, le),
      )
    const outputs: Buffer[] = []
    for (const le of [true, false]) {
      const input = path(`${le}.pcapng`, build(le))
      const output = path(`${le}-out.pcapng`)
      await copy(output, [input])
      const { rows, capture } = await readAll(output)
      expect(rows).toEqual((await readAll(input)).rows)
      expect(rows[0]?.comments).toEqual(['first', 'second'])
      expect(capture?.interfaces).toMatchObject([
        { linkType: 1, snapLength: 96, name: 'eth0', description: 'Zürich', nanoseconds: true },
        { linkType: 113, snapLength: 0, nanoseconds: false },
      ])
      outputs.push(readFileSync(output))
    }
    // The numbers inside the options of the big-endian source were turned round.
    expect(outputs[1]).toEqual(outputs[0])
  })

  it('drops options that do not fit into their packet instead of copying the damage', async () => {
    const damaged = [...option(1, text('good')), ...order(true).u16(1), ...order(true).u16(999)]
    const input = path('opt.pcapng', file(section(), description(1, 0), enhanced([1], { options: damaged })))
    await copy(path('opt-out.pcapng'), [input])
    const last = block(6, [...enhanced([1]).slice(8, 32), ...option(1, text('good')), 0, 0, 0, 0])
    expect([...readFileSync(path('opt-out.pcapng')).subarray(-last.length)]).toEqual(last)
  })

  it.each([
    ['before 1970', 6, -1_000_000_000n, 0, 500_000],
    ['seconds before the first of all years', 0, -62_200_000_000n, 0, 1],
    ['far beyond 2^64 microseconds', 0, 0n, 0x6_0a24, 0x1837_299d],
    ['beyond 2^64 nanoseconds', 3, 0n, 0x1f_ffff, 0xffff_ffff],
    ['binary, coarse', 0x80 | 4, 77n, 0xffff, 0xffff_fff3],
    ['binary, fine', 0x80 | 29, -5n, 0xffff_ffff, 0xffff_fff1],
    ['finer than nanoseconds', 12, -7n, 0xffff_ffff, 0xffff_ffff],
    ['finer than nanoseconds, binary', 0x80 | 40, 0n, 0xffff_ffff, 0x1234_5678],
    ['nanoseconds beyond their 64 bits from 1970', 9, 20_000_000_000n, 0xffff_ffff, 0xffff_ffff],
  ])('keeps times as they are: %s', async (_, resolution, offset, high, low) => {
    const options = [...option(9, [resolution]), ...seconds(offset)]
    const input = path(
      'time.pcapng',
      file(section(), description(1, 0, options), enhanced([1], { high, low }), enhanced([2], { high: 0, low: 3 })),
    )
    await copy(path('time-out.pcapng'), [input])
    const { rows, error } = await readAll(path('time-out.pcapng'))
    expect(error).toBeUndefined()
    expect(rows).toEqual((await readAll(input)).rows)
    // What is finer than nanoseconds overflows in tshark 4.0.
    const isFiner = resolution > 0x80 + 29 || (resolution > 9 && resolution < 0x80)
    if (!noTshark && !isFiner) expect(tsharkTimes(path('time-out.pcapng'))).toEqual(tsharkTimes(input))
  })

  it('refuses a time that is not known to the second', async () => {
    for (const [name, options, high] of [
      ['offset', seconds(-72_057_592_225_209_937n), 0],
      ['stamp', option(9, [0]), 0x7f00_0000],
    ] as const) {
      const input = path(`${name}.pcapng`, file(section(), description(1, 0, options), enhanced([1], { high })))
      await expect(copy(path(`${name}-out.pcapng`), [input])).rejects.toThrow(/packet 1 has a time that is not known/)
    }
  })

  it('keeps packets without time as Simple Packet Blocks, of any interface', async () => {
    const blocks = [
      description(1, 0, option(2, text('first'))),
      description(101, 3, option(2, text('second'))),
      simple([9, 8, 7, 6, 5]),
      enhanced([1], { id: 1, low: 4 }),
    ]
    const one = path('simple.pcapng', file(section(), ...blocks))
    await copy(path('simple-out.pcapng'), [one])
    expect((await readAll(path('simple-out.pcapng'))).rows).toEqual((await readAll(one)).rows)

    const cut = [description(113, 3, option(2, text('third'))), simple([1, 2, 3], 8), enhanced([2], { low: 5 })]
    const two = path('sections.pcapng', file(section(), ...blocks, section(false), ...bigEndian(), section(), ...cut))
    await copy(path('sections-out.pcapng'), [two])
    const [was, is] = [await readAll(two), await readAll(path('sections-out.pcapng'))]
    expect(is.error).toBeUndefined()
    const told = ({ rows, capture }: Result) =>
      rows.map(({ interfaceId, ...row }) => ({ ...row, name: capture!.interfaces[interfaceId]!.name }))
    expect(told(is)).toEqual(told(was))
    expect(is.rows.map(({ timeless }) => timeless === true)).toEqual([true, false, true, false, true, false])
    if (!noTshark) expect(tsharkTimes(path('sections-out.pcapng'))).toEqual(tsharkTimes(two))
  })

  it('cuts a name that is too long for an option instead of writing a wrong length', async () => {
    // What is no UTF-8 becomes three octets each.
    const names = option(
      2,
      Array.from({ length: 65_535 }, () => 0xff),
    )
    const input = path('name.pcapng', file(section(), description(1, 0, names), enhanced([1], { low: 1 })))
    await copy(path('name-out.pcapng'), [input])
    const { rows, capture, error } = await readAll(path('name-out.pcapng'))
    expect(error).toBeUndefined()
    expect(rows).toEqual((await readAll(input)).rows)
    expect(capture!.interfaces[0]!.name).toMatch(/^\ufffd{80,21845}/)
  })

  it('merges files of different link types', async () => {
    const a = path('a.pcap', pcap([{ ...micro, sec: 2 }]))
    const b = path('b.pcap', pcap([{ ...micro, sec: 1 }], { linkType: 101, le: false }))
    await copy(path('ab.pcapng'), [a, b])
    const { rows } = await readAll(path('ab.pcapng'))
    expect(rows.map((r) => [r.sec, r.linkType, r.interfaceId])).toEqual([
      [1, 101, 0],
      [2, 1, 1],
    ])
  })
})

const corpus = fileURLToPath(new URL('../../../shared/corpus/files', import.meta.url))
const noCorpus = !existsSync(corpus)
if (noCorpus) console.warn(`write-back of the corpus is SKIPPED: ${corpus} does not exist`)

describe.skipIf(noCorpus)('a capture of the corpus, written and read back, is the same', () => {
  it.each(noCorpus ? [] : share(readdirSync(corpus), 8))('%s', async (name) => {
    const input = `${corpus}/${name}`
    const { rows, capture } = await readAll(input)
    if (capture === undefined) return
    const output = path(`${name}-out.pcapng`)
    await copy(output, [input])
    const again = await readAll(output)
    expect(again.error).toBeUndefined()
    // What has no time is of its section's first interface: a section begins where that is another one.
    const renumbered = rows.some(({ timeless, interfaceId }) => timeless && interfaceId > 0)
    const interfaceId = (i: number) => (renumbered ? again.rows[i]!.interfaceId : rows[i]!.interfaceId)
    expect(again.rows).toEqual(rows.map((row, i) => ({ ...row, interfaceId: interfaceId(i) })))
    const described = ({ capture: c, rows: r }: Result, i: number) => {
      const { linkType, snapLength, name, description: text } = c!.interfaces[r[i]!.interfaceId]!
      return { linkType, snapLength, name, text }
    }
    for (const i of rows.keys()) expect(described(again, i)).toEqual(described({ rows, capture, error: undefined }, i))
    if (new Set(rows.map(({ linkType }) => linkType)).size > 1) return
    if (rows.some(({ sec }) => sec > 0xffff_ffff)) {
      // Three captures say that they come from after 2106.
      await expect(copy(path(`${name}-out.pcap`), [input])).rejects.toThrow('a time that pcap cannot hold')
      return
    }
    if (rows.some(({ timeless }) => timeless)) {
      await expect(copy(path(`${name}-out.pcap`), [input])).rejects.toThrow('has no time, which pcap cannot say')
      return
    }
    await copy(path(`${name}-out.pcap`), [input])
    const { rows: plain, error } = await readAll(path(`${name}-out.pcap`))
    expect(error).toBeUndefined()
    expect(plain).toEqual(rows.map((r) => ({ ...r, interfaceId: 0, comments: [] })))
  })
})

const noCapinfos = spawnSync('capinfos', ['-v']).error !== undefined
if (noCapinfos) console.warn('comparisons with capinfos are SKIPPED: it is not installed')

describe.skipIf(noCapinfos)('capinfos accepts', () => {
  const count = (file: string): string => execFileSync('capinfos', ['-c', '-T', '-r', '-m', file], { encoding: 'utf8' })
  it.each(['capinfos.pcap', 'capinfos.pcapng'])('%s', async (name) => {
    const records = [1, 2, 3].map((sec) => ({ ...micro, sec }))
    await copy(path(name), [path('source.pcap', pcap(records, { magic: 0xa1b23c4d }))])
    expect(count(path(name)).trim()).toBe(`${path(name)},3`)
  })

  it('keeps what sections and interfaces say, known or not, whatever the byte order', async () => {
    const outputs = [true, false].map(async (le) => {
      const o = order(le)
      const u64 = le ? [...o.u32(7), ...o.u32(0)] : [...o.u32(0), ...o.u32(7)]
      const custom = option(2988, [...o.u32(32_473), ...text('x')], le)
      const head = [
        ...option(1, text('of all'), le),
        ...option(2, text('HW'), le),
        ...option(999, [1, 2, 3], le),
        ...custom,
      ]
      const one = [...option(8, u64, le), ...option(11, [0, ...text('udp')], le), ...option(1, text('of one'), le)]
      const blocks = [
        section(le, head),
        description(1, 0, [...one, ...option(9, [9], le)], le),
        enhanced([1], { low: 4 }, le),
      ]
      const other = [section(le), description(101, 0, [], le), enhanced([2], {}, le)]
      const input = path(`said-${le}.pcapng`, file(...blocks, ...other))
      const output = path(`said-${le}-out.pcapng`)
      await copy(output, [input])
      const { rows, capture } = await readAll(output)
      expect(rows).toEqual((await readAll(input)).rows)
      expect(capture?.notes?.flatMap((note) => (note.id === 'comment' ? [note.text] : []))).toEqual([
        'of all',
        'of one',
      ])
      const [first, second] = capture!.interfaces
      expect([first?.section?.hardware, second?.section?.hardware]).toEqual(['HW', undefined])
      return readFileSync(output)
    })
    const [little, big] = await Promise.all(outputs)
    expect(big).toEqual(little)
    expect(little!.includes(Buffer.from(option(999, [1, 2, 3])))).toBe(true)
    expect(little!.includes(Buffer.from(option(8, [7, 0, 0, 0, 0, 0, 0, 0])))).toBe(true)
    expect(little!.includes(Buffer.from(option(2988, [...order(true).u32(32_473), ...text('x')])))).toBe(true)
  })

  it('says from which file an interface of a merged capture is, and what it is called', async () => {
    const named = (name: string, low: number) =>
      file(section(true, option(1, text('alone'))), description(1, 0, option(2, text(name))), enhanced([1], { low }))
    const inputs = [
      path('left.pcapng', named('eth0', 1)),
      path('right.pcapng', named('eth1', 2)),
      path('old.pcap', pcap([micro])),
    ]
    await copy(path('merged.pcapng'), inputs)
    const { capture } = await readAll(path('merged.pcapng'))
    expect(capture?.interfaces.map(({ name }) => name)).toEqual(['eth0', 'eth1', undefined])
    expect(capture?.notes).toMatchObject(
      ['left.pcapng', 'right.pcapng', 'old.pcap'].map((name) => ({
        id: 'comment',
        of: 'interface',
        text: `from ${name}`,
      })),
    )
  })

  const cases = fileURLToPath(new URL('../../../shared/cases/ts-pre1970.pcapng', import.meta.url))
  it.skipIf(!existsSync(cases))('ts-pre1970: 1938-04-24 22:13:20.5 stays', async () => {
    await copy(path('1938.pcapng'), [cases])
    const { rows } = await readAll(path('1938.pcapng'))
    expect(new Date(rows[0]!.sec * 1000 + rows[0]!.nsec / 1e6).toISOString()).toBe('1938-04-24T22:13:20.500Z')
    expect(rows).toEqual((await readAll(cases)).rows)
  })
})
