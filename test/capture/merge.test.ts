import { describe, expect, it } from 'vitest'
import { CaptureError } from '../../src/capture/capture.js'
import { openCapture } from '../../src/capture/file.js'
import { mergeCaptures } from '../../src/capture/merge.js'
import {
  block,
  description,
  drain,
  enhanced,
  file,
  option,
  pcap,
  section,
  temporary,
  text,
} from '../helpers/capture-octets.js'

const path = temporary()
const merged = async (...paths: string[]) =>
  drain(mergeCaptures(await Promise.all(paths.map((path) => openCapture(path)))))

const times = (le: boolean, linkType: number, ...seconds: number[]): Uint8Array =>
  pcap(
    seconds.map((sec, i) => ({ sec, fraction: 0, data: [linkType, i] })),
    { le, linkType },
  )

describe('mergeCaptures', () => {
  it('hands out packets in time order, equal times in the order of the captures, numbered from 1', async () => {
    const a = path('a.pcap', times(true, 1, 1, 5, 5, 9))
    const b = path('b.pcap', times(false, 101, 0, 5, 10))
    const { rows, capture, error } = await merged(a, b)
    expect(error).toBeUndefined()
    expect(rows.map((r) => [r.number, r.sec, r.linkType, r.interfaceId])).toEqual([
      [1, 0, 101, 0],
      [2, 1, 1, 1],
      [3, 5, 1, 1],
      [4, 5, 1, 1],
      [5, 5, 101, 0],
      [6, 9, 1, 1],
      [7, 10, 101, 0],
    ])
    expect(capture?.name).toBe(`${a}, ${b}`)
    expect(capture?.interfaces.map(({ linkType }) => linkType)).toEqual([101, 1])
    expect(capture?.position).toBe(capture?.size)
  })

  it('keeps the order within a capture even where its clock goes back', async () => {
    const { rows } = await merged(path('c.pcap', times(true, 1, 7, 3)), path('d.pcap', times(true, 1, 4)))
    expect(rows.map(({ sec }) => sec)).toEqual([4, 7, 3])
  })

  it('adopts interfaces that a capture declares late, with their comments in either byte order', async () => {
    const packet = (id: number, low: number, le: boolean) =>
      enhanced([id], { id, low, options: option(1, text(`packet at ${low}`), le) }, le)
    const one = file(section(), description(1, 0), packet(0, 1, true), description(101, 0), packet(1, 4, true))
    const two = file(section(false), description(113, 0, [], false), packet(0, 2, false), packet(0, 3, false))
    const { rows, capture } = await merged(path('1.pcapng', one), path('2.pcapng', two))
    expect(rows.map(({ comments }) => comments)).toEqual([1, 2, 3, 4].map((n) => [`packet at ${n}`]))
    expect(rows.map((r) => capture?.interfaces[r.interfaceId]?.linkType)).toEqual([1, 113, 113, 101])
  })

  it('takes captures that begin where others on the same interface have ended for one', async () => {
    const packet = (low: number) => enhanced([low], { id: 0, low })
    const piece = (...times: number[]) => file(section(), description(1, 0), ...times.map(packet))
    const { rows, capture } = await merged(
      path('second.pcapng', piece(3, 4)),
      path('first.pcapng', piece(1, 2)),
      path('beside.pcapng', piece(1, 3)),
      path('third.pcapng', piece(5)),
    )
    expect(rows.map(({ data, interfaceId }) => [data, interfaceId])).toEqual([
      ['01', 0],
      ['01', 1],
      ['02', 0],
      ['03', 0],
      ['03', 1],
      ['04', 0],
      ['05', 0],
    ])
    expect(capture?.interfaces).toHaveLength(2)
  })

  it('tells of each packet the capture that it is from, also where captures go on from each other', async () => {
    const [late, early, middle] = [
      path('late.pcap', times(true, 1, 7, 8, 9)),
      path('early.pcap', times(true, 1, 1, 2)),
      path('middle.pcap', times(true, 1, 4)),
    ]
    const { rows, capture } = await merged(late, early, middle)
    expect(rows.map(({ interfaceId }) => interfaceId)).toEqual([0, 0, 0, 0, 0, 0])
    const paths = rows.map(({ interfaceId, number }) => capture?.pathOf?.(interfaceId, number))
    expect(paths).toEqual([early, early, middle, late, late, late])
  })

  it('adds up what was dropped in captures that go on from each other', async () => {
    const statistics = (drops: number) =>
      block(5, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...option(5, [drops, 0, 0, 0, 0, 0, 0, 0])])
    const piece = (low: number, drops: number) =>
      file(section(), description(1, 0), enhanced([low], { id: 0, low }), statistics(drops))
    const { capture } = await merged(
      path('x.pcapng', piece(1, 3)),
      path('y.pcapng', piece(2, 4)),
      path('z.pcapng', piece(3, 5)),
    )
    expect(capture?.interfaces.map(({ drops }) => drops)).toEqual([12])
  })

  it('goes on with the others when a capture is damaged, and tells its error at the end', async () => {
    const cut = times(true, 1, 1, 2, 3)
    const damaged = path('cut.pcap', cut.subarray(0, cut.length - 1))
    const { rows, error } = await merged(damaged, path('e.pcap', times(true, 1, 4, 5)))
    expect(rows.map(({ sec }) => sec)).toEqual([1, 2, 4, 5])
    expect(error).toBeInstanceOf(CaptureError)
    expect((error as CaptureError).path).toBe(damaged)
  })

  it('walks captures longer than their buffers', async () => {
    const long = (first: number) =>
      pcap(
        Array.from({ length: 2500 }, (_, i) => ({
          sec: first + 2 * i,
          fraction: 0,
          data: new Array<number>(700).fill(i & 255),
        })),
      )
    const { rows } = await merged(path('even.pcap', long(0)), path('odd.pcap', long(1)))
    expect(rows.map(({ sec }) => sec)).toEqual(Array.from({ length: 5000 }, (_, i) => i))
    expect(rows.every(({ sec, data }) => Number.parseInt(data.slice(-2), 16) === ((sec >> 1) & 255))).toBe(true)
  })
})
