/** What fields are that no header has. */
import type { Words } from '../language.js'

const CHECKSUM: Words = {
  en: 'the checksum: 0 bad, 1 good, 2 not verified, 3 absent, 4 absent where it may not be',
  zh: '校验和：0 错误，1 正确，2 未校验，3 没有，4 不应缺少',
}

export const PACKET_FIELD_WORDS: Readonly<Record<string, Words>> = {
  'frame.number': { en: "the packet's number", zh: '报文编号' },
  'frame.time': { en: 'when it was captured, with the date', zh: '抓包时间，含日期' },
  'frame.time_epoch': { en: 'seconds since 1970', zh: '自 1970 年以来的秒数' },
  'frame.time_relative': { en: 'seconds since the first packet', zh: '距第一个报文的秒数' },
  'frame.time_delta': { en: 'seconds since the packet before', zh: '距前一个报文的秒数' },
  'frame.len': { en: 'octets on the wire', zh: '线路上的字节数' },
  'frame.cap_len': { en: 'octets that were captured', zh: '抓到的字节数' },
  'frame.interface_id': { en: "the interface's number in its pcapng section", zh: '接口在 pcapng 段中的编号' },
  'frame.interface_name': { en: "the interface's name", zh: '接口名称' },
  'frame.interface_description': { en: 'what is said of the interface', zh: '接口说明' },
  'frame.file': { en: 'the file that it is from', zh: '所在的文件' },
  'frame.encap_type': { en: "Wireshark's number of the link type", zh: 'Wireshark 的链路类型编号' },
  'frame.protocols': { en: 'the protocols, outermost first', zh: '协议，从最外层开始' },
  'frame.comment': { en: 'comments on the packet', zh: '报文注释' },
  'frame.packet_flags': {
    en: "pcapng's flags: direction, how it was received, errors",
    zh: 'pcapng 标志：方向、接收方式、错误',
  },
  'frame.drop_count': { en: 'packets lost in front of it', zh: '在它之前丢失的报文数' },
  'frame.packet_id': { en: 'a number that the same packet has at other places', zh: '同一报文在各处相同的编号' },
  'frame.interface_queue': { en: "the interface's queue", zh: '接口队列' },
  'process.name': { en: 'the process that sent or received it', zh: '收发它的进程' },
  'process.id': { en: "that process's number", zh: '该进程的编号' },
  '_ws.col.info': { en: "the words of the packet's line", zh: '报文行中的文字' },
  '_ws.malformed': { en: 'what is wrong with it', zh: '格式错误' },
  '_ws.short': { en: 'what the capture has cut', zh: '抓包时截断之处' },
  'ip.checksum.status': CHECKSUM,
  'udp.checksum.status': CHECKSUM,
  'tcp.checksum.status': CHECKSUM,
  'icmp.checksum.status': CHECKSUM,
  'icmpv6.checksum.status': CHECKSUM,
  'igmp.checksum.status': CHECKSUM,
  'gre.checksum.status': CHECKSUM,
  'tcp.len': { en: 'octets of data in the segment', zh: '报文段的数据字节数' },
  'tcp.flags.str': { en: 'the flags as letters', zh: '以字母表示的标志' },
  'tcp.payload': { en: 'the data, in hexadecimal', zh: '数据（十六进制）' },
  'udp.payload': { en: 'the data, in hexadecimal', zh: '数据（十六进制）' },
  'data.data': { en: 'what no decoder claims, in hexadecimal', zh: '未解码的数据（十六进制）' },
  'tcp.stream': { en: "the stream's number, each network's its own", zh: '流编号，各网络的流互不相同' },
  'udp.stream': { en: "the stream's number, each network's its own", zh: '流编号，各网络的流互不相同' },
  'tcp.seq': { en: 'the sequence number, from where the stream began', zh: '序号，从流开始处计' },
  'tcp.ack': { en: 'the acknowledgment number, from where the stream began', zh: '确认号，从流开始处计' },
  'ip.addr': { en: 'both addresses', zh: '两端地址' },
  'ipv6.addr': { en: 'both addresses', zh: '两端地址' },
  'eth.addr': { en: 'both addresses', zh: '两端地址' },
  'tcp.port': { en: 'both ports', zh: '两端端口' },
  'udp.port': { en: 'both ports', zh: '两端端口' },
}

interface FieldListWords {
  /** Under the list: how one layer's value is named. */
  readonly layers: string
}

export const FIELD_LIST: Words<FieldListWords> = {
  en: { layers: "NAME#1 is that of the first layer which can have it, NAME#-1 the last one's" },
  zh: { layers: 'NAME#1 是第一个可以有该字段的层的值，NAME#-1 是最后一层的值' },
}
