/**
 * How hosts came to talk with each other: question, flood, learning, answer, first packet and its answer, refresh; by
 * network and pair of inner addresses, in the order of packets. What a sequence lacks is named at the end.
 */

import { NO_ADDRESS } from '../tables/address-table.js'
import { FRAMES_OCTETS, objectOctets, Places, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { NO_ROW, RowIndex } from '../tables/row-index.js'
import type { Timestamp } from '../timestamps.js'
import { elapsed } from '../totals/traffic.js'
import type { Networks } from '../tunnels/networks.js'
import { NO_ENDPOINT, PLAIN } from '../tunnels/networks.js'
import { Learns, Missing, Mode, type Proof, type Sequence, type Step, StepKind, Via } from './facts.js'
import type { Fdb, FloodCopy, Refusal } from './fdb.js'
import { REPLICATION_SPAN } from './ingress-replication.js'

/** Sequences told at most; those among them that nobody asked for before; and steps of one. */
const MAX_SEQUENCES = 1 << 12
const MAX_UNASKED = 1 << 10
const MAX_STEPS = 64
/** Octets of a sequence, and of a step of it: as they are kept, and as they are told. */
const STORY_OCTETS = objectOctets(18) + objectOctets(8) + 2 * FRAMES_OCTETS
const STEP_OCTETS = objectOctets(10) + objectOctets(9) + TIMESTAMP_OCTETS + objectOctets(18) + 4 * 32

/** Nanoseconds in which who is about to answer looks for the asker's VTEP, and in which a packet is refused. */
const UNDERLAY_SPAN = 50e6
const REFUSAL_SPAN = 2e9
/** Nanoseconds within which an answer on another way belongs to the question. */
const ANSWER_SPAN = 60e9
/** Nanoseconds in which a host with an answer does not ask again (Linux: `delay_probe_time`, then once a second). */
const CONFIRMED_SPAN = 5e9

/** A host that asks so often again has got no answer, wherever the capture was taken. */
const MIN_RETRIES = 2

/** A packet between two inner addresses, and the tunnel's ends around it. */
export interface Passage {
  readonly network: number
  readonly at: Timestamp
  readonly from: number
  readonly to: number
  readonly fromMac: number
  /** 0 where it is not known: the target of a question. */
  readonly toMac: number
  /** Endpoints; `NO_ENDPOINT` in no tunnel. */
  readonly source: number
  readonly destination: number
  readonly toGroup: boolean
  /** For a neighbour advertisement: its flags, and whether it names no MAC address. */
  readonly flags?: string
  readonly namesNoMac?: boolean
}

/** What the first packet of a flow, or the first one back, is. */
export interface Opening {
  /** IP protocol number. */
  readonly protocol: number
  readonly isBack: boolean
  /** Nanoseconds since the flow's first packet, of the first one back; -1 otherwise. */
  readonly elapsed: number
  /** Whether its receiver answers where all is well: an echo request, a TCP client. Of UDP nobody can tell. */
  readonly asks: boolean
  /** False in tunnels without Ethernet inside, where nobody has to ask for MAC addresses. */
  readonly hasMacs: boolean
  readonly ipv6: boolean
}

/** A step while the story goes on: with endpoints, and the listener in place of those who learn. */
interface Draft {
  kind: StepKind
  passage: Passage
  via: Via
  /** Outer destinations of a flood, or the listeners of a learn step. */
  readonly ends: number[]
  mac: number
  protocol: number
  roundTrip: number
  retries: number
  missing?: Missing
  proof?: Proof
  knownSince?: Timestamp
  dontLearn?: boolean
  isPort?: boolean
  /** Of a refusal: the kind of step that was refused. */
  refuses?: StepKind
  /** Whether the receiving end refused the packet. */
  isRefused?: boolean
  /** The frame of its last copy, of a question that several VTEPs got. */
  copied?: number
  /** For a refresh: the answer that was seen. */
  answer?: Draft
  /** For such an answer: whether the next question shows that it did not arrive. */
  isLost?: boolean
}

interface Story {
  readonly network: number
  readonly initiator: number
  readonly target: number
  readonly initiatorMac: number
  targetMac: number
  readonly ipv6: boolean
  readonly steps: Draft[]
  moreSteps: number
  request: Draft | undefined
  flood: Draft | undefined
  receive: Draft | undefined
  reply: Draft | undefined
  unicast: Draft | undefined
  /** When the question was asked last. */
  asked: Timestamp
  wantsAnswer: boolean
  answer: Draft | undefined
  refresh: Draft | undefined
  /** The last one, be it answered or not. */
  lastRefresh: Draft | undefined
  /** When that was asked last. */
  refreshed: Timestamp
  /** Who looked for the asker's VTEP in the underlay right after the question. */
  sought: { readonly at: Timestamp; readonly by: number } | undefined
  /** What was refused, by the end that did not get it. */
  readonly refusals: Draft[]
  lastAt: Timestamp
}

/** What is known of a network at the end, to name what the steps mean. */
export interface Setting {
  readonly mode: Mode
  readonly learns: Learns
  /** Endpoints of its VTEPs. */
  readonly vteps: ReadonlySet<number>
  /** Those that all unicast packets come from or go to: the capture was taken at one of them. Empty when it is not clear. */
  readonly watched: readonly number[]
  /** The frame in which a VTEP joined its group, if it was no member before. */
  readonly joined: (vtep: number) => number
  /** Whether what one end sends in this frame arrives at another: a way may break. */
  readonly arrives: (from: number, to: number, frame: number) => boolean
  /** The last frame of IP packets from one address to another, in this network or outside of tunnels; 0 without any. */
  readonly lastTraffic: (from: number, to: number) => number
  /** The last IP packets from one address to another in other networks than this one. */
  readonly lastElsewhere: (from: number, to: number) => { readonly network: number; readonly at: Timestamp } | undefined
  /** When a host learned a neighbour's address; if that is not known, when the first host did. */
  readonly learned: (host: number, ip: number) => Timestamp | undefined
  /** The VTEPs that a station has been behind. */
  readonly placesOf: (mac: number) => readonly number[]
  /** The VTEP behind which an address was at a frame, and since when; if that is not known, where it was later. */
  readonly placeOf: (address: number, frame: number) => { readonly vtep: number; readonly first: Timestamp } | undefined
}

export class Sequences {
  readonly #networks: Networks
  readonly #fdb: Fdb
  readonly #stories: Story[] = []
  readonly #storyPlaces: Places
  readonly #stepPlaces: Places
  #stepsKept = 0
  /** Sequences that found no room. */
  dropped = 0
  /** Steps of all sequences. */
  steps = 0
  #unaskedCount = 0
  /** Network and the two addresses, initiator first; the last story of the pair. */
  readonly #pairs: RowIndex = new RowIndex(2 * MAX_SEQUENCES)
  readonly #storyOfPair: Story[] = []
  /** The same by stations: a packet may go to an address behind the router that was asked for. */
  readonly #stations: RowIndex = new RowIndex(2 * MAX_SEQUENCES)
  readonly #storyOfStations: Story[] = []

  /** Overlay, source and destination of tunnels; the last packet of a story between them. */
  readonly #ways: RowIndex = new RowIndex(2 * MAX_SEQUENCES)
  readonly #sentOn: { story: Story; draft: Draft }[] = []
  /** The last question that came from behind an endpoint. */
  readonly #questions: Map<number, Story> = new Map()
  /** Sequences with an answer, by the two addresses, as of so many steps. */
  readonly #replies: Map<string, Story[]> = new Map()
  #repliesAt = -1

  constructor(networks: Networks, fdb: Fdb) {
    this.#networks = networks
    this.#storyPlaces = new Places(networks.budget, MAX_SEQUENCES, STORY_OCTETS)
    this.#stepPlaces = new Places(networks.budget, MAX_SEQUENCES * MAX_STEPS, STEP_OCTETS)
    this.#fdb = fdb
  }

  /** A question to all: ARP request or neighbour solicitation. */
  asked(passage: Passage, ipv6: boolean): void {
    const before = this.#find(passage.network, passage.from, passage.to)
    if (before?.request !== undefined && before.reply === undefined && before.initiator === passage.from) {
      this.#askedAgain(before, before.request, passage)
      return
    }
    const story = this.#begin(passage, ipv6)
    if (story === undefined) return
    this.#step(story, StepKind.OnLink, passage)
    story.request = this.#step(story, StepKind.Request, passage)
    if (passage.source === NO_ENDPOINT) return
    story.flood = this.#step(story, StepKind.Flood, passage)
    story.flood.via = passage.toGroup ? Via.Group : Via.DefaultRemote
    story.receive = this.#step(story, StepKind.Receive, passage)
    this.#questions.set(passage.source, story)
    this.#learned(story, passage)
  }

  /** Somebody asks in the underlay for the MAC address of an endpoint, to which he is about to send. */
  sought(endpoint: number, by: number, at: Timestamp): void {
    const story = this.#questions.get(endpoint)
    if (story?.request === undefined || story.reply !== undefined || story.sought !== undefined) return
    if (elapsed(story.request.passage.at, at) <= UNDERLAY_SPAN) story.sought = { at, by }
  }

  /** An ICMP error says that the last packet from `sender` to `refuser` did not arrive. */
  refused({ network, sender, refuser, isPort, mac }: Refusal, at: Timestamp): void {
    const row = this.#ways.find(network, sender, refuser, 0)
    if (row === NO_ROW) return
    const { story, draft } = this.#sentOn[row]!
    if (elapsed(draft.passage.at, at) > REFUSAL_SPAN || (mac !== 0 && mac !== draft.passage.fromMac)) return
    draft.isRefused = true
    const before = story.refusals.find((other) => other.passage.source === refuser && other.refuses === draft.kind)
    if (before !== undefined) {
      before.retries++
      return
    }
    const step = this.#step(story, StepKind.Refused, {
      network,
      at,
      from: this.#address(refuser),
      to: this.#address(sender),
      fromMac: 0,
      toMac: 0,
      source: refuser,
      destination: sender,
      toGroup: false,
    })
    // An ICMP error comes by the underlay.
    step.via = Via.Plain
    step.isPort = isPort
    step.refuses = draft.kind
    story.refusals.push(step)
  }

  /** The packet observed last is a further copy of a frame for one station, whose way its VTEP did not know. */
  flooded({ network, vtep, first, frame, destination }: FloodCopy, at: Timestamp): void {
    const row = this.#ways.find(network, vtep, first, 0)
    const sent = row === NO_ROW ? undefined : this.#sentOn[row]!
    if (sent === undefined || sent.draft.passage.at.frame !== frame) return
    const { story, draft } = sent
    if (draft.ends.includes(destination)) return
    draft.via = Via.Replicated
    draft.ends.push(destination)
    const passage = { ...draft.passage, at, destination }
    this.#sent(story, { ...draft, passage }, passage)
    this.#learned(story, passage)
  }

  /** The answer to a question, to the asker alone; `elapsed` nanoseconds after it, or -1. */
  replied(passage: Passage, ipv6: boolean, elapsed: number): void {
    if (this.#isCopy(passage)) return
    let story = this.#find(passage.network, passage.to, passage.from)
    if (story?.refresh !== undefined && story.refresh.passage.to === passage.from) {
      const { answer } = story.refresh
      if (answer !== undefined) answer.retries++
      else {
        story.refresh.answer = this.#step(story, StepKind.RefreshReply, passage)
        story.refresh.answer.roundTrip = elapsed
        this.#learned(story, passage)
      }
      story.refresh = undefined
      return
    }
    const isExpected = story?.reply === undefined && story?.initiator === passage.to
    if (story === undefined || !isExpected) {
      // A second answer to the same question: a copy, or another host with the same address.
      if (story !== undefined) return
      story = this.#begin({ ...passage, from: passage.to, to: passage.from, fromMac: passage.toMac, toMac: 0 }, ipv6)
      if (story === undefined) return
      this.#missing(story, Missing.Request, passage)
    }
    story.targetMac = passage.fromMac
    story.reply = this.#step(story, StepKind.Reply, passage)
    story.reply.roundTrip = elapsed
    this.#learned(story, passage)
    this.#byStations(story, passage.network, passage.toMac, passage.fromMac)
  }

  /** A question to the known host alone, which Linux asks to confirm an old entry. */
  refreshed(passage: Passage, ipv6: boolean): void {
    if (this.#isCopy(passage)) return
    const story = this.#find(passage.network, passage.from, passage.to) ?? this.#begin(passage, ipv6)
    if (story === undefined) return
    const last = story.lastRefresh
    if (last !== undefined && last.passage.from === passage.from && this.#isRepeated(story, last, passage)) {
      last.retries++
      story.refresh = last
      story.lastAt = passage.at
      story.refreshed = passage.at
      return
    }
    if (story.targetMac === 0 && story.initiator === passage.from) story.targetMac = passage.toMac
    story.refresh = this.#step(story, StepKind.Refresh, passage)
    story.lastRefresh = story.refresh
    story.refreshed = passage.at
    this.#learned(story, passage)
  }

  /** Whether a question repeats the last one, because no answer came or none arrived. */
  #isRepeated(story: Story, last: Draft, { at }: Passage): boolean {
    if (story.refresh === last && last.answer === undefined) return true
    const since = elapsed(story.refreshed, at)
    if (since < 0 || since >= CONFIRMED_SPAN) return false
    // An advertisement without S confirms nothing, so the host asks again though it arrived (RFC 4861 §7.2.5).
    const { flags = '' } = last.answer?.passage ?? {}
    if (flags !== '' && !flags.includes('S')) return false
    if (last.answer !== undefined) last.answer.isLost = true
    return true
  }

  /** Whether the packet observed last is a further copy of a flooded frame. */
  #isCopy({ source }: Passage): boolean {
    return source !== NO_ENDPOINT && this.#fdb.flooding !== undefined
  }

  /** A host says who it is, unasked. */
  announced(passage: Passage, ipv6: boolean): void {
    const before = this.#find(passage.network, passage.from, passage.from)
    const story = before ?? this.#begin({ ...passage, to: passage.from, toMac: passage.fromMac }, ipv6)
    if (story === undefined) return
    const step = this.#step(story, StepKind.Announcement, passage)
    if (passage.source !== NO_ENDPOINT) step.via = passage.toGroup ? Via.Group : Via.DefaultRemote
    this.#learned(story, passage)
  }

  /** Whether `spoke` may add something for a packet between two addresses. */
  awaits(network: number, from: number, to: number): boolean {
    if (this.#unaskedCount < MAX_UNASKED) return true
    const story = this.#find(network, from, to)
    return story !== undefined && story.answer === undefined
  }

  /** The first IP packet of a flow, or the first one back. */
  spoke(passage: Passage, opening: Opening): void {
    if (this.#networks.addresses.isMulticast(passage.to) || isGroup(passage.toMac)) return
    if (opening.isBack) this.#answered(passage, opening)
    const story = this.#find(passage.network, passage.from, passage.to) ?? this.#findByStations(passage)
    if (story === undefined) {
      if (!opening.isBack) this.#unasked(passage, opening)
    } else if (story.unicast === undefined) {
      // A packet back may answer one from before the question. It counts as the first packet if its sender had to ask.
      if (!opening.isBack || story.initiator === passage.from) this.#unicast(story, passage, opening)
    } else if (!opening.isBack) {
      this.#firstBack(story, passage, opening)
    }
  }

  /**
   * The sequences told to their end, from network `first` on. `settingOf` says what is known of a network then, and is
   * called once for each network with sequences.
   */
  sequences(settingOf: (network: number) => Setting, first: number): readonly Sequence[] {
    const settings = new Map<number, Setting>()
    return this.#stories
      .filter((story) => story.network >= first)
      .map((story) => {
        const setting = settings.get(story.network) ?? settingOf(story.network)
        settings.set(story.network, setting)
        return this.#told(story, setting)
      })
  }

  /** Traffic to somebody whose MAC address nobody asked for. */
  #unasked(passage: Passage, opening: Opening): void {
    if (this.#unaskedCount === MAX_UNASKED) {
      this.dropped++
      return
    }
    const story = this.#begin(passage, opening.ipv6)
    this.#unaskedCount++
    if (story === undefined) return
    if (opening.hasMacs) {
      this.#missing(story, Missing.Request, passage)
      story.targetMac = passage.toMac
      this.#byStations(story, passage.network, passage.fromMac, passage.toMac)
    }
    this.#unicast(story, passage, opening)
  }

  #unicast(story: Story, passage: Passage, opening: Opening): void {
    story.unicast = this.#step(story, StepKind.Unicast, passage)
    story.unicast.protocol = opening.protocol
    story.wantsAnswer = opening.asks
    if (passage.toGroup) {
      this.#step(story, StepKind.Receive, passage)
    }
    this.#learned(story, passage)
  }

  /** The first packet back in a flow: the answer in the story that began with the flow's first packet. */
  #answered(passage: Passage, opening: Opening): void {
    const { network, from, to } = passage
    for (const story of [
      this.#story(network, to, from),
      this.#story(network, from, to),
      this.#findByStations(passage),
    ]) {
      if (story?.unicast !== undefined && this.#isBackwards(story.unicast, passage, opening)) {
        this.#answer(story, passage, opening)
        return
      }
    }
  }

  /** The first packet of another flow may be the first one in the opposite direction. */
  #firstBack(story: Story, passage: Passage, opening: Opening): void {
    if (this.#isBackwards(story.unicast!, passage, opening)) this.#answer(story, passage, opening)
  }

  #isBackwards({ passage: { from, to, toMac } }: Draft, passage: Passage, { hasMacs }: Opening): boolean {
    return hasMacs ? passage.fromMac === toMac : passage.from === to && passage.to === from
  }

  #answer(story: Story, passage: Passage, { protocol, isBack, elapsed }: Opening): void {
    if (story.answer !== undefined) return
    story.answer = this.#step(story, StepKind.Answer, passage)
    story.answer.protocol = protocol
    story.answer.roundTrip = isBack ? elapsed : -1
    this.#learned(story, passage)
  }

  #askedAgain(story: Story, request: Draft, passage: Passage): void {
    const { flood } = story
    const isCopy =
      flood !== undefined &&
      !flood.ends.includes(passage.destination) &&
      elapsed(request.passage.at, passage.at) < REPLICATION_SPAN
    if (isCopy) {
      flood.via = Via.Replicated
      flood.ends.push(passage.destination)
      story.receive?.ends.push(passage.destination)
      request.copied = passage.at.frame
      this.#sent(story, { ...flood, passage }, passage)
      this.#learned(story, passage)
    } else if (flood === undefined || flood.ends[0] === passage.destination) {
      request.retries++
      story.asked = passage.at
      if (flood !== undefined) this.#sent(story, { ...flood, passage }, passage)
    }
  }

  /** The last story of a pair, whoever asked. */
  #find(network: number, a: number, b: number): Story | undefined {
    const x = this.#story(network, a, b)
    const y = this.#story(network, b, a)
    if (x === undefined || y === undefined) return x ?? y
    return x.lastAt.frame >= y.lastAt.frame ? x : y
  }

  #story(network: number, initiator: number, target: number): Story | undefined {
    const isIpv6 = this.#networks.addresses.isIpv6(initiator) ? 1 : 0
    const row = this.#pairs.find(network, initiator, target, isIpv6)
    return row === NO_ROW ? undefined : this.#storyOfPair[row]
  }

  #begin(passage: Passage, ipv6: boolean): Story | undefined {
    if (!this.#storyPlaces.has(this.#stories.length)) {
      this.dropped++
      return undefined
    }
    const isIpv6 = this.#networks.addresses.isIpv6(passage.from) ? 1 : 0
    const row = this.#pairs.row(passage.network, passage.from, passage.to, isIpv6)
    if (row === NO_ROW) {
      this.dropped++
      return undefined
    }
    const story: Story = {
      network: passage.network,
      initiator: passage.from,
      target: passage.to,
      initiatorMac: passage.fromMac,
      targetMac: 0,
      ipv6,
      steps: [],
      moreSteps: 0,
      request: undefined,
      flood: undefined,
      receive: undefined,
      reply: undefined,
      unicast: undefined,
      asked: passage.at,
      wantsAnswer: false,
      answer: undefined,
      refresh: undefined,
      lastRefresh: undefined,
      refreshed: passage.at,
      sought: undefined,
      refusals: [],
      lastAt: passage.at,
    }
    this.#stories.push(story)
    this.#storyOfPair[row] = story
    return story
  }

  #step(story: Story, kind: StepKind, passage: Passage): Draft {
    const draft: Draft = {
      kind,
      passage,
      via: passage.source === NO_ENDPOINT ? Via.Plain : passage.toGroup && isForOne(kind) ? Via.Group : Via.Unicast,
      ends: passage.destination === NO_ENDPOINT ? [] : [passage.destination],
      mac: 0,
      protocol: 0,
      roundTrip: -1,
      retries: 0,
    }
    story.lastAt = passage.at
    if (isPacket(draft)) this.#sent(story, draft, passage)
    this.steps++
    if (story.steps.length < MAX_STEPS && this.#stepPlaces.has(this.#stepsKept)) {
      story.steps.push(draft)
      this.#stepsKept++
    } else {
      story.moreSteps++
    }
    return draft
  }

  #sent(story: Story, draft: Draft, { network, source, destination }: Passage): void {
    if (source === NO_ENDPOINT || destination === NO_ENDPOINT) return
    const row = this.#ways.row(this.#networks.overlayOf(network), source, destination, 0)
    if (row !== NO_ROW) this.#sentOn[row] = { story, draft }
  }

  #missing(story: Story, missing: Missing, passage: Passage): void {
    this.#step(story, StepKind.Missing, passage).missing = missing
  }

  /** What the packet taught, or confirmed, to whom it was sent. */
  #learned(story: Story, passage: Passage): void {
    if (passage.source === NO_ENDPOINT || passage.fromMac === 0) return
    const overlay = this.#networks.overlayOf(passage.network)
    const station = this.#fdb.stations.find(overlay, passage.fromMac)
    if (station === NO_ROW || this.#fdb.knows(passage.destination, station) !== passage.source) return
    const since = this.#fdb.firstSince(overlay, passage.destination, station, passage.source)
    if (since === undefined) return
    const isNew = since.frame === passage.at.frame
    // Only early steps say who knew the station already. Later steps would repeat it with every packet.
    if (!isNew && story.unicast !== undefined) return
    const isMove = isNew && this.#fdb.stations.lastMove(station)?.at.frame === passage.at.frame
    const draft = this.#step(story, isMove ? StepKind.Move : StepKind.Learn, passage)
    draft.mac = passage.fromMac
    if (isNew && this.#fdb.isDontLearn(passage.destination, station)) draft.dontLearn = true
    if (!isNew) draft.knownSince = since
  }

  #byStations(story: Story, network: number, initiatorMac: number, targetMac: number): void {
    const row = this.#stationPair(network, initiatorMac, targetMac, true)
    if (row !== NO_ROW) this.#storyOfStations[row] = story
  }

  #findByStations({ network, fromMac, toMac }: Passage): Story | undefined {
    if (network === PLAIN || fromMac === 0 || toMac === 0) return undefined
    const forth = this.#stationPair(network, fromMac, toMac, false)
    if (forth !== NO_ROW) return this.#storyOfStations[forth]
    const back = this.#stationPair(network, toMac, fromMac, false)
    return back === NO_ROW ? undefined : this.#storyOfStations[back]
  }

  #stationPair(network: number, a: number, b: number, add: boolean): number {
    const { stations } = this.#fdb
    const overlay = this.#networks.overlayOf(network)
    const x = stations.find(overlay, a)
    const y = stations.find(overlay, b)
    if (x === NO_ROW || y === NO_ROW) return NO_ROW
    return add ? this.#stations.row(network, x, y, 0) : this.#stations.find(network, x, y, 0)
  }

  #told(story: Story, setting: Setting): Sequence {
    // A packet is not received by a VTEP that refuses it, that it does not reach, or that is not in this network. And
    // where nobody learns, no step says that somebody knew already.
    const isSaid = (draft: Draft): boolean => draft.knownSince === undefined || setting.learns === Learns.Yes
    const seen = story.steps.filter(
      (draft) => !isReception(draft) || (isSaid(draft) && this.#ends(draft, setting, story).length > 0),
    )
    const lacking = this.#lacking(story, setting)
    const steps = lacking.length === 0 ? seen : [...seen, ...lacking].sort(byFrame)
    return {
      network: story.network,
      initiator: story.initiator,
      target: story.target,
      initiatorMac: story.initiatorMac,
      targetMac: story.targetMac,
      ipv6: story.ipv6,
      steps: steps.map((draft, i) => this.#final(story, draft, i + 1, steps[0]!, steps[i - 1], setting)),
      moreSteps: story.moreSteps,
    }
  }

  /** Steps that should have come and did not. */
  #lacking(story: Story, setting: Setting): readonly Draft[] {
    const lacking: Draft[] = []
    const lack = (missing: Missing, after: Draft, proof?: Proof): void => {
      lacking.push({ ...after, kind: StepKind.Missing, missing, ...(proof && { proof }), roundTrip: -1, retries: 0 })
    }
    const { request, reply, unicast, answer, initiator, target } = story
    const isUsed = (since: Draft): boolean => setting.lastTraffic(initiator, target) > since.passage.at.frame
    if (request !== undefined && reply === undefined && !isAllRefused(story)) {
      const proof = this.#answeredElsewhere(story, request, setting)
      if (isUsed(request) || unicast?.passage.from === initiator) lack(Missing.ReplyUnseen, request)
      else if (proof !== undefined) lack(Missing.AnsweredElsewhere, request, proof)
      else {
        const missing = this.#unanswered(request, setting)
        lack(missing, request, missing === Missing.Reply ? laterThan(story, setting) : undefined)
      }
    }
    if (reply !== undefined && unicast === undefined && !isUsed(reply)) lack(Missing.Unicast, reply)
    if (unicast !== undefined && answer === undefined && story.wantsAnswer) {
      const { passage } = unicast
      const other = setting.lastElsewhere(passage.to, passage.from)
      const isRefused = story.refusals.some((refusal) => isRefusalOf(refusal, passage.at))
      if (other !== undefined && other.at.frame > passage.at.frame) {
        const proof: Proof = { kind: 'other-network', at: other.at, vtep: NO_ADDRESS, network: other.network }
        lack(Missing.AnsweredElsewhere, unicast, proof)
      } else if (!isRefused) {
        lack(Missing.Answer, unicast)
      }
    }
    return lacking
  }

  /** What proves that a question was answered although no answer came its way. */
  #answeredElsewhere(story: Story, { passage, retries }: Draft, setting: Setting): Proof | undefined {
    const { network, initiator, target } = story
    const other = this.#repliesOf(initiator, target).find(
      (answered) =>
        answered.network !== network &&
        isAnswerTo(answered.reply!.passage.at, passage.at) &&
        !this.#isOwnAnswer(answered, network),
    )
    if (other !== undefined) {
      const { at, source } = other.reply!.passage
      return { kind: 'other-network', at, vtep: this.#address(source), network: other.network }
    }
    // A host that asks again and again got no answer, wherever the capture was taken.
    if (passage.source === NO_ENDPOINT || retries >= MIN_RETRIES) return undefined
    const place = setting.placeOf(target, passage.at.frame)
    if (place?.vtep === passage.source) {
      return { kind: 'same-vtep', at: place.first, vtep: this.#address(place.vtep), network }
    }
    if (this.#isHere(passage.source, setting)) return undefined
    const { sought } = story
    if (sought !== undefined && setting.vteps.has(sought.by) && !this.#isHere(sought.by, setting)) {
      return { kind: 'underlay', at: sought.at, vtep: this.#address(sought.by), network }
    }
    if (place === undefined || this.#isHere(place.vtep, setting)) return undefined
    return { kind: 'other-vtep', at: place.first, vtep: this.#address(place.vtep), network }
  }

  /** Whether a story answers a question of its own, in another VLAN of the overlay, where addresses may be the same. */
  #isOwnAnswer({ network, request }: Story, than: number): boolean {
    return request !== undefined && this.#networks.overlayOf(network) === this.#networks.overlayOf(than)
  }

  /** What is missing for a question if nothing shows an answer to it. */
  #unanswered({ passage, retries }: Draft, setting: Setting): Missing {
    if (retries >= MIN_RETRIES) return Missing.Reply
    const { watched, vteps } = setting
    const isPast = passage.source !== NO_ENDPOINT && watched.length > 0 && !watched.includes(passage.source)
    if (isPast && (vteps.size > 2 || passage.toGroup)) return Missing.ReplyElsewhere
    return retries > 0 ? Missing.Reply : Missing.ReplyOpen
  }

  /** Whether the capture shows the traffic of an endpoint. If that is not clear, it counts as shown. */
  #isHere(endpoint: number, { watched }: Setting): boolean {
    return watched.length === 0 || watched.includes(endpoint)
  }

  /** Sequences of any network in which a target answered an initiator. */
  #repliesOf(initiator: number, target: number): readonly Story[] {
    if (this.#repliesAt !== this.steps) {
      this.#replies.clear()
      for (const story of this.#stories) {
        if (story.reply === undefined) continue
        const key = `${story.initiator} ${story.target}`
        const of = this.#replies.get(key)
        if (of === undefined) this.#replies.set(key, [story])
        else of.push(story)
      }
      this.#repliesAt = this.steps
    }
    return this.#replies.get(`${initiator} ${target}`) ?? []
  }

  #final(
    story: Story,
    draft: Draft,
    number: number,
    first: Draft,
    previous: Draft | undefined,
    setting: Setting,
  ): Step {
    const { passage, kind } = draft
    const { at } = passage
    const ends = this.#ends(draft, setting, story)
    const isCopyForOne = draft.via === Via.DefaultRemote && setting.mode !== Mode.PointToPoint && setting.vteps.size > 2
    // There may be hundreds of thousands of steps, so each is made as one object without copies.
    const step: { -readonly [K in keyof Step]: Step[K] } = {
      number,
      kind,
      at,
      sinceFirst: elapsed(first.passage.at, at),
      // A missing step at the end is shown by an earlier packet, so its time may be the earlier one.
      sincePrevious: previous === undefined ? 0 : Math.max(0, elapsed(previous.passage.at, at)),
      from: passage.from,
      to: kind === StepKind.Announcement ? NO_ADDRESS : passage.to,
      fromMac: passage.fromMac,
      toMac: passage.toMac,
      fromVtep: this.#address(passage.source),
      toVteps: (ends.length > 1 ? [...new Set(ends)] : ends).map((end) => this.#address(end)),
      via: isCopyForOne ? Via.Replicated : draft.via,
      mac: draft.mac,
      protocol: draft.protocol,
      roundTrip: draft.roundTrip,
      retries: draft.retries,
    }
    const elsewhere = isForOne(kind) && step.via === Via.Unicast ? this.#elsewhere(passage, setting) : NO_ENDPOINT
    if (elsewhere !== NO_ENDPOINT) step.elsewhere = this.#address(elsewhere)
    if (draft.missing !== undefined) step.missing = draft.missing
    if (draft.proof !== undefined) step.proof = draft.proof
    if (draft.knownSince !== undefined) step.knownSince = draft.knownSince
    if (draft.dontLearn === true) step.dontLearn = true
    if (draft.isPort !== undefined) step.isPort = draft.isPort
    if (draft.isRefused === true) step.isRefused = true
    if (draft.isLost === true) step.isLost = true
    if (kind === StepKind.Refresh && draft.answer === undefined) step.isUnanswered = true
    if (isAdvertisement(draft)) {
      if (passage.flags !== undefined && passage.flags !== '') step.flags = passage.flags
      if (passage.namesNoMac === true) step.namesNoMac = true
    }
    return step
  }

  /** Where a station is that a packet went to another VTEP for, which it never was behind; `NO_ENDPOINT` otherwise. */
  #elsewhere({ source, destination, toMac, toGroup }: Passage, { placesOf, vteps }: Setting): number {
    if (source === NO_ENDPOINT || toGroup || vteps.size < 3) return NO_ENDPOINT
    const places = placesOf(toMac)
    return places.includes(destination) ? NO_ENDPOINT : (places[0] ?? NO_ENDPOINT)
  }

  #address(endpoint: number): number {
    return endpoint === NO_ENDPOINT ? NO_ADDRESS : this.#networks.addressOf(endpoint)
  }

  /** Outer destinations; of a reception the VTEPs that get the packet: themselves, or as members of the group. */
  #ends(draft: Draft, { vteps, joined, arrives }: Setting, { refusals }: Story): readonly number[] {
    if (!isReception(draft)) return draft.ends
    const { source, toGroup, at } = draft.passage
    const isThere = (end: number): boolean => arrives(source, end, at.frame)
    if (toGroup) return [...vteps].filter((vtep) => vtep !== source && joined(vtep) <= at.frame && isThere(vtep))
    const isRefused = (end: number): boolean =>
      refusals.some((refusal) => refusal.passage.source === end && isRefusalOf(refusal, at))
    return draft.ends.filter((end) => vteps.has(end) && !isRefused(end) && isThere(end))
  }
}

/** Whether all who were sent a question refused it. */
function isAllRefused({ request, flood, refusals }: Story): boolean {
  const ends = flood?.ends ?? []
  return request !== undefined && ends.length > 0 && ends.every((end) => refusals.some((r) => r.passage.source === end))
}

/** Proof that a host without an answer was there later: an address that was leased, a machine that started. */
function laterThan({ network, initiator, target, asked }: Story, { learned }: Setting): Proof | undefined {
  const at = learned(initiator, target)
  return at === undefined || at.frame <= asked.frame ? undefined : { kind: 'later', at, vtep: NO_ADDRESS, network }
}

function isAnswerTo(answer: Timestamp, question: Timestamp): boolean {
  const after = elapsed(question, answer)
  return answer.frame > question.frame && after >= 0 && after <= ANSWER_SPAN
}

/** Whether a refusal is that of the packet of this timestamp. */
function isRefusalOf({ passage }: Draft, at: Timestamp): boolean {
  const after = elapsed(at, passage.at)
  return passage.at.frame > at.frame && after >= 0 && after <= REFUSAL_SPAN
}

function isAdvertisement({ kind }: Draft): boolean {
  return kind === StepKind.Reply || kind === StepKind.RefreshReply || kind === StepKind.Announcement
}

/** Whether the step is a packet of the sequence, and not a consequence or something missing. */
function isPacket(draft: Draft): boolean {
  const { kind } = draft
  return !isReception(draft) && kind !== StepKind.OnLink && kind !== StepKind.Missing && kind !== StepKind.Refused
}

/** Whether the packet of such a step is for one host, so that it is flooded only where its VTEP does not know the way. */
function isForOne(kind: StepKind): boolean {
  switch (kind) {
    case StepKind.Reply:
    case StepKind.Unicast:
    case StepKind.Answer:
    case StepKind.Refresh:
    case StepKind.RefreshReply:
      return true
    default:
      return false
  }
}

function isReception({ kind }: Draft): boolean {
  return kind === StepKind.Learn || kind === StepKind.Move || kind === StepKind.Receive
}

/** Whether a MAC address of 48 bits is that of a group. */
function isGroup(mac: number): boolean {
  return Math.floor(mac / 2 ** 40) % 2 === 1
}

function byFrame(x: Draft, y: Draft): number {
  return placeInOrder(x) - placeInOrder(y)
}

/** A missing step comes after what the question's last copy has taught. */
function placeInOrder({ kind, copied, passage }: Draft): number {
  return kind === StepKind.Missing ? Math.max(copied ?? 0, passage.at.frame) : passage.at.frame
}
