import { expect, test } from 'vitest'
import { ppp, pptp } from '../../../../fixtures/make/packets.js'
import { vtep } from '../../../helpers/overlay.js'
import {
  echo,
  echoBack,
  hasCorpus,
  hasLab,
  inCorpus,
  inGre,
  inLab,
  sent,
  told,
  underlay,
} from '../../../helpers/tunnels.js'

const ID = 'gre.sequence-missing'
const BACK = { from: vtep(2), to: vtep(1) }

test('some packets of a direction have a number, and others have none', () => {
  const packets = [inGre({ sequence: 0 }, echo(1)), inGre({}, echo(2)), inGre({ sequence: 1 }, echo(3))]
  expect(told(ID, sent(packets))).toEqual(['warning 1 #2'])
})

test('an end without numbers is not answered by one with numbers', () => {
  const packets = [1, 2, 3].flatMap((n) => [inGre({}, echo(n)), inGre({ ...BACK, sequence: n }, echoBack(n))])
  expect(told(ID, sent(packets))).toEqual(['error 3 #1,5'])
})

test('each end says for itself what it sends', () => {
  const packets = [1, 2, 3].flatMap((n) => [inGre({}, echo(n)), inGre({ ...BACK, sequence: n }, echo(n, true))])
  expect(told(ID, sent(packets))).toEqual([])
})

test('all have one, or none', async () => {
  expect(told(ID, sent([1, 2, 3].map((n) => inGre({ sequence: n }, echo(n)))))).toEqual([])
  expect(told(ID, sent([1, 2, 3].map((n) => inGre({}, echo(n)))))).toEqual([])
  if (hasLab) expect(await inLab('15-ovs-gretap-seq/n1.pcap', ID)).toEqual([])
})

test("PPTP's acknowledgments have none (RFC 2637 §4.1)", async () => {
  const packets = [pptp(9, 0, undefined, ppp(echo(1))), pptp(9, undefined, 4), pptp(9, 1, undefined, ppp(echo(2)))]
  expect(told(ID, sent(packets.map((packet) => underlay({}, packet))))).toEqual([])
  if (hasCorpus) expect(await inCorpus('flowcontainer__pptp.pcap', ID)).toEqual([])
})
