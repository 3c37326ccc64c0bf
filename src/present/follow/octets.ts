/** The octets of a conversation as text, as digits, as they are, or as JSON. */
import type { ConversationSink } from '../../analysis/streams/conversation.js'
import type { Timestamp } from '../../analysis/timestamps.js'
import { elapsed } from '../../analysis/totals/traffic.js'
import type { FollowWords } from '../../words/screens/follow.js'
import { durationText } from '../learn/text.js'
import type { Palette } from '../palette.js'
import { epochText } from '../timestamp-text.js'

/** Gives out what is printed, piece by piece. */
export type Print = (octets: Uint8Array) => void

interface OctetsView {
  readonly palette: Palette
  readonly words: FollowWords
  readonly unicode: boolean
}

/** How octets are told; counts those of each way. */
export abstract class OctetsForm implements ConversationSink {
  /** Octets so far, by way; and those that are missing. */
  readonly octets: [number, number] = [0, 0]
  missing = 0
  protected readonly print: Print

  constructor(print: Print) {
    this.print = print
  }

  data(way: number, bytes: Uint8Array, start: number, end: number, source: Timestamp): void {
    this.show(way, bytes.subarray(start, end), source)
    this.octets[way]! += end - start
  }

  gap(way: number, octets: number, source: Timestamp): void {
    this.showGap(way, octets, source)
    this.missing += octets
    this.octets[way]! += octets
  }

  /** The same ports begin another connection. */
  restart(_: Timestamp): void {}

  /** What is left at the end. */
  end(): void {}

  protected abstract show(way: number, octets: Uint8Array, source: Timestamp): void
  protected abstract showGap(way: number, octets: number, source: Timestamp): void
}

/** One way as it is; what is missing is left out, and counted. */
export class Raw extends OctetsForm {
  readonly #way: number

  constructor(print: Print, way: number) {
    super(print)
    this.#way = way
  }

  protected show(way: number, octets: Uint8Array): void {
    if (way === this.#way) this.print(octets)
  }

  protected showGap(): void {}
}

/** An object a piece, one a line: from whom, its frame and time, its place in the stream, its octets in base64. */
export class OctetsJson extends OctetsForm {
  protected show(way: number, octets: Uint8Array, source: Timestamp): void {
    const data = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('base64')
    this.#line(way, source, { length: octets.length, data })
  }

  protected showGap(way: number, octets: number, source: Timestamp): void {
    this.#line(way, source, { gap: octets })
  }

  override restart(source: Timestamp): void {
    const begins = { connection: 'new', frame: source.frame, time: epochText(source) }
    this.print(Buffer.from(`${JSON.stringify(begins)}\n`))
  }

  #line(way: number, source: Timestamp, rest: object): void {
    const piece = { from: NAMES[way], frame: source.frame, time: epochText(source), offset: this.octets[way]! }
    this.print(Buffer.from(`${JSON.stringify({ ...piece, ...rest })}\n`))
  }
}

const NAMES = ['a', 'b'] as const

/** What both forms for people have: a line where the direction changes. */
abstract class Readable extends OctetsForm {
  protected readonly view: OctetsView
  #way = -1
  #start: Timestamp | undefined

  constructor(print: Print, view: OctetsView) {
    super(print)
    this.view = view
  }

  protected text(text: string): void {
    this.print(Buffer.from(text))
  }

  override restart(source: Timestamp): void {
    this.closed()
    this.#way = -1
    const { palette, words } = this.view
    this.text(`${palette.dim}${words.restart} #${source.frame}${palette.reset}\n`)
  }

  /** Begins a new part when another side speaks. */
  protected turn(way: number, source: Timestamp): void {
    this.#start ??= source
    if (way === this.#way) return
    if (this.#way >= 0) this.closed()
    this.#way = way
    const { palette, unicode } = this.view
    const arrow = unicode ? (way === 0 ? '→' : '←') : way === 0 ? '->' : '<-'
    const after = durationText(elapsed(this.#start, source), unicode)
    this.text(`${palette.dim}${arrow} ${NAMES[way]}  #${source.frame}  +${after}${palette.reset}\n`)
  }

  protected colour(way: number): string {
    const { palette } = this.view
    return way === 0 ? palette.warn : palette.tunnel
  }

  protected gapLine(octets: number): string {
    const { palette, words } = this.view
    return `${palette.bad}[${words.gap(octets)}]${palette.reset}`
  }

  /** Ends the part. */
  protected abstract closed(): void
}

/** Characters that a terminal would obey, and those that are none. */
const UNFIT = /[^\P{C}\n\t]|\ufffd/gu

/** As text in UTF-8, a dot for what is none. */
export class OctetsText extends Readable {
  readonly #decoders = [new TextDecoder('utf-8', { ignoreBOM: true }), new TextDecoder('utf-8', { ignoreBOM: true })]
  #isOpen = false

  override end(): void {
    this.closed()
  }

  protected show(way: number, octets: Uint8Array, source: Timestamp): void {
    this.turn(way, source)
    const text = this.#decoders[way]!.decode(octets, { stream: true }).replaceAll('\r\n', '\n').replaceAll(UNFIT, '.')
    if (text === '') return
    this.text(`${this.colour(way)}${text}${this.view.palette.reset}`)
    this.#isOpen = !text.endsWith('\n')
  }

  protected showGap(way: number, octets: number, source: Timestamp): void {
    this.turn(way, source)
    this.closed()
    this.text(`${this.gapLine(octets)}\n`)
  }

  protected closed(): void {
    if (this.#isOpen) this.text('\n')
    this.#isOpen = false
  }
}

const PER_LINE = 16

/** As digits with text beside, numbered from the beginning of each way. */
export class OctetsHex extends Readable {
  protected show(way: number, octets: Uint8Array, source: Timestamp): void {
    this.turn(way, source)
    for (let at = 0; at < octets.length; at += PER_LINE) {
      const row = octets.subarray(at, at + PER_LINE)
      const place = (this.octets[way]! + at).toString(16).padStart(8, '0')
      const digits = Array.from(row, (octet) => octet.toString(16).padStart(2, '0'))
      const half = `${digits.slice(0, 8).join(' ')}  ${digits.slice(8).join(' ')}`.padEnd(3 * PER_LINE)
      const text = Array.from(row, (octet) => (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.')).join(
        '',
      )
      this.text(`  ${place}  ${this.colour(way)}${half}  ${text}${this.view.palette.reset}\n`)
    }
  }

  protected showGap(way: number, octets: number, source: Timestamp): void {
    this.turn(way, source)
    this.text(`  ${this.gapLine(octets)}\n`)
  }

  protected closed(): void {}
}
