/** A tunnel is what `tunnels` lists, an overlay network is a VNI or a key: every command counts the same. */
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { mayHoldCopies } from '../../src/analysis/capture-points/copies.js'
import { Check } from '../../src/analysis/check/check.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { NEVER, timestampOf } from '../../src/analysis/timestamps.js'
import { Timeline } from '../../src/analysis/totals/timeline.js'
import { Networks } from '../../src/analysis/tunnels/networks.js'
import { TunnelTraffic } from '../../src/analysis/tunnels/tunnel-traffic.js'
import { Tunnels } from '../../src/analysis/tunnels/tunnels.js'
import { openCapture } from '../../src/capture/file.js'
import { reportData } from '../../src/page/collect.js'
import { summaryJson } from '../../src/present/check/json.js'
import { resultsOf } from '../../src/present/check/results.js'
import { verdictOf } from '../../src/present/check/verdict.js'
import { UNICODE } from '../../src/present/glyphs.js'
import { summary } from '../../src/present/summary.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import { TunnelStack, TunnelType } from '../../src/wire/tunnel.js'

const folder = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const FIXTURES = folder('fixtures')
const NETWORKS = folder('../shared/networks')
if (!existsSync(NETWORKS)) console.warn(`the networks' captures are NOT compared: ${NETWORKS} is not there`)

const isCapture = (name: string): boolean => /\.pcap(ng)?$/.test(name)
const CAPTURES: readonly string[] = [
  ...readdirSync(FIXTURES)
    .filter(isCapture)
    .map((name) => `${FIXTURES}/${name}`),
  ...(existsSync(NETWORKS) ? readdirSync(NETWORKS).filter((name) => /^\d/.test(name)) : []).flatMap((network) =>
    readdirSync(`${NETWORKS}/${network}`)
      .filter((name) => /^n\d+\.pcap$/.test(name))
      .map((name) => `${NETWORKS}/${network}/${name}`),
  ),
]

/** A VLAN is told of beside the overlay that carries it, and is none itself. */
const isOverlay = ({ network, overlay }: { readonly network: number; readonly overlay: number }): boolean =>
  overlay === network

/** What each says of a capture. Damaged ones are read as far as they go. */
async function countsOf(path: string) {
  const networks = new Networks()
  const traffic = new TunnelTraffic(networks)
  const tunnels = new Tunnels()
  const check = new Check()
  const timeline = new Timeline(check.learning.networks)
  const reassembler = new Reassembler()
  const stack = new TunnelStack()
  const p = new Packet()
  let end = NEVER
  const capture = await openCapture(path)
  try {
    while (await capture.fill()) {
      while (capture.next(p)) {
        if (end === NEVER && mayHoldCopies(capture))
          for (const of of [networks, check.learning.networks]) of.copies.start()
        decode(p)
        if (p.fragment !== -1) reassembler.offer(p)
        stack.fill(p)
        networks.observe(p, stack)
        traffic.observe(p, stack, 0)
        tunnels.observe(p, stack)
        check.observe(p, stack)
        timeline.observe(p)
        end = timestampOf(p)
      }
    }
  } catch {
    // What is before the damage counts.
  } finally {
    capture.close()
  }
  check.finish()
  const facts = check.facts({ live: false, interfaces: capture.interfaces, end }, reassembler.counts)
  const results = resultsOf(facts, { only: [], ignore: [] })
  const page = reportData(results, timeline, {
    version: '',
    files: [],
    damage: '',
    notes: { en: [], zh: [] },
    utcOffset: 0,
    quotations: [],
    tables: defaultTables(),
  })
  const { summary: checked } = JSON.parse(summaryJson(results, false))
  const [first] = summary(
    { census: facts.census, tunnels, fragments: reassembler.counts, mayHoldCopies: false },
    UNICODE,
    'en',
  ).split('\n')
  const healthy = (language: 'en' | 'zh') =>
    verdictOf(
      { ...results, found: [], leftOut: { error: 0, warning: 0, info: 0 } },
      { language, unicode: true, utcOffset: () => 0 },
    ).text
  return {
    listed: [...traffic.records()],
    read: Number(/, (\d+) tunnels?$/.exec(first!)?.[1] ?? 0),
    readRows: [...tunnels.rows()],
    check: checked,
    page: page.tunnels.en.rows.length + page.left.tunnels,
    pageZh: page.tunnels.zh.rows.length + page.left.tunnels,
    pageNetworks: page.facts.networks.filter(
      (network) => network.type !== TunnelType.None && isOverlay(network) && network.packets > 0,
    ).length,
    // BGP may tell of networks in which nobody says anything.
    learnNetworks: facts.learned.networks.filter((n) => isOverlay(n) && n.network > 0 && n.packets > 0).length,
    says: { en: healthy('en'), zh: healthy('zh') },
  }
}

test.each(CAPTURES.map((path) => [path.split('/').slice(-2).join('/'), path]))('%s', async (_name, path) => {
  const { listed, read, readRows, check, says, ...rest } = await countsOf(path)
  const networks = new Set(listed.map(({ network }) => network)).size
  expect({ read, check: check.tunnels, networks: check.networks, ...rest }).toEqual({
    read: listed.length,
    check: listed.length,
    networks,
    page: listed.length,
    pageZh: listed.length,
    pageNetworks: networks,
    learnNetworks: networks,
  })
  // Each of them is the same tunnel, as long as nothing is a copy.
  expect(readRows.map(({ type, id, toGroup }) => [type, id, toGroup])).toEqual(
    listed.map(({ type, forth, toGroup }) => [type, forth.id, toGroup]),
  )
  if (!/^(Nothing is wrong|Nothing wrong)/.test(says.en)) return
  const words = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`
  const of = networks === listed.length ? '' : ` of ${words(networks, 'overlay network')}`
  const ofZh = networks === listed.length ? '' : `（属于 ${networks} 个叠加网络）`
  expect(says.en).toContain(listed.length === 0 ? 'no tunnels' : `${words(listed.length, 'tunnel')}${of},`)
  expect(says.zh).toContain(listed.length === 0 ? '无隧道' : `${listed.length} 条隧道${ofZh}，`)
})
