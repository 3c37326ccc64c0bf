/** `--metrics`: beside whatever a live command does, its packets are counted for scrapers. */
import { networkInterfaces } from 'node:os'
import { mayHoldCopies } from '../analysis/capture-points/copies.js'
import { Check } from '../analysis/check/check.js'
import type { CheckFacts } from '../analysis/check/check-facts.js'
import type { ReassemblyCounts } from '../analysis/fragments/reassembly.js'
import { type LastTimestamp, later, NEVER, stamp } from '../analysis/timestamps.js'
import type { LiveCapture } from '../capture/live.js'
import { Metrics } from '../export/metrics/metrics.js'
import { type ListenAddress, serveMetrics } from '../export/metrics/server.js'
import { withoutAliases } from '../present/aliases.js'
import type { Packet } from '../wire/packet.js'
import type { TunnelStack } from '../wire/tunnel.js'
import { captureFacts } from './capture-facts.js'
import type { Observer } from './observer.js'
import { offloadFeatures } from './offload-features.js'
import { writeStderr } from './output.js'
import { budgetFrom, type SharedOptions } from './shared-options.js'
import { VERSION } from './version.js'

/** Answers scrapers at `at`, and says so; what it returns takes the packets. */
export async function serveCapture(at: ListenAddress, live: LiveCapture, o: SharedOptions): Promise<Observer> {
  const counted = new CountedCapture(live, o)
  await announceMetrics(at, new Metrics({ ...aboutCapture(live), facts: () => counted.facts() }))
  return counted
}

/** Where the numbers are from. */
export function aboutCapture(live: LiveCapture): Omit<ConstructorParameters<typeof Metrics>[0], 'facts'> {
  return { version: VERSION, interface: live.name, own: ownAddresses(), counters: () => live.counters() }
}

export async function announceMetrics(at: ListenAddress, metrics: Metrics): Promise<void> {
  writeStderr(`metrics at ${await serveMetrics(at, () => withoutAliases(() => metrics.text()))}\n`)
}

function ownAddresses(): ReadonlySet<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address)))
}

class CountedCapture implements Observer {
  readonly #live: LiveCapture
  readonly #check: Check
  readonly #features: readonly string[] | undefined
  readonly #last: LastTimestamp = { ...NEVER }
  /** When the last packet came, in milliseconds of a clock that nobody sets. */
  #came = 0
  #fragments: ReassemblyCounts = { completed: 0, refused: 0, abandoned: 0, waiting: 0 }

  constructor(live: LiveCapture, o: SharedOptions) {
    this.#live = live
    this.#check = new Check(undefined, undefined, false, budgetFrom(o))
    this.#features = offloadFeatures(live.name)
  }

  begin(fragments: ReassemblyCounts): void {
    this.#fragments = fragments
  }

  observe(p: Packet, stack: TunnelStack): void {
    if (this.#last.frame === 0 && mayHoldCopies(this.#live)) this.#check.learning.copies.start()
    stamp(this.#last, p)
    this.#came = performance.now()
    this.#check.observe(p, stack)
  }

  facts(): CheckFacts {
    // Time goes on even if no packets come.
    const end = this.#last.frame === 0 ? this.#last : later(this.#last, performance.now() - this.#came)
    const input = { capture: this.#live, live: this.#live }
    return this.#check.facts(captureFacts(input, this.#features, end), this.#fragments)
  }
}
