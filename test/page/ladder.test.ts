/** How hosts found each other, in a browser: expected is what the packets say, read with tshark, and what the kernels knew. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasNoBrowser, openPage, type PageOptions } from '../helpers/browser.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}.pcap`, import.meta.url))
const LAB = fileURLToPath(new URL('../../../shared/lab', import.meta.url))
const hasNoLab = !existsSync(LAB)
if (hasNoLab) console.warn(`tables are NOT compared with the kernels': ${LAB} is not there`)

const [V1, V2] = ['10.65.132.187', '10.65.132.188'] as const
const EMPTY = 'empty: nothing learned yet'
const FLOODS = '00:00:00:00:00:00everything else (floods go there)'

async function opened(capture: string, options?: PageOptions): Promise<{ page: Page; complaints: readonly string[] }> {
  return openPage(existsSync(capture) ? capture : fixture(capture), options)
}

const control = (page: Page, name: string): Locator => page.locator('.player-buttons').getByRole('button', { name })
const position = (page: Page): Promise<string | null> => page.locator('.player-step b').textContent()
const sentence = (page: Page): Promise<string | null> => page.locator('.player-sentence').textContent()

/** The rows of a table beside the ladder, cell by cell, without spaces around. */
function known(page: Page, caption: string): Promise<readonly (readonly string[])[]> {
  return rows(page.locator('.step-tables table', { has: page.locator('caption', { hasText: caption }) }))
}

function rows(table: Locator): Promise<readonly (readonly string[])[]> {
  return table
    .locator('tbody tr')
    .evaluateAll((all) =>
      all.map((row) => [...(row as HTMLTableRowElement).cells].map((cell) => (cell.textContent ?? '').trim())),
    )
}

/** Whether the row of the step that is looked at is seen in the ladder's box. */
function isStepInSight(page: Page): Promise<boolean> {
  return page.locator('.ladder').evaluate((box) => {
    const row = box.querySelector('.ladder-row.current .ladder-band')!.getBoundingClientRect()
    const outside = box.getBoundingClientRect()
    const head = box.querySelector('.ladder-head')!.getBoundingClientRect()
    return row.top >= head.bottom - 1 && row.bottom <= outside.bottom + 1
  })
}

async function stepTo(page: Page, step: number): Promise<void> {
  await page.locator('.player').press('Home')
  for (let i = 1; i < step; i++) await control(page, 'Step forward').click()
}

describe.skipIf(hasNoBrowser)('who learned what', () => {
  test('the first thing to be seen is the last step: every row, and the tables full', async () => {
    const { page, complaints } = await opened('multicast')
    expect(await position(page)).toBe('Step 11 of 11')
    expect(await page.locator('.ladder .faint').count()).toBe(0)
    expect(await known(page, `FDB of ${V1}`)).toEqual([
      [FLOODS, '224.1.1.1', 'beforeconfigured: the default, seen used at #5'],
      ['ba:d8:43:67:8d:fb', V2, '#6'],
    ])
    expect(complaints).toEqual([])
    await page.close()
  })

  test('stepping forward, each table gets what its packet teaches, in the step that tells of it', async () => {
    const { page } = await opened('multicast')
    const tables = (): Promise<unknown> =>
      Promise.all(
        [`FDB of ${V1}`, `FDB of ${V2}`, 'Neighbours of 172.17.1.2', 'Neighbours of 172.17.1.3'].map((t) =>
          known(page, t),
        ),
      )
    await stepTo(page, 3)
    expect(await sentence(page)).toContain('multicast group 224.1.1.1')
    // It was there before any packet, at every VTEP; who is seen to use it is told from then on.
    const standing = (used = ''): readonly string[] => [FLOODS, '224.1.1.1', `beforeconfigured: the default${used}`]
    const [unused, used] = [standing(), standing(', seen used at #5')]
    expect(await tables()).toEqual([[unused], [unused], [[EMPTY]], [[EMPTY]]])
    await control(page, 'Step forward').click()
    expect(await tables()).toEqual([[unused], [unused], [[EMPTY]], [[EMPTY]]])
    // The device learns before it hands the frame on to its host.
    await control(page, 'Step forward').click()
    const taught = (from: string): readonly string[] => ['4e:92:72:79:59:ed', V1, `${from}#5`]
    const question = (from: string): readonly string[] => ['172.17.1.2', '4e:92:72:79:59:ed', `${from}#5 request`]
    expect(await tables()).toEqual([[used], [unused, taught('new from ')], [[EMPTY]], [question('new from ')]])
    await control(page, 'Step forward').click()
    expect(await tables()).toEqual([[used], [unused, taught('')], [[EMPTY]], [question('')]])
    await control(page, 'Step forward').click()
    const reply = (from: string): readonly string[] => ['172.17.1.3', 'ba:d8:43:67:8d:fb', `${from}#6 reply`]
    expect(await tables()).toEqual([
      [used, ['ba:d8:43:67:8d:fb', V2, 'new from #6']],
      [unused, taught('')],
      [reply('new from ')],
      [question('')],
    ])
    await page.close()
  })

  test.skipIf(hasNoLab)('the tables at the end are those that the kernels have', async () => {
    const { page } = await opened(join(LAB, '02-multicast/n1.pcap'))
    for (const [node, vtep] of [
      ['n1', '10.65.132.187'],
      ['n2', '10.65.132.188'],
      ['n3', '10.65.132.189'],
    ] as const) {
      const kernel: readonly { mac: string; ifname: string; dst?: string }[] = JSON.parse(
        readFileSync(join(LAB, `02-multicast/${node}.fdb.json`), 'utf8'),
      )
      const taught = kernel.filter(
        ({ ifname, dst, mac }) => ifname === 'vxlan0' && dst !== undefined && !/^(00:){5}/.test(mac),
      )
      const table = page.locator('.final-tables table', { has: page.locator(`caption:has-text("FDB of ${vtep},")`) })
      const shown = (await rows(table)).filter(([mac]) => !/^(00:){5}/.test(mac ?? ''))
      expect(shown.map(([mac, dst]) => `${mac} ${dst}`).sort()).toEqual(
        taught.map(({ mac, dst }) => `${mac} ${dst}`).sort(),
      )
    }
    await page.close()
  })

  test.skipIf(hasNoLab)('what has moved is shown with where it was', async () => {
    const { page } = await opened(join(LAB, '14-mac-move-garp/n1.pcap'))
    await page.locator('.chooser-sequences').getByRole('button', { name: 'announces itself' }).click()
    await stepTo(page, 2)
    const moved = (await known(page, 'FDB of 10.65.132.187')).find(([mac]) => mac === '02:fd:f9:7f:61:a7')
    expect(moved).toEqual(['02:fd:f9:7f:61:a7', '10.65.132.188→ 10.65.132.189', 'changed by #25'])
    expect(await page.locator('.step-tables del').first().textContent()).toBe('10.65.132.188')
    await page.close()
  })

  test('keys step, jump and play wherever the focus is, unless it is where one types', async () => {
    const { page } = await opened('multicast')
    const box = page.getByRole('searchbox')
    await box.focus()
    await page.keyboard.type('n p')
    await page.keyboard.press('Home')
    expect([await box.inputValue(), await position(page)]).toEqual(['n p', 'Step 11 of 11'])
    await box.fill('')
    await page.locator('#findings').click()
    const after = async (key: string): Promise<string | null> => {
      await page.keyboard.press(key)
      return position(page)
    }
    expect(await after('Home')).toBe('Step 1 of 11')
    expect(await after('ArrowRight')).toBe('Step 2 of 11')
    expect(await after('n')).toBe('Step 3 of 11')
    expect(await after('ArrowLeft')).toBe('Step 2 of 11')
    expect(await after('p')).toBe('Step 1 of 11')
    expect(await after('p')).toBe('Step 1 of 11')
    await page.keyboard.press(' ')
    expect(await control(page, 'Pause').count()).toBe(1)
    expect(await after('End')).toBe('Step 11 of 11')
    expect(await control(page, 'Play').count()).toBe(1)
    await page.close()
  })

  test('playing goes on by itself from the start and stops at the end; a pause holds it', async () => {
    const { page } = await opened('gre-seed')
    expect(await position(page)).toBe('Step 2 of 2')
    await control(page, 'Play').click()
    expect(await position(page)).toBe('Step 1 of 2')
    await control(page, 'Pause').click()
    await page.getByRole('button', { name: '2×' }).click()
    await page.waitForTimeout(1000)
    expect(await position(page)).toBe('Step 1 of 2')
    await control(page, 'Play').click()
    await page.locator('.player-step b', { hasText: 'Step 2 of 2' }).waitFor({ timeout: 5000 })
    await control(page, 'Play').waitFor()
    await page.close()
  })

  test.each([
    [1280, 720],
    [1366, 768],
  ])('while it plays, sentence, row and what was learned stay on a screen of %i × %i', async (width, height) => {
    const { page } = await opened('multicast-3nodes', { width, height })
    await page.getByRole('button', { name: '2×' }).click()
    await page.evaluate('scrollTo(0, 0)')
    await page.locator('.brand').click()
    await page.keyboard.press(' ')
    const seen = new Set<string | null>()
    for (let i = 0; i < 12; i++) {
      if (i > 0) await page.keyboard.press('ArrowRight')
      seen.add(await position(page))
      await expect.poll(() => isStepInSight(page)).toBe(true)
      const { top, bottom, head, scrolled } = await page.evaluate(() => {
        const box = (selector: string): DOMRect => document.querySelector(selector)!.getBoundingClientRect()
        return {
          top: box('.player-step').top,
          bottom: Math.max(
            box('.ladder-row.current .ladder-band').bottom,
            document.querySelector('.step-tables .fresh')?.getBoundingClientRect().bottom ?? 0,
          ),
          head: box('.head').bottom,
          scrolled: scrollY,
        }
      })
      expect(scrolled).toBeGreaterThan(300)
      expect(top).toBeGreaterThanOrEqual(head)
      expect(bottom).toBeLessThanOrEqual(height)
    }
    expect(seen.size).toBeGreaterThan(8)
    await page.close()
  })

  test('three keystrokes lead to the player: the second Tab, Enter, and the next Tab is its first button', async () => {
    const { page } = await opened('multicast')
    for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key)
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('player')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.title')).toBe('To the start')
    await page.close()
  })

  test('a click on a row, or on a step in the list, leads there', async () => {
    const { page } = await opened('multicast')
    await page
      .locator('.ladder-row')
      .nth(1)
      .locator('.ladder-band')
      .click({ position: { x: 4, y: 10 } })
    expect(await position(page)).toBe('Step 5 of 11')
    expect(await page.locator('.ladder-row.current .ladder-numbers').textContent()).toContain('5')
    await page.getByRole('button', { name: 'All 11 steps in words' }).click()
    await page.getByRole('button', { name: 'Go to step 8' }).click()
    expect(await position(page)).toBe('Step 8 of 11')
    await page.close()
  })

  test('the language can be changed at any step', async () => {
    const { page } = await opened('multicast')
    await stepTo(page, 5)
    await page.getByRole('button', { name: '中文' }).click()
    expect(await position(page)).toBe('第 5 步，共 11 步')
    expect(await sentence(page)).toContain('学到：4e:92:72:79:59:ed 位于 10.65.132.187 之后')
    expect(await known(page, `${V2} 的转发表`)).toEqual([
      ['00:00:00:00:00:00其余一切（泛洪发往它）', '224.1.1.1', '之前已配置：默认表项'],
      ['4e:92:72:79:59:ed', V1, '新学自 #5'],
    ])
    await page.close()
  })

  test('an arrow says what it is, and opens its packet by mouse and by key', async () => {
    const { page, complaints } = await opened('multicast')
    const arrow = page.getByRole('button', {
      name: 'packet 5: ARP request, 172.17.1.2 to everybody, flooded to 224.1.1.1',
    })
    await arrow.locator('.ladder-touch').nth(2).click()
    expect(await arrow.getAttribute('aria-pressed')).toBe('true')
    expect(await page.locator('aside').textContent()).toContain('#5')
    const reply = page.getByRole('button', {
      name: `packet 6: ARP reply, 172.17.1.3 to 172.17.1.2, in the tunnel from ${V2} to ${V1}`,
    })
    await reply.focus()
    await page.keyboard.press('Enter')
    expect(await reply.getAttribute('aria-pressed')).toBe('true')
    expect(await position(page)).toBe('Step 6 of 11')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('what was learned is marked in the packet that taught it', async () => {
    const { page } = await opened('multicast')
    await stepTo(page, 7)
    expect(await page.locator('.envelope mark').allTextContents()).toEqual([V2, 'ba:d8:43:67:8d:fb'])
    await stepTo(page, 2)
    expect(await page.locator('.envelope .envelope-tunnel').count()).toBe(0)
    await control(page, 'Step forward').click()
    const headers = page.locator('.envelope .envelope-header b')
    expect(await headers.allTextContents()).toEqual(['Ethernet', 'IPv4', 'UDP', 'vxlan 42', 'Ethernet', 'ARP request'])
    await page.close()
  })

  test('where nothing is learned, or that is not sure, the packet says so and its marks are hollow', async () => {
    for (const [lang, says] of [
      ['en', 'nothing is learned here: to a device that learns, the two marked would teach'],
      ['zh', '这里不学习'],
    ] as const) {
      const { page } = await opened('arp-proxy', { lang })
      await page.locator('.player').press('Home')
      for (let i = 1; i < 3; i++) await page.locator('.player').press('ArrowRight')
      expect(await page.locator('.envelope figcaption').textContent()).toContain(says)
      expect(await page.locator('.envelope mark.hollow').count()).toBe(2)
      expect(await page.locator('.envelope mark.learned').count()).toBe(0)
      await page.close()
    }
  })

  test('where entries may be static as well, captions do not say more than packets do', async () => {
    const { page } = await opened('static-fdb')
    await stepTo(page, 5)
    expect(await page.locator('.envelope figcaption').textContent()).toContain('unless its entries are static')
    expect(await page.locator('.known-fdb caption').first().textContent()).toContain('unless its entries are static')
    await page.close()
  })

  test('a frame’s VLAN tag stands in the packet of its steps, the tunnel has none', async () => {
    const { page } = await opened('vlans')
    await page.locator('.chooser-networks').getByRole('button', { name: 'vlan 20' }).click()
    await stepTo(page, 3)
    const headers = page.locator('.envelope .envelope-header')
    expect(await headers.locator('b').allTextContents()).toEqual([
      'Ethernet',
      'IPv4',
      'UDP',
      'vxlan 700',
      'Ethernet',
      'VLAN',
      'ARP request',
    ])
    expect(await headers.filter({ hasText: 'VLAN' }).locator('span').textContent()).toBe('20')
    await page.close()
  })

  test('where there are no tables at all, none is said to be empty', async () => {
    const { page } = await opened('gre-seed')
    expect(await page.locator('.final-tables .note').textContent()).toContain('keep no forwarding table')
    await page.getByRole('button', { name: '中文' }).click()
    await expect.poll(() => page.locator('.final-tables .note').textContent()).not.toContain('空')
    await page.close()
  })

  test('the step that is told is in sight from the beginning', async () => {
    const { page } = await opened('multicast', { width: 390, height: 500 })
    expect(await position(page)).toBe('Step 11 of 11')
    await expect.poll(() => isStepInSight(page)).toBe(true)
    await page.close()
  })

  test('a packet moves through its hops, unless the reader wants no motion', async () => {
    const moving = async (page: Page): Promise<number> => {
      const [ladder, stage] = await Promise.all(
        ['.ladder', '.stage'].map((part) =>
          page.locator(part).evaluate((drawing) => drawing.getAnimations({ subtree: true }).length),
        ),
      )
      // They move together, or not at all.
      return ladder! > 0 === stage! > 0 ? ladder! : -1
    }
    const still = await opened('multicast')
    await stepTo(still.page, 2)
    expect(await moving(still.page)).toBe(0)
    await still.page.close()
    const { page } = await opened('multicast', { reducedMotion: 'no-preference' })
    await stepTo(page, 2)
    expect(await moving(page)).toBeGreaterThan(0)
    await control(page, 'Step back').click()
    expect(await moving(page)).toBe(0)
    await page.close()
  })

  test('on the stage the packet is in the tunnel’s headers between VTEPs only, and tables light up where they change', async () => {
    const { page } = await opened('multicast-3nodes')
    const stage = page.locator('.stage')
    const lit = (): Promise<readonly string[]> => stage.locator('.lit > title').allTextContents()
    const ways = (): Promise<readonly string[]> =>
      stage
        .locator('.stage-move')
        .evaluateAll((all) =>
          all.map((way) => [...way.querySelectorAll('text')].map(({ textContent }) => textContent).join(' < ')),
        )
    await stepTo(page, 2)
    expect([await ways(), await lit()]).toEqual([['ARP request'], []])
    await control(page, 'Step forward').click()
    expect(await ways()).toEqual(['IP · UDP · vxlan 42 < ARP request'])
    // A copy to each member, and the frame to the host, out of its headers.
    await control(page, 'Step forward').click()
    expect(await ways()).toEqual(['', '', 'ARP request'])
    expect(await stage.locator('.stage-move.in-tunnel .stage-wrap').count()).toBe(2)
    await control(page, 'Step forward').click()
    expect(await ways()).toEqual([])
    expect([...(await lit())].sort()).toEqual(['10.20.1.3', '192.168.8.101', '192.168.8.102'])
    await control(page, 'Step forward').click()
    expect(await ways()).toEqual(['ARP reply', 'IP · UDP · vxlan 42 < ARP reply', 'ARP reply'])
    await page.close()
  })

  test('three VTEPs: the group fans out to both members, and both learn', async () => {
    const { page } = await opened('multicast-3nodes')
    const ways = page.locator('[data-frame="7"] .in-tunnel')
    expect(await ways.count()).toBe(3)
    await stepTo(page, 4)
    const standing = [FLOODS, '239.1.1.1', 'beforeconfigured: the default']
    expect(await known(page, 'FDB of 192.168.8.102')).toEqual([standing])
    await control(page, 'Step forward').click()
    for (const vtep of ['192.168.8.101', '192.168.8.102']) {
      expect(await known(page, `FDB of ${vtep}`)).toEqual([
        standing,
        ['02:00:0a:14:01:02', '192.168.8.100', 'new from #7'],
      ])
    }
    await page.close()
  })

  test('another sequence can be chosen, and is told from its end', async () => {
    const { page } = await opened('multicast-3nodes')
    const choice = page.locator('.chooser-sequences button')
    expect(await choice.allTextContents()).toEqual([
      '10.20.1.2 looks for 10.20.1.3vxlan 42 · #7 to #19 · found after 170 µs',
      '10.20.1.2 looks for 10.20.1.4vxlan 42 · #11 to #18 · found after 75 µs',
      '10.20.1.3 looks for 10.20.1.4vxlan 42 · #15 · answered elsewhere',
    ])
    await choice.nth(2).click()
    expect(await page.locator('.sequence-title').textContent()).toContain('10.20.1.3 looks for 10.20.1.4')
    expect(await position(page)).toBe('Step 6 of 6')
    expect(await page.locator('.ladder-gap text').textContent()).toBe('answered elsewhere')
    await page.close()
  })

  test('what is refused comes back, and says so', async () => {
    const { page } = await opened('port-mismatch')
    const refusals = async (): Promise<readonly string[]> =>
      (await page.locator('.ladder text').allTextContents()).filter((text) => text.startsWith('refused'))
    expect(await refusals()).toEqual(['refused: ICMP port unreachable (#2)', 'refused: ICMP port unreachable (#6)'])
    await page.locator('.chooser-networks').getByRole('button', { name: 'vxlan/8472 42' }).click()
    expect(await refusals()).toEqual(['refused: ICMP port unreachable (#12)'])
    expect(await page.locator('.ladder-gap').count()).toBe(0)
    // Who refuses has no such device, and no table.
    expect(await known(page, `FDB of ${V1}`)).toEqual([])
    await page.close()
  })

  test('the ends of a GRE tunnel are no VTEPs and have no tables', async () => {
    const { page } = await opened('gre-seed')
    const section = (await page.locator('#sequences').textContent()) ?? ''
    expect(section).not.toContain('VTEP')
    expect(await page.locator('.ladder-role').allTextContents()).toEqual(['host', 'tunnel end', 'tunnel end', 'host'])
    expect(await page.locator('.step-tables table').count()).toBe(0)
    expect(await page.locator('.step-tables').textContent()).toContain('keep no forwarding table')
    await page.close()
  })

  test('IPv6 stands in the lanes, around the frame and in the tables', async () => {
    const { page, complaints } = await opened('ipv6-underlay')
    await page.locator('.chooser-sequences').getByRole('button', { name: 'fd00:42::2 looks for fd00:42::3' }).click()
    expect(await page.locator('.ladder-name').allTextContents()).toEqual([
      'fd00:42::2',
      'fd00:65:132::187',
      'fd00:65:132::188',
      'fd00:42::3',
    ])
    expect(await page.locator('.wrap-text').first().textContent()).toBe('IPv6 · UDP · vxlan 42')
    expect(await known(page, 'Neighbours of fd00:42::3')).toEqual([['fd00:42::2', 'c2:a1:4e:56:7d:eb', '#7 request']])
    expect(complaints).toEqual([])
    await page.close()
  })

  test('on a telephone the ladder scrolls in its box, its heads stay, and the page is no wider than the screen', async () => {
    const { page } = await opened('multicast', { width: 390, height: 844 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await control(page, 'Step back').click()
    const ladder = page.locator('.ladder')
    const scrolled = await ladder.evaluate((box) => {
      box.scrollTop = 120
      const head = box.querySelector('.ladder-head')!.getBoundingClientRect()
      return { heads: head.top - box.getBoundingClientRect().top, wider: box.scrollWidth > box.clientWidth }
    })
    expect(scrolled).toEqual({ heads: 0, wider: true })
    await page.close()
  })

  test('the step’s row comes into sight in the ladder’s box', async () => {
    const { page } = await opened('multicast', { width: 390, height: 500 })
    for (const [button, step] of [
      ['To the start', 1],
      ['To the end', 11],
    ] as const) {
      await control(page, button).click()
      expect(await position(page)).toBe(`Step ${step} of 11`)
      expect(await isStepInSight(page)).toBe(true)
    }
    await page.close()
  })

  test('without JavaScript, and on paper, all steps are there in words, and the ladder is complete', async () => {
    const dead = await opened('multicast', { javaScript: false })
    expect(await dead.page.locator('.player-list li:visible').count()).toBe(11)
    expect(await dead.page.locator('.final-tables').textContent()).toContain('ba:d8:43:67:8d:fb')
    await dead.page.close()
    const { page } = await opened('multicast')
    await stepTo(page, 2)
    expect(await page.locator('.player-list li:visible').count()).toBe(0)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.player-list li:visible').count()).toBe(11)
    const faint = page.locator('.ladder .faint, .ladder .ahead text')
    const opacities = await faint.evaluateAll((all) => all.map((one) => getComputedStyle(one).opacity))
    expect(opacities.length).toBeGreaterThan(0)
    expect(opacities.every((opacity) => opacity === '1')).toBe(true)
    expect(await page.locator('.player-bar').isVisible()).toBe(false)
    await page.close()
  })

  test.each(['light', 'dark'] as const)('axe has nothing to say, %s', async (colorScheme) => {
    const { page } = await opened('multicast-3nodes', { colorScheme })
    for (const step of [1, 5, 11]) {
      await stepTo(page, step)
      await page.evaluate(axe.source)
      const violations: readonly string[] = await page.evaluate(async () => {
        const { axe: inPage } = window as unknown as { axe: typeof axe }
        const found = await inPage.run('#sequences')
        return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
      })
      expect(violations).toEqual([])
    }
    await page.close()
  })
})
