/** Packets that left one capture point and did not arrive at another one. */
import type { LostOnTheWay } from '../../analysis/check/findings/points-lost.js'
import type { Shared } from '../../analysis/compare/losses.js'
import type { Words } from '../language.js'
import type { FindingWords } from './finding-words.js'

export const pointsLostWords: FindingWords<LostOnTheWay> = {
  id: 'points.lost',
  title: { en: 'Packets are lost between two capture points', zh: '报文在两个抓包点之间丢失' },
  meaning: {
    en: `Several files were read that hold the same traffic, captured at two places: both ends of a tunnel, both sides of a
router, a tunnel's device and the network card. Each packet of one was looked for in the other, by what no device on the way
changes, whatever the clocks say. These were not found, although others between the same ends were: what lies between the two
has lost them. That is the one proof of where packets get lost; a capture at a single place cannot give it.

What the lost ones have in common, and no packet that arrived has, names the cause: one UDP port (a filter, or a device
that takes that port for itself), one network, fragments, more than some length (a smaller MTU), a time. Packets before the other
capture's first one and after its last one do not count, nor those between ends of which the other place has seen nothing: these may take
another way. It is no more than information where whole conversations are missing, which may take another way, and where the capture has dropped packets itself
(\`capture.dropped\`).

Files that go on from each other are one capture and are not compared, nor are parts of captures (\`-Y\`, \`-c\`), captures of
different times, and captures from standard input. A capture that was taken with a filter of its own lacks what the filter left
out: that is no loss. \`vxsniff compare\` tells all of it: delays, clocks, and everything that was changed on the way.`,
    zh: `读取的几个文件是同一流量在两个位置的捕获：隧道的两端、路由器的两侧、隧道设备与网卡。按照途中设备不会改变的内容，在另一个捕获中逐一寻找
每个报文，与时钟无关。这些报文没有找到，而相同两端之间的其他报文找到了：它们在两处之间丢失。只有这样才能证明报文在哪里丢失，单个位置的抓包做不到。

丢失的报文有而到达的报文没有的共同点就指明了原因：某个 UDP 端口（过滤器，或把该端口占为己用的设备）、某个网络、分片、超过某个长度（MTU 较小）、某段
时间。另一个捕获的第一个报文之前和最后一个报文之后的不计，另一处从未见过其两端的报文也不计：它们可能走别的路径。如果缺少的是整个会话（可能走别的路径），或者
抓包本身丢了报文（\`capture.dropped\`），则只作提示。

前后相接的文件是一个捕获，不作比较；捕获的一部分（\`-Y\`、\`-c\`）、不同时间的捕获以及来自标准输入的捕获也不比较。带过滤条件的捕获会缺少被过滤掉的报文：那
不是丢包。\`vxsniff compare\` 会给出全部结果：时延、时钟以及途中的所有改动。`,
  },
  quotes: [],
  says({ pair, direction }, _, text) {
    return text.lostBetween(pair, direction)
  },
  why({ drops, isElsewhere, left }, text) {
    const rest: Words =
      left === 0
        ? { en: '', zh: '' }
        : {
            en: ` ${text.count(left)} packets found no room and were not compared (--memory).`,
            zh: `另有 ${text.count(left)} 个报文放不下，未作比较（--memory）。`,
          }
    const why = drops > 0 ? DROPPED : isElsewhere ? OTHER_WAY : BETWEEN
    return { en: why.en + rest.en, zh: why.zh + rest.zh }
  },
  fix({ pair: { comparison }, direction }) {
    return FIXES[comparison.directions[direction].losses.shared?.by ?? 'any'] ?? FIXES.any
  },
  verify() {
    return {
      en: 'vxsniff compare --lines lost FILE FILE    # each of them; after the change none',
      zh: 'vxsniff compare --lines lost 文件 文件    # 逐一列出；修改之后应当没有',
    }
  },
}

const DROPPED: Words = {
  en: 'The capture where they did not arrive has dropped packets itself: they may be those.',
  zh: '未见到它们的那个捕获本身丢了报文：缺少的可能就是它们。',
}
const OTHER_WAY: Words = {
  en: 'Whole conversations are missing: they are lost, take another way, or were left out by a filter of the capture.',
  zh: '缺少的是整个会话：它们丢失、走了别的路径，或被抓包的过滤条件排除。',
}
const BETWEEN: Words = {
  en: 'Others between the same ends were seen at both points: what lies between the two loses these, unless a filter of the capture has left them out.',
  zh: '两处都看到了相同两端之间的其他报文：丢包发生在这两处之间，除非抓包的过滤条件排除了它们。',
}

const FIXES: Partial<Record<Shared['by'], Words>> & { readonly any: Words } = {
  'tunnel-port': {
    en: 'Permit this UDP port on the way (firewall, security group), or take another one at both ends:  ip link add vxlan0 type vxlan dstport 4789 …',
    zh: '在途中放行该 UDP 端口（防火墙、安全组），或在两端换用另一个端口：ip link add vxlan0 type vxlan dstport 4789 …',
  },
  length: {
    en: 'Raise the MTU on the way, or lower that of the tunnel:  ip link set vxlan0 mtu 1400    # at both ends',
    zh: '调大路径的 MTU，或调小隧道的 MTU：ip link set vxlan0 mtu 1400    # 两端都要',
  },
  fragment: {
    en: 'Lower the MTU of the tunnel so that nothing is fragmented:  ip link set vxlan0 mtu 1400    # or let fragments pass',
    zh: '调小隧道的 MTU 以避免分片：ip link set vxlan0 mtu 1400    # 或放行分片',
  },
  any: {
    en: "Look at what lies between:  ip -s link; ethtool -S DEVICE | grep -iE 'drop|err'; tc -s qdisc; nft list ruleset",
    zh: "检查两处之间的设备：ip -s link; ethtool -S 设备 | grep -iE 'drop|err'; tc -s qdisc; nft list ruleset",
  },
}
