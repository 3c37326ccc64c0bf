/** No false alarm: networks that work have neither errors nor warnings, and those with a fault have its finding. */
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findings } from '../../../../src/analysis/check/check.js'
import { CaptureError } from '../../../../src/capture/capture.js'
import { tell } from '../../../../src/present/check/finding-sentences.js'
import { findingText } from '../../../../src/present/check/finding-text.js'
import { FINDERS } from '../../../../src/present/check/kinds.js'
import { factsOfFile } from '../../../helpers/check.js'
import { capturesOf, FIXTURES, LAB } from '../../../helpers/finding-captures.js'
import { CORPUS, hasCorpus, truthOf } from '../../../helpers/octets.js'

/** What has to be found in a network with this fault: one of these in some capture of it. */
const FAULTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^10-fault-port/, ['vxlan.port-mismatch']],
  [/^10-fault-vni/, ['vxlan.vni-one-way']],
  [/^10-fault-down-closed/, ['tunnel.unreachable']],
  [/^10-fault-down/, ['tunnel.one-way', 'arp.unanswered']],
  [/^10-fault-mtu/, ['mtu.outer-fragments', 'mtu.blackhole']],
  // The sender leaves out the UDP checksum over IPv6, and the receiver does not take it so.
  [/^12-ipv6-under-zerotx/, ['tunnel.one-way']],
  [/^14-mac-move/, ['mac.moved']],
  [/^15-gre-user-badkey/, ['gre.key-unanswered', 'tunnel.one-way']],
  // Open vSwitch counts the checksum before it has written the sequence number: three of four pings are lost.
  [/^15-ovs-.*-csumseq/, ['gre.checksum-bad']],
]

/** Captures of `fixtures/` that show something wrong; the table in its README says what. */
const FIXTURES_RIGHTLY: Readonly<Record<string, readonly string[]>> = {
  'bad-checksum.pcap': ['checksum.corrupt', 'gre.checksum-bad'],
  'fragments.pcap': ['mtu.outer-fragments'],
  'icmp-quoted.pcap': ['tunnel.unreachable', 'mtu.blackhole', 'gre.key-unanswered'],
  'port-mismatch.pcap': ['vxlan.port-mismatch'],
  'vxlan-46354.pcap': ['vxlan.port-mismatch'],
  'vxlan-reserved.pcap': ['vxlan.i-flag-clear', 'vxlan.reserved-bits'],
}

interface Alarm {
  readonly id: string
  readonly frames: readonly number[]
  /** All of it, to be read when it should not be there. */
  readonly line: string
}

/** Errors and warnings; none of a file that cannot be read to its end. */
async function alarms(path: string): Promise<readonly Alarm[]> {
  const facts = await factsOfFile(path).catch(damaged)
  if (facts === undefined) return []
  const text = findingText(facts, true)
  return findings(facts, FINDERS).flatMap((finding) => {
    const { id, severity, frames } = finding
    if (severity === 'info') return []
    const line = `${basename(path)} ${severity} ${id} ${frames.map((frame) => `#${frame}`).join(' ')} ${tell(finding, text, 'en').says}`
    return [{ id, line, frames }]
  })
}

function damaged(e: unknown): undefined {
  if (!(e instanceof CaptureError)) throw e
}

async function idsIn(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const path of paths) for (const { id } of findings(await factsOfFile(path), FINDERS)) ids.add(id)
  return ids
}

const captures = capturesOf(LAB)
const networks = [...new Set(captures.map((path) => basename(dirname(path))))]
const capturesIn = (network: string): readonly string[] =>
  captures.filter((path) => basename(dirname(path)) === network)
const faultOf = (name: string): readonly string[] | undefined => FAULTS.find(([pattern]) => pattern.test(name))?.[1]

describe.skipIf(networks.length === 0)('networks of the real kernel', () => {
  test.each(networks.filter((name) => faultOf(name) === undefined))('%s works', async (name) => {
    for (const capture of capturesIn(name)) {
      expect((await alarms(capture)).map(({ line }) => line)).toEqual([])
    }
  })

  test.each(networks.filter((name) => faultOf(name) !== undefined))('%s does not, and why is found', async (name) => {
    const found = await idsIn(capturesIn(name))
    expect(
      [...found].filter((id) => faultOf(name)!.includes(id)),
      `found ${[...found]}`,
    ).not.toEqual([])
  })
})

/** Errors and warnings of captures from public projects, each read packet by packet with tshark; checksums are below. */
const PUBLISHED_RIGHTLY: Readonly<Record<string, readonly string[]>> = {
  // Its one packet is a NOTIFICATION: Cease, Hard Reset.
  'tcpdump__bgp-malformed-hard-reset.pcap': ['bgp.session-ended'],
  // A third of the numbers of one direction is not in it, and two of its packets come late.
  'flowcontainer__pptp.pcap': ['gre.sequence-gap', 'gre.sequence-reorder'],
  // A user's download, whose segments come late and again; tshark marks the same frames.
  'nDPI__reasm_segv_anon.pcapng': ['tcp.retransmissions', 'tcp.reordering'],
  // The tunnel's own packets are in the tunnel once more, and so one of them gets too long.
  'rod-ix-pc-04__PR_2.pcapng': ['mtu.outer-fragments', 'tunnel.nested'],
  // It is there to show them.
  'suricata__vxlan-non-zero-reserved-fields-input.pcap': ['vxlan.reserved-bits'],
}

const run = hasCorpus('findings in captures from public projects')

describe.skipIf(!run)('captures from public projects, as they were published', () => {
  const published = run ? publishedFiles() : []

  test('what is said of them is true', async () => {
    expect(published.length).toBeGreaterThan(350)
    const wrong: string[] = []
    for (const name of published) {
      for (const { id, line, frames } of await alarms(`${CORPUS}files/${name}`)) {
        const isTrue = id === 'checksum.corrupt' ? isBadToTshark(name, frames) : PUBLISHED_RIGHTLY[name]?.includes(id)
        if (!isTrue) wrong.push(line)
      }
    }
    expect(wrong).toEqual([])
  })

  /** Whether tshark says of every one of these frames that a checksum of it is wrong. */
  function isBadToTshark(name: string, frames: readonly number[]): boolean {
    const truth = truthOf(name)
    return frames.every((frame) => {
      const statuses = Object.entries(truth[frame - 1] ?? {}).filter(([column]) => column.endsWith('.checksum.status'))
      return statuses.some(([, status]) => status.split('|').includes('0'))
    })
  }
})

/** Captures that nobody made up for a test. */
function publishedFiles(): readonly string[] {
  const rows = readFileSync(`${CORPUS}MANIFEST.tsv`, 'utf8').trimEnd().split('\n')
  return rows.flatMap((row) => (row.split('\t').includes('as-published') ? [row.slice(0, row.indexOf('\t'))] : []))
}

describe('captures of fixtures/', () => {
  test.each(capturesOf(FIXTURES).map((path) => [basename(path), path]))('%s', async (name, path) => {
    const found = await alarms(path)
    const expected = FIXTURES_RIGHTLY[name] ?? []
    expect(found.filter(({ id }) => !expected.includes(id)).map(({ line }) => line)).toEqual([])
    expect(expected.filter((id) => !found.some((alarm) => alarm.id === id))).toEqual([])
  })
})
