/** Where a checksum stands, who made it, and which device it concerns, in a sentence about checksums. */
import type { ChecksumPlace } from '../../analysis/check/evidence/checksum-places.js'
import { NO_ENDPOINT } from '../../analysis/tunnels/networks.js'
import { shortTitle } from '../../present/names.js'
import { TunnelType } from '../../wire/tunnel.js'
import type { Words } from '../language.js'
import type { FindingText } from './finding-words.js'

/** `outer UDP`, `inner TCP`, `TCP` where there is no tunnel. */
export function placeText({ kind, tunnels, carries }: ChecksumPlace): Words {
  const name = shortTitle(kind)
  if (tunnels > 0) return { en: `inner ${name}`, zh: `内层 ${name}` }
  return carries === TunnelType.None ? { en: name, zh: name } : { en: `outer ${name}`, zh: `外层 ${name}` }
}

export function senderText(sender: number, text: FindingText): Words {
  if (sender === NO_ENDPOINT) return { en: 'a sender that is not known', zh: '未知的发送者' }
  const address = text.endpoint(sender)
  return { en: address, zh: address }
}

/** What a shell may be handed: the name as it is, where it is a plain one. */
export function deviceText(name: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9_.@-]*$/.test(name) ? name : 'DEVICE'
}

/** Why all of several checksums differ from the right ones by the same number. */
export function sameDifference(difference: number): Words {
  const by = `0x${difference.toString(16).padStart(4, '0')}`
  return {
    en: `All are off by the same ${by}: who rewrote the packets did not adapt them, on the network or later to hide addresses; or the sender counts wrongly.`,
    zh: `所有校验和都相差同一个数 ${by}：不是数据损坏，而是报文被改写后没有更新校验和（在网络中，或者事后为了隐藏地址），也可能是发送方算错了。`,
  }
}
