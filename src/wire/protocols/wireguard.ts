/**
 * WireGuard. https://www.wireguard.com/protocol/ and https://www.wireguard.com/papers/wireguard.pdf §5.4. Numbers are
 * little-endian; handshakes and data are encrypted behind them.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Type      |                  Reserved                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Sender (types 1 and 2), or else Receiver                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Receiver (type 2); Counter, 64 bits (type 4)               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'
import { dataLength } from './udp.js'

const INITIATION = 1
const RESPONSE = 2
const COOKIE_REPLY = 3
const TRANSPORT = 4

/** Octets in the clear, by type. */
const HEADER_LENS: Readonly<Record<number, number>> = {
  [INITIATION]: 8,
  [RESPONSE]: 12,
  [COOKIE_REPLY]: 8,
  [TRANSPORT]: 16,
}
/** Octets of a handshake's messages (§5.4.2, §5.4.3, §5.4.7). */
const LENS: Readonly<Record<number, number>> = { [INITIATION]: 148, [RESPONSE]: 92, [COOKIE_REPLY]: 64 }
/** Octets of a transport message that carries nothing; what it carries is padded to 16 octets (§5.4.6). */
const KEEPALIVE_LEN = 32
const PADDING = 16

/** 1 to 4. */
export const type = (v: DataView, o: number): number => v.getUint8(o)

const hasSender = (v: DataView, o: number): boolean => type(v, o) === INITIATION || type(v, o) === RESPONSE
const hasReceiver = (v: DataView, o: number): boolean => type(v, o) !== INITIATION
const isTransport = (v: DataView, o: number): boolean => type(v, o) === TRANSPORT
const receiverAt = (v: DataView, o: number): number => o + (type(v, o) === RESPONSE ? 8 : 4)
/** The low 48 bits of the counter, which no sender ever exceeds. */
const counter = (v: DataView, o: number): number => v.getUint32(o + 8, true) + v.getUint16(o + 12, true) * 0x1_0000_0000

const PAPER = 'WireGuard §5.4'

export const protocol: Protocol = {
  kind: Kind.WireGuard,
  name: 'wg',
  title: 'WireGuard',
  short: 'WireGuard',
  reachedBy: { udpServers: [51820] },
  decode,
  fields: [
    {
      name: 'wg.type',
      label: 'Type',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      get: type,
      names: {
        [INITIATION]: 'handshake initiation',
        [RESPONSE]: 'handshake response',
        [COOKIE_REPLY]: 'cookie reply',
        [TRANSPORT]: 'transport data',
      },
      source: PAPER,
    },
    { name: 'wg.reserved', label: 'Reserved', bit: 8, bits: 24, form: Form.Bytes, source: PAPER },
    {
      name: 'wg.sender',
      label: 'Sender',
      bit: 32,
      bits: 32,
      form: Form.Hex,
      get: (v, o) => v.getUint32(o + 4, true),
      when: hasSender,
      source: PAPER,
    },
    {
      name: 'wg.receiver',
      label: 'Receiver',
      bit: 0,
      bits: 32,
      form: Form.Hex,
      at: receiverAt,
      get: (v, o) => v.getUint32(receiverAt(v, o), true),
      when: hasReceiver,
      source: PAPER,
    },
    {
      name: 'wg.counter',
      label: 'Counter (48 bits of 64)',
      bit: 64,
      bits: 48,
      form: Form.Dec,
      get: counter,
      when: isTransport,
      source: PAPER,
    },
  ] satisfies Field[],
}

/** The port alone proves nothing: type, reserved octets and length must fit each other. */
function decode(p: Packet, o: number, end: number): Kind {
  const v = p.view
  if (end - o < 4 || v.getUint32(o) << 8 !== 0) return Kind.Payload
  const header = HEADER_LENS[type(v, o)]
  if (header === undefined || end - o < header || !fits(type(v, o), dataLength(p, o))) return Kind.Payload
  return p.push(Kind.WireGuard, o, o + header, end, Kind.Payload)
}

function fits(messageType: number, length: number): boolean {
  if (messageType !== TRANSPORT) return length === LENS[messageType]
  return length >= KEEPALIVE_LEN && length % PADDING === 0
}
