/** What the fields of IP, its extension headers, ICMP, ICMPv6 and IGMP are for, in words. */
import type { Words } from '../language.js'
import type { FieldCatalogue, FieldWords, ProtocolCatalogue } from './catalogue.js'

/** Assigned Internet Protocol Numbers, in every field that has one. */
const PROTOCOLS: NonNullable<FieldWords['values']> = {
  0: { en: 'IPv6 Hop-by-Hop Options: for every router on the way', zh: 'IPv6 逐跳选项：给途中每台路由器' },
  1: { en: 'ICMP: error messages and pings', zh: 'ICMP：差错报文和 ping' },
  2: { en: 'IGMP: hosts tell routers which groups they want', zh: 'IGMP：主机告诉路由器要接收哪些组' },
  4: { en: 'IPv4: a whole packet inside, so this is a tunnel', zh: 'IPv4：里面是一个完整的报文，即隧道' },
  6: { en: 'TCP: a reliable stream of octets', zh: 'TCP：可靠的字节流' },
  17: { en: 'UDP: single datagrams; VXLAN and Geneve travel in it', zh: 'UDP：独立的数据报；VXLAN 和 Geneve 由它承载' },
  41: { en: 'IPv6: a whole packet inside, so this is a tunnel', zh: 'IPv6：里面是一个完整的报文，即隧道' },
  43: { en: 'IPv6 Routing: nodes that the packet shall visit', zh: 'IPv6 路由头部：报文要经过的节点' },
  44: { en: 'IPv6 Fragment: only a piece of a packet follows', zh: 'IPv6 分片头部：后面只是报文的一片' },
  47: { en: 'GRE: a tunnel header follows', zh: 'GRE：后面是隧道头部' },
  50: { en: 'ESP: IPsec, the rest is usually encrypted', zh: 'ESP：IPsec，其余部分通常已加密' },
  51: { en: 'AH: IPsec, authenticated but readable', zh: 'AH：IPsec，有认证但未加密' },
  58: { en: 'ICMPv6: errors, pings, neighbour discovery, MLD', zh: 'ICMPv6：差错、ping、邻居发现和 MLD' },
  59: { en: 'No Next Header: nothing follows', zh: '没有下一个头部：到此为止' },
  60: { en: 'IPv6 Destination Options: for the receiver alone', zh: 'IPv6 目的选项：只给接收方' },
  89: { en: 'OSPF: routers exchange their links', zh: 'OSPF：路由器交换链路信息' },
  103: { en: 'PIM: routers agree where multicast must go', zh: 'PIM：路由器协商多播发往哪里' },
  112: { en: 'VRRP: routers share a virtual address', zh: 'VRRP：路由器共享一个虚拟地址' },
  132: { en: 'SCTP: streams of messages', zh: 'SCTP：消息流' },
}

const NEXT_HEADER: FieldWords = {
  label: '下一个头部',
  means: { en: 'which header or protocol follows this header', zh: '此头部之后是哪个头部或协议' },
  values: PROTOCOLS,
}

const EXTENSION_LENGTH: FieldWords = {
  label: '扩展头部长度',
  means: {
    en: 'length of this header in 8-octet units, the first not counted',
    zh: '此头部的长度，以 8 字节为单位，不计最前面的 8 字节',
  },
}

const DSCP: FieldWords = {
  label: '区分服务代码点（DSCP）',
  means: { en: 'tells routers in which class to queue the packet', zh: '告诉路由器按哪个等级排队' },
  values: {
    0: { en: 'default forwarding: best effort', zh: '默认转发：尽力而为' },
    46: { en: 'expedited forwarding: little delay, as for voice', zh: '加速转发：低时延，例如语音' },
    48: { en: 'CS6: network control; Linux marks IGMP so', zh: 'CS6：网络控制；Linux 的 IGMP 如此标记' },
  },
}

const ECN: FieldWords = {
  label: '显式拥塞通知（ECN）',
  means: {
    en: 'routers mark congestion here instead of dropping; tunnels must preserve it',
    zh: '路由器用它标记拥塞以代替丢弃；隧道必须保留它',
  },
  values: {
    0: { en: 'Not-ECT: the ends do not use ECN here', zh: 'Not-ECT：两端不使用 ECN' },
    1: {
      en: 'ECT(1): the ends understand marks; L4S senders choose this',
      zh: 'ECT(1)：两端能识别标记；L4S 发送方用此值',
    },
    2: { en: 'ECT(0): the ends understand marks', zh: 'ECT(0)：两端能识别标记' },
    3: { en: 'CE: a router was congested; decapsulation carries it inward', zh: 'CE：有路由器拥塞；解封装时带入内层' },
  },
}

const VERSION: FieldWords = {
  label: '版本',
  means: { en: 'tells which IP version the header follows', zh: '说明头部遵循哪个 IP 版本' },
}

const SOURCE: FieldWords = {
  label: '源地址',
  means: {
    en: 'the sender; in an outer header the tunnel end that encapsulated',
    zh: '发送方；在外层头部中是封装的隧道端点',
  },
}

const DESTINATION: FieldWords = {
  label: '目的地址',
  means: {
    en: 'the receiver or a group; in an outer header the far end',
    zh: '接收方或多播组；在外层头部中是对端隧道端点',
  },
}

const HOPS_LAST: Words = { en: 'stays on this link: a router would drop it', zh: '只在本链路有效：路由器会丢弃它' }
const HOPS_UNROUTED: Words = { en: 'no router has passed it on', zh: '没有经过任何路由器' }

const GROUP_RECORDS: Words = { en: 'how many groups this report speaks of', zh: '此报告涉及多少个组' }

const RECORD_TYPE: FieldWords = {
  label: '记录类型',
  means: { en: 'which senders of the group the host wants to hear', zh: '主机要接收该组中哪些发送者' },
  values: {
    1: {
      en: 'MODE_IS_INCLUDE: at a query, only the listed senders',
      zh: 'MODE_IS_INCLUDE：应答查询，只收列出的发送者',
    },
    2: {
      en: 'MODE_IS_EXCLUDE: at a query, all but the listed senders',
      zh: 'MODE_IS_EXCLUDE：应答查询，除列出的之外都收',
    },
    3: {
      en: 'CHANGE_TO_INCLUDE_MODE: now only the listed; none listed: leaves',
      zh: 'CHANGE_TO_INCLUDE_MODE：改为只收列出的；未列出则离开该组',
    },
    4: {
      en: 'CHANGE_TO_EXCLUDE_MODE: now all but the listed; none listed: joins',
      zh: 'CHANGE_TO_EXCLUDE_MODE：改为除列出的之外都收；未列出则加入该组',
    },
    5: { en: 'ALLOW_NEW_SOURCES: the listed senders as well', zh: 'ALLOW_NEW_SOURCES：再接收列出的发送者' },
    6: { en: 'BLOCK_OLD_SOURCES: the listed senders no longer', zh: 'BLOCK_OLD_SOURCES：不再接收列出的发送者' },
  },
}

const SUPPRESS: FieldWords = {
  label: 'S：抑制路由器侧处理',
  means: { en: 'whether other routers let the query change their timers', zh: '其他路由器是否因此查询更新定时器' },
  values: {
    0: { en: 'other routers set their timers by this query', zh: '其他路由器按此查询更新定时器' },
    1: { en: 'other routers leave their timers as they are', zh: '其他路由器不更新定时器' },
  },
}

const ROBUSTNESS: FieldWords = {
  label: 'QRV：查询者的健壮性变量',
  means: { en: 'how much loss to expect: how often to repeat reports', zh: '预计的丢包程度：报告应重复几次' },
  values: { 0: { en: 'not told, or above seven: the default holds', zh: '未给出或大于七：采用默认值' } },
}

const QUERY_INTERVAL: FieldWords = {
  label: 'QQIC：查询者的查询间隔代码',
  means: {
    en: 'seconds between general queries; large ones as mantissa and exponent',
    zh: '普遍组查询之间的秒数；较大的值以尾数和指数表示',
  },
}

const SOURCES: FieldWords = {
  label: '源地址数',
  means: { en: "how many of the group's senders are listed", zh: '列出了该组的多少个发送者' },
  values: { 0: { en: 'none: single senders do not matter', zh: '没有：不区分发送者' } },
}

const AUX_LENGTH: FieldWords = {
  label: '辅助数据长度',
  means: { en: "32-bit words of auxiliary data at the record's end", zh: '记录末尾辅助数据的长度，以 32 位字为单位' },
  values: { 0: { en: 'none, as the standard has it', zh: '没有，符合标准' } },
}

const AUX_DATA: FieldWords = {
  label: '辅助数据',
  means: { en: 'extra data that the standard does not define', zh: '标准未定义的附加数据' },
}

export const INTERNET_PROTOCOLS: ProtocolCatalogue = {
  ip: {
    title: '互联网协议第 4 版（IPv4）',
    means: {
      en: 'It takes a packet from host to host across routers; outside a tunnel its addresses are the VTEPs, inside they are the hosts that talk.',
      zh: '把报文经路由器从主机送到主机；在隧道外层，地址是两端的 VTEP，在内层，是真正通信的主机。',
    },
  },
  ipv6: {
    title: '互联网协议第 6 版（IPv6）',
    means: {
      en: 'It takes a packet from host to host across routers, with addresses of 128 bits; outside a tunnel they are the VTEPs, inside the hosts that talk.',
      zh: '把报文经路由器从主机送到主机，地址为 128 位；在隧道外层是两端的 VTEP，在内层是真正通信的主机。',
    },
  },
  'ipv6.hopopts': {
    title: 'IPv6 逐跳选项',
    means: {
      en: 'It tells something to every router on the way, for instance that multicast reports deserve a look.',
      zh: '给途中每台路由器的信息，例如提醒路由器查看多播成员报告。',
    },
  },
  'ipv6.routing': {
    title: 'IPv6 路由头部',
    means: {
      en: 'It lists nodes that the packet is to pass on its way, as segment routing does.',
      zh: '列出报文途中要经过的节点，例如用于段路由。',
    },
  },
  'ipv6.fraghdr': {
    title: 'IPv6 分片头部',
    means: {
      en: 'It says which part of a too large packet this is, so that the receiver can put it together; tunnels make packets larger and so bring it about.',
      zh: '说明这是过大报文的哪一段，供接收方重组；隧道封装使报文变大，容易引起分片。',
    },
  },
  'ipv6.dstopts': {
    title: 'IPv6 目的选项',
    means: {
      en: 'It tells something to the destination alone; routers on the way do not look at it.',
      zh: '只给目的节点的信息，途中的路由器不查看。',
    },
  },
  ah: {
    title: '认证头部（AH）',
    means: {
      en: 'It lets the receiver check who sent the packet and that nobody changed it; it hides nothing.',
      zh: '让接收方验证报文由谁发出、途中未被篡改；它不加密内容。',
    },
  },
  icmp: {
    title: '互联网控制报文协议（ICMP）',
    means: {
      en: 'By it hosts test each other (ping) and routers report what they could not deliver, for instance a packet that a tunnel has made too large.',
      zh: '主机用它互相测试（ping），路由器用它报告无法送达的报文，例如封装后过大的报文。',
    },
  },
  icmpv6: {
    title: '互联网控制报文协议第 6 版（ICMPv6）',
    means: {
      en: "It does for IPv6 what ICMP, ARP and IGMP do for IPv4: tests, errors, neighbours' MAC addresses, routers and multicast groups.",
      zh: '在 IPv6 中承担 ICMP、ARP 和 IGMP 的工作：测试、差错、邻居的 MAC 地址、路由器和多播组。',
    },
  },
  igmp: {
    title: '互联网组管理协议（IGMP）',
    means: {
      en: 'By it a host tells the network which multicast groups it wants; a VTEP joins the group of its VNI with it, so that flooded frames reach it.',
      zh: '主机用它告诉网络自己要接收哪些多播组；VTEP 用它加入 VNI 对应的多播组，才能收到泛洪的帧。',
    },
  },
  data: {
    title: '数据',
    means: {
      en: 'What the headers before it carry: data of an application, or of a protocol that is not taken apart here.',
      zh: '前面各层头部所承载的内容：应用数据，或此处不再解析的协议。',
    },
  },
  raw: {
    title: '裸 IP 报文',
    means: {
      en: 'There is no link-layer header: the capture begins with IP, as on a tun device or an IP tunnel.',
      zh: '没有链路层头部：抓到的数据直接从 IP 开始，例如在 tun 设备或 IP 隧道上抓包。',
    },
  },
}

export const INTERNET_FIELDS: FieldCatalogue = {
  'ip.version': VERSION,
  'ip.hdr_len': {
    label: '头部长度（IHL）',
    means: { en: 'octets of this header with its options', zh: '此头部连同选项的字节数' },
    values: { 20: { en: 'no options', zh: '没有选项' } },
  },
  'ip.dsfield': {
    label: '区分服务字段',
    means: {
      en: 'class of service and congestion mark; once type of service',
      zh: '服务等级和拥塞标记；旧称服务类型（TOS）',
    },
  },
  'ip.dsfield.dscp': DSCP,
  'ip.dsfield.ecn': ECN,
  'ip.len': {
    label: '总长度',
    means: { en: 'octets of header and payload, without Ethernet padding', zh: '头部和载荷的字节数，不含以太网填充' },
    values: { 0: { en: 'not filled in: a super-frame that offload has not cut', zh: '未填写：卸载尚未切分的超大帧' } },
  },
  'ip.id': {
    label: '标识',
    means: {
      en: 'the same in all fragments of a packet, to put them together',
      zh: '同一报文的所有分片相同，用于重组',
    },
  },
  'ip.flags.rb': {
    label: '保留位',
    means: { en: 'reserved, without a meaning', zh: '保留，没有含义' },
    values: {
      0: { en: 'zero, as RFC 791 demands', zh: '为零，符合 RFC 791' },
      1: { en: 'set, against RFC 791', zh: '置位，不符合 RFC 791' },
    },
  },
  'ip.flags.df': {
    label: '不分片（DF）',
    means: { en: 'whether routers may split the packet where it does not fit', zh: '放不下时路由器是否可以将报文分片' },
    values: {
      0: { en: 'routers may split it', zh: '路由器可以将它分片' },
      1: { en: 'must not be fragmented: too large a packet is dropped', zh: '不得分片：太大则丢弃' },
    },
  },
  'ip.flags.mf': {
    label: '还有分片（MF）',
    means: { en: 'whether more fragments of the packet come after this', zh: '此后是否还有该报文的分片' },
    values: {
      0: { en: 'the last fragment, or a whole packet', zh: '最后一个分片，或完整的报文' },
      1: { en: 'more fragments of this packet follow', zh: '后面还有该报文的分片' },
    },
  },
  'ip.frag_offset': {
    label: '分片偏移 / 8',
    means: {
      en: "where this piece's data stood in the packet, in 8-octet units",
      zh: '此片数据在原报文中的位置，以 8 字节为单位',
    },
    values: {
      0: { en: 'starts the packet: a first fragment, or a whole packet', zh: '从头开始：首个分片，或完整的报文' },
    },
  },
  'ip.ttl': {
    label: '生存时间（TTL）',
    means: {
      en: 'hops it may still take; Linux sends to groups with 1',
      zh: '还可以走多少跳；Linux 发往多播组时默认为 1',
    },
    values: {
      0: { en: 'used up: it should not have been sent', zh: '已用尽：本不该发出' },
      1: HOPS_LAST,
      255: HOPS_UNROUTED,
    },
  },
  'ip.proto': {
    label: '协议',
    means: { en: 'tells the receiver which protocol follows the header', zh: '告诉接收方头部之后是哪种协议' },
    values: PROTOCOLS,
  },
  'ip.checksum': {
    label: '头部校验和',
    means: {
      en: 'over this header alone; every router corrects it for the TTL',
      zh: '只覆盖此头部；每台路由器因 TTL 变化而修正它',
    },
  },
  'ip.src': SOURCE,
  'ip.dst': DESTINATION,
  'ip.opt.type': {
    label: '选项类型',
    means: { en: 'which option this is, and whether fragments repeat it', zh: '这是哪个选项，各分片是否都要携带' },
    values: {
      0: { en: 'end of options: padding up to the header end', zh: '选项结束：其后填充到头部末尾' },
      1: { en: 'no operation: fills up to the next option', zh: '空操作：填充到下一个选项' },
      7: { en: 'record route: routers write their addresses into it', zh: '记录路由：路由器写入自己的地址' },
      68: { en: 'timestamp: routers write the time into it', zh: '时间戳：路由器写入时间' },
      131: {
        en: 'loose source route: routers to visit, others between allowed',
        zh: '宽松源路由：要经过的路由器，之间可以有其他的',
      },
      137: { en: 'strict source route: exactly these routers, no others between', zh: '严格源路由：只经过这些路由器' },
      148: {
        en: 'router alert: every router looks inside; IGMP carries it',
        zh: '路由器警告：途中路由器都要查看；IGMP 携带它',
      },
    },
  },
  'ip.opt.len': {
    label: '选项长度',
    means: { en: 'octets of this option, type and length included', zh: '此选项的字节数，包括类型和长度' },
  },
  'ip.opt.data': {
    label: '选项数据',
    means: { en: 'what the option has to say, as its type defines', zh: '选项的内容，由其类型规定' },
  },

  'ipv6.version': VERSION,
  'ipv6.tclass': {
    label: '流量类别',
    means: { en: 'class of service and congestion mark', zh: '服务等级和拥塞标记' },
  },
  'ipv6.tclass.dscp': DSCP,
  'ipv6.tclass.ecn': ECN,
  'ipv6.flow': {
    label: '流标签',
    means: {
      en: "the same for a flow's packets, so that routers can spread flows",
      zh: '同一条流的报文相同，路由器据此分担各条流',
    },
    values: { 0: { en: 'not labelled: routers must look at the ports', zh: '未标记：路由器须查看端口' } },
  },
  'ipv6.plen': {
    label: '载荷长度',
    means: { en: 'octets behind this header, extension headers included', zh: '此头部之后的字节数，包括扩展头部' },
    values: {
      0: {
        en: 'nothing follows, or more than the field can say: a jumbogram',
        zh: '后面没有内容，或超出此字段的范围：巨型报文',
      },
    },
  },
  'ipv6.nxt': NEXT_HEADER,
  'ipv6.hlim': {
    label: '跳数限制',
    means: {
      en: 'hops it may still take; neighbour discovery accepts only 255',
      zh: '还可以走多少跳；邻居发现只接受 255',
    },
    values: {
      0: { en: 'used up: it should not have been sent', zh: '已用尽：本不该发出' },
      1: HOPS_LAST,
      255: HOPS_UNROUTED,
    },
  },
  'ipv6.src': SOURCE,
  'ipv6.dst': DESTINATION,

  'ipv6.hopopts.nxt': NEXT_HEADER,
  'ipv6.hopopts.len': EXTENSION_LENGTH,
  'ipv6.dstopts.nxt': NEXT_HEADER,
  'ipv6.dstopts.len': EXTENSION_LENGTH,
  'ipv6.opt.type': {
    label: '选项类型',
    means: {
      en: 'which option; its first bits say what if it is unknown',
      zh: '哪个选项；最高几位规定不认识时如何处理',
    },
    values: {
      0: { en: 'Pad1: one octet of padding', zh: 'Pad1：一个字节的填充' },
      1: { en: 'PadN: two octets of padding or more', zh: 'PadN：两个或更多字节的填充' },
      4: { en: 'Tunnel Encapsulation Limit: bounds tunnels within tunnels', zh: '隧道封装限制：限制隧道的嵌套层数' },
      5: {
        en: 'Router Alert: every router looks inside; MLD carries it',
        zh: '路由器警告：途中路由器都要查看；MLD 携带它',
      },
      194: { en: 'Jumbo Payload: the length of a packet above 65,535 octets', zh: '巨型载荷：超过 65535 字节的长度' },
      201: { en: 'Home Address: the lasting address of a mobile sender', zh: '家乡地址：移动发送方的固定地址' },
    },
  },
  'ipv6.opt.length': {
    label: '选项数据长度',
    means: { en: 'octets of option data that follow', zh: '后面选项数据的字节数' },
  },
  'ipv6.opt.padn': {
    label: '填充',
    means: { en: 'only fills up to a multiple of 8 octets', zh: '只用于填充到 8 字节的整数倍' },
  },
  'ipv6.opt.tel': {
    label: '隧道封装限制',
    means: {
      en: "further tunnels that may wrap it; Linux's ip6gre sends it",
      zh: '还允许多少层隧道封装；Linux 的 ip6gre 会发送它',
    },
    values: { 0: { en: 'no further tunnel may wrap it', zh: '不允许再被隧道封装' } },
  },
  'ipv6.opt.router_alert': {
    label: '路由器警告',
    means: { en: 'tells routers on the way why to look inside', zh: '告诉途中路由器为何要查看此报文' },
    values: {
      0: { en: 'MLD: a multicast listener message is inside', zh: 'MLD：里面是多播侦听者报文' },
      1: { en: 'RSVP: a reservation message is inside', zh: 'RSVP：里面是资源预留报文' },
    },
  },
  'ipv6.opt.jumbo': {
    label: '巨型载荷长度',
    means: {
      en: 'octets behind the IPv6 header where its own field is too short',
      zh: 'IPv6 头部之后的字节数，用于原字段容不下时',
    },
  },
  'ipv6.opt.mipv6.home_address': {
    label: '家乡地址',
    means: {
      en: "the mobile sender's lasting address, in place of the source",
      zh: '移动发送方的固定地址，用来代替源地址',
    },
  },
  'ipv6.opt.unknown': {
    label: '选项数据',
    means: { en: 'data of an option that is not taken apart', zh: '未进一步解析的选项数据' },
  },

  'ipv6.routing.nxt': NEXT_HEADER,
  'ipv6.routing.len': EXTENSION_LENGTH,
  'ipv6.routing.type': {
    label: '路由类型',
    means: { en: 'how the nodes on the way read this header', zh: '途中节点如何解释此头部' },
    values: {
      0: { en: 'Source Route: deprecated, nodes must not follow it', zh: '源路由：已废弃，节点不得执行' },
      2: { en: 'Mobile IPv6: leads to the home address of a mobile node', zh: '移动 IPv6：通往移动节点的家乡地址' },
      3: { en: 'RPL: the way through a low-power network', zh: 'RPL：穿过低功耗网络的路径' },
      4: { en: 'Segment Routing: a list of segments to pass (SRv6)', zh: '分段路由：要经过的段列表（SRv6）' },
    },
  },
  'ipv6.routing.segleft': {
    label: '剩余段数',
    means: { en: 'how many of the listed nodes it has still to visit', zh: '列出的节点中还有多少要经过' },
    values: { 0: { en: 'none left: the destination is the last one', zh: '没有剩余：目的地址就是最后一个' } },
  },
  'ipv6.routing.srh.last_entry': {
    label: '最后一项',
    means: { en: "index of the list's last element, counted from zero", zh: '列表最后一项的下标，从零起' },
  },
  'ipv6.routing.srh.flags': {
    label: '标志',
    means: { en: 'segment routing flags, such as O for sampling packets', zh: '分段路由的标志，例如用于报文采样的 O' },
    values: { 0: { en: 'no flag set', zh: '没有置位的标志' } },
  },
  'ipv6.routing.srh.tag': {
    label: '标签',
    means: { en: 'marks packets that belong to one class or group', zh: '标记属于同一类或同一组的报文' },
  },
  'ipv6.routing.src.addr': {
    label: '地址',
    means: { en: 'a node of the source route, which is deprecated', zh: '源路由中的一个节点；此方式已废弃' },
  },
  'ipv6.routing.mipv6.home_address': {
    label: '家乡地址',
    means: {
      en: "the mobile receiver's lasting address, its final destination",
      zh: '移动接收方的固定地址，即最终目的地址',
    },
  },
  'ipv6.routing.srh.addr': {
    label: '段',
    means: { en: 'a segment of the path; the list stands in reverse', zh: '路径中的一个段；列表按逆序排列' },
  },

  'ipv6.fraghdr.nxt': {
    label: '下一个头部',
    means: { en: 'what the fragmented part of the packet begins with', zh: '报文中被分片的部分以什么开始' },
    values: PROTOCOLS,
  },
  'ipv6.fraghdr.reserved_octet': {
    label: '保留',
    means: { en: 'reserved; receivers ignore it', zh: '保留；接收方忽略' },
  },
  'ipv6.fraghdr.offset': {
    label: '分片偏移 / 8',
    means: {
      en: "where this piece's data stood in the packet, in 8-octet units",
      zh: '此片数据在原报文中的位置，以 8 字节为单位',
    },
    values: { 0: { en: 'starts the packet: the first fragment, or the only one', zh: '从头开始：首个或唯一的分片' } },
  },
  'ipv6.fraghdr.reserved_bits': {
    label: '保留位',
    means: { en: 'reserved; receivers ignore them', zh: '保留；接收方忽略' },
  },
  'ipv6.fraghdr.more': {
    label: 'M：还有分片',
    means: { en: 'whether more fragments of the packet come after this', zh: '此后是否还有该报文的分片' },
    values: {
      0: { en: 'the last fragment', zh: '最后一个分片' },
      1: { en: 'more fragments of this packet follow', zh: '后面还有该报文的分片' },
    },
  },
  'ipv6.fraghdr.ident': {
    label: '标识',
    means: {
      en: 'the same in all fragments of a packet, to put them together',
      zh: '同一报文的所有分片相同，用于重组',
    },
  },

  'ah.next_header': NEXT_HEADER,
  'ah.length': {
    label: '载荷长度',
    means: { en: 'length of this header in 32-bit words, less two', zh: '此头部的长度，以 32 位字为单位，再减二' },
  },
  'ah.reserved': {
    label: '保留',
    means: { en: 'reserved; the receiver ignores it', zh: '保留；接收方忽略' },
  },
  'ah.spi': {
    label: '安全参数索引（SPI）',
    means: {
      en: 'tells the receiver which security association and key to use',
      zh: '告诉接收方使用哪个安全关联和密钥',
    },
  },
  'ah.sequence': {
    label: '序列号',
    means: { en: 'counts packets, so that the receiver finds repeated ones', zh: '为报文计数，接收方据此发现重放' },
  },
  'ah.icv': {
    label: '完整性校验值（ICV）',
    means: {
      en: 'keyed check: the sender is genuine and nobody changed the packet',
      zh: '带密钥的校验：发送方真实，报文未被改动',
    },
  },

  'icmp.type': {
    label: '类型',
    means: { en: 'what the message is about', zh: '此报文的用途' },
    values: {
      0: { en: 'echo reply: answers a ping with its own data', zh: '回显应答：用原数据应答 ping' },
      3: { en: 'destination unreachable: the quoted packet was not delivered', zh: '目的不可达：所引用的报文未能送达' },
      4: { en: 'source quench: slow down; deprecated', zh: '源抑制：请减速；已废弃' },
      5: { en: 'redirect: another router is the shorter way', zh: '重定向：经另一台路由器更近' },
      8: { en: 'echo request: a ping asks the host to answer', zh: '回显请求：ping 要求主机应答' },
      9: { en: 'router advertisement: a router tells its addresses', zh: '路由器通告：路由器告知自己的地址' },
      10: { en: 'router solicitation: asks routers to advertise themselves', zh: '路由器请求：请路由器发出通告' },
      11: { en: 'time exceeded: hops used up, or fragments missing', zh: '超时：跳数用尽，或分片不齐' },
      12: { en: 'parameter problem: a field of the quoted packet is wrong', zh: '参数问题：所引用报文的某个字段有误' },
      13: { en: "timestamp request: asks for the host's clock", zh: '时间戳请求：询问主机的时钟' },
      14: { en: "timestamp reply: tells the host's clock", zh: '时间戳应答：告知主机的时钟' },
      17: { en: 'address mask request: asks for the subnet mask', zh: '地址掩码请求：询问子网掩码' },
      18: { en: 'address mask reply: tells the subnet mask', zh: '地址掩码应答：告知子网掩码' },
      42: { en: 'extended echo request: asks after one interface', zh: '扩展回显请求：询问某个接口的状态' },
      43: { en: "extended echo reply: tells that interface's state", zh: '扩展回显应答：告知该接口的状态' },
    },
  },
  'icmp.code': {
    label: '代码',
    means: { en: 'the details; each type has its own codes', zh: '细节；每种类型有各自的代码' },
  },
  'icmp.checksum': {
    label: '校验和',
    means: { en: 'over the whole ICMP message, header and data', zh: '覆盖整个 ICMP 报文，包括头部和数据' },
  },
  'icmp.ident': {
    label: '标识符',
    means: { en: 'tells one ping from another; the reply repeats it', zh: '区分各个 ping；应答原样送回' },
  },
  'icmp.seq': {
    label: '序列号',
    means: { en: 'counts the requests; the reply repeats it', zh: '为请求计数；应答原样送回' },
  },
  'icmp.pointer': {
    label: '指针',
    means: { en: 'which octet of the quoted packet is wrong', zh: '所引用报文中出错的字节位置' },
  },
  'icmp.length': {
    label: '所引用报文的长度',
    means: {
      en: '32-bit words of quoted packet before the extensions',
      zh: '扩展之前所引用报文的长度，以 32 位字为单位',
    },
  },
  'icmp.mtu': {
    label: '下一跳 MTU',
    means: { en: 'the largest packet that the next link takes, in octets', zh: '下一条链路能通过的最大报文，以字节计' },
    values: { 0: { en: 'not told: the router is older than RFC 1191', zh: '未给出：路由器早于 RFC 1191' } },
  },
  'icmp.redir_gw': {
    label: '网关地址',
    means: { en: "the router to use for the quoted packet's destination", zh: '发往所引用报文目的地时应使用的路由器' },
  },
  'icmp.num_addrs': {
    label: '地址数',
    means: { en: 'how many router addresses follow', zh: '后面有多少个路由器地址' },
  },
  'icmp.addr_entry_size': {
    label: '地址项长度',
    means: {
      en: '32-bit words for each router address and its preference',
      zh: '每个路由器地址及其优先级占多少个 32 位字',
    },
  },
  'icmp.lifetime': {
    label: '有效时间',
    means: { en: 'seconds that hosts may rely on these routers', zh: '主机可以使用这些路由器的秒数' },
    values: { 0: { en: 'no longer valid: the router goes out of service', zh: '不再有效：路由器停止服务' } },
  },
  'icmp.originate_timestamp': {
    label: '发起时间戳',
    means: {
      en: 'when the request was sent, in milliseconds since midnight UT',
      zh: '请求发出的时间，世界时零点起的毫秒数',
    },
  },
  'icmp.receive_timestamp': {
    label: '接收时间戳',
    means: {
      en: 'when the request arrived, in milliseconds since midnight UT',
      zh: '请求到达的时间，世界时零点起的毫秒数',
    },
  },
  'icmp.transmit_timestamp': {
    label: '发送时间戳',
    means: {
      en: 'when the reply was sent, in milliseconds since midnight UT',
      zh: '应答发出的时间，世界时零点起的毫秒数',
    },
  },
  'icmp.address_mask': {
    label: '地址掩码',
    means: { en: 'subnet mask of the network that the asking host is on', zh: '询问主机所在网络的子网掩码' },
  },
  'icmp.ext.echo.seq': {
    label: '序列号',
    means: { en: 'counts the requests; the reply repeats it', zh: '为请求计数；应答原样送回' },
  },
  'icmp.ext.echo.req.local': {
    label: 'L：本地',
    means: { en: 'where the interface is that the request asks after', zh: '所询问的接口在哪里' },
    values: {
      0: { en: 'on a neighbour directly connected to the node asked', zh: '在与被询问节点直连的邻居上' },
      1: { en: 'on the node that is asked itself', zh: '在被询问的节点自身上' },
    },
  },
  'icmp.ext.echo.rsp.state': {
    label: '状态',
    means: {
      en: "state of the neighbour's entry in the ARP or neighbour table",
      zh: '该邻居在 ARP 表或邻居表中的状态',
    },
    values: {
      0: { en: 'not told', zh: '未给出' },
      1: { en: 'incomplete: asked for, no answer yet', zh: '未完成：已请求，尚无应答' },
      2: { en: 'reachable: confirmed not long ago', zh: '可达：不久前确认过' },
      3: { en: 'stale: known, but not confirmed of late', zh: '陈旧：已知，但近来未确认' },
      4: { en: 'delay: about to be asked again', zh: '延迟：即将再次询问' },
      5: { en: 'probe: being asked again', zh: '探测：正在再次询问' },
      6: { en: 'failed: no answer came', zh: '失败：没有应答' },
    },
  },
  'icmp.ext.echo.rsp.active': {
    label: 'A：活动',
    means: { en: 'whether the interface in question is working', zh: '所询问的接口是否在工作' },
    values: {
      0: { en: 'not active, or not on the node asked', zh: '不在工作，或不在被询问的节点上' },
      1: { en: 'the interface is active', zh: '接口在工作' },
    },
  },
  'icmp.router_address': {
    label: '路由器地址',
    means: { en: 'a router that hosts on this link may use', zh: '本链路上的主机可以使用的路由器' },
  },
  'icmp.pref_level': {
    label: '优先级',
    means: {
      en: 'which default router to take: the higher signed number',
      zh: '选哪个作默认路由器：有符号数较大者优先',
    },
    values: { 2147483648: { en: 'never to be a default router', zh: '不得用作默认路由器' } },
  },

  'icmpv6.type': {
    label: '类型',
    means: { en: 'what the message is about', zh: '此报文的用途' },
    values: {
      1: { en: 'destination unreachable: the quoted packet was not delivered', zh: '目的不可达：所引用的报文未能送达' },
      2: { en: 'packet too big: send smaller ones, the MTU is given', zh: '报文太大：请按给出的 MTU 发送较小的' },
      3: { en: 'time exceeded: hops used up, or fragments missing', zh: '超时：跳数用尽，或分片不齐' },
      4: { en: 'parameter problem: a field of the quoted packet is wrong', zh: '参数问题：所引用报文的某个字段有误' },
      128: { en: 'echo request: a ping asks the host to answer', zh: '回显请求：ping 要求主机应答' },
      129: { en: 'echo reply: answers a ping with its own data', zh: '回显应答：用原数据应答 ping' },
      130: { en: 'multicast listener query: a router asks who listens', zh: '多播侦听者查询：路由器询问谁在侦听' },
      131: { en: 'multicast listener report: a host listens to a group', zh: '多播侦听者报告：主机侦听某个组' },
      132: { en: 'multicast listener done: a host leaves a group', zh: '多播侦听者离开：主机离开某个组' },
      133: { en: 'router solicitation: asks routers to advertise themselves', zh: '路由器请求：请路由器发出通告' },
      134: { en: 'router advertisement: a router tells prefixes and settings', zh: '路由器通告：路由器告知前缀和参数' },
      135: {
        en: "neighbor solicitation: asks for an address's MAC, as ARP does",
        zh: '邻居请求：询问某地址的 MAC，相当于 ARP 请求',
      },
      136: {
        en: "neighbor advertisement: tells an address's MAC, as ARP does",
        zh: '邻居通告：告知某地址的 MAC，相当于 ARP 应答',
      },
      137: { en: 'redirect: there is a better first hop', zh: '重定向：有更好的第一跳' },
      143: {
        en: 'version 2 multicast listener report: groups and senders wanted',
        zh: '第 2 版多播侦听者报告：要接收的组和发送者',
      },
    },
  },
  'icmpv6.code': {
    label: '代码',
    means: { en: 'the details; each type has its own codes', zh: '细节；每种类型有各自的代码' },
  },
  'icmpv6.checksum': {
    label: '校验和',
    means: { en: 'over the message and both IPv6 addresses', zh: '覆盖整个报文和两个 IPv6 地址' },
  },
  'icmpv6.length': {
    label: '所引用报文的长度',
    means: {
      en: '64-bit words of quoted packet before the extensions',
      zh: '扩展之前所引用报文的长度，以 64 位字为单位',
    },
  },
  'icmpv6.mtu': {
    label: 'MTU',
    means: { en: 'the largest packet that the next link takes, in octets', zh: '下一条链路能通过的最大报文，以字节计' },
  },
  'icmpv6.pointer': {
    label: '指针',
    means: { en: 'which octet of the quoted packet is wrong', zh: '所引用报文中出错的字节位置' },
  },
  'icmpv6.echo.identifier': {
    label: '标识符',
    means: { en: 'tells one ping from another; the reply repeats it', zh: '区分各个 ping；应答原样送回' },
  },
  'icmpv6.echo.sequence_number': {
    label: '序列号',
    means: { en: 'counts the requests; the reply repeats it', zh: '为请求计数；应答原样送回' },
  },
  'icmpv6.nd.ra.cur_hop_limit': {
    label: '当前跳数限制',
    means: { en: 'the hop limit that hosts should send with', zh: '主机发送时应使用的跳数限制' },
    values: { 0: { en: 'the router does not tell', zh: '路由器未规定' } },
  },
  'icmpv6.nd.ra.flag': {
    label: '标志',
    means: {
      en: 'how hosts get addresses, and what kind of router this is',
      zh: '主机如何取得地址，以及这是怎样的路由器',
    },
  },
  'icmpv6.nd.ra.flag.m': {
    label: 'M：受管理的地址配置',
    means: { en: 'whether DHCPv6 gives out addresses', zh: '是否由 DHCPv6 分配地址' },
    values: {
      0: { en: 'no addresses from DHCPv6', zh: '不由 DHCPv6 分配地址' },
      1: { en: 'DHCPv6 gives out addresses', zh: '由 DHCPv6 分配地址' },
    },
  },
  'icmpv6.nd.ra.flag.o': {
    label: 'O：其他配置',
    means: { en: 'whether DHCPv6 gives out other settings, such as DNS', zh: '是否由 DHCPv6 提供其他参数，例如 DNS' },
    values: {
      0: { en: 'no other settings from DHCPv6, unless M is set', zh: '除非 M 置位，DHCPv6 不提供其他参数' },
      1: { en: 'DHCPv6 gives out other settings, such as DNS', zh: 'DHCPv6 提供其他参数，例如 DNS' },
    },
  },
  'icmpv6.nd.ra.flag.h': {
    label: 'H：家乡代理',
    means: { en: 'whether the router serves mobile nodes as home agent', zh: '路由器是否为移动节点充当家乡代理' },
    values: {
      0: { en: 'no home agent', zh: '不是家乡代理' },
      1: { en: 'a home agent for mobile nodes', zh: '移动节点的家乡代理' },
    },
  },
  'icmpv6.nd.ra.flag.prf': {
    label: 'Prf：默认路由器优先级',
    means: { en: 'which of several default routers hosts should take', zh: '有多个默认路由器时主机应选哪个' },
    values: {
      0: { en: 'medium: the ordinary preference', zh: '中：普通优先级' },
      1: { en: 'high: before the other routers', zh: '高：优先于其他路由器' },
      2: { en: 'reserved: hosts take it as medium', zh: '保留值：主机按中处理' },
      3: { en: 'low: after the other routers', zh: '低：排在其他路由器之后' },
    },
  },
  'icmpv6.nd.ra.flag.p': {
    label: 'P：代理',
    means: {
      en: 'whether an ND proxy passed it on; so proxies avoid loops',
      zh: '是否由 ND 代理转发；代理据此避免环路',
    },
    values: {
      0: { en: 'not passed on by an ND proxy', zh: '未经 ND 代理转发' },
      1: { en: 'passed on by an ND proxy', zh: '由 ND 代理转发' },
    },
  },
  'icmpv6.nd.ra.router_lifetime': {
    label: '路由器有效时间（秒）',
    means: { en: 'how long hosts may use it as a default router', zh: '主机可以把它用作默认路由器多久' },
    values: { 0: { en: 'not a default router; the rest still holds', zh: '不是默认路由器；其余内容仍有效' } },
  },
  'icmpv6.nd.ra.reachable_time': {
    label: '可达时间（毫秒）',
    means: { en: 'how long a confirmed neighbour counts as reachable', zh: '邻居确认后多久内视为可达' },
    values: { 0: { en: 'the router does not tell', zh: '路由器未规定' } },
  },
  'icmpv6.nd.ra.retrans_timer': {
    label: '重传间隔（毫秒）',
    means: { en: 'how long to wait before a neighbour solicitation is repeated', zh: '邻居请求重发之前等待多久' },
    values: { 0: { en: 'the router does not tell', zh: '路由器未规定' } },
  },
  'icmpv6.nd.ns.target_address': {
    label: '目标地址',
    means: {
      en: 'whose MAC is asked for, or which address is tested',
      zh: '询问谁的 MAC 地址，或检测哪个地址是否被占用',
    },
  },
  'icmpv6.nd.na.flag.r': {
    label: 'R：路由器',
    means: { en: 'whether the sender is a router', zh: '发送方是否路由器' },
    values: {
      0: { en: 'the sender is no router', zh: '发送方不是路由器' },
      1: { en: 'the sender is a router', zh: '发送方是路由器' },
    },
  },
  'icmpv6.nd.na.flag.s': {
    label: 'S：应请求',
    means: {
      en: 'whether it answers one who asked: only that confirms reachability',
      zh: '是否应答询问者：只有应答才能确认可达',
    },
    values: {
      0: { en: 'unasked, or the one who asked has no address yet', zh: '主动通告，或询问者尚无地址' },
      1: { en: 'answers a solicitation: confirms that the neighbour is reachable', zh: '应答邻居请求：确认邻居可达' },
    },
  },
  'icmpv6.nd.na.flag.o': {
    label: 'O：覆盖',
    means: { en: 'whether it replaces a MAC that the neighbour table has', zh: '是否替换邻居表中已有的 MAC 地址' },
    values: {
      0: { en: 'must not replace a MAC that is already known', zh: '不得替换已知的 MAC 地址' },
      1: { en: 'replaces the MAC in the neighbour table', zh: '替换邻居表中的 MAC 地址' },
    },
  },
  'icmpv6.nd.na.target_address': {
    label: '目标地址',
    means: { en: 'whose MAC address this tells', zh: '告知的是谁的 MAC 地址' },
  },
  'icmpv6.nd.rd.target_address': {
    label: '目标地址',
    means: {
      en: 'the better first hop; the destination itself if a neighbour',
      zh: '更好的第一跳；若目的是邻居则为其自身',
    },
  },
  'icmpv6.rd.na.destination_address': {
    label: '目的地址',
    means: { en: 'the destination that is redirected', zh: '被重定向的目的地址' },
  },
  'icmpv6.mld.maximum_response_delay': {
    label: '最大响应时延（毫秒）',
    means: { en: 'in a query: how long listeners may wait before they report', zh: '在查询中：侦听者最多等多久再报告' },
  },
  'icmpv6.mld.maximum_response_code': {
    label: '最大响应代码',
    means: {
      en: 'longest wait before a report; milliseconds, large ones floating-point',
      zh: '报告前最多等待多久；以毫秒计，较大的值为浮点形式',
    },
  },
  'icmpv6.mld.multicast_address': {
    label: '多播地址',
    means: { en: 'the group in question; unspecified asks about all', zh: '所涉及的组；未指定地址表示询问所有组' },
  },
  'icmpv6.mld.flag.s': SUPPRESS,
  'icmpv6.mld.flag.qrv': ROBUSTNESS,
  'icmpv6.mld.qqi': QUERY_INTERVAL,
  'icmpv6.mld.nb_sources': SOURCES,
  'icmpv6.mld.source_address': {
    label: '源地址',
    means: { en: 'a sender of the group that the query asks about', zh: '查询所问的该组的一个发送者' },
  },
  'icmpv6.mldr.nb_mcast_records': {
    label: '多播地址记录数',
    means: GROUP_RECORDS,
  },
  'icmpv6.opt.type': {
    label: '选项类型',
    means: { en: 'what the option tells', zh: '此选项说明什么' },
    values: {
      1: { en: "source link-layer address: the sender's own MAC", zh: '源链路层地址：发送方自己的 MAC' },
      2: { en: "target link-layer address: the target's MAC", zh: '目标链路层地址：目标的 MAC' },
      3: { en: 'prefix information: a prefix that hosts here may use', zh: '前缀信息：此处主机可以使用的前缀' },
      4: { en: 'redirected header: the packet that went the longer way', zh: '被重定向的头部：走了远路的报文' },
      5: { en: 'MTU: for all hosts on the link', zh: 'MTU：用于链路上所有主机' },
      14: { en: 'nonce: a random number to match answers and find loops', zh: 'nonce：随机数，用于匹配应答和发现环回' },
      24: { en: 'route information: more specific routes by this router', zh: '路由信息：经此路由器的更具体路由' },
      25: { en: 'recursive DNS server: name servers to use', zh: '递归 DNS 服务器：可用的域名服务器' },
      31: { en: 'DNS search list: domains to complete names with', zh: 'DNS 搜索列表：用于补全名称的域' },
      38: { en: 'PREF64: the prefix of NAT64', zh: 'PREF64：NAT64 使用的前缀' },
    },
  },
  'icmpv6.opt.length': {
    label: '选项长度',
    means: { en: 'length of this option in 8-octet units, all included', zh: '整个选项的长度，以 8 字节为单位' },
  },
  'icmpv6.opt.linkaddr': {
    label: '链路层地址',
    means: { en: 'the MAC address that the receiver notes in its neighbour table', zh: '接收方记入邻居表的 MAC 地址' },
  },
  'icmpv6.opt.prefix.length': {
    label: '前缀长度',
    means: { en: 'how many leading bits make up the prefix', zh: '前缀由最前面多少位构成' },
  },
  'icmpv6.opt.prefix.flag.l': {
    label: 'L：在链路上',
    means: { en: 'whether these addresses are reached without a router', zh: '这些地址是否不经路由器即可到达' },
    values: {
      0: { en: 'does not say whether they are on this link', zh: '未说明它们是否在本链路上' },
      1: { en: 'on this link: reached without a router', zh: '在本链路上：不经路由器即可到达' },
    },
  },
  'icmpv6.opt.prefix.flag.a': {
    label: 'A：自动地址配置',
    means: { en: 'whether hosts make their own addresses from the prefix', zh: '主机是否由此前缀自行生成地址' },
    values: {
      0: { en: 'not for addresses of their own making', zh: '不用于自行生成地址' },
      1: { en: 'hosts make their own addresses from it (SLAAC)', zh: '主机由它自行生成地址（SLAAC）' },
    },
  },
  'icmpv6.opt.prefix.flag.r': {
    label: 'R：路由器地址',
    means: { en: "whether the prefix field holds the router's whole address", zh: '前缀字段是否为路由器的完整地址' },
    values: {
      0: { en: 'the prefix field holds only a prefix', zh: '前缀字段只是前缀' },
      1: { en: "the prefix field holds the router's whole address", zh: '前缀字段是路由器的完整地址' },
    },
  },
  'icmpv6.opt.prefix.valid_lifetime': {
    label: '有效时间（秒）',
    means: { en: 'how long the prefix and addresses made from it hold', zh: '前缀及由其生成的地址多久内有效' },
    values: { 4294967295: { en: 'for ever', zh: '永久' } },
  },
  'icmpv6.opt.prefix.preferred_lifetime': {
    label: '首选时间（秒）',
    means: { en: 'how long addresses made from it may open new connections', zh: '由其生成的地址多久内可用于新连接' },
    values: {
      0: { en: 'deprecated: better not for new connections', zh: '已弃用：不宜再用于新连接' },
      4294967295: { en: 'for ever', zh: '永久' },
    },
  },
  'icmpv6.opt.prefix': {
    label: '前缀',
    means: { en: 'the leading bits of the addresses that this is about', zh: '所涉及地址共有的前面部分' },
  },
  'icmpv6.opt.redirected_packet': {
    label: 'IP 头部和数据',
    means: { en: 'the packet that caused the redirect, as much as fits', zh: '引起重定向的报文，尽可能多地引用' },
  },
  'icmpv6.opt.mtu': {
    label: 'MTU',
    means: { en: 'the largest packet that all hosts on the link should send', zh: '链路上所有主机应发送的最大报文' },
  },
  'icmpv6.opt.route_info.flag.route_preference': {
    label: 'Prf：路由优先级',
    means: { en: 'which of several routers to take for this prefix', zh: '有多个路由器可到此前缀时应选哪个' },
    values: {
      0: { en: 'medium: the ordinary preference', zh: '中：普通优先级' },
      1: { en: 'high: before the other routers', zh: '高：优先于其他路由器' },
      2: { en: 'reserved: hosts ignore the option', zh: '保留值：主机忽略此选项' },
      3: { en: 'low: after the other routers', zh: '低：排在其他路由器之后' },
    },
  },
  'icmpv6.opt.route_lifetime': {
    label: '路由有效时间（秒）',
    means: { en: 'how long hosts may use the route', zh: '主机可以使用此路由多久' },
    values: {
      0: { en: 'the route holds no longer', zh: '此路由不再有效' },
      4294967295: { en: 'for ever', zh: '永久' },
    },
  },
  'icmpv6.opt.route_info.prefix': {
    label: '前缀（地址的前若干字节）',
    means: { en: 'destinations that are reached by this router', zh: '经此路由器可到达的目的地址' },
  },
  'icmpv6.opt.rdnss.lifetime': {
    label: '有效时间（秒）',
    means: { en: 'how long hosts may use these DNS servers', zh: '主机可以使用这些 DNS 服务器多久' },
    values: {
      0: { en: 'these servers must no longer be used', zh: '不得再使用这些服务器' },
      4294967295: { en: 'for ever', zh: '永久' },
    },
  },
  'icmpv6.opt.rdnss': {
    label: '递归 DNS 服务器',
    means: { en: 'a DNS server that hosts may ask', zh: '主机可以查询的 DNS 服务器' },
  },
  'icmpv6.opt.dnssl.lifetime': {
    label: '有效时间（秒）',
    means: { en: 'how long hosts may use these search domains', zh: '主机可以使用这些搜索域多久' },
    values: {
      0: { en: 'these domains must no longer be used', zh: '不得再使用这些搜索域' },
      4294967295: { en: 'for ever', zh: '永久' },
    },
  },
  'icmpv6.opt.dnssl': {
    label: 'DNS 搜索列表的域名',
    means: { en: 'domains that hosts append to short names', zh: '主机附加在短名称之后的域' },
  },
  'icmpv6.opt.data': {
    label: '选项数据',
    means: { en: 'data of an option that is not taken apart', zh: '未进一步解析的选项数据' },
  },
  'icmpv6.mldr.mar.record_type': RECORD_TYPE,
  'icmpv6.mldr.mar.aux_data_len': AUX_LENGTH,
  'icmpv6.mldr.mar.nb_sources': SOURCES,
  'icmpv6.mldr.mar.multicast_address': {
    label: '多播地址',
    means: { en: 'the group that the host joins, keeps or leaves', zh: '主机加入、保持或离开的组' },
  },
  'icmpv6.mldr.mar.source_address': {
    label: '源地址',
    means: { en: 'a sender of the group that the record wants or refuses', zh: '该记录要接收或拒绝的一个发送者' },
  },
  'icmpv6.mldr.mar.auxiliary_data': AUX_DATA,

  'igmp.type': {
    label: '类型',
    means: { en: 'whether a router asks, or a host joins or leaves', zh: '是路由器询问，还是主机加入或离开' },
    values: {
      17: { en: 'membership query: a router asks who listens', zh: '成员查询：路由器询问谁在侦听' },
      18: { en: 'version 1 membership report: joins or keeps a group', zh: '第 1 版成员报告：加入或保持某个组' },
      22: { en: 'version 2 membership report: joins or keeps a group', zh: '第 2 版成员报告：加入或保持某个组' },
      23: { en: 'leave group: the host no longer listens', zh: '离开组：主机不再侦听' },
      34: {
        en: 'version 3 membership report: joins, keeps, leaves; Linux VTEPs send it',
        zh: '第 3 版成员报告：加入、保持或离开；Linux 的 VTEP 使用它',
      },
    },
  },
  'igmp.max_resp': {
    label: '最大响应时间（1/10 秒）',
    means: { en: 'in a query: how long hosts may wait before they report', zh: '在查询中：主机最多等多久再报告' },
  },
  'igmp.checksum': {
    label: '校验和',
    means: { en: 'over the whole IGMP message', zh: '覆盖整个 IGMP 报文' },
  },
  'igmp.maddr': {
    label: '组地址',
    means: { en: "the group in question; a VTEP joins its VNI's group", zh: '所涉及的组；VTEP 加入其 VNI 的组' },
  },
  'igmp.s': SUPPRESS,
  'igmp.qrv': ROBUSTNESS,
  'igmp.qqic': QUERY_INTERVAL,
  'igmp.num_src': SOURCES,
  'igmp.saddr': {
    label: '源地址',
    means: {
      en: 'a sender of the group: asked about, wanted or refused',
      zh: '该组的一个发送者：被询问、要接收或拒绝',
    },
  },
  'igmp.num_grp_recs': {
    label: '组记录数',
    means: GROUP_RECORDS,
  },
  'igmp.record_type': RECORD_TYPE,
  'igmp.aux_data_len': AUX_LENGTH,
  'igmp.aux_data': AUX_DATA,
}
