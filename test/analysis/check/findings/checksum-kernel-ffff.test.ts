/** flannel issues 1266, 1268 and 1279, Calico issue 3145. */
import { expect, test } from 'vitest'
import { ethernet, ipv4, type Part, tcp, udp, vxlan } from '../../../../fixtures/make/packets.js'
import { checkFrames, type Frames } from '../../../helpers/check.js'
import { A, B, frame, INNER_A, INNER_B } from '../../../helpers/packets.js'

/** Octets in front of the outer UDP header's checksum. */
const CHECKSUM_AT = 14 + 20 + 6
const SYN = 0x02
const SYN_ACK = 0x12
/** When Linux sends a SYN that nobody answers, in seconds (RFC 6298 §5.5). */
const SYNS = [0, 1, 3, 7, 15, 31] as const

function tunnelled(body: Part, from = A, to = B): Uint8Array {
  const outer = udp({ source: 50000, destination: 8472 }, vxlan(1, ethernet(INNER_B.mac, INNER_A.mac, body)))
  return frame(ipv4({ source: from.ip, destination: to.ip }, outer)).octets
}

/** A SYN, with what stands in its tunnel's checksum field where that is given. */
function syn(checksum?: number): Uint8Array {
  const segment = tcp({ source: 40000, destination: 443, sequence: 1000, acknowledgment: 0, flags: SYN })
  const octets = tunnelled(ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, segment))
  if (checksum !== undefined) new DataView(octets.buffer, octets.byteOffset).setUint16(CHECKSUM_AT, checksum)
  return octets
}

const ANSWER = tunnelled(
  ipv4(
    { source: INNER_B.ip, destination: INNER_A.ip },
    tcp({ source: 443, destination: 40000, sequence: 77, acknowledgment: 1001, flags: SYN_ACK }),
  ),
  B,
  A,
)
const sent = (checksum?: number): Frames => SYNS.map((second) => ({ at: 1000 * second, octets: syn(checksum) }))
const of = (frames: Frames) =>
  checkFrames(frames)
    .filter(({ id }) => id.startsWith('checksum.'))
    .map(({ id, severity, count, frames: named }) => ({ id, severity, count, frames: named }))

test('0xffff six times, then none, then an answer: the cause, and no damage beside it', () => {
  const frames = [...sent(0xffff), { at: 63_000, octets: syn(0) }, { at: 63_001, octets: ANSWER }]
  expect(of(frames)).toEqual([
    { id: 'checksum.kernel-ffff', severity: 'error', count: 6, frames: [1, 2, 3, 4, 5, 6, 7, 8] },
  ])
})

test('a connection that never opens', () => {
  expect(of(sent(0xffff))).toMatchObject([{ id: 'checksum.kernel-ffff', frames: [1, 2, 3, 4, 5, 6] }])
})

test('SYNs that are repeated with right checksums, or with none, are for other reasons', () => {
  expect(of(sent())).toEqual([])
  expect(of(sent(0))).toEqual([])
})

test('one SYN with 0xffff is damage', () => {
  expect(of(sent(0xffff).slice(0, 1))).toMatchObject([{ id: 'checksum.corrupt', severity: 'error' }])
})
