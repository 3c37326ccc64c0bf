/** Phrases that the sentences of several findings have in common. */
import type { ChecksumPlace } from '../../analysis/check/evidence/checksum-places.js'
import type { Words } from '../language.js'
import type { FindingText } from './finding-words.js'

/** `a, b and c`; `a, b and 3 more`. `total` is how many there are. */
export function listed(names: readonly string[], total: number = names.length): Words {
  const rest = total - names.length
  const [last] = names.slice(-1)
  if (rest > 0) {
    return { en: `${names.join(', ')} and ${rest} more`, zh: `${names.join('、')} 等 ${total} 个` }
  }
  const before = names.slice(0, -1)
  return {
    en: before.length === 0 ? (last ?? '') : `${before.join(', ')} and ${last}`,
    zh: before.length === 0 ? (last ?? '') : `${before.join('、')} 和 ${last}`,
  }
}

/** `1 packet`, `2 packets`. */
export function counted(n: number, noun: string, many = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : many}`
}

/** `0x0800`. */
export function hexadecimal(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}

const ENDS_SHOWN = 3

/** Ends of tunnels: `10.0.0.2`, `10.0.0.2 and 10.0.0.3`, `10.0.0.2, 10.0.0.3 and 7 more`. */
export function endsOfTunnels(ends: readonly number[], text: FindingText): Words {
  return listed(
    ends.slice(0, ENDS_SHOWN).map((end) => text.address(end)),
    ends.length,
  )
}

/** Where to act when ends are silent: on these ends, or on the members of their group. */
export function silentEnds(
  { to, isGroup, members }: { to: readonly number[]; isGroup: boolean; members: readonly number[] },
  text: FindingText,
): Words {
  if (!isGroup) return endsOfTunnels(to, text)
  return members.length > 0 ? endsOfTunnels(members, text) : { en: 'the other VTEPs', zh: '其他 VTEP ' }
}

/** A packet's addresses, IP protocol number and ports; what is not known is -1. */
interface FlowEnds {
  readonly source: number
  readonly destination: number
  readonly protocol: number
  readonly sourcePort: number
  readonly destinationPort: number
}

/** `TCP from 172.17.1.2 port 8000 to 172.17.1.3 port 49988`. */
export function whoSendsWhat(flow: FlowEnds, text: FindingText): Words {
  const [from, to, name] = [text.address(flow.source), text.address(flow.destination), text.ipProtocol(flow.protocol)]
  if (from === '') return { en: 'a packet that it does not show', zh: '引用中看不出的报文' }
  const [source, destination] = [portOf(flow.sourcePort, text), portOf(flow.destinationPort, text)]
  return {
    en: `${name === '' ? 'packets' : name} from ${from}${source.en} to ${to}${destination.en}`,
    zh: `${from}${source.zh} 发往 ${to}${destination.zh}${name === '' ? '' : ` 的 ${name}`} 报文`,
  }
}

function portOf(port: number, text: FindingText): Words {
  const name = text.port(port)
  return name === '' ? { en: '', zh: '' } : { en: ` port ${name}`, zh: ` 端口 ${name}` }
}

/** Where a checksum stands: `outer UDP`, `inner TCP`, `TCP` where there is no tunnel. */
/** In Chinese as it stands behind a Chinese word: a Latin name is set apart. */
export function whichChecksum({ kind, tunnels, carries }: ChecksumPlace, text: FindingText): Words {
  const name = text.protocol(kind)
  if (tunnels > 0) return { en: `inner ${name}`, zh: `内层 ${name}` }
  return text.tunnel(carries) === '' ? { en: name, zh: ` ${name}` } : { en: `outer ${name}`, zh: `外层 ${name}` }
}

/** Who made a checksum. */
export function senderOf(sender: number, text: FindingText): Words {
  const address = text.endpoint(sender)
  return address === '' ? { en: 'a sender that is not known', zh: '未知的发送者' } : { en: address, zh: address }
}

/** Why all of several checksums differ from the right ones by the same number. */
export function sameDifference(difference: number): Words {
  const by = hexadecimal(difference, 4)
  return {
    en: `All are off by the same ${by}: who rewrote the packets did not adapt them, on the network or later to hide addresses; or the sender counts wrongly.`,
    zh: `所有校验和都相差同一个数 ${by}：不是数据损坏，而是报文被改写后没有更新校验和（在网络中，或者事后为了隐藏地址），也可能是发送方算错了。`,
  }
}
