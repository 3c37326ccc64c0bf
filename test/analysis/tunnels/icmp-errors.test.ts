import { expect, test } from 'vitest'
import { icmpUnreachable, ipv4, type Part, udp } from '../../../fixtures/make/packets.js'
import { IcmpErrors } from '../../../src/analysis/tunnels/icmp-errors.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
import { A, B, frame, inVni, ping, replay } from '../../helpers/packets.js'

function errorsOf(...quoted: readonly Part[]): IcmpErrors {
  const networks = new Networks()
  const errors = new IcmpErrors(networks)
  const stack = new TunnelStack()
  const frames = quoted.map(({ octets }) =>
    frame(ipv4({ source: B.ip, destination: A.ip }, icmpUnreachable(3, 0, Buffer.from(octets)))),
  )
  replay(frames, (p) => {
    stack.fill(p)
    networks.observe(p, stack)
    errors.observe(p)
  })
  return errors
}

const sent = (source: string, body: Part): Part => ipv4({ source, destination: B.ip }, body)

test('errors about packets of the same hosts and ports are one row', () => {
  const body = udp({ source: 1000, destination: 2000 }, { octets: Buffer.alloc(4) })
  expect(errorsOf(sent(A.ip, body), sent(A.ip, body)).rows.map(({ packets }) => packets)).toEqual([2])
})

test('those of other ports are another', () => {
  const body = (source: number, destination: number): Part => udp({ source, destination }, { octets: Buffer.alloc(4) })
  const { rows } = errorsOf(sent(A.ip, body(1000, 2000)), sent(A.ip, body(1000, 2001)), sent(A.ip, body(1001, 2000)))
  expect(rows.map(({ sourcePort, destinationPort }) => [sourcePort, destinationPort])).toEqual([
    [1000, 2000],
    [1000, 2001],
    [1001, 2000],
  ])
})

test('VNI and address are not confused, whatever they are together', () => {
  // 10.0.0.1 in VNI 0, and 10.0.0.30 in VNI 1: 1 = 30 xor 31.
  const inner = inVni(0, ping())
  const other = inVni(1, ping())
  const { rows } = errorsOf(sent('10.0.0.1', inner), sent('10.0.0.30', other))
  expect(rows.map(({ source, tunnelId, packets }) => [source, tunnelId, packets])).toEqual([
    [0x0a000001, 0, 1],
    [0x0a00001e, 1, 1],
  ])
})
