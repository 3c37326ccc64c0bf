/** What `vxsniff check` says around its findings, in both languages. */
import type { CheckDropped } from '../../analysis/check/check-facts.js'
import type { Severity } from '../../analysis/check/finding.js'
import type { Confidence } from '../../analysis/learning/facts.js'
import type { Words } from '../language.js'
import { LEARN } from './learn.js'

/** What was looked at. */
export interface Checked {
  readonly tunnels: number
  readonly conversations: number
  /** Of these, those that wait for an answer. */
  readonly unanswered: number
  /** Addresses that were asked for and found. */
  readonly neighbours: number
  /** Packets that could not be read to the end. */
  readonly malformed: number
}

export interface CheckWords {
  readonly severities: Readonly<Record<Severity, string>>
  readonly labels: Readonly<Record<'why' | 'fix' | 'verify' | 'quote' | 'frames' | 'confidence', string>>
  readonly confidence: Readonly<Record<Confidence, string>>
  readonly quoted: (sentence: string, source: string) => string

  // The verdict.
  readonly worst: (title: string, says: string) => string
  readonly healthy: (checked: Checked) => string
  readonly noneOf: (only: readonly string[], ignored: readonly string[]) => string
  readonly empty: string

  // The end.
  readonly counts: (found: Readonly<Record<Severity, number>>) => string
  /** `verified` and `offloaded` are checksums: right ones, and those left to the network card. */
  readonly packets: (packets: number, verified: number, offloaded: number) => string
  /** What found no room, by `dropped`. */
  readonly incomplete: (kinds: readonly string[]) => string
  readonly dropped: Readonly<Record<keyof CheckDropped, (count: number) => string>>
  readonly hint: string
  readonly moreOfKind: (id: string, count: number) => string
  /** A live capture told it before, and more packets have shown that it was not so. */
  readonly withdrawn: string
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

const en: CheckWords = {
  severities: { error: 'error', warning: 'warning', info: 'note' },
  labels: { why: 'why', fix: 'fix', verify: 'verify', quote: 'rfc', frames: 'frames', confidence: 'sure' },
  confidence: { high: 'very', medium: 'fairly', low: 'not very' },
  quoted: (sentence, source) => `“${sentence}” (${source})`,

  worst: (title, says) => `${title}${title.includes(':') ? ';' : ':'} ${says}.`,
  healthy: ({ tunnels, conversations, unanswered, neighbours, malformed }) => {
    const looked = [
      tunnels === 0 ? 'no tunnels' : count(tunnels, 'tunnel'),
      `${count(conversations, 'conversation')}${unanswered > 0 ? ` (${unanswered} unanswered)` : ''}`,
      ...(neighbours > 0 ? [`${count(neighbours, 'neighbour')} found`] : []),
    ]
    if (malformed > 0) {
      return `Nothing is wrong in what could be read: ${looked.join(', ')}; ${count(malformed, 'packet')} malformed.`
    }
    return `Nothing is wrong as far as this capture shows: ${looked.join(', ')}.`
  },
  noneOf: (only, ignored) => {
    const of = only.length === 0 ? '' : ` of ${only.join(', ')}`
    const but = ignored.length === 0 ? '' : `, ${ignored.join(', ')} left out`
    return `Nothing${of} is wrong as far as this capture shows${but}.`
  },
  empty: 'There are no packets here, and so nothing can be said.',

  counts: ({ error, warning, info }) =>
    `${count(error, 'error')}, ${count(warning, 'warning')}, ${count(info, 'note')}.`,
  packets: (n, verified, offloaded) => {
    const nic = offloaded === 0 ? '' : `, ${offloaded} left to the NIC`
    return `${count(n, 'packet')}, ${count(verified, 'checksum')} verified${nic}.`
  },
  incomplete: (kinds) =>
    `There is more in this capture than is kept, and findings may be missing: ${kinds.join('; ')}.`,
  dropped: {
    ...LEARN.en.dropped,
    flows: (n) => `${count(n, 'packet')} of conversations not kept`,
    tunnels: (n) => `${count(n, 'packet')} of tunnels not kept`,
    checksums: (n) => `${count(n, 'checksum')} not counted`,
    signs: (n) => `${count(n, 'other sign')} of trouble not kept`,
  },
  hint: 'details: -v   machine-readable: --json',
  moreOfKind: (id, n) => `and ${n} more: -v --only ${id}`,
  withdrawn: 'no longer',
}

const zh: CheckWords = {
  severities: { error: '错误', warning: '警告', info: '提示' },
  labels: { why: '原因', fix: '处理', verify: '验证', quote: '标准', frames: '帧', confidence: '把握' },
  confidence: { high: '很大', medium: '较大', low: '不大' },
  quoted: (sentence, source) => `“${sentence}”（${source}）`,

  worst: (title, says) => `${title}${title.includes('：') ? '；' : '：'}${says}。`,
  healthy: ({ tunnels, conversations, unanswered, neighbours, malformed }) => {
    const looked = [
      tunnels === 0 ? '无隧道' : `${tunnels} 条隧道`,
      `${conversations} 个会话${unanswered > 0 ? `（${unanswered} 个无应答）` : ''}`,
      ...(neighbours > 0 ? [`${neighbours} 个邻居解析成功`] : []),
    ]
    if (malformed > 0) return `在能够读出的内容中没有问题：${looked.join('，')}；${malformed} 个报文格式错误。`
    return `就此次抓包所见，没有问题：${looked.join('，')}。`
  },
  noneOf: (only, ignored) => {
    const but = ignored.length === 0 ? '' : `（不含 ${ignored.join('、')}）`
    return only.length === 0
      ? `就此次抓包所见，没有问题${but}。`
      : `就此次抓包所见，没有 ${only.join('、')} 方面的问题${but}。`
  },
  empty: '这里没有报文，无从判断。',

  counts: ({ error, warning, info }) => `${error} 个错误，${warning} 个警告，${info} 个提示。`,
  packets: (n, verified, offloaded) => {
    const nic = offloaded === 0 ? '' : `，${offloaded} 个留给网卡计算`
    return `${n} 个报文，${verified} 个校验和验证无误${nic}。`
  },
  incomplete: (kinds) => `此次抓包的内容超出保留上限，可能有问题未列出：${kinds.join('；')}。`,
  dropped: {
    ...LEARN.zh.dropped,
    flows: (n) => `${n} 个报文所属的会话未保留`,
    tunnels: (n) => `${n} 个报文所属的隧道未保留`,
    checksums: (n) => `${n} 个校验和未计入`,
    signs: (n) => `${n} 条其他迹象未保留`,
  },
  hint: '详情：-v   机器可读：--json',
  moreOfKind: (id, n) => `另有 ${n} 个：-v --only ${id}`,
  withdrawn: '已不成立',
}

export const CHECK: Words<CheckWords> = { en, zh }
