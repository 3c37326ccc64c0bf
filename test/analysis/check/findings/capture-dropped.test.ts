import { expect, test } from 'vitest'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import { captureDropped } from '../../../../src/analysis/check/findings/capture-dropped.js'
import { checkFile, factsOfFrames } from '../../../helpers/check.js'
import { FIXTURES } from '../../../helpers/finding-captures.js'
import { A, B, frame, inVni, ping, pong, underlay } from '../../../helpers/packets.js'

/** Three pings, and their answers. */
const HEALTHY = [1, 2, 3]
  .flatMap((n) => [underlay(inVni(42, ping(n))), underlay(inVni(42, pong(n)), B.ip, A.ip)])
  .map((part, i) => ({ ...frame(part), at: i }))

const told = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ id }) => id === 'capture.dropped')

test('the interface statistics of pcapng', async () => {
  // The script that made it gives the second interface, vxlan0, an isb_ifdrop of 1.
  expect(told(await checkFile(`${FIXTURES}two-sections.pcapng`))).toMatchObject([
    { severity: 'info', count: 1, about: { interfaces: [{ name: 'vxlan0', drops: 1 }] } },
  ])
})

test('the counters of a live capture', () => {
  const facts = factsOfFrames(HEALTHY)
  const live = (drops: number) => ({
    ...facts,
    capture: { ...facts.capture, live: true, interfaces: [{ name: 'ens18', linkType: 1, snapLength: 0, drops }] },
  })
  expect(captureDropped.find(live(37))).toMatchObject([{ count: 37, about: { live: true } }])
  expect(captureDropped.find(live(0))).toEqual([])
})
