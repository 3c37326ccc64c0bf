/**
 * What BGP told, against what FRR and the kernel have written down of themselves: routes against `show bgp l2vpn evpn`,
 * entries against `extern_learn`, neighbours against the ARP cache, Router's MACs, at the time of the dump.
 */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Learning } from '../../../src/analysis/learning/learning.js'
import { addressText, macText } from '../../../src/present/address-text.js'
import {
  frrNeighbours,
  frrRoutes,
  isDefault,
  isFromOutside,
  kernelEntries,
  learnUntil,
  toldEntries,
  toldNeighbours,
  toldRoutes,
} from '../../helpers/frr.js'
import { NETWORKS } from '../../helpers/kernel.js'

const NAMES = ['60-evpn-ibgp', '61-evpn-type5']
const isThere = NAMES.every((name) => existsSync(`${NETWORKS}/${name}`))
if (!isThere) console.warn(`skipped: ${NETWORKS} has no EVPN networks, nothing is compared with FRR's tables`)

const json = (path: string): ReturnType<typeof JSON.parse> => JSON.parse(readFileSync(path, 'utf8'))

describe.skipIf(!isThere).each(NAMES.flatMap((name) => ['n1', 'n2', 'n3'].map((node) => ({ name, node }))))(
  '$name $node',
  async ({ name, node }) => {
    const dir = `${NETWORKS}/${name}`
    const text = (file: string, pattern: RegExp): string =>
      isThere ? pattern.exec(readFileSync(`${dir}/${file}`, 'utf8'))![1]! : ''
    const until = Number(text('notes.txt', /\[(\d+\.\d+)\] dump after/))
    const own = text('topo.txt', new RegExp(`^node ${node} \\S+ (\\S+)`, 'm'))
    const learning = isThere ? await learnUntil(`${dir}/${node}.pcap`, until) : new Learning()
    const facts = learning.facts()

    test('routes are those of `show bgp l2vpn evpn`', () => {
      const theirs = frrRoutes(json(`${dir}/${node}.show_bgp_l2vpn_evpn.json`))
      expect(theirs.length).toBeGreaterThan(15)
      expect(toldRoutes(learning)).toEqual(theirs)
    })

    test('entries that came by BGP are those that the kernel has from outside, and its defaults', () => {
      const kernel = json(`${dir}/${node}.fdb.json`)
      const told = toldEntries(facts, own, ({ origin }) => origin === 'control-plane')
      expect(told).toEqual(kernelEntries(kernel, isFromOutside))
      expect(toldEntries(facts, own, ({ mac }) => mac === 0)).toEqual(kernelEntries(kernel, isDefault))
      const mine = facts.fdb.filter(({ vtep }) => addressText(facts.addresses, vtep) === own)
      expect(mine.every(({ told }) => told !== undefined)).toBe(true)
    })

    test('neighbours are those of the ARP cache', () => {
      const cache = json(`${dir}/${node}.show_evpn_arp-cache_vni_all.json`)
      expect(toldNeighbours(facts, own)).toEqual(frrNeighbours(cache))
    })

    test('the mode is EVPN, and where routed packets go is known', () => {
      const kinds = json(`${dir}/${node}.show_evpn_vni_detail.json`) as {
        readonly vni: number
        readonly type: string
      }[]
      for (const { id, mode, learns } of facts.networks.filter(({ network }) => network > 0)) {
        const isL3 = kinds.some(({ vni, type }) => vni === id && type === 'L3')
        expect(`${id} ${mode} ${learns}`).toBe(`${id} ${isL3 ? 'evpn-routed' : 'evpn'} no`)
      }
      const shown = json(`${dir}/${node}.show_evpn_rmac_vni_all.json`) as Record<string, Record<string, unknown>>
      for (const [vni, of] of Object.entries(shown)) {
        for (const [mac, entry] of Object.entries(of)) {
          const { vtepIp } = entry as { readonly vtepIp?: string }
          if (vtepIp === undefined) continue
          expect(toldEntries(facts, own, (e) => macText(e.mac) === mac)).toContain(`${vni} ${mac} ${vtepIp}`)
        }
      }
    })
  },
)
