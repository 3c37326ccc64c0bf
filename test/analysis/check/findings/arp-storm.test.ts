import { expect, test } from 'vitest'
import type { Storm } from '../../../../src/analysis/check/findings/arp-storm.js'
import { Asking } from '../../../../src/analysis/learning/address-requests.js'
import { announces, asks, found, greeting, host, inTunnel, type Sent, toGroup, vtep } from '../../../helpers/overlay.js'

const [X, Y] = [host(2, 1), host(3, 2)]

const storms = (sent: readonly Sent[]): readonly string[] =>
  found('arp.storm', sent).map(({ severity, count, about }) => `${(about as Storm).asking} ${severity} ${count}`)

/** A question every so many milliseconds, so many times. */
const every = (milliseconds: number, times: number, ip: (n: number) => string = () => Y.ip): readonly Sent[] =>
  Array.from({ length: times }, (_, n) => toGroup(1000 + n * milliseconds, X, asks(X, ip(n))))

test('the same question fifty times a second is a storm', () => {
  expect(storms([...greeting(0, X, Y), ...every(20, 200, () => '172.19.1.9')])).toEqual([`${Asking.Same} warning 200`])
})

test('RFC 1122 §2.3.2.1: one a second is what is recommended', () => {
  expect(storms([...greeting(0, X, Y), ...every(1000, 200)])).toEqual([])
})

test('a host that asks for address after address scans, which is told', () => {
  const addresses = (n: number): string => `172.19.${Math.floor(n / 250)}.${n % 250}`
  expect(storms(every(5, 1000, addresses))).toEqual([`${Asking.Station} info 1000`])
})

test('a subnet’s worth of questions in half a minute is none', () => {
  expect(storms([...greeting(0, X, Y), ...every(120, 254, (n) => `172.19.1.${n}`)])).toEqual([])
})

test('many hosts that ask at once', () => {
  const hosts = Array.from({ length: 250 }, (_, n) => host(n, 1 + (n % 3)))
  const round = (at: number): readonly Sent[] => hosts.map((who, n) => toGroup(at + n, who, asks(who, `172.19.9.${n}`)))
  expect(storms([...round(0), ...round(250), ...round(500)])).toEqual([`${Asking.All} warning 750`])
  expect(storms(round(0))).toEqual([])
})

test('a copy of one flood for each of many VTEPs is one question', () => {
  const remotes = Array.from({ length: 200 }, (_, n) => `10.66.0.${n}`)
  const flood = (at: number): readonly Sent[] =>
    remotes.map((remote, n) => ({ at: at + n / 1000, frame: inTunnel(vtep(1), remote, asks(X, Y.ip)) }))
  expect(storms([...flood(0), ...flood(1024), ...flood(2048)])).toEqual([])
})

test('gratuitous ARP comes in fives (keepalived: vrrp_garp_master_repeat)', () => {
  const five = (at: number): readonly Sent[] => [0, 1, 2, 3, 4].map((n) => toGroup(at + n / 10, X, announces(X)))
  expect(storms([...five(0), ...five(5000)])).toEqual([])
})
