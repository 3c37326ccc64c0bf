/** What `vxsniff top` says, in both languages. */
import type { Words } from '../language.js'

export interface TopWords {
  readonly columns: Readonly<
    Record<
      | 'network'
      | 'tunnel'
      | 'ends'
      | 'protocol'
      | 'packetRate'
      | 'packets'
      | 'octets'
      | 'flows'
      | 'hosts'
      | 'flooded'
      | 'unanswered'
      | 'state'
      | 'frame'
      | 'time'
      | 'packet',
      string
    >
  >
  /** The levels, as the path names them. */
  readonly levels: Readonly<Record<'networks' | 'tunnels' | 'flows' | 'packets' | 'ladder', string>>
  readonly sorts: Readonly<Record<'rate' | 'packets' | 'octets' | 'first', string>>
  readonly packetRate: (packets: string) => string
  readonly dropped: (packets: string) => string
  readonly filter: (expression: string) => string
  readonly paused: string
  readonly ended: string
  readonly speed: (times: number) => string
  readonly sortedBy: (sort: string) => string
  readonly position: (row: number, of: number) => string
  readonly nothing: Readonly<Record<'networks' | 'tunnels' | 'flows' | 'packets' | 'ladder', string>>
  readonly noFindings: string
  readonly ago: (seconds: string) => string
  /** What the keys do, the most needed first. */
  readonly keys: readonly string[]
  readonly prompt: string
  readonly promptKeys: string
}

const en: TopWords = {
  columns: {
    network: 'network',
    tunnel: 'tunnel',
    ends: 'ends',
    protocol: 'protocol',
    packetRate: 'pkt/s',
    packets: 'packets',
    octets: 'octets',
    flows: 'flows',
    hosts: 'hosts',
    flooded: 'flooded',
    unanswered: 'unanswered',
    state: 'state',
    frame: 'frame',
    time: 'time',
    packet: 'packet',
  },
  levels: { networks: 'networks', tunnels: 'tunnels', flows: 'flows', packets: 'packets', ladder: 'who learned what' },
  sorts: { rate: 'rate', packets: 'packets', octets: 'octets', first: 'first seen' },
  packetRate: (n) => `${n} pkt/s`,
  dropped: (n) => `${n} dropped`,
  filter: (expression) => `filter: ${expression}`,
  paused: 'paused',
  ended: 'end of file',
  speed: (times) => `× ${times}`,
  sortedBy: (sort) => `by ${sort}`,
  position: (row, of) => `${row} of ${of}`,
  nothing: {
    networks: 'no packets yet',
    tunnels: 'no tunnels yet',
    flows: 'no flows yet',
    packets: 'no packets of this flow are kept: only the last ones are',
    ladder: 'no packet shows how these two found each other',
  },
  noFindings: 'no findings so far',
  ago: (time) => `${time} ago`,
  keys: ['q quit', 'Enter open', 'Esc back', '/ filter', 's sort', 'p pause', 'l ladder'],
  prompt: 'filter: ',
  promptKeys: 'Enter takes it, Esc leaves it; empty for all packets',
}

const zh: TopWords = {
  columns: {
    network: '网络',
    tunnel: '隧道',
    ends: '两端',
    protocol: '协议',
    packetRate: '报文/秒',
    packets: '报文',
    octets: '字节',
    flows: '流',
    hosts: '主机',
    flooded: '泛洪',
    unanswered: '无应答',
    state: '状态',
    frame: '帧',
    time: '时间',
    packet: '报文',
  },
  levels: { networks: '网络', tunnels: '隧道', flows: '流', packets: '报文', ladder: '谁学到了什么' },
  sorts: { rate: '速率', packets: '报文', octets: '字节', first: '出现先后' },
  packetRate: (n) => `每秒 ${n} 个报文`,
  dropped: (n) => `丢弃 ${n} 个`,
  filter: (expression) => `过滤：${expression}`,
  paused: '已暂停',
  ended: '文件结束',
  speed: (times) => `× ${times}`,
  sortedBy: (sort) => `按${sort}排序`,
  position: (row, of) => `第 ${row} 行，共 ${of} 行`,
  nothing: {
    networks: '还没有报文',
    tunnels: '还没有隧道',
    flows: '还没有流',
    packets: '没有保留这条流的报文：只保留最近的报文',
    ladder: '没有报文显示这两者如何找到对方',
  },
  noFindings: '目前没有发现',
  ago: (time) => `${time} 前`,
  keys: ['q 退出', 'Enter 打开', 'Esc 返回', '/ 过滤', 's 排序', 'p 暂停', 'l 梯形图'],
  prompt: '过滤：',
  promptKeys: 'Enter 应用，Esc 取消；留空表示全部报文',
}

export const TOP: Words<TopWords> = { en, zh }
