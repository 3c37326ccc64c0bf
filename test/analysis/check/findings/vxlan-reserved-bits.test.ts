import { describe, expect, test } from 'vitest'
import type { Part } from '../../../../fixtures/make/packets.js'
import { answers, asks, pings, pongs, vtep } from '../../../helpers/overlay.js'
import {
  hasCorpus,
  hasLab,
  inCorpus,
  inFixture,
  inLab,
  inShort,
  inVxlan,
  sent,
  told,
  X,
  Y,
} from '../../../helpers/tunnels.js'

const ID = 'vxlan.reserved-bits'
/** I, and a bit that nobody has a use for. */
const ODD = 0x48000000
/** I and G, with policy 5: draft-smith-vxlan-group-policy §2.1. */
const POLICY = 0x88000005

const back = (frame: Part): Part => inVxlan({ from: vtep(2), to: vtep(1) }, frame)

test.skipIf(!hasCorpus)('a switch that sets them all', async () => {
  // tshark: vxlan.flags 0xff01 in every packet, of which 0x7701 are reserved.
  const [finding] = await inCorpus('suricata__vxlan-non-zero-reserved-fields-input.pcap', ID)
  expect(finding).toMatchObject({ severity: 'warning', count: 10 })
  expect(finding!.about).toMatchObject({ bits: 0x7701, octet: 0, isPolicy: false })
})

test('the last octet of the header, and all bits', async () => {
  const [finding] = await inFixture('vxlan-reserved.pcap', ID)
  expect(inShort([finding!])).toEqual(['warning 2 #4,5'])
})

test('a far end that answers ignores them, as it should', () => {
  const there = (frame: Part): Part => inVxlan({ flags: ODD }, frame)
  const addressMessages = [there(asks(X, Y.ip)), back(answers(Y, X)), there(pings(X, Y)), back(pongs(Y, X))]
  expect(told(ID, sent(addressMessages))).toEqual(['info 2 #1,3'])
})

describe('a group policy', () => {
  test.skipIf(!hasLab)('between two VTEPs that both have one', async () => {
    expect(await inLab('13-gbp/n1.pcap', ID)).toEqual([])
  })

  test('which a VTEP without it does not answer', () => {
    const there = inVxlan({ flags: POLICY }, asks(X, Y.ip))
    expect(told(ID, sent([there, there, there]))).toEqual(['warning 3 #1,2,3'])
  })
})
