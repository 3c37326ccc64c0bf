/** What findings are about that no capture of ours shows: written down by hand, for their words to be read. */

import type { Numbered } from '../../src/analysis/check/evidence/gre-sequences.js'
import { Shown, type TooLarge } from '../../src/analysis/check/evidence/path-mtu.js'
import { SegmentCause } from '../../src/analysis/check/evidence/tcp-by-hosts.js'
import type { FindingId } from '../../src/analysis/check/finding-ids.js'
import type { Storm } from '../../src/analysis/check/findings/arp-storm.js'
import { Absent, type UnansweredQuestions } from '../../src/analysis/check/findings/arp-unanswered.js'
import type { BgpSessionEnded } from '../../src/analysis/check/findings/bgp-session-ended.js'
import { Flood, type UnansweredFlood } from '../../src/analysis/check/findings/bum-unanswered-flood.js'
import type { ExposedSeeds } from '../../src/analysis/check/findings/checksum-exposed-seed.js'
import type { Ipv4Zeros } from '../../src/analysis/check/findings/checksum-ip-zero.js'
import type { KernelFfff } from '../../src/analysis/check/findings/checksum-kernel-ffff.js'
import type { OuterTranslated } from '../../src/analysis/check/findings/checksum-outer-translated.js'
import type { IllegalEcn } from '../../src/analysis/check/findings/ecn-illegal.js'
import type { EvpnDuplicateMac } from '../../src/analysis/check/findings/evpn-duplicate-mac.js'
import type { EvpnFloodMissing } from '../../src/analysis/check/findings/evpn-flood-missing.js'
import type { EvpnMobilityStorm } from '../../src/analysis/check/findings/evpn-mobility-storm.js'
import type { EvpnOneSided } from '../../src/analysis/check/findings/evpn-one-sided.js'
import type { EvpnRouteTarget } from '../../src/analysis/check/findings/evpn-route-target.js'
import type { EvpnRouterMac } from '../../src/analysis/check/findings/evpn-router-mac.js'
import type { EvpnSilentNextHop } from '../../src/analysis/check/findings/evpn-silent-next-hop.js'
import type { EvpnStickyMoved } from '../../src/analysis/check/findings/evpn-sticky-moved.js'
import type { EvpnWithdrawnUse } from '../../src/analysis/check/findings/evpn-withdrawn-use.js'
import type { LaterMissing } from '../../src/analysis/check/findings/fragment-later-missing.js'
import type { ChecksumOneWay } from '../../src/analysis/check/findings/gre-checksum-one-way.js'
import type { SequenceMissing } from '../../src/analysis/check/findings/gre-sequence-missing.js'
import type { EchoLoss } from '../../src/analysis/check/findings/icmp-loss.js'
import type { UnansweredPings } from '../../src/analysis/check/findings/icmp-unanswered.js'
import type { Loop } from '../../src/analysis/check/findings/loop-suspected.js'
import type { StaleUse } from '../../src/analysis/check/findings/mac-stale-use.js'
import type { NotSolicited } from '../../src/analysis/check/findings/nd-not-solicited.js'
import type { LostOnTheWay } from '../../src/analysis/check/findings/points-lost.js'
import type { RewrittenOnTheWay } from '../../src/analysis/check/findings/points-rewritten.js'
import type { Reordering } from '../../src/analysis/check/findings/tcp-reordering.js'
import type { Retransmissions } from '../../src/analysis/check/findings/tcp-retransmissions.js'
import type { LostBetween } from '../../src/analysis/check/findings/tunnel-lost-between.js'
import type { OneWay } from '../../src/analysis/check/findings/tunnel-one-way.js'
import type { OtherSource } from '../../src/analysis/check/findings/tunnel-other-source.js'
import type { NoEthernet } from '../../src/analysis/check/findings/vxlan-no-ethernet.js'
import { LoopKind } from '../../src/analysis/check/loops.js'
import type { KernelFault } from '../../src/analysis/checksums/kernel-faults.js'
import { Asking } from '../../src/analysis/learning/address-requests.js'
import { NO_ADDRESS } from '../../src/analysis/tables/address-table.js'
import { Kind } from '../../src/wire/kind.js'
import { TunnelType } from '../../src/wire/tunnel.js'
import { between, datagram, INNER, talk, withoutDf, withVni } from './on-the-way.js'
import { comparedPlaces } from './points.js'

const second = 1e9
const [a, b] = [0x0a000001, 0x0a000002]
const [macA, macB] = [0x020000000101, 0x020000000102]
const place = { kind: Kind.Udp, tunnels: 0, carries: TunnelType.Vxlan, sender: 1 } as const
const later: LaterMissing = {
  network: 1,
  source: a,
  destination: b,
  whole: 0,
  hasLater: true,
  isMutual: false,
  drops: 0,
}
const resent: Retransmissions = {
  network: 1,
  from: a,
  to: b,
  segments: 200,
  seen: 5,
  unseen: 3,
  needless: 2,
  unplaced: 1,
  overtaken: 1,
  twice: 1,
  recoveries: 4,
  repeats: [{ frame: 16, of: 12 }],
  cause: 'way',
}
const reordered: Reordering = {
  network: 1,
  from: a,
  to: b,
  segments: 200,
  depth: 7,
  lateness: 4e6,
  overtaken: 0,
  isMixed: false,
}
const lost: LostBetween = {
  source: a,
  destination: b,
  from: 0,
  to: 1,
  fromName: 'eth0',
  toName: undefined,
  passed: 100,
  isCaptureToBlame: false,
}
const storm: Storm = {
  asking: Asking.All,
  network: 1,
  mac: macA,
  sender: a,
  target: b,
  peak: 60,
  within: second,
  lasted: second,
}
const lone = {
  network: 1,
  vtep: a,
  other: -1,
  otherVtep: -1,
  alike: -1,
  alikeVtep: -1,
  asked: -1,
  frame: 0,
} satisfies EvpnOneSided
const flood: UnansweredFlood = {
  flood: 'nobody',
  network: 1,
  vtep: a,
  destinations: [b],
  toGroup: false,
  members: [],
  macs: [macB],
  stations: 1,
  lasted: second,
}
const loop: Loop = {
  kind: LoopKind.Routed,
  network: 1,
  source: 1,
  destination: 2,
  isArp: false,
  innerSource: a,
  innerDestination: b,
  different: 3,
  ttl: 64,
  lastTtl: 3,
  lasted: second,
}
const fault: KernelFault = {
  network: 1,
  sender: 1,
  receiver: 2,
  source: a,
  destination: b,
  sourcePort: 40000,
  destinationPort: 80,
  syns: 6,
  frames: [1, 2, 3],
  waits: [second, 2 * second],
  computed: 0x1e65,
  withoutChecksum: 7,
  answer: 8,
  delay: 63 * second,
}
const oneWay: ChecksumOneWay = {
  network: 1,
  type: TunnelType.Gre,
  sender: a,
  other: b,
  isAnswered: true,
  unanswered: 0,
}
const missing: SequenceMissing = { network: 1, type: TunnelType.Gre, from: a, to: b, numbered: 5 }
const reset: Numbered = {
  network: 1,
  type: TunnelType.Gre,
  id: 7,
  from: a,
  to: b,
  numbered: 9,
  found: 0,
  expected: 120,
}
const stale: StaleUse = {
  ...{ network: 1, mac: macA, from: a, to: b, before: 2, beforeFor: second, after: 0, afterFor: 0 },
  sentFirst: 0,
}
/** The id, and what it is about. */
const since = { frame: 7, seconds: 1_700_000_000, nanoseconds: 0 }
const pinged: UnansweredPings = {
  ...{ network: 1, host: a, target: b, place: b, since },
  ...{ resolved: 3, answered: 0, answersOthers: false, hasMoved: false },
}
const lossy: EchoLoss = {
  network: 1,
  host: a,
  target: b,
  requests: 40,
  lost: 5,
  gaps: 4,
  atEnd: 0,
  isCaptureToBlame: false,
  isBehind: false,
}
const silent: OneWay = {
  ...{ network: 1, type: TunnelType.Vxlan, from: a, to: [b], isGroup: false, members: [], asked: b, hosts: 1 },
  ...{
    isOthersTurn: false,
    isPair: true,
    since: undefined,
    lastProof: 0,
    isAlive: true,
    lacksChecksum: false,
    opaque: 0,
    tags: undefined,
  },
}
const tooLarge: TooLarge = {
  ...{ shown: Shown.Unheeded, network: 1, source: a, destination: b, protocol: 6, sourcePort: 1, destinationPort: 2 },
  ...{
    lost: 6,
    lostSize: 1500,
    passedSize: 0,
    overhead: 0,
    teller: b,
    mtu: 1476,
    fits: 1476,
    isSure: true,
    frames: [1],
  },
}
const asked: UnansweredQuestions = {
  ...{ absent: Absent.Filtered, network: 1, host: a, hostMac: macA, targets: [b], targetCount: 1 },
  ...{ isIpv6: false, place: b },
}

/** Lost without a pattern, of one port, of a length. */
const LOST_WAYS = [
  (n: number) => n % 5 === 0,
  (n: number) => n % 6 === 2,
  (_: number, octets: Uint8Array) => octets.length > 900,
].map(
  (isLost) =>
    comparedPlaces(
      ...between(
        talk(60).map((sent, n) => (n % 6 === 2 ? datagram(n, sent.isForth, 64, 8472) : sent)),
        { pass: (octets, n) => (isLost(n, octets) ? [] : [octets]) },
      ),
    ).pairs[0]!,
)
const CHANGED_WAY = comparedPlaces(...between(talk(20), { pass: (octets) => [withoutDf(withVni(octets, 43), INNER)] }))
  .pairs[0]!
const lostOnTheWay: LostOnTheWay = { pair: LOST_WAYS[0]!, direction: 0, drops: 0, isElsewhere: false, left: 0 }
const session: BgpSessionEnded = {
  ends: [a, b],
  end: {
    at: { frame: 3, seconds: 1, nanoseconds: 0 },
    how: 'notification',
    by: a,
    error: 'Cease: Administrative Shutdown',
    code: 6,
  },
  routes: 3,
  again: 0,
}

const alone: EvpnRouteTarget = {
  network: 1,
  vtep: a,
  targets: ['65000:9'],
  other: b,
  otherTargets: ['65000:1'],
  isSeen: true,
}
const hop: EvpnSilentNextHop = { network: 1, from: a, to: b, type: 2, frame: 3, stands: true, isPair: false, since: 0 }

export const MADE: readonly (readonly [FindingId, unknown])[] = [
  ...Object.values(Asking).map((asking) => ['arp.storm', { ...storm, asking }] as const),
  ['bgp.session-ended', session],
  ['bgp.session-ended', { ...session, again: 9 }],
  ['bgp.session-ended', { ...session, end: { ...session.end, code: 4, error: 'Hold Timer Expired' } }],
  ['bgp.session-ended', { ...session, end: { ...session.end, how: 'reset', code: 0, error: '' } }],
  ['evpn.duplicate-mac', { network: 1, mac: macA, vteps: [a, b], sequence: 0 } satisfies EvpnDuplicateMac],
  [
    'evpn.mobility-storm',
    { network: 1, mac: macA, vteps: [a, b], sequences: [1, 6], time: 9 * second } satisfies EvpnMobilityStorm,
  ],
  ['evpn.route-target', alone],
  ['evpn.route-target', { ...alone, isSeen: false }],
  ['evpn.router-mac', { network: 1, vtep: a, dst: b, mac: macA, told: macA + 1, frame: 3 } satisfies EvpnRouterMac],
  ['evpn.silent-next-hop', hop],
  ['evpn.silent-next-hop', { ...hop, stands: false }],
  ['evpn.silent-next-hop', { ...hop, isPair: true }],
  ['evpn.silent-next-hop', { ...hop, since: 9 }],
  ['evpn.sticky-moved', { network: 1, mac: macA, sticky: a, other: b, stuck: 3, told: 5 } satisfies EvpnStickyMoved],
  ['evpn.flood-missing', { network: 1, vtep: a, from: -1, withdrawn: 0 } satisfies EvpnFloodMissing],
  ['evpn.flood-missing', { network: 1, vtep: a, from: -1, withdrawn: 9 } satisfies EvpnFloodMissing],
  ['evpn.flood-missing', { network: 1, vtep: a, from: b, withdrawn: 0 } satisfies EvpnFloodMissing],
  ['evpn.one-sided', { ...lone, other: 7, otherVtep: b, asked: a, frame: 4 }],
  ['evpn.one-sided', lone],
  ['evpn.one-sided', { ...lone, alike: 7, alikeVtep: b }],
  [
    'evpn.withdrawn-use',
    { network: 1, vtep: a, mac: macA, dst: b, withdrawn: 3, late: 4 * second } satisfies EvpnWithdrawnUse,
  ],
  ['bum.unanswered-flood', flood],
  ['bum.unanswered-flood', { ...flood, toGroup: true }],
  ['bum.unanswered-flood', { ...flood, toGroup: true, members: [a, b] }],
  ['bum.unanswered-flood', { ...flood, flood: Flood.Station }],
  ['checksum.exposed-seed', { ...place, tunnels: 1, network: 1 } satisfies ExposedSeeds],
  ['checksum.ip-zero', { senders: [1], senderCount: 1, isUnanswered: true } satisfies Ipv4Zeros],
  ['checksum.ip-zero', { senders: [1, 2], senderCount: 5, isUnanswered: false } satisfies Ipv4Zeros],
  ['checksum.kernel-ffff', { first: fault, connections: 2 } satisfies KernelFfff],
  ['checksum.kernel-ffff', { first: { ...fault, withoutChecksum: 0, answer: 0, waits: [] }, connections: 1 }],
  ['arp.unanswered', asked],
  ['icmp.unanswered', pinged],
  ['icmp.unanswered', { ...pinged, answered: 5, place: undefined }],
  ['icmp.unanswered', { ...pinged, resolved: 0, answersOthers: true }],
  ['icmp.unanswered', { ...pinged, answered: 5, hasMoved: true }],
  ['icmp.loss', lossy],
  ['icmp.loss', { ...lossy, gaps: 1 }],
  ['icmp.loss', { ...lossy, isCaptureToBlame: true }],
  ['icmp.loss', { ...lossy, isBehind: true }],
  ['tcp.retransmissions', resent],
  ...Object.values(SegmentCause).map((cause) => ['tcp.retransmissions', { ...resent, recoveries: 1, cause }] as const),
  ['tcp.reordering', reordered],
  ['tcp.reordering', { ...reordered, depth: 1 }],
  ['tcp.reordering', { ...reordered, overtaken: 3 }],
  ['tcp.reordering', { ...reordered, isMixed: true }],
  ...([0, 1] as const).flatMap((direction) =>
    LOST_WAYS.map((pair) => ['points.lost', { ...lostOnTheWay, pair, direction }] as const),
  ),
  ['points.lost', { ...lostOnTheWay, drops: 3 }],
  ['points.lost', { ...lostOnTheWay, isElsewhere: true, left: 12 }],
  ...CHANGED_WAY.comparison.directions[0].changes.map(
    (change) => ['points.rewritten', { pair: CHANGED_WAY, direction: 0, change } satisfies RewrittenOnTheWay] as const,
  ),
  ['tunnel.lost-between', lost],
  ['tunnel.lost-between', { ...lost, isCaptureToBlame: true }],
  ['tunnel.one-way', silent],
  ['tunnel.one-way', { ...silent, since, lastProof: 5 }],
  ['tunnel.other-source', { network: 1, from: a, asked: b, source: a } satisfies OtherSource],
  ['mtu.blackhole', tooLarge],
  ['mtu.blackhole', { ...tooLarge, shown: Shown.Stuck, isSure: false, fits: 0 }],
  ['checksum.outer-translated', { ...place, difference: 0xae96 } satisfies OuterTranslated],
  ['ecn.illegal', { network: 1, from: a, to: b, sent: 9 } satisfies IllegalEcn],
  ['ecn.illegal', { network: 1, from: a, to: b, sent: 0 }],
  ['fragment.later-missing', later],
  ['fragment.later-missing', { ...later, hasLater: false }],
  ['fragment.later-missing', { ...later, hasLater: false, isMutual: true }],
  ['fragment.later-missing', { ...later, drops: 3 }],
  ['gre.checksum-one-way', oneWay],
  ['gre.checksum-one-way', { ...oneWay, isAnswered: false, unanswered: 3 }],
  ['gre.sequence-missing', missing],
  ['gre.sequence-missing', { ...missing, numbered: 0 }],
  ['gre.sequence-reset', reset],
  ...Object.values(LoopKind).map((kind) => ['loop.suspected', { ...loop, kind }] as const),
  ['loop.suspected', { ...loop, network: 0, source: 0, destination: 0, isArp: true }],
  ['mac.stale-use', stale],
  ['mac.stale-use', { ...stale, before: 0, after: 4, afterFor: second }],
  ['mac.stale-use', { ...stale, to: NO_ADDRESS, sentTo: b, sentFirst: 9 }],
  ['nd.not-solicited', { network: 1, from: a, to: b } satisfies NotSolicited],
  ['vxlan.no-ethernet', { network: 1, from: a, to: b, versions: [4, 6] } satisfies NoEthernet],
]
