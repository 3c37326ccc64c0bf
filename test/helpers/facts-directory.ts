/** What lies in a directory that `export` has written. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { programFor } from '../../src/cli/program.js'
import type { AnswerValue } from '../../src/export/answers.js'
import { Database } from '../../src/export/duckdb.js'

type Rows = (readonly AnswerValue[])[]

/** The rows that questions have for answers, without the program around them. */
export function asked(root: string, sql: string): Promise<Rows> {
  return asking(root, (ask) => ask(sql))
}

/** The same for several questions to a directory that is opened once. */
export async function asking<T>(root: string, use: (ask: (sql: string) => Promise<Rows>) => Promise<T>): Promise<T> {
  const database = await Database.open(root)
  try {
    return await use(async (sql) => {
      const rows: Rows = []
      for await (const answer of database.ask(sql)) rows.push(...answer.rows.map((row) => [...row]))
      return rows
    })
  } finally {
    database.close()
  }
}

/** The paths of all files below, sorted. */
export function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Exports captures to a directory in this process. */
export async function exported(root: string, paths: readonly string[], ...options: readonly string[]): Promise<void> {
  const program = programFor('export')
  await program.parseAsync(['export', ...paths, '--to', root, ...options], { from: 'user' })
}
