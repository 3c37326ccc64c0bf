/** Forwarding and neighbour tables: after a step, with what it taught marked; and all of them at the end. */
import type { ComponentChildren, JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { isRouted, Learns, Mode, Origin, type Sequence } from '../analysis/learning/facts.js'
import { NO_ADDRESS } from '../analysis/tables/address-table.js'
import { PLAIN } from '../analysis/tunnels/networks.js'
import { macText } from '../present/address-text.js'
import { changesBetween, fdbKey, grouped, neighbourKey } from '../present/learn/diff.js'
import { lastText, neighbourEvidence, sinceText } from '../present/learn/evidence.js'
import type { Names } from '../present/learn/names.js'
import { participantsOf } from '../present/learn/participants.js'
import { finalSnapshot, isHollow } from '../present/learn/snapshot.js'
import { stepSnapshot } from '../present/learn/step-snapshot.js'
import type { FdbLine, NeighbourLine } from '../present/learn/table-lines.js'
import { PAGE_LADDER, type PageLadderWords } from '../words/screens/page-ladder.js'
import { usePage } from './context.js'
import { focusFrom } from './focus.js'
import { Frames, LeftOut, Scroll } from './section.js'

/** Tables and rows of a table beside a step, and at the end. */
const STEP_TABLES = 8
const STEP_ROWS = 12
const TABLES = 40
const ROWS = 40

const NO_MAC = macText(0)

/** What a line was before a step, by its key; empty where there was none. */
type Fresh = ReadonlyMap<string, string>

interface StepTablesProps {
  readonly sequence: Sequence
  /** The step, counted from 0 on. */
  readonly index: number
}

export function StepTables({ sequence, index }: StepTablesProps): JSX.Element {
  const { names, language } = usePage()
  const words = PAGE_LADDER[language]
  const { before, after } = useMemo(() => stepSnapshot(sequence, index, names), [sequence, index, names])
  const changes = useMemo(() => changesBetween(before, after), [before, after])
  const freshFdb: Fresh = new Map(changes.fdb.map((change) => [fdbKey(change.line), change.before]))
  const freshNeighbours: Fresh = new Map(changes.neighbours.map((c) => [neighbourKey(c.line), c.before]))
  const { vteps, hosts } = owners(sequence, names, after)
  const network = names.facts.networks[sequence.network]
  const hasNoFdb = vteps.length === 0 && sequence.network !== PLAIN
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable (WCAG 2.2 §2.1.1).
    <section class="step-tables" tabIndex={0} aria-label={words.after(sequence.steps[index]?.number ?? 0)}>
      <h4>{words.after(sequence.steps[index]?.number ?? 0)}</h4>
      {hasNoFdb ? <p class="note">{words.noFdb}</p> : null}
      {vteps.slice(0, STEP_TABLES).map((vtep) => (
        <FdbTable
          key={`fdb ${vtep}`}
          vtep={vtep}
          lines={after.fdb.filter((line) => line.vtep === vtep)}
          fresh={freshFdb}
        />
      ))}
      {vteps.length > STEP_TABLES ? <p class="note">{words.moreTables(vteps.length - STEP_TABLES)}</p> : null}
      {sequence.network !== PLAIN && network?.hosts.length === 0 && hosts.length === 0 ? (
        <p class="note">{words.noMac}</p>
      ) : null}
      {hosts.slice(0, STEP_TABLES).map((host) => (
        <NeighbourTable
          key={`neighbours ${host}`}
          host={host}
          lines={after.neighbours.filter((line) => line.host === host)}
          fresh={freshNeighbours}
        />
      ))}
      {hosts.length > STEP_TABLES ? <p class="note">{words.moreTables(hosts.length - STEP_TABLES)}</p> : null}
    </section>
  )
}

interface Owners {
  readonly vteps: readonly string[]
  readonly hosts: readonly string[]
}

/** Who has tables: those who take part first; others only when they have learned something. */
function owners(sequence: Sequence, names: Names, { fdb, neighbours }: Tables): Owners {
  const network = names.facts.networks[sequence.network]
  const { initiatorVtep, targetVtep, hasTarget } = participantsOf(sequence, names)
  const hasFdb = names.hasVteps(sequence.network)
  const ends = [initiatorVtep, targetVtep, ...(network?.vteps ?? []).map((vtep) => vtep.address)]
  // A host behind a router asks for no neighbours in this network.
  const asks = sequence.initiatorMac !== 0 && !isRouted(network?.mode ?? Mode.Unknown)
  const hosts = asks ? [sequence.initiator, ...(hasTarget ? [sequence.target] : [])] : []
  const named = (addresses: readonly number[]): readonly string[] =>
    addresses.filter((address) => address !== NO_ADDRESS).map((address) => names.address(address))
  return {
    vteps: [...new Set([...(hasFdb ? named(ends) : []), ...fdb.map((line) => line.vtep)])],
    hosts: [...new Set([...named(hosts), ...neighbours.map((line) => line.host)])],
  }
}

interface Tables {
  readonly fdb: readonly FdbLine[]
  readonly neighbours: readonly NeighbourLine[]
}

interface TableProps<T> {
  readonly lines: readonly T[]
  readonly fresh: Fresh
}

function FdbTable({ vtep, lines, fresh }: TableProps<FdbLine> & { readonly vtep: string }): JSX.Element {
  const { names, language } = usePage()
  const words = PAGE_LADDER[language]
  const { columns } = names.words
  const shown = nearFresh(lines, (line) => fresh.has(fdbKey(line)))
  const [first] = lines
  return (
    <Known
      caption={words.fdb(vtep) + (first === undefined ? '' : learningText(first, names))}
      kind="fdb"
      titles={[columns.mac, columns.dst, columns.since]}
      count={lines.length}
      shown={shown.length}
    >
      {shown.map((line) => (
        <FdbRow key={fdbKey(line)} line={line} before={fresh.get(fdbKey(line))} />
      ))}
    </Known>
  )
}

/** A remark on all lines of a table; empty if they are certainly learned. */
function learningText({ learns, mode }: FdbLine, { words, view }: Names): string {
  if (learns !== Learns.Yes) return words.learning[learns](words.modes[mode])
  return mode === Mode.HeadEndReplication ? PAGE_LADDER[view.language].unlessStatic : ''
}

function FdbRow({ line, before }: { readonly line: FdbLine; readonly before: string | undefined }): JSX.Element {
  const { names, language } = usePage()
  const words = PAGE_LADDER[language]
  const { mac, dst, origin, shown, doubt } = line
  // The mark already says what the frame taught.
  const why = origin === Origin.Learned && doubt === '' ? '' : names.entry(line)
  return (
    <tr class={before === undefined ? '' : 'fresh'}>
      <th scope="row" class="mono whole">
        {mac}
        {mac === NO_MAC ? <small>{words.floods}</small> : null}
      </th>
      <td class="mono">
        <Was before={before} />
        <Address text={dst} />
      </td>
      <td>
        {origin === Origin.Configured ? names.words.before : null}
        {origin !== Origin.Configured && shown > 0 ? (
          <Learned frame={shown} before={before} isHollow={isHollow(line)} />
        ) : null}
        {why === '' ? null : <small>{why}</small>}
      </td>
    </tr>
  )
}

function NeighbourTable({ host, lines, fresh }: TableProps<NeighbourLine> & { readonly host: string }): JSX.Element {
  const { names, language } = usePage()
  const words = PAGE_LADDER[language]
  const { columns, sources } = names.words
  const shown = nearFresh(lines, (line) => fresh.has(neighbourKey(line)))
  return (
    <Known
      caption={words.neighbours(host)}
      kind="neighbours"
      titles={[columns.ip, columns.lladdr, columns.learned]}
      count={lines.length}
      shown={shown.length}
    >
      {shown.map((line) => {
        const before = fresh.get(neighbourKey(line))
        return (
          <tr key={line.ip} class={before === undefined ? '' : 'fresh'}>
            <th scope="row" class="mono">
              <Address text={line.ip} />
            </th>
            <td class="mono whole">
              <Was before={before} />
              {line.mac}
            </td>
            <td>
              <Learned frame={line.learned} before={before} /> <small>{sources[line.how]}</small>
            </td>
          </tr>
        )
      })}
    </Known>
  )
}

interface KnownProps {
  readonly caption: string
  readonly kind: 'fdb' | 'neighbours'
  readonly titles: readonly string[]
  readonly count: number
  readonly shown: number
  readonly children: ComponentChildren
}

/** A table of what a VTEP or host knows, or words that say it is empty. */
function Known({ caption, kind, titles, count, shown, children }: KnownProps): JSX.Element {
  const words = PAGE_LADDER[usePage().language]
  return (
    <table class={`known known-${kind}`}>
      <caption>{caption}</caption>
      {count === 0 ? (
        <tbody>
          <tr>
            <td class="known-empty">{words.empty}</td>
          </tr>
        </tbody>
      ) : (
        <>
          <thead>
            <tr>
              {titles.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </>
      )}
      {count > shown ? (
        <tfoot>
          <tr>
            <td colSpan={titles.length}>{words.moreRows(count - shown)}</td>
          </tr>
        </tfoot>
      ) : null}
    </table>
  )
}

/** As many lines as there is room for, what is marked among them. */
function nearFresh<T>(lines: readonly T[], isFresh: (line: T) => boolean): readonly T[] {
  if (lines.length <= STEP_ROWS) return lines
  const last = lines.findLastIndex(isFresh)
  const start = Math.max(0, Math.min(last - (STEP_ROWS >> 1), lines.length - STEP_ROWS))
  return lines.slice(start, start + STEP_ROWS)
}

/** An address that may be broken behind its colons. */
function Address({ text }: { readonly text: string }): JSX.Element {
  return <>{text.split(/(?<=:)(?!:)/).map((part, i) => [i === 0 ? null : <wbr key={i} />, part])}</>
}

/** Where it was before it moved. */
function Was({ before }: { readonly before: string | undefined }): JSX.Element | null {
  if (before === undefined || before === '') return null
  return (
    <>
      <del>{before}</del>
      <br />→{' '}
    </>
  )
}

interface LearnedProps {
  readonly frame: number
  readonly before: string | undefined
  /** Whether nothing is sure to have been learned. */
  readonly isHollow?: boolean
}

function Learned({ frame, before, isHollow: isUnsure = false }: LearnedProps): JSX.Element {
  const words = PAGE_LADDER[usePage().language]
  const mark = isUnsure ? words.hollow : before === '' ? words.fresh : words.changed
  return (
    <span class="known-from">
      {before === undefined ? null : <strong>{mark} </strong>}
      <Frames frames={[frame]} />
    </span>
  )
}

/** The tables of the ends that were clicked in the drawing, and of the hosts behind them. */
function ofEnds({ fdb, neighbours }: Tables, at: string, names: Names): Tables {
  const ends = focusFrom(at)?.ends
  if (ends === undefined) return { fdb, neighbours }
  const hosts = new Set(
    names.facts.networks.flatMap((network) =>
      network.hosts
        .filter(({ vtep }) => ends.includes(names.address(vtep)))
        .flatMap(({ addresses, mac }) => addresses.map((address) => names.host(address, mac))),
    ),
  )
  return {
    fdb: fdb.filter((line) => ends.includes(line.vtep)),
    neighbours: neighbours.filter((line) => hosts.has(line.host)),
  }
}

/** The tables of all networks at the capture's end, with what tells of each line. */
export function FinalTables({ at }: { readonly at: string }): JSX.Element {
  const { names, language, data } = usePage()
  const { words } = names
  const own = PAGE_LADDER[language]
  // Where there are no tables at all, none is empty.
  const none = names.emptyTables === words.emptyTables ? own.nothingAtEnd : names.emptyTables
  const { fdb, neighbours } = useMemo(() => ofEnds(finalSnapshot(names), at, names), [names, at])
  const tables = [
    ...grouped(fdb, (line) => names.fdbOf(line)).map(({ title, of }) => ({
      title,
      table: <FinalFdb title={title} lines={of} />,
    })),
    ...grouped(neighbours, (line) => words.neighboursIn(line.network)).map(({ title, of }) => ({
      title,
      table: <FinalNeighbours title={title} lines={of} />,
    })),
  ]
  return (
    <section class="final-tables" aria-labelledby="final-tables">
      <h3 id="final-tables">{own.atEnd}</h3>
      {tables.length === 0 ? (
        <p class="note">{none}</p>
      ) : (
        <>
          <p class="note">{own.atEndMeans}</p>
          <div class="final-grid">
            {tables.slice(0, TABLES).map(({ title, table }) => (
              <div key={title} class="final-table">
                {table}
              </div>
            ))}
          </div>
          {tables.length > TABLES ? <p class="note">{own.moreTables(tables.length - TABLES)}</p> : null}
        </>
      )}
      <LeftOut what="entries" count={data.left.entries} />
      <LeftOut what="neighbours" count={data.left.neighbours} />
    </section>
  )
}

function FinalFdb({ title, lines }: FinalProps<FdbLine>): JSX.Element {
  const { names, language } = usePage()
  const { words } = names
  const { columns } = words
  return (
    <FinalTable
      title={title}
      titles={[columns.mac, columns.dst, columns.since, columns.last, columns.evidence]}
      rows={lines.map((line) => [
        <span key="mac" class="mono">
          {line.mac}
        </span>,
        <span key="dst" class="mono">
          {line.dst}
        </span>,
        line.origin === Origin.Learned ? <Frames key="since" frames={[line.shown]} /> : sinceText(line, names),
        line.last === 0 ? lastText(line, names) : <Frames key="last" frames={[line.last]} />,
        names.entry(line),
      ])}
      words={PAGE_LADDER[language]}
    />
  )
}

function FinalNeighbours({ title, lines }: FinalProps<NeighbourLine>): JSX.Element {
  const { names, language } = usePage()
  const { words } = names
  const { columns } = words
  return (
    <FinalTable
      title={title}
      titles={[columns.host, columns.ip, columns.lladdr, columns.learned, columns.last, columns.evidence]}
      rows={lines.map((line) => [
        <span key="host" class="mono">
          {line.host}
        </span>,
        <span key="ip" class="mono">
          {line.ip}
        </span>,
        <span key="mac" class="mono">
          {line.mac}
        </span>,
        <Frames key="learned" frames={[line.learned]} />,
        line.last === 0 ? lastText(line, names) : <Frames key="last" frames={[line.last]} />,
        neighbourEvidence(line, names),
      ])}
      words={PAGE_LADDER[language]}
    />
  )
}

interface FinalProps<T> {
  readonly title: string
  readonly lines: readonly T[]
}

interface FinalTableProps {
  readonly title: string
  readonly titles: readonly string[]
  readonly rows: readonly (readonly ComponentChildren[])[]
  readonly words: PageLadderWords
}

function FinalTable({ title, titles, rows, words }: FinalTableProps): JSX.Element {
  return (
    <>
      <Scroll label={title}>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              {titles.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, ROWS).map(([first, ...cells], i) => (
              <tr key={i}>
                <th scope="row">{first}</th>
                {cells.map((cell, column) => (
                  <td key={titles[column + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {rows.length > ROWS ? <p class="left-out">{words.moreRows(rows.length - ROWS)}</p> : null}
    </>
  )
}
