/** `vxsniff quiz`: its options. */

import { type Command, InvalidArgumentError } from 'commander'
import { type Run, running } from '../command.js'
import { wholeFrom1 } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import { addColorOption, addSharedOptions, type ColorOptions, type SharedOptions } from '../shared-options.js'

export interface QuizOptions extends SharedOptions, ColorOptions, LanguageOptions {
  readonly questions: number
  readonly seed?: number
  readonly answers: boolean
  readonly json: boolean
}

const DEFAULT_QUESTIONS = 10
/** Seeds have 32 bits. */
const MAX_SEED = 0xffff_ffff

const EXAMPLES = `
Examples:
  vxsniff quiz capture.pcap                       ten questions, one after the other
  vxsniff quiz --seed 7 -q 5 capture.pcap         five, the same for everybody who gives the same seed
  vxsniff quiz --seed 7 --answers capture.pcap    a sheet with the answers, for the teacher
  vxsniff quiz --seed 7 capture.pcap < mine.txt   answers from a file, one a line; exit 0: all of them were right
  vxsniff quiz --lang zh capture.pcap             中文`

export function declareQuiz(program: Command, run: Run<[files: string[], options: QuizOptions]>): void {
  const command = program
    .command('quiz')
    .description('ask about a capture: questions made from what its packets show, and a score')
    .argument('<file...>', 'pcap or pcapng; with --json or --answers also - for standard input')
    .option('-q, --questions <n>', 'how many, fewer where the capture has no more', wholeFrom1, DEFAULT_QUESTIONS)
    .option('--seed <n>', 'which ones: the same again with the same number', seed)
    .option('--answers', 'print questions and answers, ask nothing', false)
    .option('--json', 'the same as one JSON object', false)
  addLanguageOption(command)
  addSharedOptions(command)
  addColorOption(command)
  command.addHelpText('after', EXAMPLES)
  command.action(running(run))
}

function seed(text: string): number {
  const n = Number(text)
  if (!/^\d+$/.test(text) || n > MAX_SEED) throw new InvalidArgumentError(`Give a whole number up to ${MAX_SEED}.`)
  return n
}
