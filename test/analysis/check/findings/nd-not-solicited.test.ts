import { expect, test } from 'vitest'
import { hasCases, hasLab, inCase, inLab } from '../../../helpers/tunnels.js'

const ID = 'nd.not-solicited'

test.skipIf(!hasCases)('answers with a clear S flag, and the asker asks again', async () => {
  const found = await inCase('b16-na-flags-low-bits', ID)
  expect(found).toMatchObject([{ severity: 'info', count: 4, frames: [2, 6, 8, 10] }])
})

test.skipIf(!hasCases)('an advertisement that nobody asked for needs none', async () => {
  expect(await inCase('b17-una-source-lla', ID)).toEqual([])
})

test.skipIf(!hasLab)('what Linux answers has it', async () => {
  expect(await inLab('12-ipv6-inner/n1.pcap', ID)).toEqual([])
})
