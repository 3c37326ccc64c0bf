/** `vxsniff agent`: tables, numbers and flows of a live capture, all from one pass. */
import { setImmediate } from 'node:timers/promises'
import { Metrics } from '../../export/metrics/metrics.js'
import { rewriteOf } from '../anonymous-packets.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit } from '../errors.js'
import { openInput } from '../input.js'
import { FlowSender } from '../ipfix.js'
import { LiveParts } from '../live-parts.js'
import { aboutCapture, announceMetrics } from '../metrics.js'
import { PacketLoop } from '../packet-loop.js'
import { tablesFrom } from '../shared-options.js'
import type { AgentOptions } from './agent-options.js'
import { aboutOf } from './export-options.js'

/** What flows for a collector take of the memory, where tables or numbers are wanted too. */
const FOR_FLOWS = 1 / 3

/** Runs until it is stopped; the exit code. */
export async function agent(words: readonly string[], { metrics: at, ...o }: AgentOptions): Promise<number> {
  expectGarbageAtTheEnd()
  // Its numbers come from the tables that are exported, so the input has none of its own.
  const input = await openInput(words, o)
  try {
    const live = input.live!
    const { ipfix } = o
    const wantsTables = o.to !== undefined || at !== undefined
    const flows = ipfix && (await FlowSender.open(input, { ...o, ipfix }, wantsTables ? FOR_FLOWS : 1))
    const parts = wantsTables ? new LiveParts(live, o, aboutOf(o), flows === undefined ? 1 : 1 - FOR_FLOWS) : undefined
    if (at !== undefined && parts !== undefined) {
      const metrics = new Metrics({ ...aboutCapture(live), facts: () => parts.facts() })
      parts.onEnd = (results) => metrics.restart(results)
      await announceMetrics(at, metrics)
    }
    const tables = tablesFrom(o)
    const loop = new PacketLoop(
      input,
      { ...o, tables },
      {
        rewrite: rewriteOf(o, tables),
        packet(p, stack) {
          parts?.observe(p, stack)
          flows?.observe(p, stack)
        },
        batch: () => parts?.pause(),
        pause: async () => {
          await flows?.pause()
          await setImmediate()
        },
      },
    )
    parts?.begin(loop.fragments)
    try {
      await loop.run()
    } finally {
      loop.finish()
      parts?.finish()
      await flows?.end()
    }
    return (parts?.failures ?? 0) > 0 ? Exit.Usage : Exit.Fine
  } finally {
    input.capture.close()
  }
}
