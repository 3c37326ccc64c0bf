/** Keeps a directory of captures within a size: the oldest go, each as a whole. */
import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { daysIn, SOURCES, UNFINISHED, WHOLE } from './directory.js'
import { TABLE_NAMES } from './schema.js'

/** Milliseconds after which what is not whole belongs to a program that has been killed. */
const ABANDONED = 3_600_000

interface Kept {
  readonly capture: string
  /** `day=2026-11-30`. */
  readonly day: string
  octets: number
  /** When it was written, in milliseconds. */
  written: number
}

export class Keeper {
  readonly #directory: string
  readonly #most: number
  readonly #all: Map<string, Kept> = new Map()
  #octets = 0

  /** Of a directory that is open, of which no more than `most` octets are to stay. */
  constructor(directory: string, most: number) {
    this.#directory = directory
    this.#most = most
    for (const table of TABLE_NAMES) {
      const path = join(directory, table)
      removeAbandoned(path)
      for (const day of daysIn(path)) {
        removeAbandoned(join(path, day))
        for (const name of readdirSync(join(path, day))) {
          if (name.endsWith(WHOLE)) this.#note(basename(name, WHOLE), day, join(path, day, name))
        }
      }
    }
    this.#trim()
  }

  /** A capture was put there; as many others go as must. */
  add(capture: string, day: string): void {
    const known = this.#all.get(capture)
    if (known !== undefined) this.#octets -= known.octets
    this.#all.delete(capture)
    for (const table of TABLE_NAMES) {
      const path = join(this.#directory, table, day, `${capture}${WHOLE}`)
      if (existsSync(path)) this.#note(capture, day, path)
    }
    this.#trim()
  }

  #note(capture: string, day: string, path: string): void {
    const { size, mtimeMs } = statSync(path)
    const known = this.#all.get(capture) ?? { capture, day, octets: 0, written: 0 }
    known.octets += size
    known.written = Math.max(known.written, mtimeMs)
    this.#all.set(capture, known)
    this.#octets += size
  }

  /** The newest stays in any case. */
  #trim(): void {
    if (this.#octets <= this.#most) return
    const oldest = [...this.#all.values()].sort((x, y) => x.written - y.written).slice(0, -1)
    for (const kept of oldest) {
      if (this.#octets <= this.#most) return
      this.#remove(kept)
    }
  }

  /** First the file that says that it is there. */
  #remove({ capture, day, octets }: Kept): void {
    for (const table of TABLE_NAMES) {
      const folder = join(this.#directory, table, day)
      rmSync(join(folder, `${capture}${WHOLE}`), { force: true })
      removeEmpty(folder)
    }
    rmSync(join(this.#directory, SOURCES, `${capture}.json`), { force: true })
    this.#all.delete(capture)
    this.#octets -= octets
  }
}

function removeAbandoned(path: string): void {
  if (!existsSync(path)) return
  for (const name of readdirSync(path)) {
    if (!name.endsWith(`.${UNFINISHED}`)) continue
    const file = join(path, name)
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    if (age > ABANDONED) rmSync(file, { force: true })
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (e) {
    // It still has others, or it never was there.
    const { code } = e as NodeJS.ErrnoException
    if (code !== 'ENOTEMPTY' && code !== 'ENOENT') throw e
  }
}
