/** `quiz --json`: one object, each question on a line of its own, with its answer. */
import type { Language } from '../../words/language.js'
import { answerText, type Question } from './question.js'

/** Grows when a member changes its meaning. */
const SCHEMA = 1

/** `answerIndex` counts from 0; it and `choices` are null where the answer is to be typed. */
export function quizJson(questions: readonly Question[], seed: number, language: Language): string {
  const lines = questions.map((question) => {
    const { id, form, prompt, why, source, frames } = question
    const isChoice = question.form === 'choice'
    return JSON.stringify({
      id,
      form,
      prompt,
      choices: isChoice ? question.choices : null,
      answer: answerText(question),
      answerIndex: isChoice ? question.answer : null,
      why,
      source: source === '' ? null : source,
      frames,
    })
  })
  return `{"schema":${SCHEMA},"seed":${seed},"language":"${language}","questions":[\n${lines.join(',\n')}\n]}\n`
}
