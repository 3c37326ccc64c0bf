/** Which headers are followed by octets that only their receiver can read: they are encrypted, or compressed. */
import { Kind } from './kind.js'

export function isOpaque(kind: Kind): boolean {
  return OPAQUE.has(kind)
}

const OPAQUE: ReadonlySet<Kind> = new Set([
  Kind.Esp,
  Kind.Ipcomp,
  Kind.UdpEncap,
  Kind.WireGuard,
  Kind.OpenVpn,
  Kind.Macsec,
  Kind.Dtls,
])
