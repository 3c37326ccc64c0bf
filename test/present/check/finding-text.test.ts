/** What facts become in sentences; types and codes are those of RFC 792, RFC 1122 §3.2.2.1 and RFC 4443. */
import { beforeAll, describe, expect, test } from 'vitest'
import { NO_PORT } from '../../../src/analysis/flows/flows.js'
import { NO_ADDRESS } from '../../../src/analysis/tables/address-table.js'
import { NO_ENDPOINT, NO_NETWORK, NO_VLAN, PLAIN } from '../../../src/analysis/tunnels/networks.js'
import { findingText } from '../../../src/present/check/finding-text.js'
import { Kind } from '../../../src/wire/kind.js'
import { NO_ID, TunnelType } from '../../../src/wire/tunnel.js'
import type { FindingText, IcmpCause } from '../../../src/words/findings/finding-words.js'
import { factsOfFile } from '../../helpers/check.js'
import { FIXTURES } from '../../helpers/finding-captures.js'

const NOTHING = { en: '', zh: '' }
let text: FindingText
beforeAll(async () => {
  text = findingText(await factsOfFile(`${FIXTURES}p2p-vni42.pcap`), true)
})

test('what is not known, or not there, is an empty text', () => {
  expect(text.address(NO_ADDRESS)).toBe('')
  expect(text.endpoint(NO_ENDPOINT)).toBe('')
  expect(text.network(NO_NETWORK)).toEqual(NOTHING)
  expect(text.overlay(NO_NETWORK)).toEqual(NOTHING)
  expect(text.tunnelId(TunnelType.Vxlan, NO_ID)).toBe('')
  expect(text.tunnel(TunnelType.None)).toBe('')
  expect(text.vlan(NO_VLAN)).toBe('')
  expect(text.protocol(Kind.None)).toBe('')
  expect(text.ipProtocol(-1)).toBe('')
  expect(text.port(NO_PORT)).toBe('')
})

test('a network of no tunnel is the underlay, and no overlay', () => {
  expect(text.network(PLAIN).en).toBe('the underlay')
  expect(text.overlay(PLAIN)).toEqual(NOTHING)
  expect(text.overlay(1).en).toBe('vxlan 42')
})

test('a tunnel has its kind and its number', () => {
  expect(text.tunnel(TunnelType.Vxlan, 42)).toBe('vxlan 42')
  expect(text.tunnel(TunnelType.Gre, 0x222222)).toBe('gre 0x222222')
  expect(text.tunnel(TunnelType.Ipv6InIpv4, NO_ID)).toBe('6in4')
  expect(text.tunnelId(TunnelType.Gre, 0x222222)).toBe('0x222222')
  expect(text.tunnelIdName(TunnelType.Gretap)).toBe('key')
  expect(text.tunnelIdName(TunnelType.Geneve)).toBe('VNI')
})

// iproute2's `ip link help`.
test.each([
  [TunnelType.Vxlan, 'vxlan'],
  [TunnelType.Geneve, 'geneve'],
  [TunnelType.Gre, 'gre'],
  [TunnelType.Gretap, 'gretap'],
  [TunnelType.Ipv4InIpv4, 'ipip'],
  [TunnelType.Ipv6InIpv4, 'sit'],
  [TunnelType.Ipv4InIpv6, 'ip6tnl'],
])('tunnel type %i is made by a device of type %s', (type, device) => {
  expect(text.deviceType(type)).toBe(device)
})

test('a shell is handed plain names only', () => {
  expect(text.deviceName('flannel.1')).toBe('flannel.1')
  expect(text.deviceName('eth0; reboot')).toBe('DEVICE')
  expect(text.deviceName('-x')).toBe('DEVICE')
})

describe('an ICMP error', () => {
  test.each<[isIpv6: boolean, type: number, code: number, name: string, cause: IcmpCause]>([
    [false, 3, 1, 'host unreachable', 'no-way'],
    [false, 3, 3, 'port unreachable', 'closed-port'],
    [false, 3, 4, 'fragmentation needed', 'too-large'],
    [false, 3, 13, 'communication administratively prohibited', 'filter'],
    [false, 5, 1, 'redirect for the host', 'shorter-way'],
    [false, 11, 0, 'time to live exceeded in transit', 'hops-used-up'],
    [false, 11, 1, 'fragment reassembly time exceeded', 'fragments-lost'],
    [false, 12, 0, 'pointer indicates the error', 'bad-header'],
    [true, 1, 0, 'no route to destination', 'no-way'],
    [true, 1, 1, 'communication administratively prohibited', 'filter'],
    [true, 1, 4, 'port unreachable', 'closed-port'],
    [true, 2, 0, 'packet too big', 'too-large'],
    [true, 3, 0, 'hop limit exceeded in transit', 'hops-used-up'],
    [true, 3, 1, 'fragment reassembly time exceeded', 'fragments-lost'],
    [true, 4, 1, 'unrecognized next header type', 'bad-header'],
  ])('IPv6 %s, type %i, code %i is %s', (isIpv6, type, code, name, cause) => {
    expect(text.icmp({ isIpv6, type, code })).toEqual({ name, cause })
  })
})
