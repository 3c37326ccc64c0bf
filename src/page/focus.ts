/** What was clicked in the drawing: a tunnel end, or a tunnel by its two ends and its network. All else follows it. */
import type { Sequence } from '../analysis/learning/facts.js'
import type { Names } from '../present/learn/names.js'
import { participantsOf } from '../present/learn/participants.js'

export interface Focus {
  readonly ends: readonly string[]
  /** -1 for any. */
  readonly network: number
}

/** `10.0.0.1`, or `10.0.0.1 10.0.0.2 3`; undefined where nothing was clicked. */
export function focusFrom(at: string): Focus | undefined {
  const parts = at.split(' ').filter((part) => part !== '')
  if (parts.length === 0) return undefined
  const last = parts.at(-1)!
  return parts.length === 3 && /^\d+$/.test(last)
    ? { ends: parts.slice(0, 2), network: Number(last) }
    : { ends: parts.slice(0, 2), network: -1 }
}

export function focusText(ends: readonly string[], network = -1): string {
  return [...ends, ...(network < 0 ? [] : [network])].join(' ')
}

/** `10.0.0.1 ⇄ 10.0.0.2, vxlan 42` */
export function focusName({ ends, network }: Focus, names: Names): string {
  const known = names.facts.networks[network] !== undefined
  return `${ends.join(' ⇄ ')}${known ? `, ${names.network(network)}` : ''}`
}

/** Whether a sequence goes through all that was clicked: through a tunnel if its hosts are behind both ends, or it floods there. */
export function isOnWay(sequence: Sequence, { ends, network }: Focus, names: Names): boolean {
  if (network >= 0 && names.overlay(sequence.network) !== network) return false
  const { initiatorVtep, targetVtep, others, groups } = participantsOf(sequence, names)
  const own = [initiatorVtep, targetVtep, ...groups]
  const there = (ends.length > 1 ? own : [...own, ...others]).map((end) => names.address(end))
  return ends.every((end) => there.includes(end))
}
