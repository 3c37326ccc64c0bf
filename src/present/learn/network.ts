/** A network in a paragraph: what it is, how its VTEPs find each other and what tells so, and who is behind them. */

import {
  type Evidence,
  type Group,
  type Host,
  isRouted,
  type NetworkFacts,
  type Vtep,
} from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { NO_VLAN, PLAIN } from '../../analysis/tunnels/networks.js'
import { macText } from '../address-text.js'
import type { Names } from './names.js'
import { alignedText, hanging, padEnd, width, wrap } from './text.js'
import { usableColumns } from './view.js'

/** Hosts, groups, and members of a group that are listed without `all`. */
const LISTED = 8
const INDENT = '  '

/** Networks in which there is something to tell: VTEPs, or hosts that speak. */
export function tellableNetworks(names: Names): readonly NetworkFacts[] {
  return names.facts.networks.filter((network) => network.vteps.length + network.hosts.length > 0)
}

/** Lines of text; the first one says what it is. */
export function networkParagraph(network: NetworkFacts, names: Names): readonly string[] {
  const { words, view } = names
  const { labels } = words
  const hasVteps = names.hasVteps(network.network)
  const ends = hasVteps ? labels.vteps : labels.ends
  const labelWidth = Math.max(...[labels.why, ends, labels.groups, labels.hosts].map(width))
  const block = (label: string, items: readonly string[]): readonly string[] =>
    items.flatMap((item, i) => {
      const head = `${INDENT}${view.palette.dim}${padEnd(i === 0 ? label : '', labelWidth)}${view.palette.reset}  `
      return hanging(head, item, usableColumns(view))
    })
  const lines = [...title(network, names, hasVteps)]
  // The overlay's paragraph tells how its VLANs are carried.
  if (network.vlan !== NO_VLAN) return [...lines, ...block(labels.hosts, hosts(network, names))]
  if (network.network !== PLAIN) {
    lines.push(...hanging(INDENT, names.modeMeans(network.network, network.mode), usableColumns(view)))
    lines.push(...block(labels.why, evidence(network, names)))
  }
  return [
    ...lines,
    ...block(ends, network.vteps.length === 0 ? [] : [vteps(network.vteps, names)]),
    ...block(
      labels.groups,
      cut(network.groups, 0, names, (group) => groupText(group, names)),
    ),
    ...block(labels.hosts, hosts(network, names)),
  ]
}

function title(network: NetworkFacts, names: Names, hasVteps: boolean): readonly string[] {
  const { words, view } = names
  const name = names.network(network.network)
  const groups = names.addresses(network.groups.map((group) => group.address))
  const mode = `${words.modes[network.mode]}${groups === '' ? '' : `${words.comma}${words.roles.group} ${groups}`}`
  const counts = words.counts(
    network.vteps.length,
    hasVteps,
    network.hosts.length + network.moreHosts,
    network.packets,
    words.frames(network.first.frame, network.last.frame),
  )
  const text = network.network === PLAIN ? counts : `${mode}${words.clause}${counts}`
  const [first = '', ...rest] = wrap(`${name}${words.colon}${text}`, usableColumns(view))
  // A name is never broken: it stands in the first line.
  return [
    `${view.palette.tunnel}${first.slice(0, name.length)}${view.palette.reset}${first.slice(name.length)}`,
    ...rest,
  ]
}

function evidence({ evidence, confidence, mode }: NetworkFacts, names: Names): readonly string[] {
  const { words } = names
  // Who joined a group stands with the group.
  const told = evidence.filter((e) => e.kind !== 'group-joined').map((e) => evidenceText(e, names))
  const [first, ...rest] = told
  if (first === undefined || mode === 'unknown') return told
  return [`${first}${words.clause}${words.confidence[confidence]}`, ...rest]
}

function evidenceText({ kind, about, count, frames }: Evidence, names: Names): string {
  const said = names.words.evidence[kind](names.addresses(about), count, about.length)
  const more = isMore({ kind, count, frames }) ? (names.view.unicode ? ' …' : ' ...') : ''
  return frames.length === 0 ? said : `${said}${names.words.bracket(names.frames(frames) + more)}`
}

/** Whether there are more packets of this kind than the frames that are named. */
export function isMore({ kind, count, frames }: Pick<Evidence, 'kind' | 'count' | 'frames'>): boolean {
  const isPackets = kind === 'flood-to-group' || kind === 'flood-to-one' || kind === 'flood-replicated'
  return isPackets && frames.length > 0 && frames.length < count
}

function vteps(vteps: readonly Vtep[], names: Names): string {
  const { words } = names
  return names.list(
    vteps.map(({ address, first, sends }) => {
      const frame = `#${first.frame}`
      return names.address(address) + words.bracket(sends ? frame : `${frame}${words.comma}${words.silent}`)
    }),
    LISTED,
  )
}

function groupText({ address, members }: Group, names: Names): string {
  const { words } = names
  const joined = members.map((m) => names.address(m.address) + words.bracket(`#${m.joined.frame}`))
  const name = names.address(address)
  return joined.length === 0 ? name : `${name}${words.comma}${words.joinedBy(names.list(joined, LISTED))}`
}

function hosts({ hosts, moreHosts, mode }: NetworkFacts, names: Names): readonly string[] {
  const shown = names.view.all ? hosts : hosts.slice(0, LISTED)
  const text = alignedText(
    shown.map((host) => hostCells(host, isRouted(mode), names)),
    '',
  )
  const rows = text === '' ? [] : text.trimEnd().split('\n')
  const left = hosts.length - shown.length + moreHosts
  return left === 0 ? rows : [...rows, names.words.andMore(left)]
}

function hostCells({ addresses, mac, vtep }: Host, routed: boolean, names: Names): readonly string[] {
  const { words } = names
  const [first = NO_ADDRESS, ...also] = addresses
  const place = names.address(vtep)
  const behind = vtep === NO_ADDRESS ? '' : routed ? words.routedBehind(place, macText(mac)) : words.behind(place)
  const others = also.length === 0 ? '' : words.also(names.addresses(also))
  const address = first === NO_ADDRESS ? '-' : names.address(first)
  return [address, routed && behind !== '' ? '' : macText(mac), behind, others].filter((cell) => cell !== '')
}

/** The first few items as text, and how many more. */
function cut<T>(items: readonly T[], more: number, names: Names, textOf: (item: T) => string): readonly string[] {
  const shown = names.view.all ? items : items.slice(0, LISTED)
  const left = items.length - shown.length + more
  return left === 0 ? shown.map(textOf) : [...shown.map(textOf), names.words.andMore(left)]
}
