import { describe, expect, test } from 'vitest'
import { JsonLines, type JsonOptions } from '../../src/present/json.js'
import { Writer } from '../../src/present/writer.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { ethernet, ICMP_ERROR, VXLAN_ARP } from '../helpers/frames.js'
import { bytes } from '../helpers/octets.js'

interface Line {
  layers: { protocol: string; offset: number; length: number; quoted?: true; checksum?: object; fields: object }[]
  malformed?: object
  stopped?: object
}

interface Origin {
  direction?: string
  payload?: string
}

function line(p: Packet): string {
  const w = new Writer()
  new JsonLines().packet(p, w)
  return w.toString()
}

const parsed = (p: Packet): Line => JSON.parse(line(p)) as Line

test('one object a line, with the members in the order of the contract', () => {
  expect(line(ethernet(VXLAN_ARP))).toMatch(
    /^\{"number":7,"time":"1684735894\.560469000","length":92,"captured":92,"interface":0,"layers":\[\{"protocol":"eth","offset":0,"length":14,"fields":\{"eth\.dst":"02:00:00:00:00:02","eth\.src":"02:00:00:00:00:01","eth\.type":2048\}\},.*\]\}\n$/,
  )
})

test('layers tell where they are; numbers are numbers and addresses strings', () => {
  const { layers } = parsed(ethernet(VXLAN_ARP))
  expect(layers.map((l) => [l.protocol, l.offset, l.length])).toEqual([
    ['eth', 0, 14],
    ['ip', 14, 20],
    ['udp', 34, 8],
    ['vxlan', 42, 8],
    ['eth', 50, 14],
    ['arp', 64, 28],
  ])
  expect(layers[3]!.fields).toMatchObject({ 'vxlan.flags': 0x0800, 'vxlan.vni': 42, 'vxlan.flag_i': 1 })
  expect(layers[5]!.fields).toMatchObject({ 'arp.opcode': 1, 'arp.src.proto_ipv4': '172.17.1.2' })
})

test('a quoted layer is marked and its checksum is not judged', () => {
  const p = parsed(ethernet(ICMP_ERROR))
  expect(p.layers.map((l) => [l.protocol, l.quoted === true, l.checksum !== undefined])).toEqual([
    ['eth', false, false],
    ['ip', false, true],
    ['icmp', false, true],
    ['ip', true, false],
    ['udp', true, false],
  ])
  expect(p.malformed).toBeUndefined()
})

test('an ICMP error that quotes less than a header is stopped, not malformed', () => {
  const octets = ICMP_ERROR.slice(0, -4)
  octets[17] = 0x34
  const p = parsed(ethernet(octets))
  expect(p.malformed).toBeUndefined()
  expect(p.stopped).toMatchObject({ reason: 'quoted', protocol: 'udp', offset: 62, need: 8, have: 4 })
})

test('what is left of a cut header is told', () => {
  expect(parsed(ethernet(VXLAN_ARP.subarray(0, 45), 92)).malformed).toEqual({
    reason: 'cut',
    protocol: 'vxlan',
    offset: 42,
    need: 8,
    have: 3,
    fields: {
      'vxlan.flags': 0x0800,
      'vxlan.flag_g': 0,
      'vxlan.flag_i': 1,
      'vxlan.flag_d': 0,
      'vxlan.flag_a': 0,
      'vxlan.flags_reserved': 0,
    },
  })
})

test('a field of a list is an array, also when it occurs once', () => {
  const octets = bytes(`
    02 00 00 00 00 02  02 00 00 00 00 01  08 00
    46 00 00 18  00 00 00 00  40 fd 00 00  0a 00 00 02  0a 00 00 01  94 04 00 00`)
  expect(parsed(ethernet(octets)).layers[1]!.fields).toMatchObject({ 'ip.opt.type': [148], 'ip.opt.len': [4] })
  octets.set([1, 1, 1, 0], 34)
  expect(parsed(ethernet(octets)).layers[1]!.fields).toMatchObject({ 'ip.opt.type': [1, 1, 1, 0] })
})

test('no key repeats', () => {
  for (const octets of [VXLAN_ARP, ICMP_ERROR]) {
    const text = line(ethernet(octets))
    expect(JSON.stringify(JSON.parse(text))).toBe(text.trimEnd())
  }
})

describe('where a packet was captured', () => {
  const lineWith = (p: Packet, options: JsonOptions): Origin => {
    const w = new Writer()
    new JsonLines(options).packet(p, w)
    return JSON.parse(w.toString()) as Origin
  }

  test('the interface by its name, the file where there are several', () => {
    const p = ethernet(VXLAN_ARP)
    const names = { interfaceName: () => 'eth"0', fileOf: () => 'a.pcap' }
    expect(lineWith(p, names)).toMatchObject({ interface: 0, interfaceName: 'eth"0', file: 'a.pcap' })
    expect(lineWith(p, {})).not.toHaveProperty('interfaceName')
  })

  test.each([
    [1, 'in'],
    [2, 'out'],
    [0, undefined],
  ])('direction bits %i are %s (draft-ietf-opsawg-pcapng §4.3.1)', (flags, direction) => {
    const p = ethernet(VXLAN_ARP)
    p.optionsEnd = 4
    const remarks = () => ({ flags, comments: [], hashes: [], others: [] })
    expect(lineWith(p, { remarks }).direction).toBe(direction)
  })

  test.each([
    ['00 00', 'in'],
    ['00 03', undefined],
    ['00 04', 'out'],
  ])('a cooked packet of type %s went %s (LINKTYPE_LINUX_SLL)', (type, direction) => {
    const p = new Packet()
    const octets = bytes(`${type} 00 01 00 06 02 00 00 00 00 01 00 00 08 00`)
    p.record(new DataView(octets.buffer), octets, 0, octets.length, octets.length)
    p.linkType = 113
    decode(p)
    expect(lineWith(p, {}).direction).toBe(direction)
  })

  test('what no decoder claims, in hexadecimal', () => {
    const p = ethernet(bytes('02 00 00 00 00 02 02 00 00 00 00 01 ff ff ca fe'))
    expect(lineWith(p, { payload: true }).payload).toBe('cafe')
    expect(lineWith(p, {})).not.toHaveProperty('payload')
  })
})
