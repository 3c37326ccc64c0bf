/** When a live capture is looked at: by real timers, whose order is what counts. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Watch } from '../../src/cli/watch.js'

const NEVER = Number.POSITIVE_INFINITY

/** A watch, and how it comes to its looks one after the other; `lasts` is what happens during the first. */
function watched(
  answer: (looks: number) => number,
  lasts = (): void => {},
): {
  watch: Watch
  looked: (count: number) => Promise<void>
  looks: () => number
} {
  let looks = 0
  let wake = (): void => {}
  const watch = new Watch(() => {
    if (++looks === 1) lasts()
    wake()
    return answer(looks)
  }, 20)
  const looked = async (count: number): Promise<void> => {
    while (looks < count) await new Promise<void>((resolve) => (wake = resolve))
  }
  return { watch, looked, looks: () => looks }
}

test('packets that come together are looked at once', async () => {
  const { watch, looked, looks } = watched(() => NEVER)
  for (let i = 0; i < 10; i++) watch.packets()
  await looked(1)
  await sleep(200)
  expect(looks()).toBe(1)
})

test('packets that come during the rest after a look are looked at without others behind them', async () => {
  const { watch, looked } = watched(() => NEVER)
  watch.packets()
  await looked(1)
  watch.packets()
  await looked(2)
})

test('what waits is looked at again although no packet comes, until it waits no more', async () => {
  const { watch, looked, looks } = watched((n) => (n < 3 ? 10 : NEVER))
  watch.packets()
  await looked(3)
  await sleep(200)
  expect(looks()).toBe(3)
})

test('a stopped watch looks no more', async () => {
  const { watch, looks } = watched(() => 10)
  watch.packets()
  watch.stop()
  await sleep(200)
  expect(looks()).toBe(0)
})

test('a look that had to wait for the processor puts the next one off no longer than any other', async () => {
  const { watch, looked, looks } = watched(
    () => NEVER,
    () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300),
  )
  watch.packets()
  await looked(1)
  watch.packets()
  await sleep(1500)
  expect(looks()).toBe(2)
})

test('a look that computes for long leaves the time behind it to packets', async () => {
  const { watch, looked, looks } = watched(
    () => NEVER,
    () => {
      const start = process.cpuUsage()
      while (process.cpuUsage(start).user < 200_000);
    },
  )
  watch.packets()
  await looked(1)
  watch.packets()
  await sleep(1000)
  expect(looks()).toBe(1)
  await looked(2)
})
