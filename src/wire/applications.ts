/**
 * Applications over UDP and TCP that people look for, no tunnels. They are told by the port, and by their octets where
 * these can tell. The decoder does not ask for them; only code that shows packets does.
 */

import { Kind } from './kind.js'
import type { Packet } from './packet.js'
import * as bgpMessage from './protocols/bgp-message.js'
import * as dhcp from './protocols/dhcp.js'
import * as dns from './protocols/dns.js'
import * as http from './protocols/http.js'
import * as tcp from './protocols/tcp.js'
import * as tls from './protocols/tls.js'
import * as udp from './protocols/udp.js'

export interface Application {
  /** What people call it. */
  readonly word: string
  /** What its octets are decoded as; `Payload` if only the word is known. */
  readonly kind: Kind
  readonly udp?: readonly number[]
  readonly tcp?: readonly number[]
  /** Where the port comes from. IANA is its Service Name and Transport Protocol Port Number Registry. */
  readonly source: string
}

const NONE: Application = { word: '', kind: Kind.Payload, source: '' }

/** An application's number is its index here; 0 stands for none. Those without ports are told by their octets. */
export const APPLICATIONS: readonly Application[] = [
  NONE,
  { word: 'DNS', kind: Kind.Dns, udp: [53], source: 'IANA, RFC 1035 §4.2.1' },
  // Over TCP a message may begin in any segment.
  { word: 'DNS', kind: Kind.Payload, tcp: [53], source: 'IANA, RFC 1035 §4.2.2' },
  { word: 'mDNS', kind: Kind.Mdns, udp: [5353], source: 'IANA, RFC 6762 §3' },
  { word: 'LLMNR', kind: Kind.Llmnr, udp: [5355], source: 'IANA, RFC 4795 §2' },
  { word: 'DHCP', kind: Kind.Dhcp, udp: [67, 68], source: 'IANA, RFC 2131 §4.1' },
  { word: 'TLS', kind: Kind.Tls, source: 'RFC 8446' },
  { word: 'HTTP', kind: Kind.Http, source: 'RFC 9112' },
  { word: 'BFD', kind: Kind.Payload, udp: [3784, 4784], source: 'IANA, RFC 5881 §4, RFC 5883 §5' },
  { word: 'BFD echo', kind: Kind.Payload, udp: [3785], source: 'IANA, RFC 5881 §4' },
  { word: 'NTP', kind: Kind.Payload, udp: [123], source: 'IANA, RFC 5905 §7.2' },
  { word: 'SNMP', kind: Kind.Payload, udp: [161, 162], source: 'IANA, RFC 3417 §3.2' },
  { word: 'Syslog', kind: Kind.Payload, udp: [514], source: 'IANA, RFC 5426 §3.3' },
  { word: 'Serf', kind: Kind.Payload, udp: [7946], tcp: [7946], source: 'Serf, agent option -bind' },
  { word: 'etcd', kind: Kind.Payload, tcp: [2379, 2380], source: 'IANA' },
  { word: 'Kubernetes', kind: Kind.Payload, tcp: [6443], source: 'Kubernetes, Ports and Protocols' },
  { word: 'kubelet', kind: Kind.Payload, tcp: [10250], source: 'Kubernetes, Ports and Protocols' },
  { word: 'BGP', kind: Kind.Bgp, tcp: [bgpMessage.PORT], source: 'IANA, RFC 4271 §8' },
  // What a segment has of a message that began in another one, or that ends in another one.
  { word: 'BGP', kind: Kind.Payload, source: 'RFC 4271 §3' },
  { word: 'IPFIX', kind: Kind.Payload, udp: [4739], tcp: [4739], source: 'IANA, RFC 7011 §10.3.4, §10.4.4' },
]

const TLS = numberOf(Kind.Tls)
const HTTP = numberOf(Kind.Http)
const BGP = numberOf(Kind.Bgp)
const PART_OF_BGP = BGP + 1

function numberOf(kind: Kind): number {
  return APPLICATIONS.findIndex((application) => application.kind === kind)
}

const UDP_PORTS = byPort('udp')
const TCP_PORTS = byPort('tcp')

function byPort(transport: 'udp' | 'tcp'): Uint8Array {
  const table = new Uint8Array(0x10000)
  for (const [number, application] of APPLICATIONS.entries()) {
    for (const port of application[transport] ?? []) table[port] = number
  }
  return table
}

/** The application that a segment with this first octet may belong to. */
const TCP_STARTS: Uint8Array = (() => {
  const table = new Uint8Array(0x100)
  table[tls.CONTENT_TYPE_HANDSHAKE] = TLS
  for (const c of http.FIRST_CHARACTERS) table[c] = HTTP
  return table
})()

/** The number of the application that layer `i`, UDP or TCP, carries; 0 for others. Hot path. */
export function applicationOf(p: Packet, i: number): number {
  const l = p.layers[i]!
  const v = p.view
  const o = l.start
  if (l.kind === Kind.Tcp) {
    const start = l.payload < l.end ? TCP_STARTS[v.getUint8(l.payload)]! : 0
    if (start !== 0 && fits(p, i, start)) return start
    const byDestination = TCP_PORTS[tcp.destinationPort(v, o)]!
    const number = byDestination !== 0 ? byDestination : TCP_PORTS[tcp.sourcePort(v, o)]!
    return number === BGP && !fits(p, i, BGP) ? PART_OF_BGP : number
  }
  if (l.kind !== Kind.Udp) return 0
  const port = udp.destinationPort(v, o)
  let number = UDP_PORTS[port]!
  // A datagram to a tunnel's port is no server's answer, even if it comes from a server's port.
  if (number === 0 && p.tables.udpPorts[port] === Kind.Payload) number = UDP_PORTS[udp.sourcePort(v, o)]!
  return number === 0 || fits(p, i, number) ? number : 0
}

/** Whether the octets that layer `i` carries can be the application's. True where octets cannot tell. */
function fits(p: Packet, i: number, number: number): boolean {
  const { start, payload, end, claimed } = p.layers[i]!
  switch (APPLICATIONS[number]!.kind) {
    case Kind.Dns:
    case Kind.Mdns:
    case Kind.Llmnr:
      // The first of several fragments ends before its datagram does.
      return dns.isMessage(
        p.view,
        payload,
        end,
        Math.max(claimed - payload, udp.length(p.view, start) - udp.HEADER_LEN),
      )
    case Kind.Dhcp:
      return dhcp.isMessage(p.view, payload, end)
    case Kind.Bgp:
      return bgpMessage.messageSize(p.view, payload, end) > 0
    case Kind.Tls:
      return tls.isClientHello(p.view, payload, end)
    case Kind.Http:
      return http.isMessage(p.view, payload, end)
    default:
      return true
  }
}

/** Whether the kind is an application's: data are shown as one, but no layer is of this kind. */
export function isApplication(kind: Kind): boolean {
  return kind !== Kind.Payload && APPLICATIONS.some((application) => application.kind === kind)
}

/** What layer `i` is shown as: its own kind, or for data that belong to an application, that application. */
export function shownKind(p: Packet, i: number): Kind {
  const { kind } = p.layers[i]!
  return kind !== Kind.Payload || i === 0 ? kind : APPLICATIONS[applicationOf(p, i - 1)]!.kind
}
