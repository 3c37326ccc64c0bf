/** Stations that moved. */
import type { MacMoved } from '../../analysis/check/findings/mac-moved.js'
import type { FindingWords } from './finding-words.js'
import { listed } from './phrases.js'

export const macMovedWords: FindingWords<MacMoved> = {
  id: 'mac.moved',
  title: { en: 'A MAC address moved to another VTEP', zh: 'MAC 地址迁移到另一个 VTEP' },
  meaning: {
    en: `Frames with the same inner source MAC address came from one VTEP, and later from another: a container or a virtual machine
has moved with its address, or a virtual router was taken over by another machine. The VTEPs that hear it learn the new
place from the first frame. It is no fault, and is told because it explains why a table has changed.

A station that moves should say so at once, by a gratuitous ARP or an unsolicited advertisement (for a container the kernel
does it with \`arp_notify\`, for a virtual machine its hypervisor). Until it says something the others send to the old place:
\`mac.stale-use\`. One that goes to and fro is \`mac.flapping\`.`,
    zh: `内层源 MAC 地址相同的帧先来自一个 VTEP，后来来自另一个：容器或虚拟机带着地址迁移了，或者虚拟路由器由另一台机器接管。听到它的
VTEP 从第一个帧就学到新位置。这不是故障，报告它是为了说明转发表为什么变化。

迁移的主机应当立即宣告自己，用免费 ARP 或主动的邻居通告（容器可以由内核的 \`arp_notify\` 完成，虚拟机由 hypervisor 完成）。在它发言之前，
其他 VTEP 仍然发往旧位置：见 \`mac.stale-use\`。来回变动的见 \`mac.flapping\`。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §4.1',
      sentence:
        'It stores this mapping in a table so that when the destination VM sends a response packet, there is no need for an "unknown destination" flooding of the response packet.',
    },
  ],
  says({ network, macs, stations, from, to, away }, _, text) {
    const who = listed(macs.map(text.mac), stations)
    const where = text.network(network)
    const [old, now] = [text.address(from), text.address(to)]
    return {
      en: `${who.en} moved from ${old} to ${now} in ${where.en}, ${text.time(away)} after the last frame from the old place`,
      zh: `${who.zh} 在 ${where.zh} 中从 ${old} 迁移到 ${now}，距旧位置的最后一个帧 ${text.time(away)}`,
    }
  },
  why({ isAnnounced, isVirtual, expected, told, sequence }) {
    if (isVirtual) {
      return {
        en: 'It is a virtual router’s MAC address: another machine took over.',
        zh: '这是虚拟路由器的 MAC 地址：由另一台机器接管。',
      }
    }
    if (told > 0) {
      return {
        en: `BGP had told of its new place in #${told}${sequence === 0 ? '' : `, by sequence number ${sequence}`}.`,
        zh: `BGP 已在 #${told} 通告了它的新位置${sequence === 0 ? '' : `，序号为 ${sequence}`}。`,
      }
    }
    if (expected > 0) {
      return {
        en: `Others sent to its new place before it had said anything there (#${expected}): a control plane, such as BGP EVPN, or somebody’s hand had told them.`,
        zh: `它在新位置发言之前，已有报文发往那里（#${expected}）：其他 VTEP 由控制平面（例如 BGP EVPN）或人工配置得知。`,
      }
    }
    return isAnnounced
      ? {
          en: 'It announced itself at its new place, so that the others knew at once.',
          zh: '它在新位置宣告了自己，其他 VTEP 立即得知。',
        }
      : {
          en: 'Its first frame from the new place told the others; it was no announcement.',
          zh: '它从新位置发出的第一个帧告诉了其他 VTEP，但不是宣告。',
        }
  },
  verify({ macs }, text) {
    const mac = macs[0] === undefined ? '' : text.mac(macs[0])
    return {
      en: `bridge fdb show dev vxlan0 | grep ${mac}`,
      zh: `bridge fdb show dev vxlan0 | grep ${mac}`,
    }
  },
}
