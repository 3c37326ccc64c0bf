/** What is said under the lines of `read`: how many packets, which tunnels, and what could not be made sense of. */
import type { Words } from '../language.js'

export interface SummaryWords {
  /** `tunnels` are 0 or more. */
  readonly packets: (packets: number, tunnels: number) => string
  readonly eachCopy: string
  readonly ofTunnel: (packets: number) => string
  readonly bothWays: (packets: number, forth: string, back: string) => string
  readonly more: (tunnels: number) => string
  readonly beyond: (packets: number, kept: number) => string
  readonly fragments: (parts: readonly string[]) => string
  readonly completed: (datagrams: number) => string
  readonly incomplete: (datagrams: number) => string
  readonly refused: (datagrams: number) => string
  readonly undecoded: (parts: readonly string[], hasOthers: boolean) => string
  readonly malformed: (packets: number) => string
  readonly cut: (packets: number) => string
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

export const SUMMARY: Words<SummaryWords> = {
  en: {
    packets: (packets, tunnels) =>
      `${count(packets, 'packet')}, ${tunnels > 0 ? count(tunnels, 'tunnel') : 'no tunnels'}`,
    eachCopy:
      '  if a packet was captured at several places it counts at each of them here, and once in vxsniff tunnels',
    ofTunnel: (packets) => count(packets, 'packet'),
    bothWays: (packets, forth, back) => `${count(packets, 'packet')} (${forth}, ${back})`,
    more: (tunnels) => `  and ${tunnels} more`,
    beyond: (packets, kept) => `  ${count(packets, 'packet')} in tunnels beyond the ${kept} kept`,
    fragments: (parts) => `fragmented datagrams: ${parts.join(', ')}`,
    completed: (datagrams) => `${datagrams} put together`,
    incomplete: (datagrams) => `${datagrams} incomplete`,
    refused: (datagrams) => `${datagrams} refused because fragments overlap or cannot be (RFC 5722, RFC 8200 §4.5)`,
    undecoded: (parts, hasOthers) => `not decoded: ${parts.join(', ')}${hasOthers ? ', and others' : ''}`,
    malformed: (packets) => `malformed: ${count(packets, 'packet')}, marked in the lines`,
    cut: (packets) => `cut by the capture's snapshot length within a header: ${count(packets, 'packet')}`,
  },
  zh: {
    packets: (packets, tunnels) => `${packets} 个报文，${tunnels > 0 ? `${tunnels} 条隧道` : '没有隧道'}`,
    eachCopy: '  在多处抓到的报文，这里每处各计一次，vxsniff tunnels 中只计一次',
    ofTunnel: (packets) => `${packets} 个报文`,
    bothWays: (packets, forth, back) => `${packets} 个报文（${forth}，${back}）`,
    more: (tunnels) => `  另有 ${tunnels} 条`,
    beyond: (packets, kept) => `  ${packets} 个报文所属的隧道超出保留的 ${kept} 条`,
    fragments: (parts) => `分片的数据报：${parts.join('，')}`,
    completed: (datagrams) => `${datagrams} 个已重组`,
    incomplete: (datagrams) => `${datagrams} 个不完整`,
    refused: (datagrams) => `${datagrams} 个因分片重叠或不合法而拒绝（RFC 5722，RFC 8200 §4.5）`,
    undecoded: (parts, hasOthers) => `未解码：${parts.join('，')}${hasOthers ? '，以及其他' : ''}`,
    malformed: (packets) => `格式错误：${packets} 个报文，行内有标记`,
    cut: (packets) => `抓包截断在头部之内：${packets} 个报文`,
  },
}
