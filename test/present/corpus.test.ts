import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { CaptureError } from '../../src/capture/capture.js'
import { openCapture } from '../../src/capture/file.js'
import { UNICODE } from '../../src/present/glyphs.js'
import { JsonLines } from '../../src/present/json.js'
import { PLAIN } from '../../src/present/palette.js'
import { Clock } from '../../src/present/time.js'
import { Tree } from '../../src/present/tree.js'
import { Writer } from '../../src/present/writer.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'

const FILES = fileURLToPath(new URL('../../../shared/corpus/files/', import.meta.url))
const isThere = existsSync(FILES)
if (!isThere) console.warn(`JSON and tree of real captures are NOT tested: ${FILES} is not there`)

/** Packets of each capture that are shown. */
const SHOWN = 40

async function eachPacket(visit: (p: Packet, name: string) => void): Promise<void> {
  const p = new Packet()
  for (const name of readdirSync(FILES)) {
    try {
      const capture = await openCapture(FILES + name)
      for (let n = 0; n < SHOWN && (await capture.fill()); ) {
        for (; n < SHOWN && capture.next(p); n++) {
          decode(p)
          visit(p, name)
        }
      }
      capture.close()
    } catch (e) {
      if (!(e instanceof CaptureError)) throw e
    }
  }
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inside = Object.values(value).reduce((n: number, v: unknown) => n + keysIn(v), 0)
  return Array.isArray(value) ? inside : inside + Object.keys(value).length
}

describe.skipIf(!isThere)('every capture of the corpus, damaged ones among them', () => {
  test('each line is JSON, no key repeats, layers lie in the frame', async () => {
    const json = new JsonLines()
    const w = new Writer()
    let lines = 0
    await eachPacket((p, name) => {
      w.clear()
      json.packet(p, w)
      const text = w.toString()
      const line = JSON.parse(text) as { layers: { offset: number; length: number }[] }
      // A repeated key is lost when it is parsed.
      expect(keysIn(line), `${name} #${p.number}`).toBe(text.match(/"(?:[^"\\]|\\.)*":/g)!.length)
      for (const l of line.layers) expect(l.offset + l.length, name).toBeLessThanOrEqual(p.captured)
      lines++
    })
    expect(lines).toBeGreaterThan(4000)
  }, 60_000)

  test('nothing from the wire reaches the terminal as a control character', async () => {
    const w = new Writer()
    const options = { palette: PLAIN, glyphs: UNICODE, clock: new Clock(() => 0) }
    const trees = [
      new Tree({ ...options, fields: false, hex: true }),
      new Tree({ ...options, fields: true, hex: false }),
    ]
    await eachPacket((p, name) => {
      for (const tree of trees) {
        w.clear()
        tree.write(p, w)
        const lines = w.toString().split('\n')
        expect(
          lines.some((l) => /[\p{Cc}\p{Bidi_Control}]/u.test(l)),
          `${name} #${p.number}`,
        ).toBe(false)
      }
    })
  }, 60_000)
})
