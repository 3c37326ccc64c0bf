/** `frame.protocols`: the layers as tshark names them, `eth:ethertype:ip:udp:vxlan:eth:ethertype:arp`. */
import { shownKind } from '../wire/applications.js'
import type { Field, Protocol } from '../wire/field.js'
import { KIND_COUNT, Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import { isPartial } from '../wire/partial.js'
import { PROTOCOLS, protocolOf } from '../wire/protocols/index.js'
import { type Literal, literal, type Writer } from './writer.js'

const COLON = 58
/** Wireshark lists its EtherType table as if it were a dissector. */
const ETHER_TYPE = 'ethertype'
const ETHER_TYPE_LITERAL = literal(ETHER_TYPE)

/** Wireshark's dissectors of these protocols do not list the encrypted data behind them. */
const WITH_REST: ReadonlySet<Kind> = new Set([Kind.Esp, Kind.WireGuard, Kind.OpenVpn, Kind.Dtls])

const LITERALS: (Literal | undefined)[] = new Array<Literal | undefined>(KIND_COUNT).fill(undefined)
const TYPE_FIELDS: ReadonlyArray<Field | undefined> = Array.from({ length: KIND_COUNT }, (_, kind) =>
  etherTypeOf(protocolOf(kind as Kind)),
)

function etherTypeOf({ fields, etherType }: Protocol): Field | undefined {
  return etherType === undefined ? undefined : fields.find(({ name }) => name === etherType)
}

/** The name of a kind, made when the first of its layers comes. */
function literalOf(kind: Kind): Literal {
  LITERALS[kind] ??= literal(nameOf(kind))
  return LITERALS[kind]!
}

function nameOf(kind: Kind): string {
  const { path, name } = protocolOf(kind)
  return path ?? name
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
    // Wireshark reads a whole stack of labels in one dissector.
    if (l.kind === Kind.Mpls && below === Kind.Mpls) continue
    if (l.kind === Kind.Payload && WITH_REST.has(below)) continue
    // Wireshark reads the protocol field in a whole fragment with the PPP dissector that it has already listed.
    if (l.kind === Kind.Ppp && below === Kind.Multilink) continue
    step(w, first, literalOf(shownKind(p, i)))
    const f = TYPE_FIELDS[l.kind]
    // Wireshark's GRE dissector reads the tag's type itself.
    if (
      f !== undefined &&
      !(l.kind === Kind.CiscoMetaData && below === Kind.Gre) &&
      (f.when === undefined || f.when(p.view, l.start, l.payload))
    )
      step(w, first, ETHER_TYPE_LITERAL)
  }
  if (isPartial(p) && !isLabel(p)) step(w, first, literalOf(p.malformed.kind))
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
