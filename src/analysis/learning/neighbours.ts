/**
 * Who knows whose MAC address: the neighbour tables of the hosts in each network, the underlay's own in network 0, as the
 * kernel keeps them (Linux, net/ipv4/arp.c arp_process, net/ipv6/ndisc.c) and as far as packets prove it. A host learns
 *
 * - from the answer to its own question: of several ARP replies within a second the first;
 * - from a question for its own address, if it was answered: who asks says who it is;
 * - from what is not meant for it (announcements, broadcast ARP requests for others) only for an entry that it has, or
 *   for a question that it has open: at once from gratuitous ARP, from other ARP if the entry is older than a second, from
 *   advertisements if they have the override flag (RFC 4861 §7.2.5).
 *
 * A probe teaches nothing, nor does what its receiver refuses. A conflict is one address that two stations speak for, in
 * turns or at the same time; a station that takes an address over says so once, and the other is silent from then on.
 */
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import { ownDepth, type TunnelStack } from '../../wire/tunnel.js'
import { type Copies, Copy, HeldBack } from '../capture-points/copies.js'
import { NO_ADDRESS } from '../tables/address-table.js'
import { FRAMES_OCTETS, objectOctets, Places, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { type Timestamp, timestampAt } from '../timestamps.js'
import { type Networks, NO_NETWORK, PLAIN } from '../tunnels/networks.js'
import type { Conflict, Neighbour, NeighbourEvent, NeighbourSource, Unanswered } from './facts.js'
import { MessageKind, NeighbourMessage, readMessage } from './neighbour-message.js'

/**
 * Takes each message once, copies left out. In the order of frames, but for those in no tunnel of a capture on several
 * interfaces, which come when it is clear that they are no copies.
 */
export type MessageListener = (m: NeighbourMessage) => void

/** Nanoseconds in which the same message in the same network is one that a VTEP sends to several others. */
const REPLICA_WINDOW = 5e6
/** Nanoseconds in which an entry keeps its first answer (Linux: `locktime`). */
const LOCK_TIME = 1e9
/** Nanoseconds: what comes later is no answer. */
const MAX_ELAPSED = 60e9
/** Nanoseconds between two questions that belong together; Linux asks once a second, RFC 5227 §2.1.1 within two. */
const MAX_RETRY = 5e9
/** Nanoseconds in which Linux gives up, after three questions a second apart (`ucast_solicit`, `mcast_solicit`). */
const GIVE_UP = 3e9
/** Nanoseconds in which two stations dispute an address if the first one speaks from it again. */
const DISPUTE = 60e9
/** The same if it only announces itself (RFC 5227 §2.4 DEFEND_INTERVAL): later it just takes the address over again. */
const DEFEND = 10e9

const LIMIT = 1 << 16
const CONFLICT_LIMIT = 1 << 12
const HELD = 256
/** Frames kept of unanswered requests. */
const MAX_FRAMES = 4
/** Entries that overheard messages may be compared with in all, and how many more for each message. */
const MAX_CREDIT = 1 << 17
const CREDIT = 8

// Both an address and an entry have a MAC address first; timestamps are frame, seconds and nanoseconds.
const MAC = 0

// Columns of an address.
/** When the station with `MAC` spoke for it last, and the station that did before. */
const SPOKE = 1
const OTHER_MAC = 4
const ANNOUNCED = 5
const PROBED = 8
const PROBER = 11
/** The first entry about it, by its row plus one. */
const ENTRIES = 12
/** Entries about it without a MAC address or with repeated questions; the MAC address that all others have, or 0. */
const OPEN = 13
const AGREED = 14
const ADDRESS_COLUMNS = 15

// Columns of an entry of a host's table; `MAC` is 0 as long as it only asks.
const LEARNED = 1
const CONFIRMED = 4
const HOW = 7
/** Requests since the last answer; the first and the last of them, and the frames of the first few. */
const ASKED = 8
const ASKED_FIRST = 9
const ASKED_LAST = 12
const FRAMES = 15
/** Whether any of them was repeated, and how often the last one by now. */
const IS_REPEATED = FRAMES + MAX_FRAMES
const RETRIES = IS_REPEATED + 1
/** Whether the last one was a refresh. */
const IS_REFRESH = RETRIES + 1
/** The row of the host's address, of several the one that it used first. */
const HOST = RETRIES + 2
/** The next entry about the same address, by its row plus one. */
const NEXT = RETRIES + 3
const ENTRY_COLUMNS = RETRIES + 4

/** Octets of an entry: its columns, and what is told of it, be it of what it knows or of what it asks. */
const ENTRY_OCTETS = 8 * ENTRY_COLUMNS + objectOctets(10) + 2 * TIMESTAMP_OCTETS + 8
const EVENT_OCTETS = 2 * 8 + objectOctets(7) + TIMESTAMP_OCTETS
const CONFLICT_OCTETS = objectOctets(4) + FRAMES_OCTETS

const HOWS: readonly NeighbourSource[] = ['reply', 'request', 'announcement']
const BY_REPLY = 0
const BY_REQUEST = 1
const BY_ANNOUNCEMENT = 2
/** Added to how an entry was learned when the answer had no S flag. */
const STALE = 4

/** In place of a station's overlay: the station is in several. */
const SEVERAL = -2
/** In place of half a MAC address: it is not known. */
const NO_MAC = -1

export class Neighbours {
  readonly #networks: Networks
  readonly #copies: Copies
  readonly #listener: MessageListener
  #message: NeighbourMessage = new NeighbourMessage()
  /** Messages in no tunnel that may be copies of what a tunnel carries, while copies are looked for. */
  readonly #held: HeldBack = new HeldBack(HELD)
  readonly #heldMessages: NeighbourMessage[] = []

  /** Network, the low 32 bits, the family and tags. */
  readonly #addressIndex: RowIndex
  #addresses: Float64Array = new Float64Array(64 * ADDRESS_COLUMNS)
  /** A host has one table for all of its addresses: its MAC address in two halves, network and tags. */
  readonly #hostIndex: RowIndex
  /** The rows of the host and of its neighbour's address. */
  readonly #entryIndex: RowIndex
  #entries: Float64Array = new Float64Array(64 * ENTRY_COLUMNS)
  /** A station's MAC address in two halves; beside it the overlay that it is in, or `SEVERAL`. */
  readonly #stationIndex: RowIndex
  #overlays: Int32Array = new Int32Array(64)
  /** The row of the address, and both MAC addresses. */
  readonly #conflictIndex: RowIndex
  readonly #conflicts: Conflict[] = []
  readonly #events: NeighbourEvent[] = []
  readonly #eventPlaces: Places
  #credit = MAX_CREDIT
  /** Messages, events and comparisons that found no room. */
  #lost = 0

  constructor(networks: Networks, copies: Copies, listener: MessageListener = () => undefined) {
    const { budget } = networks
    this.#networks = networks
    this.#addressIndex = new RowIndex(LIMIT, budget, 8 * ADDRESS_COLUMNS)
    this.#hostIndex = new RowIndex(LIMIT, budget)
    this.#entryIndex = new RowIndex(LIMIT, budget, ENTRY_OCTETS)
    this.#stationIndex = new RowIndex(LIMIT, budget, 4)
    this.#conflictIndex = new RowIndex(CONFLICT_LIMIT, budget, CONFLICT_OCTETS)
    this.#eventPlaces = new Places(budget, LIMIT, EVENT_OCTETS)
    this.#copies = copies
    this.#listener = listener
  }

  /** Addresses, entries, events and conflicts that found no room. */
  get dropped(): number {
    return (
      this.#lost +
      this.#addressIndex.dropped +
      this.#hostIndex.dropped +
      this.#entryIndex.dropped +
      this.#stationIndex.dropped +
      this.#conflictIndex.dropped
    )
  }

  /** Hot path: takes a packet that `networks` and `copies` have observed. */
  observe(p: Packet, stack: TunnelStack): void {
    if (this.#held.count > 0) this.#release(p)
    const last = ownDepth(p) - 1
    if (last < 0) return
    const { kind } = p.layers[last]!
    if (kind === Kind.Arp || kind === Kind.Icmpv6) this.#packet(p, last, stack)
  }

  /** Whether messages are held back that a later packet may release. */
  get isHolding(): boolean {
    return this.#held.count > 0
  }

  /** After the last packet: what was held back is a copy of nothing. */
  finish(): void {
    for (let place = this.#held.take(); place >= 0; place = this.#held.take()) this.#plain(this.#heldMessages[place]!)
  }

  /** The neighbour tables by the time of `end`, in the order in which their entries were first asked for or learned. */
  entries(end: Timestamp): Neighbour[] {
    const entries: Neighbour[] = []
    const e = this.#entries
    for (let row = 0; row < this.#entryIndex.count; row++) {
      const at = row * ENTRY_COLUMNS
      if (e[at + MAC] === 0) continue
      entries.push({
        ...this.#table(row),
        mac: e[at + MAC]!,
        learned: timestampAt(e, at + LEARNED),
        last: timestampAt(e, at + CONFIRMED),
        how: HOWS[e[at + HOW]! & ~STALE]!,
        stale: (e[at + HOW]! & STALE) !== 0,
        failed: e[at + IS_REPEATED] === 1 && until(end, e, at + ASKED_FIRST) >= GIVE_UP,
      })
    }
    return entries
  }

  /** Changes of the tables in the order of frames; those beyond the limit are missing. */
  events(): readonly NeighbourEvent[] {
    return this.#events.sort((a, b) => a.at.frame - b.at.frame)
  }

  /**
   * Questions that were repeated without an answer. A host that asks only once got its answer, which need not come this
   * way: in a switched network unicast does not.
   */
  unanswered(): Unanswered[] {
    const unanswered: Unanswered[] = []
    const e = this.#entries
    for (let row = 0; row < this.#entryIndex.count; row++) {
      const at = row * ENTRY_COLUMNS
      const requests = e[at + ASKED]!
      if (e[at + IS_REPEATED] === 0) continue
      unanswered.push({
        ...this.#table(row),
        requests,
        ...(e[at + IS_REFRESH] === 1 && { isRefresh: true }),
        first: timestampAt(e, at + ASKED_FIRST),
        last: timestampAt(e, at + ASKED_LAST),
        frames: [...e.subarray(at + FRAMES, at + FRAMES + Math.min(requests, MAX_FRAMES))],
      })
    }
    return unanswered
  }

  /** In the order in which they showed; the pair of frames is the first that shows it. */
  conflicts(): readonly Conflict[] {
    return this.#conflicts
  }

  #packet(p: Packet, last: number, stack: TunnelStack): void {
    const copies = this.#copies
    const isHeld = copies.active && copies.ticket > 0 && stack.depth === 0
    if (copies.active) {
      if (copies.kind !== Copy.None) return
      if (copies.resolved > 0) this.#held.resolve(copies.resolved)
    }
    if (!readMessage(p, last, stack, this.#networks, this.#message)) return
    if (isHeld) this.#hold(p)
    else if (this.#message.network === NO_NETWORK) this.#lost++
    else {
      if (copies.active) this.#noteOverlay(this.#message.senderMac, this.#message.network)
      this.#take(this.#message)
    }
  }

  #hold(p: Packet): void {
    const held = this.#held
    if (held.count === held.size) {
      const place = held.take()
      if (place >= 0) this.#plain(this.#heldMessages[place]!)
    }
    const place = held.hold(p, this.#copies.ticket)
    const free = this.#heldMessages[place] ?? new NeighbourMessage()
    this.#heldMessages[place] = this.#message
    this.#message = free
  }

  #release(p: Packet): void {
    const held = this.#held
    for (let place = held.due(p); place >= 0; place = held.due(p)) this.#plain(this.#heldMessages[place]!)
  }

  /**
   * Takes a message in no tunnel that is no copy. If the capture has all interfaces of a machine, the message may have
   * passed between two ports of an overlay's bridge: then it belongs to the overlay of its sender or receiver.
   */
  #plain(m: NeighbourMessage): void {
    const known = this.#overlayOf(m.senderMac)
    const overlay = known === PLAIN ? this.#overlayOf(m.targetMac) : known
    if (overlay > PLAIN) {
      m.network = overlay
      this.#noteOverlay(m.senderMac, overlay)
    }
    this.#take(m)
  }

  /** The overlay that a station is in; `PLAIN` when none is known, `SEVERAL` when more than one is. */
  #overlayOf(mac: number): number {
    const row = this.#stationIndex.find(Math.floor(mac / 2 ** 24), mac % 2 ** 24, 0, 0)
    return row === NO_ROW ? PLAIN : this.#overlays[row]!
  }

  #noteOverlay(mac: number, network: number): void {
    if (mac === 0 || network === PLAIN) return
    const known = this.#stationIndex.count
    const row = this.#stationIndex.row(Math.floor(mac / 2 ** 24), mac % 2 ** 24, 0, 0)
    if (row === NO_ROW) return
    if (row === known) {
      this.#overlays = grown(this.#overlays, row + 1)
      this.#overlays[row] = network
    } else if (this.#overlays[row] !== network) {
      this.#overlays[row] = SEVERAL
    }
  }

  #take(m: NeighbourMessage): void {
    this.#credit = Math.min(MAX_CREDIT, this.#credit + CREDIT)
    switch (m.kind) {
      case MessageKind.Probe:
        this.#probe(m)
        break
      case MessageKind.Reply:
        this.#reply(m)
        break
      case MessageKind.Announcement:
      case MessageKind.GratuitousReply:
        this.#announcement(m)
        break
      default:
        this.#request(m)
    }
    this.#listener(m)
  }

  #probe(m: NeighbourMessage): void {
    const address = this.#address(m, m.target)
    if (address === NO_ROW) return
    const a = this.#addresses
    const at = address * ADDRESS_COLUMNS
    m.isReplica = a[at + PROBER] === m.senderMac && isReplica(m, a, at + PROBED)
    if (m.isReplica) return
    a[at + PROBER] = m.senderMac
    stamp(m, a, at + PROBED)
  }

  #announcement(m: NeighbourMessage): void {
    const address = this.#address(m, m.sender)
    if (address === NO_ROW) return
    if (m.receiver !== NO_ADDRESS && this.#isAsked(m, address)) {
      m.kind = MessageKind.Reply
      m.target = m.receiver
      this.#reply(m)
      return
    }
    const a = this.#addresses
    const at = address * ADDRESS_COLUMNS
    m.isReplica = a[at + MAC] === m.senderMac && isReplica(m, a, at + ANNOUNCED)
    if (m.isReplica) return
    stamp(m, a, at + ANNOUNCED)
    this.#speak(address, m)
    this.#overhear(address, NO_ROW, m)
  }

  /** Whether the receiver of an advertisement without the S flag has asked for it: then it is an answer after all. */
  #isAsked(m: NeighbourMessage, address: number): boolean {
    const own = this.#address(m, m.receiver)
    if (own === NO_ROW) return false
    const host = this.#receiver(m, own, address)
    const row = host === NO_ROW ? NO_ROW : this.#entryIndex.find(host, address, 0, 0)
    if (row === NO_ROW) return false
    const at = row * ENTRY_COLUMNS
    return this.#entries[at + ASKED]! > 0 && isAfter(m, this.#entries, at + ASKED_LAST, MAX_RETRY)
  }

  #request(m: NeighbourMessage): void {
    const own = this.#address(m, m.sender)
    const address = this.#address(m, m.target)
    if (own === NO_ROW || address === NO_ROW) return
    this.#speak(own, m)
    const row = this.#entry(this.#host(m, m.senderMac, own), address, own)
    if (row === NO_ROW) return
    const e = this.#entries
    const at = row * ENTRY_COLUMNS
    const isAgain = e[at + ASKED]! > 0 && isAfter(m, e, at + ASKED_LAST, MAX_RETRY)
    if (m.toUnknown) {
      // The kernel asks everybody only if it does not know the address, or does not any more.
      m.toStations = this.#known(m, at) === 0
      m.kind = m.toStations ? MessageKind.Request : MessageKind.Refresh
    }
    m.isReplica = isAgain && isReplica(m, e, at + ASKED_LAST)
    if (isAgain) m.retries = e[at + RETRIES]! + (m.isReplica ? 0 : 1)
    if (m.isReplica) return
    if (m.kind === MessageKind.Refresh && e[at + MAC] !== 0) m.age = Math.max(-1, since(m, e, at + CONFIRMED))
    this.#noteQuestion(row, isAgain, m)
    // RFC 4861 §7.2.3: only the target of a solicitation learns from it.
    if (m.toStations && !m.isIpv6) this.#overhear(own, address, m)
  }

  /** Notes a question in the entry of the host that asks. */
  #noteQuestion(row: number, isAgain: boolean, m: NeighbourMessage): void {
    const e = this.#entries
    const at = row * ENTRY_COLUMNS
    // A host that does not repeat a question got an answer that the capture does not show.
    const asked = isAgain || e[at + IS_REPEATED] === 1 ? e[at + ASKED]! : 0
    if (asked === 0) stamp(m, e, at + ASKED_FIRST)
    if (asked < MAX_FRAMES) e[at + FRAMES + asked] = m.frame
    stamp(m, e, at + ASKED_LAST)
    e[at + ASKED] = asked + 1
    if (isAgain && e[at + IS_REPEATED] === 0) {
      e[at + IS_REPEATED] = 1
      this.#addresses[this.#entryIndex.word(row, 1) * ADDRESS_COLUMNS + OPEN]!++
    }
    e[at + RETRIES] = m.retries
    e[at + IS_REFRESH] = m.kind === MessageKind.Refresh ? 1 : 0
  }

  #reply(m: NeighbourMessage): void {
    const address = this.#address(m, m.sender)
    if (address === NO_ROW) return
    this.#speak(address, m)
    if (m.toStations) this.#overhear(address, NO_ROW, m)
    const own = m.target === NO_ADDRESS ? NO_ROW : this.#address(m, m.target)
    const row = own === NO_ROW ? NO_ROW : this.#entry(this.#receiver(m, own, address), address, own)
    if (row === NO_ROW) return
    const at = row * ENTRY_COLUMNS
    const e = this.#entries
    const isOpen = e[at + ASKED]! > 0
    m.isReplica = !isOpen && m.namesMac && e[at + MAC] === m.senderMac && isReplica(m, e, at + CONFIRMED)
    if (m.isReplica) return
    // A second station may answer the same question.
    if (e[at + ASKED_LAST]! > 0 && isAfter(m, e, at + ASKED_LAST, isOpen ? MAX_ELAPSED : LOCK_TIME)) {
      m.requestFrame = e[at + ASKED_LAST]!
      m.elapsed = since(m, e, at + ASKED_LAST)
      m.retries = e[at + RETRIES]!
      if (e[at + IS_REFRESH] === 1) m.kind = MessageKind.RefreshReply
      this.#teachAnswerer(own, address, m, e[at + ASKED_LAST + 1]!, e[at + ASKED_LAST + 2]!)
    }
    if (!m.isRefused) this.#takeAnswer(row, m)
  }

  /** The host that answers a question learns who asked it. */
  #teachAnswerer(own: number, address: number, m: NeighbourMessage, seconds: number, nanoseconds: number): void {
    const mac = this.#addresses[own * ADDRESS_COLUMNS + MAC]!
    const row = mac === 0 ? NO_ROW : this.#entry(this.#host(m, m.senderMac, address), own, address)
    if (row === NO_ROW) return
    // A question does not keep the host from asking whether its own entry is right.
    if (this.#known(m, row * ENTRY_COLUMNS) === 0) this.#close(row)
    this.#teach(row, mac, BY_REQUEST, m.requestFrame, seconds, nanoseconds)
  }

  /** The host of an entry gets an answer. */
  #takeAnswer(row: number, m: NeighbourMessage): void {
    const e = this.#entries
    const at = row * ENTRY_COLUMNS
    const known = this.#known(m, at)
    if (!m.namesMac) {
      // RFC 4861 §7.2.4: the address may be missing in the answer to a unicast solicitation, whose sender knew it.
      const mac = known === 0 && m.kind === MessageKind.RefreshReply ? m.senderMac : known
      if (mac === 0) this.#close(row)
      else this.#learn(row, BY_REPLY, mac, m)
      return
    }
    const isFirst = m.isIpv6 ? m.overrides : !isAfter(m, e, at + CONFIRMED, LOCK_TIME)
    if (known === 0 || known === m.senderMac || isFirst) this.#learn(row, BY_REPLY, m.senderMac, m)
    else this.#close(row)
    if (m.receiver === NO_ADDRESS) e[at + HOW]! &= ~STALE
    else e[at + HOW]! |= STALE
  }

  /**
   * Takes a message that hosts hear though it is not for them: compares their entries about its sender, except that of
   * the host with the address `target`. The number of comparisons is limited so that the whole stays linear.
   */
  #overhear(address: number, target: number, m: NeighbourMessage): void {
    const a = this.#addresses
    const of = address * ADDRESS_COLUMNS
    if (!m.namesMac || m.isRefused || (a[of + OPEN] === 0 && a[of + AGREED] === m.senderMac)) return
    let agreed = m.senderMac
    for (let row = a[of + ENTRIES]! - 1; row >= 0; row = this.#entries[row * ENTRY_COLUMNS + NEXT]! - 1) {
      if (this.#credit === 0) {
        this.#lost++
        agreed = 0
        break
      }
      this.#credit--
      const at = row * ENTRY_COLUMNS
      const isOther = this.#entries[at + HOST] !== target
      if (isOther && this.#isHeeded(m, at)) this.#learn(row, BY_ANNOUNCEMENT, m.senderMac, m)
      else if (this.#entries[at + MAC] !== 0 && this.#entries[at + MAC] !== m.senderMac) agreed = 0
    }
    a[of + AGREED] = agreed
  }

  /** Whether what a host overhears changes its entry at `at`. */
  #isHeeded(m: NeighbourMessage, at: number): boolean {
    const e = this.#entries
    // A kernel that has given up ignores advertisements, but takes any ARP.
    if (this.#hasGivenUp(m, at)) return !m.isIpv6
    if (e[at + MAC] === 0) return e[at + ASKED]! > 0
    if (e[at + MAC] === m.senderMac) return false
    return m.overrides || (!m.isIpv6 && !isAfter(m, e, at + CONFIRMED, LOCK_TIME))
  }

  /** The MAC address of an entry that is in use; 0 when the host asks, or has given up. */
  #known(m: NeighbourMessage, at: number): number {
    return this.#hasGivenUp(m, at) ? 0 : this.#entries[at + MAC]!
  }

  #hasGivenUp(m: NeighbourMessage, at: number): boolean {
    return this.#entries[at + IS_REPEATED] === 1 && since(m, this.#entries, at + ASKED_FIRST) >= GIVE_UP
  }

  #learn(row: number, how: number, mac: number, m: NeighbourMessage): void {
    this.#close(row)
    this.#teach(row, mac, how, m.frame, m.seconds, m.nanoseconds)
  }

  /** The question of an entry is answered. */
  #close(row: number): void {
    const e = this.#entries
    const at = row * ENTRY_COLUMNS
    e[at + ASKED] = 0
    if (e[at + IS_REPEATED] === 0) return
    e[at + IS_REPEATED] = 0
    this.#addresses[this.#entryIndex.word(row, 1) * ADDRESS_COLUMNS + OPEN]!--
  }

  /** Notes what a packet taught the host of an entry. */
  #teach(row: number, mac: number, how: number, frame: number, seconds: number, nanoseconds: number): void {
    const e = this.#entries
    const at = row * ENTRY_COLUMNS
    const before = e[at + MAC]!
    if (before !== mac) {
      const a = this.#addresses
      const of = this.#entryIndex.word(row, 1) * ADDRESS_COLUMNS
      if (before === 0) a[of + OPEN]!--
      if (a[of + AGREED] !== mac) a[of + AGREED] = 0
      e[at + MAC] = mac
      e[at + HOW] = how
      e[at + LEARNED] = frame
      e[at + LEARNED + 1] = seconds
      e[at + LEARNED + 2] = nanoseconds
      const { network, host, ip } = this.#table(row)
      if (!this.#eventPlaces.has(this.#events.length)) this.#lost++
      else
        this.#events.push({
          network,
          host,
          ip,
          mac,
          before,
          at: { frame, seconds, nanoseconds },
          how: HOWS[how & ~STALE]!,
        })
    } else if (e[at + CONFIRMED]! >= frame) {
      return
    }
    e[at + CONFIRMED] = frame
    e[at + CONFIRMED + 1] = seconds
    e[at + CONFIRMED + 2] = nanoseconds
  }

  /** Notes that a station claims an address, and whether another one claims it too. */
  #speak(address: number, m: NeighbourMessage): void {
    // RFC 4861 §7.2.7, §7.2.8: anycast addresses and proxies answer without the override flag, and are no conflict.
    const isForOthers = m.isIpv6 && !m.overrides
    if (!m.namesMac || isForOthers) return
    const a = this.#addresses
    const at = address * ADDRESS_COLUMNS
    if (a[at + MAC] !== m.senderMac) {
      const isReturn = a[at + OTHER_MAC] === m.senderMac
      const isAnnounced = m.kind === MessageKind.Announcement || m.kind === MessageKind.GratuitousReply
      // A station that is silent afterwards was replaced by the other. Announcing itself is how a station takes over.
      const window = isReturn ? (isAnnounced ? DEFEND : DISPUTE) : isAnnounced ? 0 : LOCK_TIME
      if (a[at + MAC] !== 0 && isAfter(m, a, at + SPOKE, window)) this.#dispute(address, m)
      a[at + OTHER_MAC] = a[at + MAC]!
      a[at + MAC] = m.senderMac
    }
    stamp(m, a, at + SPOKE)
  }

  #dispute(address: number, m: NeighbourMessage): void {
    const a = this.#addresses
    const at = address * ADDRESS_COLUMNS
    const mac = a[at + MAC]!
    const low = Math.min(mac, m.senderMac)
    const high = Math.max(mac, m.senderMac)
    const known = this.#conflictIndex.count
    // 96 bits in three words.
    const highs = Math.floor(low / 2 ** 32) * 2 ** 16 + Math.floor(high / 2 ** 32)
    if (this.#conflictIndex.row(address, low, high, highs) !== known) return
    const { network, ip } = this.#addressOf(address)
    this.#conflicts.push({ network, ip, macs: [mac, m.senderMac], frames: [a[at + SPOKE]!, m.frame] })
  }

  /** The row of an address in the message's network; `NO_ROW` when there is no room for it. */
  #address(m: NeighbourMessage, ip: number): number {
    const known = this.#addressIndex.count
    const row = this.#addressIndex.row(m.network, ip, (m.isIpv6 ? 1 : 0) | (m.vlan << 1), 0)
    if (row === known) this.#addresses = grown(this.#addresses, (row + 1) * ADDRESS_COLUMNS)
    return row
  }

  /** The row of the host with a MAC address, or if that is not known with this address; `NO_ROW` when there is no room. */
  #host(m: NeighbourMessage, mac: number, own: number): number {
    if (mac === 0) return this.#hostIndex.row(NO_MAC, own, m.network, m.vlan)
    return this.#hostIndex.row(Math.floor(mac / 2 ** 24), mac % 2 ** 24, m.network, m.vlan)
  }

  /** The host that a reply is for: the one that gets the frame if it has asked, else the one with the address `own`. */
  #receiver(m: NeighbourMessage, own: number, address: number): number {
    const { targetMac } = m
    const direct = this.#hostIndex.find(Math.floor(targetMac / 2 ** 24), targetMac % 2 ** 24, m.network, m.vlan)
    if (direct !== NO_ROW && this.#entryIndex.find(direct, address, 0, 0) !== NO_ROW) return direct
    const spoken = this.#addresses[own * ADDRESS_COLUMNS + MAC]!
    return this.#host(m, spoken === 0 ? targetMac : spoken, own)
  }

  /** The entry about an address in the table of a host, which has the address `own`; `NO_ROW` when there is no room. */
  #entry(host: number, address: number, own: number): number {
    if (host === NO_ROW) return NO_ROW
    const known = this.#entryIndex.count
    const row = this.#entryIndex.row(host, address, 0, 0)
    if (row !== known) return row
    this.#entries = grown(this.#entries, (row + 1) * ENTRY_COLUMNS)
    const a = this.#addresses
    const of = address * ADDRESS_COLUMNS
    this.#entries[row * ENTRY_COLUMNS + HOST] = own
    this.#entries[row * ENTRY_COLUMNS + NEXT] = a[of + ENTRIES]!
    a[of + ENTRIES] = row + 1
    a[of + OPEN]!++
    return row
  }

  #addressOf(row: number): { readonly network: number; readonly ip: number } {
    const family = this.#addressIndex.word(row, 2) & 1
    const ip = family * 2 ** 32 + (this.#addressIndex.word(row, 1) >>> 0)
    return { network: this.#addressIndex.word(row, 0), ip }
  }

  /** Whose table an entry is in, and whom it is about. */
  #table(row: number): Pick<Neighbour, 'network' | 'host' | 'hostMac' | 'ip'> {
    const host = this.#entryIndex.word(row, 0)
    const half = this.#hostIndex.word(host, 0)
    const hostMac = half === NO_MAC ? 0 : half * 2 ** 24 + this.#hostIndex.word(host, 1)
    const { network, ip } = this.#addressOf(this.#entries[row * ENTRY_COLUMNS + HOST]!)
    return { network, host: ip, hostMac, ip: this.#addressOf(this.#entryIndex.word(row, 1)).ip }
  }
}

/** Nanoseconds from the timestamp in a column to the message. */
function since(m: NeighbourMessage, columns: Float64Array, at: number): number {
  return (m.seconds - columns[at + 1]!) * 1e9 + (m.nanoseconds - columns[at + 2]!)
}

/** Whether the message comes after the timestamp in a column, but not more than `window` nanoseconds. */
function isAfter(m: NeighbourMessage, columns: Float64Array, at: number, window: number): boolean {
  const elapsed = since(m, columns, at)
  return elapsed >= 0 && elapsed <= window
}

/** Whether a message like one that was sent at the timestamp in a column, if any was, is of the same flood. */
function isReplica(m: NeighbourMessage, columns: Float64Array, at: number): boolean {
  return columns[at]! > 0 && isAfter(m, columns, at, REPLICA_WINDOW)
}

function stamp(m: NeighbourMessage, columns: Float64Array, at: number): void {
  columns[at] = m.frame
  columns[at + 1] = m.seconds
  columns[at + 2] = m.nanoseconds
}

/** Nanoseconds from the timestamp in a column to `end`. */
function until(end: Timestamp, columns: Float64Array, at: number): number {
  return (end.seconds - columns[at + 1]!) * 1e9 + (end.nanoseconds - columns[at + 2]!)
}
