/** What the tables of captures bear out is what `check` finds in the captures themselves, and no more. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { CheckFacts } from '../../src/analysis/check/check-facts.js'
import type { Finding } from '../../src/analysis/check/finding.js'
import { FINDING_IDS } from '../../src/analysis/check/finding-ids.js'
import type { PortMismatch } from '../../src/analysis/check/findings/vxlan-port-mismatch.js'
import type { VniOneWay } from '../../src/analysis/check/findings/vxlan-vni-one-way.js'
import { NO_PORT } from '../../src/analysis/flows/flows.js'
import { NO_NETWORK } from '../../src/analysis/tunnels/networks.js'
import { CaptureError } from '../../src/capture/capture.js'
import { programFor } from '../../src/cli/program.js'
import { mergedFacts } from '../../src/export/merged-facts.js'
import { PACKET_KINDS, TABLE_FINDERS } from '../../src/export/table-findings.js'
import { DUCKDB } from '../../src/export/views.js'
import { prefix } from '../../src/filter/literals.js'
import { tell } from '../../src/present/check/finding-sentences.js'
import { findingText } from '../../src/present/check/finding-text.js'
import { resultsOf } from '../../src/present/check/results.js'
import { factsOfFile } from '../helpers/check.js'
import { asking, exported, filesBelow } from '../helpers/facts-directory.js'
import { CASES, FIXTURES, LAB, NETWORKS } from '../helpers/finding-captures.js'
import { vxsniff } from '../helpers/run.js'
import { share } from '../helpers/share.js'

const dir = mkdtempSync(join(tmpdir(), 'vxsniff-tables-'))
afterAll(() => rmSync(dir, { recursive: true }))

const SELECTION = { only: [], ignore: [], limit: 0 } as const
const RANK = ['info', 'warning', 'error']

interface Told {
  readonly id: string
  readonly says: string
  readonly severity: number
}

/** Tables count copies of the same packets at several places each, and do not know what interfaces are called. */
function withoutCounts(id: string, says: string): string {
  return id.startsWith('capture.') ? says.replace(/ on [^,]+/, '').replace(/\d[\d\s]*/g, 'N ') : says
}

function told(found: readonly Finding[], facts: CheckFacts): readonly Told[] {
  const text = findingText(facts, true)
  return found.map((one) => ({
    id: one.id,
    says: withoutCounts(one.id, tell(one, text, 'en').says),
    severity: RANK.indexOf(one.severity),
  }))
}

/** Whether tables can know of it: not what is a guess by silence or refusal, nor what proves to be no fault. */
function isBorneOut({ id, about }: Finding): boolean {
  if (id === 'vxlan.port-mismatch') {
    // Where both use a port that nobody decodes, there is no network.
    const { portOfA, portOfB } = about as PortMismatch
    return portOfB !== NO_PORT && portOfA !== portOfB
  }
  if (id !== 'vxlan.vni-one-way') return id === 'capture.dropped'
  const { networkBack, proof } = about as VniOneWay
  return networkBack !== NO_NETWORK && proof !== 'answered'
}

async function compared(name: string, paths: readonly string[]): Promise<number> {
  const root = join(dir, name)
  try {
    await exported(root, paths)
  } catch (e) {
    // What is damaged has no packets to compare with behind the damage.
    if (e instanceof CaptureError) return 0
    throw e
  }
  const { facts } = await asking(root, (ask) => mergedFacts(ask, DUCKDB, (text) => prefix(text)?.octets))
  const ofTables = told(resultsOf(facts, SELECTION, TABLE_FINDERS).found, facts)
  const packets = await factsOfFile(...paths)
  const all = resultsOf(packets, SELECTION).found
  const ofPackets = told(all, packets)
  for (const { id, says, severity } of ofTables) {
    const same = ofPackets.find((one) => one.id === id && one.says === says)
    expect(same, `${name}: ${id}: ${says}`).toBeDefined()
    expect(severity, `${name}: ${says}`).toBeLessThanOrEqual(same!.severity)
  }
  const wanted = told(all.filter(isBorneOut), packets).map(({ id, says }) => `${id} ${says}`)
  expect(
    ofTables.map(({ id, says }) => `${id} ${says}`),
    name,
  ).toEqual(expect.arrayContaining(wanted))
  rmSync(root, { recursive: true })
  return ofTables.length
}

test('each kind of finding is told from tables, or listed as one that needs packets', () => {
  const ids = [...TABLE_FINDERS.map(({ id }) => id), ...PACKET_KINDS]
  expect(ids.sort()).toEqual([...FINDING_IDS].sort())
})

type Network = readonly [name: string, paths: readonly string[]]

/** Networks with their captures of all machines. */
function networks(): readonly Network[] {
  const folders = [LAB, NETWORKS, CASES].filter((folder) => existsSync(folder))
  return folders
    .flatMap((folder) => readdirSync(folder).map((name) => networkIn(folder, name)))
    .filter(([, { length }]) => length > 0)
}

function networkIn(folder: string, name: string): Network {
  const path = folder + name
  const captures = statSync(path).isDirectory() ? readdirSync(path).map((file) => `${path}/${file}`) : [path]
  return [name, captures.filter((one) => /(?<!\.nano)\.pcap(ng)?$/.test(one))]
}

const FAULTS = /fault-(port|vni)|31-asym/

test('networks of the kernel: nothing that packets do not show, and all that tables can know', async ({ skip }) => {
  const all = networks()
  if (all.length === 0) return skip()
  const [faults, others] = [all.filter(([name]) => FAULTS.test(name)), all.filter(([name]) => !FAULTS.test(name))]
  let count = 0
  for (const [name, paths] of [...faults, ...share(others, 50)]) count += await compared(name, paths)
  expect(count).toBeGreaterThan(1)
}, 1_200_000)

test('our captures', async () => {
  const all = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name))
  const [port] = all.filter((name) => name.startsWith('port-mismatch'))
  for (const name of [port!, ...share(all, 45)]) await compared(name, [FIXTURES + name])
}, 1_200_000)

test('the program: findings, what packets are needed for, exit codes', async () => {
  const root = join(dir, 'program')
  await exported(root, [`${FIXTURES}port-mismatch.pcap`])
  const { code, stdout } = await vxsniff(['check', '--from', root, '--json', '--fail-on', 'warning'])
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(code).toBe(1)
  expect(lines.map(({ id }) => id)).toEqual(['vxlan.port-mismatch', undefined])
  expect(lines[0]).toMatchObject({ frames: [] })
  expect(lines[1]).toMatchObject({ summary: { captures: 1, needPackets: PACKET_KINDS, damaged: false } })
  const file = filesBelow(root).find((path) => path.includes('/flows/'))!
  const refused: readonly [readonly string[], string][] = [
    [['--from', root, '-Y', 'vni 42'], '-Y is about packets; it does not go with --from'],
    [['--from', root, 'capture.pcap'], 'files and --from are two questions; give one'],
    [['--from', root], file],
    [['--from', FIXTURES], 'has no tables; vxsniff export FILE… --to makes them'],
  ]
  writeFileSync(file, readFileSync(file).subarray(0, 40))
  for (const [args, says] of refused) {
    await expect(programFor('check').parseAsync(['check', ...args], { from: 'user' })).rejects.toThrow(says)
  }
})
