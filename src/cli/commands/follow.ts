/** `vxsniff follow`: what one conversation has said. */
import { Flows } from '../../analysis/flows/flows.js'
import { Conversation } from '../../analysis/streams/conversation.js'
import { NO_ROW } from '../../analysis/tables/row-index.js'
import { timestampOf } from '../../analysis/timestamps.js'
import { Networks } from '../../analysis/tunnels/networks.js'
import { openCapture } from '../../capture/file.js'
import { refuseSource } from '../../capture/target.js'
import { writeOver } from '../../present/decap.js'
import { fittedTable, type TableView } from '../../present/fitted-table.js'
import { endA, endB, protocolText } from '../../present/flow-table.js'
import { Ladder } from '../../present/follow/ladder.js'
import { type OctetsForm, OctetsHex, OctetsJson, OctetsText, type Print, Raw } from '../../present/follow/octets.js'
import { shortNetworkPath } from '../../present/network-name.js'
import { Writer } from '../../present/writer.js'
import { isIp } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as tcp from '../../wire/protocols/tcp.js'
import { ownDepth, type TunnelStack } from '../../wire/tunnel.js'
import { FOLLOW } from '../../words/screens/follow.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit, UsageError } from '../errors.js'
import { writeStderr, writeStdout } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { budgetFrom, tablesFrom } from '../shared-options.js'
import type { FollowOptions } from './follow-options.js'
import { learnView } from './learn-view.js'

/** Prints the conversation; the exit code. Throws a `CaptureError` after all that a damaged capture has of it. */
export async function follow(file: string, flow: string | undefined, o: FollowOptions): Promise<number> {
  if (flow !== undefined && o.displayFilter !== undefined)
    throw new UsageError(`either the number ${flow} or -Y says which flow; leave one out`)
  if (o.tail !== undefined) throw new UsageError('--tail is not for follow, which takes one flow from its beginning')
  refuseSource('-', [file])
  expectGarbageAtTheEnd()
  const row = flow === undefined ? await chosen(file, o) : numberOf(flow)
  if (row === undefined) return Exit.Fine
  const told = new Told(row, o)
  try {
    await pass(file, o, (...seen) => told.packet(...seen))
  } finally {
    told.end()
  }
  if (told.isThere) return Exit.Fine
  const what = told.isOfFragments
    ? `flow ${row} is fragments of datagrams that are not whole`
    : `there is no flow ${row}`
  throw new UsageError(`${what}; vxsniff follow ${file} lists those that can be followed`)
}

function numberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`"${text}" is no number of a flow; vxsniff flows --json has them`)
  return Number(text)
}

type See = (p: Packet, stack: TunnelStack, flows: Flows, networks: Networks) => void

/** Takes each packet of the file to its flow, and hands it on. */
async function pass(file: string, o: FollowOptions, see: See): Promise<void> {
  const { displayFilter: _, ...all } = o
  const capture = await openCapture(file)
  const networks = new Networks(budgetFrom(o))
  const flows = new Flows(networks)
  const packet = (p: Packet, stack: TunnelStack): void => {
    networks.observe(p, stack)
    flows.observe(p, stack)
    see(p, stack, flows, networks)
  }
  const input = { capture, live: undefined, files: [file] }
  const loop = new PacketLoop(
    input,
    { ...all, tables: tablesFrom(o) },
    { copies: networks.copies, hints: true, packet },
  )
  try {
    await loop.run()
  } finally {
    loop.finish()
    capture.close()
  }
}

/** The flow that has packets which pass `-Y`. Where there are several, or nobody has chosen, all are listed. */
async function chosen(file: string, o: FollowOptions): Promise<number | undefined> {
  if (file === '-') throw new UsageError('standard input can be read once only: give the number of a flow')
  const accepts = o.displayFilter === undefined ? undefined : await acceptance(file, o.displayFilter, o)
  const rows = new Set<number>()
  let table: { readonly flows: Flows; readonly networks: Networks } | undefined
  await pass(file, o, (p, _, flows, networks) => {
    table = { flows, networks }
    if (accepts?.(p) !== false && flows.lastRow !== NO_ROW) rows.add(flows.lastRow)
  })
  const words = FOLLOW[o.lang]
  if (accepts !== undefined && rows.size === 0) throw new UsageError(words.none)
  if (accepts !== undefined && rows.size === 1) return [...rows][0]
  if (table !== undefined) list(rows, table.flows, table.networks, o)
  const line = `${words.choose(rows.size)}: vxsniff follow ${file} 0\n`
  if (accepts === undefined) writeStderr(line)
  else throw new UsageError(line.trimEnd())
  return undefined
}

async function acceptance(file: string, expression: string, o: FollowOptions): Promise<(p: Packet) => boolean> {
  const { filterFor } = await import('../filter.js')
  const reopen = () => openCapture(file)
  const from = { capture: await reopen(), reopen, tables: tablesFrom(o), budget: budgetFrom(o) }
  try {
    return (await filterFor(expression, from)).accepts
  } finally {
    from.capture.close()
  }
}

function list(rows: ReadonlySet<number>, flows: Flows, networks: Networks, o: FollowOptions): void {
  const view: TableView = learnView(o, false)
  const { columns } = FOLLOW[o.lang]
  const all = [...flows.rows()].filter(({ row }) => rows.has(row))
  const text = fittedTable(
    all,
    [
      [
        { title: columns.flow, align: 'right', cell: ({ row }) => String(row) },
        { title: columns.network, cell: ({ network }) => shortNetworkPath(networks, network, view.unicode) },
        { title: '', cell: protocolText },
        { title: 'a', cell: (row) => endA(row, networks.addresses) },
        { title: 'b', cell: (row) => endB(row, networks.addresses) },
        { title: columns.packets, align: 'right', cell: ({ forth, back }) => String(forth.packets + back.packets) },
        { title: columns.octets, align: 'right', cell: ({ forth, back }) => String(forth.octets + back.octets) },
      ],
    ],
    view,
  )
  writeStdout(Buffer.from(text))
}

/** What is printed of the flow, as it comes. */
class Told {
  readonly #row: number
  readonly #options: FollowOptions
  readonly #form: OctetsForm
  readonly #conversation: Conversation
  #ladder: Ladder | undefined
  #head: string | undefined
  readonly #over: Writer = new Writer(256)
  /** Whether a packet counts for the flow by now, be it one that can be told or not. */
  #isKnown = false

  constructor(row: number, o: FollowOptions) {
    this.#row = row
    this.#options = o
    this.#form = formOf(o)
    this.#conversation = new Conversation(this.#form, o.overlap)
  }

  /** Whether there was such a flow. */
  get isThere(): boolean {
    return this.#head !== undefined
  }

  /** Whether all there is of the flow waits for the rest of its datagrams. */
  get isOfFragments(): boolean {
    return this.#isKnown && !this.isThere
  }

  packet(p: Packet, stack: TunnelStack, flows: Flows, networks: Networks): void {
    this.#isKnown ||= flows.count > this.#row
    if (flows.lastRow !== this.#row) return
    this.#begin(flows, networks)
    const way = flows.lastDirection
    if (this.#ladder === undefined) this.#conversation.packet(p, way)
    else this.#ladder.rung({ way, at: timestampOf(p), ...saidBy(p), over: this.#overText(p, stack) })
  }

  end(): void {
    this.#ladder?.end()
    if (this.#ladder !== undefined || !this.isThere) return
    this.#conversation.end()
    this.#form.end()
    const words = FOLLOW[this.#options.lang]
    const { octets, missing } = this.#form
    const { repeated, differing, inFront } = this.#conversation
    const lines = [words.total(octets[0], octets[1])]
    if (repeated > 0) lines.push(words.repeated(repeated))
    if (differing > 0) lines.push(words.differing(differing, this.#options.overlap === 'last'))
    if (inFront > 0) lines.push(words.inFront(inFront))
    if (missing > 0) lines.push(words.missing(missing))
    writeStderr(lines.map((line) => `${line}\n`).join(''))
  }

  #begin(flows: Flows, networks: Networks): void {
    if (this.#head !== undefined) return
    const row = flows.row(this.#row)
    const view = learnView(this.#options, false)
    const path = shortNetworkPath(networks, row.network, view.unicode)
    const [a, b] = [endA(row, networks.addresses), endB(row, networks.addresses)]
    this.#head = [path, protocolText(row), `a ${a}`, `b ${b}`].filter((text) => text !== '').join('  ')
    const { json, raw, ladder, lang } = this.#options
    if (json || raw !== undefined) return
    const print = (line: string): void => writeStdout(Buffer.from(`${line}\n`))
    print(this.#head)
    if (ladder) this.#ladder = new Ladder(a, b, { ...view, words: FOLLOW[lang] }, print)
  }

  #overText(p: Packet, stack: TunnelStack): string {
    this.#over.clear()
    writeOver(p, stack, stack.depth, this.#over)
    return this.#over.toString()
  }
}

const FLAGS: ReadonlyArray<readonly [mask: number, name: string]> = [
  [tcp.FLAG_SYN, 'SYN'],
  [tcp.FLAG_FIN, 'FIN'],
  [tcp.FLAG_RST, 'RST'],
]

/** What a packet says on a ladder: flags that begin or end a connection, and how many octets of data. */
function saidBy(p: Packet): { readonly flags: string; readonly octets: number } {
  for (let i = ownDepth(p) - 1; i >= 0; i--) {
    const { kind, start, payload, claimed } = p.layers[i]!
    if (isIp(kind)) break
    if (kind === Kind.Udp || kind === Kind.Icmp || kind === Kind.Icmpv6) return { flags: '', octets: claimed - payload }
    if (kind !== Kind.Tcp) continue
    const flags = tcp.flags(p.view, start)
    const names = FLAGS.flatMap(([mask, name]) => ((flags & mask) === 0 ? [] : [name]))
    if (names.length > 0 && (flags & tcp.FLAG_ACK) !== 0) names.push('ACK')
    return { flags: names.join(', '), octets: claimed - payload }
  }
  return { flags: '', octets: 0 }
}

function formOf(o: FollowOptions): OctetsForm {
  const print: Print = (octets) => writeStdout(octets)
  if (o.raw !== undefined) return new Raw(print, o.raw === 'a' ? 0 : 1)
  if (o.json) return new OctetsJson(print)
  const view = { ...learnView(o, false), words: FOLLOW[o.lang] }
  return o.hex ? new OctetsHex(print, view) : new OctetsText(print, view)
}
