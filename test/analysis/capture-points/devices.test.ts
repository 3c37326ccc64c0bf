/** What `ip -j -d address` of iproute2 6.1 prints, shortened to what is used, and what it means. */
import { describe, expect, test } from 'vitest'
import { devicesFrom, tunnelPortsFrom } from '../../../src/analysis/capture-points/devices.js'
import { deviceList, deviceTable } from '../../../src/present/devices.js'

const vxlan = (data: object) => ({ info_kind: 'vxlan', info_data: { port: 4789, ...data } })
const DEVICES = [
  { ifindex: 1, ifname: 'lo', flags: ['LOOPBACK', 'UP'], addr_info: [{ local: '127.0.0.1', prefixlen: 8 }] },
  {},
  {
    ifindex: 2,
    ifname: 'ens18',
    flags: ['UP', 'LOWER_UP'],
    mtu: 1500,
    address: '52:54:00:65:01:87',
    addr_info: [{ local: '10.65.132.187', prefixlen: 24 }],
  },
  { ifindex: 3, ifname: 'vx42', flags: ['UP'], linkinfo: vxlan({ id: 42, group: '224.1.1.1', link: 'ens18' }) },
  { ifindex: 4, ifname: 'vx43', flags: [], linkinfo: vxlan({ id: 43, local: '10.65.132.187', port: 8472 }) },
  { ifindex: 5, ifname: 'vx44', flags: ['UP'], linkinfo: vxlan({ id: 44, remote6: 'fd00::2' }) },
  { ifindex: 6, ifname: 'vxe', flags: ['UP', 'NO-CARRIER'], linkinfo: vxlan({ external: true }) },
  {
    ifindex: 7,
    ifname: 'gre1',
    flags: ['UP'],
    linkinfo: {
      info_kind: 'gre',
      info_data: { local: '10.65.132.187', remote: '10.65.132.188', ikey: '0.17.17.17', okey: '0.34.34.34' },
    },
  },
  {
    ifindex: 8,
    ifname: 'tap1',
    flags: ['UP'],
    link: 'ens18',
    linkinfo: {
      info_kind: 'gretap',
      info_data: { local: 'any', remote: '10.65.132.9', ikey: '0.0.0.7', okey: '0.0.0.7' },
    },
  },
  { ifindex: 9, ifname: 'br0', flags: ['UP'], linkinfo: { info_kind: 'bridge' } },
]
const routes: string[] = []
const all = devicesFrom(JSON.stringify(DEVICES), (address) => {
  routes.push(address)
  return 'ens18'
})
const tunnel = (name: string) => all.find((d) => d.name === name)?.tunnel

describe('devices', () => {
  test('up, and whether there is a carrier', () => {
    expect(all.map((d) => [d.name, d.up, d.running])).toEqual([
      ['lo', true, true],
      ['ens18', true, true],
      ['vx42', true, true],
      ['vx43', false, false],
      ['vx44', true, true],
      ['vxe', true, false],
      ['gre1', true, true],
      ['tap1', true, true],
      ['br0', true, true],
    ])
  })

  test('a VXLAN device has a VNI, a group or a remote, a port', () => {
    expect(tunnel('vx42')).toEqual({
      kind: 'vxlan',
      vni: 42,
      group: '224.1.1.1',
      port: 4789,
      external: false,
      underlay: 'ens18',
    })
  })

  test('the underlay is the device it is bound to, else the owner of its address, else where the route goes', () => {
    expect(['vx42', 'vx43', 'vx44', 'vxe', 'gre1', 'tap1'].map((name) => tunnel(name)?.underlay)).toEqual([
      'ens18',
      'ens18',
      'ens18',
      undefined,
      'ens18',
      'ens18',
    ])
    expect(routes).toEqual(['fd00::2'])
    expect(all[1]?.underlayOf).toEqual(['vx42', 'vx43', 'vx44', 'gre1', 'tap1'])
  })

  test('GRE keys, which iproute2 writes like addresses, are numbers; `any` is no address', () => {
    expect(tunnel('gre1')).toMatchObject({ inputKey: 0x111111, outputKey: 0x222222 })
    expect(tunnel('tap1')).toEqual({
      kind: 'gretap',
      inputKey: 7,
      outputKey: 7,
      remote: '10.65.132.9',
      external: false,
      underlay: 'ens18',
    })
  })

  test('as a table', () => {
    expect(deviceTable(all)).toBe(`\
#  name   state       addresses         tunnels
1  lo     up          127.0.0.1/8
2  ens18  up          10.65.132.187/24  underlay of vx42, vx43, vx44, gre1, tap1
3  vx42   up                            vxlan 42 group 224.1.1.1 port 4789 over ens18
4  vx43   down                          vxlan 43 local 10.65.132.187 port 8472 over ens18
5  vx44   up                            vxlan 44 remote fd00::2 port 4789 over ens18
6  vxe    no carrier                    vxlan external port 4789
7  gre1   up                            gre ikey 0x111111 okey 0x222222 local 10.65.132.187 remote 10.65.132.188 over ens18
8  tap1   up                            gretap key 7 remote 10.65.132.9 over ens18
9  br0    up
`)
  })

  test('in a sentence', () => {
    expect(deviceList(all.slice(0, 3))).toBe('lo, ens18, vx42 (vxlan 42 over ens18)')
  })
})

describe('ports of tunnel devices', () => {
  // What `ip -d -j link` of iproute2 6.1 prints of two VXLAN devices, one of them for VXLAN-GPE, and of a Geneve device.
  const link = (ifindex: number, ifname: string, info_kind: string, info_data: object) => ({
    ifindex,
    ifname,
    linkinfo: { info_kind, info_data },
  })

  test('each once, with all devices that have it', () => {
    const printed = [
      { ifindex: 1, ifname: 'lo', flags: ['LOOPBACK'] },
      {},
      link(2, 'vx1', 'vxlan', { id: 1, port: 4790, port_range: { low: 0, high: 0 }, learning: true }),
      link(3, 'vx2', 'vxlan', { id: 2, port: 4790, learning: false }),
      link(4, 'gpe', 'vxlan', { external: true, port: 4788, gpe: true }),
      link(5, 'gnv', 'geneve', { id: 7, remote: '192.0.2.9', port: 6082 }),
      link(6, 'tap', 'gretap', { remote: '192.0.2.9' }),
    ]
    expect(tunnelPortsFrom(JSON.stringify(printed))).toEqual([
      { kind: 'vxlan', port: 4790, devices: ['vx1', 'vx2'] },
      { kind: 'vxlan-gpe', port: 4788, devices: ['gpe'] },
      { kind: 'geneve', port: 6082, devices: ['gnv'] },
    ])
  })

  test('a port that cannot be is none', () => {
    expect(tunnelPortsFrom(JSON.stringify([link(2, 'vx', 'vxlan', { port: 0 }), link(3, 'g', 'geneve', {})]))).toEqual(
      [],
    )
  })
})
