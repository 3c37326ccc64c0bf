/** One MAC address behind two VTEPs. */
import type { EvpnDuplicateMac } from '../../analysis/check/findings/evpn-duplicate-mac.js'
import type { FindingWords } from './finding-words.js'

export const evpnDuplicateMacWords: FindingWords<EvpnDuplicateMac> = {
  id: 'evpn.duplicate-mac',
  title: { en: 'Two VTEPs tell of one MAC address', zh: '两个 VTEP 通告同一个 MAC 地址' },
  meaning: {
    en: `Two VTEPs tell by BGP that a MAC address is behind them, at the same time and with the same sequence number. A station that moves has a
higher number at its new place (MAC mobility, RFC 7432 §7.7), and the old place withdraws it. So two stations have the address, or
one is connected in two places. Others send to the VTEP with the lower address, and the second station hears nothing.

A gateway that is in all places says so by a community, and the VTEPs of a station with several ways tell of the same Ethernet segment:
these are not told here.`,
    zh: `两个 VTEP 同时用 BGP 通告某个 MAC 地址在自己之后，序号相同。迁移的主机在新位置的序号更大（MAC 移动性，RFC 7432 §7.7），旧位置会撤销。因此是
两台主机使用同一个地址，或一台主机接在两处。其他 VTEP 会发往地址较小的那个，另一台主机什么也收不到。

分布在各处的网关会用团体属性说明，多归属主机的各 VTEP 会通告同一个以太网段：这些不在此列。`,
  },
  quotes: [
    {
      source: 'RFC 7432 §15.1',
      sentence:
        'A situation may arise where the same MAC address is learned by different PEs in the same VLAN because of two (or more) hosts being misconfigured with the same (duplicate) MAC address.',
    },
  ],
  says({ network, mac, vteps }, _, text) {
    const where = text.network(network)
    const [one, other] = vteps.map((vtep) => text.address(vtep))
    return {
      en: `${text.mac(mac)} in ${where.en} is told to be behind ${one} and behind ${other} at the same time`,
      zh: `${where.zh} 中的 ${text.mac(mac)} 同时被通告为位于 ${one} 和 ${other} 之后`,
    }
  },
  why({ sequence }) {
    return {
      en: `Neither has a higher sequence number (${sequence}): it is no move.`,
      zh: `双方的序号相同（${sequence}），所以不是迁移。`,
    }
  },
  fix() {
    return {
      en: 'Give one of the two stations another MAC address.',
      zh: '给其中一台主机换一个 MAC 地址。',
    }
  },
  verify(_, __) {
    return { en: "vtysh -c 'show evpn mac vni all duplicate'", zh: "vtysh -c 'show evpn mac vni all duplicate'" }
  },
}
