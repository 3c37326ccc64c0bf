/**
 * Captures of a great many of one thing, whose keys no two packets share: tunnel ends, stations that move, flows, questions,
 * stations, networks, ICMP errors, GRE keys, fragments. Numbers are random, and the same in each run.
 */
import { arp, gre, icmpUnreachable, ipv4Fragments, type Part, tcp, udp } from '../../fixtures/make/packets.js'
import { type Pieces, packets } from './attack.js'
import { A, B, frame, INNER_A, INNER_B, inVni, ping, underlay } from './packets.js'

// Offsets in a frame of VXLAN over IPv4, and in those of others from their outer IP header on.
const IP = 14
const UDP = IP + 20
const VNI = UDP + 8 + 4
const INNER = VNI + 4
const INNER_BODY = INNER + 14
const ARP_SENDER_IP = INNER_BODY + 14
const ARP_TARGET_IP = INNER_BODY + 24

type Vary = (v: DataView, i: number, random: () => number) => void

function tunnelled(body: Part): Uint8Array {
  const { octets } = frame(underlay(inVni(42, body)))
  octets.fill(0, UDP + 6, UDP + 8)
  return octets
}

const QUESTION = tunnelled(
  arp({ operation: 'request', sender: [INNER_A.mac, INNER_A.ip], target: ['00:00:00:00:00:00', INNER_B.ip] }),
)
const SYN = tunnelled(underlay(tcp({ source: 1, destination: 1, flags: 2, sequence: 1, acknowledgment: 0 })))
const long = udp({ source: 1, destination: 1 }, { octets: Buffer.alloc(600) }, true)
const toAll = (v: DataView): void => {
  v.setUint32(INNER, 0xffffffff)
  v.setUint16(INNER + 4, 0xffff)
}
/** The MAC address of the inner sender, in the Ethernet header and in ARP. */
const sender = (v: DataView, mac: number): void => {
  v.setUint32(INNER + 8, mac)
  v.setUint32(INNER_BODY + 10, mac)
}

/** What is sent over and over, and what differs; `IP` is where the header begins whose checksum is made anew. */
export const MASS: Readonly<Record<string, readonly [octets: Uint8Array, vary: Vary]>> = {
  vteps: [
    QUESTION,
    (v, i, random) => {
      v.setUint32(IP + 12, random())
      v.setUint32(IP + 16, (i & 1) === 1 ? 0xef010101 : random())
      v.setUint32(VNI, (i % 50) << 8)
      toAll(v)
      sender(v, random())
      v.setUint32(ARP_SENDER_IP, random())
      v.setUint32(ARP_TARGET_IP, random())
    },
  ],
  moves: [
    QUESTION,
    (v, i, random) => {
      v.setUint32(IP + 12, 0xc0000201 + (random() & 63))
      toAll(v)
      sender(v, i % 5000)
      v.setUint32(ARP_SENDER_IP, 0x0a000000 + (i % 5000))
      v.setUint32(ARP_TARGET_IP, 0x0a000000 + (random() & 0xfff))
    },
  ],
  flows: [
    SYN,
    (v, _, random) => {
      v.setUint32(INNER_BODY + 12, random())
      v.setUint32(INNER_BODY + 16, random())
      v.setUint32(INNER_BODY + 20, random())
    },
  ],
  arps: [
    QUESTION,
    (v, i, random) => {
      toAll(v)
      sender(v, i % 1000)
      v.setUint32(ARP_SENDER_IP, 0x0a000000 + (i % 1000))
      v.setUint32(ARP_TARGET_IP, random())
    },
  ],
  macs: [
    SYN,
    (v, i, random) => {
      v.setUint32(IP + 12, 0xc0000201 + (i & 7))
      v.setUint32(INNER + 8, i)
      v.setUint32(INNER_BODY + 12, random())
      v.setUint32(INNER_BODY + 16, random())
    },
  ],
  vnis: [
    QUESTION,
    (v, i, random) => {
      v.setUint32(VNI, i << 8)
      toAll(v)
      sender(v, i)
      v.setUint32(ARP_SENDER_IP, random())
      v.setUint32(ARP_TARGET_IP, random())
    },
  ],
  icmpe: [
    frame(underlay(icmpUnreachable(3, 0, Buffer.from(underlay(inVni(42, ping())).octets)))).octets,
    (v, _, random) => {
      v.setUint32(IP + 12, random())
      // The quoted packet, behind the outer headers and eight octets of ICMP.
      v.setUint32(UDP + 8 + 16, random())
      v.setUint32(UDP + 8 + 20 + 12, random() & 0xffffff00)
    },
  ],
  grekeys: [
    frame(underlay(gre({ key: 1, sequence: 1 }, ping()))).octets,
    (v, i, random) => {
      v.setUint32(IP + 12, 0xc0000201 + (i & 1))
      v.setUint32(UDP + 4, random())
      v.setUint32(UDP + 8, i)
    },
  ],
  frags: [
    frame(ipv4Fragments({ source: A.ip, destination: B.ip }, long, [[0, 512]])[0]!).octets,
    (v, i, random) => {
      v.setUint32(IP + 12, random())
      v.setUint32(IP + 16, random())
      v.setUint16(IP + 4, i)
      v.setUint16(IP + 6, 0x2000 | (i & 0xfff))
    },
  ],
}

/** A pcap file of `count` packets of a kind. */
export function massOf(kind: string, count: number): Pieces {
  const [octets, vary] = MASS[kind]!
  let state = 0x9e3779b9
  const random = (): number => {
    // Marsaglia's xorshift, with 32 bits.
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  return packets(count, octets, (v, i) => {
    vary(v, i, random)
    headerChecksum(v)
  })
}

/** All kinds behind one file header, `count` packets of each. */
export function* mixed(count: number): Pieces {
  for (const [n, kind] of Object.keys(MASS).entries()) {
    let isHeader = true
    for (const piece of massOf(kind, count)) {
      if (n === 0 || !isHeader) yield piece
      isHeader = false
    }
  }
}

/** RFC 791 §3.1. */
function headerChecksum(v: DataView): void {
  v.setUint16(IP + 10, 0)
  let sum = 0
  for (let at = IP; at < IP + 20; at += 2) sum += v.getUint16(at)
  sum = (sum & 0xffff) + (sum >>> 16)
  v.setUint16(IP + 10, ~((sum & 0xffff) + (sum >>> 16)) & 0xffff)
}
