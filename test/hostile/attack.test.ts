/**
 * Attacks on the program itself: captures of a million of something, of what never ends, and of text that a terminal would
 * obey, read from a pipe by the built program. It ends, says what it says, stays small, and prints nothing that it should not.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  arp,
  ethernet,
  type GeneveOption,
  geneve,
  gre,
  ipv4Fragments,
  ipv6Fragments,
  type Part,
  u8,
  udp,
  vxlan,
} from '../../fixtures/make/packets.js'
import { type Pieces, packets, type Survived, survive } from '../helpers/attack.js'
import { block, description, enhanced, file, option, order, section, text } from '../helpers/capture-octets.js'
import { hostileIn } from '../helpers/clean-text.js'
import { SPITEFUL } from '../helpers/damage.js'
import { A, B, frame, INNER_A, INNER_B, inVni, ping, underlay } from '../helpers/packets.js'
import { vxsniff } from '../helpers/run.js'
import { share } from '../helpers/share.js'

/** Megabytes at most: what all tables may take without `--memory`, and what a program needs besides. */
const MEMORY = 300 + 160
const MILLION = 1_000_000
/** More than any table keeps of networks, ends and stations. */
const MANY = 300_000
/** The same of networks alone. */
const VNIS = 50_000
/** Packets of so many for each command: a million where all captures are taken. */
const many = (command: string): number => (command === 'check' && share([1, 2], 2).length > 1 ? MILLION : MANY)

// Offsets in a frame of VXLAN over IPv4.
const OUTER_IP = 14
const OUTER_UDP = OUTER_IP + 20
const VNI = OUTER_UDP + 8 + 4
const INNER_ETHERNET = VNI + 4
const INNER_IP = INNER_ETHERNET + 14
const INNER_UDP = INNER_IP + 20
/** Octets from one VXLAN header to the next one inside it. */
const VXLAN_STEP = 14 + 20 + 8 + 8
const GRE_STEP = 20 + 8
const IPV6 = 40

const figures: string[] = []
afterAll(() => console.info(figures.join('\n')))

/** What holds for all of them. */
async function attack(words: readonly string[], pieces: Pieces, code = 0): Promise<Survived> {
  const survived = await survive(words, pieces)
  const { peak, seconds } = survived
  figures.push(`${`${peak} MB`.padStart(7)} ${seconds.toFixed(1).padStart(5)} s  ${expect.getState().currentTestName}`)
  expect(survived.hostile).toEqual([])
  expect(survived.stderr).not.toContain('defect')
  expect(survived.code, survived.stderr).toBe(code)
  expect(peak).toBeGreaterThan(20)
  expect(peak).toBeLessThan(MEMORY)
  return survived
}

/** The octets of a frame without an outer UDP checksum: what is changed behind it needs no other. */
function tunnelled(body: Part): Uint8Array {
  const { octets } = frame(underlay(inVni(42, body)))
  octets.fill(0, OUTER_UDP + 6, OUTER_UDP + 8)
  return octets
}

const PING = tunnelled(ping())
const QUESTION = tunnelled(
  arp({ operation: 'request', sender: [INNER_A.mac, INNER_A.ip], target: ['00:00:00:00:00:00', INNER_B.ip] }),
)
const DATAGRAM = tunnelled(underlay(udp({ source: 1, destination: 1 }, { octets: Buffer.alloc(8) }, true)))

describe('a million', () => {
  const macs = (v: DataView, i: number): void => v.setUint32(INNER_ETHERNET + 6 + 2, i)
  test.each([
    ['check', /findings may be missing: \d{6} stations or moves not kept; /],
    ['learn', /^\d{6} stations or moves not kept$/m],
  ])('spoofed inner MAC addresses: %s', async (command, says) => {
    expect((await attack([command, '-'], packets(many(command), PING, macs))).stdout).toMatch(says)
  })

  const vnis = (v: DataView, i: number): void => v.setUint32(VNI, i << 8)
  const commands = ['check', 'check --lang zh', 'check --json', 'learn', 'tunnels', 'flows']
  test.each(share(commands, 2))('VNIs: %s', async (words) => {
    const count = words === 'check' ? MANY : VNIS
    const { stdout, stderr } = await attack([...words.split(' '), '-'], packets(count, PING, vnis))
    // 16,383 of them are kept.
    expect(stdout + stderr).toMatch(new RegExp(`${count - 16_383}(,| packets| 个报文)`))
  })
  test('VNIs: read says how many packets found no room', async () => {
    const { stderr } = await attack(['read', '--fields', 'vxlan.vni', '-'], packets(MANY, PING, vnis))
    expect(stderr).toMatch(/\d{6} packets in tunnels beyond the \d+ kept$/m)
  })

  const ends = (v: DataView, i: number): void => v.setUint32(OUTER_IP + 12, 0x0a000000 + i)
  test.each(share(['check', 'learn', 'tunnels'], 2))('VTEPs that are none: %s', async (command) => {
    const { stdout, stderr } = await attack([command, '-'], packets(MANY, PING, ends))
    expect(stdout + stderr).toMatch(/\d{6} packets (of tunnel ends and senders|in rows)\sbeyond those kept/)
  })

  const ports = (v: DataView, i: number): void => v.setUint32(INNER_UDP, i)
  test.each(['check', 'flows'])('flows: %s', async (command) => {
    const { stdout, stderr } = await attack([command, '-'], packets(MANY, DATAGRAM, ports))
    if (command === 'flows') expect(stderr).toMatch(/^3\d{4} packets in rows beyond those kept$/m)
    else expect(stdout).toMatch(/3\d\s\d{3} packets of conversations not kept/)
  })

  const targets = (v: DataView, i: number): void => v.setUint32(INNER_IP + 24, 0x0a000000 + i)
  test.each([
    ['check', 'arp.storm'],
    ['learn', 'sequences not kept'],
  ])('ARP targets: %s', async (command, says) => {
    expect((await attack([command, '-'], packets(MANY, QUESTION, targets))).stdout).toContain(says)
  })
})

describe('100,000 fragments that nothing ever follows', () => {
  const FRAGMENTS = 100_000
  const long = udp({ source: 1, destination: 1 }, { octets: Buffer.alloc(600) }, true)
  const first: readonly (readonly [number, number])[] = [[0, 512]]
  const header4 = { source: '10.0.0.0', destination: INNER_B.ip }
  const header6 = { source: A.ip6, destination: B.ip6, identification: 1 }
  const fragment4 = ipv4Fragments(header4, long, first)[0]!
  const fragment6 = ipv6Fragments(header6, long, first)[0]!
  /** The checksum field with the identification and the lower half of the source address added, which were nothing. */
  const seed4 = new DataView(Uint8Array.from(fragment4.octets).buffer).getUint16(10)
  /**
   * The identification, and a part of the source address, since IPv4 has 65,536 identifications only. With a wrong checksum
   * it would be no fragment to wait for.
   */
  const id4 = (at: number) => (v: DataView, i: number) => {
    const sum = 0xffff - seed4 + (i & 0xffff) + (i >>> 16)
    v.setUint16(at + 4, i)
    v.setUint16(at + 14, i >>> 16)
    v.setUint16(at + 10, 0xffff - ((sum & 0xffff) + (sum >>> 16)))
  }
  const id6 = (at: number) => (v: DataView, i: number) => v.setUint32(at + IPV6 + 4, i)
  const all = [
    ['outer IPv4', frame(fragment4).octets, id4(OUTER_IP)],
    ['outer IPv6', frame(fragment6).octets, id6(OUTER_IP)],
    ['inner IPv4', tunnelled(fragment4), id4(INNER_IP)],
    ['inner IPv6', tunnelled(fragment6), id6(INNER_IP)],
  ] as const
  test.each(all)('%s: check', async (_, octets, vary) => {
    expect((await attack(['check', '-'], packets(FRAGMENTS, octets, vary))).stdout).toMatch(/100\s000 packets/)
  })

  test.each(all.slice(0, 1))('%s: read says how many', async (_, octets, vary) => {
    expect((await attack(['read', '-'], packets(FRAGMENTS, octets, vary))).stderr).toMatch(
      /^fragmented datagrams: 100000 incomplete$/m,
    )
  })
})

describe('headers on headers', () => {
  const options: readonly GeneveOption[] = Array.from({ length: 63 }, (_, i) => ({
    class: 0x100 + i,
    type: i,
    data: Buffer.alloc(0),
  }))
  const bomb = frame(
    underlay(udp({ source: 50000, destination: 6081 }, geneve(42, options, ethernet(B.mac, A.mac, ping())), true)),
  )
  test.each(['check', 'read -vv', 'read --json'])('500 × 63 Geneve options: %s', async (words) => {
    const kinds = (v: DataView, i: number): void => {
      for (let n = 0; n < 63; n++) v.setUint32(OUTER_UDP + 8 + 8 + 4 * n, ((i * 63 + n) << 8) >>> 0)
    }
    await attack([...words.split(' '), '-'], packets(500, bomb.octets, kinds))
  })

  let inVxlan = ping()
  let inGre = ping()
  for (let i = 0; i < 64; i++) {
    inVxlan = underlay(udp({ source: 50000, destination: 4789 }, vxlan(i, ethernet(B.mac, A.mac, inVxlan)), true))
    inGre = underlay(gre({ key: i }, inGre))
  }
  const vnis = (v: DataView, i: number): void => {
    for (let n = 0; n < 64; n++) v.setUint32(VNI + n * VXLAN_STEP, ((i + n) << 8) >>> 0)
  }
  const keys = (v: DataView, i: number): void => {
    for (let n = 0; n < 64; n++) v.setUint32(OUTER_IP + 20 + 4 + n * GRE_STEP, i * 64 + n)
  }
  const all = ['check', 'learn', 'tunnels', 'tunnels --json', 'flows']
  test.each(share(all, 2))('5,000 × 64 VXLAN tunnels in each other: %s', async (words) => {
    await attack([...words.split(' '), '-'], packets(5000, frame(inVxlan).octets, vnis))
  })
  test.each(all.slice(0, 2))('5,000 × 64 GRE tunnels in each other: %s', async (words) => {
    await attack([...words.split(' '), '-'], packets(5000, frame(inGre).octets, keys))
  })
  test('5,000 × 64 VXLAN tunnels in each other: read', async () => {
    const { stdout } = await attack(['read', '-'], packets(5000, frame(inVxlan).octets, vnis))
    expect(stdout).toContain('nested too deep')
  })
})

describe('pcapng', () => {
  const { u32 } = order(true)
  const one = enhanced([...PING])

  test('a block of a billion octets: refused by its length, what was before it is shown', async () => {
    function* endless(): Pieces {
      yield file(section(), description(1, 0), one, [...u32(0x0bad), ...u32(1_000_000_000)])
      const nothing = new Uint8Array(1 << 20)
      for (let i = 0; i < 954; i++) yield nothing
    }
    const { stdout, stderr } = await attack(['read', '-'], endless(), 3)
    expect(stdout).toContain(INNER_B.ip)
    expect(stderr).toMatch(/claims 1000000000 octets, possible are 12 to \d+; 1 packet was read$/m)
  })

  test('100 blocks as large as is believed, of a type that nobody knows: skipped', async () => {
    function* large(): Pieces {
      yield file(section(), description(1, 0))
      const unknown = file(block(0x0bad, []))
      const length = 1 << 24
      const body = new Uint8Array(length - unknown.length)
      for (let i = 0; i < 100; i++) {
        yield file([...u32(0x0bad), ...u32(length)])
        yield body
        yield file(u32(length))
      }
      yield file(one)
    }
    expect((await attack(['read', '-'], large())).stdout).toContain(INNER_B.ip)
  })

  test('a million interfaces with names of 400 octets: refused after 65,536', async () => {
    const interfaces = file(...Array.from({ length: 1000 }, () => description(1, 0, option(2, text('n'.repeat(400))))))
    function* many(): Pieces {
      yield file(section())
      for (let i = 0; i < 1000; i++) yield interfaces
    }
    expect((await attack(['read', '-'], many(), 3)).stderr).toContain('65536')
  })

  const spite = text(SPITEFUL)
  const named = (...codes: readonly number[]): number[] => codes.flatMap((code) => option(code, spite))
  const lldp = [...new Uint8Array(12), 0x88, 0xcc, 2, 7, 4, 0, 17, 34, 51, 68, 85, 4, 3, 5, 1, 2, 6, 2, 0, 120]
  const hostName = [0x0a, spite.length, ...spite, 0, 0]
  const spiteful = file(
    section(true, named(2, 3, 4)),
    description(1, 0, named(2, 3)),
    enhanced([...PING], { options: named(1) }),
    enhanced([...lldp, ...hostName], { options: named(1) }),
    enhanced([...u8(0xff, 0xff)], { options: named(1) }),
  )
  test.each([
    'read -',
    'read -vv -x -',
    'read --json -',
    'read --format tcpdump -e -',
    'read --fields frame.number,frame.comment,lldp.tlv.system.name -',
    'check -v -',
    'check --json -',
    'check -v --color=always -',
    'check -v --lang zh -',
    'read -v --color=always -',
    'learn --color=always -',
    'learn -',
    'learn --json -',
    'flows --json -',
    'tunnels --csv -',
    'explain - 2',
  ])('comments and names that a terminal would obey: %s', async (words) => {
    await attack(words.split(' '), [spiteful])
  })

  test('comments and names that a browser would obey, or a terminal that the page is printed to: report', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vxsniff-attack-'))
    const path = join(folder, 'spiteful.pcapng')
    writeFileSync(path, spiteful)
    const { stdout, code } = await vxsniff(['report', '-o', '-', path])
    rmSync(folder, { recursive: true })
    expect(code).toBe(0)
    // Without the page's own program.
    const page = stdout.replace(/<script type="module">.*?<\/script>/s, '')
    expect(page).toContain(INNER_B.ip)
    expect(hostileIn(page)).toBeUndefined()
  })
})
