/** Several live interfaces whose packets have times that jump: a backend that has them from memory, as the kernel would. */
import { describe, expect, test } from 'vitest'
import type { Backend, Port } from '../../src/capture/backend.js'
import type { Chunk } from '../../src/capture/chunk.js'
import { captureOn } from '../../src/capture/live.js'
import { Packet } from '../../src/wire/packet.js'

const LENGTH = 14

/** An interface whose packets come when `arrive` is called. */
class MemoryPort implements Port {
  readonly header: DataView = new DataView(new ArrayBuffer(24))
  readonly name: string
  #waiting: number[] = []
  #received = 0

  constructor(name: string) {
    this.name = name
    this.header.setUint32(0, 0xa1b23c4d, true)
    this.header.setUint16(4, 2, true)
    this.header.setUint16(6, 4, true)
    this.header.setUint32(16, 65_535, true)
    this.header.setUint32(20, 1, true)
  }

  get hasPackets(): boolean {
    return this.#waiting.length > 0
  }

  /** A packet with a time in milliseconds. */
  arrive(time: number): void {
    this.#waiting.push(time)
    this.#received++
  }

  async take(_: 0 | 1, chunk: Chunk): Promise<number> {
    const bytes = new Uint8Array(this.#waiting.length * (16 + LENGTH))
    const view = new DataView(bytes.buffer)
    for (const [i, time] of this.#waiting.entries()) {
      const at = i * (16 + LENGTH)
      view.setUint32(at, Math.floor(time / 1000), true)
      view.setUint32(at + 4, Math.round((time % 1000) * 1e6), true)
      view.setUint32(at + 8, LENGTH, true)
      view.setUint32(at + 12, LENGTH, true)
    }
    this.#waiting = []
    Object.assign(chunk, { bytes, view, at: 0, end: bytes.length })
    return bytes.length
  }

  counters() {
    return { received: this.#received, dropped: 0, droppedByInterface: 0 }
  }

  halt(): boolean {
    return true
  }

  async discard(): Promise<number> {
    const n = this.#waiting.length
    this.#waiting = []
    return n
  }

  deviceName(): string {
    return ''
  }

  close(): void {}
}

const backend: Backend = {
  open: () => Promise.reject(new Error('they are open')),
  async wait(ports, ms) {
    const ready = () => (ports as readonly MemoryPort[]).filter(({ hasPackets }) => hasPackets)
    for (let waited = 0; ready().length === 0 && waited < ms; waited++) await later(1)
    return ready()
  },
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const HOUR = 3_600_000
const NOON = 1_700_000_000_000

/** Captures while `script` runs; the packets, as name of the interface and milliseconds since noon. */
async function captured(ports: readonly MemoryPort[], script: (out: readonly string[]) => Promise<void>) {
  const capture = captureOn(backend, ports)
  const out: string[] = []
  const reading = (async () => {
    const p = new Packet()
    while (await capture.fill()) {
      while (capture.next(p)) {
        out.push(`${ports[p.interfaceId]!.name}${p.tsSec * 1000 + Math.round(p.tsNsec / 1e6) - NOON}`)
      }
    }
  })()
  await script(out)
  capture.stop()
  await reading
  capture.close()
  return { out, unread: capture.unread }
}

describe('interfaces whose clock is set', () => {
  test('back: a packet from before is not held up by those after, which go on coming', async () => {
    const [a, b] = [new MemoryPort('a'), new MemoryPort('b')]
    const { out } = await captured([a, b], async (out) => {
      a.arrive(NOON + 5)
      // More than two at hand at any time, none of them later than the one that waits.
      for (let i = 0; !out.includes('a5'); i++) {
        b.arrive(NOON - HOUR + i)
        await later(1)
      }
    })
    expect(out).toContain('a5')
    expect(out.length).toBeGreaterThan(2)
  })

  test.each([-HOUR, HOUR, -100])('by %i ms: all of both are handed out, each in its order', async (step) => {
    const [a, b] = [new MemoryPort('a'), new MemoryPort('b')]
    const { out } = await captured([a, b], async (out) => {
      for (const [base, n] of [
        [0, 6],
        [step, 12],
        [0, 18],
      ] as const) {
        for (let i = n - 6; i < n; i++) (i % 2 === 0 ? a : b).arrive(NOON + base + i)
        await expect.poll(() => out.length).toBe(n)
      }
    })
    const times = [...Array(18).keys()].map((i) => (i >= 6 && i < 12 ? step + i : i))
    expect(out.filter((text) => text.startsWith('a'))).toEqual(times.filter((_, i) => i % 2 === 0).map((t) => `a${t}`))
    expect(out.filter((text) => text.startsWith('b'))).toEqual(times.filter((_, i) => i % 2 === 1).map((t) => `b${t}`))
  })

  test('not at all: in order of time over all', async () => {
    const ports = ['a', 'b', 'c'].map((name) => new MemoryPort(name))
    const { out, unread } = await captured(ports, async () => {
      for (let i = 0; i < 300; i++) {
        ports[i % 2]!.arrive(NOON + i)
        if (i % 20 === 0) await later(2)
      }
      await later(5)
    })
    const times = out.map((text) => Number(text.slice(1)))
    expect(times).toEqual([...Array(300).keys()])
    expect(unread).toBe(0)
  })
})
