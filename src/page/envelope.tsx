/** The packet of a step as boxes in boxes: what the host sent, and what is around it between two tunnel ends. */
import type { ComponentChildren, JSX } from 'preact'
import { Learns, Mode, type Sequence, type Step, StepKind } from '../analysis/learning/facts.js'
import { NO_ADDRESS } from '../analysis/tables/address-table.js'
import { type Network, NO_VLAN, PLAIN } from '../analysis/tunnels/networks.js'
import { macText } from '../present/address-text.js'
import { annotate } from '../present/explain/annotate.js'
import type { Names } from '../present/learn/names.js'
import { isSending } from '../present/learn/participants.js'
import { learnMark } from '../present/learn/step-sentences.js'
import { networkName, onWay, vlanText } from '../present/network-name.js'
import type { Language } from '../words/language.js'
import { PAGE_LADDER, type PageLadderWords } from '../words/screens/page-ladder.js'
import { usePage } from './context.js'
import { isForAll } from './ladder-layout.js'
import type { Packets } from './restore.js'

interface EnvelopeProps {
  readonly sequence: Sequence
  readonly step: Step
}

export function Envelope({ sequence, step }: EnvelopeProps): JSX.Element | null {
  const { names, language, packets } = usePage()
  const words = PAGE_LADDER[language]
  const passage = passageOf(step, sequence)
  if (passage === undefined) return null
  const { sent, carrier } = passage
  const mark = markOf(step, sequence, names)
  const around = carrier.fromVtep === NO_ADDRESS ? [] : tunnelsAround(sequence.network, names)
  const isWrapped = step.kind !== StepKind.Receive && step.kind !== StepKind.Request
  const tags = tagsOf(carrier.at.frame, packets, language) ?? [...around.map(() => []), ownTag(sequence.network, names)]
  return (
    <figure class="envelope">
      <figcaption>
        <b>{words.envelope}</b> {captionOf(step, carrier, sequence, names)}
      </figcaption>
      <Wrapped tunnels={isWrapped ? around : []} tags={tags} carrier={carrier} mark={mark} names={names}>
        <Inner sent={sent} sequence={sequence} tags={tags[around.length] ?? []} mark={mark} names={names} />
      </Wrapped>
    </figure>
  )
}

/** How the addresses that teach are marked in a packet: as learned, as what would be learned, or not at all. */
type MarkKind = 'learned' | 'hollow' | ''

function markOf(step: Step, sequence: Sequence, names: Names): MarkKind {
  if (step.kind !== StepKind.Learn || step.knownSince !== undefined) return ''
  return learnMark(step, sequence, names).isHollow ? 'hollow' : 'learned'
}

/** The VLAN tags of a frame by the number of tunnels around them; undefined for a frame that is not in the page. */
function tagsOf(frame: number, packets: Packets, language: Language): readonly (readonly string[])[] | undefined {
  const p = packets.packet()
  if (!packets.decode(frame, p)) return undefined
  const tags: string[][] = []
  for (const { level, quoted, fields } of annotate(p, language).layers) {
    const id = quoted ? undefined : fields.find(({ name }) => name === 'vlan.id' || name === 'ieee8021ad.id')
    tags[level] ??= []
    if (id !== undefined) tags[level].push(id.value)
  }
  return tags
}

/** The VLAN tags of a network's frames, as its name says. */
function ownTag(network: number, names: Names): readonly string[] {
  const vlan = names.facts.networks[network]?.vlan ?? NO_VLAN
  return vlan === NO_VLAN ? [] : [vlanText(vlan)]
}

/** The packet that a step is about: who sent it, and who sent it into the tunnel; undefined where it is about none. */
function passageOf(step: Step, { steps }: Sequence): Passage | undefined {
  if (step.kind === StepKind.OnLink || step.kind === StepKind.Told || step.kind === StepKind.Missing) return undefined
  const same = steps.filter((s) => s.at.frame === step.at.frame)
  const flood = same.find((s) => s.kind === StepKind.Flood)
  const sent = same.find(isSending) ?? flood
  if (sent === undefined) return undefined
  return { sent, carrier: step.kind === StepKind.Request ? sent : (flood ?? sent) }
}

interface Passage {
  readonly sent: Step
  readonly carrier: Step
}

function captionOf(step: Step, carrier: Step, sequence: Sequence, names: Names): string {
  const words = PAGE_LADDER[names.view.language]
  if (carrier.fromVtep === NO_ADDRESS && step.kind !== StepKind.Request) return ''
  if (step.kind === StepKind.Request) return words.asSent(names.host(carrier.from, carrier.fromMac))
  if (step.kind === StepKind.Receive) return words.unwrapped(names.addresses(step.toVteps))
  const mark = markOf(step, sequence, names)
  if (mark === '') return words.wrapped(names.address(carrier.fromVtep))
  const [vtep, mac] = [names.address(step.fromVtep), macText(step.mac)]
  const { learns = Learns.Unsure, mode = Mode.Unknown } = names.facts.networks[sequence.network] ?? {}
  if (learns !== Learns.Yes) return words.wouldLearn[learns](vtep, mac)
  if (!learnMark(step, sequence, names).mayLackNetwork) {
    return words.learnedFrom(vtep, mac) + (mode === Mode.HeadEndReplication ? words.unlessStatic : '')
  }
  return words.learnedIfThere(vtep, mac, names.tunnel(names.overlay(sequence.network), step.fromVtep))
}

/** Outermost first. A VLAN has no tunnel of its own: it is in that of its overlay. */
function tunnelsAround(network: number, names: Names): readonly Network[] {
  const tunnels: Network[] = []
  for (
    let n = names.facts.networks[names.overlay(network)];
    n !== undefined && n.network !== PLAIN;
    n = names.facts.networks[n.parent]
  ) {
    tunnels.unshift(n)
  }
  return tunnels
}

interface WrappedProps {
  readonly tunnels: readonly Network[]
  /** Of the frame around each of them. */
  readonly tags: readonly (readonly string[])[]
  readonly carrier: Step
  readonly mark: MarkKind
  readonly names: Names
  readonly children: ComponentChildren
}

function Wrapped({ tunnels: [tunnel, ...inside], tags, carrier, mark, names, children }: WrappedProps): JSX.Element {
  if (tunnel === undefined) return <>{children}</>
  const words = PAGE_LADDER[names.view.language]
  // The ends of the outer tunnels are told in other steps.
  const isInnermost = inside.length === 0
  const ip = names.facts.addresses.isIpv6(carrier.fromVtep) ? 'IPv6' : 'IPv4'
  return (
    <div class="envelope-tunnel">
      <div class="envelope-headers">
        {tunnel.parent === PLAIN ? <Header layer="underlay" name="Ethernet" /> : null}
        <Tags layer="underlay" tags={tags[0] ?? []} />
        <Header layer="underlay" name={isInnermost ? ip : 'IP'}>
          {isInnermost ? (
            <Ways from={names.address(carrier.fromVtep)} to={names.addresses(carrier.toVteps)} mark={mark} />
          ) : null}
        </Header>
        {tunnel.port === 0 ? null : (
          <Header layer="underlay" name="UDP">
            {words.port(tunnel.port)}
          </Header>
        )}
        <Header layer="tunnel" name={networkName(onWay(tunnel, carrier.fromVtep))} />
      </div>
      <Wrapped tunnels={inside} tags={tags.slice(1)} carrier={carrier} mark={mark} names={names}>
        {children}
      </Wrapped>
    </div>
  )
}

interface InnerProps extends Pick<WrappedProps, 'mark' | 'names'> {
  readonly sent: Step
  readonly sequence: Sequence
  readonly tags: readonly string[]
}

function Inner({ sent, sequence, tags, mark, names }: InnerProps): JSX.Element {
  const { network, target } = sequence
  const words = PAGE_LADDER[names.view.language]
  const to = sent.to === NO_ADDRESS ? names.address(target) : names.host(sent.to, sent.toMac)
  return (
    <div class="envelope-frame">
      {network === PLAIN ? null : (
        <p class="envelope-whose">{sent.fromMac === 0 ? words.innerPacket : words.innerFrame}</p>
      )}
      <div class="envelope-headers">
        {sent.fromMac === 0 ? null : (
          <Header layer="inner" name="Ethernet">
            <Ways from={macText(sent.fromMac)} to={destinationOf(sent, words)} mark={mark} />
          </Header>
        )}
        <Tags layer="inner" tags={tags} />
        <Header layer="inner" name={names.packet(sent, sequence)}>
          <Ways from={names.host(sent.from, sent.fromMac)} to={to} mark="" />
        </Header>
      </div>
    </div>
  )
}

/** The receiver on the link. Requests and announcements go to everybody. */
function destinationOf(step: Step, { everybody }: PageLadderWords): string {
  if (isForAll(step)) return everybody
  return step.toMac === 0 ? '' : macText(step.toMac)
}

function Tags({ layer, tags }: Pick<HeaderProps, 'layer'> & { readonly tags: readonly string[] }): JSX.Element {
  return (
    <>
      {tags.map((tag, i) => (
        <Header key={i} layer={layer} name="VLAN">
          {tag}
        </Header>
      ))}
    </>
  )
}

function Header({ layer, name, children }: HeaderProps): JSX.Element {
  return (
    <div class={`envelope-header envelope-${layer}`}>
      <b>{name}</b>
      {children === undefined || children === null ? null : <span>{children}</span>}
    </div>
  )
}

interface HeaderProps {
  readonly layer: 'underlay' | 'tunnel' | 'inner'
  readonly name: string
  readonly children?: ComponentChildren
}

interface WaysProps {
  readonly from: string
  readonly to: string
  /** Whether the source is what somebody learned from, or would. */
  readonly mark: MarkKind
}

function Ways({ from, to, mark }: WaysProps): JSX.Element {
  return (
    <>
      {mark === '' ? from : <mark class={mark}>{from}</mark>}
      {to === '' ? null : (
        <>
          {' → '}
          {to}
        </>
      )}
    </>
  )
}
