/** The house: no two files import each other in a circle, types among them; each room says what it has. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const FILES = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => `src/${name}`)

/** The files that a file imports, whole or types of, at once or when it needs them. */
function importedBy(file: string): readonly string[] {
  const text = readFileSync(`${ROOT}${file}`, 'utf8')
  return [...text.matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].flatMap(([, whole, later]) => {
    const path = posix.join(posix.dirname(file), whole ?? later ?? '').replace(/\.js$/, '')
    return [`${path}.ts`, `${path}.tsx`].filter((name) => FILES.includes(name))
  })
}

test('no file imports itself, by whatever others', () => {
  const imports = new Map(FILES.map((file) => [file, importedBy(file)]))
  expect([...imports.values()].flat().length).toBeGreaterThan(FILES.length)
  // What imports nothing of the rest goes, until nothing is left but what goes round.
  for (let before = -1; before !== imports.size; ) {
    before = imports.size
    for (const [file, targets] of imports) if (!targets.some((target) => imports.has(target))) imports.delete(file)
  }
  expect([...imports.keys()]).toEqual([])
})

test('each room begins with a README', () => {
  const rooms = readdirSync(`${ROOT}src`, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  for (const { name } of rooms) expect(existsSync(`${ROOT}src/${name}/README.md`), name).toBe(true)
})
