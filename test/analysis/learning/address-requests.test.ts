import { expect, test } from 'vitest'
import { AddressRequests, Asking } from '../../../src/analysis/learning/address-requests.js'
import { MessageKind, NeighbourMessage } from '../../../src/analysis/learning/neighbour-message.js'
import { FIRST_IPV6 } from '../../../src/analysis/tables/address-table.js'
import { Packet } from '../../../src/wire/packet.js'

/** Questions of station `mac` for `target`, so many milliseconds apart. */
function ask(questions: AddressRequests, p: Packet, mac: number, target: number, milliseconds: number): void {
  const m = new NeighbourMessage()
  m.kind = MessageKind.Request
  m.senderMac = mac
  m.sender = mac
  m.target = target
  p.number++
  p.tsNsec += milliseconds * 1e6
  if (p.tsNsec >= 1e9) {
    p.tsSec++
    p.tsNsec -= 1e9
  }
  questions.take(p, m, 0)
}

test('storms of very many stations are bounded, and counted beyond it', () => {
  const questions = new AddressRequests()
  const p = new Packet()
  for (let mac = 1; mac <= 2000; mac++) for (let n = 0; n < 25; n++) ask(questions, p, mac, 9, 1)
  expect(questions.storms.length).toBe(1024)
  expect(questions.dropped).toBe(2001 - 1024)
})

test('a storm lasts as long as its pace', () => {
  const questions = new AddressRequests()
  const p = new Packet()
  for (let n = 0; n < 50; n++) ask(questions, p, 1, 9, 10)
  for (let n = 0; n < 50; n++) ask(questions, p, 1, 9, 1000)
  expect(questions.storms.filter(({ asking }) => asking === Asking.Same)).toMatchObject([
    { questions: 50, peak: 50, first: { frame: 1 }, last: { frame: 50 } },
  ])
})

test('an IPv6 address is not the IPv4 address of the same number', () => {
  const questions = new AddressRequests()
  const p = new Packet()
  const m = new NeighbourMessage()
  m.kind = MessageKind.Request
  m.senderMac = 1
  for (let n = 0; n < 20; n++) {
    m.isIpv6 = n % 2 === 1
    m.target = m.isIpv6 ? FIRST_IPV6 + 9 : 9
    p.number++
    questions.take(p, m, 0)
  }
  // Twenty are a storm, ten are none.
  expect(questions.storms.filter(({ asking }) => asking === Asking.Same)).toEqual([])
})
