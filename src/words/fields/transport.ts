/** What the fields of UDP and TCP are for, in words. */
import type { Words } from '../language.js'
import type { FieldCatalogue, ProtocolCatalogue } from './catalogue.js'

const CHECKSUM: Words = {
  en: 'over addresses, header and data; under offload only a seed',
  zh: '覆盖地址、头部和数据；启用卸载时只是一个初值',
}

export const TRANSPORT_PROTOCOLS: ProtocolCatalogue = {
  tcp: {
    title: '传输控制协议（TCP）',
    means: {
      en: 'It gives two applications a connection in which nothing is lost and everything stays in order.',
      zh: '为两个应用提供不丢失、不乱序的连接。',
    },
  },
  udp: {
    title: '用户数据报协议（UDP）',
    means: {
      en: 'It takes single messages from application to application; a tunnel chooses the source port by the inner flow, so that routers spread flows over paths.',
      zh: '在应用之间传送单个消息；隧道按内层流选择源端口，让路由器把不同的流分散到多条路径。',
    },
  },
}

export const TRANSPORT_FIELDS: FieldCatalogue = {
  'udp.srcport': {
    label: '源端口',
    means: {
      en: "the sender's port; a VTEP puts the inner flow's hash here",
      zh: '发送方的端口；VTEP 在此填入内层流的哈希值',
    },
  },
  'udp.dstport': {
    label: '目的端口',
    means: {
      en: 'which program of the receiver gets it; tells tunnels apart',
      zh: '交给接收方的哪个程序；也由此认出是哪种隧道',
    },
    values: {
      53: { en: 'DNS: a question to a name server', zh: 'DNS：向域名服务器查询' },
      67: { en: 'DHCP: a host speaks to a server or relay', zh: 'DHCP：主机发给服务器或中继' },
      68: { en: 'DHCP: a server speaks to a host', zh: 'DHCP：服务器发给主机' },
      546: { en: 'DHCPv6: a server speaks to a host', zh: 'DHCPv6：服务器发给主机' },
      547: { en: 'DHCPv6: a host speaks to a server or relay', zh: 'DHCPv6：主机发给服务器或中继' },
      4754: { en: 'GRE in UDP (RFC 8086)', zh: 'UDP 承载的 GRE（RFC 8086）' },
      4789: { en: 'VXLAN, by its RFC; the receiving VTEP listens here', zh: 'VXLAN 的标准端口；接收方 VTEP 在此监听' },
      4790: { en: 'VXLAN-GPE: VXLAN with a next protocol', zh: 'VXLAN-GPE：带有下一协议字段的 VXLAN' },
      5353: { en: 'mDNS: names asked for on the link', zh: 'mDNS：在链路上查询名称' },
      6081: { en: 'Geneve: the receiving tunnel end listens here', zh: 'Geneve：接收方隧道端点在此监听' },
      6635: { en: 'MPLS in UDP (RFC 7510)', zh: 'UDP 承载的 MPLS（RFC 7510）' },
      8285: { en: "flannel's UDP backend: a bare IP packet follows", zh: 'flannel 的 UDP 后端：后面直接是 IP 报文' },
      8472: {
        en: "VXLAN at Linux's own default port, as flannel and Cilium use it",
        zh: 'VXLAN，Linux 自己的默认端口，flannel 和 Cilium 使用',
      },
    },
  },
  'udp.length': {
    label: '长度',
    means: { en: 'octets of UDP header and data', zh: 'UDP 头部和数据的字节数' },
    values: {
      0: {
        en: 'longer than the field can say: a jumbogram, or uncut by offload',
        zh: '超出此字段的范围：巨型报文，或卸载尚未切分',
      },
      8: { en: 'the header alone, without data', zh: '只有头部，没有数据' },
    },
  },
  'udp.checksum': {
    label: '校验和',
    means: CHECKSUM,
    values: {
      0: {
        en: 'none; RFC 7348 advises VXLAN so; over IPv6 only tunnels may',
        zh: '未计算；RFC 7348 建议 VXLAN 如此；在 IPv6 上只有隧道可以',
      },
      65535: { en: 'a computed sum of zero is sent like this', zh: '计算结果为零时以此值发送' },
    },
  },

  'tcp.srcport': {
    label: '源端口',
    means: { en: "the sender's port; answers go back to it", zh: '发送方的端口；应答发回到这里' },
  },
  'tcp.dstport': {
    label: '目的端口',
    means: { en: "which of the receiver's programs or connections gets it", zh: '交给接收方的哪个程序或连接' },
    values: {
      179: { en: 'BGP; EVPN tells VTEPs remote MAC addresses by it', zh: 'BGP；EVPN 用它向 VTEP 通告远端 MAC 地址' },
    },
  },
  'tcp.seq_raw': {
    label: '序列号',
    means: {
      en: "where this data stands in the sender's stream of octets",
      zh: '这些数据在发送方字节流中的位置',
    },
  },
  'tcp.ack_raw': {
    label: '确认号',
    means: { en: 'the next octet expected: all before it has arrived', zh: '期望收到的下一个字节：之前的都已收到' },
  },
  'tcp.hdr_len': {
    label: '数据偏移',
    means: { en: 'octets of the header with its options; data follows', zh: '头部连同选项的字节数；其后是数据' },
    values: { 20: { en: 'no options', zh: '没有选项' } },
  },
  'tcp.flags': {
    label: '控制位',
    means: {
      en: 'what the segment does: opens, acknowledges, closes, resets',
      zh: '报文段的作用：建立、确认、关闭或复位',
    },
    values: {
      2: { en: 'SYN: asks to open a connection', zh: 'SYN：请求建立连接' },
      4: { en: 'RST: breaks the connection off', zh: 'RST：中断连接' },
      16: { en: 'ACK: acknowledges; may carry data', zh: 'ACK：确认；可以带数据' },
      17: { en: 'FIN, ACK: the sender has no more data', zh: 'FIN、ACK：发送方没有更多数据' },
      18: { en: 'SYN, ACK: agrees to open the connection', zh: 'SYN、ACK：同意建立连接' },
      20: { en: 'RST, ACK: refuses or breaks off the connection', zh: 'RST、ACK：拒绝或中断连接' },
      24: { en: 'PSH, ACK: hand over what has arrived', zh: 'PSH、ACK：把已收到的数据交给程序' },
      25: { en: 'FIN, PSH, ACK: the last data of the sender', zh: 'FIN、PSH、ACK：发送方最后的数据' },
      82: { en: 'SYN, ACK, ECE: agrees to open and to use ECN', zh: 'SYN、ACK、ECE：同意建立连接并使用 ECN' },
      194: { en: 'SYN, ECE, CWR: asks to open and offers ECN', zh: 'SYN、ECE、CWR：请求建立连接并提出使用 ECN' },
    },
  },
  'tcp.flags.res': {
    label: '保留位',
    means: { en: 'reserved for later use', zh: '保留给将来使用' },
    values: {
      0: { en: 'zero, as RFC 9293 demands', zh: '为零，符合 RFC 9293' },
      1: { en: 'not all zero, against RFC 9293', zh: '不全为零，不符合 RFC 9293' },
    },
  },
  'tcp.flags.ae': {
    label: 'AE：精确 ECN',
    means: {
      en: 'offers accurate ECN when opening; later part of its counter',
      zh: '建立连接时提出精确 ECN；之后是其计数器的一位',
    },
    values: {
      0: { en: 'no accurate ECN, or a zero in its counter', zh: '不用精确 ECN，或其计数器的这一位为零' },
      1: { en: 'accurate ECN: offered in a SYN, counted later', zh: '精确 ECN：SYN 中表示提出，之后表示计数' },
    },
  },
  'tcp.flags.cwr': {
    label: 'CWR：拥塞窗口已减小',
    means: { en: 'tells the receiver that the sender heard of congestion', zh: '告诉接收方：发送方已得知拥塞' },
    values: {
      0: { en: 'no word of slowing down', zh: '没有减速的通知' },
      1: { en: 'the sender has slowed down; in a SYN: offers ECN', zh: '发送方已减速；在 SYN 中表示提出 ECN' },
    },
  },
  'tcp.flags.ece': {
    label: 'ECE：ECN 回显',
    means: { en: 'tells the sender that a router marked congestion', zh: '告诉发送方：有路由器标记了拥塞' },
    values: {
      0: { en: 'no congestion mark to report', zh: '没有拥塞标记要报告' },
      1: { en: 'a congestion mark has arrived; in a SYN: knows ECN', zh: '收到了拥塞标记；在 SYN 中表示支持 ECN' },
    },
  },
  'tcp.flags.urg': {
    label: 'URG：紧急指针有效',
    means: { en: 'whether the urgent pointer counts', zh: '紧急指针是否有效' },
    values: {
      0: { en: 'the urgent pointer does not count', zh: '紧急指针无效' },
      1: { en: 'urgent data; the pointer tells where it ends', zh: '有紧急数据；指针给出其结尾' },
    },
  },
  'tcp.flags.ack': {
    label: 'ACK：确认号有效',
    means: { en: 'whether the acknowledgment number counts', zh: '确认号是否有效' },
    values: {
      0: {
        en: 'acknowledges nothing: right in a first SYN or a reset',
        zh: '不确认任何数据：只有首个 SYN 或复位报文才应如此',
      },
      1: { en: 'the acknowledgment number counts', zh: '确认号有效' },
    },
  },
  'tcp.flags.push': {
    label: 'PSH：推送',
    means: { en: 'whether data should reach the program without delay', zh: '数据是否应立即交给程序' },
    values: {
      0: { en: 'the receiver may wait for more data', zh: '接收方可以等待更多数据' },
      1: { en: 'hand over what has arrived, do not wait', zh: '不必等待，交出已收到的数据' },
    },
  },
  'tcp.flags.reset': {
    label: 'RST：复位连接',
    means: { en: 'whether the connection is broken off', zh: '是否中断连接' },
    values: {
      0: { en: 'the connection is not broken off', zh: '不中断连接' },
      1: { en: 'refused or broken off: nothing more follows', zh: '被拒绝或中断：不再有后续' },
    },
  },
  'tcp.flags.syn': {
    label: 'SYN：同步序列号',
    means: { en: 'whether this opens the connection', zh: '是否用于建立连接' },
    values: {
      0: { en: 'the connection is not being opened', zh: '不是在建立连接' },
      1: {
        en: "opens: the sender's numbering starts from this sequence number",
        zh: '建立连接：发送方从这个序列号开始编号',
      },
    },
  },
  'tcp.flags.fin': {
    label: 'FIN：数据结束',
    means: { en: "whether the sender's data ends here", zh: '发送方的数据是否到此为止' },
    values: {
      0: { en: 'the sender may send more', zh: '发送方还可能继续发送' },
      1: { en: 'the sender closes: no more data from it', zh: '发送方关闭：不再发送数据' },
    },
  },
  'tcp.window_size_value': {
    label: '窗口',
    means: {
      en: 'how much more it can take; scaled if agreed, never in SYNs',
      zh: '还能接收多少；若已商定则须放大，SYN 中除外',
    },
    values: {
      0: {
        en: 'no room: the peer must wait; in a reset meaningless',
        zh: '没有空间：对端须等待；在复位报文中没有意义',
      },
    },
  },
  'tcp.checksum': { label: '校验和', means: CHECKSUM },
  'tcp.urgent_pointer': {
    label: '紧急指针',
    means: {
      en: 'where urgent data ends, counted from the sequence number; with URG',
      zh: '紧急数据的结尾，从序列号算起；仅在 URG 置位时有效',
    },
  },
  'tcp.option_kind': {
    label: '选项类型',
    means: { en: 'which option this is', zh: '这是哪个选项' },
    values: {
      0: { en: 'end of option list', zh: '选项列表结束' },
      1: { en: 'no operation: fills up to the next option', zh: '空操作：填充到下一个选项' },
      2: { en: 'maximum segment size: the largest segment it takes', zh: '最大报文段长度：能接收的最大报文段' },
      3: { en: 'window scale: allows windows above 64 KiB', zh: '窗口扩大：允许超过 64 KiB 的窗口' },
      4: { en: 'SACK permitted: the peer may acknowledge single blocks', zh: '允许 SACK：对端可以确认单个数据块' },
      5: { en: 'SACK: blocks that arrived behind a gap', zh: 'SACK：缺口之后已收到的数据块' },
      8: { en: 'timestamps: measure round trips, tell old duplicates', zh: '时间戳：测量往返时间，识别旧的重复报文' },
      19: { en: 'MD5 signature, mostly of BGP', zh: 'MD5 签名，主要用于 BGP' },
      28: { en: 'user timeout: how long data may stay unacknowledged', zh: '用户超时：数据可以多久未被确认' },
      29: { en: 'authentication (TCP-AO): a keyed hash of the segment', zh: '认证（TCP-AO）：报文段的带密钥哈希' },
      30: { en: 'multipath TCP: one connection over several paths', zh: '多路径 TCP：一个连接使用多条路径' },
      34: { en: 'fast open cookie: data in a SYN', zh: '快速打开 Cookie：在 SYN 中带数据' },
    },
  },
  'tcp.option_len': {
    label: '选项长度',
    means: { en: 'octets of this option, kind and length included', zh: '此选项的字节数，包括类型和长度' },
  },
  'tcp.options.mss_val': {
    label: '最大报文段长度（MSS）',
    means: {
      en: 'octets of data per segment it takes; tunnels call for less',
      zh: '每个报文段能接收的数据字节数；经过隧道时须更小',
    },
  },
  'tcp.options.wscale.shift': {
    label: '窗口扩大位数',
    means: { en: "bits to shift the sender's windows left, SYNs excepted", zh: '发送方的窗口值要左移的位数，SYN 除外' },
    values: { 0: { en: 'its own windows unscaled, but knows scaling', zh: '自己的窗口不放大，但支持窗口扩大' } },
  },
  'tcp.options.sack_le': {
    label: '数据块左边界',
    means: { en: 'first octet of a block received out of order or twice', zh: '乱序或重复收到的数据块的第一个字节' },
  },
  'tcp.options.sack_re': {
    label: '数据块右边界',
    means: { en: 'the octet right after that block', zh: '紧接该数据块之后的字节' },
  },
  'tcp.options.timestamp.tsval': {
    label: '时间戳值',
    means: { en: "the sender's clock; the peer sends it back", zh: '发送方的时钟；由对端送回' },
  },
  'tcp.options.timestamp.tsecr': {
    label: '时间戳回显',
    means: { en: "the peer's timestamp sent back: gives the round trip", zh: '送回的对端时间戳：由此得到往返时间' },
  },
  'tcp.options.md5.digest': {
    label: 'MD5 摘要',
    means: { en: 'proves that the sender knows the shared password', zh: '证明发送方知道共享的密码' },
  },
  'tcp.options.user_to_granularity': {
    label: 'G：以分钟为单位',
    means: { en: 'the unit of the timeout that follows', zh: '后面超时值的单位' },
    values: {
      0: { en: 'the timeout is in seconds', zh: '超时以秒为单位' },
      1: { en: 'the timeout is in minutes', zh: '超时以分钟为单位' },
    },
  },
  'tcp.options.user_to_val': {
    label: '用户超时',
    means: { en: 'how long the sender lets data go unacknowledged', zh: '发送方允许数据多久不被确认' },
  },
  'tcp.options.ao.keyid': {
    label: '密钥编号',
    means: { en: 'which key made the MAC of this segment', zh: '此报文段的 MAC 由哪个密钥生成' },
  },
  'tcp.options.ao.rnextkeyid': {
    label: '希望接收的下一密钥编号',
    means: { en: 'which key the peer should use for its next segments', zh: '对端在下面的报文段中应使用哪个密钥' },
  },
  'tcp.options.ao.mac': {
    label: '消息认证码（MAC）',
    means: { en: 'a keyed hash: shows that nobody changed the segment', zh: '带密钥的哈希：表明报文段未被改动' },
  },
  'tcp.options.mptcp.subtype': {
    label: '子类型',
    means: { en: 'what it tells about the multipath connection', zh: '说明多路径连接的哪件事' },
    values: {
      0: { en: 'MP_CAPABLE: offers or agrees to use several paths', zh: 'MP_CAPABLE：提出或同意使用多条路径' },
      1: { en: 'MP_JOIN: adds this path to a connection', zh: 'MP_JOIN：把此路径加入一个连接' },
      2: { en: 'DSS: where the data stands in the whole connection', zh: 'DSS：数据在整个连接中的位置' },
      3: { en: 'ADD_ADDR: one more address of the sender', zh: 'ADD_ADDR：发送方的另一个地址' },
      4: { en: 'REMOVE_ADDR: an address is no longer of use', zh: 'REMOVE_ADDR：某个地址不再可用' },
      5: { en: 'MP_PRIO: whether this path is only a spare', zh: 'MP_PRIO：此路径是否只作备用' },
      6: { en: 'MP_FAIL: something on the way changed the data', zh: 'MP_FAIL：途中有设备改动了数据' },
      7: { en: 'MP_FASTCLOSE: breaks off all paths at once', zh: 'MP_FASTCLOSE：立即中断所有路径' },
      8: { en: 'MP_TCPRST: why this path is reset', zh: 'MP_TCPRST：此路径被复位的原因' },
      15: { en: 'MP_EXPERIMENTAL: for private experiments', zh: 'MP_EXPERIMENTAL：用于私有试验' },
    },
  },
  'tcp.options.tfo.cookie': {
    label: '快速打开 Cookie',
    means: { en: 'lets later SYNs to the same server carry data', zh: '使以后发往同一服务器的 SYN 可以带数据' },
  },
  'tcp.options.unknown.payload': {
    label: '选项数据',
    means: { en: 'data of an option that is not taken apart', zh: '未进一步解析的选项数据' },
  },
}
