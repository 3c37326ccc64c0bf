/** What the fields of the headers that capturing machines put in front of packets are for, in words. */
import type { FieldCatalogue, FieldWords, ProtocolCatalogue } from './catalogue.js'

const field = (label: string, en: string, zh: string): FieldWords => ({ label, means: { en, zh } })

export const CAPTURE_PROTOCOLS: ProtocolCatalogue = {
  pktap: {
    title: 'PKTAP 报文头部',
    means: {
      en: "Apple's systems put it in front of each captured packet; it tells the interface and the process.",
      zh: '苹果系统在每个捕获的报文前写入它，说明接口和进程。',
    },
  },
  nflog: {
    title: 'Linux Netfilter 日志（NFLOG）',
    means: {
      en: 'A rule of the firewall logged this packet; the attributes tell where on its way through the machine.',
      zh: '防火墙规则记录了此报文；各属性说明它在本机处理过程的哪一处。',
    },
  },
  ipnet: {
    title: 'Solaris IPNET',
    means: {
      en: 'Solaris puts it in front of IP packets that pass within a machine, between its zones.',
      zh: 'Solaris 在本机各区域之间的 IP 报文前写入它。',
    },
  },
  juniper: {
    title: 'Juniper 捕获头部',
    means: {
      en: 'JunOS puts it in front of each packet that it captures; it tells the direction.',
      zh: 'JunOS 在每个捕获的报文前写入它，说明方向。',
    },
  },
}

export const CAPTURE_FIELDS: FieldCatalogue = {
  'pktap.hdrlen': field('头部长度', 'octets of this header', '此头部的字节数'),
  'pktap.rectype': field('记录类型', 'whether a packet follows', '后面是否有报文'),
  'pktap.dlt': field('链路类型', 'how the packet behind this header begins', '此头部之后的报文以什么开头'),
  'pktap.ifname': field('接口名', 'the interface that the packet passed', '报文经过的接口'),
  'pktap.flags': field('标志', 'direction and more, for Apple alone', '方向等，仅苹果使用'),
  'pktap.pfamily': field('协议族', "the packet's protocol by Apple's number", '报文的协议，按苹果的编号'),
  'pktap.llhdrlen': field('链路层头部长度', 'octets of the link header that follows', '后面链路层头部的字节数'),
  'pktap.lltrlrlen': field('链路层尾部长度', 'octets behind the packet', '报文之后的字节数'),
  'pktap.pid': field('进程标识', 'the process that sent or receives the packet', '收发此报文的进程'),
  'pktap.cmdname': field('命令名', "that process's name", '该进程的名称'),
  'pktap.svc_class': field('服务等级', 'how urgent the sender called it', '发送方指定的紧急程度'),
  'pktap.iftype': field('接口类型', 'what kind of interface it is', '接口的种类'),
  'pktap.ifunit': field('接口编号', 'the number in its name', '接口名中的编号'),
  'pktap.epid': field('实际进程标识', 'the process on whose behalf it was sent', '委托发送的进程'),
  'pktap.ecmdname': field('实际命令名', "that process's name", '该进程的名称'),
  'nflog.family': field('协议族', 'which table of netfilter logged the packet', '由 netfilter 的哪类表记录'),
  'nflog.version': field('版本', 'the version of this header; 0 is the only one', '此头部的版本；只有 0'),
  'nflog.res_id': field('资源标识', 'the group that the rule logs to', '规则记录到的组'),
  'nflog.tlv_length': field('长度', 'octets of the attribute, with this head', '属性的字节数，包括此头'),
  'nflog.tlv_type': field('类型', 'what the attribute tells of the packet', '属性说明报文的哪一方面'),
  'nflog.protocol': field('硬件协议', 'the EtherType of the packet', '报文的以太网类型'),
  'nflog.hook': field('钩子', 'where on its way through the machine it was logged', '在本机处理过程的哪一处被记录'),
  'nflog.ifindex_indev': field('入接口编号', 'the interface it came in by', '进入的接口'),
  'nflog.ifindex_outdev': field('出接口编号', 'the interface it goes out by', '送出的接口'),
  'nflog.prefix': field('前缀', "the rule's own text", '规则中写的文字'),
  'ipnet.version': field('版本', 'the version of this header', '此头部的版本'),
  'ipnet.family': field('地址族', 'IPv4 or IPv6', 'IPv4 或 IPv6'),
  'ipnet.htype': field('钩子类型', 'inbound, outbound, or between zones', '进入、送出或在区域之间'),
  'ipnet.pktlen': field('数据长度', 'octets of the packet', '报文的字节数'),
  'ipnet.ifindex': field('接口编号', 'the interface that the packet passed', '报文经过的接口'),
  'ipnet.grifindex': field('组接口编号', 'the group of interfaces that it belongs to', '所属的接口组'),
  'ipnet.zsrc': field('源区域', 'the zone that sent', '发送的区域'),
  'ipnet.zdst': field('目的区域', 'the zone that receives', '接收的区域'),
  'juniper.magic-number': field('魔术字', 'shows that JunOS wrote this', '说明由 JunOS 写入'),
  'juniper.l2hdr': field('链路层头部', 'whether a link header follows', '后面是否有链路层头部'),
  'juniper.direction': field('方向', 'whether the router received or sent it', '路由器接收还是发送'),
  'juniper.proto': field('协议', 'what follows where no link header does', '没有链路层头部时后面是什么'),
}
