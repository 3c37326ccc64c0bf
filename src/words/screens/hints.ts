/** What is said of UDP ports that a tunnel uses, or may use, beside those that everybody knows. */

import type { TunnelPort } from '../../analysis/capture-points/devices.js'
import type { TunnelHint } from '../../analysis/totals/census.js'
import { escapeText } from '../../present/value.js'
import { IVXLAN_UDP_PORT } from '../../wire/protocols/vxlan.js'
import type { Language, Words } from '../language.js'

interface HintWords {
  /** `name` as people write it, `decoder` as `-d` has it. */
  readonly looksLike: (name: string, packets: number, port: number, decoder: string) => string
  readonly ivxlan: string
  readonly more: (ports: number) => string
  /** Devices of this machine, and what the packets of their port are decoded as. */
  readonly ownPort: (devices: readonly string[], port: number, protocol: string) => string
}

/** Ports that have a line of their own. */
const LISTED = 12

type TunnelKind = TunnelPort['kind']

/** As people write them. */
const NAMES: Readonly<Record<TunnelKind, string>> = {
  vxlan: 'VXLAN',
  'vxlan-gpe': 'VXLAN-GPE',
  geneve: 'Geneve',
}

const HINTS: Words<HintWords> = {
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

/** A line for each port, without its newline. */
export function hintLines(hints: readonly TunnelHint[], language: Language): readonly string[] {
  const words = HINTS[language]
  const lines = hints.slice(0, LISTED).map(({ looksLike, packets, port }) => {
    const name = looksLike === 'vxlan' && port === IVXLAN_UDP_PORT ? words.ivxlan : NAMES[looksLike]
    return words.looksLike(name, packets, port, looksLike)
  })
  return hints.length > LISTED ? [...lines, words.more(hints.length - LISTED)] : lines
}

/** One line: `vxlan0 uses UDP port 4790: decoded as VXLAN`. */
export function ownPortLine({ devices, port, kind }: TunnelPort, language: Language): string {
  return HINTS[language].ownPort(devices.map(escapeText), port, NAMES[kind])
}
