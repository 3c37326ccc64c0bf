/** What `check --json`, `learn --json` and `flows --json` tell of a capture, as lines whose order does not depend on addresses. */

import { mayHoldCopies } from '../../src/analysis/capture-points/copies.js'
import { Check } from '../../src/analysis/check/check.js'
import { Flows } from '../../src/analysis/flows/flows.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { openCapture } from '../../src/capture/file.js'
import { findingsJson } from '../../src/present/check/json.js'
import { resultsOf } from '../../src/present/check/results.js'
import { flowJson } from '../../src/present/flow-table.js'
import { learnJson } from '../../src/present/learn/json.js'
import type { Anonymiser } from '../../src/transform/anonymise/anonymiser.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'

export interface Told {
  readonly check: string
  readonly learn: string
  readonly flows: string
}

/** Of the file, or of what the anonymiser makes of its packets. */
export async function toldOf(path: string, anonymiser?: Anonymiser): Promise<Told> {
  const capture = await openCapture(path)
  const record = new Packet()
  const p = new Packet()
  const stack = new TunnelStack()
  const reassembler = new Reassembler()
  const check = new Check()
  if (mayHoldCopies(capture)) check.learning.copies.start()
  const flows = new Flows(check.learning.networks)
  try {
    while (await capture.fill()) {
      while (capture.next(record)) {
        anonymiser?.rewrite(record)
        p.borrow(anonymiser?.packet ?? record)
        decode(p)
        if (p.fragment !== -1) reassembler.offer(p)
        stack.fill(p)
        check.observe(p, stack)
        flows.observe(p, stack)
      }
    }
  } finally {
    capture.close()
  }
  check.finish()
  const end = { frame: p.number, seconds: p.tsSec, nanoseconds: p.tsNsec }
  const { interfaces } = capture
  const results = resultsOf(check.facts({ live: false, interfaces, end }, reassembler.counts), {
    only: [],
    ignore: [],
    limit: 0,
  })
  const rows = Array.from({ length: flows.count }, (_, row) => flowJson(flows.row(row), check.learning.networks, -1))
  return {
    check: findingsJson(results.found, results, 'en'),
    learn: itemsOf([...learnJson(check.learning.facts(), [])].join('')),
    flows: rows.join(''),
  }
}

/** Each item of each list of an object on a line of its own. */
function itemsOf(json: string): string {
  return Object.entries(JSON.parse(json) as Record<string, unknown>)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((item) => JSON.stringify({ [name]: item })),
    )
    .join('\n')
}
