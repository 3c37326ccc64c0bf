/** Rows of a table out of a file that `ParquetTable` has written, as they went in. */
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet'
import type { Row } from '../schema.js'
import { COMPRESSORS } from './parquet.js'

/** How many rows a file has. */
export async function rowsIn(path: string): Promise<number> {
  return Number((await parquetMetadataAsync(await asyncBufferFromFile(path))).num_rows)
}

/** Rows from `from` on and before `to`, which are in memory together. */
export async function readRows(path: string, from: number, to: number): Promise<readonly Row[]> {
  let read: readonly Row[] = []
  await parquetRead({
    file: await asyncBufferFromFile(path),
    compressors: COMPRESSORS,
    // As nanoseconds since 1970: a Date has milliseconds.
    parsers: { timestampFromNanoseconds: (nanoseconds) => nanoseconds },
    rowStart: from,
    rowEnd: to,
    onComplete: (rows) => {
      read = rows
    },
  })
  return read
}
