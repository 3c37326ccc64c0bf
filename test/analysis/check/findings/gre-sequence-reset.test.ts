import { expect, test } from 'vitest'
import { echo, hasLab, inGre, inLab, sent, told } from '../../../helpers/tunnels.js'

const ID = 'gre.sequence-reset'

const numbered = (...numbers: readonly number[]) =>
  sent(numbers.map((sequence, i) => inGre({ key: 7, sequence }, echo(i))))

test('the sender counts from 0 again', () => {
  expect(told(ID, numbered(1000, 1001, 1002, 0, 1, 2))).toEqual(['warning 1 #4'])
})

test('2^32 - 1 is followed by 0', () => {
  expect(told(ID, numbered(0xfffffffe, 0xffffffff, 0, 1, 2))).toEqual([])
})

test('one packet that is late', () => {
  expect(told(ID, numbered(1000, 1002, 1001, 1003))).toEqual([])
})

test('each key counts by itself', () => {
  const packets = [0, 1, 2].flatMap((n) => [
    inGre({ key: 7, sequence: 1000 + n }, echo(n)),
    inGre({ key: 8, sequence: n }, echo(n)),
  ])
  expect(told(ID, sent(packets))).toEqual([])
})

test.skipIf(!hasLab)('Open vSwitch counts on', async () => {
  expect(await inLab('15-ovs-gretap-seq/n1.pcap', ID)).toEqual([])
})
