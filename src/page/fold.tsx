/** What would make a long page too long: its beginning, and a button for the rest. Paper and pages without a script have it all. */
import type { ComponentChildren, JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { PAGE } from '../words/screens/page.js'
import { usePage } from './context.js'

/** Packets of a capture whose page is long. */
const LONG = 2000
/** What is hardly higher than its fold is not folded. */
const ENOUGH = 1.3

interface FoldProps {
  /** CSS pixels that are seen. */
  readonly height: number
  readonly children: ComponentChildren
}

export function Fold({ height, children }: FoldProps): JSX.Element {
  const { data, language } = usePage()
  const [isFolded, setFolded] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (data.packetCount > LONG && (box.current?.scrollHeight ?? 0) > height * ENOUGH) setFolded(true)
  }, [data, height])
  return (
    <>
      <div
        ref={box}
        class={isFolded ? 'fold folded' : 'fold'}
        style={{ '--fold': `${height}px` }}
        onFocusCapture={(e) => {
          // What has the focus must be seen.
          const seen = box.current!.getBoundingClientRect()
          if (e.target instanceof Element && e.target.getBoundingClientRect().bottom > seen.bottom) setFolded(false)
        }}
      >
        {children}
      </div>
      {isFolded ? (
        <button type="button" class="unfold" onClick={() => setFolded(false)}>
          {PAGE[language].unfold}
        </button>
      ) : null}
    </>
  )
}
