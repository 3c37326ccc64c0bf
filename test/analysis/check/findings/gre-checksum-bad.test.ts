import { expect, test } from 'vitest'
import { checkFile } from '../../../helpers/check.js'
import { FIXTURES } from '../../../helpers/finding-captures.js'

const bad = async (name: string) =>
  (await checkFile(`${FIXTURES}${name}.pcap`))
    .filter(({ id }) => id === 'gre.checksum-bad')
    .map(({ severity, count, frames }) => ({ severity, count, frames }))

test('one bit turned over behind a GRE header with a checksum', async () => {
  expect(await bad('bad-checksum')).toEqual([{ severity: 'error', count: 1, frames: [5] }])
})

test.each(['gre-seed', 'gre-plain', 'gretap', 'nested'])('GRE that is as it was sent: %s', async (name) => {
  expect(await bad(name)).toEqual([])
})
