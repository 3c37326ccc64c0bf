/** Questions in SQL and their answers, whichever engine has them. */

import type { Dialect } from './views.js'

/** As JSON has it: integers that JSON's numbers may not hold are texts. */
export type AnswerValue =
  | string
  | number
  | boolean
  | null
  | readonly AnswerValue[]
  | { readonly [name: string]: AnswerValue }

/** What a question gives: names, and rows of values. */
export interface Answer {
  readonly names: readonly string[]
  readonly rows: readonly (readonly AnswerValue[])[]
}

/** Exported captures that can be asked. */
export interface Engine {
  /** How it wants to be asked. */
  readonly dialect: Dialect
  /** The answers to each statement in turn. Throws a `SqlError`. */
  ask(text: string): AsyncIterable<Answer>
  /** Names of tables, views and columns, to complete what is being typed. */
  names(): Promise<readonly string[]>
  close(): void
}

/** A question that is none, with what the engine says of it. */
export class SqlError extends Error {
  override readonly name = 'SqlError'
}

/** There is no engine to ask. */
export class NoEngineError extends Error {
  override readonly name = 'NoEngineError'
}

export const ONLY_QUESTIONS = 'only questions are asked here: select, describe, show and explain'
