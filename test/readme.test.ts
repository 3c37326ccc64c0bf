/** What the README and the pages of docs/ show is what the program does, and their links lead somewhere. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { pages } from '../docs/reference/make.js'
import { vxsniff } from './helpers/run.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const README = readFileSync(`${ROOT}README.md`, 'utf8')

test.each(['README.md', 'docs/guide.md', 'docs/index.md'])(
  '%s: a screenful is the real output of the command above it',
  async (page) => {
    const text = readFileSync(`${ROOT}${page}`, 'utf8')
    const shown = [...text.matchAll(/```\n\$ npx vxsniff ([^\n]+)\n([\s\S]*?)```/g)]
    expect(shown.length).toBeGreaterThanOrEqual(1)
    for (const [, command, output] of shown) {
      const { stdout, stderr } = await vxsniff(
        command!.split(' ').map((word) => word.replace(/^fixtures\//, `${ROOT}fixtures/`)),
      )
      expect(`${stdout}${stderr}`).toBe(output)
    }
  },
)

test('the library example runs and prints what it says', () => {
  const [, code, output] = /```js\n([\s\S]*?)```\n\nprints\n\n```\n([\s\S]*?)```/.exec(README) ?? []
  expect(code!.trim().split('\n').length).toBeLessThanOrEqual(12)
  const path = `${ROOT}dist/readme-example.mjs`
  writeFileSync(path, code!)
  try {
    expect(execFileSync(process.execPath, [path], { cwd: ROOT, encoding: 'utf8' })).toBe(output)
  } finally {
    rmSync(path)
  }
})

test('the README fits, and begins with one command', () => {
  expect(README.split('\n').length).toBeLessThanOrEqual(200)
})

test('every link of a page leads to a file', () => {
  const folders = ['docs', 'contrib', 'examples', 'fixtures']
  const files = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].concat(
    folders.flatMap((folder) =>
      readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => join(folder, name)),
    ),
  )
  const dead = files.flatMap((file) => {
    const text = readFileSync(`${ROOT}${file}`, 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
    return [...text.matchAll(/\]\(([^()\s#]+)[^()]*\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(ROOT, dirname(file), link)))
      .map((link) => `${file}: ${link}`)
  })
  expect(dead).toEqual([])
})

test('pages about commands, filter and fields are those that docs/reference/make.ts makes', async () => {
  const { TZ, LC_ALL } = process.env
  Object.assign(process.env, { TZ: 'UTC', LC_ALL: 'C.UTF-8' })
  try {
    for (const [name, text] of await pages()) {
      expect(
        readFileSync(`${ROOT}docs/reference/${name}`, 'utf8') === text,
        `${name}: npx tsx docs/reference/make.ts`,
      ).toBe(true)
    }
  } finally {
    for (const [name, value] of Object.entries({ TZ, LC_ALL })) {
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
  }
})
