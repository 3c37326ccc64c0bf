/**
 * What learning found, as plain data that outlives the capture: who learned what, from which packet. IP addresses are
 * numbers of `Facts.addresses`, MAC addresses numbers of 48 bits, networks numbers of `Facts.networks`.
 */
import type { NhrpMapping } from '../control/nhrp-mappings.js'
import type { Told } from '../control/told-tables.js'
import type { AddressTable } from '../tables/address-table.js'
import type { Timestamp } from '../timestamps.js'
import type { Network } from '../tunnels/networks.js'

/** How a VNI's VTEPs find each other, as far as their packets tell. */
export const Mode = {
  Unknown: 'unknown',
  /** Two VTEPs; whatever has no entry goes to the one remote (`remote ADDRESS`). */
  PointToPoint: 'point-to-point',
  /** What has no entry goes to a multicast group (RFC 7348 §4.2). */
  Multicast: 'multicast',
  /** What has no entry goes to every other VTEP, a copy each; source addresses are learned. */
  HeadEndReplication: 'head-end-replication',
  /** Entries are put in by hand or by a program; VTEPs do not learn (`nolearning`). */
  StaticFdb: 'static-fdb',
  /** ARP and neighbour solicitations are answered by the VTEP (`proxy`, ARP suppression): none cross the tunnel. */
  ArpProxy: 'arp-proxy',
  /** IP packets are routed into the tunnel, one MAC address a VTEP, all put in by a program (flannel, Cilium). */
  Routed: 'routed',
  /** BGP tells the VTEPs what is where (RFC 7432, RFC 8365), and the capture has what it told. */
  Evpn: 'evpn',
  /** BGP tells the VTEPs which prefix is behind which router: a VNI that packets are routed in (L3VNI, RFC 9135, RFC 9136). */
  EvpnRouted: 'evpn-routed',
  /** NHRP tells the ends of a multipoint tunnel which outer address a tunnel address is behind (RFC 2332, DMVPN). */
  Nhrp: 'nhrp',
  /** Somebody else tells the VTEPs all they know (EVPN, OVN, `external`). */
  External: 'external',
} as const
export type Mode = (typeof Mode)[keyof typeof Mode]

/** Whether a network's packets are routed into it: inner MAC addresses are its routers', and nobody asks for others. */
export const isRouted = (mode: Mode): boolean => mode === Mode.Routed || mode === Mode.EvpnRouted

/** Whether the VTEPs of a network learn from packets. */
export const Learns = {
  Yes: 'yes',
  /** All that they know was put in. */
  No: 'no',
  /** It looks the same either way. */
  Unsure: 'unsure',
} as const
export type Learns = (typeof Learns)[keyof typeof Learns]

export type Confidence = 'high' | 'medium' | 'low'

/** What speaks for a mode; `about` are addresses (VTEPs, groups) or hosts, `count` packets or whatever the kind counts. */
export interface Evidence {
  readonly kind:
    | 'flood-to-group'
    | 'group-joined'
    | 'flood-to-one'
    | 'flood-replicated'
    | 'flood-despite-learning'
    | 'unicast-before-learning'
    | 'no-arp'
    | 'routed-hops'
    | 'one-mac-a-vtep'
    | 'no-ethernet'
    | 'several-vteps'
    | 'flannel-port'
    | 'two-directions-differ'
    | 'only-two-vteps'
    | 'told-by-bgp'
    | 'told-by-nhrp'
    | 'bgp-in-part'
  readonly frames: readonly number[]
  readonly about: readonly number[]
  readonly count: number
}

export interface NetworkFacts extends Network {
  readonly vteps: readonly Vtep[]
  /** Multicast addresses that its packets are sent to. */
  readonly groups: readonly Group[]
  /** Stations behind the VTEPs, by MAC address; of routed networks the VTEPs' own. */
  readonly hosts: readonly Host[]
  /** Hosts that found no room in `hosts`, or are not listed because there are too many. */
  readonly moreHosts: number
  readonly mode: Mode
  readonly confidence: Confidence
  readonly evidence: readonly Evidence[]
  readonly learns: Learns
}

export interface Vtep {
  readonly address: number
  /** The frame that shows it. */
  readonly first: Timestamp
  /** Whether it was seen sending in this network; else it is one because others send to it or because it joined. */
  readonly sends: boolean
}

export interface Group {
  readonly address: number
  readonly first: Timestamp
  /** Who joined it, by IGMP or MLD, and the frame that says so. */
  readonly members: readonly { readonly address: number; readonly joined: Timestamp }[]
}

export interface Host {
  readonly mac: number
  /** The IP addresses that it was seen with; the first few. */
  readonly addresses: readonly number[]
  /** The VTEP that it is behind; `NO_ADDRESS` in network 0. */
  readonly vtep: number
  readonly first: Timestamp
  readonly last: Timestamp
}

/** How an entry came into a forwarding table. */
export const Origin = {
  /** By a packet that the VTEP took. */
  Learned: 'learned',
  /** It was there before any packet: default destination, static or permanent entry. */
  Configured: 'configured',
  /** By a control plane, as its own packets say (`told`); or put in later than the first packet: it was seen used. */
  ControlPlane: 'control-plane',
  /** Not at all: a packet would teach it to a device that learns, and this one does not, as far as packets tell. */
  NotLearned: 'not-learned',
} as const
export type Origin = (typeof Origin)[keyof typeof Origin]

/** Why it is not sure that an entry is there, or what it is. */
export const Doubt = {
  None: '',
  /** The VTEP never sent in this network: it is there, if the VTEP has the network at all. */
  SilentVtep: 'silent-vtep',
  /** Used before any packet taught it where packets teach: put in, or learned before the capture began. */
  LearnedBefore: 'learned-before',
  /** Learned, unless entries are static here: with copies for each VTEP it looks the same. */
  MayBeStatic: 'may-be-static',
  /** Told by BGP with route targets of which the VTEP tells none itself: as a rule it does not import such a route. */
  OtherTarget: 'other-target',
  /** The packet asks not to be learned from (D bit, draft-smith-vxlan-group-policy §2.1). Linux learns all the same. */
  DontLearn: 'dont-learn',
} as const
export type Doubt = (typeof Doubt)[keyof typeof Doubt]

/** A line of a VTEP's forwarding table. */
export interface FdbEntry {
  readonly network: number
  readonly vtep: number
  /** 0 for the default destination. */
  readonly mac: number
  /** The remote VTEP, or the group. */
  readonly dst: number
  readonly origin: Origin
  /** The packet that taught it, or would; of a configured entry the first that it sent on, frame 0 if there is none. */
  readonly shown: Timestamp
  /** The packet that refreshed it last, or that it sent on last. */
  readonly last: Timestamp
  /** Whether nothing from there arrives any more, and `last` is the first packet that did not: it came before that one. */
  readonly isCut?: boolean
  readonly doubt: Doubt
  /** Of a configured entry the first packet that would teach it to a device that learns; 0 if there is none. */
  readonly wouldTeach: number
  /** What BGP says of it, where it was put in because of that. */
  readonly told?: Told
  /** What BGP told somebody else of the same station before the entry was used: that it came by here too is not in the capture. */
  readonly toldOthers?: Told
  /** The frame since which the VTEP tells of the station itself: its bridge does not use the entry, which stays. */
  readonly overtaken?: number
}

/** A change of a forwarding table, or what would be one in a device that learns; in the order of frames. */
export interface FdbEvent {
  readonly network: number
  readonly vtep: number
  readonly mac: number
  /** `NO_ADDRESS` when the entry goes: its VTEP refuses packets from there, or it is too old. */
  readonly dst: number
  /** The destination before a move; `NO_ADDRESS` when the address was not known or had expired. */
  readonly before: number
  readonly at: Timestamp
  /** Whether it goes of age: `at` is then its last packet's frame, and the time when it is too old. */
  readonly aged: boolean
  readonly origin: Origin
  readonly doubt: Doubt
  /** What BGP says of it, where that changed it; `toldOthers` and `overtaken` as of an `FdbEntry`. */
  readonly told?: Told
  readonly toldOthers?: Told
  readonly overtaken?: number
}

/** An entry that nothing has refreshed for too long, but that its VTEP has sent to since. */
export interface UsedLate {
  readonly network: number
  readonly vtep: number
  readonly mac: number
  readonly dst: number
  /** The last packet from it, and the last one to it. */
  readonly last: Timestamp
  readonly used: number
}

/** A station that was behind one VTEP and then behind another. */
export interface Move {
  readonly network: number
  readonly mac: number
  readonly from: number
  readonly to: number
  /** The last packet from the old place, and the first from the new one. */
  readonly lastBefore: Timestamp
  readonly at: Timestamp
  /** Whether it goes to and fro as no station moves: a gateway in several places, or two stations with one address. */
  readonly isRestless: boolean
  /** Packets for it that still went to the old VTEP, more than are always under way, and the first few of them. */
  readonly staleUses: number
  readonly staleFrames: readonly number[]
  /** What BGP says of it; and whether no packet of the station shows it. */
  readonly told?: Told
  readonly isByBgpAlone?: boolean
}

/** A line of a host's neighbour table: ARP or IPv6 neighbour discovery. */
export interface Neighbour {
  readonly network: number
  /** The host whose table it is, and its neighbour. */
  readonly host: number
  readonly hostMac: number
  readonly ip: number
  readonly mac: number
  /** What taught it first with this MAC address, and what confirmed it last. */
  readonly learned: Timestamp
  readonly last: Timestamp
  /** As of an `FdbEntry`. */
  readonly isCut?: boolean
  readonly how: NeighbourSource
  /** Requests that the host sent later and nobody answered: the kernel has given the entry up. */
  readonly failed: boolean
  /** The answer has no S flag: it makes the entry STALE, not REACHABLE, so the host asks again (RFC 4861 §7.2.5). */
  readonly stale: boolean
  /** What BGP says of it, where it is in a VTEP's table because of that. */
  readonly told?: Told
}

/** What taught a neighbour entry. */
export type NeighbourSource =
  /** The neighbour answered the host's request. */
  | 'reply'
  /** The neighbour asked for the host's own address, and said who it is. */
  | 'request'
  /** The neighbour announced itself (gratuitous ARP, unsolicited advertisement); it changes entries, it makes none. */
  | 'announcement'
  /** The host sends to it alone, and the address is the neighbour's own: it knew it, though no answer is in the capture. */
  | 'unicast'
  /** BGP told the VTEP, which answers for it. */
  | 'bgp'

/** A change of a neighbour table, in the order of frames. */
export interface NeighbourEvent {
  readonly network: number
  readonly host: number
  readonly ip: number
  /** 0 when the entry goes. */
  readonly mac: number
  /** The MAC address before, or 0. */
  readonly before: number
  readonly at: Timestamp
  readonly how: NeighbourSource
}

/** Requests for an address that nobody answered. */
export interface Unanswered {
  readonly network: number
  readonly host: number
  readonly hostMac: number
  readonly ip: number
  /** Whether the last of them was for the one station that the host knew. */
  readonly isRefresh?: boolean
  readonly requests: number
  readonly first: Timestamp
  readonly last: Timestamp
  /** The first few of them. */
  readonly frames: readonly number[]
}

/** A way from one VTEP to another that worked until some packet, and that nothing arrives on any more. */
export interface BrokenWay {
  readonly network: number
  readonly from: number
  readonly to: number
  /** The first packet that did not arrive any more, and the last frame that showed that one did; 0 without. */
  readonly since: Timestamp
  readonly proof: number
  /** The host whose pings show it, whom it pings, how many have no answer, and the first few of them. */
  readonly asker: number
  readonly asked: number
  readonly open: number
  readonly openFrames: readonly number[]
  /** Whether they are larger than any that was answered: small ones may arrive, and tables are told as if they did. */
  readonly mayBeTooLarge: boolean
}

/** Two stations that say they have the same IP address. */
export interface Conflict {
  readonly network: number
  readonly ip: number
  readonly macs: readonly [number, number]
  readonly frames: readonly [number, number]
}

/** How a packet went through the tunnel. */
export const Via = {
  /** In no tunnel. */
  Plain: 'plain',
  Unicast: 'unicast',
  /** To the multicast group. */
  Group: 'group',
  /** A flood to the one remote that there is. */
  DefaultRemote: 'default-remote',
  /** A flood of which each remote gets a copy. */
  Replicated: 'replicated',
} as const
export type Via = (typeof Via)[keyof typeof Via]

export const StepKind = {
  /** The route says that the target is on the link: its MAC address is needed. Follows from the request. */
  OnLink: 'on-link',
  /** The initiator asks: ARP request, or neighbour solicitation. */
  Request: 'request',
  /** The VTEP does not know where the target is and sends the request to all that may know (`via`, `to`). */
  Flood: 'flood',
  /** The VTEPs that get it take it out of the tunnel, by its VNI. */
  Receive: 'receive',
  /** A VTEP learns, from the packet of the step before, which VTEP a MAC address is behind. */
  Learn: 'learn',
  /** The target answers: ARP reply, or neighbour advertisement. */
  Reply: 'reply',
  /** The first packet from the initiator that both knew the way for. */
  Unicast: 'unicast',
  /** The first packet back. */
  Answer: 'answer',
  /** A host asks again, unicast, for what it knows (Linux: 5 s after the first use), and its answer. */
  Refresh: 'refresh',
  RefreshReply: 'refresh-reply',
  /** A host asks whether its own address is free: ARP probe (RFC 5227), duplicate address detection (RFC 4862). */
  Probe: 'probe',
  /** A host says who it is, unasked. */
  Announcement: 'announcement',
  /** A BGP speaker tells a VTEP where a station is (`told`). */
  Told: 'told',
  /** A station is behind another VTEP than before. */
  Move: 'move',
  /** A packet of the sequence did not arrive: its receiver, or a router, says so by ICMP. */
  Refused: 'refused',
  /** Something that should be here is not (`missing`). */
  Missing: 'missing',
} as const
export type StepKind = (typeof StepKind)[keyof typeof StepKind]

/** What a sequence lacks, and what that means. */
export const Missing = {
  /** Unicast without a question: proxy, static neighbour or warm cache; or the capture began later. */
  Request: 'request',
  /** A question that was asked again and again, and that nobody answered; `proof` shows that somebody is there later. */
  Reply: 'reply',
  /** A question that was asked but once: whether somebody answered, the capture does not tell. */
  ReplyOpen: 'reply-open',
  /** A question that the capture shows because it was flooded; an answer to it would go past the capture. */
  ReplyElsewhere: 'reply-elsewhere',
  /** The answer took another way, as other packets prove (`proof`). */
  AnsweredElsewhere: 'answered-elsewhere',
  /** The reply came, or must have come, on another way: traffic follows that needs it. */
  ReplyUnseen: 'reply-unseen',
  /** The question was answered and nothing followed. */
  Unicast: 'unicast',
  /** A packet that should be answered was not. */
  Answer: 'answer',
} as const
export type Missing = (typeof Missing)[keyof typeof Missing]

/** What shows that an answer took another way than the question. */
export interface Proof {
  readonly kind: /** Who was asked for is behind the asker's own VTEP: the answer does not enter the tunnel. */
    | 'same-vtep'
    /** It is behind another VTEP, which sends the answer past the capture. */
    | 'other-vtep'
    /** Another VTEP looked for the asker's one in the underlay right then. */
    | 'underlay'
    /** The answer came in another network. */
    | 'other-network'
    /** No answer came; but the asker knows who was asked for from something later. */
    | 'later'
  readonly at: Timestamp
  /** The VTEP that answers; `NO_ADDRESS` where none is known. */
  readonly vtep: number
  readonly network: number
}

/** What BGP tells in a step. */
export interface ToldOfStep {
  readonly type: number
  readonly sequence: number
  /** The VTEP that the station, or the prefix, is behind. */
  readonly hop: number
  /** The station's address, or the prefix with its length; -1 of a station. */
  readonly ip: number
  readonly prefixLength: number
  /** Where the station was before, as BGP told; `NO_ADDRESS` if it had not. */
  readonly before: number
}

export interface Step {
  /** From 1 on within the sequence. */
  readonly number: number
  readonly kind: StepKind
  /** The packet; of a step without one (on-link, missing) the packet that shows it. */
  readonly at: Timestamp
  /** Nanoseconds since the sequence's first step, and since the step before. */
  readonly sinceFirst: number
  readonly sincePrevious: number
  /** The inner sender and receiver; `NO_ADDRESS` for a receiver that is everybody. */
  readonly from: number
  readonly to: number
  readonly fromMac: number
  readonly toMac: number
  /**
   * The tunnel's ends: `NO_ADDRESS` in no tunnel. Of a learn step `fromVtep` is what was learned, `toVteps` who learned; of a
   * told step the speaker, and whom it tells.
   */
  readonly fromVtep: number
  /** The outer destination, several of a replicated flood; of a receive or learn step the VTEPs that receive or learn. */
  readonly toVteps: readonly number[]
  readonly via: Via
  /** What was learned: the MAC address of a learn or move step; 0 for others. */
  readonly mac: number
  /** What the packet is, where the kind does not tell: a protocol number of IP, or 0. ARP and ND steps have 0. */
  readonly protocol: number
  /** Nanoseconds from the packet that it answers; -1 where it answers none. */
  readonly roundTrip: number
  /** Of a learn step: the packet that had taught it already, so that this one only confirms it. */
  readonly knownSince?: Timestamp
  /** Times that the packet was sent again before it was answered, or the sequence ended. */
  readonly retries: number
  readonly missing?: Missing
  readonly proof?: Proof
  readonly told?: ToldOfStep
  /** Of a packet for one host: the VTEP that it is behind, where the packet went to another one that it never was behind. */
  readonly elsewhere?: number
  /** Of a learn step: the packet asks not to be learned from (D bit). Linux learns all the same. */
  readonly dontLearn?: boolean
  /** Whether the end that the packet was sent to refused it, or a router did: it was not taken out of the tunnel. */
  readonly isRefused?: boolean
  /** Of the answer to a refresh: the question comes again right after it, so it did not arrive. */
  readonly isLost?: boolean
  /** Of a refresh: the capture has no answer to it. */
  readonly isUnanswered?: boolean
  /** Of a refusal: it is the receiver itself that says that nobody listens at its port. */
  readonly isPort?: boolean
  /** Of a neighbour advertisement: its flags (RFC 4861 §4.4), and whether it names no MAC address. */
  readonly flags?: string
  readonly namesNoMac?: boolean
}

/** How one host came to talk with another. */
export interface Sequence {
  readonly network: number
  readonly initiator: number
  readonly target: number
  readonly initiatorMac: number
  /** 0 when it was never learned. */
  readonly targetMac: number
  /** Whether it is IPv6 neighbour discovery instead of ARP. */
  readonly ipv6: boolean
  readonly steps: readonly Step[]
  /** Steps beyond the limit of one sequence. */
  readonly moreSteps: number
}

export interface Facts {
  readonly addresses: AddressTable
  /** Network 0 first; by their number. */
  readonly networks: readonly NetworkFacts[]
  /** The forwarding tables at the end. */
  readonly fdb: readonly FdbEntry[]
  /** Entries that were there before any packet, with those that packets have taught otherwise since. */
  readonly configured: readonly FdbEntry[]
  readonly fdbEvents: readonly FdbEvent[]
  /** Entries that Linux since 6.15 has forgotten at the end, and before 6.15 keeps, since it counted their use as well. */
  readonly usedLate: readonly UsedLate[]
  readonly moves: readonly Move[]
  readonly neighbours: readonly Neighbour[]
  readonly neighbourEvents: readonly NeighbourEvent[]
  /** What NHRP told. */
  readonly mappings: readonly NhrpMapping[]
  readonly unanswered: readonly Unanswered[]
  readonly brokenWays: readonly BrokenWay[]
  readonly conflicts: readonly Conflict[]
  readonly sequences: readonly Sequence[]
  /** The last packet. */
  readonly end: Timestamp
  /** Seconds after which an entry that nothing refreshes is gone. */
  readonly ageing: number
  /** What found no room, by what it was. */
  readonly dropped: Readonly<
    Record<
      'networks' | 'endpoints' | 'stations' | 'entries' | 'events' | 'neighbours' | 'sequences' | 'tables' | 'routes',
      number
    >
  >
  /** Packets that were seen twice: on a tunnel device and again inside the tunnel. */
  readonly copies: number
}

/** Facts while their tables are there to be asked. */
export interface LearnedFacts extends Facts {
  /** The forwarding table of one VTEP of a network at the end; `endpoint` as `Networks` numbers it. */
  readonly entriesOf: (network: number, endpoint: number) => readonly FdbEntry[]
}
