/**
 * How the VTEPs of a network find each other, from what they send: where broadcasts go, whether hosts ask for MAC
 * addresses, and whether a VTEP knew something that no packet had told it.
 */
import { isPair, TunnelType } from '../../wire/tunnel.js'
import type { BgpSession } from '../control/bgp-sessions.js'
import { distinct } from '../tables/number-map.js'
import { type Network, type Networks, NO_ENDPOINT } from '../tunnels/networks.js'
import { type Confidence, type Evidence, Learns, Mode } from './facts.js'
import type { Fdb, FloodRow, UseRow } from './fdb.js'
import type { Membership } from './memberships.js'
import type { ToldNetwork } from './told-entries.js'
import type { VtepRow } from './vtep-tables.js'

/** flannel's and Linux's old port for VXLAN, where programs put in what there is to know. */
const FLANNEL_PORT = 8472
/** Frames and addresses that one piece of evidence names at most. */
const MAX_NAMED = 8

export interface ModeVerdict {
  readonly learns: Learns
  readonly mode: Mode
  readonly confidence: Confidence
  readonly evidence: readonly Evidence[]
}

/** What was seen in one network. */
export interface NetworkTraces {
  readonly network: Network
  readonly vteps: readonly VtepRow[]
  readonly floods: readonly FloodRow[]
  readonly uses: readonly UseRow[]
  readonly memberships: readonly Membership[]
  /** Ways between two VTEPs on which frames were seen, by `wayKey`. On these, what is missing was not sent. */
  readonly heard: ReadonlySet<number>
  /** Stations behind each VTEP that sends. */
  readonly stations: number
  /** Whether the VTEPs that send here get their answers in networks of other numbers. */
  readonly answeredElsewhere: boolean
}

/** What a capture has of control planes, where it has that. */
export interface ControlTraces {
  /** What BGP told of the network. */
  readonly told: ToldNetwork | undefined
  /** The frames by which NHRP told of its ends. */
  readonly nhrp: readonly number[] | undefined
  /** BGP sessions of which the capture lacks the beginning or octets: more may have been told than it has. */
  readonly inPart: readonly BgpSession[]
}

export function modeOf(networks: Networks, fdb: Fdb, traces: NetworkTraces, control: ControlTraces): ModeVerdict {
  const found = modeBy(networks, fdb, traces, control)
  const { inPart } = control
  if (inPart.length === 0 || isPair(traces.network.type) || traces.vteps.length === 0) return found
  const about = distinct(inPart.flatMap(({ ends }) => ends)).slice(0, MAX_NAMED)
  const frames = inPart.slice(0, MAX_NAMED).map(({ first }) => first.frame)
  const evidence: Evidence = { kind: 'bgp-in-part', frames, about, count: inPart.length }
  // Whoever put in what no packet had taught may have been BGP.
  const confidence = isByBgp(found.mode) || found.confidence === 'low' ? found.confidence : 'medium'
  return { ...found, confidence, evidence: [...found.evidence, evidence] }
}

function modeBy(networks: Networks, fdb: Fdb, traces: NetworkTraces, { told, nhrp }: ControlTraces): ModeVerdict {
  if (told !== undefined) return byBgp(networks, told)
  if (nhrp !== undefined) {
    const about = traces.vteps.map(({ endpoint }) => networks.addressOf(endpoint)).slice(0, MAX_NAMED)
    return verdict(Mode.Nhrp, 'high', { kind: 'told-by-nhrp', frames: nhrp, about, count: nhrp.length })
  }
  return new CheckHalf(networks, fdb, traces).verdict()
}

function byBgp({ addresses }: Networks, { vteps, frames, count, isBridged }: ToldNetwork): ModeVerdict {
  const about = [...vteps.keys()].filter((vtep) => !addresses.isMulticast(vtep)).slice(0, MAX_NAMED)
  return verdict(isBridged ? Mode.Evpn : Mode.EvpnRouted, 'high', { kind: 'told-by-bgp', frames, about, count })
}

const isByBgp = (mode: Mode): boolean => mode === Mode.Evpn || mode === Mode.EvpnRouted

/** Endpoints, of which there are fewer. */
const ENDPOINTS = 2 ** 21

/** The way from one endpoint to another. */
export function wayKey(from: number, to: number): number {
  return from * ENDPOINTS + to
}

/** Whether VTEPs that find each other in this way learn from packets. */
function learnsIn(mode: Mode): Learns {
  switch (mode) {
    case Mode.PointToPoint:
    case Mode.Multicast:
    case Mode.HeadEndReplication:
      return Learns.Yes
    case Mode.Unknown:
      return Learns.Unsure
    default:
      return Learns.No
  }
}

class CheckHalf {
  readonly #networks: Networks
  readonly #fdb: Fdb
  readonly #t: NetworkTraces
  readonly #senders: number
  readonly #toGroups: readonly FloodRow[]
  readonly #toOne: readonly FloodRow[]
  readonly #questions: number

  constructor(networks: Networks, fdb: Fdb, traces: NetworkTraces) {
    this.#networks = networks
    this.#fdb = fdb
    this.#t = traces
    this.#senders = traces.vteps.filter((vtep) => vtep.sends).length
    const groups = fdb.groupsOf(traces.network.network)
    this.#toGroups = traces.floods.filter((flood) => groups.includes(flood.destination))
    this.#toOne = traces.floods.filter((flood) => !groups.includes(flood.destination))
    this.#questions = traces.floods.reduce((sum, flood) => sum + flood.questions, 0)
  }

  verdict(): ModeVerdict {
    const { type } = this.#t.network
    if (isPair(type)) return verdict(Mode.PointToPoint, 'high', this.#twoVteps())
    if (this.#t.stations === 0) return this.#withoutEthernet()
    if (this.#toGroups.length > 0) return this.#multicast()
    if (this.#t.floods.length > 0) return this.#flooded()
    return this.#silent()
  }

  #withoutEthernet(): ModeVerdict {
    const evidence = [this.#evidence('no-ethernet', [this.#t.network.first.frame], [], this.#t.network.packets)]
    if (this.#t.network.type === TunnelType.FlannelUdp) return verdict(Mode.Routed, 'high', ...evidence)
    // The kernel's device for bare IP takes the far VTEP from the route (`external`).
    if (this.#t.network.type === TunnelType.VxlanGpe) return verdict(Mode.External, 'medium', ...evidence)
    return verdict(Mode.Unknown, 'low', ...evidence)
  }

  #multicast(): ModeVerdict {
    const evidence = [this.#floodEvidence('flood-to-group', this.#toGroups)]
    const joins = this.#t.memberships
    if (joins.length > 0) {
      const frames = joins.map((m) => m.joined.frame)
      evidence.push(
        this.#evidence(
          'group-joined',
          frames,
          joins.map((m) => m.member),
          joins.length,
        ),
      )
    }
    return verdict(Mode.Multicast, 'high', ...evidence)
  }

  /** Floods go to single VTEPs only. */
  #flooded(): ModeVerdict {
    const remotes = new Map<number, number>()
    for (const flood of this.#toOne) remotes.set(flood.vtep, (remotes.get(flood.vtep) ?? 0) + 1)
    const replicates = [...remotes.values()].some((count) => count > 1)
    const astray = this.#t.uses.filter((use) => use.astray > 0)
    const all = this.#unknown()
    const early = all.filter((use) => this.#isHeard(use))
    const flooded = this.#floodEvidence(replicates ? 'flood-replicated' : 'flood-to-one', this.#toOne)
    if (astray.length > 0 && this.#t.vteps.length > 2) {
      const frames = astray.map((use) => use.astray)
      const about = astray.map((use) => use.vtep)
      const evidence = this.#evidence('flood-despite-learning', frames, about, astray.length)
      return verdict(Mode.StaticFdb, 'high', evidence, flooded)
    }
    const hasSeveral = this.#t.vteps.length > 2
    if (hasSeveral && early.length > 0 && this.#questions === 0) {
      return verdict(Mode.ArpProxy, replicates ? 'high' : 'medium', this.#noArp(), this.#earlyEvidence(early), flooded)
    }
    if (hasSeveral && early.length > 0) return verdict(Mode.StaticFdb, 'medium', this.#earlyEvidence(early), flooded)
    // Three VTEPs that each flood to one other: the capture shows only the copies that came to one VTEP.
    const found =
      replicates || this.#senders > 2
        ? verdict(Mode.HeadEndReplication, replicates ? 'high' : 'medium', flooded, this.#severalVteps())
        : verdict(Mode.PointToPoint, this.#sureOfTwo(remotes.size), flooded, this.#twoVteps())
    // They may have learned from packets in the direction that the capture does not show.
    return all.length > early.length ? { ...found, learns: Learns.Unsure } : found
  }

  /** How sure it is that there are only two VTEPs. If only one floods, a third may get copies elsewhere. */
  #sureOfTwo(flooding: number): Confidence {
    if (this.#senders < 2) return 'low'
    return flooding < 2 ? 'medium' : 'high'
  }

  /** Nothing is flooded, so nobody asked for anything. */
  #silent(): ModeVerdict {
    const { network, vteps, stations } = this.#t
    const early = this.#unknown().filter((use) => this.#isHeard(use))
    const oneMacEach = stations === this.#senders
    const routed = this.#fdb.stations.routedAddresses(network.network)
    if (this.#t.answeredElsewhere) {
      const about = vteps.map((vtep) => vtep.endpoint)
      return verdict(Mode.External, 'medium', this.#evidence('two-directions-differ', [network.first.frame], about, 1))
    }
    if (early.length === 0) return verdict(Mode.Unknown, 'low', this.#noArp())
    if (oneMacEach && (routed > 0 || network.port === FLANNEL_PORT)) {
      const evidence = [
        this.#evidence(
          'one-mac-a-vtep',
          [network.first.frame],
          vteps.map((vtep) => vtep.endpoint),
          stations,
        ),
        ...(routed > 0 ? [this.#evidence('routed-hops', [network.first.frame], [], routed)] : []),
        ...(network.port === FLANNEL_PORT ? [this.#evidence('flannel-port', [network.first.frame], [], 1)] : []),
        this.#noArp(),
      ]
      return verdict(Mode.Routed, routed > 0 ? 'high' : 'medium', ...evidence)
    }
    const all = [this.#noArp(), this.#earlyEvidence(early)]
    // Two VTEPs may just have learned from each other before the capture began.
    if (this.#senders <= 2) return verdict(Mode.Unknown, 'low', ...all)
    // Hosts on one link that never ask: their VTEPs answer for the others.
    return verdict(Mode.ArpProxy, 'medium', ...all, this.#severalVteps())
  }

  /** Whether the capture shows the direction in which the sender would have been taught. */
  #isHeard({ vtep, destination }: UseRow): boolean {
    return this.#t.heard.has(wayKey(destination, vtep))
  }

  /** Unicast to a place that no packet had taught, and that is not the sender's default destination. */
  #unknown(): readonly UseRow[] {
    const unknown = this.#t.uses.filter((use) => !use.known && use.destination !== NO_ENDPOINT)
    if (unknown.length === 0 || this.#t.floods.length === 0) return unknown
    const defaults = new Set(this.#t.floods.map((flood) => `${flood.vtep} ${flood.destination}`))
    const one = new Set(this.#t.floods.map((flood) => flood.vtep))
    return unknown.filter(
      (use) =>
        // A VTEP that floods to several remotes sent this frame to one of them, so it had an entry.
        !defaults.has(`${use.vtep} ${use.destination}`) || (one.has(use.vtep) && this.#remotesOf(use.vtep) > 1),
    )
  }

  #remotesOf(vtep: number): number {
    return this.#toOne.filter((flood) => flood.vtep === vtep).length
  }

  #twoVteps(): Evidence {
    const { network, vteps } = this.#t
    return this.#evidence(
      'only-two-vteps',
      [network.first.frame],
      vteps.map((vtep) => vtep.endpoint),
      vteps.length,
    )
  }

  #severalVteps(): Evidence {
    const { vteps } = this.#t
    // Including VTEPs that get copies and refuse them.
    const about = distinct([...vteps.map((vtep) => vtep.endpoint), ...this.#toOne.map((flood) => flood.destination)])
    return this.#evidence(
      'several-vteps',
      vteps.map((vtep) => vtep.first.frame),
      about,
      about.length,
    )
  }

  #noArp(): Evidence {
    return this.#evidence('no-arp', [], [], this.#t.network.packets)
  }

  #floodEvidence(kind: Evidence['kind'], floods: readonly FloodRow[]): Evidence {
    const frames = floods.map((flood) => flood.first.frame)
    const about = distinct(floods.map((flood) => flood.destination))
    return this.#evidence(
      kind,
      frames,
      about,
      floods.reduce((sum, flood) => sum + flood.frames, 0),
    )
  }

  #earlyEvidence(early: readonly UseRow[]): Evidence {
    const frames = early.map((use) => use.first.frame)
    return this.#evidence(
      'unicast-before-learning',
      frames,
      early.map((use) => use.vtep),
      early.length,
    )
  }

  #evidence(kind: Evidence['kind'], frames: readonly number[], about: readonly number[], count: number): Evidence {
    const named = distinct(about).slice(0, MAX_NAMED)
    return {
      kind,
      frames: distinct(frames)
        .sort((x, y) => x - y)
        .slice(0, MAX_NAMED),
      about: named.map((endpoint) => this.#networks.addressOf(endpoint)),
      count,
    }
  }
}

function verdict(mode: Mode, confidence: Confidence, ...evidence: readonly Evidence[]): ModeVerdict {
  return { mode, confidence, evidence, learns: learnsIn(mode) }
}
