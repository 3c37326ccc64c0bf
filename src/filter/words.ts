/** The one table of words: the parser looks them up, completion and help list them. */

/** What stands behind a word. */
type WordForm =
  | 'nothing'
  | 'address'
  | 'port'
  | 'ports'
  | 'number'
  | 'numbers'
  | 'numbers?'
  | 'address?'
  | 'name'
  | 'path'
  | 'times'
  | 'test'

import { filterFieldNames } from './fields.js'

export interface Word {
  readonly word: string
  readonly form: WordForm
  readonly group: 'scope' | 'tcpdump' | 'tunnel' | 'packet' | 'analysis'
}

const words = (group: Word['group'], form: WordForm, ...names: readonly string[]): readonly Word[] =>
  names.map((word) => ({ word, form, group }))

export const WORDS: readonly Word[] = [
  ...words('scope', 'test', 'outer', 'inner', 'innermost', 'tunnel', 'quoted', 'same'),
  ...words('tcpdump', 'address', 'host', 'net', 'src', 'dst'),
  ...words('tcpdump', 'port', 'port'),
  ...words('tcpdump', 'ports', 'portrange'),
  ...words('tcpdump', 'name', 'proto', 'protochain'),
  ...words(
    'tcpdump',
    'nothing',
    'ether',
    'link',
    'ip',
    'ip6',
    'arp',
    'rarp',
    'icmp',
    'icmp6',
    'igmp',
    'tcp',
    'udp',
    'sctp',
  ),
  ...words('tcpdump', 'nothing', 'ah', 'esp', 'pim', 'vrrp', 'igrp', 'broadcast', 'multicast'),
  ...words('tcpdump', 'numbers?', 'vlan', 'mpls', 'pppoes', 'geneve', 'vxlan'),
  ...words('tcpdump', 'nothing', 'pppoed'),
  ...words('tcpdump', 'number', 'less', 'greater'),
  ...words('tcpdump', 'nothing', 'len'),
  ...words('tunnel', 'numbers', 'vni', 'key', 'vsid'),
  ...words('tunnel', 'address', 'vtep', 'from', 'to'),
  ...words('tunnel', 'address?', 'group'),
  ...words('tunnel', 'nothing', 'gre', 'nvgre', 'gretap', 'erspan', 'flannel', 'flood'),
  ...words('tunnel', 'path', 'network'),
  ...words('packet', 'numbers', 'frame'),
  ...words('packet', 'times', 'time'),
  ...words('packet', 'name', 'checksum'),
  ...words('packet', 'nothing', 'malformed', 'fragment'),
  ...words('analysis', 'nothing', 'retransmission', 'copy'),
  ...words('analysis', 'name', 'finding'),
  ...words('analysis', 'number', 'step'),
]

const BY_WORD: ReadonlyMap<string, Word> = new Map(WORDS.map((w) => [w.word, w]))

export function wordOf(word: string): Word | undefined {
  return BY_WORD.get(word)
}

/** What joins and turns tests, and compares. */
export const OPERATOR_WORDS: readonly string[] = [
  'and',
  'or',
  'not',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'any_eq',
  'any_ne',
  'all_eq',
  'all_ne',
  'contains',
  'matches',
  'in',
]

/** Parentheses in one another, at most. */
export const DEEPEST = 100
/** Whose octets can be taken by their place. */
export const WITH_OCTETS: ReadonlySet<string> = new Set([
  ...['ether', 'link', 'ip', 'ip6', 'arp', 'rarp', 'icmp', 'icmp6', 'igmp', 'tcp', 'udp', 'gre', 'vxlan', 'geneve'],
])
/** The largest number that a word may have behind it. */
export const MOST: Readonly<Record<string, number>> = {
  vni: 0xffffff,
  vxlan: 0xffffff,
  geneve: 0xffffff,
  vsid: 0xffffff,
  key: 0xffffffff,
  vlan: 0xfff,
  mpls: 0xfffff,
  pppoes: 0xffff,
}
export const TAGS: ReadonlySet<string> = new Set(['vlan', 'mpls', 'pppoes', 'geneve', 'vxlan'])

/** Every name there is. */
export function allNames(): readonly string[] {
  return [...new Set([...WORDS.map(({ word }) => word), ...filterFieldNames()])]
}
