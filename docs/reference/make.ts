/**
 * Writes the pages of this folder from what the commands declare and print: every command with its options and what it says of a
 * capture of `fixtures/`, the language of `-Y`, all fields: `npx tsx docs/reference/make.ts`.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Call, program } from '../../packaging/calls.js'
import { listedFields } from '../../src/present/field-list.js'
import { printedBy } from '../../test/helpers/printed.js'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const HEADER = '<!-- Made by docs/reference/make.ts. -->\n'
/** Lines of an output that are shown. */
const SHOWN = 24
/** What no terminal is laid out for, made so all the same for these pages. */
const UTC = { TZ: 'UTC', LC_ALL: 'C.UTF-8' }

/** What each command is called with, by its words. Live commands and those that write files have none. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  read: ['read', 'fixtures/multicast.pcap'],
  flows: ['flows', 'fixtures/tenants.pcap'],
  tunnels: ['tunnels', 'fixtures/multicast.pcap'],
  stats: ['stats', '--by', 'host', '--csv', 'fixtures/multicast.pcap'],
  where: ['where', '172.17.1.3', 'fixtures/multicast.pcap'],
  check: ['check', 'fixtures/port-mismatch.pcap'],
  learn: ['learn', 'fixtures/multicast.pcap'],
  routes: ['routes', 'fixtures/evpn.pcap'],
  quiz: ['quiz', '--seed', '7', '--questions', '2', '--answers', 'fixtures/multicast.pcap'],
  explain: ['explain', 'fixtures/multicast.pcap', '5'],
  follow: ['follow', 'fixtures/tenants.pcap', '1'],
  export: ['export', '--to', 'json', 'fixtures/multicast.pcap'],
  filter: ['filter', 'inner icmp and vni 42'],
  fields: ['fields', 'vni'],
  'lab list': ['lab', 'list', 'p2p'],
}

/** Every page by its file name. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['commands.md', await commandsPage()],
    ['filter.md', await filterPage()],
    ['fields.md', fieldsPage()],
  ])
}

async function commandsPage(): Promise<string> {
  const sections: string[] = []
  for (const call of leaves(program())) sections.push(await section(call))
  return `${HEADER}# Commands\n\nAll of it is in \`vxsniff COMMAND --help\` and \`man vxsniff-COMMAND\` too.\n\n${sections.join('\n')}`
}

function leaves(call: Call): readonly Call[] {
  return call.calls.flatMap((sub) => (sub.calls.length > 0 ? leaves(sub) : [sub]))
}

async function section(call: Call): Promise<string> {
  const name = call.words.slice(1).join(' ')
  const usage = [...call.words, ...call.arguments.map((argument) => argumentText(argument.name(), argument))].join(' ')
  const options = call.options
    .filter(({ long }) => long !== '--help')
    .map(({ flags, description, argChoices }) => {
      const choices = argChoices === undefined ? '' : ` (${argChoices.join(', ')})`
      return `| \`${cell(flags)}\` | ${plain(cell(`${description}${choices}`))} |`
    })
  const words = CALLS[name]
  const shown = words === undefined ? '' : `\n${block(`$ vxsniff ${words.join(' ')}\n${await output(words)}`)}`
  const after = call.after.trim() === '' ? '' : `\n${block(call.after.trim())}`
  return `## ${name}\n\n${sentence(call.description)}\n\n${block(usage)}\n| option | |\n|---|---|\n${options.join('\n')}\n${after}${shown}`
}

function argumentText(
  name: string,
  { required, variadic }: { readonly required: boolean; readonly variadic: boolean },
): string {
  const text = variadic ? `${name}...` : name
  return required ? `<${text}>` : `[${text}]`
}

async function output(words: readonly string[]): Promise<string> {
  const printed = await printedBy(words.map((word) => word.replace(/^fixtures\//, `${ROOT}fixtures/`)))
  if (printed === undefined) throw new Error(`vxsniff ${words.join(' ')} prints nothing`)
  const lines = printed.replaceAll(ROOT, '').trimEnd().split('\n')
  return [...lines.slice(0, SHOWN), ...(lines.length > SHOWN ? ['…'] : [])].join('\n')
}

async function filterPage(): Promise<string> {
  const help = (await printedBy(['filter'])) ?? ''
  const intro =
    'Words of tcpdump and comparisons of Wireshark in one expression, which knows inside from outside; every command that reads packets has `-Y`.'
  return `${HEADER}# The filter: \`-Y\`\n\n${intro} [Fields](fields.md) may stand in comparisons.\n\n${block(help.trimEnd())}`
}

function fieldsPage(): string {
  const groups = new Map<string, string[]>()
  for (const { name, text, source } of listedFields([], 'en')) {
    const [protocol = ''] = name.split('.')
    const rows = groups.get(protocol) ?? []
    rows.push(`| \`${cell(name)}\` | ${plain(cell(text))} | ${plain(cell(source))} |`)
    groups.set(protocol, rows)
  }
  const tables = [...groups].map(
    ([protocol, rows]) => `## ${plain(protocol)}\n\n| field | | source |\n|---|---|---|\n${rows.join('\n')}\n`,
  )
  return `${HEADER}# Fields\n\nOf \`--fields\`, \`--json\` and \`-Y\`; the names are Wireshark's where it has one. \`vxsniff fields vni\` searches them.\n\n${tables.join('\n')}`
}

function sentence(text: string): string {
  return plain(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`)
}

function block(text: string): string {
  return `\`\`\`\n${text}\n\`\`\`\n`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

/** Text that neither Markdown nor a page takes for markup. */
function plain(text: string): string {
  return text.replace(/[<>{}_*]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  Object.assign(process.env, UTC)
  for (const [name, text] of await pages()) writeFileSync(`${FOLDER}${name}`, text)
}
