/**
 * Writes the pages of the workshop, in both languages: drawings and plain commands from the lab's own networks, outputs
 * from the built program on captures of the repository, and the words of `lessons`:
 * `npm run build && npx tsx docs/workshop/make.ts`.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodeRows, table } from '../../src/lab/describe.js'
import { FAULTS, withFault } from '../../src/lab/faults.js'
import { pasteable } from '../../src/lab/lab.js'
import type { Network } from '../../src/lab/network.js'
import { NETWORKS } from '../../src/lab/networks.js'
import { Script } from '../../src/lab/script.js'
import { type Command, shellText } from '../../src/lab/shell.js'
import type { Language, Words } from '../../src/words/language.js'
import { vxsniff } from '../../test/helpers/run.js'
import { drawing } from './drawing.js'
import type { Exercise, Further, Lesson, View } from './lesson.js'
import { LESSONS } from './lessons.js'
import { HOMEWORK, README, SAY } from './words.js'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const LANGUAGES = ['en', 'zh'] as const
const HEADER = '<!-- Made by docs/workshop/make.ts; the words are in docs/workshop/lessons and words.ts. -->\n'

/** The commands of the tool that speak Chinese too. */
const SPEAKS = ['lab', 'learn', 'check', 'explain', 'report', 'quiz']
/** Columns of a plain command; a longer one is continued on the next line. */
const COLUMNS = 112

/** What stands in front of the blocks that the test runs. */
export const RUN = '<!-- run -->'
/** The same for the plain commands, which some kernels cannot. */
export const BY_HAND = '<!-- by hand -->'
/** In front of a command that asks, and wants answers. */
export const QUIZ = '<!-- quiz -->'

/** Every page by its path in this folder. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  const made = new Map([['README.md', frontPage()]])
  for (const language of LANGUAGES) {
    made.set(`${language}/README.md`, agenda(language))
    for (const [i, lesson] of LESSONS.entries()) {
      made.set(`${language}/${fileName(i)}`, await page(lesson, i, language))
    }
  }
  return made
}

/** The network of an exercise, with its fault. */
export function networkOf({ network, fault }: Exercise): Network {
  return withFault(NETWORKS.find((n) => n.name === network)!, fault)
}

/** Where the lab puts a run's files, unless told otherwise. */
export function folderOf({ network, fault }: Exercise): string {
  return `vxsniff-lab-${network}${fault === undefined ? '' : `-${fault}`}`
}

/** A capture of one's own run. */
export function ownCapture(exercise: Exercise, node: string = networkOf(exercise).watch): string {
  return `${folderOf(exercise)}/${node}.pcap`
}

function fileName(lesson: number): string {
  return `${lesson + 1}-${LESSONS[lesson]!.name}.md`
}

function frontPage(): string {
  const links = LANGUAGES.map((language) => `- [${SAY.workshop[language]}](${language}/README.md)\n`)
  return `${HEADER}# ${SAY.workshop.en}\n\n${links.join('')}`
}

function agenda(language: Language): string {
  const rows = LESSONS.map(({ title, learned, main, further }, i) => {
    const networks = [...new Set([main, ...further].map(({ network }) => network))].join(', ')
    return `| ${i + 1} | [${title[language]}](${fileName(i)}) | ${networks} | ${learned[language]} |\n`
  })
  const pairs = (list: readonly (readonly [string, Words])[]): string =>
    list.map(([name, words]) => `| ${name} | ${words[language]} |\n`).join('')
  const first = LESSONS[0]!.main
  return joined(
    `${HEADER}# ${SAY.workshop[language]}`,
    otherLanguage('README.md', language),
    fold(README.intro, language),
    `## ${SAY.agenda[language]}`,
    `${README.lessonsHead[language]}\n|---|---|---|---|\n${rows.join('')}`,
    `## ${README.needs[language]}`,
    bullets(README.needsList, language),
    `## ${README.setup[language]}`,
    README.setupWords[language],
    shell(['npm ci']),
    README.sudoWords[language],
    `## ${README.shortest[language]}`,
    shell(
      [
        `sudo ${tool('lab run', first.network, language)}`,
        tool('learn', ownCapture(first), language),
        tool('report', `${ownCapture(first)} -o report.html`, language),
      ],
      RUN,
    ),
    README.shortestWords[language],
    `## ${README.timing[language]}`,
    `| min | |\n|---|---|\n${pairs(README.timingRows)}`,
    README.timingWords[language],
    `## ${README.terms[language]}`,
    `| | |\n|---|---|\n${pairs(README.termRows)}`,
    `## ${README.faults[language]}`,
    README.faultsWords[language],
    shell(HOMEWORK.map(([name, fault]) => `sudo ${tool('lab run', `${name} --fault ${fault}`, language)}`)),
    details(
      SAY.answers[language],
      HOMEWORK.map(([name, fault]) => `- \`${name}\`: ${FAULTS[fault].title[language]}\n`).join(''),
    ),
    `## ${README.sources[language]}`,
    README.sourcesWords[language],
  )
}

async function page(lesson: Lesson, i: number, language: Language): Promise<string> {
  const { title, goal, main, predictions, packet, further, questions } = lesson
  const own = ownCapture(main)
  const numbered = (list: readonly Words[]): string => list.map((words, n) => `${n + 1}. ${words[language]}\n`).join('')
  return joined(
    `${HEADER}# ${i + 1}. ${title[language]}`,
    navigation(i, language),
    `## ${SAY.goal[language]}`,
    fold(goal, language),
    `## ${SAY.network[language]}`,
    networkOf(main).teaches[language],
    theNetwork(main, language),
    `## ${SAY.byHand[language]}`,
    SAY.byHandWords[language],
    byHand(main, language),
    `## ${SAY.predict[language]}`,
    SAY.predictWords[language],
    numbered(predictions),
    `## ${SAY.run[language]}`,
    SAY.runWords[language],
    runBlock(main, language),
    `${SAY.withoutRoot[language]} \`${main.capture}\``,
    `## ${SAY.shows[language]}`,
    SAY.showsWords[language],
    await views(main, language),
    `## ${SAY.packet[language]}`,
    packet.words[language],
    shell([tool('explain', `${packet.always ? own : main.capture} ${packet.frame}`, language)], RUN),
    details(SAY.explained[language], await output('explain', main.capture, String(packet.frame), language)),
    `## ${SAY.page[language]}`,
    SAY.pageWords[language],
    shell([tool('report', `${own} -o report.html`, language)], RUN),
    SAY.quizWords[language],
    shell([tool('quiz --seed 7 -q 5', own, language)], QUIZ),
    ...(await Promise.all(further.map((more) => furtherPart(more, language)))),
    `## ${SAY.questions[language]}`,
    numbered(questions.map(({ question }) => question)),
    details(SAY.answers[language], numbered(questions.map(({ answer }) => answer))),
  )
}

async function furtherPart(more: Further, language: Language): Promise<string> {
  return joined(
    `## ${more.title[language]}`,
    more.words[language],
    ...(more.drawn ? [theNetwork(more, language), byHand(more, language)] : []),
    runBlock(more, language),
    await views(more, language),
  )
}

function navigation(i: number, language: Language): string {
  const to = (words: Words, n: number): readonly string[] => {
    const lesson = LESSONS[n]
    return lesson === undefined ? [] : [`${words[language]}: [${n + 1}. ${lesson.title[language]}](${fileName(n)})`]
  }
  const parts = [`[${SAY.agenda[language]}](README.md)`, ...to(SAY.before, i - 1), ...to(SAY.next, i + 1)]
  return [...parts, otherLanguage(fileName(i), language)].join(' · ')
}

function otherLanguage(name: string, language: Language): string {
  return `[${SAY.otherLanguage[language]}](../${language === 'en' ? 'zh' : 'en'}/${name})`
}

function theNetwork(exercise: Exercise, language: Language): string {
  const network = networkOf(exercise)
  return joined(drawing(network, language), SAY.asListed[language], code(table(nodeRows(network, language), '')))
}

function byHand(exercise: Exercise, language: Language): string {
  const network = networkOf(exercise)
  const script = new Script(network, network.name, undefined)
  const overlay = script.overlay()
  if (overlay.some(({ commands }) => commands.some(({ background }) => background))) return SAY.notByHand[language]
  const plain = (text: string): string => shell(text.trimEnd().split('\n').map(continued), BY_HAND)
  const ping = network.traffic.find((step) => step.do === 'ping')!
  return joined(
    details(SAY.underlayFolded[language], plain(pasteable(script.underlay()))),
    SAY.overlayWords[language],
    plain(pasteable(overlay)),
    SAY.tryWords[language],
    plain([...script.step(ping), ...inspections(script)].map(shellText).join('\n')),
    SAY.endWords[language],
    plain(`npx vxsniff lab down ${network.name}`),
  )
}

/** What shows what the tunnel devices know. */
function inspections(script: Script): readonly Command[] {
  return script.network.hosts.flatMap((h) =>
    h.devices.flatMap((d): readonly Command[] => {
      const ns = script.namespace(d.type === 'vxlan' ? (d.movedTo ?? h.name) : h.name)
      if (d.type === 'vxlan') return [{ argv: ['bridge', '-n', ns, 'fdb', 'show', 'dev', d.name] }]
      return d.type === 'gre' || d.type === 'gretap' ? [{ argv: ['ip', '-n', ns, '-d', 'link', 'show', d.name] }] : []
    }),
  )
}

/** A long command goes on in the next line, at one of its options. */
function continued(command: string): string {
  if (command.length <= COLUMNS) return command
  const lines: string[] = []
  for (const part of command.split(/ (?=(?:type|netns|remote|group|local|dev|dstport|net\.\S+|'|-f|-i|-c|sh|>) ?)/)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + part.length < COLUMNS) lines[lines.length - 1] = `${line} ${part}`
    else lines.push(line === undefined ? part : `  ${part}`)
  }
  return lines.join(' \\\n')
}

function runBlock(exercise: Exercise, language: Language): string {
  const { network, fault } = exercise
  const lab = `${network}${fault === undefined ? '' : ` --fault ${fault}`}`
  const commands = exercise.views.map((view) => {
    const file = view.names === 'frame' ? exercise.capture : ownCapture(exercise, view.at?.node)
    return tool(view.command, file, language)
  })
  return shell([`sudo ${tool('lab run', lab, language)}`, ...commands], RUN)
}

async function views(exercise: Exercise, language: Language): Promise<string> {
  return joined(...(await Promise.all(exercise.views.map((view) => viewPart(exercise, view, language)))))
}

async function viewPart(exercise: Exercise, view: View, language: Language): Promise<string> {
  const look = bullets(view.look, language)
  if (view.shown === false) return look
  const capture = view.at?.capture ?? exercise.capture
  const shown = await output(view.command, capture, '', language)
  return joined(shown, look === '' ? '' : `${SAY.look[language]}\n\n${look}`)
}

/** A command on a capture of the repository, and what it prints. */
function output(command: string, capture: string, rest: string, language: Language): Promise<string> {
  const call = tool(command, `${capture} ${rest}`.trimEnd(), language)
  const known = outputs.get(call) ?? printed(call, capture)
  outputs.set(call, known)
  return known
}

/** By the call: what does not speak Chinese is on the pages of both languages. */
const outputs = new Map<string, Promise<string>>()

async function printed(call: string, capture: string): Promise<string> {
  const words = call.split(' ').slice(2)
  const { stdout, stderr, code: exit } = await vxsniff(words.map((word) => (word === capture ? ROOT + word : word)))
  if (exit !== 0) throw new Error(`${call}: ${stderr}`)
  return code(`$ ${call}\n${stdout}${stderr}`)
}

/** A call of the tool as one types it in the repository. */
function tool(command: string, about: string, language: Language): string {
  const option = language === 'zh' && SPEAKS.includes(command.split(' ')[0]!) ? ' --lang zh' : ''
  return `npx vxsniff ${command}${option} ${about}`
}

function shell(commands: readonly string[], marker?: string): string {
  return `${marker === undefined ? '' : `${marker}\n`}\`\`\`sh\n${commands.join('\n')}\n\`\`\``
}

function code(text: string): string {
  return `\`\`\`\n${text.trimEnd()}\n\`\`\``
}

function details(summary: string, text: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${text.trimEnd()}\n\n</details>`
}

function bullets(list: readonly Words[], language: Language): string {
  return list.map((words) => `- ${words[language]}\n`).join('')
}

/** Paragraphs, each in one line; between Chinese signs no space takes the place of a line's end. */
function fold(words: Words, language: Language): string {
  const paragraphs = words[language].trim().split(/\n\s*\n/)
  const line = (text: string): string =>
    text
      .trim()
      .replaceAll(/(.)\s*\n\s*(.)/g, (_, before: string, after: string) =>
        language === 'en' || /[\w`]/.test(before + after) ? `${before} ${after}` : before + after,
      )
  return paragraphs.map(line).join('\n\n')
}

/** Blocks with an empty line between them. */
function joined(...blocks: readonly string[]): string {
  return `${blocks
    .map((block) => block.trimEnd())
    .filter((block) => block !== '')
    .join('\n\n')}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = await pages()
  for (const language of LANGUAGES) {
    mkdirSync(FOLDER + language, { recursive: true })
    for (const old of readdirSync(FOLDER + language)) rmSync(`${FOLDER}${language}/${old}`)
  }
  for (const [name, text] of made) writeFileSync(FOLDER + name, text)
}
