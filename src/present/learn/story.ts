/** What was learned as a story: the networks, how hosts found each other, the tables, and what deserves a line of its own. */
import type { Move, Sequence } from '../../analysis/learning/facts.js'
import { TYPE_NAMES as NHRP_TYPES } from '../../wire/protocols/nhrp.js'
import { macText } from '../address-text.js'
import { Ladder } from './ladder.js'
import type { Names } from './names.js'
import { networkParagraph, tellableNetworks } from './network.js'
import { finalSnapshot } from './snapshot.js'
import { sequenceOutcome, sequenceTitle, stepSentence } from './step-sentences.js'
import { tablesText } from './tables.js'
import { hanging, padStart, titleLines, wrap } from './text.js'
import { usableColumns } from './view.js'

/** Networks that have a paragraph, sequences that are told in full and those that have a line, without `all`. */
const NETWORKS = 12
const SEQUENCES = 20
const SEQUENCE_LINES = 100
/** Lines of each kind of note. */
const NOTES = 20

/** The whole of it, part by part: each is text with a newline at its end, an empty line goes between two. */
export function* story(names: Names): Generator<string> {
  const networks = tellableNetworks(names)
  const { words, view } = names
  if (networks.length === 0) {
    yield lines(wrap(words.nothing, usableColumns(view)))
    yield* notes(names)
    return
  }
  const shown = view.all ? networks : networks.slice(0, NETWORKS)
  for (const network of shown) yield lines(networkParagraph(network, names))
  if (networks.length > shown.length) yield `${words.cut(networks.length - shown.length)}\n`
  yield* sequences(names)
  yield tablesText(finalSnapshot(names), names)
  yield* notes(names)
}

/** How hosts found each other. A pattern of steps is told in words once; later sequences have only the ladder. */
function* sequences(names: Names): Generator<string> {
  const { words, view } = names
  const { sequences: all } = names.facts
  const told = new Map<string, number>()
  const full = view.all ? all.length : Math.min(SEQUENCES, all.length)
  for (const [i, sequence] of all.slice(0, full).entries()) {
    const key = patternOf(sequence)
    const before = told.get(key)
    if (before === undefined) told.set(key, i + 1)
    yield lines([
      ...heading(sequence, i + 1, names),
      ...ladderLines(sequence, names),
      '',
      ...(before === undefined ? sentences(sequence, names) : [`  ${words.sameAs(before)}`]),
      ...moreSteps(sequence, names),
    ])
  }
  if (full === all.length) return
  const rest = all.slice(full, full + SEQUENCE_LINES)
  yield lines([
    words.moreSequences(all.length - full),
    ...rest.flatMap((sequence, i) => sequenceLines(sequence, full + i + 1, names)),
    ...(all.length > full + rest.length ? [`  ${words.andMore(all.length - full - rest.length)}`] : []),
  ])
}

/** One sequence by itself, in full. */
export function sequenceText(sequence: Sequence, number: number, names: Names): readonly string[] {
  return [
    ...heading(sequence, number, names),
    ...ladderLines(sequence, names),
    '',
    ...sentences(sequence, names),
    ...moreSteps(sequence, names),
  ]
}

function moreSteps({ moreSteps: left }: Sequence, { words }: Names): readonly string[] {
  return left === 0 ? [] : [`  ${words.moreSteps(left)}`]
}

/** The title of a sequence, and when and where it was. */
export function heading(sequence: Sequence, number: number, names: Names): readonly string[] {
  const title = `${number}. ${sequenceTitle(sequence, names)}`
  return titleLines(title, aboutSequence(sequence, names), names.view, usableColumns(names.view))
}

/** `vxlan 42, #5 to #12, 10:31:34.560469` */
function aboutSequence(sequence: Sequence, names: Names): string {
  const first = sequence.steps[0]
  const clock = first === undefined ? [] : [names.clock(first.at)]
  return [names.network(sequence.network), framesOf(sequence, names), ...clock].join(names.words.comma)
}

function framesOf({ steps }: Sequence, names: Names): string {
  // The step of a missing packet names an earlier frame.
  const frames = steps.map((step) => step.at.frame)
  return names.words.frames(Math.min(...frames), Math.max(...frames))
}

function ladderLines(sequence: Sequence, names: Names): readonly string[] {
  const ladder = new Ladder(sequence, names)
  const { palette } = names.view
  return [...ladder.head(), ...ladder.rows.flatMap((row) => row.lines)].map((line) => line.text(palette))
}

/** The steps, each with its number, in words. */
function sentences(sequence: Sequence, names: Names): readonly string[] {
  const { dim, reset } = names.view.palette
  const digits = String(sequence.steps.at(-1)?.number ?? 0).length
  return sequence.steps.flatMap((step) => {
    const head = `  ${dim}${padStart(String(step.number), digits)}${reset}  `
    return hanging(head, stepSentence(step, sequence, names), usableColumns(names.view))
  })
}

/** `21. 172.17.1.2 looks for 172.17.1.9  vxlan 42, #51 to #58  no reply`, in one line where that fits. */
function sequenceLines(sequence: Sequence, number: number, names: Names): readonly string[] {
  const where = `${names.network(sequence.network)}${names.words.comma}${framesOf(sequence, names)}`
  const text = [sequenceTitle(sequence, names), where, sequenceOutcome(sequence, names)].join('  ').trimEnd()
  return hanging(`  ${number}. `, text, usableColumns(names.view))
}

/** A key that is equal for sequences that differ only in who, where and when. */
function patternOf({ network, ipv6, steps, moreSteps }: Sequence): string {
  const signs = steps.map((s) =>
    [s.kind, s.via, s.missing, s.toVteps.length, s.protocol, s.retries, s.knownSince !== undefined].join(' '),
  )
  return [network, ipv6, moreSteps, ...signs].join(';')
}

/** Moves, questions without answer, conflicts, and what was left out. */
function* notes(names: Names): Generator<string> {
  const { words, facts } = names
  const said = [
    ...some(restless(facts.moves), names, ([first, ...more]) => {
      const places = [...new Set([first, ...more].flatMap(({ from, to }) => [names.address(from), names.address(to)]))]
      return words.inTurns(macText(first.mac), names.list(places), more.length + 1, `#${first.at.frame}`)
    }),
    ...some(
      facts.moves.filter(({ isRestless }) => !isRestless),
      names,
      (move) => {
        const [from, to] = [names.address(move.from), names.address(move.to)]
        const { told } = move
        const by = told === undefined ? '' : words.movedByBgp(told.at.frame, names.address(told.from), told.sequence)
        const moved = words.move(macText(move.mac), from, to, move.lastBefore.frame, move.at.frame) + by
        return move.staleUses === 0 ? moved : `${moved} ${words.stale(move.staleUses, names.frames(move.staleFrames))}`
      },
    ),
    ...some(facts.mappings, names, ({ ip, nbma, type, first }) =>
      words.mapping(names.address(ip), names.address(nbma), NHRP_TYPES[type] ?? String(type), `#${first.frame}`),
    ),
    ...some(facts.usedLate, names, ({ mac, vtep, last, used }) =>
      words.usedLate(macText(mac), names.address(vtep), `#${last.frame}`, `#${used}`, facts.ageing),
    ),
    ...some(facts.unanswered, names, (u) =>
      words.unanswered(names.host(u.host, u.hostMac), names.address(u.ip), u.requests, names.frames(u.frames)),
    ),
    ...some(facts.conflicts, names, ({ ip, macs, frames }) =>
      words.conflict(names.address(ip), names.list(macs.map(macText)), names.frames(frames)),
    ),
    ...(facts.copies === 0 ? [] : [words.copies(facts.copies)]),
    ...droppedTexts(names),
  ]
  if (said.length > 0) yield lines(said.flatMap((note) => wrap(note, usableColumns(names.view))))
}

/** Moves of stations that go to and fro, by station. */
function restless(moves: readonly Move[]): readonly (readonly [Move, ...Move[]])[] {
  const stations = new Map<string, [Move, ...Move[]]>()
  for (const move of moves) {
    if (!move.isRestless) continue
    const key = `${move.network} ${move.mac}`
    const of = stations.get(key)
    if (of === undefined) stations.set(key, [move])
    else of.push(move)
  }
  return [...stations.values()]
}

/** How much found no room, a line for each table; empty if all did. */
export function droppedLines(names: Names): string {
  return lines(droppedTexts(names))
}

function droppedTexts({ words, facts: { dropped } }: Names): readonly string[] {
  return Object.entries(dropped).flatMap(([what, count]) =>
    count === 0 ? [] : [words.dropped[what as keyof typeof dropped](count)],
  )
}

function some<T>(items: readonly T[], names: Names, textOf: (item: T) => string): readonly string[] {
  const shown = names.view.all ? items : items.slice(0, NOTES)
  const texts = shown.map(textOf)
  return items.length > shown.length ? [...texts, names.words.cut(items.length - shown.length)] : texts
}

function lines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
