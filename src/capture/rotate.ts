/** A capture written to one file after the other, as tcpdump's `-C`, `-G` and `-W` have it: tcpdump(1). */
import type { Packet } from '../wire/packet.js'
import { type Capture, WriteError } from './capture.js'
import { type CaptureWriter, type Format, formatOf, openWriter } from './write.js'

/** What is left out does not limit a file. */
export interface Rotation {
  /** `-C`: octets of a file beyond which the next one begins. */
  readonly size?: number
  /** `-G`: seconds after which the next one begins. */
  readonly seconds?: number
  /** `-W`: with a size, files before the first is overwritten; otherwise files before the capture ends. */
  readonly files?: number
  /** Seconds that local time is ahead of UTC at a time since 1970, for times in file names. */
  readonly utcOffset: (seconds: number) => number
}

/** Seconds by which packets of several interfaces may be out of order. More means that the clock was set back. */
const SET_BACK = 1

/** A writer that may have had enough. */
export interface RotatingWriter extends CaptureWriter {
  /** Whether all files are full. Later packets are not written. */
  readonly isFull: boolean
}

/**
 * Opens the first file; `path` may hold the conversions of strftime(3) when files follow by time. Throws as `openWriter`
 * does.
 */
export function openRotating(path: string, capture: Capture, rotation: Rotation, now: number): RotatingWriter {
  return new Rotator(path, capture, rotation, now)
}

class Rotator implements RotatingWriter {
  isFull = false
  readonly #path: string
  readonly #format: Format
  readonly #capture: Capture
  readonly #rotation: Rotation
  readonly #byTime: boolean
  #writer: CaptureWriter
  /** Whether the current file has packets: an empty file is not followed by the next one. */
  #hasPackets = false
  /** Files begun because of their size since the last period began, and periods begun. */
  #count = 0
  #periods = 0
  /** Seconds since 1970 when the period began: at its first packet, or where the clock was set back to. */
  #start = Number.NaN
  /** The path with the time put in. */
  #name: string

  constructor(path: string, capture: Capture, rotation: Rotation, now: number) {
    this.#path = path
    this.#format = formatOf(path)
    this.#capture = capture
    this.#rotation = rotation
    this.#byTime = rotation.seconds !== undefined
    this.#name = this.#byTime ? timeInto(path, now, rotation) : path
    this.#writer = this.#open()
  }

  get size(): number {
    return this.#writer.size
  }

  write(p: Packet): void {
    if (this.isFull) return
    const { seconds = Number.POSITIVE_INFINITY, size = Number.POSITIVE_INFINITY, files } = this.#rotation
    if (Number.isNaN(this.#start) || this.#start - p.tsSec > SET_BACK) this.#start = p.tsSec
    if (p.tsSec - this.#start >= seconds) {
      this.#periods++
      // As in tcpdump, -W ends the capture only without -C.
      if (files !== undefined && this.#rotation.size === undefined && this.#periods >= files) {
        this.isFull = true
        return
      }
      this.#start = p.tsSec
      this.#name = timeInto(this.#path, p.tsSec, this.#rotation)
      this.#count = 0
      this.#next()
    } else if (this.#hasPackets && this.#writer.size > size) {
      this.#count++
      if (files !== undefined && this.#count >= files) this.#count = 0
      this.#next()
    }
    this.#writer.write(p)
    this.#hasPackets = true
  }

  flush(): void {
    this.#writer.flush()
  }

  rest(): void {
    this.#writer.rest()
  }

  close(): void {
    this.#writer.close()
  }

  #next(): void {
    this.#hasPackets = false
    this.#writer.close()
    this.#writer = this.#open()
  }

  #open(): CaptureWriter {
    const { size, files } = this.#rotation
    const digits = size === undefined || files === undefined ? 0 : String(files - 1).length
    const number = this.#count === 0 && digits === 0 ? '' : String(this.#count).padStart(digits, '0')
    return openWriter(this.#name + number, this.#capture, [], this.#format)
  }
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAY = 864e5
const two = (n: number): string => String(n).padStart(2, '0')

/** Conversions of strftime(3) in the C locale; the time's UTC is the clock of the zone. */
const CONVERSIONS: Readonly<Record<string, (t: Date) => string>> = {
  Y: (t) => String(t.getUTCFullYear()),
  y: (t) => two(t.getUTCFullYear() % 100),
  m: (t) => two(t.getUTCMonth() + 1),
  b: (t) => MONTHS[t.getUTCMonth()]!,
  d: (t) => two(t.getUTCDate()),
  e: (t) => String(t.getUTCDate()).padStart(2),
  j: (t) => String(Math.floor((t.getTime() - Date.UTC(t.getUTCFullYear(), 0)) / DAY) + 1).padStart(3, '0'),
  a: (t) => DAYS[t.getUTCDay()]!,
  H: (t) => two(t.getUTCHours()),
  I: (t) => two(t.getUTCHours() % 12 || 12),
  p: (t) => (t.getUTCHours() < 12 ? 'AM' : 'PM'),
  M: (t) => two(t.getUTCMinutes()),
  S: (t) => two(t.getUTCSeconds()),
  F: (t) => `${t.getUTCFullYear()}-${two(t.getUTCMonth() + 1)}-${two(t.getUTCDate())}`,
  T: (t) => `${two(t.getUTCHours())}:${two(t.getUTCMinutes())}:${two(t.getUTCSeconds())}`,
  '%': () => '%',
}

/** Puts a time, in seconds since 1970, into a path. */
function timeInto(path: string, seconds: number, { utcOffset }: Rotation): string {
  const clock = new Date((seconds + utcOffset(seconds)) * 1000)
  return path.replace(/%(.?)/g, (conversion, letter: string) => {
    if (letter === 's') return String(seconds)
    const convert = CONVERSIONS[letter]
    if (convert === undefined) {
      const known = [...Object.keys(CONVERSIONS), 's'].map((c) => `%${c}`)
      throw new WriteError(path, `${conversion} is no time; there are ${known.join(' ')}`)
    }
    return convert(clock)
  })
}
