/**
 * The story that captures of others tell: mode and sequence of each, read off their packets by eye (tshark -n), and of the
 * lab's networks, whose notes say how they were set up.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { inShort, learnFile, overlays } from '../../helpers/learn.js'

const SHARED = fileURLToPath(new URL('../../../../shared', import.meta.url))
const hasShared = existsSync(SHARED)
if (!hasShared) console.warn(`${SHARED} is not there: the stories of its captures are not told`)

/** The eight steps of a multicast network, in the words of a workshop: see the first of the lab's captures below. */
const EIGHT_STEPS = ['on-link', 'request', 'flood', 'receive', 'learn', 'reply', 'learn', 'unicast', 'answer']

interface Story {
  readonly file: string
  /** Of each overlay, in the order of their first packets. */
  readonly modes: readonly string[]
  readonly sequences: readonly string[]
}

const CORPUS: readonly Story[] = [
  {
    // A ping in the middle of its life: sequence number 99.
    file: 'networklessons__vxlan-encapsulated-icmp-h1-h2.pcapng',
    modes: ['unknown low'],
    sequences: ['192.168.12.101 192.168.12.102: no request 1, unicast 1, learn 1, answer 2, learn 2'],
  },
  {
    file: 'networklessons__vxlan-mp-bgp-evpn-arp-suppression-without.pcap',
    modes: ['multicast high'],
    sequences: [
      '172.16.12.1 172.16.12.2: on-link 1, request 1, flood 1, receive 1, learn 1, reply 2, learn 2, no unicast 2',
    ],
  },
  {
    // The first packet is a broadcast ping, which belongs to nobody in particular.
    file: 'networklessons__vxlan-multicast-flood-broadcast.pcapng',
    modes: ['multicast high'],
    sequences: ['192.168.12.102 192.168.12.101: no request 2, unicast 2, learn 2'],
  },
  {
    // Unknown unicast: the host knows the MAC address, its VTEP does not know where it is.
    file: 'networklessons__vxlan-multicast-flood-icmp.pcapng',
    modes: ['multicast high'],
    sequences: ['192.168.12.101 192.168.12.102: no request 1, unicast 1, receive 1, learn 1, answer 2, learn 2'],
  },
  {
    file: 'networklessons__vxlan-spine-two-leafs-multicast-data-plane.pcapng',
    modes: ['multicast high'],
    sequences: [
      '172.16.12.1 172.16.12.2: on-link 1, request 1, flood 1, receive 1, learn 1, reply 2, learn 2, unicast 3, answer 4',
    ],
  },
  {
    // Cilium: the answers go to a MAC address that the asker does not use itself.
    file: 'm1_cloud_az104__enp0s8.pcap',
    modes: ['routed medium'],
    sequences: [
      '192.168.69.61 192.168.69.69: no request 1, unicast 1, learn 1, answer 2, learn 2',
      '192.168.69.70 192.168.69.69: refresh 14, refresh-reply 15',
    ],
  },
  {
    file: 'suricata__vxlan-arp.pcap',
    modes: ['point-to-point medium'],
    sequences: [
      '192.168.203.5 192.168.203.3: on-link 1, request 1, flood 1, receive 1, learn 1, reply 2, learn 2, no unicast 2',
    ],
  },
  {
    // A ping comes in, and its receiver has to ask before it can answer.
    file: 'tcpdump__vxlan.pcap',
    modes: ['point-to-point medium'],
    sequences: [
      '192.168.203.3 192.168.203.5: no request 1, unicast 1, learn 1, answer 4',
      '192.168.203.5 192.168.203.3: on-link 2, request 2, flood 2, receive 2, learn 2, reply 3, learn 3',
    ],
  },
  {
    file: 'zeek__vxlan-encapsulated-igmp-v2.pcap',
    modes: ['point-to-point low'],
    sequences: [],
  },
  {
    file: 'networklessons__gre-tunnel-with-key.pcapng',
    modes: ['point-to-point high'],
    sequences: ['192.168.1.101 192.168.2.102: unicast 1, answer 2'],
  },
]

describe.skipIf(!hasShared)('a capture of somebody else', () => {
  test.each(CORPUS)('$file', async ({ file, modes, sequences }) => {
    const facts = await learnFile(`${SHARED}/corpus/files/${file}`)
    expect(overlays(facts).map(({ mode, confidence }) => `${mode} ${confidence}`)).toEqual(modes)
    expect(facts.sequences.map((sequence) => inShort(facts, sequence))).toEqual(sequences)
  })
})

/** How the lab's networks were set up (notes.txt, the scripts), by the node whose capture is read. */
const LAB_MODES: readonly (readonly [string, string])[] = [
  ['01-p2p-vni1/n1.pcap', 'point-to-point high'],
  ['01-p2p-vni42/n1.pcap', 'point-to-point medium'],
  ['02-multicast/n1.pcap', 'multicast high'],
  ['02-multicast/n3.pcap', 'multicast high'],
  ['03-mcast-bridge/n1.pcap', 'multicast high'],
  ['03-mcast-bridge/n1.any.sll2.pcap', 'multicast high'],
  ['05-container-only/n1.pcap', 'point-to-point medium'],
  ['07-static-fdb/n1.pcap', 'static-fdb high'],
  ['07-static-fdb/n2.pcap', 'static-fdb high'],
  ['07-static-fdb/n3.pcap', 'static-fdb high'],
  ['08-arp-proxy/n1.pcap', 'arp-proxy medium'],
  ['08-arp-proxy/n2.pcap', 'arp-proxy high'],
  ['08-arp-proxy/n3.pcap', 'arp-proxy high'],
  ['09-flannel/n1.pcap', 'routed high'],
  ['09-flannel/n2.pcap', 'routed high'],
  ['12-ipv6-under-csum/n1.pcap', 'point-to-point high'],
  ['13-gbp/n1.pcap', 'point-to-point medium'],
  ['14-mac-move-garp/n1.pcap', 'multicast high'],
  ['15-gre-user-seed004/n1.pcap', 'point-to-point high'],
  ['15-gre-user-gretap/n1.pcap', 'point-to-point high'],
  ['15-ovs-geneve/n1.pcap', 'point-to-point medium'],
]

describe.skipIf(!hasShared)('a network of the lab', () => {
  test.each(LAB_MODES)('%s: %s', async (file, mode) => {
    const facts = await learnFile(`${SHARED}/lab/${file}`)
    expect(overlays(facts).map((network) => `${network.mode} ${network.confidence}`)).toEqual([mode])
  })

  test('multicast: the eight steps of the explanation, in their order, each with its packet', async () => {
    const facts = await learnFile(`${SHARED}/lab/02-multicast/n1.pcap`)
    const first = facts.sequences[0]!
    expect(first.steps.slice(0, EIGHT_STEPS.length).map((step) => step.kind)).toEqual(EIGHT_STEPS)
    const [, , flood, receive, learn, reply, learnBack, unicast, answer] = first.steps
    expect(flood!.via).toBe('group')
    // 10.65.132.188 and .189 get it, and learn where it comes from; .188 answers, unicast.
    expect(receive!.toVteps).toEqual([0x0a4184bc, 0x0a4184bd])
    expect(learn!.toVteps).toEqual([0x0a4184bc, 0x0a4184bd])
    expect([learn!.mac, learn!.fromVtep]).toEqual([0x4e92727959ed, 0x0a4184bb])
    expect([reply!.via, reply!.fromVtep, reply!.toVteps]).toEqual(['unicast', 0x0a4184bc, [0x0a4184bb]])
    expect([learnBack!.mac, learnBack!.fromVtep, learnBack!.toVteps]).toEqual([
      0xbad843678dfb,
      0x0a4184bc,
      [0x0a4184bb],
    ])
    expect([unicast!.via, unicast!.toVteps]).toEqual(['unicast', [0x0a4184bc]])
    expect(answer!.roundTrip).toBeGreaterThan(0)
  })

  test('a station that moved: who learned it, and when', async () => {
    const facts = await learnFile(`${SHARED}/lab/14-mac-move-garp/n1.pcap`)
    const [move] = facts.moves
    expect([move!.mac, move!.from, move!.to]).toEqual([0x02fdf97f61a7, 0x0a4184bc, 0x0a4184bd])
    const steps = facts.sequences.flatMap((sequence) => sequence.steps)
    expect(steps.find((step) => step.kind === 'move')).toMatchObject({ at: { frame: move!.at.frame }, mac: move!.mac })
  })

  test('-i any: what is seen on the tunnel device and again in the tunnel is told once', async () => {
    const any = await learnFile(`${SHARED}/lab/03-mcast-bridge/n1.any.sll2.pcap`)
    const one = await learnFile(`${SHARED}/lab/03-mcast-bridge/n1.pcap`)
    expect(any.copies).toBeGreaterThan(0)
    const kinds = (facts: typeof any) => facts.sequences[0]!.steps.map((step) => step.kind)
    expect(kinds(any)).toEqual(kinds(one))
  })
})
