/**
 * What the fields of the tunnels besides VXLAN and GRE are for, in words: EtherIP, GTP, L2TP, GUE, Teredo, TZSP, LISP,
 * CAPWAP, AYIYA, and tags of port extenders.
 */
import type { Words } from '../language.js'
import type { FieldCatalogue, ProtocolCatalogue } from './catalogue.js'

const RESERVED: Words = { en: 'must be 0 when sent, ignored when received', zh: '发送时必须为 0，接收时忽略' }

export const OTHER_TUNNEL_PROTOCOLS: ProtocolCatalogue = {
  etherip: {
    title: 'IP 承载以太网（EtherIP）',
    means: {
      en: 'It carries Ethernet frames straight in IP, so that two bridges far apart make one link.',
      zh: '直接在 IP 中承载以太网帧，让相距遥远的两台网桥连成一条链路。',
    },
  },
  gtp: {
    title: 'GPRS 隧道协议（GTP）',
    means: {
      en: "It carries a mobile user's packets between base station and core network; its TEID says whose they are.",
      zh: '在基站与核心网之间承载移动用户的报文；TEID 说明属于哪个用户。',
    },
  },
  vntag: {
    title: 'VN-Tag',
    means: {
      en: 'It tells a switch which port of its fabric extender, or which virtual adapter, a frame comes from and goes to.',
      zh: '告诉交换机此帧来自和去往其扩展器的哪个端口，或哪个虚拟网卡。',
    },
  },
  etag: {
    title: '802.1BR E-TAG',
    means: {
      en: 'It tells a bridge which port of its port extender a frame comes from and goes to.',
      zh: '告诉网桥此帧来自和去往其端口扩展器的哪个端口。',
    },
  },
  l2tp: {
    title: '第二层隧道协议（L2TP）',
    means: {
      en: 'It carries PPP sessions, and in version 3 Ethernet frames, between an access concentrator and a network server.',
      zh: '在接入集中器与网络服务器之间承载 PPP 会话；第 3 版还可承载以太网帧。',
    },
  },
  gue: {
    title: '通用 UDP 封装（GUE）',
    means: {
      en: 'It carries any IP protocol in UDP, so that routers spread its flows over paths by their ports.',
      zh: '在 UDP 中承载任意 IP 协议，让路由器按端口把流分散到多条路径。',
    },
  },
  teredo: {
    title: 'Teredo',
    means: {
      en: 'It carries IPv6 in UDP for hosts behind a NAT that have IPv4 alone.',
      zh: '为位于 NAT 之后、只有 IPv4 的主机在 UDP 中承载 IPv6。',
    },
  },
  tzsp: {
    title: 'TaZmen 嗅探协议（TZSP）',
    means: {
      en: 'It brings copies of frames to somebody who listens elsewhere; nobody answers through it.',
      zh: '把帧的副本送到别处的监听者；不会有应答经过它。',
    },
  },
  'lisp-data': {
    title: '位置与标识分离协议（LISP）',
    means: {
      en: 'It carries packets between the sites where their addresses are, which a mapping system tells.',
      zh: '在地址所在的站点之间承载报文；站点位置由映射系统给出。',
    },
  },
  ayiya: {
    title: '任意协议封装（AYIYA）',
    means: {
      en: 'It carries IPv6 in UDP between a tunnel broker and a user, and proves who sent it.',
      zh: '在隧道代理与用户之间用 UDP 承载 IPv6，并证明由谁发送。',
    },
  },
  capwap: {
    title: 'CAPWAP 控制',
    means: {
      en: 'By it a controller sets up and watches its wireless access points.',
      zh: '控制器用它配置和监视无线接入点。',
    },
  },
  'capwap.data': {
    title: 'CAPWAP 数据',
    means: {
      en: 'It carries the frames of wireless stations between an access point and its controller.',
      zh: '在无线接入点与控制器之间承载无线终端的帧。',
    },
  },
}

export const OTHER_TUNNEL_FIELDS: FieldCatalogue = {
  'etherip.ver': {
    label: '版本',
    means: { en: 'version of the header; there is only version 3', zh: '头部的版本；只有版本 3' },
  },
  'etherip.reserved': { label: '保留', means: RESERVED },
  'gtp.flags': {
    label: '标志位',
    means: {
      en: 'version and all flag bits together; each is also shown by itself',
      zh: '版本和所有标志位的整体，各位另有说明',
    },
  },
  'gtp.flags.version': {
    label: '版本',
    means: { en: 'version of the header; user data have version 1', zh: '头部的版本；用户数据为版本 1' },
  },
  'gtp.flags.payload': {
    label: 'PT：协议类型',
    means: { en: "1 is GTP, 0 a charging protocol's header", zh: '1 为 GTP，0 为计费协议' },
  },
  'gtp.flags.reserved': { label: '保留', means: RESERVED },
  'gtp.flags.e': {
    label: 'E：扩展头部',
    means: { en: 'whether extension headers follow', zh: '是否有扩展头部' },
    values: {
      0: { en: 'no extension header', zh: '没有扩展头部' },
      1: { en: 'extension headers follow', zh: '后面有扩展头部' },
    },
  },
  'gtp.flags.s': {
    label: 'S：序列号',
    means: { en: 'whether the sequence number counts', zh: '序列号是否有意义' },
    values: {
      0: { en: 'no sequence number', zh: '没有序列号' },
      1: { en: 'the sequence number counts', zh: '序列号有意义' },
    },
  },
  'gtp.flags.pn': {
    label: 'PN：N-PDU 编号',
    means: { en: 'whether the N-PDU number counts', zh: 'N-PDU 编号是否有意义' },
    values: {
      0: { en: 'no N-PDU number', zh: '没有 N-PDU 编号' },
      1: { en: 'the N-PDU number counts', zh: 'N-PDU 编号有意义' },
    },
  },
  'gtp.message': {
    label: '消息类型',
    means: { en: "a user's packet, or a message of the two ends themselves", zh: '用户报文，还是两端自己的消息' },
    values: {
      255: { en: "a user's packet follows", zh: '后面是用户报文' },
      26: { en: 'the sender has no tunnel with the TEID that it was sent', zh: '发送方没有收到的 TEID 对应的隧道' },
      254: { en: 'the last packet of the old path, after a handover', zh: '切换后旧路径上的最后一个报文' },
    },
  },
  'gtp.length': {
    label: '长度',
    means: { en: 'octets behind the first eight of the header', zh: '头部前 8 字节之后的字节数' },
  },
  'gtp.teid': {
    label: '隧道端点标识（TEID）',
    means: {
      en: "the receiver's number for the user's session; each direction has its own",
      zh: '接收方给用户会话的编号；每个方向各有一个',
    },
  },
  'gtp.seq_number': {
    label: '序列号',
    means: {
      en: 'matches answers with requests; keeps packets in order where the ends agreed on that',
      zh: '用来匹配请求和应答；双方约定时用于保序',
    },
  },
  'gtp.npdu_number': {
    label: 'N-PDU 编号',
    means: {
      en: 'keeps packets in order when the user moves to another station',
      zh: '用户切换基站时用于保持报文顺序',
    },
  },
  'gtp.ext_hdr.next': {
    label: '下一扩展头部',
    means: { en: 'which extension header follows', zh: '后面是哪种扩展头部' },
    values: {
      0: { en: 'no more extension headers', zh: '没有更多扩展头部' },
      133: { en: 'which flow of the 5G session it is', zh: '说明属于 5G 会话的哪条流' },
    },
  },
  'gtp.ext_hdr.length': {
    label: '长度',
    means: { en: 'length of the extension header, in units of 4 octets', zh: '扩展头部的长度，以 4 字节为单位' },
  },
  'gtp.ext_hdr.pdu_ses_con.pdu_type': {
    label: 'PDU 类型',
    means: { en: 'which way the packet goes', zh: '报文的方向' },
    values: {
      0: { en: 'from the network to the user', zh: '从网络到用户' },
      1: { en: 'from the user to the network', zh: '从用户到网络' },
    },
  },
  'gtp.ext_hdr.pdu_ses_cont.ppp': {
    label: 'PPP：寻呼策略',
    means: { en: 'whether a hint for waking the phone is there', zh: '是否带有唤醒手机的提示' },
  },
  'gtp.ext_hdr.pdu_ses_cont.rqi': {
    label: 'RQI：反射 QoS',
    means: { en: 'whether the phone shall send its answers in the same flow', zh: '手机是否应在同一流中发送应答' },
  },
  'gtp.ext_hdr.pdu_ses_con.qos_flow_id': {
    label: 'QoS 流标识（QFI）',
    means: { en: 'the flow of the session, by which it is treated', zh: '会话中的流，决定如何对待报文' },
  },
  'vntag.dir': {
    label: 'd：方向',
    means: { en: 'which way the frame goes', zh: '帧的方向' },
    values: {
      0: { en: 'from the adapter to the switch', zh: '从网卡到交换机' },
      1: { en: 'from the switch to the adapter', zh: '从交换机到网卡' },
    },
  },
  'vntag.ptr': {
    label: 'p：指针',
    means: { en: 'whether the destination is a list of ports', zh: '目的是否为端口列表' },
    values: {
      0: { en: 'the destination is one port', zh: '目的是单个端口' },
      1: { en: 'the destination is a list of ports, for flooded frames', zh: '目的是端口列表，用于泛洪的帧' },
    },
  },
  'vntag.dst': {
    label: '目的虚拟接口',
    means: { en: 'the port, or list of ports, that the frame goes to', zh: '帧去往的端口或端口列表' },
  },
  'vntag.looped': {
    label: 'l：环回',
    means: { en: 'whether the frame comes back to the extender that it came from', zh: '帧是否回到它来自的扩展器' },
    values: {
      0: { en: 'not back to where it came from', zh: '不回到来处' },
      1: {
        en: 'back to the extender that it came from: the source port must not get it',
        zh: '回到来处的扩展器：源端口不得收到它',
      },
    },
  },
  'vntag.r': { label: '保留', means: RESERVED },
  'vntag.version': { label: '版本', means: { en: 'version of the tag', zh: '标签的版本' } },
  'vntag.src': { label: '源虚拟接口', means: { en: 'the port that the frame came from', zh: '帧来自的端口' } },
  'vntag.etype': { label: '类型', means: { en: 'the protocol behind the tag', zh: '标签之后的协议' } },
  'vntag.len': {
    label: '长度',
    means: { en: 'octets behind the tag, without padding', zh: '标签之后的字节数，不含填充' },
  },
  'etag.pcp': {
    label: '优先级（E-PCP）',
    means: { en: 'how urgent the frame is between extender and bridge', zh: '帧在扩展器与网桥之间的优先级' },
  },
  'etag.dei': {
    label: '可丢弃（E-DEI）',
    means: { en: 'whether it is dropped first when queues are full', zh: '队列满时是否先丢弃' },
  },
  'etag.iecid_base': {
    label: '入口 E-CID（低位）',
    means: { en: 'the extended port that the frame came from', zh: '帧来自的扩展端口' },
  },
  'etag.resv': { label: '保留', means: RESERVED },
  'etag.group': {
    label: '组（GRP）',
    means: { en: '0 for one port, else the part of the group numbers', zh: '0 表示单个端口，否则为组编号的一部分' },
  },
  'etag.ecid_base': {
    label: 'E-CID（低位）',
    means: { en: 'the extended port, or group of ports, that the frame goes to', zh: '帧去往的扩展端口或端口组' },
  },
  'etag.iecid_ext': {
    label: '入口 E-CID（扩展）',
    means: { en: 'more bits of the port that it came from', zh: '来自端口编号的高位' },
  },
  'etag.ecid_ext': {
    label: 'E-CID（扩展）',
    means: { en: 'more bits of the port that it goes to', zh: '去往端口编号的高位' },
  },
  'etag.etype': { label: '类型', means: { en: 'the protocol behind the tag', zh: '标签之后的协议' } },
  'etag.len': {
    label: '长度',
    means: { en: 'octets behind the tag, without padding', zh: '标签之后的字节数，不含填充' },
  },
  'l2tp.flags': {
    label: '标志位与版本',
    means: {
      en: 'version and all flag bits together; each is also shown by itself',
      zh: '版本和所有标志位的整体，各位另有说明',
    },
  },
  'l2tp.type': {
    label: 'T：类型',
    means: { en: "a session's data, or a message of the two ends themselves", zh: '会话的数据，还是两端自己的消息' },
  },
  'l2tp.length_bit': {
    label: 'L：带有长度',
    means: { en: 'whether the length is there', zh: '是否带有长度' },
    values: {
      0: { en: 'no length: the datagram ends the message', zh: '没有长度：数据报结束即消息结束' },
      1: { en: 'the length is there', zh: '带有长度' },
    },
  },
  'l2tp.seq_bit': {
    label: 'S：带有序列号',
    means: { en: 'whether Ns and Nr are there', zh: '是否带有 Ns 和 Nr' },
    values: { 0: { en: 'not numbered', zh: '没有编号' }, 1: { en: 'Ns and Nr are there', zh: '带有 Ns 和 Nr' } },
  },
  'l2tp.offset_bit': {
    label: 'O：带有偏移',
    means: { en: 'whether padding stands before the payload', zh: '载荷之前是否有填充' },
    values: {
      0: { en: 'no padding', zh: '没有填充' },
      1: { en: 'padding stands before the payload', zh: '载荷之前有填充' },
    },
  },
  'l2tp.priority': {
    label: 'P：优先',
    means: { en: 'whether the message is to go first, such as a test of the link', zh: '是否优先发送，例如链路检测' },
  },
  'l2tp.version': {
    label: '版本',
    means: { en: '2 carries PPP alone, 3 other things too', zh: '2 只承载 PPP，3 还可承载其他内容' },
  },
  'l2tp.length': { label: '长度', means: { en: 'octets of the whole message', zh: '整个消息的字节数' } },
  'l2tp.tunnel': {
    label: '隧道编号',
    means: {
      en: "the receiver's number for the tunnel; each direction has its own",
      zh: '接收方给隧道的编号；每个方向各有一个',
    },
    values: { 0: { en: 'none given yet', zh: '尚未分配' } },
  },
  'l2tp.session': {
    label: '会话编号',
    means: { en: "the receiver's number for the session in the tunnel", zh: '接收方给隧道中会话的编号' },
    values: { 0: { en: 'the tunnel itself is meant', zh: '指隧道本身' } },
  },
  'l2tp.Ns': { label: 'Ns', means: { en: 'number of this message', zh: '此消息的编号' } },
  'l2tp.Nr': {
    label: 'Nr',
    means: {
      en: 'number of the message expected next: all before it have arrived',
      zh: '期待的下一个消息编号：之前的都已收到',
    },
  },
  'l2tp.offset': { label: '偏移大小', means: { en: 'octets of padding that follow', zh: '后面填充的字节数' } },
  'l2tp.res': { label: '保留', means: RESERVED },
  'l2tp.sid': {
    label: '会话编号（32 位）',
    means: {
      en: "the receiver's number for the session; each direction has its own",
      zh: '接收方给会话的编号；每个方向各有一个',
    },
    values: { 0: { en: 'a control message follows', zh: '后面是控制消息' } },
  },
  'l2tp.sublayer': {
    label: 'Cookie 与子层',
    means: {
      en: 'as the two ends agreed: a number against forged packets, and one that counts',
      zh: '由两端约定：防伪造的数值，以及用于计数的子层',
    },
  },
  'l2tp.ccid': {
    label: '控制连接编号',
    means: { en: "the receiver's number for the control connection", zh: '接收方给控制连接的编号' },
    values: { 0: { en: 'none given yet', zh: '尚未分配' } },
  },
  'l2tp.avp.mandatory': {
    label: 'M：必须识别',
    means: { en: 'whether a receiver that does not know it must give up', zh: '接收方不认识时是否必须终止' },
  },
  'l2tp.avp.hidden': { label: 'H：隐藏', means: { en: 'whether the value is encrypted', zh: '值是否加密' } },
  'l2tp.avp.length': {
    label: '长度',
    means: { en: 'octets of the attribute with its header', zh: '属性连同头部的字节数' },
  },
  'l2tp.avp.vendor_id': {
    label: '厂商编号',
    means: { en: 'whose attribute it is', zh: '属于哪个厂商的属性' },
    values: { 0: { en: 'of the standard', zh: '标准属性' } },
  },
  'l2tp.avp.type': { label: '属性类型', means: { en: 'what the value is', zh: '值的含义' } },
  'l2tp.avp.message_type': {
    label: '消息类型',
    means: { en: 'what the message does', zh: '消息的作用' },
    values: {
      1: { en: 'asks to open a tunnel', zh: '请求建立隧道' },
      2: { en: 'agrees to the tunnel', zh: '同意建立隧道' },
      4: { en: 'closes the tunnel', zh: '关闭隧道' },
      6: { en: 'asks whether the far end is up', zh: '询问对端是否在线' },
      10: { en: 'asks to open a session', zh: '请求建立会话' },
      14: { en: 'closes a session', zh: '关闭会话' },
    },
  },
  'gue.variant': {
    label: '变体',
    means: {
      en: '0 has a header; in 1 an IP packet follows UDP at once',
      zh: '0 带有头部；1 则 UDP 之后直接是 IP 报文',
    },
  },
  'gue.control': {
    label: 'C：控制',
    means: { en: 'whether it is a message of the two ends themselves', zh: '是否为两端自己的消息' },
    values: {
      0: { en: 'a packet follows', zh: '后面是报文' },
      1: { en: 'a message of the two ends themselves', zh: '两端自己的消息' },
    },
  },
  'gue.hlen': {
    label: '头部长度',
    means: { en: 'extension fields, in units of 4 octets', zh: '扩展字段的长度，以 4 字节为单位' },
  },
  'gue.proto': { label: '协议', means: { en: 'IP protocol of what follows', zh: '后面内容的 IP 协议号' } },
  'gue.ctype': { label: '控制类型', means: { en: 'what the control message is', zh: '控制消息的类型' } },
  'gue.flags': { label: '标志位', means: { en: 'which extension fields are there', zh: '带有哪些扩展字段' } },
  'gue.extensions': {
    label: '扩展字段',
    means: {
      en: 'such as a network identifier or a checksum, as the flags say',
      zh: '如网络标识、校验和，由标志位说明',
    },
  },
  'teredo.auth.idlen': {
    label: '客户标识长度',
    means: { en: 'octets of the client identification', zh: '客户标识的字节数' },
  },
  'teredo.auth.aulen': {
    label: '认证值长度',
    means: { en: 'octets of the authentication value', zh: '认证值的字节数' },
  },
  'teredo.auth.id': { label: '客户标识', means: { en: 'who asks the server', zh: '向服务器请求的客户端' } },
  'teredo.auth.value': { label: '认证值', means: { en: 'proves who asks', zh: '证明请求者身份' } },
  'teredo.auth.nonce': {
    label: '随机数',
    means: {
      en: 'the server repeats it, so that the client knows its answer',
      zh: '服务器原样返回，客户端据此识别应答',
    },
  },
  'teredo.auth.conf': {
    label: '确认',
    means: { en: 'whether the client needs a new key', zh: '客户端是否需要新密钥' },
  },
  'teredo.orig.port': {
    label: '来源端口',
    means: {
      en: "the sender's port as the server saw it, behind its NAT",
      zh: '服务器看到的发送方端口（经过 NAT 之后）',
    },
  },
  'teredo.orig.addr': {
    label: '来源 IPv4 地址',
    means: {
      en: "the sender's address as the server saw it, behind its NAT",
      zh: '服务器看到的发送方地址（经过 NAT 之后）',
    },
  },
  'tzsp.version': {
    label: '版本',
    means: { en: 'version of the header; there is only version 1', zh: '头部的版本；只有版本 1' },
  },
  'tzsp.type': { label: '类型', means: { en: 'whether a frame follows', zh: '后面是否有帧' } },
  'tzsp.encap': { label: '封装', means: { en: 'what kind of frame was copied', zh: '被复制的帧的类型' } },
  'tzsp.option_tag': {
    label: '标签',
    means: { en: 'what the value is; 1 ends the list', zh: '值的含义；1 表示列表结束' },
  },
  'tzsp.option_length': { label: '长度', means: { en: 'octets of the value', zh: '值的字节数' } },
  'tzsp.packet_id': { label: '报文编号', means: { en: 'counts the frames that were copied', zh: '被复制帧的编号' } },
  'tzsp.original_length': {
    label: '原始长度',
    means: { en: 'octets the frame had before it was cut', zh: '帧被截断前的字节数' },
  },
  'tzsp.sensormac': { label: '传感器', means: { en: 'the MAC address of who copies', zh: '复制者的 MAC 地址' } },
  'tzsp.value': { label: '值', means: { en: 'the value as it stands there', zh: '原样的值' } },
  'lisp-data.flags': {
    label: '标志位',
    means: { en: 'all flag bits together; each is also shown by itself', zh: '所有标志位的整体，各位另有说明' },
  },
  'lisp-data.flags.nonce': {
    label: 'N：带有随机数',
    means: { en: 'whether the nonce is there', zh: '是否带有随机数' },
  },
  'lisp-data.flags.lsb': {
    label: 'L：定位器状态',
    means: { en: "whether it says which of the sender's routers are up", zh: '是否说明发送方的哪些路由器在线' },
  },
  'lisp-data.flags.enr': {
    label: 'E：回显请求',
    means: { en: 'whether the far end shall send the nonce back', zh: '对端是否应返回随机数' },
  },
  'lisp-data.flags.mv': {
    label: 'V：映射版本',
    means: { en: 'whether versions of the mappings are there', zh: '是否带有映射版本' },
  },
  'lisp-data.flags.iid': {
    label: 'I：实例编号',
    means: { en: 'whether an instance is named', zh: '是否带有实例编号' },
  },
  'lisp-data.flags.res': {
    label: 'R、KK',
    means: { en: 'reserved, and which key is used where the data are encrypted', zh: '保留位，以及加密时使用的密钥' },
  },
  'lisp-data.nonce': {
    label: '随机数',
    means: { en: 'shows that the far end is reached, when it is sent back', zh: '被返回时说明对端可达' },
  },
  'lisp-data.srcmapver': {
    label: '源映射版本',
    means: { en: "version of the mapping of the sender's site", zh: '发送方站点的映射版本' },
  },
  'lisp-data.dstmapver': {
    label: '目的映射版本',
    means: {
      en: "version of the mapping of the receiver's site, as the sender has it",
      zh: '发送方所知的接收方站点映射版本',
    },
  },
  'lisp-data.iid': {
    label: '实例编号',
    means: { en: 'which of several networks with addresses of their own it is', zh: '属于哪个拥有独立地址空间的网络' },
  },
  'lisp-data.lsb8': {
    label: '定位器状态位',
    means: { en: "which of the sender's routers are up, a bit each", zh: '发送方的哪些路由器在线，每位一台' },
  },
  'lisp-data.lsb': {
    label: '定位器状态位',
    means: { en: "which of the sender's routers are up, a bit each", zh: '发送方的哪些路由器在线，每位一台' },
  },
  'ayiya.idlen': {
    label: '标识长度',
    means: { en: 'octets of the identity, as a power of two', zh: '标识的字节数，以 2 的幂表示' },
  },
  'ayiya.idtype': { label: '标识类型', means: { en: 'what the identity is', zh: '标识的种类' } },
  'ayiya.siglen': {
    label: '签名长度',
    means: { en: 'length of the signature, in units of 4 octets', zh: '签名的长度，以 4 字节为单位' },
  },
  'ayiya.hashmethod': { label: '散列算法', means: { en: 'how the signature is made', zh: '签名所用的散列算法' } },
  'ayiya.authmethod': { label: '认证方法', means: { en: 'what the signature is made with', zh: '签名所用的认证方法' } },
  'ayiya.opcode': {
    label: '操作码',
    means: { en: 'whether a packet follows, or what else is asked', zh: '后面是报文，还是其他请求' },
  },
  'ayiya.nextheader': {
    label: '下一头部',
    means: { en: 'IP protocol of what follows', zh: '后面内容的 IP 协议号' },
    values: { 59: { en: 'nothing follows', zh: '后面没有内容' } },
  },
  'ayiya.seconds': {
    label: '时间',
    means: { en: 'seconds since 1970; what is old is refused', zh: '自 1970 年起的秒数；过时的报文被拒绝' },
  },
  'ayiya.identity': {
    label: '标识',
    means: { en: 'who sends: an IPv6 address as a rule', zh: '发送者，通常是一个 IPv6 地址' },
  },
  'ayiya.signature': { label: '签名', means: { en: 'proves who has sent it', zh: '证明由谁发送' } },
  'capwap.preamble.version': {
    label: '版本',
    means: { en: 'version of the protocol; there is only version 0', zh: '协议的版本；只有版本 0' },
  },
  'capwap.preamble.type': {
    label: '类型',
    means: { en: 'whether a header follows or what is encrypted', zh: '后面是头部，还是加密内容' },
  },
  'capwap.preamble.reserved': { label: '保留', means: RESERVED },
  'capwap.header.length': {
    label: '头部长度',
    means: { en: 'length of the header, in units of 4 octets', zh: '头部长度，以 4 字节为单位' },
  },
  'capwap.header.rid': { label: '射频编号', means: { en: 'which radio of the access point', zh: '接入点的哪个射频' } },
  'capwap.header.wbid': {
    label: '无线绑定编号',
    means: { en: 'what kind of wireless link it is', zh: '无线链路的种类' },
  },
  'capwap.header.flags.t': {
    label: 'T：原生帧格式',
    means: { en: 'which format the frame has', zh: '帧的格式' },
    values: {
      0: { en: 'an Ethernet frame', zh: '以太网帧' },
      1: { en: 'a frame as the wireless link has it', zh: '无线链路的帧' },
    },
  },
  'capwap.header.flags.f': { label: 'F：分片', means: { en: 'whether this is a part of a packet', zh: '是否为分片' } },
  'capwap.header.flags.l': {
    label: 'L：最后分片',
    means: { en: 'whether this is the last part', zh: '是否为最后一个分片' },
  },
  'capwap.header.flags.w': {
    label: 'W：无线信息',
    means: { en: 'whether signal and rate are there', zh: '是否带有信号与速率' },
  },
  'capwap.header.flags.m': {
    label: 'M：射频 MAC 地址',
    means: { en: 'whether the MAC address of the radio is there', zh: '是否带有射频的 MAC 地址' },
  },
  'capwap.header.flags.k': {
    label: 'K：保活',
    means: { en: 'whether this only says that the sender is up', zh: '是否仅表示发送方在线' },
  },
  'capwap.header.fragment.id': {
    label: '分片编号',
    means: { en: 'the same for all parts of a packet', zh: '同一报文各分片相同' },
  },
  'capwap.header.fragment.offset': {
    label: '分片偏移',
    means: { en: 'where the part belongs, in units of 8 octets', zh: '分片的位置，以 8 字节为单位' },
  },
  'capwap.header.fragment.reserved': { label: '保留', means: RESERVED },
  'capwap.header.mac.length': {
    label: '射频 MAC 地址长度',
    means: { en: 'octets of the MAC address of the radio', zh: '射频 MAC 地址的字节数' },
  },
  'capwap.header.mac.eui48': {
    label: '射频 MAC 地址',
    means: { en: 'the radio that received the frame', zh: '收到此帧的射频' },
  },
}
