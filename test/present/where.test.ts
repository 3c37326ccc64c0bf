/** Where an address is, as text and as data: told of frames made for it, and of captures from the kernel. */
import { describe, expect, test } from 'vitest'
import type { Part } from '../../fixtures/make/packets.js'
import { Learning } from '../../src/analysis/learning/learning.js'
import { type Wanted, whereabouts } from '../../src/analysis/learning/whereabouts.js'
import { insideText } from '../../src/present/inside-text.js'
import type { LearnView } from '../../src/present/learn/view.js'
import { PLAIN } from '../../src/present/palette.js'
import { WhereText, whereJson } from '../../src/present/where.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import type { Language } from '../../src/words/language.js'
import type { Frame } from '../helpers/octets.js'
import { announces, answers, asks, GROUP, host, inTunnel, pings, pongs, vtep } from '../helpers/overlay.js'
import { fixture, frameOf, take } from '../helpers/packets.js'

const VIEW: LearnView = { language: 'en', palette: PLAIN, unicode: true, columns: 200, utcOffset: () => 0, all: false }

/** What is said of an address after these frames, a second apart. */
function where(frames: readonly Frame[], wanted: Wanted, language: Language = 'en') {
  const learning = new Learning()
  const packets = new Map<number, string>()
  const stack = new TunnelStack()
  const p = new Packet()
  for (const [i, frame] of frames.entries()) {
    stack.fill(take(p, frame, i + 1, i * 1e9))
    learning.observe(p, stack)
    if (learning.fdb.stations.placed === p.number) packets.set(p.number, insideText(p, stack, true))
  }
  learning.finish()
  const { networks } = learning
  const found = whereabouts(wanted, learning, learning.facts())
  const of = (frame: number): string | undefined => packets.get(frame)
  const text = new WhereText(networks, of, { ...VIEW, language }).text(wanted, found)
  return { text, json: JSON.parse(whereJson(wanted, found, networks, of)) }
}

const ip = (text: string): Wanted => ({ address: text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) })
const sent = (from: string, to: string, part: Part): Frame => frameOf(inTunnel(from, to, part).octets)

const [one, two] = [host(1, 1), host(2, 2)]
const [first, second, third] = [vtep(1), vtep(2), vtep(3)]
/** Two find each other; then the second is behind the third VTEP, and the first still asks at the old place. */
const MOVED = [
  sent(first, GROUP, asks(one, two.ip)),
  sent(second, first, answers(two, one)),
  sent(first, second, pings(one, two)),
  sent(second, first, pongs(two, one)),
  sent(third, GROUP, announces(two)),
  sent(first, third, pings(one, two, 2)),
]

describe('an address that was heard', () => {
  test('by its IP address: the network, the MAC address, the VTEP, since which packet', () => {
    expect(where(MOVED, ip(one.ip)).text).toBe(
      `172.19.1.1  in vxlan 42, ${one.mac}, behind ${first}, ` +
        'since #1 (22:13:20.000000, ARP who-has 172.19.1.2 tell 172.19.1.1), last heard #6 (22:13:25.000000)\n',
    )
  })

  test('by its MAC address, and what moved', () => {
    const { text, json } = where(MOVED, { mac: 0x020000000102 })
    expect(text).toBe(
      `${two.mac}  in vxlan 42, 172.19.1.2, behind ${third}, since #5 (22:13:24.000000, ` +
        'ARP announcement: 172.19.1.2 is-at 02:00:00:00:01:02), last heard #5 (22:13:24.000000)\n' +
        `                   moved: from ${second} (last heard there #4) at #5\n`,
    )
    expect(json).toMatchObject({
      wanted: two.mac,
      places: [
        {
          vni: 42,
          mac: two.mac,
          addresses: [two.ip],
          vtep: third,
          first: { frame: 2, packet: 'ARP 172.19.1.2 is-at 02:00:00:00:01:02' },
          moves: [{ from: second, to: third, lastBefore: { frame: 4 }, at: { frame: 5 }, astray: 0 }],
        },
      ],
    })
  })

  test('behind a tunnel without Ethernet', () => {
    expect(where(fixture('gre-seed'), ip('10.1.1.1')).text).toMatch(
      /^10\.1\.1\.1 {2}in gre 0x222222 \/ 0x111111, behind 172\.16\.0\.3, since #1 /,
    )
  })

  test('as an end of tunnels', () => {
    expect(where(MOVED, ip(first)).text).toBe(`${first}  an end of tunnels itself: vxlan 42\n`)
  })

  test('in Chinese', () => {
    expect(where(MOVED, { mac: 0x020000000102 }, 'zh').text).toContain(
      `移动过：于 #5 离开 ${second}（在那里最后出现 #4）`,
    )
  })
})

describe('an address that was not', () => {
  test('is told by where others send what is for it', () => {
    const frames = [sent(first, second, pings(one, two)), sent(first, second, pings(one, two, 2))]
    const { text, json } = where(frames, { mac: 0x020000000102 })
    expect(text).toBe(
      `${two.mac}  never heard in vxlan 42; ${first} sends what is for it to ${second}: #1 (22:13:20.000000, ` +
        '172.19.1.1 > 172.19.1.2 ICMP echo request, id 7, seq 1)\n',
    )
    expect(json).toMatchObject({ places: [], targets: [{ vni: 42, from: first, to: second, first: { frame: 1 } }] })
  })

  test('and is nowhere: the nearest that are', () => {
    const { text, json } = where(MOVED, ip('172.19.1.9'))
    expect(text).toBe(`172.19.1.9  nowhere in this capture, the nearest are 172.19.1.1, 172.19.1.2\n`)
    expect(json).toMatchObject({ places: [], nearest: ['172.19.1.1', '172.19.1.2'] })
    expect(where([], ip('172.19.1.9')).text).toBe('172.19.1.9  nowhere in this capture\n')
  })
})
