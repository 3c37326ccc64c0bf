/** `routes` as text and JSON, of two speakers that tell each other. */
import { expect, test } from 'vitest'
import { Control } from '../../../src/analysis/control/control.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { PLAIN } from '../../../src/present/palette.js'
import { RoutesJson } from '../../../src/present/routes/json.js'
import { routeChanges, routesAt, routeTable } from '../../../src/present/routes/table.js'
import { RoutesText } from '../../../src/present/routes/text.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
import {
  floodRoute,
  KEEPALIVE,
  macRoute,
  message,
  open,
  reach,
  replication,
  vxlan,
  withdraw,
} from '../../helpers/bgp.js'
import { Speakers } from '../../helpers/bgp-speakers.js'
import { replay } from '../../helpers/packets.js'

const HOP = 'c0000202'
const STATION = macRoute({ rd: HOP, mac: '024200000002', ip: '0a010102', vni: 100 })
const { frames } = new Speakers('192.0.2.2', '192.0.2.1')
  .open()
  .say(0, open(65000, HOP) + KEEPALIVE)
  .say(1, open(65000, 'c0000201') + KEEPALIVE)
  .say(0, reach(HOP, STATION, vxlan(100)))
  .say(0, reach(HOP, floodRoute(HOP), vxlan(100), replication(100, HOP)))
  .say(0, withdraw(STATION))
  .say(1, message(3, '0602'))

const networks = new Networks()
const control = new Control(networks)
const stack = new TunnelStack()
replay(frames, (p) => {
  stack.fill(p)
  networks.observe(p, stack)
  control.observe(p)
})
const view = (language: 'en' | 'zh', columns: number) =>
  ({ language, palette: PLAIN, unicode: true, columns, all: false, utcOffset: () => 0 }) as const
const textOf = (language: 'en' | 'zh' = 'en', columns = 100): RoutesText =>
  new RoutesText(networks.addresses, () => 'vxlan 7', view(language, columns) as never)
const at = (frame: number) => routesAt(control.rib.events, { frame })

test('the table is that of `show bgp l2vpn evpn`, with the frame that told each path', () => {
  expect(textOf().table(at(7)).split('\n')).toEqual([
    'L2VPN EVPN',
    '    Network         Next Hop             Metric LocPrf Path',
    'Route Distinguisher: 192.0.2.2:2',
    ' *> [2]:[0]:[48]:[02:42:00:00:00:02]:[32]:[10.1.1.2]',
    '                    192.0.2.2',
    '                    VNI 100 ET:8 RT:65000:100',
    '                    #6 from 192.0.2.2 to 192.0.2.1',
    ' *> [3]:[0]:[32]:[192.0.2.2]',
    '                    192.0.2.2',
    '                    VNI 100 ET:8 RT:65000:100',
    '                    #7 from 192.0.2.2 to 192.0.2.1',
    '',
  ])
  expect(textOf('zh', 60).table(at(6))).toContain('      #6 192.0.2.2 告知 192.0.2.1')
})

test('what changed between two moments, and at the end nothing is left', () => {
  const changes = routeChanges(at(6), at(8))
  expect(changes.map(({ sign, route }) => `${sign} ${route.route.prefix}`)).toEqual([
    '+ [3]:[0]:[32]:[192.0.2.2]',
    '- [2]:[0]:[48]:[02:42:00:00:00:02]:[32]:[10.1.1.2]',
  ])
  expect(textOf().changes(changes)).toContain(' -  [2]:[0]:[48]:[02:42:00:00:00:02]:[32]:[10.1.1.2]\n')
  expect(textOf().changes([])).toBe('Nothing has changed.\n')
  expect(textOf().table(routeTable(control.rib.routes))).toBe('No route was told that is still there.\n')
})

test('events as they happen, and how the session ended', () => {
  const said = control.rib.events.map((event) =>
    textOf()
      .event(event)
      .replace(/^\S+ {2}/, ''),
  )
  expect(said.map((line) => line.replace(/\s+/g, ' ').trim())).toEqual([
    '#6 192.0.2.2 tells 192.0.2.1 192.0.2.2:2 [2]:[0]:[48]:[02:42:00:00:00:02]:[32]:[10.1.1.2] → 192.0.2.2 VNI 100',
    '#7 192.0.2.2 tells 192.0.2.1 192.0.2.2:2 [3]:[0]:[32]:[192.0.2.2] → 192.0.2.2 VNI 100',
    '#8 192.0.2.2 withdraws from 192.0.2.1 192.0.2.2:2 [2]:[0]:[48]:[02:42:00:00:00:02]:[32]:[10.1.1.2]',
    '#9 with the session of 192.0.2.2 and 192.0.2.1 goes 192.0.2.2:2 [3]:[0]:[32]:[192.0.2.2]',
  ])
  expect(textOf().sessions(control.sessions)).toBe(
    'Sessions\n  192.0.2.2 (AS 65000) ↔ 192.0.2.1 (AS 65000)  since #1, ended by 192.0.2.1 in #9: Cease:\n  Administrative Shutdown\n',
  )
  expect(textOf().summary([], control.sessions, 0)).toBe('0 routes with 0 paths, told in 1 session.\n')
  expect(textOf().summary([], [], 0)).toBe('This capture has no BGP.\n')
})

test('JSON has the same, and names what there is none of', () => {
  const json = JSON.parse([...new RoutesJson(networks.addresses).table(at(7), control.sessions, 0)].join(''))
  expect(json.routes[0]).toMatchObject({
    family: 'evpn',
    rd: '192.0.2.2:2',
    prefix: '[2]:[0]:[48]:[02:42:00:00:00:02]:[32]:[10.1.1.2]',
    type: 2,
    mac: '02:42:00:00:00:02',
    ip: '10.1.1.2',
    paths: [
      {
        nexthop: '192.0.2.2',
        from: '192.0.2.2',
        to: ['192.0.2.1'],
        vni: 100,
        l3vni: null,
        routeTargets: ['65000:100'],
        frame: 6,
      },
    ],
  })
  expect(json.sessions[0].ended).toMatchObject({ how: 'notification', by: '192.0.2.1', frame: 9 })
})
