/** What `vxsniff report` says when a page is written, in both languages. */
import type { Words } from '../language.js'

export interface ReportWords {
  /** `size` with its unit; `shown` packets of all can be looked at. Nothing of how to open it where `path` is `-`. */
  readonly written: (path: string, packets: number, shown: number, size: string) => string
}

export const REPORT: Words<ReportWords> = {
  en: {
    written: (path, packets, shown, size) =>
      `${path === '-' ? '' : `${path}: `}${packets === 1 ? '1 packet' : `${packets} packets`}${
        shown < packets ? `, ${shown} of them to be looked at` : ''
      }, ${size}${path === '-' ? '' : '; open it in a browser'}`,
  },
  zh: {
    written: (path, packets, shown, size) =>
      `${path === '-' ? '' : `${path}：`}${packets} 个报文${
        shown < packets ? `，其中 ${shown} 个可逐个查看` : ''
      }，${size}${path === '-' ? '' : '；请用浏览器打开'}`,
  },
}
