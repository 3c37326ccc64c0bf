/** `vxsniff top` on a terminal, with keys, and however it ends. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { MAIN, vxsniff } from '../../helpers/run.js'
import { Screen, tmuxIsMissing } from '../../helpers/tmux.js'

const MULTICAST = fileURLToPath(new URL('../../../fixtures/multicast.pcap', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
afterAll(() => rmSync(dir, { recursive: true }))
const PID = join(dir, 'pid')
const top = (...words: readonly string[]): string => [process.execPath, MAIN, 'top', ...words].join(' ')
const isOver = (text: string): boolean => /^over \d+$/m.test(text)

test.skipIf(tmuxIsMissing())(
  'keys lead into a network and back, a filter narrows it, q puts the terminal back',
  async () => {
    const screen = new Screen(80, 24)
    try {
      await screen.run(top('--speed', 'max', MULTICAST))
      const networks = await screen.until((text) => text.includes('end of file') && /8 │ +2 │ +2 │/.test(text))
      expect(networks).toMatch(/│ ▸ │ (vxlan 42|underlay) /)
      await screen.type('s', 'Enter')
      await screen.until((text) => text.includes('10.65.132.188 ⇄ 10.65.132.187'))
      await screen.type('Enter')
      await screen.until((text) => text.includes('172.17.1.2 → 172.17.1.3'))
      await screen.type('l')
      await screen.until((text) => text.includes('1. 172.17.1.2 looks for 172.17.1.3'))
      await screen.type('Escape')
      await screen.until((text) => text.includes('by packets'))
      await screen.type('Enter')
      await screen.until((text) => text.includes('#8 │') && text.includes('ICMP echo reply'))
      await screen.type('/')
      await screen.type('vnii 42', 'Enter')
      await screen.until((text) => text.includes("nothing is called 'vnii'; there are vni"))
      await screen.type('C-u', 'arp', 'Enter')
      await screen.until((text) => text.includes('filter: arp') && / 4 │ +0 │ +2 │/.test(text))
      await screen.resize(120, 30)
      await screen.until((text) => / 4 │ +368 B │ +0 │/.test(text))
      await screen.type('q')
      const over = await screen.until(isOver)
      expect(over).not.toContain('vxlan 42')
      expect(over).toContain('over 0')
    } finally {
      await screen.close()
    }
  },
)

describe.skipIf(tmuxIsMissing())('the terminal is put back', () => {
  test('after a signal, and the shell knows which', async () => {
    const screen = new Screen(100, 24)
    try {
      await screen.run(`sh -c 'echo $$ > ${PID}; exec ${top(MULTICAST)}'`)
      await screen.until((text) => text.includes('vxsniff top  multicast.pcap'))
      process.kill(Number(readFileSync(PID, 'utf8')), 'SIGTERM')
      const over = await screen.until(isOver)
      expect(over).not.toContain('vxsniff top  ')
      expect(over).toContain('over 143')
    } finally {
      await screen.close()
    }
  })

  test('after an error, which is said', async () => {
    const damaged = join(dir, 'damaged.pcap')
    writeFileSync(damaged, readFileSync(MULTICAST).subarray(0, -20))
    const screen = new Screen(100, 24)
    try {
      await screen.run(top('--speed', 'max', damaged))
      expect(await screen.until(isOver)).toMatch(/octet \d+[\s\S]*over 3/)
    } finally {
      await screen.close()
    }
  })
})

test('without a terminal there is nothing to draw on', async () => {
  expect(await vxsniff(['top', MULTICAST])).toEqual({
    stdout: '',
    stderr: 'vxsniff: top draws on a terminal, and this is none; stats counts the same without one\n',
    code: 2,
  })
})
