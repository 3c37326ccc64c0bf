/** What is wrong, the worst first: each with the packets that show it, the cause, and what mends it. */
import type { JSX } from 'preact'
import { CHECK } from '../words/screens/check.js'
import { PAGE_FINDINGS } from '../words/screens/page-findings.js'
import { usePage } from './context.js'
import type { FindingData } from './data.js'
import { Frames, LeftOut } from './section.js'

/** Findings of one kind that are open from the start. */
const OF_ONE_KIND = 3

export function Findings(): JSX.Element {
  const { data, language } = usePage()
  const words = PAGE_FINDINGS[language]
  if (data.findings.length === 0) return <p class="finding-none">{words.nothingWrong}</p>
  return (
    <>
      {kinds(data.findings).map((kind) => {
        const { id, severity } = kind[0]!
        const rest = kind.slice(OF_ONE_KIND)
        return (
          <div key={`${severity} ${id}`} class="finding-kind">
            {kind.slice(0, OF_ONE_KIND).map((finding, i) => (
              <FindingCard key={i} finding={finding} before={kind[i - 1]} />
            ))}
            {rest.length === 0 ? null : (
              <details>
                <summary>{words.moreOfKind(id, rest.length)}</summary>
                {rest.map((finding, i) => (
                  <FindingCard key={i} finding={finding} before={kind[OF_ONE_KIND + i - 1]} />
                ))}
              </details>
            )}
          </div>
        )
      })}
      <LeftOut what="findings" count={data.left.findings} />
    </>
  )
}

/** `before` is the finding of the same kind above this one: text that it has already is not repeated. */
function FindingCard({ finding, before }: { finding: FindingData; before: FindingData | undefined }): JSX.Element {
  const { language } = usePage()
  const words = CHECK[language]
  const says = finding.words[language]
  const saidBefore = before?.words[language]
  const parts = (['why', 'fix', 'verify'] as const).filter(
    (part) => says[part] !== '' && says[part] !== saidBefore?.[part],
  )
  const quotes = before === undefined ? finding.quotes : []
  return (
    <article class={`finding finding-${finding.severity}`}>
      <header>
        <span class="finding-severity">{words.severities[finding.severity]}</span>
        <code class="finding-id">{finding.id}</code>
        <span class="finding-sure">{PAGE_FINDINGS[language].confidence(words.confidence[finding.confidence])}</span>
      </header>
      <h3>{says.says}</h3>
      <p class="finding-frames">
        <Frames frames={finding.frames} />
      </p>
      <dl>
        {parts.map((part) => (
          <div key={part}>
            <dt>{words.labels[part]}</dt>
            <dd class={part === 'why' ? '' : 'finding-commands'}>{says[part]}</dd>
          </div>
        ))}
        {quotes.length === 0 ? null : (
          <div>
            <dt>{words.labels.quote}</dt>
            <dd lang="en">
              {quotes.map(({ sentence, source }) => (
                <blockquote key={source}>{words.quoted(sentence, source)}</blockquote>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </article>
  )
}

/** Those of one kind and severity together, in the order in which they come. */
function kinds(findings: readonly FindingData[]): readonly (readonly FindingData[])[] {
  const found = new Map<string, FindingData[]>()
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.id}`
    const kind = found.get(key)
    if (kind === undefined) found.set(key, [finding])
    else kind.push(finding)
  }
  return [...found.values()]
}
