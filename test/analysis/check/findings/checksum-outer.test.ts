/** Outer checksums beside inner ones: which of the two is wrong, and who made it so. */
import { expect, test } from 'vitest'
import type { Part } from '../../../../fixtures/make/packets.js'
import type { CorruptChecksums } from '../../../../src/analysis/check/findings/checksum-corrupt.js'
import { checkFile, checkFrames } from '../../../helpers/check.js'
import { FIXTURES } from '../../../helpers/finding-captures.js'
import { framesOf } from '../../../helpers/octets.js'
import { vtep } from '../../../helpers/overlay.js'
import { echo, hasCases, inCase, inGre, saidOfCase, sent, told } from '../../../helpers/tunnels.js'

/** Frames of `fixtures/offload.pcap`: LCO around unfinished inner checksums. */
const LCO = framesOf(`${FIXTURES}offload.pcap`)

/** The outer UDP header's checksum stands at 14 + 20 + 6 in an Ethernet frame. */
const OUTER_CHECKSUM = 40

/** With all outer checksums changed; one's complement knows no carry that is lost. */
function shifted(by: (n: number) => number): readonly string[] {
  const frames = LCO.map(({ octets, length }, n) => {
    const copy = Uint8Array.from(octets)
    const v = new DataView(copy.buffer)
    const stored = v.getUint16(OUTER_CHECKSUM)
    if (stored !== 0) v.setUint16(OUTER_CHECKSUM, (stored + by(n)) % 0xffff || 0xffff)
    return { octets: copy, length, at: 1000 * n }
  })
  const ids = checkFrames(frames).filter(({ id }) => id.startsWith('checksum.') && id !== 'checksum.offload')
  return ids.map(({ id, severity }) => `${id} ${severity}`)
}

test('off by one number around unfinished ones: translated, and no damage', () => {
  expect(shifted(() => 0)).toEqual([])
  expect(shifted(() => 0x1234)).toContain('checksum.outer-translated info')
  // Where each is off by another number the octets were damaged; what they carry is acknowledged all the same.
  expect(shifted((n) => 0x1234 + 7 * n)).not.toContain('checksum.outer-translated info')
  expect(shifted((n) => 0x1234 + 7 * n)).toContain('checksum.corrupt warning')
})

test.skipIf(!hasCases)('a source translation of LCO packets', async () => {
  expect(await inCase('nat-lco', 'checksum.outer-translated')).toMatchObject([
    { severity: 'info', count: 9, about: { difference: 0xae96 } },
  ])
  expect((await saidOfCase('nat-lco')).filter((line) => !line.endsWith(' info'))).toEqual([])
})

test.skipIf(!hasCases)('four bursts that were segmented wrongly', async () => {
  const [finding, ...more] = await inCase('b11-gso-twice', 'checksum.corrupt')
  expect(more).toEqual([])
  expect(finding).toMatchObject({ severity: 'error', count: 72 })
  expect(finding!.about as CorruptChecksums).toMatchObject({ isCutWrongly: true, isIntactInside: true, difference: -1 })
})

test('damage is no segmentation', async () => {
  const found = (await checkFile(`${FIXTURES}bad-checksum.pcap`)).filter(({ id }) => id === 'checksum.corrupt')
  expect(found.map(({ about }) => (about as CorruptChecksums).isCutWrongly)).toEqual([false, false, false])
})

test.skipIf(!hasCases)('an unfinished checksum inside a finished one', async () => {
  expect(await saidOfCase('b12-outer-good-inner-seed')).toEqual(['checksum.exposed-seed warning'])
  expect(await inCase('b12-outer-good-inner-seed', 'checksum.exposed-seed')).toMatchObject([{ count: 6 }])
})

test('LCO, and an outer seed, are none', async () => {
  const ids = (await checkFile(`${FIXTURES}offload.pcap`)).map(({ id }) => id)
  expect(ids).toContain('checksum.offload')
  expect(ids).not.toContain('checksum.exposed-seed')
})

test.skipIf(!hasCases)('IPv4 checksums of 0 among finished ones, and nobody answers', async () => {
  expect(await saidOfCase('ipck-zero-40')).toEqual(['checksum.ip-zero warning', 'tunnel.one-way error'])
})

/** Pings in GRE whose outer IPv4 header has the checksum 0. */
const zeroed = (packet: Part): Part => {
  const octets = Buffer.from(packet.octets)
  octets.writeUInt16BE(0, 10)
  return { ...packet, octets }
}

test('IPv4 checksums of 0 around finished ones are not sure: a warning where nobody answers', () => {
  const asked = [1, 2, 3, 4].map((n) => zeroed(inGre({}, echo(n))))
  const answered = [1, 2, 3].flatMap((n) => [
    zeroed(inGre({}, echo(n))),
    inGre({ from: vtep(2), to: vtep(1) }, echo(n, true)),
  ])
  expect(told('checksum.ip-zero', sent(asked))).toEqual(['warning 4 #1,2,3,4'])
  expect(told('checksum.ip-zero', sent(answered))).toEqual(['info 3 #1,3,5'])
  expect(told('checksum.offload', sent(asked))).toEqual([])
})

test('an outer checksum that is right over an inner seed; without one, or with LCO, it stays an offload', () => {
  const inner = framesOf(`${FIXTURES}offload.pcap`)
  const ids = (change: (v: DataView) => void): readonly string[] => {
    const frames = inner.map(({ octets, length }, n) => {
      const copy = Uint8Array.from(octets)
      change(new DataView(copy.buffer))
      return { octets: copy, length, at: 1000 * n }
    })
    return checkFrames(frames).map(({ id, severity }) => `${id} ${severity}`)
  }
  const right = (v: DataView): void => {
    v.setUint16(OUTER_CHECKSUM, 0)
    const udp = OUTER_CHECKSUM - 6
    let sum = 17 + v.getUint16(udp + 4)
    for (let o = udp - 8; o < udp; o += 2) sum += v.getUint16(o)
    for (let o = udp; o < udp + v.getUint16(udp + 4); o += 2)
      sum += o + 1 < v.byteLength ? v.getUint16(o) : v.getUint8(o) << 8
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
    v.setUint16(OUTER_CHECKSUM, 0xffff - sum || 0xffff)
  }
  expect(ids(right)).toContain('checksum.exposed-seed warning')
  expect(ids((v) => v.setUint16(OUTER_CHECKSUM, 0))).not.toContain('checksum.exposed-seed warning')
})
