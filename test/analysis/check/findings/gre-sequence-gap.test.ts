import { expect, test } from 'vitest'
import { echo, hasCorpus, hasLab, inCorpus, inGre, inLab, sent, told } from '../../../helpers/tunnels.js'

const ID = 'gre.sequence-gap'

const numbered = (...numbers: readonly number[]) =>
  sent(numbers.map((sequence, i) => inGre({ key: 7, sequence }, echo(i))))

test('three numbers never come', () => {
  expect(told(ID, numbered(0, 1, 5, 6))).toEqual(['warning 3 #3'])
})

test.skipIf(!hasCorpus)('of a VPN over the Internet', async () => {
  // tshark: gre.sequence_number from 155.138.217.96 is 10525 in #46, 10527 in #47, 10528 in #48, 10533 in #49.
  const [finding, ...more] = await inCorpus('flowcontainer__pptp.pcap', ID)
  expect(more).toEqual([])
  expect(finding!.severity).toBe('warning')
  expect(finding!.frames.slice(0, 2)).toEqual([47, 49])
  expect(finding!.about).toMatchObject({ expected: 10526, found: 10527, numbered: 141 })
})

test('what comes late is no gap', () => {
  expect(told(ID, numbered(0, 2, 1, 3))).toEqual([])
})

test('one after the other, over the end of 32 bits as well', async () => {
  expect(told(ID, numbered(0xfffffffe, 0xffffffff, 0, 1))).toEqual([])
  if (hasLab) expect(await inLab('15-ovs-gretap-seq/n1.pcap', ID)).toEqual([])
})

test('a capture that begins in the middle', () => {
  expect(told(ID, numbered(5000, 5001, 5002))).toEqual([])
})
