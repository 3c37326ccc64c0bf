/** `vxsniff quiz`: from files to questions, answers and a score. */
import { createInterface } from 'node:readline'
import { isatty } from 'node:tty'
import { Learning } from '../../analysis/learning/learning.js'
import { Names } from '../../present/learn/names.js'
import { droppedLines } from '../../present/learn/story.js'
import type { LearnView } from '../../present/learn/view.js'
import { quizJson } from '../../present/quiz/json.js'
import { isRight, type Question } from '../../present/quiz/question.js'
import { questionsOf } from '../../present/quiz/quiz.js'
import { Sheet } from '../../present/quiz/sheet.js'
import { QuizSource } from '../../present/quiz/source.js'
import { TunnelPackets } from '../../present/quiz/tunnel-packets.js'
import { escapeText } from '../../present/value.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit, UsageError } from '../errors.js'
import { type Input, openInput } from '../input.js'
import type { InputOptions } from '../input-options.js'
import { stdoutIsTerminal, writeStderr, writeStdout } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { budgetFrom, tablesFrom } from '../shared-options.js'
import { learnView } from './learn-view.js'
import type { QuizOptions } from './quiz-options.js'

const STDIN = 0
/** Seeds that are short enough to be told across a room. */
const SEEDS = 10_000
/** The most characters of an answer; a longer text is no answer. */
const LONGEST = 1000
/** Nothing is captured live: a quiz is about what is over. */
const FILES: InputOptions = { promiscuousMode: false, direction: 'inout', backend: 'libpcap' }

/** Asks, or prints what would be asked; the exit code. Throws a `CaptureError` after the quiz about a damaged capture. */
export async function quiz(files: readonly string[], o: QuizOptions): Promise<number> {
  if (o.json && o.answers) throw new UsageError('--json and --answers are different forms of output; choose one')
  if (files.includes('-') && !o.json && !o.answers) {
    throw new UsageError('answers come from standard input, so the capture cannot: name a file, or give --answers')
  }
  expectGarbageAtTheEnd()
  const input = await openInput(files, { ...o, ...FILES })
  const packets = new TunnelPackets()
  const learning = new Learning(undefined, undefined, budgetFrom(o))
  let damage: unknown
  try {
    await read(input, o, learning, packets)
  } catch (e) {
    damage = e
  } finally {
    input.capture.close()
  }
  const view = learnView(o, false)
  const seed = o.seed ?? Math.floor(Math.random() * SEEDS)
  const names = new Names(learning.facts(), view)
  writeStderr(droppedLines(names))
  const source = new QuizSource(names, packets)
  const questions = questionsOf(source, seed, o.questions)
  const code = await present(questions, seed, view, files, o)
  if (damage !== undefined) throw damage
  return code
}

async function read(input: Input, o: QuizOptions, learning: Learning, packets: TunnelPackets): Promise<void> {
  const loop = new PacketLoop(
    input,
    { ...o, tables: tablesFrom(o) },
    {
      copies: learning.copies,
      packet: (p, stack) => {
        learning.observe(p, stack)
        packets.observe(p, stack, learning.networks)
      },
    },
  )
  try {
    await loop.run()
  } finally {
    loop.finish()
    learning.finish()
  }
}

async function present(
  questions: readonly Question[],
  seed: number,
  view: LearnView,
  files: readonly string[],
  o: QuizOptions,
): Promise<number> {
  if (o.json) {
    print(quizJson(questions, seed, o.lang))
    return Exit.Fine
  }
  const sheet = new Sheet(questions, view)
  if (questions.length === 0) {
    print(sheet.nothing())
    return Exit.Fine
  }
  print(sheet.title(seed))
  if (o.answers) {
    for (const i of questions.keys()) print(sheet.answered(i + 1))
    return Exit.Fine
  }
  print(sheet.howTo())
  return contest(sheet, files)
}

/** Asks one question after the other; 0 when all were answered right. */
async function contest(sheet: Sheet, files: readonly string[]): Promise<number> {
  const { questions } = sheet
  const isTerminal = isatty(STDIN) && stdoutIsTerminal
  const answers = isTerminal ? typedAnswers(sheet.prompt) : pipedAnswers(sheet.prompt)
  const missed: Question[] = []
  let at = 0
  print(sheet.question(1))
  for await (const typed of answers) {
    const text = typed.trim()
    if (/^[qQ]$/.test(text.normalize('NFKC'))) break
    const question = questions[at]!
    const isAnswer = text !== '' && text.normalize('NFKC') !== '?'
    const right = isAnswer ? isRight(question, text) : false
    if (right === undefined && isTerminal) {
      print(sheet.unreadable(at + 1))
      continue
    }
    print(sheet.verdict(++at, text))
    if (right !== true) missed.push(question)
    if (at === questions.length) break
    print(sheet.question(at + 1))
  }
  const right = at - missed.length
  print(sheet.score(right, at, [...missed, ...questions.slice(at)], files))
  return right === questions.length ? Exit.Fine : Exit.Findings
}

/** Lines as they are typed, until Ctrl-C or Ctrl-D. */
async function* typedAnswers(prompt: string): AsyncGenerator<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt })
  let isOver = true
  terminal.on('SIGINT', () => terminal.close())
  try {
    terminal.prompt()
    for await (const line of terminal) {
      isOver = false
      yield line
      isOver = true
      terminal.prompt()
    }
  } finally {
    terminal.close()
    // The prompt is left without an answer, so its line has to be ended.
    if (isOver) print('\n')
  }
}

/** Lines of a pipe or file, each shown as if it had been typed. */
async function* pipedAnswers(prompt: string): AsyncGenerator<string> {
  let rest = ''
  process.stdin.setEncoding('utf8')
  for await (const piece of process.stdin) {
    const lines = (rest + String(piece)).split('\n')
    rest = lines.pop()!.slice(0, LONGEST)
    for (const line of lines) yield shown(prompt, line)
  }
  if (rest !== '') yield shown(prompt, rest)
}

function shown(prompt: string, line: string): string {
  const text = line.trim().slice(0, LONGEST)
  print(`${prompt}${escapeText(text)}\n`)
  return text
}

function print(text: string): void {
  writeStdout(Buffer.from(text))
}
