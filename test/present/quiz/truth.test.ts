/** Every answer that a quiz takes for right is right: by tshark, and by the tables of the kernels that were captured. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { QUESTION_KINDS, type QuestionKind } from '../../../src/present/quiz/kinds.js'
import { answerText, isRight, type Question } from '../../../src/present/quiz/question.js'
import { isMissing } from '../../helpers/programs.js'
import { QuizCapture } from '../../helpers/quiz-capture.js'
import { prove } from '../../helpers/quiz-proofs.js'
import { share } from '../../helpers/share.js'
import { framesOf } from '../../helpers/tshark.js'

const FIXTURES = fileURLToPath(new URL('../../../fixtures/', import.meta.url))
const LAB = fileURLToPath(new URL('../../../../shared/lab/', import.meta.url))
const hasLab = existsSync(LAB)
if (!hasLab) console.warn(`${LAB} is not there: answers are not compared with kernels' tables`)
const noTshark = isMissing('tshark', 'apt-get install tshark')

const captures = readdirSync(FIXTURES)
  .filter((name) => /\.pcap(ng)?$/.test(name))
  // Every second one: networks of the lab have what most of them have, BGP aside.
  .filter((name, i) => !hasLab || i % 2 === 0 || ['evpn.pcap', 'tenants.pcap'].includes(name))
  .map((name) => ({ name, path: FIXTURES + name }))
const labCaptures = (hasLab ? readdirSync(LAB) : []).flatMap((network) =>
  existsSync(`${LAB}${network}/notes.txt`)
    ? readdirSync(LAB + network)
        .filter((name) => /^n\d\.pcap$/.test(name))
        .map((name) => ({ name: `${network}/${name}`, path: `${LAB}${network}/${name}` }))
    : [],
)
const seen = new Set<QuestionKind>()

describe.skipIf(noTshark)('all that can be asked about a capture has the answer that tshark gives', () => {
  // One node of each network: the others have the same packets.
  const ofFirst = labCaptures.filter(({ name }) => name.endsWith('/n1.pcap'))
  test.each([...captures, ...share(ofFirst, 2)])('$name', async ({ path }) => {
    const questions = (await QuizCapture.of(path)).all()
    const frames = questions.length === 0 ? [] : framesOf(path)
    for (const question of questions) {
      seen.add(question.id)
      try {
        checkForm(question)
        prove(question, frames)
      } catch (e) {
        throw new Error(`${JSON.stringify(question, null, 1)}\n${(e as Error).message}`)
      }
    }
  })

  test.skipIf(!hasLab)('each kind of question is among them', () => {
    expect(QUESTION_KINDS.filter((kind) => !seen.has(kind))).toEqual([])
  })
})

/** One choice is right and no two are the same; what is to be typed is understood as it stands. */
function checkForm(question: Question): void {
  expect(isRight(question, answerText(question))).toBe(true)
  expect(question.frames.length).toBeGreaterThan(0)
  if (question.form !== 'choice') return
  expect(question.choices.length).toBeGreaterThanOrEqual(3)
  expect(question.choices.length).toBeLessThanOrEqual(5)
  expect(new Set(question.choices).size).toBe(question.choices.length)
  const right = question.choices.filter((_, i) => isRight(question, `${i + 1}`) === true)
  expect(right).toEqual([answerText(question)])
}

interface Link {
  readonly ifname: string
  readonly mtu: number
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: { readonly id?: number } }
}

interface Entry {
  readonly mac: string
  readonly ifname: string
  readonly dst?: string
}

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T

describe.skipIf(!hasLab)('answers about VTEPs are what their kernels say', () => {
  let compared = 0
  let mtus = 0

  test.each(labCaptures)('$name', async ({ path }) => {
    const dir = path.slice(0, path.lastIndexOf('/') + 1)
    const nodes = nodesOf(dir)
    for (const question of (await QuizCapture.of(path)).all()) {
      const [, vtep = ''] = /VTEP (\d+\.\d+\.\d+\.\d+) (?:gets|now|send)/.exec(question.prompt) ?? []
      const node = nodes.find(({ address }) => address === vtep)
      const answer = answerText(question)
      if (question.id === 'mtu') {
        const [, kind = ''] = /\((vxlan|gre|gretap)\d/.exec(question.prompt) ?? []
        const set = nodes.flatMap(({ links }) => links.filter((link) => link.linkinfo?.info_kind === kind))
        // What a script has set is no default.
        const notes = readFileSync(`${dir}notes.txt`, 'utf8')
        if (set.length > 0 && !/ mtu \d+ (type|up)|link set \S+ mtu|link add .* mtu/.test(notes)) {
          mtus++
          expect([...new Set(set.map(({ mtu }) => mtu))], question.prompt).toEqual([Number(answer)])
        }
      }
      if (node === undefined) continue
      const devices = node.links.filter((link) => link.linkinfo?.info_kind === 'vxlan').map(({ ifname }) => ifname)
      const entries = node.fdb.filter(({ ifname, dst }) => devices.includes(ifname) && dst !== undefined)
      if (entries.length === 0) continue
      compared++
      const at = (mac: string): readonly (string | undefined)[] =>
        entries.filter((entry) => entry.mac === mac).map(({ dst }) => dst)
      if (question.id === 'learn-mac') expect(at(answer).length, question.prompt).toBe(1)
      if (question.id === 'unknown-destination') expect(at('00:00:00:00:00:00'), question.prompt).toEqual([answer])
      // A station that moves later is elsewhere in the end.
      const [mac = ''] = question.prompt.match(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/) ?? []
      if (question.id === 'fdb-after' && !dir.includes('move')) expect(at(mac), question.prompt).toEqual([answer])
    }
  })

  test('there were many', () => {
    expect(compared).toBeGreaterThan(50)
    expect(mtus).toBeGreaterThan(20)
  })
})

/** The nodes of a network with their underlay's addresses. */
function nodesOf(dir: string) {
  const notes = readFileSync(`${dir}notes.txt`, 'utf8')
  return [...notes.matchAll(/^\[(n\d)\] underlay \S+ (\S+)\//gm)].map(([, name, address]) => ({
    address,
    // The device of a network whose VTEP was moved into the container is there.
    links: [name, `c${name![1]}`].flatMap((node) => listed<Link>(`${dir}${node}.link.json`)),
    fdb: [name, `c${name![1]}`].flatMap((node) => listed<Entry>(`${dir}${node}.fdb.json`)),
  }))
}

function listed<T>(path: string): readonly T[] {
  return existsSync(path) ? json<T[]>(path) : []
}
