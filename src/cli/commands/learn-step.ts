/** `learn --step`: keys lead from step to step. */
import type { ReadStream } from 'node:tty'
import type { Facts } from '../../analysis/learning/facts.js'
import { Names } from '../../present/learn/names.js'
import { afterKey, keysIn, Stepper } from '../../present/learn/stepper.js'
import type { LearnView } from '../../present/learn/view.js'
import { writeStdout } from '../output.js'
import { STOP_SIGNALS } from '../signals.js'
import { openKeyboard, Terminal } from '../terminal.js'

/** Screens that are printed where there is no terminal, without `all`. */
const SCREENS = 100

/** Walks through the steps by keys; without a terminal all screens are printed one after another. */
export async function runStepper(facts: Facts, view: LearnView): Promise<void> {
  const keyboard = openKeyboard()
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

class Session {
  readonly #facts: Facts
  readonly #view: LearnView
  readonly #terminal: Terminal
  #stepper: Stepper
  #at = 0
  #done: () => void = () => {}

  constructor(facts: Facts, view: LearnView, keyboard: ReadStream) {
    this.#facts = facts
    this.#view = view
    this.#terminal = new Terminal(keyboard, {
      typed: (input) => this.#typed(input),
      resized: () => {
        this.#stepper = this.#fitted()
        this.#draw()
      },
      ended: () => this.#done(),
    })
    this.#stepper = this.#fitted()
  }

  async run(): Promise<void> {
    for (const signal of STOP_SIGNALS) process.on(signal, this.#interrupted)
    const done = new Promise<void>((resolve) => {
      this.#done = resolve
    })
    this.#terminal.open()
    this.#draw()
    await done
    for (const signal of STOP_SIGNALS) process.off(signal, this.#interrupted)
    this.#terminal.close()
  }

  #fitted(): Stepper {
    return new Stepper(new Names(this.#facts, { ...this.#view, columns: this.#terminal.columns }))
  }

  #draw(): void {
    this.#terminal.draw(this.#stepper.screen(this.#at, this.#terminal.rows))
  }

  #typed(input: string): void {
    for (const key of keysIn(input)) {
      const at = afterKey(this.#at, key, this.#stepper.stops.length)
      if (at === undefined) return this.#done()
      this.#at = at
    }
    this.#draw()
  }

  /** Puts the terminal back, and lets the signal do what it does. */
  readonly #interrupted = (signal: NodeJS.Signals): void => {
    this.#terminal.close()
    for (const other of STOP_SIGNALS) process.off(other, this.#interrupted)
    process.kill(process.pid, signal)
  }
}

function print(text: string): void {
  writeStdout(Buffer.from(text))
}
