import { describe, expect, test } from 'vitest'
import { ethernet, ipv4, type Part, tcp } from '../../../../fixtures/make/packets.js'
import { type Sight, sightOf } from '../../../../src/analysis/check/evidence/one-direction.js'
import { checkSentBy, factsOfFile, factsOfFrames } from '../../../helpers/check.js'
import { capturesOf, NETWORKS } from '../../../helpers/finding-captures.js'
import { answers, asks, opens, pings, pongs, type Sent, vtep } from '../../../helpers/overlay.js'
import { echo, exchange, hasLab, inVxlan, refusal, sent, X, Y } from '../../../helpers/tunnels.js'

const ACK = 0x10

function sight(frames: readonly Sent[]): Sight {
  return sightOf(factsOfFrames(frames.map(({ at, frame }) => ({ at, octets: Uint8Array.from(frame.octets) }))))
}

const acknowledgment: Part = ethernet(
  Y.mac,
  X.mac,
  ipv4(
    { source: X.ip, destination: Y.ip },
    tcp({ source: 40000, destination: 80, sequence: 1, acknowledgment: 1, flags: ACK }),
  ),
)

describe('both directions', () => {
  test('a ping and its answer', () => {
    expect(sight(exchange([{ frame: pings(X, Y) }, { fromY: true, frame: pongs(Y, X) }]))).toBe('both')
  })

  test('two VTEPs that send to each other in different VNIs', () => {
    const back = inVxlan({ from: vtep(2), to: vtep(1), vni: 43 }, asks(Y, X.ip))
    expect(sight(sent([inVxlan({}, asks(X, Y.ip)), back]))).toBe('both')
  })

  test("an ICMP error from the tunnel's far end", () => {
    const packet = inVxlan({}, asks(X, Y.ip))
    expect(sight(sent([packet, refusal(3, packet, vtep(2))]))).toBe('both')
  })
})

describe('one direction: there were answers, and they are not in the capture', () => {
  test('acknowledgments of what is not seen', () => {
    expect(sight(exchange([{ frame: acknowledgment }]))).toBe('one')
  })

  test('replies without their requests', () => {
    expect(sight(sent([echo(1, true)]))).toBe('one')
    expect(sight(exchange([{ frame: answers(X, Y) }]))).toBe('one')
  })

  test('a packet that needs the answer to the question before it', () => {
    expect(sight(exchange([{ frame: asks(X, Y.ip) }, { frame: pings(X, Y) }]))).toBe('one')
  })

  test('so does one that comes at once, whatever is asked again later', () => {
    const [asked, pinged, again] = exchange([asks(X, Y.ip), pings(X, Y), asks(X, Y.ip)].map((frame) => ({ frame })))
    const late = [asked!, { ...pinged!, at: 900 }, { ...again!, at: 30_000 }, { ...again!, at: 31_000 }]
    expect(sight(late)).toBe('one')
    expect(sight([asked!, { ...again!, at: 1000 }, { ...pinged!, at: 1500 }])).toBe('silent')
  })
})

describe('silence, or one direction: nothing tells', () => {
  test('a question that is asked again, and again', () => {
    const question = { frame: asks(X, Y.ip) }
    expect(sight(exchange([question, question, question]))).toBe('silent')
    expect(sight(exchange([{ frame: opens(X, Y, 80) }, { frame: opens(X, Y, 80) }]))).toBe('silent')
  })

  test('and then a packet all the same: somebody has put the address in by hand', () => {
    const question = { frame: asks(X, Y.ip) }
    expect(sight(exchange([question, question, question, { frame: pings(X, Y) }]))).toBe('silent')
  })

  test.skipIf(!hasLab)('the far end is down', async () => {
    const facts = await factsOfFile(
      new URL('../../../../../shared/lab/10-fault-down-silent/n1.pcap', import.meta.url).pathname,
    )
    expect(sightOf(facts)).toBe('silent')
  })
})

/** What one VTEP sends of networks in which all is well, or where the fault is another one. */
describe.skipIf(capturesOf(NETWORKS).length === 0)('what one VTEP sends', () => {
  test.each([
    ['72-livelearn', '10.9.72.1'],
    ['42-dhcp', '10.161.1.1'],
    ['46-move-rarp', '10.252.1.1'],
    ['52-twoaddr', '10.10.52.1'],
    ['29-flap', '10.230.1.1'],
  ])(
    '%s: unicast right behind a question, and replies to unseen ones, prove that there were answers',
    async (network, from) => {
      const found = await checkSentBy(from, `${NETWORKS}${network}/n1.pcap`)
      expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(found.map(({ id }) => id)).toContain('capture.one-direction')
      expect(found.map(({ id }) => id)).not.toContain('tunnel.one-way')
      expect(found.map(({ id }) => id)).not.toContain('vxlan.vni-one-way')
    },
  )

  test('of two pings and an ARP reply nobody can tell whether anything is wrong', async () => {
    const found = await checkSentBy('172.20.7.1', `${NETWORKS}22-vnifilter/n2.pcap`)
    expect(found).toEqual([])
  })

  test('a SYN that is sent again and again had no answer, wherever the capture was taken', async () => {
    const found = await checkSentBy('10.131.1.1', `${NETWORKS}39-acl/n1.pcap`)
    expect(found.filter(({ id }) => id === 'tcp.syn-backoff')).toMatchObject([
      { severity: 'warning', count: 7, about: { isHalf: true } },
    ])
    // The connection is none of those that were answered.
    expect(found.find(({ id }) => id === 'capture.one-direction')).toMatchObject({ about: { conversations: 5 } })
  })
})
