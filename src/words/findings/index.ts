/** The words of every finding, by its id. */
import { arpConflict } from './arp-conflict.js'
import { arpStorm } from './arp-storm.js'
import { arpUnanswered } from './arp-unanswered.js'
import { bumUnansweredFlood } from './bum-unanswered-flood.js'
import { captureClockBackwards } from './capture-clock-backwards.js'
import { captureDropped } from './capture-dropped.js'
import { captureDuplicates } from './capture-duplicates.js'
import { captureOneDirection } from './capture-one-direction.js'
import { captureTruncated } from './capture-truncated.js'
import { checksumCorrupt } from './checksum-corrupt.js'
import { checksumExposedSeed } from './checksum-exposed-seed.js'
import { checksumIpZero } from './checksum-ip-zero.js'
import { checksumKernelFfff } from './checksum-kernel-ffff.js'
import { checksumOffload } from './checksum-offload.js'
import { checksumOuterTranslated } from './checksum-outer-translated.js'
import { checksumTranslated } from './checksum-translated.js'
import { ecnIllegal } from './ecn-illegal.js'
import type { FindingWords } from './finding-words.js'
import { fragmentFirstMissing } from './fragment-first-missing.js'
import { fragmentLaterMissing } from './fragment-later-missing.js'
import { greChecksumBad } from './gre-checksum-bad.js'
import { greChecksumOneWay } from './gre-checksum-one-way.js'
import { greKeyUnanswered } from './gre-key-unanswered.js'
import { greSequenceGap } from './gre-sequence-gap.js'
import { greSequenceMissing } from './gre-sequence-missing.js'
import { greSequenceReorder } from './gre-sequence-reorder.js'
import { greSequenceReset } from './gre-sequence-reset.js'
import { icmpErrors } from './icmp-errors.js'
import { icmpLoss } from './icmp-loss.js'
import { icmpUnanswered } from './icmp-unanswered.js'
import { loopSuspected } from './loop-suspected.js'
import { macFlapping } from './mac-flapping.js'
import { macMoved } from './mac-moved.js'
import { macStaleUse } from './mac-stale-use.js'
import { mtuBlackhole } from './mtu-blackhole.js'
import { mtuOuterFragments } from './mtu-outer-fragments.js'
import { ndNotSolicited } from './nd-not-solicited.js'
import { packetMalformed } from './packet-malformed.js'
import { tcpReordering } from './tcp-reordering.js'
import { tcpRetransmissions } from './tcp-retransmissions.js'
import { tcpSynBackoff } from './tcp-syn-backoff.js'
import { tunnelLostBetween } from './tunnel-lost-between.js'
import { tunnelNested } from './tunnel-nested.js'
import { tunnelOneWay } from './tunnel-one-way.js'
import { tunnelOtherSource } from './tunnel-other-source.js'
import { tunnelTtlLow } from './tunnel-ttl-low.js'
import { tunnelUnreachable } from './tunnel-unreachable.js'
import { vxlanIFlagClear } from './vxlan-i-flag-clear.js'
import { vxlanInnerVlan } from './vxlan-inner-vlan.js'
import { vxlanNoEthernet } from './vxlan-no-ethernet.js'
import { vxlanPortMismatch } from './vxlan-port-mismatch.js'
import { vxlanReservedBits } from './vxlan-reserved-bits.js'
import { vxlanVniOneWay } from './vxlan-vni-one-way.js'

/** What a finding is about is known to its own two files only. */
// biome-ignore lint/suspicious/noExplicitAny: each entry is handed the `about` of its own finder, matched by id.
export const CATALOGUE: readonly FindingWords<any>[] = [
  arpConflict,
  arpStorm,
  arpUnanswered,
  bumUnansweredFlood,
  captureClockBackwards,
  captureDropped,
  captureDuplicates,
  captureOneDirection,
  captureTruncated,
  checksumCorrupt,
  checksumExposedSeed,
  checksumIpZero,
  checksumKernelFfff,
  checksumOffload,
  checksumOuterTranslated,
  checksumTranslated,
  ecnIllegal,
  fragmentFirstMissing,
  fragmentLaterMissing,
  greChecksumBad,
  greChecksumOneWay,
  greKeyUnanswered,
  greSequenceGap,
  greSequenceMissing,
  greSequenceReorder,
  greSequenceReset,
  icmpErrors,
  icmpLoss,
  icmpUnanswered,
  loopSuspected,
  macFlapping,
  macMoved,
  macStaleUse,
  mtuBlackhole,
  mtuOuterFragments,
  ndNotSolicited,
  packetMalformed,
  tcpReordering,
  tcpRetransmissions,
  tcpSynBackoff,
  tunnelLostBetween,
  tunnelNested,
  tunnelOneWay,
  tunnelOtherSource,
  tunnelTtlLow,
  tunnelUnreachable,
  vxlanIFlagClear,
  vxlanInnerVlan,
  vxlanNoEthernet,
  vxlanPortMismatch,
  vxlanReservedBits,
  vxlanVniOneWay,
]
