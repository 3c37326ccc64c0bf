/** What `vxsniff export`, `worker`, `enqueue` and `sql` say. */
import type { Words } from '../language.js'

export interface ExportWords {
  /** Of each capture: its name, the 16 digits that it is found by, packets, and rows of its tables. */
  readonly written: (file: string, capture: string, packets: number, rows: number) => string
  /** Of a capture that a server has already. */
  readonly there: (file: string, capture: string) => string
  readonly again: string
  /** While it goes on, on one line: which of how many files, percent of it where that is known. */
  readonly progress: (
    number: number,
    files: number,
    file: string,
    packets: number,
    percent: number | undefined,
  ) => string
  /** Of a part of a live capture that could not be written: its packets, and what the system says. */
  readonly lost: (packets: number, why: string) => string
  /** Of a capture in a queue, behind what is wrong: it is tried again; it is not. */
  readonly later: string
  readonly never: string
  /** Of a capture that was added to the queue a short while ago. */
  readonly waits: (file: string) => string
  readonly queued: (captures: number) => string
  readonly grows: (file: string) => string
  /** Under a table of answers. */
  readonly rows: (rows: number) => string
}

export const EXPORT: Words<ExportWords> = {
  en: {
    written: (file, capture, packets, rows) => `${file}: ${packets} packets, ${rows} rows as ${capture}`,
    lost: (packets, why) => `a part with ${packets === 1 ? '1 packet' : `${packets} packets`} was not written: ${why}`,
    progress: (number, files, file, packets, percent) =>
      `${number} of ${files}: ${percent === undefined ? '' : `${percent} %, `}${packets} packets of ${file}`,
    there: (file, capture) => `${file}: is there already as ${capture}`,
    again: 'the same octets as another file: they count once',
    later: 'it is tried again later',
    never: 'it is taken out of the queue',
    waits: (file) => `${file} was added within the last two minutes`,
    queued: (captures) => (captures === 1 ? '1 capture added' : `${captures} captures added`),
    grows: (file) => `${file} has changed while it was read, so nothing was exported: try again when it is whole`,
    rows: (rows) => (rows === 1 ? '1 row' : `${rows} rows`),
  },
  zh: {
    written: (file, capture, packets, rows) => `${file}：${packets} 个报文，${rows} 行，编号 ${capture}`,
    lost: (packets, why) => `一个含 ${packets} 个报文的片段未能写入：${why}`,
    progress: (number, files, file, packets, percent) =>
      `第 ${number}/${files} 个：${percent === undefined ? '' : `${percent} %，`}${packets} 个报文，${file}`,
    there: (file, capture) => `${file}：已存在，编号 ${capture}`,
    again: '内容与另一个文件相同：只计一次',
    later: '稍后重试',
    never: '已从队列中移除',
    waits: (file) => `${file} 在两分钟内已加入过队列`,
    queued: (captures) => `已加入 ${captures} 个抓包文件`,
    grows: (file) => `${file} 在读取过程中发生了变化，未导出：请在文件写完后重试`,
    rows: (rows) => `共 ${rows} 行`,
  },
}
