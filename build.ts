/**
 * Builds `dist`: the library as tsc makes it, the program and the browser's part of the page as Vite bundles them
 * (vite.config.ts), manual pages and completions (packaging). Says nothing where nothing is wrong.
 *
 * The program may run meanwhile, linked into the path (docs/decisions/0016): all is made in memory and each file is there
 * whole or not at all. What the program is in parts lies in a folder named by its octets, which only `cli/main.js` names,
 * and that is replaced last: whoever started before finds all that belongs to what he started.
 */
import { createHash, randomUUID } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { createBuilder } from 'vite'
import { PARTS } from './vite.config.js'

const ROOT = import.meta.dirname
const DIST = join(ROOT, 'dist')
const CLI = join(DIST, 'cli')
const MAIN = join(CLI, 'main.js')
const BUILD_INFO = join(DIST, '.tsbuildinfo')

/** Begins the name of what is not whole yet, beside what it will be part of. */
const UNFINISHED = '.unfinished-'
/** Milliseconds for which a program that runs finds its parts after others have taken their place. */
const KEPT = 24 * 60 * 60 * 1000

type Outputs = Map<string, string | Uint8Array>

if (!buildLibrary()) process.exit(1)
await buildProgram()
await buildPages()
removeOld()

/** What tsc says is wrong goes to standard error; then nothing is written, and the answer is false. */
function buildLibrary(): boolean {
  for (;;) {
    const before = textOf(BUILD_INFO)
    const { outputs, diagnostics } = compile()
    if (diagnostics.length > 0) {
      const names = {
        getCanonicalFileName: (name: string) => name,
        getCurrentDirectory: () => ROOT,
        getNewLine: () => '\n',
      }
      process.stderr.write(ts.formatDiagnosticsWithColorAndContext(diagnostics, names))
      return false
    }
    if (outputs.size === 0) return true
    // What has changed was asked of another build's state.
    if (textOf(BUILD_INFO) !== before) continue
    const after = outputs.get(BUILD_INFO)
    outputs.delete(BUILD_INFO)
    // Without it the next build makes all anew, should this one be killed.
    rmSync(BUILD_INFO, { force: true })
    for (const [path, content] of outputs) put(path, content)
    // Another build of other sources at the same time: whose files are there, nobody knows.
    const theirs = textOf(BUILD_INFO)
    if (theirs !== undefined && theirs !== after) rmSync(BUILD_INFO, { force: true })
    else if (after !== undefined) put(BUILD_INFO, after)
    return true
  }
}

/** What has changed since the build whose state lies in `dist`, and that state anew. */
function compile(): { readonly outputs: Outputs; readonly diagnostics: readonly ts.Diagnostic[] } {
  const config = ts.getParsedCommandLineOfConfigFile(join(ROOT, 'tsconfig.build.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
    },
  })
  if (config === undefined) throw new Error('tsconfig.build.json cannot be read')
  const outputs: Outputs = new Map()
  const program = ts.createIncrementalProgram({
    rootNames: config.fileNames,
    options: config.options,
    configFileParsingDiagnostics: config.errors,
    host: ts.createIncrementalCompilerHost(config.options, {
      ...ts.sys,
      writeFile: (path, text) => outputs.set(path, text),
    }),
  })
  // All that is wrong is among them: tsconfig.build.json says that nothing is emitted then.
  return { diagnostics: [...config.errors, ...program.emit().diagnostics], outputs }
}

async function buildProgram(): Promise<void> {
  const builder = await createBuilder({ root: ROOT, logLevel: 'warn' })
  const cli: Outputs = new Map()
  const parts: Outputs = new Map()
  for (const environment of Object.values(builder.environments)) {
    for (const [name, content] of await bundle(() => builder.build(environment))) {
      if (name.startsWith(`${PARTS}/`)) parts.set(name.slice(PARTS.length + 1), content)
      else cli.set(name, content)
    }
  }
  const folder = `${PARTS}-${nameOf(parts)}`
  putFolder(folder, parts)
  const main = String(cli.get('cli/main.js')).replaceAll(`../${PARTS}/`, `../${folder}/`)
  cli.delete('cli/main.js')
  // Whoever packs takes the parts of this program alone, and of the library what its entries lead to.
  const packed = [...filesOfLibrary(), `${folder}/**`, 'cli/main.js'].map((path) => `!/${path}`)
  put(
    join(DIST, '.npmignore'),
    `${['*.js', '*.d.ts', '*.map', `/${PARTS}-*/`, `!/${folder}/`, ...packed].join('\n')}\n`,
  )
  for (const [name, content] of cli) put(join(DIST, name), content)

  // From now on nobody starts what lies there.
  touch(partsOf(textOf(MAIN)))
  put(MAIN, main, 0o755)
}

/** The library's entries, by their paths in `dist`, and all that they lead to: code and declarations, each by its own. */
function filesOfLibrary(): readonly string[] {
  const files = new Set(['index', 'wire/index', 'browser'].flatMap((entry) => [`${entry}.js`, `${entry}.d.ts`]))
  // A set is walked to what is added meanwhile.
  for (const file of files) {
    const suffix = file.endsWith('.d.ts') ? '.d.ts' : '.js'
    for (const [, path = ''] of (textOf(join(DIST, file)) ?? '').matchAll(/['"](\.{1,2}\/[^'"\n]+)\.js['"]/g)) {
      const found = `${join(dirname(file), path)}${suffix}`
      if (existsSync(join(DIST, found))) files.add(found)
    }
  }
  return [...files].sort()
}

/** Manual pages and completions, from what the commands declare. */
async function buildPages(): Promise<void> {
  const { program } = await import('./packaging/calls.js')
  const { manualPages } = await import('./packaging/manual.js')
  const { bashCompletion, fishCompletion, zshCompletion } = await import('./packaging/completions.js')
  const called = program()
  putAll('man', manualPages(called, dateOf(buildTime())))
  // Each by the name that its shell looks for.
  putAll(
    'completions',
    new Map([
      ['vxsniff', bashCompletion(called)],
      ['_vxsniff', zshCompletion(called)],
      ['vxsniff.fish', fishCompletion(called)],
    ]),
  )
}

/** The day that a manual page carries: `November 30, 2026`. */
function dateOf(time: Date): string {
  return time.toLocaleDateString('en-US', { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' })
}

/** Now, or the time that those who package set so that equal sources have equal packages (reproducible-builds.org). */
function buildTime(): Date {
  const { SOURCE_DATE_EPOCH } = process.env
  return SOURCE_DATE_EPOCH === undefined ? new Date() : new Date(1000 * Number(SOURCE_DATE_EPOCH))
}

/** The folder that an entry takes its parts from. */
function partsOf(main = ''): string | undefined {
  return new RegExp(`\\.\\./(${PARTS}-\\w+)/`).exec(main)?.[1]
}

async function bundle(build: () => ReturnType<Builder['build']>): Promise<Outputs> {
  const outputs: Outputs = new Map()
  for (const made of [await build()].flat()) {
    if (!('output' in made)) throw new Error('vite watches instead of building')
    for (const file of made.output) outputs.set(file.fileName, file.type === 'chunk' ? file.code : file.source)
  }
  return outputs
}

type Builder = Awaited<ReturnType<typeof createBuilder>>

/** The same octets by the same names have the same name. */
function nameOf(parts: Outputs): string {
  const hash = createHash('sha256')
  for (const name of [...parts.keys()].sort()) {
    const octets = Buffer.from(parts.get(name)!)
    hash.update(`${name}\n${octets.length}\n`).update(octets)
  }
  return hash.digest('hex').slice(0, 12)
}

/** Puts a file where it belongs, whole, unless it is there. */
function put(path: string, content: string | Uint8Array, mode = 0o644): void {
  if (existsSync(path) && readFileSync(path).equals(Buffer.from(content))) return
  const unfinished = unfinishedPath()
  writeFileSync(unfinished, content)
  chmodSync(unfinished, mode)
  mkdirSync(dirname(path), { recursive: true })
  renameSync(unfinished, path)
}

/** Has these files, and no others, in a folder of `dist`. */
function putAll(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [name, content] of files) put(join(DIST, folder, name), content)
  for (const name of readdirSync(join(DIST, folder))) if (!files.has(name)) rmSync(join(DIST, folder, name))
}

/** Puts a folder of `dist` that is named by what is in it where it belongs, whole, unless it is there. */
function putFolder(name: string, files: Outputs): void {
  if (touch(name)) return
  const unfinished = unfinishedPath()
  for (const [file, content] of files) {
    mkdirSync(dirname(join(unfinished, file)), { recursive: true })
    writeFileSync(join(unfinished, file), content)
  }
  try {
    renameSync(unfinished, join(DIST, name))
  } catch (e) {
    // Another build was faster: the same name is the same content.
    rmSync(unfinished, { recursive: true })
    if (!touch(name)) throw e
  }
}

function unfinishedPath(): string {
  mkdirSync(DIST, { recursive: true })
  return join(DIST, `${UNFINISHED}${randomUUID()}`)
}

/** A folder of `dist` is needed now; whether it is there. */
function touch(name: string | undefined): boolean {
  if (name === undefined || !existsSync(join(DIST, name))) return false
  utimesSync(join(DIST, name), new Date(), new Date())
  return true
}

/** Removes what programs of earlier builds needed, and what builds that were killed have left. */
function removeOld(): void {
  const used = partsOf(textOf(MAIN))
  for (const name of readdirSync(DIST)) {
    if (name === used || !(name.startsWith(`${PARTS}-`) || name.startsWith(UNFINISHED))) continue
    const path = join(DIST, name)
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (Date.now() - changed > KEPT) rmSync(path, { recursive: true, force: true })
  }
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
