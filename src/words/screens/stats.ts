/** What `vxsniff stats` says, in both languages. */
import type { Words } from '../language.js'

export interface StatsWords {
  /** Titles of columns. */
  readonly columns: Readonly<
    Record<
      | 'network'
      | 'vni'
      | 'tunnel'
      | 'vtep'
      | 'host'
      | 'protocol'
      | 'dscp'
      | 'size'
      | 'packets'
      | 'share'
      | 'octets'
      | 'sent'
      | 'received'
      | 'flows'
      | 'hosts'
      | 'flooded'
      | 'unanswered'
      | 'retransmissions'
      | 'checksums'
      | 'first'
      | 'last'
      | 'time'
      | 'rate'
      | 'finding'
      | 'severity'
      | 'findings'
      | 'count'
      | 'frames'
      | 'about'
      | 'others',
      string
    >
  >
  /** What is in no tunnel: below tunnels, and where there are none. */
  readonly underlay: string
  readonly plain: string
  /** What has no VNI, and no IP header. */
  readonly none: string
  readonly all: string
  readonly severities: Readonly<Record<'error' | 'warning' | 'info', string>>

  // In front of the table.
  readonly packets: (packets: string) => string
  readonly octets: (octets: string) => string
  readonly captured: (octets: string) => string
  readonly packetRate: (packets: string) => string
  readonly average: (octets: string) => string
  readonly span: (from: string, to: string) => string
  readonly noTime: string
  readonly notInOrder: string
  readonly interfaces: (count: number) => string
  readonly oneInterface: (about: string) => string
  readonly snapLength: (octets: number) => string
  readonly noSnapLength: string
  readonly resolution: (unit: string) => string
  readonly dropped: (packets: string) => string
  readonly moreInterfaces: (count: number) => string
  readonly comma: string

  // Under it.
  readonly total: (packets: number, rows: number) => string
  /** A packet counts in more than one row. */
  readonly several: string
  readonly noFindings: string
  readonly intervals: (length: string, left: number) => string
  /** Packets in no row. */
  readonly without: Readonly<Partial<Record<'tunnel' | 'vtep' | 'host', (packets: number) => string>>>
}

const en: StatsWords = {
  columns: {
    network: 'network',
    vni: 'vni',
    tunnel: 'tunnel',
    vtep: 'vtep',
    host: 'host',
    protocol: 'protocol',
    dscp: 'dscp',
    size: 'octets each',
    packets: 'packets',
    share: 'share',
    octets: 'octets',
    sent: 'sent',
    received: 'received',
    flows: 'flows',
    hosts: 'hosts',
    flooded: 'flooded',
    unanswered: 'unanswered',
    retransmissions: 'retrans',
    checksums: 'bad sums',
    first: 'first',
    last: 'last',
    time: 'from',
    rate: 'bit/s',
    finding: 'finding',
    severity: 'severity',
    findings: 'findings',
    count: 'count',
    frames: 'frames',
    about: 'what',
    others: 'others',
  },
  underlay: 'underlay',
  plain: 'no tunnel',
  none: 'none',
  all: 'all',
  severities: { error: 'error', warning: 'warning', info: 'info' },

  packets: (n) => (n === '1' ? '1 packet' : `${n} packets`),
  octets: (n) => `${n} on the wire`,
  captured: (n) => `${n} captured`,
  packetRate: (n) => `${n} packets/s`,
  average: (n) => `${n} a packet`,
  span: (from, to) => `${from} to ${to}`,
  noTime: 'no times',
  notInOrder: 'not in order of time',
  interfaces: (n) => `${n} interfaces`,
  oneInterface: (about) => `1 interface: ${about}`,
  snapLength: (n) => `snaplen ${n}`,
  noSnapLength: 'no snaplen',
  resolution: (unit) => `times in ${unit}`,
  dropped: (n) => `${n} dropped`,
  moreInterfaces: (n) => (n === 1 ? 'and 1 interface more' : `and ${n} interfaces more`),
  comma: ', ',

  total: (packets, rows) => `${count(packets, 'packet')}, ${rows === 0 ? 'no rows' : count(rows, 'row')}`,
  several: 'a packet counts in each row that it belongs to',
  noFindings: 'no findings',
  intervals: (length, left) =>
    `intervals of ${length}, counted from the first packet${left === 0 ? '' : '; those without packets are left out'}`,
  without: {
    tunnel: (n) => `${count(n, 'packet')} in no tunnel`,
    vtep: (n) => `${count(n, 'packet')} in no tunnel`,
    host: (n) => `${count(n, 'packet')} without an IP packet inside`,
  },
}

const zh: StatsWords = {
  columns: {
    network: '网络',
    vni: 'vni',
    tunnel: '隧道',
    vtep: 'vtep',
    host: '主机',
    protocol: '协议',
    dscp: 'dscp',
    size: '每个字节数',
    packets: '报文',
    share: '占比',
    octets: '字节',
    sent: '发出',
    received: '收到',
    flows: '流',
    hosts: '主机',
    flooded: '泛洪',
    unanswered: '无应答',
    retransmissions: '重传',
    checksums: '错校验和',
    first: '最早',
    last: '最晚',
    time: '起始',
    rate: 'bit/s',
    finding: '发现',
    severity: '级别',
    findings: '条数',
    count: '数量',
    frames: '帧',
    about: '内容',
    others: '其余',
  },
  underlay: '底层网络',
  plain: '无隧道',
  none: '无',
  all: '全部',
  severities: { error: '错误', warning: '警告', info: '提示' },

  packets: (n) => `${n} 个报文`,
  octets: (n) => `线路上 ${n}`,
  captured: (n) => `捕获 ${n}`,
  packetRate: (n) => `每秒 ${n} 个报文`,
  average: (n) => `平均每个 ${n}`,
  span: (from, to) => `${from} 至 ${to}`,
  noTime: '没有时间',
  notInOrder: '未按时间排序',
  interfaces: (n) => `${n} 个接口`,
  oneInterface: (about) => `1 个接口：${about}`,
  snapLength: (n) => `截取长度 ${n}`,
  noSnapLength: '不截取',
  resolution: (unit) => `时间单位 ${unit}`,
  dropped: (n) => `丢弃 ${n} 个`,
  moreInterfaces: (n) => `另有 ${n} 个接口`,
  comma: '，',

  total: (packets, rows) => `${packets} 个报文，${rows === 0 ? '没有行' : `${rows} 行`}`,
  several: '一个报文计入它所属的每一行',
  noFindings: '没有发现',
  intervals: (length, left) => `每段 ${length}，从首个报文算起${left === 0 ? '' : '；没有报文的时段不列出'}`,
  without: {
    tunnel: (n) => `${n} 个报文不在隧道中`,
    vtep: (n) => `${n} 个报文不在隧道中`,
    host: (n) => `${n} 个报文内没有 IP 报文`,
  },
}

export const STATS: Words<StatsWords> = { en, zh }

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
