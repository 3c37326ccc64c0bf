/** What is said of UDP ports that a tunnel uses, or may use, beside those that everybody knows. */
import type { TunnelHint } from '../../analysis/tunnel-hints.js'
import type { Language, Words } from '../language.js'
import { escapeText } from '../value.js'

interface HintWords {
  readonly looksLikeVxlan: (packets: number, port: number) => string
  readonly more: (ports: number) => string
  /** Devices of this machine, and what the packets of their port are decoded as. */
  readonly ownPort: (devices: readonly string[], port: number, protocol: string) => string
}

/** Ports that have a line of their own. */
const LISTED = 12

const HINTS: Words<HintWords> = {
  en: {
    looksLikeVxlan: (n, port) =>
      `looks like VXLAN: ${n} ${n === 1 ? 'packet' : 'packets'} to UDP port ${port}; decode with -d udp.port==${port},vxlan or --guess`,
    more: (n) => `and ${n} more UDP ${n === 1 ? 'port' : 'ports'} with what looks like VXLAN`,
    ownPort: (devices, port, protocol) =>
      `${devices.join(', ')} ${devices.length === 1 ? 'uses' : 'use'} UDP port ${port}: decoded as ${protocol}`,
  },
  zh: {
    looksLikeVxlan: (n, port) =>
      `像是 VXLAN：发往 UDP 端口 ${port} 的 ${n} 个报文；可用 -d udp.port==${port},vxlan 或 --guess 解码`,
    more: (n) => `另有 ${n} 个 UDP 端口上的数据像是 VXLAN`,
    ownPort: (devices, port, protocol) => `${devices.join('、')} 使用 UDP 端口 ${port}：按 ${protocol} 解码`,
  },
}

/** A line for each port, without its newline. */
export function hintLines(hints: readonly TunnelHint[], language: Language): readonly string[] {
  const words = HINTS[language]
  const lines = hints.slice(0, LISTED).map(({ packets, port }) => words.looksLikeVxlan(packets, port))
  return hints.length > LISTED ? [...lines, words.more(hints.length - LISTED)] : lines
}

/** One line: `vxlan0 uses UDP port 4790: decoded as VXLAN`. */
export function ownPortLine(devices: readonly string[], port: number, protocol: string, language: Language): string {
  return HINTS[language].ownPort(devices.map(escapeText), port, protocol)
}
