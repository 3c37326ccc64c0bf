/** What is said of texts that a capture has of its interfaces and sections, where they are not all kept whole. */
import type { Language, Words } from '../language.js'

/** How many texts are not as they stand in the file. */
interface TextCounts {
  readonly cut: number
  readonly leftOut: number
}

interface TextsWords {
  readonly cut: (texts: number) => string
  readonly leftOut: (texts: number) => string
}

const TEXTS: Words<TextsWords> = {
  en: {
    cut: (n) => `${count(n)} of the file, names and the like, cut to 256 octets`,
    leftOut: (n) => `${count(n)} of the file, names and the like, left out: there are too many`,
  },
  zh: {
    cut: (n) => `文件中有 ${n} 段文字（名称等）截短到 256 字节`,
    leftOut: (n) => `文件中有 ${n} 段文字（名称等）过多，未保留`,
  },
}

function count(texts: number): string {
  return texts === 1 ? '1 text' : `${texts} texts`
}

/** A line for each kind; empty where all texts are whole. */
export function textsText(counts: TextCounts | undefined, language: Language): string {
  if (counts === undefined) return ''
  const { cut, leftOut } = counts
  const words = TEXTS[language]
  return (cut > 0 ? `${words.cut(cut)}\n` : '') + (leftOut > 0 ? `${words.leftOut(leftOut)}\n` : '')
}
