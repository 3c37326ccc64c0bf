/** What is installed is what was looked at: the lock holds every package to its octets. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Locked {
  readonly version: string
  readonly integrity?: string
  readonly resolved?: string
}

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
const { '': root, ...packages } = lock.packages as Readonly<Record<string, Locked>>
const locked = Object.entries(packages)

test('every package has an integrity, those for other systems too', () => {
  expect(locked.length).toBeGreaterThan(100)
  // 64 octets in base64.
  const without = locked.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))
  expect(without.map(([path]) => path)).toEqual([])
})

test('no package is bound to a host', () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})

test('the lock is that of package.json, and versions are exact', () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as Readonly<Record<string, Readonly<Record<string, string>>>>
  expect(root).toMatchObject({ dependencies, devDependencies })
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(packages[`node_modules/${name}`]?.version, name).toBe(version)
})
