/** What the fields of the link layers are for, in words: Ethernet and its tags, cooked captures, PPP, STP, LLDP, ARP. */
import type { Words } from '../language.js'
import type { FieldCatalogue, ProtocolCatalogue } from './catalogue.js'

type Values = Readonly<Record<number, Words>>

const PRIORITIES: Values = {
  0: { en: 'ordinary traffic, no priority asked for', zh: '普通流量，没有要求优先' },
  1: { en: 'bulk traffic: may wait even longer than what has no priority', zh: '后台批量流量：比普通流量还可以等' },
}
const DROP: Values = {
  0: { en: 'not marked to be dropped before others', zh: '没有标记为优先丢弃' },
  1: { en: 'may be dropped before others when queues fill', zh: '拥塞时可以先丢弃' },
}
const VLANS: Values = {
  0: { en: 'no VLAN: the tag gives only a priority', zh: '不属于任何 VLAN：标签只用来携带优先级' },
  4095: { en: 'reserved: no frame may be sent with it', zh: '保留：不允许在帧中使用' },
}
const TAGGED_LENGTH: Words = {
  en: 'octets of data behind the tag, without padding; an LLC header begins them',
  zh: '标签后面数据的字节数，不含填充；数据以 LLC 头部开始',
}
const CARRIES: Words = {
  en: 'tells the receiver which protocol the frame carries',
  zh: '告诉接收方帧中承载哪种协议',
}
const ETHER_TYPE_FOLLOWS: Words = {
  en: 'which protocol follows, given as an EtherType',
  zh: '后面是哪种协议，用 EtherType 表示',
}
const TARGET_HARDWARE: Words = {
  en: 'in a request it is what is asked for, so it says nothing; in a reply the asker',
  zh: '请求中正是要询问的内容，因此没有意义；应答中是询问者',
}

export const LINK_PROTOCOLS: ProtocolCatalogue = {
  eth: {
    title: '以太网',
    means: {
      en: 'It takes a frame to the next device on the same link; inside a tunnel it is the frame that a host has sent, with the MAC addresses that VTEPs learn.',
      zh: '把帧送到同一链路上的下一台设备；在隧道内部，它是主机发出的原始帧，VTEP 学习的正是其中的 MAC 地址。',
    },
  },
  vlan: {
    title: '802.1Q VLAN 标签',
    means: {
      en: 'It tells switches which VLAN the frame belongs to, so that many networks share one cable.',
      zh: '告诉交换机此帧属于哪个 VLAN，使多个网络共用一条链路。',
    },
  },
  ieee8021ad: {
    title: '802.1ad 服务 VLAN 标签',
    means: {
      en: "A provider puts it before a customer's own VLAN tag to keep customers apart: VLANs within a VLAN (QinQ).",
      zh: '运营商加在客户自己的 VLAN 标签之外，用来区分客户：VLAN 中的 VLAN（QinQ）。',
    },
  },
  llc: {
    title: '逻辑链路控制（LLC）',
    means: {
      en: 'It says which protocol a frame carries where Ethernet has a length instead of a type; spanning tree uses it.',
      zh: '当以太网头部中是长度而不是类型时，由它说明承载哪种协议；生成树协议就使用它。',
    },
  },
  null: {
    title: 'BSD 环回头部',
    means: {
      en: 'It is no header of any network: the capturing system wrote it to say which protocol follows.',
      zh: '它不是网络上的头部，而是抓包系统写入的，说明后面是哪种协议。',
    },
  },
  sll: {
    title: 'Linux cooked 抓包头部（SLL）',
    means: {
      en: 'It stands in for the link-layer header when Linux captures on all devices (-i any) and says who sent the packet and which way it went; no wire carries it.',
      zh: '在 Linux 上抓取所有接口（-i any）时代替链路层头部，说明由谁发出以及收发方向；链路上并不存在。',
    },
  },
  ppp: {
    title: '点对点协议（PPP）',
    means: {
      en: 'It carries packets over a link with just two ends, such as a serial line, PPPoE or a PPTP tunnel, and says of which protocol they are.',
      zh: '在只有两端的链路（串行线、PPPoE、PPTP 隧道等）上承载报文，并说明是哪种协议。',
    },
  },
  chdlc: {
    title: 'Cisco HDLC',
    means: {
      en: "It is Cisco's framing on serial lines and says which protocol a frame carries.",
      zh: 'Cisco 在串行线上使用的帧格式，说明帧中承载哪种协议。',
    },
  },
  pppoed: {
    title: 'PPPoE 发现阶段',
    means: {
      en: 'By it a host finds an access concentrator on its Ethernet and opens or ends a PPP session with it.',
      zh: '主机用它在以太网上寻找接入集中器，建立或终止 PPP 会话。',
    },
  },
  stp: {
    title: '生成树协议（STP）',
    means: {
      en: 'Bridges tell each other by it which links to block, so that no frame circles for ever; this matters for bridges that a tunnel joins, too.',
      zh: '网桥之间用它协商阻塞哪些链路，避免帧无限循环；通过隧道相连的网桥也需要它。',
    },
  },
  lldp: {
    title: '链路层发现协议（LLDP）',
    means: {
      en: 'By it a device tells its direct neighbour who it is and which of its ports the cable is plugged into.',
      zh: '设备用它告诉直连的邻居自己是谁，以及网线插在哪个端口。',
    },
  },
  arp: {
    title: '地址解析协议（ARP）',
    means: {
      en: 'By it a host asks which MAC address an IP address has; in an overlay the broadcast question is flooded to the VTEPs, and teaches them where the asker is.',
      zh: '主机用它询问某个 IP 地址对应的 MAC 地址；在叠加网络中，广播的请求泛洪到各 VTEP，同时让它们学到询问者的位置。',
    },
  },
  cmd: {
    title: 'Cisco 元数据（CMD）',
    means: {
      en: "It carries the sender's security group along with the packet, so that devices on the way can allow or deny by group.",
      zh: '随报文携带发送者的安全组，使途中设备可以按组放行或拒绝。',
    },
  },
  pwethcw: {
    title: '以太网伪线控制字',
    means: {
      en: 'It stands between the MPLS labels and a frame that crosses the provider as if by one wire, and keeps routers from taking the frame for an IP packet.',
      zh: '位于 MPLS 标签和以太网帧之间（帧像经过一根网线一样穿过运营商网络），避免路由器把帧误认为 IP 报文。',
    },
  },
}

export const LINK_FIELDS: FieldCatalogue = {
  'eth.dst': {
    label: '目的 MAC 地址',
    means: {
      en: 'whom on this link the frame is for: one station, a group or everybody',
      zh: '此帧在本链路上发给谁：一个站点、一个组或所有站点',
    },
  },
  'eth.src': {
    label: '源 MAC 地址',
    means: {
      en: 'who sent the frame on this link; switches and VTEPs learn where it is from here',
      zh: '此帧在本链路上由谁发出；交换机和 VTEP 由此学到它的位置',
    },
  },
  'eth.type': {
    label: '类型（EtherType）',
    means: CARRIES,
  },
  'eth.len': {
    label: '长度',
    means: {
      en: 'octets of data that follow, without padding; an LLC header begins them',
      zh: '后面数据的字节数，不含填充；数据以 LLC 头部开始',
    },
  },

  'vlan.priority': {
    label: '优先级（PCP）',
    means: {
      en: 'tells switches how urgent the frame is; the higher, the sooner it is sent',
      zh: '告诉交换机此帧有多紧急；一般数值越大越先发送',
    },
    values: PRIORITIES,
  },
  'vlan.dei': {
    label: '可丢弃标志（DEI）',
    means: {
      en: 'tells switches whether to drop the frame before others when queues fill',
      zh: '告诉交换机拥塞时是否先丢弃此帧',
    },
    values: DROP,
  },
  'vlan.id': {
    label: 'VLAN 编号（VID）',
    means: {
      en: 'the VLAN the frame belongs to: only ports in it get the frame',
      zh: '此帧所属的 VLAN：只有属于它的端口会收到',
    },
    values: VLANS,
  },
  'vlan.etype': {
    label: '类型（EtherType）',
    means: { en: 'tells the receiver which protocol follows the tag', zh: '告诉接收方标签后面是哪种协议' },
  },
  'vlan.len': {
    label: '长度',
    means: TAGGED_LENGTH,
  },

  'ieee8021ad.priority': {
    label: '优先级（PCP）',
    means: {
      en: "tells the provider's switches how urgent the frame is",
      zh: '告诉运营商的交换机此帧有多紧急',
    },
    values: PRIORITIES,
  },
  'ieee8021ad.dei': {
    label: '可丢弃标志（DEI）',
    means: {
      en: "tells the provider's switches whether to drop the frame before others",
      zh: '告诉运营商的交换机拥塞时是否先丢弃此帧',
    },
    values: DROP,
  },
  'ieee8021ad.id': {
    label: '服务 VLAN 编号（S-VID）',
    means: {
      en: "the provider's VLAN for a customer, around the customer's own VLANs",
      zh: '运营商给客户的 VLAN，套在客户自己的 VLAN 之外',
    },
    values: VLANS,
  },
  'ieee8021ah.etype': {
    label: '类型（EtherType）',
    means: {
      en: "tells the receiver what follows the provider's tag, often the customer's tag",
      zh: '告诉接收方运营商标签后面是什么，常常是客户的标签',
    },
  },
  'ieee8021ad.len': {
    label: '长度',
    means: TAGGED_LENGTH,
  },

  'llc.dsap': {
    label: '目的服务访问点（DSAP）',
    means: { en: 'which protocol at the receiver gets the frame', zh: '由接收方的哪种协议处理此帧' },
  },
  'llc.dsap.ig': {
    label: 'DSAP 是组地址',
    means: {
      en: 'whether the frame is for one protocol at the receiver or for a group of them',
      zh: '此帧交给接收方的一种协议，还是一组协议',
    },
    values: {
      0: { en: 'for one protocol at the receiver', zh: '交给接收方的一种协议' },
      1: { en: 'for a group of protocols at the receiver', zh: '交给接收方的一组协议' },
    },
  },
  'llc.ssap': {
    label: '源服务访问点（SSAP）',
    means: { en: 'which protocol at the sender the frame comes from', zh: '此帧来自发送方的哪种协议' },
  },
  'llc.ssap.cr': {
    label: '命令/响应标志',
    means: { en: 'whether this is a command or the response to one', zh: '这是命令，还是对命令的响应' },
    values: {
      0: { en: 'a command', zh: '命令' },
      1: { en: 'a response to a command', zh: '对命令的响应' },
    },
  },
  'llc.control': {
    label: '控制字段',
    means: {
      en: 'the kind of frame: plain data, a test, or part of a numbered connection',
      zh: '帧的种类：普通数据、测试，或带编号的连接',
    },
    values: {
      3: {
        en: 'plain data, unnumbered: no connection, no acknowledgement',
        zh: '普通数据（无编号）：不建连接，也不确认',
      },
    },
  },
  'llc.oui': {
    label: '组织标识（OUI）',
    means: { en: 'whose list the protocol number behind it comes from', zh: '后面的协议号由哪个组织定义' },
    values: {
      0: { en: 'nobody in particular: an EtherType follows', zh: '不属于某个组织：后面是 EtherType' },
    },
  },
  'llc.type': {
    label: '类型（EtherType）',
    means: CARRIES,
  },
  'llc.cisco_pid': {
    label: '协议标识（Cisco）',
    means: { en: "which of Cisco's own protocols follows", zh: '后面是 Cisco 的哪种私有协议' },
  },
  'llc.pid': {
    label: '协议标识（PID）',
    means: { en: "which of that organization's protocols follows", zh: '后面是该组织的哪种协议' },
  },

  'null.family': {
    label: '协议族',
    means: {
      en: 'what follows, by the number the capturing system has for it; sent on no wire',
      zh: '后面是什么协议，用抓包系统自己的编号表示；链路上并不存在',
    },
  },
  'null.type': {
    label: '类型（EtherType）',
    means: ETHER_TYPE_FOLLOWS,
  },

  'sll.ifindex': {
    label: '接口序号',
    means: {
      en: 'the interface of the capturing host that the packet passed; ip link lists them',
      zh: '报文经过抓包主机的哪个接口；可用 ip link 查看序号',
    },
  },
  'sll.pkttype': {
    label: '报文方向',
    means: {
      en: 'whom the packet was for, as the capturing host saw it',
      zh: '在抓包主机看来，报文是发给谁的',
    },
    values: {
      0: { en: 'received, addressed to the capturing host', zh: '收到的，发给抓包主机' },
      1: { en: 'received, a link-layer broadcast', zh: '收到的链路层广播' },
      2: { en: 'received, a link-layer multicast', zh: '收到的链路层多播' },
      3: { en: "received, though for another host's link-layer address", zh: '收到的，但链路层地址是别的主机' },
      4: { en: 'sent by the capturing host', zh: '由抓包主机发出' },
    },
  },
  'sll.hatype': {
    label: '设备类型（ARPHRD_）',
    means: {
      en: 'the kind of device the packet was captured on, as Linux numbers them',
      zh: '报文在哪种设备上抓到，用 Linux 的编号表示',
    },
  },
  'sll.halen': {
    label: '链路层地址长度',
    means: {
      en: "octets of the sender's link-layer address that the next field holds",
      zh: '发送方链路层地址的字节数',
    },
    values: {
      0: { en: 'the device has no link-layer addresses', zh: '此设备没有链路层地址' },
    },
  },
  'sll.src.eth': {
    label: '链路层源地址',
    means: {
      en: 'MAC address of who sent the packet on this link; the receiver is not kept',
      zh: '在本链路上发出报文者的 MAC 地址；接收方的地址没有保留',
    },
  },
  'sll.src.ipv4': {
    label: '链路层源地址',
    means: {
      en: 'outer IPv4 address of the tunnel end that sent the packet',
      zh: '发出报文的隧道端点的外层 IPv4 地址',
    },
  },
  'sll.src.other': {
    label: '链路层源地址',
    means: {
      en: "the sender's link-layer address, no MAC or IPv4 address; 8 octets of it at most",
      zh: '发送方的链路层地址，不是 MAC 或 IPv4 地址；最多保留 8 字节',
    },
  },
  'sll.unused': {
    label: '未使用',
    means: {
      en: 'fills the room for addresses of up to 8 octets; says nothing',
      zh: '填满 8 字节的地址空间，没有含义',
    },
  },
  'sll.etype': {
    label: '协议类型（EtherType）',
    means: ETHER_TYPE_FOLLOWS,
  },
  'sll.ltype': {
    label: '协议类型（Linux）',
    means: {
      en: "which kind of frame follows, by Linux's own number: it has no EtherType",
      zh: '后面是哪种帧，没有 EtherType，用 Linux 自己的编号表示',
    },
  },
  'sll.gretype': {
    label: '协议类型（GRE）',
    means: {
      en: 'what was in the GRE tunnel, by the number in its header',
      zh: 'GRE 隧道中承载的是什么，取自 GRE 头部',
    },
  },

  'ppp.address': {
    label: '地址',
    means: {
      en: 'always "all stations": a point-to-point link has only one other end',
      zh: '总是“所有站点”：点对点链路上只有一个对端',
    },
  },
  'ppp.control': {
    label: '控制字段',
    means: {
      en: 'always "unnumbered information": plain data without acknowledgement',
      zh: '总是“无编号信息”：普通数据，不确认',
    },
  },
  'ppp.protocol': {
    label: '协议',
    means: {
      en: "which protocol follows: a network's packet, or PPP's own negotiation",
      zh: '后面是哪种协议：网络层报文，或 PPP 自己的协商',
    },
  },

  'chdlc.address': {
    label: '地址',
    means: { en: 'whether the frame is for the other end or was broadcast', zh: '此帧发给对端，还是广播' },
  },
  'chdlc.control': {
    label: '控制字段',
    means: { en: 'has no use: 0 in every frame', zh: '没有用途：所有帧中都为 0' },
  },
  'chdlc.protocol': {
    label: '协议',
    means: {
      en: "which protocol follows: an EtherType, or a number of Cisco's own",
      zh: '后面是哪种协议：EtherType，或 Cisco 自己的编号',
    },
  },

  'pppoe.version': {
    label: '版本',
    means: { en: 'version of PPPoE; there is only version 1', zh: 'PPPoE 的版本；只有版本 1' },
  },
  'pppoe.type': {
    label: '类型',
    means: { en: 'always 1: no other type was ever defined', zh: '总是 1：没有定义过其他类型' },
  },
  'pppoe.code': {
    label: '代码',
    means: {
      en: 'which step of finding and opening a session this is, or data of an open one',
      zh: '这是寻找、建立会话的哪一步，还是已建会话的数据',
    },
    values: {
      0: { en: 'data of an open session', zh: '已建会话的数据' },
      7: {
        en: 'offer: an access concentrator says that it can serve the host',
        zh: '提供（PADO）：接入集中器表示可以提供服务',
      },
      9: { en: 'initiation: the host asks all for an access concentrator', zh: '发起（PADI）：主机广播寻找接入集中器' },
      25: {
        en: 'request: the host asks the chosen concentrator for a session',
        zh: '请求（PADR）：主机向选定的集中器请求会话',
      },
      101: {
        en: 'confirmation: the session is open and has its number; or why not',
        zh: '确认（PADS）：会话已建立并分配编号，或说明失败原因',
      },
      167: { en: 'termination: one side ends the session', zh: '终止（PADT）：一方结束会话' },
    },
  },
  'pppoe.session_id': {
    label: '会话编号',
    means: {
      en: 'with both MAC addresses it tells which PPP session the packet belongs to',
      zh: '与两端 MAC 地址一起，说明报文属于哪个 PPP 会话',
    },
    values: {
      0: { en: 'no session yet', zh: '还没有会话' },
      65535: { en: 'reserved: no session may have it', zh: '保留：不可用作会话编号' },
    },
  },
  'pppoe.payload_length': {
    label: '载荷长度',
    means: {
      en: 'octets behind this header, so that Ethernet padding can be told from data',
      zh: '此头部之后的字节数，用来与以太网填充区分',
    },
  },
  'pppoed.tag': {
    label: '标签类型',
    means: {
      en: 'what this tag says: a service, a name, a cookie, an error',
      zh: '此标签说明什么：服务、名称、Cookie 或错误',
    },
    values: {
      0: { en: 'no tag follows', zh: '后面不再有标签' },
      257: { en: 'the service that is asked for or offered; empty: any', zh: '请求或提供的服务；为空表示任意' },
      258: { en: 'the name of the access concentrator', zh: '接入集中器的名称' },
      259: { en: "the host's own mark, returned unchanged with the answer", zh: '主机自定的标记，应答时原样带回' },
      260: {
        en: "the concentrator's mark against floods, returned unchanged",
        zh: '集中器防洪泛攻击的标记，由主机原样带回',
      },
    },
  },
  'pppoed.tag_length': {
    label: '标签长度',
    means: { en: "octets of this tag's value", zh: '此标签内容的字节数' },
  },
  'pppoed.tag_text': {
    label: '标签内容',
    means: { en: 'a name or an error, as text for people to read', zh: '名称或错误，供人阅读的文字' },
  },
  'pppoed.tag_value': {
    label: '标签内容',
    means: { en: 'what the tag says, as its type defines', zh: '标签的内容，含义由类型决定' },
  },

  'stp.protocol': {
    label: '协议标识',
    means: {
      en: 'tells bridges that this is of the spanning tree family; always 0',
      zh: '告诉网桥这是生成树协议；总是 0',
    },
  },
  'stp.version': {
    label: '协议版本',
    means: {
      en: 'which spanning tree the sender runs; newer bridges understand older',
      zh: '发送方运行哪种生成树；新版网桥兼容旧版',
    },
  },
  'stp.type': {
    label: 'BPDU 类型',
    means: {
      en: 'whether this describes the tree or only says that it has changed',
      zh: '此报文描述生成树，还是只说明它有变化',
    },
    values: {
      0: { en: 'describes the tree as the sender sees it, for plain STP', zh: '描述发送方所见的生成树，用于 STP' },
      2: {
        en: 'describes the tree and negotiates ports, for RSTP and MSTP',
        zh: '描述生成树并协商端口，用于 RSTP 和 MSTP',
      },
      128: { en: 'tells the root that the topology has changed', zh: '通知根网桥拓扑已变化' },
    },
  },
  'stp.flags': {
    label: '标志',
    means: { en: "topology changes and the sender's port, a bit each", zh: '拓扑变化和发送端口的状态，各占一位' },
  },
  'stp.flags.tcack': {
    label: '拓扑变化确认',
    means: {
      en: 'tells the bridge below that its notification of a change has arrived',
      zh: '告诉下级网桥：它的拓扑变化通知已收到',
    },
    values: {
      0: { en: 'nothing is acknowledged', zh: '没有确认任何通知' },
      1: { en: 'the notification of a change has arrived', zh: '拓扑变化通知已收到' },
    },
  },
  'stp.flags.agreement': {
    label: '同意',
    means: {
      en: 'tells the bridge that proposed it whether its port may forward at once',
      zh: '告诉提议的网桥：它的端口是否可以立即转发',
    },
    values: {
      0: { en: 'no agreement given', zh: '没有表示同意' },
      1: { en: "agreed: the proposer's port may forward at once", zh: '同意：提议方的端口可以立即转发' },
    },
  },
  'stp.flags.forwarding': {
    label: '转发',
    means: { en: "whether the sender's port forwards frames", zh: '发送方的端口是否转发帧' },
    values: {
      0: { en: "the sender's port does not forward frames", zh: '发送方的端口不转发帧' },
      1: { en: "the sender's port forwards frames", zh: '发送方的端口转发帧' },
    },
  },
  'stp.flags.learning': {
    label: '学习',
    means: { en: "whether the sender's port learns MAC addresses", zh: '发送方的端口是否学习 MAC 地址' },
    values: {
      0: { en: "the sender's port does not learn MAC addresses", zh: '发送方的端口不学习 MAC 地址' },
      1: { en: "the sender's port learns MAC addresses", zh: '发送方的端口学习 MAC 地址' },
    },
  },
  'stp.flags.port_role': {
    label: '端口角色',
    means: { en: "what the sender's port is in the tree", zh: '发送方的端口在生成树中的角色' },
    values: {
      0: { en: 'the sender does not say', zh: '发送方没有说明' },
      1: { en: 'alternate or backup: stands by, does not forward', zh: '替代或备份端口：待命，不转发' },
      2: { en: 'root port: the way from the sender to the root', zh: '根端口：发送方通向根网桥的端口' },
      3: { en: 'designated port: connects this link to the tree', zh: '指定端口：把本链路接入生成树' },
    },
  },
  'stp.flags.proposal': {
    label: '提议',
    means: {
      en: 'asks the bridge on the link to let this designated port forward at once',
      zh: '请链路对端的网桥同意：本端作为指定端口立即转发',
    },
    values: {
      0: { en: 'nothing is proposed', zh: '没有提议' },
      1: { en: 'asks to let this designated port forward at once', zh: '请对端同意：本端作为指定端口立即转发' },
    },
  },
  'stp.flags.tc': {
    label: '拓扑变化',
    means: {
      en: 'tells bridges to forget soon which MAC address is where',
      zh: '告诉网桥尽快忘掉已学到的 MAC 地址位置',
    },
    values: {
      0: { en: 'the topology has not changed', zh: '拓扑没有变化' },
      1: {
        en: 'the topology has changed: forget soon which MAC address is where',
        zh: '拓扑已变化：尽快忘掉已学到的 MAC 地址位置',
      },
    },
  },
  'stp.root.prio': {
    label: '根网桥优先级',
    means: {
      en: 'priority of the bridge that is root; the lowest in the network wins',
      zh: '根网桥的优先级；全网数值最小者成为根',
    },
  },
  'stp.root.ext': {
    label: '根网桥系统扩展编号',
    means: {
      en: 'the VLAN or instance this tree is for, where each has its own',
      zh: '此生成树用于哪个 VLAN 或实例（各有一棵树时）',
    },
  },
  'stp.root.hw': {
    label: '根网桥 MAC 地址',
    means: {
      en: 'MAC address of the root; the lowest wins among equal priorities',
      zh: '根网桥的 MAC 地址；优先级相同时最小者成为根',
    },
  },
  'stp.root.cost': {
    label: '到根的路径开销',
    means: {
      en: 'how far the sender is from the root; bridges take the lowest way',
      zh: '发送方到根网桥有多远；网桥选开销最小的路径',
    },
    values: { 0: { en: 'the sender is the root itself', zh: '发送方自己就是根网桥' } },
  },
  'stp.bridge.prio': {
    label: '网桥优先级',
    means: { en: 'priority of the bridge that sent this', zh: '发出此报文的网桥的优先级' },
  },
  'stp.bridge.ext': {
    label: '网桥系统扩展编号',
    means: {
      en: "the VLAN or instance of the sender's tree, where each has its own",
      zh: '发送方的生成树用于哪个 VLAN 或实例',
    },
  },
  'stp.bridge.hw': {
    label: '网桥 MAC 地址',
    means: { en: 'MAC address of the bridge that sent this', zh: '发出此报文的网桥的 MAC 地址' },
  },
  'stp.port': {
    label: '端口标识',
    means: { en: "priority and number of the sender's port", zh: '发送方端口的优先级和编号' },
  },
  'stp.msg_age': {
    label: '消息年龄',
    means: {
      en: 'seconds since the root sent this; each bridge on the way adds to it',
      zh: '根网桥发出此信息以来的秒数；途经的每个网桥都会累加',
    },
    values: { 0: { en: 'straight from the root', zh: '直接来自根网桥' } },
  },
  'stp.max_age': {
    label: '最大年龄',
    means: { en: 'seconds after which bridges throw this information away', zh: '多少秒后网桥丢弃此信息' },
  },
  'stp.hello': {
    label: 'Hello 间隔',
    means: { en: 'seconds between two of these messages', zh: '两次发送之间的秒数' },
  },
  'stp.forward': {
    label: '转发延迟',
    means: {
      en: 'seconds a port listens, and again learns, before it may forward',
      zh: '端口在监听和学习状态各停留的秒数，之后才能转发',
    },
  },
  'stp.version_1_length': {
    label: '版本 1 长度',
    means: {
      en: 'octets of version 1 information; there is none, so always 0',
      zh: '版本 1 信息的字节数；没有这种信息，总是 0',
    },
  },

  'lldp.tlv.type': {
    label: 'TLV 类型',
    means: { en: 'what this entry says about the device that sends it', zh: '此项说明发送设备的哪方面信息' },
    values: {
      0: { en: 'the list ends here', zh: '列表到此结束' },
      1: { en: 'which device sends this', zh: '发送此报文的是哪台设备' },
      2: { en: 'which port of the device sends this', zh: '从设备的哪个端口发出' },
      3: { en: 'how long the neighbour may believe this', zh: '邻居可以相信这些信息多久' },
      4: { en: "the port's description", zh: '端口的描述' },
      5: { en: "the device's name", zh: '设备的名称' },
      6: { en: "the device's hardware and software", zh: '设备的硬件和软件' },
      7: { en: 'what kinds of device this is: bridge, router, telephone', zh: '设备属于哪几类：网桥、路由器、电话等' },
      8: { en: 'the address the device is managed at', zh: '管理设备所用的地址' },
      127: { en: 'something an organization has defined', zh: '某个组织自定义的内容' },
    },
  },
  'lldp.tlv.len': {
    label: 'TLV 长度',
    means: { en: 'octets of information in this entry', zh: '此项内容的字节数' },
  },
  'lldp.chassis.subtype': {
    label: '设备标识类型',
    means: { en: 'what kind of name the device has here', zh: '用哪种名称标识设备' },
  },
  'lldp.chassis.id.mac': {
    label: '设备标识',
    means: {
      en: 'the device that sends this, by one of its MAC addresses',
      zh: '发送此报文的设备，用它的一个 MAC 地址表示',
    },
  },
  'lldp.chassis.id': {
    label: '设备标识',
    means: {
      en: 'the device that sends this, by the kind of name its subtype says',
      zh: '发送此报文的设备，名称的种类见标识类型',
    },
  },
  'lldp.port.subtype': {
    label: '端口标识类型',
    means: { en: 'what kind of name the port has here', zh: '用哪种名称标识端口' },
  },
  'lldp.port.id.mac': {
    label: '端口标识',
    means: { en: "the sender's port, by its MAC address", zh: '发送端口，用它的 MAC 地址表示' },
  },
  'lldp.port.id': {
    label: '端口标识',
    means: { en: "the sender's port: which cable ends here", zh: '发送端口：由此可知网线接在哪里' },
  },
  'lldp.time_to_live': {
    label: '有效时间',
    means: { en: 'seconds the neighbour keeps this unless it is sent again', zh: '若不再收到，邻居保留此信息的秒数' },
    values: { 0: { en: 'the sender goes away: forget it now', zh: '发送方即将离开：立即忘掉' } },
  },
  'lldp.port.desc': {
    label: '端口描述',
    means: { en: "the sender's port in words, often its interface name", zh: '发送端口的文字描述，常为接口名' },
  },
  'lldp.tlv.system.name': {
    label: '系统名称',
    means: { en: "the sender's name, as its administrator gave it", zh: '管理员给发送设备起的名称' },
  },
  'lldp.tlv.system.desc': {
    label: '系统描述',
    means: { en: "the sender's hardware, operating system and their versions", zh: '发送设备的硬件、操作系统及版本' },
  },
  'lldp.tlv.system_cap': {
    label: '系统能力',
    means: {
      en: 'what the device can be, a bit each: bridge, router, telephone and others',
      zh: '设备可以充当什么，每种占一位：网桥、路由器、电话等',
    },
  },
  'lldp.tlv.enable_system_cap': {
    label: '已启用的能力',
    means: { en: 'which of these the device is at the moment', zh: '其中目前已启用的能力' },
  },
  'lldp.mgn.address.subtype': {
    label: '管理地址类型',
    means: { en: 'what kind of address the management address is', zh: '管理地址是哪种地址' },
  },
  'lldp.mgn.addr.ip4': {
    label: '管理地址',
    means: { en: 'where an administrator reaches the device', zh: '管理员访问设备所用的地址' },
  },
  'lldp.orgtlv.oui': {
    label: '组织标识（OUI）',
    means: { en: 'the organization that defined what this entry says', zh: '此项内容由哪个组织定义' },
  },

  'arp.hw.type': {
    label: '硬件类型',
    means: { en: 'the kind of link-layer addresses that are asked for', zh: '询问的是哪种链路层地址' },
  },
  'arp.proto.type': {
    label: '协议类型',
    means: {
      en: 'the kind of network addresses that are resolved, as an EtherType',
      zh: '解析的是哪种网络层地址，用 EtherType 表示',
    },
  },
  'arp.hw.size': {
    label: '硬件地址长度',
    means: { en: 'octets of a link-layer address', zh: '链路层地址的字节数' },
  },
  'arp.proto.size': {
    label: '协议地址长度',
    means: { en: 'octets of a network address', zh: '网络层地址的字节数' },
  },
  'arp.opcode': {
    label: '操作码',
    means: { en: 'whether this asks or answers, and which way round', zh: '这是询问还是应答，以及询问的方向' },
    values: {
      1: {
        en: 'asks: who has the target IP address, and at which MAC address?',
        zh: '询问：谁有目标 IP 地址，MAC 地址是多少？',
      },
      2: {
        en: 'answers: the sender IP address is at the sender MAC address',
        zh: '应答：发送方 IP 地址对应发送方 MAC 地址',
      },
      3: {
        en: 'asks the other way: which IP address has the target MAC address?',
        zh: '反向询问：目标 MAC 地址对应哪个 IP 地址？',
      },
      4: {
        en: 'answers: the target MAC address has the target IP address',
        zh: '反向应答：目标 MAC 地址对应目标 IP 地址',
      },
    },
  },
  'arp.isprobe': {
    label: 'ARP 探测',
    means: {
      en: 'before it uses an address, the sender asks whether somebody has it',
      zh: '发送方在使用地址之前，询问是否已被占用',
    },
  },
  'arp.isgratuitous': {
    label: '免费 ARP',
    means: {
      en: "unasked, the sender tells its own address to correct others' tables",
      zh: '发送方主动通告自己的地址，以更新他人的邻居表',
    },
  },
  'arp.isannouncement': {
    label: 'ARP 通告',
    means: { en: 'the sender tells all that it now uses this address', zh: '发送方告诉大家自己开始使用此地址' },
  },
  'arp.src.hw_mac': {
    label: '发送方硬件地址',
    means: { en: 'who speaks: the receiver enters it in its neighbour table', zh: '谁发出的：接收方把它记入邻居表' },
  },
  'arp.src.hw': {
    label: '发送方硬件地址',
    means: {
      en: "who speaks: the sender's link-layer address, no MAC address",
      zh: '谁发出的：发送方的链路层地址，不是 MAC 地址',
    },
  },
  'arp.src.proto_ipv4': {
    label: '发送方协议地址',
    means: {
      en: "the sender's IP address, entered together with its MAC address",
      zh: '发送方的 IP 地址，与其 MAC 地址一起记入邻居表',
    },
  },
  'arp.src.proto': {
    label: '发送方协议地址',
    means: { en: "the sender's network address, no IPv4 address", zh: '发送方的网络层地址，不是 IPv4 地址' },
  },
  'arp.dst.hw_mac': {
    label: '目标硬件地址',
    means: TARGET_HARDWARE,
  },
  'arp.dst.hw': {
    label: '目标硬件地址',
    means: TARGET_HARDWARE,
  },
  'arp.dst.proto_ipv4': {
    label: '目标协议地址',
    means: {
      en: 'in a request the IP address looked for; in a reply that of the asker',
      zh: '请求中是要寻找的 IP 地址；应答中是询问者的 IP 地址',
    },
  },
  'arp.dst.proto': {
    label: '目标协议地址',
    means: {
      en: 'in a request the network address looked for; in a reply that of the asker',
      zh: '请求中是要寻找的网络层地址；应答中是询问者的地址',
    },
  },

  'pweth.cw.sequence_number': {
    label: '序列号',
    means: {
      en: 'lets the far end notice frames that were lost or overtook each other',
      zh: '让对端发现丢失或乱序的帧',
    },
    values: { 0: { en: 'the sender does not number its frames', zh: '发送方不给帧编号' } },
  },

  'cmd.type': {
    label: '类型（EtherType）',
    means: { en: 'tells the receiver which protocol follows the metadata', zh: '告诉接收方元数据后面是哪种协议' },
  },
  'cmd.version': {
    label: '版本',
    means: { en: 'version of the metadata format', zh: '元数据格式的版本' },
  },
  'cmd.length': {
    label: '长度',
    means: { en: 'how long the metadata is', zh: '元数据的长度' },
  },
  'cmd.options': {
    label: '选项',
    means: { en: 'says which metadata follows: the security group tag', zh: '说明后面是哪种元数据：安全组标签' },
  },
  'cmd.sgt': {
    label: '安全组标签（SGT）',
    means: {
      en: "the sender's security group, by which devices on the way allow or deny",
      zh: '发送者所属的安全组，途中设备据此放行或拒绝',
    },
  },
}
