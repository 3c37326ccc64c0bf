/** The traffic of each network over time as stacked bars, with the sums. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Timestamp } from '../analysis/timestamps.js'
import { countText, octetsText } from '../words/amounts.js'
import { PAGE_DRAWING, type PageDrawingWords } from '../words/screens/page-drawing.js'
import { type Page, usePage } from './context.js'
import type { TimelineData } from './data.js'
import { Scroll } from './section.js'

type Measure = 'packets' | 'octets'
const MEASURES: readonly Measure[] = ['packets', 'octets']
type Series = TimelineData['series'][number]

const WIDTH = 920
const HEIGHT = 180
/** Room for the scale at the left and for the times below. */
const LEFT = 70
const BELOW = 26
/** Colours that there are for series; further ones share the last. */
const COLOURS = 7
const MAX_NANOSECONDS = 999_999_999

export function Timeline(): JSX.Element {
  const page = usePage()
  const { data, names, language } = page
  const words = PAGE_DRAWING[language]
  const [measure, setMeasure] = useState<Measure>('packets')
  const { span, series } = data.timeline
  const spans = series[0]?.packets.length ?? 0
  if (spans === 0) return <p>{words.noTimeline}</p>
  return (
    <>
      <div class="timeline-choice">
        {MEASURES.map((m) => (
          <button key={m} type="button" aria-pressed={m === measure} onClick={() => setMeasure(m)}>
            {words.measures[m]}
          </button>
        ))}
      </div>
      <Scroll label={words.chart(spans, names.duration(span))}>
        <Chart page={page} measure={measure} />
      </Scroll>
      <Scroll label={words.network}>
        <table class="timeline-legend">
          <thead>
            <tr>
              <th scope="col">{words.network}</th>
              <th scope="col" class="right">
                {words.measures.packets}
              </th>
              <th scope="col" class="right">
                {words.measures.octets}
              </th>
              <th scope="col" class="right">
                {words.share}
              </th>
            </tr>
          </thead>
          <tbody>
            {series.map((s, i) => (
              <tr key={s.network}>
                <td>
                  <svg class={`timeline-key series-${Math.min(i, COLOURS)}`} viewBox="0 0 12 12" aria-hidden="true">
                    <rect width="12" height="12" rx="2" />
                  </svg>{' '}
                  {seriesName(s, page, words)}
                </td>
                <td class="right">{countText(sum(s.packets))}</td>
                <td class="right">{octetsText(sum(s.octets))}</td>
                <td class="right">{percent(sum(s[measure]), series, measure)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  )
}

function Chart({ page, measure }: { readonly page: Page; readonly measure: Measure }): JSX.Element {
  const { data, names, language } = page
  const words = PAGE_DRAWING[language]
  const { span, start, series } = data.timeline
  const spans = series[0]!.packets.length
  const totals = Array.from({ length: spans }, (_, i) => series.reduce((all, s) => all + s[measure][i]!, 0))
  const top = ceiling(Math.max(1, ...totals))
  const bar = (WIDTH - LEFT) / spans
  const amount = (n: number): string => (measure === 'octets' ? octetsText(n) : countText(n))
  const y = (n: number): number => HEIGHT - (n / top) * (HEIGHT - 10)
  const since = (i: number): string => names.since(i * span)
  return (
    <svg
      class="timeline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT + BELOW}`}
      role="img"
      aria-label={words.chart(spans, names.duration(span))}
    >
      {[0, 0.5, 1].map((part) => (
        <g key={part}>
          <path class="timeline-grid" d={`M${LEFT} ${y(top * part)} L${WIDTH} ${y(top * part)}`} />
          <text class="timeline-scale" x={LEFT - 8} y={y(top * part) + 4}>
            {amount(top * part)}
          </text>
        </g>
      ))}
      {totals.map((_, i) => {
        let below = 0
        return (
          <g key={i}>
            {series.map((s, n) => {
              const value = s[measure][i]!
              if (value === 0) return null
              const from = below
              below += value
              return (
                <rect
                  key={s.network}
                  class={`series-${Math.min(n, COLOURS)}`}
                  x={LEFT + i * bar + bar * 0.06}
                  width={bar * 0.88}
                  y={y(below)}
                  height={y(from) - y(below)}
                >
                  <title>{words.spanAt(since(i), `${seriesName(s, page, words)} ${amount(value)}`)}</title>
                </rect>
              )
            })}
          </g>
        )
      })}
      {[0, 0.5, 1].map((part) => (
        <text
          key={part}
          class={`timeline-time timeline-at-${part * 2}`}
          x={LEFT + part * (WIDTH - LEFT)}
          y={HEIGHT + 18}
        >
          {part === 0 ? names.clock(timestampAt(start)) : since(part * spans)}
        </text>
      ))}
    </svg>
  )
}

/** Seconds since 1970, and less than none before it, as whole ones and nanoseconds, which are never negative. */
function timestampAt(time: number): Timestamp {
  const seconds = Math.floor(time)
  return { frame: 0, seconds, nanoseconds: Math.min(MAX_NANOSECONDS, Math.round((time - seconds) * 1e9)) }
}

function seriesName({ network }: Series, { names }: Page, { others }: PageDrawingWords): string {
  return network < 0 ? others : names.network(network)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, n) => all + n, 0)
}

function percent(part: number, series: readonly Series[], measure: Measure): string {
  const all = series.reduce((total, s) => total + sum(s[measure]), 0)
  return all === 0 ? '–' : `${((100 * part) / all).toFixed(1)} %`
}

/** The next number that reads well on a scale: 1, 2 or 5 with zeros. */
function ceiling(n: number): number {
  const unit = 10 ** Math.floor(Math.log10(n))
  return ([1, 2, 5].find((step) => step * unit >= n) ?? 10) * unit
}
