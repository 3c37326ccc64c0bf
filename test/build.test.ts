/** The project is built while its program runs: a copy of it, with this one's packages, and a small part of the library. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SETTINGS = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'vite.config.ts', 'build.ts']
const COPIED = ['src', 'dist', 'packaging', ...SETTINGS]
const CAPTURE = join(ROOT, 'fixtures/multicast.pcap')
const DAY = 24 * 60 * 60 * 1000

let project = ''
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'vxsniff-build-'))
  for (const name of COPIED) cpSync(join(ROOT, name), join(project, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'))
  // The whole library would take most of a minute, and be no other test.
  const config = JSON.parse(readFileSync(join(project, 'tsconfig.build.json'), 'utf8'))
  writeFileSync(join(project, 'tsconfig.build.json'), JSON.stringify({ ...config, include: ['src/wire'] }))
})
afterAll(() => rmSync(project, { recursive: true }))

interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.setEncoding('utf8').on('data', (piece: string) => {
      texts[name] += piece
    })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ ...texts, code }))
  })
}

const main = (): string => join(project, 'dist/cli/main.js')
const start = (...args: readonly string[]): ChildProcess => spawn(process.execPath, args, { cwd: project })
const build = (): Promise<Ended> => ended(start('--import', 'tsx', 'build.ts'))
/** The folders of this build's parts and of earlier ones'. */
const parts = (): readonly string[] => readdirSync(join(project, 'dist')).filter((name) => /^cli-parts-/.test(name))
/** The one that the entry names. */
const used = (): string => /require\("\.\.\/(cli-parts-\w+)\//.exec(readFileSync(main(), 'utf8'))?.[1] ?? ''

/** Another program from now on, and another library. */
function change(word: string): void {
  for (const [path, was] of [
    ['src/cli/program.ts', 'explains it.'],
    ['src/cli/commands/report.ts', '/** `113 kB`'],
    ['src/wire/index.ts', '/**'],
  ] as const) {
    const text = readFileSync(join(project, path), 'utf8')
    expect(text).toContain(was)
    const added = was === 'explains it.' ? `${was} ${word}` : `export const ${word} = '${word}'\n${was}`
    writeFileSync(join(project, path), text.replace(was, added))
  }
}

/** Runs the program and imports the library again and again while `work` goes on. */
async function runsWhile<T>(work: Promise<T>): Promise<T> {
  let goesOn = true
  const done = work.finally(() => {
    goesOn = false
  })
  const library = `const { decode } = await import(${JSON.stringify(join(project, 'dist/wire/index.js'))})
    if (typeof decode !== 'function') throw new Error('no library')`
  let runs = 0
  while (goesOn) {
    const [read, learn, imported] = await Promise.all([
      ended(start(main(), 'read', '--color', 'never', CAPTURE)),
      ended(start(main(), 'tunnels', '--json', CAPTURE)),
      ended(start('--input-type=module', '-e', library)),
    ])
    expect(read).toMatchObject({ code: 0, stderr: expect.stringContaining('12 packets') })
    expect(learn).toMatchObject({ code: 0, stderr: '' })
    expect(imported).toEqual({ code: 0, stdout: '', stderr: '' })
    runs++
    await new Promise((resolve) => setTimeout(resolve, 1500))
  }
  expect(runs).toBeGreaterThan(0)
  return done
}

const help = async (): Promise<string> => (await ended(start(main(), '--help'))).stdout

test('whoever runs the program meanwhile has a whole one, and what began before ends with its own parts', {
  timeout: 600_000,
}, async () => {
  const [before, all] = [used(), parts()]
  const page = join(project, 'page.html')
  const waits = start(main(), 'report', '-', '-o', page)
  const waited = ended(waits)
  const octets = readFileSync(CAPTURE)
  waits.stdin!.write(octets.subarray(0, 500))

  change('changedOnce')
  expect(await runsWhile(build())).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(await help()).toContain('changedOnce')
  expect(parts()).toEqual([...all, used()].sort())
  expect(readFileSync(join(project, 'dist/wire/index.js'), 'utf8')).toContain('changedOnce')

  waits.stdin!.end(octets.subarray(500))
  expect(await waited).toMatchObject({ code: 0 })
  const script = readFileSync(join(project, 'dist', before, 'browser/page.js'), 'utf8')
  expect(readFileSync(page, 'utf8')).toContain(script.slice(0, 1000))
})

test('two builds at once make what one makes', { timeout: 600_000 }, async () => {
  change('changedTwice')
  const both = await Promise.all([build(), build()])
  expect(both.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(2).fill({ code: 0, stderr: '' }))
  expect(await help()).toContain('changedTwice')
  expect(readFileSync(join(project, 'dist/wire/index.js'), 'utf8')).toContain('changedTwice')
  const entry = readFileSync(main(), 'utf8')

  // One that finds nothing to do changes nothing but what is older than a day, as a build that was killed may be.
  for (const name of ['.unfinished-x', 'cli-parts-0123456789ab']) {
    cpSync(join(project, 'dist', used()), join(project, 'dist', name), { recursive: true })
    const old = new Date(Date.now() - 2 * DAY)
    utimesSync(join(project, 'dist', name), old, old)
  }
  const kept = parts().filter((name) => name !== 'cli-parts-0123456789ab')
  expect(await build()).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(readFileSync(main(), 'utf8')).toBe(entry)
  expect(parts()).toEqual(kept)
  expect(readdirSync(join(project, 'dist')).filter((name) => name.startsWith('.unfinished'))).toEqual([])

  const packed = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: project,
    encoding: 'utf8',
  })
  const paths = (JSON.parse(packed.stdout) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path)
  expect(paths).toContain(`dist/${used()}/options.js`)
  expect(paths.filter((path) => /cli-parts-|tsbuildinfo|unfinished/.test(path) && !path.includes(used()))).toEqual([])
})

test('what does not compile leaves all as it was', { timeout: 600_000 }, async () => {
  const entry = readFileSync(main(), 'utf8')
  change('broken')
  writeFileSync(join(project, 'src/wire/index.ts'), 'export const broken: number = "text"\n')
  const { code, stderr } = await build()
  expect(stderr).toContain("Type 'string' is not assignable to type 'number'")
  expect(code).toBe(1)
  expect(readFileSync(main(), 'utf8')).toBe(entry)
  expect((await ended(start('-e', `import(${JSON.stringify(join(project, 'dist/wire/index.js'))})`))).code).toBe(0)
})
