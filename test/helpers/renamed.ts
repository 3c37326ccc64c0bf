/** Puts the addresses of an anonymised capture into what was told of the capture it was made of. */

import type { Addresses } from '../../src/transform/anonymise/addresses.js'
import { subnetFrom } from '../../src/transform/anonymise/subnets.js'

const MAC = /\b[\da-f]{2}(?::[\da-f]{2}){5}\b/g
const IPV4 = /(?<![\d.§])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g
const IPV6 = /(?<![\da-f:.])(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?![\da-f:])/g

/** The text with every address in place of which another one stands. */
export function renamed(text: string, addresses: Addresses): string {
  return text
    .replace(MAC, (mac) => `<${macOf(addresses.mac(Number(`0x${mac.replaceAll(':', '')}`)))}>`)
    .replace(IPV4, (ip) => {
      const octets = ip.split('.').map(Number)
      if (octets.some((octet) => octet > 0xff)) return ip
      const mapped = addresses.ipv4(octets.reduce((sum, octet) => sum * 0x100 + octet, 0))
      return [24, 16, 8, 0].map((shift) => (mapped >>> shift) & 0xff).join('.')
    })
    .replace(IPV6, (ip) => ipv6Of(ip, addresses))
}

/** The text with its addresses written the same way, none of them another one. */
export function unified(text: string): string {
  return text.replace(MAC, (mac) => `<${mac}>`).replace(IPV6, (ip) => ipv6Of(ip))
}

function macOf(mac: number): string {
  return mac.toString(16).padStart(12, '0').replace(/..(?=.)/g, '$&:')
}

function ipv6Of(text: string, addresses?: Addresses): string {
  let octets: Uint8Array
  try {
    octets = subnetFrom(text).octets.slice()
  } catch {
    return text
  }
  const view = new DataView(octets.buffer)
  addresses?.ipv6(view, 0, view)
  return `[${Buffer.from(octets).toString('hex')}]`
}

/** Lines of JSON as one value whose lists and texts do not depend on the order of addresses. */
export function inAnyOrder(lines: string): string {
  const sorted = (value: unknown): unknown => {
    if (typeof value === 'string') return value.split(/(?<=[,.;:)]) | and | or /).sort().join(' ')
    if (Array.isArray(value)) return value.map(sorted).map((item) => JSON.stringify(item)).sort()
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, sorted(member)]))
  }
  const values = lines.split('\n').filter((line) => line !== '').map((line) => JSON.stringify(sorted(JSON.parse(line))))
  return values.sort().join('\n')
}
