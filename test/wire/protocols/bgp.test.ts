/** BGP and EVPN: octets by the diagrams of RFC 4271 §4, RFC 7432 §7, RFC 9136 §3.1; values as tshark 4.0 has them. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ethernet, ipv4, tcp } from '../../../fixtures/make/packets.js'
import { openCapture } from '../../../src/capture/file.js'
import { FieldColumns, fieldNames } from '../../../src/present/fields.js'
import { layersOf } from '../../../src/present/layers.js'
import { Writer } from '../../../src/present/writer.js'
import { shownKind } from '../../../src/wire/applications.js'
import { decode } from '../../../src/wire/decode.js'
import { visitFields } from '../../../src/wire/field.js'
import { Kind } from '../../../src/wire/kind.js'
import { Packet } from '../../../src/wire/packet.js'
import { protocol, visitMessages, visitRoutes } from '../../../src/wire/protocols/bgp.js'
import {
  attribute,
  floodRoute,
  KEEPALIVE,
  macRoute,
  message,
  mobility,
  open,
  reach,
  replication,
  update,
  vxlan,
  withdraw,
} from '../../helpers/bgp.js'
import { bytes, packetOf } from '../../helpers/octets.js'
import { A, B, frameOf } from '../../helpers/packets.js'
import { isMissing } from '../../helpers/programs.js'

const NETWORKS = new URL('../../../../shared/networks/', import.meta.url).pathname
const LEAF = 'c0000202'

const segment = (hex: string, source = 40000, destination = 179): Packet =>
  packetOf(
    frameOf(
      ethernet(
        B.mac,
        A.mac,
        ipv4(
          { source: A.ip, destination: B.ip },
          tcp({ source, destination, sequence: 1, acknowledgment: 1, flags: 0x18, data: Buffer.from(bytes(hex)) }),
        ),
      ).octets,
    ).octets,
    1,
  )
/** The values of each field, of all messages of a segment. */
const fields = (hex: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(layersOf(segment(hex)).at(-1)!.fields).map(([name, value]) => [name, [value].flat()]),
  )

describe('messages, RFC 4271 §4', () => {
  test('a segment shows all that are whole in it, one behind the other', () => {
    expect(fields(`${KEEPALIVE}${open(65000, 'c0000201')}${KEEPALIVE.slice(0, 20)}`)).toMatchObject({
      'bgp.length': [19, 29],
      'bgp.type': [4, 1],
      'bgp.open.version': [4],
      'bgp.open.myas': [65000],
      'bgp.open.holdtime': [9],
      'bgp.open.identifier': ['192.0.2.1'],
    })
  })

  test.each([
    ['another port', KEEPALIVE, 178],
    ['no marker', KEEPALIVE.replace('ff', 'fe'), 179],
    ['a length below the header', `${'ff'.repeat(16)}001204`, 179],
    ['a message that ends in another segment', open(65000, 'c0000201').slice(0, -2), 179],
    ['an unknown type', message(9), 179],
  ])('%s is no message', (_, hex, port) => {
    const p = segment(hex, 40000, port)
    expect(shownKind(p, p.depth - 1)).toBe(Kind.Payload)
  })

  test('an answer comes from the port', () => {
    const p = segment(KEEPALIVE, 179, 40000)
    expect(shownKind(p, p.depth - 1)).toBe(Kind.Bgp)
  })

  test('capabilities: family, 4-octet AS, ADD-PATH', () => {
    const capabilities = '0104 0019 00 46  4104 fde80001  4508 0001 01 03 0019 46 01'
    expect(fields(open(23456, 'c0000201', capabilities))).toMatchObject({
      'bgp.cap.type': [1, 65, 69],
      'bgp.cap.length': [4, 4, 8],
      'bgp.cap.mp.afi': [25],
      'bgp.cap.mp.safi': [70],
      'bgp.cap.4as': [4259840001],
      'bgp.cap.ap.afi': [1, 25],
      'bgp.cap.ap.safi': [1, 70],
      'bgp.cap.ap.sendreceive': [3, 1],
    })
  })

  test('an error has its code, what it is more exactly, and data', () => {
    expect(fields(message(3, '06 02 026869'))).toMatchObject({
      'bgp.notify.major_error': [6],
      'bgp.notify.minor_error_cease': [2],
      'bgp.notify.minor_data': ['026869'],
    })
  })
})

describe('attributes and routes', () => {
  test.each([
    ['2 octets', '0203 0001 0002 0003', { 'bgp.update.path_attribute.as_path_segment.as2': [1, 2, 3] }],
    ['4 octets', '0202 00000001 00010000', { 'bgp.update.path_attribute.as_path_segment.as4': [1, 65536] }],
  ])('a path of AS numbers of %s', (_, path, expected) => {
    expect(fields(update(attribute(2, path)))).toMatchObject(expected)
  })

  test.each([
    ['ORIGIN', 1, '02', { 'bgp.update.path_attribute.origin': [2] }],
    ['NEXT_HOP', 3, 'c0000201', { 'bgp.update.path_attribute.next_hop': ['192.0.2.1'] }],
    ['MULTI_EXIT_DISC', 4, '00000100', { 'bgp.update.path_attribute.multi_exit_disc': [256] }],
    ['LOCAL_PREF', 5, '00000064', { 'bgp.update.path_attribute.local_pref': [100] }],
    ['AGGREGATOR of 2 octets', 7, '0102c0000201', { 'bgp.update.path_attribute.aggregator_as': [258] }],
    ['AGGREGATOR of 4 octets', 7, '00010002c0000201', { 'bgp.update.path_attribute.aggregator_as': [65538] }],
    ['ORIGINATOR_ID', 9, 'c0000203', { 'bgp.update.path_attribute.originator_id': ['192.0.2.3'] }],
    ['CLUSTER_LIST', 10, 'c0000204c0000205', { 'bgp.path_attribute.cluster_id': ['192.0.2.4', '192.0.2.5'] }],
    ['COMMUNITIES', 8, 'fde80064ffffff01', { 'bgp.update.path_attribute.community_value': [100] }],
    ['well-known community', 8, 'ffffff01', { 'bgp.update.path_attribute.community_wellknown': [0xffffff01] }],
    ['LARGE_COMMUNITY', 32, '000000010000000200000003', { 'bgp.large_communities.ldp2': [3] }],
    ['a route target of an address', 16, '0102c00002010064', { 'bgp.ext_com.value_an2': [100] }],
    ['a route target of a 4-octet AS', 16, '0202000100000064', { 'bgp.ext_com.value_as4': [65536] }],
    ['MAC mobility, sticky', 16, mobility(7, true), { 'bgp.ext_com_evpn.mmac.seq': [7] }],
    ["Router's MAC", 16, '0603024200000001', { 'bgp.ext_com_evpn.esi.router_mac': ['02:42:00:00:00:01'] }],
  ])('%s', (_, type, value, expected) => {
    expect(fields(update(attribute(type, value)))).toMatchObject(expected)
  })

  test('IPv4 prefixes have the octets that their length needs', () => {
    expect(fields(update(attribute(3, 'c0000201'), '00 18 c63364 09 0a80', '20 c6336401'))).toMatchObject({
      'bgp.nlri_prefix': ['0.0.0.0', '198.51.100.0', '10.128.0.0'],
      'bgp.withdrawn_prefix': ['198.51.100.1'],
      'bgp.prefix_length': [32, 0, 24, 9],
    })
  })

  test('path identifiers are seen by what fits (RFC 7911 §3)', () => {
    expect(fields(update(attribute(3, 'c0000201'), '00000001 18 c63364 00000002 18 c63365'))).toMatchObject({
      'bgp.nlri_path_id': [1, 2],
      'bgp.nlri_prefix': ['198.51.100.0', '198.51.101.0'],
    })
  })

  test('IPv6 prefixes and next hops, with a link-local one', () => {
    const hops = `20010db8${'00'.repeat(11)}01 fe80${'00'.repeat(13)}01`
    expect(fields(update(attribute(14, `0002 01 20 ${hops} 00 30 20010db80001`)))).toMatchObject({
      'bgp.mp_reach_nlri_ipv6_prefix': ['2001:db8:1::'],
      'bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6': ['2001:db8::1'],
      'bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6.link_local': ['fe80::1'],
    })
  })

  test('with VXLAN the whole label is the VNI (RFC 8365 §5.1.3), with MPLS 20 bits are the label', () => {
    const route = macRoute({ rd: LEAF, mac: '024200000001', ip: '0a010102', vni: 0x123456 })
    const told = fields(reach(LEAF, route, vxlan(100)))
    expect(told).toMatchObject({
      'bgp.evpn.nlri.rt': [2],
      'bgp.evpn.nlri.rd': ['0001c00002020002'],
      'bgp.evpn.nlri.mac_addr': ['02:42:00:00:00:01'],
      'bgp.evpn.nlri.ip.addr': ['10.1.1.2'],
      'bgp.evpn.nlri.vni': [0x123456],
      'bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv4': ['192.0.2.2'],
    })
    expect(told).not.toHaveProperty(['bgp.evpn.nlri.mpls_ls1'])
    expect(fields(reach(LEAF, route, '0002fde800000064'))).toMatchObject({ 'bgp.evpn.nlri.mpls_ls1': [0x12345] })
  })

  test('where floods go, and that a route is no more', () => {
    expect(fields(reach(LEAF, floodRoute(LEAF), vxlan(7), replication(7, LEAF)))).toMatchObject({
      'bgp.evpn.nlri.rt': [3],
      'bgp.update.path_attribute.pmsi.tunnel.type': [6],
      'bgp.update.path_attribute.pmsi.ingress_rep_ip': ['192.0.2.2'],
      'bgp.evpn.nlri.vni': [7],
    })
    expect(fields(withdraw(floodRoute(LEAF)))).toMatchObject({
      'bgp.update.path_attribute.mp_unreach_nlri.safi': [70],
      'bgp.evpn.nlri.rt': [3],
    })
  })
})

describe('octets that lie', () => {
  const GOOD = bytes(
    reach(
      LEAF,
      macRoute({ rd: LEAF, mac: '024200000001', ip: '0a010102', vni: 100 }) + floodRoute(LEAF),
      vxlan(100) + mobility(1),
      attribute(2, '0201 0000fde8') + attribute(8, 'fde80064') + replication(100, LEAF),
    ) +
      open(65000, 'c0000201', '0104 0019 00 46 4508 0001 01 03 0019 46 01') +
      update(attribute(3, 'c0000201'), '00000001 18 c63364 00000002 18 c63365'),
  )

  test('nothing throws, and no field reaches beyond its octets', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(GOOD.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(GOOD.length),
        (damage, cut) => {
          const octets = Uint8Array.from(GOOD)
          for (const [at, value] of damage) octets[at] = value
          const rest = octets.slice(0, cut)
          const view = new DataView(rest.buffer)
          visitFields(protocol, view, 0, cut, (_, __, at, size) => {
            if (at < 0 || at + size > cut) throw new Error(`${at} + ${size} > ${cut}`)
          })
          visitMessages(view, 0, cut, (o, end) => visitRoutes(view, o, end, () => {}))
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('a message as long as can be (RFC 8654) is told in time that its octets need', () => {
    const route = macRoute({ rd: LEAF, mac: '024200000001', vni: 100 })
    const count = Math.floor(65000 / (route.length / 2))
    const value = `0019 46 04 ${LEAF} 00 ${route.repeat(count)}`
    const octets = value.replace(/\s+/g, '').length / 2
    const long = update(`d00e${octets.toString(16).padStart(4, '0')}${value}${attribute(16, vxlan(100))}`)
    const all = bytes(long)
    let routes = 0
    const start = performance.now()
    visitFields(protocol, new DataView(all.buffer), 0, all.length, (f) => {
      if (f.name === 'bgp.evpn.nlri.vni') routes++
    })
    expect(routes).toBe(count)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

/** tshark 4.0 shows 20 of a label's 24 bits where the encapsulation is VXLAN, as if it were MPLS. */
const LABELS: readonly string[] = ['bgp.evpn.nlri.vni', 'bgp.evpn.nlri.mpls_ls1', 'bgp.evpn.nlri.mpls_ls2']

const noCaptures = !existsSync(`${NETWORKS}61-evpn-type5`) || isMissing('tshark', 'apt-get install tshark')

describe.skipIf(noCaptures)('every value is tshark’s', () => {
  test.each(['60-evpn-ibgp/n1', '61-evpn-type5/n2'])('%s', async (name) => {
    const names = fieldNames().filter((field) => field.startsWith('bgp.') && !LABELS.includes(field))
    const file = `${NETWORKS}${name}.pcap`
    const options = ['-T', 'fields', '-E', 'aggregator=|', '-e', 'frame.number', ...names.flatMap((n) => ['-e', n])]
    const theirs = execFileSync('tshark', ['-r', file, ...options], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const columns = new FieldColumns(['frame.number', ...names])
    const w = new Writer()
    const p = new Packet()
    const capture = await openCapture(file)
    while (await capture.fill()) {
      while (capture.next(p)) {
        decode(p)
        columns.row(p, w)
      }
    }
    capture.close()
    expect(w.toString().split('\n')).toEqual(theirs.split('\n'))
  })
})
