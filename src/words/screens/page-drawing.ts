/** What a page says in its overview: the capture in a sentence, the drawing of its networks, and its traffic over time. */

import { countText } from '../amounts.js'
import type { Words } from '../language.js'

/** What a capture holds, in numbers and in text that is ready to be shown. */
interface CaptureParts {
  readonly files: number
  readonly packets: string
  readonly octets: string
  /** Empty for a single packet. */
  readonly duration: string
  /** Names of the networks that a sentence can take, with the mode of each. */
  readonly networks: readonly { readonly name: string; readonly mode: string; readonly group: string }[]
  readonly moreNetworks: number
  readonly vlans: number
  readonly ends: number
  readonly hosts: number
}

export interface PageDrawingWords {
  readonly capture: (parts: CaptureParts) => string
  readonly empty: string
  readonly damage: (what: string) => string
  readonly verdicts: Readonly<Record<'error' | 'warning' | 'info', string>>
  readonly counts: Readonly<
    Record<'packets' | 'networks' | 'vlans' | 'ends' | 'hosts' | 'errors' | 'warnings', (n: number) => string>
  >
  readonly zone: (offset: string) => string

  // The drawing.
  readonly drawing: (sites: readonly string[]) => string
  readonly roles: Readonly<Record<'vtep' | 'end' | 'group', string>>
  readonly joined: (frame: number) => string
  readonly tunnel: (network: string, a: string, b: string, forth: number, back: number) => string
  readonly toGroup: (network: string, packets: number) => string
  readonly more: (count: number) => string
  readonly moreSites: (count: number) => string
  readonly only: (what: string) => string
  /** Of what no sequence goes through: all are shown. */
  readonly onlyNothing: (what: string) => string
  readonly showAll: string
  readonly allNetworks: string
  readonly matrix: (ends: number) => string
  readonly sent: (from: string, to: string, packets: number) => string
  readonly matrixLegend: string
  readonly noTunnels: string
  readonly legend: string

  // Over time.
  readonly measures: Readonly<Record<'packets' | 'octets', string>>
  readonly chart: (spans: number, span: string) => string
  readonly others: string
  readonly network: string
  readonly share: string
  readonly spanAt: (from: string, amount: string) => string
  readonly noTimeline: string
}

function count(n: number, noun: string): string {
  return `${countText(n)} ${noun}${n === 1 ? '' : 's'}`
}

const en: PageDrawingWords = {
  capture: ({ files, packets, octets, duration, networks, moreNetworks, vlans, ends, hosts }) => {
    const size = `${packets} (${octets})${duration === '' ? '' : ` in ${duration}`}${files > 1 ? ` from ${files} files` : ''}`
    if (networks.length === 0) return `${size}, none of them in a tunnel.`
    const named = networks.map(({ name, mode, group }) => `${name} (${mode}${group === '' ? '' : `, group ${group}`})`)
    const rest = moreNetworks === 0 ? [] : [`${countText(moreNetworks)} more`]
    const all = [...named, ...rest]
    const list = all.length === 1 ? all[0]! : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
    const inside = vlans === 0 ? [] : [`${count(vlans, 'VLAN')} inside`]
    const who = [
      ...inside,
      count(ends, 'tunnel end'),
      ...(hosts === 0 ? [] : [`${count(hosts, 'host')} behind them`]),
    ].join(', ')
    return `${size}: ${list}, with ${who}.`
  },
  empty: 'This capture holds no packets.',
  damage: (what) => `The capture is damaged; this page shows everything in front of it. ${what}`,
  verdicts: { error: 'It does not work', warning: 'Something needs a look', info: 'All is well' },
  counts: {
    packets: (n) => (n === 1 ? 'packet' : 'packets'),
    networks: (n) => (n === 1 ? 'overlay network' : 'overlay networks'),
    vlans: (n) => (n === 1 ? 'VLAN inside' : 'VLANs inside'),
    ends: (n) => (n === 1 ? 'tunnel end' : 'tunnel ends'),
    hosts: (n) => (n === 1 ? 'host inside' : 'hosts inside'),
    errors: (n) => (n === 1 ? 'error' : 'errors'),
    warnings: (n) => (n === 1 ? 'warning' : 'warnings'),
  },
  zone: (offset) => `Times are in UTC${offset}.`,

  drawing: (sites) => `The network as the capture shows it: ${sites.join('; ')}`,
  roles: { vtep: 'VTEP', end: 'tunnel end', group: 'multicast group' },
  joined: (frame) => `joined in #${frame}`,
  tunnel: (network, a, b, forth, back) =>
    `${network}: ${count(forth, 'packet')} from ${a} to ${b}, ${countText(back)} back`,
  toGroup: (network, packets) => `${network}: ${count(packets, 'packet')} to the group`,
  more: (n) => `and ${countText(n)} more`,
  moreSites: (n) => `${count(n, 'more tunnel end')} not drawn: these are the busiest.`,
  only: (what) => `Only what goes through ${what}.`,
  onlyNothing: (what) => `No sequence goes through ${what}; all are shown.`,
  showAll: 'Show all',
  allNetworks: 'all networks',
  matrix: (ends) => `Packets between ${count(ends, 'tunnel end')}`,
  sent: (from, to, packets) => `${from} to ${to}: ${count(packets, 'packet')}`,
  matrixLegend: 'A row sends to a column, the darker the more. A click shows an end, or what goes between two, alone.',
  noTunnels: 'There is no tunnel in this capture, so there is nothing to draw.',
  legend:
    'Boxes are tunnel ends with the hosts behind them; pipes are tunnels with their packets each way. A click shows one of them alone.',

  measures: { packets: 'Packets', octets: 'Octets' },
  chart: (spans, span) => `Traffic of each network in ${spans} spans of ${span}`,
  others: 'all others',
  network: 'network',
  share: 'share',
  spanAt: (from, amount) => `${from}: ${amount}`,
  noTimeline: 'The packets of this capture have no times.',
}

const zh: PageDrawingWords = {
  capture: ({ files, packets, octets, duration, networks, moreNetworks, vlans, ends, hosts }) => {
    const size = `${files > 1 ? `${files} 个文件，` : ''}${duration === '' ? '' : `${duration} 内`}共 ${packets}（${octets}）`
    if (networks.length === 0) return `${size}，都不在隧道中。`
    const named = networks.map(({ name, mode, group }) => `${name}（${mode}${group === '' ? '' : `，组 ${group}`}）`)
    const all = `${named.join('、')}${moreNetworks === 0 ? '' : `等 ${networks.length + moreNetworks} 个网络`}`
    return `${size}：${all}，${vlans === 0 ? '' : `内含 ${vlans} 个 VLAN，`}${ends} 个隧道端点${hosts === 0 ? '' : `，背后 ${hosts} 台主机`}。`
  },
  empty: '此次抓包没有报文。',
  damage: (what) => `抓包文件已损坏，本页显示损坏处之前的全部内容。${what}`,
  verdicts: { error: '网络不通', warning: '有需要留意之处', info: '一切正常' },
  counts: {
    packets: () => '个报文',
    networks: () => '个叠加网络',
    vlans: () => '个内层 VLAN',
    ends: () => '个隧道端点',
    hosts: () => '台内层主机',
    errors: () => '个错误',
    warnings: () => '个警告',
  },
  zone: (offset) => `时间为 UTC${offset}。`,

  drawing: (sites) => `抓包所见的网络：${sites.join('；')}`,
  roles: { vtep: 'VTEP', end: '隧道端点', group: '多播组' },
  joined: (frame) => `#${frame} 加入`,
  tunnel: (network, a, b, forth, back) =>
    `${network}：${a} 发往 ${b} 的报文 ${countText(forth)} 个，反向 ${countText(back)} 个`,
  toGroup: (network, packets) => `${network}：发往多播组的报文 ${countText(packets)} 个`,
  more: (n) => `另有 ${n} 台`,
  moreSites: (n) => `另有 ${n} 个隧道端点未画出：这里是流量最大的。`,
  only: (what) => `只显示经过 ${what} 的内容。`,
  onlyNothing: (what) => `没有经过 ${what} 的过程，因此全部显示。`,
  showAll: '全部显示',
  allNetworks: '所有网络',
  matrix: (ends) => `${ends} 个隧道端点之间的报文`,
  sent: (from, to, packets) => `${from} 发往 ${to}：${countText(packets)} 个报文`,
  matrixLegend: '行发往列，颜色越深报文越多。单击可只看一个端点，或两个端点之间的内容。',
  noTunnels: '此次抓包中没有隧道，没有可画的网络。',
  legend: '方框是隧道端点及其背后的主机，管道是隧道及两个方向的报文数。单击可只看其中之一。',

  measures: { packets: '报文数', octets: '字节数' },
  chart: (spans, span) => `各网络的流量，共 ${spans} 段，每段 ${span}`,
  others: '其余全部',
  network: '网络',
  share: '占比',
  spanAt: (from, amount) => `${from}：${amount}`,
  noTimeline: '此次抓包的报文没有时间。',
}

export const PAGE_DRAWING: Words<PageDrawingWords> = { en, zh }
