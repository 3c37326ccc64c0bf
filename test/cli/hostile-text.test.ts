/** Text that comes from no packet: whatever stands on the command line, or in the name of a file, no terminal acts on it. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseIpJson } from '../../src/analysis/capture-points/devices.js'
import { shellText } from '../../src/lab/shell.js'
import { temporary } from '../helpers/capture-octets.js'
import { type Finished, vxsniff } from '../helpers/run.js'
import { share } from '../helpers/share.js'

const MULTICAST = readFileSync(fileURLToPath(new URL('../../fixtures/multicast.pcap', import.meta.url)))
const file = temporary()
const GOOD = file('good.pcap', MULTICAST)
const FOLDER = dirname(GOOD)

/** Escape sequences, C1, bidirectional and invisible marks, and the end of a line with what looks like another message. */
const HOSTILE = '\x1b]0;t\x07\x1b[31m\x9b1m\u202ex\u2066\u200b\ufeff\u{e0041}\u2028\r\x7f\nvxsniff: all is well'
/** Control characters but the newline, and what nobody sees or what turns text round. */
const SEEN = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u

/** Nothing of it reached a stream as it was, and no line is one that the text has made. */
function expectClean({ stdout, stderr, code }: Finished, what: string): void {
  for (const text of [stdout, stderr]) expect(text.search(SEEN), `${what}: ${JSON.stringify(text)}`).toBe(-1)
  expect(`${stdout}${stderr}`.split('\n'), what).not.toContain('vxsniff: all is well')
  expect(stderr, what).not.toMatch(/^ +at /m)
  expect([0, 1, 2, 3, 4], what).toContain(code)
}

const COMMANDS = ['live', 'read', 'flows', 'tunnels', 'check', 'learn', 'quiz', 'explain', 'report', 'interfaces']
const LAB = ['lab list', 'lab up', 'lab down', 'lab status', 'lab run']

/** Options that take a value, as the help names them. */
async function optionsOf(command: string): Promise<readonly string[]> {
  const { stdout } = await vxsniff([...command.split(' '), '--help'])
  return [...stdout.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)[ =][<[]/gm)].map(([, , long]) => long!)
}

async function each(lines: readonly (readonly string[])[]): Promise<void> {
  const left = [...lines]
  const take = async (): Promise<void> => {
    for (let args = left.pop(); args !== undefined; args = left.pop()) {
      // What is written by a name of one's own, or by none, is written here.
      expectClean(await vxsniff(args, '', {}, FOLDER), JSON.stringify(args))
    }
  }
  await Promise.all([take(), take(), take()])
}

describe('every argument of', () => {
  test.each(COMMANDS)('%s', async (command) => {
    const rest = command === 'explain' ? ['1'] : []
    const [options, ofRead] = [await optionsOf(command), await optionsOf('read')]
    if (command !== 'interfaces') expect(options.length).toBeGreaterThan(2)
    const input = command === 'live' ? [] : [GOOD, ...rest]
    await each([
      [command, HOSTILE, ...rest],
      [command, GOOD, HOSTILE],
      [command, `--${HOSTILE}`, ...input],
      [command, `-${HOSTILE}`, ...input],
      ...share(options, 8)
        // To be another user is not for these tests, and what read has as well is the same code.
        .filter((option) => option !== '--relinquish-privileges' && (command === 'read' || !ofRead.includes(option)))
        .flatMap((option) => [
          [command, option, HOSTILE, ...input],
          ...(command === 'read' ? [[command, `${option}=${HOSTILE}`, ...input]] : []),
        ]),
    ])
  })

  test.each(LAB)('%s', async (command) => {
    const words = command.split(' ')
    const options = await optionsOf(command)
    await each([
      [...words, HOSTILE],
      [...words, `--${HOSTILE}`],
      ...share(options, 8).map((option) => [...words, 'p2p', '--dry-run', option, HOSTILE]),
      ...share(options, 8).map((option) => [...words, HOSTILE, '--dry-run', option, HOSTILE]),
    ])
  })

  test('the program', async () => {
    await each([
      [HOSTILE],
      [`--${HOSTILE}`],
      [`reed${HOSTILE}`],
      ['help', HOSTILE],
      ['-i', 'lo', HOSTILE],
      ['-i', HOSTILE],
    ])
  })
})

describe('the name of a file', () => {
  const forms = [
    ['read'],
    ['read', '-vv', '-x'],
    ['read', '--json'],
    ['flows'],
    ['tunnels', '--csv'],
    ['stats'],
    ['check', '-v'],
    ['learn'],
    ['quiz'],
    ['quiz', '--json', '--seed', '1'],
    ['report', '-o', '-'],
  ]

  test.each([
    ['of a capture', MULTICAST],
    ['of a damaged one', MULTICAST.subarray(0, 300)],
    ['of none', Buffer.from('garbage!')],
    ['of an empty one', Buffer.alloc(0)],
  ])('%s', async (what, octets) => {
    // No file is named by a path that is on another line.
    const hostile = file(`${what} ${HOSTILE.replaceAll('\n', ' ')}`, octets)
    for (const form of forms) {
      const { stdout, stderr, code } = await vxsniff([...form, hostile])
      // The page's scripts are no text.
      const shown = stdout.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')
      expectClean({ stdout: shown, stderr, code }, form.join(' '))
    }
    expectClean(await vxsniff(['explain', hostile, '99']), 'explain')
    expectClean(await vxsniff(['read', '-w', file(`${what} out ${HOSTILE}`), hostile]), '-w')
    expectClean(await vxsniff(['report', '-o', file(`${what} page ${HOSTILE}`), hostile]), '-o')
  })
})

test('a filter that cannot be compiled: the carets stand under the word as it is shown', async () => {
  const { stderr, code } = await vxsniff(['-i', 'lo', 'tcp \x1bhost bogus'])
  if (code === 4) return
  const [, shown = '', carets = ''] = stderr.split('\n')
  expect(shown).toContain('\\x1b')
  expect(carets.trimEnd().length).toBeLessThanOrEqual(shown.length)
  expect(stderr.search(SEEN)).toBe(-1)
})

test('commands to be pasted into a shell name the same file', () => {
  const name = `it's \\ ${HOSTILE}`
  const text = shellText({ argv: ['printf', '%s', name] })
  expect(text.search(SEEN)).toBe(-1)
  const { stdout, error } = spawnSync('bash', ['-c', text], { encoding: 'utf8', env: { LC_ALL: 'C.UTF-8' } })
  expect(error).toBeUndefined()
  expect(stdout).toBe(name)
})

test('what iproute2 prints is read although it is no JSON', () => {
  const printed = `[{"ifindex":1,"ifname":"a\x1b[31m\x07b","ifalias":"it\\'s \\\\' \\"x\\" \x01\n\\n"}]\n`
  expect(() => JSON.parse(printed)).toThrow()
  expect(parseIpJson(printed)).toEqual([{ ifindex: 1, ifname: 'a\x1b[31m\x07b', ifalias: `it's \\' "x" \x01\n\n` }])
})
