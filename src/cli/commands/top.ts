/** `vxsniff top`: a live screen of the packets of interfaces or files. */
import { basename } from 'node:path'
import type { ReadStream } from 'node:tty'
import { mayHoldCopies } from '../../analysis/capture-points/copies.js'
import { later } from '../../analysis/timestamps.js'
import { ANSI, PLAIN } from '../../present/palette.js'
import { TopData } from '../../present/top/data.js'
import { pressesIn } from '../../present/top/keys.js'
import { TopScreen, type TopView, type Wish } from '../../present/top/screen.js'
import type { Tables } from '../../wire/tables.js'
import { captureFacts } from '../capture-facts.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit, explainError, UsageError } from '../errors.js'
import { filterFrom, refuseOneLook } from '../filter.js'
import { type Input, openInput } from '../input.js'
import { offloadFeatures } from '../offload-features.js'
import { STANDARD, terminalIsUnicode, writeStderr } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { PlayClock, Player } from '../player.js'
import { budgetFrom, tablesFrom, wantsColor } from '../shared-options.js'
import { STOP_SIGNALS, type StopSignal, signalled } from '../signals.js'
import { openKeyboard, Terminal } from '../terminal.js'
import { localTime } from '../utc-offset.js'
import { Watch } from '../watch.js'
import type { TopOptions } from './top-options.js'

/** Milliseconds between two screens, and between two looks for findings at least. */
const DRAW_EVERY = 1000
const LOOK_EVERY = 1000
/** Milliseconds without packets after which every finding that takes a silence has had its time. */
const SILENCE = 10_000

/** Shows the screen until somebody quits; the exit code. */
export async function top(words: readonly string[], o: TopOptions): Promise<number> {
  const keyboard = openKeyboard()
  if (keyboard === undefined) {
    throw new UsageError('top draws on a terminal, and this is none; stats counts the same without one')
  }
  expectGarbageAtTheEnd()
  return new Session(words, o, keyboard).run()
}

class Session {
  readonly #words: readonly string[]
  readonly #options: TopOptions
  readonly #terminal: Terminal
  readonly #screen: TopScreen
  readonly #clock: PlayClock
  readonly #tables: Tables
  #input: Input | undefined
  /** Of the interface. */
  #features: readonly string[] | undefined
  /** Of a file. */
  #player: Player | undefined
  #loop: PacketLoop | undefined
  /** When packets came last, in milliseconds of the clock that nobody sets; and when rates were counted, in nanoseconds. */
  #came = performance.now()
  #counted = 0
  #isPaused = false
  #isOver = false
  /** Whether the same file is to be played again, with another filter. */
  #plays = false
  #signal: StopSignal | undefined
  #failure: { readonly of: unknown } | undefined
  #wake: () => void = () => {}
  /** What would have gone to standard error meanwhile. */
  #said = ''

  constructor(words: readonly string[], o: TopOptions, keyboard: ReadStream) {
    this.#words = words
    this.#options = o
    this.#tables = tablesFrom(o)
    this.#clock = new PlayClock(o.speed)
    this.#screen = new TopScreen(new TopData(budgetFrom(o)), o.lang)
    this.#screen.filter = o.displayFilter ?? ''
    this.#terminal = new Terminal(keyboard, {
      typed: (input) => this.#guarded(() => this.#typed(input)),
      resized: () => this.#guarded(() => this.#draw()),
      ended: () => this.#quit(),
    })
  }

  async run(): Promise<number> {
    const timer = setInterval(() => this.#guarded(() => this.#tick()), DRAW_EVERY)
    try {
      this.#input = await this.#open()
      // A live capture sees to them itself.
      if (this.#input.live !== undefined) this.#features = offloadFeatures(this.#input.capture.name)
      else for (const signal of STOP_SIGNALS) process.on(signal, this.#signalled)
      await this.#play(this.#input)
    } finally {
      clearInterval(timer)
      this.#terminal.close()
      for (const signal of STOP_SIGNALS) process.off(signal, this.#signalled)
      this.#loop?.finish()
      this.#input?.capture.close()
      writeStderr(this.#said)
    }
    if (this.#failure !== undefined) throw this.#failure.of
    return this.#signal === undefined ? Exit.Fine : signalled(this.#signal)
  }

  /** The kernel hands up all packets, since the user may change the filter later. */
  #open(): Promise<Input> {
    const { displayFilter: _, ...o } = this.#options
    return openInput(this.#words, o)
  }

  /** The last screen of a file stays until somebody quits. */
  async #play(first: Input): Promise<void> {
    for (let input = first; ; ) {
      await this.#pass(input)
      if (this.#isOver || input.live !== undefined) return
      if (!this.#plays) await this.#pressed()
      if (this.#isOver) return
      this.#plays = false
      input.capture.close()
      input = await this.#open()
      this.#input = input
    }
  }

  /** Until somebody quits, or wants other packets. */
  #pressed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** Takes the packets of the input until there are no more, or others are wanted. */
  async #pass(input: Input): Promise<void> {
    const { capture, live } = input
    this.#player = live === undefined ? new Player(capture, this.#clock) : undefined
    const watch = new Watch(() => this.#guarded(() => this.#look()) ?? Number.POSITIVE_INFINITY, LOOK_EVERY)
    const { displayFilter: _, ...o } = this.#options
    const { filter } = this.#screen
    this.#loop = new PacketLoop(
      { ...input, capture: this.#player ?? capture },
      { ...o, tables: this.#tables, ...(filter === '' ? {} : { displayFilter: filter }) },
      {
        tellsPart: true,
        copies: this.#screen.data.check.learning.copies,
        packet: (p, stack) => this.#screen.data.packet(p, stack),
        batch: () => {
          this.#came = performance.now()
          watch.packets()
        },
      },
      {
        stdout: STANDARD.stdout,
        stderr: (text) => {
          this.#said += text
        },
      },
    )
    this.#terminal.open()
    this.#clock.run()
    this.#counted = this.#now
    this.#draw()
    try {
      await this.#loop.run()
      if (this.#plays || this.#isOver) return
      this.#look()
      this.#count()
      this.#draw()
    } finally {
      watch.stop()
    }
  }

  /** An error between packets ends the session; it is printed after the terminal is restored. */
  #guarded<T>(act: () => T): T | undefined {
    try {
      return act()
    } catch (e) {
      this.#failure ??= { of: e }
      this.#quit()
      return undefined
    }
  }

  #typed(input: string): void {
    for (const press of pressesIn(input)) this.#grant(this.#screen.press(press, this.#view()))
    if (!this.#isOver) this.#draw()
  }

  #grant(wish: Wish): void {
    switch (wish?.wish) {
      case 'quit':
        return this.#quit()
      case 'pause':
        return this.#pause()
      case 'redraw':
        return this.#terminal.clear()
      case 'filter':
        return this.#filter(wish.expression)
    }
  }

  #quit(): void {
    this.#isOver = true
    this.#input?.live?.stop()
    this.#player?.stop()
    this.#wake()
  }

  #pause(): void {
    this.#isPaused = !this.#isPaused
    if (this.#isPaused) this.#clock.stop()
    else this.#clock.run()
  }

  /** A file is played again up to the same moment. Packets that are live or from a pipe are filtered from now on. */
  #filter(expression: string): void {
    const { capture, live, files } = this.#input!
    try {
      if (expression !== '') refuseOneLook(filterFrom(expression), live === undefined ? files : [])
    } catch (e) {
      const { line } = explainError(e) ?? { line: String(e) }
      return this.#screen.refuse(expression, line.split('\n')[0]!.replace(/^-Y, /, ''))
    }
    const data = new TopData(budgetFrom(this.#options))
    this.#screen.restart(data, expression)
    if (live === undefined && !files.includes('-')) {
      this.#plays = true
      this.#player?.stop()
      this.#wake()
      return
    }
    if (mayHoldCopies(capture)) data.check.learning.copies.start()
    void this.#loop?.select(expression === '' ? undefined : expression)
  }

  #tick(): void {
    if (this.#isPaused || this.#loop === undefined) return
    if (this.#player?.hasEnded !== true) this.#count()
    this.#draw()
  }

  /** Nanoseconds of the capture's own time, which a player makes run faster. */
  get #now(): number {
    if (this.#player === undefined) return performance.now() * 1e6
    return Number.isFinite(this.#options.speed) ? this.#clock.now : this.#screen.data.extent.duration
  }

  #count(): void {
    const now = this.#now
    const seconds = (now - this.#counted) / 1e9
    this.#screen.data.tick(seconds > 0 ? seconds : 1)
    this.#counted = now
  }

  /** Looks for findings; returns in how many milliseconds to look again. */
  #look(): number {
    const input = this.#input!
    const { data } = this.#screen
    const silence = performance.now() - this.#came
    const end = input.live === undefined || data.extent.packets === 0 ? data.last : later(data.last, silence)
    const capture = captureFacts(input, this.#features, end)
    data.look(capture, this.#loop!.fragments, this.#options.lang, terminalIsUnicode(), performance.now())
    return data.isWaiting || silence < SILENCE ? LOOK_EVERY : Number.POSITIVE_INFINITY
  }

  #draw(): void {
    if (this.#loop === undefined) return
    const { speed } = this.#options
    const { capture, live } = this.#input!
    const around = {
      name: live === undefined ? this.#words.map((path) => basename(path)).join(' ') : capture.name,
      dropped: live?.counters().dropped,
      isPaused: this.#isPaused,
      hasEnded: this.#player?.hasEnded === true,
      speed: this.#player !== undefined && Number.isFinite(speed) ? speed : 1,
      tables: this.#tables,
      now: performance.now(),
    }
    this.#terminal.draw(this.#screen.lines(this.#terminal.rows, around, this.#view()))
  }

  #view(): TopView {
    return {
      language: this.#options.lang,
      palette: wantsColor(this.#options) ? ANSI : PLAIN,
      unicode: terminalIsUnicode(),
      columns: this.#terminal.columns,
      utcOffset: localTime(),
    }
  }

  readonly #signalled = (signal: NodeJS.Signals): void => {
    this.#signal = signal as StopSignal
    this.#quit()
  }
}
