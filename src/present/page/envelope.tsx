/** The packet of a step as boxes in boxes: what the host sent, and what is around it between two tunnel ends. */
import type { ComponentChildren, JSX } from 'preact'
import { NO_ADDRESS } from '../../analysis/address-table.js'
import { type Sequence, type Step, StepKind } from '../../analysis/learning/facts.js'
import { type Network, PLAIN } from '../../analysis/networks.js'
import { macText } from '../address-text.js'
import { isSending } from '../learn/cast.js'
import type { Names } from '../learn/names.js'
import { networkName, onWay } from '../network-name.js'
import { PAGE_LADDER, type PageLadderWords } from '../words/page-ladder.js'
import { usePage } from './context.js'
import { isForAll } from './ladder-layout.js'

interface EnvelopeProps {
  readonly sequence: Sequence
  readonly step: Step
}

export function Envelope({ sequence, step }: EnvelopeProps): JSX.Element | null {
  const { names, language } = usePage()
  const words = PAGE_LADDER[language]
  const passage = passageOf(step, sequence)
  if (passage === undefined) return null
  const { sent, carrier } = passage
  const isLearning = step.kind === StepKind.Learn && step.knownSince === undefined
  const isWrapped = step.kind !== StepKind.Receive && step.kind !== StepKind.Request && carrier.fromVtep !== NO_ADDRESS
  const tunnels = isWrapped ? tunnelsAround(sequence.network, names) : []
  return (
    <figure class="envelope">
      <figcaption>
        <b>{words.envelope}</b> {captionOf(step, carrier, names)}
      </figcaption>
      <Wrapped tunnels={tunnels} carrier={carrier} marked={isLearning} names={names}>
        <Inner sent={sent} sequence={sequence} marked={isLearning} names={names} />
      </Wrapped>
    </figure>
  )
}

/** The packet that a step is about: who sent it, and who sent it into the tunnel; undefined where it is about none. */
function passageOf(step: Step, { steps }: Sequence): Passage | undefined {
  if (step.kind === StepKind.OnLink || step.kind === StepKind.Missing) return undefined
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

function captionOf(step: Step, carrier: Step, names: Names): string {
  const words = PAGE_LADDER[names.view.language]
  if (carrier.fromVtep === NO_ADDRESS && step.kind !== StepKind.Request) return ''
  if (step.kind === StepKind.Request) return words.asSent(names.host(carrier.from, carrier.fromMac))
  if (step.kind === StepKind.Receive) return words.unwrapped(names.addresses(step.toVteps))
  if (step.kind === StepKind.Learn && step.knownSince === undefined) {
    return words.learnedFrom(names.address(step.fromVtep), macText(step.mac))
  }
  return words.wrapped(names.address(carrier.fromVtep))
}

function tunnelsAround(network: number, names: Names): readonly Network[] {
  const tunnels: Network[] = []
  for (
    let n = names.facts.networks[network];
    n !== undefined && n.network !== PLAIN;
    n = names.facts.networks[n.parent]
  ) {
    tunnels.unshift(n)
  }
  return tunnels
}

interface WrappedProps {
  readonly tunnels: readonly Network[]
  readonly carrier: Step
  readonly marked: boolean
  readonly names: Names
  readonly children: ComponentChildren
}

function Wrapped({ tunnels: [tunnel, ...inside], carrier, marked, names, children }: WrappedProps): JSX.Element {
  if (tunnel === undefined) return <>{children}</>
  const words = PAGE_LADDER[names.view.language]
  // Of the tunnels around it the ends are in other steps.
  const isInnermost = inside.length === 0
  const ip = names.facts.addresses.isIpv6(carrier.fromVtep) ? 'IPv6' : 'IPv4'
  return (
    <div class="envelope-tunnel">
      <div class="envelope-headers">
        {tunnel.parent === PLAIN ? <Header layer="underlay" name="Ethernet" /> : null}
        <Header layer="underlay" name={isInnermost ? ip : 'IP'}>
          {isInnermost ? (
            <Ways from={names.address(carrier.fromVtep)} to={names.addresses(carrier.toVteps)} marked={marked} />
          ) : null}
        </Header>
        {tunnel.port === 0 ? null : (
          <Header layer="underlay" name="UDP">
            {words.port(tunnel.port)}
          </Header>
        )}
        <Header layer="tunnel" name={networkName(onWay(tunnel, carrier.fromVtep))} />
      </div>
      <Wrapped tunnels={inside} carrier={carrier} marked={marked} names={names}>
        {children}
      </Wrapped>
    </div>
  )
}

interface InnerProps extends Pick<WrappedProps, 'marked' | 'names'> {
  readonly sent: Step
  readonly sequence: Sequence
}

function Inner({ sent, sequence, marked, names }: InnerProps): JSX.Element {
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
            <Ways from={macText(sent.fromMac)} to={destinationOf(sent, words)} marked={marked} />
          </Header>
        )}
        <Header layer="inner" name={names.packet(sent, sequence)}>
          <Ways from={names.host(sent.from, sent.fromMac)} to={to} marked={false} />
        </Header>
      </div>
    </div>
  )
}

/** The receiver on the link; what asks or announces goes to all. */
function destinationOf(step: Step, { everybody }: PageLadderWords): string {
  if (isForAll(step)) return everybody
  return step.toMac === 0 ? '' : macText(step.toMac)
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
  /** Whether the source is what somebody learned from. */
  readonly marked: boolean
}

function Ways({ from, to, marked }: WaysProps): JSX.Element {
  return (
    <>
      {marked ? <mark>{from}</mark> : from}
      {to === '' ? null : (
        <>
          {' → '}
          {to}
        </>
      )}
    </>
  )
}
