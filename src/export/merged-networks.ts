/**
 * What a tunnel whose two directions have keys of their own is called over many captures. A capture that shows one direction
 * knows one key; one that shows several tunnels between the same two ends may take the key of another one for that of the
 * way back. All captures together know better: two keys are a tunnel's where a conversation goes forth with one and
 * back with the other. Else the same key both ways is one tunnel, as most are set up; and what is left over is one where
 * there is one key each way. What none of this tells stays apart, each direction by its key.
 */

/** What one path of a table says of the tunnel that it ends with. */
export interface SeenTunnel {
  /** As `network-keys.ts` writes it, without a VLAN behind it. */
  readonly path: string
  /** The ends, the smaller address first. */
  readonly a: string
  readonly b: string
  /** Whether packets went from `a` to `b`, and back. */
  readonly isForth: boolean
  readonly isBack: boolean
  /** Whether a conversation went both ways. */
  readonly isProven: boolean
}

/** The name of what one end sends. */
export interface MergedName {
  /** As a capture has written it. */
  readonly written: string
  /** Who sends, where the capture took for one network what is in two; null for every end. */
  readonly sender: string | null
  readonly path: string
  /** Of the way from the smaller end; null where there is none, undefined where it stays as it is. */
  readonly id: number | null | undefined
}

/** Kinds of tunnels with a key each way. */
export const KEYED: readonly string[] = ['gre', 'gretap', 'pptp', 'l2tpv3']
const INSIDE = '>'
const BACK = ' / '

/** All keys between two ends that one kind of tunnel has, within one network. */
interface Between {
  readonly forth: Set<string>
  readonly back: Set<string>
  /** Keys that conversations go back with, by those that they go forth with. */
  readonly proven: Map<string, Set<string>>
}

interface Keyed {
  readonly kind: string
  /** Empty where there is none. */
  readonly forth: string
  readonly back: string
}

/** The names that differ from what was written. */
export function mergedNames(tunnels: readonly SeenTunnel[]): readonly MergedName[] {
  const names: MergedName[] = []
  /** What stands for a whole path that others lie within. */
  const renamed = new Map<string, string>()
  const depthOf = ({ path }: SeenTunnel): number => path.split(INSIDE).length
  for (const depth of [...new Set(tunnels.map(depthOf))].sort((x, y) => x - y)) {
    const placed = tunnels.filter((tunnel) => depthOf(tunnel) === depth).map((tunnel) => place(tunnel, renamed))
    const groups = new Map<string, Between>()
    for (const { group, keyed, tunnel } of placed) if (keyed !== undefined) note(groups, group, keyed, tunnel)
    const pairs = new Map([...groups].map(([group, between]) => [group, pairsOf(between)]))
    for (const { tunnel, around, own, group, keyed } of placed) {
      const found = keyed === undefined ? [] : named(tunnel, around, keyed, pairs.get(group)!)
      const path = `${around}${own}`
      if (found.length === 0 && path !== tunnel.path) {
        found.push({ written: tunnel.path, sender: null, path, id: undefined })
      }
      names.push(...found)
      // Which way around it an inner tunnel's packet went is not written: it stays inside what was written, if that is split.
      if (found.length === 1) renamed.set(tunnel.path, found[0]!.path)
    }
  }
  return names
}

function place(tunnel: SeenTunnel, renamed: ReadonlyMap<string, string>) {
  const { path, a, b } = tunnel
  const at = path.lastIndexOf(INSIDE)
  const parent = path.slice(0, Math.max(0, at))
  const around = at < 0 ? '' : `${renamed.get(parent) ?? parent}${INSIDE}`
  const own = path.slice(at + 1)
  const keyed = keyedOf(own, ` ${a} ${b}`)
  return { tunnel, around, own, keyed, group: `${around}${keyed?.kind} ${a} ${b}` }
}

/** Its kind and its keys; undefined where it has no key each way. */
function keyedOf(own: string, ends: string): Keyed | undefined {
  const name = own.slice(0, -ends.length)
  const [kind = ''] = name.split(' ', 1)
  if (!own.endsWith(ends) || !KEYED.includes(kind)) return undefined
  const keys = name.slice(kind.length + 1)
  const [forth = '', back = forth] = keys.split(BACK)
  return { kind, forth, back }
}

function note(groups: Map<string, Between>, group: string, { forth, back }: Keyed, tunnel: SeenTunnel): void {
  const between = groups.get(group) ?? { forth: new Set(), back: new Set(), proven: new Map() }
  groups.set(group, between)
  if (tunnel.isForth) between.forth.add(forth)
  if (tunnel.isBack) between.back.add(back)
  if (tunnel.isProven) between.proven.set(forth, (between.proven.get(forth) ?? new Set()).add(back))
}

/** The key of the way back by that of the way forth. */
function pairsOf({ forth, back, proven }: Between): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  const provenBack = [...proven.values()].flatMap((keys) => [...keys])
  for (const [key, others] of proven) {
    const [other] = others
    if (others.size === 1 && provenBack.filter((one) => one === other).length === 1) pairs.set(key, other!)
  }
  const openForth = [...forth].filter((key) => !proven.has(key))
  const openBack = [...back].filter((key) => !provenBack.includes(key))
  for (const key of openForth) if (openBack.includes(key)) pairs.set(key, key)
  const [lone, ...others] = openForth.filter((key) => !pairs.has(key))
  const [loneBack, ...othersBack] = openBack.filter((key) => pairs.get(key) !== key)
  if (lone !== undefined && loneBack !== undefined && others.length + othersBack.length === 0) pairs.set(lone, loneBack)
  return pairs
}

/** What the packets of each end that sends are to be called; nothing where that is what was written. */
function named(
  { path: written, a, b, isForth, isBack, isProven }: SeenTunnel,
  around: string,
  { kind, forth, back }: Keyed,
  pairs: ReadonlyMap<string, string>,
): MergedName[] {
  // Conversations show that it is so, though others show otherwise.
  if (isProven && pairs.get(forth) !== back) return []
  const ofBack = [...pairs].find(([, key]) => key === back)?.[0]
  const [there, here] = [text(forth, pairs.get(forth)), ofBack === undefined ? text(back) : text(ofBack, back)]
  const name = ({ keys }: Text): string => `${around}${kind}${keys === '' ? '' : ` ${keys}`} ${a} ${b}`
  if (isForth && isBack && there.keys !== here.keys) {
    return [
      { written, sender: a, path: name(there), id: there.id },
      { written, sender: b, path: name(here), id: here.id },
    ]
  }
  const own = isForth ? there : here
  return name(own) === written ? [] : [{ written, sender: null, path: name(own), id: own.id }]
}

interface Text {
  readonly keys: string
  readonly id: number | null
}

function text(forth: string, back: string = forth): Text {
  return { keys: forth === back ? forth : `${forth}${BACK}${back}`, id: forth === '' ? null : Number(forth) }
}
