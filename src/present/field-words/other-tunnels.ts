/**
 * What the fields of the tunnels besides VXLAN and GRE are for, in words: EtherIP, GTP, L2TP, GUE, Teredo, TZSP, LISP,
 * CAPWAP, AYIYA, and tags of port extenders.
 */
import type { Words } from '../language.js'
import type { FieldCatalogue } from './field-words.js'

const RESERVED: Words = { en: 'must be 0 when sent, ignored when received', zh: '发送时必须为 0，接收时忽略' }

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
}
