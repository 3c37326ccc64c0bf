/** What `vxsniff decap` says at its end: what became of the packets. */
import type { Words } from '../language.js'

export interface DecapWords {
  readonly packets: (packets: number, taken: number) => string
  /** Behind the name of the output; `files` are 1 or more. */
  readonly files: (files: number, isFull: boolean) => string
  readonly plain: (packets: number, isKept: boolean) => string
  readonly empty: (packets: number) => string
  readonly unknown: (packets: number) => string
  readonly incomplete: (packets: number) => string
  readonly finished: (checksums: number) => string
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

export const DECAP: Words<DecapWords> = {
  en: {
    packets: (packets, taken) => `${count(packets, 'packet')}, ${taken} taken out of tunnels`,
    files: (files, isFull) =>
      `${count(files, 'file')} written${isFull ? '; there were more keys than files may be: the rest is in one of them' : ''}`,
    plain: (packets, isKept) =>
      `${count(packets, 'packet')} in no such tunnel ${isKept ? 'kept as they were' : 'left out; --keep keeps them'}`,
    empty: (packets) => `${count(packets, 'packet')} with nothing in the tunnel left out`,
    unknown: (packets) =>
      `${count(packets, 'packet')} left out: what the tunnel carries is no frame and no packet that is known`,
    incomplete: (packets) => `${count(packets, 'fragment')} left out: others of the datagram are missing`,
    finished: (checksums) => `${count(checksums, 'checksum')} finished that a network card was to finish`,
  },
  zh: {
    packets: (packets, taken) => `${packets} 个报文，其中 ${taken} 个已从隧道中取出`,
    files: (files, isFull) =>
      `已写入 ${files} 个文件${isFull ? '；键的种类多于允许的文件数，其余的写在同一个文件中' : ''}`,
    plain: (packets, isKept) => `${packets} 个报文不在这样的隧道中，${isKept ? '原样保留' : '未写出；--keep 可保留'}`,
    empty: (packets) => `${packets} 个报文的隧道中没有内容，未写出`,
    unknown: (packets) => `${packets} 个报文未写出：隧道承载的不是已知的帧或报文`,
    incomplete: (packets) => `${packets} 个分片未写出：同一数据报的其他分片缺失`,
    finished: (checksums) => `补全了 ${checksums} 个本应由网卡填写的校验和`,
  },
}
