/**
 * Which findings of a live capture are new. A finding is told once: at once if packets prove it. If it is about missing
 * packets it must first hold for a while, since the next packet may be the missing one. A finding that only grows is
 * not told again; one that gets worse is, and at the end so is one about a number that has grown.
 */
import type { Finding, Severity } from '../../analysis/check/finding.js'

/** Milliseconds that a finding about missing packets has to hold before it is told. */
const SETTLE_MS = 1000
/** Findings that captured packets prove. Later packets may show the cause, and then more is told. */
const PROVED: ReadonlySet<string> = new Set([
  'arp.conflict',
  'arp.storm',
  'capture.clock-backwards',
  'capture.dropped',
  'capture.duplicates',
  'capture.truncated',
  'checksum.corrupt',
  'checksum.offload',
  'checksum.translated',
  'ecn.illegal',
  'gre.checksum-bad',
  'gre.key-unanswered',
  'gre.sequence-reorder',
  'gre.sequence-reset',
  'icmp.errors',
  'loop.suspected',
  'mac.flapping',
  'mac.moved',
  'mtu.outer-fragments',
  'tunnel.nested',
  'tunnel.ttl-low',
  'tunnel.unreachable',
  'vxlan.i-flag-clear',
  'vxlan.inner-vlan',
  'vxlan.port-mismatch',
  'vxlan.reserved-bits',
])
/** Findings about a number of lost packets. The number is final only at the end of the capture. */
const COUNTED: ReadonlySet<string> = new Set(['capture.dropped'])
/** The most findings remembered; further ones are told only at the end. */
const LIMIT = 10_000
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

export class NewFindings {
  /** When each finding that is not told yet first appeared, in milliseconds, by its key. */
  #waiting: ReadonlyMap<string, number> = new Map()
  readonly #told: Map<string, Finding> = new Map()

  /** Whether a finding has not held for long enough yet. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0
  }

  /** Takes all findings at a time in milliseconds; returns those to tell now. */
  update(found: readonly Finding[], now: number): readonly Finding[] {
    const waiting = new Map<string, number>()
    const news: Finding[] = []
    for (const [key, finding] of byKey(found)) {
      if (this.#isTold(key, finding) || this.#told.size === LIMIT) continue
      const since = this.#waiting.get(key) ?? now
      if (now - since >= (PROVED.has(finding.id) ? 0 : SETTLE_MS)) {
        this.#told.set(key, finding)
        news.push(finding)
      } else {
        waiting.set(key, since)
      }
    }
    this.#waiting = waiting
    return news
  }

  /** Takes all findings at the end. Returns those not told in this form yet, and those told that no longer hold. */
  end(found: readonly Finding[]): { readonly news: readonly Finding[]; readonly withdrawn: readonly Finding[] } {
    return {
      news: [...byKey(found)].flatMap(([key, finding]) => {
        const isToldSo = this.#isTold(key, finding) && !(COUNTED.has(finding.id) && this.#hasGrown(key, finding))
        return isToldSo ? [] : [finding]
      }),
      withdrawn: [...this.#told.values()].filter((told) => !found.some((finding) => isSame(finding, told))),
    }
  }

  #hasGrown(key: string, { count }: Finding): boolean {
    return count > (this.#told.get(key)?.count ?? 0)
  }

  #isTold(key: string, { severity }: Finding): boolean {
    const told = this.#told.get(key)
    return told !== undefined && SEVERITIES.indexOf(told.severity) <= SEVERITIES.indexOf(severity)
  }
}

/** A finding keeps its identity as long as its first frame stays. Several of a kind may begin with the same frame. */
function byKey(found: readonly Finding[]): Map<string, Finding> {
  const keyed = new Map<string, Finding>()
  for (const finding of found) {
    let key = `${finding.id} ${finding.frames[0] ?? 0}`
    while (keyed.has(key)) key += '+'
    keyed.set(key, finding)
  }
  return keyed
}

/** Whether two findings are of one kind and share at least one packet. */
function isSame(x: Finding, y: Finding): boolean {
  if (x.id !== y.id) return false
  return x.frames.length + y.frames.length === 0 || x.frames.some((frame) => y.frames.includes(frame))
}
