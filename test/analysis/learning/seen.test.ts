/** What packets show and do not show, against what the kernel's own tables and the notes of each network say. */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Facts, Origin, type Sequence } from '../../../src/analysis/learning/facts.js'
import { addressText, macText } from '../../../src/present/address-text.js'
import { CASES, NETWORKS } from '../../helpers/kernel.js'
import { learnFile, overlays } from '../../helpers/learn.js'

const isThere = existsSync(NETWORKS) && existsSync(CASES)
if (!isThere) console.warn(`skipped: ${NETWORKS} and ${CASES} are not both there`)

const network = (name: string): Promise<Facts> => learnFile(`${NETWORKS}/${name}.pcap`)
const small = (name: string): Promise<Facts> => learnFile(`${CASES}/${name}.pcap`)

/** `MAC@VTEP` of a VTEP's entries that are not merely what a device that learns would have. */
function entriesOf(facts: Facts, vtep: string, id: number): readonly string[] {
  return facts.fdb
    .filter(
      (entry) =>
        facts.networks[entry.network]!.id === id &&
        addressText(facts.addresses, entry.vtep) === vtep &&
        entry.mac !== 0 &&
        entry.origin !== Origin.NotLearned,
    )
    .map(({ mac, dst }) => `${macText(mac)}@${addressText(facts.addresses, dst)}`)
    .sort()
}

/** Steps that are packets for one host, as `kind frame via ends`. */
function waysOf({ addresses }: Facts, { steps }: Sequence): readonly string[] {
  return steps
    .filter(({ kind }) => ['reply', 'unicast', 'answer', 'refresh', 'refresh-reply'].includes(kind))
    .map(
      ({ kind, at, via, toVteps }) =>
        `${kind} ${at.frame} ${via} ${toVteps.map((to) => addressText(addresses, to)).join(' ')}`,
    )
}

/** Moves by the entry's MAC address and destination, of one VTEP, with the frame. */
function changesOf(facts: Facts, vtep: string, mac: string): readonly string[] {
  return facts.fdbEvents
    .filter((event) => addressText(facts.addresses, event.vtep) === vtep && macText(event.mac) === mac)
    .map(({ at, dst, origin }) => `#${at.frame} ${addressText(facts.addresses, dst)} ${origin}`)
}

describe.skipIf(!isThere)('a frame for one station that goes to several VTEPs', () => {
  test('was flooded, and no entry was there before the first packet that went one way alone', async () => {
    const facts = await network('60-evpn-ibgp/n1')
    expect(waysOf(facts, facts.sequences[0]!)).toContain('unicast 48 replicated 10.20.30.3 10.20.30.2')
    // n1.fdb.json: behind 10.20.30.3, since the station has moved there.
    expect(entriesOf(facts, '10.20.30.1', 10010)).toContain('02:10:10:00:00:02@10.20.30.3')
    // BGP told of it, withdrew it, and told of the new place before the first frame went there (#131).
    expect(changesOf(facts, '10.20.30.1', '02:10:10:00:00:02')).toEqual([
      '#54 10.20.30.2 control-plane',
      '#114  control-plane',
      '#120 10.20.30.3 control-plane',
    ])
  })

  test('a VTEP has no entry for a station behind itself', async () => {
    const facts = await network('60-evpn-ibgp/n3')
    expect(entriesOf(facts, '10.20.30.3', 10010)).not.toContain('02:10:10:00:00:02@10.20.30.2')
  })
})

describe.skipIf(!isThere)('one direction alone', () => {
  test.each([
    ['72-livelearn/n1', 0x0a094801],
    ['39-acl/n1', 0x0a830101],
    ['42-dhcp/n1', 0x0aa10101],
    ['46-move-rarp/n1', 0x0afc0101],
    ['52-twoaddr/n1', 0x0a0a3401],
  ])('%s does not tell whether VTEPs learn', async (name, sender) => {
    const facts = await learnFile(`${NETWORKS}/${name}.pcap`, undefined, sender)
    expect(overlays(facts).map(({ learns }) => learns)).toEqual(['unsure'])
  })

  test('questions that are answered where the capture does not look are not in vain', async () => {
    const facts = await learnFile(`${NETWORKS}/29-flap/n1.pcap`, undefined, 0x0ae60101)
    expect(facts.unanswered).toEqual([])
  })

  test('copies to one member alone look like one remote, and are no proof of it', async () => {
    for (const node of ['n2', 'n3']) {
      const [overlay] = overlays(await network(`39-acl/${node}`))
      expect(overlay).toMatchObject({ mode: 'point-to-point', confidence: 'medium' })
    }
  })
})

describe.skipIf(!isThere)('what did not arrive', () => {
  test('an answer after which the same question comes again, and again', async () => {
    const facts = await small('one-way-from-then-on')
    const steps = facts.sequences[0]!.steps.filter(({ kind }) => kind.startsWith('refresh'))
    expect(steps.map(({ kind, at, retries, isLost }) => [kind, at.frame, retries, isLost])).toEqual([
      ['refresh', 24, 2, undefined],
      ['refresh-reply', 27, 2, true],
    ])
  })
})

describe.skipIf(!isThere)('where a station is', () => {
  test('is where it was at that time', async () => {
    const facts = await network('46-move-silent/n1')
    const proof = facts.sequences[1]!.steps.find(({ missing }) => missing !== undefined)!.proof!
    expect(proof).toMatchObject({ kind: 'other-vtep', at: { frame: 20 } })
    expect(addressText(facts.addresses, proof.vtep)).toBe('10.252.1.2')
  })

  test('an answer in another tunnel of the same key ends the question', async () => {
    expect((await small('gre-mesh-answer-elsewhere')).unanswered).toEqual([])
    expect((await network('34-ovs-gre/n1')).unanswered).toEqual([])
  })
})

describe.skipIf(!isThere)('what goes to an old place', () => {
  test('is not what was flooded, nor what was under way', async () => {
    expect((await small('stale-use-flood-copies')).moves.map(({ staleUses }) => staleUses)).toEqual([0])
    expect((await network('51-vrrp/n1')).moves.map(({ staleUses }) => staleUses)).toEqual([0, 0])
  })

  test('is what it was sent while nobody knew that it had moved', async () => {
    const [move] = (await network('46-move-silent/n1')).moves
    expect(move).toMatchObject({ staleUses: 4, staleFrames: [30, 31, 32, 33] })
  })

  test('a gateway in several places has not moved', async () => {
    const { moves } = await small('anycast-gw')
    expect(moves.length).toBeGreaterThan(0)
    expect(moves.every(({ isRestless, staleUses }) => isRestless && staleUses === 0)).toBe(true)
  })
})

test.skipIf(!isThere)('whoever is sent copies is named, also who refuses them', async () => {
  const facts = await small('refused-teaches')
  const several = overlays(facts)[0]!.evidence.find(({ kind }) => kind === 'several-vteps')!
  expect(several.about.map((address) => addressText(facts.addresses, address)).sort()).toEqual([
    '10.252.1.1',
    '10.252.1.2',
    '10.252.1.3',
  ])
})

test.skipIf(!isThere)('what is seen twice is flooded once', async () => {
  const facts = await learnFile(`${CASES}/dup-arp.pcapng`, undefined, undefined, true)
  const flooded = overlays(facts)[0]!.evidence.filter(({ kind }) => kind.startsWith('flood'))
  expect(flooded.map(({ count }) => count)).toEqual([1])
})
