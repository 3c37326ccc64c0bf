/** A network in short: how its VTEPs find each other and the evidence for it, the VTEPs, and the hosts behind them. */
import type { ComponentChildren, JSX } from 'preact'
import type { Host, NetworkFacts } from '../analysis/learning/facts.js'
import { NO_ADDRESS } from '../analysis/tables/address-table.js'
import { PLAIN } from '../analysis/tunnels/networks.js'
import { macText } from '../present/address-text.js'
import { isMore } from '../present/learn/network.js'
import { usePage } from './context.js'
import { Frames } from './section.js'

/** Of each list. */
const LISTED = 8

export function AboutNetwork({ network }: { readonly network: NetworkFacts }): JSX.Element {
  const { names } = usePage()
  const { words } = names
  const { vteps, groups, hosts, moreHosts, mode, confidence, evidence } = network
  const hasVteps = names.hasVteps(network.network)
  // Who joined a group stands with the group.
  const reasons = evidence.filter(({ kind }) => kind !== 'group-joined')
  const counted = hosts.length + moreHosts
  return (
    <div class="about-network">
      <p class="about-mode">
        {network.network === PLAIN ? null : (
          <>
            <b>{words.modes[mode]}</b>
            {mode === 'unknown' ? null : <span class="about-sure">{words.confidence[confidence]}</span>}
            <span>{names.modeMeans(network.network, mode)}</span>
          </>
        )}
        <span class="about-counts">
          {words.counts(
            vteps.length,
            hasVteps,
            counted,
            network.packets,
            words.frames(network.first.frame, network.last.frame),
          )}
        </span>
      </p>
      <dl>
        <Entry title={hasVteps ? words.labels.vteps : words.labels.ends} items={vteps} more={0}>
          {({ address, first, sends }) => (
            <>
              <span class="mono">{names.address(address)}</span>{' '}
              {sends ? null : <span class="about-soft">{words.silent} </span>}
              <Frames frames={[first.frame]} />
            </>
          )}
        </Entry>
        <Entry title={words.labels.groups} items={groups} more={0}>
          {({ address, members }) => (
            <>
              <span class="mono">{names.address(address)}</span>
              {members.length === 0
                ? null
                : ` ${words.joinedBy(names.list(members.map((member) => names.address(member.address))))} `}
              <Frames frames={members.slice(0, LISTED).map((member) => member.joined.frame)} />
            </>
          )}
        </Entry>
        <Entry title={words.labels.hosts} items={hosts} more={moreHosts}>
          {(host) => <HostText host={host} />}
        </Entry>
        <Entry title={words.labels.why} items={reasons} more={0}>
          {({ kind, about, count, frames }) => (
            <>
              {words.evidence[kind](names.addresses(about), count, about.length)}{' '}
              <Frames frames={frames.slice(0, LISTED)} />
              {isMore({ kind, count, frames }) ? ' …' : null}
            </>
          )}
        </Entry>
      </dl>
    </div>
  )
}

interface EntryProps<T> {
  readonly title: string
  readonly items: readonly T[]
  readonly more: number
  readonly children: (item: T) => ComponentChildren
}

/** A list under its title; none when it is empty. */
function Entry<T>({ title, items, more, children }: EntryProps<T>): JSX.Element | null {
  const { names } = usePage()
  if (items.length === 0) return null
  const shown = items.slice(0, LISTED)
  const left = items.length - shown.length + more
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <ul>
          {shown.map((item, i) => (
            <li key={i}>{children(item)}</li>
          ))}
          {left === 0 ? null : <li class="about-soft">{names.words.andMore(left)}</li>}
        </ul>
      </dd>
    </div>
  )
}

function HostText({ host: { addresses, mac, vtep } }: { readonly host: Host }): JSX.Element {
  const { names } = usePage()
  const { words } = names
  const [first = NO_ADDRESS, ...also] = addresses
  return (
    <>
      <span class="mono">{first === NO_ADDRESS ? macText(mac) : names.address(first)}</span>{' '}
      {first === NO_ADDRESS ? null : <span class="mono about-soft">{macText(mac)} </span>}
      {also.length === 0 ? null : <span class="about-soft">{words.also(names.addresses(also))} </span>}
      {vtep === NO_ADDRESS ? null : words.behind(names.address(vtep))}
    </>
  )
}
