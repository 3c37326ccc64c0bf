import { expect, test } from 'vitest'
import { FieldColumns, fieldNames, UnknownFieldError } from '../../src/present/fields.js'
import { writeEpoch } from '../../src/present/time.js'
import { Writer } from '../../src/present/writer.js'
import type { Packet } from '../../src/wire/packet.js'
import { ethernet, ICMP_ERROR, VXLAN_ARP } from '../helpers/frames.js'

function row(names: string[], p: Packet, prepare: (c: FieldColumns) => void = () => {}): string {
  const columns = new FieldColumns(names)
  prepare(columns)
  const w = new Writer()
  columns.row(p, w)
  return w.toString()
}

test('a header line, then a line a packet, parted by tabs', () => {
  const columns = new FieldColumns(['frame.number', 'vxlan.vni'])
  const w = new Writer()
  columns.header(w)
  columns.row(ethernet(VXLAN_ARP), w)
  expect(w.toString()).toBe('frame.number\tvxlan.vni\n7\t42\n')
})

test('values of several layers are joined, the outermost first', () => {
  expect(row(['eth.src', 'eth.type'], ethernet(VXLAN_ARP))).toBe('02:00:00:00:00:01|4e:92:72:79:59:ed\t0x0800|0x0806\n')
})

test('a field that no layer has leaves its cell empty', () => {
  expect(row(['gre.key', 'frame.len', 'ip.opt.type'], ethernet(VXLAN_ARP))).toBe('\t92\t\n')
})

test('the packet that an ICMP error quotes counts too', () => {
  expect(row(['ip.src', 'udp.dstport', 'frame.protocols'], ethernet(ICMP_ERROR))).toBe(
    '10.0.0.2|10.0.0.1\t4789\teth:ethertype:ip:icmp:ip:udp\n',
  )
})

test('time, lengths, link type and protocols as tshark has them', () => {
  const names = ['frame.time_epoch', 'frame.len', 'frame.cap_len', 'frame.encap_type', 'frame.protocols']
  expect(row(names, ethernet(VXLAN_ARP.subarray(0, 60), 92))).toBe(
    '1684735894.560469000\t92\t60\t1\teth:ethertype:ip:udp:vxlan:eth\n',
  )
})

test('octets that the snapshot length cut are short, octets that a length field denies are malformed', () => {
  const names = ['_ws.malformed', '_ws.short']
  expect(row(names, ethernet(VXLAN_ARP.subarray(0, 60), 92))).toBe(
    '\t[Packet size limited during capture: Ethernet truncated]\n',
  )
  const lying = VXLAN_ARP.slice(0, 60)
  // Total length and UDP length end where the frame does: the inner frame is too short for its header.
  lying[17] = 46
  lying[39] = 26
  expect(row(names, ethernet(lying))).toBe('[Malformed Packet: Ethernet]|_ws.malformed\t\n')
})

test('a header that contradicts itself shows its fields up to the one that does', () => {
  const octets = VXLAN_ARP.slice()
  octets[14] = 0x41
  expect(row(['ip.version', 'ip.hdr_len', 'ip.src'], ethernet(octets))).toBe('4\t4\t\n')
})

test('only interfaces of a pcapng section have a number', () => {
  const p = ethernet(VXLAN_ARP)
  expect(row(['frame.interface_id'], p)).toBe('\n')
  const interfaces = [{ id: 3, section: {} }]
  expect(
    row(['frame.interface_id'], p, (c) => {
      c.source = { interfaces, remarks: () => undefined }
    }),
  ).toBe('3\n')
})

test('comments are escaped and joined', () => {
  const p = ethernet(VXLAN_ARP)
  p.optionsEnd = 4
  const remarks = () => ({ comments: ['one', 'two\x1b[2J'], hashes: [], others: [] })
  expect(
    row(['frame.comment'], p, (c) => {
      c.source = { interfaces: [], remarks }
    }),
  ).toBe('one|two\\x1b[2J\n')
})

test.each([
  ['vxlan.vnid', 'vxlan.vni'],
  ['ip.source', 'ip.src'],
  ['geneve.src', 'eth.src'],
])('%s is no field, and %s is suggested', (wrong, suggestion) => {
  expect(() => new FieldColumns([wrong])).toThrow(UnknownFieldError)
  try {
    new FieldColumns([wrong])
  } catch (e) {
    expect((e as UnknownFieldError).suggestions).toContain(suggestion)
  }
})

test('a name unlike any other gets no suggestion', () => {
  expect(() => new FieldColumns(['zzzzzzzzzzzz'])).toThrow("no field is called 'zzzzzzzzzzzz'")
})

test('every name that is listed can be a column', () => {
  const w = new Writer()
  const columns = new FieldColumns(fieldNames())
  columns.row(ethernet(VXLAN_ARP), w)
  expect(w.toString().split('\t')).toHaveLength(fieldNames().length)
})

test.each([
  [1, 5, '1.000000005'],
  [0, 0, '0.000000000'],
  [-1, 0, '-1.000000000'],
  [-2, 250_000_000, '-1.750000000'],
])('%i s and %i ns are %s', (s, n, text) => {
  const w = new Writer()
  writeEpoch(w, s, n)
  expect(w.toString()).toBe(text)
})
