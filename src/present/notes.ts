/** Lines about a capture's file: what was left out, and what is not what it seems. */
import type { Language } from '../words/language.js'
import { NOTES, type NotesWords } from '../words/screens/notes.js'
import { escapeText } from './value.js'

/** How many texts are shown otherwise than they stand in the file. */
interface TextCounts {
  readonly cut: number
  readonly leftOut: number
}

/** Something in a file that was read although it is not as it should be, or is not what it seems. */
export type Note =
  | { readonly id: 'other-data'; readonly path: string; readonly octets: number; readonly compression: string }
  | { readonly id: 'comment'; readonly path: string; readonly of: 'capture' | 'interface'; readonly text: string }
  | { readonly id: 'nanoseconds'; readonly path: string }
  | Follows

/** Captures stand behind one another in a file. */
interface Follows {
  readonly id: 'follows'
  readonly path: string
  readonly offset: number
  readonly frame: number
  readonly captures: number
}

/** Comments that have a line of their own. */
const COMMENTS = 8

interface Noted {
  readonly texts?: TextCounts | undefined
  readonly notes?: readonly Note[]
}

/** A line for each, with its newline; empty where all is as it should be. */
export function notesText(noted: Noted, language: Language): string {
  return noteLines(noted, language)
    .map((line) => `${line}\n`)
    .join('')
}

export function noteLines({ texts: counts, notes = [] }: Noted, language: Language): readonly string[] {
  const words = NOTES[language]
  const comments = notes.filter(({ id }) => id === 'comment')
  const shown = notes.filter((note) => note.id !== 'comment' || comments.indexOf(note) < COMMENTS)
  const lines = shown.map((note) => `${escapeText(note.path)}: ${noteText(note, words)}`)
  if (comments.length > COMMENTS) lines.push(words.more(comments.length - COMMENTS))
  if (counts !== undefined && counts.cut > 0) lines.push(words.textsCut(counts.cut))
  if (counts !== undefined && counts.leftOut > 0) lines.push(words.textsLeftOut(counts.leftOut))
  return lines
}

function noteText(note: Note, words: NotesWords): string {
  switch (note.id) {
    case 'other-data':
      return words.otherData(note.octets, note.compression)
    case 'comment':
      return words.comment[note.of](escapeText(note.text))
    case 'nanoseconds':
      return words.nanoseconds
    case 'follows':
      return words.follows(note)
  }
}
