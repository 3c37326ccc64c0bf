/** `vxsniff config`: which settings are in force, and where each is from. */
import { Command } from 'commander'
import { padEnd, width } from '../../present/learn/text.js'
import { CONFIG, type ConfigWords } from '../../words/screens/config.js'
import {
  type Config,
  type Entries,
  NAME_TABLES,
  namesOf,
  OPTION_ENTRIES,
  placeOf,
  readConfig,
  settle,
  textOf,
} from '../config.js'
import { configPath } from '../config-path.js'
import { Exit } from '../errors.js'
import { addLanguageOption, localeLanguage } from '../language.js'
import { writeStdout } from '../output.js'
import { addColorOption, addNamesOption, addSharedOptions } from '../shared-options.js'
import type { ConfigOptions } from './config-options.js'

/** One setting: its value as text, and where that is from. */
interface Row {
  readonly key: string
  readonly value: string
  readonly from: string
}

export async function config(o: ConfigOptions): Promise<number> {
  const settings = await readConfig()
  const words = CONFIG[o.lang]
  if (settings !== undefined) checkAll(settings)
  const rows = rowsOf(settings, words)
  if (o.json) {
    writeStdout(Buffer.from(`${JSON.stringify({ path: settings?.path ?? null, settings: rows })}\n`))
    return Exit.Fine
  }
  const path = configPath()
  const head = settings !== undefined ? words.file(settings.path) : path === '' ? words.none : words.noFile(path)
  const widths = (['key', 'value'] as const).map((name) => Math.max(...rows.map((row) => width(row[name]))))
  const lines = rows.map(
    ({ key, value, from }) => `  ${padEnd(key, widths[0]!)}  ${padEnd(value, widths[1]!)}  ${from}`,
  )
  writeStdout(Buffer.from(`${[head, ...lines].join('\n')}\n`))
  return Exit.Fine
}

/** Takes every entry as the commands do, which throws a `UsageError` where one is wrong. */
function checkAll(settings: Config): void {
  const command = new Command()
  addLanguageOption(command)
  addSharedOptions(command)
  addColorOption(command)
  addNamesOption(command)
  // What `config` itself says is in the language that it was told.
  settle(command, { ...settings, entries: { ...settings.entries, lang: undefined } })
  const names = namesOf(settings)
  const file: string | undefined = command.getOptionValue('names')
  if (file !== undefined) names.addFile(file)
}

/** What is so without settings. */
const DEFAULTS: Readonly<Record<(typeof OPTION_ENTRIES)[number], string>> = {
  lang: 'en',
  color: 'auto',
  'vxlan-port': '4789, 8472',
  'geneve-port': '6081',
  'decode-as': '',
  names: '',
}

function rowsOf(settings: Config | undefined, words: ConfigWords): readonly Row[] {
  const { entries = {} } = settings ?? {}
  const { columns } = entries
  const place = (key: string): string => (settings === undefined ? '' : placeOf(settings, key))
  const { COLUMNS } = process.env
  return [
    ...OPTION_ENTRIES.map((key): Row => {
      const value = entries[key]
      if (value === undefined) return { key, ...withoutEntry(key, words) }
      const isAdded = key === 'vxlan-port' || key === 'geneve-port'
      return { key, value: isAdded ? `${DEFAULTS[key]}, ${textOf(value)}` : textOf(value), from: place(key) }
    }),
    columns === undefined
      ? { key: 'columns', value: COLUMNS ?? '', from: COLUMNS ? words.from('COLUMNS') : words.byDefault }
      : { key: 'columns', value: textOf(columns), from: place('columns') },
    ...NAME_TABLES.flatMap((key): readonly Row[] => {
      const table = entries[key]
      if (table === undefined) return []
      return [{ key, value: words.names(Object.keys(table as Entries).length), from: place(key) }]
    }),
  ]
}

function withoutEntry(key: (typeof OPTION_ENTRIES)[number], words: ConfigWords): Omit<Row, 'key'> {
  if (key === 'lang') {
    const { LC_ALL, LC_MESSAGES, LANG } = process.env
    const isSaid = LC_ALL || LC_MESSAGES || LANG
    return { value: localeLanguage(), from: isSaid ? words.byLocale : words.byDefault }
  }
  const variable = key === 'color' ? COLOR_VARIABLES.find((name) => process.env[name]) : undefined
  return { value: DEFAULTS[key], from: variable === undefined ? words.byDefault : words.from(variable) }
}

const COLOR_VARIABLES = ['NO_COLOR', 'FORCE_COLOR'] as const
