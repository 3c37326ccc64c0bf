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
}

/** A writer that may have had enough. */
export interface RotatingWriter extends CaptureWriter {
  /** Whether all files are full: a packet that came after that was not written. */
  readonly isFull: boolean
}

/**
 * Opens the first file; `path` may hold the conversions of strftime(3) when files follow by time. Throws as `openWriter`
 * does.
 */
export function openRotating(path: string, capture: Capture, rotation: Rotation, now: Date): RotatingWriter {
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
  /** Whether the file has any: an empty one is not followed by the next. */
  #hasPackets = false
  /** Files begun by size since the last one by time, and by time. */
  #count = 0
  #periods = 0
  /** Seconds since 1970 when the period began: at its first packet. */
  #start = Number.NaN
  /** The path with the time put in. */
  #name: string

  constructor(path: string, capture: Capture, rotation: Rotation, now: Date) {
    this.#path = path
    this.#format = formatOf(path)
    this.#capture = capture
    this.#rotation = rotation
    this.#byTime = rotation.seconds !== undefined
    this.#name = this.#byTime ? timeInto(path, now) : path
    this.#writer = this.#open()
  }

  get size(): number {
    return this.#writer.size
  }

  write(p: Packet): void {
    if (this.isFull) return
    const { seconds = Number.POSITIVE_INFINITY, size = Number.POSITIVE_INFINITY, files } = this.#rotation
    if (Number.isNaN(this.#start)) this.#start = p.tsSec
    if (p.tsSec - this.#start >= seconds) {
      this.#periods++
      // tcpdump stops at -W only where the files follow by time alone.
      if (files !== undefined && this.#rotation.size === undefined && this.#periods >= files) {
        this.isFull = true
        return
      }
      this.#start = p.tsSec
      this.#name = timeInto(this.#path, new Date(p.tsSec * 1000))
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
const two = (n: number): string => String(n).padStart(2, '0')

/** Conversions of strftime(3) in the C locale and local time. */
const CONVERSIONS: Readonly<Record<string, (t: Date) => string>> = {
  Y: (t) => String(t.getFullYear()),
  y: (t) => two(t.getFullYear() % 100),
  m: (t) => two(t.getMonth() + 1),
  b: (t) => MONTHS[t.getMonth()]!,
  d: (t) => two(t.getDate()),
  e: (t) => String(t.getDate()).padStart(2),
  j: (t) => String(dayOfYear(t)).padStart(3, '0'),
  a: (t) => DAYS[t.getDay()]!,
  H: (t) => two(t.getHours()),
  I: (t) => two(t.getHours() % 12 || 12),
  p: (t) => (t.getHours() < 12 ? 'AM' : 'PM'),
  M: (t) => two(t.getMinutes()),
  S: (t) => two(t.getSeconds()),
  s: (t) => String(Math.floor(t.getTime() / 1000)),
  F: (t) => `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`,
  T: (t) => `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}`,
  '%': () => '%',
}

const dayOfYear = (t: Date): number =>
  Math.round((startOfDay(t) - new Date(t.getFullYear(), 0, 1).getTime()) / 864e5) + 1
const startOfDay = (t: Date): number => new Date(t.getFullYear(), t.getMonth(), t.getDate()).getTime()

function timeInto(path: string, t: Date): string {
  return path.replace(/%(.?)/g, (conversion, letter: string) => {
    const convert = CONVERSIONS[letter]
    if (convert === undefined) {
      const known = Object.keys(CONVERSIONS).map((c) => `%${c}`)
      throw new WriteError(path, `${conversion} is no time; there are ${known.join(' ')}`)
    }
    return convert(t)
  })
}
