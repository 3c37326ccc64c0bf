/**
 * Pages in a real browser: `vxsniff report` writes the page of a capture, Debian's chromium opens it from the disk. One
 * browser for each test file that asks for one; it is closed when the file is done.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { ReportOptions } from '../../src/cli/commands/report-options.js'
import { afterEachFile } from './after-each-file.js'

const { CI, PATH, VXSNIFF_DIST } = process.env

/** What is built: `dist`, or where `VXSNIFF_DIST` says it is. */
const DIST: string = VXSNIFF_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url))
const MAIN: string = join(DIST, 'cli/main.js')
/** The folder of what the program loads when a command is called. */
const [, PARTS = ''] = /require\("\.\.\/(cli-parts-\w+)\//.exec(readFileSync(MAIN, 'utf8')) ?? []

/** Debian's name first. */
const NAMES: readonly string[] = ['chromium', 'chromium-browser', 'google-chrome']

const chromiumPath: string | undefined = (PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find((path) => existsSync(path))

/** Whether there is no browser to open pages in; says so. Throws under `CI=true`. */
export const hasNoBrowser: boolean = chromiumPath === undefined
if (hasNoBrowser) {
  const message = 'chromium is not there, so no page is opened: apt-get install chromium'
  if (CI === 'true') throw new Error(message)
  console.warn(message)
}

export interface PageOptions {
  /** CSS pixels. */
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
  readonly reducedMotion?: 'reduce' | 'no-preference'
  /** The language that the page begins with. */
  readonly lang?: 'en' | 'zh'
  readonly javaScript?: boolean
  /** Whether to wait until the page is alive; it is so unless told otherwise. */
  readonly waits?: boolean
  /** What stands behind the page's address. */
  readonly at?: string
  /** More words for `vxsniff report`. */
  readonly args?: readonly string[]
}

export interface Opened {
  readonly page: Page
  /** What went wrong in the page so far: errors and warnings of the console, exceptions nobody caught. */
  readonly complaints: readonly string[]
  /** Addresses that the page asked for, its own not among them: there should never be any. */
  readonly requests: readonly string[]
}

let folder: string | undefined
let browser: Promise<Browser> | undefined
let pages = 0
/** What was written, by what it is made of. */
const written = new Map<string, string>()
/** Tabs that a test has closed, with scripts and without: a new one costs as much as ten pages in one that is there. */
const idle: Record<'scripted' | 'plain', Tab[]> = { scripted: [], plain: [] }

/** A page of the browser, and what has happened in it since it was given out. */
interface Tab {
  readonly page: Page
  url: string
  complaints: string[]
  requests: string[]
}

afterEachFile(async () => {
  await (await browser)?.close()
  browser = undefined
  idle.scripted.length = 0
  idle.plain.length = 0
  written.clear()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  folder = undefined
})

/** Writes the page of captures, once, and returns its path; of a damaged capture too. */
export function writePage(captures: readonly string[], { lang = 'en', args = [] }: PageOptions = {}): string {
  const made = JSON.stringify([captures, lang, args])
  const known = written.get(made)
  if (known !== undefined) return known
  folder ??= mkdtempSync(join(tmpdir(), 'vxsniff-page-'))
  const path = join(folder, `${++pages}.html`)
  written.set(made, path)
  const words = [MAIN, 'report', ...args, '--lang', lang, '-o', path, ...captures]
  const { stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', env: { PATH: PATH ?? '', TZ: 'UTC' } })
  if (!existsSync(path)) throw new Error(`vxsniff report wrote no page: ${stderr}`)
  return path
}

/** The part of the program that has the command, and nothing but it for others: the bundler numbers parts of the same name. */
function reportPart(): string {
  const folder = join(DIST, PARTS)
  const parts = readdirSync(folder).filter((name) => /^report\d*\.js$/.test(name))
  return join(
    folder,
    parts.find((name) => readFileSync(join(folder, name), 'utf8').includes('exports.report = report'))!,
  )
}

/** The pages of many captures, each by itself, as one process writes them. Where no page can be made, none is there. */
export function writePages(captures: readonly string[], lang: 'en' | 'zh' = 'en'): readonly string[] {
  folder ??= mkdtempSync(join(tmpdir(), 'vxsniff-page-'))
  const paths = captures.map(() => join(folder!, `${++pages}.html`))
  const o = { lang, packets: 2000, ageing: 300, guess: false, reassemble: true, color: 'never', n: true } as const
  const each = captures.map((capture, i): [string, ReportOptions] => [capture, { ...o, output: paths[i]! }])
  const program = `
    const [, module, each] = process.argv
    const { report } = await import(module)
    for (const [capture, options] of JSON.parse(each)) await report([capture], options).catch(() => {})`
  const words = ['--input-type=module', '-e', program, pathToFileURL(reportPart()).href]
  const { status, stderr } = spawnSync(process.execPath, [...words, JSON.stringify(each)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`vxsniff report failed: ${stderr}`)
  return paths
}

/** The page of a capture in the browser, alive. Close `page` when many are opened in one test. */
export function openPage(capture: string, options: PageOptions = {}): Promise<Opened> {
  return openFile(writePage([capture], options), options)
}

/** A page that is there, in the browser; alive, unless it is to be without JavaScript. */
export async function openFile(path: string, options: PageOptions = {}): Promise<Opened> {
  const {
    width = 1280,
    height = 900,
    colorScheme = 'light',
    reducedMotion = 'reduce',
    javaScript = true,
    at = '',
    waits = javaScript,
  } = options
  const tab = idle[javaScript ? 'scripted' : 'plain'].pop() ?? (await newTab(javaScript))
  const { page } = tab
  const url = pathToFileURL(path).href
  tab.url = url
  const complaints: string[] = []
  const requests: string[] = []
  Object.assign(tab, { complaints, requests })
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ media: 'screen', colorScheme, reducedMotion })
  await page.goto(`${url}${at}`)
  if (waits) await page.waitForSelector('html.alive', { timeout: 30_000 })
  return { page, complaints, requests }
}

/** A tab whose `close` leaves it to the next that asks for one. */
async function newTab(javaScript: boolean): Promise<Tab> {
  browser ??= chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] })
  const page = await (await browser).newPage({ javaScriptEnabled: javaScript })
  const tab: Tab = { page, url: '', complaints: [], requests: [] }
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') tab.complaints.push(message.text())
  })
  page.on('pageerror', ({ message, stack }) => tab.complaints.push(stack ?? message))
  page.on('request', (request) => {
    if (request.url().replace(/#.*$/, '') !== tab.url) tab.requests.push(request.url())
  })
  page.close = async () => {
    await page.goto('about:blank')
    idle[javaScript ? 'scripted' : 'plain'].push(tab)
  }
  return tab
}
