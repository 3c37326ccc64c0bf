/** A GRE end that says that it does not have a key. */
import { NO_ID, TunnelType } from '../../../wire/tunnel.js'
import { Refusal, type Refused } from './icmp-refusals.js'

const WITH_KEY: ReadonlySet<TunnelType> = new Set([TunnelType.Gre, TunnelType.Gretap, TunnelType.GretapOrNvgre])

/** Whether the far end itself says that it has no tunnel with this key, as Linux does by ICMP port unreachable. */
export function isKeyUnknown({ refusal, type, id, sender, to }: Refused): boolean {
  return refusal === Refusal.Port && sender === to && id !== NO_ID && WITH_KEY.has(type)
}
