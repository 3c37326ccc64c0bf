/**
 * A conversation as a ladder: a row for each SYN, FIN and RST, and for the data of one side until the other speaks; beside it
 * the tunnel, where that is not as it was.
 */
import type { Timestamp } from '../../analysis/timestamps.js'
import { elapsed } from '../../analysis/totals/traffic.js'
import type { FollowWords } from '../../words/screens/follow.js'
import { durationText, padEnd, padStart, width } from '../learn/text.js'
import type { Palette } from '../palette.js'

export interface LadderView {
  readonly palette: Palette
  readonly unicode: boolean
  readonly columns: number
  readonly words: FollowWords
}

/** A packet of the conversation. */
export interface Rung {
  readonly way: number
  readonly at: Timestamp
  /** `SYN`, `FIN, ACK`; nothing for data alone. */
  readonly flags: string
  /** Octets of data. */
  readonly octets: number
  /** The tunnel and its ends: `vxlan 42, 10.0.0.1 > 10.0.0.2`; nothing for none. */
  readonly over: string
}

/** Rows of one side's data that were merged. */
interface Run {
  rung: Rung
  octets: number
  packets: number
  last: Timestamp
}

const TIME = 10
const LEAST_LANE = 24
const MOST_LANE = 44

export class Ladder {
  readonly #view: LadderView
  readonly #print: (line: string) => void
  readonly #lane: number
  #start: Timestamp | undefined
  #run: Run | undefined
  /** What packets of each way were last sent over. */
  readonly #over: string[] = ['', '']

  /** `a` and `b` are the sides, as heads of the lanes. */
  constructor(a: string, b: string, view: LadderView, print: (line: string) => void) {
    this.#view = view
    this.#print = print
    const asked = Math.floor((view.columns || MOST_LANE + TIME) / 2) - TIME
    this.#lane = Math.max(LEAST_LANE, Math.min(MOST_LANE, asked), Math.min(MOST_LANE, width(a) + width(b) + 4))
    print(`${' '.repeat(TIME)}${padEnd(a, this.#lane + 2 - width(b))}${b}`)
  }

  rung(rung: Rung): void {
    this.#start ??= rung.at
    const run = this.#run
    if (rung.flags === '' && rung.octets === 0) return
    if (run !== undefined && rung.flags === '' && run.rung.way === rung.way && run.rung.over === rung.over) {
      run.octets += rung.octets
      run.packets++
      run.last = rung.at
      return
    }
    this.end()
    if (rung.flags === '') this.#run = { rung, octets: rung.octets, packets: 1, last: rung.at }
    else this.#row(rung, rung.octets === 0 ? rung.flags : `${rung.flags}, ${this.#view.words.data(rung.octets, 1)}`, '')
  }

  /** Writes what was held back. */
  end(): void {
    const run = this.#run
    if (run === undefined) return
    this.#run = undefined
    const to = run.packets > 1 ? `…#${run.last.frame}` : ''
    this.#row(run.rung, this.#view.words.data(run.octets, run.packets), to)
  }

  #row({ way, at, over }: Rung, label: string, to: string): void {
    const { palette, unicode } = this.#view
    const time = padStart(`+${durationText(elapsed(this.#start!, at), unicode)}`, TIME - 2)
    const [line, left, right, lane] = unicode ? ['─', '◀', '▶', '│'] : ['-', '<', '>', '|']
    const text = ` ${label} `
    const rest = Math.max(0, this.#lane - width(text) - 2)
    const shaft =
      way === 0 ? `${line}${text}${line!.repeat(rest)}${right}` : `${left}${line!.repeat(rest)}${text}${line}`
    const colour = way === 0 ? palette.warn : palette.tunnel
    const beside = over === this.#over[way] ? '' : `  ${palette.dim}${over}${palette.reset}`
    this.#over[way] = over
    this.#print(`${time}  ${lane}${colour}${shaft}${palette.reset}${lane}  #${at.frame}${to}${beside}`)
  }
}
