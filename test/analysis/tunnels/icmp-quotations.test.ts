/** Which packet an ICMP error quotes, and which error quotes a packet: fixtures/icmp-quoted.pcap, read with tshark. */
import { expect, test } from 'vitest'
import { Quotations, QuotedFrames } from '../../../src/analysis/tunnels/icmp-quotations.js'
import type { Frame } from '../../helpers/octets.js'
import { fixture, frame, ping, replay, underlay } from '../../helpers/packets.js'

/** What is found for one packet of a capture: the frame that it quotes, and those that quote it. */
function found(frames: readonly Frame[], number: number) {
  const quotations = new Quotations(number)
  const errors: number[] = []
  replay(frames, (p) => {
    if (quotations.observe(p)) errors.push(p.number)
  })
  return { quoted: quotations.quoted, errors }
}

test.each([
  [2, 1],
  [4, 3],
  [6, 5],
])('the error #%i quotes #%i', (error, quoted) => {
  expect(found(fixture('icmp-quoted'), error)).toEqual({ quoted, errors: [] })
})

test.each([
  [1, 2],
  [5, 6],
])('#%i is quoted by #%i', (number, error) => {
  const { quoted, errors } = found(fixture('icmp-quoted'), number)
  expect(quoted).toBe(0)
  expect(errors[0]).toBe(error)
})

test('an error whose packet is not in the capture quotes none of those that are', () => {
  const [, error] = fixture('icmp-quoted')
  expect(found([frame(underlay(ping())), error!], 2)).toEqual({ quoted: 0, errors: [] })
})

test('of a whole capture: the frames that its errors quote', () => {
  const quoted = new QuotedFrames()
  const found: (readonly [error: number, quoted: number])[] = []
  replay(fixture('icmp-quoted'), (p) => {
    const about = quoted.observe(p)
    if (about > 0) found.push([p.number, about])
  })
  expect(found).toEqual([
    [2, 1],
    [4, 3],
    [6, 5],
    [7, 3],
  ])
})

test('of several that are the same but for what no error tells apart, the last one in front of it', () => {
  const [sent, error] = fixture('icmp-quoted')
  const quoted = new QuotedFrames()
  const found: number[] = []
  replay([sent!, sent!, error!, sent!, error!], (p) => found.push(quoted.observe(p)))
  expect(found).toEqual([0, 0, 2, 0, 4])
})
