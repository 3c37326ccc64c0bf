/** Flooded packets to which nothing comes back. */
import type { UnansweredFlood } from '../../analysis/check/findings/bum-unanswered-flood.js'
import type { FindingWords } from './finding-words.js'
import { counted, listed } from './phrases.js'

export const bumUnansweredFloodWords: FindingWords<UnansweredFlood> = {
  id: 'bum.unanswered-flood',
  title: { en: 'What is flooded is never answered', zh: '泛洪的报文无人应答' },
  meaning: {
    en: `A VTEP floods what it knows no single destination for: broadcast, unknown unicast and multicast (BUM). It sends it to the
multicast group of its VNI, or a copy to each of the other VTEPs. From the answers it learns where stations are, and sends to
one VTEP from then on.

When hosts ask again and again and no other VTEP is ever heard in the network, the flood does not arrive: the others have
not joined the group, the underlay does not forward multicast (no querier, no PIM, snooping that has forgotten a member), or
the list of remotes has the wrong addresses. Two VTEPs that cannot flood to each other cannot begin to talk at all.

When only one MAC address is never heard, everything that is sent to it goes to every VTEP, for as long as it lasts: a host
that has gone or never speaks, or a MAC address that somebody wrote down wrongly.`,
    zh: `VTEP 不知道单一目的地的报文都要泛洪：广播、未知单播和多播（BUM）。它们被发往该 VNI 的多播组，或者给每个其他 VTEP 复制一份。VTEP
从应答中学到主机的位置，之后只发给一个 VTEP。

如果主机一再询问，而在这个网络中从未听到其他 VTEP，说明泛洪没有到达：其他 VTEP 没有加入多播组，底层网络不转发多播（没有查询器、没有
PIM，或者 snooping 忘记了成员），或者远端列表中的地址有误。两个 VTEP 之间泛洪不通，就根本无法开始通信。

如果只是某一个 MAC 地址从未出现，那么发给它的所有报文都会一直发往每个 VTEP：该主机已经离开或者从不发言，或者这个 MAC 地址写错了。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §4.2',
      sentence:
        'Using this mapping, the VTEP can provide IGMP membership reports to the upstream switch/router to join/leave the VXLAN-related IP multicast groups as needed.',
    },
  ],
  says({ flood, network, vtep, destinations, macs, stations, lasted }, count, text) {
    const where = text.network(network)
    const to = listed(destinations.map(text.address))
    const from = text.address(vtep)
    if (flood === 'nobody') {
      return {
        en: `${from} floods ${counted(count, 'question')} to ${to.en} in ${where.en} within ${text.time(lasted)}, and no other VTEP is heard`,
        zh: `${from} 在 ${text.time(lasted)} 内向 ${to.zh} 泛洪 ${where.zh} 的 ${count} 个请求，听不到任何其他 VTEP`,
      }
    }
    const whom = listed(macs.map(text.mac), stations)
    return {
      en: `${from} floods ${counted(count, 'frame')} for ${whom.en} in ${where.en}: nobody with that address is ever heard`,
      zh: `${from} 在 ${where.zh} 中泛洪发给 ${whom.zh} 的 ${count} 个帧：从未听到该地址的主机`,
    }
  },
  why({ flood, toGroup, members, vtep }, text) {
    if (flood === 'station') {
      return {
        en: 'No VTEP knows where that station is, so that each frame for it goes to all of them.',
        zh: '没有 VTEP 知道这个主机在哪里，所以每个帧都发给所有 VTEP。',
      }
    }
    const others = members.filter((member) => member !== vtep)
    if (toGroup && others.length > 0) {
      const who = listed(others.map(text.address))
      return {
        en: `${who.en} joined the group, and yet nothing comes back: it has another VNI or port, or the underlay does not carry the group’s packets there.`,
        zh: `${who.zh} 已加入该多播组，却没有任何回应：它的 VNI 或端口不同，或者底层网络没有把多播报文送到那里。`,
      }
    }
    return toGroup
      ? {
          en: 'Nobody else is seen to join the group: the other VTEPs are not in it, or the underlay does not carry it.',
          zh: '没有看到其他 VTEP 加入该多播组：它们不在组内，或者底层网络不转发该组。',
        }
      : {
          en: 'None of the VTEPs in the list answers: their addresses are wrong, or they are down.',
          zh: '列表中没有一个 VTEP 应答：地址有误，或者它们没有运行。',
        }
  },
  fix({ flood, toGroup, destinations }, text) {
    if (flood === 'station') {
      return {
        en: 'Let the station speak once (ping from it), or correct the MAC address where it was written down.',
        zh: '让该主机主动发一个报文（从它那里 ping），或者更正写错的 MAC 地址。',
      }
    }
    const to = destinations[0] === undefined ? '' : text.address(destinations[0])
    return toGroup
      ? {
          en: `On the other VTEPs:  ip -d link show vxlan0 | grep 'group ${to}'; on the underlay’s bridges, for want of a querier:  ip link set BRIDGE type bridge mcast_snooping 0`,
          zh: `在其他 VTEP 上：ip -d link show vxlan0 | grep 'group ${to}'；底层网桥没有查询器时：ip link set 网桥 type bridge mcast_snooping 0`,
        }
      : {
          en: 'Correct the list of remotes:  bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst ADDRESS',
          zh: '更正远端列表：bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 地址',
        }
  },
  verify({ flood, toGroup, macs, destinations }, text) {
    if (flood === 'station') {
      const mac = macs[0] === undefined ? '' : text.mac(macs[0])
      return {
        en: `bridge fdb show | grep ${mac}    # an entry appears when the station has spoken`,
        zh: `bridge fdb show | grep ${mac}    # 该主机发言后会出现条目`,
      }
    }
    const to = destinations[0] === undefined ? '' : text.address(destinations[0])
    return toGroup
      ? {
          en: `ip maddr show | grep ${to}    # on each VTEP; and tcpdump -ni DEVICE 'dst ${to}' on the other side`,
          zh: `ip maddr show | grep ${to}    # 在每个 VTEP 上；再在对端执行 tcpdump -ni 设备 'dst ${to}'`,
        }
      : {
          en: `tcpdump -ni DEVICE 'src ${to}'    # something comes back`,
          zh: `tcpdump -ni 设备 'src ${to}'    # 应能看到回应`,
        }
  },
}
