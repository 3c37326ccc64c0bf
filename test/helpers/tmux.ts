/** A terminal that a test types into and reads, by tmux. */
import { spawn } from 'node:child_process'
import { isMissing } from './programs.js'

/** Whether it is not there; says so. */
export const tmuxIsMissing = (): boolean => isMissing('tmux', 'apt-get install tmux')

let sessions = 0

export class Screen {
  readonly #session = `vxt-${process.pid}-${sessions++}`
  readonly #columns: number
  readonly #rows: number

  constructor(columns: number, rows: number) {
    this.#columns = columns
    this.#rows = rows
  }

  /** A shell in it runs a command, and says `over` and its exit code behind it. */
  async run(command: string): Promise<void> {
    await this.#tmux('new-session', '-d', '-s', this.#session, '-x', `${this.#columns}`, '-y', `${this.#rows}`, 'sh')
    await this.type(`clear; LANG=C.UTF-8 ${command}; echo over $?`, 'Enter')
  }

  /** Keys by tmux's names, or text. */
  async type(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', '-t', this.#session, ...keys)
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux('resize-window', '-t', this.#session, '-x', `${columns}`, '-y', `${rows}`)
  }

  async text(): Promise<string> {
    return (await this.#tmux('capture-pane', '-p', '-t', this.#session)).trimEnd()
  }

  /** What stands on it as soon as `isIt` says so. */
  async until(isIt: (text: string) => boolean): Promise<string> {
    for (let i = 0; i < 200; i++) {
      const text = await this.text()
      if (isIt(text)) return text
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`not on the screen: ${await this.text()}`)
  }

  async close(): Promise<void> {
    await this.#tmux('kill-session', '-t', this.#session)
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const child = spawn('tmux', ['-L', `vxt-${process.pid}`, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
    let out = ''
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString()
    })
    await new Promise((resolve) => child.on('close', resolve))
    return out
  }
}
