/** What the packet list and the packet view of a page say, in both languages. */

import { countText } from '../amounts.js'
import type { Words } from '../language.js'

/** Where a layer of a packet is: outside of all tunnels, what makes a tunnel, or inside of all. */
export type LayerPlace = 'underlay' | 'tunnel' | 'inner' | 'plain'

export interface PagePacketsWords {
  // The list.
  readonly columns: Readonly<Record<'number' | 'time' | 'since' | 'tunnel' | 'underlay' | 'inside' | 'marks', string>>
  readonly caption: string
  readonly search: string
  readonly examples: string
  /** All that the search box understands. */
  readonly help: string
  readonly clear: string
  readonly tunnel: string
  readonly anyTunnel: string
  readonly noTunnel: string
  readonly kind: string
  readonly count: (found: number, all: number) => string
  readonly none: string
  readonly empty: string
  /** How many of those that were found are shown. */
  readonly shown: (shown: number, found: number) => string
  readonly more: (count: number) => string
  readonly open: (frame: number) => string

  // The view.
  readonly octets: (count: number) => string
  readonly noTime: string
  readonly previous: string
  readonly next: string
  readonly keys: string
  readonly notHere: string
  readonly captured: (captured: number, length: number) => string
  readonly kept: (kept: number, captured: number) => string
  readonly fragments: string
  readonly stopped: string
  readonly notes: string
  readonly boxes: string
  readonly plus: (octets: number) => string
  readonly bare: (octets: number) => string
  readonly layers: string
  readonly hex: string
  readonly hexHelp: string
  readonly offset: string
  readonly text: string
  readonly moreOctets: (count: number) => string
  readonly places: Readonly<Record<LayerPlace, string>>
  /** A checksum's verdict, and how many octets it covers; 0 where that is not known. */
  readonly checksum: (says: string, covers: number) => string
  readonly covered: string
  readonly covers: (octets: number) => string
  readonly range: (start: number, end: number) => string
  readonly nothingLit: string
  readonly header: string
}

const hex4 = (n: number): string => `0x${n.toString(16).padStart(4, '0')}`
const offsets = (start: number, end: number): string =>
  end - start <= 1 ? hex4(start) : `${hex4(start)}–${hex4(end - 1)}`

const en: PagePacketsWords = {
  columns: {
    number: '#',
    time: 'Time',
    since: 'Elapsed',
    tunnel: 'Tunnel',
    underlay: 'Underlay',
    inside: 'Inside',
    marks: 'Marks',
  },
  caption: 'Packets; each can be opened by its number',
  search: 'Search packets',
  examples: 'vni 42, #4, 172.17.1.2, arp, bad …',
  help: 'All words must occur: an IP or MAC address of any layer, a protocol (arp, icmp, tcp …), “vni 42”, “#4” for a frame, “bad” or “offload” for checksums. Or an expression as -Y takes it: inner tcp port 80, vxlan.vni == 42 and arp.',
  clear: 'Clear the search',
  tunnel: 'Tunnel',
  anyTunnel: 'all tunnels',
  noTunnel: 'in no tunnel',
  kind: 'Protocols',
  count: (found, all) =>
    found === all
      ? `${countText(all)} ${all === 1 ? 'packet' : 'packets'}`
      : `${countText(found)} of ${countText(all)} packets`,
  none: 'No packet has all of this. Take words away, or start again:',
  empty: 'There are no packets in this capture.',
  shown: (shown, found) => `The first ${countText(shown)} of ${countText(found)} are shown.`,
  more: (n) => `Show ${countText(n)} more`,
  open: (frame) => `Open packet ${frame}`,
  octets: (n) => `${countText(n)} ${n === 1 ? 'octet' : 'octets'}`,
  noTime: 'no time',
  previous: 'Previous packet',
  next: 'Next packet',
  keys: 'Keys: [ and ] for the previous and the next packet, Escape closes.',
  notHere: 'This packet is not in the page; it is counted in everything else.',
  captured: (captured, length) => `The capture kept ${countText(captured)} of ${countText(length)} octets.`,
  kept: (kept, captured) => `This page keeps the first ${countText(kept)} of ${countText(captured)} octets captured.`,
  fragments: 'Put together from fragments:',
  stopped: 'Decoding stopped here.',
  notes: 'Its place in the story',
  boxes: 'What it is wrapped in, to scale',
  plus: (octets) => `+${countText(octets)} octets`,
  bare: (octets) => `In no tunnel: ${countText(octets)} octets.`,
  layers: 'Layer by layer',
  hex: 'Octets',
  hexHelp: 'Octets in hexadecimal and as text. Arrow keys move, Enter keeps the light on.',
  offset: 'Offset',
  text: 'As text',
  moreOctets: (n) => `Show ${countText(n)} more octets`,
  places: { underlay: 'underlay', tunnel: 'tunnel', inner: 'inside', plain: 'in no tunnel' },
  checksum: (says, covers) => `Checksum ${says}${covers === 0 ? '' : ` (covers ${countText(covers)} octets)`}`,
  covered: 'covered by the checksum',
  covers: (n) => `covers ${countText(n)} octets`,
  range: (start, end) => (end <= start ? hex4(start) : offsets(start, end)),
  nothingLit: 'Point at a field or an octet to see them together; a click keeps the light on.',
  header: 'header',
}

const zh: PagePacketsWords = {
  columns: {
    number: '#',
    time: '时间',
    since: '间隔',
    tunnel: '隧道',
    underlay: '底层网络',
    inside: '内层',
    marks: '标记',
  },
  caption: '报文列表，按编号打开',
  search: '搜索报文',
  examples: 'vni 42、#4、172.17.1.2、arp、bad …',
  help: '须同时包含所有词：任意一层的 IP 或 MAC 地址、协议（arp、icmp、tcp …）、“vni 42”、帧号“#4”，“bad”或“offload”查校验和。也可写 -Y 的表达式：inner tcp port 80，vxlan.vni == 42 and arp。',
  clear: '清除搜索',
  tunnel: '隧道',
  anyTunnel: '所有隧道',
  noTunnel: '不在隧道中',
  kind: '协议',
  count: (found, all) =>
    found === all ? `共 ${countText(all)} 个报文` : `${countText(all)} 个报文中的 ${countText(found)} 个`,
  none: '没有报文同时符合这些条件。可以去掉几个词，或者重新开始：',
  empty: '这份抓包中没有报文。',
  shown: (shown, found) => `以上是 ${countText(found)} 个中的前 ${countText(shown)} 个。`,
  more: (n) => `再显示 ${countText(n)} 个`,
  open: (frame) => `打开报文 ${frame}`,
  octets: (n) => `${countText(n)} 字节`,
  noTime: '没有时间',
  previous: '上一个报文',
  next: '下一个报文',
  keys: '按键：[ 和 ] 切换上一个、下一个报文，Esc 关闭。',
  notHere: '本页未收入这个报文，但它已计入各项统计。',
  captured: (captured, length) => `抓包只保留了 ${countText(length)} 字节中的 ${countText(captured)} 字节。`,
  kept: (kept, captured) => `本页只收入了抓到的 ${countText(captured)} 字节中的前 ${countText(kept)} 字节。`,
  fragments: '由这些分片重组而成：',
  stopped: '解析到此为止。',
  notes: '在学习过程中的位置',
  boxes: '层层封装（按比例）',
  plus: (octets) => `+${countText(octets)} 字节`,
  bare: (octets) => `不在隧道中，共 ${countText(octets)} 字节。`,
  layers: '逐层解读',
  hex: '字节',
  hexHelp: '十六进制字节及其文本。方向键移动，回车键保持高亮。',
  offset: '偏移',
  text: '文本',
  moreOctets: (n) => `再显示 ${countText(n)} 字节`,
  places: { underlay: '底层网络', tunnel: '隧道', inner: '内层', plain: '不在隧道中' },
  checksum: (says, covers) => `校验和 ${says}${covers === 0 ? '' : `（覆盖 ${countText(covers)} 字节）`}`,
  covered: '校验和覆盖的字节',
  covers: (n) => `覆盖 ${countText(n)} 字节`,
  range: (start, end) => (end <= start ? hex4(start) : offsets(start, end)),
  nothingLit: '指向字段或字节，两边会一同亮起；单击可保持高亮。',
  header: '首部',
}

export const PAGE_PACKETS: Words<PagePacketsWords> = { en, zh }
