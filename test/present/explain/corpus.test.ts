/** Whatever packet comes: each of its octets is told once, and the screen is text that fits. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { AnnotatedPacket } from '../../../src/present/explain/annotate.js'
import { explainJson } from '../../../src/present/explain/json.js'
import { screen } from '../../../src/present/explain/screen.js'
import { width } from '../../../src/present/learn/text.js'
import type { LearnView } from '../../../src/present/learn/view.js'
import { ANSI } from '../../../src/present/palette.js'
import { Explained } from '../../helpers/explain-captures.js'
import { CORPUS, framesOf, hasCorpus } from '../../helpers/octets.js'
import { share } from '../../helpers/share.js'

const FIXTURES = fileURLToPath(new URL('../../../fixtures/', import.meta.url))
/** Frames of a capture that are looked at: the first ones, and then one of so many; each in one of the views. */
const FIRST = 4
const EVERY = 211
const VIEWS: readonly Partial<LearnView>[] = [
  { columns: 80, palette: ANSI },
  { columns: 140, language: 'zh' },
  { columns: 80, unicode: false },
  { columns: 140, unicode: false, all: true },
  { columns: 80, language: 'zh', palette: ANSI },
]
/** C0 without the newline, DEL and C1, and the signs that turn text around. */
const CONTROL = /[^\P{Cc}\n]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** Octets that are in no part, or in several; and fields outside of their layer. */
function misplaced({ layers, rest, size }: AnnotatedPacket): unknown[] {
  const owners = new Uint8Array(size)
  for (const { start, end } of [...layers, ...rest]) for (let at = start; at < end; at++) owners[at]!++
  const octets = [...owners].flatMap((n, at) => (n === 1 ? [] : [{ at, n }]))
  const outside = layers.flatMap((l) => l.fields.filter((f) => f.start < l.start || f.start + f.size > l.end))
  const covered = layers.flatMap((l) => l.checksum?.covers.filter(({ start, end }) => start > end || end > size) ?? [])
  return [...octets, ...outside, ...covered]
}

function look(path: string, every: number, shift: number): void {
  const explained = new Explained(framesOf(path))
  for (const [i, view] of VIEWS.entries()) {
    const names = explained.names(view)
    explained.explain(
      names,
      (e, p) => {
        const where = `${path} #${p.number}`
        expect(misplaced(e.packet), where).toEqual([])
        expect(JSON.parse(explainJson(e, names)).frame).toBe(p.number)
        const plain: string = Object.values(ANSI).reduce(
          (text: string, colour: string) => text.replaceAll(colour, ''),
          screen(e, names),
        )
        expect(CONTROL.exec(plain), where).toBeNull()
        const long = plain.split('\n').filter((line) => width(line) > view.columns!)
        expect(long, where).toEqual([])
        if (view.unicode === false) expect(/\P{ASCII}/u.exec(plain), where).toBeNull()
      },
      (frame) => (frame <= FIRST || frame % every === 0) && (frame + shift) % VIEWS.length === i,
    )
  }
}

describe('fixtures', () => {
  for (const file of readdirSync(FIXTURES).filter((name) => name.endsWith('.pcap'))) {
    test(file, () => look(FIXTURES + file, 7, 0))
  }
})

describe.skipIf(!hasCorpus('explaining every kind of packet'))('corpus', () => {
  const files = hasCorpus('') ? readdirSync(`${CORPUS}files`).filter((name) => name.endsWith('.pcap')) : []
  test('its files', () => {
    for (const [i, file] of share(files, 4).entries()) look(`${CORPUS}files/${file}`, EVERY, i)
  }, 300_000)
})
