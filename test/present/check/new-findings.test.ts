/** Which findings of a live capture are told when. */
import { describe, expect, test } from 'vitest'
import type { Finding, Severity } from '../../../src/analysis/check/finding.js'
import type { FindingId } from '../../../src/analysis/check/finding-ids.js'
import { NewFindings } from '../../../src/present/check/new-findings.js'

function finding(id: FindingId, frames: readonly number[], count = 1, severity: Severity = 'warning'): Finding {
  return { id, severity, confidence: 'high', frames, count, about: undefined }
}

const ids = (found: readonly Finding[]): string[] => found.map(({ id, frames }) => `${id} ${frames[0] ?? '-'}`)

describe('a finding is told', () => {
  test('when it has held for a second, and once', () => {
    const news = new NewFindings()
    const found = [finding('arp.unanswered', [3, 5])]
    expect(ids(news.update(found, 0))).toEqual([])
    expect(news.isWaiting).toBe(true)
    expect(ids(news.update(found, 500))).toEqual([])
    expect(ids(news.update(found, 1000))).toEqual(['arp.unanswered 3'])
    expect(news.isWaiting).toBe(false)
    expect(ids(news.update(found, 5000))).toEqual([])
  })

  test('at once where packets that are there prove it', () => {
    const news = new NewFindings()
    expect(ids(news.update([finding('checksum.corrupt', [3]), finding('arp.unanswered', [3])], 0))).toEqual([
      'checksum.corrupt 3',
    ])
    expect(news.isWaiting).toBe(true)
  })

  test('not at all when the answer came within that second', () => {
    const news = new NewFindings()
    news.update([finding('arp.unanswered', [3])], 0)
    expect(news.update([], 500)).toEqual([])
    expect(ids(news.update([finding('arp.unanswered', [3])], 1200))).toEqual([])
    expect(ids(news.update([finding('arp.unanswered', [3])], 2200))).toEqual(['arp.unanswered 3'])
  })

  test('not again when it grows', () => {
    const news = new NewFindings()
    news.update([finding('arp.unanswered', [3], 1)], 0)
    news.update([finding('arp.unanswered', [3], 1)], 1000)
    expect(news.update([finding('arp.unanswered', [3, 4, 9], 3)], 3000)).toEqual([])
  })

  test('again when it has become worse', () => {
    const news = new NewFindings()
    news.update([finding('tunnel.one-way', [3])], 0)
    news.update([finding('tunnel.one-way', [3])], 1000)
    news.update([finding('tunnel.one-way', [3], 9, 'error')], 2000)
    expect(ids(news.update([finding('tunnel.one-way', [3], 9, 'error')], 3000))).toEqual(['tunnel.one-way 3'])
  })

  test('for each of two that begin with the same frame, and for one without any', () => {
    const news = new NewFindings()
    const found = [finding('tunnel.one-way', [7]), finding('tunnel.one-way', [7]), finding('gre.sequence-gap', [])]
    news.update(found, 0)
    expect(ids(news.update(found, 1000))).toEqual(['tunnel.one-way 7', 'tunnel.one-way 7', 'gre.sequence-gap -'])
    expect(news.update(found, 2000)).toEqual([])
  })
})

test('at the end comes what was not told, and what was told and is so no longer', () => {
  const news = new NewFindings()
  const gone = finding('arp.unanswered', [3])
  const stays = finding('mac.moved', [9])
  news.update([gone, stays], 0)
  news.update([gone, stays], 1000)
  const late = finding('checksum.corrupt', [20])
  const end = news.end([stays, late])
  expect(ids(end.news)).toEqual(['checksum.corrupt 20'])
  expect(ids(end.withdrawn)).toEqual(['arp.unanswered 3'])
})

test('what got worse, or begins with another frame now, is not withdrawn', () => {
  const news = new NewFindings()
  const found = [finding('tunnel.one-way', [3, 4]), finding('mac.moved', [8, 9])]
  news.update(found, 0)
  news.update(found, 1000)
  expect(news.end([finding('tunnel.one-way', [3], 9, 'error'), finding('mac.moved', [9])]).withdrawn).toEqual([])
})

test('what the capture itself has lost is told at once, and at the end with the number that it has come to', () => {
  const news = new NewFindings()
  expect(news.update([finding('capture.dropped', [], 10, 'info')], 0)).toHaveLength(1)
  expect(news.update([finding('capture.dropped', [], 20, 'info')], 2000)).toEqual([])
  const last = finding('capture.dropped', [], 300, 'info')
  expect(news.end([last])).toEqual({ news: [last], withdrawn: [] })
  const other = new NewFindings()
  other.update([last], 0)
  expect(other.end([last]).news).toEqual([])
})
