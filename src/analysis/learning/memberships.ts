/**
 * Who joined which multicast group, by IGMP (RFC 2236, RFC 3376) and MLD (RFC 2710, RFC 3810) in the underlay: a VTEP
 * joins the group of its VNI (RFC 7348 §4.2), often before it has anything to send.
 */

import { ipBelow, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Layer, Packet } from '../../wire/packet.js'
import * as icmpv6 from '../../wire/protocols/icmpv6.js'
import * as mld from '../../wire/protocols/icmpv6-mld.js'
import * as igmp from '../../wire/protocols/igmp.js'
import * as record from '../../wire/protocols/multicast-record.js'
import { objectOctets, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { type Timestamp, timestampOf } from '../timestamps.js'
import { type Networks, NO_ENDPOINT } from '../tunnels/networks.js'

const LIMIT = 1 << 14
/** Seconds in which a query is answered (RFC 2236 §8.3), and in which who joins says so again (§8.10, RFC 3376 §8.11). */
const ANSWER_SPAN = 10
const REPEAT_SPAN = 10
/** Octets of a membership, in the list and as it is told. */
const MEMBERSHIP_OCTETS = 8 + TIMESTAMP_OCTETS + 2 * objectOctets(3) + 24

export interface Membership {
  /** Endpoints as `Networks` numbers them. */
  readonly member: number
  readonly group: number
  readonly joined: Timestamp
  /** Whether it was no member before: it says so unasked, and more than once, as those do who join. */
  readonly isNew: boolean
}

export class Memberships {
  readonly #networks: Networks
  /** Member and group. */
  readonly #index: RowIndex
  readonly #joined: Timestamp[] = []
  /** Beside it whether the first report was unasked, and reports in all. */
  #unasked: Uint8Array = new Uint8Array(64)
  #reports: Float64Array = new Float64Array(64)
  /** Seconds of the last query, and of the first packet in no tunnel. */
  #queried: number = Number.NEGATIVE_INFINITY
  #began: number = Number.NaN

  constructor(networks: Networks) {
    this.#networks = networks
    this.#index = new RowIndex(LIMIT, networks.budget, MEMBERSHIP_OCTETS)
  }

  /** Memberships that found no room. */
  get dropped(): number {
    return this.#index.dropped
  }

  /** Takes a packet that is in no tunnel. */
  observe(p: Packet): void {
    if (Number.isNaN(this.#began)) this.#began = p.tsSec
    for (let i = p.depth - 1; i > 0; i--) {
      const l = p.layers[i]!
      if (l.kind === Kind.Igmp) return this.#igmp(p, i, l)
      if (l.kind === Kind.Icmpv6) return this.#mld(p, i, l)
      if (l.kind !== Kind.Payload) return
    }
  }

  *rows(): Generator<Membership> {
    for (const [row, joined] of this.#joined.entries()) {
      // One report alone may be the second of somebody who joined before the capture began.
      const isFirst = this.#reports[row]! > 1 || joined.seconds - this.#began > REPEAT_SPAN
      const isNew = this.#unasked[row] === 1 && isFirst
      yield { member: this.#index.word(row, 0), group: this.#index.word(row, 1), joined, isNew }
    }
  }

  #igmp(p: Packet, i: number, l: Layer): void {
    const v = p.view
    const type = igmp.type(v, l.start)
    if (type === igmp.TYPE_REPORT_V3) {
      this.#records(p, i, igmp.recordsStart(l.start), igmp.recordCount(v, l.start), l.payload, Kind.Ipv4)
    } else if (type === igmp.TYPE_REPORT_V1 || type === igmp.TYPE_REPORT_V2) {
      this.#join(p, i, this.#networks.addresses.number(v, igmp.groupAt(l.start), Kind.Ipv4), this.#isUnasked(p))
    } else if (type === igmp.TYPE_QUERY) {
      this.#queried = p.tsSec
    }
  }

  #mld(p: Packet, i: number, l: Layer): void {
    const v = p.view
    const type = icmpv6.type(v, l.start)
    if (type === mld.TYPE_REPORT_V2) {
      this.#records(p, i, mld.recordsStart(l.start), mld.recordCount(v, l.start), l.payload, Kind.Ipv6)
    } else if (type === mld.TYPE_REPORT_V1) {
      const group = this.#networks.addresses.number(v, l.start + mld.MULTICAST_ADDRESS, Kind.Ipv6)
      this.#join(p, i, group, this.#isUnasked(p))
    } else if (type === mld.TYPE_QUERY) {
      this.#queried = p.tsSec
    }
  }

  /** RFC 3376 §4.2.12: who wants all sources but some has joined. */
  #records(p: Packet, i: number, start: number, count: number, end: number, kind: Kind): void {
    const v = p.view
    const addressLen = kind === Kind.Ipv4 ? 4 : 16
    let at = start
    for (let n = 0; n < count; n++) {
      const size = record.recordSize(v, at, end, addressLen)
      if (size === 0 || at + size > end) return
      const type = record.recordType(v, at)
      if (type === record.TYPE_MODE_IS_EXCLUDE || type === record.TYPE_CHANGE_TO_EXCLUDE) {
        const group = this.#networks.addresses.number(v, record.recordAddress(at), kind)
        this.#join(p, i, group, type === record.TYPE_CHANGE_TO_EXCLUDE)
      }
      at += size
    }
  }

  #isUnasked(p: Packet): boolean {
    return p.tsSec - this.#queried > ANSWER_SPAN
  }

  #join(p: Packet, i: number, groupAddress: number, isUnasked: boolean): void {
    const ip = ipBelow(p, i)
    if (ip < 0) return
    const l = p.layers[ip]!
    const member = this.#networks.endpoint(this.#networks.addresses.number(p.view, sourceAt(l), l.kind))
    const group = this.#networks.endpoint(groupAddress)
    if (member === NO_ENDPOINT || group === NO_ENDPOINT) return
    const row = this.#index.row(member, group, 0, 0)
    if (row === NO_ROW) return
    this.#reports = grown(this.#reports, row + 1)
    this.#reports[row]!++
    if (row < this.#joined.length) return
    this.#unasked = grown(this.#unasked, row + 1)
    this.#unasked[row] = isUnasked ? 1 : 0
    this.#joined.push(timestampOf(p))
  }
}
