/** Frames that are still sent to the place that a station has left. */

import type { StaleUse } from '../../analysis/check/findings/mac-stale-use.js'
import type { Words } from '../language.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const macStaleUseWords: FindingWords<StaleUse> = {
  id: 'mac.stale-use',
  title: { en: 'Frames still go to where a station was', zh: '报文仍发往主机的旧位置' },
  meaning: {
    en: `A station moved to another VTEP, and a VTEP went on sending to the old one, where nobody delivers the frames. It lasts until
the sender hears the station from its new place, or until its entry is forgotten, which takes five minutes on Linux
(\`ageing 300\`) from the last frame that it has heard.

A station that says nothing after it moved, as a container without \`arp_notify\` does, stays unreachable for that time. What
was sent to it between its last frame from the old place and its first from the new is counted here when it is more than the
station usually got without answering; it is information when the station announced itself as soon as it was there, because
then it was simply away. What goes to the old place even after the new one was heard goes from a VTEP that has not heard it:
it is not in the group, or has a static entry.

A station that has moved, or was switched off, and has said nothing since shows by the VTEP that it spoke from last: that one
sends what is for it into the tunnel, by what it had learned before the station came. Then it is there no more, and where it is
no packet tells; all that was sent to it since its last word is counted.`,
    zh: `主机迁移到另一个 VTEP 之后，仍有 VTEP 把报文发往旧位置，那里没有人接收。这种情况一直持续到发送方从新位置听到该主机，或者它的转发表
条目老化为止；在 Linux 上老化需要五分钟（\`ageing 300\`），从最后一次听到该主机算起。

迁移后一言不发的主机（例如没有启用 \`arp_notify\` 的容器）在这段时间内无法到达。从旧位置的最后一个帧到新位置的第一个帧之间发给它的报文，如果
多于平时它不作应答的数量，就计算在内；如果主机到达后立即宣告了自己，那么它只是暂时不在，只作为提示。新位置已经出现之后仍发往旧位置的报文，
来自没有听到它的 VTEP：它不在多播组内，或者有静态条目。

主机迁移或关机之后一言不发时，可以从它最后发言所在的 VTEP 看出：该 VTEP 按主机到来之前学到的条目，把发给它的报文送进隧道。它已经不在那里，
在哪里没有报文能说明；从它最后一次发言起发给它的报文都计算在内。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §4.1',
      sentence:
        'It stores this mapping in a table so that when the destination VM sends a response packet, there is no need for an "unknown destination" flooding of the response packet.',
    },
  ],
  says({ network, mac, from, to, before, beforeFor, after, afterFor, sentTo, sentFirst }, _, text) {
    const [old, who] = [text.address(from), text.mac(mac)]
    const where = text.network(network)
    if (sentTo !== undefined) {
      const [other, time] = [text.address(sentTo), text.time(beforeFor)]
      return {
        en: `${who} in ${where.en} is behind ${old} no more, which sends what is for it to ${other} itself since #${sentFirst}: ${counted(before, 'frame')} for it in ${time}, and not a word from it`,
        zh: `${where.zh} 中的 ${who} 已不在 ${old} 后面：自 #${sentFirst} 起 ${old} 自己把发给它的报文送往 ${other}；${time} 内发给它 ${before} 个帧，它一言未发`,
      }
    }
    const now = text.address(to)
    const parts: Words[] = []
    if (before > 0) {
      parts.push({
        en: `${counted(before, 'frame')} in the ${text.time(beforeFor)} until it spoke there`,
        zh: `在它发言之前的 ${text.time(beforeFor)} 内有 ${before} 个帧`,
      })
    }
    if (after > 0) {
      parts.push({
        en: `${counted(after, 'frame')} up to ${text.time(afterFor)} afterwards`,
        zh: `此后 ${text.time(afterFor)} 内还有 ${after} 个帧`,
      })
    }
    return {
      en: `${who} in ${where.en} moved to ${now}, and ${old} still got what was for it: ${parts.map((p) => p.en).join(', ')}`,
      zh: `${where.zh} 中的 ${who} 已迁移到 ${now}，报文仍发往 ${old}：${parts.map((p) => p.zh).join('，')}`,
    }
  },
  why({ after, sentTo }) {
    if (sentTo !== undefined) {
      return {
        en: 'It has moved without a word, perhaps back to where it was, or it is off: each VTEP sends to where it heard it last.',
        zh: '它悄悄迁移了，也许回到了原来的位置，或者已关机：每个 VTEP 都向最后听到它的位置发送。',
      }
    }
    return after > 0
      ? {
          en: 'Some VTEP has not heard the station from its new place: it is not in the group, or its entry is static.',
          zh: '有 VTEP 没有从新位置听到该主机：它不在多播组内，或者条目是静态的。',
        }
      : {
          en: 'A VTEP learns the new place from the station’s first frame, and the station said nothing until then.',
          zh: 'VTEP 从主机的第一个帧学到新位置，而主机在此之前一言未发。',
        }
  },
  fix({ after, mac, to }, text) {
    return after > 0
      ? {
          en: `On the VTEP that sends astray:  bridge fdb replace ${text.mac(mac)} dev vxlan0 dst ${text.address(to)}`,
          zh: `在发错的 VTEP 上：bridge fdb replace ${text.mac(mac)} dev vxlan0 dst ${text.address(to)}`,
        }
      : {
          en: 'Let stations announce themselves when they move:  sysctl -w net.ipv4.conf.all.arp_notify=1, or  arping -U -c 2 -I eth0 ADDRESS',
          zh: '让主机迁移后宣告自己：sysctl -w net.ipv4.conf.all.arp_notify=1，或 arping -U -c 2 -I eth0 地址',
        }
  },
  verify({ mac, to, sentTo }, text) {
    if (sentTo !== undefined) {
      return {
        en: `bridge fdb show | grep ${text.mac(mac)}    # on every VTEP: where it is a local port, there it is`,
        zh: `bridge fdb show | grep ${text.mac(mac)}    # 在每个 VTEP 上：显示为本地端口的就是它所在之处`,
      }
    }
    return {
      en: `bridge fdb show dev vxlan0 | grep ${text.mac(mac)}    # dst ${text.address(to)} on every VTEP`,
      zh: `bridge fdb show dev vxlan0 | grep ${text.mac(mac)}    # 每个 VTEP 上都应是 dst ${text.address(to)}`,
    }
  },
}
