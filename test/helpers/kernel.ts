/** What the kernel's own tables say, of every node of the networks that were built to compare with: lab and networks. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Mode } from '../../src/analysis/learning/facts.js'

const SHARED = fileURLToPath(new URL('../../../shared', import.meta.url))
export const LAB = `${SHARED}/lab`
export const NETWORKS = `${SHARED}/networks`
export const CASES = `${SHARED}/cases`

/** Of a vxlan device. */
interface Settings {
  readonly id?: number
  readonly learning?: boolean
  readonly external?: boolean
  readonly proxy?: boolean
  readonly group?: string
  readonly group6?: string
  readonly local?: string
  readonly local6?: string
}

interface Link {
  readonly ifname: string
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: Settings }
}

interface Entry {
  readonly mac: string
  readonly ifname: string
  readonly dst?: string
  readonly src_vni?: number
  readonly state: string
}

/** A capture of a node with a VXLAN device, and what the kernel has in the device's table. */
export interface Device {
  readonly network: string
  readonly node: string
  readonly path: string
  /** Addresses that the node may have as a VTEP. */
  readonly addresses: readonly string[]
  readonly vni: number
  readonly learning: boolean
  /** How it finds the others by its own settings: the modes of ours that are right. */
  readonly modes: readonly Mode[]
  /** `MAC@VTEP` of what it learned, in alphabetical order. */
  readonly learned: readonly string[]
  /** Where it floods to. */
  readonly defaults: readonly string[]
  /** MAC addresses that were put in by hand: no packet changes them. */
  readonly configured: ReadonlySet<string>
}

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T

/** The captures of a network, by their paths. */
export function capturesIn(root: string, network: string): readonly string[] {
  const dir = `${root}/${network}`
  return readdirSync(dir)
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .map((name) => `${dir}/${name}`)
}

/** Directories that hold a network. */
export function networksIn(root: string): readonly string[] {
  return existsSync(root) ? readdirSync(root).filter((name) => existsSync(`${root}/${name}/notes.txt`)) : []
}

/** The nodes' devices by every capture of their underlay. */
export function devicesOf(root: string, network: string): readonly Device[] {
  const dir = `${root}/${network}`
  return readdirSync(dir)
    .filter((name) => /^n\d\..*pcap$/.test(name) && !name.includes('vxlan') && !name.includes('flannel'))
    .flatMap((name) => {
      const node = name.slice(0, 2)
      // The device of a network whose VTEP was moved into the container is there.
      return [node, `c${node[1]}`].flatMap((holder) => devicesOn(dir, holder, node, name, network))
    })
}

function devicesOn(dir: string, holder: string, node: string, capture: string, network: string): Device[] {
  if (!existsSync(`${dir}/${holder}.link.json`)) return []
  return json<Link[]>(`${dir}/${holder}.link.json`).flatMap(({ ifname, linkinfo }) => {
    const data = linkinfo?.info_data ?? {}
    const { id, learning = true, external = false, local, local6 } = data
    if (linkinfo?.info_kind !== 'vxlan' || id === undefined) return []
    const addresses = [local, local6, ...underlayOf(dir, node)].filter((address) => address !== undefined)
    const mine = json<Entry[]>(`${dir}/${holder}.fdb.json`).filter((e) => e.ifname === ifname && e.dst !== undefined)
    const isConfigured = ({ state }: Entry): boolean => state === 'permanent' || state === 'static'
    return [
      {
        network,
        node,
        path: `${dir}/${capture}`,
        addresses,
        vni: id,
        learning: learning && !external,
        modes: modesOf(data, mine),
        learned: mine
          .filter((e) => !isConfigured(e))
          .map((e) => `${e.mac}@${e.dst}`)
          .sort(),
        defaults: mine.flatMap(({ mac, dst }) => (mac === NOBODY && dst !== undefined ? [dst] : [])).sort(),
        configured: new Set(mine.filter(isConfigured).map((e) => e.mac)),
      },
    ]
  })
}

const NOBODY = '00:00:00:00:00:00'

function modesOf({ learning = true, external = false, proxy = false, group, group6 }: Settings, fdb: Entry[]): Mode[] {
  // Who is told by a program looks like who is told by hand, and like who answers for others: packets are the same.
  if (external || !learning)
    return [Mode.External, Mode.Evpn, Mode.EvpnRouted, Mode.Routed, Mode.StaticFdb, Mode.ArpProxy]
  const { length } = fdb.filter(({ mac }) => mac === NOBODY)
  if (proxy) return [Mode.ArpProxy]
  if (group !== undefined || group6 !== undefined) return [Mode.Multicast]
  // With two of several remotes talking, one copy alone may be seen.
  return length > 1 ? [Mode.HeadEndReplication, Mode.StaticFdb] : [Mode.PointToPoint]
}

/** A machine or container: its addresses by device, and its neighbour table at the end. */
export interface Holder {
  readonly name: string
  readonly addresses: readonly string[]
  readonly neighbours: readonly NeighbourEntry[]
}

interface NeighbourEntry {
  readonly dst: string
  readonly dev: string
  readonly lladdr?: string
  readonly state: readonly string[]
}

/** All of a network whose own kernel's addresses were written down beside its tables. */
export function holdersOf(root: string, network: string): readonly Holder[] {
  const dir = `${root}/${network}`
  return readdirSync(dir)
    .filter((name) => /^\w+\.neigh\.json$/.test(name))
    .map((file) => {
      const name = file.replace('.neigh.json', '')
      return { name, addresses: addressesOf(dir, name), neighbours: json<NeighbourEntry[]>(`${dir}/${file}`) }
    })
}

function addressesOf(dir: string, name: string): readonly string[] {
  const own = `${dir}/${name}.addr.after.json`
  if (existsSync(own)) {
    const devices = json<{ addr_info?: { local: string }[] }[]>(own)
    return devices.flatMap(({ addr_info = [] }) => addr_info.map(({ local }) => local))
  }
  return readFileSync(`${dir}/notes.txt`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, who, rest = ''] = /^\[(\w+)(?: [\d.]+)?\] (.*)/.exec(line) ?? []
      const address =
        /^underlay \S+ (\S+)\//.exec(rest) ??
        /^container on \S+ \S+ (\S+)\//.exec(rest) ??
        /^ip addr add (\S+)\//.exec(rest)
      return who === name && address !== null ? [address[1]!] : []
    })
}

/** Underlay addresses as the network's notes or its topology give them. */
function underlayOf(dir: string, node: string): readonly string[] {
  const notes = new RegExp(`\\[${node}\\] underlay \\S+ (\\S+)/`).exec(readFileSync(`${dir}/notes.txt`, 'utf8'))?.[1]
  const topo = existsSync(`${dir}/topo.txt`) ? readFileSync(`${dir}/topo.txt`, 'utf8').split('\n') : []
  return [
    ...(notes === undefined ? [] : [notes]),
    ...topo.flatMap((line) => {
      const [kind, name, , address] = line.split(' ')
      return kind === 'node' && name === node && address !== undefined ? [address] : []
    }),
  ]
}
