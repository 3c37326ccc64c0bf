/** Exported captures, wherever the user says that they are. */
import type { Engine } from '../export/answers.js'
import { ClickHouse } from '../export/clickhouse/database.js'
import { Database } from '../export/duckdb.js'
import { clickhouseAddress, isClickhouse } from './clickhouse.js'

/** Opens a directory, or a database of a server. Throws an `OpenError`, or a `NoEngineError` without DuckDB. */
export function openTables(where: string): Promise<Engine> {
  return isClickhouse(where) ? ClickHouse.open(clickhouseAddress(where)) : Database.open(where)
}
