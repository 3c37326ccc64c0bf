/** What the kernel's own tables say, of every node of the networks that were built to compare with: lab and networks. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SHARED = fileURLToPath(new URL('../../../../shared', import.meta.url))
export const LAB = `${SHARED}/lab`
export const NETWORKS = `${SHARED}/networks`
export const CASES = `${SHARED}/cases`

interface Link {
  readonly ifname: string
  readonly linkinfo?: {
    readonly info_kind?: string
    readonly info_data?: {
      readonly id?: number
      readonly learning?: boolean
      readonly external?: boolean
      readonly local?: string
      readonly local6?: string
    }
  }
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
  /** `MAC@VTEP` of what it learned, in alphabetical order. */
  readonly learned: readonly string[]
  /** MAC addresses that were put in by hand: no packet changes them. */
  readonly configured: ReadonlySet<string>
}

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T

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
    const { id, learning = true, external = false, local, local6 } = linkinfo?.info_data ?? {}
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
        learned: mine
          .filter((e) => !isConfigured(e))
          .map((e) => `${e.mac}@${e.dst}`)
          .sort(),
        configured: new Set(mine.filter(isConfigured).map((e) => e.mac)),
      },
    ]
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
