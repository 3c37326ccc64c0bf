/**
 * Names that the user gives to addresses and networks, for text that people read. Data never has them: who prints it leaves
 * them out of force. They are the process's, as its language is, since every form of text has addresses in it.
 */
import { VENDORS } from './vendors.js'

export interface Aliases {
  /** By the address as it is printed, in lower case. */
  readonly hosts: ReadonlyMap<string, string>
  readonly macs: ReadonlyMap<string, string>
  readonly vnis: ReadonlyMap<number, string>
}

/** The same as lists, for JSON. */
export interface AliasLists {
  readonly hosts: readonly (readonly [string, string])[]
  readonly macs: readonly (readonly [string, string])[]
  readonly vnis: readonly (readonly [number, string])[]
}

export function aliasesOf({ hosts, macs, vnis }: AliasLists): Aliases {
  return { hosts: new Map(hosts), macs: new Map(macs), vnis: new Map(vnis) }
}

let current: Aliases | undefined

/** Puts names in force, or with undefined none. */
export function useAliases(aliases: Aliases | undefined): void {
  current = aliases
}

export function hasAliases(): boolean {
  return current !== undefined
}

/** The names in force that stand in a text. */
export function aliasesIn(text: string): AliasLists | undefined {
  if (current === undefined) return undefined
  const standing = <K>(names: ReadonlyMap<K, string>): [K, string][] =>
    [...names].filter(([, name]) => text.includes(name))
  return { hosts: standing(current.hosts), macs: standing(current.macs), vnis: standing(current.vnis) }
}

/** What `make` makes without names: commands to be typed, and data that is written beside text. */
export function withoutAliases<T>(make: () => T): T {
  const before = current
  current = undefined
  try {
    return make()
  } finally {
    current = before
  }
}

/** The name of an address, or the address. */
export function hostAlias(address: string): string {
  return current?.hosts.get(address) ?? address
}

/** The name of a MAC address, or the address. */
export function macAlias(mac: string): string {
  return current?.macs.get(mac) ?? mac
}

/** The name of a MAC address, or who makes such virtual network cards, or the address. */
export function aboutMac(mac: string): string {
  if (current === undefined) return mac
  return current.macs.get(mac) ?? vendorOf(mac) ?? mac
}

/** The name of a VNI to stand behind it, with a blank in front; nothing where it has none. */
export function vniAlias(vni: number): string {
  const name = current?.vnis.get(vni)
  return name === undefined ? '' : ` ${name}`
}

/** What may be an address or a MAC address in a line, with nothing that would make it a part of something else. */
const ADDRESS =
  /(?<![\w.:-])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d{1,3}){0,3})(?![\w-]|\.\w)/gi
/** A tunnel that has a VNI, as `writeTunnelName` writes it. */
const TUNNEL = /(?<![\w.-])((?:vxlan|vxlan-gpe|geneve)(?:\/\d+)? )(\d+)(?![\w.-])/g

/** The text with names in place of addresses, and those of VNIs behind them. */
export function withAliases(text: string): string {
  return renamed(text, (_, name) => name)
}

/** The text with names in parentheses behind addresses, and makers of virtual network cards behind MAC addresses. */
export function withAliasesBehind(text: string): string {
  return renamed(text, (address, name) => `${address} (${name})`, vendorOf)
}

function renamed(
  text: string,
  form: (address: string, name: string) => string,
  other: (address: string) => string | undefined = () => undefined,
): string {
  if (current === undefined) return text
  const { hosts, macs, vnis } = current
  return text
    .replace(ADDRESS, (address) => {
      const name = hosts.get(address) ?? macs.get(address) ?? other(address)
      return name === undefined ? address : form(address, name)
    })
    .replace(TUNNEL, (whole, kind: string, vni: string) => {
      const name = vnis.get(Number(vni))
      return name === undefined ? whole : `${kind}${vni} ${name}`
    })
}

const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/

/** Who gives out such MAC addresses, where they are of a virtual network card. */
function vendorOf(mac: string): string | undefined {
  return MAC.test(mac) ? VENDORS.find(([prefix]) => mac.startsWith(prefix))?.[1] : undefined
}
