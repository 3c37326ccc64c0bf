/** Puts the addresses of an anonymised capture into what was told of the capture it was made of. */

import type { Addresses } from '../../src/transform/anonymise/addresses.js'
import { subnetFrom } from '../../src/transform/anonymise/subnets.js'

/** What may be an address, and what stands behind it. Sections of RFCs look like addresses. */
const TOKEN = /(?<![\w§:.])[\da-f]*[:.][\da-f:.]+/g
const MAC = /^[\da-f]{2}(?::[\da-f]{2}){5}$/
const WITH_PORT = /^([\d.]+):(\d+)$/
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/

/** The text with every address in place of which another one stands, all of them written the same way. */
export function renamed(text: string, addresses?: Addresses): string {
  return text.replace(TOKEN, (token) => {
    for (let end = token.length; end > token.length - 3 && end > 1; end--) {
      const address = renamedAddress(token.slice(0, end), addresses)
      if (address !== undefined) return `[${address}]${token.slice(end)}`
    }
    return token
  })
}

function renamedAddress(text: string, addresses: Addresses | undefined): string | undefined {
  const [, host, port] = WITH_PORT.exec(text) ?? []
  if (host !== undefined) return `${renamedAddress(host, addresses)} ${port}`
  if (MAC.test(text)) {
    const mac = Number(`0x${text.replaceAll(':', '')}`)
    return (addresses?.mac(mac) ?? mac).toString(16)
  }
  if (IPV4.test(text)) {
    const octets = text.split('.').map(Number)
    if (octets.some((octet) => octet > 0xff)) return undefined
    const address = octets.reduce((sum, octet) => sum * 0x100 + octet, 0)
    return `${addresses?.ipv4(address) ?? address}`
  }
  try {
    if (!text.includes(':')) return undefined
    const octets = subnetFrom(inGroups(text)).octets.slice()
    const view = new DataView(octets.buffer)
    addresses?.ipv6(view, 0, view)
    return Buffer.from(octets).toString('hex')
  } catch {
    return undefined
  }
}

/** An IPv6 address whose end is written as an IPv4 one. */
function inGroups(text: string): string {
  return text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...octets: string[]) => {
    const [a, b, c, d] = octets.slice(0, 4).map(Number)
    return `${(a! * 0x100 + b!).toString(16)}:${(c! * 0x100 + d!).toString(16)}`
  })
}

/** Lines of JSON as one value whose lists and texts do not depend on the order of addresses. */
export function inAnyOrder(lines: string): string {
  const sorted = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value
        .split(/(?<=[,.;:)]) | and | or /)
        .sort()
        .join(' ')
    }
    if (Array.isArray(value)) return value.map((item) => JSON.stringify(sorted(item))).sort()
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, sorted(member)]))
  }
  const values = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.stringify(sorted(JSON.parse(line))))
  return values.sort().join('\n')
}
