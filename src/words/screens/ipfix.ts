/** What commands say that send flows to a collector. */
import type { Words } from '../language.js'

export interface IpfixWords {
  /** At the end. */
  readonly sent: (records: number, messages: number, to: string) => string
  /** Of packets that no record tells of, since the tables were full. */
  readonly lost: (packets: number) => string
  /** In a live capture: what the system says of the collector, to which messages were lost. */
  readonly gone: (to: string, why: string) => string
  /** At the end: what the system says of it. */
  readonly unheard: (to: string, why: string) => string
  readonly back: (to: string, messages: number) => string
}

export const IPFIX: Words<IpfixWords> = {
  en: {
    sent: (records, messages, to) =>
      `${records === 1 ? '1 record' : `${records} records`} in ${messages === 1 ? '1 message' : `${messages} messages`} to ${to}`,
    lost: (packets) =>
      `${packets === 1 ? '1 packet is' : `${packets} packets are`} in no record: the tables were full; --memory makes them larger`,
    gone: (to, why) => `${to}: ${why}; trying again`,
    unheard: (to, why) => `${to}: ${why}: nobody may have taken them`,
    back: (to, messages) =>
      `${to} is there again; ${messages === 1 ? '1 message was' : `${messages} messages were`} lost`,
  },
  zh: {
    sent: (records, messages, to) => `已向 ${to} 发送 ${messages} 个消息，共 ${records} 条记录`,
    lost: (packets) => `${packets} 个报文未计入任何记录：表已满；可用 --memory 增大`,
    gone: (to, why) => `${to}：${why}；正在重试`,
    unheard: (to, why) => `${to}：${why}：可能无人接收`,
    back: (to, messages) => `${to} 已恢复；丢失 ${messages} 个消息`,
  },
}
