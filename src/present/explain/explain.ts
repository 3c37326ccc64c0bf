/** All there is to say of one packet of a capture, as plain data from which screen and JSON are made. */

import type { Timestamp } from '../../analysis/timestamps.js'
import { isApplication } from '../../wire/applications.js'
import { Form } from '../../wire/field.js'
import type { Packet } from '../../wire/packet.js'
import type { IcmpError } from '../../words/screens/explain.js'
import type { Names } from '../learn/names.js'
import type { Remarks } from '../remarks.js'
import { WhoIsWho } from './address-owner.js'
import { type AnnotatedPacket, annotate } from './annotate.js'
import { icmpErrorOf } from './icmp-error.js'
import { type Overhead, overheadOf } from './overhead.js'
import { type Whereabouts, whereaboutsOf } from './steps-of-frame.js'
import { type TablesAround, tablesAround } from './tables-around.js'

/** A packet, and facts about it that only a pass over the capture can tell. */
export interface Subject {
  /** The packet, decoded. If it completed a fragmented datagram, it is the whole datagram. */
  readonly packet: Packet
  /** Numbers of the networks that it is in, the outermost tunnel first. */
  readonly networks: readonly number[]
  /** For a fragment: the frame that completed its datagram, or 0. */
  readonly wholeIn?: number
  /** What the capture says of it. */
  readonly remarks?: Remarks
  /** For an ICMP error: the frame that it quotes, or 0. */
  readonly quoted?: number
  /** An ICMP error that quotes the packet. */
  readonly error?: Packet
}

export interface Explanation {
  readonly at: Timestamp
  readonly hasTime: boolean
  readonly packet: AnnotatedPacket
  /** The packet's octets; `packet` explains each of them once. */
  readonly octets: Uint8Array
  readonly wholeIn?: number
  readonly remarks?: Remarks
  readonly overhead?: Overhead
  /** What the packet says as an ICMP error, and what an ICMP error says of it. */
  readonly quotes?: IcmpError
  readonly quotedBy?: IcmpError
  readonly whereabouts: readonly Whereabouts[]
  readonly tables: TablesAround
}

export function explain(subject: Subject, names: Names): Explanation {
  const { packet: p, networks, wholeIn, remarks, quoted = 0, error } = subject
  const { language } = names.view
  const addresses = new Set<string>()
  const nameless = annotate(p, language, (form, value, { kind }) => {
    // An address inside application data does not concern its owner's tables.
    if (form !== Form.Mac && !isApplication(kind)) addresses.add(value)
    return ''
  })
  const packet = annotate(p, language, new WhoIsWho(names).in(nameless, networks))
  const overhead = overheadOf(packet)
  const quotes = icmpErrorOf(packet, p.number, quoted)
  const quotedBy = error && icmpErrorOf(annotate(error, language), error.number, p.number)
  return {
    at: { frame: p.number, seconds: p.tsSec, nanoseconds: p.tsNsec },
    hasTime: p.hasTime,
    packet,
    octets: p.bytes.slice(p.start, p.end),
    ...(wholeIn === undefined ? {} : { wholeIn }),
    ...(remarks === undefined ? {} : { remarks }),
    ...(overhead === undefined ? {} : { overhead }),
    ...(quotes === undefined ? {} : { quotes }),
    ...(quotedBy === undefined ? {} : { quotedBy }),
    whereabouts: whereaboutsOf(p.number, names),
    tables: tablesAround(p.number, networks, addresses, names),
  }
}
