import { expect, test } from 'vitest'
import { UNICODE } from '../../src/present/glyphs.js'
import { ANSI, PLAIN } from '../../src/present/palette.js'
import { Clock } from '../../src/present/time.js'
import { Tree } from '../../src/present/tree.js'
import { Writer } from '../../src/present/writer.js'
import type { Packet } from '../../src/wire/packet.js'
import { ethernet, ICMP_ERROR, VXLAN_ARP } from '../helpers/frames.js'

function tree(p: Packet, more: { fields?: boolean; hex?: boolean; color?: boolean } = {}): string {
  const w = new Writer()
  new Tree({
    palette: more.color === true ? ANSI : PLAIN,
    glyphs: UNICODE,
    clock: new Clock(() => 0),
    fields: more.fields === true,
    hex: more.hex === true,
  }).write(p, w)
  return w.toString()
}

test('a line a layer, what is inside a tunnel indented, values in one column', () => {
  expect(tree(ethernet(VXLAN_ARP))).toBe(`#7  06:11:34.560469  42 octets inside, 92 on the wire (+50)
  Ethernet      02:00:00:00:00:01 → 02:00:00:00:00:02, IPv4
  IPv4          10.65.132.187 → 10.65.132.188, ttl 64, id 0x1c2e, DF, length 78, checksum 0x0000 seed: filled in by the NIC after this capture point (correct would be 0x0078)
  UDP           59293 → 4789, length 58, no checksum
  VXLAN         vni 42, flags 0x0800 (I)
    Ethernet    4e:92:72:79:59:ed → ff:ff:ff:ff:ff:ff, ARP
    ARP         request, sender 172.17.1.2 4e:92:72:79:59:ed, target 172.17.1.3 00:00:00:00:00:00

`)
})

test('a cut packet says what is missing and where, and shows what is left of the header', () => {
  const text = tree(ethernet(VXLAN_ARP.subarray(0, 45), 92), { fields: true })
  expect(text).toContain('92 octets, 45 captured')
  expect(text).toContain('VXLAN at octet 42: the capture ends after 3 of 8 octets; 92 were on the wire')
  expect(text).toMatch(/Flags +0x0800 +vxlan\.flags +RFC 7348 §5/)
  expect(text).not.toContain('vxlan.vni')
})

test('a packet that an ICMP error quotes is indented and marked', () => {
  const text = tree(ethernet(ICMP_ERROR))
  expect(text).toMatch(/\n {4}IPv4 {8}10\.0\.0\.1 → 10\.0\.0\.2, .*, quoted\n {4}UDP {9}4660 → 4789, .*quoted\n/)
})

test('every field has its value, its words, its filter name and its source; bits show where they stand', () => {
  const text = tree(ethernet(VXLAN_ARP), { fields: true })
  expect(text).toMatch(/\n {4}Type +0x0800 \(IPv4\) +eth\.type +IEEE 802\.3 §3\.2\.6\n/)
  expect(text).toMatch(/\n {4}0100 \.\.\.\. = Version +4 +ip\.version +RFC 791 §3\.1\n/)
  expect(text).toMatch(/\n {4}\.1\.\. \.\.\.\. = Don't Fragment +1 +ip\.flags\.df/)
  expect(text).toMatch(/\n {4}VXLAN Network Identifier +42 +vxlan\.vni +RFC 7348 §5\n/)
})

test('bits of a wider field are indented below it', () => {
  const text = tree(ethernet(VXLAN_ARP), { fields: true })
  expect(text).toMatch(/\n {4}Differentiated Services .*\n {6}0000 00\.\. = DSCP .*\n {6}\.\.\.\. \.\.00 = ECN /)
  expect(text).toMatch(/\n {4}Flags .*\n {6}0\.\.\. \.\.\.\. = G: .*\n {6}\.\.\.\. 1\.\.\. = I: /)
})

test('octets stand below, a new line for each layer', () => {
  expect(tree(ethernet(VXLAN_ARP), { hex: true })).toContain(`
  0000  02 00 00 00 00 02 02 00  00 00 00 01 08 00         ..............    Ethernet
  000e  45 00 00 4e 1c 2e 40 00  40 11 00 00 0a 41 84 bb   E..N..@.@....A..  IPv4
  001e  0a 41 84 bc                                        .A..
  0022  e7 9d 12 b5 00 3a 00 00                            .....:..          UDP
  002a  08 00 00 00 00 00 2a 00                            ......*.          VXLAN
`)
})

test('octets behind the packet are told apart from it', () => {
  const padded = new Uint8Array(96)
  padded.set(VXLAN_ARP)
  expect(tree(ethernet(padded), { hex: true })).toMatch(/005c {2}00 00 00 00 .*behind the packet\n/)
})

test('without colour the text is the same', () => {
  const p = ethernet(VXLAN_ARP)
  const colored = tree(p, { color: true, hex: true })
  const stripped = Object.values(ANSI).reduce((text, code) => text.replaceAll(code, ''), colored)
  expect(colored).toContain('\x1b[36mVXLAN')
  expect(stripped).toBe(tree(p, { hex: true }))
})
