import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findings } from '../../../../src/analysis/check/check.js'
import type { OffloadedChecksums } from '../../../../src/analysis/check/findings/checksum-offload.js'
import { FINDERS } from '../../../../src/present/check/kinds.js'
import { Kind } from '../../../../src/wire/kind.js'
import { factsOfFile } from '../../../helpers/check.js'
import { FIXTURES, LAB } from '../../../helpers/finding-captures.js'

async function offloaded(path: string, device?: { readonly name: string; readonly features: readonly string[] }) {
  const facts = await factsOfFile(path)
  const [first] = facts.capture.interfaces
  const interfaces = device === undefined ? facts.capture.interfaces : [{ ...first!, ...device }]
  const found = findings({ ...facts, capture: { ...facts.capture, interfaces } }, FINDERS)
  return found
    .filter(({ id }) => id === 'checksum.offload')
    .map(({ severity, count, about }) => ({ severity, count, ...(about as OffloadedChecksums) }))
}

// fixtures/offload.pcap.txt tells what each packet is.
test('outer and inner ones are summed up by layer, with causes and senders, as information', async () => {
  expect(await offloaded(`${FIXTURES}offload.pcap`)).toMatchObject([
    { severity: 'info', kind: Kind.Udp, tunnels: 0, senderCount: 2, features: [] },
    { severity: 'info', kind: Kind.Tcp, tunnels: 1, outers: 0, senderCount: 2, features: [] },
  ])
})

test('a live interface tells the feature that explains it', async () => {
  const explained = async (features: readonly string[]) =>
    (await offloaded(`${FIXTURES}offload.pcap`, { name: 'ens18', features }))[0]
  expect(await explained(['tx-checksumming', 'tx-checksum-ip-generic', 'generic-receive-offload'])).toMatchObject({
    device: 'ens18',
    features: ['tx-checksum-ip-generic'],
  })
  expect(await explained(['generic-segmentation-offload', 'generic-receive-offload'])).toMatchObject({
    features: ['generic-receive-offload'],
  })
  expect(await explained(['generic-segmentation-offload'])).toMatchObject({ features: [] })
})

test('damage is none of it', async () => {
  expect(await offloaded(`${FIXTURES}bad-checksum.pcap`)).toEqual([])
})

describe.skipIf(!existsSync(LAB))('networks of the real kernel', () => {
  test('without outer checksums the inner ones alone are left to the card', async () => {
    const found = await offloaded(`${LAB}11-offload-noudpcsum-on/n1.pcap`)
    expect(found.map(({ kind, tunnels }) => [kind, tunnels])).toEqual([
      [Kind.Tcp, 1],
      [Kind.Udp, 1],
    ])
  })

  test('outer ones, when they are made', async () => {
    const found = await offloaded(`${LAB}11-offload-udpcsum-on/n1.pcap`)
    expect(found.some(({ kind, tunnels }) => kind === Kind.Udp && tunnels === 0)).toBe(true)
  })
})
