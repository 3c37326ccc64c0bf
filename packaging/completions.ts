/** Completions for bash, zsh and fish. All words stand in them: pressing Tab starts no program. */
import type { Argument, Option } from 'commander'
import { FINDING_IDS } from '../src/analysis/check/finding-ids.js'
import { PACKETS, TABLE_NAMES } from '../src/export/schema.js'
import { WORDS } from '../src/filter/words.js'
import { NETWORKS } from '../src/lab/networks.js'
import { fieldNames } from '../src/present/fields.js'
import { type Call, valueName } from './calls.js'

/** What may stand in a place. */
type Value =
  | { readonly is: 'file' | 'directory' | 'interface' | 'anything' }
  | { readonly is: 'word' | 'words with commas'; readonly list: string }

/** Words that several places take, by the name that the scripts have for them. */
type Lists = ReadonlyMap<string, readonly string[]>

const FILE: Value = { is: 'file' }
const DIRECTORY: Value = { is: 'directory' }
const ANYTHING: Value = { is: 'anything' }

const LISTS: Lists = new Map<string, readonly string[]>([
  ['fields', fieldNames()],
  ['filter_words', WORDS.map(({ word }) => word)],
  ['findings', FINDING_IDS],
  ['tables', [...TABLE_NAMES, PACKETS]],
  ['networks', NETWORKS.map(({ name }) => name)],
  ['faults', [...new Set(NETWORKS.flatMap(({ faults }) => faults))]],
  ['formats', ['lines', 'tcpdump']],
])

/** By an option's long name, of one command alone where that stands in front. */
const OPTION_VALUES: Readonly<Record<string, Value>> = {
  '--read-file': FILE,
  '--filter-file': FILE,
  '--key-file': FILE,
  '--output': FILE,
  '--write': FILE,
  'vxsniff lab run --write': DIRECTORY,
  'vxsniff anonymise --check': FILE,
  'vxsniff sql --file': FILE,
  '--to': DIRECTORY,
  '--interface': { is: 'interface' },
  '--fields': { is: 'words with commas', list: 'fields' },
  '--display-filter': { is: 'word', list: 'filter_words' },
  'vxsniff check --only': { is: 'words with commas', list: 'findings' },
  '--ignore': { is: 'words with commas', list: 'findings' },
  '--tables': { is: 'words with commas', list: 'tables' },
  '--fault': { is: 'word', list: 'faults' },
  '--format': { is: 'word', list: 'formats' },
}

/** By an argument's name. */
const ARGUMENT_VALUES: Readonly<Record<string, Value>> = {
  file: FILE,
  dir: DIRECTORY,
  network: { is: 'word', list: 'networks' },
  expression: { is: 'word', list: 'filter_words' },
}

function flagsOf({ short, long }: Option): readonly string[] {
  return [short, long].filter((flag) => flag != null)
}

/** What follows an option, and the words of its own that it takes; undefined where nothing follows. */
function valueAfter(call: Call, option: Option): Value | readonly string[] | undefined {
  if (valueName(option) === undefined) return undefined
  if (option.argChoices !== undefined) return option.argChoices
  return OPTION_VALUES[`${call.words.join(' ')} ${option.long}`] ?? OPTION_VALUES[option.long ?? ''] ?? ANYTHING
}

function isWords(value: Value | readonly string[]): value is readonly string[] {
  return Array.isArray(value)
}

function argumentOf({ arguments: all }: Call): Value {
  return ARGUMENT_VALUES[all.at(-1)?.name() ?? ''] ?? ANYTHING
}

/** Commands that have no further ones below them. */
function leaves(call: Call): readonly Call[] {
  return call.calls.length === 0 ? [call] : call.calls.flatMap(leaves)
}

/** Commands that have others below them, the program first. */
function groups(call: Call): readonly Call[] {
  return call.calls.length === 0 ? [] : [call, ...call.calls.flatMap(groups)]
}

const names = (calls: readonly Call[]): readonly string[] => calls.map(({ words }) => words.at(-1)!)

export function bashCompletion(program: Call): string {
  const cases = leaves(program).map((call) => {
    const options = call.options.flatMap(flagsOf)
    const values = call.options.flatMap((option) => {
      const value = valueAfter(call, option)
      return value === undefined ? [] : [`        ${flagsOf(option).join('|')}) ${bashValue(value)}; return ;;`]
    })
    return [
      `    '${call.words.slice(1).join(' ')}')`,
      '      case $before in',
      ...values,
      '      esac',
      `      options='${options.join(' ')}'`,
      `      argument() { ${bashValue(argumentOf(call))}; }`,
      '      ;;',
    ].join('\n')
  })
  const lists = [...LISTS].map(([name, words]) => `_vxsniff_${name}='${words.join(' ')}'`)
  const below = groups(program).map(
    (call) => `    '${call.words.slice(1).join(' ')}') commands='${names(call.calls).join(' ')}' ;;`,
  )
  return `# Completion of vxsniff for bash.
${lists.join('\n')}

_vxsniff_words() { COMPREPLY=($(compgen -W "$1" -- "$current")); }
_vxsniff_paths() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen "$1" -- "$current"); }
_vxsniff_files() { _vxsniff_paths -f; }
_vxsniff_directories() { _vxsniff_paths -d; }
_vxsniff_interfaces() { _vxsniff_words "any $(cd /sys/class/net 2>/dev/null && echo *)"; }
# The last of several words with commas between them.
_vxsniff_listed() {
  local front=\${current%"\${current##*,}"}
  compopt -o nospace 2>/dev/null
  COMPREPLY=($(compgen -P "$front" -W "$1" -- "\${current##*,}"))
}

_vxsniff() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local command= commands options= IFS=$' \\t\\n' word i depth=0
  for ((i = 1; i < COMP_CWORD; i++)); do
    _vxsniff_below "$command"
    word=\${COMP_WORDS[i]}
    [[ " $commands " == *" $word "* ]] && command=\${command:+$command }$word depth=$((depth + 1))
  done
  _vxsniff_below "$command"
  if [[ -n $commands && $current != -* ]] && ((COMP_CWORD == depth + 1)); then
    _vxsniff_words "$commands"
    # A file is read without a command.
    [[ -z $command ]] && compopt -o default 2>/dev/null
    return
  fi
  # Without a command it is a live capture or a file that is read.
  case \${command:-live} in
${cases.join('\n')}
  esac
  if [[ $current == -* ]]; then _vxsniff_words "$options"; else argument; fi
}

_vxsniff_below() {
  commands=
  case $1 in
${below.join('\n')}
  esac
}

complete -F _vxsniff vxsniff
`
}

function bashValue(value: Value | readonly string[]): string {
  if (isWords(value)) return `_vxsniff_words '${value.join(' ')}'`
  switch (value.is) {
    case 'file':
      return '_vxsniff_files'
    case 'directory':
      return '_vxsniff_directories'
    case 'interface':
      return '_vxsniff_interfaces'
    case 'word':
      return `_vxsniff_words "$_vxsniff_${value.list}"`
    case 'words with commas':
      return `_vxsniff_listed "$_vxsniff_${value.list}"`
    case 'anything':
      return 'COMPREPLY=()'
  }
}

export function zshCompletion(program: Call): string {
  const lists = [...LISTS].map(([name, words]) => `_vxsniff_${name}=(${words.join(' ')})`)
  const functions = [...groups(program), ...leaves(program)].map((call) =>
    call.calls.length > 0 ? zshGroup(call) : zshLeaf(call),
  )
  return `#compdef vxsniff
# Completion of vxsniff for zsh.
${lists.map((line) => `typeset -ga ${line}`).join('\n')}

${functions.join('\n\n')}

_vxsniff "$@"
`
}

const zshName = ({ words }: Call): string => `_${words.join('_')}`

function zshGroup(call: Call): string {
  const described = call.calls.map(({ words, description }) => `'${zshText(`${words.at(-1)}`)}:${shell(description)}'`)
  return `${zshName(call)}() {
  local -a commands=(${described.join(' ')})
  if (( CURRENT == 2 )); then
    _describe command commands
    ${call.words.length === 1 ? '_files' : 'return'}
  else
    local name=_${call.words.join('_')}_$words[2]
    shift words
    (( CURRENT-- ))
    (( $+functions[$name] )) && $name
  fi
}`
}

function zshLeaf(call: Call): string {
  const options = call.options.flatMap((option) =>
    flagsOf(option).map((flag) => {
      const value = valueAfter(call, option)
      const action = value === undefined ? '' : `:${zshText(valueName(option)!)}:${zshValue(value)}`
      return `'*${flag}[${shell(zshText(option.description))}]${action}'`
    }),
  )
  return `${zshName(call)}() {
  _arguments -s \\
    ${[...options, `'*:${zshArgument(call.arguments)}:${zshValue(argumentOf(call))}'`].join(' \\\n    ')}
}`
}

const zshArgument = (all: readonly Argument[]): string => all.at(-1)?.name() ?? 'argument'

function zshValue(value: Value | readonly string[]): string {
  if (isWords(value)) return `(${value.join(' ')})`
  switch (value.is) {
    case 'file':
      return '_files'
    case 'directory':
      return '_files -/'
    case 'interface':
      return '_net_interfaces'
    case 'word':
      return `{compadd -a _vxsniff_${value.list}}`
    case 'words with commas':
      return `{_values -s , ${value.list} $_vxsniff_${value.list}}`
    case 'anything':
      return ' '
  }
}

const zshText = (text: string): string => text.replaceAll(/[[\]:]/g, '\\$&')

/** Between single quotes. */
const shell = (text: string): string => text.replaceAll("'", "'\\''")

export function fishCompletion(program: Call): string {
  const lists = [...LISTS].map(([name, words]) => `set -g _vxsniff_${name} ${words.join(' ')}`)
  const lines = [...groups(program), ...leaves(program)].flatMap((call) => [
    ...call.calls.map(
      (sub) =>
        `complete -c vxsniff -n '_vxsniff_at ${call.words.slice(1).join(' ')}' -a ${sub.words.at(-1)} -d '${fishText(sub.description)}'`,
    ),
    ...(call.calls.length > 0 ? [] : fishLeaf(call)),
  ])
  return `# Completion of vxsniff for fish.
${lists.join('\n')}

# Whether these words, and nothing else but options, stand before the cursor.
function _vxsniff_at
    set -l given (string match -rv -- '^-' (commandline -opc)[2..])
    test "$given" = "$argv"
end

# Whether these words come first of those that are no options.
function _vxsniff_in
    set -l given (string match -rv -- '^-' (commandline -opc)[2..])
    test "$given[1..$(count $argv)]" = "$argv"
end

# The last of several words with commas between them.
function _vxsniff_listed
    set -l front (string match -r -- '.*,' (commandline -ct))
    printf "$front%s\\n" $argv
end

${lines.join('\n')}
`
}

function fishLeaf(call: Call): readonly string[] {
  const place = `complete -c vxsniff -n '_vxsniff_in ${call.words.slice(1).join(' ')}'`
  const argument = argumentOf(call)
  const isFile = argument.is === 'file' || argument.is === 'directory'
  return [
    isFile ? `${place} -F` : `${place} -f${fishValue(argument)}`,
    ...call.options.map((option) => {
      const flags = [
        ...(option.short == null ? [] : [`-s ${option.short.slice(1)}`]),
        ...(option.long == null ? [] : [`-l ${option.long.slice(2)}`]),
      ]
      const value = valueAfter(call, option)
      const takes = value === undefined ? '' : ` -r${fishValue(value)}`
      return `${place} ${flags.join(' ')}${takes} -d '${fishText(option.description)}'`
    }),
  ]
}

function fishValue(value: Value | readonly string[]): string {
  if (isWords(value)) return ` -f -a '${value.join(' ')}'`
  switch (value.is) {
    case 'file':
      return ' -F'
    case 'directory':
      return " -f -a '(__fish_complete_directories)'"
    case 'interface':
      return " -f -a 'any (__fish_print_interfaces)'"
    case 'word':
      return ` -f -a '$_vxsniff_${value.list}'`
    case 'words with commas':
      return ` -f -a '(_vxsniff_listed $_vxsniff_${value.list})'`
    case 'anything':
      return ''
  }
}

const fishText = (text: string): string => text.replaceAll(/[\\']/g, '\\$&')
