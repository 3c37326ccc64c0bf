/** What is said of networks of the real kernel whose truth is written beside them. */
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import { checkFile, checkSentBy } from '../../../helpers/check.js'
import { capturesOf, NETWORKS } from '../../../helpers/finding-captures.js'

const of = (id: string, found: readonly Finding[]) => found.filter((finding) => finding.id === id)

describe.skipIf(capturesOf(NETWORKS).length === 0)('networks of the real kernel', () => {
  test('BGP EVPN tells of a move before the station speaks at its new place', async () => {
    const found = await checkFile(`${NETWORKS}60-evpn-ibgp/n1.pcap`)
    expect(of('mac.moved', found)).toMatchObject([{ frames: [102, 132], about: { expected: 131 } }])
  })

  test('where VTEPs learn, the station tells of it itself', async () => {
    const found = await checkFile(...[1, 2, 3].map((n) => `${NETWORKS}46-move-silent/n${n}.pcap`))
    expect(of('mac.moved', found)).toMatchObject([{ about: { expected: 0 } }])
  })

  test('two stations with one MAC address, by their IP addresses', async () => {
    const found = await checkFile(`${NETWORKS}29-flap/n2.pcap`)
    expect(of('mac.flapping', found)).toMatchObject([
      { severity: 'warning', about: { addresses: [expect.anything(), expect.anything()] } },
    ])
    expect(of('mac.moved', found)).toEqual([])
  })

  test('a virtual router that moves there and back is none of two', async () => {
    const found = await checkFile(`${NETWORKS}51-vrrp/n1.pcap`)
    expect(of('mac.flapping', found)).toEqual([])
  })

  test('who is heard in another tunnel with the same key is not missing', async () => {
    for (const n of [1, 2]) {
      const found = await checkFile(`${NETWORKS}34-ovs-gre/n${n}.pcap`)
      expect(of('arp.unanswered', found)).toEqual([])
    }
  })

  test.each(['10.9.8.15', '10.9.8.11'])(
    'a TTL is enough where what %s sends shows that it is answered',
    async (from) => {
      const low = of('tunnel.ttl-low', await checkSentBy(from, `${NETWORKS}20-mc5/n1.pcap`))
      expect(low.length).toBeGreaterThan(0)
      expect(low.filter(({ severity }) => severity !== 'info')).toEqual([])
    },
  )
})
