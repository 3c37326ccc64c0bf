import { describe, expect, test } from 'vitest'
import { strangeDestination, strangeSource } from '../../../src/wire/protocols/six-to-four.js'
import { TunnelType, tunnelType } from '../../../src/wire/tunnel.js'
import { bytes, packetOf } from '../../helpers/octets.js'

const A = '2002 0a000001 0000 0000000000000001'
const B = '2002 0a000002 0000 0000000000000001'
const NATIVE = '20010db8000000000000000000000001'
/** From 10.0.0.1 to 10.0.0.2. */
const packet = (source: string, destination: string) =>
  packetOf(bytes(`4500 003c 0000 0000 4029 0000 0a000001 0a000002 60000000 0000 3b 40 ${source} ${destination}`), 228)

describe('6to4, RFC 3056 §2', () => {
  test.each([
    ['between two sites', A, B, TunnelType.SixToFour],
    ['to a relay', A, NATIVE, TunnelType.SixToFour],
    ['from a relay', NATIVE, B, TunnelType.SixToFour],
    ['neither', NATIVE, NATIVE, TunnelType.Ipv6InIpv4],
  ])('%s', (_, source, destination, type) => {
    const p = packet(source, destination)
    expect(tunnelType(p, 1)).toBe(type)
    const [outer, inner] = [p.layers[0]!, p.layers[1]!]
    expect([strangeSource(p.view, outer, inner), strangeDestination(p.view, outer, inner)]).toEqual([0, 0])
  })

  test('addresses that are not of the outer packet', () => {
    const p = packet(B, A)
    const [outer, inner] = [p.layers[0]!, p.layers[1]!]
    expect(p.view.getUint32(strangeSource(p.view, outer, inner))).toBe(0x0a000002)
    expect(p.view.getUint32(strangeDestination(p.view, outer, inner))).toBe(0x0a000001)
  })
})
