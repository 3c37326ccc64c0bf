/** `vxsniff sql`: questions over exported captures, one at once or one after the other. */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { opening } from '../../capture/source.js'
import { type Answer, type AnswerValue, type Engine, NoEngineError, SqlError } from '../../export/answers.js'
import { csvLine } from '../../present/csv.js'
import { fittedTable, type TableView } from '../../present/fitted-table.js'
import { width } from '../../present/learn/text.js'
import { PLAIN } from '../../present/palette.js'
import { escapeText } from '../../present/value.js'
import { EXPORT } from '../../words/screens/export.js'
import { Exit, UsageError } from '../errors.js'
import { stdoutIsTerminal, terminalColumns, terminalIsUnicode, writeStderr, writeStdout } from '../output.js'
import { openTables } from '../tables.js'
import type { SqlOptions } from './sql-options.js'

/** Prints the answers; the exit code. */
export async function sql([where = '', query]: readonly string[], o: SqlOptions): Promise<number> {
  if (query !== undefined && o.file !== undefined) throw new UsageError('a query and -f are two questions; give one')
  const database = await known(openTables(where))
  try {
    const { file } = o
    const text = file === undefined ? query : opening(file, () => readFileSync(file, 'utf8'))
    if (text !== undefined) await known(answer(database, text, o))
    else await prompt(database, o)
  } finally {
    database.close()
  }
  return Exit.Fine
}

/** What the engine says of a question is the caller's to mend. */
async function known<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (e) {
    if (e instanceof SqlError || e instanceof NoEngineError) throw new UsageError(e.message, { cause: e })
    throw e
  }
}

async function answer(database: Engine, text: string, o: SqlOptions): Promise<void> {
  for await (const { names, rows } of database.ask(text)) print({ names, rows }, o)
}

function print({ names, rows }: Answer, o: SqlOptions): void {
  let text: string
  if (o.json)
    text = rows.map((row) => `${JSON.stringify(Object.fromEntries(names.map((n, i) => [n, row[i]])))}\n`).join('')
  else if (o.csv) text = [csvLine(names), ...rows.map((row) => csvLine(row.map(cellText)))].join('')
  else text = table(names, rows, o)
  writeStdout(Buffer.from(text))
}

function table(names: readonly string[], rows: Answer['rows'], { lang }: SqlOptions): string {
  const view: TableView = {
    language: lang,
    palette: PLAIN,
    unicode: !stdoutIsTerminal || terminalIsUnicode(),
    columns: terminalColumns(),
  }
  const columns = names.map((title, i) => ({
    title,
    ...(rows.some((row) => typeof row[i] === 'string' && Number.isNaN(Number(row[i])))
      ? {}
      : ({ align: 'right' } as const)),
    cell: (row: readonly AnswerValue[]) => escapeText(cellText(row[i]!)),
  }))
  const count = EXPORT[lang].rows(rows.length)
  if (rows.length === 0) return `${count}\n`
  const text = fittedTable(rows, [columns], view)
  const isTooWide = view.columns > 0 && width(text.slice(0, text.indexOf('\n'))) > view.columns
  return `${isTooWide ? rows.map((row, i) => upright(names, row, i + 1)).join('') : text}${count}\n`
}

/** A row that is too wide for the terminal: a line a column. */
function upright(names: readonly string[], row: readonly AnswerValue[], number: number): string {
  const room = Math.max(...names.map(width))
  const lines = names.map((name, i) => `  ${name}${' '.repeat(room - width(name))}  ${escapeText(cellText(row[i]!))}`)
  return [`${number}`, ...lines, ''].join('\n')
}

function cellText(value: AnswerValue): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Asks until standard input ends; what is wrong with one question does not end it. */
async function prompt(database: Engine, o: SqlOptions): Promise<void> {
  const names = await database.names()
  const complete = (line: string): [string[], string] => {
    const word = /\w*$/.exec(line)![0]
    return [word === '' ? [] : names.filter((name) => name.startsWith(word)), word]
  }
  const isTerminal = process.stdin.isTTY === true
  const lines = createInterface({
    input: process.stdin,
    ...(isTerminal ? { output: process.stderr } : {}),
    completer: complete,
    prompt: 'sql> ',
  })
  let asked = ''
  if (isTerminal) lines.prompt()
  for await (const line of lines) {
    asked += `${line}\n`
    // A question ends with a semicolon, or with the line if nothing stands there.
    if (asked.trim() !== '' && !asked.trimEnd().endsWith(';')) {
      if (isTerminal) writeStderr('   > ')
      continue
    }
    try {
      await answer(database, asked, o)
    } catch (e) {
      if (!(e instanceof SqlError)) throw e
      writeStderr(`${escapeText(e.message)}\n`)
    }
    asked = ''
    if (isTerminal) lines.prompt()
  }
  if (asked.trim() !== '') await known(answer(database, asked, o))
}
