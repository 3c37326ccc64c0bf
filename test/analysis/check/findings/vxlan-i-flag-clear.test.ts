import { expect, test } from 'vitest'
import { ethernet, type Part } from '../../../../fixtures/make/packets.js'
import { answers, asks, pings, pongs, vtep } from '../../../helpers/overlay.js'
import { hasLab, inFixture, inLab, inShort, inVxlan, sent, told, X, Y } from '../../../helpers/tunnels.js'

const ID = 'vxlan.i-flag-clear'
/** RFC 7348 §5: the I flag is 0x08 of the first octet. */
const CLEAR = 0

test('I is clear in the first packet of five', async () => {
  const findings = await inFixture('vxlan-reserved.pcap', ID)
  expect(inShort(findings)).toEqual(['error 1 #1'])
  expect(findings[0]!.about).toMatchObject({ flags: 0, isAnswered: false })
})

test.skipIf(!hasLab)('the kernel sets it', async () => {
  expect(await inLab('01-p2p-vni42/n1.pcap', ID)).toEqual([])
})

test('a far end that answers takes it all the same', () => {
  const there = (frame: Part): Part => inVxlan({ flags: CLEAR }, frame)
  const back = (frame: Part): Part => inVxlan({ from: vtep(2), to: vtep(1) }, frame)
  const addressMessages = [there(asks(X, Y.ip)), back(answers(Y, X)), there(pings(X, Y)), back(pongs(Y, X))]
  expect(told(ID, sent(addressMessages))).toEqual(['warning 2 #1,3'])
})

test('data that holds no frame of a known protocol is no VXLAN', () => {
  const noise: Part = { octets: Buffer.alloc(60, 0x5a), etherType: 0x5a5a }
  expect(told(ID, sent([inVxlan({ flags: CLEAR }, ethernet(Y.mac, X.mac, noise))]))).toEqual([])
})
