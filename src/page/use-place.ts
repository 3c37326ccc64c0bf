/** Where the reader is: read from the address, and written behind it as it changes. */
import { useCallback, useLayoutEffect, useState } from 'preact/hooks'
import type { Language } from '../words/language.js'
import type { Reader } from './context.js'
import { hashOf, NOWHERE, type Place, placeFrom } from './place.js'

/** Of the document: the page may begin in the language of whoever reads it. */
export const OPEN_LANGUAGE = 'data-language'

/** At first nowhere, as the page was written, so that what is there already can come alive. */
export function usePlace(): Reader & { readonly browser: Language | '' } {
  const [place, setPlace] = useState<Place>(NOWHERE)
  const [browser, setBrowser] = useState<Language | ''>('')
  const go = useCallback((to: Partial<Place>): void => setPlace((now) => ({ ...now, part: '', ...to })), [])
  useLayoutEffect(() => {
    setPlace(placeFrom(location.hash))
    setBrowser(browserLanguage())
    const listen = (): void => {
      const to = placeFrom(location.hash)
      // A link within the page leads to a part of it, and all else stays.
      setPlace((now) => (hashOf(to) === hashOf({ ...NOWHERE, part: to.part }) ? { ...now, part: to.part } : to))
    }
    addEventListener('hashchange', listen)
    return () => removeEventListener('hashchange', listen)
  }, [])
  useLayoutEffect(() => {
    if (place === NOWHERE) return
    const hash = hashOf(place)
    if (hash !== (location.hash || '#')) {
      try {
        history.replaceState(null, '', hash)
      } catch {
        // A browser refuses to be told too often: the next change tells it all.
      }
    }
    if (place.part !== '') document.getElementById(place.part)?.scrollIntoView()
  }, [place])
  return { place, go, browser }
}

/** The one that the reader's browser asks for; empty where whoever wrote the page chose one. */
function browserLanguage(): Language | '' {
  const { documentElement } = document
  if (!documentElement.hasAttribute(OPEN_LANGUAGE)) return ''
  return /^zh\b/i.test(navigator.language) ? 'zh' : 'en'
}
