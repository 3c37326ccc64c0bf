import { describe, expect, test } from 'vitest'
import type { PortMismatch } from '../../../../src/analysis/check/findings/vxlan-port-mismatch.js'
import { asks, found, vtep } from '../../../helpers/overlay.js'
import {
  hasLab,
  inFixture,
  inLab,
  inShort,
  inVxlan,
  refusal,
  sent,
  told,
  type Vxlan,
  X,
  Y,
} from '../../../helpers/tunnels.js'

const ID = 'vxlan.port-mismatch'
const PORT_UNREACHABLE = 3

const there = (header: Vxlan = {}) => inVxlan(header, asks(X, Y.ip))
const back = (header: Vxlan = {}) => inVxlan({ from: vtep(2), to: vtep(1), ...header }, asks(Y, X.ip))

describe.skipIf(!hasLab)('of the real kernel', () => {
  test('one VTEP uses 4789 and the other one 8472', async () => {
    // notes.txt: dstport 4789 on n1, 8472 on n2. tshark: #3 (sent again: #5 #7), #9 #11 #15, #17 and #19 ask, an ICMP error behind each.
    const [finding, ...more] = await inLab('10-fault-port/n1.pcap', ID)
    expect(more).toEqual([])
    expect(finding).toMatchObject({ severity: 'error', confidence: 'high', frames: [3, 4, 6, 9, 11, 15, 17, 19] })
    expect(finding!.about).toMatchObject({ vni: 42, portOfA: 4789, portOfB: 8472, refused: 8 })
  })

  test('a VTEP whose device comes up later refuses until then, and is no fault', async () => {
    expect(await inLab('01-p2p-vni1/n1.pcap', ID)).toEqual([])
  })
})

test('each side sends to its own port, and something is refused', async () => {
  expect(inShort(await inFixture('port-mismatch.pcap', ID))).toEqual(['error 7 #1,2,3,4,5,7,9,11'])
})

test('different ports without anything that is refused or asked in vain: no more than a warning', () => {
  expect(told(ID, sent([there(), back({ port: 8472 })]))).toEqual(['warning 2 #1,2'])
})

test('the same port, or the same port in two VNIs', () => {
  expect(told(ID, sent([there(), back()]))).toEqual([])
  expect(told(ID, sent([there({ vni: 42 }), back({ vni: 43 })]))).toEqual([])
})

test('a VTEP refuses VXLAN, and which port it has is not seen: a guess', () => {
  const packets = [there(), refusal(PORT_UNREACHABLE, there(), vtep(2))]
  const [finding] = found(ID, sent([...packets, ...packets]))
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'low', count: 2, frames: [2, 4] })
  expect(finding!.about as PortMismatch).toMatchObject({ portOfA: 4789, portOfB: -1, refused: 2 })
})

test('a router that refuses says nothing of the port', () => {
  expect(told(ID, sent([there(), refusal(PORT_UNREACHABLE, there(), '10.65.0.254')]))).toEqual([])
})

describe('the octets of the port are swapped', () => {
  test('on both sides: they hear each other, and nobody else knows the port', async () => {
    // 46354 is 0xb512, 4789 is 0x12b5.
    const [finding] = await inFixture('vxlan-46354.pcap', ID)
    expect(finding).toMatchObject({ severity: 'warning', confidence: 'high', count: 2, frames: [1, 2] })
    expect(finding!.about).toMatchObject({ portOfA: 46354, portOfB: 46354, swapped: 4789 })
  })

  test('on one side alone', () => {
    const [finding] = found(ID, sent([there(), there(), back({ port: 46354 })]))
    expect(finding).toMatchObject({ severity: 'error' })
    expect(finding!.about).toMatchObject({ portOfA: 4789, portOfB: 46354, swapped: 4789 })
  })

  test('no other unknown port is meant', () => {
    expect(told(ID, sent([there({ port: 6080 })]))).toEqual([])
  })
})
