/** Network devices as a table, and in a sentence. */
import type { Device, TunnelDevice } from '../analysis/capture-points/devices.js'
import { escapeText } from './value.js'

const TITLES = ['#', 'name', 'state', 'addresses', 'tunnels']

/** A line a device under a line of titles, each with its newline; `-i` takes its number. */
export function deviceTable(devices: readonly Device[]): string {
  const cells = devices.map((d, i) =>
    [String(i + 1), d.name, state(d), d.addresses.join(', '), tunnels(d)].map(escapeText),
  )
  const rows = [TITLES, ...cells]
  const widths = TITLES.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** `lo, ens18, vxlan0 (vxlan 42 over ens18)` */
export function deviceList(devices: readonly Device[]): string {
  const texts = devices.map(({ name, tunnel }) => (tunnel === undefined ? name : `${name} (${short(tunnel)})`))
  return texts.map(escapeText).join(', ')
}

function state({ up, running }: Device): string {
  if (!up) return 'down'
  return running ? 'up' : 'no carrier'
}

function tunnels(d: Device): string {
  const parts = d.tunnel === undefined ? [] : [long(d.tunnel)]
  if (d.underlayOf.length > 0) parts.push(`underlay of ${d.underlayOf.join(', ')}`)
  return parts.join('; ')
}

function short(t: TunnelDevice): string {
  return t.underlay === undefined ? name(t) : `${name(t)} over ${t.underlay}`
}

function long(t: TunnelDevice): string {
  const parts = [name(t)]
  if (t.external) parts.push('external')
  if (t.local !== undefined) parts.push(`local ${t.local}`)
  if (t.remote !== undefined) parts.push(`remote ${t.remote}`)
  if (t.group !== undefined) parts.push(`group ${t.group}`)
  if (t.port !== undefined) parts.push(`port ${t.port}`)
  if (t.underlay !== undefined) parts.push(`over ${t.underlay}`)
  return parts.join(' ')
}

/** `vxlan 42`, `gre key 7`, `gre ikey 0x111111 okey 0x222222` */
function name({ kind, vni, inputKey, outputKey }: TunnelDevice): string {
  if (vni !== undefined) return `${kind} ${vni}`
  if (inputKey !== undefined && inputKey === outputKey) return `${kind} key ${key(inputKey)}`
  const parts = [kind]
  if (inputKey !== undefined) parts.push(`ikey ${key(inputKey)}`)
  if (outputKey !== undefined) parts.push(`okey ${key(outputKey)}`)
  return parts.join(' ')
}

/** Small keys are numbers, large ones are patterns. */
function key(n: number): string {
  return n < 0x10000 ? String(n) : `0x${n.toString(16)}`
}
