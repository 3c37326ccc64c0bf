/** Builds capture files octet by octet, and reads captures into plain data. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Capture } from '../../src/capture/capture.js'
import { openCapture } from '../../src/capture/file.js'
import { remarksOf } from '../../src/capture/remarks.js'
import { Packet } from '../../src/wire/packet.js'

export interface Row {
  readonly number: number
  readonly sec: number
  readonly nsec: number
  /** Only where it has no time. */
  readonly timeless?: true
  readonly length: number
  readonly captured: number
  readonly interfaceId: number
  readonly linkType: number
  readonly comments: readonly string[]
  readonly data: string
}

export function row(capture: Pick<Capture, 'interfaces'>, p: Packet): Row {
  return {
    number: p.number,
    sec: p.tsSec,
    nsec: p.tsNsec,
    ...(p.hasTime ? {} : { timeless: true }),
    length: p.length,
    captured: p.captured,
    interfaceId: p.interfaceId,
    linkType: p.linkType,
    comments: remarksOf(capture, p)?.comments ?? [],
    data: Buffer.from(p.recordBytes.subarray(p.recordStart, p.recordStart + p.captured)).toString('hex'),
  }
}

export interface Result {
  readonly rows: readonly Row[]
  readonly capture: Capture | undefined
  readonly error: Error | undefined
}

/** All packets of a capture, and the error that ended them. */
export async function drain(capture: Capture): Promise<Result> {
  const rows: Row[] = []
  const p = new Packet()
  try {
    while (await capture.fill()) while (capture.next(p)) rows.push(row(capture, p))
    return { rows, capture, error: undefined }
  } catch (error) {
    return { rows, capture, error: error as Error }
  } finally {
    capture.close()
  }
}

export async function readAll(path: string): Promise<Result> {
  try {
    return await drain(await openCapture(path))
  } catch (error) {
    return { rows: [], capture: undefined, error: error as Error }
  }
}

/** A directory that goes away after the tests of a file. */
export function temporary(): (name: string, octets?: Uint8Array) => string {
  const directory = mkdtempSync(join(tmpdir(), 'vxsniff-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  return (name, octets) => {
    const path = join(directory, name)
    if (octets !== undefined) writeFileSync(path, octets)
    return path
  }
}

const u16 = (n: number, le: boolean): number[] => (le ? [n & 0xff, n >>> 8] : [n >>> 8, n & 0xff])
const u32 = (n: number, le: boolean): number[] => {
  const octets = [n >>> 24, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff]
  return le ? octets.reverse() : octets
}

/** Writes numbers in one byte order. */
export const order = (le: boolean): { u16: (n: number) => number[]; u32: (n: number) => number[] } => ({
  u16: (n) => u16(n, le),
  u32: (n) => u32(n, le),
})

export interface Rec {
  readonly sec: number
  /** Microseconds or nanoseconds, as the file has them. */
  readonly fraction: number
  readonly length?: number
  readonly data: readonly number[]
}

export interface PcapOptions {
  readonly le?: boolean
  readonly magic?: number
  readonly major?: number
  readonly minor?: number
  readonly snapLength?: number
  readonly linkType?: number
  /** Octets between the record's header and its data, as Kuznetzov's format has them. */
  readonly extra?: readonly number[]
  /** Original length first. */
  readonly swapped?: boolean
}

export function pcap(records: readonly Rec[], options: PcapOptions = {}): Uint8Array {
  const { le = true, magic = 0xa1b2c3d4, major = 2, minor = 4, snapLength = 65535, linkType = 1, extra = [] } = options
  const o = order(le)
  const header = [o.u32(magic), o.u16(major), o.u16(minor), o.u32(0), o.u32(0), o.u32(snapLength), o.u32(linkType)]
  const body = records.map(({ sec, fraction, data, length = data.length }) => {
    const lengths = [o.u32(data.length), o.u32(length)]
    if (options.swapped) lengths.reverse()
    return [o.u32(sec), o.u32(fraction), ...lengths, extra, data].flat()
  })
  return Uint8Array.from([...header, ...body].flat())
}

const pad = (octets: readonly number[]): number[] => [...octets, ...[0, 0, 0].slice(0, -octets.length & 3)]

export function option(code: number, value: readonly number[], le = true): number[] {
  return [...order(le).u16(code), ...order(le).u16(value.length), ...pad(value)]
}

export const text = (s: string): number[] => [...new TextEncoder().encode(s)]

export function block(type: number, body: readonly number[], le = true): number[] {
  const length = order(le).u32(12 + pad(body).length)
  return [...order(le).u32(type), ...length, ...pad(body), ...length]
}

export const section = (le = true, options: readonly number[] = [], major = 1, minor = 0): number[] => {
  const o = order(le)
  const unknown = [255, 255, 255, 255, 255, 255, 255, 255]
  return block(0x0a0d0d0a, [...o.u32(0x1a2b3c4d), ...o.u16(major), ...o.u16(minor), ...unknown, ...options], le)
}

export const description = (
  linkType: number,
  snapLength: number,
  options: readonly number[] = [],
  le = true,
): number[] => block(1, [...order(le).u16(linkType), 0, 0, ...order(le).u32(snapLength), ...options], le)

export interface Stamp {
  readonly id?: number
  readonly high?: number
  readonly low?: number
  readonly length?: number
  readonly options?: readonly number[]
}

export function enhanced(data: readonly number[], stamp: Stamp = {}, le = true): number[] {
  const { id = 0, high = 0, low = 0, length = data.length, options = [] } = stamp
  const head = [id, high, low, data.length, length].flatMap((n) => order(le).u32(n))
  return block(6, [...head, ...pad(data), ...options], le)
}

export const file = (...blocks: readonly (readonly number[])[]): Uint8Array => Uint8Array.from(blocks.flat())
