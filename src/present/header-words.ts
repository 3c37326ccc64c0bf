/** The words for a packet that ends with a tunnel's header: a message of the tunnel itself, or encrypted data. */

import type { Field, Protocol } from '../wire/field.js'
import { Kind } from '../wire/kind.js'
import type { Layer } from '../wire/packet.js'
import * as ayiya from '../wire/protocols/ayiya.js'
import * as capwap from '../wire/protocols/capwap.js'
import * as dtls from '../wire/protocols/dtls.js'
import * as esp from '../wire/protocols/esp.js'
import * as gtp from '../wire/protocols/gtp.js'
import * as gue from '../wire/protocols/gue.js'
import * as l2tp from '../wire/protocols/l2tp.js'
import * as macsec from '../wire/protocols/macsec.js'
import * as openvpn from '../wire/protocols/openvpn.js'
import * as tzsp from '../wire/protocols/tzsp.js'
import * as udpEncap from '../wire/protocols/udp-encap.js'
import * as wireguard from '../wire/protocols/wireguard.js'

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
      return l2tp.isData(v, start) ? undefined : 'L2TP control message'
    case Kind.L2tpIp:
      return l2tp.sessionIdInIp(v, start) === 0 ? 'L2TP control message' : undefined
    case Kind.Gue:
      return gue.isMessage(v, start, payload) ? 'GUE control message' : undefined
    case Kind.Tzsp:
      return tzsp.isData(v, start)
        ? `TZSP with ${nameIn(tzsp.protocol, 'tzsp.encap', tzsp.encapsulation(v, start))}`
        : `TZSP ${nameIn(tzsp.protocol, 'tzsp.type', tzsp.messageType(v, start))}`
    case Kind.Ayiya:
      return `AYIYA ${nameIn(ayiya.protocol, 'ayiya.opcode', ayiya.opCode(v, start))}`
    case Kind.CapwapControl:
      return 'CAPWAP control message'
    case Kind.CapwapData:
      if (capwap.isKeepalive(v, start)) return 'CAPWAP keepalive'
      return capwap.isFragment(v, start) ? 'CAPWAP fragment' : 'CAPWAP with a frame of the wireless link'
    default:
      return undefined
  }
}

/** What the registry calls a field's value; the number where it has no name. */
function nameIn(protocol: Protocol, name: string, value: number): string {
  const field: Field | undefined = protocol.fields.find((f) => f.name === name)
  return field?.names?.[value] ?? `type ${value}`
}
