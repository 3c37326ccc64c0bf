/** What a capture says of the machine that made it, and of its interfaces, less what tells which one it was. */
import type { Capture, Interface } from '../capture/capture.js'
import { options, padded } from '../capture/pcapng.js'
import type { Described } from '../capture/write.js'
import type { Packet } from '../wire/packet.js'

/** The capture that is written: the interfaces of another one, numbered instead of named. */
export class AnonymousCapture implements Described {
  readonly interfaces: Interface[] = []
  readonly #source: Capture

  constructor(source: Capture) {
    this.#source = source
    this.update()
  }

  /** Takes up interfaces that the source has got to know. */
  update(): void {
    const { interfaces } = this.#source
    for (let i = this.interfaces.length; i < interfaces.length; i++) {
      const { id, linkType, snapLength, nanoseconds, resolution, timeOffset, littleEndian, name } = interfaces[i]!
      this.interfaces.push({
        id,
        linkType,
        snapLength,
        nanoseconds,
        littleEndian,
        ...(name === undefined ? {} : { name: `if${i}` }),
        ...(resolution === undefined ? {} : { resolution }),
        ...(timeOffset === undefined ? {} : { timeOffset }),
      })
    }
  }
}

/**
 * Options of a packet that say nothing of whose it is, draft-ietf-opsawg-pcapng §4.3: flags with the direction, packets
 * dropped, packet id and queue. Comments, hashes of the packet and custom ones are none of these.
 */
const KEPT_OPTIONS: readonly number[] = [2, 4, 5, 6]
const NO_OPTIONS: Uint8Array = new Uint8Array(0)

/** Those options of the packet, in the byte order that they had. */
export function keptOptions({ recordBytes, optionsStart, optionsEnd }: Packet, littleEndian: boolean): Uint8Array {
  if (optionsStart >= optionsEnd) return NO_OPTIONS
  const view = new DataView(recordBytes.buffer, recordBytes.byteOffset, recordBytes.byteLength)
  const kept = [...options(view, optionsStart, optionsEnd, littleEndian)].filter(({ code }) =>
    KEPT_OPTIONS.includes(code),
  )
  return Buffer.concat(kept.map(({ start, end }) => recordBytes.subarray(start - 4, start + padded(end - start))))
}

/** Letters of a text that is no coincidence. */
const MIN_TEXT_LEN = 4

/** Texts of the capture about itself: names, descriptions, comments. */
export function textsOf({ interfaces, notes = [] }: Capture): readonly string[] {
  const texts = interfaces.flatMap(({ name, description, section }) => [
    name,
    description,
    section?.hardware,
    section?.os,
    section?.application,
  ])
  const comments = notes.flatMap((note) => (note.id === 'comment' ? [note.text] : []))
  return [...texts, ...comments].filter((text) => text !== undefined && text.length >= MIN_TEXT_LEN) as string[]
}
