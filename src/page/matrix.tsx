/**
 * Many tunnel ends as a matrix: a row for who sends, a column for who gets it, the darker the more. Pipes between so many
 * would be a knot. One network can be looked at alone.
 */
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { NO_ADDRESS } from '../analysis/tables/address-table.js'
import { PAGE_DRAWING } from '../words/screens/page-drawing.js'
import { usePage, useReader } from './context.js'
import { type DrawingVerdicts, signed, type Verdict } from './drawing-verdicts.js'
import { focusFrom, focusText } from './focus.js'
import { Scroll } from './section.js'

/** Ends that it has at most, the busiest. */
const ENDS = 60
/** Pixels of a cell with few ends and with many. */
const CELL = { few: 22, many: 12, until: 24 } as const
const LABEL = 128
const HEAD = 96
const LETTERS = 17

interface Cell {
  readonly from: number
  readonly to: number
  readonly packets: number
  readonly verdict: Verdict
}

interface MatrixProps {
  /** By their traffic. */
  readonly ends: readonly number[]
  readonly verdicts: DrawingVerdicts
}

export function Matrix({ ends, verdicts }: MatrixProps): JSX.Element {
  const { data, names, language } = usePage()
  const { place, go } = useReader()
  const words = PAGE_DRAWING[language]
  const [network, choose] = useState(-1)
  const networks = useMemo(() => [...new Set(data.links.map((link) => link.network))], [data])
  const { shown, cells } = useMemo(() => {
    const links = data.links.filter((link) => network < 0 || link.network === network)
    const used = new Set(links.flatMap(({ a, b }) => [a, b]))
    const shown = [...ends.filter((end) => used.has(end)), ...[...used].filter((end) => !ends.includes(end))]
      .filter((end) => end !== NO_ADDRESS)
      .slice(0, ENDS)
    const sums = new Map<string, Cell>()
    for (const link of links) {
      const verdict = verdicts.ofTunnel(link)
      for (const [a, b, packets] of [
        [link.a, link.b, link.forth],
        [link.b, link.a, link.back],
      ] as const) {
        const [from, to] = [shown.indexOf(a), shown.indexOf(b)]
        if (from < 0 || to < 0 || packets === 0) continue
        const before = sums.get(`${from} ${to}`)
        sums.set(`${from} ${to}`, {
          from,
          to,
          packets: (before?.packets ?? 0) + packets,
          verdict: before?.verdict === 'error' || verdict === '' ? (before?.verdict ?? verdict) : verdict,
        })
      }
    }
    return { shown, cells: [...sums.values()] }
  }, [data, ends, network, verdicts])
  const size = shown.length > CELL.until ? CELL.many : CELL.few
  const most = Math.log10(1 + Math.max(1, ...cells.map(({ packets }) => packets)))
  const [width, height] = [LABEL + shown.length * size + 60, HEAD + shown.length * size + 2]
  const name = (i: number): string => names.address(shown[i]!)
  const chosen = focusFrom(place.at)?.ends ?? []
  const pick = (...picked: readonly string[]): void => {
    const at = focusText(picked, picked.length > 1 && network >= 0 ? network : -1)
    go({ at: at === place.at ? '' : at, network: -1, sequence: 0, step: 0 })
  }
  return (
    <figure class="drawing matrix">
      {networks.length < 2 ? null : (
        <label class="packets-box">
          <span class="packets-label">{words.network}</span>
          <select value={network} onChange={(e) => choose(Number(e.currentTarget.value))}>
            <option value={-1}>{words.allNetworks}</option>
            {networks.slice(0, 200).map((one) => (
              <option key={one} value={one}>
                {names.network(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      <Scroll label={words.matrix(shown.length)}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no drawing. */}
        <svg
          viewBox={`0 0 ${width} ${height}`}
          style={{ width: `${width}px` }}
          role="group"
          aria-label={words.matrix(shown.length)}
        >
          {shown.map((end, i) => {
            const y = HEAD + i * size
            const verdict = verdicts.ofEnd(end)
            return (
              <g key={end}>
                {/* biome-ignore lint/a11y/useSemanticElements: there are no buttons in a drawing. */}
                <g
                  class={`matrix-end ${verdict}`}
                  role="button"
                  tabIndex={0}
                  aria-pressed={chosen.length === 1 && chosen[0] === name(i)}
                  onClick={() => pick(name(i))}
                  onKeyDown={(e) => {
                    if (e.key !== 'Enter' && e.key !== ' ') return
                    e.preventDefault()
                    pick(name(i))
                  }}
                >
                  <rect x={0} y={y} width={LABEL - 4} height={size} />
                  <text x={LABEL - 8} y={y + size / 2 + 4}>
                    {signed(shortName(name(i)), verdict)}
                  </text>
                </g>
                <text
                  class="matrix-column"
                  transform={`translate(${LABEL + (i + 0.5) * size + 4} ${HEAD - 6}) rotate(-55)`}
                >
                  {shortName(name(i))}
                </text>
                <rect class="matrix-row" x={LABEL} y={y} width={shown.length * size} height={size} />
                <rect class="matrix-self" x={LABEL + i * size} y={y} width={size} height={size} />
              </g>
            )
          })}
          {cells.map(({ from, to, packets, verdict }) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table of tunnels says the same.
            <rect
              key={`${from} ${to}`}
              class={`matrix-cell ${verdict}${chosen.length === 2 && chosen.includes(name(from)) && chosen.includes(name(to)) ? ' chosen' : ''}`}
              x={LABEL + to * size + 0.5}
              y={HEAD + from * size + 0.5}
              width={size - 1}
              height={size - 1}
              fill-opacity={0.25 + 0.75 * (Math.log10(1 + packets) / most)}
              onClick={() => pick(name(from), name(to))}
            >
              <title>{signed(words.sent(name(from), name(to), packets), verdict)}</title>
            </rect>
          ))}
        </svg>
      </Scroll>
      <figcaption class="note">
        {words.matrixLegend}
        {ends.length > shown.length && network < 0 ? ` ${words.moreSites(ends.length - shown.length)}` : ''}
      </figcaption>
    </figure>
  )
}

/** The end of a long address tells more than its beginning. */
function shortName(name: string): string {
  return name.length <= LETTERS ? name : `…${name.slice(1 - LETTERS)}`
}
