/** Parts that stand in many places of a page. */
import type { ComponentChildren, JSX } from 'preact'
import { PAGE } from '../words/screens/page.js'
import { usePage, useSelection } from './context.js'

/** A part of the page under its title, with a place that links can point to. */
export function Section({ id, title, children }: SectionProps): JSX.Element {
  return (
    <section id={id} class={`part part-${id}`} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  )
}

interface SectionProps {
  readonly id: string
  readonly title: string
  readonly children: ComponentChildren
}

/** A box that what is wider can be moved in, by keys too. */
export function Scroll({ label, children }: ScrollProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable (WCAG 2.2 §2.1.1).
    <section class="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}

interface ScrollProps {
  readonly label: string
  readonly children: ComponentChildren
}

/** Frames by number; those that are in the page can be looked at. */
export function Frames({ frames }: { readonly frames: readonly number[] }): JSX.Element {
  const { packets } = usePage()
  const { select, frame: selected } = useSelection()
  return (
    <span class="frames">
      {frames.map((frame) =>
        packets.get(frame) === undefined ? (
          <span key={frame}>#{frame} </span>
        ) : (
          <button
            key={frame}
            type="button"
            class="frame"
            aria-pressed={frame === selected}
            onClick={() => select(frame)}
          >
            #{frame}
          </button>
        ),
      )}
    </span>
  )
}

/** What a part of the page leaves out; nothing where it is complete. */
export function LeftOut({
  what,
  count,
}: {
  readonly what: keyof LeftWords
  readonly count: number
}): JSX.Element | null {
  const { language } = usePage()
  return count === 0 ? null : <p class="left-out">{PAGE[language].left[what](count)}</p>
}

type LeftWords = (typeof PAGE)['en']['left']
