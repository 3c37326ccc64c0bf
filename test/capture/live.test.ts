/** The library's live captures, on the loopback of a network namespace, which the test's own process cannot enter. */
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blame } from '../../src/capture/filter.js'
import { cannotMakeNetworks, Network } from '../helpers/namespaces.js'

const skipped = cannotMakeNetworks()
let net: Network
beforeAll(() => {
  if (!skipped) net = new Network()
})
afterAll(() => {
  if (!skipped) net.remove()
})

const LIVE = new URL('../../dist/capture/live.js', import.meta.url).href
const WIRE = new URL('../../dist/wire/index.js', import.meta.url).href

/** Runs a module in the first host's namespace; what it prints. */
function run(script: string): { readonly stdout: string; readonly stderr: string; readonly status: number | null } {
  const code = `import { openLive } from '${LIVE}'\nimport { Packet } from '${WIRE}'\n${script}`
  const args = ['netns', 'exec', net.a, process.execPath, '--expose-gc', '--input-type=module', '-e', code]
  const { stdout, stderr, status } = spawnSync('ip', args, { encoding: 'utf8' })
  return { stdout, stderr, status }
}

const SEND = `
import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
const send = (n) => new Promise((done) => socket.send(Buffer.alloc(n), 9, '10.0.0.2', done))
`

describe.skipIf(skipped)('openLive', () => {
  test('hands out what comes until it is stopped, numbered, with the time of the kernel', () => {
    const { stdout, stderr } = run(`${SEND}
      const before = Date.now()
      const capture = await openLive(['a0'], { filter: 'udp port 9' })
      for (const n of [10, 20, 30]) await send(n)
      socket.close()
      capture.stop()
      const p = new Packet()
      const seen = []
      while (await capture.fill()) {
        while (capture.next(p)) {
          const ms = p.tsSec * 1e3 + p.tsNsec / 1e6
          seen.push([p.number, p.length, p.linkType, p.interfaceId, ms >= before && ms <= Date.now()])
        }
      }
      const counters = capture.counters()
      capture.close()
      console.log(JSON.stringify({ seen, counters, interfaces: capture.interfaces, size: capture.position }))`)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      seen: [
        [1, 52, 1, 0, true],
        [2, 62, 1, 0, true],
        [3, 72, 1, 0, true],
      ],
      counters: { received: 3, dropped: 0, droppedByInterface: 0 },
      interfaces: [{ id: 0, linkType: 1, snapLength: 262144, name: 'a0', nanoseconds: true, littleEndian: true }],
      size: 3 * 16 + 52 + 62 + 72,
    })
  })

  test('a capture that is left in the middle lets the program end', () => {
    const { stdout, status } = run(`${SEND}
      const capture = await openLive(['a0', 'lo'])
      await send(1)
      socket.close()
      const p = new Packet()
      console.log(await capture.fill(), capture.next(p), p.number)
      capture.close()
      capture.close()`)
    expect({ stdout, status }).toEqual({ stdout: 'true true 1\n', status: 0 })
  })

  test('captures again and again without growing', () => {
    const { stdout } = run(`${SEND}
      const resident = []
      for (let i = 0; i < 60; i++) {
        const capture = await openLive(['a0'])
        await send(1400)
        const p = new Packet()
        await capture.fill()
        capture.next(p)
        capture.close()
        if (i !== 20 && i !== 59) continue
        // Handles are closed when the wait under way has ended, at most 100 ms later.
        await new Promise((resolve) => setTimeout(resolve, 300))
        gc()
        resident.push(process.memoryUsage().rss)
      }
      socket.close()
      console.log(resident[1] - resident[0] < 10e6)`)
    expect(stdout).toBe('true\n')
  })

  test.each([
    ['an interface that is not there', "['a1']", '{}', { name: 'OpenError', code: 'ENODEV', path: 'a1' }],
    ['a filter', "['a0']", "{ filter: 'tcp prot 80' }", { name: 'FilterError', text: 'tcp prot 80', at: 4, length: 4 }],
  ])('rejects: %s', (_, names, options, expected) => {
    const { stdout } = run(`
      await openLive(${names}, ${options}).catch((e) => console.log(JSON.stringify({ ...e, name: e.name })))`)
    expect(JSON.parse(stdout)).toMatchObject(expected)
  })
})

describe('the word to blame for a filter that does not compile', () => {
  /** A language of three texts, of which one can be had by completing what is not a text yet. */
  const compiles = (text: string): boolean => /^tcp( b| \( ?(b|host 192\.0\.2\.1)\))?$/.test(text)

  test('is the one that the message quotes', () => {
    expect(blame('host nowhere or x', "unknown host 'nowhere'", compiles)).toMatchObject({ at: 5, length: 7 })
  })

  test('is the first one that nothing can follow', () => {
    expect(blame('tcp c b', 'syntax error', compiles)).toMatchObject({ at: 4, length: 1 })
    expect(blame('tcp (c b)', 'syntax error', compiles)).toMatchObject({ at: 5, length: 1 })
  })

  test('is the end when something is missing there', () => {
    expect(blame('tcp (', 'syntax error', compiles)).toEqual({ at: 5, length: 0 })
  })
})
