/**
 * How a finding is put into words, in both languages: what it means in general, for the documentation, and what it says
 * of this capture. Each finding has its own file in this folder; `index.ts` lists them.
 */
import type { ChangeOf } from '../../analysis/compare/changes.js'
import type { PointPair } from '../../analysis/compare/points.js'
import type { Timestamp } from '../../analysis/timestamps.js'
import type { Kind } from '../../wire/kind.js'
import type { TunnelType } from '../../wire/tunnel.js'
import type { Words } from '../language.js'

/**
 * Turns the facts of a finding into text; made for a capture, so that addresses can be looked up. What is unknown or
 * absent becomes an empty text: words test for that, and need not know which number stands for it.
 */
export interface FindingText {
  /** An address that is a number of `Networks.addresses`: `10.65.132.187`. */
  address(address: number): string
  /** The address of an endpoint as `Networks` numbers them. */
  endpoint(endpoint: number): string
  /** A MAC address, 48 bits. */
  mac(mac: number): string
  /** A network by its number: `vxlan 42`, `gre key 0x222222`, `the underlay`. */
  network(network: number): Words
  /** The same for a network in a tunnel; empty for the underlay. */
  overlay(network: number): Words
  /** `vxlan 42`, `gre 0x222222`, `6in4`; the kind alone where no number is handed in, or there is none. */
  tunnel(type: TunnelType, id?: number): string
  /** The number alone, as the kind of tunnel is configured: `42`, `0x222222`. */
  tunnelId(type: TunnelType, id: number): string
  /** What tells the tunnels of two hosts apart. */
  tunnelIdName(type: TunnelType): 'key' | 'VNI'
  /** The device that makes such a tunnel in Linux, as `ip link show type` takes it. */
  deviceType(type: TunnelType): string
  /** The name of a device, safe for a shell: `DEVICE` replaces every name that is not plain. */
  deviceName(name: string): string
  /** The VLAN tags around a packet: `10`, `100.10`. */
  vlan(tags: number): string
  /** `UDP`, `ICMPv6` */
  protocol(kind: Kind): string
  /** The same, by the protocol number in the IP header. */
  ipProtocol(protocol: number): string
  /** A port of TCP or UDP. */
  port(port: number): string
  /** What an ICMP message is called, `port unreachable`, and why a host sends it. */
  icmp(message: IcmpMessage): { readonly name: string; readonly cause: IcmpCause }
  /** `5.10 s`, `147 µs`, from nanoseconds. */
  time(nanoseconds: number): string
  /** The time of day: `10:31:34.560469`. */
  clock(timestamp: Timestamp): string
  /** A capture point, by its file. */
  point(point: number): string
  /** What was lost between two: `120 packets to UDP port 8472 left a.pcap and none arrived at b.pcap …`. */
  lostBetween(pair: PointPair, direction: 0 | 1): Words
  /** What was changed between two: `network vxlan 42 → vxlan 43`. */
  changed(pair: PointPair, change: ChangeOf): Words
  /** With thin groups of three: `1 234 567`. */
  count(n: number): string
}

/** Type and code of an ICMP or ICMPv6 message. */
export interface IcmpMessage {
  readonly isIpv6: boolean
  readonly type: number
  readonly code: number
}

/** What makes a host or a router send an ICMP error. */
export type IcmpCause =
  | 'hops-used-up'
  | 'fragments-lost'
  | 'shorter-way'
  | 'closed-port'
  | 'filter'
  | 'too-large'
  | 'no-way'
  | 'bad-header'

/** A sentence that a standard says, word for word, and where. */
export interface Quote {
  /** `RFC 7348 §5` */
  readonly source: string
  /** In English, as it stands there. */
  readonly sentence: string
}

export interface FindingWords<About> {
  readonly id: string
  /** What it is, in a few words: the title of its page. */
  readonly title: Words
  /** What it means and how it comes about, for the page: some sentences, in Markdown. */
  readonly meaning: Words
  readonly quotes: readonly Quote[]
  /** What happened here, in a line: numbers and names. No full stop at the end. */
  says(about: About, count: number, text: FindingText): Words
  /** Why, in a sentence. */
  why(about: About, text: FindingText): Words
  /** What to do: a command where there is one. Undefined where nothing is to be done. */
  fix?(about: About, text: FindingText): Words
  /** How to see that it was this, or that it is gone: a command where there is one. */
  verify?(about: About, text: FindingText): Words
}
