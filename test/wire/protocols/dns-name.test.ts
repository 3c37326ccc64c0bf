import { describe, expect, test } from 'vitest'
import { nameEnd, visitLabels } from '../../../src/wire/protocols/dns-name.js'
import { bytes } from '../../helpers/octets.js'

const viewOf = (octets: Uint8Array) => new DataView(octets.buffer)

/** The labels of the name at octet `at` of a message; undefined where it is not whole. */
function labels(hex: string, at = 0): string[] | undefined {
  const octets = bytes(hex)
  const found: string[] = []
  const isWhole = visitLabels(viewOf(octets), at, 0, octets.length, (o, length) =>
    found.push(Buffer.from(octets.subarray(o, o + length)).toString('latin1')),
  )
  return isWhole ? found : undefined
}

const end = (hex: string, at = 0): number => nameEnd(viewOf(bytes(hex)), at, bytes(hex).length)

/** RFC 1035 §4.1.4's example: F.ISI.ARPA at octet 20, FOO.F.ISI.ARPA at 40, ARPA at 64, the root at 92. */
const EXAMPLE = `${'00'.repeat(20)} 0146 03495349 0441525041 00 ${'00'.repeat(8)} 03464f4f c014 ${'00'.repeat(18)} c01a ${'00'.repeat(26)} 00`

describe('domain names, RFC 1035 §3.1, §4.1.4', () => {
  test.each([
    [20, ['F', 'ISI', 'ARPA'], 32],
    [40, ['FOO', 'F', 'ISI', 'ARPA'], 46],
    [64, ['ARPA'], 66],
    [92, [], 93],
  ])("the RFC's example at octet %i", (at, expected, behind) => {
    expect(labels(EXAMPLE, at)).toEqual(expected)
    expect(end(EXAMPLE, at)).toBe(behind)
  })

  test.each([
    ['a pointer to itself', 'c000'],
    ['a pointer forward', 'c002 0161 00'],
    ['a pointer whose second octet is missing', 'c0'],
    ['a label and a pointer back to it', '0161 c000'],
    ['a label that is cut', '0361'],
    ['no end', '0161'],
    ['a length of 64', `40 ${'61'.repeat(64)} 00`],
    ['a length whose upper bits are 10', `80 ${'61'.repeat(128)} 00`],
    ['no octets', ''],
  ])('%s is no name', (_, hex) => {
    expect(labels(hex)).toBeUndefined()
  })

  test('255 octets are a name, 256 are none', () => {
    const long = `3f ${'61'.repeat(63)}`.repeat(3)
    expect(labels(`${long} 3d ${'61'.repeat(61)} 00`)).toHaveLength(4)
    expect(labels(`${long} 3e ${'61'.repeat(62)} 00`)).toBeUndefined()
  })
})
