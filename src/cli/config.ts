/** The user's settings: a file in TOML whose entries stand for options that were not given, and for names. */
import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Command, InvalidArgumentError, type Option } from 'commander'
import { configFile } from './config-path.js'
import { UsageError } from './errors.js'
import { speak } from './language.js'
import { LARGEST_FILE, NameTable, putInForce } from './names.js'
import { limitColumns, writeStderr } from './output.js'

/** Entries that stand for the options of the same names. */
export const OPTION_ENTRIES = ['lang', 'color', 'vxlan-port', 'geneve-port', 'decode-as', 'names'] as const
/** Entries of the program itself. */
const OWN_ENTRIES = ['columns'] as const
export const NAME_TABLES = ['hosts', 'vteps', 'macs', 'vnis'] as const

const FEWEST_COLUMNS = 40
const MOST_COLUMNS = 10_000
/** Permissions of a file: its group and all others may write it. */
const OTHERS_WRITE = 0o022
/** Of a directory: only owners may remove what is in it. */
const STICKY = 0o1000
const ROOT = 0

export type Entries = Readonly<Record<string, unknown>>

/** What a file of settings has. */
export interface Config {
  readonly path: string
  readonly text: string
  readonly entries: Entries
}

/** The settings; undefined where there is no file. One that was named has to be there. */
export async function readConfig(): Promise<Config | undefined> {
  const path = configFile()
  if (path === '') return undefined
  const text = ownText(path)
  const { parse, TomlError } = await import('smol-toml')
  try {
    const config = { path, text, entries: parse(text) }
    refuseUnknown(config)
    return config
  } catch (e) {
    if (!(e instanceof TomlError)) throw e
    const [first = ''] = e.message.replace(/^Invalid TOML document: /, '').split('\n')
    throw new UsageError(`${path}:${e.line}:${e.column}: ${first}; text stands in quotes, as in lang = "zh"`)
  }
}

/** The text of a file that nobody else can write. */
function ownText(path: string): string {
  const fd = opened(path)
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile() && !stat.isCharacterDevice()) throw new UsageError(`${path} is no file`)
    if (stat.size > LARGEST_FILE) throw new UsageError(`${path}: no file of settings is that large`)
    if (stat.isFile()) refuseForeign(path, stat)
    return readFileSync(fd, 'utf8')
  } finally {
    closeSync(fd)
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'ENOENT') throw e
    throw new UsageError(`VXSNIFF_CONFIG: there is no ${path}; VXSNIFF_CONFIG= is for no settings`)
  }
}

interface Owned {
  readonly uid: number
  readonly mode: number
}

/** Refuses a file that somebody else may have written. `user` is who runs the program; there is none on Windows. */
export function refuseForeign(path: string, file: Owned, user: number | undefined = process.geteuid?.()): void {
  if (user === undefined) return
  const folder = dirname(resolve(path))
  const { uid, mode } = statSync(folder)
  const without = 'or VXSNIFF_CONFIG= for no settings'
  for (const owner of [file.uid, uid]) {
    if (owner === user || owner === ROOT) continue
    throw new UsageError(
      `${path} belongs to somebody else (user ${owner}): give a file of your own in VXSNIFF_CONFIG, ${without}`,
    )
  }
  if ((file.mode & OTHERS_WRITE) !== 0) {
    throw new UsageError(`${path}: others can write it: chmod go-w ${path}, ${without}`)
  }
  if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0) {
    throw new UsageError(`${path}: others can write its folder: chmod go-w ${folder}, ${without}`)
  }
}

function refuseUnknown(config: Config): void {
  const known: readonly string[] = [...OPTION_ENTRIES, ...OWN_ENTRIES, ...NAME_TABLES]
  for (const [key, value] of Object.entries(config.entries)) {
    const at = placeOf(config, key)
    if (!known.includes(key)) throw new UsageError(`${at}: there is no "${key}", but ${known.join(', ')}`)
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value)
    const asTable = NAME_TABLES.some((name) => name === key)
    if (isTable !== asTable) {
      throw new UsageError(
        `${at}: ${asTable ? `give [${key}] on a line, and names below it` : `"${key}" is one value`}`,
      )
    }
  }
}

/** `config.toml:3`: the line of an entry, and of one in a table. */
export function placeOf({ path, text }: Config, key: string, within = ''): string {
  let table = ''
  const entry = new RegExp(`^\\s*(["']?)${escaped(key)}\\1\\s*[=.]`)
  for (const [i, line] of text.split('\n').entries()) {
    const [, heading] = /^\s*\[\s*["']?([^\]"']*?)["']?\s*\]/.exec(line) ?? []
    if (heading !== undefined) table = heading
    if ((heading === key && within === '') || (table === within && entry.test(line))) return `${path}:${i + 1}`
  }
  return path
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Settings in force: an entry, and what it says. */
type InForce = Map<string, string>

/** Sets what the command was not told, puts names in force, and says which settings were taken. */
export async function applyConfig(command: Command): Promise<void> {
  const config = await readConfig()
  const inForce = config === undefined ? new Map<string, string>() : settle(command, config)
  if (!nameThings(command, config)) for (const key of ['names', ...NAME_TABLES]) inForce.delete(key)
  // `config` says more of it.
  if (config === undefined || inForce.size === 0 || command.name() === 'config') return
  writeStderr(`settings of ${config.path}: ${[...inForce.keys()].join(', ')}\n`)
}

/** Does so for one command. */
export function settle(command: Command, config: Config): InForce {
  const inForce = new Map<string, string>()
  for (const key of OPTION_ENTRIES) {
    const value = config.entries[key]
    const option = command.options.find(({ long }) => long === `--${key}`)
    if (value === undefined || option === undefined) continue
    const name = option.attributeName()
    const source = command.getOptionValueSource(name)
    if (source !== undefined && source !== 'default') continue
    command.setOptionValueWithSource(name, takenBy(option, value, placeOf(config, key), config.path), 'config')
    if (key === 'lang') speak(String(value))
    inForce.set(key, textOf(value))
  }
  const { columns } = config.entries
  if (columns !== undefined) {
    if (typeof columns !== 'number' || !(columns >= FEWEST_COLUMNS && columns <= MOST_COLUMNS)) {
      throw new UsageError(
        `${placeOf(config, 'columns')}: columns is a number from ${FEWEST_COLUMNS} to ${MOST_COLUMNS}`,
      )
    }
    limitColumns(columns)
    inForce.set('columns', `${columns}`)
  }
  if (command.options.some(({ long }) => long === '--names')) {
    for (const table of NAME_TABLES) {
      const entries = config.entries[table]
      if (entries !== undefined) inForce.set(table, `${Object.keys(entries as Entries).length}`)
    }
  }
  return inForce
}

/** Whether there are names in force now: those of the settings, and of the file of `--names`, which outweigh them. */
function nameThings(command: Command, config: Config | undefined): boolean {
  if (!command.options.some(({ long }) => long === '--names')) return false
  const names = config === undefined ? new NameTable() : namesOf(config)
  const file: string | undefined = command.getOptionValue('names')
  if (file !== undefined) names.addFile(file)
  return (file !== undefined || !names.isEmpty) && putInForce(command, names)
}

/** The names in the file's tables. */
export function namesOf(config: Config): NameTable {
  const names = new NameTable()
  for (const table of NAME_TABLES) {
    for (const [key, name] of Object.entries((config.entries[table] ?? {}) as Entries)) {
      const at = placeOf(config, key, table)
      if (typeof name !== 'string') throw new UsageError(`${at}: a name stands in quotes: "${key}" = "web-1"`)
      if (table === 'vnis') names.addVni(key, name, at)
      else names.addAddress(key, name, at)
    }
  }
  return names
}

/** As the option's own words on a command line are taken. */
function takenBy({ long, parseArg, argChoices }: Option, value: unknown, at: string, path: string): unknown {
  const words = (Array.isArray(value) ? value : [value]).map((one: unknown) => {
    if (typeof one === 'string' || typeof one === 'number') return String(one)
    throw new UsageError(`${at}: ${long} takes a number or text in quotes`)
  })
  if (argChoices === undefined && parseArg === undefined) return resolve(dirname(path), words[0] ?? '')
  if (argChoices !== undefined) {
    const [word = ''] = words
    if (argChoices.includes(word)) return word
    throw new UsageError(`${at}: there is no "${word}", but ${argChoices.join(', ')}`)
  }
  try {
    return words.reduce<unknown>((before, word) => parseArg!(word, before), undefined)
  } catch (e) {
    if (e instanceof InvalidArgumentError || e instanceof UsageError) throw new UsageError(`${at}: ${e.message}`)
    throw e
  }
}

export function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value)
}
