/** What BGP tells, in the words of learning: routed networks, entries of VTEPs whose sessions go past, moves as steps. */
import { describe, expect, test } from 'vitest'
import type { Part } from '../../../fixtures/make/packets.js'
import { type Facts, Mode, type Sequence, StepKind } from '../../../src/analysis/learning/facts.js'
import { addressText, macText } from '../../../src/present/address-text.js'
import {
  attribute,
  floodRoute,
  KEEPALIVE,
  macRoute,
  mobility,
  open,
  prefixRoute,
  reach,
  replication,
  routerMac,
  vxlan,
} from '../../helpers/bgp.js'
import { Speakers } from '../../helpers/bgp-speakers.js'
import { inShort, learnFile, learnFrames, overlays } from '../../helpers/learn.js'
import { asks, type Host, host, inTunnel, pings, pongs, vtep } from '../../helpers/overlay.js'

const HOPS = ['', '0a410001', '0a410002', '0a410003', '0a410009'] as const
const REFLECTED = attribute(9, HOPS[2]) + attribute(10, HOPS[4])
const L3VNI = 4001
const hex = (mac: string): string => mac.replaceAll(':', '')

/** Leaf 1 with a reflector, which says all that; then packets in the overlay, half a second apart. */
function learned(reflector: string, overlay: readonly Part[], own = '', late = ''): Facts {
  const speakers = new Speakers(vtep(9), vtep(1))
    .open()
    .say(0, open(65000, HOPS[4]) + KEEPALIVE)
    .say(1, open(65000, HOPS[1]) + KEEPALIVE + own)
    .say(0, reflector)
  const known = speakers.frames.length
  const all = (late === '' ? speakers : speakers.say(0, late)).frames
  const at = (i: number): number => (i < known ? i : 60_000 + i)
  return learnFrames([
    ...all.slice(0, known).map(({ octets }, i) => ({ octets, at: at(i) })),
    ...overlay.map(({ octets }, i) => ({ octets: Uint8Array.from(octets), at: 1000 + 500 * i })),
    ...all.slice(known).map(({ octets }, i) => ({ octets, at: at(known + i) })),
  ])
}

const reflects = (routes: string, communities: string, others = ''): string =>
  reach(HOPS[2], routes, communities, REFLECTED + others)
const floods = reflects(floodRoute(HOPS[2], 42), vxlan(42), replication(42, HOPS[2]))
const station = (who: Host, leaf: 1 | 2 | 3): string => macRoute({ rd: HOPS[leaf], mac: hex(who.mac), ip: '', vni: 42 })
const told = (facts: Facts, sequence: Sequence | undefined): readonly string[] =>
  (sequence?.steps ?? []).flatMap(({ kind, told: route, toVteps }) => {
    const name = (address: number): string => addressText(facts.addresses, address)
    if (kind !== StepKind.Told || route === undefined) return []
    const length = route.prefixLength < 0 ? '' : `/${route.prefixLength}`
    return [`${toVteps.map(name)}: ${name(route.ip)}${length} > ${name(route.hop)}`]
  })

describe('a network that packets are routed in', () => {
  const [ROUTER_ONE, ROUTER_TWO] = ['02aa00000141', '02aa00000241']
  const prefix = (address: string, bits: number, mac = ROUTER_TWO): string =>
    reflects(prefixRoute(HOPS[2], address, bits, L3VNI), vxlan(L3VNI) + routerMac(mac))
  // Its frames have the routers' MAC addresses.
  const [one, two] = [
    { ...host(1, 1), mac: '02:aa:00:00:01:41' },
    { ...host(2, 2), mac: '02:aa:00:00:02:41' },
  ]
  const talk = [inTunnel(vtep(1), vtep(2), pings(one, two), L3VNI), inTunnel(vtep(2), vtep(1), pongs(two, one), L3VNI)]

  test('is named so; the longest prefix with the address is what was told of it (RFC 9136 §4.4)', () => {
    const facts = learned(prefix('ac000000', 8) + prefix('ac130000', 16) + prefix('ac140000', 16), talk)
    expect(overlays(facts).map(({ mode, learns }) => `${mode} ${learns}`)).toEqual(['evpn-routed no'])
    expect(told(facts, facts.sequences[0])).toEqual(['10.65.0.1: 172.19.0.0/16 > 10.65.0.2'])
  })

  test('a host’s own route is longer, and what a reflector tells back of the VTEP’s own is no news to it', () => {
    const own = (teller = ''): string =>
      reach(HOPS[1], prefixRoute(HOPS[1], 'ac130101', 32, L3VNI), `${vxlan(L3VNI)}${routerMac(ROUTER_ONE)}`, teller)
    const facts = learned(prefix('ac130102', 32) + prefix('ac130100', 28) + own(REFLECTED), talk, own())
    const sequence = facts.sequences.find(({ network }) => facts.networks[network]?.id === L3VNI)
    expect(told(facts, sequence)).toContain('10.65.0.1: 172.19.1.2/32 > 10.65.0.2')
    expect(told(facts, sequence).filter((one) => one.endsWith('> 10.65.0.1'))).toEqual([])
  })

  test('one that has floods too is bridged, whatever is routed in it', () => {
    const both = reflects(floodRoute(HOPS[2], L3VNI), vxlan(L3VNI), replication(L3VNI, HOPS[2]))
    const [network] = overlays(learned(prefix('ac130000', 16) + both, talk))
    expect(network!.mode).toBe(Mode.Evpn)
  })
})

describe('entries of a VTEP whose session goes past the capture', () => {
  const [one, two] = [host(1, 1), host(2, 2)]
  const talk = [inTunnel(vtep(1), vtep(2), pings(one, two)), inTunnel(vtep(2), vtep(1), pongs(two, one))]
  const own = reach(HOPS[1], station(one, 1), vxlan(42))
  const ofTwo = (facts: Facts) =>
    facts.fdb.filter(({ vtep: of, mac }) => addressText(facts.addresses, of) === vtep(2) && macText(mac) === one.mac)

  test('were put in by the time of their use, for others were told of the station before', () => {
    const facts = learned(floods + reflects(station(two, 2), vxlan(42)), talk, own)
    const [entry] = ofTwo(facts)
    expect(entry).toMatchObject({ origin: 'control-plane', toldOthers: { type: 2 } })
    expect(entry!.shown.frame).toBeGreaterThan(entry!.toldOthers!.at.frame)
    expect(facts.configured.filter(({ mac }) => mac !== 0)).toEqual([])
  })

  test('are not there where BGP told of the station after the only use: that was a copy of a flooded frame', () => {
    const facts = learned(floods + reflects(station(two, 2), vxlan(42)), talk, '', '')
    expect(ofTwo(facts)).toMatchObject([{ origin: 'configured' }])
    const late = learned(
      floods + reflects(station(two, 2), vxlan(42)),
      talk,
      '',
      reach(HOPS[1], station(one, 1), vxlan(42), attribute(9, HOPS[1]) + attribute(10, HOPS[4])),
    )
    expect(ofTwo(late)).toEqual([])
  })
})

describe('steps', () => {
  const [one, two, three] = [host(1, 1), host(2, 2), host(3, 3)]
  const talk = [inTunnel(vtep(1), vtep(2), pings(one, two)), inTunnel(vtep(2), vtep(1), pongs(two, one))]

  test('a move that BGP tells ends the sequence that the station is in', () => {
    const moved = reach(
      HOPS[3],
      station(two, 3),
      vxlan(42) + mobility(1),
      attribute(9, HOPS[3]) + attribute(10, HOPS[4]),
    )
    const facts = learned(floods + reflects(station(two, 2), vxlan(42)), talk, '', moved)
    const [sequence] = facts.sequences
    const last = sequence!.steps.at(-1)!
    expect(last).toMatchObject({ kind: StepKind.Told, told: { sequence: 1 } })
    expect(addressText(facts.addresses, last.told!.before)).toBe(vtep(2))
    expect(addressText(facts.addresses, last.told!.hop)).toBe(vtep(3))
    // It says nothing since, and is there all the same.
    const host = overlays(facts)[0]!.hosts.find(({ mac }) => macText(mac) === two.mac)
    expect(addressText(facts.addresses, host!.vtep)).toBe(vtep(3))
    expect(facts.moves).toMatchObject([{ isByBgpAlone: true, lastBefore: host!.last }])
  })

  test('a copy of a flooded frame is none for the VTEP that gets it', () => {
    const frames = [
      inTunnel(vtep(3), vtep(1), pings(three, one)),
      inTunnel(vtep(1), vtep(3), pongs(one, three)),
      inTunnel(vtep(2), vtep(1), asks(two, three.ip)),
      inTunnel(vtep(2), vtep(1), pings(two, three)),
    ]
    const facts = learned(floods + reflects(station(two, 2), vxlan(42)), frames)
    const sequence = facts.sequences.find((one) => inShort(facts, one).startsWith(`${two.ip} ${three.ip}`))
    const unicast = sequence!.steps.find(({ kind }) => kind === StepKind.Unicast)!
    expect(addressText(facts.addresses, unicast.elsewhere!)).toBe(vtep(3))
  })
})

test('a VTEP that tells of a station itself is said to from that frame on', async () => {
  const facts = await learnFile(`${import.meta.dirname}/../../../fixtures/evpn.pcap`)
  const events = facts.fdbEvents.filter(({ mac }) => macText(mac) === '02:00:0a:01:01:02')
  expect(events.map(({ at, overtaken = 0 }) => [at.frame, overtaken])).toContainEqual([32, 32])
})
