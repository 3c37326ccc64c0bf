/**
 * Apple's PKTAP, LINKTYPE_PKTAP: https://www.tcpdump.org/linktypes/LINKTYPE_PKTAP.html. A header that tells interface and
 * process, then the packet as the link type in the header says. All numbers are little-endian.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Header length                         |
 * |                          Record type                          |
 * |                              DLT                              |
 * ~                   Interface name (24 octets)                  ~
 * |                             Flags                             |
 * |                        Protocol family                        |
 * |                   Link-layer header length                    |
 * |                   Link-layer trailer length                   |
 * |                          Process ID                           |
 * ~                    Command name (20 octets)                   ~
 * |                         Service class                         |
 * |        Interface type         |        Interface unit         |
 * |                     Effective process ID                      |
 * ~              Effective command name (20 octets)               ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, newKind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { LINK_TYPE_NAMES } from '../registries/link-types.js'

export const KIND: Kind = newKind()

/** Octets, at least. */
const HEADER_LEN = 108
const RECORD_TYPE = 4
const DLT = 8
/** Record type of a header with a packet behind it. */
const PACKET = 1

const headerLen = (v: DataView, o: number): number => v.getUint32(o, true)
const dlt = (v: DataView, o: number): number => v.getUint32(o + DLT, true)

const SOURCE = 'LINKTYPE_PKTAP'

/** A number at so many octets from the header's first. */
const number = (name: string, label: string, at: number, octets: 2 | 4, form: Form = Form.Dec): Field => ({
  name: `pktap.${name}`,
  label,
  bit: at * 8,
  bits: octets * 8,
  form,
  get: (v, o) => (octets === 2 ? v.getUint16(o + at, true) : v.getUint32(o + at, true)),
  source: SOURCE,
})

const text = (name: string, label: string, at: number, octets: number): Field => ({
  name: `pktap.${name}`,
  label,
  bit: at * 8,
  bits: 0,
  form: Form.Text,
  size: () => octets,
  source: SOURCE,
})

export const protocol: Protocol = {
  kind: KIND,
  name: 'pktap',
  title: 'PKTAP packet header',
  short: 'PKTAP',
  // Wireshark hands the packet on through one more dissector.
  path: 'pktap:pcap_pktdata',
  // Apple used 149 before PKTAP had its own number.
  reachedBy: { linkTypes: [149, 258] },
  decode,
  fields: [
    number('hdrlen', 'Header length', 0, 4),
    { ...number('rectype', 'Record type', RECORD_TYPE, 4), names: { 0: 'none', 1: 'packet' } },
    { ...number('dlt', 'DLT', DLT, 4), names: LINK_TYPE_NAMES },
    text('ifname', 'Interface name', 12, 24),
    number('flags', 'Flags', 36, 4, Form.Hex),
    number('pfamily', 'Protocol family', 40, 4),
    number('llhdrlen', 'Link-layer header length', 44, 4),
    number('lltrlrlen', 'Link-layer trailer length', 48, 4),
    number('pid', 'Process ID', 52, 4),
    text('cmdname', 'Command name', 56, 20),
    number('svc_class', 'Service class', 76, 4),
    number('iftype', 'Interface type', 80, 2),
    number('ifunit', 'Interface unit', 82, 2),
    number('epid', 'Effective process ID', 84, 4),
    text('ecmdname', 'Effective command name', 88, 20),
  ],
}

/** Leads to the decoder of the link type that the header names; never to another PKTAP header. */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, KIND, o, HEADER_LEN, end - o)
  const v = p.view
  const len = headerLen(v, o)
  if (len < HEADER_LEN) return p.reject(Reason.BadField, KIND, o, HEADER_LEN, end - o)
  if (len > end - o) return p.reject(Reason.Truncated, KIND, o, len, end - o)
  const isPacket = v.getUint32(o + RECORD_TYPE, true) === PACKET
  const next = isPacket && dlt(v, o) < p.tables.linkTypes.length ? p.tables.linkTypes[dlt(v, o)] : Kind.Payload
  return p.push(KIND, o, o + len, end, next === KIND ? Kind.Payload : (next as Kind))
}
