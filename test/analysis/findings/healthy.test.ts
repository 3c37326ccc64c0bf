/** No false alarm: networks that work have neither errors nor warnings, and those with a fault have its finding. */
import { basename, dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findings } from '../../../src/analysis/check/check.js'
import { tell } from '../../../src/present/check/told.js'
import { findingText } from '../../../src/present/findings/finding-text.js'
import { capturesOf, FIXTURES, LAB } from './captures.js'
import { factsOfFile } from './check.js'

/** What has to be found in a network with this fault: one of these in some capture of it. */
const FAULTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^10-fault-port/, ['vxlan.port-mismatch']],
  [/^10-fault-vni/, ['vxlan.vni-one-way']],
  [/^10-fault-down-closed/, ['tunnel.unreachable']],
  [/^10-fault-down/, ['tunnel.one-way', 'arp.unanswered']],
  [/^10-fault-mtu/, ['mtu.outer-fragments', 'mtu.blackhole']],
  [/^14-mac-move/, ['mac.moved']],
]

/** Errors and warnings that networks without a fault rightly have, by what their notes.txt tells. */
const RIGHTLY: Readonly<Record<string, readonly string[]>> = {
  // 172.17.1.2 looks for 172.17.1.99, which nobody is.
  '02-multicast': ['arp.unanswered'],
  // 10.244.0.2 looks for 10.244.1.99, which nobody is.
  '09-flannel': ['arp.unanswered', 'icmp.errors'],
  // The sender leaves out the UDP checksum over IPv6, and the receiver does not take it so: nothing is answered.
  '12-ipv6-under-zerotx': ['arp.unanswered', 'tunnel.one-way'],
}

/** Captures of `fixtures/` that show something wrong; the table in its README says what. */
const FIXTURES_RIGHTLY: Readonly<Record<string, readonly string[]>> = {
  'bad-checksum.pcap': ['checksum.corrupt', 'gre.checksum-bad'],
  'fragments.pcap': ['mtu.outer-fragments'],
  'icmp-quoted.pcap': ['tunnel.unreachable', 'mtu.blackhole', 'gre.key-unanswered', 'vxlan.port-mismatch'],
  'port-mismatch.pcap': ['vxlan.port-mismatch'],
  'vxlan-46354.pcap': ['vxlan.port-mismatch'],
  'vxlan-reserved.pcap': ['vxlan.i-flag-clear', 'vxlan.reserved-bits'],
}

/** Errors and warnings, one a line. */
async function alarms(path: string): Promise<readonly { readonly id: string; readonly line: string }[]> {
  const facts = await factsOfFile(path)
  const text = findingText(facts, true)
  return findings(facts).flatMap((finding) => {
    const { id, severity, frames } = finding
    if (severity === 'info') return []
    const line = `${basename(path)} ${severity} ${id} ${frames.map((frame) => `#${frame}`).join(' ')} ${tell(finding, text, 'en').says}`
    return [{ id, line }]
  })
}

async function idsIn(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const path of paths) for (const { id } of findings(await factsOfFile(path))) ids.add(id)
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
      const wrong = (await alarms(capture)).filter(({ id }) => !RIGHTLY[name]?.includes(id))
      expect(wrong.map(({ line }) => line)).toEqual([])
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

describe('captures of fixtures/', () => {
  test.each(capturesOf(FIXTURES).map((path) => [basename(path), path]))('%s', async (name, path) => {
    const found = await alarms(path)
    const expected = FIXTURES_RIGHTLY[name] ?? []
    expect(found.filter(({ id }) => !expected.includes(id)).map(({ line }) => line)).toEqual([])
    expect(expected.filter((id) => !found.some((alarm) => alarm.id === id))).toEqual([])
  })
})
