/** Comparisons made from the field tables and from the values that the fields have in captures. */

import { writeText } from '../../src/present/value.js'
import { Writer } from '../../src/present/writer.js'
import { shownKind } from '../../src/wire/applications.js'
import { type Field, Form, visitFields } from '../../src/wire/field.js'
import type { Packet } from '../../src/wire/packet.js'
import { protocolOf } from '../../src/wire/protocols/index.js'

/** Values of a field that comparisons are made with. */
const VALUES = 2

/** By field name: its form, and some values as text. */
export class FieldValues {
  readonly #seen = new Map<string, { readonly field: Field; readonly values: Set<string> }>()
  readonly #writer = new Writer()

  take(p: Packet): void {
    for (let i = 0; i < Math.min(p.depth, p.quoted); i++) {
      const l = p.layers[i]!
      visitFields(protocolOf(shownKind(p, i)), p.view, l.start, l.payload, (field, v, at, size, o) => {
        const seen = this.#seen.get(field.name) ?? { field, values: new Set<string>() }
        this.#seen.set(field.name, seen)
        if (seen.values.size >= VALUES || size > 40) return
        this.#writer.clear()
        writeText(this.#writer, field, v, at, size, o)
        const text = this.#writer.toString()
        if (/^[\x20-\x7e]+$/.test(text) && !/["\\]/.test(text)) seen.values.add(text)
      })
    }
  }

  /** Of the names that `isKnown`. */
  expressions(isKnown: (name: string) => boolean): string[] {
    const all: string[] = []
    for (const [name, { field, values }] of [...this.#seen].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (isKnown(name)) all.push(name, ...[...values].flatMap((value) => of(name, field, value)))
    }
    return all
  }
}

function of(name: string, { form }: Field, value: string): string[] {
  switch (form) {
    case Form.Dec:
    case Form.Hex:
      return [
        ...[
          `${name} == ${value}`,
          `${name} != ${value}`,
          `${name} ~= ${value}`,
          `${name} > ${value}`,
          `${name} <= ${value}`,
        ],
        ...[`${name} in {${value}, 1}`, `${name} in {0..${value}}`, `${name} & 1`, `!(${name} == ${value})`],
      ]
    case Form.Flag:
      return [`${name} == ${value}`, `${name} != 0`, `${name} ~= 1`]
    case Form.Mac:
      return [
        ...[
          `${name} == ${value}`,
          `${name} != ${value}`,
          `${name}[0:3] == ${value.slice(0, 8)}`,
          `${name}[5] == ${value.slice(-2)}`,
        ],
        ...[`${name} contains ${value.slice(3, 8)}`, `${name} > ${value}`, `${name} in {${value}}`],
      ]
    case Form.Ipv4:
      return [
        ...[
          `${name} == ${value}`,
          `${name} != ${value}`,
          `${name} ~= ${value}`,
          `${name} == ${value}/8`,
          `${name} > ${value}`,
        ],
        ...[
          `${name} in {${value}, 1.2.3.4}`,
          `${name}[0:2] == ${Number(value.split('.')[0]).toString(16).padStart(2, '0')}:00`,
        ],
      ]
    case Form.Ipv6:
      return [`${name} == ${value}`, `${name} != ${value}`, `${name} == ${value}/16`, `${name} <= ${value}`]
    case Form.Bytes: {
      const octets = (value.match(/../g) ?? []).join(':')
      return octets.length < 5
        ? []
        : [
            `${name} == ${octets}`,
            `${name} != ${octets}`,
            `${name} contains ${octets.slice(0, 5)}`,
            `${name}[0:1] == ${octets.slice(0, 2)}`,
          ]
    }
    case Form.Text:
    case Form.DomainName:
      return [
        ...[`${name} == "${value}"`, `${name} != "${value}"`, `${name} contains "${value.slice(1, 4)}"`],
        ...[`${name} matches "^${value.slice(0, 3).replace(/\W/g, '.')}"`, `${name} > "m"`],
      ]
    default:
      return [`${name} == ${value}`, `${name} > 1`]
  }
}

/** What the tables do not make: fields of several, of the record, of layers, and joined tests. */
export const JOINED: readonly string[] = [
  'ip.addr == 10.0.0.1',
  'ip.addr != 10.0.0.1',
  'ip.addr ~= 10.0.0.1',
  'ip.addr == 172.16.0.0/12',
  'eth.addr == ff:ff:ff:ff:ff:ff',
  'eth.addr[0:3] == 02:42:00',
  'ipv6.addr == fd00::/8',
  'tcp.port == 80',
  'tcp.port in {80, 443, 8000..9000}',
  'tcp.port not in {80}',
  'udp.port == 4789',
  'udp.port != 4789',
  'udp.port == 4789 && udp.port == 53',
  'udp.srcport == udp.dstport',
  'udp.srcport > udp.dstport',
  'ip.src == ip.dst',
  'ip.src#1 == 10.0.0.1',
  'ip.src#2 == 172.17.1.2',
  'ip.src#-1 == 172.17.1.2',
  'eth.src#2',
  'frame.len > 100',
  'frame.len <= 98',
  'frame.len == 148',
  'frame.cap_len < 100',
  'frame.number == 5',
  'frame.number in {3..9}',
  'frame.number > 50 && frame.number < 70',
  'frame.time_relative > 1',
  'frame.time_epoch > 1600000000',
  'frame.time_delta > 0.5',
  'frame contains "abc"',
  'frame[12:2] == 08:00',
  'frame[0:2] == ff:ff',
  'eth[6:3] == 02:42:ac',
  'ip[9] == 11',
  'tcp.len > 0',
  'tcp.len == 0',
  'tcp.flags.syn == 1 && tcp.flags.ack == 0',
  'tcp.flags == 0x018',
  'tcp.flags & 0x02',
  'tcp.flags & 0x12 == 0x10',
  'ip.flags.df == 1 || ip.flags.mf == 1',
  'ip.proto == UDP',
  'icmp.type == 8 or icmp.type == 0',
  'icmp and not ip.ttl == 64',
  'vxlan && icmp',
  '(vxlan || gre) && icmp',
  'vxlan && (icmp || arp)',
  '!vxlan',
  'not vxlan and not gre',
  '!(ip.addr == 10.0.0.1)',
  'ip and !(vxlan.vni == 42)',
  'vxlan.vni == 42 && tcp.flags.syn == 1',
  'vxlan.vni in {1, 42, 5000..5010}',
  'gre.key == 0x222222',
  'arp.opcode == 1 && vxlan',
  'dns.qry.name contains "example"',
  'dns.qry.name matches "EXAMPLE[.]"',
  'http.request.method == "GET"',
  'http.request.uri matches "^/.*"',
  'tcp.payload contains "GET"',
  'tcp.payload[0:3] == 47:45:54',
  'udp.payload contains 08:00',
  'data.data',
  'data.len > 10',
  ...['eth', 'vlan', 'ip', 'ipv6', 'arp', 'icmp', 'icmpv6', 'igmp', 'tcp', 'udp', 'vxlan', 'gre', 'geneve', 'erspan'],
  ...[
    'mpls',
    'nsh',
    'llc',
    'stp',
    'lldp',
    'pppoes',
    'esp',
    'ah',
    'etherip',
    'dns',
    'dhcp',
    'http',
    'tls',
    'data',
    'gtp',
    'l2tp',
  ],
]
