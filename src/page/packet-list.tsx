/** The packets of the page, a row each as `read` prints them, and the search among them. */
import { Component, type JSX, type TargetedMouseEvent } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { filterProblem } from '../words/screens/filter.js'
import { PAGE_PACKETS, type PagePacketsWords } from '../words/screens/page-packets.js'
import { usePage, useReader, useSelection } from './context.js'
import { focusFrom } from './focus.js'
import { Fold } from './fold.js'
import { Only } from './only.js'
import { type Row, rowsOf } from './rows.js'
import { NO_TUNNEL, PacketSearch } from './search.js'
import { LeftOut } from './section.js'

/** Rows that stand in the markup at most, if there are more packets than `COMPLETE`. */
const FIRST = 50
/** As many packets are all in the markup, for paper and for readers without JavaScript. */
const COMPLETE = 300
/** Rows shown at once in the browser, and with each "more". */
const WINDOW = 200
/** Tunnels to choose from; a capture of thousands has the search. */
const MAX_TUNNELS = 200

export function PacketList(): JSX.Element {
  const { data, names, packets, language } = usePage()
  const { frame, select } = useSelection()
  const words = PAGE_PACKETS[language]
  const rows = useMemo(() => rowsOf(packets, data.utcOffset), [packets, data])
  const search = useMemo(() => new PacketSearch(rows, packets, data.utcOffset), [rows, packets, data])
  const hasMarks = useMemo(() => rows.some(({ marks }) => marks !== ''), [rows])
  const { place, go } = useReader()
  const { filter, tunnel, kinds, at } = place
  const [limit, setLimit] = useState(rows.length > COMPLETE ? FIRST : COMPLETE)
  useEffect(() => setLimit((now) => Math.max(now, WINDOW)), [])
  const { rows: found, problem } = useMemo(() => {
    const { ends, network } = focusFrom(at) ?? { ends: [], network: -1 }
    const inTunnel = names.facts.networks[network] === undefined ? '' : names.network(network)
    return search.find(filter, { tunnel, kinds, ends, network: inTunnel })
  }, [search, filter, tunnel, kinds, at, names])
  const shown = found.slice(0, limit)
  const clear = (): void => go({ filter: '', tunnel: '', kinds: [], at: '' })
  if (rows.length === 0) {
    return (
      <>
        <p class="note">{words.empty}</p>
        <LeftOut what="packets" count={data.left.packets} />
      </>
    )
  }
  return (
    <>
      <search class="packets-search">
        <div class="packets-ask">
          <label class="packets-box">
            <span class="packets-label">{words.search}</span>
            <input
              type="search"
              value={filter}
              placeholder={words.examples}
              aria-describedby="packets-help"
              aria-invalid={problem === undefined ? undefined : 'true'}
              autocomplete="off"
              spellcheck={false}
              onFocus={() => search.prepare()}
              onInput={(e) => go({ filter: e.currentTarget.value })}
            />
          </label>
          <TunnelChoice rows={rows} words={words} tunnel={tunnel} choose={(name) => go({ tunnel: name })} />
        </div>
        <KindChoice rows={rows} words={words} kinds={kinds} choose={(names) => go({ kinds: names })} />
        <p id="packets-help" class="note">
          {words.help}
        </p>
        {problem === undefined ? null : (
          <div class="packets-problem" role="alert">
            <pre>{problem.underlined}</pre>
            <p>{filterProblem(problem, language)}</p>
          </div>
        )}
      </search>
      <Only />
      <p class="packets-count" role="status">
        {words.count(found.length, rows.length)}
      </p>
      {found.length === 0 ? (
        <p class="packets-none">
          {words.none}{' '}
          <button type="button" onClick={clear}>
            {words.clear}
          </button>
        </p>
      ) : (
        <Fold height={300}>
          <PacketTable rows={shown} hasMarks={hasMarks} words={words} frame={frame} select={select} />
        </Fold>
      )}
      {shown.length < found.length ? (
        <p class="packets-more">
          {words.shown(shown.length, found.length)}{' '}
          <button type="button" onClick={() => setLimit(limit + WINDOW)}>
            {words.more(Math.min(WINDOW, found.length - shown.length))}
          </button>
        </p>
      ) : null}
      <LeftOut what="packets" count={data.left.packets} />
    </>
  )
}

interface ChoiceProps {
  readonly rows: readonly Row[]
  readonly words: PagePacketsWords
}

function TunnelChoice({ rows, words, tunnel, choose }: TunnelChoiceProps): JSX.Element | null {
  const tunnels = useMemo(() => [...new Set(rows.flatMap((row) => row.tunnels))].sort(byNumber), [rows])
  const hasPlain = useMemo(() => rows.some((row) => row.tunnels.length === 0), [rows])
  if (tunnels.length + (hasPlain ? 1 : 0) < 2) return null
  return (
    <label class="packets-box">
      <span class="packets-label">{words.tunnel}</span>
      <select value={tunnel} onChange={(e) => choose(e.currentTarget.value)}>
        <option value="">{words.anyTunnel}</option>
        {tunnels.slice(0, MAX_TUNNELS).map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        {hasPlain ? <option value={NO_TUNNEL}>{words.noTunnel}</option> : null}
      </select>
    </label>
  )
}

interface TunnelChoiceProps extends ChoiceProps {
  readonly tunnel: string
  readonly choose: (tunnel: string) => void
}

function KindChoice({ rows, words, kinds, choose }: KindChoiceProps): JSX.Element | null {
  const counts = useMemo(() => {
    const byKind = new Map<string, number>()
    for (const { kind } of rows) byKind.set(kind, (byKind.get(kind) ?? 0) + 1)
    return [...byKind].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  }, [rows])
  if (counts.length < 2) return null
  return (
    <fieldset class="packets-kinds">
      <legend class="unseen">{words.kind}</legend>
      {counts.map(([kind, count]) => (
        <button
          key={kind}
          type="button"
          aria-pressed={kinds.includes(kind)}
          onClick={() => choose(kinds.includes(kind) ? kinds.filter((k) => k !== kind) : [...kinds, kind])}
        >
          {kind} <span class="packets-how-many">{count}</span>
        </button>
      ))}
    </fieldset>
  )
}

interface KindChoiceProps extends ChoiceProps {
  readonly kinds: readonly string[]
  readonly choose: (kinds: readonly string[]) => void
}

function PacketTable({ rows, hasMarks, words, frame, select }: PacketTableProps): JSX.Element {
  const { columns } = words
  return (
    <table class="packets-table">
      <caption class="unseen">{words.caption}</caption>
      <thead>
        <tr>
          <th scope="col" class="right">
            {columns.number}
          </th>
          <th scope="col">{columns.time}</th>
          <th scope="col" class="right">
            {columns.since}
          </th>
          <th scope="col">{columns.tunnel}</th>
          <th scope="col">{columns.underlay}</th>
          <th scope="col">{columns.inside}</th>
          {hasMarks ? <th scope="col">{columns.marks}</th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <PacketRow
            key={row.frame}
            row={row}
            hasMarks={hasMarks}
            isSelected={row.frame === frame}
            words={words}
            select={select}
          />
        ))}
      </tbody>
    </table>
  )
}

interface PacketTableProps {
  readonly rows: readonly Row[]
  /** Whether any packet of the page has marks, shown or not. */
  readonly hasMarks: boolean
  readonly words: PagePacketsWords
  readonly frame: number
  readonly select: (frame: number) => void
}

interface RowProps {
  readonly row: Row
  readonly hasMarks: boolean
  readonly isSelected: boolean
  readonly words: PagePacketsWords
  readonly select: (frame: number) => void
}

/** A component of its own kind, so that typing and opening do not make thousands of rows anew. */
class PacketRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { row, isSelected, words } = this.props
    return next.row !== row || next.isSelected !== isSelected || next.words !== words
  }

  override render({ row, hasMarks, isSelected, words, select }: RowProps): JSX.Element {
    const { frame } = row
    const open = (e: TargetedMouseEvent<HTMLTableRowElement>): void => {
      // Whoever selects text in a row does not want to open it.
      if (getSelection()?.isCollapsed === false) return
      e.currentTarget.querySelector('button')?.focus({ preventScroll: true })
      select(frame)
    }
    return (
      <tr
        class={isSelected ? 'packets-row chosen' : 'packets-row'}
        aria-current={isSelected ? 'true' : undefined}
        onClick={open}
      >
        <th scope="row" class="right">
          <button type="button" class="frame" aria-pressed={isSelected} title={words.open(frame)}>
            {frame}
          </button>
        </th>
        <td class="packets-time">{row.time}</td>
        <td class="packets-since right">{row.delta}</td>
        <td class="packets-tunnel">{row.tunnels.join(' › ')}</td>
        <td class="packets-underlay">{row.underlay}</td>
        <td class="packets-inside">{row.inside}</td>
        {hasMarks ? (
          <td class={row.marks.startsWith('!') ? 'packets-marks loud' : 'packets-marks'}>{row.marks}</td>
        ) : null}
      </tr>
    )
  }
}

/** `vxlan 9` before `vxlan 42`. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
