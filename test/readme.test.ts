/** What the README shows is what the program does. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { vxsniff } from './helpers/run.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const README = readFileSync(`${ROOT}README.md`, 'utf8')

test('the screenful is the real output of the command above it', async () => {
  const shown = [...README.matchAll(/```\n\$ npx vxsniff ([^\n]+)\n([\s\S]*?)```/g)]
  expect(shown.length).toBeGreaterThanOrEqual(2)
  for (const [, command, output] of shown) {
    const { stdout, stderr } = await vxsniff(
      command!.split(' ').map((word) => word.replace(/^fixtures\//, `${ROOT}fixtures/`)),
    )
    expect(`${stdout}${stderr}`).toBe(output)
  }
})

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
