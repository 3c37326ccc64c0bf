/**
 * Says that a part of the page shows only what was clicked in the drawing, and takes that back; `isNothing` where there is nothing of
 * it, so that the part shows all.
 */
import type { JSX } from 'preact'
import { PAGE_DRAWING } from '../words/screens/page-drawing.js'
import { usePage, useReader } from './context.js'
import { focusFrom, focusName } from './focus.js'

export function Only({ isNothing = false }: { readonly isNothing?: boolean }): JSX.Element | null {
  const { names, language } = usePage()
  const { place, go } = useReader()
  const focus = focusFrom(place.at)
  if (focus === undefined) return null
  const words = PAGE_DRAWING[language]
  return (
    <p class="only">
      {(isNothing ? words.onlyNothing : words.only)(focusName(focus, names))}{' '}
      <button type="button" onClick={() => go({ at: '' })}>
        {words.showAll}
      </button>
    </p>
  )
}
