/** What `vxsniff anonymise` says when it is done, in both languages. */
import type { Words } from '../language.js'

type LeakKind = 'address' | 'mac' | 'name' | 'octets'

export interface AnonymiseWords {
  /** Nothing of where to where `path` is `-`. */
  readonly written: (path: string, packets: number) => string
  /** What the packets carry has been kept. */
  readonly kept: string
  /** Of `--check`. `value` stands in packet `frame`, `offset` octets behind its first one. */
  readonly leak: (what: LeakKind, value: string, frame: number, offset: number) => string
  /** In what the file says of the machine and of its interfaces. */
  readonly described: (value: string) => string
  readonly more: (count: number) => string
  readonly clean: (path: string, packets: number) => string
  readonly otherCount: (path: string, before: number, after: number) => string
}

export const ANONYMISE: Words<AnonymiseWords> = {
  en: {
    written: (path, packets) =>
      `${path === '-' ? '' : `${path}: `}${packets === 1 ? '1 packet' : `${packets} packets`}, anonymised`,
    kept: 'What the packets carry was kept as it is: look through it before you give the file away.',
    leak: (what, value, frame, offset) => `packet ${frame}, octet ${offset}: ${EN[what]} ${value} of the input`,
    described: (value) => `the description of the capture: "${value}" of the input`,
    more: (count) => `and ${count} more`,
    clean: (path, packets) =>
      `${path}: nothing of the input found in ${packets === 1 ? '1 packet' : `${packets} packets`}: no address, no name, no eight octets of data`,
    otherCount: (path, before, after) =>
      `${path} has ${after === 1 ? '1 packet' : `${after} packets`} and the input ${before}: it is not what was made of it`,
  },
  zh: {
    written: (path, packets) => `${path === '-' ? '' : `${path}：`}${packets} 个报文，已匿名化`,
    kept: '报文所载数据原样保留：交出文件之前请先检查。',
    leak: (what, value, frame, offset) => `报文 ${frame} 第 ${offset} 字节：输入文件中的${ZH[what]} ${value}`,
    described: (value) => `抓包文件的说明：输入文件中的“${value}”`,
    more: (count) => `另有 ${count} 处`,
    clean: (path, packets) =>
      `${path}：${packets} 个报文中未发现输入文件的内容：没有地址、没有名称、没有连续八字节数据`,
    otherCount: (path, before, after) => `${path} 有 ${after} 个报文，输入文件有 ${before} 个：它不是由该输入生成的`,
  },
}

const EN: Readonly<Record<LeakKind, string>> = {
  address: 'the address',
  mac: 'the MAC address',
  name: 'the name',
  octets: 'the octets',
}

const ZH: Readonly<Record<LeakKind, string>> = {
  address: '地址',
  mac: ' MAC 地址',
  name: '名称',
  octets: '数据字节',
}
