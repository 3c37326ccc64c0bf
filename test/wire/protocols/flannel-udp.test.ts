import { describe, expect, test } from 'vitest'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const PORTS = '0001 205d'
const INNER_IPV4 = '45000014 00010000 40fd0000 0a000001 0a000002'
const INNER_IPV6 = '6000000000003b40 00000000000000000000000000000001 00000000000000000000000000000001'
const hex16 = (n: number) => n.toString(16).padStart(4, '0')

/** UDP to port 8285 with this in it. */
const packet = (data: string, extra = 0) => {
  const length = bytes(data).length + 8
  const udp = `${PORTS} ${hex16(length)} 0000 ${data}`
  const octets = bytes(`4500 ${hex16(length + 20)} 00000000 40110000 c0a80001 c0a80002 ${udp} ${'00'.repeat(extra)}`)
  return packetOf(octets, 228)
}

describe('flannel UDP backend', () => {
  test('a bare IP packet that is exactly as long as the UDP data', () => {
    expect(namesOf(packet(INNER_IPV4))).toEqual(['ip', 'udp', 'flannel', 'ip'])
    expect(namesOf(packet(INNER_IPV6, 6))).toEqual(['ip', 'udp', 'flannel', 'ipv6'])
  })

  test('the layer has no octets', () => {
    const p = packet(INNER_IPV4)
    expect(p.layers[2]).toMatchObject({ start: 28, payload: 28, end: 48 })
    expect(fieldsOf(p, 2)).toEqual({})
  })

  test('a packet that the capture cut is told by what its lengths claim', () => {
    const whole = packet(`45000016 00010000 40fd0000 0a000001 0a000002 0102`)
    expect(namesOf(packetOf(whole.bytes.subarray(0, 48), 228, 50))).toEqual(['ip', 'udp', 'flannel', 'ip'])
  })

  test.each([
    ['another length', `${INNER_IPV4} 00`],
    ['another version', INNER_IPV4.replace('45', '55')],
    ['nothing but a version', '45'],
  ])('the port alone proves nothing: %s', (_, data) => {
    expect(namesOf(packet(data))).toEqual(['ip', 'udp', 'data'])
  })
})
