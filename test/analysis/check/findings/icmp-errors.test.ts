import { expect, test } from 'vitest'
import { icmpUnreachable, ipv4, type Part, udp } from '../../../../fixtures/make/packets.js'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import type { IcmpError } from '../../../../src/analysis/check/findings/icmp-errors.js'
import { checkFile, checkFrames } from '../../../helpers/check.js'
import { FIXTURES } from '../../../helpers/finding-captures.js'
import { A, B, frame, INNER_A, INNER_B, inVni, ping, underlay } from '../../../helpers/packets.js'

const errors = (parts: readonly Part[]): readonly Finding<IcmpError>[] =>
  found(checkFrames(parts.map((part, i) => ({ ...frame(part), at: i }))))

function found(findings: readonly Finding[]): readonly Finding<IcmpError>[] {
  return findings.filter(({ id }) => id === 'icmp.errors') as readonly Finding<IcmpError>[]
}

const HOST_UNREACHABLE = 1
const PORT_UNREACHABLE = 3
const question = (port: number): Part =>
  ipv4(
    { source: INNER_A.ip, destination: INNER_B.ip },
    udp({ source: port, destination: 53 }, { octets: Buffer.alloc(20) }),
  )
const refusal = (port: number): Part =>
  ipv4(
    { source: INNER_B.ip, destination: INNER_A.ip },
    icmpUnreachable(PORT_UNREACHABLE, 0, question(port).octets.subarray(0, 28)),
  )

test('an error in the overlay names the flow that it is about, and is no fault', () => {
  const sent = [question(5000), refusal(5000), refusal(5000)].map((part) => underlay(inVni(42, part)))
  expect(errors(sent)).toMatchObject([
    {
      ...{ severity: 'info', frames: [2, 3], count: 2 },
      about: {
        ...{ network: 1, type: 3, code: 3, sender: 0xac110103, source: 0xac110102, destination: 0xac110103 },
        ...{ protocol: 17, sourcePort: 5000, destinationPort: 53, tunnelSource: -1, flows: 1 },
      },
    },
  ])
})

test('errors about several flows of the same two hosts are one finding', () => {
  const sent = [5000, 5001, 5002].map((port) => underlay(inVni(42, refusal(port))))
  expect(errors(sent)).toMatchObject([{ count: 3, about: { flows: 3 } }])
})

test('no error, no finding', () => {
  expect(errors([underlay(inVni(42, question(5000)))])).toEqual([])
})

/** Time exceeded, quoting a ping in VXLAN. */
function exceeded(code: number): Part {
  const octets = Buffer.from(icmpUnreachable(code, 0, underlay(inVni(42, ping())).octets).octets)
  octets[0] = 11
  return ipv4({ source: B.ip, destination: A.ip }, { octets, protocol: 1 })
}

test('of a tunnel’s packet the one inside is named; a host that waited in vain for fragments tells of a loss', () => {
  expect(errors([exceeded(1)])).toMatchObject([
    {
      severity: 'warning',
      about: {
        ...{ type: 11, code: 1, source: 0xac110102, destination: 0xac110103, protocol: 1 },
        ...{ tunnelSource: 0x0a000001, tunnelDestination: 0x0a000002 },
      },
    },
  ])
})

test('what other findings tell of a tunnel is not repeated: unreachable, too large, too many hops', async () => {
  expect(errors([exceeded(0)])).toEqual([])
  // tshark: port unreachable quoting VXLAN and GRE, fragmentation needed quoting VXLAN.
  expect(found(await checkFile(`${FIXTURES}icmp-quoted.pcap`))).toEqual([])
  const quoted = underlay(inVni(42, ping())).octets.subarray(0, 28)
  const told = ipv4({ source: '10.0.0.254', destination: A.ip }, icmpUnreachable(HOST_UNREACHABLE, 0, quoted))
  expect(errors([underlay(inVni(42, ping()), A.ip, B.ip), told])).toEqual([])
})
