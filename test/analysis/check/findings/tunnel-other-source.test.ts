import { expect, test } from 'vitest'
import { answers, asks, found, GROUP, inTunnel, pings, pongs, type Sent, vtep } from '../../../helpers/overlay.js'
import { hasCases, inCase, told, X, Y } from '../../../helpers/tunnels.js'

const ID = 'tunnel.other-source'

/** X asks for Y through a tunnel to one end, and the answer comes from another one. */
const addressMessages = (to: string, from: string): readonly Sent[] => [
  { at: 0, frame: inTunnel(vtep(1), to, asks(X, Y.ip)) },
  { at: 1, frame: inTunnel(from, vtep(1), answers(Y, X)) },
  { at: 1000, frame: inTunnel(vtep(1), to, pings(X, Y)) },
  { at: 1001, frame: inTunnel(from, vtep(1), pongs(Y, X)) },
]

test('what VTEP 2 is asked is answered from another address: a note', () => {
  expect(found(ID, addressMessages(vtep(2), '203.0.113.2'))).toMatchObject([
    { severity: 'info', count: 2, frames: [1, 2] },
  ])
})

test.skipIf(!hasCases)('of a public report', async () => {
  const findings = (await inCase('b10-reply-other-source')).filter(({ id }) => id === ID)
  // 203.0.113.2 answers what 192.0.2.2 was asked: #2, #4, #6, #8, #10.
  expect(findings).toMatchObject([{ severity: 'info', count: 5, about: { asked: 0xc0000202, source: 0xcb007102 } }])
})

test('the one that was asked answers', () => {
  expect(told(ID, addressMessages(vtep(2), vtep(2)))).toEqual([])
})

test('a group is asked, and a member answers', () => {
  expect(told(ID, addressMessages(GROUP, vtep(2)))).toEqual([])
})

test('the one that was asked sends as well: somebody else has answered', () => {
  const third = { at: 2000, frame: inTunnel(vtep(2), vtep(3), asks(Y, '172.19.1.9')) }
  expect(told(ID, [...addressMessages(vtep(2), vtep(4)), third])).toEqual([])
})
