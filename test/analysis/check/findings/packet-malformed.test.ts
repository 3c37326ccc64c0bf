import { expect, test } from 'vitest'
import { ethernet } from '../../../../fixtures/make/packets.js'
import { checkFile } from '../../../helpers/check.js'
import { FIXTURES } from '../../../helpers/finding-captures.js'
import { echo, hasCases, inCase, sent, told } from '../../../helpers/tunnels.js'

const ID = 'packet.malformed'

test('a total length that ends before the header behind it', () => {
  const whole = echo(1)
  const octets = Buffer.from(whole.octets)
  octets.writeUInt16BE(20, 2)
  // The header checksum has what the length lacks.
  octets.writeUInt16BE((octets.readUInt16BE(10) + whole.octets.readUInt16BE(2) - 20) % 0xffff, 10)
  expect(told(ID, sent([whole, { ...whole, octets }]))).toEqual(['info 1 #2'])
})

test('what is in order is not mentioned', async () => {
  expect((await checkFile(`${FIXTURES}p2p-vni42.pcap`)).filter(({ id }) => id === ID)).toEqual([])
  expect(told(ID, [{ at: 0, frame: ethernet('52:54:00:00:00:02', '52:54:00:00:00:01', echo(1)) }])).toEqual([])
})

test.skipIf(!hasCases)('a super-frame whose length the card has yet to write', async () => {
  expect(await inCase('tso-len0', ID)).toMatchObject([{ severity: 'info', count: 1, frames: [2] }])
})

test.skipIf(!hasCases)('lengths of 802.3 frames beyond what is there, in a tunnel and outside', async () => {
  // tshark: #2 is a malformed LLC; "Length field value goes past the end of the payload" in #3 and #4.
  expect(await inCase('b34-raw-ip-in-vxlan', ID)).toMatchObject([{ severity: 'info', count: 3, frames: [2, 3, 4] }])
})
