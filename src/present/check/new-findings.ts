/**
 * What of the findings of a live capture is new. A finding is told once: at once where packets that are there prove it,
 * when it has held for a while where it is made of what is missing, since that may be the next packet. One that only
 * grows is not told again, one that gets worse is; and at the end one whose number is what it is about.
 */
import type { Finding, Severity } from '../../analysis/check/finding.js'

/** Milliseconds that a finding which speaks of what is missing has to hold before it is told. */
const SETTLE_MS = 1000
/** Findings that the packets which are there prove. A later packet may show why, and then more is told. */
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
/** Findings that say how much is missing. The number is right at the end, when it is known what nobody will read. */
const COUNTED: ReadonlySet<string> = new Set(['capture.dropped'])
/** Findings remembered; what comes beyond it is told at the end only. */
const LIMIT = 10_000
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

export class NewFindings {
  /** When a finding that is not told was first there, in milliseconds, by its key. */
  #waiting: ReadonlyMap<string, number> = new Map()
  readonly #told: Map<string, Finding> = new Map()

  /** Whether something is there that has not held for long enough. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0
  }

  /** Takes all that is there at a time in milliseconds; what of it is to be told now. */
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

  /** Takes all that is there at the end: what of it was not told so, and what was told and is so no longer. */
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

/** A finding is the same as long as its first frame is; several of a kind may begin with one frame. */
function byKey(found: readonly Finding[]): Map<string, Finding> {
  const keyed = new Map<string, Finding>()
  for (const finding of found) {
    let key = `${finding.id} ${finding.frames[0] ?? 0}`
    while (keyed.has(key)) key += '+'
    keyed.set(key, finding)
  }
  return keyed
}

/** Whether two are of one kind and about one packet at least. */
function isSame(x: Finding, y: Finding): boolean {
  if (x.id !== y.id) return false
  return x.frames.length + y.frames.length === 0 || x.frames.some((frame) => y.frames.includes(frame))
}
