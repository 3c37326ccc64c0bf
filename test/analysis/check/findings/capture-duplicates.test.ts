import { expect, test } from 'vitest'
import type { Part } from '../../../../fixtures/make/packets.js'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import { checkFile, checkFrames } from '../../../helpers/check.js'
import { FIXTURES } from '../../../helpers/finding-captures.js'
import { frame, inVni, ping, underlay } from '../../../helpers/packets.js'

const framesOf = (parts: readonly Part[]) => parts.map((part, i) => ({ ...frame(part), at: i }))

const told = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ id }) => id === 'capture.duplicates')

test('-i any on a VTEP: 8 packets on vxlan0 and once more in the tunnel', async () => {
  // tshark: 16 packets, of which 8 have 50 octets of VXLAN in front.
  expect(told(await checkFile(`${FIXTURES}any-sll2.pcap`))).toMatchObject([
    { severity: 'info', count: 8, about: { packets: 16, inner: 8, again: 0 } },
  ])
})

test('a packet that is sent twice on one interface is no copy', () => {
  const again = framesOf([underlay(inVni(42, ping(1))), underlay(inVni(42, ping(1)))])
  expect(told(checkFrames(again))).toEqual([])
})
