/** What a network is called: the tunnels that its packets are in, outermost first. */
import { type Network, type Networks, NO_VLAN, PLAIN, VLAN_BITS } from '../analysis/tunnels/networks.js'
import { UDP_PORT } from '../wire/protocols/vxlan.js'
import { NO_ID, TunnelType } from '../wire/tunnel.js'
import { vniAlias } from './aliases.js'
import { ASCII, UNICODE } from './glyphs.js'
import { writeTunnelName } from './tunnel-name.js'
import { Writer } from './writer.js'

/** How many nested tunnels are named on the outside and on the inside. */
const NAMED = 3

/** `vxlan`, `gre`; nothing for what is no tunnel. */
export function tunnelKind(type: TunnelType): string {
  return nameOf(type, NO_ID, 0)
}

/** `42`, `0x222222`, `0x138907 = nvgre 5001/7`; nothing where there is none. */
export function tunnelIdText(type: TunnelType, id: number): string {
  return nameOf(type, id, 0).slice(tunnelKind(type).length + 1)
}

/** `vxlan/8472 1`, `vxlan 42 vlan 10`, `vxlan 42 shop` where the user gave the VNI a name, `gre 0x222222 / 0x111111` where each direction has a key of its own. */
export function networkName(network: Network): string {
  const name = overlayName(network)
  return network.vlan === NO_VLAN ? name : `${name} vlan ${vlanText(network.vlan)}`
}

/** `10`; `100.10` of a VLAN within a provider's, whose identifier comes first. */
export function vlanText(vlan: number): string {
  const outer = vlan >>> VLAN_BITS
  const inner = vlan & ((1 << VLAN_BITS) - 1)
  return outer === 0 ? `${inner}` : `${outer}.${inner}`
}

/** The identifiers of a VLAN's tags, the outer one's first; null where there is none. */
export function vlanJson(vlan: number): string | number | null {
  return vlan === NO_VLAN ? null : vlan >>> VLAN_BITS === 0 ? vlan : vlanText(vlan)
}

/** A network as a packet from one of its ends shows it: with this direction's key, if each direction has its own. */
export function onWay(network: Network, from: number): Network {
  const { id, idBack, b } = network
  return idBack === NO_ID || idBack === id ? network : { ...network, id: from === b ? idBack : id, idBack: NO_ID }
}

function overlayName({ type, id, idBack, port }: Network): string {
  // RFC 7637 §3.2: the flows of a network share its VSID; a gretap key may be the same octets.
  if (type === TunnelType.GretapOrNvgre) return `gretap = nvgre ${id}`
  const name = nameOf(type, id, type === TunnelType.Vxlan && port !== UDP_PORT ? port : 0)
  if (hasVni(type)) return name + vniAlias(id)
  return idBack === NO_ID || idBack === id ? name : `${name} / ${tunnelIdText(type, idBack)}`
}

/** `gre 7 › vxlan 42`; nothing for network 0. */
export function networkPath(networks: Networks, network: number, unicode: boolean): string {
  return networksAround(networks, network)
    .map(networkName)
    .join((unicode ? UNICODE : ASCII).inside.text)
}

/** The same for people: in a very long stack of tunnels the middle is only counted, `gre 7 › …61… › gre 1`. */
export function shortNetworkPath(networks: Networks, network: number, unicode: boolean): string {
  const { inside, more } = unicode ? UNICODE : ASCII
  const around = networksAround(networks, network)
  const left = around.length - 2 * NAMED
  const names =
    left < 2
      ? around.map(networkName)
      : [
          ...around.slice(0, NAMED).map(networkName),
          `${more.text}${left}${more.text}`,
          ...around.slice(-NAMED).map(networkName),
        ]
  return names.join(inside.text)
}

/** A network and those that carry it, outermost first; none for network 0. */
function networksAround(networks: Networks, network: number): readonly Network[] {
  const around: Network[] = []
  for (let n = network; n !== PLAIN; n = networks.network(n).parent) around.unshift(networks.network(n))
  return around
}

/** A network for JSON: its number, kind and VNI, and the tunnels around it, outermost first. */
export function networkJson(networks: Networks, network: number): Readonly<Record<string, unknown>> {
  const around = networksAround(networks, network)
  const innermost = around.at(-1)
  return {
    network,
    tunnel: innermost === undefined ? null : tunnelKind(innermost.type),
    vni: (innermost && idJson(innermost).vni) ?? null,
    ...(innermost === undefined || innermost.vlan === NO_VLAN ? {} : { vlan: vlanJson(innermost.vlan) }),
    tunnels: around.map((n) => ({
      network: n.overlay,
      tunnel: tunnelKind(n.type),
      ...idJson(n),
      ...(n.port === 0 ? {} : { port: n.port }),
    })),
  }
}

/** The identifier by its name: a VNI, the keys of both directions, a VSID, call ids, a session or a label. */
export function idJson({ type, id, idBack }: Pick<Network, 'type' | 'id' | 'idBack'>): IdJson {
  const [name, nameBack] = ID_NAMES[type] ?? []
  return {
    ...(name === undefined || id === NO_ID ? {} : { [name]: id }),
    ...(nameBack === undefined || idBack === NO_ID ? {} : { [nameBack]: idBack }),
  }
}

/** Whether the tunnel's identifier is a VNI. */
export function hasVni(type: TunnelType): boolean {
  return ID_NAMES[type]?.[0] === 'vni'
}

type IdJson = Readonly<Partial<Record<IdName, number>>>
type IdName =
  | 'vni'
  | 'key'
  | 'keyBack'
  | 'vsid'
  | 'callId'
  | 'callIdBack'
  | 'session'
  | 'sessionBack'
  | 'instance'
  | 'label'
  | 'tunnelId'

const ID_NAMES: Readonly<Partial<Record<TunnelType, readonly [IdName, IdName?]>>> = {
  [TunnelType.Vxlan]: ['vni'],
  [TunnelType.VxlanGpe]: ['vni'],
  [TunnelType.Geneve]: ['vni'],
  [TunnelType.Gre]: ['key', 'keyBack'],
  [TunnelType.Gretap]: ['key', 'keyBack'],
  [TunnelType.GretapOrNvgre]: ['vsid'],
  [TunnelType.Pptp]: ['callId', 'callIdBack'],
  [TunnelType.Erspan2]: ['session'],
  [TunnelType.Erspan3]: ['session'],
  [TunnelType.Mpls]: ['label'],
  [TunnelType.L2tpv3]: ['session', 'sessionBack'],
  [TunnelType.Lisp]: ['instance'],
  [TunnelType.Eoip]: ['tunnelId'],
}

function nameOf(type: TunnelType, id: number, port: number): string {
  const w = new Writer(64)
  writeTunnelName(type, id, w, false, port)
  return w.toString()
}
