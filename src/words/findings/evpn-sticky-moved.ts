/** Sticky stations of which another VTEP tells. */
import type { EvpnStickyMoved } from '../../analysis/check/findings/evpn-sticky-moved.js'
import type { FindingWords } from './finding-words.js'

export const evpnStickyMovedWords: FindingWords<EvpnStickyMoved> = {
  id: 'evpn.sticky-moved',
  title: { en: 'A sticky MAC address is told from elsewhere', zh: '固定的 MAC 地址在别处被通告' },
  meaning: {
    en: `A VTEP told by BGP that a MAC address is behind it for good (sticky): somebody has configured it there. Now another VTEP tells of the same
address, since it heard it from a port of its own. The others go on sending to the sticky place, whatever sequence number the new one has, so the
station at the new place hears nothing. A second machine has the address, perhaps on purpose; or the machine was taken elsewhere and the
entry by hand stayed behind.`,
    zh: `某个 VTEP 通过 BGP 通告某个 MAC 地址固定在自己之后（sticky）：那里有手工配置。现在另一个 VTEP 因为从自己的端口听到它，也通告了同一个地址。无论新的
序号多大，其他 VTEP 仍发往固定的位置，所以新位置上的主机什么也收不到。可能是另一台机器使用了该地址（也许是故意的），也可能是机器已被移走，而手工表项还留在原处。`,
  },
  quotes: [
    {
      source: 'RFC 7432 §15.2',
      sentence:
        'If a PE receives such advertisements and later learns the same MAC address(es) via local learning, then the PE MUST alert the operator.',
    },
  ],
  says({ network, mac, sticky, other, stuck, told }, _, text) {
    const where = text.network(network)
    return {
      en: `${text.mac(mac)} in ${where.en} is sticky behind ${text.address(sticky)} (#${stuck}), and ${text.address(other)} tells of it too (#${told})`,
      zh: `${where.zh} 中的 ${text.mac(mac)} 固定在 ${text.address(sticky)} 之后（#${stuck}），而 ${text.address(other)} 也通告了它（#${told}）`,
    }
  },
  why() {
    return {
      en: 'The others stay with the sticky place: whoever has the address elsewhere hears nothing.',
      zh: '其他 VTEP 以固定的位置为准：在别处使用该地址的主机什么也收不到。',
    }
  },
  fix({ mac, sticky }, text) {
    return {
      en: `If it was taken elsewhere, remove its entry on ${text.address(sticky)}:  bridge fdb show | grep ${text.mac(mac)}; bridge fdb del … sticky`,
      zh: `如果它已被移走，删除 ${text.address(sticky)} 上的表项：bridge fdb show | grep ${text.mac(mac)}; bridge fdb del … sticky`,
    }
  },
  verify({ mac }, text) {
    const command = `vtysh -c 'show evpn mac vni all' | grep ${text.mac(mac)}`
    return { en: command, zh: command }
  },
}
