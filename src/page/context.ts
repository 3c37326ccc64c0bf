/**
 * What every part of a page can read: the data, the names and the words of the language. The open packet is a context
 * of its own, so that opening another one does not render the whole page again.
 */
import { type Context, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Names } from '../present/learn/names.js'
import type { Language } from '../words/language.js'
import type { ReportData } from './data.js'
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
