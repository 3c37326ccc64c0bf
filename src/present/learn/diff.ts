/** What is different between two snapshots of the tables: of one capture at two moments, or of two captures. */
import type { Names } from './names.js'
import { isHollow } from './snapshot.js'
import type { FdbLine, NeighbourLine, Snapshot } from './table-lines.js'
import { alignedText } from './text.js'

/** What became of a line of a table. */
export type Sign = '+' | '-' | '~'

interface Change<T> {
  readonly sign: Sign
  /** The line as it is now, or as it was if it has gone. */
  readonly line: T
  /** For a changed line: where the MAC address was before, or which MAC address the IP address had. */
  readonly before: string
}

export interface Changes {
  readonly fdb: readonly Change<FdbLine>[]
  readonly neighbours: readonly Change<NeighbourLine>[]
}

const NO_MAC = '00:00:00:00:00:00'

export function changesBetween(before: Snapshot, after: Snapshot): Changes {
  return {
    fdb: changes(before.fdb, after.fdb, fdbKey, (line) => line.dst),
    neighbours: changes(before.neighbours, after.neighbours, neighbourKey, (line) => line.mac),
  }
}

/** Names a line of a forwarding table: of the default destination there may be several. */
export function fdbKey({ network, vtep, mac, dst }: FdbLine): string {
  return `${network} ${vtep} ${mac}${mac === NO_MAC ? ` ${dst}` : ''}`
}

export function neighbourKey({ network, host, ip }: NeighbourLine): string {
  return `${network} ${host} ${ip}`
}

/** The sign `+` is drawn hollow if learning is not certain. */
export function signText(sign: Sign, line: FdbLine, { view }: Names): string {
  if (sign === '-' || !isHollow(line)) return sign
  return view.unicode ? '○' : 'o'
}

/** Lines as `bridge fdb` and `ip neigh` have them, each with its sign and the frame, under the table's title. */
export function diffText({ fdb, neighbours }: Changes, names: Names): string {
  const { words } = names
  const { palette } = names.view
  if (fdb.length + neighbours.length === 0) return `${words.noChange}\n`
  const was = (before: string): string => (before === '' ? '' : words.was(before))
  const title = (text: string): string => `${palette.inner}${text}${palette.reset}\n`
  let text = ''
  for (const group of grouped(fdb, ({ line }) => names.fdbOf(line))) {
    const rows = group.of.map(({ sign, line, before }) => [
      signText(sign, line, names),
      line.mac,
      `dst ${line.dst}`,
      sign === '-' || line.shown === 0 ? '' : `#${line.shown}`,
      was(before),
    ])
    text += title(group.title) + alignedText(rows, '  ')
  }
  for (const group of grouped(neighbours, ({ line }) => words.neighboursIn(line.network))) {
    const rows = group.of.map(({ sign, line, before }) => [
      sign,
      line.host,
      line.ip,
      `lladdr ${line.mac}`,
      sign === '-' ? '' : `#${line.learned}`,
      was(before),
    ])
    text += title(group.title) + alignedText(rows, '  ')
  }
  return text
}

function changes<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (line: T) => string,
  contentOf: (line: T) => string,
): readonly Change<T>[] {
  const was = new Map(before.map((line) => [keyOf(line), line]))
  const found: Change<T>[] = []
  for (const line of after) {
    const key = keyOf(line)
    const old = was.get(key)
    was.delete(key)
    if (old === undefined) found.push({ sign: '+', line, before: '' })
    else if (contentOf(old) !== contentOf(line)) found.push({ sign: '~', line, before: contentOf(old) })
  }
  for (const line of was.values()) found.push({ sign: '-', line, before: '' })
  return found
}

interface Titled<T> {
  readonly title: string
  readonly of: readonly T[]
}

/** Items under the title that they share, in the order in which titles come first. */
export function grouped<T>(items: readonly T[], titleOf: (item: T) => string): readonly Titled<T>[] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const title = titleOf(item)
    const group = groups.get(title)
    if (group === undefined) groups.set(title, [item])
    else group.push(item)
  }
  return [...groups].map(([title, of]) => ({ title, of }))
}
