/** Whatever a network is called in the tables, it is found again by that name. */
import { expect, test } from 'vitest'
import { Networks } from '../../src/analysis/tunnels/networks.js'
import { NamedNetworks } from '../../src/export/named-networks.js'
import { NetworkKeys } from '../../src/export/network-keys.js'
import { prefix } from '../../src/filter/literals.js'

test('every form of a name', () => {
  const pair = '10.0.0.1 10.0.0.2'
  const paths = [
    'vxlan 42',
    'vxlan/8472 42',
    'vxlan 42 vlan 10',
    'vxlan 42 vlan 100.10',
    'vxlan-gpe 7',
    'geneve 1',
    `gre ${pair}`,
    `gre 7 / 9 ${pair}`,
    `gre 13 ${pair}`,
    `gre 9 / 11 ${pair}`,
    'gre 0x222222 / 0x111111 172.16.0.3 172.16.0.5',
    'gre 5 2001:db8::1 2001:db8::2',
    `gretap 5 ${pair} vlan 3`,
    'gretap = nvgre 5001',
    'gretap = nvgre 5001 vlan 9',
    'pptp 24577 / 1031 10.65.132.187 10.65.132.188',
    'erspan-i',
    'erspan 100',
    'mpls 17',
    'mpls 17>mpls 18',
    `4in4 ${pair}`,
    'gtp 10.0.0.1 fe80::1',
    `gre 7 / 9 ${pair}>vxlan 42 vlan 4>gre 3 / 2 ${pair}`,
  ]
  const networks = new Networks()
  const named = new NamedNetworks(networks, (text) => prefix(text)?.octets)
  named.add(paths)
  const keys = new NetworkKeys(networks)
  expect(paths.map((path) => keys.of(named.number(path))[3])).toEqual(paths)
  expect(new Set(paths.map((path) => named.number(path))).size).toBe(paths.length)
})
