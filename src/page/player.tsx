/** A sequence step by step: buttons and keys, the drawing, what the step is in words, and the tables after it. */
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Sequence } from '../analysis/learning/facts.js'
import { sequenceTitle, stepSentence } from '../present/learn/step-sentences.js'
import { PAGE_LADDER } from '../words/screens/page-ladder.js'
import { usePage, useReader } from './context.js'
import { Envelope } from './envelope.js'
import { Ladder } from './ladder.js'
import { ladderLayout } from './ladder-layout.js'
import { SPEED_NAMES, SPEEDS, type Speed, stepTime } from './pace.js'
import { usePlayerKeys } from './player-keys.js'
import { Stage } from './stage.js'
import { keepStepInSight } from './step-in-sight.js'
import { StepTables } from './step-tables.js'

/** Pixels of a drawing beside which there is room for tables. */
const BESIDE = 850

export function Player({ sequence }: { readonly sequence: Sequence }): JSX.Element {
  const { names, language } = usePage()
  const words = PAGE_LADDER[language]
  const { steps } = sequence
  const last = steps.length - 1
  const { place, go } = useReader()
  // At first the whole sequence is shown, as on paper and without JavaScript.
  const index = place.step === 0 ? last : Math.min(place.step - 1, last)
  const [playing, setPlaying] = useState(false)
  const [moving, setMoving] = useState(false)
  const [speed, setSpeed] = useState<Speed>(1)
  const box = useRef<HTMLDivElement>(null)
  const [listed, setListed] = useState(false)
  const layout = useMemo(() => ladderLayout(sequence, names), [sequence, names])

  const goTo = (to: number): void => {
    setMoving(to === index + 1)
    go({ step: Math.max(0, Math.min(last, to)) + 1 })
  }
  const stop = (to: number): void => {
    setPlaying(false)
    goTo(to)
  }
  const toggle = (): void => {
    if (!playing && index === last) goTo(0)
    setPlaying(!playing)
  }

  const step = steps[index]
  const sentence = step === undefined ? '' : stepSentence(step, sequence, names)
  useEffect(() => {
    if (!playing) return
    if (index >= last) return setPlaying(false)
    const timer = setTimeout(
      () => {
        setMoving(true)
        go({ step: index + 2 })
      },
      stepTime(sentence, speed),
    )
    return () => clearTimeout(timer)
  }, [playing, index, last, sentence, speed, go])
  usePlayerKeys({
    toggle,
    forward: () => stop(index + 1),
    back: () => stop(index - 1),
    start: () => stop(0),
    end: () => stop(last),
  })
  useEffect(() => {
    if (box.current !== null && place.step > 0) keepStepInSight(box.current)
  }, [place.step])

  if (step === undefined) return <p class="note">{words.noSequences}</p>
  const title = sequenceTitle(sequence, names)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset takes no focus.
    <div
      ref={box}
      id="player"
      class="player"
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a link leads here, for whoever has no mouse.
      tabIndex={0}
      aria-label={words.player(title)}
      style={{ '--speed': speed }}
    >
      <div class="player-bar">
        <div class="player-buttons">
          <Control name={words.start} sign="start" disabled={index === 0} onClick={() => stop(0)} />
          <Control name={words.back} sign="back" disabled={index === 0} onClick={() => stop(index - 1)} />
          <button type="button" class="player-play" onClick={toggle}>
            <Sign name={playing ? 'pause' : 'play'} />
            {playing ? words.pause : words.play}
          </button>
          <Control name={words.forward} sign="forward" disabled={index === last} onClick={() => stop(index + 1)} />
          <Control name={words.end} sign="end" disabled={index === last} onClick={() => stop(last)} />
        </div>
        <fieldset class="player-speeds">
          <legend class="unseen">{words.speed}</legend>
          {SPEEDS.map((s) => (
            <button key={s} type="button" aria-pressed={s === speed} onClick={() => setSpeed(s)}>
              {SPEED_NAMES[s]}
            </button>
          ))}
        </fieldset>
        <p class="player-keys">
          {words.keys.map(([keys, does]) => (
            <span key={does}>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}{' '}
              {does}
            </span>
          ))}
        </p>
      </div>
      <div class="player-top">
        <Stage sequence={sequence} index={index} moving={moving} />
        <p class="player-step" aria-live="polite" aria-atomic="true">
          <b>{words.position(step.number, last + 1)}</b>
          <span class="unseen">: </span>
          <span class="player-sentence">{sentence}</span>
        </p>
      </div>
      <div class={layout.width <= BESIDE ? 'player-parts' : 'player-parts wide'}>
        <div class="player-drawing">
          <Ladder
            layout={layout}
            sequence={sequence}
            at={step.number}
            moving={moving}
            onStep={(number) => stop(number - 1)}
          />
          <Envelope sequence={sequence} step={step} />
        </div>
        <StepTables sequence={sequence} index={index} />
      </div>
      <div class={listed ? 'player-list' : 'player-list closed'}>
        <button type="button" aria-expanded={listed} onClick={() => setListed(!listed)}>
          <Sign name={listed ? 'less' : 'more'} />
          {words.steps(last + 1)}
        </button>
        <ol>
          {steps.map((s, i) => (
            <li key={s.number} aria-current={i === index ? 'step' : undefined}>
              <button type="button" aria-label={words.goTo(s.number)} onClick={() => stop(i)}>
                {s.number}
              </button>
              <span>{stepSentence(s, sequence, names)}</span>
            </li>
          ))}
        </ol>
        {sequence.moreSteps === 0 ? null : <p class="left-out">{names.words.moreSteps(sequence.moreSteps)}</p>}
      </div>
    </div>
  )
}

interface ControlProps {
  readonly name: string
  readonly sign: SignName
  readonly disabled: boolean
  readonly onClick: () => void
}

/** A button with only a sign. It keeps the focus even when it is disabled. */
function Control({ name, sign, disabled, onClick }: ControlProps): JSX.Element {
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      aria-disabled={disabled}
      onClick={disabled ? undefined : onClick}
    >
      <Sign name={sign} />
    </button>
  )
}

/** Drawn in a square of 16. */
const SIGNS = {
  play: 'M4 2.5v11l9 -5.5z',
  pause: 'M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z',
  forward: 'M3 2.5v11l7 -5.5zM11 2.5h2v11h-2z',
  back: 'M13 2.5v11l-7 -5.5zM3 2.5h2v11h-2z',
  end: 'M1 2.5v11l6 -5.5zM7 2.5v11l6 -5.5zM13 2.5h2v11h-2z',
  start: 'M15 2.5v11l-6 -5.5zM9 2.5v11l-6 -5.5zM1 2.5h2v11h-2z',
  more: 'M5 3l6 5l-6 5z',
  less: 'M3 5h10l-5 6z',
} as const
type SignName = keyof typeof SIGNS

function Sign({ name }: { readonly name: SignName }): JSX.Element {
  return (
    <svg class="player-sign" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={SIGNS[name]} />
    </svg>
  )
}
