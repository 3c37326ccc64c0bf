/**
 * Packets out of their tunnels: what tshark sees in the output is what it sees innermost in the original, field by field, over all
 * fixtures in a row and a share of the corpora.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { ethernet, geneve, gre, icmpEcho, ipv4, ipv4Fragments, udp, vxlan } from '../../fixtures/make/packets.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { type DecapOptions, Decapsulator, Fate } from '../../src/transform/decap.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import { TunnelStack, TunnelType } from '../../src/wire/tunnel.js'
import { CORPUS, hasCorpus } from '../helpers/octets.js'
import { A, B, frame, INNER_A, INNER_B, inVni, ping, underlay } from '../helpers/packets.js'
import { isMissing } from '../helpers/programs.js'
import { vxsniff } from '../helpers/run.js'
import { share } from '../helpers/share.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))

const CORPUS_FILES = `${CORPUS}files/`
const MERGED = mkdtempSync(join(tmpdir(), 'vxsniff-decap-'))
afterAll(() => rmSync(MERGED, { recursive: true }))

/** Fields whose values must be those of the innermost packet. */
const FIELDS = [
  ...['eth.dst', 'eth.src', 'eth.type', 'vlan.id', 'arp.opcode', 'arp.src.proto_ipv4', 'arp.dst.hw_mac'],
  ...['ip.version', 'ip.hdr_len', 'ip.dsfield', 'ip.len', 'ip.id', 'ip.flags', 'ip.frag_offset', 'ip.ttl', 'ip.proto'],
  ...['ip.checksum', 'ip.src', 'ip.dst', 'ipv6.plen', 'ipv6.nxt', 'ipv6.hlim', 'ipv6.src', 'ipv6.dst'],
  ...['tcp.srcport', 'tcp.dstport', 'tcp.seq_raw', 'tcp.ack_raw', 'tcp.len', 'tcp.checksum'],
  ...[
    'udp.srcport',
    'udp.dstport',
    'udp.length',
    'udp.checksum',
    'icmp.type',
    'icmp.code',
    'icmp.checksum',
    'icmp.seq',
  ],
  ...['icmpv6.type', 'icmpv6.checksum'],
]
const OWN = ['frame.number', 'frame.comment', 'frame.time_epoch', '_ws.malformed']

/**
 * tshark 4.0 does not dissect GUE, asks what is in L2TPv3, knows no jumbogram without an option (RFC 9268 §3), and does not call a
 * first fragment malformed that it has not put together.
 */
const OTHERWISE = /gue|l2tpv3|bigtcp|geneve_outer_ipv4_fragmentation/

function tshark(path: string): readonly (readonly string[])[] {
  const rules = ['udp.port==8472,vxlan', 'udp.port==8285,ip', 'udp.port==46354,vxlan'].flatMap((rule) => ['-d', rule])
  const args = ['-n', '-r', path, '-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=|', ...rules]
  const { stdout } = spawnSync('tshark', [...args, ...[...OWN, ...FIELDS].flatMap((name) => ['-e', name])], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
}

/** What differs between the packets that were taken out of a capture and what is innermost in it; how many values are the same. */
async function compare(captures: readonly string[], name: string) {
  const [merged, out] = [join(MERGED, `${name}.pcapng`), join(MERGED, `${name}-out.pcapng`)]
  await vxsniff(['read', ...captures, '-w', merged])
  const { stderr } = await vxsniff(['decap', merged, '-w', out])
  const originals = tshark(merged)
  const differences: string[] = []
  let same = 0
  const taken = tshark(out)
  for (const [, comment = '', time, malformed, ...values] of taken) {
    const number = Number(/frames? (?:\d+, )*(\d+): /.exec(comment)?.[1])
    const [, , itsTime, itsMalformed, ...others] = originals[number - 1]!
    if (time !== itsTime) differences.push(`#${number} time`)
    if (malformed !== '' && itsMalformed === '') differences.push(`#${number} malformed`)
    for (const [i, value] of values.entries()) {
      if (value === '') continue
      // Outermost first: those in front are of the headers that were taken off.
      if (`|${others[i]}`.endsWith(`|${value}`)) same++
      else differences.push(`#${number} ${FIELDS[i]}: ${value} for ${others[i]}`)
    }
  }
  return { differences, same, taken: taken.length, stderr }
}

describe.skipIf(isMissing('tshark', 'apt-get install tshark'))('what tshark sees is what it sees innermost', () => {
  test('of all fixtures', { timeout: 300_000 }, async () => {
    const captures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name) && !OTHERWISE.test(name))
    const { differences, same, taken, stderr } = await compare(
      captures.map((name) => FIXTURES + name),
      'fixtures',
    )
    expect(differences).toEqual([])
    expect(stderr).toContain(`, ${taken} taken out of tunnels\n`)
    expect(same).toBeGreaterThan(3000)
  })

  test.skipIf(!hasCorpus('packets taken out of tunnels'))('of the corpus', { timeout: 900_000 }, async () => {
    const captures = readdirSync(CORPUS_FILES).filter((name) => /\.pcap(ng)?$/.test(name) && !OTHERWISE.test(name))
    let values = 0
    // Together they are no capture, as a datagram of one may complete that of another.
    for (const [i, name] of share(captures, 120).entries()) {
      const { differences, same } = await compare([CORPUS_FILES + name], String(i))
      expect(differences, name).toEqual([])
      values += same
    }
    expect(values).toBeGreaterThan(0)
  })
})

/** The packets that come out of frames one after the other, with what became of each. */
function taken(frames: readonly { octets: Uint8Array; length?: number }[], o: Partial<DecapOptions> = {}) {
  const tables = defaultTables()
  const decapsulator = new Decapsulator(tables, {
    most: Number.POSITIVE_INFINITY,
    ethernet: false,
    finishChecksums: false,
    ...o,
  })
  const [p, stack, reassembler] = [new Packet(tables), new TunnelStack(), new Reassembler()]
  return frames.map(({ octets, length = octets.length }, i) => {
    p.record(new DataView(octets.buffer, octets.byteOffset, octets.length), octets, 0, octets.length, length)
    p.number = i + 1
    p.linkType = 1
    decode(p)
    if (p.fragment !== -1) reassembler.offer(p)
    stack.fill(p)
    const fate = decapsulator.take(p, stack)
    const { packet } = decapsulator
    const out = fate === Fate.Taken ? Buffer.from(packet.recordBytes.slice(0, packet.captured)) : undefined
    return { fate, out, linkType: packet.linkType, length: packet.length, tunnels: decapsulator.tunnels }
  })
}

const octetsOf = (part: { readonly octets: Uint8Array }): Buffer => Buffer.from(part.octets)

describe('by hand', () => {
  const inner = ethernet(INNER_B.mac, INNER_A.mac, ping())
  const whole = frame(underlay(inVni(42, ping())))

  test('lengths are those of the packet inside, without what pads the frame, also of one that the capture has cut', () => {
    const short = frame(underlay(udp({ source: 1, destination: 4789 }, vxlan(1, { octets: Buffer.alloc(14) }), true)))
    const padded = Buffer.concat([short.octets, Buffer.alloc(40)])
    expect(taken([{ octets: padded }])[0]!.out).toHaveLength(14)
    const [{ out, length } = {}] = taken([{ octets: whole.octets.subarray(0, 90), length: whole.octets.length }])
    expect(out).toHaveLength(90 - 50)
    expect(length).toBe(octetsOf(inner).length)
  })

  test('--depth takes off the outermost ones, --only those of a kind', () => {
    const nested = frame(underlay(gre({ key: 7 }, underlay(inVni(42, ping()), '10.9.0.1', '10.9.0.2'))))
    expect(taken([nested])[0]).toMatchObject({ tunnels: 2, linkType: 1, out: octetsOf(inner) })
    expect(taken([nested], { most: 1 })[0]).toMatchObject({ tunnels: 1, linkType: 101 })
    expect(taken([nested], { types: new Set([TunnelType.Gre]) })[0]).toMatchObject({ tunnels: 1, linkType: 101 })
    expect(taken([nested], { types: new Set([TunnelType.Geneve]) })[0]!.fate).toBe(Fate.Plain)
  })

  test('without Ethernet inside it is an IP packet, or gets a header that nobody has', () => {
    const bare = frame(underlay(gre({}, ping())))
    expect(taken([bare])[0]).toMatchObject({ linkType: 101, out: octetsOf(ping()) })
    const { out, linkType } = taken([bare], { ethernet: true })[0]!
    expect(linkType).toBe(1)
    expect(out!.toString('hex', 0, 14)).toBe('0200000000020200000000010800')
    expect(out!.subarray(14)).toEqual(octetsOf(ping()))
  })

  test('a datagram that was fragmented on the way is put together; a fragment inside stays one', () => {
    const outer = udp({ source: 1, destination: 4789 }, vxlan(42, inner), true)
    const half = 64
    const header = { source: A.ip, destination: B.ip, identification: 9 }
    const parts = ipv4Fragments(header, outer, [
      [0, half],
      [half, outer.octets.length],
    ]).map(frame)
    expect(taken(parts).map(({ fate }) => fate)).toEqual([Fate.Waiting, Fate.Taken])
    expect(taken(parts)[1]!.out).toEqual(octetsOf(inner))
    const long = icmpEcho({ id: 1, sequence: 1, length: 200 })
    const inside = ipv4Fragments({ source: INNER_A.ip, destination: INNER_B.ip, identification: 3 }, long, [
      [0, 104],
      [104, 208],
    ])
    expect(taken(inside.map((part) => frame(underlay(inVni(42, part))))).map(({ out }) => out)).toEqual(
      inside.map((part) => octetsOf(ethernet(INNER_B.mac, INNER_A.mac, part))),
    )
  })

  test('a datagram that was fragmented inside and on the way has a header of its own', () => {
    const long = icmpEcho({ id: 1, sequence: 1, length: 192 })
    const inside = ipv4Fragments({ source: INNER_A.ip, destination: INNER_B.ip, identification: 3 }, long, [
      [0, 104],
      [104, long.octets.length],
    ])
    const parts = inside.flatMap((part, i) => {
      const outer = udp({ source: 1, destination: 4789 }, vxlan(42, ethernet(INNER_B.mac, INNER_A.mac, part)), true)
      return ipv4Fragments({ source: A.ip, destination: B.ip, identification: 20 + i }, outer, [
        [0, 80],
        [80, outer.octets.length],
      ]).map(frame)
    })
    const last = taken(parts).at(-1)!
    const whole = ipv4({ source: INNER_A.ip, destination: INNER_B.ip, identification: 3 }, long)
    expect(last.out).toEqual(octetsOf(ethernet(INNER_B.mac, INNER_A.mac, whole)))
  })

  test('a seed is finished, unless the capture has cut what it is of', () => {
    const segment = udp({ source: 1000, destination: 2000 }, { octets: Buffer.alloc(40, 7) })
    const inside = ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, segment)
    const { octets } = frame(underlay(inVni(42, inside)))
    const at = octets.length - segment.octets.length + 6
    // The pseudo-header's sum: RFC 768.
    const seed = [0xac11, 0x0102, 0xac11, 0x0103, 17, segment.octets.length].reduce((sum, word) => sum + word, 0)
    const view = new DataView(octets.buffer, octets.byteOffset, octets.length)
    const right = view.getUint16(at)
    view.setUint16(at, (seed & 0xffff) + (seed >>> 16))
    const sumOf = (captured: number): number => {
      const [{ out } = {}] = taken([{ octets: octets.subarray(0, captured), length: octets.length }], {
        finishChecksums: true,
      })
      return out!.readUInt16BE(at - 50)
    }
    expect(sumOf(octets.length)).toBe(right)
    expect(sumOf(octets.length - 10)).toBe((seed & 0xffff) + (seed >>> 16))
  })

  test('an empty tunnel and what nobody can name stay out, and are told apart', () => {
    const empty = frame(underlay(gre({ protocolType: 0x0800 }, { octets: Buffer.alloc(0) })))
    const strange = frame(underlay(gre({ protocolType: 0x1234 }, { octets: Buffer.alloc(20) })))
    const control = frame(underlay(udp({ source: 1, destination: 6081 }, geneve(1, [], inner), true)))
    expect(taken([empty, strange, control, frame(ping())]).map(({ fate }) => fate)).toEqual([
      ...[Fate.Empty, Fate.Unknown, Fate.Taken, Fate.Plain],
    ])
  })
})
