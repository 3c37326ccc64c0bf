/** Manual pages in mdoc(7): one of the program, and one of each command. */
import type { Argument, Option } from 'commander'
import { type Call, valueName } from './calls.js'

const SECTION = 1
/** Octets of a line at most, as `mandoc -Tlint` wants it. */
const COLUMNS = 78
/** What tells of the formats and of the programs beside. */
const SEE_ALSO: readonly string[] = ['tcpdump 8', 'pcap-filter 7', 'ip-link 8', 'bridge 8']

/** The pages by the names of their files. `date` is what they carry, as `November 30, 2026`. */
export function manualPages(program: Call, date: string): ReadonlyMap<string, string> {
  const pages = [program, ...program.calls]
  return new Map(pages.map((call) => [`${titleOf(call)}.${SECTION}`, pageOf(call, program, date)]))
}

function titleOf({ words }: Call): string {
  return words.join('-')
}

function pageOf(call: Call, program: Call, date: string): string {
  const title = titleOf(call)
  const others = program.calls.map(titleOf).filter((other) => other !== title)
  const isProgram = call === program
  const references = isProgram ? others : [titleOf(program)]
  return [
    `.Dd ${date}`,
    `.Dt ${title.toUpperCase()} ${SECTION}`,
    '.Os',
    '.Sh NAME',
    `.Nm ${title}`,
    `.Nd ${escaped(phrase(call.description))}`,
    '.Sh SYNOPSIS',
    ...synopses(call),
    '.Sh DESCRIPTION',
    ...filled(sentence(call.description)),
    ...list('The arguments are:', call.arguments.map(argumentItem)),
    ...list('The options are:', call.options.map(optionItem)),
    ...(isProgram
      ? list('The commands are:', call.calls.map(commandItem))
      : call.calls.flatMap((sub) => [
          `.Ss ${sub.words.join(' ')}`,
          ...filled(sentence(sub.description)),
          ...list('', [...sub.arguments.map(argumentItem), ...sub.options.map(optionItem)]),
        ])),
    ...afterSections(call.after),
    '.Sh SEE ALSO',
    ...[...references.map((name) => `${name} ${SECTION}`), ...SEE_ALSO]
      .sort(bySectionAndName)
      .map((reference, i, all) => `.Xr ${reference}${i < all.length - 1 ? ' ,' : ''}`),
    '',
  ].join('\n')
}

function synopses(call: Call): readonly string[] {
  if (call.words.length === 1) return ['.Nm', '.Ar command', '.Op Ar options', '.Op Ar argument ...']
  if (call.calls.length > 0)
    return call.calls.flatMap((sub) => [`.Nm ${sub.words.join(' ')}`, '.Op Ar options', ...sub.arguments.map(operand)])
  return [`.Nm ${call.words.join(' ')}`, '.Op Ar options', ...call.arguments.map(operand)]
}

function operand(argument: Argument): string {
  const word = `Ar ${argument.name()}${argument.variadic ? ' ...' : ''}`
  return argument.required ? `.${word}` : `.Op ${word}`
}

interface Item {
  readonly head: string
  readonly text: string
}

function argumentItem(argument: Argument): Item {
  return { head: `Ar ${argument.name()}`, text: argument.description }
}

function commandItem({ words, description }: Call): Item {
  return { head: `Ic ${words.at(-1)}`, text: description }
}

function optionItem(option: Option): Item {
  const flags = [option.short, option.long].flatMap((flag) => (flag == null ? [] : [`Fl ${flag.slice(1)}`]))
  const value = valueName(option)
  const argument = value === undefined ? '' : ` Ar ${value.replace(/\.\.\.$/, ' ...')}`
  const choices = option.argChoices === undefined ? '' : `: ${option.argChoices.join(', ')}`
  const isSaid = option.defaultValue !== undefined && option.defaultValue !== false && `${option.defaultValue}` !== ''
  return {
    head: `${flags.join(' , ')}${argument}`,
    text: `${option.description}${choices}${isSaid ? ` (default: ${option.defaultValue})` : ''}`,
  }
}

function list(introduction: string, items: readonly Item[]): readonly string[] {
  if (items.length === 0) return []
  return [
    ...(introduction === '' ? [] : ['.Pp', introduction]),
    '.Bl -tag -width Ds',
    ...items.flatMap(({ head, text }) => [`.It ${head}`, ...(text === '' ? [] : filled(sentence(text)))]),
    '.El',
  ]
}

/** What follows the options in the help: paragraphs, and lists of examples, of exit codes and of what has a name. */
function afterSections(after: string): readonly string[] {
  const paragraphs = after.split(/\n{2,}/).filter((paragraph) => paragraph !== '')
  const sections = paragraphs.map((paragraph) => {
    const [, title = '', rest = ''] = /^(Examples|Exit codes):\s*(.*)$/s.exec(paragraph) ?? []
    if (title === 'Examples') return ['.Sh EXAMPLES', ...named(rest.split('\n'), 'Li')]
    if (title === 'Exit codes') return ['.Sh EXIT STATUS', ...filled(sentence(rest))]
    const lines = paragraph.split('\n')
    const prose = lines.filter((line) => !line.startsWith('  '))
    const items = lines.filter((line) => line.startsWith('  '))
    return [
      ...(prose.length === 0 ? [] : ['.Pp', ...filled(prose.join(' '))]),
      ...(items.length === 0 ? [] : named(items, 'Ic')),
    ]
  })
  // Paragraphs belong to the description, wherever the help has them.
  const isSection = ([first = '']: readonly string[]): boolean => first.startsWith('.Sh')
  return [...sections.filter((lines) => !isSection(lines)), ...sections.filter(isSection)].flat()
}

/** Lines that have a call or a name and, behind two spaces, what it is for. */
function named(lines: readonly string[], macro: string): readonly string[] {
  const items = lines.map((line) => {
    const [name = '', ...text] = line.trim().split(/ {2,}/)
    return { head: `${macro} ${quoted(name)}`, text: text.join(' ') }
  })
  return list('', items)
}

/** One argument of a macro. */
function quoted(text: string): string {
  const argument = escaped(text).replaceAll('"', '\\(dq')
  return /[.,:;)\]!?]$/.test(argument) ? `"${argument}\\&"` : `"${argument}"`
}

/** Without the full stop, as `.Nd` wants it. */
function phrase(text: string): string {
  return text.replace(/\.$/, '')
}

/** With a capital, unless it begins with the name of a file or the like, and with a full stop. */
function sentence(text: string): string {
  const isWord = /^[a-z]+(?=[ ,;:.]|$)/.test(text)
  const first = isWord ? text.charAt(0).toUpperCase() + text.slice(1) : text
  return /[.!?:]$/.test(first) ? first : `${first}.`
}

/** Text in lines that are not too long, each sentence on a line of its own. */
function filled(text: string): readonly string[] {
  const lines: string[] = []
  for (const part of text
    .trim()
    .replaceAll(/\s+/g, ' ')
    .split(/(?<=[.!?]\)?) (?=[A-Z`(])/)) {
    let line = ''
    for (const word of part.split(' ').map(escaped)) {
      if (line !== '' && line.length + 1 + word.length > COLUMNS) {
        lines.push(line)
        line = ''
      }
      line = line === '' ? word : `${line} ${word}`
    }
    if (line !== '') lines.push(line)
  }
  return lines.map((line) => (/^[.']/.test(line) ? `\\&${line}` : line))
}

/** What roff would take for its own. A minus that begins an option stays one where it is copied. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll(/(?<![\w\]])-/g, '\\-')
    .replaceAll(/[^\n -~]/gu, (c) => `\\[u${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`)
}

/** As manuals are listed: by section, then by name. */
function bySectionAndName(x: string, y: string): number {
  const [xs, ys] = [x, y].map((reference) => reference.split(' ').reverse().join(' '))
  return xs! < ys! ? -1 : xs! > ys! ? 1 : 0
}
