/** The workshop: its pages are those that are made, its commands run on the real kernel, its stories are true. */
import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Exercise, Story } from '../../docs/workshop/lesson.js'
import { LESSONS } from '../../docs/workshop/lessons.js'
import { BY_HAND, folderOf, networkOf, ownCapture, pages, QUIZ, RUN } from '../../docs/workshop/make.js'
import { width } from '../../src/lab/describe.js'
import { type Abilities, limits, probe } from '../../src/lab/kernel.js'
import { NETWORKS } from '../../src/lab/networks.js'
import { learned } from '../../src/lab/truth.js'
import { isMissing } from '../helpers/programs.js'
import { type Finished, MAIN, vxsniff } from '../helpers/run.js'
import { isWhole } from '../helpers/share.js'

const { PATH } = process.env
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FOLDER = join(ROOT, 'docs/workshop')
const LANGUAGES = ['en', 'zh'] as const
/** Columns of a line of code; a page of a browser shows no more without scrolling. */
const WIDEST = 120

const PROGRAMS = {
  ip: 'iproute2',
  ethtool: 'ethtool',
  ping: 'iputils-ping',
  sysctl: 'procps',
  tcpdump: 'tcpdump',
  unshare: 'util-linux',
}
const kernel = await probe(process.getuid?.() === 0)

/** Why the commands cannot be run here; undefined when they can. */
function obstacle(abilities: Abilities | undefined): string | undefined {
  for (const [program, name] of Object.entries(PROGRAMS)) {
    if (isMissing(program, `apt-get install ${name}`)) return `${program} is missing`
  }
  if (process.getuid?.() !== 0) return 'it takes root'
  return abilities?.has('vxlan') ? undefined : 'there are no network namespaces, or no VXLAN in them'
}

const reason = obstacle(kernel)
if (reason !== undefined) console.warn(`the workshop's commands are not run on the real kernel: ${reason}`)

const exercises = LESSONS.flatMap(({ main, further }) => [main, ...further])
const pageOf = (lesson: number, language: string): string =>
  readFileSync(join(FOLDER, language, `${lesson + 1}-${LESSONS[lesson]!.name}.md`), 'utf8')

/** What the blocks of a page say that stand behind a mark. */
function blocks(page: string, mark: string): readonly string[] {
  return page
    .split(`${mark}\n\`\`\`sh\n`)
    .slice(1)
    .map((rest) => rest.slice(0, rest.indexOf('\n```')))
}

describe.concurrent('pages', () => {
  test('are those that `npx tsx docs/workshop/make.ts` writes', { timeout: 400_000 }, async () => {
    const made = await pages()
    const there = LANGUAGES.flatMap((language) =>
      readdirSync(join(FOLDER, language)).map((name) => `${language}/${name}`),
    )
    expect(['README.md', ...there].sort()).toEqual([...made.keys()].sort())
    for (const [name, text] of made) expect(readFileSync(join(FOLDER, name), 'utf8'), name).toBe(text)
  })

  test('have no line of code that is wider than a page, and no link that leads nowhere', () => {
    for (const language of LANGUAGES) {
      for (const name of readdirSync(join(FOLDER, language))) {
        const text = readFileSync(join(FOLDER, language, name), 'utf8')
        for (const [, code] of text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)) {
          expect(
            code!.split('\n').filter((line) => width(line) > WIDEST),
            name,
          ).toEqual([])
        }
        for (const [, link] of text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/\]\(([^)#]+)/g)) {
          expect(existsSync(join(FOLDER, language, link!)), `${name}: ${link}`).toBe(true)
        }
      }
    }
  })

  test('have drawings whose lines join boxes that are there', () => {
    for (const [i] of LESSONS.entries()) {
      const drawings = [...pageOf(i, 'en').matchAll(/```mermaid\nflowchart LR\n([\s\S]*?)```/g)]
      expect(drawings.length).toBeGreaterThan(0)
      for (const [, text] of drawings) {
        const lines = text!
          .trim()
          .split('\n')
          .map((line) => line.trim())
        expect(lines.filter((line) => line.startsWith('subgraph ')).length).toBe(
          lines.filter((line) => line === 'end').length,
        )
        const boxes = new Set(lines.flatMap((line) => /^(?:subgraph )?(\w+)[[({]/.exec(line)?.[1] ?? []))
        const joins = lines.flatMap((line) => {
          const [, x, y] = /^(\w+) -[.-]+>?-?(?:\|"[^"|]+"\|)? (\w+)$/.exec(line) ?? []
          return x === undefined ? [] : [x, y]
        })
        expect(joins.length).toBeGreaterThan(2)
        for (const name of joins) expect(boxes).toContain(name)
        expect(lines.length).toBe(
          joins.length / 2 + lines.filter((line) => /^\w+[[({]|^subgraph |^end$/.test(line)).length,
        )
      }
    }
  })

  test('give the same commands in both languages', () => {
    for (const [i] of LESSONS.entries()) {
      const [en, zh] = LANGUAGES.map((language) => blocks(pageOf(i, language), RUN))
      expect(en!.length).toBeGreaterThan(2)
      expect(zh!.map((text) => text.replaceAll(' --lang zh', ''))).toEqual(en)
      for (const mark of [BY_HAND, QUIZ]) {
        const other = blocks(pageOf(i, 'zh'), mark).map((text) => text.replaceAll(' --lang zh', ''))
        expect(other).toEqual(blocks(pageOf(i, 'en'), mark))
      }
    }
    const [shortest] = blocks(readFileSync(join(FOLDER, 'en/README.md'), 'utf8'), RUN)
    for (const command of shortest!.split('\n')) expect(blocks(pageOf(0, 'en'), RUN).join('\n')).toContain(command)
  })

  test('have both languages in every word, and meet every network of the tutorials', () => {
    const check = (words: unknown): void => {
      if (typeof words !== 'object' || words === null) return
      if ('en' in words && 'zh' in words) {
        expect(words.en).toMatch(/[a-z]/)
        expect(words.en).not.toMatch(/[\u3000-\u9fff]/)
        expect(words.zh).toMatch(/[\u4e00-\u9fff]/)
      } else for (const part of Object.values(words)) check(part)
    }
    check(LESSONS)
    const newer = ['gbp', 'ipv6-underlay']
    const met = new Set(exercises.map(({ network }) => network))
    expect([...met].sort()).toEqual(
      NETWORKS.map(({ name }) => name)
        .filter((name) => !newer.includes(name))
        .sort(),
    )
  })
})

interface Told {
  readonly networks: readonly { network: number; tunnel: string | null; vni: number | null; port: number | null }[]
  readonly modes: readonly { readonly mode: string }[]
  readonly fdb: readonly { vtep: string; mac: string; dst: string }[]
  readonly steps: readonly {
    sequence: number
    kind: string
    mac: string | null
    fromVtep: string
    toVteps: readonly string[]
    knownSinceFrame: number | null
  }[]
}

/** What is known without the kernel's tables. */
type Wire = Omit<Story, 'kernel' | 'also'>

/** What the tool tells of a capture, as a story is written. */
async function storyOf(capture: string, wanted: Story): Promise<Wire> {
  const [learn, check] = await Promise.all([
    vxsniff(['learn', '--json', capture]),
    vxsniff(['check', '--json', capture]),
  ])
  expect([learn.code, check.code]).toEqual([0, 0])
  const { networks, modes, fdb, steps } = JSON.parse(learn.stdout) as Told
  const overlay = networks.filter(({ tunnel }) => tunnel !== null)
  expect(overlay.map(({ vni }) => vni)).toEqual([wanted.vni, ...(wanted.also ?? [])])
  const first = steps.filter(({ sequence }) => sequence === 0)
  const carrier = (i: number): string =>
    first.slice(0, i).findLast(({ kind }) => kind !== 'learn' && kind !== 'receive')!.kind
  const lines = check.stdout.split('\n').slice(0, -2)
  return {
    tunnel: overlay[0]!.tunnel as Story['tunnel'],
    vni: overlay[0]!.vni,
    port: overlay[0]!.port,
    mode: modes.find(({ mode }) => mode !== 'unknown')!.mode as Story['mode'],
    steps: first.map(({ kind }) => kind).slice(0, wanted.steps.length),
    learns: first.flatMap(({ kind, mac, fromVtep, toVteps, knownSinceFrame }, i) =>
      kind === 'learn' && knownSinceFrame === null
        ? toVteps.map((vtep) => [vtep, mac!, fromVtep, carrier(i)] as const)
        : [],
    ),
    fdb: sorted(fdb.map(({ vtep, mac, dst }) => [vtep, mac, dst] as const)),
    findings: [...new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id))].sort(),
  }
}

function sorted<T extends readonly string[]>(rows: readonly T[]): T[] {
  return [...rows].sort((x, y) => (x.join(' ') < y.join(' ') ? -1 : 1))
}

async function expectStory(capture: string, story: Story): Promise<void> {
  const { kernel: _, also: __, ...wanted } = story
  const told = await storyOf(capture, story)
  expect({ ...told, learns: sorted(told.learns) }).toEqual({
    ...wanted,
    learns: sorted(wanted.learns),
    fdb: sorted(wanted.fdb),
  })
}

interface Quiz {
  readonly questions: readonly { readonly answer: string; readonly answerIndex: number | null }[]
}

const titled = exercises.map((exercise) => [folderOf(exercise), exercise] as const)

describe.concurrent('the captures that the pages show', () => {
  test.each(titled)('%s tells the story of its text', async (_, { capture, story }) => {
    await expectStory(join(ROOT, capture), story)
  })
})

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-workshop-test-'))
  const program = (name: string, text: string): void => {
    const path = join(dir, 'bin', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `#!/bin/sh\n${text}\n`)
    chmodSync(path, 0o755)
  }
  program('npx', `[ "$1" = vxsniff ] || exit 127\nshift\nexec ${process.execPath} ${MAIN} "$@"`)
  program('sudo', 'exec "$@"')
})
afterAll(() => rmSync(dir, { recursive: true }))

/** Says nothing, or which namespaces are left. */
const LEFT = "ip netns list | sed 's/^/left behind: /' >&2"

/**
 * Runs commands as a reader would in the repository, in a folder that has its captures. The names of their namespaces
 * are theirs alone, so that other labs may run at the same time.
 */
async function type(place: string, commands: readonly string[]): Promise<Finished> {
  const folder = join(dir, place)
  mkdirSync(folder)
  for (const name of ['fixtures', 'docs']) symlinkSync(join(ROOT, name), join(folder, name))
  const alone = 'mount -t tmpfs tmpfs /run && mkdir /run/netns && exec bash -e'
  const env = { PATH: `${join(dir, 'bin')}:${PATH ?? ''}`, TZ: 'UTC' }
  const child = spawn('unshare', ['--mount', 'sh', '-c', alone], { cwd: folder, env })
  // bash would take its next command from what the programs read.
  child.stdin.end(`{\n${commands.join('\n')}\n${LEFT}\n} < /dev/null\n`)
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), code }),
    )
  })
}

function expectFine({ stdout, stderr, code }: Finished): void {
  expect(stderr).not.toContain('left behind')
  expect(code, `${stdout.slice(-2000)}\n${stderr}`).toBe(0)
}

describe.skipIf(reason !== undefined)('on the real kernel', { concurrent: true }, () => {
  const runs = new Map<number, Promise<Finished>>()

  /** Runs a lesson's commands once, whoever asks. */
  function lessonRun(lesson: number): Promise<Finished> {
    let finished = runs.get(lesson)
    if (finished === undefined) {
      finished = type(`lesson-${lesson + 1}`, blocks(pageOf(lesson, 'en'), RUN))
      runs.set(lesson, finished)
    }
    return finished
  }

  test.each(LESSONS.map(({ name }, i) => [name, i] as const))(
    '%s: its commands',
    async (_, i) => {
      expectFine(await lessonRun(i))
      const report = readFileSync(join(dir, `lesson-${i + 1}`, 'report.html'), 'utf8')
      expect(report).toMatch(/^<!doctype html>/i)
    },
    300_000,
  )

  test.each(LESSONS.map(({ name }, i) => [name, i] as const))('%s: its quiz can be won', async (_, i) => {
    await lessonRun(i)
    const [asked] = blocks(pageOf(i, 'en'), QUIZ)
    const words = asked!.split(' ').slice(2)
    const capture = join(dir, `lesson-${i + 1}`, words.pop()!)
    const { questions } = JSON.parse((await vxsniff([...words, '--json', capture])).stdout) as Quiz
    const answers = questions.map(({ answer, answerIndex }) => (answerIndex === null ? answer : answerIndex + 1))
    expect(answers).toHaveLength(5)
    expect((await vxsniff([...words, capture], `${answers.join('\n')}\n`)).code).toBe(0)
  })

  const byLesson = LESSONS.flatMap(({ main, further }, i) =>
    [main, ...further].map((exercise) => [folderOf(exercise), i, exercise] as const),
  )
  test.each(byLesson)('%s: every run tells the story of its text', async (_, i, exercise) => {
    await lessonRun(i)
    const folder = join(dir, `lesson-${i + 1}`)
    await expectStory(join(folder, ownCapture(exercise)), exercise.story)
    expect(sorted(kernelLearned(join(folder, folderOf(exercise)), exercise))).toEqual(sorted(exercise.story.kernel))
  })

  function kernelLearned(folder: string, exercise: Exercise): (readonly [string, string, string])[] {
    const { hosts, containers } = networkOf(exercise)
    const nodes = [...hosts, ...containers].map(({ name }) => name)
    return learned(folder, nodes).map(({ node, mac, vtep }) => [node, mac, vtep] as const)
  }

  const plain = LESSONS.flatMap((_, i) => {
    const all = blocks(pageOf(i, 'en'), BY_HAND)
    const ends = all.flatMap((text, n) => (text.startsWith('npx vxsniff lab down ') ? [n] : []))
    return ends.map((end, n) => {
      const texts = all.slice(n === 0 ? 0 : ends[n - 1]! + 1, end + 1)
      return [texts.at(-1)!.split(' ').at(-1)!, texts] as const
    })
  })
  // Daemons take their time, and the lab starts them by the same commands.
  const tried = plain.filter(([name]) => isWhole || name !== 'evpn')
  test.each(tried)('%s: its plain commands', async (name, texts) => {
    const { emulated } = limits(NETWORKS.find((n) => n.name === name)!, kernel)
    if (emulated.length > 0) return console.warn(`the plain commands of ${name} are not run: ${emulated[0]!.en}`)
    const finished = await type(`plain-${name}`, texts)
    expectFine(finished)
    expect(finished.stdout).toContain(', 0% packet loss')
  })
})
