import { describe, expect, test } from 'vitest'
import { type Field, Form, readBits, writeBits } from '../../src/wire/field.js'
import { KIND_COUNT, Kind } from '../../src/wire/kind.js'
import { PROTOCOLS, protocolOf } from '../../src/wire/protocols/index.js'

/** Fields whose value is not their bits read plainly: in other units, masked, in another byte order. */
const COMPUTED: ReadonlySet<string> = new Set([
  'geneve.flags.reserved',
  'geneve.option.gcp.reserved',
  'geneve.option.length',
  'http.response.code',
  'igmp.max_resp',
  'ip.hdr_len',
  'llc.control',
  'mrp-mmrp.three_packed_event',
  'mrp-mvrp.three_packed_event',
  'mp.sequence_num_reserved',
  'nflog.tlv_length',
  'nflog.tlv_type',
  'null.family',
  'null.type',
  'pktap.dlt',
  'pktap.epid',
  'pktap.flags',
  'pktap.hdrlen',
  'pktap.iftype',
  'pktap.ifunit',
  'pktap.llhdrlen',
  'pktap.lltrlrlen',
  'pktap.pfamily',
  'pktap.pid',
  'pktap.rectype',
  'pktap.svc_class',
  'stp.bridge.prio',
  'stp.forward',
  'stp.hello',
  'stp.max_age',
  'stp.msg_age',
  'stp.root.prio',
  'tcp.flags',
  'tcp.flags.res',
  'tcp.hdr_len',
  'vxlan.flags_reserved',
  'wg.counter',
  'wg.sender',
])

const BITS_OF_FORM: ReadonlyMap<Form, number> = new Map<Form, number>([
  [Form.Mac, 48],
  [Form.Ipv4, 32],
  [Form.Ipv6, 128],
  [Form.Dec64, 64],
])

describe.each(PROTOCOLS.map((p) => [p.name, p] as const))('%s', (_, protocol) => {
  const groups = protocol.groups ?? []
  const all: readonly Field[] = [...protocol.fields, ...groups.flatMap((g) => g.fields)]

  test('a field name occurs once in a table, or in variants that each say when they are meant', () => {
    for (const table of [protocol.fields, ...groups.map((g) => g.fields)]) {
      const names = table.map((f) => f.name)
      const repeated = table.filter((f) => names.indexOf(f.name) !== names.lastIndexOf(f.name))
      expect(repeated.filter((f) => f.when === undefined).map((f) => f.name)).toEqual([])
    }
  })

  test.each(all.map((f) => [f.name, f] as const))('%s has a sane place and says where it is defined', (_name, f) => {
    expect(f.bit).toBeGreaterThanOrEqual(0)
    expect(f.label).not.toBe('')
    expect(f.source).not.toBe('')
    const isNumber = f.form === Form.Dec || f.form === Form.Hex
    if (isNumber) expect(f.bits).toBeLessThanOrEqual(48)
    const bits = BITS_OF_FORM.get(f.form)
    // A field without bits is a verdict on others or has a `size`.
    if (bits !== undefined && f.bits !== 0) expect(f.bits).toBe(bits)
    // A flag of several bits says whether any is set: its getter does.
    if (f.form === Form.Flag && f.bits > 1) expect(COMPUTED.has(f.name)).toBe(true)
    if (f.bits === 0 && f.size === undefined) expect(f.get).toBeDefined()
    // What is more than a number starts at an octet.
    if (!isNumber && f.form !== Form.Flag && f.bits !== 0) expect(f.bit % 8).toBe(0)
  })

  const plain = all.filter((f) => f.get !== undefined && f.bits > 0 && f.at === undefined && !COMPUTED.has(f.name))
  test.each(plain.map((f) => [f.name, f] as const))('%s: the getter reads the bits of the table', (_name, f) => {
    const v = new DataView(new ArrayBuffer(128))
    for (let bit = 0; bit < f.bits; bit++) {
      writeBits(v, 8, f.bit, f.bits, 2 ** bit)
      expect(f.get!(v, 8), `bit ${bit}`).toBe(2 ** bit)
      expect(readBits(v, 8, f.bit, f.bits)).toBe(2 ** bit)
    }
    for (let at = 0; at < v.byteLength; at++) v.setUint8(at, 0xff)
    writeBits(v, 8, f.bit, f.bits, 0)
    expect(f.get!(v, 8)).toBe(0)
  })
})

describe('the list of protocols', () => {
  test('has every kind once, but for those that are never a layer', () => {
    const kinds = PROTOCOLS.map((p) => p.kind)
    expect(new Set(kinds).size).toBe(kinds.length)
    const missing = Object.values(Kind).filter((k) => !kinds.includes(k))
    expect(missing).toEqual([Kind.None, Kind.MplsPayload])
  })

  test('a kind is an octet, and those that are given out come behind the others', () => {
    expect(KIND_COUNT).toBe(0x100)
    const given = PROTOCOLS.map((p) => p.kind).filter((k) => !Object.values(Kind).includes(k))
    expect(given.length).toBeGreaterThan(0)
    expect(Math.min(...given)).toBe(Math.max(...Object.values(Kind)) + 1)
  })

  test('every protocol is found by its kind', () => {
    for (const p of PROTOCOLS) expect(protocolOf(p.kind)).toBe(p)
  })
})
