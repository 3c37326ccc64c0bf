/** What NHRP tells of a DMVPN; expected values are tshark's of the same captures. */
import { describe, expect, test } from 'vitest'
import { addressText } from '../../../src/present/address-text.js'
import { learnFile } from '../../helpers/learn.js'
import { CORPUS, hasCorpus } from '../../helpers/octets.js'

const file = (name: string): string => `${CORPUS}files/networklessons__dmvpn-${name}`

describe.skipIf(!hasCorpus('what NHRP tells of a DMVPN'))('captures of a DMVPN', () => {
  test.each([
    ['nhrp-registration.pcap', ['172.16.123.2 192.168.123.2 #1 type 3']],
    [
      'phase-2-nhrp-spoke-to-spoke-resolution.pcapng',
      ['172.16.123.2 192.168.123.2 #1 type 1', '172.16.123.3 192.168.123.3 #3 type 2'],
    ],
  ])('%s', async (name, expected) => {
    const { mappings, addresses, networks } = await learnFile(file(name))
    expect(
      mappings.map(
        ({ ip, nbma, first, type }) =>
          `${addressText(addresses, ip)} ${addressText(addresses, nbma)} #${first.frame} type ${type}`,
      ),
    ).toEqual(expected)
    expect(new Set(networks.filter(({ type }) => type !== 0).map(({ mode }) => mode))).toEqual(new Set(['nhrp']))
  })
})
