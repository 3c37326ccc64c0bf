/** VLAN tags inside VXLAN. */
import type { InnerVlan } from '../../analysis/check/findings/vxlan-inner-vlan.js'
import type { FindingWords } from './finding-words.js'
import { counted, listed } from './phrases.js'

export const vxlanInnerVlanWords: FindingWords<InnerVlan> = {
  id: 'vxlan.inner-vlan',
  title: { en: 'Frames in VXLAN have a VLAN tag', zh: 'VXLAN 内层帧带有 VLAN 标签' },
  meaning: {
    en: `The VNI takes the place of a VLAN. A VTEP takes the tag off before it sends a frame, and one that gets a tagged frame
drops it, both unless they were told otherwise. Linux does neither: its VXLAN device carries whatever the bridge gives it, so
tags get in when a trunk port and the VXLAN device are in the same bridge.

Carrying a trunk that way is legitimate where both ends know of it, which is why it is information. It is a warning where
what is asked in tagged frames is not answered: the other end may drop them, or put them into another VLAN.`,
    zh: `VNI 的作用相当于 VLAN。除非另有配置，VTEP 发送前会去掉标签，收到带标签的帧则丢弃。Linux 两样都不做：网桥交给 VXLAN 设备什么就
承载什么，因此当 trunk 端口和 VXLAN 设备在同一个网桥时，标签会进入隧道。

如果两端都清楚，用这种方式承载 trunk 是合法的，所以只作提示。带标签的请求无人应答时给出警告：对端可能丢弃了它们，或者放进了别的 VLAN。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §6.1',
      sentence: 'Decapsulated VXLAN frames with the inner VLAN tag SHOULD be discarded unless configured otherwise.',
    },
    {
      source: 'RFC 7348 §6.1',
      sentence:
        'On the encapsulation side, a VTEP SHOULD NOT include an inner VLAN tag on tunnel packets unless configured otherwise.',
    },
  ],
  says({ network, from, to, vlans }, count, text) {
    const where = text.network(network)
    const ids = listed(vlans.map(String))
    return {
      en: `${counted(count, 'frame')} of ${where.en} from ${text.address(from)} to ${text.address(to)} with a VLAN tag inside (VLAN ${ids.en})`,
      zh: `${where.zh} 中 ${text.address(from)} 发往 ${text.address(to)} 的 ${text.count(count)} 个帧内层带有 VLAN 标签（VLAN ${ids.zh}）`,
    }
  },
  why({ isUnanswered }) {
    return isUnanswered
      ? {
          en: 'What is asked in them is not answered: a VTEP should drop tagged frames unless it was told to take them.',
          zh: '这些帧里的请求无人应答：除非另有配置，VTEP 应当丢弃带标签的帧。',
        }
      : {
          en: 'A trunk goes through the tunnel. Both ends must mean it so; a VTEP that was not told drops such frames.',
          zh: '隧道承载了 trunk。两端都必须按此配置；没有这样配置的 VTEP 会丢弃这些帧。',
        }
  },
  fix({ from, isUnanswered }, text) {
    if (!isUnanswered) return { en: '', zh: '' }
    return {
      en: `On ${text.address(from)}, untag the VLAN at the VXLAN port:  bridge vlan add dev vxlan0 vid VLAN pvid untagged`,
      zh: `在 ${text.address(from)} 上让 VXLAN 端口去掉标签：bridge vlan add dev vxlan0 vid VLAN pvid untagged`,
    }
  },
  verify() {
    return {
      en: 'bridge vlan show dev vxlan0    # PVID Egress Untagged',
      zh: 'bridge vlan show dev vxlan0    # 应为 PVID Egress Untagged',
    }
  },
}
