/**
 * Who is at the other end of a PPP link: the Password Authentication Protocol (RFC 1334 §2) and the Challenge Handshake
 * Authentication Protocol (RFC 1994 §4). Both start as LCP does: Code, Identifier, Length.
 *
 * PAP's Authenticate-Request:
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Peer-ID Length|  Peer-Id ...  | Passwd-Length |  Password ... |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * CHAP's Challenge and Response:
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Value-Size   |   Value ...   |    Name ...   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * The password stands in the clear and is no field here: reports are passed on.
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind } from '../kind.js'
import { code, decode, headFields } from './ppp-control.js'

/** Octets in front of the data. */
const HEADER_LEN = 4
const REQUEST = 1
const CHALLENGE = 1
const RESPONSE = 2

export const PAP_CODE_NAMES: Readonly<Record<number, string>> = {
  1: 'Authenticate-Request',
  2: 'Authenticate-Ack',
  3: 'Authenticate-Nak',
}

export const CHAP_CODE_NAMES: Readonly<Record<number, string>> = {
  1: 'Challenge',
  2: 'Response',
  3: 'Success',
  4: 'Failure',
}

/** The octet in front of a text or value that counts its octets. */
const counted = (v: DataView, o: number): number => v.getUint8(o + HEADER_LEN)
/** Absolute offset of what follows the counted octets. */
const behindCounted = (v: DataView, o: number): number => o + HEADER_LEN + 1 + counted(v, o)
const hasData = (_: DataView, o: number, end: number): boolean => end - o > HEADER_LEN

const PAP_RFC = 'RFC 1334 §2.2'
const isRequest = (v: DataView, o: number, end: number): boolean => code(v, o) === REQUEST && hasData(v, o, end)
const isPapAnswer = (v: DataView, o: number, end: number): boolean => code(v, o) > REQUEST && hasData(v, o, end)

export const papProtocol: Protocol = {
  kind: Kind.Pap,
  name: 'pap',
  title: 'PPP Password Authentication Protocol',
  short: 'PAP',
  wireshark: 'PPP PAP',
  decode,
  fields: [
    ...headFields('pap', PAP_CODE_NAMES, PAP_RFC),
    {
      name: 'pap.peer_id.length',
      label: 'Peer-ID Length',
      bit: 32,
      bits: 8,
      form: Form.Dec,
      when: isRequest,
      source: PAP_RFC,
    },
    {
      name: 'pap.peer_id',
      label: 'Peer-Id',
      bit: 40,
      bits: 0,
      form: Form.Text,
      size: counted,
      when: isRequest,
      source: PAP_RFC,
    },
    {
      name: 'pap.password.length',
      label: 'Passwd-Length',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      at: behindCounted,
      when: isRequest,
      source: PAP_RFC,
    },
    {
      name: 'pap.message.length',
      label: 'Msg-Length',
      bit: 32,
      bits: 8,
      form: Form.Dec,
      when: isPapAnswer,
      source: PAP_RFC,
    },
    {
      name: 'pap.message',
      label: 'Message',
      bit: 40,
      bits: 0,
      form: Form.Text,
      size: counted,
      when: isPapAnswer,
      source: PAP_RFC,
    },
  ] satisfies Field[],
}

const CHAP_RFC = 'RFC 1994 §4'
const isExchange = (v: DataView, o: number, end: number): boolean =>
  (code(v, o) === CHALLENGE || code(v, o) === RESPONSE) && hasData(v, o, end)

export const chapProtocol: Protocol = {
  kind: Kind.Chap,
  name: 'chap',
  title: 'PPP Challenge Handshake Authentication Protocol',
  short: 'CHAP',
  wireshark: 'PPP CHAP',
  decode,
  fields: [
    ...headFields('chap', CHAP_CODE_NAMES, CHAP_RFC),
    {
      name: 'chap.value_size',
      label: 'Value-Size',
      bit: 32,
      bits: 8,
      form: Form.Dec,
      when: isExchange,
      source: CHAP_RFC,
    },
    {
      name: 'chap.value',
      label: 'Value',
      bit: 40,
      bits: 0,
      form: Form.Bytes,
      size: counted,
      when: isExchange,
      source: CHAP_RFC,
    },
    {
      name: 'chap.name',
      label: 'Name',
      bit: 0,
      bits: 0,
      form: Form.Text,
      at: behindCounted,
      size: (v, o, end) => end - behindCounted(v, o),
      when: (v, o, end) => isExchange(v, o, end) && behindCounted(v, o) < end,
      source: CHAP_RFC,
    },
    {
      name: 'chap.message',
      label: 'Message',
      bit: 32,
      bits: 0,
      form: Form.Text,
      size: (_, o, end) => end - o - HEADER_LEN,
      when: (v, o, end) => !isExchange(v, o, end) && hasData(v, o, end),
      source: CHAP_RFC,
    },
  ] satisfies Field[],
}
