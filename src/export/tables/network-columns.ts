/** What the networks of packets are called, in the columns that a table has for it. */
import { PLAIN } from '../../analysis/tunnels/networks.js'
import type { LateColumns, LongCells, NumberCells, Rows, TextCells } from '../columns.js'
import type { NetworkKeys } from '../network-keys.js'

/** A network's cells, with its texts as they are numbered in this group of rows. */
interface NetworkCells {
  readonly tunnel: number
  readonly vni: number | null
  readonly id: number | null
  readonly path: number
}

export class NetworkColumns implements LateColumns {
  readonly names: ReadonlySet<string> = new Set(['tunnel', 'vni', 'id', 'path'])
  readonly #keys: NetworkKeys
  readonly #tunnel: TextCells
  readonly #vni: NumberCells
  readonly #id: LongCells
  readonly #path: TextCells
  /** By the number of the network, of this group of rows. */
  #known: (NetworkCells | undefined)[] = []

  constructor(rows: Rows, keys: NetworkKeys) {
    this.#keys = keys
    this.#tunnel = rows.text('tunnel')
    this.#vni = rows.number('vni')
    this.#id = rows.long('id')
    this.#path = rows.text('path')
  }

  begin(): void {
    this.#known = []
  }

  set(row: number, network: number): void {
    if (network <= PLAIN) return
    this.#known[network] ??= this.#cellsOf(network)
    const { tunnel, vni, id, path } = this.#known[network]
    this.#tunnel.set(row, tunnel)
    if (vni !== null) this.#vni.set(row, vni)
    if (id !== null) this.#id.set(row, id)
    this.#path.set(row, path)
  }

  #cellsOf(network: number): NetworkCells {
    const [tunnel, vni, id, path] = this.#keys.of(network)
    return {
      tunnel: this.#tunnel.placeOf(tunnel as string),
      vni: vni as number | null,
      id: id as number | null,
      path: this.#path.placeOf(path as string),
    }
  }
}
