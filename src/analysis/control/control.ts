/**
 * Control planes of a capture: BGP's sessions, the routes that they tell, and what these put into VTEPs' tables; what NHRP
 * tells. The one place that takes their packets.
 */
import type { Packet } from '../../wire/packet.js'
import { Copy } from '../capture-points/copies.js'
import type { Timestamp } from '../timestamps.js'
import type { Networks } from '../tunnels/networks.js'
import { type BgpSession, BgpSessions, bgpLayer, isOrdinaryBgp } from './bgp-sessions.js'
import { NhrpMappings } from './nhrp-mappings.js'
import { Rib } from './rib.js'
import { ToldTables } from './told-tables.js'

export class Control {
  readonly rib: Rib
  readonly tables: ToldTables
  readonly nhrp: NhrpMappings
  readonly #networks: Networks
  readonly #sessions: BgpSessions
  /** The session that two speakers have, by network and speakers: the last in which routes were told. */
  readonly #current: Map<string, BgpSession> = new Map()

  constructor(networks: Networks) {
    this.#networks = networks
    this.tables = new ToldTables(networks.budget)
    this.nhrp = new NhrpMappings(networks, networks.budget)
    this.rib = new Rib(networks.addresses, networks.budget, (event, before) => this.tables.observe(event, before))
    this.#sessions = new BgpSessions(networks, {
      update: (session, way, v, o, end, at, frames) => {
        this.#supersede(session, at, session.ends[way]!)
        this.rib.update(session, way, v, o, end, at, frames)
      },
      ended: (session) => this.rib.ended(session),
    })
  }

  /** Those of which a message was read. */
  get sessions(): readonly BgpSession[] {
    return this.#sessions.sessions.filter(({ messages }) => messages > 0)
  }

  /** Sessions of which the capture lacks the beginning or octets: more may have been told, or withdrawn, than it has. */
  get sessionsInPart(): readonly BgpSession[] {
    return this.sessions.filter(({ isWhole, isComplete }) => !isWhole || !isComplete)
  }

  /** What found no room, of all that is kept. */
  get dropped(): number {
    return this.#sessions.dropped + this.rib.dropped + this.tables.dropped + this.nhrp.dropped
  }

  /** Hot path: takes a packet whose networks were observed. */
  observe(p: Packet): void {
    if (this.#networks.copies.kind === Copy.Again) return
    const i = bgpLayer(p)
    if (i >= 0) this.#sessions.observe(p, i)
    else if (!this.#networks.paths.isKnown) this.nhrp.observe(p)
  }

  /** Hot path: whether a packet on a known path is no control plane's. */
  canPass(p: Packet): boolean {
    return !isOrdinaryBgp(p)
  }

  /** Two speakers have one session (RFC 4271 §6.8): a later one takes the place of one whose end is not in the capture. */
  #supersede(session: BgpSession, at: Timestamp, by: number): void {
    const [a, b] = session.ends
    const key = `${session.network} ${Math.min(a, b)} ${Math.max(a, b)}`
    const current = this.#current.get(key)
    if (current === session) return
    this.#current.set(key, session)
    if (current !== undefined && current.first.frame < session.first.frame) this.#sessions.replace(current, at, by)
  }
}
