/** What the fields in front of encrypted or compressed data are for: IPsec, WireGuard, OpenVPN, MACsec, DTLS. */
import type { FieldCatalogue, ProtocolCatalogue } from './catalogue.js'

export const SECURED_PROTOCOLS: ProtocolCatalogue = {
  esp: {
    title: '封装安全载荷（ESP）',
    means: {
      en: 'It encrypts what it carries between two ends of an IPsec tunnel; only they can tell what is inside.',
      zh: '在 IPsec 的两端之间加密所承载的内容；只有两端知道里面是什么。',
    },
  },
  ipcomp: {
    title: 'IP 载荷压缩（IPComp）',
    means: {
      en: 'It carries the packet in fewer octets; what they mean only who unpacks them can tell.',
      zh: '以更少的字节承载报文；内容要解压后才能知道。',
    },
  },
  udpencap: {
    title: 'IPsec 的 UDP 封装',
    means: {
      en: 'It takes IPsec through a NAT, which passes UDP alone; key exchange and encrypted packets share the port.',
      zh: '让 IPsec 穿过只放行 UDP 的 NAT；密钥交换和加密报文共用一个端口。',
    },
  },
  wg: {
    title: 'WireGuard',
    means: {
      en: 'It encrypts IP packets between two peers; only they can tell what is inside.',
      zh: '在两个对端之间加密 IP 报文；只有它们知道里面是什么。',
    },
  },
  openvpn: {
    title: 'OpenVPN',
    means: {
      en: 'It encrypts packets or frames between a client and its server; only they can tell what is inside.',
      zh: '在客户端与服务器之间加密报文或帧；只有两端知道里面是什么。',
    },
  },
  macsec: {
    title: 'MAC 安全（MACsec）',
    means: {
      en: 'It protects a frame on one link, and encrypts it as a rule: then only the device at the other end can read it.',
      zh: '在一段链路上保护帧，通常还会加密：此时只有链路另一端的设备能读取。',
    },
  },
  dtls: {
    title: '数据报传输层安全（DTLS）',
    means: {
      en: 'It encrypts what goes between an access point and its controller; only they can tell what is inside.',
      zh: '加密无线接入点与控制器之间的内容；只有两端知道里面是什么。',
    },
  },
}

export const SECURED_FIELDS: FieldCatalogue = {
  'esp.spi': {
    label: '安全参数索引（SPI）',
    means: { en: "the receiver's number for this direction's keys", zh: '接收方为此方向的密钥所编的号' },
  },
  'esp.sequence': {
    label: '序列号',
    means: {
      en: 'counts the packets; the receiver drops what it has had before',
      zh: '报文编号；接收方丢弃重复的报文',
    },
  },
  'ipcomp.next_header': {
    label: '下一头部',
    means: { en: 'what stands there once it is unpacked', zh: '解压后的内容是什么协议' },
  },
  'ipcomp.flags': {
    label: '标志位',
    means: { en: 'must be 0 when sent, ignored when received', zh: '发送时必须为 0，接收时忽略' },
  },
  'ipcomp.cpi': {
    label: '压缩参数索引（CPI）',
    means: {
      en: 'how to unpack it: a known method below 64, else as the ends agreed',
      zh: '解压方法：小于 64 为公认算法，其他由两端协商',
    },
  },
  'udpencap.marker': {
    label: '非 ESP 标记',
    means: {
      en: 'in the place of an SPI, which is never 0: key exchange (IKE) follows',
      zh: '位于 SPI 的位置，而 SPI 不会为 0：后面是密钥交换（IKE）',
    },
  },
  'udpencap.keepalive': {
    label: 'NAT 保活',
    means: { en: 'keeps the entry in the NAT; the receiver ignores it', zh: '保持 NAT 表项；接收方忽略此报文' },
  },
  'wg.type': {
    label: '类型',
    means: { en: 'whether keys are agreed on, or data follow', zh: '是协商密钥，还是承载数据' },
  },
  'wg.reserved': { label: '保留', means: { en: 'always 0', zh: '恒为 0' } },
  'wg.sender': { label: '发送方编号', means: { en: "the sender's number for the session", zh: '发送方给会话的编号' } },
  'wg.receiver': {
    label: '接收方编号',
    means: {
      en: "the receiver's number for the session, by which it finds the keys",
      zh: '接收方给会话的编号，用来找到密钥',
    },
  },
  'wg.counter': {
    label: '计数器',
    means: {
      en: 'counts the packets; the receiver drops what it has had before',
      zh: '报文编号；接收方丢弃重复的报文',
    },
  },
  'openvpn.type': {
    label: '操作码与密钥编号',
    means: { en: 'opcode and key ID together', zh: '操作码和密钥编号的整体' },
  },
  'openvpn.opcode': {
    label: '操作码',
    means: { en: 'whether the session is set up, or data follow', zh: '是建立会话，还是承载数据' },
  },
  'openvpn.keyid': {
    label: '密钥编号',
    means: { en: 'which of the keys of the session is used', zh: '使用会话的哪个密钥' },
  },
  'openvpn.peerid': {
    label: '对端编号',
    means: {
      en: 'by which the server knows a client whose address has changed',
      zh: '客户端地址改变后，服务器用它识别客户端',
    },
  },
  'openvpn.sessionid': {
    label: '会话编号',
    means: { en: "the sender's number for the session, a random one", zh: '发送方给会话的随机编号' },
  },
  'macsec.TCI': {
    label: '标签控制信息（TCI）',
    means: { en: 'all flag bits together; each is also shown by itself', zh: '所有标志位的整体，各位另有说明' },
  },
  'macsec.TCI.V': {
    label: 'V：版本',
    means: { en: 'version of the tag; there is only version 0', zh: '标签的版本；只有版本 0' },
  },
  'macsec.TCI.ES': {
    label: 'ES：终端站',
    means: { en: 'whether the source MAC address names the sender', zh: '源 MAC 地址是否标识发送方' },
  },
  'macsec.TCI.SC': {
    label: 'SC：带有 SCI',
    means: { en: 'whether the identifier of the channel is there', zh: '是否带有安全通道标识' },
  },
  'macsec.TCI.SCB': {
    label: 'SCB：单拷贝广播',
    means: { en: 'whether the frame is a broadcast of a passive optical network', zh: '是否为无源光网络中的广播' },
  },
  'macsec.TCI.E': {
    label: 'E：加密',
    means: { en: 'whether the data are encrypted', zh: '数据是否加密' },
    values: {
      0: { en: 'the data stand there in the clear', zh: '数据为明文' },
      1: { en: 'only the other end of the link can read the data', zh: '只有链路另一端能读取数据' },
    },
  },
  'macsec.TCI.C': {
    label: 'C：内容已变',
    means: { en: 'whether the data were changed by the cipher', zh: '数据是否被密码算法改变' },
  },
  'macsec.AN': {
    label: 'AN：关联编号',
    means: { en: 'which of the keys of the channel is used', zh: '使用通道的哪个密钥' },
  },
  'macsec.SL': {
    label: 'SL：短长度',
    means: { en: 'octets of data, where they are fewer than 48', zh: '数据少于 48 字节时的字节数' },
    values: { 0: { en: '48 octets of data or more', zh: '数据不少于 48 字节' } },
  },
  'macsec.PN': {
    label: 'PN：报文编号',
    means: { en: 'counts the frames; the receiver drops what it has had before', zh: '帧编号；接收方丢弃重复的帧' },
  },
  'macsec.SCI.system_identifier': {
    label: 'SCI：系统标识',
    means: { en: 'the MAC address of the sending device', zh: '发送设备的 MAC 地址' },
  },
  'macsec.SCI.port_identifier': { label: 'SCI：端口标识', means: { en: 'which port of it', zh: '该设备的哪个端口' } },
  'macsec.etype': { label: '数据的以太类型', means: { en: 'what the protected data are', zh: '受保护数据的协议类型' } },
  'dtls.record.content_type': {
    label: '内容类型',
    means: { en: 'whether keys are agreed on, or data follow', zh: '是协商密钥，还是承载数据' },
  },
  'dtls.record.version': {
    label: '版本',
    means: {
      en: 'version of DTLS; a hello says an older one than it means',
      zh: 'DTLS 版本；hello 报文中写的比实际使用的旧',
    },
  },
  'dtls.record.epoch': {
    label: '纪元',
    means: { en: 'counts the changes of keys', zh: '密钥更换的次数' },
    values: { 0: { en: 'before any keys were agreed on', zh: '尚未协商出密钥' } },
  },
  'dtls.record.sequence_number': {
    label: '序列号',
    means: { en: 'counts the records of an epoch', zh: '一个纪元内记录的编号' },
  },
  'dtls.record.length': { label: '长度', means: { en: 'octets behind this header', zh: '此头部之后的字节数' } },
}
