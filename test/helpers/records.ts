/** The records of a capture of any format, with their times. */
import { openCapture } from '../../src/capture/file.js'
import { Packet } from '../../src/wire/packet.js'
import { pcap } from './capture-octets.js'
import type { Frame } from './octets.js'

export interface TimedFrame extends Frame {
  readonly seconds: number
  readonly nanoseconds: number
}

/** As far as the file can be read. */
export async function recordsOf(path: string): Promise<TimedFrame[]> {
  const records: TimedFrame[] = []
  const p = new Packet()
  try {
    const capture = await openCapture(path)
    try {
      while (await capture.fill()) {
        while (capture.next(p)) {
          records.push({
            // A copy, so that who reads beyond the frame fails instead of finding the next record.
            octets: p.recordBytes.slice(p.recordStart, p.recordStart + p.captured),
            length: p.length,
            linkType: p.linkType,
            seconds: p.tsSec,
            nanoseconds: p.tsNsec,
          })
        }
      }
    } finally {
      capture.close()
    }
  } catch {
    // A damaged capture has the records in front of the damage.
  }
  return records
}

/** A file of them, with nanoseconds. */
export function saved(frames: readonly TimedFrame[]): Uint8Array {
  const records = frames.map(({ octets, seconds, nanoseconds, length }) => ({
    sec: seconds,
    fraction: nanoseconds,
    length,
    data: [...octets],
  }))
  return pcap(records, { magic: 0xa1b23c4d })
}

/** Takes up a record as number `number` of a capture, not decoded. */
export function takeUp(
  p: Packet,
  { octets, length, linkType, seconds, nanoseconds }: TimedFrame,
  number: number,
): void {
  p.record(new DataView(octets.buffer, octets.byteOffset, octets.length), octets, 0, octets.length, length)
  p.linkType = linkType
  p.number = number
  p.tsSec = seconds
  p.tsNsec = nanoseconds
}
