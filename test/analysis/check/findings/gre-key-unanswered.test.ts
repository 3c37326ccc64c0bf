import { describe, expect, test } from 'vitest'
import type { KeyUnanswered } from '../../../../src/analysis/check/findings/gre-key-unanswered.js'
import { found, vtep } from '../../../helpers/overlay.js'
import {
  echo,
  hasCorpus,
  hasLab,
  inCorpus,
  inFixture,
  inGre,
  inLab,
  inShort,
  refusal,
  sent,
  told,
} from '../../../helpers/tunnels.js'

const ID = 'gre.key-unanswered'
const PORT_UNREACHABLE = 3
const BACK = { from: vtep(2), to: vtep(1) }

test('the far end answers a key with port unreachable', async () => {
  expect(inShort(await inFixture('icmp-quoted.pcap', ID))).toEqual(['error 1 #6'])
})

test('though it sends a key of its own, and is answered', () => {
  // As the kernel has it: what comes with okey 7 is wanted with ikey 9; what goes back with 8 is taken.
  const [one, two] = [inGre({ key: 7 }, echo(1)), inGre({ key: 7 }, echo(2, true))]
  const packets = [
    one,
    refusal(PORT_UNREACHABLE, one, vtep(2)),
    inGre({ ...BACK, key: 8 }, echo(2)),
    two,
    refusal(PORT_UNREACHABLE, two, vtep(2)),
  ]
  const [finding, ...more] = found(ID, sent(packets))
  expect(more).toEqual([])
  expect(finding).toMatchObject({ severity: 'error', count: 2, frames: [2, 5] })
  expect(finding!.about as KeyUnanswered).toMatchObject({ key: 7, keyBack: 8, sent: 2 })
  expect(told('tunnel.unreachable', sent(packets))).toEqual([])
})

describe('no fault', () => {
  test('each direction has its own key', () => {
    const packets = [1, 2, 3].flatMap((n) => [inGre({ key: 7 }, echo(n)), inGre({ ...BACK, key: 8 }, echo(n, true))])
    expect(told(ID, sent(packets))).toEqual([])
  })

  test.skipIf(!hasLab)('0x222222 one way and 0x111111 the other', async () => {
    expect(await inLab('15-gre-user-seed004/n1.pcap', ID)).toEqual([])
  })

  test.skipIf(!hasCorpus)('a key that both have', async () => {
    expect(await inCorpus('networklessons__gre-tunnel-with-key.pcapng', ID)).toEqual([])
  })

  test('its tunnel was not there yet', () => {
    const refused = inGre({ key: 7 }, echo(1))
    const later = [2, 3].flatMap((n) => [inGre({ key: 7 }, echo(n)), inGre({ ...BACK, key: 8 }, echo(n, true))])
    expect(told(ID, sent([refused, refusal(PORT_UNREACHABLE, refused, vtep(2)), ...later]))).toEqual(['info 1 #2'])
  })

  test('without a key it is no question of keys', () => {
    const packet = inGre({}, echo(1))
    expect(told(ID, sent([packet, refusal(PORT_UNREACHABLE, packet, vtep(2))]))).toEqual([])
  })
})
