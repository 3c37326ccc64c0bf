/** Questions about the headers of single packets: who reads which of them, where they stand, and what room they take. */
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import * as vxlan from '../../wire/protocols/vxlan.js'
import { TunnelType } from '../../wire/tunnel.js'
import { macText } from '../address-text.js'
import { ASCII, UNICODE } from '../glyphs.js'
import { chosen, hex, isGre, isVxlan, type Maker, told, VXLAN_FORMAT } from './source.js'
import type { TunnelPacket } from './tunnel-packets.js'

const GRE_FORMAT = 'RFC 2784 §2.1'
/** Octets of an IP packet that an Ethernet carries (RFC 894). */
const UNDERLAY_MTU = 1500
const ETHERNET_LEN = 14

export const underlayAddresses: Maker = function* (s) {
  const arrow = (s.names.view.unicode ? UNICODE : ASCII).unicast.text
  for (const p of s.packets) {
    if (p.from === NO_ADDRESS || p.to === NO_ADDRESS || p.from === 0 || p.source === NO_ADDRESS) continue
    const [source, destination, from, to] = [p.source, p.destination, p.from, p.to].map((a) => s.address(a)) as Four
    if (new Set([source, destination, from, to]).size < 4) continue
    const ends = { frame: p.frame, source, destination, from, to }
    yield {
      ...told(s.words.questions['underlay-addresses'], ends),
      source: formatOf(p),
      frames: [p.frame],
      right: source + arrow + destination,
      wrong: [from + arrow + to, from + arrow + destination, source + arrow + to],
    }
  }
}

type Four = [string, string, string, string]

export const underlayMac: Maker = function* (s) {
  for (const p of s.packets) {
    if (!p.hasEthernet || p.destinationMac < 0) continue
    const [outer, inner] = [macText(p.destinationMac), macText(p.innerDestinationMac)]
    yield {
      ...told(s.words.questions['underlay-mac'], { frame: p.frame, outer, inner }),
      source: isVxlan(p) ? 'RFC 7348 §3.3' : '',
      frames: [p.frame],
      right: outer,
      wrong: [inner, macText(p.innerSourceMac), macText(p.sourceMac)],
    }
  }
}

export const vni: Maker = function* (s) {
  for (const p of s.packets) {
    const isValid = isVxlan(p) ? (p.vxlanFlags & vxlan.FLAG_I) !== 0 : p.type === TunnelType.Geneve
    if (!isValid) continue
    yield {
      ...told(s.words.questions.vni, { frame: p.frame, vni: p.id, hex: hex(p.id, 6) }),
      source: isVxlan(p) ? VXLAN_FORMAT : 'RFC 8926 §3.4',
      frames: [p.frame],
      right: String(p.id),
      wrong: [],
      form: 'number',
    }
  }
}

export const fieldOctets: Maker = function* (s) {
  const { octets, places, questions } = s.words
  for (const p of s.packets) {
    for (const place of p.places) {
      const { at, size, header } = place
      const text = (first: number): string => octets(first, first + size - 1)
      // Wrong answers of those who forget the outer Ethernet header, count from 1, or count within the header.
      const wrong = [at - ETHERNET_LEN, at + 1, at - header, at + size].filter((first) => first >= 0 && first !== at)
      yield {
        ...told(questions['field-octets'], { frame: p.frame, field: places[place.name], first: at, header, size }),
        source: place.source,
        frames: [p.frame],
        right: text(at),
        wrong: wrong.map(text),
      }
    }
  }
}

export const iFlag: Maker = function* (s) {
  for (const p of s.packets) {
    if (p.type !== TunnelType.Vxlan || (p.vxlanFlags & vxlan.FLAG_I) === 0) continue
    yield {
      ...chosen(s.words.questions['i-flag'], { frame: p.frame, flags: hex(p.vxlanFlags, 4) }),
      source: VXLAN_FORMAT,
      frames: [p.frame],
    }
  }
}

export const udpPort: Maker = function* (s) {
  const { ports, questions } = s.words
  for (const p of s.packets) {
    const { destinationPort } = p
    if (!isKnown(destinationPort)) continue
    const others = Object.entries(ports).filter(([port]) => Number(port) !== destinationPort)
    yield {
      ...told(questions['udp-port'], { frame: p.frame, port: destinationPort }),
      source: PORT_SOURCES[destinationPort],
      frames: [p.frame],
      right: ports[destinationPort],
      wrong: others.map(([, text]) => text),
    }
  }
}

const PORT_SOURCES = {
  4789: VXLAN_FORMAT,
  8472: VXLAN_FORMAT,
  4790: 'draft-ietf-nvo3-vxlan-gpe',
  6081: 'RFC 8926 §3.3',
  8285: '',
} as const

function isKnown(port: number): port is keyof typeof PORT_SOURCES {
  return port in PORT_SOURCES
}

/** Two packets from one VTEP to another that belong to different flows and have different ports. */
export const sourcePort: Maker = function* (s) {
  const earlier = new Map<string, TunnelPacket>()
  for (const p of s.packets) {
    if (p.type !== TunnelType.Vxlan || p.toGroup) continue
    const way = `${p.network} ${p.source} ${p.destination}`
    const before = earlier.get(way)
    if (before === undefined) earlier.set(way, p)
    if (before === undefined || before.sourcePort === p.sourcePort || flowOf(before) === flowOf(p)) continue
    const frames = [before.frame, p.frame] as const
    const ports = [before.sourcePort, p.sourcePort] as const
    yield { ...chosen(s.words.questions['source-port'], { frames, ports }), source: VXLAN_FORMAT, frames }
  }
}

function flowOf({ arpOperation, protocol, from, to }: TunnelPacket): string {
  return `${arpOperation} ${protocol} ${from} ${to}`
}

export const overhead: Maker = function* (s) {
  for (const p of s.packets) {
    if (p.headers[0]?.name !== 'Ethernet') continue
    const sum = p.headers.reduce((octets, header) => octets + header.octets, 0)
    const text = `${p.headers.map(({ name, octets }) => `${name} ${octets}`).join(' + ')} = ${sum}`
    yield {
      ...told(s.words.questions.overhead, { frame: p.frame, sum: text, hasEthernet: p.hasEthernet }),
      source: formatOf(p),
      frames: [p.frame],
      right: String(sum),
      wrong: [],
      form: 'number',
    }
  }
}

/** What Linux calls the devices. */
const DEVICES: Readonly<Partial<Record<TunnelType, string>>> = {
  [TunnelType.Vxlan]: 'vxlan0',
  [TunnelType.Gre]: 'gre1',
  [TunnelType.Gretap]: 'gretap1',
  [TunnelType.GretapOrNvgre]: 'gretap1',
}

export const mtu: Maker = function* (s) {
  for (const p of s.packets) {
    const device = p.type === TunnelType.Vxlan || isGre(p) ? DEVICES[p.type] : undefined
    const ip = p.headers.findIndex(({ name }) => name === 'IPv4' || name === 'IPv6')
    // An MTU leaves VLAN tags out.
    if (device === undefined || ip < 0 || p.isTagged) continue
    const headers = p.headers.slice(ip)
    const parts = p.hasEthernet ? [...headers, { name: s.words.innerEthernet, octets: ETHERNET_LEN }] : headers
    const left = parts.reduce((octets, part) => octets - part.octets, UNDERLAY_MTU)
    const text = `${UNDERLAY_MTU} - ${parts.map(({ name, octets }) => `${octets} (${name})`).join(' - ')} = ${left}`
    yield {
      ...told(s.words.questions.mtu, { frame: p.frame, sum: text, device }),
      source: p.type === TunnelType.Vxlan ? 'RFC 7348 §4.3' : GRE_FORMAT,
      frames: [p.frame],
      right: String(left),
      wrong: [],
      form: 'number',
    }
  }
}

function formatOf(p: TunnelPacket): string {
  if (isVxlan(p)) return VXLAN_FORMAT
  return isGre(p) ? GRE_FORMAT : ''
}
