import { expect, test } from 'vitest'
import { writeTunnelName } from '../../src/present/tunnel-name.js'
import { Writer } from '../../src/present/writer.js'
import { NO_ID, TunnelType } from '../../src/wire/tunnel.js'

test.each([
  [TunnelType.Vxlan, 42, false, 0, 'vxlan 42'],
  [TunnelType.Vxlan, 0xffffff, false, 0, 'vxlan 16777215'],
  [TunnelType.Vxlan, 1, false, 8472, 'vxlan/8472 1'],
  [TunnelType.Gre, NO_ID, false, 0, 'gre'],
  [TunnelType.Gre, 0, false, 0, 'gre 0'],
  [TunnelType.Gre, 65535, false, 0, 'gre 65535'],
  [TunnelType.Gre, 0x222222, false, 0, 'gre 0x222222'],
  [TunnelType.Gre, 0xffffffff, false, 0, 'gre 0xffffffff'],
  // RFC 7637 §3.2: VSID 5001 and FlowID 7.
  [TunnelType.GretapOrNvgre, 0x138907, false, 0, 'gretap 0x138907 = nvgre 5001/7'],
  [TunnelType.GretapOrNvgre, 0x138907, true, 0, 'nvgre 5001/7'],
  [TunnelType.Pptp, 24577, false, 0, 'pptp 24577'],
  [TunnelType.Mpls, 0xfffff, false, 0, 'mpls 1048575'],
  [TunnelType.Ipv6InIpv4, NO_ID, false, 0, '6in4'],
  [TunnelType.None, NO_ID, false, 0, ''],
])('type %i, number %i, narrow %s, port %i: %s', (type, id, narrow, port, expected) => {
  const w = new Writer()
  writeTunnelName(type, id, w, narrow, port)
  expect(w.toString()).toBe(expected)
})
