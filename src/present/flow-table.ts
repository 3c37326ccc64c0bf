/** `vxsniff flows`: a row a flow, as a table, as JSON or as comma-separated values. */

import type { EchoFacts, RoundTrips } from '../analysis/flows/echo-exchanges.js'
import { type FlowRow, NO_PORT } from '../analysis/flows/flows.js'
import { TcpState } from '../analysis/flows/tcp-connections.js'
import type { AddressTable } from '../analysis/tables/address-table.js'
import { NO_ROW } from '../analysis/tables/row-index.js'
import type { Timestamp } from '../analysis/timestamps.js'
import type { FlowOrder } from '../analysis/totals/order.js'
import type { Rates } from '../analysis/totals/rates.js'
import { elapsed, type Way } from '../analysis/totals/traffic.js'
import { type Networks, NO_NETWORK } from '../analysis/tunnels/networks.js'
import * as tcp from '../wire/protocols/tcp.js'
import { IP_PROTOCOL_NAMES } from '../wire/registries/ip-protocols.js'
import { NO_ID } from '../wire/tunnel.js'
import { octetsText } from '../words/amounts.js'
import type { Language } from '../words/language.js'
import { FLOWS, type FlowWords, type TcpStateName } from '../words/screens/flows.js'
import { addressText } from './address-text.js'
import { type Cell, csvLine } from './csv.js'
import { type Column, fittedTable, lines, painted, shortened, type TableView } from './fitted-table.js'
import { withSorted } from './fitting.js'
import { durationText, sinceText } from './learn/text.js'
import { idJson, networkJson, networkPath, shortNetworkPath } from './network-name.js'
import { type Palette, PLAIN } from './palette.js'
import { thousands, threeDigits } from './rate-text.js'
import { type TableCells, tableCells } from './table-cells.js'
import { tcpFlags } from './tcp-flags.js'
import { epochText, spanJson } from './timestamp-text.js'

const PROTOCOL_TCP = 6
const PROTOCOL_UDP = 17

/** The network that a flow's other direction uses. `NO_NETWORK` if it is the same network, or there is none. */
export type OtherWay = (row: FlowRow) => number

const NO_OTHER_WAY: OtherWay = () => NO_NETWORK

/** What a table is to show besides the flows themselves. */
export interface FlowTableOptions {
  readonly otherWay?: OtherWay
  /** By which rows are sorted: that column is always there. */
  readonly order?: FlowOrder
  /** How fast flows grow, while they do. */
  readonly rates?: Rates | undefined
}

/** A table with a newline at its end; nothing where there are no rows. Times count from `start`. */
export function flowTable(
  rows: readonly FlowRow[],
  networks: Networks,
  start: Timestamp,
  view: TableView,
  o: FlowTableOptions = {},
): string {
  return fittedTable(rows, layouts(networks, start, view, o), view)
}

/** The cells of the widest layout, for pages that draw the table themselves. */
export function flowCells(
  rows: readonly FlowRow[],
  networks: Networks,
  start: Timestamp,
  language: Language,
  otherWay: OtherWay,
): TableCells {
  const [widest] = layouts(networks, start, { language, palette: PLAIN, unicode: true, columns: 0 }, { otherWay })
  return tableCells(rows, widest!)
}

/** From the widest to the narrowest. */
function layouts(
  networks: Networks,
  start: Timestamp,
  view: TableView,
  { otherWay = NO_OTHER_WAY, order = 'packets', rates }: FlowTableOptions,
): readonly (readonly Column<FlowRow>[])[] {
  const words = FLOWS[view.language]
  const { unicode, palette } = view
  const inTunnel = (text: string): string => painted(text, palette.tunnel, palette)
  const { addresses } = networks
  const [forth, back] = unicode ? ['→', '←'] : ['->', '<-']
  const right = (title: string, cell: (row: FlowRow) => string | number): Column<FlowRow> => ({
    title,
    align: 'right',
    cell: (row) => String(cell(row)),
  })
  const left = (title: string, cell: (row: FlowRow) => string): Column<FlowRow> => ({ title, cell })
  const network = left(words.network, (row) => inTunnel(shortNetworkPath(networks, row.network, unicode)))
  const protocol = left(words.protocol, protocolText)
  const ends = left(words.ends, (row) => `${endA(row, addresses)}\n${endB(row, addresses)}`)
  const each = (of: (way: Way) => string | number, row: FlowRow): string =>
    `${forth} ${of(row.forth)}\n${back} ${of(row.back)}`
  const packets = right(words.packets, (row) => each((way) => way.packets, row))
  const octets = right(words.octets, (row) => each((way) => octetsText(way.octets), row))
  const octetsForth = right(`${words.octets} ${forth}`, (row) => octetsText(row.forth.octets))
  const octetsBack = right(`${words.octets} ${back}`, (row) => octetsText(row.back.octets))
  const retries = right(words.retries, ({ tcp: connection }) => connection?.synRetries ?? '')
  const flags = left(words.flags, (row) => flagsText(row).join('\n'))
  const began = right(words.start, (row) => sinceText(elapsed(start, row.first), unicode))
  const lasted = right(words.duration, (row) => durationText(duration(row), unicode))
  const said = (row: FlowRow, shape: (text: string) => string): readonly string[] => {
    const other = otherWay(row)
    const across = other === NO_NETWORK ? [] : [shape(words.otherWay(shortNetworkPath(networks, other, unicode)))]
    return [...notesOf(row, words, palette, shape), ...across]
  }
  const rate = rates === undefined ? [] : rateColumns<FlowRow>(words.packetRate, ({ row }) => row, rates)
  const notes = left(words.notes, (row) => said(row, asItIs).join(words.comma))
  const noteLines = { ...left(words.notes, (row) => said(row, asItIs).join('\n')), wrapsTo: NARROW_NOTES }
  const narrowNetwork = left(words.network, (row) =>
    [inTunnel(lines(shortNetworkPath(networks, row.network, unicode), NARROW_NETWORK)), protocolText(row)]
      .join('\n')
      .trimStart(),
  )
  const sorted = {
    packets: [packets],
    octets: [octets, octetsForth],
    start: [began],
    duration: [lasted],
    retries: [retries],
  }[order]
  const all = [
    [
      network,
      protocol,
      left('a', (row) => endA(row, addresses)),
      left('b', (row) => endB(row, addresses)),
      right(`${words.packets} ${forth}`, (row) => row.forth.packets),
      octetsForth,
      right(`${words.packets} ${back}`, (row) => row.back.packets),
      octetsBack,
      ...rate,
      began,
      lasted,
      left(words.flags, (row) => flagsText(row).join(' / ')),
      notes,
    ],
    [network, protocol, ends, packets, octets, ...rate, began, lasted, flags, noteLines],
    [network, protocol, ends, packets, octets, ...rate, lasted, noteLines],
    [narrowNetwork, ends, packets, octets, ...rate.slice(0, 1), lasted, noteLines],
    [narrowNetwork, ends, packets, octets, ...rate.slice(0, 1), noteLines],
    [narrowNetwork, ends, packets, ...rate.slice(0, 1), noteLines],
    [
      left(words.network, (row) => [narrowNetwork.cell(row), ...said(row, narrowNote)].join('\n')),
      left(words.ends, (row) => [endA, endB].map((end) => shortened(end(row, addresses), NARROW_END, view)).join('\n')),
      packets,
    ],
  ]
  // Packets are in every layout.
  return order === 'packets' ? all : withSorted(all, sorted, sorted[0]!)
}

/** How fast a row grows: packets a second, and bits. */
export function rateColumns<Row>(title: string, numberOf: (row: Row) => number, rates: Rates): readonly Column<Row>[] {
  return [
    { title, align: 'right', cell: (row) => threeDigits(rates.packets(numberOf(row))) },
    { title: 'bit/s', align: 'right', cell: (row) => thousands(8 * rates.octets(numberOf(row))).trimEnd() },
  ]
}

/** Columns that a tunnel's name, the notes and an end get when there is hardly any room. */
const NARROW_NETWORK = 18
const NARROW_NOTES = 24
const NARROW_END = 36

function asItIs(text: string): string {
  return text
}

function narrowNote(text: string): string {
  return lines(text, NARROW_NOTES)
}

/**
 * The flow as one line of JSON. Octets are those of the IP packets inside, headers included; times are
 * `1684735894.560469000`; what is not known, or does not apply, is null. `flow` counts from 0, `copyOf` is the
 * `flow` that has the same packets in a tunnel, and `otherWay` the one that has the other direction, where
 * that is another one.
 */
export function flowJson(row: FlowRow, networks: Networks, copyOf: number, otherWay: number = NO_ROW): string {
  const { addresses } = networks
  const { forth, back, tcp: connection, echo } = row
  const json = {
    flow: row.row,
    ...networkJson(networks, row.network),
    protocol: protocolName(row.protocol).toLowerCase(),
    protocolNumber: row.protocol,
    a: addressText(addresses, row.a),
    portA: numberOrNull(row.portA),
    b: addressText(addresses, row.b),
    portB: numberOrNull(row.portB),
    identifier: numberOrNull(row.identifier),
    packets: forth.packets + back.packets,
    octets: forth.octets + back.octets,
    ...spanJson(row.first, row.last),
    durationNs: duration(row),
    forth: wayJson(forth, connection?.flags[0]),
    back: wayJson(back, connection?.flags[1]),
    tcp:
      connection === undefined
        ? null
        : {
            state: TCP_STATE_NAMES[connection.state],
            connections: connection.connections,
            synRetries: connection.synRetries,
            syns: connection.syns.map((syn) => ({ frame: syn.frame, time: epochText(syn) })),
          },
    echo: echo === undefined ? null : echoJson(echo),
    copyOf: numberOrNull(copyOf),
    ...(otherWay === NO_ROW ? {} : { otherWay }),
  }
  return `${JSON.stringify(json)}\n`
}

/** The line of titles for `flowCsv`. */
export const FLOW_CSV_TITLES: string = csvLine([
  'flow',
  'tunnel',
  'vni',
  'protocol',
  'a',
  'portA',
  'b',
  'portB',
  'identifier',
  'packetsForth',
  'octetsForth',
  'packetsBack',
  'octetsBack',
  'firstFrame',
  'firstTime',
  'lastFrame',
  'lastTime',
  'durationNs',
  'tcpState',
  'tcpFlagsForth',
  'tcpFlagsBack',
  'synRetries',
  'echoRequests',
  'echoAnswered',
  'roundTripMinNs',
  'roundTripAverageNs',
  'roundTripMaxNs',
  'copyOf',
])

/** The same numbers as `flowJson`; a nested tunnel's name has those around it. */
export function flowCsv(row: FlowRow, networks: Networks, copyOf: number): string {
  const { addresses } = networks
  const { forth, back, first, last, tcp: connection, echo } = row
  const { type, id } = networks.network(row.network)
  const cells: readonly Cell[] = [
    row.row,
    networkPath(networks, row.network, false),
    idJson({ type, id, idBack: NO_ID }).vni,
    protocolName(row.protocol).toLowerCase(),
    addressText(addresses, row.a),
    numberOrNull(row.portA),
    addressText(addresses, row.b),
    numberOrNull(row.portB),
    numberOrNull(row.identifier),
    forth.packets,
    forth.octets,
    back.packets,
    back.octets,
    first.frame,
    epochText(first),
    last.frame,
    epochText(last),
    duration(row),
    connection && TCP_STATE_NAMES[connection.state],
    connection && tcpFlags(connection.flags[0]).text,
    connection && tcpFlags(connection.flags[1]).text,
    connection?.synRetries,
    echo?.requests,
    echo?.answered,
    echo?.roundTrips?.min,
    echo?.roundTrips && Math.round(echo.roundTrips.average),
    echo?.roundTrips?.max,
    numberOrNull(copyOf),
  ]
  return csvLine(cells)
}

/** What JSON and comma-separated values call the states. */
export const TCP_STATE_NAMES: Readonly<Record<TcpState, TcpStateName>> = {
  [TcpState.None]: 'none',
  [TcpState.Midway]: 'midway',
  [TcpState.SynSent]: 'syn-sent',
  [TcpState.SynReceived]: 'syn-received',
  [TcpState.Established]: 'established',
  [TcpState.Closing]: 'closing',
  [TcpState.Closed]: 'closed',
  [TcpState.Reset]: 'reset',
}

const FLAG_NAMES: readonly (readonly [mask: number, name: string])[] = [
  [tcp.FLAG_SYN, 'SYN'],
  [tcp.FLAG_ACK, 'ACK'],
  [tcp.FLAG_PSH, 'PSH'],
  [tcp.FLAG_FIN, 'FIN'],
  [tcp.FLAG_RST, 'RST'],
  [tcp.FLAG_URG, 'URG'],
  [tcp.FLAG_ECE, 'ECE'],
  [tcp.FLAG_CWR, 'CWR'],
]

function wayJson({ packets, octets, first, last }: Way, flags: number | undefined): Readonly<Record<string, unknown>> {
  const names = FLAG_NAMES.filter(([mask]) => ((flags ?? 0) & mask) !== 0).map(([, name]) => name)
  return { packets, octets, ...spanJson(first, last), tcpFlags: flags === undefined ? null : names }
}

function echoJson({ requests, answered, moreReplies, roundTrips }: EchoFacts): Readonly<Record<string, unknown>> {
  return {
    requests,
    answered,
    unanswered: requests - answered,
    moreReplies,
    roundTrips:
      roundTrips === undefined
        ? null
        : {
            count: roundTrips.count,
            minNs: roundTrips.min,
            averageNs: Math.round(roundTrips.average),
            maxNs: roundTrips.max,
          },
  }
}

/** What there is to say of a flow, each in the shape that its column takes. */
function notesOf(
  { tcp: connection, echo, portA, protocol }: FlowRow,
  words: FlowWords,
  palette: Palette,
  shape: (text: string) => string,
): readonly string[] {
  const notes: string[] = []
  const say = (text: string, color = ''): number => notes.push(painted(shape(text), color, palette))
  if (connection !== undefined) {
    say(words.states[TCP_STATE_NAMES[connection.state]])
    if (connection.synRetries > 0) say(words.synRetries(connection.synRetries), palette.warn)
    if (connection.connections > 1) say(words.connections(connection.connections))
  } else if (portA === NO_PORT && (protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP)) {
    say(words.noPorts)
  }
  if (echo !== undefined) {
    const unanswered = echo.requests - echo.answered
    if (echo.roundTrips !== undefined) say(words.roundTrips(roundTripText(echo.roundTrips)))
    if (unanswered > 0) say(words.unanswered(unanswered, echo.requests), palette.warn)
    if (echo.moreReplies > 0) say(words.moreReplies(echo.moreReplies))
  }
  return notes
}

/** `0.116 ms`, `0.116/0.120/0.130 ms`: least, average and most, as ping has them. */
function roundTripText({ count, min, average, max }: RoundTrips): string {
  const times = count === 1 ? [min] : [min, average, max]
  return `${times.map((time) => (time / 1e6).toFixed(3)).join('/')} ms`
}

/** How far a connection has come, or how pings are answered, in a few words. */
export function flowState(row: FlowRow, view: TableView): string {
  const words = FLOWS[view.language]
  return notesOf(row, words, view.palette, asItIs).join(words.comma)
}

/** The flags of both sides in turn; none for flows that are not TCP. */
function flagsText({ tcp: connection }: FlowRow): readonly string[] {
  return connection === undefined ? [] : connection.flags.map((flags) => (flags === 0 ? '' : tcpFlags(flags).text))
}

export function protocolText({ protocol, identifier }: FlowRow): string {
  return identifier === NO_PORT ? protocolName(protocol) : `${protocolName(protocol)} ${identifier}`
}

function protocolName(protocol: number): string {
  return IP_PROTOCOL_NAMES[protocol] ?? `IP ${protocol}`
}

export function endA({ a, portA }: FlowRow, addresses: AddressTable): string {
  return endText(a, portA, addresses)
}

export function endB({ b, portB }: FlowRow, addresses: AddressTable): string {
  return endText(b, portB, addresses)
}

/** `172.17.1.2:80`, `[fd00::2]:80` (RFC 3986 §3.2.2). */
function endText(address: number, port: number, addresses: AddressTable): string {
  const text = addressText(addresses, address)
  if (port === NO_PORT) return text
  return addresses.isIpv6(address) ? `[${text}]:${port}` : `${text}:${port}`
}

/** Nanoseconds; clocks of captures may go back. */
function duration({ first, last }: FlowRow): number {
  return Math.max(0, elapsed(first, last))
}

function numberOrNull(number: number): number | null {
  return number < 0 ? null : number
}
