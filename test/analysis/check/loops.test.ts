import { expect, test } from 'vitest'
import { Copies } from '../../../src/analysis/capture-points/copies.js'
import { LoopDetector, LoopKind } from '../../../src/analysis/check/loops.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { decode } from '../../../src/wire/decode.js'
import { Packet } from '../../../src/wire/packet.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
import { ALL, host, inTunnel, says, vtep } from '../../helpers/overlay.js'

const X = host(2, 1)

// Where the octets are that a test changes: behind Ethernet, IPv4, UDP and VXLAN the inner Ethernet header and IPv4.
const OUTER = 14
const INNER = OUTER + 20 + 8 + 8 + 14
const SOURCE = 12
const DESTINATION = 16
const IDENTIFICATION = 4
const TTL = 8

/** A capture of one frame, changed between its packets; they are a microsecond apart. */
class Capture {
  readonly repeats: LoopDetector
  readonly view: DataView
  readonly #octets: Uint8Array
  readonly #networks: Networks = new Networks()
  readonly #stack: TunnelStack = new TunnelStack()
  readonly #packet: Packet = new Packet()

  constructor(octets: Uint8Array) {
    this.#octets = Uint8Array.from(octets)
    this.view = new DataView(this.#octets.buffer)
    this.repeats = new LoopDetector(this.#networks, new Copies())
  }

  take(): void {
    const p = this.#packet
    p.record(this.view, this.#octets, 0, this.#octets.length, this.#octets.length)
    p.linkType = 1
    p.tsNsec = 1000 * p.number++
    decode(p)
    this.#stack.fill(p)
    this.#networks.observe(p, this.#stack)
    this.repeats.observe(p, this.#stack)
  }
}

const unicast = (): Capture =>
  new Capture(inTunnel(vtep(1), vtep(2), says(X, '10.9.9.9', '02:00:00:00:01:09', 7)).octets)

/** The packet goes to and fro, with a lower TTL each time. */
function goRound(capture: Capture, passes: number): void {
  const { view } = capture
  for (let pass = 0; pass < passes; pass++) {
    view.setUint8(INNER + TTL, 64 - pass)
    capture.take()
  }
}

test('of a large capture a part of what is for one station is compared', () => {
  const capture = unicast()
  for (let n = 0; n < 70_000; n++) {
    capture.view.setUint32(INNER + SOURCE, n)
    capture.take()
  }
  expect(capture.repeats.rows).toEqual([])
  for (let n = 0; n < 800; n++) {
    capture.view.setUint16(INNER + IDENTIFICATION, 1000 + n)
    goRound(capture, 8)
  }
  const [row] = capture.repeats.rows
  expect(row!.kind).toBe(LoopKind.Routed)
  // One of eight, by a hash.
  expect(row!.different).toBeGreaterThan(50)
  expect(row!.different).toBeLessThan(200)
})

test('what goes round between very many VTEPs is counted where it is not kept', () => {
  const capture = unicast()
  for (let n = 0; n < 1500; n++) {
    capture.view.setUint16(OUTER + DESTINATION, n)
    capture.view.setUint16(INNER + IDENTIFICATION, n)
    goRound(capture, 8)
  }
  expect(capture.repeats.rows.length).toBe(1024)
  expect(capture.repeats.dropped).toBeGreaterThan(0)
})

test('it is the first 64 octets and the length that are compared, and the odd octets at the end of a short frame', () => {
  const capture = new Capture(inTunnel(vtep(1), '239.1.1.1', says(X, '172.19.1.255', ALL, 7)).octets)
  const last = capture.view.byteLength - 1
  for (let n = 0; n < 200; n++) {
    capture.view.setUint8(last, n)
    capture.take()
  }
  expect(capture.repeats.rows).toEqual([])
  for (let n = 0; n < 200; n++) capture.take()
  expect(capture.repeats.rows.map(({ kind }) => kind)).toEqual([LoopKind.Repeated])
})

test('no frame is too short or too strange', () => {
  const whole = inTunnel(vtep(1), vtep(2), says(X, '10.9.9.9', '02:00:00:00:01:09', 7)).octets
  for (let length = 1; length < whole.length; length++) {
    const capture = new Capture(whole.subarray(0, length))
    for (let n = 0; n < 3; n++) expect(() => capture.take()).not.toThrow()
  }
})
