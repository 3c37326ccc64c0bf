/** What `vxsniff explain` says, in both languages. */
import type { Words } from '../language.js'

/** Why a decoder stops, or goes on with a doubt. */
export type StopReason = 'none' | 'cut' | 'truncated' | 'bad-field' | 'too-deep' | 'quoted' | 'overlong'

/** What a checksum is worth; empty where there is nothing to judge. */
export type ChecksumStatusName = '' | 'good' | 'bad' | 'absent' | 'offload-seed' | 'offload-outer' | 'unverified'

/** Further remarks on the checksum; empty if there are none. */
export type ChecksumReasonName = '' | 'cut' | 'fragment' | 'missing' | 'no-addresses' | 'tunnel' | 'forbidden'

interface ChecksumParts {
  readonly status: ChecksumStatusName
  readonly reason: ChecksumReasonName
  /** As it stands in the packet; and as it should be, where that is known. */
  readonly stored: number
  readonly computed: number
  readonly isComputed: boolean
}

/** What stopped the decoder; offsets and counts in octets. */
interface MalformedParts {
  readonly reason: StopReason
  readonly name: string
  readonly at: number
  readonly need: number
  readonly have: number
  /** Octets of the packet on the wire. */
  readonly length: number
  /** As many layers are decoded at most. */
  readonly maxLayers: number
}

/** What an ICMP error says of the packet that it quotes. */
export interface IcmpError {
  /** The error's own frame, and the one that it is about; 0 where that was not found. */
  readonly frame: number
  readonly about: number
  /** Who says it. */
  readonly by: string
  /** `port unreachable` */
  readonly says: string
  /** Whether nobody listens at the port; and whether the error says at all that the packet did not arrive. */
  readonly isPort: boolean
  readonly isLost: boolean
  /** Where the quotation begins, in octets. */
  readonly at: number
}

export interface ExplainWords {
  /** Octets that are no header, by what they are; of the layer with this name, where there is one. */
  readonly labels: Readonly<Record<'data' | 'malformed' | 'undecoded' | 'padding', (name: string) => string>>
  readonly malformed: (m: MalformedParts) => string
  readonly checksum: (checksum: ChecksumParts) => string

  // Between parts of a sentence, each with the space that it takes.
  readonly comma: string
  readonly semicolon: string

  // What the packet is.
  readonly octets: (count: number, captured: number) => string
  readonly noTime: string
  readonly reassembled: (frames: string, octets: number) => string
  /** The frame of a fragment, and the frame in which it was put together; 0 for none. */
  readonly fragment: (frame: number) => string
  /** Which steps of how many of a sequence it is. */
  readonly steps: (first: number, last: number, of: number, title: string) => string
  readonly noStep: string
  /** Separates the layers of an ICMP error from those of the packet it quotes. */
  readonly quoting: string
  readonly quotes: (error: IcmpError) => string
  readonly quotedBy: (error: IcmpError) => string

  // What each octet is.
  readonly headings: Readonly<Record<'octets' | 'overhead' | 'checksums', string>>
  readonly range: (start: number, end: number) => string
  readonly quoted: string
  readonly unnamed: string
  readonly bits: (count: number) => string
  readonly moreOctets: (count: number) => string

  readonly overhead: {
    readonly inner: (isFrame: boolean, name: string) => string
    readonly padding: string
    readonly adds: (tunnel: string, octets: number) => string
    readonly sum: (adds: readonly string[], outside: number, inside: number, percent: number) => string
    readonly mtu: (outside: number, inside: number) => string
  }

  // Checksums.
  readonly data: string
  readonly pseudo: string
  readonly inFragment: string

  // Who has an address.
  readonly who: {
    /** The tunnels' end: of which network, and whether that is called a VTEP. */
    readonly end: (network: string, isVtep: boolean) => string
    readonly card: (address: string, isVtep: boolean) => string
    readonly perhapsCard: (address: string, isVtep: boolean) => string
    readonly host: (other: string, end: string, isVtep: boolean) => string
    readonly group: (members: string) => string
    readonly groupMac: (group: string, source: string) => string
    readonly anyGroupMac: (source: string) => string
    readonly multicast: string
    readonly everybody: string
    readonly nobody: string
    readonly unspecified: string
    readonly solicited: (tail: string) => string
    readonly known: Readonly<Record<string, string>>
  }

  // The tables before and after.
  readonly tables: {
    readonly heading: (frame: number) => string
    readonly fdb: (vtep: string, network: string) => string
    readonly neighbours: (host: string, network: string) => string
    readonly changed: string
    readonly unchanged: string
    readonly empty: string
    readonly nothing: string
  }

  /** Why there is no such frame, and which there are. */
  readonly noFrame: (file: string, frame: number, packets: number) => string
  /** None passes `-Y`, from this packet on. */
  readonly nonePasses: (file: string, frame: number, expression: string) => string
}

function hex16(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`
}

const UNVERIFIED_EN: Readonly<Partial<Record<ChecksumReasonName, string>>> = {
  cut: 'the capture cut octets that it covers',
  fragment: 'other fragments have octets that it covers',
  missing: 'a length field claims octets that are not there',
  'no-addresses': 'the addresses that it covers are not known',
}

const UNVERIFIED_ZH: Readonly<Partial<Record<ChecksumReasonName, string>>> = {
  cut: '抓包截断了它所覆盖的字节',
  fragment: '它所覆盖的部分字节在其他分片中',
  missing: '长度字段所声明的字节并不存在',
  'no-addresses': '不知道它所覆盖的地址',
}

const en: ExplainWords = {
  labels: {
    data: (name) => (name === '' ? 'data' : `data of ${name}`),
    malformed: (name) => `${name}, not decoded`,
    undecoded: (name) => (name === '' ? 'not decoded' : `not decoded, in ${name}`),
    padding: (name) => (name === '' ? 'behind the packet' : `padding behind ${name}`),
  },
  malformed: ({ reason, name, at, need, have, length, maxLayers }) => {
    switch (reason) {
      case 'cut':
        return `${name} at octet ${at}: the capture ends after ${have} of ${need} octets; ${length} were on the wire.`
      case 'truncated':
        return `${name} at octet ${at}: ${need} octets are needed, ${have} are there by the lengths around it.`
      case 'too-deep':
        return `${name} at octet ${at}: more than ${maxLayers} layers, the rest is not decoded.`
      case 'quoted':
        return `${name} at octet ${at}: the ICMP error quotes only ${have} of its ${need} octets, as it may.`
      case 'overlong':
        return `${name} at octet ${at}: its length field claims ${need} octets, ${have} are there.`
      default:
        return `${name} at octet ${at}: its fields contradict each other or have a value that cannot be.`
    }
  },
  checksum: ({ status, reason, stored, computed, isComputed }) => {
    const should = isComputed ? `; on the wire it must be ${hex16(computed)}` : ''
    switch (status) {
      case 'good':
        return `${hex16(stored)} is right`
      case 'absent':
        if (reason === 'tunnel') return '0: there is none, as a tunnel over IPv6 may do (RFC 6935)'
        if (reason !== 'forbidden') return '0: the sender made none, as it may over IPv4 (RFC 768)'
        return "0: there is none, and over IPv6 receivers discard that unless it is a tunnel's (RFC 8200 §8.1)"
      case 'offload-seed':
        return `${hex16(stored)} is only the seed: the network card adds the rest, behind this capture point${should}`
      case 'offload-outer':
        return `${hex16(stored)} will be right once the network card has finished the checksum inside`
      case 'unverified':
        return `${hex16(stored)} cannot be verified: ${UNVERIFIED_EN[reason]}`
      default:
        return `${hex16(stored)} is wrong: for these octets it would be ${hex16(computed)}`
    }
  },

  comma: ', ',
  semicolon: '; ',

  octets: (n, captured) =>
    captured > n
      ? `captured ${captured} octets of a packet that is said to have had ${n}`
      : `${n} octets${captured < n ? `, ${captured} captured` : ''}`,
  noTime: 'no time',
  reassembled: (frames, n) =>
    `It brings the last fragment of a datagram: what follows is the packet put together of ${frames}, ${n} octets.`,
  fragment: (frame) =>
    frame === 0
      ? 'It is a fragment of a datagram whose other parts were not all captured: what it carries cannot be read.'
      : `It is a fragment of a datagram that #${frame} makes whole: explain #${frame} to see what is inside.`,
  steps: (first, last, of, title) =>
    first === last ? `Step ${first} of ${of} of “${title}”` : `Steps ${first} to ${last} of ${of} of “${title}”`,
  noStep: 'It is no step of how hosts found each other.',
  quoting: ', quoting ',
  quotes: ({ about, by, says, isPort, isLost, at }) => {
    const packet = about === 0 ? 'a packet that was not found in front of it' : `#${about}`
    const fate = isPort ? 'was refused' : isLost ? 'was not delivered' : 'came'
    return `${by} says with it that ${packet} ${fate}: ICMP ${says}. From octet ${at} on it quotes that packet: these headers are what was sent, not what this packet is.`
  },
  quotedBy: ({ frame, by, says, isPort }) =>
    `It ${isPort ? 'is refused' : 'is not delivered'}: ${by} says so in #${frame}, which quotes it: ICMP ${says}.`,

  headings: { octets: 'What each octet is', overhead: 'What it costs', checksums: 'Which checksum covers what' },
  range: (start, end) =>
    end <= start
      ? `no octets of its own at ${start}`
      : end - start === 1
        ? `octet ${start}`
        : `octets ${start} to ${end - 1}`,
  quoted: 'quoted by the ICMP error',
  unnamed: 'not named by any field',
  bits: (n) => `${n} bits`,
  moreOctets: (n) => `${n} more ${n === 1 ? 'octet' : 'octets'}`,

  overhead: {
    inner: (isFrame, name) => (name === '' ? 'inside' : isFrame ? 'inner frame' : 'inner packet'),
    padding: 'padding',
    adds: (tunnel, n) => `${tunnel} ${n}`,
    sum: (adds, outside, inside, percent) => {
      const sums = adds.length > 1 ? ` (${adds.join(' + ')})` : ''
      return `${outside} octets${sums} carry ${inside}: ${percent} % of the packet is encapsulation.`
    },
    mtu: (outside, inside) =>
      `Where the underlay has an MTU of ${outside}, ${inside} octets are left for an IP packet inside.`,
  },

  data: 'data',
  pseudo: 'with the addresses of the IP header (pseudo-header)',
  inFragment: 'over one fragment, of which only the front is here',

  who: {
    end: (network, isVtep) => (isVtep ? `VTEP of ${network}` : `end of ${network}`),
    card: (address, isVtep) => `the network card of ${isVtep ? 'VTEP ' : ''}${address}`,
    perhapsCard: (address, isVtep) =>
      `the network card of ${isVtep ? 'VTEP ' : ''}${address}, or of a router before it`,
    host: (other, end, isVtep) =>
      [other === '' ? 'a host' : `host ${other}`, end === '' ? '' : ` behind ${isVtep ? 'VTEP ' : ''}${end}`].join(''),
    group: (members) => (members === '' ? 'a multicast group' : `the multicast group that ${members} joined`),
    groupMac: (group, source) => `${group} as a MAC address (${source})`,
    anyGroupMac: (source) => `a multicast group's MAC address (${source})`,
    multicast: 'a multicast address',
    everybody: 'everybody on the link',
    nobody: 'nobody: not known, or not used',
    unspecified: 'no address yet',
    solicited: (tail) => `all whose address ends in ${tail} (solicited-node group, RFC 4291 §2.7.1)`,
    known: {
      '224.0.0.1': 'all hosts on the link',
      '224.0.0.2': 'all routers on the link',
      '224.0.0.5': 'all OSPF routers',
      '224.0.0.6': 'the designated OSPF routers',
      '224.0.0.22': 'all routers that speak IGMPv3',
      '224.0.0.251': 'multicast DNS',
      '224.0.0.252': 'LLMNR',
      '239.255.255.250': 'SSDP',
      'ff02::1': 'all nodes on the link',
      'ff02::2': 'all routers on the link',
      'ff02::16': 'all routers that speak MLDv2',
      'ff02::fb': 'multicast DNS',
      '01:80:c2:00:00:00': 'bridges (spanning tree)',
      '01:80:c2:00:00:0e': 'the next device on the wire (LLDP)',
    },
  },

  tables: {
    heading: (frame) => `The tables before and after #${frame}`,
    fdb: (vtep, network) => `Forwarding table of ${vtep}, ${network}`,
    neighbours: (host, network) => `Neighbour table of ${host}, ${network}`,
    changed: '+ new, ~ changed, - gone',
    unchanged: 'nothing changed',
    empty: '(nothing)',
    nothing: 'Nothing changed in any table.',
  },

  noFrame: (file, frame, packets) =>
    packets === 0
      ? `${file} has no packets; there is no #${frame}`
      : `${file} has ${packets === 1 ? '1 packet' : `${packets} packets`}; there is no #${frame}`,
  nonePasses: (file, frame, expression) => `no packet of ${file} passes -Y "${expression}" from #${frame} on`,
}

/** The registry has its codes in English; this one is met often. */
const PORT_UNREACHABLE = '端口不可达'

const zh: ExplainWords = {
  labels: {
    data: (name) => (name === '' ? '数据' : `${name} 的数据`),
    malformed: (name) => `${name}，无法解析`,
    undecoded: (name) => (name === '' ? '未解析' : `${name} 中未解析的部分`),
    padding: (name) => (name === '' ? '报文之后的字节' : `${name} 之后的填充`),
  },
  malformed: ({ reason, name, at, need, have, length, maxLayers }) => {
    switch (reason) {
      case 'cut':
        return `第 ${at} 字节处的 ${name}：需要 ${need} 字节，抓包在 ${have} 字节后截断；线路上共有 ${length} 字节。`
      case 'truncated':
        return `第 ${at} 字节处的 ${name}：需要 ${need} 字节，按外层的长度字段只有 ${have} 字节。`
      case 'too-deep':
        return `第 ${at} 字节处的 ${name}：超过 ${maxLayers} 层，其余部分不再解析。`
      case 'quoted':
        return `第 ${at} 字节处的 ${name}：ICMP 差错报文只引用了 ${need} 字节中的 ${have} 字节，这是允许的。`
      case 'overlong':
        return `第 ${at} 字节处的 ${name}：长度字段声称有 ${need} 字节，实际只有 ${have} 字节。`
      default:
        return `第 ${at} 字节处的 ${name}：字段互相矛盾，或取值不合法。`
    }
  },
  checksum: ({ status, reason, stored, computed, isComputed }) => {
    const should = isComputed ? `，在线路上应为 ${hex16(computed)}` : ''
    switch (status) {
      case 'good':
        return `${hex16(stored)} 正确`
      case 'absent':
        if (reason === 'tunnel') return '0：没有校验和，IPv6 上的隧道可以这样（RFC 6935）'
        if (reason !== 'forbidden') return '0：发送方没有计算，IPv4 上允许（RFC 768）'
        return '0：没有校验和；在 IPv6 上，除隧道外接收方会丢弃（RFC 8200 §8.1）'
      case 'offload-seed':
        return `${hex16(stored)} 只是种子（伪首部之和）：其余由网卡补算（卸载），抓包点在网卡之前${should}`
      case 'offload-outer':
        return `${hex16(stored)} 要等网卡算完内层校验和（卸载）才正确`
      case 'unverified':
        return `${hex16(stored)} 无法验证：${UNVERIFIED_ZH[reason]}`
      default:
        return `${hex16(stored)} 错误：按这些字节应为 ${hex16(computed)}`
    }
  },

  comma: '，',
  semicolon: '；',

  octets: (n, captured) =>
    captured > n
      ? `抓到 ${captured} 字节，而记录称原长 ${n} 字节`
      : `${n} 字节${captured < n ? `，抓到 ${captured} 字节` : ''}`,
  noTime: '没有时间',
  reassembled: (frames, n) => `它带来了一个数据报的最后一个分片：以下是由 ${frames} 重组的报文，共 ${n} 字节。`,
  fragment: (frame) =>
    frame === 0
      ? '它是一个分片，同一数据报的其他分片没有全部抓到，因此无法解读其中的内容。'
      : `它是一个分片，数据报到 #${frame} 才重组完整：请解释 #${frame} 以查看其中的内容。`,
  steps: (first, last, of, title) =>
    first === last ? `“${title}”的第 ${first} 步，共 ${of} 步` : `“${title}”的第 ${first} 至 ${last} 步，共 ${of} 步`,
  noStep: '它不属于主机互相寻找的任何一步。',
  quoting: '，引用 ',
  quotes: ({ about, by, says, isPort, isLost, at }) => {
    const packet = about === 0 ? '一个未在其前找到的报文' : ` #${about} `
    const fate = isPort ? '被拒收' : isLost ? '没有送达' : '已经到达'
    return `${by} 以此说明${packet}${fate}：ICMP ${isPort ? PORT_UNREACHABLE : says}。自第 ${at} 字节起引用该报文：这些头部属于当初发出的报文，不属于本报文。`
  },
  quotedBy: ({ frame, by, says, isPort }) =>
    `它${isPort ? '被拒收' : '没有送达'}：${by} 在 #${frame} 中引用它并说明：ICMP ${isPort ? PORT_UNREACHABLE : says}。`,

  headings: { octets: '逐字节说明', overhead: '封装的开销', checksums: '校验和各覆盖哪些字节' },
  range: (start, end) =>
    end <= start
      ? `第 ${start} 字节处，自身不占字节`
      : end - start === 1
        ? `第 ${start} 字节`
        : `第 ${start} 至 ${end - 1} 字节`,
  quoted: '由 ICMP 差错报文引用',
  unnamed: '没有对应的字段',
  bits: (n) => `${n} 位`,
  moreOctets: (n) => `还有 ${n} 字节`,

  overhead: {
    inner: (isFrame, name) => (name === '' ? '内层' : isFrame ? '内层帧' : '内层报文'),
    padding: '填充',
    adds: (tunnel, n) => `${tunnel} ${n}`,
    sum: (adds, outside, inside, percent) => {
      const sums = adds.length > 1 ? `（${adds.join(' + ')}）` : ''
      return `封装 ${outside} 字节${sums}，承载 ${inside} 字节：封装占整个报文的 ${percent}%。`
    },
    mtu: (outside, inside) => `底层网络的 MTU 为 ${outside} 时，内层 IP 报文最多 ${inside} 字节。`,
  },

  data: '数据',
  pseudo: '含 IP 头部的地址（伪首部）',
  inFragment: '只覆盖一个分片，这里只有它的前部',

  who: {
    end: (network, isVtep) => (isVtep ? `${network} 的 VTEP` : `${network} 的端点`),
    card: (address, isVtep) => `${isVtep ? 'VTEP ' : ''}${address} 的网卡`,
    perhapsCard: (address, isVtep) => `${isVtep ? 'VTEP ' : ''}${address} 的网卡，或它前面路由器的网卡`,
    host: (other, end, isVtep) =>
      [end === '' ? '' : `${isVtep ? 'VTEP ' : ''}${end} 之后的`, other === '' ? '主机' : `主机 ${other}`].join(''),
    group: (members) => (members === '' ? '多播组' : `多播组，成员 ${members}`),
    groupMac: (group, source) => `${group} 对应的 MAC 地址（${source}）`,
    anyGroupMac: (source) => `多播组的 MAC 地址（${source}）`,
    multicast: '多播地址',
    everybody: '链路上的所有设备（广播）',
    nobody: '全零：未知或未使用',
    unspecified: '还没有地址',
    solicited: (tail) => `地址以 ${tail} 结尾的节点（被请求节点多播地址，RFC 4291 §2.7.1）`,
    known: {
      '224.0.0.1': '链路上的所有主机',
      '224.0.0.2': '链路上的所有路由器',
      '224.0.0.5': '所有 OSPF 路由器',
      '224.0.0.6': 'OSPF 指定路由器',
      '224.0.0.22': '所有支持 IGMPv3 的路由器',
      '224.0.0.251': '多播 DNS',
      '224.0.0.252': 'LLMNR',
      '239.255.255.250': 'SSDP',
      'ff02::1': '链路上的所有节点',
      'ff02::2': '链路上的所有路由器',
      'ff02::16': '所有支持 MLDv2 的路由器',
      'ff02::fb': '多播 DNS',
      '01:80:c2:00:00:00': '网桥（生成树）',
      '01:80:c2:00:00:0e': '线路上的下一台设备（LLDP）',
    },
  },

  tables: {
    heading: (frame) => `#${frame} 前后的表`,
    fdb: (vtep, network) => `${vtep} 的转发表，${network}`,
    neighbours: (host, network) => `${host} 的邻居表，${network}`,
    changed: '+ 新增，~ 改变，- 消失',
    unchanged: '没有变化',
    empty: '（空）',
    nothing: '所有的表都没有变化。',
  },

  noFrame: (file, frame, packets) =>
    packets === 0 ? `${file} 中没有报文，因此没有 #${frame}` : `${file} 中有 ${packets} 个报文，没有 #${frame}`,
  nonePasses: (file, frame, expression) => `${file} 中从 #${frame} 起没有符合 -Y "${expression}" 的报文`,
}

export const EXPLAIN: Words<ExplainWords> = { en, zh }
