/** TCP as tcpdump words it: `Flags [P.], seq 1:6, ack 1, win 502, options [nop,nop,TS val 1 ecr 2], length 5`. */
import * as tcp from '../../wire/protocols/tcp.js'
import { tcpFlags } from '../tcp-flags.js'
import { type Literal, literal, type Writer } from '../writer.js'
import { writeCut } from './dump.js'
import { difference, type Sequences } from './sequences.js'

/** Where a segment's connection stands among those remembered. */
export interface Connection {
  readonly table: Sequences
  /** Absolute offsets of the IP addresses, and their octets. */
  readonly source: number
  readonly destination: number
  readonly addressLen: number
  /** `-S`: numbers as they are. */
  readonly isAbsolute: boolean
}

export const TCP: Literal = literal('tcp')
const FLAGS = literal('Flags [')
const SEQ = literal('], seq ')
const CLOSE_FLAGS = literal(']')
const ACK = literal(', ack ')
const WIN = literal(', win ')
const URG = literal(', urg ')
const OPTIONS = literal(', options [')
const LENGTH = literal(', length ')
const BAD_OPTION = literal('[bad opt]')

const COLON = 58
const COMMA = 44
const CLOSE = 93
const SPACE = 32
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const GREATER = 62

/** What follows the ports. `end` is the first octet that was not captured, `length` the segment's octets as claimed. */
export function writeTcp(
  v: DataView,
  o: number,
  end: number,
  length: number,
  c: Connection,
  quiet: boolean,
  w: Writer,
): void {
  const have = end - o
  if (have < tcp.OFFSET_KNOWN_LEN) return writeCut(w, TCP)
  const hl = tcp.headerLen(v, o)
  if (hl < tcp.MIN_HEADER_LEN) {
    w.text(' tcp ')
    w.dec((length - hl) >>> 0)
    return writeBadHeader(hl, 'short, < 20]', w)
  }
  if (have < tcp.MIN_HEADER_LEN) return writeCut(w, TCP)
  if (quiet) {
    w.text('tcp ')
    w.dec((length - hl) >>> 0)
    if (hl > length) writeTooLong(hl, length, w)
    return
  }
  const flags = tcp.flags(v, o) & 0xff
  w.put(FLAGS)
  w.put(tcpFlags(flags))
  writeNumbers(v, o, end, length, c, flags, hl, w)
}

function writeBadHeader(hl: number, why: string, w: Writer): void {
  w.text(' [bad hdr length ')
  w.dec(hl)
  w.text(` - too ${why}`)
}

function writeTooLong(hl: number, length: number, w: Writer): void {
  writeBadHeader(hl, 'long, > ', w)
  w.dec(length)
  w.char(CLOSE)
}

function writeNumbers(
  v: DataView,
  o: number,
  end: number,
  length: number,
  c: Connection,
  flags: number,
  hl: number,
  w: Writer,
): void {
  const hasAck = (flags & tcp.FLAG_ACK) !== 0
  const seq = tcp.sequenceNumber(v, o)
  const ack = tcp.acknowledgmentNumber(v, o)
  let seqBase = 0
  let ackBase = 0
  // SACK blocks hold the peer's sequence numbers, which are relative to its first.
  let sackBase = 0
  if (hasAck && !c.isAbsolute) {
    const reverse = isReverse(v, o, c)
    const ports = reverse
      ? tcp.destinationPort(v, o) * 65536 + tcp.sourcePort(v, o)
      : tcp.sourcePort(v, o) * 65536 + tcp.destinationPort(v, o)
    const { table } = c
    const found = table.find(v, reverse ? c.destination : c.source, reverse ? c.source : c.destination, ports)
    const entry = found < 0 ? -1 - found : found
    if (found < 0 || (flags & tcp.FLAG_SYN) !== 0) {
      if (reverse) table.start(entry, ack - 1, seq)
      else table.start(entry, seq, ack - 1)
    } else {
      seqBase = reverse ? table.acknowledgment(entry) : table.sequence(entry)
      ackBase = reverse ? table.sequence(entry) : table.acknowledgment(entry)
    }
    sackBase = reverse ? table.sequence(entry) : table.acknowledgment(entry)
  }
  if (hl > length) {
    w.put(CLOSE_FLAGS)
    writeTooLong(hl, length, w)
    return
  }
  const data = length - hl
  if (data > 0 || (flags & (tcp.FLAG_SYN | tcp.FLAG_FIN | tcp.FLAG_RST)) !== 0) {
    w.put(SEQ)
    difference(w, seq, seqBase)
    if (data > 0) {
      w.char(COLON)
      difference(w, seq + data, seqBase)
    }
  } else w.put(CLOSE_FLAGS)
  if (hasAck) {
    w.put(ACK)
    difference(w, ack, ackBase)
  }
  w.put(WIN)
  w.dec(tcp.window(v, o))
  if ((flags & tcp.FLAG_URG) !== 0) {
    w.put(URG)
    w.dec(tcp.urgentPointer(v, o))
  }
  if (hl > tcp.MIN_HEADER_LEN && !writeOptions(v, o + tcp.MIN_HEADER_LEN, o + hl, end, sackBase, w)) return
  w.put(LENGTH)
  w.dec(data)
}

/** Whether the segment goes from the higher port to the lower one; with equal ports the addresses decide. */
function isReverse(v: DataView, o: number, c: Connection): boolean {
  const from = tcp.sourcePort(v, o)
  const to = tcp.destinationPort(v, o)
  if (from !== to) return from > to
  for (let i = 0; i < c.addressLen; i += 4) {
    const a = v.getUint32(c.source + i)
    const b = v.getUint32(c.destination + i)
    if (a !== b) return a > b
  }
  return false
}

/** tcpdump's names of option kinds. */
const OPTION_WORDS: ReadonlyMap<number, Literal> = new Map(
  (
    [
      [0, 'eol'],
      [1, 'nop'],
      [2, 'mss'],
      [3, 'wscale'],
      [4, 'sackOK'],
      [5, 'sack'],
      [6, 'echo'],
      [7, 'echoreply'],
      [8, 'TS'],
      [11, 'cc'],
      [12, 'ccnew'],
      [13, 'ccecho'],
      [19, 'md5'],
      [20, 'scps'],
      [28, 'uto'],
      [29, 'tcp-ao'],
      [30, 'mptcp'],
      [34, 'tfo'],
      [254, 'exp'],
    ] as const
  ).map(([kind, name]) => [kind, literal(name)]),
)
const UNKNOWN = literal('unknown-')
const VAL = literal(' val ')
const ECR = literal(' ecr ')
const LEN = literal('[len ')
const INVALID_SACK = literal(' invalid sack')
const CANNOT_CHECK = literal(" can't check - ")
const HEX_PREFIX = literal(' 0x')
const KEY_ID = literal(' keyid ')
const NEXT_KEY_ID = literal(' rnextkeyid ')
const MAC = literal(' mac 0x')
const NOP = literal('nop')

const EOL_KIND = 0
const NOP_KIND = 1
const TIMESTAMPS_LEN = 8

/** False when the list is damaged or cut, and nothing follows. `stop` is where the header ends, `end` the capture. */
function writeOptions(v: DataView, o: number, stop: number, end: number, sackBase: number, w: Writer): boolean {
  w.put(OPTIONS)
  let at = o
  let first = true
  while (at < stop) {
    if (!first) w.char(COMMA)
    first = false
    if (at >= end) return cut(w, at > o)
    const kind = tcp.optionKind(v, at)
    if (kind === NOP_KIND) {
      w.put(NOP)
      at++
      continue
    }
    const size = kind === EOL_KIND ? 1 : at + 1 < end ? tcp.optionLength(v, at) : -1
    if (size < 0) return cut(w, at > o)
    if (size < 1 || (size < 2 && kind !== EOL_KIND) || at + size > stop) return bad(w, at > o)
    const name = OPTION_WORDS.get(kind)
    if (name === undefined) {
      w.put(UNKNOWN)
      w.dec(kind)
    } else w.put(name)
    if (kind === EOL_KIND) break
    const used = writeOption(v, kind, at, size - 2, Math.min(at + size, end), sackBase, w)
    if (used === CUT) return cut(w, at > o)
    if (used === BAD) return bad(w, at > o)
    if (used + 2 !== size) {
      w.put(LEN)
      w.dec(size)
      w.char(CLOSE)
    }
    at += used + 2
  }
  w.char(CLOSE)
  return true
}

const CUT = -1
const BAD = -2

function cut(w: Writer, isLater: boolean): boolean {
  writeCut(w, TCP)
  // tcpdump closes the list in this case as its older versions did.
  if (isLater) w.char(GREATER)
  return false
}

function bad(w: Writer, isLater: boolean): boolean {
  w.put(BAD_OPTION)
  if (isLater) w.char(CLOSE)
  return false
}

/** Octets of data that tcpdump reads in an option of a fixed length. */
function fixedLen(kind: number): number {
  switch (kind) {
    case 3:
      return 1
    case 2:
    case 28:
      return 2
    case 6:
    case 7:
    case 11:
    case 12:
    case 13:
      return 4
    case 8:
      return TIMESTAMPS_LEN
    case 19:
      return 16
    default:
      return -1
  }
}

/** Octets of the option's data that were read, or `CUT` or `BAD`. `len` is how many the option claims. */
function writeOption(
  v: DataView,
  kind: number,
  at: number,
  len: number,
  end: number,
  sackBase: number,
  w: Writer,
): number {
  if (kind === 4) return 0
  const fixed = fixedLen(kind)
  if (fixed > len) return BAD
  const need = fixed < 0 ? len : fixed
  const data = tcp.optionData(at)
  if (data + need > end) return CUT
  switch (kind) {
    case 2:
      w.char(SPACE)
      w.dec(tcp.optionData16(v, at))
      return need
    case 3:
      w.char(SPACE)
      w.dec(tcp.optionData8(v, at, 0))
      return need
    case 5:
      writeSack(v, at, len, sackBase, w)
      return len
    case 6:
    case 7:
    case 11:
    case 12:
    case 13:
      w.char(SPACE)
      w.dec(tcp.optionData32(v, at, 0))
      return need
    case 8:
      w.put(VAL)
      w.dec(tcp.optionData32(v, at, 0))
      w.put(ECR)
      w.dec(tcp.optionData32(v, at, 1))
      return need
    case 19:
      w.put(CANNOT_CHECK)
      w.hexBytes(v, data, need)
      return need
    case 28:
      w.put(HEX_PREFIX)
      writeShortHex(tcp.optionData16(v, at), w)
      return need
    case 29:
      if (len < 2) return BAD
      w.put(KEY_ID)
      w.dec(tcp.optionData8(v, at, 0))
      w.put(NEXT_KEY_ID)
      w.dec(tcp.optionData8(v, at, 1))
      w.put(MAC)
      w.hexBytes(v, data + 2, len - 2)
      return len
    case 34:
      w.char(SPACE)
      writeFastOpen(v, data, len, w)
      return len
    case 254:
      return writeExperiment(v, at, len, w)
    default:
      if (len > 0) w.put(HEX_PREFIX)
      w.hexBytes(v, data, len)
      return len
  }
}

function writeSack(v: DataView, at: number, len: number, base: number, w: Writer): void {
  if (len % 8 !== 0) return w.put(INVALID_SACK)
  w.char(SPACE)
  w.dec(len / 8)
  w.char(SPACE)
  for (let i = 0; i < len / 4; i += 2) {
    w.char(OPEN_BRACE)
    difference(w, tcp.optionData32(v, at, i), base)
    w.char(COLON)
    difference(w, tcp.optionData32(v, at, i + 1), base)
    w.char(CLOSE_BRACE)
  }
}

/** RFC 7413 §4.1.1: no cookie asks for one; it has 4 to 16 octets, an even number. */
function writeFastOpen(v: DataView, data: number, len: number, w: Writer): void {
  if (len === 0) return w.text(' cookiereq')
  if (len % 2 !== 0 || len < 4 || len > 16) return w.text(' invalid')
  w.text(' cookie ')
  w.hexBytes(v, data, len)
}

/** RFC 6994 §3: the first two octets identify the experiment. */
function writeExperiment(v: DataView, at: number, len: number, w: Writer): number {
  if (len < 2) return BAD
  w.char(45)
  if (tcp.optionData16(v, at) === 0xf989) {
    w.text('tfo')
    writeFastOpen(v, tcp.optionData(at) + 2, len - 2, w)
    return len
  }
  w.text('0x')
  w.hex(tcp.optionData16(v, at), 4)
  return len
}

function writeShortHex(value: number, w: Writer): void {
  w.text(value.toString(16))
}
