/** What the fields of the tunnels are for, in words: MPLS, VXLAN and its extensions, NSH, GRE, ERSPAN, Geneve. */
import type { Words } from '../language.js'
import type { FieldCatalogue, ProtocolCatalogue } from './catalogue.js'

const ALL_FLAGS: Words = {
  en: 'all flag bits together; each is also shown by itself',
  zh: '所有标志位的整体，各位另有说明',
}
const RESERVED: Words = { en: 'must be 0 when sent, ignored when received', zh: '发送时必须为 0，接收时忽略' }
const RESERVED_VXLAN: Words = {
  en: 'must be 0 when sent, ignored when received (Linux drops what it does not know)',
  zh: '发送时必须为 0，接收时忽略（Linux 会丢弃不认识的位）',
}
const NETWORK: Words = {
  en: "the tenant's network: only devices with the same VNI get the frame",
  zh: '租户网络编号：只有同一 VNI 的设备会收到此帧',
}
const MIRRORED_PORT: Words = { en: 'the port that was mirrored', zh: '被镜像的端口' }
const UPPER_TIMESTAMP: Words = { en: 'makes the timestamp one of 64 bits', zh: '与时间戳合成 64 位' }
const VNI_VALID: Words = { en: 'tells the receiving VTEP whether the VNI is valid', zh: '告诉接收 VTEP：VNI 是否有效' }

export const TUNNEL_PROTOCOLS: ProtocolCatalogue = {
  mpls: {
    title: '多协议标签交换（MPLS）',
    means: {
      en: 'Routers forward by its label instead of the IP address, along a path set up before; an entry stands for one path or one service.',
      zh: '路由器按标签而不是 IP 地址，沿事先建立的路径转发；一个标签代表一条路径或一种业务。',
    },
  },
  vxlan: {
    title: '虚拟可扩展局域网（VXLAN）',
    means: {
      en: "It carries a tenant's Ethernet frames in UDP between two VTEPs, and its VNI says which network they belong to; its extension GPE carries other protocols too.",
      zh: '在两个 VTEP 之间用 UDP 承载租户的以太网帧，VNI 说明属于哪个网络；扩展 GPE 还可承载其他协议。',
    },
  },
  nsh: {
    title: '网络服务头部（NSH）',
    means: {
      en: 'It leads a packet through a chain of services, such as firewalls and load balancers, and carries what they tell each other.',
      zh: '引导报文依次经过防火墙、负载均衡等服务组成的链，并携带服务之间传递的信息。',
    },
  },
  gre: {
    title: '通用路由封装（GRE）',
    means: {
      en: 'It carries packets of nearly any protocol from one tunnel end to the other, right inside IP, without UDP; a key can tell tunnels apart.',
      zh: '在隧道两端之间承载几乎任意协议的报文，直接封装在 IP 中，不用 UDP；可用 key 区分多条隧道。',
    },
  },
  erspan: {
    title: '封装远程端口镜像（ERSPAN）',
    means: {
      en: 'It takes copies of the frames at a port of a switch to an analyser somewhere else, through a GRE tunnel; Type I has no header of its own.',
      zh: '把交换机端口上帧的副本经 GRE 隧道送到别处的分析设备；Type I 没有自己的头部。',
    },
  },
  geneve: {
    title: '通用网络虚拟化封装（Geneve）',
    means: {
      en: "It does what VXLAN does, a tenant's frames in UDP with a VNI, and adds options that tunnel ends can tell each other things by.",
      zh: '与 VXLAN 作用相同，用 UDP 承载租户的帧并带 VNI，另有可扩展的选项供隧道端点传递信息。',
    },
  },
  nhrp: {
    title: '下一跳解析协议（NHRP）',
    means: {
      en: 'By it the ends of a multipoint GRE tunnel learn which outer address has whose inner one, as ARP does on a LAN.',
      zh: '多点 GRE 隧道的各端用它得知内层地址对应的外层地址，作用类似局域网中的 ARP。',
    },
  },
  flannel: {
    title: 'flannel UDP 后端',
    means: {
      en: 'It is no header: flannel puts the bare IP packet of a container into UDP, without MAC addresses and without a VNI.',
      zh: '没有头部：flannel 把容器的 IP 报文直接放入 UDP，没有 MAC 地址，也没有 VNI。',
    },
  },
}

export const TUNNEL_FIELDS: FieldCatalogue = {
  'mpls.label': {
    label: '标签',
    means: {
      en: 'tells the next router where to send the packet; it may swap or remove it',
      zh: '告诉下一台路由器往哪里转发；路由器会交换或弹出标签',
    },
    values: {
      0: {
        en: 'no path: remove this entry and forward by the IPv4 header',
        zh: '不代表路径：弹出此标签，按 IPv4 头部转发',
      },
      1: { en: 'every router on the way looks at the packet itself', zh: '途中每台路由器都要亲自处理此报文' },
      2: {
        en: 'no path: remove this entry and forward by the IPv6 header',
        zh: '不代表路径：弹出此标签，按 IPv6 头部转发',
      },
      3: {
        en: 'only said between routers, "remove the label before me"; never in a packet',
        zh: '只在路由器之间通告“请在我之前弹出标签”，不应出现在报文中',
      },
      7: {
        en: 'the next entry is no path but a number to spread flows by',
        zh: '下一个标签不是路径，而是用于负载分担的数值',
      },
      13: { en: 'what follows is for watching over the path, no user data', zh: '后面是路径的运维信息，不是用户数据' },
    },
  },
  'mpls.exp': {
    label: '流量类别（EXP）',
    means: {
      en: 'the class of traffic, so that routers know which packets may wait',
      zh: '流量类别，路由器据此决定哪些报文优先',
    },
  },
  'mpls.bottom': {
    label: 'S：栈底',
    means: { en: 'whether another label follows or the packet itself', zh: '后面是另一个标签，还是报文本身' },
    values: {
      0: { en: 'another label follows', zh: '后面还有标签' },
      1: { en: 'the last label: the packet itself follows', zh: '最后一个标签：后面是报文本身' },
    },
  },
  'mpls.ttl': {
    label: '生存时间（TTL）',
    means: {
      en: 'routers the packet may still pass, so that it cannot circle for ever',
      zh: '报文还能经过多少台路由器，防止无限循环',
    },
  },

  'vxlan.flags': {
    label: '标志位',
    means: ALL_FLAGS,
    values: {
      2048: { en: 'I alone is set: plain VXLAN as RFC 7348 has it', zh: '只有 I 置位：RFC 7348 规定的普通 VXLAN' },
    },
  },
  'vxlan.flag_g': {
    label: 'G：组策略',
    means: {
      en: 'whether the header carries a group of the sender for policies',
      zh: '头部是否携带发送者所属的组，用于组策略',
    },
    values: {
      0: { en: 'no group policy: the Group Policy ID says nothing', zh: '没有组策略：组策略编号无意义' },
      1: {
        en: 'the Group Policy ID is valid; a Linux device without gbp drops the packet',
        zh: '组策略编号有效；未启用 gbp 的 Linux 设备会丢弃此报文',
      },
    },
  },
  'vxlan.flag_i': {
    label: 'I：VNI 有效',
    means: VNI_VALID,
    values: {
      0: { en: 'no valid VNI: receivers drop the packet', zh: 'VNI 无效：接收方丢弃此报文' },
      1: { en: 'the VNI is valid', zh: 'VNI 有效' },
    },
  },
  'vxlan.flag_d': {
    label: 'D：不学习',
    means: {
      en: 'whether the receiving VTEP may learn the inner source MAC address',
      zh: '接收 VTEP 是否可以学习内层源 MAC 地址',
    },
    values: {
      0: { en: 'the receiving VTEP may learn from this packet', zh: '接收 VTEP 可以从此报文学习' },
      1: { en: 'the receiving VTEP must not learn from this packet', zh: '接收 VTEP 不得从此报文学习' },
    },
  },
  'vxlan.flag_a': {
    label: 'A：策略已执行',
    means: {
      en: "whether the group's policy was applied already; counts only with G",
      zh: '组策略是否已经执行；仅在 G 置位时有意义',
    },
    values: {
      0: { en: 'no policy applied so far', zh: '尚未执行组策略' },
      1: { en: 'the policy was applied: nobody may apply one again', zh: '组策略已执行：后面的设备不得再执行' },
    },
  },
  'vxlan.flags_reserved': {
    label: '保留位',
    means: RESERVED_VXLAN,
  },
  'vxlan.gbp': {
    label: '组策略编号',
    means: {
      en: "the sender's group, by which the far end allows or denies; counts only with G",
      zh: '发送者所属的组，对端据此放行或拒绝；仅在 G 置位时有意义',
    },
  },
  'vxlan.vni': {
    label: 'VXLAN 网络标识（VNI）',
    means: NETWORK,
  },
  'vxlan.reserved8': {
    label: '保留',
    means: RESERVED_VXLAN,
  },
  'vxlan.ver': {
    label: '版本',
    means: { en: 'version of the GPE header; there is only version 0', zh: 'GPE 头部的版本；只有版本 0' },
  },
  'vxlan.i_bit': {
    label: 'I：VNI 有效',
    means: VNI_VALID,
    values: {
      0: { en: 'no valid VNI', zh: 'VNI 无效' },
      1: { en: 'the VNI is valid', zh: 'VNI 有效' },
    },
  },
  'vxlan.p_bit': {
    label: 'P：下一协议有效',
    means: { en: 'whether Next Protocol tells what follows', zh: '下一协议字段是否有效' },
    values: {
      0: { en: 'Ethernet follows, as in plain VXLAN', zh: '后面是以太网帧，与普通 VXLAN 相同' },
      1: { en: 'Next Protocol tells what follows', zh: '后面是什么由下一协议字段说明' },
    },
  },
  'vxlan.b_bit': {
    label: 'B：BUM 流量',
    means: {
      en: 'whether this is a copy of a flooded frame, one for each VTEP',
      zh: '这是否为泛洪帧的副本（头端复制，每个 VTEP 一份）',
    },
    values: {
      0: { en: 'no copy of a flooded frame', zh: '不是泛洪帧的副本' },
      1: { en: 'a copy of a broadcast, unknown unicast or multicast frame', zh: '广播、未知单播或多播帧的副本' },
    },
  },
  'vxlan.o_bit': {
    label: 'O：OAM 报文',
    means: {
      en: 'whether this is for watching over the tunnel, no tenant data',
      zh: '这是隧道的运维报文，还是租户数据',
    },
    values: {
      0: { en: "a tenant's data", zh: '租户数据' },
      1: {
        en: 'for the tunnel ends themselves: not to be forwarded to a tenant',
        zh: '给隧道端点自己的运维报文：不得转发给租户',
      },
    },
  },
  'vxlan.reserved_16': {
    label: '保留',
    means: RESERVED,
  },
  'vxlan.next_proto': {
    label: '下一协议',
    means: { en: 'what the tunnel carries; counts only with P', zh: '隧道承载的内容；仅在 P 置位时有意义' },
  },

  'nsh.version': {
    label: '版本',
    means: { en: 'version of the header; there is only version 0', zh: '头部的版本；只有版本 0' },
  },
  'nsh.Obit': {
    label: 'O：OAM 报文',
    means: {
      en: 'whether this is for watching over the service path, no user data',
      zh: '这是服务路径的运维报文，还是用户数据',
    },
    values: {
      0: { en: 'user data', zh: '用户数据' },
      1: { en: 'for watching over the service path itself', zh: '用于服务路径本身的运维' },
    },
  },
  'nsh.CBit': {
    label: '未分配位',
    means: RESERVED,
  },
  'nsh.ttl': {
    label: '生存时间（TTL）',
    means: {
      en: 'service forwarders the packet may still pass, so that it cannot circle for ever',
      zh: '报文还能经过多少个服务转发器，防止无限循环',
    },
  },
  'nsh.length': {
    label: '长度（32 位字）',
    means: {
      en: 'length of the header with its context, in units of 4 octets',
      zh: '头部连同上下文的长度，以 4 字节为单位',
    },
  },
  'nsh.mdtype': {
    label: '元数据类型（MD Type）',
    means: { en: 'the format of the context headers that follow', zh: '后面上下文头部的格式' },
    values: {
      1: { en: 'four context words, always', zh: '固定四个上下文字' },
      2: { en: 'a list of context headers of any length, none included', zh: '长度可变的上下文头部列表，可以为空' },
    },
  },
  'nsh.nextproto': {
    label: '下一协议',
    means: { en: 'tells the receiver which protocol follows the header', zh: '告诉接收方头部后面是哪种协议' },
  },
  'nsh.spi': {
    label: '服务路径标识（SPI）',
    means: {
      en: 'which chain of services (firewall, balancer, ...) the packet takes',
      zh: '报文要经过哪条服务链（防火墙、负载均衡等）',
    },
  },
  'nsh.si': {
    label: '服务索引（SI）',
    means: {
      en: 'where on the path the packet is: each service counts it down by 1',
      zh: '报文在服务链上的位置：每经过一个服务减 1',
    },
  },
  'nsh.contextheader': {
    label: '上下文',
    means: {
      en: 'what services tell each other about the packet, as the operator agreed',
      zh: '服务之间传递的关于报文的信息，含义由运营者约定',
    },
  },
  'nsh.metadataclass': {
    label: '元数据类别',
    means: { en: 'whose list the type behind it comes from', zh: '后面的类型由哪个组织定义' },
  },
  'nsh.metadatatype': {
    label: '元数据类型',
    means: { en: 'what this metadata says, as its class defines', zh: '此元数据说明什么，由类别定义' },
  },
  'nsh.metadataunassignedbit': {
    label: '未分配位',
    means: RESERVED,
  },
  'nsh.metadatalen': {
    label: '元数据长度',
    means: { en: 'octets of metadata, without header and padding', zh: '元数据的字节数，不含头部和填充' },
  },
  'nsh.metadata': {
    label: '元数据',
    means: { en: 'what services tell each other about the packet', zh: '服务之间传递的关于报文的信息' },
  },

  'gre.flags_and_version': {
    label: '标志和版本',
    means: {
      en: 'says which optional fields follow, and which kind of GRE this is',
      zh: '说明后面有哪些可选字段，以及是哪种 GRE',
    },
    values: {
      0: { en: 'no optional field: the shortest header, 4 octets', zh: '没有可选字段：最短的头部，4 字节' },
    },
  },
  'gre.flags.checksum': {
    label: 'C：有校验和',
    means: { en: 'whether a checksum protects header and payload', zh: '头部和载荷是否有校验和保护' },
    values: {
      0: { en: 'no checksum', zh: '没有校验和' },
      1: { en: 'the checksum is there and valid', zh: '校验和字段存在且有效' },
    },
  },
  'gre.flags.routing': {
    label: 'R：有路由',
    means: {
      en: 'whether source routes follow; obsolete, most receivers drop them',
      zh: '后面是否有源路由；已过时，多数接收方会丢弃',
    },
    values: {
      0: { en: 'no source routes', zh: '没有源路由' },
      1: { en: 'source routes follow; most receivers drop the packet', zh: '后面有源路由；多数接收方会丢弃此报文' },
    },
  },
  'gre.flags.key': {
    label: 'K：有 key',
    means: { en: 'whether a key names the tunnel or the flow in it', zh: '是否用 key 标识隧道或其中的流' },
    values: {
      0: { en: 'no key: the two addresses alone name the tunnel', zh: '没有 key：仅由两端地址确定隧道' },
      1: { en: 'the key is there', zh: 'key 字段存在' },
    },
  },
  'gre.flags.sequence_number': {
    label: 'S：有序列号',
    means: { en: 'whether packets are numbered so that order and loss show', zh: '报文是否编号，以便发现乱序和丢失' },
    values: {
      0: { en: 'packets are not numbered', zh: '报文没有编号' },
      1: { en: 'the sequence number is there', zh: '序列号字段存在' },
    },
  },
  'gre.flags.strict_source_route': {
    label: 's：严格源路由',
    means: { en: 'whether the source routes name every hop; obsolete', zh: '源路由是否列出每一跳；已过时' },
    values: {
      0: { en: 'the source routes, if any, need not name every hop', zh: '若有源路由，不必列出每一跳' },
      1: { en: 'all source routes are strict: they name every hop', zh: '所有源路由都是严格的：列出每一跳' },
    },
  },
  'gre.flags.recursion_control': {
    label: '递归控制',
    means: {
      en: 'how often the packet may be encapsulated again; obsolete, 0 today',
      zh: '报文还可以再封装几次；已过时，现在为 0',
    },
  },
  'gre.flags.ack': {
    label: 'A：有确认号',
    means: { en: 'whether the sender also acknowledges packets it has received', zh: '发送方是否同时确认已收到的报文' },
    values: {
      0: { en: 'nothing is acknowledged', zh: '不带确认' },
      1: { en: 'the acknowledgment number is there', zh: '确认号字段存在' },
    },
  },
  'gre.flags.reserved': {
    label: '保留位',
    means: { en: 'reserved: must be 0 when sent', zh: '保留：发送时必须为 0' },
  },
  'gre.flags.version': {
    label: '版本',
    means: { en: "tells GRE proper from PPTP's own version", zh: '区分标准 GRE 和 PPTP 使用的版本' },
    values: {
      0: { en: 'GRE proper, for any protocol', zh: '标准 GRE，可承载任意协议' },
      1: { en: "PPTP's: carries PPP and acknowledges it", zh: 'PPTP 使用的版本：承载 PPP，带确认' },
    },
  },
  'gre.proto': {
    label: '协议类型',
    means: {
      en: 'tells the far end what the tunnel carries: IP packets, Ethernet frames or others',
      zh: '告诉对端隧道承载什么：IP 报文、以太网帧等',
    },
    values: {
      0: { en: 'nothing: a keepalive that comes back empty', zh: '没有内容：返回的保活报文' },
      25944: { en: 'whole Ethernet frames: a gretap or NVGRE tunnel', zh: '完整的以太网帧：gretap 或 NVGRE 隧道' },
    },
  },
  'gre.checksum': {
    label: '校验和',
    means: { en: 'lets the receiver notice damage to GRE header and payload', zh: '让接收方发现 GRE 头部和载荷的损坏' },
  },
  'gre.offset': {
    label: '偏移',
    means: {
      en: 'where in the source routes the active one begins; without them 0',
      zh: '当前源路由的起始位置；没有源路由时为 0',
    },
  },
  'gre.key': {
    label: 'key',
    means: {
      en: 'names the tunnel between two hosts; each direction may have its own; no secret',
      zh: '区分两台主机之间的多条隧道；两个方向可以不同；并不保密',
    },
  },
  'gre.key.vsid': {
    label: '虚拟子网标识（VSID，若为 NVGRE）',
    means: { en: "the tenant's virtual subnet, as the VNI is in VXLAN", zh: '租户的虚拟子网，相当于 VXLAN 的 VNI' },
  },
  'gre.key.flowid': {
    label: '流标识（FlowID，若为 NVGRE）',
    means: {
      en: 'differs from flow to flow, so that routers spread them over paths',
      zh: '各条流不同，让路由器把流分散到多条路径',
    },
    values: { 0: { en: 'the sender does not tell flows apart', zh: '发送方不区分流' } },
  },
  'gre.key.eoip_length': {
    label: '帧长度（EoIP）',
    means: { en: 'octets of the frame behind the GRE header', zh: 'GRE 头部之后帧的字节数' },
    values: {
      0: {
        en: 'no frame: a keepalive, so that the far end knows this one is up',
        zh: '没有帧：保活报文，告诉对端本端在线',
      },
    },
  },
  'gre.key.eoip_tunnel_id': {
    label: '隧道编号（EoIP）',
    means: {
      en: 'tells tunnels between the same two routers apart; both ends must have the same',
      zh: '区分同两台路由器之间的不同隧道；两端必须相同',
    },
  },
  'gre.key.payload_length': {
    label: '载荷长度',
    means: { en: 'octets of payload behind the GRE header', zh: 'GRE 头部之后载荷的字节数' },
    values: { 0: { en: 'no payload: this only acknowledges', zh: '没有载荷：仅用于确认' } },
  },
  'gre.key.call_id': {
    label: '呼叫编号（Call ID）',
    means: { en: "the receiver's number for the PPTP session", zh: '接收方给此 PPTP 会话的编号' },
  },
  'gre.sequence_number': {
    label: '序列号',
    means: {
      en: 'counts the packets of a tunnel; receivers may drop those that come late',
      zh: '隧道中报文的编号；接收方可以丢弃迟到的报文',
    },
  },
  'gre.ack_number': {
    label: '确认号',
    means: {
      en: 'the highest sequence number the sender has received from the other side',
      zh: '发送方已从对端收到的最大序列号',
    },
  },
  'gre.wccp.redirect_header_valid': {
    label: '忽略重定向头部',
    means: { en: 'whether the cache is to use the rest of this header', zh: '缓存服务器是否使用此头部的其余内容' },
    values: {
      0: { en: 'the redirect header is valid', zh: '重定向头部有效' },
      1: { en: 'the redirect header is there but to be ignored', zh: '重定向头部存在，但应忽略' },
    },
  },
  'gre.wccp.alternative_bucket_used': {
    label: '使用备用桶',
    means: { en: 'by which of the two hash buckets the cache was chosen', zh: '按两个哈希桶中的哪一个选择缓存服务器' },
    values: {
      0: { en: 'the primary bucket chose the cache', zh: '由主桶选定缓存服务器' },
      1: { en: 'the alternative bucket chose the cache', zh: '由备用桶选定缓存服务器' },
    },
  },
  'gre.wccp.dynamic_service': {
    label: '动态服务',
    means: {
      en: 'whether the service is well known or defined by the caches',
      zh: '服务是众所周知的，还是由缓存服务器定义的',
    },
    values: {
      0: { en: 'a well-known service', zh: '众所周知的服务' },
      1: { en: 'a service that the caches have defined', zh: '由缓存服务器定义的服务' },
    },
  },
  'gre.wccp.service_id': {
    label: '服务编号',
    means: { en: 'the service for which the router redirected the packet', zh: '路由器因哪个服务重定向此报文' },
  },
  'gre.wccp.alternative_bucket': {
    label: '备用桶',
    means: { en: "the alternative hash bucket of the router's choice", zh: '路由器选择时的备用哈希桶' },
  },
  'gre.wccp.primary_bucket': {
    label: '主桶',
    means: { en: "the primary hash bucket of the router's choice", zh: '路由器选择时的主哈希桶' },
  },
  'gre.routing.address_family': {
    label: '地址族',
    means: { en: 'the kind of addresses in this source route', zh: '此源路由中地址的种类' },
  },
  'gre.routing.sre_offset': {
    label: 'SRE 偏移',
    means: { en: 'where in the list of this entry the next hop is', zh: '下一跳在此条目列表中的位置' },
  },
  'gre.routing.src_length': {
    label: 'SRE 长度',
    means: { en: "octets of this entry's list of hops", zh: '此条目中跳列表的字节数' },
    values: { 0: { en: 'the list of source routes ends here', zh: '源路由列表到此结束' } },
  },
  'gre.routing.information': {
    label: '路由信息',
    means: { en: 'the hops the packet is to take', zh: '报文要经过的各跳' },
  },

  'erspan.version': {
    label: '版本',
    means: {
      en: 'tells the receiver of the mirror which format this header has',
      zh: '告诉镜像的接收方此头部是哪种格式',
    },
  },
  'erspan.vlan': {
    label: '原 VLAN',
    means: { en: 'the VLAN of the mirrored frame in its switch', zh: '被镜像的帧在原交换机中所属的 VLAN' },
  },
  'erspan.cos': {
    label: '原优先级（COS）',
    means: { en: 'the priority of the mirrored frame', zh: '被镜像的帧的优先级' },
  },
  'erspan.encap': {
    label: '原标签方式（En）',
    means: {
      en: 'how the mirrored frame was tagged when the switch got it',
      zh: '被镜像的帧进入交换机时带哪种 VLAN 标签',
    },
    values: {
      0: { en: 'it had no VLAN tag', zh: '没有 VLAN 标签' },
      1: { en: "it had Cisco's ISL tag", zh: '带 Cisco 的 ISL 标签' },
      2: { en: 'it had an 802.1Q tag', zh: '带 802.1Q 标签' },
      3: { en: 'its VLAN tag is still in the frame', zh: 'VLAN 标签仍保留在帧中' },
    },
  },
  'erspan.truncated': {
    label: '已截断（T）',
    means: {
      en: 'whether the mirrored frame was cut so that the copy fits the MTU',
      zh: '被镜像的帧是否因超过 MTU 而截断',
    },
    values: {
      0: { en: 'the copy is whole', zh: '副本完整' },
      1: { en: 'the copy was cut', zh: '副本已截断' },
    },
  },
  'erspan.spanid': {
    label: '会话编号',
    means: { en: 'which mirror session the copy belongs to', zh: '此副本属于哪个镜像会话' },
  },
  'erspan.reserved': {
    label: '保留',
    means: { en: 'reserved, must be 0', zh: '保留，必须为 0' },
  },
  'erspan.index': {
    label: '索引',
    means: {
      en: 'port and direction of the mirrored frame, as the switch numbers them',
      zh: '被镜像的端口和方向，由交换机自行编号',
    },
  },
  'erspan.bso': {
    label: '帧完整性（BSO）',
    means: { en: 'whether the switch got the mirrored frame whole', zh: '交换机收到的原帧是否完好' },
    values: {
      0: { en: 'a good frame, or the switch does not know', zh: '原帧完好，或交换机无法判断' },
      1: { en: 'shorter than Ethernet allows', zh: '短于以太网允许的长度' },
      2: { en: 'longer than Ethernet allows', zh: '长于以太网允许的长度' },
      3: { en: 'damaged: bad CRC or alignment', zh: '已损坏：CRC 或对齐错误' },
    },
  },
  'erspan.timestamp': {
    label: '时间戳',
    means: { en: 'when the frame was mirrored; its unit is Gra', zh: '镜像此帧的时刻；单位见 Gra' },
  },
  'erspan.sgt': {
    label: '安全组标签（SGT）',
    means: { en: 'the security group of the mirrored frame', zh: '被镜像的帧所属的安全组' },
  },
  'erspan.p': {
    label: 'P：以太网帧',
    means: { en: 'whether the mirrored data is an Ethernet frame', zh: '被镜像的数据是否为以太网帧' },
    values: {
      0: { en: 'not marked as an Ethernet frame', zh: '没有标记为以太网帧' },
      1: { en: 'an Ethernet frame', zh: '以太网帧' },
    },
  },
  'erspan.ft': {
    label: '帧类型（FT）',
    means: { en: 'what was mirrored, an Ethernet frame or an IP packet', zh: '被镜像的是以太网帧还是 IP 报文' },
  },
  'erspan.hw': {
    label: '硬件编号',
    means: { en: 'which engine of the switch made the copy', zh: '由交换机的哪个引擎复制' },
  },
  'erspan.direction': {
    label: '方向（D）',
    means: { en: 'whether the frame was mirrored on its way in or out', zh: '在帧进入还是离开端口时镜像' },
    values: {
      0: { en: 'mirrored on its way in', zh: '进入端口时镜像' },
      1: { en: 'mirrored on its way out', zh: '离开端口时镜像' },
    },
  },
  'erspan.gra': {
    label: '时间戳粒度（Gra）',
    means: { en: 'the unit of the timestamp', zh: '时间戳的单位' },
  },
  'erspan.o': {
    label: 'O：有子头部',
    means: { en: "whether a subheader of the switch's own follows", zh: '后面是否有交换机平台自己的子头部' },
    values: {
      0: { en: 'no subheader', zh: '没有子头部' },
      1: { en: 'a subheader of 8 octets follows', zh: '后面有 8 字节的子头部' },
    },
  },
  'erspan.platid': {
    label: '平台编号',
    means: { en: 'whose format the subheader has', zh: '子头部采用哪个平台的格式' },
  },
  'erspan.pid1.vsmid': {
    label: 'VSM 域编号',
    means: {
      en: 'the supervisor that controls the virtual switch of the port',
      zh: '管理该端口所在虚拟交换机的管理模块',
    },
  },
  'erspan.pid1.port_index': {
    label: '端口编号',
    means: MIRRORED_PORT,
  },
  'erspan.pid3.port_index': {
    label: '端口编号',
    means: MIRRORED_PORT,
  },
  'erspan.pid3.timestamp': {
    label: '时间戳高 32 位',
    means: UPPER_TIMESTAMP,
  },
  'erspan.pid5.switchid': {
    label: '交换机编号',
    means: { en: 'the switch that mirrored the frame', zh: '镜像此帧的交换机' },
  },
  'erspan.pid5.port_index': {
    label: '端口编号',
    means: MIRRORED_PORT,
  },
  'erspan.pid5.timestamp': {
    label: '时间戳（秒）',
    means: { en: 'the whole seconds of the timestamp', zh: '时间戳的整秒部分' },
  },
  'erspan.pid7.source_index': {
    label: '源索引',
    means: { en: 'where the frame was mirrored, as the switch numbers it', zh: '帧在何处被镜像，由交换机自行编号' },
  },
  'erspan.pid7.timestamp': {
    label: '时间戳高 32 位',
    means: UPPER_TIMESTAMP,
  },

  'geneve.version': {
    label: '版本',
    means: {
      en: 'version of the header; there is only version 0, others are dropped',
      zh: '头部的版本；只有版本 0，其他一律丢弃',
    },
  },
  'geneve.option.length': {
    label: '选项长度（字节）',
    means: {
      en: 'octets of all options together; inside an option, of this one with its header',
      zh: '全部选项的总字节数；在单个选项中是该选项连同其头部的字节数',
    },
  },
  'geneve.flags': {
    label: '标志位',
    means: ALL_FLAGS,
  },
  'geneve.flags.oam': {
    label: 'O：控制报文',
    means: {
      en: 'whether this is for the tunnel ends themselves, no tenant data',
      zh: '这是给隧道端点自己的报文，还是租户数据',
    },
    values: {
      0: { en: "a tenant's data", zh: '租户数据' },
      1: { en: 'for the tunnel ends: must not be forwarded to a tenant', zh: '给隧道端点：不得转发给租户' },
    },
  },
  'geneve.flags.critical': {
    label: 'C：有关键选项',
    means: { en: 'whether a receiver has to look through the options', zh: '接收方是否必须解析选项' },
    values: {
      0: { en: 'no critical option: receivers may skip them all', zh: '没有关键选项：接收方可以全部跳过' },
      1: {
        en: 'who does not know a critical option must drop the packet',
        zh: '接收方若不认识其中的关键选项，必须丢弃此报文',
      },
    },
  },
  'geneve.flags.reserved': {
    label: '保留位',
    means: RESERVED,
    values: {
      0: { en: 'all 0, as senders must have them', zh: '全为 0，符合发送要求' },
      1: { en: 'at least one is set, though senders must send 0', zh: '至少有一位置位，而发送时必须为 0' },
    },
  },
  'geneve.proto_type': {
    label: '协议类型',
    means: {
      en: 'tells the far end what the tunnel carries, mostly Ethernet',
      zh: '告诉对端隧道承载什么，多为以太网帧',
    },
    values: { 25944: { en: 'whole Ethernet frames', zh: '完整的以太网帧' } },
  },
  'geneve.vni': {
    label: '虚拟网络标识（VNI）',
    means: NETWORK,
  },
  'geneve.reserved': {
    label: '保留',
    means: RESERVED,
  },
  'geneve.options': {
    label: '选项',
    means: { en: 'what the tunnel ends tell each other about the packet', zh: '隧道端点之间传递的关于报文的信息' },
  },
  'geneve.option.class': {
    label: '选项类别',
    means: { en: "whose list the option's type comes from", zh: '选项类型由哪个组织定义' },
  },
  'geneve.option.type': {
    label: '选项类型',
    means: { en: 'what the option says, as its class defines', zh: '选项的含义，由类别定义' },
  },
  'geneve.option.type.critical': {
    label: 'C：关键选项',
    means: { en: 'whether a receiver may skip the option if it does not know it', zh: '接收方不认识此选项时能否跳过' },
    values: {
      0: { en: 'may be skipped by who does not know it', zh: '不认识时可以跳过' },
      1: { en: 'who does not know it must drop the packet', zh: '不认识时必须丢弃报文' },
    },
  },
  'geneve.option.flags': {
    label: 'R：保留',
    means: RESERVED,
  },
  'nhrp.hdr.afn': {
    label: '地址族',
    means: { en: 'what kind of outer addresses it speaks of', zh: '所说的外层地址属于哪一类' },
  },
  'nhrp.hdr.pro.type': {
    label: '协议类型',
    means: { en: 'what kind of inner addresses it speaks of', zh: '所说的内层地址属于哪一类' },
  },
  'nhrp.hdr.hopcnt': { label: '跳数', means: { en: 'servers it may still pass', zh: '还可以经过多少台服务器' } },
  'nhrp.hdr.pktsz': { label: '报文长度', means: { en: 'octets of the whole packet', zh: '整个报文的字节数' } },
  'nhrp.hdr.chksum': { label: '校验和', means: { en: 'over the whole packet', zh: '覆盖整个报文' } },
  'nhrp.hdr.extoff': {
    label: '扩展偏移',
    means: { en: 'where extensions begin; 0 for none', zh: '扩展从何处开始；0 表示没有' },
  },
  'nhrp.hdr.version': { label: '版本', means: { en: 'version of the protocol; 1 is NHRP', zh: '协议版本；1 为 NHRP' } },
  'nhrp.hdr.op.type': {
    label: '报文类型',
    means: { en: 'what is asked or answered', zh: '询问或应答的内容' },
    values: {
      1: { en: 'which outer address has this inner one?', zh: '这个内层地址对应哪个外层地址' },
      2: { en: 'the outer address that was asked for', zh: '所询问的外层地址' },
      3: { en: 'a spoke tells the hub its addresses', zh: '分支向中心登记自己的地址' },
      4: { en: 'the hub has noted them, or not', zh: '中心的登记结果' },
      5: { en: 'forget what was answered before', zh: '要求删除以前的应答' },
      6: { en: 'it is forgotten', zh: '已经删除' },
      7: { en: 'a packet could not be handled', zh: '有报文无法处理' },
      8: { en: 'the hub says that there is a shorter way', zh: '中心提示有更短的路径' },
    },
  },
  'nhrp.hdr.shtl.len': {
    label: '源 NBMA 地址长度',
    means: { en: "octets of the sender's outer address", zh: '发送方外层地址的字节数' },
  },
  'nhrp.hdr.sstl.len': {
    label: '源 NBMA 子地址长度',
    means: { en: 'octets of its subaddress, mostly 0', zh: '子地址的字节数，通常为 0' },
  },
  'nhrp.src.prot.len': {
    label: '源协议地址长度',
    means: { en: "octets of the sender's inner address", zh: '发送方内层地址的字节数' },
  },
  'nhrp.dst.prot.len': {
    label: '目的协议地址长度',
    means: { en: 'octets of the inner address in question', zh: '所问内层地址的字节数' },
  },
  'nhrp.flags': { label: '标志', means: { en: 'their meaning depends on the type', zh: '含义取决于报文类型' } },
  'nhrp.reqid': {
    label: '请求标识',
    means: { en: 'an answer has the one of its question', zh: '应答与请求的标识相同' },
  },
  'nhrp.src.nbma.addr': { label: '源 NBMA 地址', means: { en: "the sender's outer address", zh: '发送方的外层地址' } },
  'nhrp.src.prot.addr': { label: '源协议地址', means: { en: "the sender's inner address", zh: '发送方的内层地址' } },
  'nhrp.dst.prot.addr': { label: '目的协议地址', means: { en: 'the inner address in question', zh: '所问的内层地址' } },
  'geneve.option.gcp.vnid': {
    label: 'GCP 虚拟网络标识',
    means: { en: "Google's number of the virtual network", zh: '谷歌云虚拟网络的编号' },
  },
  'geneve.option.gcp.reserved': { label: 'GCP 保留位', means: RESERVED },
  'geneve.option.gcp.direction': {
    label: 'GCP 流量方向',
    means: { en: 'seen from the endpoint', zh: '从端点一侧看的方向' },
    values: {
      0: { en: 'ingress: to the endpoint', zh: '入向：发往端点' },
      1: { en: 'egress: from the endpoint', zh: '出向：来自端点' },
    },
  },
  'geneve.option.gcp.endpoint': {
    label: 'GCP 端点标识',
    means: { en: "Google's number of the endpoint", zh: '谷歌云端点的编号' },
  },
  'geneve.option.gcp.profile': {
    label: 'GCP 配置标识',
    means: { en: 'by which security profile it is to be inspected', zh: '按哪个安全配置检查' },
  },
  'geneve.option.ovn.ingress': {
    label: '逻辑入端口',
    means: { en: 'by which port it came into the logical switch', zh: '从哪个端口进入逻辑交换机' },
  },
  'geneve.option.ovn.egress': {
    label: '逻辑出端口',
    means: { en: 'by which port it leaves; from 32768 on a group', zh: '从哪个端口离开；32768 起为多播组' },
  },
  'geneve.option.gwlb.endpoint': {
    label: 'GWLB 端点标识',
    means: { en: 'by which endpoint the packet came to the load balancer', zh: '报文经哪个端点到达负载均衡器' },
  },
  'geneve.option.gwlb.attachment': {
    label: 'GWLB 附件标识',
    means: { en: 'the attachment of the transit gateway, if any', zh: '中转网关的附件，如有' },
  },
  'geneve.option.gwlb.flow_cookie': {
    label: 'GWLB 流标识',
    means: { en: 'tells the flow; an appliance must send it back as it is', zh: '标识一条流；设备必须原样送回' },
  },
  'geneve.option.cilium.address': {
    label: '服务地址',
    means: { en: 'from which address the answer must come (DSR)', zh: '应答须以哪个地址发出（DSR）' },
  },
  'geneve.option.cilium.port': {
    label: '服务端口',
    means: { en: 'from which port the answer must come (DSR)', zh: '应答须以哪个端口发出（DSR）' },
  },
  'geneve.option.unknown.data': {
    label: '选项数据',
    means: { en: 'what the option tells, as its class and type define', zh: '选项的内容，由类别和类型定义' },
  },
}
