/**
 * From a passphrase to the keys of the mappings. The salt is fixed: the same passphrase maps the same on another day and
 * in another file, which is what makes two anonymised captures comparable. scrypt makes each guess of a passphrase dear.
 */
import { scryptSync } from 'node:crypto'
import { KEY_LEN } from './crypto-pan.js'

/** Part of what an anonymised file means: never to be changed. */
const SALT = 'vxsniff anonymise 1'
/** RFC 7914 §2: N, r and p. About 50 ms and 32 MB. */
const COST = { N: 1 << 15, r: 8, p: 1, maxmem: 64 << 20 }

export interface Secrets {
  readonly ipv4: Uint8Array
  readonly ipv6: Uint8Array
  /** Vendors of MAC addresses. */
  readonly vendors: Uint8Array
  /** The lower 24 bits of MAC and of IPv6 addresses. */
  readonly hosts: Uint8Array
  readonly groups: Uint8Array
  readonly names: Uint8Array
  /** VNIs, keys. */
  readonly numbers: Uint8Array
}

export function secretsFrom(passphrase: string | Uint8Array): Secrets {
  const octets = scryptSync(passphrase, SALT, 7 * KEY_LEN, COST)
  const part = (i: number): Uint8Array => octets.subarray(i * KEY_LEN, (i + 1) * KEY_LEN)
  return {
    ipv4: part(0),
    ipv6: part(1),
    vendors: part(2),
    hosts: part(3),
    groups: part(4),
    names: part(5),
    numbers: part(6),
  }
}
