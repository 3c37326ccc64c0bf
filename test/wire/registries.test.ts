/** What numbers are called by their registries. */
import { expect, test } from 'vitest'
import { ETHER_TYPE_NAMES } from '../../src/wire/registries/ether-types.js'
import { GRE_PROTOCOL_NAMES } from '../../src/wire/registries/gre-protocols.js'
import { IP_PROTOCOL_NAMES } from '../../src/wire/registries/ip-protocols.js'

/** The numbers that `tshark -G values` 4.0.17 has for `eth.type`. */
const ETHER_TYPES = `
  0600 0800 0805 0806 0842 08f0 08ff 0bad 0baf 1984 2001 22e5 22ea 22f0 22f1 22f3 22f4 2452 3c07 3e3f
  6000 6001 6002 6003 6004 6005 6006 6007 6558 8021 8035 8038 8041 809b 80d5 80e1 80f3 80fd 80ff 8100
  8102 8103 8104 8133 8137 8181 81fd 81ff 8204 86dd 872d 8783 8808 8809 8819 8847 8848 885a 8863 8864
  886c 886d 886f 8870 8874 887b 8881 8884 888e 8892 8899 889b 88a1 88a2 88a4 88a8 88ab 88ad 88b4 88b5
  88b6 88b7 88b8 88b9 88ba 88c7 88ca 88cc 88d2 88d8 88d9 88dc 88de 88e1 88e3 88e5 88e7 88ee 88f6 88f7
  88f8 88fb 8901 8902 8903 8906 8909 890d 8911 8914 8915 8917 891d 8926 892b 892d 892f 893a 893f 8947
  894f 8988 9000 9021 9022 9100 9104 99fe a0ed aefe b4e3 c021 c023 c0de c0df cafe d00d d28b e555 f1c1
  fff2
`

/** The same for `gre.proto`. */
const GRE_PROTOCOLS = `
  0000 00fe 0800 0806 2000 2001 22eb 6400 6558 6559 8137 8200 8210 8220 8230 8240 8250 8260 8270 8280
  8290 82a0 82b0 82c0 82d0 82e0 82f0 8300 8310 8320 8330 8340 8350 8360 8370 86dd 880b 883e 8847 8881
  88be 88d2 8909 894f 9000 b7ea feae
`

const numbers = (text: string): number[] =>
  text
    .trim()
    .split(/\s+/)
    .map((hex) => Number(`0x${hex}`))
const without = (names: Readonly<Record<number, string>>, all: readonly number[]): string[] =>
  all.filter((n) => names[n] === undefined).map((n) => `0x${n.toString(16).padStart(4, '0')}`)

test("every EtherType that has a name in Wireshark's table has one here", () => {
  expect(without(ETHER_TYPE_NAMES, numbers(ETHER_TYPES))).toEqual([])
})

test.each([
  [0x88cc, 'LLDP'],
  [0x88e5, 'MACsec'],
  [0x88f7, 'PTP'],
  [0x8940, 'ECP (802.1Qbg)'],
  [0x22f3, 'TRILL'],
  [0x8946, 'TRILL RBridge Channel'],
  [0x22f4, 'IS-IS'],
  [0x8906, 'FCoE'],
  [0x8914, 'FIP (FCoE)'],
  [0x8892, 'PROFINET'],
  [0x893f, 'E-Tag (802.1BR)'],
  [0x88f5, 'MVRP'],
  [0x8915, 'RoCE'],
])('EtherType %#x is %s: RFC 9542 appendix B, RFC 6325 §2.2, IEEE', (type, name) => {
  expect(ETHER_TYPE_NAMES[type]).toBe(name)
})

test("every GRE Protocol Type that has a name in Wireshark's table, and every EtherType, has one here", () => {
  expect(without(GRE_PROTOCOL_NAMES, numbers(GRE_PROTOCOLS))).toEqual([])
  expect(without(GRE_PROTOCOL_NAMES, numbers(ETHER_TYPES))).toEqual([])
})

test.each([
  [0x0004, 'SNA'],
  [0x00fe, 'OSI'],
  [0x0200, 'PUP'],
  [0x0600, 'XNS IDP'],
  [0x0800, 'IPv4'],
  [0x0804, 'Chaos'],
  [0x0806, 'ARP'],
  [0x0808, 'Frame Relay ARP'],
  [0x0bad, 'VINES IP'],
  [0x0bae, 'VINES Loopback'],
  [0x0baf, 'VINES Echo'],
  [0x6003, 'DECnet routing'],
  [0x6558, 'Transparent Ethernet Bridging'],
  [0x6559, 'Raw Frame Relay'],
  [0x8019, 'Apollo Domain'],
  [0x809b, 'AppleTalk'],
  [0x8137, 'IPX'],
  [0x876b, 'Van Jacobson Compressed TCP/IP'],
  [0x876c, 'IP Autonomous Systems'],
  [0x876d, 'Secure Data'],
])('GRE Protocol Type %#x is %s: RFC 1701', (type, name) => {
  expect(GRE_PROTOCOL_NAMES[type]).toBe(name)
})

test('a number that means something else behind GRE than behind Ethernet has both names', () => {
  expect([ETHER_TYPE_NAMES[0x2001], GRE_PROTOCOL_NAMES[0x2001]]).toEqual(['CGMP', 'NHRP'])
  expect([ETHER_TYPE_NAMES[0x9000], GRE_PROTOCOL_NAMES[0x9000]]).toEqual(['Ethernet loopback', 'Aruba WLAN'])
})

test('IP protocol numbers: all that IANA has assigned, and the two for experiments (RFC 3692)', () => {
  const named = Object.keys(IP_PROTOCOL_NAMES).map(Number)
  expect(named).toEqual([...Array.from({ length: 148 }, (_, n) => n), 253, 254, 255])
})

test.each([
  [9, 'IGP'],
  [46, 'RSVP'],
  [54, 'NARP'],
  [55, 'Minimal IPv4 Encapsulation'],
  [84, 'IPTM'],
  [103, 'PIM'],
  [111, 'IPX-in-IP'],
  [113, 'PGM'],
  [118, 'STP'],
  [124, 'IS-IS over IPv4'],
  [133, 'FC'],
  [141, 'WESP'],
  [144, 'AGGFRAG'],
  [145, 'NSH'],
])('IP protocol %i is %s', (number, name) => {
  expect(IP_PROTOCOL_NAMES[number]).toBe(name)
})
