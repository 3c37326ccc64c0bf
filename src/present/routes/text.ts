/** `routes`: the table as `show bgp l2vpn evpn` has it, with the frames that told each path; changes; events. */
import type { BgpSession } from '../../analysis/control/bgp-sessions.js'
import { listenerOf, type RibEvent, tellerOf } from '../../analysis/control/rib.js'
import type { Route } from '../../analysis/control/routes.js'
import type { AddressTable } from '../../analysis/tables/address-table.js'
import { PLAIN } from '../../analysis/tunnels/networks.js'
import { ROUTES, type RoutesWords } from '../../words/screens/routes.js'
import { addressText, macText } from '../address-text.js'
import { clockText, framesText, padEnd, wrap } from '../learn/text.js'
import { type LearnView, usableColumns } from '../learn/view.js'
import { escapeText } from '../value.js'
import type { RouteChange, TableRoute, ToldPath } from './table.js'

/** Cells in front of what is said of a path, as FRR has them, and of a narrow screen. */
const INDENT = 20
const NARROW_INDENT = 6
const NARROW = 100
/** Cells of a next hop, and of a number. */
const HOP = 20
const NUMBER = 7
const ORIGINS: Readonly<Record<string, string>> = { IGP: 'i', EGP: 'e', INCOMPLETE: '?' }

/** A network's name: that of an overlay that BGP runs in. */
type NetworkName = (network: number) => string

export class RoutesText {
  readonly #addresses: AddressTable
  readonly #network: NetworkName
  readonly #view: LearnView
  readonly #words: RoutesWords

  constructor(addresses: AddressTable, network: NetworkName, view: LearnView) {
    this.#addresses = addresses
    this.#network = network
    this.#view = view
    this.#words = ROUTES[view.language]
  }

  /** All routes under the titles of their families and Route Distinguishers. */
  table(routes: readonly TableRoute[]): string {
    if (routes.length === 0) return `${this.#words.noRoutes}\n`
    return this.#lines(this.#grouped(routes, (route) => this.#route(route, this.#mark(route))))
  }

  changes(changes: readonly RouteChange[]): string {
    if (changes.length === 0) return `${this.#words.noChange}\n`
    const signs = new Map(changes.map((change) => [change.route, change]))
    const routes = changes.map(({ route }) => route)
    return this.#lines(
      this.#grouped(routes, (route) => {
        const { sign, before } = signs.get(route)!
        if (sign === '-') return [` -  ${route.route.prefix}`]
        const lines = this.#route(route, ` ${sign}`)
        return before === undefined ? lines : [...lines, ...this.#said(this.#words.was(this.#hops(before)))]
      }),
    )
  }

  sessions(sessions: readonly BgpSession[]): string {
    const words = this.#words
    const lines = sessions.flatMap(({ ends, as, first, isWhole, isComplete, end }) => {
      const speakers = ends.map((address, i) => words.speaker(this.#address(address), as[i]!)).join(this.#arrow)
      const said = [
        words.since(`#${first.frame}`, isWhole),
        ...(isComplete ? [] : [words.incomplete]),
        ...(end === undefined
          ? []
          : [words.ended[end.how](this.#address(end.by), `#${end.at.frame}`, escapeText(end.error))]),
      ]
      return wrap(`${speakers}  ${said.join(words.comma)}`, this.#columns - 2).map((line) => `  ${line}`)
    })
    return this.#lines([this.#title(words.sessions), ...lines])
  }

  /** Before the first session. */
  get noneYet(): string {
    return `${this.#words.noneYet}\n`
  }

  /** How much there is, and what that leaves out. */
  summary(routes: readonly TableRoute[], sessions: readonly BgpSession[], dropped: number): string {
    const words = this.#words
    if (sessions.length === 0) return `${words.none}\n`
    const told = sessions.filter(({ end, isWhole }) => !isWhole && end === undefined)
    const isCut = sessions.some(({ isComplete }) => !isComplete)
    const paths = routes.reduce((sum, route) => sum + route.paths.length, 0)
    return this.#lines([
      words.counts(routes.length, paths, sessions.length),
      ...(told.length === 0 ? [] : wrap(words.late, this.#columns)),
      ...(isCut ? wrap(words.cut, this.#columns) : []),
      ...(dropped === 0 ? [] : [words.dropped(dropped)]),
    ])
  }

  /** A change as it happens, in a line. */
  event({ path, route, kind, at }: RibEvent): string {
    const { dim, reset } = this.#view.palette
    const [from, to] = [tellerOf(path), listenerOf(path)].map((address) => this.#address(address))
    const hop = kind === 'told' || kind === 'changed' ? ` ${this.#facts(path)}` : ''
    const name = route.rd === '' ? route.prefix : `${route.rd} ${route.prefix}`
    const said = this.#words.events[kind](from!, to!, `${name}${hop}`)
    const head = `${clockText(at, this.#view)}  #${at.frame}  `
    const [first = '', ...others] = wrap(said, Math.max(20, this.#columns - head.length))
    return this.#lines([`${dim}${head}${reset}${first}`, ...others.map((line) => ' '.repeat(head.length) + line)])
  }

  asOf(when: string): string {
    return `${this.#words.asOf(when)}\n\n`
  }

  fromTo(from: string, to: string): string {
    return `${this.#words.fromTo(from, to)}\n\n`
  }

  get #columns(): number {
    return usableColumns(this.#view)
  }

  get #indent(): string {
    return ' '.repeat(this.#columns < NARROW ? NARROW_INDENT : INDENT)
  }

  get #arrow(): string {
    return this.#view.unicode ? ' ↔ ' : ' - '
  }

  #lines(lines: readonly string[]): string {
    return lines.map((line) => `${line.trimEnd()}\n`).join('')
  }

  #title(text: string): string {
    const { inner, reset } = this.#view.palette
    return `${inner}${text}${reset}`
  }

  #grouped(routes: readonly TableRoute[], lines: (route: TableRoute) => readonly string[]): readonly string[] {
    const all: string[] = []
    let family = ''
    let rd = ''
    for (const route of routes) {
      const words = this.#words
      const name = words.families[route.route.family]
      const titled = route.network === PLAIN ? name : words.inNetwork(name, this.#network(route.network))
      if (titled !== family) {
        if (family !== '') all.push('')
        all.push(this.#title(titled), ...this.#header())
        rd = ''
      }
      family = titled
      if (route.route.rd !== rd) all.push(words.distinguisher(route.route.rd))
      rd = route.route.rd
      all.push(...lines(route))
    }
    return all
  }

  #header(): readonly string[] {
    const { dim, reset } = this.#view.palette
    const width = this.#indent.length
    if (width < INDENT) return []
    const columns = `${'Next Hop'.padEnd(HOP)}${'Metric'.padStart(NUMBER)}${'LocPrf'.padStart(NUMBER)} Path`
    return [`${dim}${padEnd(`    ${this.#words.header}`, width)}${columns}${reset}`]
  }

  /** One path is the best; of several each speaker chooses for itself. */
  #mark({ paths }: TableRoute): string {
    return paths.length === 1 ? ' *>' : ' * '
  }

  #route({ route, paths }: TableRoute, mark: string): readonly string[] {
    return [`${mark} ${route.prefix}`, ...paths.flatMap((path) => this.#path(path, route))]
  }

  #path(told: ToldPath, { type }: Route): readonly string[] {
    const { attributes: a, vni, routedVni, gateway } = told.path
    const { tunnel, dim, reset } = this.#view.palette
    const path = [...a.asPath.map(String), ORIGINS[a.origin] ?? ''].join(' ')
    const number = (value: number | undefined): string => String(value ?? '').padStart(NUMBER)
    const hop = this.#address(a.nextHop).padEnd(HOP)
    const first = `${this.#indent}${hop}${number(a.med)}${number(a.localPref)} ${path}`
    const numbers = [
      ...(vni < 0 ? [] : [`VNI ${vni}`]),
      ...(routedVni < 0 ? [] : [`L3VNI ${routedVni}`]),
      ...(type === IP_PREFIX && gateway >= 0 ? [`GW ${this.#address(gateway)}`] : []),
    ]
    const communities = [
      ...(a.encapsulation < 0 ? [] : [`ET:${a.encapsulation}`]),
      ...a.targets.map((target) => `RT:${target}`),
      ...(a.sequence > 0 || a.isSticky ? [this.#words.sequence(a.sequence, a.isSticky)] : []),
      ...(a.isGateway ? ['Default Gateway'] : []),
      ...(a.routerMac === 0 ? [] : [`Rmac:${macText(a.routerMac)}`]),
      ...(a.originator < 0 ? [] : [`Originator ${this.#address(a.originator)}`]),
    ]
    const said = [...numbers.map((text) => `${tunnel}${text}${reset}`), ...communities].join(' ')
    const from = this.#words.told(
      framesText(told.frames, this.#view.unicode),
      this.#address(told.from),
      told.to.map((address) => this.#address(address)).join(this.#words.comma),
    )
    const lines = wrap(from, this.#columns - this.#indent.length)
    return [
      first,
      ...(said === '' ? [] : this.#said(said)),
      ...lines.map((line) => `${this.#indent}${dim}${line}${reset}`),
    ]
  }

  #said(text: string): readonly string[] {
    return wrap(text, this.#columns - this.#indent.length).map((line) => this.#indent + line)
  }

  #hops({ paths }: TableRoute): string {
    return paths.map(({ path }) => this.#facts(path)).join(this.#words.comma)
  }

  #facts({ attributes: a, vni, routedVni }: ToldPath['path']): string {
    const label = vni >= 0 ? ` VNI ${vni}` : routedVni >= 0 ? ` L3VNI ${routedVni}` : ''
    const moved = a.sequence > 0 ? ` ${this.#words.sequence(a.sequence, a.isSticky)}` : ''
    return `${this.#view.unicode ? '→' : '->'} ${this.#address(a.nextHop)}${label}${moved}`
  }

  #address(address: number): string {
    return addressText(this.#addresses, address)
  }
}

const IP_PREFIX = 5
