/**
 * OpenVPN over UDP, port 1194. https://openvpn.net/community-docs/openvpn-wire-protocol.html (draft-rfc.txt §2 and §3).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Opcode |KeyID|        Peer ID (data, version 2)              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Of all others but data a Session ID of 64 bits follows the first octet.
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'
import { dataLength } from './udp.js'

const DATA_V1 = 6
const DATA_V2 = 9
const OPCODES: Readonly<Record<number, string>> = {
  1: 'P_CONTROL_HARD_RESET_CLIENT_V1',
  2: 'P_CONTROL_HARD_RESET_SERVER_V1',
  3: 'P_CONTROL_SOFT_RESET_V1',
  4: 'P_CONTROL_V1',
  5: 'P_ACK_V1',
  [DATA_V1]: 'P_DATA_V1',
  7: 'P_CONTROL_HARD_RESET_CLIENT_V2',
  8: 'P_CONTROL_HARD_RESET_SERVER_V2',
  [DATA_V2]: 'P_DATA_V2',
  10: 'P_CONTROL_HARD_RESET_CLIENT_V3',
  11: 'P_CONTROL_WKC_V1',
}

/** Octets of the first octet, and of the number behind it. */
const FIRST_LEN = 1
const PEER_ID_LEN = 3
const SESSION_ID_LEN = 8
/** Octets that must follow at least: a packet-ID and a tag in data, a count of acknowledgements in control messages. */
const MIN_DATA_LEN = 16
const MIN_CONTROL_LEN = 1

/** 5 bits. */
export const opcode = (v: DataView, o: number): number => v.getUint8(o) >> 3

const isDataV2 = (v: DataView, o: number): boolean => opcode(v, o) === DATA_V2
const isControl = (v: DataView, o: number): boolean => opcode(v, o) !== DATA_V1 && !isDataV2(v, o)

const SOURCE = 'OpenVPN wire protocol §2'

export const protocol: Protocol = {
  kind: Kind.OpenVpn,
  name: 'openvpn',
  title: 'OpenVPN',
  short: 'OpenVPN',
  reachedBy: { udpServers: [1194] },
  decode,
  fields: [
    { name: 'openvpn.type', label: 'Opcode and Key ID', bit: 0, bits: 8, form: Form.Hex, source: SOURCE },
    {
      name: 'openvpn.opcode',
      label: 'Opcode',
      bit: 0,
      bits: 5,
      form: Form.Hex,
      get: opcode,
      names: OPCODES,
      source: SOURCE,
    },
    { name: 'openvpn.keyid', label: 'Key ID', bit: 5, bits: 3, form: Form.Dec, source: SOURCE },
    { name: 'openvpn.peerid', label: 'Peer ID', bit: 8, bits: 24, form: Form.Dec, when: isDataV2, source: SOURCE },
    {
      name: 'openvpn.sessionid',
      label: 'Session ID',
      bit: 8,
      bits: 64,
      form: Form.Dec64,
      when: isControl,
      source: SOURCE,
    },
  ] satisfies Field[],
}

/** The port alone proves nothing: the opcode must exist and leave room for its mandatory fields. */
function decode(p: Packet, o: number, end: number): Kind {
  const v = p.view
  if (o >= end || OPCODES[opcode(v, o)] === undefined) return Kind.Payload
  const isSession = isControl(v, o)
  const header = FIRST_LEN + (isSession ? SESSION_ID_LEN : isDataV2(v, o) ? PEER_ID_LEN : 0)
  const least = header + (isSession ? MIN_CONTROL_LEN : MIN_DATA_LEN)
  if (dataLength(p, o) < least || end - o < header) return Kind.Payload
  return p.push(Kind.OpenVpn, o, o + header, end, Kind.Payload)
}
