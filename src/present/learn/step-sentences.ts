/** What happened in each step of a sequence, and why, in a sentence. */

import {
  isRouted,
  Learns,
  Missing,
  Mode,
  type NetworkFacts,
  type Sequence,
  type Step,
  StepKind,
  Via,
} from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import type { StepParts } from '../../words/screens/learn.js'
import { macText } from '../address-text.js'
import type { Names } from './names.js'
import { isSending } from './participants.js'

/** What a sequence is about. */
export function sequenceTitle(sequence: Sequence, names: Names): string {
  const { titles } = names.words
  const from = names.host(sequence.initiator, sequence.initiatorMac)
  const to = names.host(sequence.target, sequence.targetMac)
  const kinds = new Set(sequence.steps.map((step) => step.kind))
  if (kinds.has(StepKind.Request)) return titles.looksFor(from, to)
  if (kinds.has(StepKind.Probe)) return titles.checks(from)
  if (kinds.has(StepKind.Unicast) || kinds.has(StepKind.Answer)) return titles.talks(from, to)
  if (kinds.has(StepKind.Refresh)) return titles.confirms(from, to)
  if (kinds.has(StepKind.Announcement)) return titles.announces(from)
  return kinds.has(StepKind.Move) ? titles.moves(from) : titles.talks(from, to)
}

/** How it ended, in a few words: who was found, or what is missing. */
export function sequenceOutcome(sequence: Sequence, names: Names): string {
  const { words } = names
  const missing = sequence.steps.findLast((step) => step.missing !== undefined && step.missing !== Missing.Request)
  if (missing?.missing !== undefined) return words.missingMark[missing.missing]
  const reply = sequence.steps.find((step) => step.kind === StepKind.Reply)
  if (reply === undefined) return ''
  return words.answered(macText(reply.fromMac), reply.roundTrip < 0 ? '' : names.duration(reply.roundTrip))
}

export function stepSentence(step: Step, sequence: Sequence, names: Names): string {
  const { words } = names
  const parts = stepParts(step, sequence, names)
  if (step.kind === StepKind.Flood) return words.flood[step.via](parts)
  if (step.kind !== StepKind.Missing) return words.steps[step.kind](parts)
  return words.missing[step.missing ?? Missing.Answer](parts)
}

/** What is worth a remark beside a step's arrow; empty where nothing is. */
export function stepNote(step: Step, sequence: Sequence, names: Names): string {
  const { words } = names
  if (step.kind === StepKind.Flood) return words.floodNotes[step.via]
  return step.kind === StepKind.Missing ? '' : words.notes[step.kind](stepParts(step, sequence, names))
}

/** What is missing, in short. A host that neither asks nor is answered must know the receiver, unless it routes. */
export function missingMark(missing: Missing, { network, steps }: Sequence, { facts, words }: Names): string {
  const isAnswered = steps.some(({ kind }) => kind === StepKind.Reply)
  if (missing === Missing.Request && isRouted(facts.networks[network]?.mode ?? Mode.Unknown)) return words.notAsked
  return missing === Missing.Request && !isAnswered ? words.mustKnow : words.missingMark[missing]
}

/** What a step teaches, for the ladder: in full, then in short. Hollow if learning is not certain. */
export function learnMark(step: Step, { network }: Sequence, names: Names): LearnMark {
  const { words } = names
  const mac = macText(step.mac)
  const vtep = names.address(step.fromVtep)
  const facts = names.facts.networks[network]
  const { learns = Learns.Unsure, vteps = [] } = facts ?? {}
  if (learns !== Learns.Yes) {
    const text = learns === Learns.No ? words.doesNotLearn(mac, vtep) : words.wouldLearn(mac, vtep)
    return { isHollow: true, texts: [text, `${words.learns(mac)}?`] }
  }
  if (step.kind === StepKind.Move) return { isHollow: false, texts: [words.moved(mac)] }
  const isSilent = step.toVteps.every((to) => vteps.some(({ address, sends }) => address === to && !sends))
  if (step.knownSince !== undefined) {
    const since = `#${step.knownSince.frame}`
    const texts = [words.knows(mac, since)]
    if (isSilent)
      return { isHollow: true, mayLackNetwork: true, texts: [words.knowsIfThere(mac, since), `${texts[0]}?`] }
    return mayBeStatic(facts)
      ? { isHollow: true, texts: [words.knowsUnlessStatic(mac, since), `${texts[0]}?`] }
      : { isHollow: false, texts }
  }
  if (isSilent)
    return {
      isHollow: true,
      mayLackNetwork: true,
      texts: [words.learnsIfThere(mac, vtep), words.learnsWhere(mac, vtep), `${words.learns(mac)}?`],
    }
  const texts = [words.learnsWhere(mac, vtep), words.learns(mac)]
  return mayBeStatic(facts)
    ? { isHollow: true, texts: [words.learnsUnlessStatic(mac, vtep), ...texts] }
    : { isHollow: false, texts }
}

interface LearnMark {
  readonly isHollow: boolean
  /** Whether the mark is hollow because no packet tells that the VTEP has the network. */
  readonly mayLackNetwork?: boolean
  readonly texts: readonly string[]
}

function stepParts(step: Step, sequence: Sequence, names: Names): StepParts {
  const { steps } = sequence
  const network = names.facts.networks[sequence.network]
  const isSameFrame = (s: Step): boolean => s.at.frame === step.at.frame
  const flood = steps.find((s) => s.kind === StepKind.Flood && isSameFrame(s))
  // The step of a missing packet names the packet that was seen without it, and how often that was sent.
  const sent = step.kind === StepKind.Missing ? (steps.find((s) => isSending(s) && isSameFrame(s)) ?? step) : step
  const isAboutTarget = step.to === NO_ADDRESS || step.kind === StepKind.Missing
  return {
    from: names.host(step.from, step.fromMac),
    to: isAboutTarget ? names.host(sequence.target, sequence.targetMac) : names.host(step.to, step.toMac),
    fromMac: macText(step.fromMac),
    // A VLAN has no tunnel of its own, and no device.
    tunnel: names.tunnel(names.overlay(sequence.network), step.fromVtep),
    vtep: names.address(step.fromVtep),
    remotes: names.addresses(step.toVteps),
    remoteCount: step.toVteps.length,
    mac: macText(step.mac),
    since: step.knownSince === undefined ? '' : `#${step.knownSince.frame}`,
    before: step.kind === StepKind.Move ? placeBefore(step, sequence, names) : '',
    packet: names.packet(step, sequence),
    roundTrip: step.roundTrip < 0 ? '' : names.duration(step.roundTrip),
    times: (step.kind === StepKind.Refused ? step : sent).retries + 1,
    via: step.kind === StepKind.Receive ? (flood?.via ?? Via.Unicast) : step.via,
    hasEntry: names.hasEntry(sequence.network, step.fromVtep, step.toMac, step.at.frame),
    mayBeStatic: mayBeStatic(network),
    isUnanswered: step.isUnanswered === true,
    isLost: step.isLost === true,
    ipv6: sequence.ipv6,
    isSilent: (network?.vteps ?? []).some((vtep) => !vtep.sends && step.toVteps.includes(vtep.address)),
    hasFdb: names.hasVteps(sequence.network),
    mode: network?.mode ?? Mode.Unknown,
    learns: network?.learns ?? Learns.Unsure,
    flags: step.flags ?? '',
    namesNoMac: step.namesNoMac === true,
    dontLearn: step.dontLearn === true,
    frame: `#${step.at.frame}`,
    isPort: step.isPort === true,
    proof: {
      kind: step.proof?.kind ?? 'underlay',
      frame: step.proof === undefined ? '' : `#${step.proof.at.frame}`,
      vtep: names.address(step.proof?.vtep ?? NO_ADDRESS),
      network: step.proof === undefined ? '' : names.network(step.proof.network),
    },
    learned: steps.some((s) => s.kind === StepKind.Reply),
    told: {
      type: step.told?.type ?? 0,
      sequence: step.told?.sequence ?? 0,
      hop: names.address(step.told?.hop ?? NO_ADDRESS),
      ip: names.prefix(step.told),
      before: names.address(step.told?.before ?? NO_ADDRESS),
    },
    elsewhere: names.address(step.elsewhere ?? NO_ADDRESS),
  }
}

/** Whether an entry taken for learned may be static: with copies to each VTEP both look the same. */
function mayBeStatic(network: NetworkFacts | undefined): boolean {
  return network?.mode === Mode.HeadEndReplication && network.learns === Learns.Yes
}

/** The VTEP that a moved station was behind before. */
function placeBefore(step: Step, { network }: Sequence, names: Names): string {
  const move = names.facts.moves.find(
    (m) => m.network === names.overlay(network) && m.mac === step.mac && m.at.frame === step.at.frame,
  )
  return names.address(move?.from ?? NO_ADDRESS)
}
