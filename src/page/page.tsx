/** The page as a whole: its head, its parts in their order, and the packet that is being looked at beside them. */
import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { Names } from '../present/learn/names.js'
import { PLAIN } from '../present/palette.js'
import { LANGUAGES, type Language } from '../words/language.js'
import { PAGE } from '../words/screens/page.js'
import { Checksums } from './checksums.js'
import {
  type Page,
  PageContext,
  type Reader,
  ReaderContext,
  type Selection,
  SelectionContext,
  usePage,
  useReader,
} from './context.js'
import type { ReportData } from './data.js'
import { Drawing } from './drawing.js'
import { Findings } from './findings.js'
import { Fold } from './fold.js'
import { PacketList } from './packet-list.js'
import { PacketView } from './packet-view.js'
import { Points } from './points.js'
import { Packets, restoredFacts, restoredTables } from './restore.js'
import { Section } from './section.js'
import { Sequences } from './sequences.js'
import { Summary } from './summary.js'
import { FlowTable, TunnelTable } from './tables.js'
import { Timeline } from './timeline.js'
import { usePlace } from './use-place.js'

const THEMES = ['auto', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]

/** `language` is the one that the page is written in: the reader may choose the other. */
export function ReportPage({
  data,
  language: first,
}: {
  readonly data: ReportData
  readonly language: Language
}): JSX.Element {
  const { place, go, browser } = usePlace()
  const language = place.lang || browser || first
  const { packet: frame } = place
  const [theme, setTheme] = useState<Theme>('auto')
  const packets = useMemo(() => new Packets(data.packets, restoredTables(data)), [data])
  const facts = useMemo(() => restoredFacts(data), [data])
  const names = useMemo(
    () =>
      new Names(facts, {
        language,
        palette: PLAIN,
        unicode: true,
        columns: 120,
        utcOffset: () => data.utcOffset,
        all: false,
      }),
    [facts, language, data],
  )
  const words = PAGE[language]
  const title = words.title(data.files.join(', '))
  useLayoutEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.title = title
  }, [language, title])
  useLayoutEffect(() => {
    document.documentElement.setAttribute('data-theme', theme)
  }, [theme])
  const page = useMemo<Page>(() => ({ data, language, names, packets }), [data, language, names, packets])
  const selection = useMemo<Selection>(() => ({ frame, select: (packet) => go({ packet }) }), [frame, go])
  const reader = useMemo<Reader>(() => ({ place, go }), [place, go])
  // The element is kept, so parts that do not show which packet is open are not rendered again when another is opened.
  const parts = useMemo(() => <Parts />, [])
  return (
    <PageContext.Provider value={page}>
      <ReaderContext.Provider value={reader}>
        <SelectionContext.Provider value={selection}>
          <a class="skip" href="#summary">
            {words.skip}
          </a>
          <a class="skip" href="#player">
            {words.skipToSteps}
          </a>
          <Head theme={theme} setTheme={setTheme} />
          <div class={frame === 0 ? 'body' : 'body with-packet'}>
            {parts}
            {frame === 0 ? null : <PacketView />}
          </div>
        </SelectionContext.Provider>
      </ReaderContext.Provider>
    </PageContext.Provider>
  )
}

interface HeadProps {
  readonly theme: Theme
  readonly setTheme: (theme: Theme) => void
}

/** What stands above all: where the parts are, and how the page is to be read. */
function Head({ theme, setTheme }: HeadProps): JSX.Element {
  const { data, language } = usePage()
  const { go } = useReader()
  const words = PAGE[language]
  return (
    <header class="head">
      <p class="brand">vxsniff</p>
      <nav aria-label={words.contents}>
        {Object.entries(words.sections)
          .filter(([id]) => id !== 'points' || data.points !== undefined)
          .map(([id, name]) => (
            <a key={id} href={`#${id}`}>
              {name}
            </a>
          ))}
      </nav>
      <div class="choices">
        <fieldset>
          <legend class="unseen">{words.language}</legend>
          {LANGUAGES.map((l) => (
            <button
              key={l}
              type="button"
              lang={l === 'zh' ? 'zh-CN' : 'en'}
              aria-pressed={l === language}
              onClick={() => go({ lang: l })}
            >
              {l === 'zh' ? '中文' : 'English'}
            </button>
          ))}
        </fieldset>
        <label>
          <span class="unseen">{words.theme}</span>
          <select value={theme} onChange={(e) => setTheme(e.currentTarget.value as Theme)}>
            {THEMES.map((t) => (
              <option key={t} value={t}>
                {words.themes[t]}
              </option>
            ))}
          </select>
        </label>
      </div>
    </header>
  )
}

/** The parts in their order. */
function Parts(): JSX.Element {
  const { data, language } = usePage()
  const words = PAGE[language]
  const { sections } = words
  return (
    <main>
      <noscript>
        <p class="note">{words.noScript}</p>
      </noscript>
      <Section id="summary" title={sections.summary}>
        <Summary />
        <Drawing />
      </Section>
      <Section id="sequences" title={sections.sequences}>
        <Sequences />
      </Section>
      <Section id="findings" title={sections.findings}>
        <Fold height={320}>
          <Findings />
        </Fold>
      </Section>
      {data.points === undefined ? null : (
        <Section id="points" title={sections.points}>
          <Points />
        </Section>
      )}
      <Section id="packets" title={sections.packets}>
        <PacketList />
      </Section>
      <Section id="tunnels" title={sections.tunnels}>
        <Fold height={220}>
          <TunnelTable />
        </Fold>
      </Section>
      <Section id="flows" title={sections.flows}>
        <Fold height={220}>
          <FlowTable />
        </Fold>
      </Section>
      <Section id="checksums" title={sections.checksums}>
        <Fold height={220}>
          <Checksums />
        </Fold>
      </Section>
      <Section id="timeline" title={sections.timeline}>
        <Fold height={320}>
          <Timeline />
        </Fold>
      </Section>
      <footer>
        <p>{words.made(data.version)}</p>
      </footer>
    </main>
  )
}
