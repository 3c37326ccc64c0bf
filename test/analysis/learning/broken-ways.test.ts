/** What VTEPs and hosts know when a way that worked does so no more: nothing that is sent on it teaches anybody anything. */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ethernet, icmpEcho, ipv4, udp, vxlan } from '../../../fixtures/make/packets.js'
import type { Facts } from '../../../src/analysis/learning/facts.js'
import { addressText, macText } from '../../../src/present/address-text.js'
import { CASES, NETWORKS } from '../../helpers/kernel.js'
import { learnedBy, learnFile, learnFrames } from '../../helpers/learn.js'

const isThere = existsSync(CASES) && existsSync(NETWORKS)
if (!isThere) console.warn(`skipped: ${CASES} and ${NETWORKS} are not both there`)

interface Station {
  readonly vtep: string
  readonly mac: string
  readonly ip: string
}
const X: Station = { vtep: '10.0.0.1', mac: '02:00:00:00:01:01', ip: '172.17.1.1' }
const Y: Station = { vtep: '10.0.0.2', mac: '02:00:00:00:01:02', ip: '172.17.1.2' }
/** Behind X's VTEP as well. */
const Z: Station = { vtep: X.vtep, mac: '02:00:00:00:01:03', ip: '172.17.1.3' }

interface Echo {
  readonly at: number
  readonly octets: Uint8Array
}

let sequence = 0

function echo(at: number, from: Station, to: Station, reply: boolean, length: number): Echo {
  const inner = ipv4({ source: from.ip, destination: to.ip }, icmpEcho({ reply, id: 7, sequence, length }))
  const frame = vxlan(42, ethernet(to.mac, from.mac, inner))
  const outer = ipv4({ source: from.vtep, destination: to.vtep }, udp({ source: 50000, destination: 4789 }, frame))
  return { at, octets: Uint8Array.from(ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', outer).octets) }
}

/** A ping at so many seconds, in vain. */
function ping(seconds: number, from: Station, to: Station, length = 56): Echo {
  sequence++
  return echo(1000 * seconds, from, to, false, length)
}

/** The same with its answer. */
function answered(seconds: number, from: Station, to: Station): readonly Echo[] {
  return [ping(seconds, from, to), echo(1000 * seconds + 1, to, from, true, 56)]
}

/** Of the entries of a VTEP for a station: the last frame, and whether it is the first that did not arrive. */
function lastOf(facts: Facts, vtep: string, mac: string): readonly (readonly [number, boolean | undefined])[] {
  return facts.fdb
    .filter((entry) => addressText(facts.addresses, entry.vtep) === vtep && macText(entry.mac) === mac)
    .map(({ last, isCut }) => [last.frame, isCut])
}

describe.skipIf(!isThere)('n2 drops what n1 sends from #19 on (iptables, notes.txt of 39-acl)', () => {
  test("its entry of n1's station was refreshed before that, not by #43 or #52", async () => {
    const facts = await learnFile(`${CASES}/one-way-from-then-on.pcap`)
    expect(lastOf(facts, '10.131.1.2', '02:83:00:00:00:01')).toEqual([[19, true]])
    // .3 does get what .1 sends, and .1 what .2 sends.
    expect(lastOf(facts, '10.131.1.3', '02:83:00:00:00:01')).toEqual([[36, undefined]])
    expect(lastOf(facts, '10.131.1.1', '02:83:00:00:00:02')).toEqual([[44, undefined]])
  })

  test('its host asks for its neighbour in vain: FAILED, as in n2.neigh.json', async () => {
    for (const node of ['n1', 'n2']) {
      const { addresses, neighbours } = await learnFile(`${NETWORKS}/39-acl/${node}.pcap`)
      const told = neighbours.filter(
        ({ host, ip }) => addressText(addresses, host) === '10.13.0.2' && addressText(addresses, ip) === '10.13.0.1',
      )
      expect(told, node).toMatchObject([{ failed: true, isCut: true, last: { frame: node === 'n1' ? 19 : 11 } }])
    }
  })
})

describe('a way that breaks', () => {
  /** What is flooded goes to the one other VTEP. */
  const all = { ...Y, mac: 'ff:ff:ff:ff:ff:ff' }
  const works = [ping(0, X, all), ...answered(0, X, Y), ...answered(1, X, Y)]
  const broken = [ping(2, X, Y), ping(3, X, Y), ping(4, Y, X), ping(5, X, Y)]

  test('what is sent on it refreshes nothing: the entry is too old when it would be without', () => {
    const facts = learnFrames([...works, ...broken, ping(300, X, Y), ping(310, Y, X)])
    expect(learnedBy(facts, Y.vtep, 42)).toEqual([])
    expect(learnedBy(facts, X.vtep, 42)).toEqual([`${Y.mac}@${Y.vtep}`])
    // The same with an answer at the end, which shows that it works.
    const mended = learnFrames([...works, ...broken, ...answered(300, X, Y), ping(310, Y, X)])
    expect(learnedBy(mended, Y.vtep, 42)).toEqual([`${X.mac}@${X.vtep}`])
  })

  test('nobody learns of a station that is heard on it for the first time', () => {
    const facts = learnFrames([...works, ...broken, ping(6, Z, Y), ping(7, Y, X)])
    expect(learnedBy(facts, Y.vtep, 42)).toEqual([`${X.mac}@${X.vtep}`])
    const told = facts.fdbEvents.filter(({ mac }) => macText(mac) === Z.mac)
    expect(told).toEqual([])
    const steps = facts.sequences.flatMap((of) => of.steps).filter(({ mac }) => macText(mac) === Z.mac)
    expect(steps).toEqual([])
  })

  test('large pings without an answer break nothing: small ones may arrive', () => {
    const large = [2, 3, 5].map((at) => ping(at, X, Y, 1400))
    const facts = learnFrames([...works, ...large, ping(6, Y, X)])
    expect(lastOf(facts, Y.vtep, X.mac)).toEqual([[8, undefined]])
    const small = learnFrames([...works, ...[2, 3, 5].map((at) => ping(at, X, Y)), ping(6, Y, X)])
    expect(lastOf(small, Y.vtep, X.mac)).toEqual([[6, true]])
  })
})
