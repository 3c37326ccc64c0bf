/** How hosts found each other: the networks, their sequences one at a time, step by step, and the tables at the end. */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { Missing, type NetworkFacts, type Sequence, StepKind } from '../analysis/learning/facts.js'
import { PLAIN } from '../analysis/tunnels/networks.js'
import type { Names } from '../present/learn/names.js'
import { tellableNetworks } from '../present/learn/network.js'
import { sequenceTitle } from '../present/learn/step-sentences.js'
import { PAGE_LADDER } from '../words/screens/page-ladder.js'
import { usePage, useReader } from './context.js'
import { focusFrom, isOnWay } from './focus.js'
import { Fold } from './fold.js'
import { AboutNetwork } from './network-facts.js'
import { Only } from './only.js'
import { Player } from './player.js'
import { LeftOut } from './section.js'
import { FinalTables } from './step-tables.js'

/** Networks and sequences that can be chosen. */
const NETWORKS = 200
const SEQUENCES = 200

export function Sequences(): JSX.Element {
  const { names, language, data } = usePage()
  const words = PAGE_LADDER[language]
  const { place, go } = useReader()
  const all = useMemo(() => storiesOf(names), [names])
  const found = useMemo(() => onWay(all, place.at, names), [all, place.at, names])
  const stories = found.length === 0 ? all : found
  // The element is kept, so a step does not render all tables again.
  const tables = useMemo(
    () => (
      <Fold height={240}>
        <FinalTables at={place.at} />
      </Fold>
    ),
    [place.at],
  )
  const asked = stories.find(({ network }) => network.network === place.network)
  const story = asked ?? stories[Math.max(0, firstTelling(stories))]
  if (story === undefined) return <p class="note">{names.words.nothing}</p>
  return (
    <>
      <Only isNothing={found.length === 0} />
      {stories.length === 1 ? null : (
        <fieldset class="chooser chooser-networks">
          <legend>{words.networks}</legend>
          <div class="chooser-list">
            {stories.slice(0, NETWORKS).map(({ network }) => (
              <button
                key={network.network}
                type="button"
                aria-pressed={network === story.network}
                onClick={() => go({ network: network.network, sequence: 0, step: 0 })}
              >
                <span class="mono">{names.network(network.network)}</span>
                {network.network === PLAIN ? null : <span class="chooser-mode">{names.words.modes[network.mode]}</span>}
              </button>
            ))}
          </div>
          {stories.length > NETWORKS ? <p class="left-out">{names.words.andMore(stories.length - NETWORKS)}</p> : null}
        </fieldset>
      )}
      <NetworkStory key={story.network.network} story={story} />
      <LeftOut what="sequences" count={data.left.sequences} />
      {tables}
    </>
  )
}

/** A network, and how its hosts found each other. */
interface Story {
  readonly network: NetworkFacts
  readonly sequences: readonly Sequence[]
}

/** The sequences by network. Network 0, which is in no tunnel, comes last since it carries the others. */
function storiesOf(names: Names): readonly Story[] {
  const told = new Set(tellableNetworks(names))
  const stories = names.facts.networks.map((network) => ({
    network,
    sequences: names.facts.sequences.filter((s) => s.network === network.network && s.steps.length > 0),
  }))
  const telling = stories.filter(({ network, sequences }) => told.has(network) || sequences.length > 0)
  const isPlain = ({ network }: Story): number => (network.network === PLAIN ? 1 : 0)
  return telling.sort((x, y) => isPlain(x) - isPlain(y))
}

/** What goes through all that was clicked in the drawing: none where nothing does. */
function onWay(stories: readonly Story[], at: string, names: Names): readonly Story[] {
  const focus = focusFrom(at)
  if (focus === undefined) return stories
  return stories.flatMap(({ network, sequences }): readonly Story[] => {
    const own = sequences.filter((sequence) => isOnWay(sequence, focus, names))
    return own.length === 0 ? [] : [{ network, sequences: own }]
  })
}

/** The first of the networks that have a most telling sequence. */
function firstTelling(stories: readonly Story[]): number {
  const telling = stories.map(({ sequences }) => Math.max(0, ...sequences.map(tells)))
  return telling.indexOf(Math.max(...telling))
}

/** How telling a sequence is. Best is a request with its reply from which both ends learn. */
function tells({ network, steps }: Sequence): number {
  const has = (kind: StepKind): number => (steps.some((step) => step.kind === kind) ? 1 : 0)
  const learns = steps.filter((step) => step.kind === StepKind.Learn && step.knownSince === undefined).length
  const asked = has(StepKind.Request) + has(StepKind.Reply)
  return (
    1 +
    (network === PLAIN ? 0 : 100) +
    10 * asked +
    Math.min(learns, 2) * 4 +
    has(StepKind.Unicast) +
    has(StepKind.Answer)
  )
}

/** The number of the most telling of a network's sequences. */
function mostTelling(sequences: readonly Sequence[]): number {
  const telling = sequences.map(tells)
  return Math.max(0, telling.indexOf(Math.max(...telling)))
}

function NetworkStory({ story: { network, sequences } }: { readonly story: Story }): JSX.Element {
  const { names, language } = usePage()
  const words = PAGE_LADDER[language]
  const { place, go } = useReader()
  const chosen = place.sequence > 0 && place.sequence <= sequences.length ? place.sequence - 1 : mostTelling(sequences)
  const sequence = sequences[chosen]
  return (
    <section class="network-story" aria-labelledby="network-story">
      <h3 id="network-story">{names.network(network.network)}</h3>
      <AboutNetwork network={network} />
      {sequences.length < 2 ? null : (
        <fieldset class="chooser">
          <legend>{words.sequences}</legend>
          <div class="chooser-list chooser-sequences">
            {sequences.slice(0, SEQUENCES).map((s, i) => (
              <button
                key={i}
                type="button"
                aria-pressed={i === chosen}
                onClick={() => go({ sequence: i + 1, step: 0 })}
              >
                <b>{sequenceTitle(s, names)}</b>
                <span>{aboutSequence(s, names)}</span>
              </button>
            ))}
          </div>
          {sequences.length > SEQUENCES ? (
            <p class="left-out">{names.words.andMore(sequences.length - SEQUENCES)}</p>
          ) : null}
        </fieldset>
      )}
      {sequence === undefined ? (
        <p class="note">{words.noSequences}</p>
      ) : (
        <>
          <h4 class="sequence-title">
            {sequenceTitle(sequence, names)}
            <span>{aboutSequence(sequence, names)}</span>
          </h4>
          <Player key={chosen} sequence={sequence} />
        </>
      )}
    </section>
  )
}

/** `vxlan 42 · #5 to #10 · found after 173 µs` */
function aboutSequence(sequence: Sequence, names: Names): string {
  const { steps, network } = sequence
  // The step of a missing packet names an earlier frame.
  const frames = steps.map((step) => step.at.frame)
  const told = names.words.frames(Math.min(...frames), Math.max(...frames))
  return [names.network(network), told, outcomeOf(sequence, names)].filter((part) => part !== '').join(' · ')
}

function outcomeOf({ steps }: Sequence, names: Names): string {
  const words = PAGE_LADDER[names.view.language]
  const missing = steps.findLast((step) => step.missing !== undefined && step.missing !== Missing.Request)
  if (missing?.missing !== undefined) return names.words.missingMark[missing.missing]
  const reply = steps.find((step) => step.kind === StepKind.Reply)
  if (reply === undefined) return ''
  return reply.roundTrip < 0 ? words.foundEarlier : words.found(names.duration(reply.roundTrip))
}
