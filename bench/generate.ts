/**
 * Traffic to measure with: a pcap file that is the same for everybody, streamed to disk, with every checksum right but
 * for those that are wrong on purpose.
 *
 * 20 VTEPs, 50 VNIs, 2000 inner flows; inner frames of 64, 570 and 1400 octets (+0 to 5) at 7:4:1. Per 1000 packets:
 * 900 VXLAN, 50 GRE with checksum, key and sequence number (Ethernet and IPv4 inside, half each), 30 ARP in VXLAN,
 * 10 without a tunnel, 10 outer IPv4 fragments. Of the inner checksums 1 % is wrong; half of those are what an
 * unfinished offloaded checksum looks like. Every VNI has the same tenant addresses, as overlays do, or each its own, where
 * tcpdump spends its time in its table of names.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { foldedSum } from '../src/wire/checksum.js'

const VTEPS = 20
/** The last of them send with an outer UDP checksum. */
const VTEPS_WITH_CHECKSUM = 4
const VNIS = 50
const FIRST_VNI = 5000
const FLOWS = 2000
const TENANTS = 40
/** Between the first addresses of two VNIs' tenants, where each has its own. */
const NETWORK_STEP = 256
/** Octets of inner frames, Ethernet header included, at 7:4:1. */
const IMIX = [64, 64, 64, 64, 64, 64, 64, 570, 570, 570, 570, 1400] as const
const JITTER = 6
const PORTS = [22, 53, 443, 5201, 8443, 9100, 30080] as const

const RECORD_HEADER_LEN = 16
const ETHERNET_LEN = 14
const IPV4_LEN = 20
const UDP_LEN = 8
const TCP_LEN = 20
/** With the time stamps option, where the frame is long enough. */
const TCP_LONG_LEN = 32
const ICMP_LEN = 8
const ARP_LEN = 28
/** Of UDP and VXLAN, and of GRE with checksum, key and sequence number. */
const TUNNEL_LEN = 16
const OUTER_LEN = ETHERNET_LEN + IPV4_LEN + TUNNEL_LEN

const TYPE_IPV4 = 0x0800
const TYPE_ARP = 0x0806
const TYPE_TEB = 0x6558
const ICMP = 1
const TCP = 6
const UDP = 17
const GRE = 47
const TCP_ACK_PSH = 0x018
const VXLAN_PORT = 4789
const DONT_FRAGMENT = 0x4000
const MORE_FRAGMENTS = 0x2000
/** Octets of the first fragment's payload; a multiple of 8. */
const FRAGMENT_LEN = 1000
/** Above 10.0.0.0 and 172.16.0.0. */
const UNDERLAY = 0x0a000000
const TENANT_NET = 0xac100000
/** The upper 16 bits of locally administered addresses. */
const MAC_VTEP = 0x0200
const MAC_TENANT = 0x0242
const FIRST_SECOND = 1_700_000_000
/** Microseconds between two packets at most. */
const MAX_GAP = 3

/** Octets gathered before they are written. */
const CHUNK_LEN = 1 << 20
/** Octets of the largest record, in two fragments. */
const ROOM = 4096
/** Octets that payloads are cut from. */
const POOL_LEN = 1 << 16

interface Flow {
  readonly vni: number
  /** Host numbers: VTEPs and, above `TENANT_NET`, tenants. */
  readonly vtepA: number
  readonly vtepB: number
  readonly hostA: number
  readonly hostB: number
  readonly protocol: number
  readonly portA: number
  readonly portB: number
  readonly gre: boolean
  sequence: number
}

/** Writes `packets` packets to `path`; `overlapping`: every VNI has the same tenant addresses. */
export function generate(path: string, packets: number, overlapping = true): void {
  const traffic = new Traffic(path, overlapping)
  while (traffic.packets < packets) traffic.add(packets - traffic.packets)
  traffic.close()
}

class Traffic {
  /** Records written. */
  packets = 0
  readonly #bytes: Uint8Array = new Uint8Array(CHUNK_LEN)
  readonly #view: DataView = new DataView(this.#bytes.buffer)
  readonly #pool: Uint8Array = new Uint8Array(POOL_LEN)
  readonly #flows: readonly Flow[]
  readonly #fd: number
  #at = 24
  #random = 0x2545f491
  #identification = 0
  /** Microseconds since `FIRST_SECOND`. */
  #now = 0

  constructor(path: string, overlapping: boolean) {
    this.#fd = openSync(path, 'w')
    const v = this.#view
    v.setUint32(0, 0xa1b2c3d4, true)
    v.setUint16(4, 2, true)
    v.setUint16(6, 4, true)
    v.setUint32(16, 262_144, true)
    v.setUint32(20, 1, true)
    for (let i = 0; i < POOL_LEN; i++) this.#pool[i] = this.#below(256)
    this.#flows = Array.from({ length: FLOWS }, (_, i) => this.#flow(i, overlapping))
  }

  close(): void {
    this.#flush()
    // Else the disk would still be busy with it while the first programs are measured.
    fsyncSync(this.#fd)
    closeSync(this.#fd)
  }

  /** Adds a packet, which is two records when it is fragmented and `room` allows it. */
  add(room: number): void {
    if (this.#at + ROOM > CHUNK_LEN) this.#flush()
    const flow = this.#flows[this.#below(FLOWS)]!
    const draw = this.#below(1000)
    const size = IMIX[this.#below(IMIX.length)]! + this.#below(JITTER)
    if (draw < 10) this.#plain(flow, size)
    else if (draw < 40) this.#vxlan(flow, 0)
    else if (draw < 45 && room > 1) this.#fragments(flow)
    else if (flow.gre) this.#gre(flow, size)
    else this.#vxlan(flow, size)
  }

  #flow(i: number, overlapping: boolean): Flow {
    const vtepA = this.#below(VTEPS)
    const net = overlapping ? 0 : (i % VNIS) * NETWORK_STEP
    const hostA = this.#below(TENANTS)
    const kind = this.#below(100)
    return {
      vni: FIRST_VNI + (i % VNIS),
      vtepA,
      vtepB: (vtepA + 1 + this.#below(VTEPS - 1)) % VTEPS,
      hostA: net + hostA,
      hostB: net + ((hostA + 1 + this.#below(TENANTS - 1)) % TENANTS),
      protocol: kind < 60 ? TCP : kind < 95 ? UDP : ICMP,
      portA: 32_768 + this.#below(28_000),
      portB: PORTS[this.#below(PORTS.length)]!,
      gre: i % 20 === 0,
      sequence: this.#below(0x40000000),
    }
  }

  /** A packet between two VTEPs themselves. */
  #plain(flow: Flow, size: number): void {
    const frame = this.#at + RECORD_HEADER_LEN
    this.#ethernet(frame, MAC_VTEP, flow.vtepA, flow.vtepB, TYPE_IPV4)
    this.#inner(frame + ETHERNET_LEN, UNDERLAY + flow.vtepA, UNDERLAY + flow.vtepB, flow, size - ETHERNET_LEN, true)
    this.#record(size)
  }

  /** An inner frame of `size` octets in VXLAN; 0 for an ARP request. */
  #vxlan(flow: Flow, size: number): void {
    this.#record(this.#vxlanFrame(flow, size))
  }

  #fragments(flow: Flow): void {
    const frame = this.#at + RECORD_HEADER_LEN
    const end = frame + this.#vxlanFrame(flow, IMIX[IMIX.length - 1]!)
    const ip = frame + ETHERNET_LEN
    const cut = ip + IPV4_LEN + FRAGMENT_LEN
    const id = this.#view.getUint16(ip + 4)
    const src = UNDERLAY + flow.vtepA
    const dst = UNDERLAY + flow.vtepB
    // The second one is put behind the first one's record before that is written.
    const second = cut + RECORD_HEADER_LEN
    const payload = second + ETHERNET_LEN + IPV4_LEN
    this.#bytes.copyWithin(payload, cut, end)
    this.#ethernet(second, MAC_VTEP, flow.vtepA, flow.vtepB, TYPE_IPV4)
    this.#ipv4(ip, src, dst, UDP, IPV4_LEN + FRAGMENT_LEN, id, MORE_FRAGMENTS)
    this.#ipv4(second + ETHERNET_LEN, src, dst, UDP, IPV4_LEN + end - cut, id, FRAGMENT_LEN / 8)
    this.#record(cut - frame)
    this.#record(ETHERNET_LEN + IPV4_LEN + end - cut)
  }

  /** Writes outer and inner headers where the next record goes; the frame's length. */
  #vxlanFrame(flow: Flow, size: number): number {
    const frame = this.#at + RECORD_HEADER_LEN
    const udp = frame + ETHERNET_LEN + IPV4_LEN
    const inner = frame + OUTER_LEN
    const length = size === 0 ? this.#arp(inner, flow) : size
    if (size > 0) this.#innerFrame(inner, flow, size)
    const v = this.#view
    const udpLength = TUNNEL_LEN + length
    this.#outer(frame, flow, UDP, udpLength)
    v.setUint16(udp, 49_152 + ((flow.portA * 31 + flow.portB) & 0x3fff))
    v.setUint16(udp + 2, VXLAN_PORT)
    v.setUint16(udp + 4, udpLength)
    v.setUint16(udp + 6, 0)
    v.setUint32(udp + 8, 0x08000000)
    v.setUint32(udp + 12, flow.vni << 8)
    if (flow.vtepA >= VTEPS - VTEPS_WITH_CHECKSUM) {
      v.setUint16(udp + 6, ~this.#transportSum(frame + ETHERNET_LEN, UDP, udp, udpLength) & 0xffff || 0xffff)
    }
    return OUTER_LEN + length
  }

  #gre(flow: Flow, size: number): void {
    const frame = this.#at + RECORD_HEADER_LEN
    const gre = frame + ETHERNET_LEN + IPV4_LEN
    const inner = frame + OUTER_LEN
    const bridged = flow.vni % 2 === 0
    const length = bridged ? size : size - ETHERNET_LEN
    if (bridged) this.#innerFrame(inner, flow, size)
    else this.#innerPacket(inner, flow, length)
    const v = this.#view
    this.#outer(frame, flow, GRE, TUNNEL_LEN + length)
    v.setUint16(gre, 0xb000)
    v.setUint16(gre + 2, bridged ? TYPE_TEB : TYPE_IPV4)
    v.setUint32(gre + 4, 0)
    v.setUint32(gre + 8, flow.vni)
    v.setUint32(gre + 12, flow.sequence)
    v.setUint16(gre + 4, ~foldedSum(v, gre, TUNNEL_LEN + length, 0) & 0xffff)
    this.#record(OUTER_LEN + length)
  }

  #outer(frame: number, flow: Flow, protocol: number, payload: number): void {
    this.#ethernet(frame, MAC_VTEP, flow.vtepA, flow.vtepB, TYPE_IPV4)
    const id = this.#identification++ & 0xffff
    const flags = protocol === GRE ? DONT_FRAGMENT : 0
    const src = UNDERLAY + flow.vtepA
    this.#ipv4(frame + ETHERNET_LEN, src, UNDERLAY + flow.vtepB, protocol, IPV4_LEN + payload, id, flags)
  }

  #innerFrame(o: number, flow: Flow, size: number): void {
    this.#ethernet(o, MAC_TENANT, flow.hostA, flow.hostB, TYPE_IPV4)
    this.#innerPacket(o + ETHERNET_LEN, flow, size - ETHERNET_LEN)
  }

  #innerPacket(o: number, flow: Flow, size: number): void {
    this.#inner(o, TENANT_NET + flow.hostA, TENANT_NET + flow.hostB, flow, size, false)
  }

  /** An IPv4 packet of `size` octets: header, transport header, payload, and a checksum that is mostly right. */
  #inner(o: number, src: number, dst: number, flow: Flow, size: number, intact: boolean): void {
    const { protocol } = flow
    const v = this.#view
    const sequence = flow.sequence++
    this.#ipv4(o, src, dst, protocol, size, sequence & 0xffff, DONT_FRAGMENT)
    const l4 = o + IPV4_LEN
    const length = size - IPV4_LEN
    let header = UDP_LEN
    let checksum = l4 + 6
    if (protocol === TCP) {
      header = length < TCP_LONG_LEN ? TCP_LEN : TCP_LONG_LEN
      checksum = l4 + 16
      this.#tcp(l4, flow, header)
    } else if (protocol === ICMP) {
      header = ICMP_LEN
      checksum = l4 + 2
      v.setUint32(l4, 0x08000000)
      v.setUint16(l4 + 4, flow.portA)
      v.setUint16(l4 + 6, sequence & 0xffff)
    } else {
      v.setUint16(l4, flow.portA)
      v.setUint16(l4 + 2, flow.portB)
      v.setUint16(l4 + 4, length)
      v.setUint16(l4 + 6, 0)
    }
    const rest = length - header
    const from = this.#below(POOL_LEN - rest)
    this.#bytes.set(this.#pool.subarray(from, from + rest), l4 + header)
    v.setUint16(checksum, this.#innerChecksum(o, protocol, l4, length, intact))
  }

  #innerChecksum(ip: number, protocol: number, l4: number, length: number, intact: boolean): number {
    const draw = intact ? 1000 : this.#below(1000)
    // CHECKSUM_PARTIAL: the sender left the sum of the pseudo header for the network card to complete.
    if (draw < 5 && protocol !== ICMP) return this.#transportSum(ip, protocol, l4, 0, length)
    const right = ~this.#transportSum(ip, protocol, l4, length) & 0xffff
    return draw < 10 ? right ^ 0x5a5a : right || 0xffff
  }

  /** Sum of pseudo header (none for ICMP) and the octets [`l4`, `l4 + octets`) of a segment of `length` octets. */
  #transportSum(ip: number, protocol: number, l4: number, octets: number, length: number = octets): number {
    const pseudo = protocol === ICMP ? 0 : foldedSum(this.#view, ip + 12, 8, protocol + length)
    return foldedSum(this.#view, l4, octets, pseudo)
  }

  /** An established connection's segment, with time stamps as Linux sends them. */
  #tcp(o: number, flow: Flow, header: number): void {
    const v = this.#view
    v.setUint16(o, flow.portA)
    v.setUint16(o + 2, flow.portB)
    v.setUint32(o + 4, flow.sequence)
    v.setUint32(o + 8, flow.portA * 0x10001)
    v.setUint16(o + 12, (header << 10) | TCP_ACK_PSH)
    v.setUint16(o + 14, 501)
    v.setUint32(o + 16, 0)
    if (header === TCP_LEN) return
    v.setUint32(o + 20, 0x0101080a)
    v.setUint32(o + 24, this.#now)
    v.setUint32(o + 28, this.#now >>> 1)
  }

  /** A request for the flow's other end; the frame's length. */
  #arp(o: number, flow: Flow): number {
    const v = this.#view
    this.#mac(o, 0xffff, 0xffffffff)
    this.#mac(o + 6, MAC_TENANT, TENANT_NET + flow.hostA)
    v.setUint16(o + 12, TYPE_ARP)
    const arp = o + ETHERNET_LEN
    v.setUint32(arp, 0x00010800)
    v.setUint32(arp + 4, 0x06040001)
    this.#mac(arp + 8, MAC_TENANT, TENANT_NET + flow.hostA)
    v.setUint32(arp + 14, TENANT_NET + flow.hostA)
    this.#mac(arp + 18, 0, 0)
    v.setUint32(arp + 24, TENANT_NET + flow.hostB)
    return ETHERNET_LEN + ARP_LEN
  }

  #ethernet(o: number, kind: number, from: number, to: number, type: number): void {
    const net = kind === MAC_VTEP ? UNDERLAY : TENANT_NET
    this.#mac(o, kind, net + to)
    this.#mac(o + 6, kind, net + from)
    this.#view.setUint16(o + 12, type)
  }

  #mac(o: number, upper: number, lower: number): void {
    this.#view.setUint16(o, upper)
    this.#view.setUint32(o + 2, lower)
  }

  #ipv4(o: number, src: number, dst: number, protocol: number, total: number, id: number, fragment: number): void {
    const v = this.#view
    v.setUint16(o, 0x4500)
    v.setUint16(o + 2, total)
    v.setUint16(o + 4, id)
    v.setUint16(o + 6, fragment)
    v.setUint16(o + 8, (64 << 8) | protocol)
    v.setUint16(o + 10, 0)
    v.setUint32(o + 12, src)
    v.setUint32(o + 16, dst)
    v.setUint16(o + 10, ~foldedSum(v, o, IPV4_LEN, 0) & 0xffff)
  }

  /** Puts a record header before the frame that stands behind `#at`, and moves on. */
  #record(length: number): void {
    const v = this.#view
    const o = this.#at
    this.#now += this.#below(MAX_GAP)
    v.setUint32(o, FIRST_SECOND + Math.floor(this.#now / 1e6), true)
    v.setUint32(o + 4, this.#now % 1e6, true)
    v.setUint32(o + 8, length, true)
    v.setUint32(o + 12, length, true)
    this.#at = o + RECORD_HEADER_LEN + length
    this.packets++
  }

  #flush(): void {
    writeSync(this.#fd, this.#bytes, 0, this.#at)
    this.#at = 0
  }

  /** A number from 0 to `limit - 1`, by Marsaglia's xorshift: the same on every machine. */
  #below(limit: number): number {
    let x = this.#random
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#random = x
    return Math.floor(((x >>> 0) / 0x100000000) * limit)
  }
}
