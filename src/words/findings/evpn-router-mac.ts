/** Routed frames that are not for the router that BGP told of. */
import type { EvpnRouterMac } from '../../analysis/check/findings/evpn-router-mac.js'
import type { FindingWords } from './finding-words.js'

export const evpnRouterMacWords: FindingWords<EvpnRouterMac> = {
  id: 'evpn.router-mac',
  title: { en: 'Routed frames have another MAC address than the Router’s MAC', zh: '路由的帧没有使用通告的路由器 MAC' },
  meaning: {
    en: `Packets that are routed through an EVPN fabric are put into frames for the router at the far VTEP, whose MAC address its routes tell
(Router's MAC, type 5 and type 2). Here frames in such a network have another destination MAC address inside: the far VTEP does not take them for
its own, and drops or floods them. The neighbour or FDB entry is an old one or was written by hand, the router's MAC address was changed without telling,
or two VTEPs that share an address do not share the MAC address.`,
    zh: `在 EVPN 网络中路由的报文，会装入发给远端 VTEP 上路由器的帧，其 MAC 地址由路由通告（Router's MAC，类型 5 和类型 2）。这里这样的网络中的帧，内层目的 MAC 却是
另一个地址：远端 VTEP 不会认为是给自己的，会丢弃或泛洪。原因可能是邻居或 FDB 表项过期或为手工写入，路由器的 MAC 改变后没有通告，或者共用一个地址的两个 VTEP 没有
共用 MAC。`,
  },
  quotes: [],
  says({ network, vtep, dst, mac, told }, _, text) {
    const where = text.network(network)
    return {
      en: `${text.address(vtep)} sends frames for ${text.mac(mac)} in ${where.en} to ${text.address(dst)}, whose router has ${text.mac(told)}`,
      zh: `${text.address(vtep)} 把 ${where.zh} 中给 ${text.mac(mac)} 的帧发往 ${text.address(dst)}，而那里的路由器是 ${text.mac(told)}`,
    }
  },
  why({ frame }) {
    return {
      en: `BGP told the router’s MAC address in #${frame}, and this network is for routed packets alone.`,
      zh: `BGP 在 #${frame} 通告了路由器的 MAC，而这个网络只承载路由的报文。`,
    }
  },
  fix({ vtep, mac }, text) {
    return {
      en: `On ${text.address(vtep)}: who wrote this entry?  ip neigh show | grep ${text.mac(mac)}; bridge fdb show | grep ${text.mac(mac)}`,
      zh: `在 ${text.address(vtep)} 上查看表项由谁写入：ip neigh show | grep ${text.mac(mac)}; bridge fdb show | grep ${text.mac(mac)}`,
    }
  },
  verify() {
    return { en: "vtysh -c 'show evpn rmac vni all'", zh: "vtysh -c 'show evpn rmac vni all'" }
  },
}
