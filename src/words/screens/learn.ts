/** What `vxsniff learn` says, in both languages: the same facts, each as an engineer would put them in that language. */
import type {
  Confidence,
  Doubt,
  Evidence,
  Facts,
  Learns,
  Missing,
  Mode,
  NeighbourSource,
  Origin,
  Proof,
  StepKind,
  Via,
} from '../../analysis/learning/facts.js'
import type { Words } from '../language.js'

/** What a sentence about a step is made of: text that is ready to print, empty where there is none. */
export interface StepParts {
  /** The inner sender and receiver, and the sender's MAC address. */
  readonly from: string
  readonly to: string
  readonly fromMac: string
  /** The tunnel: its name, the sending end, and the receiving ones. */
  readonly tunnel: string
  readonly vtep: string
  readonly remotes: string
  readonly remoteCount: number
  /** What was learned, and the frame that had taught it before. */
  readonly mac: string
  readonly since: string
  /** Where it was before it moved. */
  readonly before: string
  /** The protocol of the packet. */
  readonly packet: string
  readonly roundTrip: string
  /** Times that the packet was sent. */
  readonly times: number
  readonly via: Via
  /** Whether packets prove that the sending end has an entry for the packet's receiver. */
  readonly hasEntry: boolean
  /** Whether entries taken for learned may be static. */
  readonly mayBeStatic: boolean
  /** For a refresh: the capture has no answer to it. For the answer to a refresh: the question comes again. */
  readonly isUnanswered: boolean
  readonly isLost: boolean
  /** IPv6 neighbour discovery instead of ARP. */
  readonly ipv6: boolean
  /** Whether a receiving address never sends, so that it may not be a tunnel's end at all. */
  readonly isSilent: boolean
  /** Whether the tunnel's ends have forwarding tables. */
  readonly hasFdb: boolean
  readonly mode: Mode
  /** Whether the tunnel's ends learn. */
  readonly learns: Learns
  /** The flags of a neighbour advertisement, and whether it names no MAC address. */
  readonly flags: string
  readonly namesNoMac: boolean
  /** Whether the packet asks not to be learned from. */
  readonly dontLearn: boolean
  /** The step's frame, and whether a refusal says that nobody listens at the port. */
  readonly frame: string
  readonly isPort: boolean
  /** What shows that an answer took another way: the frame, the VTEP that answers, the network that it came in. */
  readonly proof: {
    readonly kind: Proof['kind']
    readonly frame: string
    readonly vtep: string
    readonly network: string
  }
  /** Whether both sides have learned the way from this sequence. */
  readonly learned: boolean
  /** The VTEP that the receiver is behind, where the packet goes to another one; else nothing. */
  readonly elsewhere: string
  /** What BGP tells: the route's type and sequence number, the VTEP, the station's address or the prefix, where it was before. */
  readonly told: {
    readonly type: number
    readonly sequence: number
    readonly hop: string
    readonly ip: string
    readonly before: string
  }
}

type Sentence = (p: StepParts) => string

/** A line of a forwarding table in parts: frames as text, empty where there is none. */
interface EntryParts {
  readonly origin: Origin
  readonly doubt: Doubt
  /** Whether packets do not tell if anybody learns. */
  readonly isUnsure: boolean
  readonly isDefault: boolean
  readonly frame: string
  readonly wouldTeach: string
}

/** What BGP said of an entry. */
interface ToldParts {
  readonly type: number
  readonly frame: number
  readonly from: string
  readonly sequence: number
  /** The frame since which the VTEP tells of the station itself, or 0. */
  readonly overtaken: number
  /** Whether it was told with route targets that are none of the VTEP's. */
  readonly isForeign: boolean
}

/** What BGP told somebody else of an entry's station, and the first frame that used the entry. */
interface ToldOthersParts {
  readonly type: number
  readonly frame: number
  readonly from: string
  readonly used: string
}

export interface LearnWords {
  /** Joins what a sentence lists, and says how many were left out. */
  readonly list: (items: readonly string[], left: number) => string
  readonly andMore: (count: number) => string
  /** Behind a list that was cut: how many more, and how to see them. */
  readonly cut: (count: number) => string
  // Between parts of a sentence, each with the space that it takes.
  readonly comma: string
  readonly clause: string
  readonly colon: string
  readonly bracket: (text: string) => string

  // Networks.
  readonly noTunnel: string
  readonly underlay: string
  readonly modes: Readonly<Record<Mode, string>>
  readonly modeMeans: Readonly<Record<Mode, string>>
  /** What point-to-point means where the ends keep no forwarding table: GRE and the like. */
  readonly onePeer: string
  readonly confidence: Readonly<Record<Confidence, string>>
  /** `subjects` are those that `about` names. */
  readonly evidence: Readonly<Record<Evidence['kind'], (about: string, count: number, subjects: number) => string>>
  /** How many VTEPs (or tunnel ends), hosts and packets a network has, and in which frames. */
  readonly counts: (ends: number, vxlan: boolean, hosts: number, packets: number, frames: string) => string
  readonly labels: Readonly<Record<'why' | 'vteps' | 'ends' | 'groups' | 'hosts', string>>
  readonly behind: (vtep: string) => string
  /** The same of a host whose packets are routed: the MAC address is its router's. */
  readonly routedBehind: (vtep: string, mac: string) => string
  readonly also: (addresses: string) => string
  readonly silent: string
  readonly joinedBy: (members: string) => string
  readonly nothing: string

  // Sequences.
  readonly titles: Readonly<Record<'looksFor' | 'talks' | 'confirms', (from: string, to: string) => string>> &
    Readonly<Record<'checks' | 'announces' | 'moves', (from: string) => string>>
  readonly frames: (first: number, last: number) => string
  readonly sameAs: (sequence: number) => string
  readonly moreSteps: (count: number) => string
  readonly moreSequences: (count: number) => string
  readonly answered: (mac: string, after: string) => string
  readonly steps: Readonly<Record<Exclude<StepKind, 'flood' | 'missing'>, Sentence>>
  readonly flood: Readonly<Record<Via, Sentence>>
  readonly missing: Readonly<Record<Missing, Sentence>>
  /** What is worth a remark beside the ladder; empty where nothing is. */
  readonly notes: Readonly<Record<Exclude<StepKind, 'flood' | 'missing'>, Sentence>>
  readonly floodNotes: Readonly<Record<Via, string>>

  // The ladder.
  readonly roles: Readonly<Record<'host' | 'vtep' | 'end' | 'group' | 'others' | 'speaker', string>>
  readonly others: (count: number) => string
  readonly packets: Readonly<
    Record<'request' | 'reply' | 'solicitation' | 'advertisement' | 'probe' | 'announcement' | 'packet', string>
  >
  readonly onLink: string
  /** What a VTEP learned, in short and in full. */
  readonly learns: (mac: string) => string
  readonly learnsWhere: (mac: string, vtep: string) => string
  /** The same for a VTEP that may lack the network, may not learn, may have a static entry, or does not learn. */
  readonly learnsIfThere: (mac: string, vtep: string) => string
  readonly wouldLearn: (mac: string, vtep: string) => string
  readonly learnsUnlessStatic: (mac: string, vtep: string) => string
  readonly doesNotLearn: (mac: string, vtep: string) => string
  readonly refusal: (isPort: boolean, frame: string) => string
  /** On the arrow of what BGP tells. */
  readonly tells: (mac: string) => string
  readonly knows: (mac: string, since: string) => string
  readonly knowsUnlessStatic: (mac: string, since: string) => string
  readonly knowsIfThere: (mac: string, since: string) => string
  readonly moved: (mac: string) => string
  readonly missingMark: Readonly<Record<Missing, string>>
  /** Replaces the mark of a missing question if the answer is missing as well. */
  readonly mustKnow: string
  /** The same where packets are routed. */
  readonly notAsked: string

  // Tables.
  readonly fdbOf: (vtep: string, network: string) => string
  readonly fdbIn: (network: string) => string
  /** Behind a table's title: what became of learning in this network. */
  readonly learning: Readonly<Record<Learns, (mode: string) => string>>
  readonly neighboursIn: (network: string) => string
  readonly columns: Readonly<
    Record<'mac' | 'dst' | 'since' | 'learned' | 'last' | 'evidence' | 'host' | 'ip' | 'lladdr', string>
  >
  /** In place of the frame since when an entry is there. */
  readonly before: string
  /** In place of the frame that refreshed an entry last, which came before the first frame that did not arrive. */
  readonly beforeFrame: (frame: string) => string
  readonly cutSince: (frame: string) => string
  readonly entry: (p: EntryParts) => string
  /** The same where BGP told it: the route's type, its frame, who told it, and its sequence number. */
  readonly told: (p: ToldParts) => string
  readonly toldOthers: (p: ToldOthersParts) => string
  readonly sources: Readonly<Record<NeighbourSource, string>>
  readonly failed: string
  readonly staleState: string
  readonly emptyTables: string
  /** The same of tunnels whose ends are no VTEPs. */
  readonly noTables: string
  readonly asOf: (when: string) => string
  /** Beside a moment that lies outside of the capture. */
  readonly beforeCapture: string
  readonly afterCapture: string
  /** An entry that is too old, though its VTEP sent to it. */
  readonly usedLate: (mac: string, vtep: string, last: string, used: string, ageing: number) => string
  readonly fromTo: (from: string, to: string) => string
  readonly was: (before: string) => string
  readonly noChange: string

  // What deserves a line of its own.
  readonly move: (mac: string, from: string, to: string, lastBefore: number, frame: number) => string
  /** Behind a move: what BGP says of it. */
  readonly movedByBgp: (frame: number, from: string, sequence: number) => string
  /** What NHRP told, by a packet of this type. */
  readonly mapping: (ip: string, nbma: string, type: string, frame: string) => string
  /** A station that goes to and fro: how often it moved, and from which frame on. */
  readonly inTurns: (mac: string, places: string, times: number, first: string) => string
  readonly stale: (count: number, frames: string) => string
  readonly unanswered: (host: string, ip: string, requests: number, frames: string) => string
  readonly conflict: (ip: string, macs: string, frames: string) => string
  readonly copies: (count: number) => string
  readonly dropped: Readonly<Record<keyof Facts['dropped'], (count: number) => string>>

  // Step by step.
  readonly position: (step: number, of: number) => string
  readonly noSteps: string
  readonly keys: string
  readonly above: (count: number) => string
}

function count(n: number, noun: string, plural = 's'): string {
  return `${n} ${noun}${n === 1 ? '' : plural}`
}

function after(p: StepParts, before: string, behind = ''): string {
  return p.roundTrip === '' ? '' : `${before}${p.roundTrip}${behind}`
}

function times(p: StepParts): string {
  return p.times > 1 ? ` It is sent ${p.times} times.` : ''
}

function timesZh(p: StepParts): string {
  return p.times > 1 ? `共发送 ${p.times} 次。` : ''
}

/** Whether a packet for one host goes to all VTEPs, since its own does not know the way. */
function isFlooded({ vtep, via }: StepParts): boolean {
  return vtep !== '' && (via === 'group' || via === 'replicated')
}

/** Behind a packet for one host, where its VTEP floods it, or it goes to another one. */
function floodedToo(p: StepParts): string {
  if (p.elsewhere !== '')
    return ` ${p.to} is behind ${p.elsewhere}, so what ${p.remotes} gets is a copy of a flooded frame, or the entry of ${p.vtep} is wrong.`
  return isFlooded(p) ? ` ${p.vtep} has no entry for its MAC address and floods it to ${p.remotes}.` : ''
}

function floodedTooZh(p: StepParts): string {
  if (p.elsewhere !== '')
    return `${p.to} 位于 ${p.elsewhere} 之后，所以 ${p.remotes} 收到的是泛洪帧的一份副本，或者 ${p.vtep} 的表项有误。`
  return isFlooded(p) ? `${p.vtep} 没有这个 MAC 地址的表项，泛洪到 ${p.remotes}。` : ''
}

/** How the way back is known; the consequence follows in the sentence. */
function wayBack(p: StepParts, words: Readonly<Record<Learns | 'eitherWay', string>>): string {
  if (p.mayBeStatic) return words.eitherWay
  return p.hasFdb && (p.learns !== 'no' || p.hasEntry) ? words[p.learns] : ''
}

/** The flags of a neighbour advertisement, and what an answer without S means. */
function flagsOf(p: StepParts): string {
  if (p.flags === '') return ''
  const isStale = !p.flags.includes('S') && !p.namesNoMac && p.roundTrip !== ''
  return ` (Flags ${p.flags}${isStale ? ': without S the entry becomes STALE and not REACHABLE, so it is asked again' : ''}.)`
}

function flagsOfZh(p: StepParts): string {
  if (p.flags === '') return ''
  const isStale = !p.flags.includes('S') && !p.namesNoMac && p.roundTrip !== ''
  return `（标志 ${p.flags}${isStale ? '：没有 S，表项为 STALE 而不是 REACHABLE，所以还会再次询问' : ''}）`
}

/** What a packet teaches, or would teach, to the ends that get it. */
function learnsFrom(p: StepParts): string {
  const where = `${p.mac} is behind ${p.vtep}`
  const many = p.remoteCount > 1
  if (p.learns === 'no') {
    return `${p.remotes} ${many ? 'do' : 'does'} not learn: entries are put in. To a device that learns this packet would say that ${where}.`
  }
  const source = 'from the inner and outer source address'
  if (p.learns === 'unsure')
    return `${p.remotes} would learn ${source}, if ${many ? 'they learn' : 'it learns'}: ${where}.`
  const doubt = many ? 'not all of them send' : 'this capture has nothing from it'
  const perhaps = p.isSilent ? ` (If ${many ? 'they all have' : 'it has'} ${p.tunnel} at all: ${doubt}.)` : ''
  const asks = p.dontLearn
    ? ' The D bit asks not to learn from it (draft-smith-vxlan-group-policy); Linux learns all the same.'
    : ''
  const unless = p.mayBeStatic ? `, unless ${many ? 'their' : 'its'} entries are static,` : ''
  if (p.since !== '') {
    return `${p.remotes} ${many ? 'know' : 'knows'} already, since ${p.since}${unless === '' ? ',' : unless} that ${where}.${perhaps}`
  }
  return `${p.remotes} ${many ? 'learn' : 'learns'}${unless} ${source}: ${where}.${perhaps}${asks}`
}

function learnsFromZh(p: StepParts): string {
  const where = `${p.mac} 位于 ${p.vtep} 之后`
  if (p.learns === 'no') return `${p.remotes} 不学习，表项是事先写入的。会学习的设备可以从这个报文学到：${where}。`
  if (p.learns === 'unsure') return `如果 ${p.remotes} 会学习，就从内外层源地址学到：${where}。`
  const doubt = p.remoteCount > 1 ? ['它们都', '并非都见其发送过'] : ['它', '没有见它发送过']
  const perhaps = p.isSilent ? `（前提是${doubt[0]}有 ${p.tunnel}：${doubt[1]}。）` : ''
  const asks = p.dontLearn ? 'D 位要求不要学习（draft-smith-vxlan-group-policy），Linux 照样学习。' : ''
  const each = p.remoteCount > 1 ? '各自' : ''
  const unless = p.mayBeStatic ? '（除非表项是静态的）' : ''
  if (p.since !== '') return `${p.remotes} 自 ${p.since} 起就已知道${unless === '' ? ' ' : unless}${where}。${perhaps}`
  return `${p.remotes} 从内外层源地址学到${unless}：${where}，${each}记入转发表（FDB）。${perhaps}${asks}`
}

/** Beside the arrow of a packet for one host that is flooded. */
const FLOODED_NOTE = 'flooded: no entry for it'
const FLOODED_NOTE_ZH = '泛洪：没有它的表项'

/** How the way back is known, by whether VTEPs learn. */
const WAY_BACK: Readonly<Record<Learns | 'eitherWay', string>> = {
  eitherWay: 'The request has taught the way back, or it was put in before: ',
  yes: 'The request has taught the way back, so ',
  no: 'The way back was put in before, so ',
  unsure: '',
}
const WAY_BACK_ZH: Readonly<Record<Learns | 'eitherWay', string>> = {
  eitherWay: '回程已从请求中学到，或是事先写入的，',
  yes: '回程已从请求中学到，',
  no: '回程的表项是事先写入的，',
  unsure: '',
}

/** Why a request is flooded, up to where it goes. */
function flooded(p: StepParts): string {
  const sends = `encapsulates it in ${p.tunnel} and sends`
  if (!p.hasFdb) return `${p.vtep} ${sends}`
  const frame = p.ipv6 ? 'multicast' : 'broadcast'
  return `A ${frame} does not say which VTEP ${p.to} is behind: by the default entry of its FDB, ${p.vtep} ${sends}`
}

function floodedZh(p: StepParts): string {
  if (!p.hasFdb) return `${p.vtep} 用 ${p.tunnel} 封包后`
  const frame = p.ipv6 ? '多播' : '广播'
  return `从${frame}帧看不出 ${p.to} 位于哪个 VTEP 之后，${p.vtep} 按转发表的默认表项用 ${p.tunnel} 封包，`
}

const en: LearnWords = {
  list: (items, left) => {
    if (left > 0) return `${items.join(', ')} and ${left} more`
    return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
  },
  andMore: (n) => `and ${n} more`,
  cut: (n) => `${n} more; --all shows them`,
  comma: ', ',
  clause: '; ',
  colon: ': ',
  bracket: (text) => ` (${text})`,

  noTunnel: 'no tunnel',
  underlay: 'underlay',
  modes: {
    unknown: 'mode unknown',
    'point-to-point': 'point-to-point',
    multicast: 'multicast flood and learn',
    'head-end-replication': 'head-end replication',
    'static-fdb': 'static FDB',
    'arp-proxy': 'no ARP in the tunnel',
    routed: 'routed',
    evpn: 'EVPN',
    'evpn-routed': 'EVPN L3VNI',
    nhrp: 'NHRP (DMVPN)',
    external: 'external control plane',
  },
  modeMeans: {
    unknown: 'The packets do not tell how the VTEPs find each other.',
    'point-to-point': 'Each end has one remote (remote ADDRESS), and what it knows no place of goes there too.',
    multicast:
      'Whatever a VTEP has no entry for goes to the multicast group; from what comes back it learns the rest (RFC 7348).',
    'head-end-replication':
      'Whatever a VTEP has no entry for goes to every other VTEP, a copy each; from what comes back it learns the rest, unless its entries are static: packets do not tell.',
    'static-fdb':
      'The entries are put in by hand, by a program or by a control plane (EVPN); the VTEPs do not learn (nolearning).',
    'arp-proxy':
      "No ARP request crosses the tunnel: each VTEP answers its hosts' requests itself (proxy, ARP suppression), or neighbours or routes were put in; packets do not tell which.",
    routed: 'Packets are routed into the tunnel, and a program has told the ends where everything is.',
    evpn: 'BGP tells the VTEPs where each MAC address is and who gets floods (EVPN, RFC 7432); they do not learn from packets.',
    'evpn-routed':
      'The VTEPs route packets into it (L3VNI, RFC 9135): BGP tells which prefix is behind which VTEP, and the MAC addresses are those of its routers.',
    nhrp: 'NHRP tells the ends of the tunnel which outer address a tunnel address is behind (RFC 2332): spokes register with the hub and ask it for each other.',
    external: 'Somebody else tells the VTEPs all they know (EVPN, OVN or the like); nothing is flooded to learn from.',
  },
  onePeer: 'Each end has one remote (remote ADDRESS): whatever is routed or bridged into the tunnel goes there.',
  confidence: { high: 'confidence: high', medium: 'confidence: medium', low: 'confidence: low' },
  evidence: {
    'flood-to-group': (about, n) => `${count(n, 'packet')} flooded to ${about}`,
    'group-joined': (about) => `joined by ${about}`,
    'flood-to-one': (about, n) => `${count(n, 'packet')} flooded, by each VTEP to one remote: ${about}`,
    'flood-replicated': (about, n) => `${count(n, 'packet')} flooded, copies for each of ${about}`,
    'flood-despite-learning': (about, _, subjects) =>
      `${about} did not go by what packets had told of where stations are: ${subjects === 1 ? 'it does' : 'they do'} not learn`,
    'unicast-before-learning': (about, n) =>
      `${about} knew where ${n === 1 ? 'a MAC address is' : `${n} MAC addresses are`} that no packet had taught it`,
    'no-arp': (_, n) => `no ARP request in ${count(n, 'packet')}`,
    'routed-hops': (_, n) => `${count(n, 'inner address', 'es')} behind a router, as the TTL tells`,
    'one-mac-a-vtep': (about) => `one MAC address for each of ${about}`,
    'no-ethernet': (_, n) => `${count(n, 'packet')} without an inner Ethernet header`,
    'several-vteps': (about) => `more than two tunnel ends: ${about}`,
    'flannel-port': () => "the UDP port is flannel's",
    'two-directions-differ': (about) => `what ${about} send is answered under another number`,
    'told-by-bgp': (about, n) => `BGP told of ${about}: ${count(n, 'change')} of tables`,
    'told-by-nhrp': (about) => `NHRP between ${about}`,
    'bgp-in-part': (about) => `BGP of ${about}, which this capture has only in part: it may have told more`,
    'only-two-vteps': (about) => `no others than ${about}, as far as this capture shows`,
  },
  counts: (ends, vxlan, hosts, packets, frames) =>
    [
      ...(ends > 0 ? [vxlan ? count(ends, 'VTEP') : count(ends, 'tunnel end')] : []),
      count(hosts, 'host'),
      `${count(packets, 'packet')} (${frames})`,
    ].join(', '),
  labels: { why: 'because', vteps: 'VTEPs', ends: 'ends', groups: 'groups', hosts: 'hosts' },
  behind: (vtep) => `behind ${vtep}`,
  routedBehind: (vtep, mac) => `behind ${vtep}, routed by ${mac}`,
  also: (addresses) => `also ${addresses}`,
  silent: 'nothing from it here',
  joinedBy: (members) => `joined by ${members}`,
  nothing: 'There is nothing to learn from: no ARP, no neighbour discovery, no tunnel with hosts behind it.',

  titles: {
    looksFor: (from, to) => `${from} looks for ${to}`,
    talks: (from, to) => `${from} talks with ${to}`,
    confirms: (from, to) => `${from} asks again for ${to}`,
    checks: (from) => `${from} checks that nobody else has its address`,
    announces: (from) => `${from} announces itself`,
    moves: (from) => `${from} moves`,
  },
  frames: (first, last) => (first === last ? `#${first}` : `#${first} to #${last}`),
  sameAs: (n) => `The same steps as in ${n}.`,
  moreSteps: (n) => `${count(n, 'more step')} of this sequence were not kept.`,
  moreSequences: (n) => `${count(n, 'more sequence')}, a line each; --all shows them in full:`,
  answered: (mac, time) => `${mac}${time === '' ? '' : ` after ${time}`}`,
  steps: {
    'on-link': (p) => `${p.from} has a route that says ${p.to} is on the link: it needs the MAC address.`,
    request: (p) =>
      p.ipv6
        ? `${p.from} asks the solicited-node group: who has ${p.to}? (neighbour solicitation)${times(p)}`
        : `${p.from} asks everybody: who has ${p.to}? (ARP broadcast)${times(p)}`,
    receive: (p) => {
      const [gets, hands, takes] = p.remoteCount > 1 ? ['get', 'hand', 'take'] : ['gets', 'hands', 'takes']
      const members = p.via === 'group' ? 'The members of the group get it: ' : ''
      const verb = p.via === 'group' ? `${hands} it` : `${gets} it, ${hands} it`
      const doubt =
        p.remoteCount > 1 ? ['they all have', 'not all of them send'] : ['it has', 'this capture has nothing from it']
      const perhaps = p.isSilent ? ` (If ${doubt[0]} ${p.tunnel} at all: ${doubt[1]}.)` : ''
      return `${members}${p.remotes} ${verb} to the device of ${p.tunnel} and ${takes} the frame out of the tunnel.${perhaps}`
    },
    learn: learnsFrom,
    reply: (p) => {
      const answer = `${p.from} answers${after(p, ' after ')}: it has ${p.fromMac}.${flagsOf(p)}`
      if (p.vtep === '') return answer
      if (p.elsewhere !== '') return `${answer}${floodedToo(p)}`
      return p.via === 'unicast'
        ? `${answer} ${wayBack(p, WAY_BACK)}${p.vtep} sends this to ${p.remotes}${p.hasFdb && p.learns === 'no' && !p.hasEntry ? ', as far as this capture shows' : ' alone'}.`
        : `${answer} ${p.vtep} does not know the way back and floods it to ${p.remotes}.`
    },
    unicast: (p) => {
      if (isFlooded(p) || p.elsewhere !== '') return `${p.from} sends ${p.packet} to ${p.to}.${floodedToo(p)}`
      const way = p.vtep === '' ? '' : `, ${p.vtep} to ${p.remotes}`
      return p.learned
        ? `Both sides know all they need: ${p.from} sends the first packet (${p.packet}), unicast${way}.`
        : `${p.from} sends ${p.packet} to ${p.to}, unicast${way}.`
    },
    answer: (p) => `${p.from} answers${after(p, ' after ')}.${floodedToo(p)}`,
    refresh: (p) =>
      `${p.from} asks ${p.to} alone whether it still has its address: Linux confirms an entry 5 s after its first use.${floodedToo(p)}${times(p)}${p.isUnanswered ? ' This capture has no answer to it.' : ''}`,
    'refresh-reply': (p) =>
      p.isLost
        ? `${p.from} answers${after(p, ' after ')}, but is asked the same again right afterwards: the answer has not arrived.${floodedToo(p)}${times(p)}${flagsOf(p)}`
        : `${p.from} confirms it${after(p, ' after ')}.${floodedToo(p)}${flagsOf(p)}`,
    probe: (p) =>
      p.ipv6
        ? `Before ${p.to} is used, ${p.fromMac} asks whether anybody has it (duplicate address detection).${times(p)}`
        : `Before ${p.to} is used, ${p.fromMac} asks whether anybody has it (ARP probe).${times(p)}`,
    announcement: (p) =>
      p.namesNoMac
        ? `${p.from} announces itself, but without the option that names a MAC address (Target Link-Layer Address): neighbour tables stay as they are (RFC 4861 §7.2.5).${flagsOf(p)}`
        : `${p.from} says unasked that it has ${p.fromMac} (${p.ipv6 ? 'unsolicited neighbour advertisement' : 'gratuitous ARP'}).${flagsOf(p)}${times(p)}`,
    told: (p) => {
      const { type, sequence, hop, ip, before } = p.told
      const what =
        p.mode === 'evpn-routed'
          ? `${ip} is behind ${hop}, where ${p.mac} routes`
          : `${p.mac}${ip === '' ? '' : ` with ${ip}`} is behind ${hop}${before === '' ? '' : `, no longer behind ${before}`}`
      return `${p.from} tells ${p.remotes} by BGP: ${what} (type ${type}${sequence > 0 ? `, sequence ${sequence}` : ''}, ${p.frame}).`
    },
    refused: (p) =>
      p.isPort
        ? `${p.vtep} refuses it: ICMP port unreachable (${p.frame}). No device listens there, so nothing is taken out of the tunnel and nothing is learned.${times(p).replace('It is sent', 'It is refused')}`
        : `It does not arrive at ${p.vtep}: ICMP destination unreachable (${p.frame}).`,
    move: (p) => `${p.mac} is now behind ${p.vtep}${p.before === '' ? '' : `, no longer behind ${p.before}`}.`,
  },
  flood: {
    plain: (p) => `The request goes to all on the link.${times(p)}`,
    unicast: (p) => `${p.vtep} sends it to ${p.remotes} alone, encapsulated in ${p.tunnel}.`,
    group: (p) => `${flooded(p)} it to the multicast group ${p.remotes}.`,
    'default-remote': (p) => `${flooded(p)} it to the one remote, ${p.remotes}.`,
    replicated: (p) =>
      p.remoteCount > 1
        ? `${flooded(p)} a copy to each of ${p.remotes}.`
        : `${flooded(p)} a copy to each VTEP it knows, among them ${p.remotes}.`,
  },
  missing: {
    request: (p) => {
      if (p.mode === 'evpn-routed')
        return `${p.from} does not ask here: its packets are routed into ${p.tunnel}, and a host asks for its router on its own link.`
      if (p.mode === 'routed')
        return `Nobody has to ask for ${p.to}: packets are routed, and a program has put in what is needed.`
      if (p.learned) return `The request for ${p.to} was not captured: its answer is.`
      return `${p.from} must know ${p.to} already, as it does not ask: a proxy answered it, its entry is static or still warm, or it asked before the capture began.`
    },
    reply: (p) => {
      const said = `Nobody answers for ${p.to}${p.times > 1 ? `, asked for ${p.times} times` : ''}`
      return p.proof.kind === 'later'
        ? `${said}. It is heard of only later (${p.proof.frame}): nobody had the address yet, or could answer.`
        : `${said}: nobody has the address, or the request or its answer is lost on the way.`
    },
    'reply-open': (p) =>
      `${p.to} was asked for but once, and this capture has no answer: whether somebody answered on another way, or nobody, it does not tell.`,
    'reply-elsewhere': () =>
      'Only the question comes by here, since it is flooded: an answer would go past this capture.',
    'answered-elsewhere': (p) => {
      const { kind, frame, vtep, network } = p.proof
      if (kind === 'other-network') return `It is answered elsewhere: the answer comes in ${network} (${frame}).`
      if (kind === 'same-vtep')
        return `${p.to} is behind ${vtep} as well (${frame}): it is answered there, and the answer does not enter the tunnel.`
      if (kind === 'other-vtep')
        return `It is answered elsewhere: ${p.to} is behind ${vtep} (${frame}), whose answer goes to the asker's VTEP and does not pass here.`
      return `It is answered elsewhere, most likely by ${vtep}, which looks for the asker's VTEP in the underlay right then (${frame}); the answer does not pass here.`
    },
    'reply-unseen': () => 'The reply went past the capture, but it came: what follows needs it.',
    unicast: () => 'The request was answered, and this capture has nothing that follows.',
    answer: (p) => `This capture has no answer from ${p.to}.`,
  },
  notes: {
    'on-link': () => '',
    request: () => '',
    receive: () => '',
    learn: () => '',
    reply: (p) => {
      if (isFlooded(p)) return FLOODED_NOTE
      if (p.vtep === '' || p.via !== 'unicast' || (p.learns === 'no' && !p.hasEntry)) return ''
      return p.hasFdb && p.learns === 'yes' && !p.mayBeStatic ? 'unicast: the request taught the way back' : 'unicast'
    },
    unicast: (p) => {
      if (p.elsewhere !== '') return `a copy: it is behind ${p.elsewhere}`
      if (isFlooded(p)) return FLOODED_NOTE
      return p.learned && p.vtep !== '' ? 'unicast from now on' : ''
    },
    answer: (p) => (isFlooded(p) ? FLOODED_NOTE : after(p, 'round trip ')),
    refresh: (p) => (p.isUnanswered ? 'asks again: no answer here' : 'asks again, unicast: still there?'),
    'refresh-reply': (p) => (p.isLost ? 'asked again: not arrived' : 'still there'),
    probe: () => 'is the address free?',
    announcement: () => 'unasked',
    told: (p) => (p.told.before === '' ? `behind ${p.told.hop}` : `now behind ${p.told.hop}`),
    refused: () => '',
    move: () => '',
  },
  floodNotes: {
    plain: '',
    unicast: '',
    group: 'flooded: any VTEP may have it',
    'default-remote': 'flooded, to the one remote',
    replicated: 'flooded, a copy to each',
  },

  roles: { host: 'host', vtep: 'VTEP', end: 'tunnel end', group: 'group', others: 'VTEPs', speaker: 'BGP' },
  others: (n) => `${n} others`,
  packets: {
    request: 'ARP request',
    reply: 'ARP reply',
    solicitation: 'ND solicit',
    advertisement: 'ND advert',
    probe: 'probe',
    announcement: 'announce',
    packet: 'packet',
  },
  onLink: 'on the link',
  learns: (mac) => `FDB + ${mac}`,
  knows: (mac, since) => `knows ${mac} (${since})`,
  knowsUnlessStatic: (mac, since) => `knows ${mac} (${since}), unless static`,
  knowsIfThere: (mac, since) => `knows ${mac} (${since}), if it has this VNI`,
  learnsWhere: (mac, vtep) => `learns ${mac} behind ${vtep}`,
  learnsIfThere: (mac, vtep) => `learns ${mac} behind ${vtep}, if it has this VNI`,
  learnsUnlessStatic: (mac, vtep) => `learns ${mac} behind ${vtep}, unless static`,
  wouldLearn: (mac, vtep) => `would learn ${mac} behind ${vtep}, if it learns`,
  doesNotLearn: (mac, vtep) => `does not learn ${mac} behind ${vtep}`,
  tells: (mac) => `BGP: ${mac}`,
  refusal: (isPort, frame) => `refused: ICMP ${isPort ? 'port' : 'destination'} unreachable (${frame})`,
  moved: (mac) => `FDB ~ ${mac}`,
  missingMark: {
    request: 'no request seen',
    reply: 'no reply',
    'reply-open': 'no reply seen, asked once',
    'reply-elsewhere': 'an answer would not pass here',
    'answered-elsewhere': 'answered elsewhere',
    'reply-unseen': 'reply not captured',
    unicast: 'nothing follows here',
    answer: 'no answer seen',
  },
  mustKnow: 'does not ask: must know it',
  notAsked: 'routed: nobody asks here',

  learning: {
    yes: () => ' (as bridge fdb would show it)',
    no: (mode) => `: nobody learns here (${mode}), entries are put in`,
    unsure: () => ': packets do not tell whether anybody learns',
  },
  fdbIn: (network) => `FDB, ${network}`,
  fdbOf: (vtep, network) => `FDB of ${vtep}, ${network}`,
  neighboursIn: (network) => `Neighbours, ${network} (as ip neigh would show them)`,
  columns: {
    mac: 'MAC',
    dst: 'dst',
    since: 'since',
    learned: 'learned',
    last: 'last',
    evidence: 'evidence',
    host: 'host',
    ip: 'neighbour',
    lladdr: 'lladdr',
  },
  before: 'before',
  beforeFrame: (frame) => `before ${frame}`,
  cutSince: (frame) => `from ${frame} on nothing from there arrives`,
  entry: ({ origin, doubt, isUnsure, isDefault, frame, wouldTeach }) => {
    if (origin === 'not-learned' && isUnsure) return `learned from ${frame}, if it learns`
    if (origin === 'not-learned') return `not learned: ${frame} would teach it to a device that learns`
    if (origin === 'control-plane') {
      const how =
        doubt === 'learned-before' ? 'put in or learned by then' : 'put in by then, by a control plane or by hand'
      return `${how}: seen used at ${frame}`
    }
    if (origin === 'learned') {
      if (doubt === 'silent-vtep') return `learned from ${frame}, if it has this VNI: this capture has nothing from it`
      if (doubt === 'may-be-static') return `learned from ${frame}, unless it is static`
      const asks = doubt === 'dont-learn' ? ', whose D bit asks not to (Linux learns all the same)' : ''
      return `learned from ${frame}${asks}`
    }
    const used = frame === '' ? '' : `, seen used at ${frame}`
    if (isDefault) return `configured: the default${used}`
    const teaches = wouldTeach === '' ? '' : `; ${wouldTeach} would teach it to a device that learns`
    return doubt === 'learned-before' ? `configured, or learned before${used}${teaches}` : `configured${used}${teaches}`
  },
  sources: {
    reply: 'reply',
    request: 'request',
    announcement: 'announcement',
    unicast: 'must know it: does not ask',
    bgp: 'BGP type 2',
  },
  told: ({ type, frame, from, sequence, overtaken, isForeign }) =>
    `BGP type ${type} in #${frame} from ${from}${sequence > 0 ? `, sequence ${sequence}` : ''}${isForeign ? '; likely not taken: this VTEP tells none of its route targets' : ''}${overtaken > 0 ? `; not used: here itself since #${overtaken}` : ''}`,
  toldOthers: ({ type, frame, from, used }) =>
    `put in by then: seen used at ${used}, and BGP told others of it before (type ${type} in #${frame} from ${from})`,
  staleState: 'STALE: no S flag',
  failed: 'FAILED later',
  emptyTables: 'Nothing has been learned yet.',
  noTables: 'The ends of these tunnels keep no forwarding table, and no host has asked for a MAC address.',
  asOf: (when) => `Tables as of ${when}`,
  beforeCapture: ', before the capture begins',
  afterCapture: ', after the capture ends: as it would be if nothing else came',
  usedLate: (mac, vtep, last, used, ageing) =>
    `${mac} is too old at ${vtep}: nothing from it since ${last}, more than ${ageing} s. Linux since 6.15 forgets it; before 6.15 what was sent to it until ${used} keeps it.`,
  fromTo: (from, to) => `Changes from ${from} to ${to}`,
  was: (before) => `(was ${before})`,
  noChange: 'Nothing has changed.',

  move: (mac, from, to, lastBefore, frame) =>
    `${mac} has moved from ${from} (last #${lastBefore}) to ${to} (from #${frame} on).`,
  mapping: (ip, nbma, type, frame) => `${ip} is behind ${nbma}: NHRP ${type} in ${frame}.`,
  movedByBgp: (frame, from, sequence) =>
    ` By BGP: told by ${from} in #${frame}${sequence > 0 ? `, sequence ${sequence}` : ''}.`,
  inTurns: (mac, places, times, first) =>
    `${mac} is heard from behind ${places} in turns, ${count(times, 'time')} from ${first} on: a gateway that is in several places, or two stations with one MAC address.`,
  stale: (n, frames) => `${count(n, 'packet')} for it still went to the old place: ${frames}.`,
  unanswered: (host, ip, requests, frames) => `${host} asked for ${ip} ${count(requests, 'time')} in vain: ${frames}.`,
  conflict: (ip, macs, frames) => `${ip} is claimed by ${macs}: ${frames}.`,
  copies: (n) => `${count(n, 'packet')} seen more than once, on another interface or in a tunnel, taken once.`,
  dropped: {
    networks: (n) => `${count(n, 'packet')} of networks beyond those kept`,
    endpoints: (n) => `${count(n, 'packet')} of tunnel ends and senders beyond those kept`,
    stations: (n) => (n === 1 ? '1 station or move not kept' : `${n} stations or moves not kept`),
    entries: (n) => `${n} FDB entries not kept`,
    events: (n) => `${count(n, 'change')} of tables not kept`,
    neighbours: (n) => `${count(n, 'neighbour')} not kept`,
    sequences: (n) => `${count(n, 'sequence')} not kept`,
    tables: (n) => `tables of ${count(n, 'VTEP')} not made`,
    routes: (n) => `${count(n, 'route')} of BGP not kept`,
  },

  position: (step, of) => `step ${step} of ${of}`,
  noSteps: 'There are no steps to show.',
  keys: 'n next   p previous   Home first   End last   q quit',
  above: (n) => `${count(n, 'line')} above`,
}

const zh: LearnWords = {
  list: (items, left) => (left > 0 ? `${items.join('、')} 等 ${items.length + left} 个` : items.join('、')),
  andMore: (n) => `另有 ${n} 个`,
  cut: (n) => `另有 ${n} 条；用 --all 查看`,
  comma: '，',
  clause: '；',
  colon: '：',
  bracket: (text) => `（${text}）`,

  noTunnel: '无隧道',
  underlay: '底层网络',
  modes: {
    unknown: '模式未知',
    'point-to-point': '点对点',
    multicast: '多播（泛洪并学习）',
    'head-end-replication': '头端复制',
    'static-fdb': '静态转发表',
    'arp-proxy': '隧道内没有 ARP',
    routed: '路由',
    evpn: 'EVPN 控制平面',
    'evpn-routed': 'EVPN L3VNI',
    nhrp: 'NHRP（DMVPN）',
    external: '外部控制平面',
  },
  modeMeans: {
    unknown: '从报文看不出 VTEP 之间如何找到对方。',
    'point-to-point': '每端只有一个对端（remote 地址），不知道去处的也都发往它。',
    multicast: '转发表中没有的，发往多播组；再从收到的报文学习其余表项（RFC 7348）。',
    'head-end-replication':
      '转发表中没有的，给其他每个 VTEP 各发一份；其余表项从收到的报文学习，或事先静态配置（nolearning），单看报文无法区分。',
    'static-fdb': '表项由人工、程序或控制平面（EVPN）写入，VTEP 不学习（nolearning）。',
    'arp-proxy':
      '没有 ARP 请求经过隧道：由本端 VTEP 代答（proxy、ARP 抑制），或者邻居、路由是写入的；从报文看不出是哪一种。',
    routed: '报文经路由进入隧道，去处由程序告知各端。',
    evpn: 'BGP 告知各 VTEP 每个 MAC 地址的位置和泛洪的去处（EVPN，RFC 7432），VTEP 不从报文学习。',
    'evpn-routed':
      '报文经 VTEP 路由进入（L3VNI，RFC 9135）：BGP 告知哪个前缀位于哪个 VTEP 之后，MAC 地址是各 VTEP 上路由器的。',
    nhrp: 'NHRP 告知隧道各端某个隧道地址位于哪个外层地址之后（RFC 2332）：分支向中心注册，并向它查询彼此。',
    external: 'VTEP 的全部表项由外部下发（EVPN、OVN 等），不靠泛洪学习。',
  },
  onePeer: '每端只有一个对端（remote 地址）：路由或桥接进入隧道的一切都发往它。',
  confidence: { high: '可信度：高', medium: '可信度：中', low: '可信度：低' },
  evidence: {
    'flood-to-group': (about, n) => `${n} 个报文泛洪到 ${about}`,
    'group-joined': (about) => `${about} 已加入多播组`,
    'flood-to-one': (about, n) => `泛洪 ${n} 个报文，每端只发往一个对端：${about}`,
    'flood-replicated': (about, n) => `泛洪 ${n} 个报文，给 ${about} 各发一份`,
    'flood-despite-learning': (about) => `${about} 不按收到的报文所示的位置发送，说明不学习`,
    'unicast-before-learning': (about, n) => `${about} 没有学习过，就知道 ${n} 个 MAC 地址在哪里`,
    'no-arp': (_, n) => `${n} 个报文中没有 ARP 请求`,
    'routed-hops': (_, n) => `从 TTL 看，${n} 个内层地址位于路由器之后`,
    'one-mac-a-vtep': (about) => `${about} 各只有一个 MAC 地址`,
    'no-ethernet': (_, n) => `${n} 个报文没有内层以太网头部`,
    'several-vteps': (about) => `隧道端点多于两个：${about}`,
    'flannel-port': () => 'UDP 端口是 flannel 所用的',
    'two-directions-differ': (about) => `${about} 发出的报文，回程使用另一个编号`,
    'told-by-bgp': (about, n) => `BGP 告知 ${n} 个表项，涉及 ${about}`,
    'told-by-nhrp': (about) => `${about} 之间有 NHRP`,
    'bgp-in-part': (about) => `${about} 的 BGP 在此抓包中不完整：可能还通告了别的内容`,
    'only-two-vteps': (about) => `就此次抓包所见，除 ${about} 外没有其他端点`,
  },
  counts: (ends, vxlan, hosts, packets, frames) =>
    [
      ...(ends > 0 ? [vxlan ? `${ends} 个 VTEP` : `${ends} 个隧道端点`] : []),
      `${hosts} 台主机`,
      `${packets} 个报文（${frames}）`,
    ].join('，'),
  labels: { why: '依据', vteps: 'VTEP', ends: '端点', groups: '多播组', hosts: '主机' },
  behind: (vtep) => `位于 ${vtep} 之后`,
  routedBehind: (vtep, mac) => `位于 ${vtep} 之后，由 ${mac} 路由`,
  also: (addresses) => `另有 ${addresses}`,
  silent: '此处未见它发送',
  joinedBy: (members) => `成员 ${members}`,
  nothing: '没有可以学习的内容：没有 ARP、没有邻居发现，也没有带主机的隧道。',

  titles: {
    looksFor: (from, to) => `${from} 寻找 ${to}`,
    talks: (from, to) => `${from} 与 ${to} 通信`,
    confirms: (from, to) => `${from} 再次确认 ${to}`,
    checks: (from) => `${from} 检测自己的地址是否已被占用`,
    announces: (from) => `${from} 主动通告自己`,
    moves: (from) => `${from} 迁移`,
  },
  frames: (first, last) => (first === last ? `#${first}` : `#${first} 至 #${last}`),
  sameAs: (n) => `步骤与第 ${n} 段相同。`,
  moreSteps: (n) => `本段还有 ${n} 个步骤未保留。`,
  moreSequences: (n) => `另有 ${n} 段，每段一行；用 --all 完整显示：`,
  answered: (mac, time) => (time === '' ? mac : `${mac}，用时 ${time}`),
  steps: {
    'on-link': (p) => `${p.from} 查路由得知 ${p.to} 在同一网段，需要先知道对方的 MAC 地址。`,
    request: (p) =>
      p.ipv6
        ? `${p.from} 不知道 ${p.to} 的 MAC 地址，于是向被请求节点的多播地址发送邻居请求（NS）。${timesZh(p)}`
        : `${p.from} 不知道 ${p.to} 的 MAC 地址，于是广播 ARP 请求。${timesZh(p)}`,
    receive: (p) => {
      const members = p.via === 'group' ? '多播组的成员都会收到：' : ''
      const receives = p.via === 'group' ? '' : '收到后'
      const doubt = p.remoteCount > 1 ? ['它们都', '并非都'] : ['它', '它从未']
      const perhaps = p.isSilent ? `（前提是${doubt[0]}有 ${p.tunnel}：${doubt[1]}发送过。）` : ''
      return `${members}${p.remotes} ${receives}根据 ${p.tunnel} 交给对应的${p.hasFdb ? ' VTEP ' : '隧道'}设备解包，取出请求。${perhaps}`
    },
    learn: learnsFromZh,
    reply: (p) => {
      const answer = `${p.from} 应答：自己的 MAC 地址是 ${p.fromMac}${after(p, '（用时 ', '）')}。${flagsOfZh(p)}`
      if (p.vtep === '') return answer
      if (p.elsewhere !== '') return `${answer}${floodedTooZh(p)}`
      return p.via === 'unicast'
        ? `${answer}${wayBack(p, WAY_BACK_ZH)}${p.hasFdb && p.learns === 'no' && !p.hasEntry ? `就此次抓包所见，${p.vtep} 发往 ${p.remotes}` : `${p.vtep} 直接单播到 ${p.remotes}`}。`
        : `${answer}${p.vtep} 不知道回程，只能泛洪到 ${p.remotes}。`
    },
    unicast: (p) => {
      if (isFlooded(p) || p.elsewhere !== '') return `${p.from} 向 ${p.to} 发送 ${p.packet} 报文。${floodedTooZh(p)}`
      const way = p.vtep === '' ? '' : `，由 ${p.vtep} 单播到 ${p.remotes}`
      return p.learned
        ? `双方都已知道通信所需的信息：${p.from} 发出第一个 ${p.packet} 报文${way}。`
        : `${p.from} 向 ${p.to} 发送 ${p.packet} 报文${way}。`
    },
    answer: (p) => `${p.from} 回应${after(p, '，往返 ')}。${floodedTooZh(p)}`,
    refresh: (p) =>
      `${p.from} 以单播再次询问 ${p.to}：Linux 在邻居表项首次使用 5 秒后会确认一次。${floodedTooZh(p)}${timesZh(p)}${p.isUnanswered ? '没有抓到应答。' : ''}`,
    'refresh-reply': (p) =>
      p.isLost
        ? `${p.from} 应答${after(p, '，往返 ')}，但紧接着又被问同样的问题：应答没有到达。${floodedTooZh(p)}${timesZh(p)}${flagsOfZh(p)}`
        : `${p.from} 确认地址不变${after(p, '，往返 ')}。${floodedTooZh(p)}${flagsOfZh(p)}`,
    probe: (p) =>
      p.ipv6
        ? `${p.fromMac} 在使用 ${p.to} 之前询问是否已被占用（重复地址检测）。${timesZh(p)}`
        : `${p.fromMac} 在使用 ${p.to} 之前询问是否已被占用（ARP 探测）。${timesZh(p)}`,
    announcement: (p) =>
      p.namesNoMac
        ? `${p.from} 主动通告，但没有目标链路层地址选项，没有说明 MAC 地址：邻居表不变（RFC 4861 §7.2.5）。${flagsOfZh(p)}`
        : `${p.from} 主动通告自己的 MAC 地址 ${p.fromMac}（${p.ipv6 ? '非请求的邻居通告' : '免费 ARP'}）。${flagsOfZh(p)}${timesZh(p)}`,
    told: (p) => {
      const { type, sequence, hop, ip, before } = p.told
      const what =
        p.mode === 'evpn-routed'
          ? `${ip} 位于 ${hop} 之后，由 ${p.mac} 路由`
          : `${p.mac}${ip === '' ? '' : `（${ip}）`} 位于 ${hop} 之后${before === '' ? '' : `，不再位于 ${before} 之后`}`
      return `${p.from} 用 BGP 告知 ${p.remotes}：${what}（类型 ${type}${sequence > 0 ? `，序号 ${sequence}` : ''}，${p.frame}）。`
    },
    refused: (p) =>
      p.isPort
        ? `${p.vtep} 拒绝了它：ICMP 端口不可达（${p.frame}）。那里没有设备监听，所以既不解包，也学不到什么。${p.times > 1 ? `共拒绝 ${p.times} 次。` : ''}`
        : `它没有到达 ${p.vtep}：ICMP 目的不可达（${p.frame}）。`,
    move: (p) => `${p.mac} 现在位于 ${p.vtep} 之后${p.before === '' ? '' : `，不再位于 ${p.before} 之后`}。`,
  },
  flood: {
    plain: (p) => `请求发给链路上的所有主机。${timesZh(p)}`,
    unicast: (p) => `${p.vtep} 用 ${p.tunnel} 封包，只发往 ${p.remotes}。`,
    group: (p) => `${floodedZh(p)}发往多播组 ${p.remotes}。`,
    'default-remote': (p) => `${floodedZh(p)}发往唯一的对端 ${p.remotes}。`,
    replicated: (p) =>
      p.remoteCount > 1
        ? `${floodedZh(p)}给 ${p.remotes} 各发一份（头端复制）。`
        : `${floodedZh(p)}给已知的每个 VTEP 各发一份（头端复制），其中有 ${p.remotes}。`,
  },
  missing: {
    request: (p) => {
      if (p.mode === 'evpn-routed')
        return `${p.from} 在这里不询问：它的报文经路由进入 ${p.tunnel}，主机只在自己的链路上询问路由器的地址。`
      if (p.mode === 'routed') return `不需要询问 ${p.to}：报文经路由转发，所需表项由程序写入。`
      if (p.learned) return `没有抓到对 ${p.to} 的请求，只抓到了应答。`
      return `${p.from} 没有询问 ${p.to}，必定已经知道它：可能由代理应答，也可能表项是静态的或尚未过期，或者在抓包开始之前询问过。`
    },
    reply: (p) => {
      const said = `${p.to} 没有应答${p.times > 1 ? `（询问了 ${p.times} 次）` : ''}`
      return p.proof.kind === 'later'
        ? `${said}。它后来才出现（${p.proof.frame}）：当时还没有主机使用该地址，或者还不能应答。`
        : `${said}：没有主机使用该地址，或者请求、应答在途中丢失。`
    },
    'reply-open': (p) => `${p.to} 只被询问了一次，这里没有抓到应答：是从别处得到了应答，还是没有应答，无法判断。`,
    'reply-elsewhere': () => '请求因泛洪才经过这里；即使有应答，也不经过这里。',
    'answered-elsewhere': (p) => {
      const { kind, frame, vtep, network } = p.proof
      if (kind === 'other-network') return `应答在别处：见于 ${network}（${frame}）。`
      if (kind === 'same-vtep') return `${p.to} 也位于 ${vtep} 之后（${frame}）：在那一侧应答，应答不进入隧道。`
      if (kind === 'other-vtep')
        return `应答在别处：${p.to} 位于 ${vtep} 之后（${frame}），应答由它直接发给询问者的 VTEP，不经过这里。`
      return `应答在别处，很可能来自 ${vtep}：它此时在底层网络中寻找询问者的 VTEP（${frame}）；应答不经过这里。`
    },
    'reply-unseen': () => '没有抓到应答，但它一定到达了：后面的报文要用到它。',
    unicast: () => '请求得到了应答，但之后没有报文。',
    answer: (p) => `没有抓到 ${p.to} 的回应。`,
  },
  notes: {
    'on-link': () => '',
    request: () => '',
    receive: () => '',
    learn: () => '',
    reply: (p) => {
      if (isFlooded(p)) return FLOODED_NOTE_ZH
      if (p.vtep === '' || p.via !== 'unicast' || (p.learns === 'no' && !p.hasEntry)) return ''
      return p.hasFdb && p.learns === 'yes' && !p.mayBeStatic ? '单播：回程已从请求中学到' : '单播'
    },
    unicast: (p) => {
      if (p.elsewhere !== '') return `副本：目标位于 ${p.elsewhere} 之后`
      if (isFlooded(p)) return FLOODED_NOTE_ZH
      return p.learned && p.vtep !== '' ? '从此单播' : ''
    },
    answer: (p) => (isFlooded(p) ? FLOODED_NOTE_ZH : after(p, '往返 ')),
    refresh: (p) => (p.isUnanswered ? '单播再次确认：未见应答' : '单播再次确认'),
    'refresh-reply': (p) => (p.isLost ? '又被询问：没有到达' : '地址不变'),
    probe: () => '地址是否空闲？',
    announcement: () => '主动通告',
    told: (p) => (p.told.before === '' ? `位于 ${p.told.hop} 之后` : `现在位于 ${p.told.hop} 之后`),
    refused: () => '',
    move: () => '',
  },
  floodNotes: {
    plain: '',
    unicast: '',
    group: '泛洪：可能在任一 VTEP 之后',
    'default-remote': '泛洪，发往唯一的对端',
    replicated: '泛洪，各发一份',
  },

  roles: { host: '主机', vtep: 'VTEP', end: '隧道端点', group: '多播组', others: 'VTEP', speaker: 'BGP' },
  others: (n) => `其他 ${n} 个`,
  packets: {
    request: 'ARP 请求',
    reply: 'ARP 应答',
    solicitation: '邻居请求',
    advertisement: '邻居通告',
    probe: '地址探测',
    announcement: '主动通告',
    packet: '报文',
  },
  onLink: '同一网段',
  learns: (mac) => `FDB + ${mac}`,
  knows: (mac, since) => `已知 ${mac}（${since}）`,
  knowsUnlessStatic: (mac, since) => `已知 ${mac}（${since}），除非是静态的`,
  knowsIfThere: (mac, since) => `已知 ${mac}（${since}），前提是它有此 VNI`,
  learnsWhere: (mac, vtep) => `学到 ${mac} 位于 ${vtep} 之后`,
  learnsIfThere: (mac, vtep) => `学到 ${mac} 位于 ${vtep} 之后，前提是它有此 VNI`,
  learnsUnlessStatic: (mac, vtep) => `学到 ${mac} 位于 ${vtep} 之后，除非表项是静态的`,
  wouldLearn: (mac, vtep) => `如果会学习，则学到 ${mac} 位于 ${vtep} 之后`,
  doesNotLearn: (mac, vtep) => `不学习 ${mac} 位于 ${vtep} 之后`,
  tells: (mac) => `BGP：${mac}`,
  refusal: (isPort, frame) => `被拒绝：ICMP ${isPort ? '端口' : '目的'}不可达（${frame}）`,
  moved: (mac) => `FDB ~ ${mac}`,
  missingMark: {
    request: '未见请求',
    reply: '无应答',
    'reply-open': '未见应答，只问了一次',
    'reply-elsewhere': '应答不经过这里',
    'answered-elsewhere': '应答在别处',
    'reply-unseen': '未抓到应答',
    unicast: '之后未见报文',
    answer: '未见回应',
  },
  mustKnow: '没有询问：必定已知',
  notAsked: '经路由转发：这里不询问',

  learning: {
    yes: () => '（bridge fdb 的形式）',
    no: (mode) => `：这里不学习（${mode}），表项是写入的`,
    unsure: () => '：从报文看不出是否学习',
  },
  fdbIn: (network) => `转发表，${network}`,
  fdbOf: (vtep, network) => `${vtep} 的转发表，${network}`,
  neighboursIn: (network) => `邻居表，${network}（ip neigh 的形式）`,
  columns: {
    mac: 'MAC',
    dst: 'dst',
    since: '起始',
    learned: '学到',
    last: '最近',
    evidence: '依据',
    host: '主机',
    ip: '邻居',
    lladdr: 'lladdr',
  },
  before: '之前',
  beforeFrame: (frame) => `${frame} 之前`,
  cutSince: (frame) => `自 ${frame} 起那边发来的都没有到达`,
  entry: ({ origin, doubt, isUnsure, isDefault, frame, wouldTeach }) => {
    if (origin === 'not-learned' && isUnsure) return `如果会学习，则从 ${frame} 学到`
    if (origin === 'not-learned') return `未学习：会学习的设备可从 ${frame} 学到`
    if (origin === 'control-plane') {
      const how = doubt === 'learned-before' ? '此时已写入或学到' : '此时已由控制平面或人工写入'
      return `${how}：见用于 ${frame}`
    }
    if (origin === 'learned') {
      if (doubt === 'silent-vtep') return `从 ${frame} 学到，前提是它有此 VNI：没有见它发送过`
      if (doubt === 'may-be-static') return `从 ${frame} 学到，除非是静态表项`
      return `从 ${frame} 学到${doubt === 'dont-learn' ? '；D 位要求不要学习，Linux 照样学习' : ''}`
    }
    const used = frame === '' ? '' : `，见用于 ${frame}`
    if (isDefault) return `已配置：默认表项${used}`
    const teaches = wouldTeach === '' ? '' : `；会学习的设备可从 ${wouldTeach} 学到`
    return doubt === 'learned-before' ? `已配置，或之前学到${used}${teaches}` : `已配置${used}${teaches}`
  },
  sources: { reply: '应答', request: '请求', announcement: '通告', unicast: '没有询问，必定已知', bgp: 'BGP 类型 2' },
  told: ({ type, frame, from, sequence, overtaken, isForeign }) =>
    `#${frame} 中 ${from} 的 BGP 类型 ${type} 路由${sequence > 0 ? `，序号 ${sequence}` : ''}${isForeign ? '；可能未导入：该 VTEP 自己不使用它的任何路由目标' : ''}${overtaken > 0 ? `；不再使用：自 #${overtaken} 起主机就在本地` : ''}`,
  toldOthers: ({ type, frame, from, used }) =>
    `此时已写入：见用于 ${used}；此前 ${from} 已用 BGP 告知别处（#${frame}，类型 ${type}）`,
  staleState: 'STALE：没有 S 标志',
  failed: '之后 FAILED',
  emptyTables: '还没有学到任何表项。',
  noTables: '这些隧道的两端不维护转发表，也没有主机查询过 MAC 地址。',
  asOf: (when) => `截至 ${when} 的表`,
  beforeCapture: '，在抓包开始之前',
  afterCapture: '，在抓包结束之后：假定之后没有其他报文',
  usedLate: (mac, vtep, last, used, ageing) =>
    `${mac} 在 ${vtep} 的转发表中已过期：自 ${last} 起超过 ${ageing} 秒没有它的报文。Linux 6.15 起会删除；6.15 之前，发往它的报文（到 ${used} 为止）会使表项保留。`,
  fromTo: (from, to) => `从 ${from} 到 ${to} 的变化`,
  was: (before) => `（原为 ${before}）`,
  noChange: '没有变化。',

  move: (mac, from, to, lastBefore, frame) =>
    `${mac} 从 ${from}（最后见于 #${lastBefore}）迁移到 ${to}（自 #${frame} 起）。`,
  mapping: (ip, nbma, type, frame) => `${ip} 位于 ${nbma} 之后：${frame} 的 NHRP ${type}。`,
  movedByBgp: (frame, from, sequence) => `BGP：${from} 于 #${frame} 通告${sequence > 0 ? `，序号 ${sequence}` : ''}。`,
  inTurns: (mac, places, times, first) =>
    `${mac} 自 ${first} 起轮流出现在 ${places} 之后，共变化 ${times} 次：是同时位于多处的网关，或者两台主机使用同一个 MAC 地址。`,
  stale: (n, frames) => `之后仍有 ${n} 个发给它的报文去了原处：${frames}。`,
  unanswered: (host, ip, requests, frames) => `${host} 询问 ${ip} 共 ${requests} 次，无应答：${frames}。`,
  conflict: (ip, macs, frames) => `${ip} 被 ${macs} 同时使用：${frames}。`,
  copies: (n) => `${n} 个报文不止出现一次（在另一接口或隧道内也被看到），只计一次。`,
  dropped: {
    networks: (n) => `${n} 个报文所属的网络未保留`,
    endpoints: (n) => `${n} 个报文的隧道端点或发送方未保留`,
    stations: (n) => `${n} 台主机或其迁移未保留`,
    entries: (n) => `${n} 条转发表项未保留`,
    events: (n) => `${n} 次表项变化未保留`,
    neighbours: (n) => `${n} 条邻居表项未保留`,
    sequences: (n) => `${n} 段过程未保留`,
    tables: (n) => `${n} 个 VTEP 的转发表未生成`,
    routes: (n) => `有 ${n} 条 BGP 路由未保留`,
  },

  position: (step, of) => `第 ${step} 步，共 ${of} 步`,
  noSteps: '没有可显示的步骤。',
  keys: 'n 下一步   p 上一步   Home 开头   End 末尾   q 退出',
  above: (n) => `上面还有 ${n} 行`,
}

export const LEARN: Words<LearnWords> = { en, zh }
