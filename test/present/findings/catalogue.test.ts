/** Every finding has words, every word is there in both languages, and the pages of `docs/findings` say the same. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { pages } from '../../../docs/findings/make.js'
import { findings } from '../../../src/analysis/check/check.js'
import { type Finding, MAX_FRAMES, MAX_OF_ONE_KIND } from '../../../src/analysis/check/finding.js'
import { Asking } from '../../../src/analysis/check/questions.js'
import { LoopKind } from '../../../src/analysis/check/repeats.js'
import type { KernelFault } from '../../../src/analysis/checksum-kernel-faults.js'
import type { Storm } from '../../../src/analysis/findings/arp-storm.js'
import { Flood, type UnansweredFlood } from '../../../src/analysis/findings/bum-unanswered-flood.js'
import type { KernelFfff } from '../../../src/analysis/findings/checksum-kernel-ffff.js'
import type { IllegalEcn } from '../../../src/analysis/findings/ecn-illegal.js'
import { FINDERS } from '../../../src/analysis/findings/finders.js'
import type { ChecksumOneWay } from '../../../src/analysis/findings/gre-checksum-one-way.js'
import type { SequenceMissing } from '../../../src/analysis/findings/gre-sequence-missing.js'
import type { Loop } from '../../../src/analysis/findings/loop-suspected.js'
import type { StaleUse } from '../../../src/analysis/findings/mac-stale-use.js'
import type { Numbered } from '../../../src/analysis/findings/shared-sequences.js'
import { CaptureError } from '../../../src/capture/capture.js'
import { tell } from '../../../src/present/check/told.js'
import { CATALOGUE } from '../../../src/present/findings/catalogue.js'
import { findingText } from '../../../src/present/findings/finding-text.js'
import { LANGUAGES } from '../../../src/present/language.js'
import { TunnelType } from '../../../src/wire/tunnel.js'
import { capturesOf, FIXTURES, LAB } from '../../analysis/findings/captures.js'
import { factsOfFile } from '../../analysis/findings/check.js'
import { CORPUS } from '../../wire/octets.js'

/** Of a file that cannot be read to its end nothing is asked here. */
function damaged(e: unknown): undefined {
  if (!(e instanceof CaptureError)) throw e
}

const ROOT = new URL('../../../', import.meta.url)
const path = (name: string): string => fileURLToPath(new URL(name, ROOT))
const ids = FINDERS.map((finder) => finder.id)
const NO_TEXT = /^\s*$|\b(undefined|null|NaN|Infinity)\b|\[object/
const CHINESE = /[\u4e00-\u9fff]/

const second = 1e9
const [a, b] = [0x0a000001, 0x0a000002]
const [macA, macB] = [0x020000000101, 0x020000000102]
const storm: Storm = {
  asking: 0,
  network: 1,
  mac: macA,
  sender: a,
  target: b,
  peak: 60,
  within: second,
  lasted: second,
}
const flood: UnansweredFlood = {
  flood: 'nobody',
  network: 1,
  vtep: a,
  destinations: [b],
  toGroup: false,
  members: [],
  macs: [macB],
  stations: 1,
  lasted: second,
}
const loop: Loop = {
  kind: 0,
  network: 1,
  source: 1,
  destination: 2,
  isArp: false,
  innerSource: a,
  innerDestination: b,
  different: 3,
  ttl: 64,
  lastTtl: 3,
  lasted: second,
}
const fault: KernelFault = {
  network: 1,
  sender: 1,
  receiver: 2,
  source: a,
  destination: b,
  sourcePort: 40000,
  destinationPort: 80,
  syns: 6,
  frames: [1, 2, 3],
  waits: [second, 2 * second],
  computed: 0x1e65,
  withoutChecksum: 7,
  answer: 8,
  delay: 63 * second,
}
const oneWay: ChecksumOneWay = {
  network: 1,
  type: TunnelType.Gre,
  sender: a,
  other: b,
  isAnswered: true,
  unanswered: 0,
}
const missing: SequenceMissing = { network: 1, type: TunnelType.Gre, from: a, to: b, numbered: 5 }
const reset: Numbered = {
  network: 1,
  type: TunnelType.Gre,
  id: 7,
  from: a,
  to: b,
  numbered: 9,
  found: 0,
  expected: 120,
}
const stale: StaleUse = { network: 1, mac: macA, from: a, to: b, before: 2, beforeFor: second, after: 0, afterFor: 0 }
/** What findings are about that no capture of ours shows. */
const MADE: readonly (readonly [string, unknown])[] = [
  ...Object.values(Asking).map((asking) => ['arp.storm', { ...storm, asking }] as const),
  ['bum.unanswered-flood', flood],
  ['bum.unanswered-flood', { ...flood, toGroup: true }],
  ['bum.unanswered-flood', { ...flood, toGroup: true, members: [a, b] }],
  ['bum.unanswered-flood', { ...flood, flood: Flood.Station }],
  ['checksum.kernel-ffff', { first: fault, connections: 2 } satisfies KernelFfff],
  ['checksum.kernel-ffff', { first: { ...fault, withoutChecksum: 0, answer: 0, waits: [] }, connections: 1 }],
  ['ecn.illegal', { network: 1, from: a, to: b, sent: 9 } satisfies IllegalEcn],
  ['ecn.illegal', { network: 1, from: a, to: b, sent: 0 }],
  ['gre.checksum-one-way', oneWay],
  ['gre.checksum-one-way', { ...oneWay, isAnswered: false, unanswered: 3 }],
  ['gre.sequence-missing', missing],
  ['gre.sequence-missing', { ...missing, numbered: 0 }],
  ['gre.sequence-reset', reset],
  ...Object.values(LoopKind).map((kind) => ['loop.suspected', { ...loop, kind }] as const),
  ['loop.suspected', { ...loop, network: 0, source: 0, destination: 0, isArp: true }],
  ['mac.stale-use', stale],
  ['mac.stale-use', { ...stale, before: 0, after: 4, afterFor: second }],
]

describe('the registries', () => {
  test('each finder has words, and all words have a finder', () => {
    expect(CATALOGUE.map((words) => words.id).sort()).toEqual([...ids].sort())
  })

  test('an id is the only one of its name: the subject, a dot, what of it, in kebab case', () => {
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/)
  })

  test('both lists are in alphabetical order', () => {
    expect(ids).toEqual([...ids].sort())
    expect(CATALOGUE.map((words) => words.id)).toEqual([...ids].sort())
  })

  test.each(ids)('%s has two files of its name', (id) => {
    const name = id.replace('.', '-')
    expect(existsSync(path(`src/analysis/findings/${name}.ts`))).toBe(true)
    expect(existsSync(path(`src/present/findings/${name}.ts`))).toBe(true)
  })

  test.each(CATALOGUE.map((words) => [words.id, words] as const))(
    '%s has a title and a meaning in both languages',
    (_, words) => {
      for (const { en, zh } of [words.title, words.meaning]) {
        expect(en).toMatch(/^[A-Z`]/)
        expect(en).not.toMatch(CHINESE)
        expect(zh).toMatch(CHINESE)
      }
      expect(words.title.en).not.toMatch(/\.$/)
      for (const { source, sentence } of words.quotes) {
        expect(source).not.toBe('')
        expect(sentence).not.toMatch(/^$|^["“]|["”]$/)
      }
    },
  )
})

describe('what they say of real captures', () => {
  const captures = [FIXTURES, LAB, `${CORPUS}files/`].flatMap(capturesOf)
  const told: { where: string; id: string; language: string; lines: readonly string[]; says: string }[] = []
  const sizes: { where: string; id: string; frames: readonly number[] }[] = []
  const kinds = new Map<string, number>()
  beforeAll(async () => {
    for (const capture of captures) {
      const facts = await factsOfFile(capture).catch(damaged)
      if (facts === undefined) continue
      const text = findingText(facts, true)
      const of = new Map<string, number>()
      for (const finding of findings(facts)) {
        sizes.push({ where: capture, id: finding.id, frames: finding.frames })
        of.set(finding.id, (of.get(finding.id) ?? 0) + 1)
        for (const language of LANGUAGES) {
          const { says, why, fix, verify, title } = tell(finding, text, language)
          const lines = [title, says, why, ...(fix === '' ? [] : [fix]), ...(verify === '' ? [] : [verify])]
          told.push({ where: capture, id: finding.id, language, lines, says })
        }
      }
      for (const [id, count] of of) kinds.set(id, Math.max(count, kinds.get(id) ?? 0))
    }
  })

  test('no line is empty, and none holds what is no text', () => {
    const wrong = told.filter(({ lines }) => lines.some((line) => NO_TEXT.test(line)))
    expect(wrong).toEqual([])
  })

  test.skipIf(!existsSync(LAB) || !existsSync(CORPUS))('and of those that no capture shows, made up ones below', () => {
    expect(ids.filter((id) => !kinds.has(id) && !MADE.some(([made]) => made === id))).toEqual([])
  })

  test('Chinese is Chinese, and English is not', () => {
    const wrong = told.filter(({ language, lines }) =>
      lines.slice(0, 3).some((line) => CHINESE.test(line) !== (language === 'zh')),
    )
    expect(wrong).toEqual([])
  })

  test('what happened is a line without a full stop', () => {
    expect(told.filter(({ says }) => /[.。]$|\n/.test(says))).toEqual([])
  })

  test('frames are some, in order and each once', () => {
    const inOrder = (frames: readonly number[]): boolean => frames.every((frame, i) => frame > (frames[i - 1] ?? 0))
    expect(sizes.filter(({ frames }) => frames.length > MAX_FRAMES || !inOrder(frames))).toEqual([])
    expect([...kinds].filter(([, count]) => count > MAX_OF_ONE_KIND)).toEqual([])
  })
})

describe('what they would say, where no capture of ours shows it', () => {
  test.each(MADE)('%s', async (id, about) => {
    const facts = await factsOfFile(`${FIXTURES}p2p-vni42.pcap`)
    const text = findingText(facts, true)
    for (const language of LANGUAGES) {
      for (const count of [1, 12]) {
        const finding: Finding = { id, severity: 'warning', confidence: 'high', frames: [1], count, about }
        const { says, why, fix, verify } = tell(finding, text, language)
        for (const line of [says, why]) {
          expect(line).not.toMatch(NO_TEXT)
          expect(CHINESE.test(line)).toBe(language === 'zh')
        }
        expect(says).not.toMatch(/[.。]$|\n/)
        expect(`${fix} ${verify}.`).not.toMatch(NO_TEXT)
      }
    }
  })
})

test('the pages are those that `npx tsx docs/findings/make.ts` writes', async () => {
  const made = await pages()
  const folder = path('docs/findings/')
  expect(
    readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .sort(),
  ).toEqual([...made.keys()].sort())
  for (const [name, text] of made) expect(readFileSync(folder + name, 'utf8'), name).toBe(text)
})
