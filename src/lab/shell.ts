/** Commands: how they are written for a shell, and how they are run. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'

export interface Command {
  readonly argv: readonly string[]
  /** Runs in the background while the next commands run. */
  readonly background?: boolean
  /** The file that its output is written to. */
  readonly output?: string
}

/** As it is pasted into a shell. */
export function shellText({ argv, background, output }: Command): string {
  const words = argv.map(shellWord)
  return `${words.join(' ')}${output === undefined ? '' : ` > ${shellWord(output)}`}${background ? ' &' : ''}`
}

/** Characters that a terminal acts on or that nobody can see: control, format and line separator characters. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu

function shellWord(word: string): string {
  if (/^[\w./:=@%+,-]+$/.test(word)) return word
  if (word.search(UNSEEN) < 0) return `'${word.replaceAll("'", "'\\''")}'`
  // bash(1), QUOTING: octets as octal digits.
  const octets = (c: string): string => [...Buffer.from(c)].map((n) => `\\${n.toString(8).padStart(3, '0')}`).join('')
  return `$'${word.replace(/[\\']/g, '\\$&').replace(UNSEEN, octets)}'`
}

export interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that failed, with what it said. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly stderr: string

  constructor(command: Command, { code, stderr }: Result) {
    super(`${shellText(command)}: ${stderr.trim().split('\n').join('; ') || `exit ${code}`}`)
    this.stderr = stderr
  }
}

/**
 * Runs a command to its end. Every command has a process group of its own, so Ctrl-C in a terminal reaches us and not
 * what we clean up with; `signal` ends it.
 */
export function run(command: Command, signal?: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const [program, ...args] = command.argv as [string, ...string[]]
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    const kill = (): void => void child.kill('SIGTERM')
    signal?.addEventListener('abort', kill)
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      signal?.removeEventListener('abort', kill)
      if (signal?.aborted) return reject(signal.reason)
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() })
    })
  })
}

/** Runs a command that must succeed. Returns what it printed. */
export async function must(command: Command, signal?: AbortSignal): Promise<string> {
  const result = await run(command, signal)
  if (result.code !== 0) throw new CommandError(command, result)
  return result.stdout
}

export async function succeeds(argv: readonly string[]): Promise<boolean> {
  try {
    return (await run({ argv })).code === 0
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw e
  }
}

/** A process that runs in the background, and what it has printed so far. It does not keep this program alive. */
export class Background {
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  #said = ''

  constructor({ argv }: Command) {
    const [program, ...args] = argv as [string, ...string[]]
    this.#child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      this.#said += chunk
    })
    this.#ended = new Promise((resolve) => this.#child.on('close', () => resolve()).on('error', () => resolve()))
    this.#child.unref()
    this.#pipe.unref()
  }

  get #pipe(): Socket {
    return this.#child.stderr as Socket
  }

  get said(): string {
    return this.#said.trim()
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Asks it to end as Ctrl-C does, and waits until it has. */
  async interrupt(): Promise<void> {
    this.#child.ref()
    this.#pipe.ref()
    this.#child.kill('SIGINT')
    await this.#ended
  }
}

/** Waits, unless `signal` ends it. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const end = (): void => {
      clearTimeout(timer)
      reject(signal!.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', end, { once: true })
  })
}
