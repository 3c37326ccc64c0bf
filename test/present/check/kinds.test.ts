/** Every finding has words, every word is there in both languages, and the pages of `docs/findings` say the same. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { pages } from '../../../docs/findings/make.js'
import { findings } from '../../../src/analysis/check/check.js'
import { type Finding, MAX_FRAMES, MAX_OF_ONE_KIND } from '../../../src/analysis/check/finding.js'
import { CaptureError } from '../../../src/capture/capture.js'
import { tell } from '../../../src/present/check/finding-sentences.js'
import { findingText } from '../../../src/present/check/finding-text.js'
import { FINDERS, KINDS } from '../../../src/present/check/kinds.js'
import { LANGUAGES } from '../../../src/words/language.js'
import { factsOfFile } from '../../helpers/check.js'
import { capturesOf, FIXTURES, LAB } from '../../helpers/finding-captures.js'
import { MADE } from '../../helpers/finding-samples.js'
import { CORPUS } from '../../helpers/octets.js'

/** Of a file that cannot be read to its end nothing is asked here. */
function damaged(e: unknown): undefined {
  if (!(e instanceof CaptureError)) throw e
}

const ROOT = new URL('../../../', import.meta.url)
const path = (name: string): string => fileURLToPath(new URL(name, ROOT))
const ids = FINDERS.map((finder) => finder.id)
const NO_TEXT = /^\s*$|\b(undefined|null|NaN|Infinity)\b|\[object/
const CHINESE = /[\u4e00-\u9fff]/

describe('the registries', () => {
  test('what looks for a finding and what says it have the same id', () => {
    expect(KINDS.map((kind) => kind.words.id)).toEqual(ids)
  })

  test('each file of finders and each of words is listed', () => {
    for (const folder of ['src/analysis/check/findings', 'src/words/findings']) {
      const files = readdirSync(path(folder)).filter(
        (name) => /^[a-z]+-[a-z-]+\.ts$/.test(name) && name !== 'finding-words.ts',
      )
      expect(files.sort(), folder).toEqual(ids.map((id) => `${id.replace('.', '-')}.ts`).sort())
    }
  })

  test('an id is the only one of its name: the subject, a dot, what of it, in kebab case', () => {
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/)
  })

  test('the list is in alphabetical order', () => {
    expect(ids).toEqual([...ids].sort())
  })

  test.each(ids)('%s has two files of its name', (id) => {
    const name = id.replace('.', '-')
    expect(existsSync(path(`src/analysis/check/findings/${name}.ts`))).toBe(true)
    expect(existsSync(path(`src/words/findings/${name}.ts`))).toBe(true)
  })

  test.each(KINDS.map(({ words }) => [words.id, words] as const))(
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
      for (const finding of findings(facts, FINDERS)) {
        sizes.push({ where: capture, id: finding.id, frames: finding.frames })
        // What stands for others has a line of its own, the same for all kinds.
        if (finding.others !== undefined) continue
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
