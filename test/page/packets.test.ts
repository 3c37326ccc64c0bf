/** The packet list and the packet view, in a real browser; what they should say is tshark's and the files' own. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { arp, type Part, text, u16 } from '../../fixtures/make/packets.js'
import { hasNoBrowser, openFile, openPage, writePage } from '../helpers/browser.js'
import { pcap, temporary } from '../helpers/capture-octets.js'
import { framesOf } from '../helpers/octets.js'
import { frame, INNER_A, INNER_B, inVni, ping, underlay } from '../helpers/packets.js'
import { isMissing } from '../helpers/programs.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}.pcap`, import.meta.url))
const hasNoTshark = isMissing('tshark', 'apt-get install tshark')
const file = temporary()
/** What tshark prints. */
function tshark(capture: string, ...args: readonly string[]): string {
  return execFileSync('tshark', ['-r', capture, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}

/** The frames that tshark's filter finds. */
function framesWhere(capture: string, filter: string): readonly number[] {
  const lines = tshark(capture, '-Y', filter, '-T', 'fields', '-e', 'frame.number').split('\n')
  return lines.filter((line) => line !== '').map(Number)
}

/** Where tshark finds a field of a frame: its octets, from the first one on. */
function octetsOfField(capture: string, frameNumber: number, name: string): readonly number[] {
  const pdml = tshark(capture, '-Y', `frame.number==${frameNumber}`, '-T', 'pdml')
  const [, size, pos] = new RegExp(`<field name="${name}"[^>]* size="(\\d+)" pos="(\\d+)"`).exec(pdml)!
  return Array.from({ length: Number(size) }, (_, i) => Number(pos) + i)
}

const search = (page: Page, words: string): Promise<void> => page.getByRole('searchbox').fill(words)
const shownFrames = (page: Page): Promise<readonly number[]> =>
  page.locator('#packets tbody th').evaluateAll((cells) => cells.map((cell) => Number(cell.textContent)))
const openPacket = (page: Page, number: number): Promise<void> =>
  page
    .locator('#packets tbody')
    .getByRole('button', { name: String(number), exact: true })
    .click()
const litOctets = (page: Page): Promise<readonly number[]> =>
  page.locator('.packet td.octet.lit').evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-at'))))
const coveredOctets = (page: Page): Promise<readonly number[]> =>
  page
    .locator('.packet td.octet.covered')
    .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-at'))))
const field = (page: Page, name: string) =>
  page.locator('.packet-field', { has: page.locator(`.packet-field-name:text-is("${name}")`) })

describe.skipIf(hasNoBrowser)('the packet list', () => {
  test('rows have the words that read has', async () => {
    const { page, complaints } = await openPage(fixture('multicast'))
    const cells = (n: number): Promise<readonly string[]> =>
      page.locator(`#packets tbody tr:nth-child(${n}) > *`).allTextContents()
    expect(await cells(1)).toEqual([
      '1',
      '07:12:32.609450',
      '',
      '',
      '10.65.132.187 ⇒ 224.0.0.22',
      'IGMP v3 report 224.1.1.1',
    ])
    expect(await cells(8)).toEqual([
      '8',
      '07:12:34.121506',
      '+0.000135',
      'vxlan 42',
      '10.65.132.188 → 10.65.132.187',
      '172.17.1.3 > 172.17.1.2 ICMP echo reply, id 16548, seq 1  0.135 ms',
    ])
    expect(complaints).toEqual([])
    await page.close()
  })

  // The inner MAC address of one capture, and the VNIs of another that has several.
  const MAC = '4e:92:72:79:59:ed'
  const [VNI = ''] = hasNoTshark ? [] : /^\d+$/m.exec(tshark(fixture('tenants'), '-T', 'fields', '-e', 'vxlan.vni'))!
  test.skipIf(hasNoTshark).each([
    [
      'tenants',
      [
        [`vni ${VNI}`, `vxlan.vni == ${VNI}`],
        [`VNI=${VNI}`, `vxlan.vni == ${VNI}`],
        [`vxlan ${VNI}`, `vxlan.vni == ${VNI}`],
      ],
    ],
    [
      'multicast',
      [
        [MAC, `eth.addr == ${MAC}`],
        [MAC.toUpperCase().replaceAll(':', '-'), `eth.addr == ${MAC}`],
        ['arp', 'arp'],
        ['ICMP', 'icmp'],
        ['vni 42 arp who-has', 'vxlan.vni == 42 && arp.opcode == 1'],
        ['#4', 'frame.number == 4'],
      ],
    ],
  ] as const)('%s: words find what tshark finds', async (name, searches) => {
    const { page } = await openPage(fixture(name))
    const all = framesWhere(fixture(name), 'frame').length
    for (const [words, filter] of searches) {
      await search(page, words)
      const expected = framesWhere(fixture(name), filter)
      expect(expected.length, words).toBeGreaterThan(0)
      expect(expected.length, words).toBeLessThan(all)
      expect(await shownFrames(page), words).toEqual(expected)
      expect(await page.locator('.packets-count').textContent()).toBe(`${expected.length} of ${all} packets`)
    }
    await page.close()
  })

  test.skipIf(hasNoTshark)('expressions find what tshark finds', async () => {
    const { page } = await openPage(fixture('multicast'))
    for (const [expression, filter] of [
      ['inner icmp and not outer src 10.65.132.187', 'vxlan && icmp && ip.src != 10.65.132.187'],
      ['vxlan.vni == 42 && icmp.type == 8', 'vxlan.vni == 42 && icmp.type == 8'],
      ['frame.time_relative > 1.5', 'frame.time_relative > 1.5'],
      ['arp[6:2] = 2', 'arp.opcode == 2'],
    ] as const) {
      await search(page, expression)
      const expected = framesWhere(fixture('multicast'), filter)
      expect(expected.length, expression).toBeGreaterThan(0)
      expect(await shownFrames(page), expression).toEqual(expected)
      expect(await page.getByRole('alert').count()).toBe(0)
    }
    await page.close()
  })

  test('of an expression that is wrong it says where, in the language of the page', async () => {
    const { page } = await openPage(fixture('multicast'))
    await search(page, 'vni 42 and prot 80')
    const alert = page.getByRole('alert')
    expect(await alert.locator('pre').textContent()).toBe('vni 42 and prot 80\n           ^^^^')
    expect(await alert.textContent()).toContain("nothing is called 'prot'")
    await page.getByRole('button', { name: '中文' }).click()
    await expect.poll(() => alert.textContent()).toMatch(/[一-鿿]/)
    await search(page, 'vni 42 and port 80')
    expect(await alert.count()).toBe(0)
    await page.close()
  })

  test.skipIf(hasNoTshark)('an address is found in every layer, and only as a whole', async () => {
    const capture = fixture('multicast')
    const { page } = await openPage(capture)
    for (const address of ['172.17.1.2', '10.65.132.188', '224.1.1.1']) {
      await search(page, address)
      const expected = framesWhere(
        capture,
        `ip.addr == ${address} || arp.src.proto_ipv4 == ${address} || arp.dst.proto_ipv4 == ${address} || igmp.maddr == ${address}`,
      )
      expect(await shownFrames(page), address).toEqual(expected)
    }
    // The MAC address in an ARP reply, which no column shows as an Ethernet address.
    await search(page, MAC)
    expect(await shownFrames(page)).toEqual(framesWhere(capture, `eth.addr == ${MAC}`))
    await page.close()
  })

  test('bad and offloaded checksums are found by these words', async () => {
    const bad = await openPage(fixture('bad-checksum'))
    await search(bad.page, 'bad')
    const marks = await bad.page.locator('#packets .packets-marks').allTextContents()
    expect(marks.length).toBeGreaterThan(0)
    for (const mark of marks) expect(mark).toMatch(/^! bad \w+ checksum/)
    expect(await bad.page.locator('#packets .packets-marks.loud').count()).toBe(marks.length)
    await bad.page.close()

    const { page } = await openPage(fixture('offload'))
    await search(page, 'offload')
    expect(await page.locator('#packets .packets-marks').first().textContent()).toBe('(offload)')
    expect(await page.locator('#packets .packets-marks.loud').count()).toBe(0)
    await page.close()
  })

  test('protocols are chosen with buttons, several at once, together with words', async () => {
    const { page } = await openPage(fixture('multicast'))
    const choice = (name: RegExp) => page.locator('#packets fieldset').getByRole('button', { name })
    await choice(/^ARP/).click()
    expect(await choice(/^ARP/).getAttribute('aria-pressed')).toBe('true')
    expect(await shownFrames(page)).toEqual([5, 6, 9, 10])
    await choice(/^IGMP/).click()
    expect(await shownFrames(page)).toEqual([1, 2, 3, 4, 5, 6, 9, 10])
    await search(page, '172.17.1.2')
    expect(await shownFrames(page)).toEqual([5, 6, 9, 10])
    await page.close()
  })

  test('where nothing is found it says so, and how to go back', async () => {
    const { page } = await openPage(fixture('multicast'))
    await search(page, 'nowhere to be found')
    expect(await page.locator('#packets table').count()).toBe(0)
    expect(await page.locator('.packets-count').textContent()).toBe('0 of 12 packets')
    await page.locator('.packets-none button').click()
    expect((await shownFrames(page)).length).toBe(12)
    await page.close()
  })

  test('without JavaScript the rows are there, and no box that does nothing', async () => {
    const { page } = await openPage(fixture('multicast'), { javaScript: false })
    expect((await shownFrames(page)).length).toBe(12)
    expect(await page.getByRole('searchbox').isVisible()).toBe(false)
    await page.close()
  })

  test('two thousand packets come in portions', async () => {
    const [data] = framesOf(fixture('multicast')).slice(4)
    const records = Array.from({ length: 700 }, (_, i) => ({ sec: i, fraction: 0, data: [...data!.octets] }))
    const { page, complaints } = await openPage(file('many.pcap', pcap(records)))
    expect((await shownFrames(page)).length).toBe(200)
    await page.locator('.packets-more button').click()
    expect((await shownFrames(page)).length).toBe(400)
    // The search goes over all of them.
    await search(page, '#699')
    expect(await shownFrames(page)).toEqual([699])
    expect(complaints).toEqual([])
    await page.close()
  })
})

describe.skipIf(hasNoBrowser)('the packet view', () => {
  test('a click on a row opens its packet, and marks the row', async () => {
    const { page, complaints } = await openPage(fixture('multicast'))
    await page.locator('#packets tbody tr').nth(4).locator('.packets-inside').click()
    expect(await page.locator('#packet-title').textContent()).toBe('#5 · 07:12:34.121018 · 92 octets')
    const row = page.locator('#packets tbody tr').nth(4)
    expect(await row.getAttribute('aria-current')).toBe('true')
    expect(await row.locator('button').getAttribute('aria-pressed')).toBe('true')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('it says which steps the packet is', async () => {
    const { page } = await openPage(fixture('multicast'))
    await openPacket(page, 5)
    const steps = (await page.locator('.packet-steps').textContent()) ?? ''
    expect(steps).toContain('172.17.1.2 looks for 172.17.1.3')
    expect(steps).toContain('4e:92:72:79:59:ed is behind 10.65.132.187')
    await page.close()
  })

  test('the boxes are as wide as their octets are many', async () => {
    const { page } = await openPage(fixture('multicast'))
    await openPacket(page, 5)
    // VXLAN adds Ethernet 14, IPv4 20, UDP 8 and VXLAN 8 to a frame of 42 octets (RFC 7348 §5).
    expect(await page.locator('.packet-plus').textContent()).toBe('+50 octets')
    const width = async (selector: string): Promise<number> =>
      (await page.locator(`.packet-boxes ${selector}`).first().boundingBox())!.width
    const whole = await width('> .packet-box')
    expect((await width('.packet-box .packet-box')) / whole).toBeCloseTo(42 / 92, 1)
    expect((await width('.packet-part.tunnel')) / whole).toBeCloseTo(8 / 92, 2)
    await page.close()
  })

  test.each(['multicast', 'fragments', 'offload', 'any-sll2', 'icmp-quoted'])(
    '%s: the octets are those of the file',
    async (name) => {
      const frames = framesOf(fixture(name))
      const { page, complaints } = await openPage(fixture(name))
      for (const number of [1, Math.min(3, frames.length)]) {
        const { octets } = frames[number - 1]!
        await openPacket(page, number)
        const more = page.locator('.packet-hex > button')
        while ((await more.count()) > 0) await more.click()
        const shown = await page.locator('.packet td.octet').allTextContents()
        expect(shown.join('')).toBe(Buffer.from(octets).toString('hex'))
        const told = (await page.locator('.packet td.packet-text').allTextContents()).join('')
        expect(told).toBe([...octets].map((c) => (c >= 0x20 && c < 0x7f ? String.fromCharCode(c) : '.')).join(''))
      }
      expect(complaints).toEqual([])
      await page.close()
    },
  )

  test.skipIf(hasNoTshark)('a field lights its octets, and an octet its field', async () => {
    const capture = fixture('multicast')
    const expected = octetsOfField(capture, 5, 'vxlan.vni')
    expect(expected).toEqual([0x2e, 0x2f, 0x30])
    const { page } = await openPage(capture)
    await openPacket(page, 5)
    await field(page, 'vxlan.vni').hover()
    expect(await litOctets(page)).toEqual(expected)
    expect(await page.locator('.packet-lit').textContent()).toContain('0x002e–0x0030')
    await page.locator('#packet-title').hover()
    expect(await litOctets(page)).toEqual([])
    await page.locator(`.packet td[data-at="${expected[1]}"]`).hover()
    expect(await litOctets(page)).toEqual(expected)
    expect(await page.locator('.packet-field.lit .packet-field-name').allTextContents()).toEqual(['vxlan.vni'])
    expect(await page.locator('.packet-lit').textContent()).toContain('vxlan.vni')
    await page.close()
  })

  test.skipIf(hasNoTshark)('fields have the octets that tshark gives them', async () => {
    const capture = fixture('multicast')
    const { page } = await openPage(capture)
    await openPacket(page, 7)
    for (const name of ['ip.ttl', 'udp.dstport', 'udp.checksum', 'vxlan.gbp', 'icmp.seq', 'icmp.checksum']) {
      await field(page, name).first().hover()
      expect(await litOctets(page), name).toEqual(octetsOfField(capture, 7, name))
    }
    await page.close()
  })

  test('a bit shows where it stands in its octet', async () => {
    const { page } = await openPage(fixture('multicast'))
    await openPacket(page, 5)
    // RFC 7348 §5: R|R|R|R|I|R|R|R, and I is set.
    expect(await field(page, 'vxlan.flag_i').locator('.packet-field-bits').textContent()).toBe('.... 1...')
    await page.close()
  })

  test('a checksum lights what it covers in another way', async () => {
    const { page } = await openPage(fixture('multicast'))
    await openPacket(page, 5)
    await field(page, 'udp.checksum').hover()
    expect(await litOctets(page)).toEqual([0x28, 0x29])
    // RFC 768: the addresses of the IP header at 14, the UDP header at 34, and the data to the end.
    const addresses = Array.from({ length: 8 }, (_, i) => 14 + 12 + i)
    const datagram = Array.from({ length: 92 - 34 }, (_, i) => 34 + i)
    const covered = [...addresses, ...datagram].filter((at) => at !== 0x28 && at !== 0x29)
    expect(await coveredOctets(page)).toEqual(covered)
    await page.close()
  })

  test('a click keeps the light on, and another one puts it out', async () => {
    const { page } = await openPage(fixture('multicast'))
    await openPacket(page, 5)
    await field(page, 'vxlan.vni').click()
    await page.locator('#packet-title').hover()
    expect(await litOctets(page)).toEqual([0x2e, 0x2f, 0x30])
    expect(await field(page, 'vxlan.vni').getAttribute('aria-pressed')).toBe('true')
    await field(page, 'vxlan.vni').click()
    await page.locator('#packet-title').hover()
    expect(await field(page, 'vxlan.vni').getAttribute('aria-pressed')).toBe('false')
    await page.close()
  })

  test('all of it can be reached with the keyboard alone', async () => {
    const { page, complaints } = await openPage(fixture('multicast'))
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '')
    await page.locator('#packets tbody button').nth(4).focus()
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('packet-title')
    await page.keyboard.press(']')
    expect(await page.locator('#packet-title').textContent()).toMatch(/^#6 /)
    await page.keyboard.press('[')
    await page.keyboard.press('Alt+ArrowUp')
    expect(await page.locator('#packet-title').textContent()).toMatch(/^#4 /)
    await page.keyboard.press('Alt+ArrowDown')
    expect(await page.locator('#packet-title').textContent()).toMatch(/^#5 /)
    // Tab leads to the fields; the arrows lead from one to the next, and light it.
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press('Tab')
      if (await page.evaluate(() => document.activeElement?.matches('.packet-field') ?? false)) break
    }
    await page.keyboard.press('Home')
    expect(await litOctets(page)).toEqual([0, 1, 2, 3, 4, 5])
    await page.keyboard.press('ArrowDown')
    expect(await litOctets(page)).toEqual([6, 7, 8, 9, 10, 11])
    // The octets are one stop, in which the arrows move.
    await page.locator('.packet td.octet[tabindex="0"]').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-at'))).toBe('17')
    // ip.len: octets 2 and 3 of the IPv4 header at 14 (RFC 791 §3.1).
    expect(await litOctets(page)).toEqual([16, 17])
    await page.keyboard.press('Escape')
    expect(await page.locator('.packet').count()).toBe(0)
    // The focus comes back once the view is gone.
    await page.waitForFunction(() => document.activeElement?.textContent === '5')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('keys that are typed into the search are letters', async () => {
    const { page } = await openPage(fixture('multicast'))
    await openPacket(page, 5)
    await page.getByRole('searchbox').focus()
    await page.keyboard.type('[')
    expect(await page.locator('#packet-title').textContent()).toMatch(/^#5 /)
    expect(await page.getByRole('searchbox').inputValue()).toBe('[')
    await page.close()
  })

  test('the language changes all of its words', async () => {
    const { page } = await openPage(fixture('multicast'))
    await openPacket(page, 5)
    await page.getByRole('button', { name: '中文' }).click()
    expect(await page.locator('#packet-title').textContent()).toBe('#5 · 07:12:34.121018 · 92 字节')
    expect(await page.locator('.packets-count').textContent()).toBe('共 12 个报文')
    expect(await page.locator('.packet-legend').textContent()).toContain('底层网络')
    await page.close()
  })

  test('on a narrow screen it covers the page, and nothing is wider than the screen', async () => {
    const { page, complaints } = await openPage(fixture('multicast'), { width: 390, height: 844 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await openPacket(page, 5)
    expect(await page.getByRole('dialog').boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    const panes = page.locator('.packet-panes, .packet-hex')
    expect(await panes.evaluateAll((all) => all.map((pane) => pane.scrollWidth <= pane.clientWidth))).toEqual([
      true,
      true,
    ])
    expect(await page.locator('.packet tbody tr').first().locator('td.octet').count()).toBe(8)
    // What is covered cannot be reached.
    expect(await page.evaluate(() => document.querySelector('main')?.inert)).toBe(true)
    await page.getByRole('button', { name: 'Close' }).click()
    expect(await page.getByRole('dialog').count()).toBe(0)
    // Once the dialog has gone, the effects follow.
    await expect
      .poll(() => page.evaluate(() => [document.querySelector('main')?.inert, document.activeElement?.textContent]))
      .toEqual([false, '5'])
    expect(complaints).toEqual([])
    await page.close()
  })

  test('of a datagram that was put together it names the fragments', async () => {
    const { page } = await openPage(fixture('fragments'))
    const found = page.locator('#packets tbody tr', { hasText: 'put together from' }).first()
    const number = Number(await found.locator('th').textContent())
    await openPacket(page, number)
    const note = page.locator('.packet-note').first()
    expect(await note.textContent()).toContain('Put together from fragments')
    expect(await note.getByRole('button').last().textContent()).toBe(`#${number}`)
    await note.getByRole('button').first().click()
    expect(await page.locator('#packet-title').textContent()).not.toMatch(new RegExp(`^#${number} `))
    await page.close()
  })

  // #2 quotes #1, and #4 quotes #3, as tshark shows.
  test.each([
    [
      'en',
      1,
      'It is refused: 10.65.132.188 says so in #2, which quotes it: ICMP port unreachable.',
      2,
      '10.65.132.188 says with it that #1 was refused: ICMP port unreachable. From octet 42 on it quotes that packet',
    ],
    [
      'en',
      3,
      'It is not delivered: 10.65.132.1 says so in #4, which quotes it: ICMP ',
      4,
      '10.65.132.1 says with it that #3 was not delivered: ICMP ',
    ],
    [
      'zh',
      1,
      '它被拒收：10.65.132.188 在 #2 中引用它并说明：ICMP 端口不可达。',
      2,
      '10.65.132.188 以此说明 #1 被拒收：ICMP 端口不可达。自第 42 字节起引用该报文',
    ],
  ] as const)(
    '%s: of #%i it says that it never arrived, and leads to the error and back',
    async (lang, sent, refused, error, says) => {
      const { page, complaints } = await openPage(fixture('icmp-quoted'), { lang })
      await openPacket(page, sent)
      const note = page.locator('.packet-note', { has: page.getByRole('button') })
      expect(await note.textContent()).toContain(refused)
      await note.getByRole('button', { name: `#${error}`, exact: true }).click()
      expect(await page.locator('#packet-title').textContent()).toMatch(new RegExp(`^#${error} `))
      expect(await note.textContent()).toContain(says)
      await note.getByRole('button', { name: `#${sent}`, exact: true }).click()
      expect(await page.locator('#packet-title').textContent()).toMatch(new RegExp(`^#${sent} `))
      expect(complaints).toEqual([])
      await page.close()
    },
  )

  test('an ICMP error whose packet is not in the capture says so', async () => {
    const [, error] = framesOf(fixture('icmp-quoted'))
    const capture = file('unquoted.pcap', pcap([{ sec: 0, fraction: 0, data: [...error!.octets] }]))
    const { page } = await openPage(capture)
    await openPacket(page, 1)
    expect(await page.locator('.packet-note').allTextContents()).toEqual([
      expect.stringContaining('says with it that a packet that was not found in front of it was refused'),
    ])
    await page.close()
  })

  test('of a packet that cannot be decoded it says where that ends', async () => {
    const whole = ping()
    // Half of the inner IPv4 header, though the frame was captured whole.
    const { octets } = frame(underlay(inVni(42, { ...whole, octets: whole.octets.subarray(0, 10) })))
    const capture = file('truncated.pcap', pcap([{ sec: 0, fraction: 0, data: [...octets] }]))
    const { page, complaints } = await openPage(capture)
    await openPacket(page, 1)
    expect(await page.locator('.packet-layer.malformed').textContent()).toContain('Decoding stopped here.')
    expect(await page.locator('.packet td.octet.malformed').count()).toBeGreaterThan(0)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('text from a capture stays text', async () => {
    const evil = '<img src=x onerror="document.title=1">'
    const tlv = (type: number, value: Buffer): Buffer => Buffer.concat([u16((type << 9) | value.length), value])
    const lldp: Part = {
      etherType: 0x88cc,
      // IEEE 802.1AB §8.5: chassis, port, time to live, system name, end.
      octets: Buffer.concat([
        tlv(1, text('\x07a')),
        tlv(2, text('\x07b')),
        tlv(3, u16(120)),
        tlv(5, text(evil)),
        u16(0),
      ]),
    }
    const frames = [
      frame(lldp),
      frame(
        underlay(
          inVni(
            42,
            arp({ operation: 'request', sender: [INNER_A.mac, INNER_A.ip], target: ['00:00:00:00:00:00', INNER_B.ip] }),
          ),
        ),
      ),
    ]
    const capture = file('evil.pcap', pcap(frames.map(({ octets }, i) => ({ sec: i, fraction: 0, data: [...octets] }))))
    const { page, complaints, requests } = await openFile(writePage([capture]))
    await search(page, evil)
    await search(page, '')
    await openPacket(page, 1)
    expect(await page.locator('.packet').textContent()).toContain(evil)
    expect(await page.locator('.packet img').count()).toBe(0)
    expect(await page.title()).not.toBe('1')
    expect(complaints).toEqual([])
    expect(requests).toEqual([])
    await page.close()
  })
})
