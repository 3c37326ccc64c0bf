/** How bad it is with each tunnel of the drawing and each of its ends: the worst finding that one of its packets shows. */
import { NO_VLAN, PLAIN } from '../analysis/tunnels/networks.js'
import { TunnelStack } from '../wire/tunnel.js'
import type { Page } from './context.js'
import type { LinkData } from './data.js'
import { networksOf } from './frame-networks.js'
import { addressesOf } from './search.js'

export type Verdict = '' | 'warning' | 'error'

/** Frames of a finding that are looked at. */
const FRAMES = 20
const WORST: readonly Verdict[] = ['error', 'warning', '']

const SIGNS: Readonly<Record<Verdict, string>> = { '': '', warning: '! ', error: '✗ ' }

/** Colour is never the only sign. */
export function signed(text: string, verdict: Verdict): string {
  return SIGNS[verdict] + text
}

interface Shown {
  readonly severity: Verdict
  readonly addresses: ReadonlySet<string>
  /** `PLAIN` alone for a packet in no tunnel: what is said of a tunnel by ICMP is. */
  readonly networks: readonly number[]
}

export class DrawingVerdicts {
  readonly #page: Page
  readonly #shown: readonly Shown[]

  constructor(page: Page) {
    this.#page = page
    this.#shown = shownIn(page)
  }

  ofTunnel({ a, b, network }: Pick<LinkData, 'a' | 'b' | 'network'>): Verdict {
    const { names } = this.#page
    const ends = [names.address(a), names.address(b)]
    const own = this.#shown.filter(
      ({ addresses, networks }) =>
        ends.every((end) => addresses.has(end)) && (networks.includes(network) || networks.includes(PLAIN)),
    )
    return worst(own)
  }

  /** Of an end that a finding names. */
  ofEnd(address: number): Verdict {
    const { names, data } = this.#page
    const name = names.address(address)
    const named = data.findings.filter(({ words }) => words.en.says.split(/[^\w.:]+/).includes(name))
    return worst(named.map(({ severity }) => ({ severity: severity === 'info' ? '' : severity })))
  }
}

function worst(all: readonly { readonly severity: Verdict }[]): Verdict {
  return WORST.find((severity) => all.some((one) => one.severity === severity)) ?? ''
}

function shownIn({ data, names, packets }: Page): readonly Shown[] {
  const p = packets.packet()
  const stack = new TunnelStack()
  const shown: Shown[] = []
  for (const { severity, frames } of data.findings) {
    if (severity === 'info') continue
    for (const frame of frames.slice(0, FRAMES)) {
      if (!packets.decode(frame, p)) continue
      stack.fill(p)
      const addresses = addressesOf(p)
      const networks = networksOf(names.facts, stack, NO_VLAN, (address) => addresses.has(names.address(address)))
      shown.push({ severity, addresses, networks })
    }
  }
  return shown
}
