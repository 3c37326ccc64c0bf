/** Everything that is said of a capture when all its packets are read, by every command, looked through for what no terminal should get. */
import type { Check } from '../../src/analysis/check/check.js'
import { NO_ROW } from '../../src/analysis/tables/row-index.js'
import { timestampOf } from '../../src/analysis/timestamps.js'
import { sortedFlows, sortedTunnels } from '../../src/analysis/totals/order.js'
import type { Timeline } from '../../src/analysis/totals/timeline.js'
import { reportData } from '../../src/page/collect.js'
import { renderPage } from '../../src/page/render.js'
import { findingsJson, summaryJson } from '../../src/present/check/json.js'
import { report } from '../../src/present/check/report.js'
import type { Results } from '../../src/present/check/results.js'
import { explain } from '../../src/present/explain/explain.js'
import { explainJson } from '../../src/present/explain/json.js'
import { screen } from '../../src/present/explain/screen.js'
import { flowCsv, flowJson, flowTable } from '../../src/present/flow-table.js'
import { learnJson } from '../../src/present/learn/json.js'
import { mermaid } from '../../src/present/learn/mermaid.js'
import { Names } from '../../src/present/learn/names.js'
import { story } from '../../src/present/learn/story.js'
import { tablesBetween } from '../../src/present/learn/tables-at.js'
import { ANSI, PLAIN } from '../../src/present/palette.js'
import { quizJson } from '../../src/present/quiz/json.js'
import { questionsOf } from '../../src/present/quiz/quiz.js'
import { Sheet } from '../../src/present/quiz/sheet.js'
import { QuizSource } from '../../src/present/quiz/source.js'
import type { TunnelPackets } from '../../src/present/quiz/tunnel-packets.js'
import { tunnelCsv, tunnelJson, tunnelTable, withSequences } from '../../src/present/tunnel-table.js'
import type { Packet } from '../../src/wire/packet.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import type { TunnelStack } from '../../src/wire/tunnel.js'
import type { Language } from '../../src/words/language.js'
import { hostileIn, withoutColours } from './clean-text.js'

/** Rows of a table, and questions of a quiz. */
const ROWS = 40
const QUESTIONS = 10
/** One capture in so many is told of in words by each command: they take a hundred times as long as packets. */
const WORDS = 25
/** What the packets of a capture have left behind. */
export interface Passed {
  readonly check: Check
  readonly results: Results
  readonly timeline: Timeline
  readonly quizzed: TunnelPackets
  /** The last packet, and the tunnels that it is in. */
  readonly packet: Packet
  readonly stack: TunnelStack
}

/** Throws where something does not hold. `turn` chooses the language and the command. */
export function tellAll(passed: Passed, turn: number): void {
  const { results } = passed
  const language: Language = turn % 2 === 0 ? 'en' : 'zh'
  const told = findingsJson(results.found, results, language) + summaryJson(results, true)
  for (const line of told.split('\n')) if (line !== '') mustBeJson(line, 'check --json')
  const commands = [tellCheck, tellLearn, tellTables, tellExplain, tellQuiz, tellPage]
  commands[turn % WORDS]?.(passed, language, turn)
}

const common = { unicode: true, columns: 100 }

function tellCheck({ results }: Passed, language: Language, turn: number): void {
  const view = { ...common, language, verbose: turn % 3 === 0 }
  mustBeClean(report(results, { ...view, palette: PLAIN }), 'check')
  mustBeClean(withoutColours(report(results, { ...view, palette: ANSI })), 'check --color=always')
}

function namesOf({ results }: Passed, language: Language, turn: number): Names {
  return new Names(results.facts.learned, {
    ...common,
    language,
    palette: PLAIN,
    utcOffset: () => 0,
    all: turn % 3 === 0,
  })
}

function tellLearn(passed: Passed, language: Language, turn: number): void {
  const names = namesOf(passed, language, turn)
  mustBeJson([...learnJson(names.facts, [])].join(''), 'learn --json')
  mustBeClean([...story(names)].join('\n'), 'learn')
  mustBeClean(mermaid(names), 'learn --mermaid')
  const { frame } = names.facts.end
  mustBeClean(tablesBetween({ frame: Math.floor(frame / 2) }, { frame }, names), 'learn --diff')
}

function tellTables({ results: { facts } }: Passed, language: Language, turn: number): void {
  const { flows, networks, tunnels, sequences, capture } = facts
  const view = { language, palette: PLAIN, unicode: turn % 3 > 0, columns: turn % 4 === 0 ? 0 : 80 }
  const rows = sortedFlows(flows, 'octets')
    .slice(0, ROWS)
    .map((row) => flows.row(row))
  const copies = flows.copies()
  mustBeClean(flowTable(rows, networks, capture.end, view), 'flows')
  for (const row of rows) {
    mustBeJson(flowJson(row, networks, copies[row.row] ?? NO_ROW), 'flows --json')
    mustBeClean(flowCsv(row, networks, NO_ROW).trimEnd(), 'flows --csv')
  }
  const most = sortedTunnels(tunnels, 'packets').slice(0, ROWS)
  const records = [...tunnels.records(most)].map((record) => withSequences(record, networks, sequences))
  mustBeClean(tunnelTable(records, networks, capture.end, view), 'tunnels')
  for (const record of records) {
    mustBeJson(tunnelJson(record, networks), 'tunnels --json')
    mustBeClean(tunnelCsv(record, networks).trimEnd(), 'tunnels --csv')
  }
}

function tellExplain(passed: Passed, language: Language, turn: number): void {
  const { check, packet, stack } = passed
  if (packet.number === 0) return
  const names = namesOf(passed, language, turn)
  const networks = stack.depth === 0 ? [0] : [...check.learning.networks.ids.subarray(0, stack.depth)]
  const explanation = explain({ packet, networks, ...(packet.fragment === -1 ? {} : { wholeIn: turn % 3 }) }, names)
  mustBeClean(screen(explanation, names), 'explain')
  mustBeJson(explainJson(explanation, names), 'explain --json')
}

function tellQuiz(passed: Passed, language: Language, turn: number): void {
  const names = namesOf(passed, language, turn)
  const questions = questionsOf(new QuizSource(names, passed.quizzed), turn, QUESTIONS)
  const sheet = new Sheet(questions, names.view)
  mustBeJson(quizJson(questions, turn, language), 'quiz --json')
  for (const i of questions.keys()) mustBeClean(sheet.answered(i + 1), 'quiz --answers')
}

function tellPage({ results, timeline, packet }: Passed, language: Language): void {
  const timestamp = timestampOf(packet)
  const about = {
    version: '0',
    files: ['capture'],
    damage: '',
    notes: { en: [], zh: [] },
    utcOffset: 0,
    quotations: [],
    first: timestamp,
    last: timestamp,
  }
  const data = reportData(results, timeline, { ...about, tables: defaultTables() })
  mustBeClean(renderPage(data, language, { script: '', style: '', scriptHash: '' }), 'report')
}

function mustBeJson(text: string, name: string): void {
  JSON.parse(text)
  mustBeClean(text, name)
}

export function mustBeClean(text: string, name: string): void {
  const hostile = hostileIn(text)
  if (hostile !== undefined) throw new Error(`${name} prints ${hostile.character}`, { cause: hostile.around })
}
