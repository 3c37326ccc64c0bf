import { expect, test } from 'vitest'
import { gre } from '../../../fixtures/make/packets.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { NO_ID, TunnelStack } from '../../../src/wire/tunnel.js'
import { frame, ping, replay, underlay } from '../../helpers/packets.js'

test('GRE with the key 0xffffffff and GRE without a key are two networks (RFC 2890 §2)', () => {
  const networks = new Networks()
  const stack = new TunnelStack()
  const seen: number[] = []
  const [keyed, plain] = [frame(underlay(gre({ key: 0xffffffff }, ping()))), frame(underlay(gre({}, ping())))]
  replay([keyed, plain, keyed, plain], (p) => {
    stack.fill(p)
    networks.observe(p, stack)
    seen.push(networks.inner)
  })
  expect(seen).toEqual([1, 2, 1, 2])
  expect([1, 2].map((n) => networks.network(n).id)).toEqual([0xffffffff, NO_ID])
})
