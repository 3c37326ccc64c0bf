/** Options as users of tcpdump or tshark type them: turned into the options declared here, or answered with advice. */
import { type Command, Option } from 'commander'
import type { Language } from '../words/language.js'
import { LETTER_WORDS, LETTERS, type Letter, STATISTICS } from '../words/screens/letters.js'
import { UsageError } from './errors.js'
import { localeLanguage } from './language.js'

/** Our options for the values of tshark's `-t`. */
const TIMES: Readonly<Record<string, string>> = { e: '-tt', d: '-ttt', ad: '-tttt', r: '-ttttt' }
const TIMES_WITHOUT_FORM: readonly string[] = ['a', 'adoy', 'dd', 'u', 'ud', 'udoy']

/** How tshark lays out fields unless it is told otherwise. */
const LAYOUT: readonly string[] = ['header=n', 'aggregator=,']

/** What an option is followed by, as the walk along the words finds it. */
interface Taken {
  /** The letter, or the word in front of which there are two dashes. */
  readonly name: string
  readonly value: string | undefined
}

/** A name of Wireshark's, which no file and no letter of ours is. */
const FIELD_NAME = /^_?[a-z][\w-]*(\.[\w#-]+)+$/

/**
 * The words, with tshark's options turned into ours: `-T fields -e NAME -E KEY=VALUE`, `-t e`, and `-V`, which is `-v`.
 * `isFile` tells whether a word names a file.
 */
export function asDeclared(
  args: readonly string[],
  options: readonly Option[],
  isFile: (word: string) => boolean,
): string[] {
  const fields: string[] | undefined = asksFields(args) ? [] : undefined
  const layout = [...LAYOUT]
  const words = walk(args, options, {
    takes: (letter, next, rest) => {
      const name = rest === '' ? (next ?? '') : rest
      if (letter === 'e' && fields === undefined && FIELD_NAME.test(name) && !isFile(name)) {
        throw new UsageError(`-e ${name} goes with -T fields; alone, -e shows the Ethernet addresses`)
      }
      if (letter === 'e' || letter === 'E') return fields !== undefined
      if (letter === 't') return next !== undefined && isTime(next) && !isFile(next)
      return undefined
    },
    put: ({ name, value }) => {
      if (name === 'V') return ['-v']
      if (name === 'T' && value === 'fields') return []
      if (name === 't' && value !== undefined) return [timeOf(value)]
      if (fields === undefined || value === undefined) return undefined
      if (name === 'e') fields.push(value)
      else if (name === 'E') layout.push(value)
      else return undefined
      return []
    },
  })
  if (fields === undefined) return words
  if (fields.length === 0) throw new UsageError('-T fields goes with -e NAME behind it')
  return ['--fields', fields.join(','), ...layout.flatMap((item) => ['--layout', item]), ...words]
}

/** `-T fields` may stand behind its names. */
function asksFields(args: readonly string[]): boolean {
  return args.some((word, i) => word === '-Tfields' || (word === '-T' && args[i + 1] === 'fields'))
}

/** What tshark's `-z` is here, by how it begins; `rest` is what stands behind that. */
const STATISTIC_COMMANDS: readonly (readonly [begins: string, command: (rest: readonly string[]) => string[]])[] = [
  ['io,stat,', ([interval = '']) => ['stats', ...(Number(interval) > 0 ? ['--interval', `${interval}s`] : [])]],
  ['io,phs', () => ['stats', '--by', 'protocol']],
  ['conv,', () => ['flows']],
  ['endpoints,', () => ['stats', '--by', 'host']],
  ['plen,tree', () => ['stats', '--by', 'size']],
  ['expert', () => ['check']],
]

/**
 * The call of the command that has the statistic which `-z` asks for; undefined without `-z`, and where no command has it.
 * A filter may stand behind its name.
 */
export function asStatistic(args: readonly string[], options: readonly Option[]): string[] | undefined {
  const asked: string[] = []
  const files: string[] = []
  const others: string[] = []
  const words = walk(args, [...options, new Option('-z <statistic>')], {
    takes: () => undefined,
    put: ({ name, value }) => {
      if (name === 'z') asked.push(value ?? '')
      else if ((name === 'r' || name === 'read-file') && value !== undefined) files.push(value)
      // Without -q tshark prints the packets as well.
      else if (name !== 'q')
        others.push(`${name.length > 1 ? '--' : '-'}${name}`, ...(value === undefined ? [] : [value]))
      return []
    },
  })
  const [statistic, more] = asked
  const known = STATISTIC_COMMANDS.find(([begins]) => statistic?.startsWith(begins))
  if (statistic === undefined || known === undefined || more !== undefined) return undefined
  const [begins, command] = known
  const rest = statistic.slice(begins.length).split(',')
  const filter = rest.slice(1).join(',')
  const expression = [filter, files.length === 0 ? '' : words.join(' ')].filter((text) => text !== '')
  const selection =
    expression.length === 0
      ? []
      : ['-Y', expression.length === 1 ? expression[0]! : expression.map((text) => `(${text})`).join(' and ')]
  return [...command(rest), ...others, ...selection, ...(files.length === 0 ? words : files)]
}

/** The options that are given, each by its letter or its word, and the words that belong to none. */
export function partsOf(
  args: readonly string[],
  options: readonly Option[],
): { readonly given: ReadonlySet<string>; readonly words: readonly string[] } {
  const given = new Set<string>()
  const words = walk(args, options, {
    takes: () => undefined,
    put: ({ name }) => {
      given.add(name)
      return []
    },
  })
  return { given, words }
}

interface Walker {
  /**
   * Whether a letter has a value; undefined where its declaration tells. `next` is the next word, if it could be one,
   * `rest` what stands behind the letter in its word.
   */
  readonly takes: (letter: string, next: string | undefined, rest: string) => boolean | undefined
  /** The words that take the option's place; undefined to leave it as it is. */
  readonly put: (taken: Taken) => readonly string[] | undefined
}

/** Splits the words as commander does: letters may stand together, values may be joined to their option or not. */
function walk(args: readonly string[], options: readonly Option[], { takes, put }: Walker): string[] {
  const words: string[] = []
  const has = (flag: string): boolean =>
    options.some(({ short, long, required }) => required && (short === flag || long === flag))
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!
    if (word === '--') return [...words, ...args.slice(i)]
    if (!word.startsWith('-') || word === '-') {
      words.push(word)
    } else if (word.startsWith('--')) {
      const isApart = has(word)
      const value = isApart ? args[++i] : undefined
      words.push(
        ...(put({ name: word.slice(2).split('=')[0]!, value }) ?? [word, ...(value === undefined ? [] : [value])]),
      )
    } else {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at]!
        const rest = word.slice(at + 1)
        const takesValue = takes(letter, rest === '' ? args[i + 1] : undefined, rest) ?? has(`-${letter}`)
        const value = !takesValue ? undefined : rest === '' ? args[++i] : rest
        words.push(...(put({ name: letter, value }) ?? [`-${letter}`, ...(value === undefined ? [] : [value])]))
        if (takesValue) break
      }
    }
  }
  return words
}

function isTime(word: string): boolean {
  return word in TIMES || TIMES_WITHOUT_FORM.includes(word)
}

function timeOf(style: string): string {
  const ours = TIMES[style]
  if (ours !== undefined) return ours
  throw new UsageError(`there is no -t ${style}, but -t ${Object.keys(TIMES).join(', ')}; TZ=UTC shows times of UTC`)
}

/** Declares every option of tcpdump and tshark that the command lacks. Such an option fails and says what to use. */
export function answerLetters(command: Command): void {
  const declared = new Set(command.options.flatMap(({ short, long }) => [short, long]))
  for (const flag of answered()) {
    if (declared.has(flag)) continue
    const answer = (value: string): never => {
      throw new UsageError(answerTo(flag, value, localeLanguage()))
    }
    command.addOption(new Option(`${flag} [value]`).preset('').argParser(answer).hideHelp())
  }
}

function answered(): ReadonlySet<string> {
  const letters = Object.values(LETTERS).flat()
  return new Set(letters.filter(({ standing }) => standing === 'answered').flatMap(({ flags }) => flags))
}

/** What to use instead, in a line. */
export function answerTo(flag: string, value: string, language: Language): string {
  const statistic = flag === '-z' ? STATISTICS.find(([begins]) => value.startsWith(begins)) : undefined
  if (statistic !== undefined) return `-z ${value}: ${statistic[1][language]}`
  const { answer } = LETTER_WORDS[language]
  return Object.entries(LETTERS)
    .flatMap(([program, letters]) =>
      letters
        .filter(({ flags, standing }) => standing === 'answered' && flags.includes(flag))
        .map(({ does, ours }: Letter) => answer(program, flag, does[language], ours[language])),
    )
    .join('; ')
}
