/** Where each field stands, bit for bit, against `tshark -T pdml`: for names that both have. */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type AnnotatedPacket, annotate } from '../../../src/present/explain/annotate.js'
import { framesOf } from '../../helpers/octets.js'
import { replay } from '../../helpers/packets.js'
import { isMissing } from '../../helpers/programs.js'
import { share } from '../../helpers/share.js'

const FIXTURES = fileURLToPath(new URL('../../../fixtures/', import.meta.url))
/** What tshark does not know to be VXLAN. */
const DECODE_AS = ['-d', 'udp.port==8472,vxlan']

/** Captures that tshark reads otherwise. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'overlap-fragments.pcap': 'tshark puts overlapping fragments together, RFC 5722 §4 forbids it',
  'flannel-udp.pcap': 'tshark has no decoder for it',
  'gue.pcap': 'tshark 4.0 has no decoder for it',
  'l2tpv3.pcap': 'no packet says what a session carries: tshark asks its user',
}

/** Names whose place differs, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'ip.version': "tshark calls IPv6's version so as well",
  'ieee8021ad.priority': 'tshark shows sixteen bits, and says that they are in one octet',
  'ieee8021ad.dei': 'the same',
  'vxlan.flags_reserved': 'its bits lie apart; here it is the word that they are in',
  'tcp.flags.res': 'tshark shows twelve bits, and says that they are in one octet',
  'tcp.flags.ae': 'the same',
  'geneve.version': 'tshark gives the octet, RFC 8926 §3.4 the bits',
  'geneve.option.length': 'tshark gives the octet, RFC 8926 §3.5 the bits',
  'geneve.option.flags': 'the same',
  'wg.counter': '48 of its 64 bits are shown: a number that JavaScript holds',
  'macsec.SL': 'tshark gives the octet, IEEE 802.1AE §9.7 the bits',
  'nsh.mdtype': 'tshark gives the octet, RFC 8300 §2.2 the bits',
}

/** Bits by name: `start of the first one+width`. */
type Places = ReadonlyMap<string, ReadonlySet<string>>

function add(places: Map<string, Set<string>>, name: string, place: string): void {
  const known = places.get(name)
  if (known === undefined) places.set(name, new Set([place]))
  else known.add(place)
}

function ours({ layers }: AnnotatedPacket): Places {
  const places = new Map<string, Set<string>>()
  for (const { fields } of layers) {
    for (const { name, start, size, bit, bits } of fields) {
      if (size > 0) add(places, name, `${start * 8 + bit}+${bits === 0 ? size * 8 : bits}`)
    }
  }
  return places
}

/** A field of a masked word shows which of its bits are meant: `.... 1... .... .... = VNI is valid`. */
function theirs(packet: string): Places {
  const places = new Map<string, Set<string>>()
  for (const [, name, rest] of packet.matchAll(/<(?:field|proto) name="([^"]+)"([^>]*)>/g)) {
    const [, size] = / size="(\d+)"/.exec(rest!) ?? []
    const [, at] = / pos="(\d+)"/.exec(rest!) ?? []
    if (size === undefined || at === undefined || size === '0') continue
    const [, pattern] = / showname="([01. ]+) = /.exec(rest!) ?? []
    const end = 8 * (Number(at) + Number(size))
    if (pattern === undefined) {
      add(places, name!, `${8 * Number(at)}+${8 * Number(size)}`)
      continue
    }
    // The pattern ends where the octets do.
    const bits = pattern.replaceAll(' ', '')
    add(places, name!, `${end - bits.length + bits.search(/[01]/)}+${bits.replaceAll('.', '').length}`)
  }
  return places
}

describe.skipIf(isMissing('tshark', 'apt-get install tshark'))('fields stand where tshark has them', () => {
  const files = readdirSync(FIXTURES).filter((name) => name.endsWith('.pcap') && !(name in OTHERWISE))
  for (const file of share(files, 2)) {
    test(file, () => {
      const pdml = execFileSync('tshark', ['-r', FIXTURES + file, ...DECODE_AS, '-T', 'pdml'], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const packets = pdml.split('<packet>').slice(1)
      const different = new Set<string>()
      let compared = 0
      replay(framesOf(FIXTURES + file), (p) => {
        // Their offsets behind reassembled octets count from another first one.
        if (p.isReassembled) return
        const tshark = theirs(packets[p.number - 1]!)
        for (const [name, places] of ours(annotate(p, 'en'))) {
          const there = tshark.get(name)
          if (there === undefined || name in DIFFERENT) continue
          compared++
          const [a, b] = [[...places].sort().join(' '), [...there].sort().join(' ')]
          if (a !== b) different.add(`${name} #${p.number}: ${a} here, ${b} there`)
        }
      })
      expect([...different]).toEqual([])
      expect(compared).toBeGreaterThan(0)
    })
  }
})
