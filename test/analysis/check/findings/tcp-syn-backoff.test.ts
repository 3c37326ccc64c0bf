import { expect, test } from 'vitest'
import { ethernet, icmpUnreachable, ipv4, type Part } from '../../../../fixtures/make/packets.js'
import type { SynBackoff } from '../../../../src/analysis/check/findings/tcp-syn-backoff.js'
import { accepts, between, found, greeting, host, opens, type Sent } from '../../../helpers/overlay.js'

const [X, Y] = [host(2, 1), host(3, 2)]

/** SYNs at these seconds, after the two have found each other. */
const syns = (seconds: readonly number[], port = 80, source = 40000): readonly Sent[] =>
  seconds.map((second) => between(1000 + 1000 * second, X, Y, opens(X, Y, port, source)))
const backoff = (sent: readonly Sent[]) =>
  found('tcp.syn-backoff', sent).map(({ severity, count, frames, about }) => {
    const { connections, gaps } = about as SynBackoff
    return { severity, count, frames, connections, gaps: gaps.map((gap) => gap / 1e9) }
  })

const HELLO = greeting(0, X, Y)
/** RFC 6298 §5.5: it doubles. */
const DOUBLING = [0, 1, 3, 7, 15, 31]

test('a SYN that nobody answers', () => {
  expect(backoff([...HELLO, ...syns(DOUBLING)])).toEqual([
    { severity: 'warning', count: 6, frames: [5, 6, 7, 8, 9, 10], connections: 1, gaps: [1, 2, 4, 8, 16] },
  ])
})

test('Linux since 6.5 takes its time only after some seconds (tcp_syn_linear_timeouts)', () => {
  expect(backoff([...HELLO, ...syns([0, 1, 2, 3, 4, 5, 7])])).toMatchObject([{ gaps: [1, 1, 1, 1, 1, 2] }])
})

test('a capture may end in a SYN that waits', () => {
  expect(backoff([...HELLO, ...syns([0])])).toEqual([])
  expect(backoff([...HELLO, ...syns([0, 1])])).toEqual([])
})

test('a SYN that is answered at last is answered', () => {
  expect(backoff([...HELLO, ...syns([0, 1, 3, 7]), between(8100, Y, X, accepts(Y, X, 80))])).toEqual([])
})

test('one finding for one server, however many try', () => {
  const sent = [...syns(DOUBLING, 80, 40000), ...syns(DOUBLING, 80, 40001), ...syns(DOUBLING, 80, 40002)]
  sent.sort((x, y) => x.at - y.at)
  expect(backoff([...HELLO, ...sent])).toMatchObject([{ connections: 3, count: 18 }])
})

test('who is told by ICMP is not left without an answer', () => {
  const quoted = opens(X, Y, 80).octets.subarray(14, 14 + 28)
  const refusal: Part = ethernet(
    X.mac,
    Y.mac,
    ipv4({ source: Y.ip, destination: X.ip }, icmpUnreachable(13, 0, quoted)),
  )
  expect(backoff([...HELLO, ...syns([0, 1, 3, 7]), between(8100, Y, X, refusal)])).toEqual([])
})

/** Where the UDP checksum of the tunnel is: behind Ethernet and IPv4, RFC 768. */
const UDP_CHECKSUM = 14 + 20 + 6

test('where the receiver does not take the tunnel’s checksum, that is the fault', () => {
  const sent = syns(DOUBLING).map(({ at, frame }) => {
    const octets = Buffer.from(frame.octets)
    octets.writeUInt16BE(0xffff, UDP_CHECKSUM)
    return { at, frame: { octets } }
  })
  expect(backoff([...HELLO, ...sent])).toMatchObject([{ severity: 'info' }])
  expect(found('checksum.kernel-ffff', [...HELLO, ...sent])).toMatchObject([{ severity: 'error' }])
})

test('where one VTEP alone is heard the tunnel is the cause, and in no overlay nobody knows it', () => {
  expect(backoff(syns(DOUBLING))).toMatchObject([{ severity: 'info' }])
  const plain = DOUBLING.map((second) => ({ at: 1000 * second, frame: opens(X, Y, 80) }))
  expect(backoff(plain)).toMatchObject([{ severity: 'info' }])
})
