/** Lines about UDP ports that a tunnel uses, or may use, besides the standard ones. */
import type { TunnelPort } from '../analysis/capture-points/devices.js'
import type { TunnelHint } from '../analysis/totals/census.js'
import { IVXLAN_UDP_PORT } from '../wire/protocols/vxlan.js'
import type { Language } from '../words/language.js'
import { HINTS, TUNNEL_TITLES } from '../words/screens/hints.js'
import { escapeText } from './value.js'

/** Ports that have a line of their own. */
const LISTED = 12

/** A line for each port, without its newline. */
export function hintLines(hints: readonly TunnelHint[], language: Language): readonly string[] {
  const words = HINTS[language]
  const lines = hints.slice(0, LISTED).map(({ looksLike, packets, port }) => {
    const name = looksLike === 'vxlan' && port === IVXLAN_UDP_PORT ? words.ivxlan : TUNNEL_TITLES[looksLike]
    return words.looksLike(name, packets, port, looksLike)
  })
  return hints.length > LISTED ? [...lines, words.more(hints.length - LISTED)] : lines
}

/** One line: `vxlan0 uses UDP port 4790: decoded as VXLAN`. */
export function ownPortLine({ devices, port, kind }: TunnelPort, language: Language): string {
  return HINTS[language].ownPort(devices.map(escapeText), port, TUNNEL_TITLES[kind])
}
