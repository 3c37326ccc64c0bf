/** Runs the comparison over a corpus: `files/`, `truth/`, `truth-defrag/` and `tshark-status.tsv` in one directory. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CaptureError } from '../../src/capture/capture.js'
import { openCapture } from '../../src/capture/file.js'
import { FieldColumns } from '../../src/present/fields.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import type { Tables } from '../../src/wire/tables.js'
import { compareRows, newTally, ourRows, parseTruth, type Tally } from './compare.js'

/** The truth with reassembly off covers every capture; the one with reassembly on those with fragments. */
const TRUTHS = [
  { folder: 'truth', reassemble: false },
  { folder: 'truth-defrag', reassemble: true },
] as const

export interface Result {
  readonly folder: string
  readonly reassemble: boolean
  readonly tally: Tally
}

export async function runCorpus(corpus: string, only = ''): Promise<Result[]> {
  const incomplete = filesTsharkGaveUp(join(corpus, 'tshark-status.tsv'))
  const results: Result[] = []
  for (const { folder, reassemble } of TRUTHS) {
    const tally = newTally()
    const directory = join(corpus, folder)
    if (!existsSync(directory)) continue
    for (const name of readdirSync(directory).sort()) {
      const file = name.replace(/\.tsv$/, '')
      if (!name.endsWith('.tsv') || !file.includes(only)) continue
      const text = readFileSync(join(directory, name), 'utf8')
      // Not even a header line: tshark does not read this link type or file at all.
      if (text === '') continue
      const truth = parseTruth(text, incomplete.has(file))
      compareRows(file, truth, await rowsOf(join(corpus, 'files', file), truth.fields, reassemble), tally)
    }
    results.push({ folder, reassemble, tally })
  }
  return results
}

async function rowsOf(path: string, fields: readonly string[], reassemble: boolean): Promise<string[][]> {
  const tables: Tables = { ...defaultTables(), reassemble }
  try {
    return await ourRows(await openCapture(path), new FieldColumns(fields), tables)
  } catch (e) {
    if (e instanceof CaptureError) return []
    throw e
  }
}

/** Names of the captures for which tshark ended with an error, from lines of name, exit code and message. */
function filesTsharkGaveUp(path: string): Set<string> {
  const names = new Set<string>()
  if (!existsSync(path)) return names
  for (const line of readFileSync(path, 'utf8').split('\n').slice(1)) {
    const [name, exit] = line.split('\t')
    if (name !== undefined && exit !== undefined && exit !== '0') names.add(name)
  }
  return names
}
