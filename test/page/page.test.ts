/** The page as a whole: its head, overview, findings, tables, time line, print, and what axe has to say. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasNoBrowser, openFile, openPage, writePage, writePages } from '../helpers/browser.js'
import { pcap, temporary } from '../helpers/capture-octets.js'
import { between, datagram, talk } from '../helpers/on-the-way.js'
import { frame, inVni, ping, underlay } from '../helpers/packets.js'
import { saved } from '../helpers/records.js'
import { share } from '../helpers/share.js'

const file = temporary()
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}.pcap`, import.meta.url))

/** Captures whose tunnels cross in the drawing, or lie near each other. */
const SHARED = fileURLToPath(new URL('../../../shared', import.meta.url))
const OTHERS = ['cases/her-bystander.pcap', 'networks/60-evpn-ibgp/n1.pcap', 'networks/20-mc5/n1.pcap']
const DRAWN: readonly string[] = [
  ...['port-mismatch', 'arp-proxy', 'vlans', 'multicast-3nodes', 'gre-seed'].map(fixture),
  ...OTHERS.map((name) => join(SHARED, name)).filter((path) => existsSync(path)),
]

/** Labels that reach beyond their boxes, or lie on each other or on the boxes of ends and groups, as they are seen. */
function coveredIn(picture: Locator): Promise<readonly string[]> {
  return picture.evaluate((svg) => {
    const boxes = (selector: string): readonly (readonly [string, DOMRect])[] =>
      [...svg.querySelectorAll(selector)].map((one) => [
        one.parentElement!.textContent ?? '',
        one.getBoundingClientRect(),
      ])
    const labels = boxes('.drawing-label > rect')
    const others = [...labels, ...boxes('.drawing-site > rect'), ...boxes('.drawing-group > rect')]
    const texts = boxes('.drawing-label > text')
    const meet = (p: DOMRect, q: DOMRect): boolean =>
      p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom
    return [
      ...labels.flatMap(([label, p], i) =>
        others.flatMap(([other, q], j) => (i < j && meet(p, q) ? [`${label} | ${other}`] : [])),
      ),
      ...texts.flatMap(([text, { left, right }]) =>
        labels.some(([label, p]) => label === text && left >= p.left && right <= p.right) ? [] : [`too wide: ${text}`],
      ),
    ]
  })
}

function background(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor)
}

/** The rows of a part's first table, as text. */
function rowsOf(page: Page, part: string): Promise<readonly (readonly string[])[]> {
  return page
    .locator(`#${part} tbody tr`)
    .evaluateAll((rows) =>
      rows.map((row) => [...(row as HTMLTableRowElement).cells].map((cell) => cell.textContent ?? '')),
    )
}

describe.skipIf(hasNoBrowser)('the page', () => {
  test('the overview names files, networks, ends, hosts and the verdict', async () => {
    const { page, complaints, requests } = await openPage(fixture('multicast-3nodes'))
    const text = await page.locator('#summary').textContent()
    for (const part of ['multicast-3nodes.pcap', 'vxlan 42', '239.1.1.1', '19 packets', '3 hosts']) {
      expect(text).toContain(part)
    }
    const drawing = (await page.locator('svg.drawing-wide').getAttribute('aria-label')) ?? ''
    for (const address of ['192.168.8.100', '192.168.8.101', '192.168.8.102', '10.20.1.2', '10.20.1.3', '10.20.1.4']) {
      expect(drawing).toContain(address)
    }
    // The hosts stand in the box of the VTEP that they are behind.
    const boxes = await page.locator('svg.drawing-wide .drawing-site').allTextContents()
    expect(boxes.find((box) => box.includes('192.168.8.101'))).toContain('10.20.1.3')
    expect(complaints).toEqual([])
    expect(requests).toEqual([])
    await page.close()
  })

  test('a VLAN in an overlay is counted as such: the overlay is one, as the verdict says', async () => {
    const { page } = await openPage(fixture('vlans'))
    const counts = await page.locator('.summary-counts li').allTextContents()
    expect(counts).toEqual(expect.arrayContaining(['1 overlay network', '2 VLANs inside', '3 tunnel ends']))
    expect(await page.locator('.summary-verdict').textContent()).toContain('2 tunnels of 1 overlay network')
    expect(await page.locator('.summary-capture').textContent()).toContain('2 VLANs inside')
    await page.close()
  })

  test('hosts that nobody can count are not counted as none', async () => {
    const { page } = await openPage(fixture('gre-seed'))
    expect(await page.locator('.summary-counts').textContent()).not.toContain('host')
    await page.close()
  })

  test('the drawing says a single packet as one, and has arrows up and down within a column', async () => {
    const { page } = await openPage(fixture('vlans'))
    const labels = await page.locator('.drawing-wide .drawing-label').allTextContents()
    expect(labels.filter((label) => label.includes('→')).length).toBe(1)
    expect(labels.filter((label) => label.includes('↓') && label.includes('↑')).length).toBe(1)
    const { page: three } = await openPage(fixture('multicast-3nodes'))
    const titles = await three.locator('.drawing-wide title').allTextContents()
    expect(titles.filter((title) => /\b1 packets\b/.test(title))).toEqual([])
    await page.close()
    await three.close()
  })

  test.each([1280, 390])('every tunnel is named in the drawing, %i pixels wide', async (width) => {
    for (const capture of share(DRAWN, 3)) {
      const { page } = await openPage(capture, { width })
      const picture = page.locator(width === 390 ? '.drawing-narrow' : '.drawing-wide')
      expect(await picture.locator('.drawing-label').count(), capture).toBe(
        await picture.locator('.drawing-pipe').count(),
      )
      expect(await coveredIn(picture), capture).toEqual([])
      await page.close()
    }
  })

  test('tunnels and ends carry the verdict, and what is clicked is shown alone in list, ladder and tables', async () => {
    const { page, complaints } = await openPage(fixture('multicast-3nodes'))
    const picture = page.locator('.drawing-wide')
    expect(await picture.locator('.error, .warning').count()).toBe(0)
    const captions = page.locator('.final-tables caption')
    expect(await captions.count()).toBe(4)
    const tunnel = picture.getByRole('button', { name: 'from 192.168.8.102 to 192.168.8.100' })
    await tunnel.click()
    await expect.poll(() => page.evaluate('location.hash')).toBe('#at=192.168.8.102+192.168.8.100+1')
    // Of tshark: ip.addr==192.168.8.100 && ip.addr==192.168.8.102 has five packets.
    expect(await page.locator('.packets-count').textContent()).toBe('5 of 19 packets')
    expect(await page.locator('.sequence-title').textContent()).toContain('10.20.1.2 looks for 10.20.1.4')
    expect(await captions.allTextContents()).not.toContainEqual(expect.stringContaining('192.168.8.101'))
    expect(await page.locator('.only').first().textContent()).toContain('192.168.8.102 ⇄ 192.168.8.100, vxlan 42')
    await tunnel.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.only').count()).toBe(0)
    expect(await captions.count()).toBe(4)
    expect(complaints).toEqual([])
    await page.close()
    const { page: broken } = await openPage(fixture('port-mismatch'), { colorScheme: 'dark' })
    const wide = broken.locator('.drawing-wide')
    expect(await wide.locator('.drawing-pipe.error').count()).toBe(2)
    expect(await wide.locator('.drawing-site.error .drawing-role').allTextContents()).toEqual(['✗ VTEP', '✗ VTEP'])
    await wide.locator('.drawing-choice').first().click()
    expect(await seriousOf(broken), 'with an end alone').toEqual([])
    await broken.close()
  })

  test('sixty VTEPs are a matrix, and a long page is folded; every part can be unfolded', async () => {
    const vtep = (n: number): string => `10.9.${n >> 4}.${1 + (n & 15)}`
    const pairs = Array.from({ length: 2100 }, (_, i) => [i % 60, (i + 1 + (i % 7)) % 60] as const)
    const records = pairs.map(([a, b], i) => ({
      data: [...frame(underlay(inVni(100 + (a % 3), ping(i)), vtep(a), vtep(b))).octets],
      sec: i,
      fraction: 0,
    }))
    const path = file('many.pcap', pcap(records))
    const { page, complaints } = await openPage(path, { width: 1920, height: 1080 })
    expect(await page.locator('.matrix-end').count()).toBe(60)
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    expect(height).toBeLessThan(6000)
    expect(await page.evaluate(() => document.querySelector('main')!.clientWidth)).toBeGreaterThan(1600)
    const unfold = page.getByRole('button', { name: 'Show all of it' })
    const folded = await unfold.count()
    expect(folded).toBeGreaterThan(2)
    await unfold.last().click()
    expect(await unfold.count()).toBe(folded - 1)
    await page.locator('.matrix select').selectOption({ label: 'vxlan 101' })
    await page.locator('.matrix-cell').first().click()
    expect(await page.locator('.packets-count').textContent()).toMatch(/^\d\d? of 2.000 packets$/)
    expect(await seriousOf(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.close()
  })

  test('what does not work is the first thing that it says', async () => {
    const { page } = await openPage(fixture('port-mismatch'))
    expect(await page.locator('.summary-verdict').textContent()).toContain('10.65.132.188 sends it to port 8472')
    expect(await page.locator('.summary-error').count()).toBe(1)
    const first = page.locator('#findings article').first()
    expect(await first.locator('.finding-id').textContent()).toBe('vxlan.port-mismatch')
    expect(await first.textContent()).toContain('ip link add vxlan0 type vxlan id 42 dstport 4789')
    await page.close()
  })

  test('the frames of a finding open their packets', async () => {
    const { page } = await openPage(fixture('port-mismatch'))
    await page.locator('#findings article').first().getByRole('button', { name: '#2' }).click()
    await expect.poll(() => page.locator('.body.with-packet').count()).toBe(1)
    expect(await page.locator('aside').textContent()).toContain('#2')
    await page.close()
  })

  test('of two capture points it tells what was lost between them, in both languages and on a telephone', async () => {
    const packets = talk(120).map((sent, n) => (n % 6 === 2 ? datagram(n, true, 64, 8472) : sent))
    const [a, b] = between(packets, { pass: (octets, n) => (n % 6 === 2 ? [] : [octets]) })
    const { page, complaints } = await openFile(writePage([file('a.pcap', saved(a)), file('b.pcap', saved(b))]))
    const part = page.locator('#points')
    expect(await part.locator('h3').textContent()).toContain('20 packets to UDP port 8472 left a.pcap and none arrived')
    expect(await rowsOf(page, 'points')).toContainEqual([
      'a.pcap → b.pcap',
      'tunnel port',
      '8472',
      '20',
      '20',
      '100 %',
      '#5 #16 #27 #38 …',
    ])
    expect(await page.locator('#findings .finding-id').allTextContents()).toContain('points.lost')
    await page.getByRole('button', { name: '中文' }).click()
    await expect.poll(() => part.locator('h3').textContent()).toContain('20 个发往 UDP 端口 8472 的报文离开 a.pcap')
    await page.setViewportSize({ width: 390, height: 800 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    expect(complaints).toEqual([])
    await page.close()
    const { page: one } = await openPage(fixture('port-mismatch'))
    expect(await one.locator('#points, nav a[href="#points"]').count()).toBe(0)
    await one.close()
  })

  test('the language is switched in the page, and with it the document', async () => {
    const { page, complaints } = await openPage(fixture('multicast'))
    await page.getByRole('button', { name: '中文' }).click()
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('zh-CN')
    expect(await page.locator('#findings h2').textContent()).toBe('诊断')
    expect(await page.locator('.summary-verdict').textContent()).toContain('就此次抓包所见，没有问题')
    await page.getByRole('button', { name: 'English' }).click()
    await expect.poll(() => page.locator('#findings h2').textContent()).toBe('Findings')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('a page that begins in Chinese is Chinese before it is alive', async () => {
    const { page } = await openPage(fixture('multicast'), { lang: 'zh', javaScript: false })
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
    expect(await page.locator('#summary h2').textContent()).toBe('概览')
    await page.close()
  })

  test('an address leads to step, packet, language and what is searched, and is written as they change', async () => {
    const { page, complaints } = await openFile(writePage([fixture('multicast')]), {
      at: '#step=6&packet=5&lang=zh&filter=arp',
    })
    expect(await page.locator('.player-step b').textContent()).toBe('第 6 步，共 11 步')
    expect(await page.locator('#packet-title').textContent()).toContain('#5')
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN')
    expect(await page.locator('.packets-count').textContent()).toBe('12 个报文中的 4 个')
    await page.getByRole('button', { name: 'English' }).click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('ArrowRight')
    await page.getByRole('searchbox').fill('vni 42')
    const hash = (): Promise<string> => page.evaluate('location.hash')
    await expect.poll(hash).toBe('#step=7&filter=vni+42&lang=en')
    // A link within the page takes nothing of it away.
    await page.locator('nav a[href="#findings"]').click()
    await expect.poll(hash).toBe('#findings&step=7&filter=vni+42&lang=en')
    expect(await page.locator('.player-step b').textContent()).toBe('Step 7 of 11')
    expect(await page.locator('#findings').evaluate((part) => part.getBoundingClientRect().top)).toBeLessThan(900)
    await page.evaluate("location.hash = '#step=2'")
    await expect.poll(() => page.locator('.player-step b').textContent()).toBe('Step 2 of 11')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('a page nobody asked a language for speaks that of the browser', async () => {
    const [path] = writePages([fixture('multicast')])
    const { page } = await openFile(path!)
    expect(await page.locator('#findings h2').textContent()).toBe('Findings')
    await page.addInitScript("Object.defineProperty(navigator, 'language', { get: () => globalThis.name || 'en' })")
    await page.evaluate("globalThis.name = 'zh-TW'")
    await page.reload()
    await expect.poll(() => page.locator('#findings h2').textContent()).toBe('诊断')
    // Whoever chose one gets it, whatever the browser asks for.
    await page.evaluate("location.hash = '#lang=en'")
    await expect.poll(() => page.locator('#findings h2').textContent()).toBe('Findings')
    await page.goto(pathToFileURL(writePage([fixture('multicast')])).href)
    await page.waitForSelector('html.alive')
    expect(await page.locator('#findings h2').textContent()).toBe('Findings')
    await page.evaluate("globalThis.name = ''")
    await page.close()
  })

  test('colours are those of the system until the reader chooses others', async () => {
    const { page } = await openPage(fixture('multicast'), { colorScheme: 'dark' })
    const dark = await background(page)
    await page.locator('.choices select').selectOption('light')
    await expect.poll(() => background(page)).not.toBe(dark)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.locator('.choices select').selectOption('dark')
    await expect.poll(() => background(page)).toBe(dark)
    await page.close()
  })

  test('tables are sorted by a click, numbers by their value', async () => {
    const { page } = await openPage(fixture('multicast'))
    const titles = await page.locator('#flows thead th').allInnerTexts()
    const column = titles.findIndex((title) => title.startsWith('packets'))
    await page.locator('#flows thead th button').nth(column).click()
    const header = page.locator('#flows thead th').nth(column)
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending')
    const packets = (await rowsOf(page, 'flows')).map((row) => Number(row[column]))
    expect(packets.length).toBeGreaterThan(1)
    expect(packets).toEqual([...packets].sort((x, y) => y - x))
    await page.locator('#flows thead th button').nth(column).click()
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending')
    expect((await rowsOf(page, 'flows')).map((row) => Number(row[column]))).toEqual([...packets].reverse())
    await page.close()
  })

  test('the time line counts every packet once, in packets or octets', async () => {
    const { page } = await openPage(fixture('multicast'))
    const rows = await rowsOf(page, 'timeline')
    expect(rows.reduce((sum, row) => sum + Number(row[1]), 0)).toBe(12)
    const scale = page.locator('.timeline-scale').last()
    const packets = await scale.textContent()
    await page.locator('.timeline-choice').getByRole('button', { name: 'Octets' }).click()
    await expect.poll(() => scale.textContent()).not.toBe(packets)
    await page.close()
  })

  test('it prints: no controls, and nothing reaches beyond the paper', async () => {
    // A4 in CSS pixels.
    const { page } = await openPage(fixture('multicast'), { width: 794, height: 1123 })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const parts = await page
      .locator('.part')
      .evaluateAll((all) => all.map((part) => part.scrollWidth - part.clientWidth))
    expect(Math.max(...parts)).toBe(0)
    expect(await page.locator('.choices').isVisible()).toBe(false)
    expect(await page.locator('.head nav').isVisible()).toBe(false)
    expect(await page.locator('.drawing svg').first().isVisible()).toBe(true)
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.length).toBeGreaterThan(20_000)
    await page.close()
  })

  for (const width of [1280, 390]) {
    test(`nothing is wider than a screen of ${width} pixels`, async () => {
      for (const name of ['multicast-3nodes', 'port-mismatch', 'ipv6-underlay', 'gre-seed', 'nested', 'fragments']) {
        const { page } = await openPage(fixture(name), { width })
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(wide, name).toBeLessThanOrEqual(width)
        await page.close()
      }
    })
  }

  for (const [name, options] of [
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['Chinese', { lang: 'zh' }],
    ['narrow', { width: 390 }],
  ] as const) {
    test(`axe finds nothing serious: ${name}`, async () => {
      const { page } = await openPage(fixture('port-mismatch'), options)
      expect(await seriousOf(page)).toEqual([])
      await page.locator('#findings .frame').first().click()
      expect(await seriousOf(page), 'with a packet').toEqual([])
      await page.close()
    })
  }
})

/** What axe calls serious or worse, with the elements. */
async function seriousOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  })
}
