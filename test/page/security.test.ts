/** What comes from a capture is data: it is shown, and nothing else happens. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ethernet, type Part, text } from '../../fixtures/make/packets.js'
import { LITTLE_ENDIAN } from '../../fixtures/make/pcapng.js'
import { scriptText } from '../../src/page/render.js'
import { hasNoBrowser, type Opened, openFile, openPage, writePage } from '../helpers/browser.js'
import { temporary } from '../helpers/capture-octets.js'
import { frame, inVni, ping, underlay } from '../helpers/packets.js'

const file = temporary()
const MULTICAST = fileURLToPath(new URL('../../fixtures/multicast.pcap', import.meta.url))

const HOSTILE: readonly string[] = [
  '</script><script>window.x=1</script>',
  '<img src=x onerror="window.x=1">',
  '--><svg onload="window.x=1">',
  ']]>',
  '" onmouseover="window.x=1',
  "{{constructor.constructor('window.x=1')()}}",
  '\u2028window.x=1\u2029',
  '\u202etxt.exe',
  'before\0after',
]

/** Text wherever a pcapng file, and a packet, can have it. */
function hostileCapture(name: string): string {
  const { section, interface: described, packet, statistics } = LITTLE_ENDIAN
  const all = Buffer.from(HOSTILE.join(' '))
  const one = (code: number, value: Buffer = all) => ({ code, value })
  const packets = [
    ...HOSTILE.flatMap((said) => [lldp(said), geneveOf(said)]),
    frame(underlay(inVni(42, ping()))).octets,
  ]
  return file(
    name,
    Buffer.concat([
      // shb_hardware, shb_os, shb_userappl, comment.
      section([one(2), one(3), one(4), one(1)]),
      // if_name, if_description, if_filter, if_hardware, if_os.
      described([one(2), one(3), one(11, Buffer.concat([Buffer.of(0), all])), one(15), one(12)]),
      ...packets.map((octets, i) => packet(0, BigInt(1_700_000_000_000_000 + i), Buffer.from(octets), [one(1)])),
      statistics(0, 1_700_000_000_000_000n, { received: 20n, dropped: 1n }),
    ]),
  )
}

/** IEEE 802.1AB: chassis, port and TTL, then port description, system name and system description. */
function lldp(said: string): Uint8Array {
  const value = Buffer.from(said)
  const tlv = (type: number, octets: Buffer): Buffer =>
    Buffer.concat([Buffer.of((type << 1) | (octets.length >> 8), octets.length & 0xff), octets])
  const body: Part = {
    etherType: 0x88cc,
    octets: Buffer.concat([
      tlv(1, Buffer.concat([Buffer.of(7), value])),
      tlv(2, Buffer.concat([Buffer.of(5), value])),
      tlv(3, Buffer.of(0, 120)),
      tlv(4, value),
      tlv(5, value),
      tlv(6, value),
      tlv(0, Buffer.alloc(0)),
    ]),
  }
  return ethernet('01:80:c2:00:00:0e', '02:00:00:00:00:01', body).octets
}

/** As payload that nobody decodes. */
function geneveOf(said: string): Uint8Array {
  return frame(underlay(inVni(42, { octets: text(said), etherType: 0x88b5 }))).octets
}

/** Elements and attributes that something in a page could run by. */
function livingParts({ page }: Opened): Promise<Record<string, unknown>> {
  return page.evaluate(() => ({
    x: (window as { x?: unknown }).x,
    scripts: document.querySelectorAll('script').length,
    foreign: document.querySelectorAll('img, iframe, object, embed, base, form, link, meta[http-equiv=refresh]').length,
    handlers: [...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => a.name.startsWith('on')))
      .length,
    links: [...document.querySelectorAll('a')].filter((a) => a.protocol === 'javascript:').length,
  }))
}

/** The page's data and its program. */
const HARMLESS = { scripts: 2, foreign: 0, handlers: 0, links: 0 }

describe.skipIf(hasNoBrowser)('hostile text', () => {
  const NAME = 'a<img src=x onerror=alert(1)>&lt;"\'\u202e.pcapng'

  test.each(['en', 'zh'] as const)('it is shown, and does nothing (%s)', async (lang) => {
    const opened = await openPage(hostileCapture(NAME), { lang })
    const { page, complaints, requests } = opened
    expect(await livingParts(opened)).toEqual(HARMLESS)
    // Whatever opens a packet: each of them is looked at.
    const buttons = page.locator('#packets button:visible, #packets [role=row]:visible')
    for (let i = 0; i < Math.min(30, await buttons.count()); i++) {
      await buttons
        .nth(i)
        .click({ timeout: 2000 })
        .catch(() => {})
    }
    for (const name of ['English', '中文']) await page.getByRole('button', { name }).first().click()
    expect(await livingParts(opened)).toEqual(HARMLESS)
    expect(complaints).toEqual([])
    expect(requests).toEqual([])
    await page.close()
  })

  test('the name of the file is its text, with the signs that would turn it round spelt out', async () => {
    const { page } = await openPage(hostileCapture(NAME))
    expect(await page.title()).toContain('a<img src=x onerror=alert(1)>&lt;"\'')
    expect(await page.title()).not.toContain('\u202e')
    await page.close()
  })

  test('it does nothing without JavaScript either', async () => {
    const { page, requests } = await openPage(hostileCapture(NAME), { javaScript: false })
    expect(await page.locator('img, iframe, object').count()).toBe(0)
    expect(requests).toEqual([])
    await page.close()
  })
})

describe.skipIf(hasNoBrowser)('the content security policy', () => {
  test('a script that was not there when the page was written is refused', async () => {
    const { page, complaints } = await openPage(MULTICAST)
    expect(complaints).toEqual([])
    const x = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.x = 1'
      document.body.append(script)
      const image = document.createElement('div')
      image.innerHTML = '<img src="data:," onerror="window.x = 2">'
      document.body.append(image)
      return new Promise((resolve) => setTimeout(() => resolve((window as { x?: unknown }).x), 200))
    })
    expect(x).toBeUndefined()
    expect(complaints.join()).toContain('Content Security Policy')
    await page.close()
  })

  test('nothing can be fetched', async () => {
    const { page } = await openPage(MULTICAST)
    const fetched = await page.evaluate(() =>
      fetch('http://127.0.0.1:9/').then(
        () => 'fetched',
        (e) => String(e),
      ),
    )
    expect(fetched).toMatch(/^TypeError/)
    await page.close()
  })

  test('a page whose script is another one does not come alive', async () => {
    const path = writePage([MULTICAST])
    const changed = file(
      'changed.html',
      Buffer.from(readFileSync(path, 'utf8').replace('<script type="module">', '$&;')),
    )
    const { page, complaints } = await openFile(changed, { waits: false })
    await expect.poll(() => complaints.join()).toContain('Content Security Policy')
    expect(await page.locator('html.alive').count()).toBe(0)
    await page.close()
  })
})

describe('the script', () => {
  test('it cannot end its element: what would do so is written otherwise, with the same meaning', () => {
    const made = scriptText(`return ['</script>', '</SCRIPT >', "<!--", 1 < 2]`)
    expect(made).not.toMatch(/<\/script|<!--/i)
    expect(new Function(made)()).toEqual(['</script>', '</SCRIPT >', '<!--', true])
  })

  test('the page has no more elements of script and style than it was given', () => {
    const page = readFileSync(writePage([MULTICAST]), 'utf8')
    expect(page.match(/<script/g)!.length).toBeGreaterThanOrEqual(2)
    expect(page.match(/<\/script/gi)).toHaveLength(2)
    expect(page.match(/<\/style/gi)).toHaveLength(1)
    expect(page).not.toMatch(/(?:src|href)="?https?:/)
  })
})
