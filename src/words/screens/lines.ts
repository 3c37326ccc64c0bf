/** What is said under the lines of `read` about them. */
import type { Words } from '../language.js'

interface LineWords {
  /** `mark` stands behind lines. */
  readonly offload: (mark: string) => string
}

export const LINE_WORDS: Words<LineWords> = {
  en: { offload: (mark) => `${mark}: checksums that the network card was to fill in, behind the place of capture` },
  zh: { offload: (mark) => `${mark}：校验和由网卡在抓包位置之后填写` },
}
