/** A question, and whether an answer to it is right. Plain data: it goes to a terminal, a sheet, a page or JSON. */
import type { QuestionKind } from './kinds.js'

interface Asked {
  /** What kind of question it is: the same in every version. */
  readonly id: QuestionKind
  readonly prompt: string
  /** Why the answer is right. */
  readonly why: string
  /** Where that is written: an RFC and its section; empty where the capture alone tells. */
  readonly source: string
  /** The frames that show it. */
  readonly frames: readonly number[]
}

/** One of several is right. */
interface ChoiceQuestion extends Asked {
  readonly form: 'choice'
  /** Three to five, no two the same. */
  readonly choices: readonly string[]
  /** Index of the right one. */
  readonly answer: number
}

/** The answer is to be typed. */
interface TypedQuestion extends Asked {
  readonly form: 'number' | 'mac' | 'address'
  readonly answer: string
}

export type Question = ChoiceQuestion | TypedQuestion

/** The right answer as text. */
export function answerText(question: Question): string {
  return question.form === 'choice' ? question.choices[question.answer]! : question.answer
}

/** Whether the answer is right; undefined where it is none at all: no such choice, or text where a number is asked for. */
export function isRight(question: Question, typed: string): boolean | undefined {
  const text = normal(typed)
  if (question.form === 'choice') {
    const chosen = choiceIn(question.choices, text)
    return chosen === undefined ? undefined : chosen === question.answer
  }
  const read = READERS[question.form]
  const given = read(text)
  return given === undefined ? undefined : given === read(question.answer)
}

/** Chinese input methods type the wide forms of digits and colons, and there is more than one way to type µ. */
function normal(text: string): string {
  return text.normalize('NFKC').trim()
}

/** A choice by its number, from 1 on, or word for word. */
function choiceIn(choices: readonly string[], text: string): number | undefined {
  if (/^\d{1,9}[.)]?$/.test(text)) {
    const index = Number.parseInt(text, 10) - 1
    return index in choices ? index : undefined
  }
  const index = choices.findIndex((choice) => normal(choice).toLowerCase() === text.toLowerCase())
  return index < 0 ? undefined : index
}

/** Brings all spellings of an answer to the same form. */
const READERS: Readonly<Record<TypedQuestion['form'], (text: string) => string | undefined>> = {
  number: numberIn,
  mac: macIn,
  address: addressIn,
}

/** A number as people write it, with a unit, which is ignored. */
const NUMBER = /^#?(?:0x([0-9a-f]{1,12})|(\d{1,3}(?:,\d{3})+|\d{1,15}))(?:\s+\p{L}+|\s*\p{Script=Han}+)?$/iu

/** `42`, `0x2a`, `#42`, `1,450`, `50 octets`. */
function numberIn(text: string): string | undefined {
  const [, hex, decimal] = NUMBER.exec(text) ?? []
  if (hex !== undefined) return String(Number.parseInt(hex, 16))
  return decimal === undefined ? undefined : String(Number(decimal.replaceAll(',', '')))
}

/** Six octets with colons or hyphens, leading zeros or not; in threes with dots; or twelve digits. */
function macIn(text: string): string | undefined {
  const lower = text.toLowerCase()
  if (/^[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}$/.test(lower)) {
    return lower
      .split(/[:-]/)
      .map((octet) => octet.padStart(2, '0'))
      .join('')
  }
  const digits = /^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/.test(lower) ? lower.replaceAll('.', '') : lower
  return /^[0-9a-f]{12}$/.test(digits) ? digits : undefined
}

function addressIn(text: string): string | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const octets = text.split('.').map(Number)
    return octets.every((octet) => octet <= 255) ? octets.join('.') : undefined
  }
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return undefined
  try {
    // The address of a URL is written in one way only (https://url.spec.whatwg.org/#concept-ipv6-serializer).
    return new URL(`http://[${text}]/`).hostname
  } catch {
    return undefined
  }
}
