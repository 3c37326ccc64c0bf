/** A quiz as text: questions, what is said to an answer, the score. */

import { QUIZ, type QuizWords } from '../../words/screens/quiz.js'
import { hanging, padStart, width, wrap } from '../learn/text.js'
import { type LearnView, usableColumns } from '../learn/view.js'
import { escapeText } from '../value.js'
import { answerText, isRight, type Question } from './question.js'

/** Frames named when all is over. */
const LOOK_AGAIN = 5
/** Between a number and what it counts. */
const GAP = '  '
/** Text that a shell takes literally. */
const PLAIN_WORD = /^[\w./@%+=:,][\w./@%+=:,-]*$/

export class Sheet {
  readonly questions: readonly Question[]
  readonly #view: LearnView
  readonly #words: QuizWords
  readonly #columns: number

  constructor(questions: readonly Question[], view: LearnView) {
    this.questions = questions
    this.#view = view
    this.#words = QUIZ[view.language]
    this.#columns = usableColumns(view)
  }

  /** What stands in front of an answer. */
  get prompt(): string {
    return this.#words.answer
  }

  title(seed: number): string {
    return this.#lines([this.#words.title(this.questions.length, seed)])
  }

  howTo(): string {
    return this.#lines([this.#words.howTo])
  }

  nothing(): string {
    return this.#lines([this.#words.nothing])
  }

  /** The question with its choices, under an empty line. */
  question(number: number): string {
    const question = this.questions[number - 1]!
    const { inner, tunnel, reset } = this.#view.palette
    const head = padStart(`${number}/${this.questions.length}`, this.#head - GAP.length) + GAP
    const prompt = hanging(head, question.prompt, this.#columns).map(
      (line) => `${tunnel}${line.slice(0, head.length)}${reset}${inner}${line.slice(head.length)}${reset}`,
    )
    const choices = question.form === 'choice' ? question.choices : []
    const listed = choices.flatMap((choice, i) => this.#indented(`${i + 1}${GAP}`, choice))
    return `\n${[...prompt, ...listed].join('\n')}\n`
  }

  /** The reply to what was typed; for an empty line and `?`, only the right answer. */
  verdict(number: number, typed: string): string {
    const question = this.questions[number - 1]!
    const { right, wrong, shown } = this.#words
    const { inner, bad, reset } = this.#view.palette
    const isAsked = typed.trim() === '' || typed.trim() === '?'
    const good = !isAsked && isRight(question, typed) === true
    const text = good ? right : (isAsked ? shown : wrong)(this.#answer(question))
    const painted = this.#indented('', text).map((line) => `${good ? inner : bad}${line}${reset}`)
    return `${[...painted, ...this.#reason(question)].join('\n')}\n`
  }

  /** What to type instead of something that is no answer. */
  unreadable(number: number): string {
    return `${this.#indented('', this.#words.unreadable[this.questions[number - 1]!.form]).join('\n')}\n`
  }

  /** The question with its answer, for whoever asks it. */
  answered(number: number): string {
    const question = this.questions[number - 1]!
    const answer = this.#indented('', this.#words.shown(this.#answer(question)))
    return `${this.question(number)}${[...answer, ...this.#reason(question)].join('\n')}\n`
  }

  /** How many were right, and where to look again: `missed` are the questions that were not. */
  score(right: number, answered: number, missed: readonly Question[], files: readonly string[]): string {
    const { score, left, comma } = this.#words
    const { inner, reset } = this.#view.palette
    const all = this.questions.length
    const text = answered < all ? `${score(right, all)}${comma}${left(all - answered)}` : score(right, all)
    return `\n${inner}${text}${reset}\n${missed.length === 0 ? '' : this.#again(missed, files)}`
  }

  #again(missed: readonly Question[], files: readonly string[]): string {
    const { again, explains, learnsAll } = this.#words
    const { dim, reset } = this.#view.palette
    const names = files.map(quoted).join(' ')
    const frames = [...new Set(missed.flatMap((question) => question.frames))].sort((a, b) => a - b)
    // Frames of several files are counted together, so no single file has them.
    const explained = files.length === 1 ? frames.slice(0, LOOK_AGAIN) : []
    const rows = [
      ...explained.map((frame) => [`vxsniff explain ${names} ${frame}`, explains] as const),
      [`vxsniff learn ${names}`, learnsAll] as const,
    ]
    const widest = Math.max(...rows.map(([command]) => width(command)))
    const lines = rows.map(([command, about], i) => {
      const isNew = i === 0 || rows[i - 1]![1] !== about
      return `${GAP}${command}${isNew ? `${' '.repeat(widest - width(command))}${GAP}${dim}${about}${reset}` : ''}`
    })
    return `${[again, ...lines].join('\n')}\n`
  }

  /** The number of the right choice and what it says. */
  #answer(question: Question): string {
    const text = answerText(question)
    return question.form === 'choice' ? `${question.answer + 1}${GAP}${text}` : text
  }

  #reason({ why, source, frames }: Question): readonly string[] {
    const { comma, evidence } = this.#words
    const { dim, reset } = this.#view.palette
    const listed = [frames.map((frame) => `#${frame}`).join(' '), source].filter((text) => text !== '').join(comma)
    const lines = this.#indented('', why)
    return listed === ''
      ? lines
      : [...lines, ...this.#indented('', evidence(listed)).map((line) => `${dim}${line}${reset}`)]
  }

  #indented(head: string, text: string): readonly string[] {
    return hanging(' '.repeat(this.#head) + head, text, this.#columns)
  }

  /** Columns in front of a question. */
  get #head(): number {
    return `${this.questions.length}`.length * 2 + 1 + GAP.length
  }

  #lines(texts: readonly string[]): string {
    return `${texts.flatMap((text) => wrap(text, this.#columns)).join('\n')}\n`
  }
}

/** A file's name as one word of a command line that can be shown. */
function quoted(name: string): string {
  return PLAIN_WORD.test(name) ? name : `'${escapeText(name).replaceAll("'", "'\\''")}'`
}
