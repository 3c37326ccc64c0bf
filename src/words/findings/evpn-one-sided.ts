/** VNIs of one VTEP alone. */
import type { EvpnOneSided } from '../../analysis/check/findings/evpn-one-sided.js'
import type { FindingWords } from './finding-words.js'

export const evpnOneSidedWords: FindingWords<EvpnOneSided> = {
  id: 'evpn.one-sided',
  title: { en: 'One VTEP alone tells of a VNI', zh: '只有一个 VTEP 通告某个 VNI' },
  meaning: {
    en: `All VTEPs of this capture tell by BGP which VNIs they have. One has a VNI that no other one has: what its stations say there reaches nobody.
That is so where a tenant is in one place. Where two VTEPs each have such a VNI, it is likely that both were meant to be the same and that one
number is wrong.`,
    zh: `此抓包中的各 VTEP 都用 BGP 通告自己有哪些 VNI。某个 VTEP 的 VNI 是其他 VTEP 都没有的：那里的主机说什么也无人收到。租户只在一处时就是这样。
如果两个 VTEP 各有一个这样的 VNI，很可能本应相同，而其中一个编号写错了。`,
  },
  quotes: [],
  says({ network, vtep }, _, text) {
    const where = text.network(network)
    return {
      en: `${text.address(vtep)} alone tells of ${where.en}`,
      zh: `只有 ${text.address(vtep)} 通告 ${where.zh}`,
    }
  },
  why({ other, otherVtep, asked, frame, alike, alikeVtep }, text) {
    if (other >= 0)
      return {
        en: `${text.address(otherVtep)} alone has VNI ${other}, and ${text.address(asked)} there is asked for here in vain (#${frame}): both are meant to be one network.`,
        zh: `只有 ${text.address(otherVtep)} 有 VNI ${other}，那里的 ${text.address(asked)} 在这里被查询却无人应答（#${frame}）：两者本应是同一个网络。`,
      }
    return alike < 0
      ? { en: 'No other VTEP of this capture tells of it.', zh: '此抓包中没有其他 VTEP 通告它。' }
      : {
          en: `${text.address(alikeVtep)} alone tells of VNI ${alike}: unless both are tenants in one place, one of the two numbers is likely wrong.`,
          zh: `只有 ${text.address(alikeVtep)} 通告 VNI ${alike}：除非两者都是只在一处的租户，其中一个编号很可能写错了。`,
        }
  },
  verify() {
    return { en: "vtysh -c 'show evpn vni'", zh: "vtysh -c 'show evpn vni'" }
  },
}
