/** The terminal as a screen: keys come in one by one, lines go to the alternate page, and the end restores it all. */
import { openSync } from 'node:fs'
import { isatty, ReadStream } from 'node:tty'
import { stdoutIsTerminal, terminalColumns, writeStdout } from './output.js'

const STDIN = 0
/** xterm's private modes: the other page, no cursor, and lines that are cut where they do not fit. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l'
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l'
/** ECMA-48: clear to the end of the line; all of the page. */
const CLEAR_LINE = '\x1b[K'
const CLEAR = '\x1b[H\x1b[2J'
const DEFAULT_ROWS = 24

/** Standard input. If that is a capture: the terminal that the program was started from, if there is one. */
export function openKeyboard(): ReadStream | undefined {
  if (!stdoutIsTerminal) return undefined
  if (isatty(STDIN)) return process.stdin as ReadStream
  try {
    return new ReadStream(openSync('/dev/tty', 'r'))
  } catch {
    return undefined
  }
}

/** Whoever uses the screen: is told what happens on the terminal. */
export interface Shown {
  /** The user has typed something; several keys may come at once. */
  typed(input: string): void
  /** The screen has another size, and nothing on it. */
  resized(): void
  /** There will be no more keys. */
  ended(): void
}

export class Terminal {
  readonly #keyboard: ReadStream
  readonly #shown: Shown
  /** What stands on the screen. */
  #lines: readonly string[] = []
  #isOpen = false

  constructor(keyboard: ReadStream, shown: Shown) {
    this.#keyboard = keyboard
    this.#shown = shown
  }

  get rows(): number {
    return process.stdout.rows || DEFAULT_ROWS
  }

  get columns(): number {
    return terminalColumns()
  }

  /** However the program ends, the terminal is put back. */
  open(): void {
    if (this.#isOpen) return
    this.#isOpen = true
    this.#keyboard.setRawMode(true)
    process.on('exit', this.#restore)
    process.stdout.on('resize', this.#resized)
    this.#keyboard.on('data', this.#typed)
    this.#keyboard.on('end', this.#ended)
    print(ENTER)
  }

  close(): void {
    this.#keyboard.off('data', this.#typed)
    this.#keyboard.off('end', this.#ended)
    process.stdout.off('resize', this.#resized)
    process.off('exit', this.#restore)
    if (this.#isOpen) this.#restore()
    this.#isOpen = false
    if (this.#keyboard === process.stdin) this.#keyboard.pause()
    else this.#keyboard.destroy()
  }

  /** Shows these lines from the first row on; only those are written that have changed. */
  draw(lines: readonly string[]): void {
    const rows = Math.max(lines.length, this.#lines.length)
    let text = ''
    for (let row = 0; row < rows; row++) {
      const line = lines[row] ?? ''
      // A row is cleared before it is written: after a full line the cursor is on its last cell and would clear that.
      if (line !== this.#lines[row]) text += `\x1b[${row + 1};1H${CLEAR_LINE}${line}`
    }
    if (text !== '') print(text)
    this.#lines = [...lines]
  }

  /** Forgets what stands on the screen: the next lines are all written. */
  clear(): void {
    print(CLEAR)
    this.#lines = []
  }

  readonly #restore = (): void => {
    print(LEAVE)
    this.#keyboard.setRawMode(false)
  }

  readonly #typed = (input: Buffer | string): void => {
    this.#shown.typed(input.toString())
  }

  readonly #ended = (): void => {
    this.#shown.ended()
  }

  readonly #resized = (): void => {
    this.clear()
    this.#shown.resized()
  }
}

function print(text: string): void {
  writeStdout(Buffer.from(text))
}
