import { describe, expect, test } from 'vitest'
import { ethernet, type Part } from '../../../../fixtures/make/packets.js'
import { Proof } from '../../../../src/analysis/check/evidence/port-and-vni-mismatches.js'
import type { VniOneWay } from '../../../../src/analysis/check/findings/vxlan-vni-one-way.js'
import { answers, asks, found, pings, pongs, vtep } from '../../../helpers/overlay.js'
import {
  echo,
  hasCases,
  hasCorpus,
  hasLab,
  inCase,
  inCorpus,
  inLab,
  inVxlan,
  saidOfCase,
  sent,
  told,
  type Vxlan,
  X,
  Y,
} from '../../../helpers/tunnels.js'

const ID = 'vxlan.vni-one-way'

const there = (frame: Part, header: Vxlan = {}) => inVxlan(header, frame)
const back = (frame: Part, header: Vxlan = {}) => inVxlan({ from: vtep(2), to: vtep(1), ...header }, frame)
const thrice = (packet: Part): readonly Part[] => [packet, packet, packet]

describe.skipIf(!hasLab)('of the real kernel', () => {
  test('one VTEP has VNI 42 and the other one 43', async () => {
    // notes.txt: id 42 on n1, 43 on n2. tshark: requests #3 #4 #5 in 42, #6 #7 #8 in 43, nobody answers.
    const [finding, ...more] = await inLab('10-fault-vni/n1.pcap', ID)
    expect(more).toEqual([])
    expect(finding).toMatchObject({ severity: 'error', confidence: 'high', count: 6, frames: [3, 4, 5, 6, 7, 8] })
    expect(finding!.about).toMatchObject({ vni: 42, vniBack: 43, proof: Proof.SameHosts })
  })

  test('both in the same VNI', async () => {
    expect(await inLab('01-p2p-vni42/n1.pcap', ID)).toEqual([])
  })
})

test.skipIf(!hasCorpus)('Cilium, where both directions of a ping have the same identity', async () => {
  expect(await inCorpus('m1_cloud_az104__enp0s8.pcap', ID)).toEqual([])
})

test('what is asked for in one VNI is a host of the other', () => {
  const packets = [...thrice(there(asks(X, Y.ip))), ...thrice(back(asks(Y, X.ip), { vni: 43 }))]
  const [finding] = found(ID, sent(packets))
  expect(finding).toMatchObject({ severity: 'error', confidence: 'high', frames: [1, 2, 3, 4, 5, 6] })
})

test('questions that nobody answers, and something else the other way', () => {
  const packets = [...thrice(there(asks(X, '172.19.1.99'))), back(asks(Y, '172.19.1.98'), { vni: 43 })]
  const [finding] = found(ID, sent(packets))
  expect(finding).toMatchObject({ severity: 'error', confidence: 'medium' })
  expect(finding!.about as VniOneWay).toMatchObject({ vni: 42, vniBack: 43, proof: Proof.Unanswered })
})

test('VNIs that say who sends: what is asked in one is answered in the other', () => {
  const packets = [1, 2, 3].flatMap((n) => [there(pings(X, Y, n), { vni: 2001 }), back(pongs(Y, X, n), { vni: 2002 })])
  const [finding, ...more] = found(ID, sent(packets))
  expect(more).toEqual([])
  expect(finding).toMatchObject({ severity: 'info' })
  expect(finding!.about).toMatchObject({ proof: Proof.Answered })
  expect(told('tunnel.one-way', sent(packets))).toEqual([])
})

test('two VNIs that both answer', () => {
  const addressMessages = (vni: number): readonly Part[] => [
    there(asks(X, Y.ip), { vni }),
    back(answers(Y, X), { vni }),
    there(pings(X, Y), { vni }),
    back(pongs(Y, X), { vni }),
  ]
  expect(told(ID, sent([...addressMessages(42), ...addressMessages(43)]))).toEqual([])
})

describe('only the silence is seen: a guess', () => {
  test('of nobody knows whom', () => {
    expect(told(ID, sent(thrice(there(asks(X, Y.ip)))))).toEqual(['info 3 #1,2,3'])
  })

  test('of a VTEP that is there: it answers in another VNI', () => {
    const packets = [
      there(pings(X, Y), { vni: 7 }),
      back(pongs(Y, X), { vni: 7 }),
      ...thrice(there(asks(X, '172.19.1.9'))),
    ]
    expect(told(ID, sent(packets))).toEqual(['warning 3 #3,4,5'])
  })
})

test('routed between two networks before they are sent: each way takes the network of its destination', () => {
  const routed = (reply: boolean, n: number): Part =>
    ethernet(reply ? X.mac : Y.mac, reply ? Y.mac : X.mac, echo(n, reply, 63))
  const packets = [1, 2, 3].flatMap((n) => [there(routed(false, n), { vni: 20 }), back(routed(true, n), { vni: 10 })])
  const [finding, ...more] = found(ID, sent(packets))
  expect(more).toEqual([])
  expect(finding).toMatchObject({ severity: 'info', about: { proof: Proof.Answered, isRouted: true } })
  const [cilium] = found(
    ID,
    sent([1, 2].flatMap((n) => [there(pings(X, Y, n), { vni: 20 }), back(pongs(Y, X, n), { vni: 10 })])),
  )
  expect(cilium).toMatchObject({ about: { proof: Proof.Answered, isRouted: false } })
})

test.skipIf(!hasCases)('asymmetric IRB, as people report it', async () => {
  expect(await saidOfCase('b32-asymmetric-irb')).toEqual(['vxlan.vni-one-way info'])
  expect(await inCase('b32-asymmetric-irb', ID)).toMatchObject([{ about: { proof: Proof.Answered, isRouted: true } }])
  expect(await saidOfCase('b03-ovn-geneve-vlan')).toEqual([])
})
