/** The player's keys, wherever the focus is. */
import { useEffect, useRef } from 'preact/hooks'

interface Commands {
  readonly toggle: () => void
  readonly forward: () => void
  readonly back: () => void
  readonly start: () => void
  readonly end: () => void
}

const COMMANDS: Readonly<Record<string, keyof Commands>> = {
  ' ': 'toggle',
  ArrowRight: 'forward',
  n: 'forward',
  ArrowLeft: 'back',
  p: 'back',
  Home: 'start',
  End: 'end',
}

/** Where text is typed or an entry chosen, keys mean something else. */
const INPUTS = 'input, select, textarea, [contenteditable]'
/** What a space presses, and boxes that the other keys scroll. */
const PRESSED = 'button, summary, a[href], [role="button"]'
const SCROLLED = '.scroll, .step-tables'

export function usePlayerKeys(commands: Commands): void {
  const current = useRef(commands)
  current.current = commands
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const { key, target } = event
      const command = COMMANDS[key]
      if (command === undefined || event.defaultPrevented) return
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
      const leaves = key === ' ' ? PRESSED : key.length === 1 ? '' : SCROLLED
      if (target instanceof Element && target.closest(leaves === '' ? INPUTS : `${INPUTS}, ${leaves}`) !== null) return
      // A packet that covers the page is all that there is.
      if (document.querySelector('[aria-modal="true"]') !== null) return
      current.current[command]()
      event.preventDefault()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}
