/** What stands under the lines: how many packets, which tunnels, and what could not be made sense of. */

import type { ReassemblyCounts } from '../analysis/fragments/reassembly.js'
import type { AddressTable } from '../analysis/tables/address-table.js'
import { type Census, Space } from '../analysis/totals/census.js'
import type { TunnelRow, Tunnels } from '../analysis/tunnels/tunnels.js'
import type { Kind } from '../wire/kind.js'
import { ETHER_TYPE_NAMES } from '../wire/registries/ether-types.js'
import { GRE_PROTOCOL_NAMES } from '../wire/registries/gre-protocols.js'
import { IP_PROTOCOL_NAMES } from '../wire/registries/ip-protocols.js'
import { LINK_TYPE_NAMES } from '../wire/registries/link-types.js'
import type { Language } from '../words/language.js'
import { SUMMARY, type SummaryWords } from '../words/screens/summary.js'
import { withAliases } from './aliases.js'
import type { Glyphs } from './glyphs.js'
import { hintLines } from './hints.js'
import { shortTitle } from './names.js'
import { writeTunnelName } from './tunnel-name.js'
import { Writer } from './writer.js'

/** Tunnels and kinds of undecoded payload listed at most. */
const LISTED = 12

export interface SummaryFacts {
  readonly census: Census
  readonly tunnels: Tunnels
  readonly fragments: ReassemblyCounts
  /**
   * Whether the capture may hold a packet more than once, for instance from several interfaces. Copies are not looked
   * for here: packets are counted as printed, so a tunnel may have carried fewer.
   */
  readonly mayHoldCopies: boolean
}

/** A few lines of text, each with its newline. */
export function summary(facts: SummaryFacts, glyphs: Glyphs, language: Language): string {
  const { census } = facts
  const words = SUMMARY[language]
  const rows = [...facts.tunnels.rows()].sort((x, y) => packets(y) - packets(x))
  const lines = [
    words.packets(census.packets, rows.length),
    ...tunnelLines(rows, facts.tunnels, glyphs, words),
    ...(facts.mayHoldCopies && rows.length > 0 ? [words.eachCopy] : []),
    ...fragmentLines(facts.fragments, words),
    ...undecodedLines(census, language),
  ]
  if (census.malformed > 0) lines.push(words.malformed(census.malformed))
  if (census.cut > 0) lines.push(words.cut(census.cut))
  return lines.map((line) => `${line}\n`).join('')
}

function tunnelLines(
  rows: readonly TunnelRow[],
  tunnels: Tunnels,
  glyphs: Glyphs,
  words: SummaryWords,
): readonly string[] {
  const cells = rows
    .slice(0, LISTED)
    .map((row) => [
      withAliases(name(row)),
      withAliases(endpoints(row, tunnels.addresses, glyphs)),
      ways(row, glyphs, words),
    ])
  const width = [0, 1].map((i) => Math.max(0, ...cells.map((c) => [...c[i]!].length)))
  const lines = cells.map((c) => `  ${pad(c[0]!, width[0]!)}  ${pad(c[1]!, width[1]!)}  ${c[2]}`)
  if (rows.length > LISTED) lines.push(words.more(rows.length - LISTED))
  if (tunnels.dropped > 0) lines.push(words.beyond(tunnels.dropped, rows.length))
  return lines
}

function fragmentLines(f: ReassemblyCounts, words: SummaryWords): readonly string[] {
  const parts: string[] = []
  if (f.completed > 0) parts.push(words.completed(f.completed))
  if (f.waiting + f.abandoned > 0) parts.push(words.incomplete(f.waiting + f.abandoned))
  if (f.refused > 0) parts.push(words.refused(f.refused))
  return parts.length > 0 ? [words.fragments(parts)] : []
}

function undecodedLines(census: Census, language: Language): readonly string[] {
  const parts = census.undecoded()
  const lines: string[] = []
  if (parts.length > 0) {
    const named = parts.slice(0, LISTED).map((u) => `${u.packets} ${undecodedName(u.space, u.number)}`)
    lines.push(SUMMARY[language].undecoded(named, parts.length > LISTED || census.otherUndecoded > 0))
  }
  return [...lines, ...hintLines(census.hints(), language)]
}

function undecodedName(space: Space, number: number): string {
  const hex = `0x${number.toString(16).padStart(4, '0')}`
  switch (space) {
    case Space.EtherType:
      return named(`EtherType ${hex}`, ETHER_TYPE_NAMES[number])
    case Space.GreProtocol:
      return named(`GRE protocol ${hex}`, GRE_PROTOCOL_NAMES[number])
    case Space.IpProtocol:
      return named(`IP protocol ${number}`, IP_PROTOCOL_NAMES[number])
    case Space.Protocol:
      return shortTitle(number as Kind)
    default:
      return named(`link type ${number}`, LINK_TYPE_NAMES[number])
  }
}

function named(what: string, name: string | undefined): string {
  return name === undefined ? what : `${what} (${name})`
}

function name(row: TunnelRow): string {
  const w = new Writer(64)
  writeTunnelName(row.type, row.id, w)
  if (row.packetsBa === 0 || row.idBack === row.id) return w.toString()
  const forth = w.toString()
  w.clear()
  writeTunnelName(row.type, row.idBack, w)
  // The kind is said once.
  const back = w.toString()
  return `${forth} / ${back.slice(back.indexOf(' ') + 1)}`
}

function endpoints(row: TunnelRow, addresses: AddressTable, glyphs: Glyphs): string {
  if (row.a < 0 || row.b < 0) return ''
  const w = new Writer(128)
  writeAddress(row.a, addresses, w)
  w.put(row.toGroup ? glyphs.multicast : row.packetsBa > 0 ? glyphs.bothWays : glyphs.unicast)
  writeAddress(row.b, addresses, w)
  return w.toString()
}

function writeAddress(number: number, addresses: AddressTable, w: Writer): void {
  const view = new DataView(new ArrayBuffer(16))
  addresses.copyTo(number, view, 0)
  if (addresses.isIpv6(number)) w.ipv6(view, 0)
  else w.ipv4(view, 0)
}

function ways(row: TunnelRow, glyphs: Glyphs, words: SummaryWords): string {
  if (row.packetsBa === 0) return words.ofTunnel(row.packetsAb)
  const forth = `${row.packetsAb}${glyphs.unicast.text.trimEnd()}`
  const back = `${row.packetsBa}${glyphs.back.text.trimEnd()}`
  return words.bothWays(packets(row), forth, back)
}

function packets(row: TunnelRow): number {
  return row.packetsAb + row.packetsBa
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length))
}
