import { expect, test } from 'vitest'
import { ethernet, type Part } from '../../../../fixtures/make/packets.js'
import { echo, hasLab, inGre, inLab, inVxlan, marked, sent, told, X, Y } from '../../../helpers/tunnels.js'

const ID = 'ecn.illegal'
// RFC 3168 §5.
const NOT_ECT = 0
const ECT_1 = 1
const ECT_0 = 2
const CE = 3

const framed = (tos: number): Part => ethernet(Y.mac, X.mac, marked(tos, echo(1)))

/** RFC 6040 §4.2, figure 4: of all combinations one is dropped. */
test.each([
  [NOT_ECT, NOT_ECT, false],
  [NOT_ECT, ECT_0, false],
  [NOT_ECT, ECT_1, false],
  [NOT_ECT, CE, true],
  [ECT_0, CE, false],
  [ECT_1, CE, false],
  [CE, CE, false],
  [CE, NOT_ECT, false],
])('inner %i, outer %i: dropped %s', (inner, outer, isDropped) => {
  expect(told(ID, sent([inVxlan({ tos: outer }, framed(inner))]))).toEqual(isDropped ? ['error 1 #1'] : [])
})

test('the two bits are not the whole octet', () => {
  expect(told(ID, sent([inGre({ tos: 0xb8 | CE }, marked(0xb8, echo(1)))]))).toEqual(['error 1 #1'])
  expect(told(ID, sent([inGre({ tos: 0xb8 }, echo(1))]))).toEqual([])
})

test.skipIf(!hasLab)('the kernel marks nothing', async () => {
  expect(await inLab('11-offload-udpcsum-on/n1.pcap', ID)).toEqual([])
})
