/** Lines about UDP ports that a tunnel uses, or may use, besides the standard ones. */

import type { TunnelPort } from '../../analysis/capture-points/devices.js'
import type { Words } from '../language.js'

interface HintWords {
  /** `name` as people write it, `decoder` as `-d` has it. */
  readonly looksLike: (name: string, packets: number, port: number, decoder: string) => string
  readonly ivxlan: string
  readonly more: (ports: number) => string
  /** Devices of this machine, and what the packets of their port are decoded as. */
  readonly ownPort: (devices: readonly string[], port: number, protocol: string) => string
}

/** As people write them. */
export const TUNNEL_TITLES: Readonly<Record<TunnelPort['kind'], string>> = {
  vxlan: 'VXLAN',
  'vxlan-gpe': 'VXLAN-GPE',
  geneve: 'Geneve',
}

export const HINTS: Words<HintWords> = {
  en: {
    looksLike: (name, n, port, decoder) =>
      `looks like ${name}: ${n} ${n === 1 ? 'packet' : 'packets'} to UDP port ${port}; decode with -d udp.port==${port},${decoder} or --guess`,
    ivxlan: 'VXLAN as Cisco ACI has it (iVXLAN)',
    more: (n) => `and ${n} more UDP ${n === 1 ? 'port' : 'ports'} with what looks like a tunnel`,
    ownPort: (devices, port, protocol) =>
      `${devices.join(', ')} ${devices.length === 1 ? 'uses' : 'use'} UDP port ${port}: decoded as ${protocol}`,
  },
  zh: {
    looksLike: (name, n, port, decoder) =>
      `像是 ${name}：发往 UDP 端口 ${port} 的 ${n} 个报文；可用 -d udp.port==${port},${decoder} 或 --guess 解码`,
    ivxlan: 'Cisco ACI 的 VXLAN（iVXLAN）',
    more: (n) => `另有 ${n} 个 UDP 端口上的数据像是隧道报文`,
    ownPort: (devices, port, protocol) => `${devices.join('、')} 使用 UDP 端口 ${port}：按 ${protocol} 解码`,
  },
}
