/** The network as the capture shows it: tunnel ends with the hosts behind them, groups, and the tunnels between them. */
import type { ComponentChildren, JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { NO_ADDRESS } from '../analysis/tables/address-table.js'
import { PLAIN } from '../analysis/tunnels/networks.js'
import type { Names } from '../present/learn/names.js'
import { width as cells } from '../present/learn/text.js'
import { countText } from '../words/amounts.js'
import { PAGE_DRAWING } from '../words/screens/page-drawing.js'
import { type Page, usePage, useReader } from './context.js'
import { type Box, type Edge, HEAD_HEIGHT, type Layout, LINE_HEIGHT, type Point } from './drawing-layout.js'
import { narrowLayout } from './drawing-narrow.js'
import { DrawingVerdicts, signed, type Verdict } from './drawing-verdicts.js'
import { wideLayout } from './drawing-wide.js'
import { focusText } from './focus.js'
import { Matrix } from './matrix.js'
import { Only } from './only.js'

/** What a drawing has at most, and the hosts that a tunnel end lists; more ends or tunnels are a matrix. */
const SITES = 8
const GROUPS = 4
const LINKS = 16
const HOSTS = 5
/** Signs of a line of a box. */
const WIDTH = 36

interface Site {
  readonly address: number
  readonly name: string
  readonly role: string
  readonly isGroup: boolean
  readonly lines: readonly string[]
  readonly verdict: Verdict
}

interface Link extends Edge {
  /** What a click on it shows alone. */
  readonly at: string
  readonly verdict: Verdict
  readonly network: string
  /** Packets from `from` to `to`, and back. */
  readonly forth: number
  readonly back: number
  readonly toGroup: boolean
  /** What the line is, for those who point at it. */
  readonly says: string
}

interface Plan {
  readonly sites: readonly Site[]
  readonly links: readonly Link[]
  /** All tunnel ends, by their traffic. */
  readonly ends: readonly number[]
  readonly isTooMuch: boolean
}

export function Drawing(): JSX.Element {
  const page = usePage()
  const words = PAGE_DRAWING[page.language]
  const verdicts = useMemo(() => new DrawingVerdicts(page), [page])
  const plan = useMemo(() => planOf(page, verdicts), [page, verdicts])
  if (plan.sites.length === 0) return <p class="drawing-none">{words.noTunnels}</p>
  if (plan.isTooMuch) {
    return (
      <>
        <Matrix ends={plan.ends} verdicts={verdicts} />
        <Only />
      </>
    )
  }
  const nodes = plan.sites.map(({ isGroup, lines }) => ({ isGroup, lines: lines.length }))
  const label = words.drawing(plan.sites.map(({ role, name, lines }) => [`${role} ${name}`, ...lines].join(', ')))
  return (
    <figure class="drawing">
      <Picture kind="wide" plan={plan} layout={wideLayout(nodes, plan.links)} label={label} />
      <Picture kind="narrow" plan={plan} layout={narrowLayout(nodes, plan.links)} label={label} />
      <figcaption class="note">{words.legend}</figcaption>
      <Only />
    </figure>
  )
}

interface PictureProps {
  readonly kind: 'wide' | 'narrow'
  readonly plan: Plan
  readonly layout: Layout
  readonly label: string
}

function Picture({ kind, plan, layout, label }: PictureProps): JSX.Element {
  const { width, height, boxes, lines } = layout
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no drawing.
    <svg class={`drawing-${kind}`} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label}>
      {plan.links.map((link, i) => (
        <Pipe key={i} link={link} path={lines[i]!.path} isThin={kind === 'narrow'} />
      ))}
      {plan.sites.map((site, i) => (
        <Chosen key={site.name} at={focusText([site.name])} says={`${site.role} ${site.name}`}>
          <SiteBox site={site} x={boxes[i]!.x} y={boxes[i]!.y} width={boxes[i]!.width} height={boxes[i]!.height} />
        </Chosen>
      ))}
      {plan.links.map((link, i) => {
        const { label: at, leader } = lines[i]!
        if (at === undefined) return null
        const arrows = arrowsOf(boxes[link.from]!, boxes[link.to]!)
        return (
          <Chosen key={i} at={link.at} says={link.says}>
            <Label link={link} text={amounts(link, arrows)} box={at} leader={leader} />
          </Chosen>
        )
      })}
    </svg>
  )
}

interface ChosenProps {
  readonly at: string
  readonly says: string
  readonly children: ComponentChildren
}

/** A part of the drawing that is shown alone, everywhere in the page, when it is clicked; a second click shows all again. */
function Chosen({ at, says, children }: ChosenProps): JSX.Element {
  const { place, go } = useReader()
  const choose = (): void => go({ at: place.at === at ? '' : at, network: -1, sequence: 0, step: 0 })
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no buttons in a drawing.
    <g
      class="drawing-choice"
      role="button"
      tabIndex={0}
      aria-pressed={place.at === at}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        choose()
      }}
    >
      <title>{says}</title>
      {children}
    </g>
  )
}

interface PipeProps {
  readonly link: Link
  readonly path: string
  readonly isThin: boolean
}

/** A tunnel is drawn as a pipe: wider, the more goes through it. */
function Pipe({ link, path, isThin }: PipeProps): JSX.Element {
  if (link.isMembership) {
    return (
      <path class="drawing-member" d={path}>
        <title>{link.says}</title>
      </path>
    )
  }
  const most = Math.min(5, Math.log10(link.forth + link.back + 1))
  const inside = isThin ? 2.5 + most / 2 : 5 + 2 * most
  return (
    <g class={`drawing-pipe ${link.verdict}`}>
      <title>{link.says}</title>
      <path class="drawing-wall" d={path} stroke-width={inside + (isThin ? 2 : 3)} />
      <path class="drawing-hollow" d={path} stroke-width={inside} />
    </g>
  )
}

interface SiteProps {
  readonly site: Site
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function SiteBox({ site, x, y, width, height }: SiteProps): JSX.Element {
  return (
    <g class={`${site.isGroup ? 'drawing-group' : 'drawing-site'} ${site.verdict}`}>
      <rect x={x} y={y} width={width} height={height} rx={site.isGroup ? height / 2 : 8} />
      <text class="drawing-role" x={x + width / 2} y={y + 17}>
        {signed(site.role, site.verdict)}
      </text>
      <text class="drawing-name" x={x + width / 2} y={y + 36}>
        {site.name}
      </text>
      {site.lines.length === 0 ? null : (
        <path class="drawing-rule" d={`M${x} ${y + HEAD_HEIGHT} L${x + width} ${y + HEAD_HEIGHT}`} />
      )}
      {site.lines.map((line, i) => (
        <text key={i} class="drawing-host" x={x + 12} y={y + HEAD_HEIGHT + (i + 1) * LINE_HEIGHT - 3}>
          {line}
        </text>
      ))}
    </g>
  )
}

/** How the packets along a line and back are shown, by the line's direction in the picture. */
interface Arrows {
  readonly forth: (packets: string) => string
  readonly back: (packets: string) => string
  /** Whether the packets along the line are written first. */
  readonly isForward: boolean
}

const RIGHT: Arrows = { forth: (n) => `${n} →`, back: (n) => `← ${n}`, isForward: true }
const LEFT: Arrows = { forth: (n) => `← ${n}`, back: (n) => `${n} →`, isForward: false }
const DOWN: Arrows = { forth: (n) => `${n} ↓`, back: (n) => `↑ ${n}`, isForward: true }
const UP: Arrows = { forth: (n) => `↑ ${n}`, back: (n) => `${n} ↓`, isForward: false }

/** The arrows for a line: up or down between boxes above each other, otherwise left or right. */
function arrowsOf(from: Box, to: Box): Arrows {
  if (from.x === to.x) return from.y < to.y ? DOWN : UP
  return from.x < to.x ? RIGHT : LEFT
}

function amounts({ forth, back, toGroup }: Pick<Link, 'forth' | 'back' | 'toGroup'>, arrows: Arrows): string {
  const along = arrows.forth(countText(forth))
  if (toGroup) return along
  const against = arrows.back(countText(back))
  return (arrows.isForward ? [along, against] : [against, along]).join('\u2003')
}

/** Pixels that a sign of a label takes, and what is around its text. */
const SIGN = 7.5
const AROUND = 16

/** The width of the longer of a label's two lines. Arrows are equally wide in all directions. */
function labelWidth(link: Pick<Link, 'network' | 'forth' | 'back' | 'toGroup' | 'verdict'>): number {
  return Math.max(cells(signed(link.network, link.verdict)), cells(amounts(link, RIGHT)) + 1) * SIGN + AROUND
}

interface LabelProps {
  readonly link: Link
  readonly text: string
  readonly box: Box
  /** A place of the line, for a label beside it. */
  readonly leader: Point | undefined
}

function Label({ link, text, box: { x, y, width, height }, leader }: LabelProps): JSX.Element {
  const middle = x + width / 2
  return (
    <g class={`drawing-label ${link.verdict}`}>
      {leader === undefined ? null : (
        <>
          <path d={`M${leader.x} ${leader.y} L${x} ${leader.y}`} />
          <circle cx={leader.x} cy={leader.y} r={3.5} />
        </>
      )}
      <rect x={x} y={y} width={width} height={height} rx={6} />
      <text class="drawing-network" x={middle} y={y + 15}>
        {signed(link.network, link.verdict)}
      </text>
      <text x={middle} y={y + 31}>
        {text}
      </text>
    </g>
  )
}

function planOf(page: Page, verdicts: DrawingVerdicts): Plan {
  const { data, names, language } = page
  const words = PAGE_DRAWING[language]
  const { networks } = names.facts
  const overlays = networks.filter(({ network }) => network !== PLAIN)
  const groups = new Set(overlays.flatMap((network) => network.groups.map(({ address }) => address)))
  for (const { b, toGroup } of data.links) if (toGroup) groups.add(b)
  // By their traffic, then all others.
  const ends = new Set<number>()
  for (const { a, b } of data.links) for (const end of [a, b]) if (!groups.has(end)) ends.add(end)
  for (const { vteps } of overlays) for (const { address } of vteps) ends.add(address)
  ends.delete(NO_ADDRESS)
  const isVtep = new Set(
    overlays.flatMap((n) => (names.hasVteps(n.network) ? n.vteps.map(({ address }) => address) : [])),
  )
  const sites: Site[] = [...ends]
    .slice(0, SITES)
    .sort((x, y) => x - y)
    .map((address) => ({
      address,
      name: names.address(address),
      role: isVtep.has(address) ? words.roles.vtep : words.roles.end,
      isGroup: false,
      lines: hostsBehind(address, page),
      verdict: verdicts.ofEnd(address),
    }))
  for (const address of [...groups].slice(0, GROUPS)) {
    sites.push({
      address,
      name: names.address(address),
      role: words.roles.group,
      isGroup: true,
      lines: [],
      verdict: '',
    })
  }
  const links = linksOf(page, sites, verdicts)
  return { sites, links, ends: [...ends], isTooMuch: ends.size > SITES || links.length > LINKS }
}

/** The hosts behind a tunnel end, a line each; each network's under its name where there are several. */
function hostsBehind(end: number, { names, language }: Page): readonly string[] {
  const lines: string[] = []
  let all = 0
  for (const network of names.facts.networks) {
    if (network.network === PLAIN) continue
    const hosts = network.hosts.filter(({ vtep }) => vtep === end)
    const isNamed = names.facts.networks.length > 2 && hosts.length > 0
    if (isNamed && lines.length < HOSTS) lines.push(shortened(names.network(network.network)))
    for (const { addresses, mac } of hosts) {
      all++
      if (lines.length < HOSTS) lines.push(shortened(hostText(addresses, mac, isNamed, names)))
    }
  }
  const listed = lines.filter((line) => line.startsWith(HOST_SIGN)).length
  return all > listed ? [...lines, PAGE_DRAWING[language].more(all - listed)] : lines
}

const HOST_SIGN = '●'

function hostText(addresses: readonly number[], mac: number, indented: boolean, names: Names): string {
  const [first = NO_ADDRESS] = addresses
  const name = names.host(first, mac)
  const macText = first === NO_ADDRESS ? '' : names.host(NO_ADDRESS, mac)
  const text = `${HOST_SIGN} ${name}`
  return indented || `${text} ${macText}`.length > WIDTH ? text : `${text}  ${macText}`.trimEnd()
}

function shortened(text: string): string {
  return text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 1)}…`
}

function linksOf({ data, names, language }: Page, sites: readonly Site[], verdicts: DrawingVerdicts): readonly Link[] {
  const words = PAGE_DRAWING[language]
  const places = new Map(sites.map(({ address }, i) => [address, i]))
  const links: Link[] = []
  const sent = new Set<string>()
  for (const { network, a, b, toGroup, forth, back } of data.links) {
    const [from, to] = [places.get(a), places.get(b)]
    if (from === undefined || to === undefined || from === to) continue
    if (toGroup) sent.add(`${from} ${to}`)
    const name = names.network(network)
    const says = toGroup
      ? words.toGroup(name, forth)
      : words.tunnel(name, names.address(a), names.address(b), forth, back)
    const verdict = verdicts.ofTunnel({ network, a, b })
    const at = focusText([names.address(a), names.address(b)], network)
    const link = { network: name, forth, back, toGroup, verdict, at }
    links.push({ ...link, from, to, isMembership: false, says, labelWidth: labelWidth(link) })
  }
  for (const { groups } of names.facts.networks) {
    for (const { address, members } of groups) {
      for (const member of members) {
        const [from, to] = [places.get(member.address), places.get(address)]
        if (from === undefined || to === undefined || sent.has(`${from} ${to}`)) continue
        sent.add(`${from} ${to}`)
        const says = words.joined(member.joined.frame)
        const link = { network: '', forth: 0, back: 0, toGroup: true, verdict: '', at: '' } as const
        links.push({ ...link, from, to, isMembership: true, says, labelWidth: 0 })
      }
    }
  }
  return links
}
