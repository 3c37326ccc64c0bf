/**
 * What every part of a page can read: the data, the names and the words of the language. The open packet and where the
 * reader is are contexts of their own, so that a step does not render the whole page again.
 */
import { type Context, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Names } from '../present/learn/names.js'
import type { Language } from '../words/language.js'
import type { ReportData } from './data.js'
import type { Place } from './place.js'
import type { Packets } from './restore.js'

export interface Page {
  readonly data: ReportData
  readonly language: Language
  /** Names and words of the facts, in the language. */
  readonly names: Names
  readonly packets: Packets
}

export interface Selection {
  /** The frame that is being looked at; 0 for none. */
  readonly frame: number
  /** Looks at a packet; 0 at none. */
  readonly select: (frame: number) => void
}

export interface Reader {
  readonly place: Place
  /** Goes to another place; what is not named stays. */
  readonly go: (to: Partial<Place>) => void
}

export const PageContext: Context<Page | undefined> = createContext<Page | undefined>(undefined)

/** For a part of a page. */
export function usePage(): Page {
  const page = useContext(PageContext)
  if (page === undefined) throw new Error('a part of a page stands outside of it')
  return page
}

export const SelectionContext: Context<Selection | undefined> = createContext<Selection | undefined>(undefined)

/** For a part of a page that shows, or opens, a packet. */
export function useSelection(): Selection {
  const selection = useContext(SelectionContext)
  if (selection === undefined) throw new Error('a part of a page stands outside of it')
  return selection
}

export const ReaderContext: Context<Reader | undefined> = createContext<Reader | undefined>(undefined)

/** For a part of a page that follows the reader, or leads him. */
export function useReader(): Reader {
  const reader = useContext(ReaderContext)
  if (reader === undefined) throw new Error('a part of a page stands outside of it')
  return reader
}
