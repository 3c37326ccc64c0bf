/** What an ICMP message is called, and what makes a host or a router send it. */
import * as icmp from '../../wire/protocols/icmp.js'
import * as icmpv6 from '../../wire/protocols/icmpv6.js'
import type { IcmpCause, IcmpMessage } from '../../words/findings/finding-words.js'

/** `port unreachable`, `time to live exceeded in transit`; the type where the code has no name. */
export function icmpName({ isIpv6, type, code }: IcmpMessage): string {
  const { TYPE_NAMES, CODE_NAMES } = isIpv6 ? icmpv6 : icmp
  return CODE_NAMES[type]?.[code] ?? TYPE_NAMES[type] ?? `type ${type}`
}

export function icmpCause({ isIpv6, type, code }: IcmpMessage): IcmpCause {
  return isIpv6 ? causeOfIcmpv6(type, code) : causeOfIcmp(type, code)
}

/** RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1. */
function causeOfIcmp(type: number, code: number): IcmpCause {
  switch (type) {
    case icmp.TYPE_UNREACHABLE:
      if (code === icmp.CODE_PORT) return 'closed-port'
      if (code === icmp.CODE_FRAGMENTATION_NEEDED) return 'too-large'
      return FILTERED.has(code) ? 'filter' : 'no-way'
    case icmp.TYPE_REDIRECT:
      return 'shorter-way'
    case icmp.TYPE_TIME_EXCEEDED:
      return code === IN_TRANSIT ? 'hops-used-up' : 'fragments-lost'
    default:
      return 'bad-header'
  }
}

/** RFC 4443 §3. */
function causeOfIcmpv6(type: number, code: number): IcmpCause {
  switch (type) {
    case icmpv6.TYPE_UNREACHABLE:
      if (code === icmpv6.CODE_PORT) return 'closed-port'
      return FILTERED_IPV6.has(code) ? 'filter' : 'no-way'
    case icmpv6.TYPE_PACKET_TOO_BIG:
      return 'too-large'
    case icmpv6.TYPE_TIME_EXCEEDED:
      return code === IN_TRANSIT ? 'hops-used-up' : 'fragments-lost'
    default:
      return 'bad-header'
  }
}

/** Network, host and communication administratively prohibited. */
const FILTERED: ReadonlySet<number> = new Set([9, 10, 13])
/** Communication administratively prohibited; the source address failed a policy. */
const FILTERED_IPV6: ReadonlySet<number> = new Set([1, 5])
/** Time exceeded in transit, of both; the other code is the reassembly's. */
const IN_TRANSIT = 0
