/** What the kernel says it has learned in a run, from the tables that the run has saved. */
import { readFileSync } from 'node:fs'
import { truthFile } from './script.js'

/** An entry of a bridge's or VXLAN device's forwarding table (`bridge -j fdb`). */
interface FdbRow {
  readonly mac: string
  readonly ifname: string
  readonly dst?: string
}

/** An entry of a neighbour table (`ip -j neigh`). */
interface NeighbourRow {
  readonly dst: string
  readonly lladdr?: string
}

/** One thing that a node knows after the run and did not know before. */
export interface Learned {
  readonly node: string
  readonly device: string
  readonly mac: string
  readonly vtep: string
  /** The address that the node itself has resolved to this MAC. */
  readonly address?: string
}

/** Where nodes have learned MAC addresses to be: entries that are new or lead elsewhere than before. */
export function learned(dir: string, nodes: readonly string[]): readonly Learned[] {
  return nodes.flatMap((node) => {
    const rows = <T>(table: 'fdb' | 'neigh', timestamp: string): readonly T[] =>
      JSON.parse(readFileSync(truthFile(dir, node, table, timestamp), 'utf8')) as T[]
    const known = new Set(rows<FdbRow>('fdb', 'before').map(({ mac, dst }) => `${mac} ${dst}`))
    const neighbours = rows<NeighbourRow>('neigh', 'after')
    return rows<FdbRow>('fdb', 'after').flatMap(({ mac, dst, ifname }): Learned[] => {
      if (dst === undefined || known.has(`${mac} ${dst}`)) return []
      const address = neighbours.find(({ lladdr }) => lladdr === mac)?.dst
      return [{ node, device: ifname, mac, vtep: dst, ...(address === undefined ? {} : { address }) }]
    })
  })
}
