/**
 * Domain Name System. RFC 1035 §4.1.1; AD and CD from RFC 4035 §3. The same messages are those of Multicast DNS
 * (RFC 6762 §18) and of Link-Local Multicast Name Resolution (RFC 4795 §2.1), which use some bits otherwise.
 *
 *   0  1  2  3  4  5  6  7  8  9  0  1  2  3  4  5
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                      ID                       |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |QR|   Opcode  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                    QDCOUNT                    |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                    ANCOUNT                    |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                    NSCOUNT                    |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                    ARCOUNT                    |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *
 * Questions follow (§4.1.2: name, type, class), then resource records (§4.1.3: name, type, class, time to live, length of
 * the data, data).
 */

import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind } from '../kind.js'
import { nameEnd, visitLabels } from './dns-name.js'

/** Octets. */
export const HEADER_LEN = 12

const FLAGS = 2
const QUESTIONS = 4
const ANSWERS = 6
const AUTHORITIES = 8
const ADDITIONALS = 10

const FLAG_RESPONSE = 0x8000
/** Must be zero (RFC 1035 §4.1.1); in LLMNR as well. */
const FLAG_Z = 0x0040

/** RFC 1035 §4.1.1, RFC 1996, RFC 2136: opcodes whose messages are made like this. */
const OPCODE_QUERY = 0
const OPCODE_NOTIFY = 4
const OPCODE_UPDATE = 5

export const TYPE_A = 1
export const TYPE_AAAA = 28
const CLASS_IN = 1
/** Multicast DNS has a bit of its own in the class (RFC 6762 §10.2, §18.12). */
const CLASS = 0x7fff
/** IN, CS, CH, HS (RFC 1035 §3.2.4), NONE (RFC 2136 §1.3), ANY. */
const CLASSES: readonly number[] = [CLASS_IN, 2, 3, 4, 254, 255]

/** Octets of a question and of a record without their names, and at least. */
const QUESTION_LEN = 4
const RECORD_LEN = 10
const MIN_NAME_LEN = 1
const DATA_LENGTH = 8

/** IANA, DNS Resource Record Types. */
export const TYPE_NAMES: Readonly<Record<number, string>> = {
  [TYPE_A]: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  17: 'RP',
  18: 'AFSDB',
  24: 'SIG',
  25: 'KEY',
  [TYPE_AAAA]: 'AAAA',
  29: 'LOC',
  33: 'SRV',
  35: 'NAPTR',
  36: 'KX',
  37: 'CERT',
  39: 'DNAME',
  41: 'OPT',
  43: 'DS',
  44: 'SSHFP',
  45: 'IPSECKEY',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  50: 'NSEC3',
  51: 'NSEC3PARAM',
  52: 'TLSA',
  59: 'CDS',
  60: 'CDNSKEY',
  61: 'OPENPGPKEY',
  64: 'SVCB',
  65: 'HTTPS',
  99: 'SPF',
  108: 'EUI48',
  109: 'EUI64',
  249: 'TKEY',
  250: 'TSIG',
  251: 'IXFR',
  252: 'AXFR',
  255: 'ANY',
  256: 'URI',
  257: 'CAA',
}

/** IANA, DNS RCODEs; as `dig` writes them. */
export const RCODE_NAMES: Readonly<Record<number, string>> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  11: 'DSOTYPENI',
}

/** What other messages than queries are called, before the name. */
export const OPCODE_NAMES: Readonly<Record<number, string>> = {
  [OPCODE_NOTIFY]: 'notify',
  [OPCODE_UPDATE]: 'update',
}

const flags = (v: DataView, o: number): number => v.getUint16(o + FLAGS)
export const isResponse = (v: DataView, o: number): boolean => (flags(v, o) & FLAG_RESPONSE) !== 0
export const opcode = (v: DataView, o: number): number => (flags(v, o) >> 11) & 0xf
export const rcode = (v: DataView, o: number): number => flags(v, o) & 0xf
export const questionCount = (v: DataView, o: number): number => v.getUint16(o + QUESTIONS)
export const answerCount = (v: DataView, o: number): number => v.getUint16(o + ANSWERS)
const recordCount = (v: DataView, o: number): number =>
  answerCount(v, o) + v.getUint16(o + AUTHORITIES) + v.getUint16(o + ADDITIONALS)

/** Octets of the question at `at`, less than 1 where it is not whole. */
const questionLen = (v: DataView, at: number, end: number): number =>
  nameEnd(v, at, end - QUESTION_LEN) + QUESTION_LEN - at

/** Octets of the resource record at `at`; less than 1 if it ends before the length of its data. */
function recordLen(v: DataView, at: number, end: number): number {
  const name = nameEnd(v, at, end - RECORD_LEN)
  return name < 0 ? 0 : name - at + RECORD_LEN + v.getUint16(name + DATA_LENGTH)
}

/** The offset behind the first `count` items from `start` on, or behind those that are there. */
function behind(v: DataView, start: number, end: number, count: number, size: typeof recordLen): number {
  let at = start
  for (let i = 0; i < count; i++) {
    const octets = size(v, at, end)
    if (octets < 1 || at + octets > end) break
    at += octets
  }
  return at
}

const questionsEnd = (v: DataView, o: number, end: number): number =>
  behind(v, o + HEADER_LEN, end, questionCount(v, o), questionLen)

/** Where the records begin: behind all questions, even if not all of them are there. */
function recordsStart(v: DataView, o: number, end: number): number {
  let at = o + HEADER_LEN
  for (let i = 0; i < questionCount(v, o); i++) {
    const octets = questionLen(v, at, end)
    if (octets < 1) return end
    at += octets
  }
  return at
}

/** The type of the question or record whose name stands at `at`. */
export const typeOf = (v: DataView, at: number, end: number): number => v.getUint16(nameEnd(v, at, end))

/**
 * Calls back for each address in a record of `type` (A or AAAA) among the answers with its first octet; answers that were
 * cut off are not there.
 */
export function visitAddresses(v: DataView, o: number, end: number, type: number, visit: (at: number) => void): void {
  let at = recordsStart(v, o, end)
  for (let i = 0; i < answerCount(v, o); i++) {
    const octets = recordLen(v, at, end)
    if (octets < 1 || at + octets > end) return
    if (isAddress(v, at, at + octets, type)) visit(dataAt(v, at))
    at += octets
  }
}

/** Where the data of the record at `at` begin, which is whole. */
const dataAt = (v: DataView, at: number): number => nameEnd(v, at, v.byteLength) + RECORD_LEN

/** Whether the record in [`at`, `end`) is one of `type`, with an address as long as it should be. */
function isAddress(v: DataView, at: number, end: number, type: number): boolean {
  const name = nameEnd(v, at, end)
  return v.getUint16(name) === type && v.getUint16(name + DATA_LENGTH) === (type === TYPE_A ? 4 : 16)
}

/**
 * Whether [`o`, `end`), of a message of `length` octets, is a DNS message: the header makes sense, the message has room
 * for its questions and records, and the first of them has a name, a type and a class.
 */
export function isMessage(v: DataView, o: number, end: number, length: number): boolean {
  const first = o + HEADER_LEN
  if (end < first + MIN_NAME_LEN + QUESTION_LEN || (flags(v, o) & FLAG_Z) !== 0) return false
  const kind = opcode(v, o)
  if (kind !== OPCODE_QUERY && OPCODE_NAMES[kind] === undefined) return false
  if (!isResponse(v, o) && rcode(v, o) !== 0) return false
  const questions = questionCount(v, o)
  const records = recordCount(v, o)
  const least = questions * (MIN_NAME_LEN + QUESTION_LEN) + records * (MIN_NAME_LEN + RECORD_LEN)
  if (questions + records === 0 || HEADER_LEN + least > length) return false
  const name = nameEnd(v, first, end)
  if (name < 0 || name + QUESTION_LEN > end || !visitLabels(v, first, o, end)) return false
  return CLASSES.includes(v.getUint16(name + 2) & CLASS)
}

const RFC = 'RFC 1035 §4.1.1'

const QUESTION: Group = {
  label: 'Question',
  start: (_, o) => o + HEADER_LEN,
  end: questionsEnd,
  size: questionLen,
  isRelative: true,
  fields: [
    {
      name: 'dns.qry.name',
      label: 'QNAME',
      bit: 0,
      bits: 0,
      form: Form.DomainName,
      size: (_, o, end) => end - o - QUESTION_LEN,
      source: 'RFC 1035 §4.1.2',
    },
    {
      name: 'dns.qry.type',
      label: 'QTYPE',
      bit: 0,
      bits: 16,
      form: Form.Dec,
      at: (v, o) => nameEnd(v, o, v.byteLength),
      names: TYPE_NAMES,
      source: 'RFC 1035 §4.1.2',
    },
  ],
}

const RECORD: Group = {
  label: 'Resource record',
  start: recordsStart,
  end: (v, o, end) => behind(v, recordsStart(v, o, end), end, recordCount(v, o), recordLen),
  size: recordLen,
  isRelative: true,
  fields: [
    {
      name: 'dns.a',
      label: 'ADDRESS',
      bit: 0,
      bits: 32,
      form: Form.Ipv4,
      at: dataAt,
      when: (v, o, end) => isAddress(v, o, end, TYPE_A),
      source: 'RFC 1035 §3.4.1',
    },
    {
      name: 'dns.aaaa',
      label: 'AAAA address',
      bit: 0,
      bits: 128,
      form: Form.Ipv6,
      at: dataAt,
      when: (v, o, end) => isAddress(v, o, end, TYPE_AAAA),
      source: 'RFC 3596 §2.2',
    },
  ],
}

const FIELDS: readonly Field[] = [
  { name: 'dns.id', label: 'ID', bit: 0, bits: 16, form: Form.Hex, source: RFC },
  { name: 'dns.flags.response', label: 'QR: response', bit: 16, bits: 1, form: Form.Flag, source: RFC },
  { name: 'dns.flags.opcode', label: 'Opcode', bit: 17, bits: 4, form: Form.Dec, names: OPCODE_NAMES, source: RFC },
  {
    name: 'dns.flags.rcode',
    label: 'RCODE',
    bit: 28,
    bits: 4,
    form: Form.Dec,
    names: RCODE_NAMES,
    when: isResponse,
    source: RFC,
  },
]

export const protocol: Protocol = {
  kind: Kind.Dns,
  name: 'dns',
  title: 'Domain Name System',
  short: 'DNS',
  fields: FIELDS,
  groups: [QUESTION, RECORD],
}

export const mdnsProtocol: Protocol = {
  ...protocol,
  kind: Kind.Mdns,
  name: 'mdns',
  title: 'Multicast Domain Name System',
}

export const llmnrProtocol: Protocol = {
  ...protocol,
  kind: Kind.Llmnr,
  name: 'llmnr',
  title: 'Link-Local Multicast Name Resolution',
}
