/** Captures built after what people have sent: which layers each packet has, and which tunnels it is in. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { Packet } from '../../../src/wire/packet.js'
import { NO_ID, TunnelStack, TunnelType } from '../../../src/wire/tunnel.js'
import { framesOf, namesOf } from '../../helpers/octets.js'
import { take } from '../../helpers/packets.js'

const CASES = fileURLToPath(new URL('../../../../shared/cases/', import.meta.url))
const hasCases = existsSync(CASES)
if (!hasCases) console.warn(`skipped: tunnels of cases: ${CASES} is not there`)

const NAMES = Object.fromEntries(Object.entries(TunnelType).map(([name, type]) => [type, name]))

/** `Gue: ip icmp data`: the tunnels, and the layers behind the outermost UDP or IP header. */
function told(file: string): string[] {
  const p = new Packet()
  const stack = new TunnelStack()
  return framesOf(`${CASES}${file}.pcap`).map((frame, i) => {
    take(p, frame, i + 1)
    stack.fill(p)
    const tunnels = Array.from({ length: stack.depth }, (_, n) => {
      const id = stack.ids[n]!
      return `${NAMES[stack.types[n]!]}${id === NO_ID ? '' : ` ${id}`}`
    })
    return `${tunnels.join(' > ')}: ${namesOf(p).slice(2).join(' ')}`
  })
}

describe.skipIf(!hasCases)('cases', () => {
  test('EoIP is one tunnel, its number little-endian; a length of 0 is a keepalive; EtherIP is another', () => {
    const [frame, , ...rest] = told('eoip')
    expect(frame).toBe('Eoip 10: gre eth ip icmp data')
    expect(rest.slice(-2)).toEqual(['Eoip 10: gre', 'EtherIp: etherip eth ip icmp data'])
    expect(new Set(rest.slice(0, -2))).toEqual(new Set([frame]))
  })

  test('tunnels in UDP by their ports, where what is there fits', () => {
    expect(told('udp-tunnels')).toEqual([
      'Gue: udp gue ip icmp data',
      'Gue: udp gue ip icmp data',
      'Gue > Gre: udp gue gre ip icmp data',
      // Linux' FOU on a port of somebody's choice: nothing in the packet tells.
      ': udp data',
      `L2tp ${0x10002}: udp l2tp ppp ip icmp data`,
      ': udp l2tp',
      `Gtp ${0x1234}: udp gtp ip icmp data`,
      ': udp wg data',
      ': udp udpencap esp data',
      ': udp udpencap',
      ': udp data',
      'Capwap: udp capwap.data data',
      'Mpls 17: udp mpls ip icmp data',
      ': udp openvpn data',
      // Teredo carries IPv6 alone: this is IPv4.
      ': udp data',
      'Gre: udp gre ip icmp data',
      ...Array<string>(3).fill(': udp data'),
      'Lisp: udp lisp-data ip icmp data',
      ...Array<string>(2).fill(': udp data'),
      'Tzsp: udp tzsp eth ip icmp data',
      ...Array<string>(2).fill(': udp data'),
    ])
  })

  test('6to4 by its addresses', () => {
    expect(told('6to4')).toEqual(Array(3).fill('SixToFour: ipv6 icmpv6 data'))
  })
})
