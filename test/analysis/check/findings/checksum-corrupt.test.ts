import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { CorruptChecksums } from '../../../../src/analysis/check/findings/checksum-corrupt.js'
import { Kind } from '../../../../src/wire/kind.js'
import { checkFile } from '../../../helpers/check.js'
import { capturesOf, FIXTURES, LAB } from '../../../helpers/finding-captures.js'

const CORPUS = fileURLToPath(new URL('../../../../../shared/corpus/files/', import.meta.url))
if (!existsSync(CORPUS)) console.warn(`skipped: damaged checksums in captures of others: ${CORPUS} is not there`)

const corrupt = async (path: string) =>
  (await checkFile(path))
    .filter(({ id }) => id === 'checksum.corrupt')
    .map(({ severity, count, frames, about }) => {
      const { kind, tunnels, difference } = about as CorruptChecksums
      return { severity, count, frames, kind, tunnels, difference }
    })
const one = { severity: 'error', count: 1, difference: -1 }

test('one bit turned over in an outer UDP, an inner TCP and an outer IPv4 header; GRE has its own finding', async () => {
  expect(await corrupt(`${FIXTURES}bad-checksum.pcap`)).toEqual([
    { ...one, frames: [2], kind: Kind.Udp, tunnels: 0 },
    { ...one, frames: [3], kind: Kind.Tcp, tunnels: 1 },
    { ...one, frames: [4], kind: Kind.Ipv4, tunnels: 0 },
  ])
})

describe.skipIf(!existsSync(CORPUS))('captures of others', () => {
  test('a wrong checksum inside VXLAN', async () => {
    expect(await corrupt(`${CORPUS}zeek__vxlan-inner-tcp-bad-checksum.pcap`)).toEqual([
      { ...one, frames: [1], kind: Kind.Tcp, tunnels: 1 },
    ])
  })

  test.each([
    ['ip4-tcp', Kind.Tcp],
    ['ip4-udp', Kind.Udp],
    ['ip6-tcp', Kind.Tcp],
    ['ip6-icmp6', Kind.Icmpv6],
    ['ip6-route0-udp', Kind.Udp],
  ])('zeek__%s-bad-chksum', async (name, kind) => {
    expect(await corrupt(`${CORPUS}zeek__${name}-bad-chksum.pcap`)).toMatchObject([{ severity: 'error', kind }])
  })

  test('anonymised: all of a sender are off by one number, which is no damage', async () => {
    const found = await corrupt(`${CORPUS}zeek__get-to-ssh-server.pcap`)
    expect(found).toMatchObject([
      { severity: 'warning', difference: 0x125f },
      { severity: 'warning', difference: 0x125f },
    ])
  })
})

test.each([`${FIXTURES}offload.pcap`, ...capturesOf(LAB)])('nothing is damaged in %s', async (path) => {
  expect(await corrupt(path)).toEqual([])
})
