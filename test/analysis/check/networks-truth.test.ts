/**
 * What `check` says of whole networks of the real kernel: nothing of those that work, and of those with a fault that
 * fault first. Which is which stands in the README and the notes beside them.
 */
import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { resultsOf } from '../../../src/present/check/results.js'
import { verdictOf } from '../../../src/present/check/verdict.js'
import { factsOfFile } from '../../helpers/check.js'
import { capturesOf, LAB } from '../../helpers/finding-captures.js'

const NETWORKS = fileURLToPath(new URL('../../../../shared/networks/', import.meta.url))
if (!existsSync(NETWORKS)) console.warn(`skipped: the networks of ${NETWORKS}, which are not there`)

/** By network: what has to come first in the captures of the nodes that can see it. All others are healthy. */
const FAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // n2 lacks the entry of n1's MAC address: n3 is not concerned.
  '25-missfdb': { n1: 'tunnel.one-way', n2: 'tunnel.one-way' },
  // Two stations with one MAC address. n3 hears of the other one by what is flooded alone, once.
  '29-flap': { n1: 'mac.flapping', n2: 'mac.flapping', n3: 'mac.flapping' },
  // Full packets of the overlay are longer than the underlay takes; nA carries what n1 sends, nB what n2 sends.
  '31-asym': {
    n1: 'mtu.outer-fragments',
    n2: 'mtu.outer-fragments',
    n1A: 'mtu.outer-fragments',
    n2A: 'mtu.outer-fragments',
  },
  // 8 % are dropped behind each capture.
  '37-lossy': { n1: 'icmp.loss', n2: 'icmp.loss' },
  // n2 drops what n1 sends, from a moment on.
  '39-acl': { n1: 'tunnel.one-way', n2: 'tunnel.one-way' },
  // Frames still go to where the station was, twice: at the end it is back, and silent. n1 sees pings without an answer,
  // n2 and n3 that n3 itself sends what is for it away.
  '46-move-silent': { n1: 'icmp.unanswered', n2: 'mac.stale-use', n3: 'mac.stale-use' },
  // It works; iperf3 fills packets that are longer than the underlay takes.
  '52-twoaddr': { n1: 'mtu.outer-fragments', n2: 'mtu.outer-fragments' },
  '10-fault-down-silent': { n1: 'tunnel.one-way', n2: 'tunnel.one-way' },
  '10-fault-mtu-frag': { n1: 'mtu.outer-fragments', n2: 'mtu.outer-fragments' },
  '10-fault-port': { n1: 'vxlan.port-mismatch', n2: 'vxlan.port-mismatch' },
  '10-fault-vni': { n1: 'vxlan.vni-one-way', n2: 'vxlan.vni-one-way' },
}

/** Healthy networks in which somebody pings an address that nobody has. */
const UNANSWERED: readonly string[] = ['09-flannel']

const captures = [LAB, NETWORKS].flatMap(capturesOf)

describe.skipIf(captures.length === 0)('networks of the real kernel', () => {
  test.each(captures.map((path) => [basename(dirname(path)), basename(path, '.pcap'), path]))(
    '%s %s',
    async (network, node, path) => {
      const results = resultsOf(await factsOfFile(path), { only: [], ignore: [] })
      const alarms = results.found.filter(({ severity }) => severity !== 'info').map(({ id }) => id)
      const fault = FAULTS[network]?.[node]
      const { severity, text } = verdictOf(results, { language: 'en', unicode: true })
      if (fault !== undefined) expect(alarms[0]).toBe(fault)
      else expect([alarms, UNANSWERED.includes(network) ? 'info' : severity], text).toEqual([[], 'info'])
    },
  )

  test('QEMU announces a machine that has moved by RARP', async () => {
    if (!existsSync(NETWORKS)) return
    for (const node of ['n1', 'n2', 'n3']) {
      const { found } = resultsOf(await factsOfFile(`${NETWORKS}46-move-rarp/${node}.pcap`), { only: [], ignore: [] })
      const moves = found.filter(({ id }) => id === 'mac.moved')
      expect(
        moves.map(({ about }) => about),
        node,
      ).toMatchObject([{ isAnnounced: true }, { isAnnounced: true }])
    }
  })

  test('a VTEP with two addresses is told as a note', async () => {
    if (!existsSync(NETWORKS)) return
    const { found } = resultsOf(await factsOfFile(`${NETWORKS}52-twoaddr/n1.pcap`), { only: [], ignore: [] })
    expect(found.find(({ id }) => id === 'tunnel.other-source')).toMatchObject({ severity: 'info' })
  })
})
