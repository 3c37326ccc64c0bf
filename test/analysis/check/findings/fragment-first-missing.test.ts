import { expect, test } from 'vitest'
import { icmpEcho, icmpUnreachable, ipv4, ipv4Fragments, type Part, udp } from '../../../../fixtures/make/packets.js'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import {
  type FirstMissing,
  fragmentFirstMissing,
} from '../../../../src/analysis/check/findings/fragment-first-missing.js'
import { checkFrames, factsOfFrames } from '../../../helpers/check.js'
import { A, B, frame, INNER_A, INNER_B, inVni, ping, underlay } from '../../../helpers/packets.js'

type Sent = readonly [at: number, part: Part]

const framesOf = (sent: readonly Sent[]) => sent.map(([at, part]) => ({ ...frame(part), at }))

function missing(sent: readonly Sent[]): readonly Finding<FirstMissing>[] {
  return checkFrames(framesOf(sent)).filter(
    ({ id }) => id === 'fragment.first-missing',
  ) as readonly Finding<FirstMissing>[]
}

/** A packet of the overlay in three fragments, each in VXLAN. */
function fragments(identification: number, source = INNER_A.ip, destination = INNER_B.ip): readonly Part[] {
  const echo = icmpEcho({ id: 7, sequence: identification, length: 3000 })
  const ranges = [
    [0, 1424],
    [1424, 2848],
    [2848, 3008],
  ] as const
  return ipv4Fragments({ source, destination, identification }, echo, ranges).map((piece) => underlay(inVni(42, piece)))
}

/** The capture begins before, and goes on after. */
const [BEGIN, END]: readonly Sent[] = [
  [0, underlay(inVni(42, ping(1)))],
  [9000, underlay(inVni(42, ping(2)))],
] as const

const at = (time: number, parts: readonly Part[]): readonly Sent[] => parts.map((part, i) => [time + i, part])

test('later fragments of two datagrams, and never the first one', () => {
  const sent = [BEGIN!, ...at(1000, fragments(1).slice(1)), ...at(2000, fragments(2).slice(2)), END!]
  expect(missing(sent)).toMatchObject([
    {
      ...{ severity: 'error', confidence: 'high', frames: [2, 4], count: 2 },
      about: { network: 1, source: 0xac110102, destination: 0xac110103, whole: 0, longest: 1444 },
    },
  ])
})

test('one datagram may be an accident', () => {
  expect(missing([BEGIN!, ...at(1000, fragments(1).slice(1)), END!])).toMatchObject([{ severity: 'warning', count: 1 }])
})

test('one outside of any tunnel is a loss as it happens', () => {
  const piece = ipv4Fragments({ source: A.ip, destination: B.ip, identification: 4 }, { octets: Buffer.alloc(2000) }, [
    [1480, 2000],
  ])
  expect(missing([BEGIN!, ...at(1000, piece), END!])).toMatchObject([{ severity: 'info', about: { network: 0 } }])
})

test('all fragments are there, in whatever order', () => {
  const [first, second, third] = fragments(1)
  expect(missing([BEGIN!, ...at(1000, [third!, second!, first!]), ...at(2000, fragments(2)), END!])).toEqual([])
})

test('the last one is missing: a filter for the port leaves out all but the first', () => {
  expect(missing([BEGIN!, ...at(1000, fragments(1).slice(0, 1)), END!])).toEqual([])
})

test('the capture begins in the middle of the datagram', () => {
  expect(missing([...at(0, fragments(1).slice(1)), ...at(50, fragments(2).slice(1)), END!])).toEqual([])
})

test('the capture ends before the first one may come', () => {
  expect(missing([BEGIN!, ...at(8500, fragments(1).slice(1)), END!])).toEqual([])
})

test('a snapshot length cuts the first fragment and not the last: it is there', () => {
  const sent = framesOf([BEGIN!, ...at(1000, fragments(1)), END!]).map((f) => {
    const octets = f.octets.subarray(0, 300).slice()
    return { octets, length: f.octets.length, at: f.at }
  })
  expect(checkFrames(sent).filter(({ id }) => id === 'fragment.first-missing')).toEqual([])
})

test('a router says that the first one was too large: that is the cause, and is told instead', () => {
  const [first, ...others] = fragments(1)
  const whole = ipv4({ source: A.ip, destination: B.ip, dontFragment: true }, inVni(42, inner(first!)))
  const told = ipv4(
    { source: '10.0.0.254', destination: A.ip },
    icmpUnreachable(4, 1400, whole.octets.subarray(0, 548)),
  )
  const ids = checkFrames(
    framesOf([BEGIN!, [999, told], ...at(1000, others), ...at(2000, fragments(2).slice(1)), END!]),
  )
  expect(ids.map(({ id }) => id)).toContain('mtu.blackhole')
  expect(ids.map(({ id }) => id)).not.toContain('fragment.first-missing')
})

test('the capture has lost packets itself: it may be its own fault', () => {
  const facts = factsOfFrames(
    framesOf([BEGIN!, ...at(1000, fragments(1).slice(1)), ...at(2000, fragments(2).slice(1)), END!]),
  )
  const capture = { ...facts.capture, interfaces: [{ linkType: 1, snapLength: 0, drops: 9 }] }
  expect(fragmentFirstMissing.find({ ...facts, capture })).toMatchObject([{ severity: 'info', confidence: 'low' }])
})

test('two tenants with the same addresses and identification are two', () => {
  const echo = udp({ source: 1, destination: 2 }, { octets: Buffer.alloc(1992) })
  const pieces = ipv4Fragments({ source: INNER_A.ip, destination: INNER_B.ip, identification: 3 }, echo, [
    [0, 1000],
    [1000, 2000],
  ])
  const sent = [BEGIN!, ...at(1000, [underlay(inVni(42, pieces[0]!)), underlay(inVni(43, pieces[1]!))]), END!]
  expect(missing(sent)).toMatchObject([{ count: 1, about: { network: 2 } }])
})

/** What the tunnel's packet carries. */
function inner({ octets }: Part): Part {
  return { octets: octets.subarray(20 + 8 + 8 + 14), etherType: 0x0800 }
}
