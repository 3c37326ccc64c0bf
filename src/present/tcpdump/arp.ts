/** ARP as tcpdump words it: `ARP, Request who-has 172.17.1.3 tell 172.17.1.2, length 28`. */
import * as arp from '../../wire/protocols/arp.js'
import { literal, type Writer } from '../writer.js'
import { writeCut, writeDump } from './dump.js'
import { ETHER_TYPE_WORDS } from './ether-types.js'

const NAME = literal('arp')
const ARP = literal('ARP, ')
const REQUEST = literal('Request who-has ')
const REPLY = literal('Reply ')
const REVERSE_REQUEST = literal('Reverse Request who-is ')
const REVERSE_REPLY = literal('Reverse Reply ')
const INVERSE_REQUEST = literal('Inverse Request who-is ')
const INVERSE_REPLY = literal('Inverse Reply ')
const NACK = literal('NACK Reply ')
const TELL = literal(' tell ')
const IS_AT = literal(' is-at ')
const AT = literal(' at ')
const LENGTH = literal(', length ')

const OPEN = literal(' (')
const CLOSE = 41
const COLON = 58

const OPERATION_INVERSE_REQUEST = 8
const OPERATION_INVERSE_REPLY = 9
const OPERATION_NACK = 10

const HARDWARE_WORDS: Readonly<Record<number, string>> = {
  1: 'Ethernet',
  6: 'TokenRing',
  7: 'ArcNet',
  15: 'FrameRelay',
  19: 'ATM',
  23: 'Strip',
  24: 'IEEE 1394',
  32: 'InfiniBand',
}

/** `end` is the first octet that was not captured, `length` what the frame carries as claimed. */
export function writeArp(v: DataView, o: number, end: number, length: number, linkLevel: boolean, w: Writer): void {
  if (end - o < arp.MIN_HEADER_LEN || end - o < arp.addressesEnd(v, o) - o) return writeCut(w, NAME)
  if (!linkLevel) w.put(ARP)
  const protocol = arp.protocolType(v, o)
  const isIpv4 = protocol === 0x0800 || protocol === 0x1000
  if (!isIpv4 || arp.protocolLength(v, o) !== 4 || arp.hardwareLength(v, o) === 0) writeTypes(v, o, w)
  else if (!writeOperation(v, o, end, w)) return
  w.put(LENGTH)
  w.dec(length)
}

function writeTypes(v: DataView, o: number, w: Writer): void {
  const hardware = arp.hardwareType(v, o)
  w.text(HARDWARE_WORDS[hardware] ?? `Unknown Hardware (${hardware})`)
  w.text(` (len ${arp.hardwareLength(v, o)}), `)
  const protocol = arp.protocolType(v, o)
  const name = ETHER_TYPE_WORDS.get(protocol)
  if (name === undefined) {
    w.text('Unknown Protocol (0x')
    w.hex(protocol, 4)
    w.char(CLOSE)
  } else w.put(name)
  w.text(` (len ${arp.protocolLength(v, o)})`)
}

/** False when tcpdump does not know the operation and shows the octets instead. */
function writeOperation(v: DataView, o: number, end: number, w: Writer): boolean {
  switch (arp.operation(v, o)) {
    case arp.OPERATION_REQUEST:
      w.put(REQUEST)
      w.ipv4(v, arp.targetProtocolOffset(v, o))
      if (arp.hasTargetHardware(v, o)) {
        w.put(OPEN)
        writeHardware(v, o, arp.targetHardwareOffset(v, o), w)
        w.char(CLOSE)
      }
      w.put(TELL)
      w.ipv4(v, arp.senderProtocolOffset(v, o))
      return true
    case arp.OPERATION_REPLY:
      w.put(REPLY)
      w.ipv4(v, arp.senderProtocolOffset(v, o))
      w.put(IS_AT)
      writeHardware(v, o, arp.senderHardwareOffset(o), w)
      return true
    case arp.OPERATION_RARP_REQUEST:
      w.put(REVERSE_REQUEST)
      writeHardware(v, o, arp.targetHardwareOffset(v, o), w)
      w.put(TELL)
      writeHardware(v, o, arp.senderHardwareOffset(o), w)
      return true
    case arp.OPERATION_RARP_REPLY:
      w.put(REVERSE_REPLY)
      writeHardware(v, o, arp.targetHardwareOffset(v, o), w)
      w.put(AT)
      w.ipv4(v, arp.targetProtocolOffset(v, o))
      return true
    case OPERATION_INVERSE_REQUEST:
      w.put(INVERSE_REQUEST)
      writeHardware(v, o, arp.targetHardwareOffset(v, o), w)
      w.put(TELL)
      writeHardware(v, o, arp.senderHardwareOffset(o), w)
      return true
    case OPERATION_INVERSE_REPLY:
      w.put(INVERSE_REPLY)
      writeHardware(v, o, arp.senderHardwareOffset(o), w)
      w.put(AT)
      w.ipv4(v, arp.senderProtocolOffset(v, o))
      return true
    default:
      if (arp.operation(v, o) === OPERATION_NACK) w.put(NACK)
      else w.text(`Unknown (${arp.operation(v, o)}) `)
      writeDump(v, o, end, w)
      return false
  }
}

/** Octets with colons, as many as the header says. */
function writeHardware(v: DataView, o: number, at: number, w: Writer): void {
  const len = arp.hardwareLength(v, o)
  if (len === 6) return w.mac(v, at)
  for (let i = 0; i < len; i++) {
    if (i > 0) w.char(COLON)
    w.hexBytes(v, at + i, 1)
  }
}
