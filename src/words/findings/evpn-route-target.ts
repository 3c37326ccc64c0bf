/** Route targets that nobody else tells a VNI with. */
import type { EvpnRouteTarget } from '../../analysis/check/findings/evpn-route-target.js'
import type { FindingWords } from './finding-words.js'

export const evpnRouteTargetWords: FindingWords<EvpnRouteTarget> = {
  id: 'evpn.route-target',
  title: { en: 'A VTEP tells a VNI with route targets of its own', zh: '某个 VTEP 用与众不同的路由目标通告 VNI' },
  meaning: {
    en: `A speaker takes the routes whose route targets it imports, and as a rule it imports the ones that it exports. Here one VTEP tells its
part of a VNI with targets that no other VTEP tells this VNI with, and no frame goes between it and the others in this network: it is likely that
nobody takes its routes, and that it takes nobody's.

Who imports what is no part of any message, so this is a suspicion from what is exported and from what is not seen. Hub and spoke designs
export one target and import another on purpose; there frames do go to and fro, and nothing is said. Of a target only the last number is
compared: where every leaf has an autonomous system of its own, the first one differs by design.`,
    zh: `BGP 路由器只接收其导入的路由目标（route target）所对应的路由，而通常导入的就是自己导出的那些。这里某个 VTEP 通告某个 VNI 时使用的路由目标，
没有其他 VTEP 用来通告这个 VNI，并且它与其他 VTEP 之间在这个网络中没有任何帧：很可能无人导入它的路由，它也没有导入别人的。

谁导入什么不会出现在任何消息里，所以这是根据导出的内容和没有看到的流量作出的推测。星形（hub and spoke）设计会有意导出一个目标、导入另一个；那里双方有
帧往来，因此不会报告。只比较目标的最后一个数：每台叶子交换机各用一个自治系统时，前一个数本来就不同。`,
  },
  quotes: [
    {
      source: 'RFC 4364 §4.3.1',
      sentence: 'Every VRF is associated with one or more Route Target (RT) attributes.',
    },
  ],
  says({ network, vtep, targets, other, otherTargets }, _, text) {
    const where = text.network(network)
    const [own, theirs] = [targets.join(', '), otherTargets.join(', ')]
    return {
      en: `${text.address(vtep)} tells ${where.en} with route target ${own}, ${text.address(other)} with ${theirs}: likely neither takes the other’s routes`,
      zh: `${text.address(vtep)} 用路由目标 ${own} 通告 ${where.zh}，${text.address(other)} 用的是 ${theirs}：很可能互不导入对方的路由`,
    }
  },
  why({ isSeen }) {
    return isSeen
      ? {
          en: 'No frame goes between the two in this network, while they do talk in another one. Inferred: no message says what is imported.',
          zh: '两者在这个网络中没有任何帧往来，而在另一个网络中有通信。这是推测：没有消息说明导入了什么。',
        }
      : {
          en: 'No frame goes between the two in this capture, which may not be where frames go. Inferred: no message says what is imported.',
          zh: '此抓包中两者之间没有帧，但抓包处可能本来就不经过这些帧。这是推测：没有消息说明导入了什么。',
        }
  },
  fix({ vtep, otherTargets }, text) {
    const [target = ''] = otherTargets
    return {
      en: `If they are meant to be one network: give ${text.address(vtep)} the same target, or none by hand (FRR: route-target both ${target}).`,
      zh: `如果本应是同一个网络：让 ${text.address(vtep)} 使用相同的目标，或不要手工设置（FRR：route-target both ${target}）。`,
    }
  },
  verify() {
    return {
      en: "vtysh -c 'show bgp l2vpn evpn vni'    # on both: import and export targets",
      zh: "vtysh -c 'show bgp l2vpn evpn vni'    # 两端都执行：查看导入和导出的目标",
    }
  },
}
