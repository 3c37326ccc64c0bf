/** What a device between two capture points has changed in packets. */
import type { RewrittenOnTheWay } from '../../analysis/check/findings/points-rewritten.js'
import type { ChangeKind } from '../../analysis/compare/changes.js'
import type { Words } from '../language.js'
import type { FindingWords } from './finding-words.js'

export const pointsRewrittenWords: FindingWords<RewrittenOnTheWay> = {
  id: 'points.rewritten',
  title: { en: 'A device between two capture points rewrites packets', zh: '两个抓包点之间的设备改写了报文' },
  meaning: {
    en: `Several files were read that hold the same traffic, captured at two places. The same packet is in both, and not the same any
more: a device between the two has changed it.

A VNI or key that is another one between the same two ends puts the packets into a network where they do not belong: the far
end looks for the receiver there, or has no such network and drops them. A gateway between two networks sends packets in tunnels
of its own, with addresses of its own, and is not meant. A checksum that was right in front of the device and is wrong
behind it makes the receiver drop the packet without a word: most often the device has changed addresses, ports or options
and has not brought the checksum up to date. Both are warnings.

For information: a segment size (MSS) that was lowered in SYNs, which a device does on purpose where the MTU is smaller, and
a cleared DF, after which packets are fragmented where the sender should have been told of a smaller MTU.

What routers and network cards do by design is not reported: TTL, DSCP and ECN, VLAN tags, checksums that the sender's
network card fills in. \`vxsniff compare\` lists every change.`,
    zh: `读取的几个文件是同一流量在两个位置的捕获。同一个报文在两处都有，却已经不同：两处之间的设备改写了它。

相同两端之间的 VNI 或 key 变成了另一个，报文就进入了不属于它的网络：对端在那里寻找接收者，或者没有这个网络而丢弃。两个网络之间的网关用自己的地址、自己的隧道
转发，不在此列。设备之前正确、之后错误的校验和会使接收者静默丢弃报文：多半是设备改了地址、端口或选项却没有更新校验和。这两种给出警告。

仅作提示：SYN 中被调小的最大报文段长度（MSS），这是 MTU 较小时设备有意为之；被清除的 DF，此后报文会被分片，而本应告知发送方 MTU 较小。

路由器和网卡按设计所做的改动不报告：TTL、DSCP 和 ECN、VLAN 标签、由发送方网卡补全的校验和。\`vxsniff compare\` 会列出所有改动。`,
  },
  quotes: [],
  says({ pair, direction, change }, count, text) {
    const { from, to } = pair.comparison.directions[direction]
    const [a, b] = [text.point(pair.points[from]!), text.point(pair.points[to]!)]
    const what = text.changed(pair, change)
    return {
      en: `between ${a} and ${b} ${text.count(count)} ${count === 1 ? 'packet was' : 'packets were'} changed: ${what.en}`,
      zh: `${a} 与 ${b} 之间有 ${text.count(count)} 个报文被改写：${what.zh}`,
    }
  },
  why({ change }) {
    return WHY[change.kind] ?? ANY
  },
  fix({ change }) {
    return FIXES[change.kind] ?? NOTHING
  },
  verify() {
    return {
      en: 'vxsniff compare --lines changed FILE FILE    # each packet, with its frame at both points',
      zh: 'vxsniff compare --lines changed 文件 文件    # 逐一列出报文及其在两处的帧号',
    }
  },
}

const ANY: Words = { en: 'A device between the two does this.', zh: '两处之间的设备所为。' }
const NOTHING: Words = { en: '', zh: '' }

const WHY: Partial<Record<ChangeKind, Words>> = {
  network: {
    en: 'The outer addresses are the same, so it is the same tunnel: its packets end in a network that they were not sent in.',
    zh: '外层地址相同，即同一条隧道：报文到了另一个网络，而不是发出时的网络。',
  },
  'checksum-broken': {
    en: 'It was right at the first point and is wrong at the second one: the receiver drops such packets without a word.',
    zh: '在前一处正确，在后一处错误：接收者会静默丢弃这样的报文。',
  },
  'df-cleared': {
    en: 'The sender is not told of a smaller MTU any more: its packets are fragmented instead.',
    zh: '发送方不再得知 MTU 较小：报文会被分片。',
  },
  mss: {
    en: 'A device lowers the size of segments on purpose, so that they fit a smaller MTU.',
    zh: '设备有意调小报文段长度，以适应较小的 MTU。',
  },
}

const FIXES: Partial<Record<ChangeKind, Words>> = {
  network: {
    en: 'Look at the device between the two for a translation of VNIs, and make both ends and it agree.',
    zh: '检查两处之间的设备是否配置了 VNI 转换，使两端与它一致。',
  },
  'checksum-broken': {
    en: 'Look at the device between the two: what it rewrites without the checksum, its offloads (ethtool -K DEVICE tx off), its memory (ethtool -S DEVICE | grep -i err)',
    zh: '检查两处之间的设备：它改写了什么却没有更新校验和，它的卸载功能（ethtool -K 设备 tx off），它的内存（ethtool -S 设备 | grep -i err）',
  },
}
