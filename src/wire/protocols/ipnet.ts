/**
 * Solaris' view of IP within and between zones, LINKTYPE_IPNET: https://www.tcpdump.org/linktypes/LINKTYPE_IPNET.html
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Version    |    Family     |           Hook type           |
 * |                          Data length                          |
 * |                        Interface index                        |
 * |                     Group interface index                     |
 * |                        Source zone ID                         |
 * |                      Destination zone ID                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, newKind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

export const KIND: Kind = newKind()

/** Octets. */
const HEADER_LEN = 24

/** Solaris' AF_INET and AF_INET6. */
const FAMILY_IPV4 = 2
const FAMILY_IPV6 = 26

const SOURCE = 'LINKTYPE_IPNET'
const word = (name: string, label: string, at: number): Field => ({
  name: `ipnet.${name}`,
  label,
  bit: at * 8,
  bits: 32,
  form: Form.Dec,
  source: SOURCE,
})

export const protocol: Protocol = {
  kind: KIND,
  name: 'ipnet',
  title: 'Solaris IPNET',
  short: 'IPNET',
  reachedBy: { linkTypes: [226] },
  decode,
  fields: [
    { name: 'ipnet.version', label: 'Header version', bit: 0, bits: 8, form: Form.Dec, source: SOURCE },
    {
      name: 'ipnet.family',
      label: 'Address family',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      names: { [FAMILY_IPV4]: 'AF_INET', [FAMILY_IPV6]: 'AF_INET6' },
      source: SOURCE,
    },
    {
      name: 'ipnet.htype',
      label: 'Hook type',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      names: { 0: 'inbound', 1: 'outbound', 2: 'local' },
      source: SOURCE,
    },
    word('pktlen', 'Data length', 4),
    word('ifindex', 'Interface index', 8),
    word('grifindex', 'Group interface index', 12),
    word('zsrc', 'Source Zone ID', 16),
    word('zdst', 'Destination Zone ID', 20),
  ],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, KIND, o, HEADER_LEN, end - o)
  const family = p.view.getUint8(o + 1)
  const next = family === FAMILY_IPV4 ? Kind.Ipv4 : family === FAMILY_IPV6 ? Kind.Ipv6 : Kind.Payload
  return p.push(KIND, o, o + HEADER_LEN, end, next)
}
