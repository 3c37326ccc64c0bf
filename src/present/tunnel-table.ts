/** `vxsniff tunnels`: a row a tunnel between two ends, as a table, as JSON or as comma-separated values. */

import type { Timestamp } from '../analysis/timestamps.js'
import type { TunnelOrder } from '../analysis/totals/order.js'
import type { Rates } from '../analysis/totals/rates.js'
import { elapsed } from '../analysis/totals/traffic.js'
import type { GreSequences, SequenceFacts } from '../analysis/tunnels/gre-sequence.js'
import type { Networks } from '../analysis/tunnels/networks.js'
import type { Spread, TunnelRecord, TunnelWay } from '../analysis/tunnels/tunnel-traffic.js'
import * as gre from '../wire/protocols/gre.js'
import { isMirrorType, TunnelType } from '../wire/tunnel.js'
import { octetsText } from '../words/amounts.js'
import type { Language } from '../words/language.js'
import { FLOWS, type FlowWords } from '../words/screens/flows.js'
import { addressText } from './address-text.js'
import { vniAlias } from './aliases.js'
import { type Cell, csvLine } from './csv.js'
import { type Column, fittedTable, lines, painted, shortened, type TableView } from './fitted-table.js'
import { withSorted } from './fitting.js'
import { rateColumns } from './flow-table.js'
import { durationText, sinceText } from './learn/text.js'
import { hasVni, idJson, networkPath, shortNetworkPath, tunnelIdText, tunnelKind } from './network-name.js'
import { type Palette, PLAIN } from './palette.js'
import { type TableCells, tableCells } from './table-cells.js'
import { epochText, spanJson } from './timestamp-text.js'

/** A tunnel with what is known of its sequence numbers, of those that have any. */
export interface Tunnel extends TunnelRecord {
  readonly sequenceForth: SequenceFacts | undefined
  readonly sequenceBack: SequenceFacts | undefined
}

export function withSequences(record: TunnelRecord, networks: Networks, sequences: GreSequences): Tunnel {
  const { type, network, a, b, forth, back } = record
  const { parent } = networks.network(network)
  return {
    ...record,
    sequenceForth: sequences.facts(type, forth.id, parent, a, b),
    sequenceBack: sequences.facts(type, back.id, parent, b, a),
  }
}

/** Columns of the terminal that the notes and an end get when there is hardly any room. */
const NARROW_NOTES = 28
const NARROW_END = 30

/** A table with a newline at its end; nothing where there are no rows. Times count from `start`. */
export function tunnelTable(
  rows: readonly Tunnel[],
  networks: Networks,
  start: Timestamp,
  view: TableView,
  o: TunnelTableOptions = {},
): string {
  return fittedTable(rows, layouts(networks, start, view, o), view)
}

/** What a table is to show besides the tunnels themselves. */
export interface TunnelTableOptions {
  /** By which rows are sorted: that column is always there. */
  readonly order?: TunnelOrder
  /** How fast tunnels grow, while they do, by the numbers that `numberOf` gives them. */
  readonly growth?: { readonly rates: Rates; readonly numberOf: (row: Tunnel) => number } | undefined
}

/** The cells of the widest layout, for pages that draw the table themselves. */
export function tunnelCells(
  rows: readonly Tunnel[],
  networks: Networks,
  start: Timestamp,
  language: Language,
): TableCells {
  const [widest] = layouts(networks, start, { language, palette: PLAIN, unicode: true, columns: 0 }, {})
  return tableCells(rows, widest!)
}

/** From the widest to the narrowest. */
function layouts(
  networks: Networks,
  start: Timestamp,
  view: TableView,
  { order = 'packets', growth }: TunnelTableOptions,
): readonly (readonly Column<Tunnel>[])[] {
  const words = FLOWS[view.language]
  const { unicode, palette } = view
  const tunnel = (text: string): string => painted(text, palette.tunnel, palette)
  const arrows: Arrows = unicode ? ['→', '←'] : ['->', '<-']
  const [forth, back] = arrows
  const address = (number: number): string => addressText(networks.addresses, number)
  const left = (title: string, cell: (row: Tunnel) => string): Column<Tunnel> => ({ title, cell })
  const right = (title: string, cell: (row: Tunnel) => string | number): Column<Tunnel> => ({
    title,
    align: 'right',
    cell: (row) => String(cell(row)),
  })
  const kind = left(words.kind, ({ type }) => tunnel(tunnelKind(type)))
  const id = left(words.id, (row) => tunnel(idText(row, words)))
  const a = left('a', (row) => address(row.a))
  const b = left('b', (row) => address(row.b))
  const ends = left(words.ends, (row) => `${address(row.a)}\n${address(row.b)}`)
  const port = left(words.port, (row) => portsOf(row).join('\n'))
  const each = (of: (way: TunnelWay) => string | number, row: Tunnel): string =>
    `${forth} ${of(row.forth)}\n${back} ${of(row.back)}`
  const packets = right(words.packets, (row) => each((way) => way.packets, row))
  const octets = right(words.octets, (row) => each((way) => octetsText(way.octets), row))
  const began = right(words.start, (row) => sinceText(elapsed(start, row.first), unicode))
  const lasted = right(words.duration, (row) => durationText(duration(row), unicode))
  const sourcePorts = left(words.sourcePorts, (row) => sourcePortsOf(row, arrows, unicode).join('\n'))
  const rate = growth === undefined ? [] : rateColumns(words.packetRate, growth.numberOf, growth.rates)
  const notes = {
    ...left(words.notes, (row) => notesOf(row, networks, words, arrows, view).join('\n')),
    wrapsTo: NARROW_NOTES,
  }
  const packetsForth = right(`${words.packets} ${forth}`, (row) => row.forth.packets)
  const packetsBack = right(`${words.packets} ${back}`, (row) => row.back.packets)
  const octetsForth = right(`${words.octets} ${forth}`, (row) => octetsText(row.forth.octets))
  const octetsBack = right(`${words.octets} ${back}`, (row) => octetsText(row.back.octets))
  const narrowKind = left(words.tunnel, (row) => tunnel(`${tunnelKind(row.type)}\n${idText(row, words)}`.trimEnd()))
  const ways = [packetsForth, octetsForth, packetsBack, octetsBack]
  const sorted = { packets: [packets], octets: [octets, octetsForth], start: [began], duration: [lasted] }[order]
  const all = [
    [kind, id, a, b, port, ...ways, ...rate, began, lasted, sourcePorts, notes],
    [kind, id, a, b, port, packetsForth, packetsBack, ...rate, lasted, sourcePorts, notes],
    [kind, id, ends, port, packets, octets, ...rate, lasted, sourcePorts, notes],
    [kind, id, ends, port, packets, octets, ...rate.slice(0, 1), lasted, notes],
    [kind, id, ends, port, packets, octets, ...rate.slice(0, 1), notes],
    [narrowKind, ends, packets, octets, ...rate.slice(0, 1), notes],
    [narrowKind, ends, packets, ...rate.slice(0, 1), notes],
    [
      left(words.tunnel, (row) =>
        [narrowKind.cell(row), ...notesOf(row, networks, words, arrows, view).map((n) => lines(n, NARROW_NOTES))].join(
          '\n',
        ),
      ),
      left(words.ends, (row) => [row.a, row.b].map((end) => shortened(address(end), NARROW_END, view)).join('\n')),
      packets,
    ],
  ]
  // Packets are in every layout.
  return order === 'packets' ? all : withSorted(all, sorted, sorted[0]!)
}

/**
 * The tunnel as one line of JSON. Octets are those of whole frames on the wire; times are `1684735894.560469000`; what is
 * not known, or does not apply, is null. Where each direction has an identifier of its own, `key` and `callId` are those
 * from `a` to `b`. What may be NVGRE or gretap with a key has both readings, `vsid` and `key`.
 */
export function tunnelJson(row: Tunnel, networks: Networks): string {
  const address = (number: number): string | null => addressText(networks.addresses, number) || null
  const json = {
    tunnel: tunnelKind(row.type),
    network: row.network,
    vni: null,
    ...ids(row, networks),
    inside: networkPath(networks, networks.network(row.network).parent, true) || null,
    a: address(row.a),
    b: address(row.b),
    toGroup: row.toGroup,
    groups: row.groups.map(address),
    ports: portsOf(row),
    packets: row.forth.packets + row.back.packets,
    octets: row.forth.octets + row.back.octets,
    ...spanJson(row.first, row.last),
    durationNs: duration(row),
    forth: wayJson(row.forth, row, row.sequenceForth),
    back: wayJson(row.back, row, row.sequenceBack),
  }
  return `${JSON.stringify(json)}\n`
}

/** The line of titles for `tunnelCsv`. */
export const TUNNEL_CSV_TITLES: string = csvLine([
  'tunnel',
  'vni',
  'key',
  'keyBack',
  'vsid',
  'callId',
  'callIdBack',
  'session',
  'label',
  'tunnelId',
  'inside',
  'a',
  'b',
  'toGroup',
  'ports',
  'packetsForth',
  'octetsForth',
  'packetsBack',
  'octetsBack',
  'firstFrame',
  'firstTime',
  'lastFrame',
  'lastTime',
  'durationNs',
  ...['Forth', 'Back'].flatMap((way) => [
    `sourcePorts${way}`,
    `lowestSourcePort${way}`,
    `highestSourcePort${way}`,
    `flows${way}`,
    `missing${way}`,
    `reordered${way}`,
    `duplicates${way}`,
    `resets${way}`,
  ]),
])

/** The same numbers as `tunnelJson`; several ports stand in one cell. */
export function tunnelCsv(row: Tunnel, networks: Networks): string {
  const { forth, back, first, last } = row
  const { vni, key, keyBack, vsid, callId, callIdBack, session, label, tunnelId } = ids(row, networks)
  return csvLine([
    tunnelKind(row.type),
    ...[vni, key, keyBack, vsid, callId, callIdBack, session, label, tunnelId],
    networkPath(networks, networks.network(row.network).parent, false),
    addressText(networks.addresses, row.a),
    addressText(networks.addresses, row.b),
    row.toGroup,
    portsOf(row).join(' '),
    ...[forth.packets, forth.octets, back.packets, back.octets],
    ...[first.frame, epochText(first), last.frame, epochText(last), duration(row)],
    ...wayCells(forth, row.sequenceForth),
    ...wayCells(back, row.sequenceBack),
  ])
}

type Arrows = readonly [forth: string, back: string]

function wayCells(way: TunnelWay, sequence: SequenceFacts | undefined): readonly Cell[] {
  const { distinct, lowest, highest } = way.spread
  return [
    ...(hasSourcePorts(way) ? [distinct, lowest, highest] : [null, null, null]),
    way.flows,
    ...[sequence?.missing, sequence?.reordered, sequence?.duplicates, sequence?.resets],
  ]
}

function wayJson(
  way: TunnelWay,
  { type }: Tunnel,
  sequence: SequenceFacts | undefined,
): Readonly<Record<string, unknown>> {
  return {
    packets: way.packets,
    octets: way.octets,
    ...spanJson(way.first, way.last),
    ports: way.ports,
    sourcePorts: hasSourcePorts(way) ? way.spread : null,
    flowIds: hasFlowIds(type, way) ? way.spread : null,
    flows: way.flows,
    fragmented: way.fragmented,
    flags: flagNames(way.anyFlags),
    flagsInAll: way.packets === 0 ? [] : flagNames(way.allFlags),
    sequence:
      sequence === undefined
        ? null
        : {
            ...sequence,
            events: sequence.events.map(({ at, ...event }) => ({ ...event, frame: at.frame, time: epochText(at) })),
          },
  }
}

const FLAG_NAMES: readonly (readonly [mask: number, name: string])[] = [
  [gre.FLAG_C, 'C'],
  [gre.FLAG_R, 'R'],
  [gre.FLAG_K, 'K'],
  [gre.FLAG_S, 'S'],
  [gre.FLAG_A, 'A'],
]

function flagNames(flags: number): readonly string[] {
  return FLAG_NAMES.filter(([mask]) => (flags & mask) !== 0).map(([, name]) => name)
}

function ids(row: Tunnel, networks: Networks): ReturnType<typeof idJson> {
  const { type, forth, back } = row
  const own = idJson({ type, id: forth.id, idBack: back.id })
  if (type !== TunnelType.GretapOrNvgre) return own
  const asGretap = idJson({ type: TunnelType.Gretap, id: forth.id, idBack: back.id })
  return { ...asGretap, vsid: networks.network(row.network).id }
}

/** `42`; where each direction has its own, the word for that; of several NVGRE FlowIDs the VSID. */
function idText(row: Tunnel, words: FlowWords): string {
  const { type, forth, back } = row
  if (type === TunnelType.GretapOrNvgre) {
    const hasOneKey = hasOneId(row) && forth.spread.distinct <= 1 && back.spread.distinct <= 1
    return hasOneKey ? tunnelIdText(type, forth.id) : `nvgre ${forth.id >>> 8}`
  }
  if (hasOneId(row)) return tunnelIdText(type, forth.id) + (hasVni(type) ? vniAlias(forth.id) : '')
  if (type === TunnelType.L2tpv3) return words.sessions
  return type === TunnelType.Pptp ? words.callIds : words.keys
}

function hasOneId({ forth, back }: Tunnel): boolean {
  return back.packets === 0 || forth.id === back.id
}

function notesOf(
  row: Tunnel,
  networks: Networks,
  words: FlowWords,
  arrows: Arrows,
  { unicode, palette }: TableView,
): readonly string[] {
  const { type, network, forth, back } = row
  const notes: string[] = []
  const around = shortNetworkPath(networks, networks.network(network).parent, unicode)
  if (around !== '') notes.push(words.inside(around))
  if (row.toGroup) notes.push(words.toGroup)
  else if (row.groups.length > 0) {
    notes.push(words.group(row.groups.map((group) => addressText(networks.addresses, group)).join(' ')))
  }
  if (!hasOneId(row) && type !== TunnelType.GretapOrNvgre) {
    const say = type === TunnelType.Pptp ? words.callId : type === TunnelType.L2tpv3 ? words.session : words.key
    notes.push(say(tunnelIdText(type, forth.id) || words.none, tunnelIdText(type, back.id) || words.none))
  }
  const flowIds = Math.max(forth.spread.distinct, back.spread.distinct)
  if (hasFlowIds(type, forth) && flowIds > 1) notes.push(words.flowIds(flowIds))
  const greNotes = [checksumNote(row, words), ...sequenceNotes(row, words, arrows, palette)].filter(
    (note) => note !== '',
  )
  if (greNotes.length > 0) notes.push(greNotes.join(words.comma))
  if (forth.fragmented + back.fragmented > 0) notes.push(words.fragmented(forth.fragmented + back.fragmented))
  if (back.packets === 0 && !row.toGroup && !isOneWay(type)) notes.push(words.oneWay)
  return notes
}

function checksumNote({ forth, back }: Tunnel, words: FlowWords): string {
  const ways = [forth, back].filter(({ packets }) => packets > 0)
  if (!ways.some(({ anyFlags }) => (anyFlags & gre.FLAG_C) !== 0)) return ''
  return ways.every(({ allFlags }) => (allFlags & gre.FLAG_C) !== 0) ? words.checksum : words.checksumInSome
}

function sequenceNotes(
  { sequenceForth, sequenceBack }: Tunnel,
  words: FlowWords,
  arrows: Arrows,
  palette: Palette,
): readonly string[] {
  const ways = [sequenceForth, sequenceBack].map((facts) => (facts === undefined ? undefined : faultsOf(facts, words)))
  if (ways.every((faults) => faults === undefined)) return []
  if (ways.every((faults) => faults === undefined || faults.length === 0)) {
    const numbered = (sequenceForth?.numbered ?? 0) + (sequenceBack?.numbered ?? 0)
    return numbered > 2 ? [words.inStep] : []
  }
  return ways.flatMap((faults, i) =>
    faults?.length ? [painted(words.sequence(arrows[i]!, faults), palette.warn, palette)] : [],
  )
}

function faultsOf(facts: SequenceFacts, words: FlowWords): readonly string[] {
  const { counts, missing, reordered, duplicates, resets, unnumbered } = facts
  if (!counts) return [words.alwaysTheSame]
  return [
    missing > 0 ? words.missing(missing) : '',
    reordered > 0 ? words.late(reordered) : '',
    duplicates > 0 ? words.again(duplicates) : '',
    resets > 0 ? words.restarts(resets) : '',
    unnumbered > 0 ? words.unnumbered(unnumbered) : '',
  ].filter((fault) => fault !== '')
}

/** A direction a line: `→ 36695–59868 (12)`. */
function sourcePortsOf({ forth, back }: Tunnel, arrows: Arrows, unicode: boolean): readonly string[] {
  return [forth, back].flatMap((way, i) =>
    hasSourcePorts(way) ? [`${arrows[i]} ${spreadText(way.spread, unicode)}`] : [],
  )
}

function spreadText({ distinct, isAtLeast, lowest, highest }: Spread, unicode: boolean): string {
  if (lowest === highest) return String(lowest)
  return `${lowest}${unicode ? '–' : '-'}${highest} (${distinct}${isAtLeast ? '+' : ''})`
}

function hasSourcePorts({ ports }: TunnelWay): boolean {
  return ports.length > 0
}

function hasFlowIds(type: TunnelType, way: TunnelWay): boolean {
  return type === TunnelType.GretapOrNvgre && !hasSourcePorts(way)
}

/** Mirrored frames and labelled packets always go one way only. */
function isOneWay(type: TunnelType): boolean {
  return isMirrorType(type) || type === TunnelType.Mpls
}

function portsOf({ forth, back }: Tunnel): readonly number[] {
  return [...new Set([...forth.ports, ...back.ports])]
}

/** Nanoseconds; clocks of captures may go back. */
function duration({ first, last }: Tunnel): number {
  return Math.max(0, elapsed(first, last))
}
