/** The commands and their options. Those that read packets are loaded when they are called. */
import { Command, Help, type HelpConfiguration, type Option } from 'commander'
import type { Declare } from './command.js'
import { declareAgent } from './commands/agent-options.js'
import { declareAnonymise } from './commands/anonymise-options.js'
import { declareCheck } from './commands/check-options.js'
import { declareCompare } from './commands/compare-options.js'
import { declareConfig } from './commands/config-options.js'
import { declareDecap } from './commands/decap-options.js'
import { declareEnqueue } from './commands/enqueue-options.js'
import { declareExplain } from './commands/explain-options.js'
import { declareExport } from './commands/export-options.js'
import { declareFields } from './commands/fields-options.js'
import { declareFilter } from './commands/filter-options.js'
import { declareFlows } from './commands/flows-options.js'
import { declareFollow } from './commands/follow-options.js'
import { declareInterfaces } from './commands/interfaces-options.js'
import { declareLab } from './commands/lab-options.js'
import { declareLearn } from './commands/learn-options.js'
import { declareLetters } from './commands/letters-options.js'
import { declareQuiz } from './commands/quiz-options.js'
import { declareLive, declareRead } from './commands/read-options.js'
import { declareReport } from './commands/report-options.js'
import { declareRoutes } from './commands/routes-options.js'
import { declareSchema } from './commands/schema-options.js'
import { declareSql } from './commands/sql-options.js'
import { declareStats } from './commands/stats-options.js'
import { declareTop } from './commands/top-options.js'
import { declareTunnels } from './commands/tunnels-options.js'
import { declareWhere } from './commands/where-options.js'
import { declareWorker } from './commands/worker-options.js'
import { hasSettings } from './config-path.js'
import { argumentError, UsageError } from './errors.js'
import { nameOf } from './input-options.js'
import { writeStderr, writeStdout } from './output.js'
import { VERSION } from './version.js'

/** Each command, in the order of the help: its declaration, and what runs it, which is loaded when it is called. */
const COMMANDS: ReadonlyMap<string, Declare> = new Map<string, Declare>([
  [
    'live',
    (program) => declareLive(program, async (...called) => (await import('./commands/read.js')).live(...called)),
  ],
  [
    'read',
    (program) => declareRead(program, async (...called) => (await import('./commands/read.js')).read(...called)),
  ],
  [
    'flows',
    (program) => declareFlows(program, async (...called) => (await import('./commands/flows.js')).flows(...called)),
  ],
  [
    'tunnels',
    (program) =>
      declareTunnels(program, async (...called) => (await import('./commands/tunnels.js')).tunnels(...called)),
  ],
  [
    'stats',
    (program) => declareStats(program, async (...called) => (await import('./commands/stats.js')).stats(...called)),
  ],
  [
    'where',
    (program) => declareWhere(program, async (...called) => (await import('./commands/where.js')).where(...called)),
  ],
  ['top', (program) => declareTop(program, async (...called) => (await import('./commands/top.js')).top(...called))],
  [
    'check',
    (program) => declareCheck(program, async (...called) => (await import('./commands/check.js')).check(...called)),
  ],
  [
    'compare',
    (program) =>
      declareCompare(program, async (...called) => (await import('./commands/compare.js')).compare(...called)),
  ],
  [
    'learn',
    (program) => declareLearn(program, async (...called) => (await import('./commands/learn.js')).learn(...called)),
  ],
  [
    'routes',
    (program) => declareRoutes(program, async (...called) => (await import('./commands/routes.js')).routes(...called)),
  ],
  [
    'quiz',
    (program) => declareQuiz(program, async (...called) => (await import('./commands/quiz.js')).quiz(...called)),
  ],
  [
    'explain',
    (program) =>
      declareExplain(program, async (...called) => (await import('./commands/explain.js')).explain(...called)),
  ],
  [
    'report',
    (program) => declareReport(program, async (...called) => (await import('./commands/report.js')).report(...called)),
  ],
  [
    'decap',
    (program) => declareDecap(program, async (...called) => (await import('./commands/decap.js')).decap(...called)),
  ],
  [
    'follow',
    (program) => declareFollow(program, async (...called) => (await import('./commands/follow.js')).follow(...called)),
  ],
  [
    'anonymise',
    (program) =>
      declareAnonymise(program, async (...called) => (await import('./commands/anonymise.js')).anonymise(...called)),
  ],
  [
    'export',
    (program) =>
      declareExport(program, async (...called) => (await import('./commands/export.js')).exportTables(...called)),
  ],
  [
    'agent',
    (program) => declareAgent(program, async (...called) => (await import('./commands/agent.js')).agent(...called)),
  ],
  [
    'enqueue',
    (program) =>
      declareEnqueue(program, async (...called) => (await import('./commands/enqueue.js')).enqueue(...called)),
  ],
  [
    'worker',
    (program) => declareWorker(program, async (...called) => (await import('./commands/worker.js')).worker(...called)),
  ],
  [
    'schema',
    (program) => declareSchema(program, async (...called) => (await import('./commands/schema.js')).schema(...called)),
  ],
  ['sql', (program) => declareSql(program, async (...called) => (await import('./commands/sql.js')).sql(...called))],
  [
    'filter',
    (program) => declareFilter(program, async (...called) => (await import('./commands/filter.js')).filter(...called)),
  ],
  [
    'fields',
    (program) => declareFields(program, async (...called) => (await import('./commands/fields.js')).fields(...called)),
  ],
  [
    'letters',
    (program) =>
      declareLetters(program, async (...called) => (await import('./commands/letters.js')).letters(...called)),
  ],
  [
    'interfaces',
    (program) =>
      declareInterfaces(program, async (...called) => (await import('./commands/interfaces.js')).interfaces(...called)),
  ],
  [
    'config',
    (program) => declareConfig(program, async (...called) => (await import('./commands/config.js')).config(...called)),
  ],
  [
    'lab',
    (program) =>
      declareLab(program, {
        list: async (...called) => (await lab()).list(...called),
        up: async (...called) => (await lab()).up(...called),
        down: async (...called) => (await lab()).down(...called),
        status: async (...called) => (await lab()).status(...called),
        run: async (...called) => (await lab()).runLab(...called),
      }),
  ],
])

function lab(): Promise<typeof import('./commands/lab.js')> {
  return import('./commands/lab.js')
}

const EXIT_CODES = `
Exit codes: 0 fine, 1 findings under --fail-on or wrong answers, 2 a mistake in the call, 3 a damaged capture, 4 no
permission, 70 a defect of vxsniff (please report it), 128 and the number of the signal that ended it.`

/** `help` is commander's own. */
export function isCommand(word: string): boolean {
  return word === 'help' || COMMANDS.has(word)
}

/** What commands are for, and which; a heading each in the help. */
const GROUPS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Look:', ['live', 'read', 'flows', 'tunnels', 'stats', 'where', 'top']],
  ['Understand:', ['check', 'learn', 'explain', 'report', 'routes', 'compare']],
  ['Take out:', ['decap', 'follow', 'anonymise']],
  ['Many captures and nodes:', ['export', 'sql', 'agent', 'enqueue', 'worker', 'schema']],
  ['Teach:', ['quiz', 'lab']],
])

const EXAMPLES = `
Examples:
  vxsniff capture.pcap                     its packets, a line each
  sudo vxsniff -i eth0 -Y 'vni 42'         live
  vxsniff check capture.pcap               what is wrong, and how to mend it
  vxsniff learn capture.pcap               who learned what, from which packet`

/** Heading of all other commands. */
const OTHERS = 'About:'

/** In the list of commands a name and what it does in short; no option says that it is not given. */
const HELP: HelpConfiguration = {
  subcommandTerm: (command) => command.name(),
  subcommandDescription: (command) => command.description().replace(/[:;,].*/, ''),
  optionDescription: (option) => new Help().optionDescription(option).replace(/ ?\(default: false\)/, ''),
}

/** The program with the command that is called; with all of them for help, and to suggest what was meant. */
export function programFor(word: string | undefined): Command {
  const program = new Command('vxsniff')
    .description('Reads VXLAN, GRE and other overlay traffic and explains it.')
    .version(VERSION, '--version')
    .addHelpText('after', `${EXIT_CODES}\n${EXAMPLES}`)
    .configureHelp(HELP)
    .commandsGroup(OTHERS)
    .helpCommand('help [command...]', 'what a command does')
    .configureOutput({
      writeOut: (text) => writeStdout(Buffer.from(text)),
      writeErr: writeStderr,
      outputError: (text, write) => write(argumentError(text)),
    })
    .showSuggestionAfterError()
    .exitOverride()
    .hook('preAction', async (_, command) => {
      refuseEmpty(command)
      if (hasSettings(command)) await (await import('./config.js')).applyConfig(command)
    })
  const called = COMMANDS.get(word ?? '')
  for (const declare of called === undefined ? COMMANDS.values() : [called]) declare(program)
  for (const [heading, names] of GROUPS) {
    for (const command of program.commands) if (names.includes(command.name())) command.helpGroup(heading)
  }
  return program
}

/** An unset variable of a shell becomes an empty word. Only a filter may be empty: it lets everything through. */
function refuseEmpty(command: Command): void {
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName())
    const isEmpty = value === '' || (Array.isArray(value) && value.includes(''))
    if (isEmpty) throw new UsageError(`${nameOf(option)} is followed by an empty word; give ${wordOf(option)}`)
  }
  const isFilter = ['interface', 'readFile'].some((name) => command.getOptionValue(name) !== undefined)
  if (!isFilter && command.args.includes('')) throw new UsageError('an empty word is no argument; leave it out')
}

/** What stands behind an option in the help: `<file>`. */
function wordOf({ flags }: Option): string {
  return /<.*>/.exec(flags)?.[0] ?? 'one'
}
