/** What is said of a capture's file beside its packets: what was left out, and what is not as it seems. */

import { escapeText } from '../../present/value.js'
import type { Language, Words } from '../language.js'

/** How many texts are not as they stand in the file. */
interface TextCounts {
  readonly cut: number
  readonly leftOut: number
}

/** Something of a file that is read and is not as it should be, or not what it seems. */
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

interface NotesWords {
  readonly textsCut: (texts: number) => string
  readonly textsLeftOut: (texts: number) => string
  readonly otherData: (octets: number, compression: string) => string
  readonly comment: Readonly<Record<'capture' | 'interface', (text: string) => string>>
  readonly more: (comments: number) => string
  readonly nanoseconds: string
  readonly follows: (follows: Follows) => string
}

const NOTES: Words<NotesWords> = {
  en: {
    textsCut: (n) => `${texts(n)} of the file, names and the like, cut to 256 octets`,
    textsLeftOut: (n) => `${texts(n)} of the file, names and the like, left out: there are too many`,
    otherData: (n, compression) => `${octets(n)} of other data behind the end of the ${compression} data left out`,
    comment: {
      capture: (text) => `comment of the capture: ${text}`,
      interface: (text) => `comment of an interface: ${text}`,
    },
    more: (n) => `and ${n} more ${n === 1 ? 'comment' : 'comments'}`,
    nanoseconds: 'the file says that its times are in microseconds, and they are nanoseconds: read as such',
    follows: ({ offset, frame, captures }) =>
      `${captures === 2 ? 'another capture begins' : `${captures} captures, the second begins`} at octet ${offset}, with packet ${frame}: read on`,
  },
  zh: {
    textsCut: (n) => `文件中有 ${n} 段文字（名称等）截短到 256 字节`,
    textsLeftOut: (n) => `文件中有 ${n} 段文字（名称等）过多，未保留`,
    otherData: (n, compression) => `${compression} 数据结束之后还有 ${n} 字节其他数据，未读取`,
    comment: {
      capture: (text) => `抓包文件的注释：${text}`,
      interface: (text) => `接口的注释：${text}`,
    },
    more: (n) => `另有 ${n} 条注释`,
    nanoseconds: '文件声明时间以微秒计，实际是纳秒：已按纳秒读取',
    follows: ({ offset, frame, captures }) =>
      `${captures === 2 ? '另一个抓包文件' : `共 ${captures} 个抓包文件，第二个`}从第 ${offset} 字节、报文 ${frame} 处开始：已继续读取`,
  },
}

/** Comments that have a line of their own. */
const COMMENTS = 8

const texts = (n: number): string => (n === 1 ? '1 text' : `${n} texts`)
const octets = (n: number): string => (n === 1 ? '1 octet' : `${n} octets`)

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
