/** The packets of a page as rows of text, with the cells that `read` has. */
import { EchoTimes } from '../analysis/flows/echo-round-trips.js'
import { UNICODE } from '../present/glyphs.js'
import { writeMarks } from '../present/marks.js'
import { shortTitle } from '../present/names.js'
import { insideOf, writeDelta, writeInsideCell, writeTunnelAt, writeUnderlayCell } from '../present/packet-cells.js'
import type { Detail } from '../present/sentence.js'
import { Clock, since } from '../present/time.js'
import { Writer } from '../present/writer.js'
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import { protocolOf } from '../wire/protocols/index.js'
import { ownDepth, TunnelStack, TunnelType } from '../wire/tunnel.js'
import type { Packets } from './restore.js'

export interface Row {
  readonly frame: number
  /** The clock; empty where the packet has no time. */
  readonly time: string
  /** `+0.000147`, since the frame before; empty if that frame is not in the page. */
  readonly delta: string
  /** The names of the tunnels around it, outermost first. */
  readonly tunnels: readonly string[]
  readonly underlay: string
  readonly inside: string
  readonly marks: string
  /** The VXLAN, Geneve and NVGRE numbers of the tunnels. */
  readonly vnis: readonly number[]
  /** What is carried inside of all: Wireshark's name, and the short one. */
  readonly protocol: string
  readonly kind: string
}

/** The whole addresses, and all that `read` tells without `-q` and `-e`. */
const DETAIL: Detail = { glyphs: UNICODE, narrow: false, quiet: false, linkLevel: false }
const NVGRE_FLOW_BITS = 8
const W = new Writer(1024)

/** In the order of frames; `utcOffset` is in seconds. */
export function rowsOf(packets: Packets, utcOffset: number): readonly Row[] {
  const clock = new Clock(() => utcOffset)
  const stack = new TunnelStack()
  const echoes = new EchoTimes()
  const p = packets.packet()
  const rows: Row[] = []
  let before = { frame: 0, seconds: 0, nanoseconds: 0 }
  for (const { frame } of packets.all) {
    if (!packets.decode(frame, p)) continue
    stack.fill(p)
    const roundTrip = echoes.observe(p)
    const depth = ownDepth(p)
    const carried = carriedKind(p, depth)
    rows.push({
      frame,
      time: p.hasTime ? text((w) => clock.time(p, w)) : '',
      delta:
        p.hasTime && before.frame === frame - 1 && before.frame > 0
          ? text((w) => writeDelta(since(p, before.seconds, before.nanoseconds), 0, w))
          : '',
      tunnels: Array.from({ length: stack.depth }, (_, n) => text((w) => writeTunnelAt(p, stack, n, DETAIL, w))),
      underlay: text((w) => writeUnderlayCell(p, stack, depth, DETAIL, w)),
      inside: text((w) => writeInsideCell(p, insideOf(stack), depth, roundTrip, DETAIL, w)),
      marks: text((w) => writeMarks(p, w)),
      vnis: vnisOf(stack),
      protocol: protocolOf(carried).name,
      kind: shortTitle(carried),
    })
    before = { frame: p.hasTime ? frame : 0, seconds: p.tsSec, nanoseconds: p.tsNsec }
  }
  return rows
}

function text(write: (w: Writer) => void): string {
  W.clear()
  write(W)
  return W.toString()
}

/** The innermost header's. */
function carriedKind(p: Packet, depth: number): Kind {
  let last = depth - 1
  while (last > 0 && p.layers[last]!.kind === Kind.Payload) last--
  return last < 0 ? Kind.Payload : p.layers[last]!.kind
}

function vnisOf(stack: TunnelStack): number[] {
  const vnis: number[] = []
  for (let n = 0; n < stack.depth; n++) {
    const type = stack.types[n] as TunnelType
    const id = stack.ids[n]!
    if (type === TunnelType.Vxlan || type === TunnelType.VxlanGpe || type === TunnelType.Geneve) vnis.push(id)
    // RFC 7637 §3.2: what NVGRE has for a VNI is the key without the FlowID.
    else if (type === TunnelType.GretapOrNvgre) vnis.push(id >>> NVGRE_FLOW_BITS)
  }
  return vnis
}
