/** What is said of a capture's file beside its packets: what was left out, and what is not as it seems. */
import type { Words } from '../language.js'

export interface NotesWords {
  readonly textsCut: (texts: number) => string
  readonly textsLeftOut: (texts: number) => string
  readonly otherData: (octets: number, compression: string) => string
  readonly comment: Readonly<Record<'capture' | 'interface', (text: string) => string>>
  readonly more: (comments: number) => string
  readonly nanoseconds: string
  /** Captures stand behind one another in a file: where the second begins, with which packet, and how many there are. */
  readonly follows: (second: { readonly offset: number; readonly frame: number; readonly captures: number }) => string
}

export const NOTES: Words<NotesWords> = {
  en: {
    textsCut: (n) => `${texts(n)} of the file, names and the like, cut to 256 octets`,
    textsLeftOut: (n) => `${texts(n)} of the file, names and the like, left out: there are too many`,
    otherData: (n, compression) => `${octets(n)} of other data behind the end of the ${compression} data left out`,
    comment: {
      capture: (text) => `comment of the capture: ${text}`,
      interface: (text) => `comment of an interface: ${text}`,
    },
    more: (n) => `and ${n} more ${n === 1 ? 'comment' : 'comments'}`,
    nanoseconds: 'the file says that its times are in microseconds, and they are nanoseconds: read as such',
    follows: ({ offset, frame, captures }) =>
      `${captures === 2 ? 'another capture begins' : `${captures} captures, the second begins`} at octet ${offset}, with packet ${frame}: read on`,
  },
  zh: {
    textsCut: (n) => `文件中有 ${n} 段文字（名称等）截短到 256 字节`,
    textsLeftOut: (n) => `文件中有 ${n} 段文字（名称等）过多，未保留`,
    otherData: (n, compression) => `${compression} 数据结束之后还有 ${n} 字节其他数据，未读取`,
    comment: {
      capture: (text) => `抓包文件的注释：${text}`,
      interface: (text) => `接口的注释：${text}`,
    },
    more: (n) => `另有 ${n} 条注释`,
    nanoseconds: '文件声明时间以微秒计，实际是纳秒：已按纳秒读取',
    follows: ({ offset, frame, captures }) =>
      `${captures === 2 ? '另一个抓包文件' : `共 ${captures} 个抓包文件，第二个`}从第 ${offset} 字节、报文 ${frame} 处开始：已继续读取`,
  },
}

const texts = (n: number): string => (n === 1 ? '1 text' : `${n} texts`)
const octets = (n: number): string => (n === 1 ? '1 octet' : `${n} octets`)
