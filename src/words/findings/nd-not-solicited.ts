/** Neighbor advertisements that answer a solicitation without the Solicited flag (RFC 4861 §4.4). */
import type { NotSolicited } from '../../analysis/check/findings/nd-not-solicited.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const ndNotSolicitedWords: FindingWords<NotSolicited> = {
  id: 'nd.not-solicited',
  title: { en: 'A neighbor advertisement answers without saying so', zh: '邻居通告应答了请求，却没有置 S 标志' },
  meaning: {
    en: `A host asks for a MAC address and gets it, but the answer has a clear S (Solicited) flag. The asker takes the address and does not
take it for confirmed: its entry becomes STALE instead of REACHABLE, so it asks once more with the next packets, and again.
Packets pass all the while.

It is told of answers that one host alone gets right after its question. One to all nodes has no S flag by right.`,
    zh: `主机请求 MAC 地址并得到了应答，但应答的 S（Solicited）标志为 0。请求方会采用该地址，却不认为它已确认：表项成为 STALE 而不是 REACHABLE，
于是在后续报文时一再询问。在此期间报文照常通过。

这里只报告紧跟请求、单播给请求方的应答；发往所有节点的通告本来就不置 S 标志。`,
  },
  quotes: [
    {
      source: 'RFC 4861 §7.2.4',
      sentence:
        'Otherwise, the node MUST set the Solicited flag to one and unicast the advertisement to the Source Address of the solicitation.',
    },
  ],
  says({ network, from, to }, count, text) {
    const where = text.network(network)
    return {
      en: `${text.address(from)} answers ${text.address(to)} in ${where.en} with a clear S flag, ${counted(count, 'time')}`,
      zh: `${text.address(from)} 在 ${where.zh} 中应答 ${text.address(to)} 时没有置 S 标志，共 ${text.count(count)} 次`,
    }
  },
  why() {
    return {
      en: 'The asker keeps the address as STALE, not as REACHABLE, and asks again although it has its answer.',
      zh: '请求方把该地址记为 STALE 而不是 REACHABLE，因此得到应答后仍会再次询问。',
    }
  },
  fix({ from }, text) {
    return {
      en: `Whoever speaks for ${text.address(from)} has to set it: a proxy of neighbors, or the stack of a device.  ip -6 neigh show proxy`,
      zh: `代表 ${text.address(from)} 应答的一方必须置该标志：邻居代理，或设备的协议栈。ip -6 neigh show proxy`,
    }
  },
  verify() {
    return {
      en: 'ip -6 neigh show    # REACHABLE after an answer?',
      zh: 'ip -6 neigh show    # 得到应答后是否为 REACHABLE？',
    }
  },
}
