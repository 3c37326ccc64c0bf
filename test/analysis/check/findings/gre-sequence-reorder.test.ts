import { expect, test } from 'vitest'
import { echo, hasCorpus, hasLab, inCorpus, inGre, inLab, inShort, sent, told } from '../../../helpers/tunnels.js'

const ID = 'gre.sequence-reorder'

const numbered = (...numbers: readonly number[]) =>
  sent(numbers.map((sequence, i) => inGre({ key: 7, sequence }, echo(i))))

test('two packets change places', () => {
  expect(told(ID, numbered(0, 2, 1, 3))).toEqual(['warning 1 #3'])
})

test.skipIf(!hasCorpus)('of a VPN over the Internet', async () => {
  // tshark: gre.sequence_number 10652 in #250 comes behind a 10653, 10701 in #344 behind a 10703.
  expect(inShort(await inCorpus('flowcontainer__pptp.pcap', ID))).toEqual(['warning 2 #250,344'])
})

test('in order, with or without a gap', async () => {
  expect(told(ID, numbered(0, 1, 2, 9, 10))).toEqual([])
  if (hasLab) expect(await inLab('15-gre-user-gretap/n1.pcap', ID)).toEqual([])
})

test('each packet captured twice, by two interfaces', () => {
  expect(told(ID, numbered(0, 1, 0, 1, 2, 3, 2, 3))).toEqual([])
})
