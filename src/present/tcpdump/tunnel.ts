/** The tunnels' own headers as tcpdump words them; what they carry follows. */
import * as geneve from '../../wire/protocols/geneve.js'
import * as gre from '../../wire/protocols/gre.js'
import * as mpls from '../../wire/protocols/mpls.js'
import * as nsh from '../../wire/protocols/nsh.js'
import * as vxlan from '../../wire/protocols/vxlan.js'
import * as vxlanGpe from '../../wire/protocols/vxlan-gpe.js'
import { type Literal, literal, type Writer } from '../writer.js'
import { writeCut, writeInvalid } from './dump.js'
import { ETHER_TYPE_WORDS } from './ether-types.js'

const VXLAN = literal('VXLAN')
const VXLAN_NAME = literal('vxlan')
const VXLAN_FLAGS_VALID = literal(', flags [I] (0x')
const VXLAN_FLAGS_INVALID = literal(', flags [invalid] (0x')
const VXLAN_VNI = literal('), vni ')
const GPE = literal('VXLAN-GPE')
const GPE_NAME = literal('vxlan_gpe')
const GPE_FLAGS = literal(', flags [')
const GPE_VNI = literal('], vni ')
const COLON_SPACE = literal(': ')
const NONE = literal('none')

const NEWLINE = 10
const CLOSE_ROUND = 41

/** ` [length 6 < 8] (invalid)` */
function writeTooShort(length: number, need: number, w: Writer): void {
  w.text(` [length ${length} < ${need}]`)
  writeInvalid(w)
}

/** False when the header is cut and nothing follows. `length` is what the outer header claims. */
export function writeVxlan(v: DataView, o: number, end: number, length: number, w: Writer): boolean {
  w.put(VXLAN)
  if (length < vxlan.HEADER_LEN) {
    writeTooShort(length, vxlan.HEADER_LEN, w)
    return false
  }
  if (end - o < vxlan.HEADER_LEN) {
    writeCut(w, VXLAN_NAME)
    return false
  }
  const flags = vxlan.flags(v, o)
  w.put((flags & vxlan.FLAG_I) !== 0 ? VXLAN_FLAGS_VALID : VXLAN_FLAGS_INVALID)
  w.hex(flags >> 8, 2)
  w.put(VXLAN_VNI)
  w.dec(vxlan.vni(v, o))
  w.char(NEWLINE)
  return true
}

export function writeVxlanGpe(v: DataView, o: number, end: number, length: number, w: Writer): boolean {
  w.put(GPE)
  if (length < vxlanGpe.HEADER_LEN) {
    writeTooShort(length, vxlanGpe.HEADER_LEN, w)
    return false
  }
  if (end - o < vxlanGpe.HEADER_LEN) {
    writeCut(w, GPE_NAME)
    return false
  }
  const flags = vxlanGpe.flags(v, o)
  w.put(GPE_FLAGS)
  const from = w.length
  if ((flags & vxlanGpe.FLAG_I) !== 0) w.char(73)
  if ((flags & vxlanGpe.FLAG_P) !== 0) w.char(80)
  if ((flags & vxlanGpe.FLAG_O) !== 0) w.char(79)
  if (w.length === from) w.put(NONE)
  w.put(GPE_VNI)
  w.dec(vxlanGpe.vni(v, o))
  w.put(COLON_SPACE)
  return true
}

/** What VXLAN-GPE and NSH say of a Next Protocol that tcpdump does not know. */
export function writeUnknownNextProtocol(w: Writer): void {
  w.text('ERROR: unknown-next-protocol')
  writeInvalid(w)
}

const NSH_NAME = literal('nsh')

export function writeNsh(v: DataView, o: number, end: number, w: Writer): boolean {
  if (end - o < nsh.MIN_HEADER_LEN) {
    writeCut(w, NSH_NAME)
    return false
  }
  w.text('NSH, flags [')
  w.text(nsh.isOam(v, o) ? 'O' : 'none')
  w.text('], service-path-id 0x')
  w.hex(nsh.servicePathIdentifier(v, o), 6)
  w.text(', service-index 0x')
  w.hex(nsh.serviceIndex(v, o), 2)
  w.put(COLON_SPACE)
  return true
}

const GENEVE = literal('Geneve')
const GENEVE_NAME = literal('geneve')
const GENEVE_FLAGS = literal(', Flags [')
const GENEVE_VNI = literal('], vni 0x')
const RESERVED = literal(', rsvd 0x')
const OPTIONS = literal(', options [')
const BYTES = literal(' bytes]')

/** From the first bit on. */
const GENEVE_FLAG_WORDS: readonly Literal[] = ['O', 'C', 'R1', 'R2', 'R3', 'R4', 'R5', 'R6'].map(literal)

export function writeGeneve(
  v: DataView,
  o: number,
  end: number,
  length: number,
  linkLevel: boolean,
  w: Writer,
): boolean {
  w.put(GENEVE)
  if (length < geneve.MIN_HEADER_LEN) {
    writeTooShort(length, geneve.MIN_HEADER_LEN, w)
    return false
  }
  if (end - o < geneve.MIN_HEADER_LEN) {
    writeCut(w, GENEVE_NAME)
    return false
  }
  if (geneve.version(v, o) !== 0) {
    w.text(` ERROR: unknown-version ${geneve.version(v, o)}`)
    return false
  }
  w.put(GENEVE_FLAGS)
  const flags = geneve.flags(v, o)
  if (flags === 0) w.put(NONE)
  else for (let i = 0; i < 8; i++) if ((flags & (0x80 >> i)) !== 0) w.put(GENEVE_FLAG_WORDS[i]!)
  w.put(GENEVE_VNI)
  writeHex(geneve.vni(v, o), w)
  if (geneve.reserved(v, o) !== 0) {
    w.put(RESERVED)
    writeHex(geneve.reserved(v, o), w)
  }
  if (linkLevel) writeProtocol(geneve.protocolType(v, o), w)
  const options = geneve.optionsLen(v, o)
  if (length - geneve.MIN_HEADER_LEN < options) {
    w.text(` truncated-geneve - ${options - length + geneve.MIN_HEADER_LEN} bytes missing`)
    return false
  }
  if (end - o < geneve.MIN_HEADER_LEN + options) {
    writeCut(w, GENEVE_NAME)
    return false
  }
  if (options > 0) {
    w.put(OPTIONS)
    w.dec(options)
    w.put(BYTES)
  }
  w.put(COLON_SPACE)
  return true
}

/** `, proto IPv4 (0x0800)` */
function writeProtocol(type: number, w: Writer): void {
  w.text(', proto ')
  const name = ETHER_TYPE_WORDS.get(type)
  if (name === undefined) w.text('unknown')
  else w.put(name)
  w.text(' (0x')
  w.hex(type, 4)
  w.char(CLOSE_ROUND)
}

/** Lower-case hexadecimal without leading zeros. */
export function writeHex(value: number, w: Writer): void {
  w.hex(value, value === 0 ? 1 : 8 - (Math.clz32(value) >> 2))
}

const GRE = literal('GREv')
const GRE_NAME = literal('gre')
const OFF = literal(', off 0x')
const KEY = literal(', key=0x')
const SEQ = literal(', seq ')
const ACK = literal(', ack ')
const CALL = literal(', call ')
const LENGTH = literal(', length ')
const NO_PAYLOAD = literal(', no-payload')

/** False when nothing follows. `length` is the whole GRE packet's, as the outer header says. */
export function writeGre(v: DataView, o: number, end: number, length: number, linkLevel: boolean, w: Writer): boolean {
  w.put(GRE)
  if (length < 2 || end - o < 2) {
    // Without its first word not even the version is known.
    w.length -= 1
    if (length < 2) writeInvalid(w)
    else writeCut(w, GRE_NAME)
    return false
  }
  const version = gre.version(v, o)
  w.dec(version)
  if (version > 1) {
    w.text(' ERROR: unknown-version')
    return false
  }
  if (end - o < gre.MIN_HEADER_LEN) {
    writeCut(w, GRE_NAME)
    return false
  }
  const whole = version === 0 ? writeGre0(v, o, end, w) : writeGre1(v, o, end, w)
  if (!whole) {
    writeCut(w, GRE_NAME)
    return false
  }
  const hasPayload = version === 0 || (gre.flagsAndVersion(v, o) & gre.FLAG_S) !== 0
  if (!hasPayload) w.put(NO_PAYLOAD)
  if (linkLevel) writeProtocol(gre.protocolType(v, o), w)
  w.put(LENGTH)
  w.dec(length)
  if (hasPayload) w.put(COLON_SPACE)
  return hasPayload
}

/** False when the capture cut the header. */
function writeGre0(v: DataView, o: number, end: number, w: Writer): boolean {
  const flags = gre.flagsAndVersion(v, o)
  if (gre.hasChecksumWord(v, o)) {
    if (gre.keyOffset(v, o) > end) return false
    w.put(OFF)
    writeHex(gre.routingOffset(v, o), w)
  }
  if ((flags & gre.FLAG_K) !== 0) {
    if (gre.sequenceOffset(v, o) > end) return false
    w.put(KEY)
    writeHex(gre.key(v, o), w)
  }
  if ((flags & gre.FLAG_S) !== 0) {
    if (gre.acknowledgmentOffset(v, o) > end) return false
    w.put(SEQ)
    w.dec(gre.sequenceNumber(v, o))
  }
  return (flags & gre.FLAG_R) === 0 || writeRouting(v, o, end, w)
}

const ADDRESS_FAMILY_IPV4 = 0x0800
const ADDRESS_FAMILY_ASN = 0xfffe

/** RFC 1701's source route entries: `(rtaf=ip 192.0.2.1 *192.0.2.2)`, a star at the active address. */
function writeRouting(v: DataView, o: number, end: number, w: Writer): boolean {
  for (let at = gre.routingStart(v, o); ; at += gre.sreSize(v, at)) {
    if (gre.sreData(at) > end) return false
    if (gre.isLastSre(v, at)) return true
    const family = gre.sreAddressFamily(v, at)
    const stop = Math.min(at + gre.sreSize(v, at), end)
    const active = gre.sreData(at) + gre.sreOffset(v, at)
    if (family === ADDRESS_FAMILY_IPV4) {
      w.text(', (rtaf=ip')
      for (let a = gre.sreData(at); a + 4 <= stop; a += 4) {
        w.text(a === active ? ' *' : ' ')
        w.ipv4(v, a)
      }
    } else if (family === ADDRESS_FAMILY_ASN) {
      w.text(', (rtaf=asn')
      for (let a = gre.sreData(at); a + 2 <= stop; a += 2) {
        w.text(a === active ? ' *' : ' ')
        writeHex(v.getUint16(a), w)
      }
    } else {
      w.text(', (rtaf=0x')
      writeHex(family, w)
    }
    w.char(CLOSE_ROUND)
    if (at + gre.sreSize(v, at) > end) return false
  }
}

/** False when the capture cut the header. */
function writeGre1(v: DataView, o: number, end: number, w: Writer): boolean {
  if (o + gre.headerLen(v, o) > end) return false
  const flags = gre.flagsAndVersion(v, o)
  if ((flags & gre.FLAG_K) !== 0) {
    w.put(CALL)
    w.dec(gre.callId(v, o))
  }
  if ((flags & gre.FLAG_S) !== 0) {
    w.put(SEQ)
    w.dec(gre.sequenceNumber(v, o))
  }
  if ((flags & gre.FLAG_A) !== 0 && gre.isEnhanced(v, o)) {
    w.put(ACK)
    w.dec(gre.acknowledgmentNumber(v, o))
  }
  return true
}

const GRE_PROTO = literal('gre-proto-0x')

/** What tcpdump prints for GRE payloads that it does not decode, such as ERSPAN. */
export function writeGreProtocol(type: number, w: Writer): void {
  w.put(GRE_PROTO)
  writeHex(type, w)
}

const LABEL = literal(' (label ')
const TC = literal(', tc ')
const BOTTOM = literal(', [S]')
const TTL = literal(', ttl ')

export function writeLabel(v: DataView, o: number, w: Writer): void {
  w.put(LABEL)
  w.dec(mpls.label(v, o))
  w.put(TC)
  w.dec(mpls.trafficClass(v, o))
  if (mpls.isBottom(v, o)) w.put(BOTTOM)
  w.put(TTL)
  w.dec(mpls.timeToLive(v, o))
  w.char(CLOSE_ROUND)
}
