/** What `vxsniff check` says around its findings, in both languages. */
import type { CheckDropped } from '../../analysis/check/check-facts.js'
import type { Severity } from '../../analysis/check/finding.js'
import type { Confidence } from '../../analysis/learning/facts.js'
import { countText } from '../amounts.js'
import type { Words } from '../language.js'
import { LEARN } from './learn.js'

/** What was looked at. */
export interface Checked {
  /** As `vxsniff tunnels` lists them; and the overlay networks, of a VNI or key each, that they are of. */
  readonly tunnels: number
  readonly networks: number
  readonly conversations: number
  /** Of these, those that wait for an answer. */
  readonly unanswered: number
  /** Addresses that were asked for and found. */
  readonly neighbours: number
  /** Packets that contradict themselves; those that no decoder claims, and of these those that look like a tunnel. */
  readonly malformed: number
  readonly undecoded: number
  readonly tunnelLike: number
}

export interface CheckWords {
  readonly severities: Readonly<Record<Severity, string>>
  readonly labels: Readonly<Record<'why' | 'fix' | 'verify' | 'quote' | 'frames' | 'confidence', string>>
  readonly confidence: Readonly<Record<Confidence, string>>
  readonly quoted: (sentence: string, source: string) => string

  // The verdict.
  readonly worst: (title: string, says: string) => string
  /** `isPart` where not all packets were looked at. */
  readonly healthy: (checked: Checked, isPart: boolean) => string
  /** Something is not as it should be, although no finding says why. */
  readonly doubtful: (checked: Checked) => string
  readonly noneOf: (only: readonly string[], ignored: readonly string[], isPart: boolean) => string
  /** There are errors and warnings among the findings that were not asked for. */
  readonly leftOut: (left: Readonly<Record<Severity, number>>) => string
  readonly empty: string

  // The end.
  readonly counts: (found: Readonly<Record<Severity, number>>) => string
  /** `verified` and `offloaded` are checksums: right ones, and those left to the network card. */
  readonly packets: (packets: number, verified: number, offloaded: number) => string
  /** What found no room, by `dropped`. */
  readonly incomplete: (kinds: readonly string[]) => string
  readonly dropped: Readonly<Record<keyof CheckDropped, (count: number) => string>>
  readonly hint: string
  /** The line for all further findings of a kind that has too many: how many there are, and what they count. */
  readonly rest: (count: string, findings: number) => string
  readonly moreOfKind: (id: string, count: number) => string
  /** A finding that a live capture had told, and that later packets have disproved. */
  readonly withdrawn: string
}

function count(n: number, noun: string): string {
  return `${countText(n)} ${noun}${n === 1 ? '' : 's'}`
}

const en: CheckWords = {
  severities: { error: 'error', warning: 'warning', info: 'note' },
  labels: { why: 'why', fix: 'fix', verify: 'verify', quote: 'rfc', frames: 'frames', confidence: 'sure' },
  confidence: { high: 'very', medium: 'fairly', low: 'not very' },
  quoted: (sentence, source) => `“${sentence}” (${source})`,

  worst: (title, says) => `${title}${title.includes(':') ? ';' : ':'} ${says}.`,
  healthy: ({ tunnels, networks, conversations, neighbours, undecoded }, isPart) => {
    const of = tunnels === networks ? '' : ` of ${count(networks, 'overlay network')}`
    const looked = [
      tunnels === 0 ? 'no tunnels' : `${count(tunnels, 'tunnel')}${of}`,
      count(conversations, 'conversation'),
      ...(neighbours > 0 ? [`${count(neighbours, 'neighbour')} found`] : []),
    ].join(', ')
    return undecoded > 0
      ? `Nothing wrong in what could be read: ${looked}; ${count(undecoded, 'packet')} not decoded.`
      : `Nothing is wrong as far as ${isPart ? 'these packets show' : 'this capture shows'}: ${looked}.`
  },
  doubtful: ({ conversations, unanswered, malformed, undecoded, tunnelLike }) => {
    const doubts = [
      ...(unanswered > 0
        ? [
            `${countText(unanswered)} of ${count(conversations, 'conversation')} ${unanswered === 1 ? 'gets' : 'get'} no answer`,
          ]
        : []),
      ...(malformed > 0 ? [`${count(malformed, 'packet')} ${malformed === 1 ? 'is' : 'are'} malformed`] : []),
      ...(tunnelLike > 0 ? [`${count(tunnelLike, 'packet')} may be of a tunnel on a port that is not decoded`] : []),
      ...(undecoded > tunnelLike ? [`${count(undecoded - tunnelLike, 'packet')} not decoded`] : []),
    ]
    return `Nothing in this capture says why, but ${doubts.join('; ')}.`
  },
  noneOf: (only, ignored, isPart) => {
    const of = only.length === 0 ? '' : ` of ${only.join(', ')}`
    const but = ignored.length === 0 ? '' : `, ${ignored.join(', ')} left out`
    return `Nothing${of} is wrong as far as ${isPart ? 'these packets show' : 'this capture shows'}${but}.`
  },
  leftOut: ({ error, warning }) =>
    `Not all was asked for: ${count(error, 'error')} and ${count(warning, 'warning')} are left out by --only or --ignore.`,
  empty: 'There are no packets here, and so nothing can be said.',

  counts: ({ error, warning, info }) =>
    `${count(error, 'error')}, ${count(warning, 'warning')}, ${count(info, 'note')}.`,
  packets: (n, verified, offloaded) => {
    const nic = offloaded === 0 ? '' : `, ${countText(offloaded)} left to the NIC`
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
  rest: (n, findings) =>
    `and ${n} more from ${findings} other ${findings === 1 ? 'place' : 'places'}: --limit 0 lists them`,
  moreOfKind: (id, n) => `and ${n} more: -v --only ${id}`,
  withdrawn: 'no longer',
}

const zh: CheckWords = {
  severities: { error: '错误', warning: '警告', info: '提示' },
  labels: { why: '原因', fix: '处理', verify: '验证', quote: '标准', frames: '帧', confidence: '把握' },
  confidence: { high: '很大', medium: '较大', low: '不大' },
  quoted: (sentence, source) => `“${sentence}”（${source}）`,

  worst: (title, says) => `${title}${title.includes('：') ? '；' : '：'}${says}。`,
  healthy: ({ tunnels, networks, conversations, neighbours, undecoded }, isPart) => {
    const of = tunnels === networks ? '' : `（属于 ${networks} 个叠加网络）`
    const looked = [
      tunnels === 0 ? '无隧道' : `${tunnels} 条隧道${of}`,
      `${countText(conversations)} 个会话`,
      ...(neighbours > 0 ? [`${neighbours} 个邻居解析成功`] : []),
    ].join('，')
    return undecoded > 0
      ? `能读懂的部分没有问题：${looked}；另有 ${countText(undecoded)} 个报文未解码。`
      : `${isPart ? '就这些报文所见' : '就此次抓包所见'}，没有问题：${looked}。`
  },
  doubtful: ({ conversations, unanswered, malformed, undecoded, tunnelLike }) => {
    const doubts = [
      ...(unanswered > 0 ? [`${countText(conversations)} 个会话中有 ${countText(unanswered)} 个无应答`] : []),
      ...(malformed > 0 ? [`${countText(malformed)} 个报文格式错误`] : []),
      ...(tunnelLike > 0 ? [`${countText(tunnelLike)} 个报文可能属于未解码端口上的隧道`] : []),
      ...(undecoded > tunnelLike ? [`${countText(undecoded - tunnelLike)} 个报文未解码`] : []),
    ]
    return `此次抓包看不出原因，但是${doubts.join('；')}。`
  },
  noneOf: (only, ignored, isPart) => {
    const but = ignored.length === 0 ? '' : `（不含 ${ignored.join('、')}）`
    const shown = isPart ? '就这些报文所见' : '就此次抓包所见'
    return only.length === 0 ? `${shown}，没有问题${but}。` : `${shown}，没有 ${only.join('、')} 方面的问题${but}。`
  },
  leftOut: ({ error, warning }) => `并非全部列出：--only 或 --ignore 排除了 ${error} 个错误和 ${warning} 个警告。`,
  empty: '这里没有报文，无从判断。',

  counts: ({ error, warning, info }) => `${error} 个错误，${warning} 个警告，${info} 个提示。`,
  packets: (n, verified, offloaded) => {
    const nic = offloaded === 0 ? '' : `，${countText(offloaded)} 个留给网卡计算`
    return `${countText(n)} 个报文，${countText(verified)} 个校验和验证无误${nic}。`
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
  rest: (n, findings) => `另有 ${n} 个，来自其他 ${findings} 处：--limit 0 全部列出`,
  moreOfKind: (id, n) => `另有 ${n} 个：-v --only ${id}`,
  withdrawn: '已不成立',
}

export const CHECK: Words<CheckWords> = { en, zh }
