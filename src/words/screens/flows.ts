/** What `vxsniff flows` and `vxsniff tunnels` say, in both languages. Arrows stand for the two directions of a row. */
import type { Words } from '../language.js'

/** How far a connection of TCP has come. */
export type TcpStateName =
  | 'none'
  | 'midway'
  | 'syn-sent'
  | 'syn-received'
  | 'established'
  | 'closing'
  | 'closed'
  | 'reset'

export interface FlowWords {
  // Titles of columns; those of a direction take its arrow.
  /** The network of a flow, which tells flows between the same addresses in other networks apart. */
  readonly network: string
  readonly tunnel: string
  readonly kind: string
  readonly id: string
  readonly protocol: string
  /** Of the column that has both ends, one below the other. */
  readonly ends: string
  readonly port: string
  readonly packets: string
  readonly octets: string
  /** Packets a second, for live captures. */
  readonly packetRate: string
  readonly retries: string
  readonly flags: string
  readonly start: string
  readonly duration: string
  readonly sourcePorts: string
  readonly notes: string

  // What stands under notes, of flows.
  readonly states: Readonly<Record<TcpStateName, string>>
  readonly synRetries: (count: number) => string
  readonly connections: (count: number) => string
  readonly unanswered: (count: number, of: number) => string
  readonly moreReplies: (count: number) => string
  readonly roundTrips: (times: string) => string
  /** The way back goes through another network. */
  readonly otherWay: (network: string) => string
  /** A flow of TCP or UDP without ports. */
  readonly noPorts: string

  // And of tunnels.
  /** Each direction has one of its own. */
  readonly keys: string
  readonly callIds: string
  readonly sessions: string
  /** In place of the key in a direction without one. */
  readonly none: string
  readonly group: (addresses: string) => string
  readonly toGroup: string
  readonly oneWay: string
  readonly key: (forth: string, back: string) => string
  readonly callId: (forth: string, back: string) => string
  readonly session: (forth: string, back: string) => string
  readonly flowIds: (count: number) => string
  readonly checksum: string
  /** Some packets have it, and some have not. */
  readonly checksumInSome: string
  readonly inStep: string
  readonly sequence: (arrow: string, faults: readonly string[]) => string
  readonly missing: (count: number) => string
  readonly late: (count: number) => string
  readonly again: (count: number) => string
  readonly restarts: (count: number) => string
  readonly unnumbered: (count: number) => string
  /** The sender writes a number and never counts. */
  readonly alwaysTheSame: string
  readonly fragmented: (count: number) => string
  readonly inside: (tunnels: string) => string

  // What stands under the table.
  readonly totals: Readonly<Record<'flows' | 'tunnels', (packets: number, rows: number) => string>>
  readonly others: (packets: number) => string
  readonly more: (rows: number) => string
  readonly copies: (flows: number) => string
  /** Packets that are there more than once. */
  readonly once: (packets: number) => string
  /** What found no room, by `Rows.dropped`. */
  readonly dropped: Readonly<Record<'networks' | 'addresses' | 'rows' | 'sequences', (count: number) => string>>
  /** Separators between remarks about the same thing, and about different things. */
  readonly comma: string
  readonly semicolon: string
}

const en: FlowWords = {
  network: 'network',
  tunnel: 'tunnel',
  kind: 'kind',
  id: 'id',
  protocol: 'protocol',
  ends: 'a, b',
  port: 'port',
  packets: 'packets',
  octets: 'octets',
  packetRate: 'pkt/s',
  retries: 'SYN retries',
  flags: 'flags',
  start: 'start',
  duration: 'duration',
  sourcePorts: 'source ports',
  notes: 'notes',

  states: {
    none: '',
    midway: 'midway',
    'syn-sent': 'SYN sent',
    'syn-received': 'SYN received',
    established: 'established',
    closing: 'closing',
    closed: 'closed',
    reset: 'reset',
  },
  synRetries: (n) => (n === 1 ? '1 SYN retry' : `${n} SYN retries`),
  connections: (n) => `${n} connections`,
  unanswered: (n, of) => `${n} of ${of} unanswered`,
  moreReplies: (n) => (n === 1 ? '1 reply more' : `${n} replies more`),
  roundTrips: (times) => `rtt ${times}`,
  otherWay: (network) => `other way in ${network}`,
  noPorts: 'fragments',

  keys: 'keys',
  callIds: 'call ids',
  sessions: 'sessions',
  none: 'none',
  group: (addresses) => `group ${addresses}`,
  toGroup: 'to a group',
  oneWay: 'one way',
  key: (forth, back) => `key ${forth} / ${back}`,
  callId: (forth, back) => `call id ${forth} / ${back}`,
  session: (forth, back) => `session ${forth} / ${back}`,
  flowIds: (n) => `${n} FlowIDs, or gretap keys`,
  checksum: 'checksum',
  checksumInSome: 'checksum in some',
  inStep: 'sequence in step',
  sequence: (arrow, faults) => `sequence ${arrow} ${faults.join(', ')}`,
  missing: (n) => `${n} missing`,
  late: (n) => `${n} late`,
  again: (n) => `${n} twice`,
  restarts: (n) => (n === 1 ? '1 restart' : `${n} restarts`),
  unnumbered: (n) => `${n} without number`,
  alwaysTheSame: 'always the same',
  fragmented: (n) => `${n} fragmented`,
  inside: (tunnels) => `in ${tunnels}`,

  totals: {
    flows: (packets, rows) => `${count(packets, 'packet')}, ${rows === 0 ? 'no flows' : count(rows, 'flow')}`,
    tunnels: (packets, rows) => `${count(packets, 'packet')}, ${rows === 0 ? 'no tunnels' : count(rows, 'tunnel')}`,
  },
  others: (n) => `${count(n, 'packet')} without an IP packet inside`,
  more: (n) => `${count(n, 'more row')}; see --top, --json or --csv`,
  copies: (n) =>
    `${count(n, 'flow')} hidden: the same addresses and ports at the same time in a tunnel, seen outside of it too (--json has copyOf)`,
  once: (n) => `${n} ${n === 1 ? 'copy' : 'copies'} counted once: the same packet on another interface, or in a tunnel`,
  dropped: {
    networks: (n) => `${count(n, 'packet')} of networks beyond those kept`,
    addresses: (n) => `${count(n, 'packet')} of tunnel ends and IPv6 addresses beyond those kept`,
    rows: (n) => `${count(n, 'packet')} in rows beyond those kept`,
    sequences: (n) => `${count(n, 'packet')} not looked at for their GRE sequence numbers`,
  },
  comma: ', ',
  semicolon: '; ',
}

const zh: FlowWords = {
  network: '网络',
  tunnel: '隧道',
  kind: '类型',
  id: '标识',
  protocol: '协议',
  ends: 'a、b',
  port: '端口',
  packets: '报文',
  octets: '字节',
  packetRate: '报文/秒',
  retries: 'SYN 重传',
  flags: '标志',
  start: '开始',
  duration: '时长',
  sourcePorts: '源端口',
  notes: '备注',

  states: {
    none: '',
    midway: '中途开始',
    'syn-sent': '已发 SYN',
    'syn-received': '已收 SYN',
    established: '已建立',
    closing: '正在关闭',
    closed: '已关闭',
    reset: '已重置',
  },
  synRetries: (n) => `SYN 重传 ${n} 次`,
  connections: (n) => `${n} 个连接`,
  unanswered: (n, of) => `${of} 个中 ${n} 个无应答`,
  moreReplies: (n) => `多余应答 ${n} 个`,
  roundTrips: (times) => `往返 ${times}`,
  otherWay: (network) => `另一方向在 ${network} 中`,
  noPorts: '分片',

  keys: '各有 key',
  callIds: '各有 Call ID',
  sessions: '会话',
  none: '无',
  group: (addresses) => `多播组 ${addresses}`,
  toGroup: '发往多播组',
  oneWay: '仅单向',
  key: (forth, back) => `key ${forth} / ${back}`,
  callId: (forth, back) => `Call ID ${forth} / ${back}`,
  session: (forth, back) => `会话 ${forth} / ${back}`,
  flowIds: (n) => `${n} 个 FlowID，或 gretap 的 key`,
  checksum: '有校验和',
  checksumInSome: '部分有校验和',
  inStep: '序号连续',
  sequence: (arrow, faults) => `序号 ${arrow} ${faults.join('，')}`,
  missing: (n) => `缺 ${n} 个`,
  late: (n) => `迟到 ${n} 个`,
  again: (n) => `重复 ${n} 个`,
  restarts: (n) => `重新开始 ${n} 次`,
  unnumbered: (n) => `${n} 个无序号`,
  alwaysTheSame: '始终不变',
  fragmented: (n) => `${n} 个被分片`,
  inside: (tunnels) => `位于 ${tunnels} 之内`,

  totals: {
    flows: (packets, rows) => `${packets} 个报文，${rows === 0 ? '没有流' : `${rows} 条流`}`,
    tunnels: (packets, rows) => `${packets} 个报文，${rows === 0 ? '没有隧道' : `${rows} 条隧道`}`,
  },
  others: (n) => `${n} 个报文内没有 IP 报文`,
  more: (n) => `另有 ${n} 行；见 --top、--json 或 --csv`,
  copies: (n) => `隐藏了 ${n} 条流：隧道内同时有地址和端口都相同的流，在隧道外又被看到一次（--json 中有 copyOf）`,
  once: (n) => `${n} 个副本只计一次：同一报文在另一接口或隧道内也被看到`,
  dropped: {
    networks: (n) => `${n} 个报文所属的网络超出上限，未保留`,
    addresses: (n) => `${n} 个报文的隧道端点或 IPv6 地址超出上限，未保留`,
    rows: (n) => `${n} 个报文所属的行超出上限，未保留`,
    sequences: (n) => `${n} 个报文的 GRE 序号未检查`,
  },
  comma: '，',
  semicolon: '；',
}

export const FLOWS: Words<FlowWords> = { en, zh }

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
