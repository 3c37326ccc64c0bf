/** What the capture is, in two sentences: what is in it, and whether it works. */
import type { JSX } from 'preact'
import type { NetworkFacts } from '../analysis/learning/facts.js'
import { elapsed } from '../analysis/totals/traffic.js'
import { NO_VLAN, PLAIN } from '../analysis/tunnels/networks.js'
import { dateText } from '../present/learn/text.js'
import { countText, octetsText } from '../words/amounts.js'
import { PAGE_DRAWING } from '../words/screens/page-drawing.js'
import { type Page, usePage } from './context.js'

/** Networks that the sentence names. */
const NAMED = 3
const SIGNS = { error: '✗', warning: '!', info: '✓' } as const

export function Summary(): JSX.Element {
  const page = usePage()
  const { data, language } = page
  const words = PAGE_DRAWING[language]
  const { severity, text } = data.verdict[language]
  const population = populationOf(page)
  return (
    <div class="summary">
      <h1>{data.files.join(', ')}</h1>
      <p class="summary-capture">{captureSentence(page, population)}</p>
      <div class={`summary-verdict summary-${severity}`}>
        <span class="summary-sign" aria-hidden="true">
          {SIGNS[severity]}
        </span>
        <p>
          <strong>{words.verdicts[severity]}</strong> {text}
        </p>
      </div>
      {data.incomplete === undefined ? null : <p class="summary-damage">{data.incomplete[language]}</p>}
      {data.notes[language].map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      {data.damage === '' ? null : <p class="summary-damage">{words.damage(data.damage)}</p>}
      <ul class="summary-counts">
        {countsOf(page, population).map(({ id, value, name }) => (
          <li key={id}>
            <b>{countText(value)}</b> {name}
          </li>
        ))}
      </ul>
      {data.first === undefined ? null : (
        <p class="note">
          {dateText(data.first, page.names.view)} {words.zone(offsetText(data.utcOffset))}
        </p>
      )}
    </div>
  )
}

function captureSentence({ data, names, language }: Page, { overlays, vlans, ends, hosts }: Population): string {
  const words = PAGE_DRAWING[language]
  const { first, last, packetCount } = data
  if (packetCount === 0) return words.empty
  const busiest = [...overlays].sort((x, y) => y.packets - x.packets)
  const span = first === undefined || last === undefined ? 0 : elapsed(first, last)
  return words.capture({
    files: data.files.length,
    packets: `${countText(packetCount)} ${words.counts.packets(packetCount)}`,
    octets: octetsText(data.octetCount),
    duration: span <= 0 ? '' : names.duration(span),
    networks: busiest.slice(0, NAMED).map((network) => ({
      name: names.network(network.network),
      mode: names.words.modes[network.mode],
      group: names.addresses(network.groups.map(({ address }) => address)),
    })),
    moreNetworks: Math.max(0, overlays.length - NAMED),
    vlans,
    ends,
    hosts,
  })
}

function countsOf(
  { data, language }: Page,
  { overlays, vlans, ends, hosts }: Population,
): readonly { id: string; value: number; name: string }[] {
  const { counts } = PAGE_DRAWING[language]
  const severe = (severity: 'error' | 'warning'): number =>
    data.findings.filter((finding) => finding.severity === severity).length
  const values = {
    packets: data.packetCount,
    networks: overlays.length,
    ...(vlans > 0 ? { vlans } : {}),
    ends,
    // Without Ethernet inside the tunnels no hosts are counted, so their number is left out.
    ...(hosts > 0 || ends === 0 ? { hosts } : {}),
    errors: severe('error'),
    warnings: severe('warning'),
  }
  return (Object.entries(values) as [keyof typeof counts, number][]).map(([id, value]) => ({
    id,
    value,
    name: counts[id](value),
  }))
}

/** Who is in the capture's tunnels. */
interface Population {
  readonly overlays: readonly NetworkFacts[]
  /** VLANs in them, which are no overlays of their own. */
  readonly vlans: number
  /** Tunnel ends, each once, and the hosts inside all tunnels. */
  readonly ends: number
  readonly hosts: number
}

function populationOf({ names }: Page): Population {
  const inside = names.facts.networks.filter(({ network }) => network !== PLAIN)
  const overlays = inside.filter(({ vlan }) => vlan === NO_VLAN)
  const ends = new Set(inside.flatMap(({ vteps }) => vteps.map(({ address }) => address)))
  const hosts = inside.reduce((sum, network) => sum + network.hosts.length + network.moreHosts, 0)
  return { overlays, vlans: inside.length - overlays.length, ends: ends.size, hosts }
}

/** `+08:00`; nothing for UTC itself. */
function offsetText(seconds: number): string {
  if (seconds === 0) return ''
  const minutes = Math.abs(seconds) / 60
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')
  return `${seconds < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
