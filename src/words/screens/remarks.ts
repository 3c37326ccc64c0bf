/** What a capture says of a packet besides its octets, in words. */

import { escapeText } from '../../present/value.js'
import type { Language, Words } from '../language.js'

/** Text in it comes from the file. */
export interface Remarks {
  readonly interfaceName?: string
  readonly interfaceDescription?: string
  readonly comments: readonly string[]
  /** `epb_flags` */
  readonly flags?: number
  /** `epb_dropcount`: packets dropped between this one and the one before. */
  readonly dropped?: number
  readonly packetId?: string
  readonly queue?: number
  readonly hashes: readonly { readonly algorithm: number; readonly value: string }[]
  readonly process?: { readonly name?: string; readonly id?: number; readonly thread?: number }
  readonly others: readonly { readonly code: number; readonly value: string }[]
}

/** `{ label: 'Comment', text: 'seen twice' }` */
export interface RemarkLine {
  readonly label: string
  readonly text: string
}

interface RemarkWords {
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

const REMARKS: Words<RemarkWords> = {
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

/** draft-ietf-opsawg-pcapng §4.3.1, by number. */
const HASHES: readonly string[] = ["2's complement", 'XOR', 'CRC32', 'MD5', 'SHA-1', 'Toeplitz']
const FIRST_ERROR_BIT = 24

/** A line for each thing, with what comes from the file escaped; none for most packets. */
export function remarkLines(r: Remarks | undefined, language: Language): readonly RemarkLine[] {
  if (r === undefined) return []
  const words = REMARKS[language]
  const { labels } = words
  const lines: RemarkLine[] = []
  const add = (label: string, text: string): void => {
    if (text !== '') lines.push({ label, text })
  }
  const { interfaceName = '', interfaceDescription = '' } = r
  add(labels.interface, escapeText([interfaceName, interfaceDescription].filter((text) => text !== '').join(', ')))
  for (const comment of r.comments) add(labels.comment, escapeText(comment))
  add(labels.process, processText(r, words))
  add(labels.capture, captureText(r, words))
  return lines
}

/** The same, each in one. */
export function remarkTexts(r: Remarks | undefined, language: Language): readonly string[] {
  const { colon } = REMARKS[language]
  return remarkLines(r, language).map(({ label, text }) => `${label}${colon}${text}`)
}

function processText({ process }: Remarks, words: RemarkWords): string {
  if (process === undefined) return ''
  const text = words.process(escapeText(process.name ?? ''), process.id === undefined ? '' : String(process.id))
  return process.thread === undefined ? text : `${text}${words.comma}${words.thread(process.thread)}`
}

function captureText(r: Remarks, words: RemarkWords): string {
  const facts = r.flags === undefined ? [] : flagFacts(r.flags, words)
  if (r.dropped !== undefined && r.dropped > 0) facts.push(words.dropped(r.dropped))
  if (r.packetId !== undefined) facts.push(words.packetId(r.packetId))
  if (r.queue !== undefined) facts.push(words.queue(r.queue))
  for (const { algorithm, value } of r.hashes) facts.push(words.hash(hashName(algorithm), `0x${value}`))
  for (const { code, value } of r.others) facts.push(words.option(code, `0x${value}`))
  return facts.filter((fact) => fact !== '').join(words.comma)
}

/** §4.3.2. */
function flagFacts(flags: number, words: RemarkWords): string[] {
  const fcs = (flags >>> 5) & 0xf
  return [
    words.directions[flags & 3]!,
    words.receptions[(flags >>> 2) & 7]!,
    fcs === 0 ? '' : words.fcs(fcs),
    ...words.errors.filter((_, bit) => ((flags >>> (FIRST_ERROR_BIT + bit)) & 1) === 1),
  ]
}

const hashName = (algorithm: number): string => HASHES[algorithm] ?? `hash ${algorithm}`
