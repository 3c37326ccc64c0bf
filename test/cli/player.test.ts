/** A capture that is played: when packets come. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openCapture } from '../../src/capture/file.js'
import { PlayClock, Player } from '../../src/cli/player.js'
import { Packet } from '../../src/wire/packet.js'

/** Twelve packets of 7.02 seconds, the last of which come after five seconds of silence. */
const FILE = fileURLToPath(new URL('../../fixtures/multicast.pcap', import.meta.url))

/** When each packet came, in milliseconds. */
async function played(speed: number): Promise<readonly number[]> {
  const clock = new PlayClock(speed)
  const player = new Player(await openCapture(FILE), clock)
  const p = new Packet()
  const start = performance.now()
  const times: number[] = []
  clock.run()
  while (await player.fill()) while (player.next(p)) times.push(performance.now() - start)
  player.close()
  expect(player.hasEnded).toBe(true)
  return times
}

test('packets come when their time has, so many times as fast', async () => {
  const times = await played(20)
  expect(times).toHaveLength(12)
  // 1.51 s and 7.02 s after the first one.
  expect(times[4]).toBeGreaterThan(70)
  expect(times[11]).toBeGreaterThan(340)
  expect(times[11]).toBeLessThan(2000)
})

test('or all at once', async () => {
  expect(await played(Number.POSITIVE_INFINITY)).toHaveLength(12)
})

test('the clock stands still while it is stopped, and passes over a long silence', async () => {
  const clock = new PlayClock(1)
  expect(clock.now).toBe(0)
  clock.run()
  clock.stop()
  const at = clock.now
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(clock.now).toBe(at)
  expect(clock.until(at + 3600e9)).toBe(3000)
  expect(clock.until(at + 3600e9)).toBeLessThanOrEqual(3000)
  expect(clock.until(at)).toBe(0)
})
