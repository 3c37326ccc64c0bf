/** `frame.protocols`: the layers as tshark names them, `eth:ethertype:ip:udp:vxlan:eth:ethertype:arp`. */
import { shownKind } from '../wire/applications.js'
import type { Field } from '../wire/field.js'
import { KIND_COUNT, Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import { PROTOCOLS, protocolOf } from '../wire/protocols.js'
import { isPartial } from './partial.js'
import { type Literal, literal, type Writer } from './writer.js'

const COLON = 58
/** Wireshark lists the EtherType table as a dissector of its own. */
const ETHER_TYPE = 'ethertype'
const ETHER_TYPE_LITERAL = literal(ETHER_TYPE)

/** Where Wireshark's list names a layer otherwise than its fields; an empty name is not listed. */
const NAMES: Readonly<Partial<Record<Kind, string>>> = {
  // Its IGMP dissector hands the message to a second one of the same name.
  [Kind.Igmp]: 'igmp:igmp',
  [Kind.FlannelUdp]: '',
  // Its VXLAN-GPE dissector does not enter itself.
  [Kind.VxlanGpe]: '',
  [Kind.PwControlWord]: 'pwethheuristic:pwethcw',
  // Its STP dissector enters itself before it sees that the message is none of its own.
  [Kind.Gvrp]: 'stp:gvrp',
  [Kind.Gmrp]: 'stp:gmrp',
  [Kind.Garp]: '',
  // The packet is handed on by one more dissector.
  [Kind.Pktap]: 'pktap:pcap_pktdata',
}

/** The fields that hold an EtherType for that table; each is present only where the value is one. */
const ETHER_TYPE_FIELDS = [
  'eth.type',
  'vlan.etype',
  'ieee8021ah.etype',
  'sll.etype',
  'cmd.type',
  'macsec.etype',
  'vntag.etype',
  'etag.etype',
]

/** Wireshark's dissectors of these keep to themselves what is encrypted behind them. */
const WITH_REST: ReadonlySet<Kind> = new Set([Kind.Esp, Kind.WireGuard, Kind.OpenVpn, Kind.Dtls])

const LITERALS: readonly Literal[] = Array.from({ length: KIND_COUNT }, (_, kind) => literal(nameOf(kind as Kind)))
const TYPE_FIELDS: ReadonlyArray<Field | undefined> = Array.from({ length: KIND_COUNT }, (_, kind) =>
  protocolOf(kind as Kind).fields.find((f) => ETHER_TYPE_FIELDS.includes(f.name)),
)

function nameOf(kind: Kind): string {
  return NAMES[kind] ?? protocolOf(kind).name
}

/** Every name that a path can have. */
export function pathNames(): Set<string> {
  return new Set([ETHER_TYPE, ...PROTOCOLS.flatMap((p) => nameOf(p.kind).split(':'))])
}

export function writeProtocolPath(w: Writer, p: Packet): void {
  const first = w.length
  for (let i = 0; i < p.depth; i++) {
    const l = p.layers[i]!
    const below = i === 0 ? Kind.None : p.layers[i - 1]!.kind
    // A stack of labels is read in one go.
    if (l.kind === Kind.Mpls && below === Kind.Mpls) continue
    if (l.kind === Kind.Payload && WITH_REST.has(below)) continue
    // The Protocol in a whole fragment is read by the PPP dissector that is already there.
    if (l.kind === Kind.Ppp && below === Kind.Multilink) continue
    step(w, first, LITERALS[shownKind(p, i)]!)
    const f = TYPE_FIELDS[l.kind]
    // In GRE the tag's type is read by the GRE dissector.
    if (
      f !== undefined &&
      !(l.kind === Kind.CiscoMetaData && below === Kind.Gre) &&
      (f.when === undefined || f.when(p.view, l.start, l.payload))
    )
      step(w, first, ETHER_TYPE_LITERAL)
  }
  if (isPartial(p) && !isLabel(p)) step(w, first, LITERALS[p.malformed.kind]!)
}

/** Whether the header that stopped the decoder is one more label of a stack. */
function isLabel(p: Packet): boolean {
  return p.malformed.kind === Kind.Mpls && p.depth > 0 && p.layers[p.depth - 1]!.kind === Kind.Mpls
}

function step(w: Writer, first: number, name: Literal): void {
  if (name.length === 0) return
  if (w.length > first) w.char(COLON)
  w.put(name)
}
