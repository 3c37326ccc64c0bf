/** What `vxsniff follow` says beside the octets. */
import type { Words } from '../language.js'

export interface FollowWords {
  readonly gap: (octets: number) => string
  /** Behind the octets: how many each way. */
  readonly total: (a: number, b: number) => string
  /** In front of the frame with which the same ports begin another connection. */
  readonly restart: string
  /** Octets from before the first segment that was seen. */
  readonly inFront: (octets: number) => string
  readonly repeated: (octets: number) => string
  readonly differing: (octets: number, last: boolean) => string
  readonly missing: (octets: number) => string
  /** A row of the ladder: data in so many packets. */
  readonly data: (octets: number, packets: number) => string
  /** What a packet was sent over, where that is not as before. */
  readonly over: (network: string, ends: string) => string
  readonly choose: (flows: number) => string
  readonly none: string
  readonly columns: {
    readonly flow: string
    readonly network: string
    readonly packets: string
    readonly octets: string
  }
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

export const FOLLOW: Words<FollowWords> = {
  en: {
    gap: (octets) => `${count(octets, 'octet')} not in the capture`,
    total: (a, b) => `${count(a, 'octet')} from a to b, ${b} from b to a`,
    restart: 'a new connection of the same ports:',
    inFront: (octets) => `${count(octets, 'octet')} from before the first segment that was captured: left out`,
    repeated: (octets) => `${count(octets, 'octet')} came again`,
    differing: (octets, last) =>
      `${octets} of them differ from those that were there: ${last ? 'of those that waited the last' : 'the first'} are shown`,
    missing: (octets) => `${count(octets, 'octet')} missing, marked where they were`,
    data: (octets, packets) => (packets === 1 ? count(octets, 'octet') : `${octets} octets in ${packets} packets`),
    over: (network, ends) => (network === '' ? ends : `${network}, ${ends}`),
    choose: (flows) => `${count(flows, 'flow')}; choose one by its number`,
    none: 'no flow passes',
    columns: { flow: 'flow', network: 'network', packets: 'packets', octets: 'octets' },
  },
  zh: {
    gap: (octets) => `抓包中缺 ${octets} 字节`,
    total: (a, b) => `a 到 b ${a} 字节，b 到 a ${b} 字节`,
    restart: '相同端口的新连接：',
    inFront: (octets) => `${octets} 字节早于捕获到的第一个报文段：未显示`,
    repeated: (octets) => `${octets} 字节重复出现`,
    differing: (octets, last) =>
      `其中 ${octets} 字节与先前的不同：${last ? '在等待的数据中以后到的为准' : '以先到的为准'}`,
    missing: (octets) => `缺 ${octets} 字节，已在原处标出`,
    data: (octets, packets) => (packets === 1 ? `${octets} 字节` : `${packets} 个报文共 ${octets} 字节`),
    over: (network, ends) => (network === '' ? ends : `${network}，${ends}`),
    choose: (flows) => `${flows} 条流；请用编号选择一条`,
    none: '没有符合的流',
    columns: { flow: '流', network: '网络', packets: '报文', octets: '字节' },
  },
}
