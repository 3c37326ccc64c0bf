/** What a line says of a packet whose last header carries none: it is a message of the tunnel itself, or encrypted. */
import * as dtls from '../wire/dtls.js'
import * as esp from '../wire/esp.js'
import type { Field, Protocol } from '../wire/field.js'
import * as gtp from '../wire/gtp.js'
import { Kind } from '../wire/kind.js'
import * as macsec from '../wire/macsec.js'
import * as openvpn from '../wire/openvpn.js'
import type { Layer } from '../wire/packet.js'
import * as udpEncap from '../wire/udp-encap.js'
import * as wireguard from '../wire/wireguard.js'

/** `ESP spi 0xc0ffee01, sequence 5`, `GTP Echo Request`; undefined for kinds that have no more than their name. */
export function headerWords(v: DataView, { kind, start, payload }: Layer): string | undefined {
  switch (kind) {
    case Kind.Esp:
      return `ESP spi 0x${esp.securityParametersIndex(v, start).toString(16).padStart(8, '0')}, sequence ${esp.sequenceNumber(v, start)}`
    case Kind.Ipcomp:
      return 'IPComp'
    case Kind.UdpEncap:
      return udpEncap.isMarker(v, start, payload) ? 'IKE' : 'NAT-keepalive'
    case Kind.WireGuard:
      return `WireGuard ${nameIn(wireguard.protocol, 'wg.type', wireguard.type(v, start))}`
    case Kind.OpenVpn:
      return `OpenVPN ${nameIn(openvpn.protocol, 'openvpn.opcode', openvpn.opcode(v, start))}`
    case Kind.Macsec:
      return `MACsec packet ${macsec.packetNumber(v, start)}`
    case Kind.Dtls:
      return `DTLS ${nameIn(dtls.protocol, 'dtls.record.content_type', dtls.contentType(v, start))}`
    case Kind.Gtp:
      return `GTP ${nameIn(gtp.protocol, 'gtp.message', gtp.messageType(v, start))}`
    case Kind.L2tp:
    case Kind.L2tpIp:
      return 'L2TP control message'
    default:
      return undefined
  }
}

/** What the registry calls a field's value; the number where it has no name. */
function nameIn(protocol: Protocol, name: string, value: number): string {
  const field: Field | undefined = protocol.fields.find((f) => f.name === name)
  return field?.names?.[value] ?? `type ${value}`
}
