/** What the fields of applications are for, in words: those of DNS, DHCP, TLS and HTTP that people look for. */
import type { FieldCatalogue, ProtocolCatalogue } from './catalogue.js'

export const APPLICATION_PROTOCOLS: ProtocolCatalogue = {
  dns: {
    title: '域名系统（DNS）',
    means: {
      en: 'It asks a name server what belongs to a name, most often the IP address, and brings the answer.',
      zh: '向域名服务器查询某个名称对应的内容（多为 IP 地址），并带回应答。',
    },
  },
  dhcp: {
    title: '动态主机配置协议（DHCP）',
    means: {
      en: 'It gives a host its address and what else it needs to take part in the network.',
      zh: '为主机分配地址以及接入网络所需的其他参数。',
    },
  },
  tls: {
    title: '传输层安全（TLS）',
    means: {
      en: "It opens an encrypted connection; the client's first message still tells in the clear which server is wanted.",
      zh: '用来建立加密连接；客户端的第一条消息仍以明文说明要访问哪台服务器。',
    },
  },
  http: {
    title: '超文本传输协议（HTTP）',
    means: {
      en: 'It asks a server for something, or brings what it answers; the first line says what.',
      zh: '向服务器请求资源，或带回服务器的响应；第一行说明其内容。',
    },
  },
  mdns: {
    title: '多播域名系统（mDNS）',
    means: {
      en: 'It asks all devices of a link for names and services, and announces them, without any server.',
      zh: '无需服务器，向链路上的所有设备查询名称和服务，也用来宣告它们。',
    },
  },
  llmnr: {
    title: '链路本地多播名称解析（LLMNR）',
    means: {
      en: 'It asks the neighbours on the link for a name when no name server knows it, as Windows does.',
      zh: '域名服务器不知道某个名称时，向链路上的邻居查询，Windows 就是这样做的。',
    },
  },
}

export const APPLICATION_FIELDS: FieldCatalogue = {
  'dns.id': {
    label: '标识',
    means: { en: 'the answer has that of its question', zh: '应答与其查询的标识相同' },
  },
  'dns.flags.response': {
    label: 'QR：应答',
    means: { en: 'whether it is a question or an answer', zh: '是查询还是应答' },
    values: {
      0: { en: 'a question', zh: '查询' },
      1: { en: 'an answer', zh: '应答' },
    },
  },
  'dns.flags.opcode': {
    label: '操作码',
    means: { en: 'what is asked for: most often that names be looked up', zh: '请求的操作，多为查询名称' },
    values: {
      0: { en: 'a name is looked up', zh: '查询名称' },
      4: {
        en: 'a zone has changed: secondary servers are told (RFC 1996)',
        zh: '区域已更改：通知从服务器（RFC 1996）',
      },
      5: { en: 'records are to be changed (RFC 2136)', zh: '请求更改记录（RFC 2136）' },
    },
  },
  'dns.flags.rcode': {
    label: '应答码',
    means: { en: 'whether the question could be answered, or why not', zh: '查询是否成功，或失败的原因' },
    values: {
      0: { en: 'no error; there may be no record of that type all the same', zh: '没有错误，但仍可能没有该类型的记录' },
      1: { en: 'the server did not understand the question', zh: '服务器无法理解此查询' },
      2: {
        en: 'the server failed, often because it reached no other one',
        zh: '服务器出错，常因其无法联系到其他服务器',
      },
      3: { en: 'there is no such name', zh: '没有这个名称' },
      5: { en: 'the server does not answer this to this host', zh: '服务器拒绝回答此主机的这一查询' },
    },
  },
  'dns.qry.name': {
    label: '查询名称',
    means: { en: 'the name that is asked for', zh: '所查询的名称' },
  },
  'dns.qry.type': {
    label: '查询类型',
    means: { en: 'what is asked of the name', zh: '查询该名称的哪种记录' },
    values: {
      1: { en: 'A: its IPv4 addresses', zh: 'A：其 IPv4 地址' },
      12: { en: 'PTR: the name that belongs to an address', zh: 'PTR：某个地址对应的名称' },
      28: { en: 'AAAA: its IPv6 addresses', zh: 'AAAA：其 IPv6 地址' },
      33: { en: 'SRV: which host and port give a service', zh: 'SRV：提供某项服务的主机和端口' },
    },
  },
  'dns.a': {
    label: 'IPv4 地址',
    means: { en: 'an address that a record of the message tells', zh: '消息中的记录给出的地址' },
  },
  'dns.aaaa': {
    label: 'IPv6 地址',
    means: { en: 'an address that a record of the message tells', zh: '消息中的记录给出的地址' },
  },
  'dhcp.type': {
    label: '操作',
    means: { en: 'whether a client or a server speaks', zh: '由客户端还是服务器发出' },
    values: {
      1: { en: 'a client speaks', zh: '客户端发出' },
      2: { en: 'a server speaks', zh: '服务器发出' },
    },
  },
  'dhcp.id': {
    label: '事务标识',
    means: { en: 'the same in all messages of one exchange', zh: '同一次交互的所有消息都相同' },
  },
  'dhcp.ip.your': {
    label: '分配的地址',
    means: { en: 'the address that the client gets', zh: '分配给客户端的地址' },
  },
  'dhcp.hw.mac_addr': {
    label: '客户端硬件地址',
    means: { en: 'the MAC address of the client, behind relays too', zh: '客户端的 MAC 地址，经过中继时也不变' },
  },
  'dhcp.option.dhcp': {
    label: '消息类型',
    means: { en: 'which step of the exchange this is', zh: '这是交互中的哪一步' },
    values: {
      1: { en: 'Discover: a client looks for servers', zh: 'Discover：客户端寻找服务器' },
      2: { en: 'Offer: a server offers an address', zh: 'Offer：服务器提供一个地址' },
      3: { en: 'Request: the client wants that address, or to keep it', zh: 'Request：客户端请求该地址，或续租' },
      4: { en: 'Decline: the address is in use already', zh: 'Decline：该地址已被使用' },
      5: { en: 'ACK: the client has the address', zh: 'ACK：客户端得到该地址' },
      6: { en: 'NAK: the client must not have the address', zh: 'NAK：客户端不能使用该地址' },
      7: { en: 'Release: the client gives the address back', zh: 'Release：客户端归还地址' },
      8: { en: 'Inform: the client has an address and wants the rest', zh: 'Inform：客户端已有地址，只请求其他参数' },
    },
  },
  'tls.handshake.type': {
    label: '握手消息类型',
    means: { en: 'which message of the handshake this is', zh: '这是握手中的哪种消息' },
    values: { 1: { en: 'Client Hello: a client begins', zh: 'Client Hello：客户端发起' } },
  },
  'tls.handshake.extensions_server_name': {
    label: '服务器名称（SNI）',
    means: { en: 'the server that the client wants, as it calls it', zh: '客户端要访问的服务器的名称' },
  },
  'http.request.method': {
    label: '请求方法',
    means: { en: 'what the client wants done', zh: '客户端请求的操作' },
  },
  'http.request.uri': {
    label: '请求目标',
    means: { en: 'what on the server it is about', zh: '请求所针对的资源' },
  },
  'http.request.version': {
    label: '协议版本',
    means: { en: 'which version the client speaks', zh: '客户端使用的版本' },
  },
  'http.response.version': {
    label: '协议版本',
    means: { en: 'which version the server speaks', zh: '服务器使用的版本' },
  },
  'http.response.code': {
    label: '状态码',
    means: { en: 'how the request went', zh: '请求的结果' },
    values: {
      200: { en: 'it succeeded', zh: '成功' },
      404: { en: 'there is no such thing on the server', zh: '服务器上没有该资源' },
      502: { en: 'a proxy got no proper answer from the server behind it', zh: '代理没有从后端服务器得到有效的响应' },
      503: { en: 'the server cannot answer for now', zh: '服务器暂时无法响应' },
      504: { en: 'a proxy waited in vain for the server behind it', zh: '代理等待后端服务器响应超时' },
    },
  },
  'http.response.phrase': {
    label: '原因短语',
    means: { en: 'the same in words, for people', zh: '状态码的文字说明，供人阅读' },
  },
}
