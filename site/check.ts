/** Opens pages of the site from the disk, as somebody who was sent it does: styles are there, and links lead on. */
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const DIST = fileURLToPath(new URL('dist/', import.meta.url))
const BROWSER = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path))
if (BROWSER === undefined) throw new Error('chromium is not there')

const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] })
const page = await browser.newPage()
const seen = new Set<string>()
const left = [pathToFileURL(`${DIST}index.html`).href]
const wrong: string[] = []
for (let url = left.pop(); url !== undefined && seen.size < 400; url = left.pop()) {
  if (seen.has(url)) continue
  seen.add(url)
  if (!existsSync(fileURLToPath(url))) {
    wrong.push(`${url} is not there`)
    continue
  }
  await page.goto(url, { waitUntil: 'domcontentloaded' })
  const { links, hasStyle } = await page.evaluate(() => ({
    links: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].map((a) => a.href),
    hasStyle: [...document.styleSheets].length > 0,
  }))
  if (!hasStyle) wrong.push(`${url} has no style`)
  left.push(
    ...links
      .filter((link) => link.startsWith('file:') && !link.includes('/api/'))
      .map((link) => link.replace(/[#?].*/, '')),
  )
}
await browser.close()
process.stdout.write(
  `${seen.size} pages from the disk, ${wrong.length} wrong\n${wrong.map((line) => `${line}\n`).join('')}`,
)
process.exitCode = wrong.length === 0 ? 0 : 1
