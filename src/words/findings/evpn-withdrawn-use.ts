/** Frames that still go where BGP has withdrawn the station. */
import type { EvpnWithdrawnUse } from '../../analysis/check/findings/evpn-withdrawn-use.js'
import type { FindingWords } from './finding-words.js'

export const evpnWithdrawnUseWords: FindingWords<EvpnWithdrawnUse> = {
  id: 'evpn.withdrawn-use',
  title: { en: 'Frames still go where BGP has withdrawn the station', zh: '帧仍发往 BGP 已撤销的位置' },
  meaning: {
    en: `A VTEP was told by BGP that a station is not behind another VTEP any more, and sends frames for it there all the same, seconds later. Its
forwarding table does not follow its routes: the entry is static beside BGP's, the daemon that writes the table hangs, or the kernel refused the change.`,
    zh: `某个 VTEP 已从 BGP 得知主机不再位于另一个 VTEP 之后，几秒之后却仍把帧发往那里。它的转发表没有跟随路由：除 BGP 之外还有静态表项，
写表的守护进程停住了，或内核拒绝了更改。`,
  },
  quotes: [
    {
      source: 'RFC 7432 §15',
      sentence:
        'It is possible for a given host or end-station (as defined by its MAC address) to move from one Ethernet segment to another; this is referred to as "MAC Mobility" or "MAC move", and it is different from the multihoming situation in which a given MAC address is reachable via multiple PEs for the same Ethernet segment.',
    },
  ],
  says({ network, vtep, mac, dst, withdrawn, late }, _, text) {
    const where = text.network(network)
    return {
      en: `${text.address(vtep)} still sends frames for ${text.mac(mac)} in ${where.en} to ${text.address(dst)}, ${text.time(late)} after BGP withdrew it (#${withdrawn})`,
      zh: `${text.address(vtep)} 仍把 ${where.zh} 中给 ${text.mac(mac)} 的帧发往 ${text.address(dst)}，此时 BGP 已撤销（#${withdrawn}）${text.time(late)}`,
    }
  },
  why() {
    return {
      en: 'Its forwarding table does not follow what BGP tells it.',
      zh: '它的转发表没有跟随 BGP 的通告。',
    }
  },
  verify({ mac }, text) {
    return {
      en: `bridge fdb show | grep ${text.mac(mac)}`,
      zh: `bridge fdb show | grep ${text.mac(mac)}`,
    }
  },
}
