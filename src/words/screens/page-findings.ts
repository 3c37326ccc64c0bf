/** What a page says around its findings, tables and checksums, in both languages. */

import type { Words } from '../language.js'

/** Why a checksum is as it is. */
export type CauseName =
  | 'absent'
  | 'absent-tunnel'
  | 'absent-forbidden'
  | 'good'
  | 'seed'
  | 'outer'
  | 'kernel-fault'
  | 'translated'
  | 'corrupt'
  | 'cut'
  | 'fragment'
  | 'missing'
  | 'no-addresses'

export interface PageFindingsWords {
  readonly nothingWrong: string
  readonly moreOfKind: (id: string, count: number) => string
  readonly confidence: (how: string) => string
  readonly noTunnels: string
  readonly noFlows: string
  /** The caption of a table, for screen readers. */
  readonly tableOf: Readonly<Record<'tunnels' | 'flows' | 'checksums' | 'ways' | 'changes' | 'losses', string>>
  readonly sortedBy: (title: string) => string
  readonly allRows: (count: number) => string
  readonly checksums: Readonly<Record<'protocol' | 'place' | 'cause' | 'packets' | 'frames', string>>
  readonly noChecksums: string
  readonly places: (tunnels: number, outer: boolean) => string
  readonly causes: Readonly<Record<CauseName, string>>
  /** What that means. */
  readonly meanings: Readonly<Record<CauseName, string>>
}

const en: PageFindingsWords = {
  nothingWrong: 'Nothing is wrong as far as this capture shows.',
  moreOfKind: (id, n) => `${n} more of ${id}`,
  confidence: (how) => `${how} sure`,
  noTunnels: 'There are no tunnels in this capture.',
  noFlows: 'There are no flows in this capture.',
  tableOf: {
    tunnels: 'The tunnels, by their ends and numbers',
    flows: 'Who talks with whom, inside which tunnel',
    checksums: 'What the checksums are worth',
    ways: 'What was sent, lost and delayed each way',
    changes: 'What was changed on the way',
    losses: 'What is lost more often than the rest',
  },
  sortedBy: (title) => `Sort by ${title}`,
  allRows: (n) => `Show all ${n} rows`,
  checksums: { protocol: 'protocol', place: 'where', cause: 'verdict', packets: 'packets', frames: 'for example' },
  noChecksums: 'No packet here has a checksum that can be judged.',
  places: (tunnels, outer) => (tunnels > 0 ? 'inside a tunnel' : outer ? 'around a tunnel' : 'in no tunnel'),
  causes: {
    absent: 'none',
    'absent-tunnel': 'none, as a tunnel may',
    'absent-forbidden': 'none, and must have one',
    good: 'right',
    seed: 'left to the network card',
    outer: 'right once the card has finished the inner one',
    'kernel-fault': 'spoilt by a fault of the kernel',
    translated: 'right for other addresses',
    corrupt: 'wrong',
    cut: 'not verified: cut',
    fragment: 'not verified: a fragment',
    missing: 'not verified: octets are missing',
    'no-addresses': 'not verified: addresses unknown',
  },
  meanings: {
    absent: 'UDP over IPv4 may leave it out (RFC 768): Linux does so for VXLAN.',
    'absent-tunnel': 'The UDP header of a tunnel over IPv6 may go without (RFC 6935 §5).',
    'absent-forbidden': 'Over IPv6 receivers discard UDP without a checksum (RFC 8200 §8.1).',
    good: 'The sum over the octets is what the header says.',
    seed: 'The capture was taken before the card: the field has only the sum of the addresses. On the wire it is right.',
    outer: 'The outer checksum counts on the inner one, which the network card fills in after the capture.',
    'kernel-fault': 'Some kernels write 0xffff or 0 where they should not; nobody answers such packets.',
    translated: 'Addresses or ports were rewritten on the way, and the checksum was not.',
    corrupt: 'The octets were damaged, or the sender miscounts: receivers drop such packets.',
    cut: 'The capture kept too few octets of the packet.',
    fragment: 'The other fragments, with the rest of the octets, are not here.',
    missing: 'A length field claims octets that are not there.',
    'no-addresses': 'The addresses that the sum covers are not known.',
  },
}

const zh: PageFindingsWords = {
  nothingWrong: '就此次抓包所见，没有问题。',
  moreOfKind: (id, n) => `另有 ${n} 条 ${id}`,
  confidence: (how) => `把握${how}`,
  noTunnels: '此次抓包中没有隧道。',
  noFlows: '此次抓包中没有流。',
  tableOf: {
    tunnels: '各条隧道的两端与编号',
    flows: '谁与谁在哪条隧道里通信',
    checksums: '各校验和的结论',
    ways: '各方向的发出、丢失与时延',
    changes: '途中的改动',
    losses: '比其余更常丢失的报文',
  },
  sortedBy: (title) => `按“${title}”排序`,
  allRows: (n) => `显示全部 ${n} 行`,
  checksums: { protocol: '协议', place: '位置', cause: '结论', packets: '报文数', frames: '例如' },
  noChecksums: '这里没有可以判断的校验和。',
  places: (tunnels, outer) => (tunnels > 0 ? '隧道内层' : outer ? '隧道外层' : '不在隧道中'),
  causes: {
    absent: '未使用',
    'absent-tunnel': '未使用（隧道允许）',
    'absent-forbidden': '未使用（不允许）',
    good: '正确',
    seed: '留给网卡计算',
    outer: '待网卡补全内层后即正确',
    'kernel-fault': '被内核缺陷写坏',
    translated: '按另一组地址计算才正确',
    corrupt: '错误',
    cut: '无法验证：抓包被截断',
    fragment: '无法验证：只是一个分片',
    missing: '无法验证：缺少字节',
    'no-addresses': '无法验证：地址未知',
  },
  meanings: {
    absent: 'IPv4 上的 UDP 可以不用校验和（RFC 768），Linux 的 VXLAN 默认如此。',
    'absent-tunnel': 'IPv6 上隧道的 UDP 头可以不用校验和（RFC 6935 §5）。',
    'absent-forbidden': 'IPv6 上没有校验和的 UDP 报文会被接收方丢弃（RFC 8200 §8.1）。',
    good: '按字节求和的结果与首部一致。',
    seed: '抓包点在网卡之前：字段里只有伪首部之和，网卡发出时会补全，线路上是正确的。',
    outer: '外层校验和以内层校验和为前提，而内层要等网卡在抓包点之后补全。',
    'kernel-fault': '某些内核会误写 0xffff 或 0，这样的报文得不到应答。',
    translated: '途中改写了地址或端口，校验和却没有随之更新。',
    corrupt: '数据损坏，或发送方算错：接收方会丢弃这样的报文。',
    cut: '抓包只保留了报文的一部分字节。',
    fragment: '其余分片不在这里。',
    missing: '长度字段声称的字节并不存在。',
    'no-addresses': '校验和所覆盖的地址未知。',
  },
}

export const PAGE_FINDINGS: Words<PageFindingsWords> = { en, zh }
