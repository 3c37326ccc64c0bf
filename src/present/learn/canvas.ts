/** A line of a picture: cells that are drawn over each other and then become text. */
import type { Palette } from '../palette.js'
import { width } from './text.js'

export type Style = Exclude<keyof Palette, 'reset'> | undefined

interface Cell {
  /** Empty behind a sign that takes two cells. */
  readonly sign: string
  readonly style: Style
}

const BLANK: Cell = { sign: ' ', style: undefined }

export class CellLine {
  readonly #cells: Cell[] = []

  /** Draws text from cell `x` on, over what was there. */
  put(x: number, text: string, style?: Style): void {
    let at = x
    for (const sign of text) {
      this.#set(at++, { sign, style })
      if (width(sign) === 2) this.#set(at++, { sign: '', style })
    }
  }

  /** Draws one sign in each of the cells [`from`, `to`). */
  fill(from: number, to: number, sign: string, style?: Style): void {
    for (let x = from; x < to; x++) this.#set(x, { sign, style })
  }

  /** Whether nothing but `allowed` is drawn in the cells [`from`, `to`). */
  isFree(from: number, to: number, allowed: string): boolean {
    for (let x = from; x < to; x++) {
      const sign = this.#cells[x]?.sign ?? ' '
      if (sign !== ' ' && sign !== allowed) return false
    }
    return true
  }

  /** The line without spaces at its end. A style for the whole line replaces the styles of its cells. */
  text(palette: Palette, style?: Style): string {
    let end = this.#cells.length
    while (end > 0 && this.#cells[end - 1]!.sign === ' ') end--
    let text = ''
    let on: Style
    for (const cell of this.#cells.slice(0, end)) {
      // A space shows no colour; fewer changes make shorter lines.
      const wanted = cell.sign === ' ' || cell.sign === '' ? on : (style ?? cell.style)
      if (wanted !== on) {
        if (on !== undefined) text += palette.reset
        if (wanted !== undefined) text += palette[wanted]
        on = wanted
      }
      text += cell.sign
    }
    return on === undefined ? text : text + palette.reset
  }

  #set(x: number, cell: Cell): void {
    while (this.#cells.length < x) this.#cells.push(BLANK)
    this.#cells[x] = cell
  }
}
