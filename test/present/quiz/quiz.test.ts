import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { width } from '../../../src/present/learn/text.js'
import { mulberry32, shuffled } from '../../../src/present/quiz/random.js'
import { Sheet } from '../../../src/present/quiz/sheet.js'
import { ALL, QuizCapture } from '../../helpers/quiz-capture.js'
import { view } from '../../helpers/stories.js'

const FIXTURES = fileURLToPath(new URL('../../../fixtures/', import.meta.url))
const fixture = (name: string): Promise<QuizCapture> => QuizCapture.of(`${FIXTURES}${name}.pcap`)
const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name))

describe('numbers that look random', () => {
  test('are those of the generator as it was published', () => {
    // The first three of mulberry32(1), as github.com/bryc/code and many ports of it print them.
    const random = mulberry32(1)
    const below = 2 ** 32
    expect([random(below), random(below), random(below)].map((n) => n / below)).toEqual([
      0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
    ])
  })

  test('shuffle without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, i) => i)
    const mixed = shuffled(items, mulberry32(7))
    expect(mixed).not.toEqual(items)
    expect(mixed.toSorted((a, b) => a - b)).toEqual(items)
  })
})

test('the same seed asks the same, another one something else', async () => {
  const one = (await fixture('multicast')).questions(4711, 10)
  expect((await fixture('multicast')).questions(4711, 10)).toEqual(one)
  expect((await fixture('multicast')).questions(4712, 10)).not.toEqual(one)
})

test('as many questions as wanted, of as many kinds as there are, none of them twice', async () => {
  const capture = await fixture('multicast')
  for (const seed of [1, 2, 3]) {
    const ten = capture.questions(seed, 10)
    expect(ten).toHaveLength(10)
    expect(new Set(ten.map(({ id }) => id)).size).toBe(10)
    const all = capture.questions(seed)
    expect(all.length).toBeGreaterThan(30)
    expect(new Set(all.map(({ prompt }) => prompt)).size).toBe(all.length)
  }
})

test('the questions of the lesson are there: who learns, why this group, which MTU', async () => {
  const all = (await fixture('multicast')).all()
  const answered = (prompt: string): string | undefined => {
    const question = all.find((q) => q.prompt === prompt)
    return question?.form === 'choice' ? question.choices[question.answer] : question?.answer
  }
  // Read in the packets, and in the notes of the two machines that they were captured on.
  expect(answered('Frame 6 goes from VTEP 10.65.132.188 to VTEP 10.65.132.187. Which VTEP learns what from it?')).toBe(
    '10.65.132.187 learns that ba:d8:43:67:8d:fb is behind 10.65.132.188',
  )
  expect(answered('Why is the outer destination of frame 5 the address 224.1.1.1?')).toContain('joined this group')
  const mtu = all.find(({ id }) => id === 'mtu')
  expect(mtu).toMatchObject({ form: 'number', answer: '1450', source: 'RFC 7348 §4.3' })
})

/** Capture, its kind of question, and the answer as its README tells it. */
test.each([
  ['ipv6-underlay', 'mtu', '1430'],
  ['ipv6-underlay', 'overhead', '70'],
  ['gre-seed', 'overhead', '50'],
  ['gre-seed', 'gre-length', '16'],
  ['gre-plain', 'mtu', '1476'],
  ['gretap', 'mtu', '1462'],
  ['flannel-udp', 'overhead', '42'],
  ['tenants', 'same-address', 'No: networks with different VNIs do not see each other'],
  ['static-fdb', 'flood-mode', 'Its VTEP sends a copy to each of the others, unicast'],
  ['flannel-vxlan', 'no-arp', 'They must know them already, or their own VTEP answers (proxy): none of them asks'],
])('%s: %s is %s', async (name, id, answer) => {
  const all = (await fixture(name)).all().filter((question) => question.id === id)
  expect(all.length).toBeGreaterThan(0)
  for (const q of all) expect(q.form === 'choice' ? q.choices[q.answer] : q.answer).toBe(answer)
})

test('where packets do not tell whether VTEPs learn, nobody is asked what they learn', async () => {
  for (const name of ['static-fdb', 'arp-proxy', 'flannel-vxlan', 'gre-seed']) {
    const kinds = (await fixture(name)).all().map(({ id }) => id)
    expect(kinds.filter((id) => id.startsWith('learn') || id === 'fdb-after')).toEqual([])
  }
})

describe('both languages ask the same', () => {
  test.each(captures)('%s', async (name) => {
    const capture = await QuizCapture.of(FIXTURES + name)
    for (const seed of [1, 2]) {
      const [en, zh] = [capture.questions(seed, ALL, 'en'), capture.questions(seed, ALL, 'zh')]
      const common = (questions: typeof en) =>
        questions.map(({ id, form, frames, source, answer }) => ({ id, form, frames, source, answer }))
      expect(common(zh)).toEqual(common(en))
      for (const [i, question] of zh.entries()) {
        expect(question.prompt).toMatch(/\p{Script=Han}/u)
        expect(question.why).toMatch(/\p{Script=Han}/u)
        expect(en[i]!.prompt + en[i]!.why).not.toMatch(/\p{Script=Han}/u)
        if (question.form !== 'choice' || en[i]!.form !== 'choice') continue
        expect(question.choices).toHaveLength(en[i]!.choices.length)
        expect(new Set(question.choices).size).toBe(question.choices.length)
      }
    }
  })
})

test.each(['en', 'zh'] as const)('a sheet fits in 80 columns (%s)', async (language) => {
  const questions = (await fixture('ipv6-underlay')).questions(1, ALL, language)
  const sheet = new Sheet(questions, view(80, language))
  const text = questions
    .map((_, i) => sheet.answered(i + 1) + sheet.verdict(i + 1, '?') + sheet.unreadable(i + 1))
    .join('')
  for (const line of text.split('\n')) expect(width(line), line).toBeLessThanOrEqual(80)
})

test('the score names the frames of what was missed, and the file as a shell takes it', async () => {
  const questions = (await fixture('multicast')).questions(1, 3)
  const sheet = new Sheet(questions, view(80))
  const score = sheet.score(1, 2, questions.slice(0, 1), ["it's\x1b[31m red.pcap"])
  expect(score).toContain('1 of 3, 1 not answered')
  expect(score).toContain(`vxsniff explain 'it'\\''s\\x1b[31m red.pcap' ${questions[0]!.frames[0]}`)
  expect(score).not.toContain('\x1b')
  expect(sheet.score(3, 3, [], ['a.pcap'])).toBe('\n3 of 3\n')
})
