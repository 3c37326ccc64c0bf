/** What the page says around sequences: the choice of one, the buttons, the tables beside each step. */
import type { Learns, Via } from '../../analysis/learning/facts.js'
import type { Words } from '../language.js'

export interface PageLadderWords {
  // What can be chosen.
  readonly networks: string
  readonly sequences: string
  readonly found: (after: string) => string
  readonly foundEarlier: string
  readonly noSequences: string

  // The player.
  readonly player: (title: string) => string
  readonly play: string
  readonly pause: string
  readonly speed: string
  readonly start: string
  readonly back: string
  readonly forward: string
  readonly end: string
  readonly keys: readonly (readonly [keys: readonly string[], does: string])[]
  readonly position: (step: number, of: number) => string
  readonly steps: (count: number) => string
  readonly goTo: (step: number) => string
  readonly drawing: (title: string, packets: number, steps: number) => string
  readonly lane: (role: string, name: string) => string
  readonly rows: (first: number, last: number) => string
  readonly moved: (mac: string, vtep: string) => string
  /** `packet 5: ARP request, 172.17.1.2 to everybody, flooded to 224.1.1.1` */
  readonly packet: (frame: number, what: string, from: string, to: string, way: string) => string
  readonly everybody: string
  readonly ways: Readonly<Record<Via, (from: string, to: string) => string>>

  // The packet of a step in its boxes.
  readonly envelope: string
  readonly asSent: (host: string) => string
  readonly wrapped: (vtep: string) => string
  readonly unwrapped: (vteps: string) => string
  readonly learnedFrom: (vtep: string, mac: string) => string
  /** Follows a learned entry if copies go to each VTEP: static entries would look the same. */
  readonly unlessStatic: string
  /** Learned by a VTEP of which no packet tells that it has the tunnel. */
  readonly learnedIfThere: (vtep: string, mac: string, tunnel: string) => string
  readonly wouldLearn: Readonly<Record<Exclude<Learns, 'yes'>, (vtep: string, mac: string) => string>>
  readonly innerFrame: string
  readonly innerPacket: string
  readonly port: (port: number) => string

  // Tables.
  readonly after: (step: number) => string
  readonly fdb: (end: string) => string
  readonly neighbours: (host: string) => string
  readonly empty: string
  /** In front of the frame that taught it. */
  readonly fresh: string
  readonly changed: string
  /** In front of the frame that would teach it. */
  readonly hollow: string
  readonly floods: string
  readonly noFdb: string
  readonly noMac: string
  readonly moreTables: (count: number) => string
  readonly moreRows: (count: number) => string
  readonly atEnd: string
  readonly atEndMeans: string
  readonly nothingAtEnd: string
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

const en: PageLadderWords = {
  networks: 'Networks',
  sequences: 'Sequences',
  found: (after) => `found after ${after}`,
  foundEarlier: 'found',
  noSequences: 'No two hosts were seen finding each other here, so there are no steps to show.',

  player: (title) => `Step by step: ${title}`,
  play: 'Play',
  pause: 'Pause',
  speed: 'Speed',
  start: 'To the start',
  back: 'Step back',
  forward: 'Step forward',
  end: 'To the end',
  keys: [
    [['Space'], 'play, pause'],
    [['→', 'n'], 'forward'],
    [['←', 'p'], 'back'],
    [['Home', 'End'], 'start, end'],
  ],
  position: (step, of) => `Step ${step} of ${of}`,
  steps: (n) => `All ${count(n, 'step')} in words`,
  goTo: (step) => `Go to step ${step}`,
  drawing: (title, packets, steps) =>
    `${title}: ${count(packets, 'packet')} between hosts and tunnel ends in ${count(steps, 'step')}, time going down. The list of steps says the same in words.`,
  lane: (role, name) => `${role} ${name}`,
  rows: (first, last) => (first === last ? `step ${first}` : `steps ${first} to ${last}`),
  moved: (mac, vtep) => `${mac} is now behind ${vtep}`,
  packet: (frame, what, from, to, way) => `packet ${frame}: ${what}, ${from} to ${to}${way === '' ? '' : `, ${way}`}`,
  everybody: 'everybody',
  ways: {
    plain: () => '',
    unicast: (from, to) => `in the tunnel from ${from} to ${to}`,
    group: (_, to) => `flooded to ${to}`,
    'default-remote': (_, to) => `flooded to ${to}`,
    replicated: (_, to) => `a copy to each of ${to}`,
  },

  envelope: 'The packet in this step',
  asSent: (host) => `as ${host} sends it: the tunnel is not there yet`,
  wrapped: (vtep) => `wrapped by ${vtep}; what the host sent is unchanged inside`,
  unwrapped: (vteps) => `taken out by ${vteps}: what was around it is gone`,
  learnedFrom: (vtep, mac) => `learned from the two marked: ${mac} came out of a packet from ${vtep}`,
  unlessStatic: ' (unless its entries are static: packets do not tell)',
  learnedIfThere: (vtep, mac, tunnel) =>
    `learned from the two marked, if ${tunnel} is there at all: ${mac} came out of a packet from ${vtep}`,
  wouldLearn: {
    no: (vtep, mac) =>
      `nothing is learned here: to a device that learns, the two marked would teach that ${mac} is behind ${vtep}`,
    unsure: (vtep, mac) => `to a device that learns, the two marked teach that ${mac} is behind ${vtep}`,
  },
  innerFrame: 'the host’s frame',
  innerPacket: 'the host’s packet',
  port: (port) => `to port ${port}`,

  after: (step) => `What each knows after step ${step}`,
  fdb: (end) => `FDB of ${end}`,
  neighbours: (host) => `Neighbours of ${host}`,
  empty: 'empty: nothing learned yet',
  fresh: 'new from',
  changed: 'changed by',
  hollow: 'would be new from',
  floods: 'everything else (floods go there)',
  noFdb: 'The ends of this tunnel keep no forwarding table: whatever is sent into it comes out at the other end.',
  noMac: 'Its packets carry no Ethernet, so no host has to ask for a MAC address.',
  moreTables: (n) => `Tables of ${n} more not shown.`,
  moreRows: (n) => `${n} more ${n === 1 ? 'entry' : 'entries'} not shown`,
  atEnd: 'Tables at the end',
  atEndMeans: 'What the packets of the whole capture have taught, as bridge fdb and ip neigh would show it.',
  nothingAtEnd: 'All tables are empty: no packet of this capture teaches a forwarding or a neighbour entry.',
}

const zh: PageLadderWords = {
  networks: '网络',
  sequences: '学习过程',
  found: (after) => `用时 ${after} 找到`,
  foundEarlier: '已找到',
  noSequences: '这里没有看到主机互相寻找的过程，因此没有步骤可以演示。',

  player: (title) => `逐步演示：${title}`,
  play: '播放',
  pause: '暂停',
  speed: '速度',
  start: '回到开头',
  back: '上一步',
  forward: '下一步',
  end: '跳到末尾',
  keys: [
    [['空格'], '播放、暂停'],
    [['→', 'n'], '下一步'],
    [['←', 'p'], '上一步'],
    [['Home', 'End'], '开头、末尾'],
  ],
  position: (step, of) => `第 ${step} 步，共 ${of} 步`,
  steps: (n) => `全部 ${n} 步的文字说明`,
  goTo: (step) => `跳到第 ${step} 步`,
  drawing: (title, packets, steps) =>
    `${title}：主机与隧道端点之间的 ${packets} 个报文，共 ${steps} 步，时间自上而下。步骤列表中有同样内容的文字说明。`,
  lane: (role, name) => `${role} ${name}`,
  rows: (first, last) => (first === last ? `第 ${first} 步` : `第 ${first} 至 ${last} 步`),
  moved: (mac, vtep) => `${mac} 现在位于 ${vtep} 之后`,
  packet: (frame, what, from, to, way) => `报文 ${frame}：${what}，${from} 发往 ${to}${way === '' ? '' : `，${way}`}`,
  everybody: '所有主机',
  ways: {
    plain: () => '',
    unicast: (from, to) => `在隧道中由 ${from} 发往 ${to}`,
    group: (_, to) => `泛洪到 ${to}`,
    'default-remote': (_, to) => `泛洪到 ${to}`,
    replicated: (_, to) => `给 ${to} 各发一份`,
  },

  envelope: '这一步的报文',
  asSent: (host) => `${host} 发出时的样子：还没有封装`,
  wrapped: (vtep) => `由 ${vtep} 封装；里面是主机发出的原样内容`,
  unwrapped: (vteps) => `由 ${vteps} 解封装：外层已去掉`,
  learnedFrom: (vtep, mac) => `从标出的两处学到：${mac} 来自 ${vtep} 发出的报文`,
  unlessStatic: '（静态表项除外：报文看不出）',
  learnedIfThere: (vtep, mac, tunnel) => `如果对方有 ${tunnel}，则从标出的两处学到：${mac} 来自 ${vtep} 发出的报文`,
  wouldLearn: {
    no: (vtep, mac) => `这里不学习：换作会学习的设备，可从标出的两处学到 ${mac} 位于 ${vtep} 之后`,
    unsure: (vtep, mac) => `会学习的设备可从标出的两处学到 ${mac} 位于 ${vtep} 之后`,
  },
  innerFrame: '主机帧',
  innerPacket: '主机报文',
  port: (port) => `目的端口 ${port}`,

  after: (step) => `第 ${step} 步之后，各自知道什么`,
  fdb: (end) => `${end} 的转发表（FDB）`,
  neighbours: (host) => `${host} 的邻居表`,
  empty: '空：还没有学到任何表项',
  fresh: '新学自',
  changed: '改自',
  hollow: '可学自',
  floods: '其余一切（泛洪发往它）',
  noFdb: '这种隧道的端点没有转发表：从一端进入的，都从另一端出来。',
  noMac: '其中的报文不含以太网头部，主机不需要询问 MAC 地址。',
  moreTables: (n) => `另有 ${n} 个表未显示。`,
  moreRows: (n) => `另有 ${n} 条未显示`,
  atEnd: '最终的表',
  atEndMeans: '整个抓包中的报文所教会的内容，以 bridge fdb 和 ip neigh 的形式给出。',
  nothingAtEnd: '所有的表都是空的：本次抓包中没有报文能教会转发表项或邻居表项。',
}

export const PAGE_LADDER: Words<PageLadderWords> = { en, zh }
