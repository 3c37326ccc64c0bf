/** IP addresses and MAC addresses that are kept as numbers, as text. For cold paths: each is a string of its own. */
import { type AddressTable, NO_ADDRESS } from '../analysis/tables/address-table.js'
import { hostAlias, macAlias } from './aliases.js'
import { Writer } from './writer.js'

const WRITER = new Writer(64)
const OCTETS = new DataView(new ArrayBuffer(16))

/** `172.17.1.2`, `fd00:42::2` (RFC 5952), or the name that the user gave it; nothing for `NO_ADDRESS`. */
export function addressText(addresses: AddressTable, address: number): string {
  return hostAlias(plainAddress(addresses, address))
}

/** The same without names. */
export function plainAddress(addresses: AddressTable, address: number): string {
  if (address === NO_ADDRESS) return ''
  addresses.copyTo(address, OCTETS, 0)
  WRITER.clear()
  if (addresses.isIpv6(address)) WRITER.ipv6(OCTETS, 0)
  else WRITER.ipv4(OCTETS, 0)
  return WRITER.toString()
}

/** `4e:92:72:79:59:ed`, from a number of 48 bits, or the name that the user gave it. */
export function macText(mac: number): string {
  return macAlias(plainMac(mac))
}

/** The same without names. */
export function plainMac(mac: number): string {
  WRITER.clear()
  WRITER.macValue(Math.floor(mac / 0x1000000), mac % 0x1000000)
  return WRITER.toString()
}
