/** What a capture says of its packets besides their octets: draft-ietf-opsawg-pcapng §3.5 and §4.3, Apple's blocks, PKTAP. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, test } from 'vitest'
import { openCapture } from '../../src/capture/file.js'
import { type Remarks, remarksOf } from '../../src/capture/remarks.js'
import { Packet } from '../../src/wire/packet.js'
import {
  block,
  description,
  enhanced,
  file,
  option,
  order,
  pcap,
  readAll,
  section,
  temporary,
  text,
} from '../helpers/capture-octets.js'

const path = temporary()
const root = (name: string): string => fileURLToPath(new URL(`../../../shared/${name}`, import.meta.url))
const CASES = root('cases')
let files = 0

async function remarks(name: string): Promise<(Remarks | undefined)[]> {
  const capture = await openCapture(name)
  const p = new Packet()
  const all: (Remarks | undefined)[] = []
  while (await capture.fill()) while (capture.next(p)) all.push(remarksOf(capture, p))
  capture.close()
  return all
}
const of = (...blocks: number[][]) => remarks(path(`${files++}`, file(...blocks)))

describe.each([true, false])('options of a packet, little-endian: %s', (le) => {
  const { u32 } = order(le)
  const u64 = (n: number) => (le ? [...u32(n), ...u32(0)] : [...u32(0), ...u32(n)])
  const opt = (code: number, value: readonly number[]) => option(code, value, le)
  const one = async (...options: number[][]) =>
    (await of(section(le), description(1, 0, [], le), enhanced([1], { options: options.flat() }, le)))[0]

  it('are numbers in the order of the section', async () => {
    const found = await one(opt(2, u32(0x89)), opt(4, u64(5)), opt(5, u64(77)), opt(6, u32(3)))
    expect(found).toEqual({ flags: 0x89, dropped: 5, packetId: '77', queue: 3, comments: [], hashes: [], others: [] })
  })

  it('are texts, hashes, and what has no words', async () => {
    const found = await one(
      opt(1, text('a')),
      opt(3, [2, 1, 2, 3, 4]),
      opt(2988, [...u32(32_473), 1]),
      opt(1, text('b')),
    )
    expect(found).toMatchObject({
      comments: ['a', 'b'],
      hashes: [{ algorithm: 2, value: '01020304' }],
      others: [{ code: 2988, value: `${Buffer.from(u32(32_473)).toString('hex')}01` }],
    })
  })

  it('tell the process, and the thread', async () => {
    expect((await one(opt(8, u32(4242))))?.process).toEqual({ id: 4242 })
    expect((await one(opt(8, [...u32(4242), ...u32(7)])))?.process).toEqual({ id: 4242, thread: 7 })
  })

  it("tell Apple's process by the index of its block, in each section anew", async () => {
    const darwin = (id: number, name: string) =>
      block(0x80000001, [...u32(id), ...option(2, text(name), le), 0, 0, 0, 0], le)
    const packet = (index: number) => enhanced([1], { options: opt(0x8001, u32(index)) }, le)
    const head = [section(le), description(1, 0, [], le)]
    const found = await of(
      ...head,
      darwin(9, 'curl'),
      packet(0),
      darwin(10, 'ssh'),
      packet(1),
      packet(2),
      ...head,
      packet(0),
    )
    expect(found.map((one) => one?.process)).toEqual([
      { id: 9, name: 'curl' },
      { id: 10, name: 'ssh' },
      undefined,
      undefined,
    ])
  })

  it('count what was dropped, and no less than the interface does', async () => {
    const dropped = (n: number) => enhanced([1], { options: opt(4, u64(n)) }, le)
    const statistics = (n: number) => block(5, [...u32(0), ...u64(0), ...option(5, u64(n), le)], le)
    const head = [section(le), description(1, 0, [], le)]
    const drops = async (...blocks: number[][]) =>
      (await readAll(path(`${files++}`, file(...head, ...blocks)))).capture?.interfaces[0]?.drops
    expect(await drops(enhanced([1], {}, le))).toBeUndefined()
    expect(await drops(dropped(5), dropped(0), dropped(2))).toBe(7)
    expect(await drops(dropped(5), statistics(9), dropped(2))).toBe(9)
    expect(await drops(dropped(5), statistics(3))).toBe(5)
  })
})

describe('the process in a comment', () => {
  const packet = (comment: string) => enhanced([1], { options: option(1, text(comment)) })
  test.each([
    [
      'ptcpdump',
      'PID: 813\nCommand: /usr/bin/curl\nArgs: curl PID: 5\nParentPID: 1\nParentCmd: bash',
      { id: 813, name: '/usr/bin/curl' },
    ],
    ['ptcpdump before', 'PID: 813\nCmd: /usr/bin/curl', { id: 813, name: '/usr/bin/curl' }],
    ['etl2pcapng', 'PID=4', { id: 4 }],
    ['nobody', 'the PID: 5 was seen', undefined],
    ['nobody', 'PID: none', undefined],
  ])('of %s', async (_, comment, process) => {
    expect((await of(section(), description(1, 0), packet(comment)))[0]?.process).toEqual(process)
  })
})

describe('the rest', () => {
  it('is the name of the interface, and nothing of a pcap file', async () => {
    const named = description(1, 0, [...option(2, text('eth0')), ...option(3, text('uplink'))])
    expect(await of(section(), named, enhanced([1]))).toEqual([
      { interfaceName: 'eth0', interfaceDescription: 'uplink', comments: [], hashes: [], others: [] },
    ])
    expect(await remarks(path(`${files++}`, pcap([{ sec: 1, fraction: 1, data: [1] }])))).toEqual([undefined])
  })

  it('is the process of PKTAP', async () => {
    const header = new Uint8Array(108)
    const v = new DataView(header.buffer)
    v.setUint32(0, 108, true)
    v.setUint32(52, 321, true)
    header.set(text('mDNSResponder'), 56)
    const data = [...header, 1, 2, 3]
    expect(await remarks(path(`${files++}`, pcap([{ sec: 1, fraction: 1, data }], { linkType: 258 })))).toMatchObject([
      { process: { id: 321, name: 'mDNSResponder' } },
    ])
  })

  it('is what somebody has written of the capture and of an interface', async () => {
    const octets = file(
      section(true, option(1, text('of all'))),
      description(1, 0, option(1, text('of one'))),
      enhanced([1]),
    )
    const { capture } = await readAll(path(`${files++}`, octets))
    expect(capture?.notes).toMatchObject([
      { id: 'comment', of: 'capture', text: 'of all' },
      { id: 'comment', of: 'interface', text: 'of one' },
    ])
  })

  it('is a block whose length does not count its padding', async () => {
    const odd = enhanced([1, 2, 3, 4], { options: option(1, text('abc')) })
    const length = odd.length - 1
    const [first, last] = [odd.slice(), odd.slice()]
    first.splice(4, 4, ...order(true).u32(length))
    last.splice(4, 4, ...order(true).u32(length))
    last.splice(-4, 4, ...order(true).u32(length))
    for (const one of [first, last]) {
      const { rows, error } = await readAll(path(`${files++}`, file(section(), description(1, 0), one, enhanced([5]))))
      expect([rows.map(({ data, comments }) => [data, comments]), error]).toEqual([
        [
          ['01020304', ['abc']],
          ['05', []],
        ],
        undefined,
      ])
    }
  })

  test.skipIf(!existsSync(root('corpus-more')))('is an odd block that tshark reads', async () => {
    const { rows, error } = await readAll(`${root('corpus-more')}/files/python-pcapng__test006.ntar`)
    expect([rows.length, error]).toEqual([1, undefined])
  })
})

describe.skipIf(!existsSync(CASES))('cases', () => {
  test('ng-opts: two comments, process 4242, a custom option, five packets dropped', async () => {
    const [first, second] = await remarks(`${CASES}/ng-opts.pcapng`)
    expect(first).toMatchObject({
      interfaceName: 'eth0',
      interfaceDescription: 'desc',
      comments: ['überraschung – 注释', 'second \x1b[31mred\x1b[0m'],
      flags: 0x89,
      dropped: 5,
      packetId: '77',
      queue: 3,
      hashes: [{ algorithm: 2, value: '00000000' }],
      process: { id: 4242 },
      others: [
        { code: 7, value: '0001' },
        { code: 2988, value: 'd97e0000637573746f6d' },
      ],
    })
    expect(second?.comments).toEqual(['no endofopt'])
    expect((await readAll(`${CASES}/ng-opts.pcapng`)).capture?.interfaces[0]?.drops).toBe(5)
  })

  test('pktmon-echo: the component in each comment', async () => {
    const all = await remarks(`${CASES}/pktmon-echo.pcapng`)
    expect(all[0]).toMatchObject({ interfaceName: 'Realtek PCIe GbE', comments: ['PktMon: component 0'] })
  })
})
