/** What acknowledgements, answers and repetitions prove of packets with wrong checksums. */
import { describe, expect, test } from 'vitest'
import { damaged, ethernet, icmpEcho, ipv4, type Part, tcp } from '../../../../fixtures/make/packets.js'
import type { CorruptChecksums } from '../../../../src/analysis/check/findings/checksum-corrupt.js'
import { found, type Host, inTunnel, type Sent } from '../../../helpers/overlay.js'
import { hasCases, inCase, X, Y } from '../../../helpers/tunnels.js'

const ID = 'checksum.corrupt'
const ACK = 0x10
/** Octets of Ethernet, IPv4, UDP, VXLAN and Ethernet in front of the inner IPv4 header. */
const INNER = 14 + 20 + 8 + 8 + 14
/** Of the frame, the low octet of the outer UDP checksum and of the inner TCP or ICMP checksum. */
const OUTER_UDP = 14 + 20 + 7
const INNER_TCP = INNER + 20 + 17
const INNER_ICMP = INNER + 20 + 3

const inner = (who: Host, whom: Host, body: Part, identification: number): Sent['frame'] => {
  const packet = ipv4({ source: who.ip, destination: whom.ip, identification }, body)
  return inTunnel(who.at, whom.at, ethernet(whom.mac, who.mac, packet))
}
const wrong = (frame: Sent['frame'], at: number): Sent['frame'] => ({ ...frame, octets: damaged(frame.octets, at) })

const data = (sequence: number, identification: number): Sent['frame'] =>
  inner(
    X,
    Y,
    tcp({
      source: 40000,
      destination: 80,
      sequence,
      acknowledgment: 9000,
      flags: ACK,
      data: Buffer.alloc(100, identification),
    }),
    identification,
  )
const acknowledges = (acknowledgment: number): Sent['frame'] =>
  inner(Y, X, tcp({ source: 80, destination: 40000, sequence: 9000, acknowledgment, flags: ACK }), 7)
const echo = (sequence: number, reply = false): Sent['frame'] =>
  reply
    ? inner(Y, X, icmpEcho({ reply, id: 7, sequence }), sequence)
    : inner(X, Y, icmpEcho({ id: 7, sequence }), sequence)

const told = (...frames: readonly Sent['frame'][]) =>
  found(
    ID,
    frames.map((frame, i) => ({ at: i * 100, frame })),
  ).map(({ severity, about }) => {
    const { taken, repeated, takenFrame, answerFrame } = about as CorruptChecksums
    return { severity, taken, repeated, takenFrame, answerFrame }
  })

describe.each([
  ['an inner sum', INNER_TCP],
  ['an outer sum', OUTER_UDP],
])('%s is wrong', (_, at) => {
  test('and what it carries is acknowledged: a receiver took it', () => {
    expect(told(data(1000, 1), acknowledges(1100), wrong(data(1100, 2), at), acknowledges(1200))).toEqual([
      { severity: 'warning', taken: 1, repeated: 0, takenFrame: 3, answerFrame: 4 },
    ])
  })

  test('and it is sent again, with right ones: it was discarded', () => {
    const sent = [wrong(data(1100, 2), at), acknowledges(1100), data(1100, 3), acknowledges(1200)]
    expect(told(...sent)).toEqual([{ severity: 'error', taken: 0, repeated: 1, takenFrame: 0, answerFrame: 0 }])
  })

  test('and nothing is seen of the receiver, or it acknowledges what was before', () => {
    const nothing = { severity: 'error', taken: 0, repeated: 0, takenFrame: 0, answerFrame: 0 }
    expect(told(wrong(data(1100, 2), at))).toEqual([nothing])
    expect(told(wrong(data(1100, 2), at), acknowledges(1100), acknowledges(1199))).toEqual([nothing])
  })

  test('and a right copy was seen before, or is the same packet: nobody knows which one was taken', () => {
    const nothing = { severity: 'error', taken: 0, repeated: 0, takenFrame: 0, answerFrame: 0 }
    expect(told(data(1100, 2), wrong(data(1100, 3), at), acknowledges(1200))).toEqual([nothing])
    expect(told(wrong(data(1100, 2), at), data(1100, 2), acknowledges(1200))).toEqual([nothing])
  })
})

test('a ping with a wrong sum that is answered, and one that is not', () => {
  expect(told(wrong(echo(1), INNER_ICMP), echo(1, true), wrong(echo(2), INNER_ICMP), echo(3), echo(3, true))).toEqual([
    { severity: 'warning', taken: 1, repeated: 0, takenFrame: 1, answerFrame: 2 },
  ])
})

test.skipIf(!hasCases)('bursts that are sent again with right sums were discarded', async () => {
  const [finding] = await inCase('b11-gso-twice', ID)
  expect(finding).toMatchObject({ severity: 'error', about: { taken: 0 } })
  expect((finding!.about as CorruptChecksums).repeated).toBeGreaterThan(0)
})
