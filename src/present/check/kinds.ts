/** Every kind of finding: what looks for it, and how it is said. One more is two files, and a line here. */
import type { Finder } from '../../analysis/check/finding.js'
import { arpConflict } from '../../analysis/check/findings/arp-conflict.js'
import { arpStorm } from '../../analysis/check/findings/arp-storm.js'
import { arpUnanswered } from '../../analysis/check/findings/arp-unanswered.js'
import { bgpSessionEnded } from '../../analysis/check/findings/bgp-session-ended.js'
import { bumUnansweredFlood } from '../../analysis/check/findings/bum-unanswered-flood.js'
import { captureClockBackwards } from '../../analysis/check/findings/capture-clock-backwards.js'
import { captureDropped } from '../../analysis/check/findings/capture-dropped.js'
import { captureDuplicates } from '../../analysis/check/findings/capture-duplicates.js'
import { captureOneDirection } from '../../analysis/check/findings/capture-one-direction.js'
import { captureTruncated } from '../../analysis/check/findings/capture-truncated.js'
import { checksumCorrupt } from '../../analysis/check/findings/checksum-corrupt.js'
import { checksumExposedSeed } from '../../analysis/check/findings/checksum-exposed-seed.js'
import { checksumIpZero } from '../../analysis/check/findings/checksum-ip-zero.js'
import { checksumKernelFfff } from '../../analysis/check/findings/checksum-kernel-ffff.js'
import { checksumOffload } from '../../analysis/check/findings/checksum-offload.js'
import { checksumOuterTranslated } from '../../analysis/check/findings/checksum-outer-translated.js'
import { checksumTranslated } from '../../analysis/check/findings/checksum-translated.js'
import { ecnIllegal } from '../../analysis/check/findings/ecn-illegal.js'
import { evpnDuplicateMac } from '../../analysis/check/findings/evpn-duplicate-mac.js'
import { evpnFloodMissing } from '../../analysis/check/findings/evpn-flood-missing.js'
import { evpnMobilityStorm } from '../../analysis/check/findings/evpn-mobility-storm.js'
import { evpnOneSided } from '../../analysis/check/findings/evpn-one-sided.js'
import { evpnRouteTarget } from '../../analysis/check/findings/evpn-route-target.js'
import { evpnRouterMac } from '../../analysis/check/findings/evpn-router-mac.js'
import { evpnSilentNextHop } from '../../analysis/check/findings/evpn-silent-next-hop.js'
import { evpnStickyMoved } from '../../analysis/check/findings/evpn-sticky-moved.js'
import { evpnWithdrawnUse } from '../../analysis/check/findings/evpn-withdrawn-use.js'
import { fragmentFirstMissing } from '../../analysis/check/findings/fragment-first-missing.js'
import { fragmentLaterMissing } from '../../analysis/check/findings/fragment-later-missing.js'
import { greChecksumBad } from '../../analysis/check/findings/gre-checksum-bad.js'
import { greChecksumOneWay } from '../../analysis/check/findings/gre-checksum-one-way.js'
import { greKeyUnanswered } from '../../analysis/check/findings/gre-key-unanswered.js'
import { greSequenceGap } from '../../analysis/check/findings/gre-sequence-gap.js'
import { greSequenceMissing } from '../../analysis/check/findings/gre-sequence-missing.js'
import { greSequenceReorder } from '../../analysis/check/findings/gre-sequence-reorder.js'
import { greSequenceReset } from '../../analysis/check/findings/gre-sequence-reset.js'
import { icmpErrors } from '../../analysis/check/findings/icmp-errors.js'
import { icmpLoss } from '../../analysis/check/findings/icmp-loss.js'
import { icmpUnanswered } from '../../analysis/check/findings/icmp-unanswered.js'
import { loopSuspected } from '../../analysis/check/findings/loop-suspected.js'
import { macFlapping } from '../../analysis/check/findings/mac-flapping.js'
import { macMoved } from '../../analysis/check/findings/mac-moved.js'
import { macStaleUse } from '../../analysis/check/findings/mac-stale-use.js'
import { mtuBlackhole } from '../../analysis/check/findings/mtu-blackhole.js'
import { mtuOuterFragments } from '../../analysis/check/findings/mtu-outer-fragments.js'
import { ndNotSolicited } from '../../analysis/check/findings/nd-not-solicited.js'
import { packetMalformed } from '../../analysis/check/findings/packet-malformed.js'
import { pointsLost } from '../../analysis/check/findings/points-lost.js'
import { pointsRewritten } from '../../analysis/check/findings/points-rewritten.js'
import { tcpReordering } from '../../analysis/check/findings/tcp-reordering.js'
import { tcpRetransmissions } from '../../analysis/check/findings/tcp-retransmissions.js'
import { tcpSynBackoff } from '../../analysis/check/findings/tcp-syn-backoff.js'
import { tunnelLostBetween } from '../../analysis/check/findings/tunnel-lost-between.js'
import { tunnelNested } from '../../analysis/check/findings/tunnel-nested.js'
import { tunnelOneWay } from '../../analysis/check/findings/tunnel-one-way.js'
import { tunnelOtherSource } from '../../analysis/check/findings/tunnel-other-source.js'
import { tunnelTtlLow } from '../../analysis/check/findings/tunnel-ttl-low.js'
import { tunnelUnreachable } from '../../analysis/check/findings/tunnel-unreachable.js'
import { vxlanIFlagClear } from '../../analysis/check/findings/vxlan-i-flag-clear.js'
import { vxlanInnerVlan } from '../../analysis/check/findings/vxlan-inner-vlan.js'
import { vxlanNoEthernet } from '../../analysis/check/findings/vxlan-no-ethernet.js'
import { vxlanPortMismatch } from '../../analysis/check/findings/vxlan-port-mismatch.js'
import { vxlanReservedBits } from '../../analysis/check/findings/vxlan-reserved-bits.js'
import { vxlanVniOneWay } from '../../analysis/check/findings/vxlan-vni-one-way.js'
import { arpConflictWords } from '../../words/findings/arp-conflict.js'
import { arpStormWords } from '../../words/findings/arp-storm.js'
import { arpUnansweredWords } from '../../words/findings/arp-unanswered.js'
import { bgpSessionEndedWords } from '../../words/findings/bgp-session-ended.js'
import { bumUnansweredFloodWords } from '../../words/findings/bum-unanswered-flood.js'
import { captureClockBackwardsWords } from '../../words/findings/capture-clock-backwards.js'
import { captureDroppedWords } from '../../words/findings/capture-dropped.js'
import { captureDuplicatesWords } from '../../words/findings/capture-duplicates.js'
import { captureOneDirectionWords } from '../../words/findings/capture-one-direction.js'
import { captureTruncatedWords } from '../../words/findings/capture-truncated.js'
import { checksumCorruptWords } from '../../words/findings/checksum-corrupt.js'
import { checksumExposedSeedWords } from '../../words/findings/checksum-exposed-seed.js'
import { checksumIpZeroWords } from '../../words/findings/checksum-ip-zero.js'
import { checksumKernelFfffWords } from '../../words/findings/checksum-kernel-ffff.js'
import { checksumOffloadWords } from '../../words/findings/checksum-offload.js'
import { checksumOuterTranslatedWords } from '../../words/findings/checksum-outer-translated.js'
import { checksumTranslatedWords } from '../../words/findings/checksum-translated.js'
import { ecnIllegalWords } from '../../words/findings/ecn-illegal.js'
import { evpnDuplicateMacWords } from '../../words/findings/evpn-duplicate-mac.js'
import { evpnFloodMissingWords } from '../../words/findings/evpn-flood-missing.js'
import { evpnMobilityStormWords } from '../../words/findings/evpn-mobility-storm.js'
import { evpnOneSidedWords } from '../../words/findings/evpn-one-sided.js'
import { evpnRouteTargetWords } from '../../words/findings/evpn-route-target.js'
import { evpnRouterMacWords } from '../../words/findings/evpn-router-mac.js'
import { evpnSilentNextHopWords } from '../../words/findings/evpn-silent-next-hop.js'
import { evpnStickyMovedWords } from '../../words/findings/evpn-sticky-moved.js'
import { evpnWithdrawnUseWords } from '../../words/findings/evpn-withdrawn-use.js'
import type { FindingWords } from '../../words/findings/finding-words.js'
import { fragmentFirstMissingWords } from '../../words/findings/fragment-first-missing.js'
import { fragmentLaterMissingWords } from '../../words/findings/fragment-later-missing.js'
import { greChecksumBadWords } from '../../words/findings/gre-checksum-bad.js'
import { greChecksumOneWayWords } from '../../words/findings/gre-checksum-one-way.js'
import { greKeyUnansweredWords } from '../../words/findings/gre-key-unanswered.js'
import { greSequenceGapWords } from '../../words/findings/gre-sequence-gap.js'
import { greSequenceMissingWords } from '../../words/findings/gre-sequence-missing.js'
import { greSequenceReorderWords } from '../../words/findings/gre-sequence-reorder.js'
import { greSequenceResetWords } from '../../words/findings/gre-sequence-reset.js'
import { icmpErrorsWords } from '../../words/findings/icmp-errors.js'
import { icmpLossWords } from '../../words/findings/icmp-loss.js'
import { icmpUnansweredWords } from '../../words/findings/icmp-unanswered.js'
import { loopSuspectedWords } from '../../words/findings/loop-suspected.js'
import { macFlappingWords } from '../../words/findings/mac-flapping.js'
import { macMovedWords } from '../../words/findings/mac-moved.js'
import { macStaleUseWords } from '../../words/findings/mac-stale-use.js'
import { mtuBlackholeWords } from '../../words/findings/mtu-blackhole.js'
import { mtuOuterFragmentsWords } from '../../words/findings/mtu-outer-fragments.js'
import { ndNotSolicitedWords } from '../../words/findings/nd-not-solicited.js'
import { packetMalformedWords } from '../../words/findings/packet-malformed.js'
import { pointsLostWords } from '../../words/findings/points-lost.js'
import { pointsRewrittenWords } from '../../words/findings/points-rewritten.js'
import { tcpReorderingWords } from '../../words/findings/tcp-reordering.js'
import { tcpRetransmissionsWords } from '../../words/findings/tcp-retransmissions.js'
import { tcpSynBackoffWords } from '../../words/findings/tcp-syn-backoff.js'
import { tunnelLostBetweenWords } from '../../words/findings/tunnel-lost-between.js'
import { tunnelNestedWords } from '../../words/findings/tunnel-nested.js'
import { tunnelOneWayWords } from '../../words/findings/tunnel-one-way.js'
import { tunnelOtherSourceWords } from '../../words/findings/tunnel-other-source.js'
import { tunnelTtlLowWords } from '../../words/findings/tunnel-ttl-low.js'
import { tunnelUnreachableWords } from '../../words/findings/tunnel-unreachable.js'
import { vxlanIFlagClearWords } from '../../words/findings/vxlan-i-flag-clear.js'
import { vxlanInnerVlanWords } from '../../words/findings/vxlan-inner-vlan.js'
import { vxlanNoEthernetWords } from '../../words/findings/vxlan-no-ethernet.js'
import { vxlanPortMismatchWords } from '../../words/findings/vxlan-port-mismatch.js'
import { vxlanReservedBitsWords } from '../../words/findings/vxlan-reserved-bits.js'
import { vxlanVniOneWayWords } from '../../words/findings/vxlan-vni-one-way.js'

export interface FindingKind {
  readonly finder: Finder
  readonly words: FindingWords<unknown>
}

/** The two speak of the same facts. */
function kind<About>(finder: Finder<About>, words: FindingWords<About>): FindingKind {
  return { finder, words }
}

/** In alphabetical order. */
export const KINDS: readonly FindingKind[] = [
  kind(arpConflict, arpConflictWords),
  kind(arpStorm, arpStormWords),
  kind(arpUnanswered, arpUnansweredWords),
  kind(bgpSessionEnded, bgpSessionEndedWords),
  kind(bumUnansweredFlood, bumUnansweredFloodWords),
  kind(captureClockBackwards, captureClockBackwardsWords),
  kind(captureDropped, captureDroppedWords),
  kind(captureDuplicates, captureDuplicatesWords),
  kind(captureOneDirection, captureOneDirectionWords),
  kind(captureTruncated, captureTruncatedWords),
  kind(checksumCorrupt, checksumCorruptWords),
  kind(checksumExposedSeed, checksumExposedSeedWords),
  kind(checksumIpZero, checksumIpZeroWords),
  kind(checksumKernelFfff, checksumKernelFfffWords),
  kind(checksumOffload, checksumOffloadWords),
  kind(checksumOuterTranslated, checksumOuterTranslatedWords),
  kind(checksumTranslated, checksumTranslatedWords),
  kind(ecnIllegal, ecnIllegalWords),
  kind(evpnDuplicateMac, evpnDuplicateMacWords),
  kind(evpnFloodMissing, evpnFloodMissingWords),
  kind(evpnMobilityStorm, evpnMobilityStormWords),
  kind(evpnOneSided, evpnOneSidedWords),
  kind(evpnRouteTarget, evpnRouteTargetWords),
  kind(evpnRouterMac, evpnRouterMacWords),
  kind(evpnSilentNextHop, evpnSilentNextHopWords),
  kind(evpnStickyMoved, evpnStickyMovedWords),
  kind(evpnWithdrawnUse, evpnWithdrawnUseWords),
  kind(fragmentFirstMissing, fragmentFirstMissingWords),
  kind(fragmentLaterMissing, fragmentLaterMissingWords),
  kind(greChecksumBad, greChecksumBadWords),
  kind(greChecksumOneWay, greChecksumOneWayWords),
  kind(greKeyUnanswered, greKeyUnansweredWords),
  kind(greSequenceGap, greSequenceGapWords),
  kind(greSequenceMissing, greSequenceMissingWords),
  kind(greSequenceReorder, greSequenceReorderWords),
  kind(greSequenceReset, greSequenceResetWords),
  kind(icmpErrors, icmpErrorsWords),
  kind(icmpLoss, icmpLossWords),
  kind(icmpUnanswered, icmpUnansweredWords),
  kind(loopSuspected, loopSuspectedWords),
  kind(macFlapping, macFlappingWords),
  kind(macMoved, macMovedWords),
  kind(macStaleUse, macStaleUseWords),
  kind(mtuBlackhole, mtuBlackholeWords),
  kind(mtuOuterFragments, mtuOuterFragmentsWords),
  kind(ndNotSolicited, ndNotSolicitedWords),
  kind(packetMalformed, packetMalformedWords),
  kind(pointsLost, pointsLostWords),
  kind(pointsRewritten, pointsRewrittenWords),
  kind(tcpReordering, tcpReorderingWords),
  kind(tcpRetransmissions, tcpRetransmissionsWords),
  kind(tcpSynBackoff, tcpSynBackoffWords),
  kind(tunnelLostBetween, tunnelLostBetweenWords),
  kind(tunnelNested, tunnelNestedWords),
  kind(tunnelOneWay, tunnelOneWayWords),
  kind(tunnelOtherSource, tunnelOtherSourceWords),
  kind(tunnelTtlLow, tunnelTtlLowWords),
  kind(tunnelUnreachable, tunnelUnreachableWords),
  kind(vxlanIFlagClear, vxlanIFlagClearWords),
  kind(vxlanInnerVlan, vxlanInnerVlanWords),
  kind(vxlanNoEthernet, vxlanNoEthernetWords),
  kind(vxlanPortMismatch, vxlanPortMismatchWords),
  kind(vxlanReservedBits, vxlanReservedBitsWords),
  kind(vxlanVniOneWay, vxlanVniOneWayWords),
]

export const FINDERS: readonly Finder[] = KINDS.map(({ finder }) => finder)
