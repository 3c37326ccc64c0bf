/** What stands in a page that was written: its data, and what the data give back. */
import { readFileSync } from 'node:fs'
import type { ReportData } from '../../src/page/data.js'
import { writePage } from './browser.js'

/** The data of a page file. */
export function dataIn(path: string): ReportData {
  return dataOf(readFileSync(path, 'utf8'))
}

/** The data of a page. */
export function dataOf(page: string): ReportData {
  const [, json] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page) ?? []
  if (json === undefined) throw new Error('the page has no data')
  return JSON.parse(json) as ReportData
}

/** The data of the page of captures. */
export function dataFrom(...captures: readonly string[]): ReportData {
  return dataIn(writePage(captures))
}
