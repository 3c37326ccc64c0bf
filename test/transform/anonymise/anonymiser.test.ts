/** Packets to packets: same layers, same states of checksums, nothing of what stood there. */
import { existsSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { tellOffload } from '../../../src/analysis/checksums/cause.js'
import { openCapture } from '../../../src/capture/file.js'
import { Addresses } from '../../../src/transform/anonymise/addresses.js'
import { Anonymiser, type AnonymiserOptions } from '../../../src/transform/anonymise/anonymiser.js'
import { LeakSearch } from '../../../src/transform/anonymise/leaks.js'
import { secretsFrom } from '../../../src/transform/anonymise/secrets.js'
import { decode } from '../../../src/wire/decode.js'
import { Packet } from '../../../src/wire/packet.js'
import { defaultTables, protocolOf } from '../../../src/wire/protocols/index.js'
import { Verdict, verify } from '../../../src/wire/verify.js'
import { bytes, CORPUS, INNER_FRAME, packetOf, udpHex } from '../../helpers/octets.js'
import { share } from '../../helpers/share.js'

const SECRETS = secretsFrom('correct horse')
const TABLES = { ...defaultTables(), reassemble: false, guess: true }
const ADDRESSES = new Addresses(SECRETS)

function anonymiser(o: AnonymiserOptions = {}): Anonymiser {
  return new Anonymiser(SECRETS, TABLES, o)
}

/** The octets that become of a frame of Ethernet. */
function rewritten(hex: string, o: AnonymiserOptions = {}): string {
  const { packet } = rewrittenBy(anonymiser(o), hex)
  return Buffer.from(packet.bytes.subarray(0, packet.captured)).toString('hex')
}

function rewrittenBy(by: Anonymiser, hex: string): Anonymiser {
  by.rewrite(packetOf(bytes(hex), 1))
  return by
}

/** Layers with their places, and the state of each checksum. */
function shapeOf(p: Packet): readonly string[] {
  const verdict = new Verdict()
  const layers = p.layers.slice(0, p.depth).map((l, i) => {
    verify(p, i, verdict)
    tellOffload(p, i, verdict)
    const place = [l.start, l.payload, l.end].map((at) => at - p.start).join('-')
    return `${protocolOf(l.kind).name} ${place} ${verdict.status}/${verdict.reason}`
  })
  return [...layers, `quoted ${p.quoted}, malformed ${p.malformed.reason}`]
}

function decoded(record: Packet): Packet {
  const p = new Packet(TABLES)
  p.borrow(record)
  decode(p)
  return p
}

const ETHERNET = '02005e100001 02005e100002 0800'
const frame = (ip: string): string => `${ETHERNET} ${ip}`

describe('one packet', () => {
  test('data are zeroed, kept or cut off', () => {
    const plain = frame('4500 0024 0000 4000 4011 0000 c0a80001 c0a80002 1388 1389 0010 0000 4142434445464748')
    expect(rewritten(plain)).toMatch(/13881389001000000{16}$/)
    expect(rewritten(plain, { payload: 'keep' })).toMatch(/1388138900100000(4142434445464748)$/)
    const cut = rewrittenBy(anonymiser({ payload: 'cut' }), plain).packet
    expect([cut.captured, cut.length]).toEqual([42, 50])
  })

  test('a VNI and a key stay, or become others', () => {
    const plain = frame(udpHex(50_000, 4789, `0800000000002a00 ${INNER_FRAME}`))
    const vniOf = (hex: string): string => hex.slice(2 * 46, 2 * 49)
    expect(vniOf(rewritten(plain))).toBe('00002a')
    const mapped = vniOf(rewritten(plain, { numbers: true }))
    expect(Number.parseInt(mapped, 16)).toBeLessThan(4096)
    expect(mapped).not.toBe('00002a')
    const gre = frame(
      '4500 0030 0000 4000 402f 0000 c0a80001 c0a80002 20000800 00000064 4500 0014 0000 4000 4001 0000 0a000001 0a000002',
    )
    expect(rewritten(gre)).toContain('2000080000000064')
    expect(rewritten(gre, { numbers: true })).not.toContain('2000080000000064')
  })

  test('names become letters, each label by itself, and the address of a reverse name the mapped one', () => {
    const name = '0677656273727607 6578616d706c65 03636f6d 00'
    const query = udpHex(40_000, 53, `1234 0100 0001 0000 0000 0000 ${name} 0001 0001`)
    const other = rewritten(frame(query))
    const labels = Buffer.from(other, 'hex').subarray(54).toString('latin1')
    expect([...labels].map((c) => (/[a-z2-7]/.test(c) ? 'x' : c.charCodeAt(0))).join(' ')).toBe(
      '6 x x x x x x 7 x x x x x x x 3 x x x 0 0 1 0 1',
    )
    expect(labels).not.toContain('example')
    const nibbles = '2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2'
    const reverse = [...nibbles.split('.'), 'ip6', 'arpa']
    const octets = reverse.map(
      (label) => `${label.length.toString(16).padStart(2, '0')}${Buffer.from(label).toString('hex')}`,
    )
    const pointer = udpHex(40_000, 53, `1234 0100 0001 0000 0000 0000 ${octets.join('')} 00 000c 0001`)
    const found = Buffer.from(rewritten(frame(pointer)), 'hex')
      .subarray(54, 54 + 64)
      .toString('latin1')
    const address = new Uint8Array(bytes('20010db8000000000000000000000002'))
    const view = new DataView(address.buffer)
    ADDRESSES.ipv6(view, 0, view)
    expect(
      [...found]
        .filter((_, i) => i % 2 === 1)
        .reverse()
        .join(''),
    ).toBe(Buffer.from(address).toString('hex'))
  })

  test('what is no header of a known protocol is zeroed', () => {
    expect(rewritten(`${ETHERNET.slice(0, -4)} 88b5 deadbeefcafe0102`)).toMatch(/88b50{16}$/)
    expect(rewritten(frame('4500 001c 0000 4000 40fd 0000 c0a80001 c0a80002 deadbeefcafe0102'))).toMatch(/0{16}$/)
  })

  test('a later fragment adds up to what it did', () => {
    const later = rewritten(frame('4500 0024 0001 0005 4011 0000 c0a80001 c0a80002 0102030405060708 1112131415161718'))
    // 0102 + 0304 + 0506 + 0708 + 1112 + 1314 + 1516 + 1718 = 6068.
    expect(later.slice(-32)).toBe(`${'0'.repeat(28)}6068`)
  })

  test('any octets do, whatever they are', () => {
    const kinds = fc.constantFrom(1, 12, 101, 113, 276, 0, 9, 104, 239, 178)
    const one = anonymiser()
    const starts = fc.constantFrom(
      '',
      ETHERNET,
      `${ETHERNET} 45`,
      `${ETHERNET.slice(0, -4)}86dd 60`,
      `${ETHERNET.slice(0, -4)}0806`,
    )
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 200 }), kinds, (start, rest, linkType) => {
        const octets = Uint8Array.of(...bytes(start), ...rest)
        one.rewrite(packetOf(octets, linkType))
        expect(one.packet.captured).toBe(octets.length)
      }),
      { numRuns: 500 },
    )
  })
})

const FILES = `${CORPUS}files/`
const captures = existsSync(FILES) ? readdirSync(FILES).map((name) => `${FILES}${name}`) : []
if (captures.length === 0) console.warn('SKIPPED: captures of ../shared/corpus')

describe.runIf(captures.length > 0)('captures of others', () => {
  const plain = anonymiser()
  const byTable = anonymiser({ byTable: true })
  const search = new LeakSearch(ADDRESSES)
  let packets = 0

  test.each(share(captures, 30))('%s: same layers, same checksums, nothing left', async (path) => {
    const capture = await openCapture(path).catch(() => undefined)
    if (capture === undefined) return
    const p = new Packet(TABLES)
    try {
      while (await capture.fill()) {
        while (capture.next(p) && p.number <= 100) {
          plain.rewrite(p)
          byTable.rewrite(p)
          const [a, b] = [plain.packet, byTable.packet]
          // What is quick is what the tables say.
          expect(Buffer.compare(a.bytes.subarray(0, a.captured), b.bytes.subarray(0, b.captured))).toBe(0)
          const [before, after] = [decoded(p), decoded(a)]
          expect(shapeOf(after)).toEqual(shapeOf(before))
          search.learn(before)
          search.compare(before, after)
          packets++
        }
        if (p.number > 100) break
      }
    } catch (e) {
      if ((e as Error).name !== 'CaptureError') throw e
    } finally {
      capture.close()
    }
    expect(search.leaks).toEqual([])
  })

  afterAll(() => expect(packets).toBeGreaterThan(100))
})
