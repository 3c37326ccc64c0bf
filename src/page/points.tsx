/** What lies between files that are capture points of the same traffic: losses, delays, and what was changed on the way. */
import type { JSX } from 'preact'
import { PAGE_FINDINGS } from '../words/screens/page-findings.js'
import { usePage } from './context.js'
import type { PointsData } from './data.js'
import { PlainTable } from './tables.js'

export function Points(): JSX.Element {
  const { data, language } = usePage()
  return (
    <>
      {data.points?.map((pair, i) => (
        <Pair key={i} pair={pair[language]} />
      ))}
    </>
  )
}

function Pair({ pair }: { readonly pair: PointsData }): JSX.Element {
  const { language } = usePage()
  const { tableOf } = PAGE_FINDINGS[language]
  const { kind, verdict, clocks, ways, changes, losses, notes } = pair
  return (
    <article class="points">
      <h3 class={kind === 'loss' ? 'verdict-bad' : ''}>{verdict}</h3>
      {clocks === '' ? null : <p>{clocks}</p>}
      <PlainTable table={ways} caption={tableOf.ways} />
      <PlainTable table={changes} caption={tableOf.changes} />
      <PlainTable table={losses} caption={tableOf.losses} />
      {notes.length === 0 ? null : (
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </article>
  )
}
