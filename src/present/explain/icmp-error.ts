/** What an ICMP error says of the packet that it quotes. */
import type { IcmpError } from '../../words/screens/explain.js'
import type { AnnotatedLayer, AnnotatedPacket } from './annotate.js'

/** By the numbers of RFC 792 and RFC 4443 §3: unreachable, time exceeded, parameter problem, and of IPv6 packet too big. */
const NOT_DELIVERED: Readonly<Record<string, ReadonlySet<string>>> = {
  icmp: new Set(['3', '11', '12']),
  icmpv6: new Set(['1', '2', '3', '4']),
}
/** Nobody listens at the port: the code of an unreachable destination (RFC 792, RFC 4443 §3.1). */
const PORT: Readonly<Record<string, readonly [type: string, code: string]>> = { icmp: ['3', '3'], icmpv6: ['1', '4'] }

/** What the error says; undefined for a packet that quotes no other. */
export function icmpErrorOf({ layers }: AnnotatedPacket, frame: number, about: number): IcmpError | undefined {
  const first = layers.findIndex(({ quoted }) => quoted)
  const error = layers[first - 1]
  const ip = layers
    .slice(0, Math.max(0, first - 1))
    .findLast(({ protocol }) => protocol === 'ip' || protocol === 'ipv6')
  if (error === undefined || ip === undefined) return undefined
  const [type, code] = [fieldOf(error, 'type'), fieldOf(error, 'code')]
  const [portType, portCode] = PORT[error.protocol] ?? []
  return {
    frame,
    about,
    by: fieldOf(ip, 'src').value,
    says: code.means === '' ? type.means.split(/[:：]/)[0]! : code.means,
    isPort: type.value === portType && code.value === portCode,
    isLost: NOT_DELIVERED[error.protocol]?.has(type.value) ?? false,
    at: layers[first]!.start,
  }
}

function fieldOf(
  { protocol, fields }: AnnotatedLayer,
  name: string,
): { readonly value: string; readonly means: string } {
  return fields.find((field) => field.name === `${protocol}.${name}`) ?? { value: '', means: '' }
}
