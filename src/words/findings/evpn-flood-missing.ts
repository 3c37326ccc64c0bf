/** VTEPs without a route for floods. */
import type { EvpnFloodMissing } from '../../analysis/check/findings/evpn-flood-missing.js'
import type { FindingWords } from './finding-words.js'

export const evpnFloodMissingWords: FindingWords<EvpnFloodMissing> = {
  id: 'evpn.flood-missing',
  title: { en: 'A VTEP has no route for floods', zh: 'VTEP 没有通告泛洪路由' },
  meaning: {
    en: `A VTEP that takes part in a network says by a route of type 3 (Inclusive Multicast Ethernet Tag) that broadcasts are to be sent to it as well. Without
it, questions by broadcast never reach the stations behind it, though their MAC addresses are told (type 2). Most often a filter lets
one type through and not the other.

The other way round: a VTEP is sent floods and has never told such a route. Then an entry was put in by hand, and will stay when the VTEP goes.`,
    zh: `加入某个网络的 VTEP 用类型 3 路由（Inclusive Multicast Ethernet Tag）说明广播也要发给它。没有这条路由，广播查询就到不了它之后的主机，尽管它们的
MAC 地址已经通告（类型 2）。多半是过滤策略只放行了其中一种。

反过来：某个 VTEP 收到泛洪，却从未通告过这样的路由。那么表项是人工写入的，VTEP 离开后也不会消失。`,
  },
  quotes: [
    {
      source: 'RFC 7432 §11',
      sentence: 'Each PE MUST advertise an "Inclusive Multicast Ethernet Tag route" to enable the above.',
    },
  ],
  says({ network, vtep, from, withdrawn }, count, text) {
    const where = text.network(network)
    const who = text.address(vtep)
    return from < 0
      ? {
          en: `${who} tells ${text.count(count)} ${count === 1 ? 'station' : 'stations'} in ${where.en} ${withdrawn === 0 ? 'and no route for floods (type 3)' : `and has withdrawn its route for floods (type 3, #${withdrawn})`}`,
          zh: `${who} 在 ${where.zh} 中通告了 ${text.count(count)} 台主机，${withdrawn === 0 ? '却没有泛洪路由（类型 3）' : `却撤销了泛洪路由（类型 3，#${withdrawn}）`}`,
        }
      : {
          en: `${text.address(from)} floods to ${who} in ${where.en}, which has told no route for floods (type 3)`,
          zh: `${text.address(from)} 在 ${where.zh} 中向 ${who} 泛洪，而后者没有通告泛洪路由（类型 3）`,
        }
  },
  why({ from }) {
    return from < 0
      ? { en: 'Broadcasts of the others do not go there.', zh: '其他 VTEP 的广播不会发往那里。' }
      : { en: 'The entry was put in by somebody else than BGP.', zh: '该表项不是 BGP 写入的。' }
  },
  verify(_, __) {
    return {
      en: "vtysh -c 'show bgp l2vpn evpn route type multicast'",
      zh: "vtysh -c 'show bgp l2vpn evpn route type multicast'",
    }
  },
}
