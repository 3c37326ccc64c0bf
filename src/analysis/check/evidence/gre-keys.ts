/** What a GRE end says of a key that it was not given. */
import { NO_ID, TunnelType } from '../../../wire/tunnel.js'
import { Refusal, type Refused } from './icmp-refusals.js'

const WITH_KEY: ReadonlySet<TunnelType> = new Set([TunnelType.Gre, TunnelType.Gretap, TunnelType.GretapOrNvgre])

/** Whether the far end itself says that no tunnel of its own has this key: Linux does it by ICMP port unreachable. */
export function isKeyUnknown({ refusal, type, id, sender, to }: Refused): boolean {
  return refusal === Refusal.Port && sender === to && id !== NO_ID && WITH_KEY.has(type)
}
