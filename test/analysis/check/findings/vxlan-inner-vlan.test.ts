import { expect, test } from 'vitest'
import { arp, ethernet, type Part } from '../../../../fixtures/make/packets.js'
import { ALL, found } from '../../../helpers/overlay.js'
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

const ID = 'vxlan.inner-vlan'

const tagged = (target: string): Part =>
  ethernet(ALL, X.mac, arp({ operation: 'request', sender: [X.mac, X.ip], target: ['00:00:00:00:00:00', target] }), {
    type: 0x8100,
    id: 100,
  })

test('a trunk through the tunnel is told, and no more', async () => {
  const findings = await inFixture('qinq.pcap', ID)
  expect(inShort(findings)).toEqual(['info 1 #3'])
  expect(findings[0]!.about).toMatchObject({ vlan: 100, isUnanswered: false })
})

test.skipIf(!hasCorpus)('tags of two packets, as tshark shows them', async () => {
  const [finding] = await inCorpus('PcapFlowLab__23_vxlan_identity_outer_and_inner_vlan_splits.pcap', ID)
  expect(finding).toMatchObject({ severity: 'info', frames: [3, 4] })
  expect(finding!.about).toMatchObject({ vlan: 200 })
})

test('what is asked in tagged frames is not answered', () => {
  const packet = inVxlan({}, tagged(Y.ip))
  expect(told(ID, sent([packet, packet, packet]))).toEqual(['warning 3 #1,2,3'])
})

test('all VLANs of a way are told, each once', () => {
  const of = (id: number): Part =>
    inVxlan(
      {},
      ethernet(ALL, X.mac, arp({ operation: 'request', sender: [X.mac, X.ip], target: [X.mac, Y.ip] }), {
        type: 0x8100,
        id,
      }),
    )
  expect(found(ID, sent([of(7), of(9), of(7), of(11)]))).toMatchObject([{ about: { vlan: 7, vlans: [7, 9, 11] } }])
  const many = Array.from({ length: 300 }, (_, n) => n + 1)
  expect(found(ID, sent(many.map(of)))).toMatchObject([{ about: { vlan: 1, vlans: many } }])
})

test.skipIf(!hasLab)('frames without a tag', async () => {
  expect(await inLab('03-mcast-bridge/n1.pcap', ID)).toEqual([])
})
