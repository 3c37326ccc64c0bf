/** What the fields of applications are for, in words: those of DNS, DHCP, TLS and HTTP that people look for. */
import type { FieldCatalogue } from './index.js'

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
