/** Fields that are text, as expressions ask for them. */
import { expect, test } from 'vitest'
import { compileFilter } from '../../src/filter/compile.js'
import { fieldSource, TOLD_NUMBERS } from '../../src/filter/fields.js'
import { LAYER_FIELDS, PACKET_FIELDS, type PacketSource } from '../../src/present/packet-fields.js'
import { numberOf, textsOf } from '../../src/present/told-fields.js'
import { Packet } from '../../src/wire/packet.js'
import { fixture, take } from '../helpers/packets.js'

const SOURCE: PacketSource = {
  interfaces: [{ id: 0, section: {}, name: 'eth0' }],
  remarks: ({ number }) =>
    number === 2
      ? { comments: ['first', 'second'], hashes: [], others: [], process: { name: 'ping', id: 77 } }
      : undefined,
  pathOf: ({ number }) => (number < 3 ? 'a.pcap' : 'b.pcap'),
}
const context = {
  texts: (field: string) => textsOf(field, SOURCE),
  value: (field: string) => (TOLD_NUMBERS.includes(field) ? numberOf(field, SOURCE) : undefined),
}

function taken(name: string, expression: string): number[] {
  const { accepts } = compileFilter(expression, context)
  const p = new Packet()
  return fixture(name).flatMap((f, i) => {
    take(p, f, i + 1)
    // Where a comment stands in the file.
    p.optionsEnd = p.optionsStart + 1
    return accepts(p) ? [i + 1] : []
  })
}

test.each([
  ['frame.file == "a.pcap"', [1, 2]],
  ['frame.file contains "b" and frame.number < 5', [3, 4]],
  ['frame.interface_name == "eth0" and frame.number < 3', [1, 2]],
  ['frame.interface_id == 0 and frame.number < 3', [1, 2]],
  ['frame.interface_id > 0', []],
  ['frame.comment == "second"', [2]],
  ['frame.comment', [2]],
  ['process.name matches "^P"', [2]],
  ['process.id == 77', [2]],
  ['frame.protocols contains "vxlan" and frame.number < 3', [1, 2]],
  // tshark -r tenants.pcap -Y 'tcp.flags.str contains "S"'
  ['tcp.flags.str contains "S"', [1, 2, 3, 4]],
  ['_ws.col.info contains "[S.]"', [3, 4]],
  ['_ws.malformed', []],
])('%s', (expression, numbers) => {
  expect(taken('tenants', expression)).toEqual(numbers)
})

test('an expression knows every field that --fields knows', () => {
  for (const name of [...Object.keys(PACKET_FIELDS), ...Object.keys(LAYER_FIELDS)]) {
    expect(fieldSource(name), name).toBeDefined()
  }
})
