/** The lines are those of ethtool 6.1 on a Linux loopback device. */
import { expect, test } from 'vitest'
import { featuresFrom, offloadFeatures } from '../../src/cli/offload-features.js'

const PRINTED = `Features for lo:
rx-checksumming: on [fixed]
tx-checksumming: on
	tx-checksum-ipv4: off [fixed]
	tx-checksum-ip-generic: on [fixed]
	tx-checksum-sctp: on [fixed]
tcp-segmentation-offload: off
generic-segmentation-offload: on
generic-receive-offload: off [requested on]
`

test('those that are on and explain packets, fixed or not', () => {
  expect(featuresFrom(PRINTED)).toEqual(['tx-checksumming', 'tx-checksum-ip-generic', 'generic-segmentation-offload'])
})

test('an interface that is not there has none that are known, nor has an option', () => {
  expect(offloadFeatures('no-such-device')).toBeUndefined()
  expect(offloadFeatures('--version')).toBeUndefined()
})
