/** What `vxsniff compare` says, in both languages. Places are called by the names of their captures. */
import type { ChangeKind, Layer } from '../../analysis/compare/changes.js'
import type { Feature } from '../../analysis/compare/losses.js'
import type { Words } from '../language.js'

export interface CompareWords {
  // The verdict, of one sentence.
  readonly same: (a: string, b: string) => string
  readonly empty: (name: string) => string
  readonly apart: (a: string, b: string) => string
  readonly allCut: (name: string) => string
  readonly strangers: (a: string, b: string) => string
  readonly fine: (packets: string, a: string, b: string) => string
  /** Nothing was lost, but one capture has not seen all. */
  readonly onlyMissed: (missed: string, name: string) => string
  readonly lostAll: (lost: string, from: string, to: string, what: string, others: string) => string
  readonly othersArrived: (arrived: string, sent: string) => string
  readonly lostMost: (lost: string, sent: string, share: string, from: string, to: string, what: string) => string
  readonly lostLong: (lost: string, from: string, to: string, least: string, most: string) => string
  readonly lostThen: (lost: string, from: string, to: string, since: string, until: string) => string
  readonly lostSince: (lost: string, from: string, to: string, since: string) => string
  readonly lostSome: (lost: string, sent: string, share: string, from: string, to: string) => string
  readonly lostEvery: (lost: string, from: string, to: string) => string
  /** Packets that have something in common, and what may be the cause where they alone are lost. */
  readonly of: Readonly<Record<Feature, (value: string) => string>>
  readonly cause: (port: string) => string
  /** Of ports that are known for it. */
  readonly takers: Readonly<Record<number, string>>
  readonly fragmentCause: string
  readonly lengthCause: string
  readonly timesLost: (lost: string, sent: string, from: string, to: string) => string

  // The clocks.
  readonly clocks: string
  readonly ahead: (b: string, a: string, offset: string) => string
  readonly behind: (b: string, a: string, offset: string) => string
  readonly equal: (b: string, a: string) => string
  readonly within: (uncertainty: string) => string
  /** Behind it, where it grows. */
  readonly atFirst: string
  readonly bothWays: (pairs: string) => string
  readonly given: string
  readonly oneWay: (offset: string) => string
  readonly drift: (rate: string) => string
  readonly byClocks: string
  /** The same where their difference was given. */
  readonly byGiven: string
  readonly byOrder: string

  // Tables.
  readonly columns: Readonly<
    Record<
      | 'way'
      | 'sent'
      | 'arrived'
      | 'lost'
      | 'share'
      | 'least'
      | 'median'
      | 'most'
      | 'delays'
      | 'reordered'
      | 'overTime'
      | 'change'
      | 'packets'
      | 'frames'
      | 'by'
      | 'value'
      | 'time'
      | 'delay'
      | 'packet'
      | 'fate',
      string
    >
  >
  readonly by: Readonly<Record<Feature, string>>
  readonly whole: string
  readonly inFragments: string
  readonly changes: Readonly<Record<ChangeKind, (layer: string, from: string, to: string) => string>>
  readonly layers: Readonly<Record<Layer, string>>
  readonly more: (rows: number) => string

  // What did not count.
  readonly alone: (packets: string, name: string, frames: string) => string
  readonly elsewhere: (packets: string) => string
  readonly outside: (packets: string, from: string, to: string, frames: string) => string
  readonly missed: (packets: string, name: string, other: string, frames: string) => string
  readonly copies: (packets: string, name: string) => string
  readonly cut: (packets: string, name: string) => string
  readonly comparedLess: (octets: number) => string
  readonly unreadable: (packets: string, name: string) => string
  readonly pieces: (packets: string, name: string) => string
  readonly timeless: (packets: string, name: string) => string
  readonly dropped: (packets: string, name: string) => string
  readonly droppedByCapture: (packets: string, name: string) => string
  readonly formsDropped: (packets: string) => string
  readonly delaysAbove: string

  // Side by side.
  readonly fates: Readonly<Record<'lost' | 'outside' | 'missed' | 'alone', string>>
  readonly comma: string
  readonly semicolon: string
  readonly stop: string
}

const plural = (n: string, one: string, many: string): string => (n === '1' ? `1 ${one}` : `${n} ${many}`)
const packets = (n: string): string => plural(n, 'packet', 'packets')
const layerOf = (layer: string): string => (layer === '' ? '' : `${layer} `)

const en: CompareWords = {
  same: (a, b) =>
    `${a} and ${b} hold the same packets with the same times: one capture twice, which says nothing of a way`,
  empty: (name) => `${name} has no packets: there is nothing to compare`,
  apart: (a, b) => `${a} and ${b} were not taken at the same time, by their clocks, and have no packet in common`,
  allCut: (name) =>
    `the packets of ${name} are cut in front of where they differ: capture with a larger snapshot length`,
  strangers: (a, b) => `no packet of ${a} is in ${b}: other traffic, or nothing of it has passed both places`,
  fine: (n, a, b) => `${n === '1' ? 'the only packet' : `all ${n} packets`} between ${a} and ${b} arrived`,
  onlyMissed: (n, name) =>
    `nothing was lost on the way, but ${name} has missed ${packets(n)} that the other place has seen`,
  lostAll: (n, from, to, what, others) => `${packets(n)} ${what} left ${from} and none arrived at ${to}; ${others}`,
  othersArrived: (arrived, sent) =>
    arrived === sent ? `all ${sent} others arrived` : `of ${sent} others ${arrived} arrived`,
  lostMost: (n, sent, share, from, to, what) =>
    `${n} of ${packets(sent)} from ${from} to ${to} got lost (${share}), nearly all of them ${what}`,
  lostLong: (n, from, to, least, most) =>
    `${packets(n)} of ${least} octets and more left ${from} and none arrived at ${to}; the longest that arrived has ${most}`,
  lostThen: (n, from, to, since, until) =>
    `nothing from ${from} arrived at ${to} from ${since} until ${until}: ${packets(n)} lost, and no other`,
  lostSince: (n, from, to, since) =>
    `from ${since} on nothing from ${from} arrived at ${to}: ${packets(n)} lost, and no other`,
  lostSome: (n, sent, share, from, to) =>
    `${n} of ${packets(sent)} from ${from} to ${to} got lost (${share}); nothing sets them apart`,
  lostEvery: (n, from, to) => `none of ${packets(n)} from ${from} arrived at ${to}: lost, or they took another way`,
  of: {
    'tunnel-port': (v) => `to UDP port ${v}`,
    network: (v) => `in ${v}`,
    fragment: () => 'that were in fragments',
    dscp: (v) => `with DSCP ${v}`,
    size: (v) => `of ${v} octets`,
    protocol: (v) => `of ${v}`,
    port: (v) => `of port ${v}`,
    flow: (v) => `of ${v}`,
  },
  cause: (port) => `something on the way takes UDP ${port}`,
  takers: { 8472: 'VMware NSX, a filter' },
  fragmentCause: 'fragments do not get through',
  lengthCause: 'the way has a smaller MTU than the sender believes',
  timesLost: (n, sent, from, to) => `from ${from} to ${to} ${n} of ${sent} got lost`,

  clocks: 'clocks',
  ahead: (b, a, offset) => `${b} is ${offset} ahead of ${a}`,
  behind: (b, a, offset) => `${b} is ${offset} behind ${a}`,
  equal: (b, a) => `${b} and ${a} agree`,
  within: (u) => `± ${u}`,
  atFirst: ' at the first packet',
  bothWays: (pairs) => `both ways, ${pairs} pairs`,
  given: 'as given',
  oneWay: (offset) =>
    `packets went one way only: the difference of the clocks and the smallest delay are ${offset} together, and cannot be told apart (--clock-offset)`,
  drift: (rate) => `drift ${rate}`,
  byClocks: 'which way packets went is told by the clocks alone, taken as equal',
  byGiven: 'which way packets went is told by the clocks alone',
  byOrder: 'nothing tells which way packets went; taken as from the first capture to the second',

  columns: {
    way: 'way',
    sent: 'sent',
    arrived: 'arrived',
    lost: 'lost',
    share: 'share',
    least: 'delay min',
    median: 'median',
    most: '99 %',
    delays: 'min … 99 %',
    reordered: 'reordered',
    overTime: 'lost over time',
    change: 'changed on the way',
    packets: 'packets',
    frames: 'frames',
    by: 'lost by',
    value: 'which',
    time: 'time',
    delay: 'delay',
    packet: 'packet',
    fate: 'what became of it',
  },
  by: {
    'tunnel-port': 'tunnel port',
    network: 'network',
    fragment: 'fragments',
    dscp: 'dscp',
    size: 'size',
    protocol: 'protocol',
    port: 'port',
    flow: 'flow',
  },
  whole: 'whole',
  inFragments: 'in fragments',
  changes: {
    ttl: (layer, by) => `${layerOf(layer)}ttl ${by}`,
    dscp: (layer, from, to) => `${layerOf(layer)}DSCP ${from} → ${to}`,
    ecn: (layer, from, to) => `${layerOf(layer)}ECN ${from} → ${to}`,
    'df-cleared': (layer) => `${layerOf(layer)}DF cleared`,
    'df-set': (layer) => `${layerOf(layer)}DF set`,
    encapsulated: (_, __, to) => `put into ${to}`,
    decapsulated: (_, from) => `taken out of ${from}`,
    're-encapsulated': (_, from, to) => `in another tunnel: ${from} → ${to}`,
    tunnel: (_, from, to) => `tunnel ${from} → ${to}`,
    network: (_, from, to) => `network ${from} → ${to}`,
    port: (_, from, to) => `UDP port ${from} → ${to}`,
    source: (_, from, to) => `outer source ${from} → ${to}`,
    destination: (_, from, to) => `outer destination ${from} → ${to}`,
    translated: (_, from, to) => `addresses translated: ${from} → ${to}`,
    'vlan-added': (layer, _, to) => `${layerOf(layer)}VLAN ${to} added`,
    'vlan-removed': (layer, from) => `${layerOf(layer)}VLAN ${from} removed`,
    vlan: (layer, from, to) => `${layerOf(layer)}VLAN ${from} → ${to}`,
    fragmented: () => 'fragmented',
    reassembled: () => 'put together from fragments',
    'checksum-filled': (layer) => `${layerOf(layer)}checksum filled in`,
    'checksum-added': (layer) => `${layerOf(layer)}checksum added`,
    'checksum-removed': (layer) => `${layerOf(layer)}checksum taken out`,
    'checksum-broken': (layer) => `${layerOf(layer)}checksum broken`,
    'checksum-rewritten': (layer) => `${layerOf(layer)}checksum rewritten`,
    mss: (_, from, to) => `MSS ${from} → ${to}`,
    segmented: () => 'in other segments (offload)',
  },
  layers: { outer: 'outer', inner: 'inner', plain: '' },
  more: (n) => `${n} more`,

  alone: (n, name, frames) =>
    `${packets(n)} of ${name} alone (${frames}): no packet between these ends was seen in both places`,
  elsewhere: (n) => `${packets(n)} for all came to both places from elsewhere`,
  outside: (n, from, to, frames) =>
    `${packets(n)} from ${from} (${frames}) before the first packet of ${to} or after its last one: not known whether they arrived`,
  missed: (n, name, other, frames) =>
    `${packets(n)} came from ${name} and only ${other} has seen them (${frames}): ${name} has missed them`,
  copies: (n, name) =>
    `${packets(n)} of ${name} are copies of others, from another interface or out of their tunnel: counted once`,
  cut: (n, name) => `${packets(n)} of ${name} are cut in front of where they differ: not compared`,
  comparedLess: (octets) =>
    `captures are cut: of each packet ${octets} octets from its transport header on are compared`,
  unreadable: (n, name) => `${packets(n)} of ${name} cannot be read: not compared`,
  pieces: (n, name) => `${plural(n, 'fragment', 'fragments')} in ${name} of packets that never were whole there`,
  timeless: (n, name) => `${packets(n)} of ${name} have no time: not compared`,
  dropped: (n, name) => `${packets(n)} of ${name} found no room: --memory`,
  droppedByCapture: (n, name) =>
    `the capture of ${name} has dropped ${packets(n)}, by its own count: some that seem lost may be these`,
  formsDropped: (n) => `${n} flows, hosts or forms of packets found no room: --memory`,
  delaysAbove: 'delays are those above the smallest',

  fates: { lost: 'lost', outside: 'not known', missed: 'missed by the capture', alone: 'seen here alone' },
  comma: ', ',
  semicolon: '; ',
  stop: '.',
}

const zhLayer = (layer: string): string => (layer === '' ? '' : layer)

const zh: CompareWords = {
  same: (a, b) => `${a} 与 ${b} 的报文和时间完全相同：这是同一个捕获，不能说明任何路径`,
  empty: (name) => `${name} 中没有报文：无从比较`,
  apart: (a, b) => `按时钟看，${a} 与 ${b} 不是在同一时间捕获的，也没有共同的报文`,
  allCut: (name) => `${name} 的报文在能区分之前就被截断：请用更大的 snaplen 捕获`,
  strangers: (a, b) => `${a} 的报文没有一个在 ${b} 中：流量不同，或没有报文经过两处`,
  fine: (n, a, b) => `${a} 与 ${b} 之间的 ${n} 个报文全部到达`,
  onlyMissed: (n, name) => `路上没有丢包，但 ${name} 漏捕了另一处看到的 ${n} 个报文`,
  lostAll: (n, from, to, what, others) => `${n} 个${what}报文离开 ${from}，没有一个到达 ${to}；${others}`,
  othersArrived: (arrived, sent) =>
    arrived === sent ? `其余 ${sent} 个全部到达` : `其余 ${sent} 个中到达 ${arrived} 个`,
  lostMost: (n, sent, share, from, to, what) =>
    `从 ${from} 到 ${to} 的 ${sent} 个报文丢失 ${n} 个（${share}），几乎都是${what}报文`,
  lostLong: (n, from, to, least, most) =>
    `${n} 个不短于 ${least} 字节的报文离开 ${from}，没有一个到达 ${to}；到达的最长为 ${most} 字节`,
  lostThen: (n, from, to, since, until) =>
    `${since} 至 ${until} 之间 ${from} 的报文都没有到达 ${to}：丢失 ${n} 个，别无其他`,
  lostSince: (n, from, to, since) => `自 ${since} 起 ${from} 的报文都没有到达 ${to}：丢失 ${n} 个，别无其他`,
  lostSome: (n, sent, share, from, to) => `从 ${from} 到 ${to} 的 ${sent} 个报文丢失 ${n} 个（${share}），看不出共同点`,
  lostEvery: (n, from, to) => `来自 ${from} 的 ${n} 个报文没有一个到达 ${to}：丢失，或走了别的路径`,
  of: {
    'tunnel-port': (v) => `发往 UDP 端口 ${v} 的`,
    network: (v) => ` ${v} 中的`,
    fragment: () => '被分片的',
    dscp: (v) => ` DSCP 为 ${v} 的`,
    size: (v) => `长度为 ${v} 字节的`,
    protocol: (v) => ` ${v} `,
    port: (v) => `端口 ${v} 的`,
    flow: (v) => ` ${v} 的`,
  },
  cause: (port) => `路上有设备占用 UDP ${port}`,
  takers: { 8472: 'VMware NSX 或过滤器' },
  fragmentCause: '分片无法通过',
  lengthCause: '路径的 MTU 小于发送方所认为的值',
  timesLost: (n, sent, from, to) => `从 ${from} 到 ${to} 的 ${sent} 个中丢失 ${n} 个`,

  clocks: '时钟',
  ahead: (b, a, offset) => `${b} 比 ${a} 快 ${offset}`,
  behind: (b, a, offset) => `${b} 比 ${a} 慢 ${offset}`,
  equal: (b, a) => `${b} 与 ${a} 一致`,
  within: (u) => `± ${u}`,
  atFirst: '（第一个报文时）',
  bothWays: (pairs) => `双向，${pairs} 对`,
  given: '由参数给定',
  oneWay: (offset) => `报文只有单向：时钟差与最小时延之和为 ${offset}，无法分开（--clock-offset）`,
  drift: (rate) => `漂移 ${rate}`,
  byClocks: '报文方向仅由时钟判断，假定两个时钟一致',
  byGiven: '报文方向仅由时钟判断',
  byOrder: '没有依据判断报文方向，假定从第一个捕获到第二个',

  columns: {
    way: '方向',
    sent: '发出',
    arrived: '到达',
    lost: '丢失',
    share: '比例',
    least: '时延最小',
    median: '中位',
    most: '99 %',
    delays: '最小 … 99 %',
    reordered: '乱序',
    overTime: '丢失随时间',
    change: '路上的改动',
    packets: '报文',
    frames: '帧',
    by: '丢失按',
    value: '哪些',
    time: '时间',
    delay: '时延',
    packet: '报文',
    fate: '结果',
  },
  by: {
    'tunnel-port': '隧道端口',
    network: '网络',
    fragment: '分片',
    dscp: 'dscp',
    size: '长度',
    protocol: '协议',
    port: '端口',
    flow: '流',
  },
  whole: '未分片',
  inFragments: '分片',
  changes: {
    ttl: (layer, by) => `${zhLayer(layer)} ttl ${by}`.trimStart(),
    dscp: (layer, from, to) => `${zhLayer(layer)} DSCP ${from} → ${to}`.trimStart(),
    ecn: (layer, from, to) => `${zhLayer(layer)} ECN ${from} → ${to}`.trimStart(),
    'df-cleared': (layer) => `${zhLayer(layer)} DF 被清除`.trimStart(),
    'df-set': (layer) => `${zhLayer(layer)} DF 被置位`.trimStart(),
    encapsulated: (_, __, to) => `封装进 ${to}`,
    decapsulated: (_, from) => `从 ${from} 解封装`,
    're-encapsulated': (_, from, to) => `换了隧道：${from} → ${to}`,
    tunnel: (_, from, to) => `隧道 ${from} → ${to}`,
    network: (_, from, to) => `网络 ${from} → ${to}`,
    port: (_, from, to) => `UDP 端口 ${from} → ${to}`,
    source: (_, from, to) => `外层源地址 ${from} → ${to}`,
    destination: (_, from, to) => `外层目的地址 ${from} → ${to}`,
    translated: (_, from, to) => `地址转换：${from} → ${to}`,
    'vlan-added': (layer, _, to) => `${zhLayer(layer)}加上 VLAN ${to}`,
    'vlan-removed': (layer, from) => `${zhLayer(layer)}去掉 VLAN ${from}`,
    vlan: (layer, from, to) => `${zhLayer(layer)} VLAN ${from} → ${to}`.trimStart(),
    fragmented: () => '被分片',
    reassembled: () => '由分片重组',
    'checksum-filled': (layer) => `${zhLayer(layer)}校验和已补全`,
    'checksum-added': (layer) => `${zhLayer(layer)}加上校验和`,
    'checksum-removed': (layer) => `${zhLayer(layer)}去掉校验和`,
    'checksum-broken': (layer) => `${zhLayer(layer)}校验和被改坏`,
    'checksum-rewritten': (layer) => `${zhLayer(layer)}校验和被改写`,
    mss: (_, from, to) => `MSS ${from} → ${to}`,
    segmented: () => '分段不同（网卡卸载）',
  },
  layers: { outer: '外层', inner: '内层', plain: '' },
  more: (n) => `另有 ${n} 行`,

  alone: (n, name, frames) => `${n} 个报文只在 ${name} 中（${frames}）：这些端点之间没有报文在两处都出现`,
  elsewhere: (n) => `${n} 个发给所有人的报文从别处到达两处`,
  outside: (n, from, to, frames) =>
    `来自 ${from} 的 ${n} 个报文（${frames}）早于 ${to} 的第一个或晚于最后一个报文：是否到达未知`,
  missed: (n, name, other, frames) => `${n} 个报文来自 ${name}，却只有 ${other} 看到（${frames}）：${name} 漏捕了它们`,
  copies: (n, name) => `${name} 的 ${n} 个报文是其他报文的副本（另一接口，或隧道内外）：只计一次`,
  cut: (n, name) => `${name} 的 ${n} 个报文在能区分之前被截断：未比较`,
  comparedLess: (octets) => `捕获被截断：每个报文从传输层报头起比较 ${octets} 字节`,
  unreadable: (n, name) => `${name} 的 ${n} 个报文无法读取：未比较`,
  pieces: (n, name) => `${name} 中有 ${n} 个分片，其报文在那里从未完整`,
  timeless: (n, name) => `${name} 的 ${n} 个报文没有时间：未比较`,
  dropped: (n, name) => `${name} 的 ${n} 个报文放不下：--memory`,
  droppedByCapture: (n, name) => `${name} 的捕获自己统计丢弃了 ${n} 个报文：看似丢失的可能就是它们`,
  formsDropped: (n) => `${n} 个流、主机或报文形式放不下：--memory`,
  delaysAbove: '时延为超出最小时延的部分',

  fates: { lost: '丢失', outside: '未知', missed: '捕获漏掉', alone: '只在此处' },
  comma: '，',
  semicolon: '；',
  stop: '。',
}

export const COMPARE: Words<CompareWords> = { en, zh }
