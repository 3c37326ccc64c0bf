/** What a capture says of a packet besides its octets, in both languages. */
import type { Words } from '../language.js'

export interface RemarkWords {
  readonly labels: Readonly<Record<'interface' | 'comment' | 'process' | 'capture', string>>
  readonly comma: string
  readonly colon: string
  readonly process: (name: string, id: string) => string
  readonly thread: (thread: number) => string
  /** By the two bits of the direction, and the three of how it was received. */
  readonly directions: readonly string[]
  readonly receptions: readonly string[]
  readonly fcs: (octets: number) => string
  /** By the bit, from 24 on. */
  readonly errors: readonly string[]
  readonly dropped: (packets: number) => string
  readonly packetId: (id: string) => string
  readonly queue: (queue: number) => string
  readonly hash: (algorithm: string, value: string) => string
  readonly option: (code: number, value: string) => string
}

export const REMARKS: Words<RemarkWords> = {
  en: {
    labels: { interface: 'Interface', comment: 'Comment', process: 'Process', capture: 'Capture' },
    comma: ', ',
    colon: ': ',
    process: (name, id) => (name === '' ? id : id === '' ? name : `${name} (${id})`),
    thread: (thread) => `thread ${thread}`,
    directions: ['', 'inbound', 'outbound', ''],
    receptions: ['', 'unicast', 'multicast', 'broadcast', 'promiscuous', '', '', ''],
    fcs: (octets) => `frame check sequence of ${octets} octets`,
    errors: [
      'CRC error',
      'too long',
      'too short',
      'wrong gap between frames',
      'unaligned',
      'start frame delimiter error',
      'preamble error',
      'symbol error',
    ],
    dropped: (n) => `${n} ${n === 1 ? 'packet' : 'packets'} dropped before it`,
    packetId: (id) => `packet id ${id}`,
    queue: (queue) => `queue ${queue}`,
    hash: (algorithm, value) => `${algorithm} ${value}`,
    option: (code, value) => `option ${code} ${value}`,
  },
  zh: {
    labels: { interface: '接口', comment: '注释', process: '进程', capture: '抓包' },
    comma: '，',
    colon: '：',
    process: (name, id) => (name === '' ? id : id === '' ? name : `${name}（${id}）`),
    thread: (thread) => `线程 ${thread}`,
    directions: ['', '收到', '发出', ''],
    receptions: ['', '单播', '组播', '广播', '混杂模式收到', '', '', ''],
    fcs: (octets) => `帧校验序列 ${octets} 字节`,
    errors: ['CRC 错误', '过长', '过短', '帧间隔错误', '未对齐', '帧起始定界符错误', '前导码错误', '符号错误'],
    dropped: (n) => `此前丢失 ${n} 个报文`,
    packetId: (id) => `报文标识 ${id}`,
    queue: (queue) => `队列 ${queue}`,
    hash: (algorithm, value) => `${algorithm} ${value}`,
    option: (code, value) => `选项 ${code} ${value}`,
  },
}
