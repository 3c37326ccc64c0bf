/** The network devices of a machine, as `ip -j -d address` of iproute2 tells of them, and which one carries which tunnel. */

/** What makes a device the end of a tunnel. */
export interface TunnelDevice {
  /** iproute2's word: `vxlan`, `gre`, `gretap`, `ip6gre`, `ip6gretap`, `erspan`, `ip6erspan`, `geneve`. */
  readonly kind: string
  /** The VNI. */
  readonly vni?: number
  /** Keys of incoming and outgoing packets, 32 bits each. */
  readonly inputKey?: number
  readonly outputKey?: number
  readonly local?: string
  readonly remote?: string
  /** Where what has no known destination is sent. */
  readonly group?: string
  /** Destination UDP port. */
  readonly port?: number
  /** Whether the other ends are set packet by packet (`external`, collect metadata). */
  readonly external: boolean
  /** The device that the tunnel's packets go through. */
  readonly underlay?: string
}

export interface Device {
  readonly name: string
  /** The system's number. */
  readonly index: number
  readonly up: boolean
  /** Whether it is up and has a carrier. */
  readonly running: boolean
  /** With prefix lengths. */
  readonly addresses: readonly string[]
  readonly mac?: string
  /** Octets; undefined where the system does not tell. */
  readonly mtu?: number
  readonly tunnel?: TunnelDevice
  /** Names of the tunnel devices whose packets it carries. */
  readonly underlayOf: readonly string[]
}

/** A UDP port that devices of the machine have for what kind of tunnel. */
export interface TunnelPort {
  readonly kind: 'vxlan' | 'vxlan-gpe' | 'geneve'
  readonly port: number
  readonly devices: readonly string[]
}

/** One element of `ip -j -d address`, as far as it is used. */
interface IpDevice {
  readonly ifindex: number
  readonly ifname: string
  readonly flags?: readonly string[]
  readonly mtu?: number
  readonly link?: string
  readonly address?: string
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: IpTunnel }
  readonly addr_info?: readonly { readonly local?: string; readonly prefixlen?: number }[]
}

/** What iproute2's print functions of the tunnel kinds write; addresses of IPv6 have names of their own for VXLAN. */
interface IpTunnel {
  readonly id?: number
  readonly ikey?: string
  readonly okey?: string
  readonly local?: string
  readonly local6?: string
  readonly remote?: string
  readonly remote6?: string
  readonly group?: string
  readonly group6?: string
  readonly port?: number
  readonly link?: string
  readonly external?: boolean
  readonly gpe?: boolean
}

const TUNNEL_KINDS: readonly string[] = [
  'vxlan',
  'geneve',
  'gre',
  'gretap',
  'ip6gre',
  'ip6gretap',
  'erspan',
  'ip6erspan',
]

/**
 * What `ip -j` prints. Names of interfaces may hold any character but space, slash and colon, and their descriptions any:
 * iproute2 writes control characters as they are, and an apostrophe with a backslash, which JSON knows neither of.
 */
export function parseIpJson(text: string): unknown {
  const repaired = text
    .trim()
    .replace(/\p{Cc}/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/\\(.)/gs, (both, c: string) => (c === "'" ? c : both))
  return JSON.parse(repaired)
}

/**
 * The devices in the JSON of `ip -j -d address`. `deviceTo` tells the device that the route to an address takes, which
 * is asked for where a tunnel is bound neither to a device nor to a local address.
 */
export function devicesFrom(json: string, deviceTo: (address: string) => string | undefined): readonly Device[] {
  const all = (parseIpJson(json) as readonly Partial<IpDevice>[]).filter(isDevice)
  const tunnels = new Map(all.map((d): [string, TunnelDevice | undefined] => [d.ifname, tunnelOf(d, all, deviceTo)]))
  return all.map((d) => {
    const flags = d.flags ?? []
    const tunnel = tunnels.get(d.ifname)
    return {
      name: d.ifname,
      index: d.ifindex,
      up: flags.includes('UP'),
      running: flags.includes('UP') && !flags.includes('NO-CARRIER'),
      addresses: (d.addr_info ?? []).map((a) => `${a.local}/${a.prefixlen}`),
      ...(d.address === undefined ? {} : { mac: d.address }),
      ...(d.mtu === undefined ? {} : { mtu: d.mtu }),
      ...(tunnel === undefined ? {} : { tunnel }),
      underlayOf: [...tunnels].filter(([, t]) => t?.underlay === d.ifname).map(([name]) => name),
    }
  })
}

/** The UDP ports in the JSON of `ip -j -d link`, in the order of the devices. */
export function tunnelPortsFrom(json: string): readonly TunnelPort[] {
  const ports: { kind: TunnelPort['kind']; port: number; devices: string[] }[] = []
  for (const { ifname, linkinfo } of (parseIpJson(json) as readonly Partial<IpDevice>[]).filter(isDevice)) {
    const { info_kind: kind, info_data: { port, gpe } = {} } = linkinfo ?? {}
    if ((kind !== 'vxlan' && kind !== 'geneve') || port === undefined || port < 1 || port > 0xffff) continue
    const decodedAs = gpe === true ? 'vxlan-gpe' : kind
    const known = ports.find((other) => other.port === port)
    // Only one of two devices with the same port and different kinds of tunnel can be up.
    if (known === undefined) ports.push({ kind: decodedAs, port, devices: [ifname] })
    else if (known.kind === decodedAs) known.devices.push(ifname)
  }
  return ports
}

/** iproute2 writes an empty object for what a filter hides. */
function isDevice(d: Partial<IpDevice>): d is IpDevice {
  return d.ifname !== undefined && d.ifindex !== undefined
}

function tunnelOf(
  d: IpDevice,
  all: readonly IpDevice[],
  deviceTo: (address: string) => string | undefined,
): TunnelDevice | undefined {
  const { info_kind: kind = '', info_data: data = {} } = d.linkinfo ?? {}
  if (!TUNNEL_KINDS.includes(kind)) return undefined
  const local = specified(data.local ?? data.local6)
  const remote = specified(data.remote ?? data.remote6)
  const group = data.group ?? data.group6
  const far = remote ?? group
  const underlay = data.link ?? d.link ?? ownerOf(local, all) ?? (far === undefined ? undefined : deviceTo(far))
  return {
    kind,
    ...(data.id === undefined ? {} : { vni: data.id }),
    ...(data.ikey === undefined ? {} : { inputKey: key(data.ikey) }),
    ...(data.okey === undefined ? {} : { outputKey: key(data.okey) }),
    ...(local === undefined ? {} : { local }),
    ...(remote === undefined ? {} : { remote }),
    ...(group === undefined ? {} : { group }),
    ...(data.port === undefined ? {} : { port: data.port }),
    external: data.external === true,
    ...(underlay === undefined ? {} : { underlay }),
  }
}

/** iproute2 writes `any` for an address that is not set. */
function specified(address: string | undefined): string | undefined {
  return address === 'any' || address === '0.0.0.0' || address === '::' ? undefined : address
}

function ownerOf(address: string | undefined, all: readonly IpDevice[]): string | undefined {
  if (address === undefined) return undefined
  return all.find(({ addr_info: own = [] }) => own.some(({ local }) => local === address))?.ifname
}

/** A GRE key, which iproute2 writes like an IPv4 address. */
function key(text: string): number {
  return text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
}
