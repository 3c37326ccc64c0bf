import { expect, test } from 'vitest'
import { ipv6, udp } from '../../../../fixtures/make/packets.js'
import { pings } from '../../../helpers/overlay.js'
import { echo, hasCases, inCase, inVxlan, sent, told, X, Y } from '../../../helpers/tunnels.js'

const ID = 'vxlan.no-ethernet'

test('IPv4 and IPv6 right behind the VXLAN header', () => {
  const six = ipv6(
    { source: 'fd00::1', destination: 'fd00::2' },
    udp({ source: 1, destination: 2 }, { octets: Buffer.alloc(40) }),
  )
  expect(told(ID, sent([inVxlan({}, echo(1)), inVxlan({}, echo(2)), inVxlan({}, six)]))).toEqual(['warning 3 #1,2,3'])
})

test('frames are none, nor is what only begins like an IP packet', () => {
  const damaged = echo(1)
  const octets = Buffer.from(damaged.octets)
  octets[8] = 7
  expect(told(ID, sent([inVxlan({}, pings(X, Y)), inVxlan({}, { ...damaged, octets })]))).toEqual([])
})

test.skipIf(!hasCases)('one of each, as people report it', async () => {
  expect(await inCase('b34-raw-ip-in-vxlan', ID)).toMatchObject([
    { severity: 'warning', count: 2, frames: [1, 2], about: { versions: [4, 6] } },
  ])
})
