/** `vxsniff check --from`: what is wrong as far as the tables of many captures tell. */
import { type Engine, NoEngineError, SqlError } from '../../export/answers.js'
import { type MergedFacts, mergedFacts } from '../../export/merged-facts.js'
import { PACKET_KINDS, TABLE_FINDERS } from '../../export/table-findings.js'
import { prefix } from '../../filter/literals.js'
import { findingsJson, summaryJson } from '../../present/check/json.js'
import { tablesReport } from '../../present/check/report.js'
import { resultsOf } from '../../present/check/results.js'
import { CHECK_TABLES } from '../../words/screens/check-tables.js'
import { Exit, UsageError } from '../errors.js'
import { writeStderr } from '../output.js'
import { openTables } from '../tables.js'
import { localTime } from '../utc-offset.js'
import type { CheckOptions } from './check-options.js'
import { fails, print, viewOf } from './check-output.js'

/** Prints what it finds; the exit code, which says as well that a capture broke off. */
export async function checkTables(where: string, o: CheckOptions): Promise<number> {
  const { facts, extent } = await factsIn(where)
  const { captures, damaged } = extent
  const results = resultsOf(facts, o, TABLE_FINDERS)
  if (o.json) {
    const summary = summaryJson(results, damaged > 0, [], { captures, needPackets: PACKET_KINDS })
    print(findingsJson(results.found, results, o.lang, localTime()) + summary)
  } else print(tablesReport(results, captures, PACKET_KINDS, viewOf(o)))
  if (damaged > 0) {
    writeStderr(`vxsniff: ${CHECK_TABLES[o.lang].damaged(damaged)}\n`)
    return Exit.Damaged
  }
  return fails(results, o) ? Exit.Findings : Exit.Fine
}

async function factsIn(where: string): Promise<MergedFacts> {
  let engine: Engine | undefined
  try {
    engine = await openTables(where)
    const ask = engine.ask.bind(engine)
    return await mergedFacts(
      async (sql) => {
        for await (const { rows } of ask(sql)) return rows
        return []
      },
      engine.dialect,
      (text) => prefix(text)?.octets,
    )
  } catch (e) {
    // What comes behind the first line are questions that nobody has asked here.
    const isOfEngine = e instanceof SqlError || e instanceof NoEngineError
    if (isOfEngine) throw new UsageError(e.message.split('\n', 1)[0], { cause: e })
    throw e
  } finally {
    engine?.close()
  }
}
