/** `vxsniff export -i`: a live capture to tables, a part after the other. */
import { setImmediate } from 'node:timers/promises'
import { rewriteOf } from '../anonymous-packets.js'
import { Exit } from '../errors.js'
import { openInput } from '../input.js'
import { LiveParts } from '../live-parts.js'
import { PacketLoop } from '../packet-loop.js'
import { tablesFrom } from '../shared-options.js'
import { aboutOf, type ExportOptions } from './export-options.js'

/** Exports until it is stopped; the exit code. */
export async function exportLive(words: readonly string[], o: ExportOptions): Promise<number> {
  const input = await openInput(words, o)
  try {
    const parts = new LiveParts(input.live!, o, aboutOf(o))
    const tables = tablesFrom(o)
    const loop = new PacketLoop(
      input,
      { ...o, tables },
      {
        rewrite: rewriteOf(o, tables),
        packet: (p, stack) => parts.observe(p, stack),
        batch: () => parts.pause(),
        pause: () => setImmediate(),
      },
    )
    parts.begin(loop.fragments)
    try {
      await loop.run()
    } finally {
      loop.finish()
      parts.finish()
    }
    return parts.failures > 0 ? Exit.Usage : Exit.Fine
  } finally {
    input.capture.close()
  }
}
