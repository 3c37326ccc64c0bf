/** What the checksums are worth: damage told from what the network card fills in later. */
import type { JSX } from 'preact'
import { protocolTitle } from '../present/field-words.js'
import { type CauseName, PAGE_FINDINGS } from '../words/screens/page-findings.js'
import { usePage } from './context.js'
import { Frames, Scroll } from './section.js'

/** What harms, what merely looks as if it did, and the rest. */
const LOUD: ReadonlySet<CauseName> = new Set(['corrupt', 'kernel-fault', 'translated', 'absent-forbidden'])
const QUIET: ReadonlySet<CauseName> = new Set(['seed', 'outer'])

export function Checksums(): JSX.Element {
  const { data, language } = usePage()
  const words = PAGE_FINDINGS[language]
  if (data.checksums.length === 0) return <p>{words.noChecksums}</p>
  const causes = [...new Set(data.checksums.map(({ cause }) => cause))]
  return (
    <>
      <Scroll label={words.tableOf.checksums}>
        <table>
          <caption class="unseen">{words.tableOf.checksums}</caption>
          <thead>
            <tr>
              <th scope="col">{words.checksums.protocol}</th>
              <th scope="col">{words.checksums.place}</th>
              <th scope="col">{words.checksums.cause}</th>
              <th scope="col" class="right">
                {words.checksums.packets}
              </th>
              <th scope="col">{words.checksums.frames}</th>
            </tr>
          </thead>
          <tbody>
            {data.checksums.map(({ protocol, tunnels, outer, cause, packets, frames }, i) => (
              <tr key={i}>
                <td>
                  <span title={protocolTitle(protocol, protocol, language)}>{protocol.toUpperCase()}</span>
                </td>
                <td>{words.places(tunnels, outer)}</td>
                <td>
                  <span class={LOUD.has(cause) ? 'verdict-bad' : QUIET.has(cause) ? 'verdict-quiet' : ''}>
                    {words.causes[cause]}
                  </span>
                </td>
                <td class="right">{packets}</td>
                <td>{cause === 'good' || cause === 'absent' ? '' : <Frames frames={frames} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <dl class="causes">
        {causes.map((cause) => (
          <div key={cause}>
            <dt>{words.causes[cause]}</dt>
            <dd>{words.meanings[cause]}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
