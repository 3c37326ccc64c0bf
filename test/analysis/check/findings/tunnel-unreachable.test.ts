import { describe, expect, test } from 'vitest'
import type { Part } from '../../../../fixtures/make/packets.js'
import { Refusal } from '../../../../src/analysis/check/evidence/icmp-refusals.js'
import type { Unreachable } from '../../../../src/analysis/check/findings/tunnel-unreachable.js'
import { checkSentBy } from '../../../helpers/check.js'
import { capturesOf, NETWORKS } from '../../../helpers/finding-captures.js'
import { answers, asks, found, pings, pongs, vtep } from '../../../helpers/overlay.js'
import { echo, hasLab, inGre, inLab, inShort, inVxlan, refusal, sent, told, X, Y } from '../../../helpers/tunnels.js'

const ID = 'tunnel.unreachable'
const ROUTER = '10.65.0.254'

const there = (frame: Part = asks(X, Y.ip)): Part => inVxlan({}, frame)
const back = (frame: Part): Part => inVxlan({ from: vtep(2), to: vtep(1) }, frame)

test.each([
  [0, ROUTER, Refusal.Net],
  [1, ROUTER, Refusal.Host],
  [3, vtep(2), Refusal.Port],
  [13, ROUTER, Refusal.Admin],
])('code %i from %s: %s unreachable', (code, by, expected) => {
  const [finding] = found(ID, sent([there(), refusal(code, there(), by), there(), refusal(code, there(), by)]))
  expect(finding).toMatchObject({ severity: 'error', count: 2, frames: [2, 4] })
  expect((finding!.about as Unreachable).refusal).toBe(expected)
})

test('a kernel without GRE', () => {
  const packet = inGre({}, echo(1))
  const [finding] = found(ID, sent([packet, refusal(2, packet, vtep(2))]))
  expect((finding!.about as Unreachable).refusal).toBe(Refusal.Protocol)
})

test('only 8 octets of the packet are quoted, and its port tells what it was', () => {
  expect(told(ID, sent([there(), refusal(3, there(), vtep(2), 28)]))).toEqual(['warning 1 #2'])
})

test('the packet itself is not in the capture', () => {
  expect(told(ID, sent([refusal(3, there(), vtep(2))]))).toEqual(['warning 1 #1'])
})

test('what is no tunnel is told elsewhere', () => {
  const packet = echo(1)
  expect(told(ID, sent([packet, refusal(3, packet, Y.ip)]))).toEqual([])
})

test('too large is told elsewhere', () => {
  expect(told(ID, sent([there(), refusal(4, there(), ROUTER)]))).toEqual([])
})

describe('one refusal is a hint', () => {
  const packets = [there(), refusal(3, there(), vtep(2))]

  test('whatever the capture shows of others', () => {
    const [finding] = found(ID, sent(packets))
    expect(finding).toMatchObject({ severity: 'warning', confidence: 'medium', about: { isLasting: false } })
    expect(told('vxlan.port-mismatch', sent(packets))).toEqual([])
  })

  test('and an error where somebody goes on asking in vain', () => {
    const asked = sent([...packets, there(), there()])
    expect(told(ID, asked)).toEqual(['error 1 #2'])
  })

  test.skipIf(capturesOf(NETWORKS).length === 0).each([
    ['42-dhcp/n1.pcap', '10.161.1.3'],
    ['24-nsupp/n1.pcap', '198.18.5.2'],
    ['46-move-rarp/n1.pcap', '10.252.1.2'],
  ])('that is over when the one who refused sends there itself: %s from %s', async (name, from) => {
    const findings = await checkSentBy(from, NETWORKS + name)
    expect(findings.filter(({ id }) => id === ID)).toMatchObject([{ severity: 'info', about: { isOver: true } }])
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
  })
})

describe('it is over', () => {
  test.skipIf(!hasLab)('when the device is up', async () => {
    expect(inShort(await inLab('01-p2p-vni1/n1.pcap', ID))).toEqual(['info 2 #12,14'])
  })

  test('when the far end sends from the port that it refused', () => {
    const packets = [there(), refusal(3, there(), vtep(2)), there(), back(answers(Y, X)), there(pings(X, Y))]
    expect(told(ID, sent([...packets, back(pongs(Y, X))]))).toEqual(['info 1 #2'])
  })

  test('when a program answers what its kernel refuses', () => {
    const packets = [1, 2, 3].flatMap((n) => [
      inGre({}, echo(n)),
      refusal(2, inGre({}, echo(n)), vtep(2)),
      inGre({ from: vtep(2), to: vtep(1) }, echo(n, true)),
    ])
    expect(told(ID, sent(packets, 100))).toEqual(['info 3 #2,5,8'])
  })

  test('but not when that was before, and it is silent since', () => {
    const packets = [there(), back(answers(Y, X)), there(pings(X, Y)), back(pongs(Y, X))]
    const later = [2, 3, 4, 5].flatMap((n) => [there(pings(X, Y, n)), refusal(3, there(pings(X, Y, n)), vtep(2))])
    expect(told(ID, sent([...packets, ...later]))).toEqual(['error 4 #6,8,10,12'])
  })
})

describe.skipIf(!hasLab)('two VTEPs with different ports', () => {
  test('that is the cause, and this its consequence', async () => {
    expect(inShort(await inLab('10-fault-port/n1.pcap', ID))).toEqual(['info 5 #4,6,8,18,20', 'info 3 #10,12,16'])
  })
})
