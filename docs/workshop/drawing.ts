/** Networks of the lab as Mermaid flowcharts. */
import { bare, type Device, type Host, type Network } from '../../src/lab/network.js'
import type { Language, Words } from '../../src/words/language.js'

const UNDERLAY: Words = { en: 'underlay', zh: '底层网络' }
const GROUP: Words = { en: 'group', zh: '多播组' }
const CONTAINER: Words = { en: 'container', zh: '容器' }

/** Hosts with their devices and containers, the underlay between them, and dotted what the tunnels join. */
export function drawing(network: Network, language: Language): string {
  const tunnels = network.hosts.flatMap((h) => h.devices.flatMap((d) => tunnelLines(network, h, d, language)))
  const lines = [
    ...network.hosts.flatMap((h) => hostLines(network, h, language)),
    `underlay(["${UNDERLAY[language]}"])`,
    ...network.hosts.map((h) => `${id(h.name, h.underlay.device)} --- underlay`),
    ...network.hosts.flatMap((h) => sessionLines(network, h)),
    ...new Set(tunnels),
  ]
  return `\`\`\`mermaid\nflowchart LR\n${lines.map((line) => `  ${line}\n`).join('')}\`\`\`\n`
}

function hostLines(network: Network, h: Host, language: Language): readonly string[] {
  const { device, address } = h.underlay
  const lines = [box(id(h.name, device), device, address)]
  for (const d of h.devices) lines.push(...deviceLines(h, d, language))
  for (const { name, port } of network.containers) {
    if (port?.host !== h.name) continue
    lines.push(
      box(name, `${CONTAINER[language]} ${name}`, `${port.device} ${port.address}`, port.mac),
      `${name} --- ${id(h.name, port.bridge)}`,
    )
  }
  return [`subgraph ${h.name}["${h.name}"]`, ...lines.map((line) => `  ${line}`), 'end']
}

function deviceLines(h: Host, d: Device, language: Language): readonly string[] {
  const me = id(h.name, d.name)
  const toUnderlay = (what: string): string => `${me} ---|"${what}"| ${id(h.name, h.underlay.device)}`
  switch (d.type) {
    case 'vxlan': {
      const drawn = box(me, d.name, ...d.addresses, d.mac)
      const inside =
        d.movedTo === undefined
          ? [drawn]
          : [`subgraph ${d.movedTo}["${CONTAINER[language]} ${d.movedTo}"]`, `  ${drawn}`, 'end']
      const master = d.master === undefined ? [] : [`${id(h.name, d.master)} --- ${me}`]
      return [...inside, ...master, toUnderlay(`UDP ${d.port}`)]
    }
    case 'bridge':
      return [box(me, d.name, ...d.addresses)]
    case 'vrf':
      return [box(me, d.name, `table ${d.table}`)]
    case 'gre':
    case 'gretap':
      return [box(me, d.name, ...d.addresses, ...(d.mac === undefined ? [] : [d.mac])), toUnderlay('GRE')]
    case 'flannel-udp':
      return [box(me, d.name, ...d.addresses), toUnderlay(`UDP ${d.port}`)]
  }
}

/** From a device to where its tunnels lead; a line that goes both ways reads the same from both ends. */
function tunnelLines(network: Network, h: Host, d: Device, language: Language): readonly string[] {
  const me = id(h.name, d.name)
  switch (d.type) {
    case 'vxlan': {
      const label = `VNI ${d.id}`
      if (d.to !== undefined && 'group' in d.to) {
        return [`group{{"${GROUP[language]} ${d.to.group}"}}`, `${me} -.->|"${label}"| group`]
      }
      if (h.bgp !== undefined) return toldPeers(network, h, d.id).map((other) => both(me, other, label))
      const remotes = d.to === undefined ? h.fdb.map(({ vtep }) => vtep) : [d.to.remote]
      return remotes.map((remote) => both(me, peer(network, remote, d), label))
    }
    case 'gre':
    case 'gretap':
      return [`${me} -.->|"key 0x${d.outputKey.toString(16)}"| ${peer(network, d.remote, d)}`]
    case 'flannel-udp':
      return [both(me, peer(network, d.remote, d), d.type)]
    default:
      return []
  }
}

/** Whom a reflector talks BGP with. */
function sessionLines(network: Network, h: Host): readonly string[] {
  if (!h.bgp?.reflects) return []
  const me = id(h.name, h.underlay.device)
  return network.hosts
    .filter(({ underlay }) => h.bgp!.peers.includes(bare(underlay.address)))
    .map(({ name, underlay }) => both(me, id(name, underlay.device), 'BGP'))
}

/** Devices of a VNI whose tables BGP fills, on other hosts. */
function toldPeers(network: Network, h: Host, vni: number): readonly string[] {
  return network.hosts.flatMap((other) =>
    other === h
      ? []
      : other.devices.flatMap((d) => (d.type === 'vxlan' && d.id === vni ? [id(other.name, d.name)] : [])),
  )
}

/** The device of the same kind on the host with this underlay address. */
function peer(network: Network, address: string, { type }: Device): string {
  const host = network.hosts.find((h) => bare(h.underlay.address) === address)!
  return id(host.name, host.devices.find((d) => d.type === type)!.name)
}

function both(x: string, y: string, label: string): string {
  const [first, second] = [x, y].sort()
  return `${first} -.-|"${label}"| ${second}`
}

function id(...names: readonly string[]): string {
  return names.join('_').replaceAll(/\W/g, '_')
}

function box(me: string, ...lines: readonly string[]): string {
  return `${me}["${lines.join('<br/>')}"]`
}
