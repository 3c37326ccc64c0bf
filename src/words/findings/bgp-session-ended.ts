/** BGP sessions that ended, with their routes. */
import type { BgpSessionEnded } from '../../analysis/check/findings/bgp-session-ended.js'
import type { FindingWords } from './finding-words.js'

export const bgpSessionEndedWords: FindingWords<BgpSessionEnded> = {
  id: 'bgp.session-ended',
  title: { en: 'A BGP session ended', zh: 'BGP 会话结束' },
  meaning: {
    en: `A BGP session between two speakers ended, by a NOTIFICATION that says why or by the TCP connection. What one has told the other in it
holds no more: MAC addresses, floods and prefixes go from the tables unless somebody else tells them too (a second route reflector).
Until they are told again frames for these stations are flooded, or dropped.

Where the session comes back within the capture it is a note. \`vxsniff routes --diff\` shows what was lost.`,
    zh: `两个 BGP 对端之间的会话结束了：或由说明原因的 NOTIFICATION，或因 TCP 连接断开。会话中通告的内容不再有效：除非另有对端（例如第二台路由反射器）
也通告了它们，否则 MAC 地址、泛洪去处和前缀都会从表中删除。在重新通告之前，发往这些主机的帧会被泛洪或丢弃。

如果会话在抓包中恢复，则只作说明。用 \`vxsniff routes --diff\` 查看失去了什么。`,
  },
  quotes: [
    {
      source: 'RFC 4271 §6',
      sentence:
        'When any of the conditions described here are detected, a NOTIFICATION message, with the indicated Error Code, Error Subcode, and Data fields, is sent, and the BGP connection is closed (unless it is explicitly stated that no NOTIFICATION message is to be sent and the BGP connection is not to be closed).',
    },
  ],
  says({ ends, end, routes }, _, text) {
    const [a, b] = ends.map((one) => text.address(one))
    const by = text.address(end.by)
    const how = end.error === '' ? '' : `: ${end.error}`
    return {
      en: `the BGP session of ${a} and ${b} was ended by ${by}${how}; ${
        routes === 0
          ? 'no route that this capture shows went with it'
          : `${text.count(routes)} ${routes === 1 ? 'route' : 'routes'} went with it`
      }`,
      zh: `${a} 与 ${b} 的 BGP 会话被 ${by} 结束${how}；${
        routes === 0 ? '抓包中没有路由因此失效' : `${text.count(routes)} 条路由随之失效`
      }`,
    }
  },
  why({ end, again }) {
    const back = {
      en: again > 0 ? ` It came back in #${again}.` : ' It did not come back in this capture.',
      zh: again > 0 ? `会话于 #${again} 恢复。` : '在此抓包中没有恢复。',
    }
    if (end.code === HOLD_TIMER) {
      return {
        en: `Nothing was heard of the other for the whole hold time.${back.en}`,
        zh: `在整个保持时间内没有收到对端的消息。${back.zh}`,
      }
    }
    return end.how === 'notification'
      ? { en: `One speaker said so by a NOTIFICATION.${back.en}`, zh: `一方用 NOTIFICATION 作了说明。${back.zh}` }
      : {
          en: `The TCP connection ended without a NOTIFICATION.${back.en}`,
          zh: `TCP 连接断开，没有 NOTIFICATION。${back.zh}`,
        }
  },
  verify() {
    return { en: "vtysh -c 'show bgp l2vpn evpn summary'", zh: "vtysh -c 'show bgp l2vpn evpn summary'" }
  },
}

/** RFC 4271 §4.5. */
const HOLD_TIMER = 4
