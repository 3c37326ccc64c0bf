import { expect, test } from 'vitest'
import { ethernet, type Part } from '../../../../fixtures/make/packets.js'
import type { Nested } from '../../../../src/analysis/check/findings/tunnel-nested.js'
import { pings, vtep } from '../../../helpers/overlay.js'
import {
  echo,
  hasCorpus,
  hasLab,
  inCorpus,
  inFixture,
  inGre,
  inLab,
  inShort,
  inVxlan,
  sent,
  told,
  X,
  Y,
} from '../../../helpers/tunnels.js'

const ID = 'tunnel.nested'

test('VXLAN in GRE, GRE in VXLAN, VXLAN in VXLAN, with what they cost', async () => {
  const findings = await inFixture('nested.pcap', ID)
  expect(inShort(findings)).toEqual(['info 1 #1', 'info 1 #2', 'info 1 #3'])
  // GRE with a key 20 + 8, VXLAN 20 + 8 + 8, and the Ethernet header that VXLAN carries.
  expect(findings.map(({ about }) => (about as Nested).overhead)).toEqual([28 + 50, 50 + 28, 50 + 50])
})

test.skipIf(!hasCorpus)("the underlay's frames are bridged into the overlay", async () => {
  // tshark: vxlan 200 from 192.168.5.11 carries vxlan 200 from 10.10.11.11 in eight packets.
  const [finding, ...more] = await inCorpus('rod-ix-pc-04__PR_2.pcapng', ID)
  expect(more).toEqual([])
  expect(finding).toMatchObject({ severity: 'warning', frames: [8, 14, 18, 21, 25, 29, 34, 37] })
  expect((finding!.about as Nested).isItself).toBe(true)
})

test('the route to the far end leads into the tunnel', () => {
  const once = inVxlan({}, pings(X, Y))
  const twice = inVxlan({}, ethernet(Y.mac, X.mac, once))
  expect(told(ID, sent([once, twice]))).toEqual(['warning 1 #2'])
})

test('the same number between other ends is another tunnel', () => {
  const inner = inVxlan({ from: '172.19.1.2', to: '172.19.1.3' }, pings(X, Y))
  expect(told(ID, sent([inVxlan({}, ethernet(Y.mac, X.mac, inner))]))).toEqual(['info 1 #1'])
})

test('a GRE keepalive carries the answer to itself', () => {
  const empty: Part = { octets: Buffer.alloc(0), etherType: 0 }
  const keepalive = inGre({}, inGre({ from: vtep(2), to: vtep(1) }, empty))
  expect(told(ID, sent([keepalive]))).toEqual([])
})

test.skipIf(!hasCorpus)('those of a router, and the labels of MPLS', async () => {
  expect(await inCorpus('tcpdump__various_gre.pcap', ID)).toEqual([])
  expect(await inCorpus('PcapFlowLab__15_gre_mpls_ipv4_udp.pcap', ID)).toEqual([])
})

test('one tunnel', async () => {
  expect(told(ID, sent([inGre({}, echo(1))]))).toEqual([])
  if (hasLab) expect(await inLab('02-multicast/n1.pcap', ID)).toEqual([])
})
