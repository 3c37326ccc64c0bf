/** Tunnels and their ends in a sentence, where a finding knows no network of the capture. */

import { tunnelIdText, tunnelKind } from '../../present/network-name.js'
import { NO_ID, TunnelType } from '../../wire/tunnel.js'
import type { Words } from '../language.js'
import type { FindingText } from './finding-words.js'
import { listed } from './shared-lists.js'

/** `vxlan 42`, `gre 0x222222`, `6in4`. */
export function tunnelText(type: TunnelType, id: number): string {
  return id === NO_ID ? tunnelKind(type) : `${tunnelKind(type)} ${tunnelIdText(type, id)}`
}

/** `0x0800`. */
export function hexText(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}

/** `10.0.0.2`, `10.0.0.2 and 10.0.0.3`, `10.0.0.2, 10.0.0.3 and 7 more`. */
export function endsText(ends: readonly number[], text: FindingText): Words {
  return listed(
    ends.slice(0, ENDS_SHOWN).map((end) => text.address(end)),
    ends.length,
  )
}

const ENDS_SHOWN = 3

/** Where something is to be done about ends that are silent: on them, or on whoever is in their group. */
export function placeText(
  { to, isGroup, members }: { to: readonly number[]; isGroup: boolean; members: readonly number[] },
  text: FindingText,
): Words {
  if (!isGroup) return endsText(to, text)
  return members.length > 0 ? endsText(members, text) : { en: 'the other VTEPs', zh: '其他 VTEP ' }
}

/** The device that makes such a tunnel in Linux, as `ip link show type` takes it. */
export function deviceType(type: TunnelType): string {
  switch (type) {
    case TunnelType.Gretap:
    case TunnelType.GretapOrNvgre:
      return 'gretap'
    case TunnelType.Gre:
      return 'gre'
    case TunnelType.Geneve:
      return 'geneve'
    case TunnelType.Ipv4InIpv4:
      return 'ipip'
    case TunnelType.Ipv6InIpv4:
      return 'sit'
    case TunnelType.Ipv4InIpv6:
    case TunnelType.Ipv6InIpv6:
      return 'ip6tnl'
    case TunnelType.Pptp:
      return 'ppp'
    case TunnelType.Erspan1:
    case TunnelType.Erspan2:
    case TunnelType.Erspan3:
      return 'erspan'
    case TunnelType.Vxlan:
    case TunnelType.VxlanGpe:
      return 'vxlan'
    default:
      return 'tun'
  }
}
