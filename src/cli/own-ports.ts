/** The UDP ports that tunnel devices of this machine use. */
import type { TunnelPort } from '../analysis/capture-points/devices.js'
import { Kind } from '../wire/kind.js'
import { defaultTables } from '../wire/protocols/index.js'
import type { Tables } from '../wire/tables.js'

/** Decodes packets to these ports as their devices do, unless the user says otherwise. Returns the ports it adds. */
export function adoptPorts(ports: readonly TunnelPort[], tables: Tables): readonly TunnelPort[] {
  const usual = defaultTables().udpPorts
  const news = ports.filter(({ port, kind }) => {
    const known = tables.udpPorts[port]
    return known === usual[port] && known !== KINDS[kind]
  })
  for (const { port, kind } of news) tables.udpPorts[port] = KINDS[kind]
  return news
}

const KINDS: Readonly<Record<TunnelPort['kind'], Kind>> = {
  vxlan: Kind.Vxlan,
  'vxlan-gpe': Kind.VxlanGpe,
  geneve: Kind.Geneve,
}
