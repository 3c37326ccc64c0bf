import { expect, test } from 'vitest'
import { vtep } from '../../../helpers/overlay.js'
import { echo, echoBack, hasLab, inFixture, inGre, inLab, sent, told } from '../../../helpers/tunnels.js'

const ID = 'gre.checksum-one-way'
const BACK = { from: vtep(2), to: vtep(1) }

test('nobody answers: one end has csum, and the other one has not', () => {
  const packets = [1, 2, 3].flatMap((n) => [inGre({ checksum: true }, echo(n)), inGre(BACK, echoBack(n))])
  expect(told(ID, sent(packets))).toEqual(['error 3 #1,2,5,6'])
})

test('they answer each other: icsum and ocsum were set up so', () => {
  const packets = [1, 2, 3].flatMap((n) => [inGre({ checksum: true }, echo(n)), inGre(BACK, echo(n, true))])
  expect(told(ID, sent(packets))).toEqual(['info 3 #1,2'])
})

test('both have one, or none, or only one direction is seen', async () => {
  expect(
    told(ID, sent([inGre({ checksum: true }, echo(1)), inGre({ ...BACK, checksum: true }, echo(1, true))])),
  ).toEqual([])
  expect(told(ID, sent([inGre({}, echo(1)), inGre(BACK, echo(1, true))]))).toEqual([])
  expect(told(ID, sent([inGre({ checksum: true }, echo(1)), inGre({ checksum: true }, echo(2))]))).toEqual([])
  expect(await inFixture('gre-seed.pcap', ID)).toEqual([])
  if (hasLab) expect(await inLab('15-gre-user-seed004/n1.pcap', ID)).toEqual([])
})
