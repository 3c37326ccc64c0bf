/** What is said of expressions of `-Y`: which part was looked at, what is wrong with one, what each word is for. */
import type { Language, Words } from '../language.js'

/** That not all packets were looked at. */
export interface Part {
  /** Without one every packet passes. */
  readonly expression?: string
  /** What the user has given for it, where it is not `-Y`. */
  readonly selectedBy?: string
  /** Where only the last ones were. */
  readonly tail?: number
  /** Where the capture may go on behind those that were seen. */
  readonly first?: true
  /** Where the kernel has kept back what it could tell. */
  readonly live?: true
  readonly seen: number
  readonly wanted: number
}

interface FilterWords {
  /** The expression can be shown as it is. */
  readonly part: (part: Part) => string
  /** The parts of the help. */
  readonly groups: Readonly<
    Record<'scope' | 'tcpdump' | 'tunnel' | 'packet' | 'analysis' | 'comparisons' | 'examples', string>
  >
  readonly comparisons: readonly (readonly [string, string])[]
  readonly matches: string
  /** Of `--explain-filter`. */
  readonly reads: string
  readonly kernel: string
  readonly everything: string
}

/** As the user has given it; empty where every packet passes. */
function selectedBy({ expression, selectedBy: given }: Pick<Part, 'expression' | 'selectedBy'>): string {
  return given ?? (expression === undefined ? '' : `-Y "${expression}"`)
}

export const FILTER: Words<FilterWords> = {
  en: {
    part: ({ tail, first, live, seen, wanted, ...by }) => {
      const passing = selectedBy(by)
      const packets = `${wanted} ${wanted === 1 ? 'packet was' : 'packets were'} looked at`
      if (wanted === seen && live === undefined) {
        const which = passing === '' ? '' : wanted === 1 ? `: it passes ${passing}` : `: they pass ${passing}`
        if (first === undefined) return `All ${packets}${which}.`
        return `Only the first ${wanted === 1 ? 'packet was looked at' : packets}${which}; what the others show is not known.`
      }
      const those = passing === '' ? '' : ` that pass ${passing}`
      const which = tail === undefined ? `those${those}` : `the last${those}`
      const all = first === undefined ? `${seen}` : `the first ${seen}`
      return `Only ${wanted} of ${all} packets ${wanted === 1 ? 'was' : 'were'} looked at, ${which}; what the others show is not known.`
    },
    groups: {
      scope: 'Where to look; without a scope a test looks at every layer',
      tcpdump: "tcpdump's words",
      tunnel: 'Tunnels',
      packet: 'The packet as a whole',
      analysis: 'What takes an analysis of the whole capture',
      comparisons: 'Comparisons of fields, by their names in Wireshark',
      examples: 'Examples',
    },
    comparisons: [
      ['ip.ttl', 'the field is there'],
      ['== != < <= > >=', '!= is that none is equal; also eq ne lt le gt ge'],
      ['~=', 'that one is not equal; also any_ne'],
      ['in {80, 443, 8000..8100}', 'one of these'],
      ['contains "GET"', 'has these octets'],
      ['matches "^/api"', 'fits the pattern'],
      ['ip.src == 10.0.0.0/8', 'has the prefix'],
      ['eth.addr[0:3] == 02:42:00', 'octets of the field'],
      ['tcp.flags & 0x02', 'one of these bits is set'],
      ['ip.src#2', "of the second layer of its protocol; -1 is the last one's"],
      [
        'and or not ( )',
        'also && || !; and behind or needs parentheses, since tcpdump reads (a or b) and c, Wireshark a or (b and c)',
      ],
    ],
    matches:
      'Patterns are an engine of our own that reads the octets once, so that none takes long; without back references and looking around. Letters match in either case.',
    reads: 'is read as',
    kernel: 'the kernel hands up',
    everything: 'everything: it can test nothing of this',
  },
  zh: {
    part: ({ tail, first, live, seen, wanted, ...by }) => {
      const passing = selectedBy(by)
      if (wanted === seen && live === undefined) {
        const which = passing === '' ? '' : `：都符合 ${passing}`
        if (first === undefined) return `${seen} 个报文全部查看${which}。`
        return `只查看了前 ${seen} 个报文${which}；其余报文的情况不明。`
      }
      const those = passing === '' ? '' : `符合 ${passing} 的`
      return `只查看了${first === undefined ? '' : '前'} ${seen} 个报文中${those}${tail === undefined ? '' : '最后'} ${wanted} 个；其余报文的情况不明。`
    },
    groups: {
      scope: '查看范围；不写范围时查看每一层',
      tcpdump: 'tcpdump 的词',
      tunnel: '隧道',
      packet: '整个报文',
      analysis: '需要分析整个抓包的词',
      comparisons: '字段比较，字段名与 Wireshark 相同',
      examples: '示例',
    },
    comparisons: [
      ['ip.ttl', '有此字段'],
      ['== != < <= > >=', '!= 指没有一个相等；也可写 eq ne lt le gt ge'],
      ['~=', '有一个不相等；也可写 any_ne'],
      ['in {80, 443, 8000..8100}', '是其中之一'],
      ['contains "GET"', '含有这些字节'],
      ['matches "^/api"', '符合模式'],
      ['ip.src == 10.0.0.0/8', '有此前缀'],
      ['eth.addr[0:3] == 02:42:00', '字段中的字节'],
      ['tcp.flags & 0x02', '这些位中有一位为 1'],
      ['ip.src#2', '取该协议第二层的字段；-1 为最后一层'],
      [
        'and or not ( )',
        '也可写 && || !；or 之后的 and 需要括号，因为 tcpdump 读作 (a or b) and c，Wireshark 读作 a or (b and c)',
      ],
    ],
    matches: '模式由自带的引擎匹配，字节只读一遍，任何模式都不会很慢；没有反向引用和环视。字母不分大小写。',
    reads: '读作',
    kernel: '内核交上来的是',
    everything: '全部：内核无法判断这些条件',
  },
}

/** What each word of an expression is for. */
export const WORD_HELP: Readonly<Record<string, Words>> = {
  outer: { en: 'in front of the outermost tunnel, its header included', zh: '最外层隧道之前，包括其头部' },
  inner: { en: 'inside the outermost tunnel', zh: '最外层隧道之内' },
  innermost: {
    en: 'inside the last tunnel; all of a packet that is in none',
    zh: '最内层隧道之内；没有隧道时为整个报文',
  },
  tunnel: { en: 'tunnel 2: inside the second tunnel', zh: 'tunnel 2：第二层隧道之内' },
  quoted: { en: 'what an ICMP error quotes, which no other test sees', zh: 'ICMP 差错引用的报文，其他条件看不到' },
  same: { en: 'same (…): all of it between the same two tunnels', zh: 'same (…)：全部条件在同一层封装内成立' },
  host: { en: 'an address: host 172.17.1.3, ether host 02:42:…', zh: '地址：host 172.17.1.3，ether host 02:42:…' },
  net: {
    en: 'net 10.0.0.0/8, net 10, net 10.0.0.0 mask 255.0.0.0',
    zh: 'net 10.0.0.0/8，net 10，net 10.0.0.0 mask 255.0.0.0',
  },
  src: {
    en: 'the source alone: src host, src net, src port; src or dst',
    zh: '仅源：src host、src net、src port；src or dst',
  },
  dst: { en: 'the destination alone', zh: '仅目的' },
  port: { en: 'of TCP, UDP or SCTP; port 80 or 443', zh: 'TCP、UDP 或 SCTP 的端口；port 80 or 443' },
  portrange: { en: 'portrange 8000-8100', zh: 'portrange 8000-8100' },
  proto: { en: 'what IP carries: proto 47, ether proto 0x88cc', zh: 'IP 承载的协议：proto 47，ether proto 0x88cc' },
  protochain: { en: 'the same; extension headers are passed in any case', zh: '同上；扩展头部总会跳过' },
  ether: {
    en: 'ether host, ether src, ether proto, ether broadcast',
    zh: 'ether host、ether src、ether proto、ether broadcast',
  },
  link: { en: 'the same as ether', zh: '同 ether' },
  ip: { en: 'IPv4; ip host, ip proto, ip[8] < 5', zh: 'IPv4；ip host、ip proto、ip[8] < 5' },
  ip6: { en: 'IPv6', zh: 'IPv6' },
  arp: { en: 'ARP; arp host 172.17.1.3', zh: 'ARP；arp host 172.17.1.3' },
  rarp: { en: 'RARP', zh: 'RARP' },
  icmp: { en: 'ICMP; icmp[icmptype] = icmp-echo', zh: 'ICMP；icmp[icmptype] = icmp-echo' },
  icmp6: { en: 'ICMPv6', zh: 'ICMPv6' },
  igmp: { en: 'IGMP', zh: 'IGMP' },
  tcp: { en: 'TCP; tcp port 80, tcp[tcpflags] & tcp-syn != 0', zh: 'TCP；tcp port 80，tcp[tcpflags] & tcp-syn != 0' },
  udp: { en: 'UDP', zh: 'UDP' },
  sctp: { en: 'SCTP', zh: 'SCTP' },
  ah: { en: 'IPsec AH', zh: 'IPsec AH' },
  esp: { en: 'IPsec ESP', zh: 'IPsec ESP' },
  pim: { en: 'PIM', zh: 'PIM' },
  vrrp: { en: 'VRRP', zh: 'VRRP' },
  igrp: { en: 'IGRP', zh: 'IGRP' },
  broadcast: { en: 'to all: ether broadcast', zh: '广播：ether broadcast' },
  multicast: { en: 'to a group: ip multicast, ip6 multicast', zh: '组播：ip multicast、ip6 multicast' },
  vlan: { en: 'a tag, or one with this id: vlan 100', zh: 'VLAN 标签，或指定标识：vlan 100' },
  mpls: { en: 'a label: mpls 16', zh: '标签：mpls 16' },
  pppoes: { en: 'a PPPoE session', zh: 'PPPoE 会话' },
  pppoed: { en: 'PPPoE discovery', zh: 'PPPoE 发现' },
  geneve: { en: 'Geneve, or with this VNI', zh: 'Geneve，或指定 VNI' },
  vxlan: { en: 'VXLAN and VXLAN-GPE, or with this VNI', zh: 'VXLAN 和 VXLAN-GPE，或指定 VNI' },
  less: { en: 'less 100: at most so many octets', zh: 'less 100：至多这么多字节' },
  greater: { en: 'greater 1500: at least so many octets', zh: 'greater 1500：至少这么多字节' },
  len: { en: 'octets on the wire: len > 100', zh: '线路上的字节数：len > 100' },
  vni: {
    en: 'of VXLAN or Geneve: vni 42, vni 40-49, vni in {1,42}',
    zh: 'VXLAN 或 Geneve 的 VNI：vni 42，vni 40-49，vni in {1,42}',
  },
  key: { en: 'of GRE: key 0x222222', zh: 'GRE 的键：key 0x222222' },
  vsid: { en: 'of NVGRE: vsid 5001', zh: 'NVGRE 的 VSID：vsid 5001' },
  vtep: { en: 'either outer end of a tunnel: vtep 10.0.0.1', zh: '隧道任一端的外层地址：vtep 10.0.0.1' },
  from: { en: 'from vtep 10.0.0.1', zh: 'from vtep 10.0.0.1' },
  to: { en: 'to vtep 10.0.0.2', zh: 'to vtep 10.0.0.2' },
  group: { en: 'sent to a group of VTEPs: group, group 239.1.1.1', zh: '发往 VTEP 组播组：group，group 239.1.1.1' },
  gre: { en: 'GRE', zh: 'GRE' },
  nvgre: { en: 'gretap with a key that NVGRE has too', zh: '键可能属于 NVGRE 的 gretap' },
  gretap: { en: 'GRE with Ethernet inside', zh: '承载以太网帧的 GRE' },
  erspan: { en: 'ERSPAN of any version', zh: '各版本 ERSPAN' },
  flannel: { en: "flannel's UDP backend", zh: 'flannel 的 UDP 后端' },
  flood: { en: 'a frame to a group or to all inside a tunnel', zh: '隧道内发往组播或广播地址的帧' },
  network: {
    en: "the tunnels, outermost first: network 'gre 7 > vxlan 42'",
    zh: "由外到内的各层隧道：network 'gre 7 > vxlan 42'",
  },
  frame: { en: 'by number: frame 10-20, 35', zh: '按编号：frame 10-20, 35' },
  time: {
    en: 'time 10:31:34 - 10:32, or since the first: time +5 - +8.2',
    zh: 'time 10:31:34 - 10:32，或自首个报文起：time +5 - +8.2',
  },
  checksum: { en: 'checksum bad, or offload: left to the network card', zh: 'checksum bad，或 offload：留给网卡计算' },
  malformed: { en: 'a header contradicts itself', zh: '头部自相矛盾' },
  fragment: { en: 'a fragment, or put together from some', zh: '分片，或由分片重组' },
  retransmission: { en: 'a TCP segment sent again', zh: '重传的 TCP 报文段' },
  copy: { en: 'the same packet, captured again', zh: '重复抓到的同一报文' },
  finding: { en: 'finding mtu.blackhole: evidence of it', zh: 'finding mtu.blackhole：作为其证据的报文' },
  step: { en: 'step 4: of a sequence of learn', zh: 'step 4：learn 所述的一步' },
}

/** Expressions with what they are for; each of them is one. */
export const FILTER_EXAMPLES: readonly (readonly [string, Words])[] = [
  ['host 172.17.1.3 and icmp', { en: 'pings of a host, in a tunnel or not', zh: '某主机的 ping，无论是否在隧道中' }],
  ['vni 42', { en: 'one network', zh: '一个网络' }],
  ['vni 40-49 and arp', { en: 'ARP of ten networks', zh: '十个网络的 ARP' }],
  ['vni in {1, 42, 5001}', { en: 'any of three', zh: '三个网络之一' }],
  ['inner (host 172.17.1.3 and tcp port 80)', { en: "a tenant's web traffic", zh: '租户的网页流量' }],
  ['outer src 10.0.0.1 and inner icmp', { en: 'pings that one VTEP sends', zh: '某 VTEP 发出的 ping' }],
  ['outer udp port 4789', { en: 'what goes through VXLAN', zh: '经过 VXLAN 的报文' }],
  ['outer tcp', { en: 'TCP of the underlay alone', zh: '仅底层网络的 TCP' }],
  ['vtep 10.65.132.187 and not icmp', { en: 'all but pings of a VTEP', zh: '某 VTEP 除 ping 之外的报文' }],
  ['from vtep 10.0.0.1 and to vtep 10.0.0.2', { en: 'one way of a tunnel', zh: '隧道的一个方向' }],
  ['group or flood', { en: 'what is flooded', zh: '被泛洪的报文' }],
  ["network 'gre 7 > vxlan 42'", { en: 'a tunnel in a tunnel', zh: '隧道中的隧道' }],
  ['key 0x222222', { en: 'a GRE key', zh: 'GRE 键' }],
  ['vsid 5001 and flood', { en: 'what NVGRE floods', zh: 'NVGRE 泛洪的报文' }],
  ['tunnel 2 tcp', { en: 'TCP inside two tunnels', zh: '两层隧道内的 TCP' }],
  ['innermost tcp port 443', { en: 'TLS, however deep', zh: 'TLS，无论多深' }],
  ['same (host 10.0.0.1 and udp port 53)', { en: 'both of the same headers', zh: '同一层头部同时满足' }],
  ['quoted (dst host 10.0.0.2)', { en: 'ICMP errors about it', zh: '与其有关的 ICMP 差错' }],
  ['tcp[tcpflags] & tcp-syn != 0', { en: 'new connections', zh: '新连接' }],
  ['ip[6:2] & 0x1fff != 0', { en: 'later fragments', zh: '后续分片' }],
  ['port 80 or 443', { en: 'tcpdump repeats port', zh: 'tcpdump 会重复 port' }],
  ['vxlan.vni == 42 && tcp.flags.syn == 1', { en: 'Wireshark’s way', zh: 'Wireshark 的写法' }],
  ['ip.addr != 10.0.0.1', { en: 'no address is this one', zh: '没有一个地址是它' }],
  ['eth.addr[0:3] == 02:42:00', { en: 'MACs of a vendor', zh: '某厂商的 MAC' }],
  ['ip.src#2 == 172.17.0.0/16', { en: 'by the second IP header', zh: '按第二个 IP 头部' }],
  ['dns.qry.name contains "example"', { en: 'a question for a name', zh: '对某名字的查询' }],
  ['http.request.uri matches "^/api/v[12]/"', { en: 'by a pattern', zh: '按模式' }],
  ['frame.time_relative > 5ms && frame.len >= 1kB', { en: 'with units', zh: '带单位' }],
  ['time +5 - +8.2', { en: 'from five seconds on', zh: '从第五秒起' }],
  ['checksum bad or malformed', { en: 'what looks broken', zh: '看似损坏的报文' }],
]

/** What an error says is missing or meant, in Chinese. */
const MEANT_ZH: Readonly<Record<string, string>> = {
  'a test': '条件',
  'a comparison': '比较',
  'a number from 1 on': '从 1 起的数字',
  'number from 1 on': '从 1 起的数字',
  'the number of a layer': '层的序号',
  'number of a layer': '层的序号',
  'the name of a finding': '发现的名称',
  'a number': '数字',
  'octets, as in [0:3]': '字节，如 [0:3]',
  'a pattern in quotes': '引号中的模式',
  "a path in quotes, 'gre 7 > vxlan 42'": "引号中的路径，如 'gre 7 > vxlan 42'",
  'a time, 10:31:34 or +5.2': '时间，如 10:31:34 或 +5.2',
  'an address': '地址',
  'a port': '端口',
  'a protocol of IP': 'IP 承载的协议',
  'an EtherType': ' EtherType',
  'a number of octets': '字节数',
  'the end of the range': '范围的终点',
  'a value': '值',
  'a number or octets, as in tcp[13]': '数字，或字节，如 tcp[13]',
  '1, 2 or 4': ' 1、2 或 4',
  'size of octets, 1, 2 or 4': '字节个数 1、2 或 4',
  address: '地址',
  mask: '掩码',
  port: '端口',
  EtherType: ' EtherType',
  'protocol of IP': 'IP 承载的协议',
  'IP address': ' IP 地址',
  'number of octets': '字节数',
  tunnel: '隧道',
  time: '时间',
  number: '数字',
  flag: '标志',
  date: '日期',
  finding: '发现的名称',
  'Ethernet address': '以太网地址',
  'IPv4 address': ' IPv4 地址',
  'IPv6 address': ' IPv6 地址',
  'row of octets': '字节串',
  text: '文本',
  'number of 64 bits': ' 64 位的数字',
}
const VALUE_OF = 'a value, '

/** A sign in quotes and what has no Chinese stay as they are, apart from the Chinese around them. */
function meant(what: string): string {
  if (what.startsWith(VALUE_OF)) return `值：${meant(what.slice(VALUE_OF.length)).trim()}`
  return MEANT_ZH[what] ?? ` ${what} `
}

/** What is wrong with an expression, in Chinese; English is the error's own. By the keys of `filter/error.ts`. */
export const PROBLEMS_ZH: Readonly<Record<string, (...words: readonly string[]) => string>> = {
  empty: () => '没有表达式',
  tooLong: (most) => `表达式超过 ${most} 个字符`,
  tooDeep: () => '括号嵌套太深',
  unknown: (word) => `没有叫 '${word}' 的词或字段`,
  expected: (what, got) => `此处应为${meant(what!)}${got === '' ? '' : `，而不是 '${got}'`}`,
  notClosed: (sign) => `缺少 '${sign}'`,
  leftOver: (rest) => `'${rest}' 不能跟在这里；用 and、or 连接条件`,
  mixed: (fromLeft, andFirst) => `or 之后有 and，需要括号：tcpdump 读作 ${fromLeft}，Wireshark 读作 ${andFirst}`,
  noValue: (value, type) => `'${value}' 不是${meant(type!)}`,
  tooLarge: (value, most) => `${value} 太大；最大为 ${most}`,
  badRange: (range) => `${range} 不是范围：终点小于起点`,
  noName: (name) => `'${name}' 需要查询；请给出数字`,
  noOperator: (operator, field, type) => `'${operator}' 不能用于 ${field}（${meant(type!).trim()}）`,
  notTogether: (a, b) => `'${a}' 不能与 '${b}' 一起用`,
  wholeHeader: (header, example) => `'${header}' 是整个头部，不等于任何数字；请写 ${example}`,
  noSign: (word, sign, example) => `'${word}' 后直接写值，不用 '${sign}'；请写 ${example}`,
  byZero: (sign) => `'${sign}' 0 没有结果`,
  noSlice: (field) => `${field} 没有可取的字节`,
  badPattern: (why) => `模式不可用：${why}`,
  notHere: (word) => `'${word}' 需要对整个抓包的分析，此处没有`,
}

/** An error of an expression, as the language has it. */
interface ProblemParts {
  /** In English, suggestions and all. */
  readonly message: string
  readonly problem: string
  readonly words: readonly string[]
  readonly suggestions: readonly string[]
}

/** What is wrong with an expression. */
export function filterProblem({ message, problem, words, suggestions }: ProblemParts, language: Language): string {
  if (language === 'en') return message
  return `${PROBLEMS_ZH[problem]!(...words)}${suggestions.length === 0 ? '' : `；有 ${suggestions.join('、')}`}`
}
