/**
 * Whether the answer to a question is right, by another way than ours: fields and places as tshark has them, tables
 * made anew from its rows, and what the names in the question say in words. Throws where it is not.
 */
import { expect } from 'vitest'
import type { QuestionKind } from '../../src/present/quiz/kinds.js'
import { answerText, type Question } from '../../src/present/quiz/question.js'
import { type Frame, isGroup, isGroupMac } from './tshark.js'

interface Evidence {
  readonly question: Question
  readonly answer: string
  /** By number. */
  readonly frames: readonly Frame[]
  /** The frame that the question names first. */
  readonly frame: Frame
  /** The addresses in the question, in their order. */
  readonly addresses: readonly string[]
  readonly macs: readonly string[]
  /** The VNI that the question names; 0 for none. */
  readonly vni: number
}

/** The IP addresses in a text: IPv4, or IPv6 with at least two colons in a row or seven. */
const ADDRESS = /\b\d+\.\d+\.\d+\.\d+\b|\b[0-9a-f]{1,4}(?:::?[0-9a-f]{1,4})*::(?:[0-9a-f]{1,4})?(?::[0-9a-f]{1,4})*/g
const MAC = /\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/g

export function prove(question: Question, frames: readonly Frame[]): void {
  const text = question.prompt
  const macs = text.match(MAC) ?? []
  const addresses = text.replaceAll(MAC, '').match(ADDRESS) ?? []
  const [, named] = /[Ff]rames? (\d+)/.exec(text) ?? []
  const frame = frames[Number(named ?? question.frames[0])]!
  const vni = Number(/vxlan(?:-gpe|\/\d+)? (\d+)/.exec(text)?.[1] ?? 0)
  PROOFS[question.id]({ question, answer: answerText(question), frames, frame, addresses, macs, vni })
}

const PROOFS: Readonly<Record<QuestionKind, (e: Evidence) => void>> = {
  'underlay-addresses': ({ answer, frame }) => expect(answer).toBe(frame.ip()!.join(' → ')),
  'underlay-mac': ({ answer, frame }) => expect(answer).toBe(frame.eth(0)![1]),
  vni: ({ answer, frame }) => expect(Number(answer)).toBe(frame.vni),
  'field-octets': fieldOctets,
  'i-flag': ({ answer, frame, question }) => {
    expect(frame.show('vxlan.flag_i')).toBe('1')
    expect(question.prompt).toContain(frame.show('vxlan.flags'))
    expect(answer).toContain('valid')
  },
  'udp-port': ({ answer, frame }) => {
    const port = frame.show('udp.dstport')!
    expect(answer).toMatch(new RegExp(`^${port}: `))
    expect(answer.includes('VXLAN-GPE'), answer).toBe(port === '4790')
  },
  'source-port': ({ question, frames }) => {
    const [a, b] = question.frames.map((n) => frames[n]!) as [Frame, Frame]
    expect(a.ip()).toEqual(b.ip())
    expect(a.show('udp.srcport')).not.toBe(b.show('udp.srcport'))
    expect(question.prompt).toContain(`UDP port ${a.show('udp.srcport')} and from ${b.show('udp.srcport')}`)
    const flow = (f: Frame): unknown => [f.innerIp, f.show('arp.opcode'), f.show('ip.proto', 1), f.show('ipv6.nxt', 1)]
    expect(flow(a)).not.toEqual(flow(b))
  },
  overhead: ({ answer, frame }) => expect(Number(answer)).toBe(innerStart(frame).at),
  mtu: ({ answer, frame, question }) => {
    const { at, isEthernet } = innerStart(frame)
    expect(Number(answer)).toBe(1500 - (at - outerIpStart(frame)) - (isEthernet ? 14 : 0))
    expect(question.prompt).toContain(frame.vni >= 0 ? 'vxlan0' : isEthernet ? 'gretap' : '(gre')
  },
  'group-join': ({ answer, frame, addresses }) => {
    expect(frame.ip()![0]).toBe(addresses[0])
    const joined = [...frame.all('igmp.maddr'), ...frame.all('icmpv6.mldr.mar.multicast_address')]
    expect(joined.map(({ show }) => show)).toContain(answer)
  },
  'group-why': ({ answer, frame, addresses }) => {
    expect(frame.ip()![1]).toBe(addresses[0])
    expect(frame.isToGroup).toBe(true)
    expect(isGroupMac(frame.inner![1])).toBe(true)
    expect(answer).toContain('joined this group')
  },
  'group-mac': ({ answer, frame, addresses }) => {
    expect(answer).toBe(frame.eth(0)![1])
    expect(frame.ip()![1]).toBe(addresses[0])
    expect(isGroupMac(answer)).toBe(true)
  },
  'flood-ttl': ({ answer, frame }) => {
    expect(frame.show('ip.ttl') ?? frame.show('ipv6.hlim')).toBe('1')
    expect(frame.isToGroup).toBe(true)
    expect(answer).toContain('first router')
  },
  'flood-mode': floodMode,
  learn: (e) => {
    const [remote, vtep] = e.frame.ip()!
    expect(e.addresses).toEqual([remote, vtep])
    expect(e.answer).toBe(`${vtep} learns that ${e.frame.inner![0]} is behind ${remote}`)
    expect(tableAt(e, vtep, e.frame.number - 1).get(e.frame.inner![0])).not.toBe(remote)
  },
  'learn-mac': (e) => {
    const [remote, to] = e.frame.ip()!
    expect(to === e.addresses[0] || isGroup(to)).toBe(true)
    expect(e.answer).toBe(e.frame.inner![0])
    expect(tableAt({ ...e, vni: e.frame.vni }, e.addresses[0]!, e.frame.number - 1).get(e.answer)).not.toBe(remote)
  },
  'learn-flood': ({ answer, frame, addresses, macs }) => {
    expect(addresses).toEqual(frame.ip())
    expect(frame.isToGroup).toBe(true)
    expect(frame.inner![0]).toBe(macs[0])
    expect(answer).toMatch(/^Every VTEP/)
  },
  'fdb-after': (e) => expect(tableAt(e, e.addresses[0]!, e.frame.number).get(e.macs[0]!)).toBe(e.answer),
  'unknown-destination': ({ answer, frame, addresses, vni }) => {
    expect(frame.vni).toBe(vni)
    expect(frame.ip()).toEqual([addresses[0], answer])
    expect(isGroupMac(frame.inner![1]) || frame.isToGroup).toBe(true)
  },
  'reply-unicast': ({ answer, question, frames, addresses }) => {
    const [request, reply] = question.frames.map((n) => frames[n]!) as [Frame, Frame]
    expect([request.ip()![1], reply.ip()![1]]).toEqual(addresses)
    expect([request.isToGroup, reply.isToGroup]).toEqual([true, false])
    expect(request.show('arp.opcode') ?? request.show('icmpv6.type')).toMatch(/^(1|135)$/)
    expect(reply.show('arp.opcode') ?? reply.show('icmpv6.type')).toMatch(/^(2|136)$/)
    expect(reply.inner![1]).toBe(request.inner![0])
    expect(answer).toContain(`From frame ${request.number} `)
  },
  'first-unicast': ({ answer, frames, frame, vni }) => {
    const later = frames.slice(frame.number + 1)
    expect(frame.isToGroup).toBe(true)
    expect(Number(answer)).toBe(later.find((f) => f.vni === vni && !f.isToGroup)!.number)
  },
  'host-behind': ({ answer, frames, question, vni }) => {
    const [, host] = /Which VTEP is (\S+) behind/.exec(question.prompt) ?? []
    const own = frames.filter((f) => f.vni === vni && (f.inner![0] === host || f.innerIp?.[0] === host))
    expect(new Set(own.map((f) => f.ip()![0]))).toEqual(new Set([answer]))
  },
  'mac-moved': ({ answer, frames, macs, addresses }) => {
    const own = frames.filter((f) => f.inner?.[0] === macs[0])
    expect(own[0]!.ip()![0]).toBe(addresses[0])
    expect(Number(answer)).toBe(own.find((f) => f.ip()![0] !== addresses[0])!.number)
  },
  'evpn-next-hop': ({ answer, frame, macs, addresses }) => {
    expect(frame.all('bgp.evpn.nlri.mac_addr').map(({ show }) => show)).toContain(macs[0])
    expect(frame.ip()).toEqual(addresses.slice(0, 2))
    expect(new Set(frame.all('bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv4').map(({ show }) => show))).toEqual(
      new Set([answer]),
    )
  },
  'evpn-flood': ({ answer, frame, addresses }) => {
    expect(frame.all('bgp.evpn.nlri.rt').map(({ show }) => show)).toContain('3')
    expect(frame.all('bgp.evpn.nlri.ip.addr').map(({ show }) => show)).toContain(addresses[1])
    expect(answer).toBe(`What has to be flooded there goes to ${addresses[1]} as well, in a copy of its own`)
  },
  'evpn-sequence': ({ answer, frame, macs }) => {
    expect(frame.show('bgp.evpn.nlri.mac_addr')).toBe(macs[0])
    expect(frame.show('bgp.ext_com_evpn.mmac.seq')).toBe(answer)
  },
  'arp-refresh': ({ answer, frame }) => {
    expect(frame.show('arp.opcode') ?? frame.show('icmpv6.type')).toMatch(/^(1|135)$/)
    expect(isGroupMac(frame.inner![1])).toBe(false)
    expect(answer).toBe(
      `${frame.innerIp![0]} knows the address of ${frame.innerIp![1]} and only asks whether it still holds`,
    )
  },
  'no-arp': ({ answer, frames, vni }) => {
    expect(frames.filter((f) => f.vni === vni && f.all('arp.opcode').length > 0)).toEqual([])
    expect(answer).toContain('must know them already')
  },
  'ping-answer': ({ answer, frame, frames }) => {
    const reply = frames[Number(answer)]!
    expect([frame, reply].map((f) => f.show('icmp.type') ?? f.show('icmpv6.type')).join()).toMatch(/^(8,0|128,129)$/)
    for (const name of ['icmp.ident', 'icmp.seq', 'icmpv6.echo.identifier', 'icmpv6.echo.sequence_number']) {
      expect(reply.show(name)).toBe(frame.show(name))
    }
    expect(reply.innerIp!.toReversed()).toEqual(frame.innerIp)
    expect(reply.vni).toBe(frame.vni)
  },
  'round-trip': ({ answer, question, frames }) => {
    const [request, reply] = question.frames.map((n) => frames[n]!) as [Frame, Frame]
    const [, number, unit] = /^([\d.]+) (ns|µs|ms|s)$/.exec(answer) ?? []
    const told = Number(number) * { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 }[unit as 'ns']
    const measured = Number(reply.time - request.time)
    // Three digits are shown, or whole microseconds.
    expect(Math.abs(told - measured)).toBeLessThanOrEqual(Math.max(500, measured * 0.006))
  },
  'vtep-count': ({ answer, frames, question, vni }) => {
    const port = /vxlan\/(\d+)/.exec(question.prompt)?.[1] ?? '4789'
    const own = frames.filter((f) => f.vni === vni && f.show('udp.dstport') === port)
    expect(Number(answer)).toBe(new Set(own.map((f) => f.ip()![0])).size)
  },
  'same-address': ({ answer, frames, question, addresses }) => {
    const vnis = [...question.prompt.matchAll(/vxlan (\d+)/g)].map(([, n]) => Number(n))
    expect(new Set(vnis).size).toBe(2)
    for (const vni of vnis) {
      expect(frames.filter((f) => f.vni === vni).map((f) => f.innerIp?.[0])).toContain(addresses[0])
    }
    expect(answer).toMatch(/^No: networks/)
  },
  'gre-key': ({ answer, frame }) => expect(Number(answer)).toBe(Number(frame.show('gre.key'))),
  'gre-keys': ({ answer, frames, question }) => {
    const [a, b] = question.frames.map((n) => frames[n]!) as [Frame, Frame]
    expect(a.ip()).toEqual(b.ip()!.toReversed())
    expect(a.show('gre.key')).not.toBe(b.show('gre.key'))
    expect(answer).toMatch(/^No: each direction/)
  },
  'gre-sequence': ({ answer, frame }) => {
    expect(Number(answer)).toBe((Number(frame.show('gre.sequence_number')) + 1) % 2 ** 32)
  },
  'gre-length': ({ answer, frame }) => {
    expect(Number(answer)).toBe(frame.protos.find(({ name }) => name === 'gre')!.size)
  },
  'gre-carries': ({ answer, frame }) => {
    const carried = { '0x6558': 'Ethernet', '0x0800': 'IPv4', '0x86dd': 'IPv6' }[frame.show('gre.proto')!]
    expect(answer).toContain(carried)
  },
  'gre-checksum': ({ answer, frame }) => {
    expect(frame.show('gre.flags.checksum')).toBe('1')
    expect(answer).toBe('The GRE header and everything behind it')
  },
  'checksum-offload': ({ answer, frame, question }) => {
    const [, protocol = ''] = /^The (TCP|UDP) /.exec(question.prompt) ?? []
    expect(frame.all(`${protocol.toLowerCase()}.checksum.status`).map(({ show }) => show)).toContain('0')
    expect(answer).toContain('offload')
  },
  'checksum-zero': ({ answer, frame }) => {
    expect(frame.show('udp.checksum')).toBe('0x0000')
    expect(answer).toContain('allowed')
  },
}

/** What a field is called in the question, and in tshark; which of several occurrences it is. */
const FIELDS: Readonly<Record<string, readonly [string, number]>> = {
  'inner destination MAC address': ['eth.dst', 1],
  'outer TTL': ['ip.ttl', 0],
  'outer UDP destination port': ['udp.dstport', 0],
  VNI: ['vxlan.vni', 0],
  'GRE key': ['gre.key', 0],
}

function fieldOctets({ answer, frame, question }: Evidence): void {
  const [, label = ''] = /Which of them are the (.*)\?$/.exec(question.prompt) ?? []
  const [first, last = first] = answer.match(/\d+/g)!.map(Number)
  const [name, n] = FIELDS[label] ?? [
    frame.all('ip.dst').length > 0 && frame.show('ip.version') === '4' ? 'ip.dst' : 'ipv6.dst',
    0,
  ]
  // Over a cooked link layer the inner Ethernet header is the first.
  const nth = name === 'eth.dst' && frame.all('sll.pkttype').length > 0 ? 0 : n
  const field = frame.all(name)[nth]!
  expect([first, last]).toEqual([field.at, field.at + field.size - 1])
}

/** Where what the tunnel carries begins, and whether that is an Ethernet frame. */
function innerStart({ protos }: Frame): { readonly at: number; readonly isEthernet: boolean } {
  const isEthernet = protos.filter(({ name }) => name === 'eth').length > 1
  const starts = protos.filter(({ name }) => (isEthernet ? name === 'eth' : name === 'ip' || name === 'ipv6'))
  return { at: starts[1]!.at, isEthernet }
}

function outerIpStart({ protos }: Frame): number {
  return protos.find(({ name }) => name === 'ip' || name === 'ipv6')!.at
}

/** Floods of the network, by their outer destinations: a group; one remote from each; or several from one. */
function floodMode({ answer, frames, vni }: Evidence): void {
  const floods = frames.filter((f) => f.vni === vni && (f.isToGroup || isGroupMac(f.inner![1])))
  const bySource = new Map<string, Set<string>>()
  for (const f of floods) {
    const [source, destination] = f.ip()!
    bySource.set(source, (bySource.get(source) ?? new Set()).add(destination))
  }
  const most = Math.max(...[...bySource.values()].map((set) => set.size))
  const mode = floods.some((f) => f.isToGroup) ? 'multicast group' : most > 1 ? 'a copy to each' : 'the one remote'
  expect(answer).toContain(mode)
}

/** Nanoseconds after which Linux forgets what a VXLAN device has learned and not heard again. */
const AGEING = 300_000_000_000n

/** What a VTEP has learned after a frame and knows at the question's, from tshark's rows alone. */
function tableAt({ frames, vni, frame }: Evidence, vtep: string, number: number): ReadonlyMap<string, string> {
  const table = new Map<string, { readonly dst: string; readonly time: bigint }>()
  for (const f of frames.slice(1, number + 1)) {
    const [source, destination] = f.ip() ?? []
    // What the VTEP refuses has taught it nothing: nothing listens there (RFC 1122 §4.1.3.1).
    if (f.inner !== undefined && f.isRefusal && source === vtep) table.delete(f.inner[0])
    if (f.vni !== (vni || frame.vni) || f.inner === undefined) continue
    if (source !== vtep && (destination === vtep || isGroup(destination!))) {
      table.set(f.inner[0], { dst: source!, time: f.time })
    }
  }
  const known = [...table].filter(([, { time }]) => frame.time - time <= AGEING)
  return new Map(known.map(([mac, { dst }]) => [mac, dst]))
}
