/** BGP messages octet by octet, in hexadecimal, from RFC 4271 §4.3, RFC 4760 and RFC 7432 §7. */

const hex = (value: number, octets: number): string => value.toString(16).padStart(2 * octets, '0')
const clean = (text: string): string => text.replace(/\s+/g, '')
const sized = (body: string, octets: number): string => hex(clean(body).length / 2, octets) + clean(body)

/** A message of this type: marker, length, type. */
export const message = (type: number, body = ''): string =>
  'ff'.repeat(16) + hex(19 + clean(body).length / 2, 2) + hex(type, 1) + clean(body)

/** An optional, transitive attribute with an octet of length. */
export const attribute = (type: number, value: string): string => `c0${hex(type, 1)}${sized(value, 1)}`

export const update = (attributes: string, routes = '', withdrawn = ''): string =>
  message(2, sized(withdrawn, 2) + sized(attributes, 2) + clean(routes))

/** An OPEN of an AS, with these capabilities. */
export const open = (as: number, identifier: string, capabilities = ''): string =>
  message(
    1,
    `04 ${hex(as, 2)} 0009 ${identifier} ${sized(capabilities === '' ? '' : `02${sized(capabilities, 1)}`, 1)}`,
  )

export const KEEPALIVE: string = message(4)

/** Encapsulation VXLAN, and route target 65000:`number`. */
export const vxlan = (number: number): string => `030c00000000 0008 0002fde8${hex(number, 4)}`
/** MAC mobility (RFC 7432 §7.7). */
export const mobility = (sequence: number, isSticky = false): string =>
  `0600${isSticky ? '01' : '00'}00${hex(sequence, 4)}`

const rd = (address: string, number: number): string => `0001${address}${hex(number, 2)}`
const ESI = '00'.repeat(10)

export interface MacRoute {
  readonly rd: string
  readonly mac: string
  readonly ip?: string
  readonly vni: number
  readonly number?: number
}

/** A route of type 2: MAC/IP advertisement. */
export const macRoute = ({ rd: address, mac, ip = '', vni, number = 2 }: MacRoute): string => {
  const body = `${rd(address, number)} ${ESI} 00000000 30 ${mac} ${hex(ip.length * 4, 1)} ${ip} ${hex(vni, 3)}`
  return `02${sized(body, 1)}`
}

/** A route of type 3: inclusive multicast Ethernet tag. */
export const floodRoute = (address: string, number = 2): string =>
  `03${sized(`${rd(address, number)} 00000000 20 ${address}`, 1)}`

/** A route of type 5: an IPv4 prefix of a network that packets are routed in (RFC 9136 §3.1). */
export const prefixRoute = (address: string, prefix: string, bits: number, vni: number): string =>
  `05${sized(`${rd(address, 5)} ${ESI} 00000000 ${hex(bits, 1)} ${prefix} 00000000 ${hex(vni, 3)}`, 1)}`

/** Router's MAC (RFC 9135 §8.1). */
export const routerMac = (mac: string): string => `0603${mac}`

/** Routes of EVPN that can be reached by a next hop, with communities and what else the UPDATE has. */
export const reach = (nextHop: string, routes: string, communities: string, others = ''): string =>
  update(`${attribute(14, `0019 46 04 ${nextHop} 00 ${routes}`)}${others}${attribute(16, communities)}`)

/** The PMSI tunnel attribute of ingress replication (RFC 6514 §5, RFC 8365 §5.1.3). */
export const replication = (vni: number, address: string): string => attribute(22, `00 06 ${hex(vni, 3)} ${address}`)

export const withdraw = (routes: string): string => update(attribute(15, `0019 46 ${routes}`))
