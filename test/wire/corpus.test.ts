import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Field, Form, fieldValue, visitFields } from '../../src/wire/field.js'
import { Kind } from '../../src/wire/kind.js'
import type { Packet } from '../../src/wire/packet.js'
import { defaultTables, protocolOf } from '../../src/wire/protocols/index.js'
import { CORPUS, framesOf, hasCorpus, packetOf, truthOf } from '../helpers/octets.js'

/** What tshark's rows have of the protocols below the transport; all of them plain numbers or addresses. */
const COLUMNS: ReadonlySet<string> = new Set([
  'eth.src',
  'eth.dst',
  'eth.type',
  'vlan.id',
  'mpls.label',
  'ip.src',
  'ip.dst',
  'ip.proto',
  'ip.id',
  'ip.ttl',
  'ip.flags.mf',
  'ip.frag_offset',
  'ipv6.src',
  'ipv6.dst',
  'ipv6.nxt',
  'arp.opcode',
  'arp.src.hw_mac',
  'arp.src.proto_ipv4',
  'arp.dst.hw_mac',
  'arp.dst.proto_ipv4',
])

/** Columns of the row that are compared in one form: a number as decimal, an address as the octets it stands for. */
function normal(name: string, text: string): string {
  if (name.startsWith('ipv6.') && text.includes(':')) return ipv6Octets(text)
  if (text.includes(':')) return text.replaceAll(':', '')
  if (text.includes('.')) return Buffer.from(text.split('.').map(Number)).toString('hex')
  return text === '' ? '' : String(Number(text))
}

function ipv6Octets(text: string): string {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  const tail = dotted?.slice(1).map((d) => Number(d).toString(16).padStart(2, '0')) ?? []
  const whole = dotted === null ? text : `${text.slice(0, dotted.index)}${tail[0]}${tail[1]}:${tail[2]}${tail[3]}`
  const [left = '', right] = whole.split('::')
  const groups = (s: string | undefined): string[] => (s === undefined || s === '' ? [] : s.split(':'))
  const missing = 8 - groups(left).length - groups(right).length
  const all = [...groups(left), ...new Array<string>(missing).fill('0'), ...groups(right)]
  return all.map((g) => g.padStart(4, '0')).join('')
}

function valuesOf(p: Packet): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const note = (f: Field, v: DataView, at: number, size: number, o: number): void => {
    if (!COLUMNS.has(f.name)) return
    const octets = Buffer.from(v.buffer, v.byteOffset + at, size)
    const isNumber = f.form === Form.Dec || f.form === Form.Hex || f.form === Form.Flag
    const value = isNumber ? String(fieldValue(f, v, o)) : octets.toString('hex')
    found.set(f.name, [...(found.get(f.name) ?? []), value])
  }
  for (const l of p.layers.slice(0, p.depth)) visitFields(protocolOf(l.kind), p.view, l.start, l.payload, note)
  return found
}

const KNOWN: ReadonlySet<string> = new Set(
  Object.values(Kind)
    .map((k) => protocolOf(k).name)
    .filter((n) => n !== 'data'),
)

/** The layers as tshark lists them; undefined when one that is not decoded here carries one that is. */
function knownPath(protocols: string): string[] | undefined {
  const path = protocols.split(':').filter((n) => n !== 'ethertype' && !n.startsWith('pwethh') && n !== 'pwethnocw')
  const unknown = path.findIndex((n) => !KNOWN.has(n))
  if (unknown < 0) return path
  return path.slice(unknown).some((n) => KNOWN.has(n)) ? undefined : path.slice(0, unknown)
}

/** Our layers in the same way: a label stack is listed once, and flannel is no protocol of tshark's. */
function ourPath(p: Packet): string[] {
  const names = p.layers.slice(0, p.depth).map((l) => protocolOf(l.kind).name)
  return names.filter((n, i) => n !== 'data' && n !== 'flannel' && !(n === 'mpls' && names[i - 1] === 'mpls'))
}

const run = hasCorpus('layers and fields compared with tshark')

describe.skipIf(!run)('real captures, as tshark 4.0 reads them', () => {
  const tables = { ...defaultTables(), reassemble: false }
  const files = run ? readdirSync(`${CORPUS}files/`) : []

  test('addresses, types and numbers of every layer below the transport', () => {
    const differences: string[] = []
    let compared = 0
    for (const file of files) {
      const frames = framesOf(`${CORPUS}files/${file}`).slice(0, 300)
      if (frames.length === 0 || tables.linkTypes[frames[0]!.linkType] === Kind.Payload) continue
      const truth = truthOf(file)
      frames.forEach((f, i) => {
        const row = truth[i]
        // Layers that only one of the two knows, and frames that are damaged, are for other tests.
        if (row === undefined || row['_ws.malformed'] !== '' || row['_ws.short'] !== '') return
        const p = packetOf(f.octets, f.linkType, f.length, tables)
        if (knownPath(row['frame.protocols']!)?.join(':') !== ourPath(p).join(':')) return
        compared++
        const found = valuesOf(p)
        for (const name of COLUMNS) {
          const theirs = (row[name] ?? '').split('|').map((t) => normal(name, t))
          const ours = found.get(name) ?? ['']
          if (theirs.join() !== ours.join()) differences.push(`${file} #${i + 1} ${name}: ${ours} is not ${theirs}`)
        }
      })
    }
    expect(compared).toBeGreaterThan(5000)
    expect(differences).toEqual([])
  }, 60_000)
})
