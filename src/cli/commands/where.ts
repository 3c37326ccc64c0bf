/** `vxsniff where`: behind which end of a tunnel an address is. */
import { Learning } from '../../analysis/learning/learning.js'
import { type Wanted, whereabouts } from '../../analysis/learning/whereabouts.js'
import type { Networks } from '../../analysis/tunnels/networks.js'
import { prefix } from '../../filter/literals.js'
import { insideText } from '../../present/inside-text.js'
import { WhereText, whereJson } from '../../present/where.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit, UsageError } from '../errors.js'
import { openInput } from '../input.js'
import { writeStdout } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { budgetFrom, tablesFrom } from '../shared-options.js'
import { learnView } from './learn-view.js'
import type { WhereOptions } from './where-options.js'

/** The most packets whose words are kept as evidence of a place. */
const PACKETS = 1 << 14

/** Prints where it is; the exit code. Throws a `CaptureError` after all that a damaged capture shows was printed. */
export async function where(address: string, words: readonly string[], o: WhereOptions): Promise<number> {
  const octets = octetsOf(address)
  expectGarbageAtTheEnd()
  const input = await openInput(words, o)
  try {
    const view = learnView(o, false)
    const learning = new Learning(undefined, undefined, budgetFrom(o))
    const packets = new Map<number, string>()
    const packet = (p: Packet, stack: TunnelStack): void => {
      learning.observe(p, stack)
      if (learning.fdb.stations.placed !== p.number || packets.size === PACKETS) return
      packets.set(p.number, insideText(p, stack, view.unicode))
    }
    const loop = new PacketLoop(input, { ...o, tables: tablesFrom(o) }, { copies: learning.copies, packet })
    try {
      await loop.run()
    } finally {
      loop.finish()
      learning.finish()
      const { networks } = learning
      const wanted = wantedIn(octets, networks)
      const found = whereabouts(wanted, learning, learning.facts())
      const of = (frame: number): string | undefined => packets.get(frame)
      const text = o.json
        ? whereJson(wanted, found, networks, of)
        : new WhereText(networks, of, view).text(wanted, found)
      writeStdout(Buffer.from(text))
    }
  } finally {
    input.capture.close()
  }
  return Exit.Fine
}

const MAC = 6
const IPV4 = 4
const IPV6 = 16

function octetsOf(text: string): Uint8Array {
  const { octets, bits } = prefix(text) ?? {}
  const isWhole = octets !== undefined && bits === 8 * octets.length && [MAC, IPV4, IPV6].includes(octets.length)
  if (!isWhole) throw new UsageError(`"${text}" is no address; give a MAC address (02:00:00:00:00:01) or an IP address`)
  return octets
}

/** An address as this capture's tables number it. */
function wantedIn(octets: Uint8Array, { addresses }: Networks): Wanted {
  const v = new DataView(octets.buffer, octets.byteOffset, octets.length)
  if (octets.length === MAC) return { mac: v.getUint16(0) * 2 ** 32 + v.getUint32(2) }
  if (octets.length === IPV4) return { address: v.getUint32(0) }
  return { address: addresses.numberOf([0, 4, 8, 12].map((o) => v.getInt32(o))) }
}
