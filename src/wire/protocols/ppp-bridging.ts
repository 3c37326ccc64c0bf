/**
 * A frame that crosses a PPP link between bridges, RFC 3518 §4.2.
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |F|0|Z|B| Pads  |    MAC Type   |  then a LAN frame, with its FCS where F is set, and `Pads` octets
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets. */
const HEADER_LEN = 2
/** MAC Type of IEEE 802.3 and Ethernet. */
const ETHERNET = 1
const FLAG_FCS = 0x80
/** Octets of an Ethernet FCS. */
const FCS_LEN = 4
const PADS = 0x0f

const RFC = 'RFC 3518 §4.2'

export const protocol: Protocol = {
  kind: Kind.PppBridging,
  name: 'bcp_bpdu',
  title: 'PPP Bridging Control Protocol Bridged PDU',
  short: 'Bridged PDU',
  wireshark: 'PPP BCP BPDU',
  decode,
  fields: [
    { name: 'bcp_bpdu.flags', label: 'Flags', bit: 0, bits: 8, form: Form.Hex, source: RFC },
    { name: 'bcp_bpdu.flags.fcs_present', label: 'F: LAN FCS present', bit: 0, bits: 1, form: Form.Flag, source: RFC },
    {
      name: 'bcp_bpdu.flags.zeropad',
      label: 'Z: 802.3 pad zero-filled',
      bit: 2,
      bits: 1,
      form: Form.Flag,
      source: RFC,
    },
    { name: 'bcp_bpdu.flags.bcontrol', label: 'B: bridge control', bit: 3, bits: 1, form: Form.Flag, source: RFC },
    { name: 'bcp_bpdu.pads', label: 'Pads', bit: 4, bits: 4, form: Form.Dec, source: RFC },
    {
      name: 'bcp_bpdu.mac_type',
      label: 'MAC Type',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      names: { 0: 'Bridge-Identification', 1: 'IEEE 802.3/Ethernet', 2: 'IEEE 802.4', 3: 'IEEE 802.5', 4: 'FDDI' },
      source: RFC,
    },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.PppBridging, o, HEADER_LEN, end - o)
  const flags = p.view.getUint8(o)
  const payload = o + HEADER_LEN
  if (p.view.getUint8(o + 1) !== ETHERNET) return p.push(Kind.PppBridging, o, payload, end, Kind.Payload)
  const behind = (flags & PADS) + ((flags & FLAG_FCS) === 0 ? 0 : FCS_LEN)
  const stop = p.narrow(Math.max(payload, p.claimed - behind))
  return p.push(Kind.PppBridging, o, payload, stop, Kind.Ethernet)
}
