/** What a page says around its parts, in both languages. */

import { countText } from '../amounts.js'
import type { Words } from '../language.js'

/** Things of which a page may show only a part. */
export type PagePart = 'packets' | 'sequences' | 'entries' | 'neighbours' | 'findings' | 'tunnels' | 'flows'

export interface PageWords {
  /** Of the browser's window; `files` are their names. */
  readonly title: (files: string) => string
  readonly sections: Readonly<
    Record<
      'summary' | 'sequences' | 'findings' | 'points' | 'packets' | 'tunnels' | 'flows' | 'checksums' | 'timeline',
      string
    >
  >
  readonly skip: string
  readonly skipToSteps: string
  readonly contents: string
  readonly language: string
  readonly theme: string
  readonly themes: Readonly<Record<'auto' | 'light' | 'dark', string>>
  readonly made: (version: string) => string
  readonly left: Readonly<Record<PagePart, (count: number) => string>>
  readonly noScript: string
  readonly close: string
  readonly unfold: string
}

const en: PageWords = {
  title: (files) => `${files} – vxsniff`,
  sections: {
    summary: 'Overview',
    sequences: 'Who learned what',
    findings: 'Findings',
    points: 'Between capture points',
    packets: 'Packets',
    tunnels: 'Tunnels',
    flows: 'Flows',
    checksums: 'Checksums',
    timeline: 'Over time',
  },
  skip: 'To the content',
  skipToSteps: 'To the steps',
  contents: 'Parts of this page',
  language: 'Language',
  theme: 'Colours',
  themes: { auto: 'as the system', light: 'light', dark: 'dark' },
  made: (version) => `Made by vxsniff ${version}. The page is complete in itself and asks nothing of the network.`,
  left: {
    packets: (n) => `${countText(n)} packets cannot be looked at one by one; they are counted in everything else.`,
    sequences: (n) => `${countText(n)} more sequences`,
    entries: (n) => `${countText(n)} more forwarding entries`,
    neighbours: (n) => `${countText(n)} more neighbours`,
    findings: (n) => `${countText(n)} more findings`,
    tunnels: (n) => `${countText(n)} more tunnels`,
    flows: (n) => `${countText(n)} more flows`,
  },
  noScript: 'This page moves and can be searched where JavaScript is allowed; the text is all here without it.',
  close: 'Close',
  unfold: 'Show all of it',
}

const zh: PageWords = {
  title: (files) => `${files} – vxsniff`,
  sections: {
    summary: '概览',
    sequences: '学习过程',
    findings: '诊断',
    points: '抓包点之间',
    packets: '报文',
    tunnels: '隧道',
    flows: '流',
    checksums: '校验和',
    timeline: '时间线',
  },
  skip: '跳到正文',
  skipToSteps: '跳到逐步演示',
  contents: '本页内容',
  language: '语言',
  theme: '配色',
  themes: { auto: '跟随系统', light: '浅色', dark: '深色' },
  made: (version) => `由 vxsniff ${version} 生成。本页自成一体，不访问网络。`,
  left: {
    packets: (n) => `另有 ${countText(n)} 个报文未收入本页，不能逐个查看，但已计入各项统计。`,
    sequences: (n) => `另有 ${countText(n)} 段学习过程`,
    entries: (n) => `另有 ${countText(n)} 条转发表项`,
    neighbours: (n) => `另有 ${countText(n)} 条邻居表项`,
    findings: (n) => `另有 ${countText(n)} 条诊断`,
    tunnels: (n) => `另有 ${countText(n)} 条隧道`,
    flows: (n) => `另有 ${countText(n)} 条流`,
  },
  noScript: '启用 JavaScript 后，本页可以逐步播放和搜索；不启用也能读到全部文字。',
  close: '关闭',
  unfold: '全部显示',
}

export const PAGE: Words<PageWords> = { en, zh }
