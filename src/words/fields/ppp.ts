/** What the fields of PPP's control, authentication and multilink headers are for, in words. */
import type { FieldCatalogue, FieldWords, ProtocolCatalogue } from './catalogue.js'

const IDENTIFIER: FieldWords = {
  label: '标识符',
  means: { en: 'an answer has the one of its question', zh: '应答与请求的标识符相同' },
}

const LENGTH: FieldWords = {
  label: '长度',
  means: { en: 'octets of this packet, from the code on', zh: '此报文从代码开始的字节数' },
}

const OPTION_TYPE: FieldWords = {
  label: '选项类型',
  means: { en: 'what the ends are to agree on', zh: '双方要协商的内容' },
}

const OPTION_LENGTH: FieldWords = {
  label: '选项长度',
  means: { en: 'octets of this option, type and length included', zh: '此选项的字节数，包括类型和长度' },
}

const MAGIC: FieldWords = {
  label: '魔术字',
  means: { en: "a random number; one's own coming back shows a loop", zh: '随机数；收到自己的值说明链路环回' },
}

const DNS: FieldWords = {
  label: 'DNS 服务器地址',
  means: { en: 'a name server that the peer shall use', zh: '供对端使用的域名服务器' },
}

const NBNS: FieldWords = {
  label: 'NBNS 服务器地址',
  means: { en: 'a NetBIOS name server (WINS) that the peer shall use', zh: '供对端使用的 NetBIOS 名称服务器（WINS）' },
}

const MESSAGE: FieldWords = {
  label: '消息',
  means: { en: 'a text for people, with what came of it', zh: '供人阅读的结果说明' },
}

const flag = (label: string, en: string, zh: string): FieldWords => ({ label, means: { en, zh } })

export const PPP_PROTOCOLS: ProtocolCatalogue = {
  lcp: {
    title: 'PPP 链路控制协议（LCP）',
    means: {
      en: 'By it the two ends of a PPP link agree how to use it, prove that it is alive, and end it.',
      zh: 'PPP 链路两端用它协商链路的使用方式、检测链路是否存活并结束链路。',
    },
  },
  ipcp: {
    title: 'PPP IP 控制协议（IPCP）',
    means: {
      en: 'By it the ends of a PPP link agree on their IPv4 addresses and name servers; before that no IPv4 packet passes.',
      zh: 'PPP 链路两端用它协商 IPv4 地址和域名服务器；在此之前不传送 IPv4 报文。',
    },
  },
  ipv6cp: {
    title: 'PPP IPv6 控制协议（IPV6CP）',
    means: {
      en: 'By it the ends of a PPP link agree on the lower halves of their link-local addresses.',
      zh: 'PPP 链路两端用它协商链路本地地址的后一半。',
    },
  },
  ccp: {
    title: 'PPP 压缩控制协议（CCP）',
    means: {
      en: 'By it the ends of a PPP link agree on compression and, with an option of Microsoft, on encryption (MPPE).',
      zh: 'PPP 链路两端用它协商压缩，并可用微软的选项协商加密（MPPE）。',
    },
  },
  pap: {
    title: 'PPP 口令认证协议（PAP）',
    means: {
      en: 'By it the peer proves who it is, with a name and a password in the clear.',
      zh: '对端用它以明文的用户名和口令证明身份。',
    },
  },
  chap: {
    title: 'PPP 质询握手认证协议（CHAP）',
    means: {
      en: 'By it the peer proves that it knows a secret without telling it.',
      zh: '对端用它证明自己知道密钥，而不发送密钥本身。',
    },
  },
  mp: {
    title: 'PPP 多链路协议（MP）',
    means: {
      en: 'It splits packets over several PPP links and numbers the pieces, so that the far end can put them together.',
      zh: '把报文分到多条 PPP 链路上并编号，由对端重组。',
    },
  },
  bcp_bpdu: {
    title: 'PPP 桥接帧',
    means: {
      en: 'It takes a frame of a LAN across a PPP link between two bridges.',
      zh: '在两个网桥之间经 PPP 链路传送局域网的帧。',
    },
  },
  pppoes: {
    title: 'PPPoE 会话阶段',
    means: {
      en: 'It carries PPP over Ethernet and says to which session a packet belongs.',
      zh: '在以太网上承载 PPP，并说明报文属于哪个会话。',
    },
  },
  comp_data: {
    title: 'PPP 压缩数据报',
    means: {
      en: 'A packet that is compressed or encrypted as the ends agreed in CCP; nobody else can read it.',
      zh: '按 CCP 协商的方式压缩或加密的报文；其他人无法读取。',
    },
  },
}

export const PPP_FIELDS: FieldCatalogue = {
  'ppp.code': {
    label: '代码',
    means: { en: 'what this packet asks, grants, refuses or reports', zh: '此报文在请求、同意、拒绝还是报告' },
    values: {
      1: { en: 'Configure-Request: proposes the options that follow', zh: 'Configure-Request：提议后面的选项' },
      2: { en: 'Configure-Ack: accepts all that was proposed', zh: 'Configure-Ack：全部接受' },
      3: { en: 'Configure-Nak: wants other values', zh: 'Configure-Nak：要求改用其他值' },
      4: { en: 'Configure-Reject: does not know these options', zh: 'Configure-Reject：不支持这些选项' },
      5: { en: 'Terminate-Request: ends the link', zh: 'Terminate-Request：结束链路' },
      6: { en: 'Terminate-Ack: the link has ended', zh: 'Terminate-Ack：链路已结束' },
      8: { en: 'Protocol-Reject: does not speak that protocol', zh: 'Protocol-Reject：不支持该协议' },
      9: { en: 'Echo-Request: is the peer still there?', zh: 'Echo-Request：对端还在吗' },
      10: { en: 'Echo-Reply: still there', zh: 'Echo-Reply：还在' },
    },
  },
  'ppp.identifier': IDENTIFIER,
  'ppp.length': LENGTH,
  'lcp.rej_proto': {
    label: '被拒绝的协议',
    means: { en: 'the protocol that this end does not speak', zh: '本端不支持的协议' },
  },
  'lcp.magic_number': MAGIC,
  'lcp.opt.type': OPTION_TYPE,
  'lcp.opt.length': OPTION_LENGTH,
  'lcp.opt.mru': {
    label: '最大接收单元（MRU）',
    means: { en: 'the largest packet this end takes, in octets', zh: '本端能接收的最大报文，以字节计' },
  },
  'lcp.opt.asyncmap': {
    label: '异步控制字符映射',
    means: { en: 'control characters to escape on a serial line', zh: '串行线路上要转义的控制字符' },
  },
  'lcp.opt.auth_protocol': {
    label: '认证协议',
    means: { en: 'by which protocol the peer shall prove who it is', zh: '要求对端用哪种协议认证' },
  },
  'lcp.opt.algorithm': {
    label: '算法',
    means: { en: 'by which hash CHAP proves the secret', zh: 'CHAP 用哪种散列证明密钥' },
  },
  'lcp.opt.quality_protocol': {
    label: '质量协议',
    means: { en: 'by which protocol the quality of the link is reported', zh: '用哪种协议报告链路质量' },
  },
  'lcp.opt.magic_number': MAGIC,
  'lcp.opt.mrru': {
    label: '最大重组接收单元（MRRU）',
    means: { en: 'the largest packet put together of several links', zh: '由多条链路重组的最大报文' },
  },
  'lcp.opt.ep_disc_class': {
    label: '端点鉴别类别',
    means: { en: 'by what kind of address links of one peer are told', zh: '用哪类地址识别属于同一对端的链路' },
  },
  'ipcp.opt.type': OPTION_TYPE,
  'ipcp.opt.length': OPTION_LENGTH,
  'ipcp.opt.compress_proto': {
    label: 'IP 压缩协议',
    means: { en: 'by which protocol headers are compressed', zh: '用哪种协议压缩头部' },
  },
  'ipcp.opt.ip_address': {
    label: 'IP 地址',
    means: {
      en: "this end's address inside the link; 0.0.0.0 asks for one",
      zh: '本端在链路内的地址；0.0.0.0 表示请求分配',
    },
  },
  'ipcp.opt.pri_dns_address': DNS,
  'ipcp.opt.pri_nbns_address': NBNS,
  'ipcp.opt.sec_dns_address': DNS,
  'ipcp.opt.sec_nbns_address': NBNS,
  'ipv6cp.opt.type': OPTION_TYPE,
  'ipv6cp.opt.length': OPTION_LENGTH,
  'ipv6cp.interface_identifier': {
    label: '接口标识符',
    means: { en: "the lower half of this end's link-local address", zh: '本端链路本地地址的后一半' },
  },
  'ccp.opt.type': OPTION_TYPE,
  'ccp.opt.length': OPTION_LENGTH,
  'ccp.opt.supported_bits': {
    label: '支持的方式',
    means: { en: 'which encryption and compression of Microsoft', zh: '微软的哪些加密和压缩方式' },
  },
  'ccp.opt.supported_bits.h': flag('H：无状态', 'whether the key changes with each packet', '是否每个报文都更换密钥'),
  'ccp.opt.supported_bits.m': flag('M：56 位', 'encryption (MPPE) with 56 bits', '56 位加密（MPPE）'),
  'ccp.opt.supported_bits.s': flag('S：128 位', 'encryption (MPPE) with 128 bits', '128 位加密（MPPE）'),
  'ccp.opt.supported_bits.l': flag('L：40 位', 'encryption (MPPE) with 40 bits', '40 位加密（MPPE）'),
  'ccp.opt.supported_bits.d': flag('D：过时', 'obsolete, to be ignored', '已过时，应忽略'),
  'ccp.opt.supported_bits.c': flag('C：压缩', 'compression (MPPC)', '压缩（MPPC）'),
  'pap.code': {
    label: '代码',
    means: { en: 'a name with its password, or what came of it', zh: '用户名和口令，或认证结果' },
  },
  'pap.identifier': IDENTIFIER,
  'pap.length': LENGTH,
  'pap.peer_id.length': flag('用户名长度', 'octets of the name', '用户名的字节数'),
  'pap.peer_id': flag(
    '用户名',
    'who the peer says it is; the password follows in the clear',
    '对端自称的身份；其后是明文口令',
  ),
  'pap.password.length': flag('口令长度', 'octets of the password, which is not shown', '口令的字节数；口令不显示'),
  'pap.message.length': flag('消息长度', 'octets of the message', '消息的字节数'),
  'pap.message': MESSAGE,
  'chap.code': {
    label: '代码',
    means: { en: 'the challenge, its response, or what came of it', zh: '质询、响应或认证结果' },
  },
  'chap.identifier': IDENTIFIER,
  'chap.length': LENGTH,
  'chap.value_size': flag('值的长度', 'octets of the value', '值的字节数'),
  'chap.value': flag('值', 'the challenge, or the hash over it and the secret', '质询，或质询与密钥的散列'),
  'chap.name': flag('名称', 'who sends this', '发送者的名称'),
  'chap.message': MESSAGE,
  'mp.frag': flag('分片', 'first flag, last flag and class in one octet', '首片标志、末片标志和类别'),
  'mp.first': flag('B：首片', 'whether a packet begins here', '是否从此处开始一个报文'),
  'mp.last': flag('E：末片', 'whether a packet ends here', '报文是否在此处结束'),
  'mp.sequence_num_cls': flag('类别', 'numbers of each class count apart', '各类别分别计数'),
  'mp.sequence_num_reserved': flag('保留位', 'reserved, zero', '保留，为零'),
  'mp.seq': flag('序号', 'puts the fragments of all links in order', '给各链路上的分片排序'),
  'bcp_bpdu.flags': flag('标志', 'how the frame is carried', '帧的承载方式'),
  'bcp_bpdu.flags.fcs_present': flag(
    'F：含 FCS',
    "whether the frame's own checksum follows it",
    '帧后是否带有其校验和',
  ),
  'bcp_bpdu.flags.zeropad': flag(
    'Z：零填充',
    'whether the receiver must pad the frame again',
    '接收方是否须重新填充帧',
  ),
  'bcp_bpdu.flags.bcontrol': flag('B：网桥控制', 'whether the frame is of the spanning tree', '是否为生成树的帧'),
  'bcp_bpdu.pads': flag('填充数', 'octets of padding behind the frame', '帧后填充的字节数'),
  'bcp_bpdu.mac_type': flag('MAC 类型', 'which kind of LAN the frame is from', '帧来自哪种局域网'),
}
