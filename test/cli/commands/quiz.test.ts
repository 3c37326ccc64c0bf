/** `vxsniff quiz` as a class runs it: answers from a pipe, answers that are typed, sheets for the teacher. */
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isMissing } from '../../helpers/programs.js'
import { MAIN, vxsniff } from '../../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}.pcap`, import.meta.url))
const MULTICAST = fixture('multicast')

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-quiz-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

interface Asked {
  readonly id: string
  readonly form: string
  readonly prompt: string
  readonly choices: readonly string[] | null
  readonly answer: string
  readonly answerIndex: number | null
  readonly why: string
  readonly frames: readonly number[]
}

async function asked(...args: readonly string[]): Promise<readonly Asked[]> {
  const { stdout, code } = await vxsniff(['quiz', '--json', ...args])
  expect(code).toBe(0)
  return JSON.parse(stdout).questions
}

/** What one types who knows. */
const right = ({ answerIndex, answer }: Asked): string => (answerIndex === null ? answer : `${answerIndex + 1}`)

test('all answers right: the score says so, exit 0', async () => {
  const questions = await asked('--seed', '9', MULTICAST)
  expect(questions).toHaveLength(10)
  const { stdout, stderr, code } = await vxsniff(['quiz', '--seed', '9', MULTICAST], questions.map(right).join('\n'))
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^10 questions, seed 9: the same again with --seed 9\n/)
  expect(stdout).toMatch(/\n10 of 10\n$/)
  expect(stdout.match(/Right\./g)).toHaveLength(10)
  for (const { frames } of questions) expect(stdout).toContain(`See ${frames.map((n) => `#${n}`).join(' ')}`)
})

test('a wrong answer is explained and counts, exit 1; ?, nothing and nonsense count as wrong', async () => {
  const questions = await asked('--seed', '9', '-q', '5', MULTICAST)
  const lines = questions.map(right)
  lines[1] = '?'
  lines[2] = ''
  lines[3] = 'no idea'
  const { stdout, code } = await vxsniff(['quiz', '--seed', '9', '-q', '5', MULTICAST], `${lines.join('\n')}\n`)
  expect(code).toBe(1)
  expect(stdout).toMatch(/\n2 of 5\nWorth another look:\n/)
  expect(stdout.match(/\n +The answer is: /g)).toHaveLength(2)
  expect(stdout.match(/\n +Wrong\. The answer is: /g)).toHaveLength(1)
  const missed = questions.slice(1, 4).flatMap(({ frames }) => frames)
  expect(stdout).toMatch(
    new RegExp(`vxsniff explain \\S+multicast\\.pcap ${Math.min(...missed)} +the packet taken apart\n`),
  )
  expect(stdout).toContain(`vxsniff learn ${MULTICAST}`)
})

test.each([
  ['q', 'q\n'],
  ['the end of the answers', ''],
])('%s ends it with the score so far', async (_, end) => {
  const [first] = await asked('--seed', '9', MULTICAST)
  const { stdout, code } = await vxsniff(['quiz', '--seed', '9', MULTICAST], `${right(first!)}\n${end}`)
  expect(code).toBe(1)
  expect(stdout).toContain('\n1 of 10, 9 not answered\n')
})

test('without --seed it tells the seed that asks the same again', async () => {
  const { stdout } = await vxsniff(['quiz', MULTICAST])
  const [, seed = ''] = /seed (\d+)/.exec(stdout) ?? []
  const again = await vxsniff(['quiz', '--seed', seed, MULTICAST])
  expect(again.stdout).toBe(stdout)
})

test('--answers is a sheet with all answers, the same questions in the same order', async () => {
  const questions = await asked('--seed', '3', MULTICAST)
  const { stdout, code } = await vxsniff(['quiz', '--seed', '3', '--answers', MULTICAST])
  expect(code).toBe(0)
  const flat = stdout.replace(/\s+/g, ' ')
  let at = 0
  for (const { prompt, answer, why } of questions) {
    for (const text of [prompt, answer, why]) {
      at = flat.indexOf(text.replace(/\s+/g, ' '), at)
      expect(at, text).toBeGreaterThan(0)
    }
  }
})

test('--lang zh asks in Chinese, what the locale says is the default', async () => {
  const { stdout } = await vxsniff(['quiz', '--seed', '3', '--answers', '--lang', 'zh', MULTICAST])
  expect(stdout).toContain('答案是')
  expect((await vxsniff(['quiz', '--seed', '3', '--answers', MULTICAST], '', { LANG: 'zh_CN.UTF-8' })).stdout).toBe(
    stdout,
  )
  const [en, zh] = [await asked('--seed', '3', MULTICAST), await asked('--seed', '3', '--lang', 'zh', MULTICAST)]
  expect(zh.map(({ id, frames }) => [id, frames])).toEqual(en.map(({ id, frames }) => [id, frames]))
})

test('a capture on standard input is for sheets; answers cannot come from there as well', async () => {
  const octets = readFileSync(MULTICAST)
  const sheet = await vxsniff(['quiz', '--seed', '3', '--answers', '-'], octets)
  expect(sheet.stdout).toBe((await vxsniff(['quiz', '--seed', '3', '--answers', MULTICAST])).stdout)
  const { stderr, code } = await vxsniff(['quiz', '-'], octets)
  expect(code).toBe(2)
  expect(stderr).toBe(
    'vxsniff: answers come from standard input, so the capture cannot: name a file, or give --answers\n',
  )
})

test('a capture with nothing to ask about says so in one line', async () => {
  const path = join(dir, 'empty.pcap')
  writeFileSync(path, octetsOfHeader())
  const { stdout, code } = await vxsniff(['quiz', path])
  expect([stdout, code]).toEqual(['There is nothing to ask about: no tunnel was found whose packets tell enough.\n', 0])
})

function octetsOfHeader(): Uint8Array {
  return readFileSync(MULTICAST).subarray(0, 24)
}

test('a damaged file: the quiz about what could be read, then where it broke, exit 3', async () => {
  const path = join(dir, 'cut.pcap')
  writeFileSync(path, readFileSync(MULTICAST).subarray(0, -20))
  const { stdout, stderr, code } = await vxsniff(['quiz', '--seed', '1', '--answers', path])
  expect(code).toBe(3)
  expect(stdout).toContain('10/10')
  expect(stderr).toMatch(/octet \d+/)
})

test.each([
  [['--seed', '-1'], 'whole number up to 4294967295'],
  [['--seed', '4294967296'], 'whole number up to 4294967295'],
  [['-q', '0'], 'Give a whole number from 1 on'],
  [['--json', '--answers'], '--json and --answers are different forms of output; choose one'],
])('%j is one clear line and exit 2', async (args, message) => {
  const { stderr, code } = await vxsniff(['quiz', MULTICAST, ...args])
  expect(code).toBe(2)
  expect(stderr).toContain(message)
  expect(stderr.split('\n').length).toBe(2)
})

test('what a file is called and what is answered reach the terminal without their control characters', async () => {
  const path = join(dir, 'evil\x1b]0;title\x07\x9b31m.pcap')
  copyFileSync(MULTICAST, path)
  const { stdout } = await vxsniff(['quiz', '--seed', '1', '-q', '3', path], '\x1b[2J\n\u202eabc\n1\r\n')
  expect(stdout).toContain('\\x1b')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
})

test('an answer without end does not fill the memory', async () => {
  const child = spawn(process.execPath, ['--max-old-space-size=64', MAIN, 'quiz', '--seed', '1', '-q', '1', MULTICAST])
  child.stdout.resume()
  const piece = Buffer.alloc(1 << 20, 'x')
  const ended = new Promise((resolve) => child.on('close', resolve))
  child.stdin.on('error', () => {})
  for (let i = 0; i < 256; i++) if (!child.stdin.write(piece)) await new Promise((go) => child.stdin.once('drain', go))
  child.stdin.end('\n')
  expect(await ended).toBe(1)
})

const tmuxMissing = isMissing('tmux', 'apt-get install tmux')

describe.skipIf(tmuxMissing)('in a terminal', () => {
  const session = `vxq-${process.pid}`

  test('answers are typed; nonsense is asked again; Ctrl-C ends it with the score and the terminal as it was', async () => {
    const questions = await asked('--seed', '4', '-q', '4', MULTICAST)
    const typed = questions.findIndex(({ form }) => form === 'number')
    await tmux('new-session', '-d', '-s', session, '-x', '80', '-y', '60')
    try {
      await type(
        `clear; LANG=C.UTF-8 ${process.execPath} ${MAIN} quiz --seed 4 -q 4 ${MULTICAST}; echo over $?`,
        'Enter',
      )
      await until(/^1\/4 /m)
      for (const [i, question] of questions.slice(0, typed).entries()) {
        await type(right(question), 'Enter')
        await until(new RegExp(`^${i + 2}/4 `, 'm'))
      }
      await type('what', 'Enter')
      await until(/Type a number, for example 42/)
      await type(right(questions[typed]!), 'Enter')
      await until(new RegExp(`^${typed + 2}/4 `, 'm'))
      await type('C-c')
      const screen = await until(/^over 1$/m)
      expect(screen).toContain(`${typed + 1} of 4, ${3 - typed} not answered`)
      await type('echo $((20 + 3))', 'Enter')
      await until(/^23$/m)
    } finally {
      await tmux('kill-session', '-t', session)
    }
  })

  async function until(found: RegExp): Promise<string> {
    for (let i = 0; i < 200; i++) {
      const text = (await tmux('capture-pane', '-p', '-t', session)).trimEnd()
      if (found.test(text)) return text
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`${found} is not on the screen: ${await tmux('capture-pane', '-p', '-t', session)}`)
  }

  async function type(...keys: readonly string[]): Promise<void> {
    await tmux('send-keys', '-t', session, ...keys)
  }
})

async function tmux(...args: readonly string[]): Promise<string> {
  const child = spawn('tmux', ['-L', `vxq-${process.pid}`, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  let out = ''
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString()
  })
  await new Promise((resolve) => child.on('close', resolve))
  return out
}
