import { expect, test } from 'vitest'
import { ipv4, type Part, udp } from '../../../../fixtures/make/packets.js'
import { checkFrames } from '../../../helpers/check.js'
import { A, B, frame } from '../../../helpers/packets.js'

const DATA = Buffer.from('some octets of data that are the same')
/** Octets in front of a UDP checksum behind an IPv4 header. */
const CHECKSUM_AT = 20 + 6

const packet = (source: string): Part =>
  ipv4({ source, destination: B.ip, identification: 7 }, udp({ source: 40000, destination: 53 }, { octets: DATA }))

const before = packet(A.ip)
/** As a translator leaves it that forgets the UDP checksum. */
const translated = packet('192.0.2.77')
translated.octets.writeUInt16BE(before.octets.readUInt16BE(CHECKSUM_AT), CHECKSUM_AT)

const ids = (...packets: readonly Part[]): readonly string[] =>
  checkFrames(packets.map((part, at) => ({ octets: frame(part).octets, at })))
    .filter(({ id }) => id.startsWith('checksum.'))
    .map(({ id, severity }) => `${severity} ${id}`)

test('the packet before translation explains the checksum behind it', () => {
  expect(ids(before, translated)).toEqual(['info checksum.translated'])
})

test('without it nobody knows, and it is wrong', () => {
  expect(ids(translated)).toEqual(['error checksum.corrupt'])
})

test('nothing is said of a right checksum', () => {
  expect(ids(before)).toEqual([])
})
