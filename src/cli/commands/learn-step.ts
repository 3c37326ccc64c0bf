/** `learn --step`: keys come in one by one, screens go to the terminal's other page, and in the end all is put back. */
import { openSync } from 'node:fs'
import { isatty, ReadStream } from 'node:tty'
import type { Facts } from '../../analysis/learning/facts.js'
import { Names } from '../../present/learn/names.js'
import { afterKey, keysIn, Stepper } from '../../present/learn/stepper.js'
import type { LearnView } from '../../present/learn/view.js'
import { stdoutIsTerminal, terminalColumns, writeStdout } from '../output.js'

const STDIN = 0
/** xterm's private modes: the other page, no cursor, and lines that are cut where they do not fit. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l'
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l'
/** ECMA-48: to the first cell; clear to the end of the line, and of the page. */
const HOME = '\x1b[H'
const CLEAR_LINE = '\x1b[K'
const CLEAR_REST = '\x1b[J'
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const DEFAULT_ROWS = 24
/** Screens that are printed where there is no terminal, without `all`. */
const SCREENS = 100

/** Walks through the steps by keys; without a terminal all screens are printed one after another. */
export async function runStepper(facts: Facts, view: LearnView): Promise<void> {
  const keyboard = stdoutIsTerminal ? openKeyboard() : undefined
  if (keyboard === undefined) return printScreens(facts, view)
  const session = new Session(facts, view, keyboard)
  await session.run()
}

function printScreens(facts: Facts, view: LearnView): void {
  const names = new Names(facts, view)
  const stepper = new Stepper(names)
  const count = Math.max(1, stepper.stops.length)
  const shown = view.all ? count : Math.min(count, SCREENS)
  for (let at = 0; at < shown; at++) print(`${at === 0 ? '' : '\n'}${stepper.screen(at).join('\n')}\n`)
  if (shown < count) print(`\n${names.words.cut(count - shown)}\n`)
}

/** Standard input; where that is a capture, the terminal that the program was started from, if it was. */
function openKeyboard(): ReadStream | undefined {
  if (isatty(STDIN)) return process.stdin as ReadStream
  try {
    return new ReadStream(openSync('/dev/tty', 'r'))
  } catch {
    return undefined
  }
}

class Session {
  readonly #facts: Facts
  readonly #view: LearnView
  readonly #keyboard: ReadStream
  #stepper: Stepper
  #at = 0
  #done: () => void = () => {}

  constructor(facts: Facts, view: LearnView, keyboard: ReadStream) {
    this.#facts = facts
    this.#view = view
    this.#keyboard = keyboard
    this.#stepper = this.#fitted()
  }

  async run(): Promise<void> {
    this.#keyboard.setRawMode(true)
    process.on('exit', this.#restore)
    for (const signal of SIGNALS) process.on(signal, this.#interrupted)
    process.stdout.on('resize', this.#resized)
    this.#keyboard.on('data', this.#typed)
    print(ENTER)
    this.#draw()
    await new Promise<void>((resolve) => {
      this.#done = resolve
      this.#keyboard.on('end', resolve)
    })
    this.#keyboard.off('data', this.#typed)
    process.stdout.off('resize', this.#resized)
    for (const signal of SIGNALS) process.off(signal, this.#interrupted)
    process.off('exit', this.#restore)
    this.#restore()
    if (this.#keyboard === process.stdin) this.#keyboard.pause()
    else this.#keyboard.destroy()
  }

  #fitted(): Stepper {
    return new Stepper(new Names(this.#facts, { ...this.#view, columns: terminalColumns() }))
  }

  #draw(): void {
    const rows = process.stdout.rows || DEFAULT_ROWS
    const lines = this.#stepper.screen(this.#at, rows)
    // Cleared before it is written: behind a full line the cursor stands on its last cell.
    const text = lines.map((line) => CLEAR_LINE + line).join('\r\n')
    print(HOME + text + (lines.length < rows ? `\r\n${CLEAR_REST}` : ''))
  }

  readonly #typed = (input: Buffer | string): void => {
    for (const key of keysIn(input.toString())) {
      const at = afterKey(this.#at, key, this.#stepper.stops.length)
      if (at === undefined) return this.#done()
      this.#at = at
    }
    this.#draw()
  }

  readonly #resized = (): void => {
    this.#stepper = this.#fitted()
    this.#draw()
  }

  readonly #restore = (): void => {
    print(LEAVE)
    this.#keyboard.setRawMode(false)
  }

  /** Puts the terminal back, and lets the signal do what it does. */
  readonly #interrupted = (signal: NodeJS.Signals): void => {
    process.off('exit', this.#restore)
    this.#restore()
    for (const other of SIGNALS) process.off(other, this.#interrupted)
    process.kill(process.pid, signal)
  }
}

function print(text: string): void {
  writeStdout(Buffer.from(text))
}
