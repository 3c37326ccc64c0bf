/** What a workshop network is: data. `script.ts` makes commands of it, `lab.ts` runs them. */
import type { Words } from '../words/language.js'

/** Hosts on one switch, the containers on them, and what to try. */
export interface Network {
  /** As it is called on the command line; letters, digits and hyphens. */
  readonly name: string
  readonly title: Words
  /** What this network shows that the others do not. */
  readonly teaches: Words
  readonly hosts: readonly Host[]
  readonly containers: readonly Container[]
  readonly traffic: readonly Step[]
  /** The host whose capture tells the story. */
  readonly watch: string
  /** The faults that make sense here. */
  readonly faults: readonly FaultName[]
}

export const FAULT_NAMES = [
  'vni-mismatch',
  'port-mismatch',
  'remote-down',
  'mtu-too-large',
  'checksum-offload-on',
  'checksum-offload-off',
  'mac-move',
  'gre-key-mismatch',
  'route-filter',
  'target-mismatch',
  'reflector-down',
] as const
export type FaultName = (typeof FAULT_NAMES)[number]

/** A namespace with an interface on the switch. Hosts know each other's MAC addresses beforehand. */
export interface Host {
  /** Letters and digits, at most 12: interfaces are named after it. */
  readonly name: string
  readonly underlay: Underlay
  /** In the order in which they are made. */
  readonly devices: readonly Device[]
  readonly routes: readonly Route[]
  readonly neighbours: readonly Neighbour[]
  readonly fdb: readonly FdbEntry[]
  /** Whether it routes between its interfaces. */
  readonly forwards: boolean
  /** What it tells others by BGP, and is told. */
  readonly bgp?: Bgp
}

/** A speaker of EVPN: FRR's zebra and bgpd. */
export interface Bgp {
  readonly as: number
  /** The underlay addresses of those that it talks with. */
  readonly peers: readonly string[]
  /** Whether it passes on what its peers tell it. Such a one has no networks itself. */
  readonly reflects: boolean
  /** The IPv4 networks that it tells (type 5), of the routing table that the device with `routes` belongs to. */
  readonly prefixes: readonly string[]
  /** Route targets that are set by hand, by VNI; the others FRR makes of AS and VNI. */
  readonly targets: readonly { readonly vni: number; readonly target: string }[]
}

interface Underlay {
  readonly device: string
  /** With the prefix length. */
  readonly address: string
  readonly mac: string
  /** Whether checksums are left to the card, Linux's default. If not, captures show the checksums of a real wire. */
  readonly checksumOffload: boolean
  /** False: the cable to the switch is pulled. */
  readonly connected: boolean
}

/** A namespace on a host. */
export interface Container {
  readonly name: string
  /** Its veth pair into a bridge of a host; a container without one gets a device of its host (`movedTo`). */
  readonly port?: Port
  readonly routes: readonly Route[]
}

export interface Port {
  readonly host: string
  readonly bridge: string
  readonly device: string
  readonly mac: string
  readonly address: string
  readonly mtu: number
  /** Whether the container says where it is as soon as it stands, by a gratuitous ARP. */
  readonly greets?: boolean
}

export type Device = Vxlan | Bridge | Vrf | Gre | FlannelUdp

/** Of every device that carries addresses. */
interface Addressed {
  readonly name: string
  readonly addresses: readonly string[]
}

export interface Vxlan extends Addressed {
  readonly type: 'vxlan'
  readonly mac: string
  readonly id: number
  readonly port: number
  readonly local?: string
  /** The other VTEP, or a multicast group; none where the FDB alone says where to send. */
  readonly to?: { readonly remote: string } | { readonly group: string }
  /** The underlay device it is bound to. Linux then keeps its MTU 50 (IPv6: 70) below that device's. */
  readonly dev?: string
  readonly flags: readonly ('nolearning' | 'proxy' | 'gbp')[]
  readonly mtu?: number
  /** A bridge or a VRF. */
  readonly master?: string
  /** Its bridge learns nothing from it, and answers ARP for those whose addresses it has been told. */
  readonly suppresses?: boolean
  /** It carries packets that are routed, of all bridges: the network that prefixes are told with (RFC 9136). */
  readonly routes?: boolean
  /** The container whose namespace it is moved to once it exists. */
  readonly movedTo?: string
}

export interface Bridge extends Addressed {
  readonly type: 'bridge'
  readonly mac?: string
  /** Whether its host believes who says unasked that an address is his. */
  readonly accepts?: boolean
}

export interface Vrf {
  readonly type: 'vrf'
  readonly name: string
  readonly table: number
}

/** RFC 2784 with the key and the sequence number of RFC 2890. */
export interface Gre extends Addressed {
  /** `gre` carries IP packets, `gretap` Ethernet frames. */
  readonly type: 'gre' | 'gretap'
  readonly local: string
  readonly remote: string
  /** The key that arriving packets must carry, and the key that leaving packets get. */
  readonly inputKey: number
  readonly outputKey: number
  readonly checksum: boolean
  readonly sequence: boolean
  /** What the tunnel's headers leave of 1500 octets. */
  readonly mtu: number
  /** `gretap` only. */
  readonly mac?: string
}

/** Flannel's first backend: IP packets as they are in UDP, from and to a TUN device. */
export interface FlannelUdp extends Addressed {
  readonly type: 'flannel-udp'
  readonly local: string
  readonly remote: string
  readonly port: number
  readonly mtu: number
}

export interface Route {
  readonly to: string
  readonly dev: string
  readonly via?: string
  /** The gateway counts as reachable although no address of ours is in its network. */
  readonly onlink?: boolean
  readonly table?: number
}

/** A permanent ARP entry. */
interface Neighbour {
  readonly address: string
  readonly mac: string
  readonly dev: string
}

/** A permanent forwarding entry; the MAC of zeros stands for all that is not known. */
interface FdbEntry {
  readonly mac: string
  readonly dev: string
  readonly vtep: string
}

/** What is done in the network once it stands. All of it is bounded in count and time. */
export type Step = Ping | Wait | Send | Move | Unplug | Configure | Stop

export interface Ping {
  readonly do: 'ping'
  readonly from: string
  readonly to: string
  readonly count: number
  /** Whether an answer is expected. */
  readonly answered: boolean
  /** `-I` */
  readonly device?: string
  /** Octets of ICMP data; 56 unless given. */
  readonly size?: number
  /** Whether the sender forbids (`-M do`, as TCP does) or allows (`-M dont`) fragments; it decides by itself unless given. */
  readonly fragments?: boolean
  /** The socket's mark (`-m`), which a GBP device writes into the header. */
  readonly mark?: number
}

/** Time in which the kernel does something by itself. */
export interface Wait {
  readonly do: 'wait'
  readonly seconds: number
  readonly why: Words
}

/** One UDP datagram to a port where nobody listens: the answer is an ICMP error. */
interface Send {
  readonly do: 'send'
  readonly from: string
  readonly to: string
  readonly port: number
}

/** The container's cable goes to another host, with its MAC and IP address. */
interface Move {
  readonly do: 'move'
  readonly container: string
  readonly to: string
  /** As in a live migration: it speaks at its new place before it is gone from the old one. */
  readonly live?: boolean
}

/** The container's cable is pulled. */
interface Unplug {
  readonly do: 'unplug'
  readonly container: string
}

/** Lines of FRR's configuration for a host. */
interface Configure {
  readonly do: 'configure'
  readonly host: string
  readonly lines: readonly string[]
}

/** A host's BGP daemon is ended, in good order. */
interface Stop {
  readonly do: 'stop'
  readonly host: string
}

/** Where FRR's daemons are, in Debian's package and in its own. */
export const FRR = '/usr/lib/frr'

export const ALL_ZEROS = '00:00:00:00:00:00'

export function isIpv6(address: string): boolean {
  return address.includes(':')
}

/** Without the prefix length. */
export function bare(address: string): string {
  return address.replace(/\/.*/, '')
}
