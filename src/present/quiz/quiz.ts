/** Chooses the questions of a quiz. The same seed gives the same questions. */

import { checksumOffload, checksumZero } from './about-checksums.js'
import { evpnFlood, evpnNextHop, evpnSequence } from './about-control.js'
import { floodMode, floodTtl, groupJoin, groupMac, groupWhy } from './about-flooding.js'
import { greCarries, greChecksum, greKey, greKeys, greLength, greSequence } from './about-gre.js'
import {
  fieldOctets,
  iFlag,
  mtu,
  overhead,
  sourcePort,
  udpPort,
  underlayAddresses,
  underlayMac,
  vni,
} from './about-headers.js'
import { arpRefresh, noArp, pingAnswer, roundTrip, sameAddress, vtepCount } from './about-hosts.js'
import {
  fdbAfter,
  firstUnicast,
  hostBehind,
  learn,
  learnFlood,
  learnMac,
  macMoved,
  replyUnicast,
  unknownDestination,
} from './about-learning.js'
import { QUESTION_KINDS, type QuestionKind } from './kinds.js'
import type { Question } from './question.js'
import { mulberry32, type Random, shuffled } from './random.js'
import type { Draft, Maker, QuizSource } from './source.js'

/** Questions of one kind to choose from. */
const CANDIDATES = 200
/** Wrong answers beside the right one. */
const WRONG = 3
const FEWEST_WRONG = 2

/** Kinds about an idea rather than a frame. A second one would repeat the answer of the first. */
const ONCE: ReadonlySet<QuestionKind> = new Set([
  'i-flag',
  'source-port',
  'group-why',
  'flood-ttl',
  'flood-mode',
  'learn-flood',
  'reply-unicast',
  'evpn-flood',
  'arp-refresh',
  'no-arp',
  'same-address',
  'gre-keys',
  'gre-checksum',
  'checksum-offload',
  'checksum-zero',
])

/** Kinds whose answer is the same for many frames. They are asked again only if the answer differs. */
const EACH_ANSWER_ONCE: ReadonlySet<QuestionKind> = new Set([
  'underlay-addresses',
  'underlay-mac',
  'vni',
  'field-octets',
  'udp-port',
  'overhead',
  'mtu',
  'group-join',
  'group-mac',
  'gre-key',
  'gre-length',
  'gre-carries',
])

const MAKERS: Readonly<Record<QuestionKind, Maker>> = {
  'underlay-addresses': underlayAddresses,
  'underlay-mac': underlayMac,
  vni,
  'field-octets': fieldOctets,
  'i-flag': iFlag,
  'udp-port': udpPort,
  'source-port': sourcePort,
  overhead,
  mtu,
  'group-join': groupJoin,
  'group-why': groupWhy,
  'group-mac': groupMac,
  'flood-ttl': floodTtl,
  'flood-mode': floodMode,
  learn,
  'learn-mac': learnMac,
  'learn-flood': learnFlood,
  'fdb-after': fdbAfter,
  'unknown-destination': unknownDestination,
  'reply-unicast': replyUnicast,
  'first-unicast': firstUnicast,
  'host-behind': hostBehind,
  'mac-moved': macMoved,
  'evpn-next-hop': evpnNextHop,
  'evpn-flood': evpnFlood,
  'evpn-sequence': evpnSequence,
  'arp-refresh': arpRefresh,
  'no-arp': noArp,
  'ping-answer': pingAnswer,
  'round-trip': roundTrip,
  'vtep-count': vtepCount,
  'same-address': sameAddress,
  'gre-key': greKey,
  'gre-keys': greKeys,
  'gre-sequence': greSequence,
  'gre-length': greLength,
  'gre-carries': greCarries,
  'gre-checksum': greChecksum,
  'checksum-offload': checksumOffload,
  'checksum-zero': checksumZero,
}

/** Up to `count` questions: as many kinds as there are first, then others about other frames. */
export function questionsOf(source: QuizSource, seed: number, count: number): readonly Question[] {
  const random = mulberry32(seed)
  const piles = shuffled(QUESTION_KINDS, random).map((kind) => {
    return { kind, drafts: worthAsking(kind, shuffled(candidates(kind, source), random)) }
  })
  const questions: Question[] = []
  for (let round = 0; questions.length < count; round++) {
    const left = piles.filter(({ drafts }) => drafts.length > round)
    if (left.length === 0) break
    for (const { kind, drafts } of left.slice(0, count - questions.length)) {
      questions.push(asked(kind, drafts[round]!, random))
    }
  }
  return questions
}

/** The drafts that are left when none gives another one's answer away. */
function worthAsking(kind: QuestionKind, drafts: readonly Draft[]): readonly Draft[] {
  if (ONCE.has(kind)) return drafts.slice(0, 1)
  if (!EACH_ANSWER_ONCE.has(kind)) return drafts
  const answers = new Set<string>()
  return drafts.filter(({ right }) => !answers.has(right) && answers.add(right))
}

/** The first questions of a kind that can be asked. */
function candidates(kind: QuestionKind, source: QuizSource): readonly Draft[] {
  const drafts: Draft[] = []
  for (const draft of MAKERS[kind](source)) {
    if (draft.form === undefined && wrongOf(draft).length < FEWEST_WRONG) continue
    drafts.push(draft)
    if (drafts.length === CANDIDATES) break
  }
  return drafts
}

/** The wrong answers, each of them once. */
function wrongOf({ right, wrong }: Draft): readonly string[] {
  return [...new Set(wrong)].filter((text) => text !== right)
}

function asked(id: QuestionKind, draft: Draft, random: Random): Question {
  const { prompt, why, source, frames, right, form } = draft
  const about = { id, prompt, why, source, frames: [...new Set(frames)] }
  const wrong = wrongOf(draft)
  if (form !== undefined && wrong.length < FEWEST_WRONG) return { ...about, form, answer: right }
  const choices = shuffled([right, ...shuffled(wrong, random).slice(0, WRONG)], random)
  return { ...about, form: 'choice', choices, answer: choices.indexOf(right) }
}
