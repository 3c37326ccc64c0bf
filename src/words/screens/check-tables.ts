/** What `vxsniff check --from` says of the tables of many captures, besides its findings. */
import { countText } from '../amounts.js'
import type { Words } from '../language.js'

export interface CheckTablesWords {
  readonly empty: string
  /** Nothing of the kinds that tables tell, or of those that were asked for, is a fault. */
  readonly healthy: (captures: number) => string
  readonly looked: (captures: number, packets: number) => string
  /** Captures whose rows are of what could be read. */
  readonly damaged: (captures: number) => string
  /** In front of the kinds that packets alone tell. */
  readonly elsewhere: string
}

export const CHECK_TABLES: Words<CheckTablesWords> = {
  en: {
    empty: 'There are no captures here, and so nothing can be said.',
    healthy: (captures) =>
      `No fault in what the tables of ${counted(captures, 'capture')} can tell; packets tell more.`,
    looked: (captures, packets) => `${counted(captures, 'capture')}, ${counted(packets, 'packet')}.`,
    damaged: (captures) =>
      captures === 1
        ? '1 capture breaks off: its rows are of what could be read'
        : `${captures} captures break off: their rows are of what could be read`,
    elsewhere: 'vxsniff check FILE… is needed for:',
  },
  zh: {
    empty: '这里没有抓包，因此无法判断。',
    healthy: (captures) => `${countText(captures)} 个抓包的表能说明的内容中没有故障；报文本身能说明更多。`,
    looked: (captures, packets) => `${countText(captures)} 个抓包，${countText(packets)} 个报文。`,
    damaged: (captures) => `${captures} 个抓包不完整：只有能读出的部分`,
    elsewhere: '以下各项需要 vxsniff check FILE…：',
  },
}

function counted(n: number, noun: string): string {
  return `${countText(n)} ${noun}${n === 1 ? '' : 's'}`
}
