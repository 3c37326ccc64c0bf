/** Captures of what people meet around tunnels: how their lines name it, and that the layers are tshark's. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { UNICODE } from '../../src/present/glyphs.js'
import { insideOf, writeInsideCell } from '../../src/present/packet-cells.js'
import { writeProtocolPath } from '../../src/present/protocol-path.js'
import { Writer } from '../../src/present/writer.js'
import { Packet } from '../../src/wire/packet.js'
import { ownDepth, TunnelStack } from '../../src/wire/tunnel.js'
import { framesOf } from '../helpers/octets.js'
import { take } from '../helpers/packets.js'
import { vxsniff } from '../helpers/run.js'

const CASES = fileURLToPath(new URL('../../../shared/cases/', import.meta.url))
const hasCases = existsSync(CASES)
if (!hasCases) console.warn(`skipped: named cases: ${CASES} is not there`)
const hasTshark = spawnSync('tshark', ['--version']).status === 0
if (!hasTshark) console.warn('skipped: layers of named cases beside those of tshark, which is not there')

const DETAIL = { glyphs: UNICODE, narrow: false, quiet: false, linkLevel: false }

/** What each frame's line says is inside, and its layers. */
function said(name: string): { inside: string; path: string }[] {
  const p = new Packet()
  const stack = new TunnelStack()
  return framesOf(`${CASES}${name}.pcap`).map((f, i) => {
    take(p, f, i + 1)
    stack.fill(p)
    const inside = new Writer()
    writeInsideCell(p, insideOf(stack), ownDepth(p), -1, DETAIL, inside)
    const path = new Writer()
    writeProtocolPath(path, p)
    return { inside: inside.toString(), path: path.toString() }
  })
}

const insides = (name: string): string[] => said(name).map(({ inside }) => inside)

/** tshark's `frame.protocols`, a line a frame. */
function tsharkPaths(name: string): string[] {
  const { stdout } = spawnSync('tshark', ['-r', `${CASES}${name}.pcap`, '-T', 'fields', '-e', 'frame.protocols'], {
    encoding: 'utf8',
  })
  return stdout.trimEnd().split('\n')
}

describe.skipIf(!hasCases)('lines', () => {
  test('garp-in-gretap: registrations, and no broken spanning tree', () => {
    expect(insides('garp-in-gretap')).toEqual(['GARP VLAN Registration Protocol', 'GARP VLAN Registration Protocol'])
  })

  test('gre-protos: what GRE carries, by name', () => {
    const found = insides('gre-protos')
    expect([7, 8, 9, 17].map((frame) => found[frame - 1])).toEqual([
      'NHRP',
      'CDP, 24 octets',
      'OSI IS-IS, 34 octets',
      'GRE bonding, 20 octets',
    ])
  })

  test("sll-arphrd: the protocol type of both kinds of GRE device is GRE's", () => {
    const echo = 'ICMP echo request, id 42, seq 1'
    const echo6 = 'ICMP6 echo request, id 1, seq 1'
    expect(insides('sll-arphrd')).toEqual([
      echo,
      echo6,
      echo,
      'NHRP',
      'WCCP',
      '10.1.1.1 > 10.1.1.2 ICMP echo request, id 42, seq 1',
      'none (keepalive)',
      echo,
      '10.1.1.1 > 10.1.1.2 ICMP echo request, id 42, seq 1',
      echo,
      echo,
      echo6,
      echo6,
      echo,
      echo,
      echo6,
      '40:00:40:01:24:a4 > 45:00:00:54:00:01, type 0x0a01, 70 octets',
      'Novell 802.3, 42 octets',
      'Spanning Tree Protocol',
      'CAN, 16 octets',
      echo,
      'vlan 200 ICMP echo request, id 42, seq 1',
      'type 0x00c8, 86 octets',
      'netlink, 16 octets',
      'IEEE 802.11 with radiotap header, 34 octets',
      'CAN, 16 octets',
    ])
  })

  test('pptp-ppp: what is negotiated, what is compressed, and a whole multilink fragment opened', () => {
    const echo = '10.1.1.1 > 10.1.1.2 ICMP echo request, id 42, seq 1'
    expect(insides('pptp-ppp').slice(0, 9)).toEqual([
      echo,
      echo,
      echo,
      echo,
      'PPP compressed datagram (MPPE or compression), 62 octets',
      'PPP compressed datagram (MPPE or compression), 62 octets',
      'PPP LCP Echo-Request, id 1',
      '2001:db8::a > 2001:db8::b No Next Header',
      echo,
    ])
  })
})

describe.skipIf(!hasCases || !hasTshark)("layers are tshark's", () => {
  test.each([
    ['garp-in-gretap', []],
    // A Length/Type of 0 is a length here. PPTP's acknowledgment carries no PPP.
    ['pptp-ppp', [10, 12]],
    // tshark takes the protocol type of ip6gre for an EtherType, and goes on into IPX, CAN, netlink and IEEE 802.11.
    ['sll-arphrd', [8, 9, 10, 18, 20, 24, 25, 26]],
  ])('%s, but for frames %j', (name, others: readonly number[]) => {
    const ours = said(name).map(({ path }) => path)
    const theirs = tsharkPaths(name)
    const differing = ours.flatMap((path, i) => (path === theirs[i] ? [] : [i + 1]))
    expect(differing).toEqual(others)
  })
})

describe.skipIf(!hasCases || !hasTshark)("options of Geneve have tshark's names", () => {
  test('b02-gcp-geneve: those of Google', async () => {
    const file = `${CASES}b02-gcp-geneve.pcap`
    const { stdout: detail } = spawnSync('tshark', ['-r', file, '-V'], { encoding: 'utf8' })
    const names = [...detail.matchAll(/^ {8}(\S.*), Class: /gm)].map(([, name]) => `option ${name}`)
    expect(names).toHaveLength(3)
    const { stdout } = await vxsniff(['read', '-v', file])
    expect(stdout).toContain(names.join(', '))
  })
})
