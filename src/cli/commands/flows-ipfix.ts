/** `vxsniff flows --ipfix`: flows go to a collector instead of a table. */
import { setImmediate } from 'node:timers/promises'
import type { Collector } from '../../export/ipfix/transport.js'
import { rewriteOf } from '../anonymous-packets.js'
import { Exit } from '../errors.js'
import { openInput } from '../input.js'
import { FlowSender } from '../ipfix.js'
import { PacketLoop } from '../packet-loop.js'
import { tablesFrom } from '../shared-options.js'
import type { FlowsOptions } from './flows-options.js'

/** Sends all flows; the exit code. Throws a `CaptureError` after what could be read was sent. */
export async function sendFlows(
  words: readonly string[],
  o: FlowsOptions & { readonly ipfix: Collector },
): Promise<number> {
  const input = await openInput(words, o)
  try {
    const sender = await FlowSender.open(input, o)
    const tables = tablesFrom(o)
    const loop = new PacketLoop(
      input,
      { ...o, tables },
      {
        rewrite: rewriteOf(o, tables),
        packet: (p, stack) => sender.observe(p, stack),
        pause: async () => {
          await sender.pause()
          await setImmediate()
        },
      },
    )
    try {
      await loop.run()
    } finally {
      loop.finish()
      await sender.end()
    }
  } finally {
    input.capture.close()
  }
  return Exit.Fine
}
