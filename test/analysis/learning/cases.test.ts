/** What is true of small captures of what people report, by what their packets prove. */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Facts } from '../../../src/analysis/learning/facts.js'
import { addressText, macText } from '../../../src/present/address-text.js'
import { CASES } from '../../helpers/kernel.js'
import { inShort, learnFile } from '../../helpers/learn.js'

const hasCases = existsSync(CASES)
if (!hasCases) console.warn(`skipped: captures of what people report: ${CASES} is not there`)

const learn = (name: string): Promise<Facts> => learnFile(`${CASES}/${name}.pcap`)

/** `MAC@VTEP origin` of one VTEP's table in one VNI. */
function tableOf(facts: Facts, vtep: string, vni: number): readonly string[] {
  return facts.fdb
    .filter((e) => facts.networks[e.network]!.id === vni && addressText(facts.addresses, e.vtep) === vtep)
    .map((e) => `${macText(e.mac)}@${addressText(facts.addresses, e.dst)} ${e.origin}`)
    .sort()
}

/** The endings without an answer: initiator, target, what is missing, and the proof. */
function endings(facts: Facts): readonly string[] {
  const name = (address: number): string => addressText(facts.addresses, address)
  return facts.sequences.flatMap(({ initiator, target, steps }) =>
    steps.flatMap(({ missing, at, proof }) => {
      if (missing === undefined || missing === 'request') return []
      const proven = proof === undefined ? '' : ` ${proof.kind} #${proof.at.frame}`
      return [`#${at.frame} ${name(initiator)} ${name(target)} ${missing}${proven}`]
    }),
  )
}

describe.skipIf(!hasCases)('a question whose answer takes another way', () => {
  test('passes between two other VTEPs, who need not be known', async () => {
    expect(endings(await learn('her-bystander'))).toEqual(['#18 10.1.0.31 10.1.0.21 reply-elsewhere'])
  })

  test('comes from behind another VTEP, or from behind the same one', async () => {
    expect(endings(await learn('her-local-answer'))).toEqual([
      '#25 10.1.0.31 10.1.0.21 answered-elsewhere other-vtep #3',
      '#26 10.1.0.11 10.1.0.12 answered-elsewhere same-vtep #8',
    ])
  })

  test('comes from a member of the group that looks for the asker in the underlay', async () => {
    expect(endings(await learn('mc-bystander'))).toEqual([
      '#10 192.168.50.1 192.168.50.5 answered-elsewhere underlay #11',
      '#13 192.168.50.3 192.168.50.4 answered-elsewhere underlay #14',
      '#29 192.168.52.4 192.168.52.5 answered-elsewhere underlay #30',
      '#49 192.168.50.4 192.168.50.1 answered-elsewhere underlay #50',
    ])
  })

  test('comes in another tunnel of the same key', async () => {
    expect(endings(await learn('gre-mesh-answer-elsewhere'))).toEqual([
      '#18 10.24.0.2 10.24.0.3 answered-elsewhere other-network #22',
    ])
  })
})

describe.skipIf(!hasCases)('who learns what', () => {
  test('an own frame to the group does not erase what another member taught', async () => {
    const facts = await learn('group-own-frame')
    expect(tableOf(facts, '10.230.1.3', 202)).toContain('02:22:00:00:00:02@10.230.1.2 learned')
    expect(tableOf(facts, '10.230.1.1', 202)).toContain('02:22:00:00:00:02@10.230.1.3 learned')
  })

  test('what is refused teaches nothing, and leaves no trace', async () => {
    const facts = await learn('refused-teaches')
    expect(tableOf(facts, '10.252.1.2', 2727).filter((entry) => entry.startsWith('02:2e:00:00:00:01'))).toEqual([])
    expect(tableOf(facts, '10.252.1.1', 2727)).toContain('02:2e:00:00:00:02@10.252.1.2 learned')
    const told = facts.fdbEvents.map(({ vtep, mac }) => `${addressText(facts.addresses, vtep)} ${macText(mac)}`)
    expect(told).toEqual(['10.252.1.1 02:2e:00:00:00:02'])
  })
})

describe.skipIf(!hasCases)('neighbour advertisements', () => {
  test('without the S flag it is the answer all the same, and the entry becomes STALE', async () => {
    const facts = await learn('b16-na-flags-low-bits')
    const [sequence] = facts.sequences
    expect(inShort(facts, sequence!)).toContain('reply 2')
    expect(sequence!.steps.find(({ kind }) => kind === 'reply')).toMatchObject({ flags: '-', roundTrip: 300_000 })
    expect(endings(facts)).toEqual([])
    expect(facts.neighbours).toContainEqual(
      expect.objectContaining({ mac: 0x02aa0000000b, stale: true, learned: expect.objectContaining({ frame: 2 }) }),
    )
  })

  test('without the option it says nothing about a MAC address; the frame teaches its VTEP all the same', async () => {
    const facts = await learn('b17-una-source-lla')
    const steps = facts.sequences.flatMap((sequence) => sequence.steps)
    expect(steps.find(({ at, kind }) => at.frame === 3 && kind === 'announcement')).toMatchObject({
      namesNoMac: true,
      flags: '-',
    })
    expect(facts.neighbours.map(({ mac }) => macText(mac))).not.toContain('02:aa:00:00:00:0c')
    expect(tableOf(facts, '192.0.2.1', facts.networks[1]!.id)).toContain('02:aa:00:00:00:0c@192.0.2.3 learned')
  })
})
