/**
 * Differences whose cause is known. They count as differences all the same; here stands who is right and why.
 * docs/conformance.md tells the same at length.
 */

/** One value that differs; `ours` or `theirs` is undefined where a side has none. */
export interface Difference {
  readonly file: string
  /** 1-based, as the truth counts. */
  readonly frame: number
  readonly field: string
  readonly ours: string | undefined
  readonly theirs: string | undefined
  /** `frame.protocols` of the frame. */
  readonly ourProtocols: string
  readonly theirProtocols: string
  /** tshark's `_ws.malformed` and `_ws.short` of the frame. */
  readonly theirVerdict: string
  /** Whether the frame is an IP fragment. */
  readonly isFragment: boolean
  /** Our `udp.length`, and tshark's UDP ports, outermost first. */
  readonly udpLengths: readonly string[]
  readonly udpPorts: readonly string[]
}

export interface Cause {
  /** Stable, kebab-case. */
  readonly id: string
  readonly right: 'vxsniff' | 'tshark' | 'either'
  readonly why: string
  readonly matches: (d: Difference) => boolean
}

const VERDICT = /^_ws\./
const STATUS = /\.checksum\.status$/
const TUNNEL_PORTS: readonly string[] = ['4754', '4789', '4790', '6081', '6635', '8285', '8472']

/** The protocol that a field belongs to. */
const owner = (field: string): string => field.slice(0, field.indexOf('.'))

/** The last name of a path. */
const last = (path: string): string => path.slice(path.lastIndexOf(':') + 1)

/** Where a packet's layers part, the rest follows: `ours` and `theirs` begin alike up to a UDP header. */
function partsBehindUdp(d: Difference): boolean {
  const a = d.ourProtocols.split(':')
  const b = d.theirProtocols.split(':')
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  return i > 0 && a[i - 1] === 'udp' && (i < a.length || i < b.length)
}

/** Whether two times differ by a multiple of 2^32 nanoseconds: what overflows in 32 bits. */
function isOverflow(ours: string, theirs: string): boolean {
  const [a, b] = [ours, theirs].map((t) => BigInt(t.replace('.', '') || '0'))
  return a !== b && (a! - b!) % 0x100000000n === 0n
}

export const KNOWN_CAUSES: readonly Cause[] = [
  {
    id: 'udp-length-0',
    right: 'vxsniff',
    why: 'A UDP length of 0 is a super-frame that segmentation offload has not cut yet (Linux BIG TCP); tshark stops at it.',
    matches: (d) => d.udpLengths[0] === '0' && (partsBehindUdp(d) || d.theirProtocols.endsWith(':udp')),
  },
  {
    id: 'udp-length-0-status',
    right: 'vxsniff',
    why: 'The same: tshark shows no checksum behind a UDP length of 0.',
    matches: (d) => d.udpLengths.includes('0') && /^(udp\.checksum|_ws\.malformed)/.test(d.field),
  },
  {
    id: 'source-port-decides',
    right: 'vxsniff',
    why: 'tshark takes the lower of both UDP ports; only the destination port names a tunnel, the source port is a hash (RFC 7348 §5).',
    matches: (d) => partsBehindUdp(d) && d.udpPorts.some((port) => TUNNEL_PORTS.includes(port)),
  },
  {
    id: 'gue',
    right: 'vxsniff',
    why: 'tshark 4.0 has no dissector for Generic UDP Encapsulation.',
    matches: (d) => d.ourProtocols.includes(':udp:gue:') && /:udp:data$/.test(d.theirProtocols),
  },
  {
    id: 'l2tpv3-frame',
    right: 'vxsniff',
    why: 'No packet says what an L2TP session of version 3 carries: a frame is found here, tshark asks its user.',
    matches: (d) => d.ourProtocols.includes(':l2tp:eth') && /:l2tp:data$/.test(d.theirProtocols),
  },
  {
    id: 'eoip-length',
    right: 'vxsniff',
    why: 'The length in the key of MikroTik EoIP ends the frame; tshark does not read it.',
    matches: (d) => /:gre:eth$/.test(d.ourProtocols) && d.theirProtocols.startsWith(`${d.ourProtocols}:`),
  },
  {
    id: 'found-by-content',
    right: 'tshark',
    why: 'WireGuard and DTLS on ports that are not theirs: tshark finds them by what their octets look like.',
    matches: (d) => /:udp(:data)?$/.test(d.ourProtocols) && /:udp:(dtls|wg)$/.test(d.theirProtocols),
  },
  {
    id: 'gtp-of-control',
    right: 'tshark',
    why: "GTP's version 2, its charging protocol, and what a control message asks for a session are no users' packets: they stay octets here.",
    matches: (d) =>
      (/:udp(:data)?$/.test(d.ourProtocols) && /:udp:gtp(:gtpv2)?$/.test(d.theirProtocols)) ||
      (d.field === 'frame.protocols' &&
        /:udp:gtp$/.test(d.ourProtocols) &&
        /:gtp(:(pap|chap|ipcp|lcp))+$/.test(d.theirProtocols)),
  },
  {
    id: 'ipcomp-unpacked',
    right: 'vxsniff',
    why: 'tshark reads what IPComp has compressed, and it could not unpack, as if it were not.',
    matches: (d) => /:ipcomp(:data)?$/.test(d.ourProtocols) && d.theirProtocols.includes(':ipcomp:data:'),
  },
  {
    id: 'unknown-version',
    right: 'vxsniff',
    why: 'An unknown version of a tunnel header: it MUST be dropped (RFC 8926 §3.4, RFC 2784 §2.3.1); tshark reads it as version 0.',
    matches: (d) => /:(geneve|gre)$/.test(d.ourProtocols) && d.theirProtocols.startsWith(`${d.ourProtocols}:`),
  },
  {
    id: 'fabricpath',
    right: 'tshark',
    why: "Cisco FabricPath is not this project's: tshark's heuristic reads the outer Ethernet header as FabricPath's own.",
    matches: (d) => d.theirProtocols.startsWith('eth:cfp'),
  },
  {
    id: 'microseconds-out-of-range',
    right: 'vxsniff',
    why: 'The microseconds of the record are a million or more: tshark prints them as they stand, or negative.',
    matches: (d) =>
      d.field === 'frame.time_epoch' &&
      (!/^\d+\.\d{9}$/.test(d.theirs ?? '0.000000000') || isOverflow(d.ours ?? '', d.theirs ?? '')),
  },
  {
    id: 'length-out-of-range',
    right: 'vxsniff',
    why: 'The length on the wire is 2^31 or more: tshark prints 2147483647.',
    matches: (d) => d.field === 'frame.len' && d.theirs === '2147483647',
  },
  {
    id: 'sunatm-header',
    right: 'either',
    why: 'tshark counts the four octets of the SunATM pseudo-header to the file format; they are octets of the record.',
    matches: (d) => d.theirProtocols.startsWith('atm') && /^frame\.(cap_)?len$/.test(d.field),
  },
  {
    id: 'record-header-guessed',
    right: 'vxsniff',
    why: 'The file is damaged; tshark guesses from it that records have the longer headers of another writer.',
    matches: (d) => d.file === 'suricata__fuzz.pcap',
  },
  {
    id: 'octets-missing-yet-judged',
    right: 'vxsniff',
    why: 'A length field claims octets that are not there: tshark judges the checksum over what is left, here it is unverified.',
    matches: (d) => STATUS.test(d.field) && d.ours === '2' && (d.theirs === '0' || d.theirs === '1'),
  },
  {
    id: 'partial-header-status',
    right: 'either',
    why: 'tshark also gives a status for the checksum of a header that is not whole; a verdict needs a header.',
    matches: (d) => STATUS.test(d.field) && d.ours === undefined && (d.theirVerdict !== '' || d.isFragment),
  },
  {
    id: 'partial-ip-header-status',
    right: 'either',
    why: 'The same for an IPv4 header whose options were cut, which tshark does not call malformed.',
    matches: (d) => d.field === 'ip.checksum.status' && d.ours === undefined && d.theirs === '2',
  },
  {
    id: 'partial-header-shown',
    right: 'vxsniff',
    why: 'The fields that are whole in a cut header are shown; tshark shows none before it has read a few of them.',
    matches: (d) =>
      d.theirs === undefined &&
      d.ourProtocols === d.theirProtocols &&
      !VERDICT.test(d.field) &&
      (d.theirVerdict !== '' || (d.isFragment && last(d.theirProtocols) === owner(d.field))),
  },
  {
    id: 'bogus-header-length',
    right: 'either',
    why: 'An IPv4 header length beyond the packet: here the fields that are there and truncated, in tshark a protocol error alone.',
    matches: (d) => last(d.theirProtocols) === 'ip' && d.ourProtocols === d.theirProtocols && d.theirs === undefined,
  },
  {
    id: 'quoted-tcp-checksum',
    right: 'vxsniff',
    why: 'tshark stops in a TCP header quoted by an ICMP error though it is whole.',
    matches: (d) =>
      d.field === 'tcp.checksum.status' && d.theirs === undefined && /:icmp(v6)?:ip(v6)?:tcp$/.test(d.theirProtocols),
  },
  {
    id: 'empty-ipv4-payload',
    right: 'vxsniff',
    why: 'An IPv4 packet that carries nothing: tshark does not say that the header its protocol field names is missing.',
    matches: (d) =>
      /^(frame\.protocols|_ws\.malformed)$/.test(d.field) &&
      last(d.theirProtocols) === 'ip' &&
      d.ourProtocols.startsWith(`${d.theirProtocols}:`),
  },
  {
    id: 'empty-frame',
    right: 'either',
    why: 'Not one octet was captured: tshark lists no protocol, here it is the one whose header is missing.',
    matches: (d) => d.field === 'frame.protocols' && d.theirProtocols === '',
  },
  {
    id: 'first-fragment',
    right: 'vxsniff',
    why: 'Without reassembly the first fragment of an inner packet is all there is of it: tshark finds its lengths malformed.',
    matches: (d) => VERDICT.test(d.field) && d.isFragment && d.ours === undefined && last(d.theirProtocols) === 'data',
  },
  {
    id: 'before-the-damage',
    right: 'vxsniff',
    why: 'tshark gives a damaged file up before its first packet; here the packets in front of the damage are read.',
    matches: (d) => d.theirProtocols === '' && d.theirs === undefined && d.field.startsWith('frame.'),
  },
  {
    id: 'rejected-protocol',
    right: 'either',
    why: 'An LCP Protocol-Reject quotes the packet that it rejects: here a field names its protocol, in tshark it is read as if it were sent.',
    matches: (d) =>
      d.field === 'frame.protocols' && d.theirProtocols.startsWith(`${d.ours}:`) && last(d.ours ?? '') === 'lcp',
  },
  {
    id: 'pktap-user-dlt',
    right: 'either',
    why: "Link type 149 is a user's own; Apple wrote PKTAP there. tshark names its table of such types first, and none of a header that is cut.",
    matches: (d) => d.theirProtocols.startsWith('user_dlt:pktap'),
  },
  {
    id: 'nhrp-extensions',
    right: 'vxsniff',
    why: 'The packet that an NHRP traffic indication quotes ends where the extensions begin; tshark takes them for its data.',
    matches: (d) =>
      d.field === 'frame.protocols' && /:nhrp:/.test(d.ourProtocols) && d.theirProtocols === `${d.ourProtocols}:data`,
  },
  {
    id: 'juniper-atm',
    right: 'tshark',
    why: "Juniper's link types for ATM are named, not opened; those for Ethernet, PPP and Cisco HDLC are.",
    matches: (d) =>
      d.field === 'frame.protocols' && d.ourProtocols === 'data' && d.theirProtocols.startsWith('juniper'),
  },
  {
    id: 'body-not-ours',
    right: 'tshark',
    why: 'tshark reads a body (LLC XID, ICMPv6 of other types, …) that this project shows as octets.',
    matches: (d) => d.field === 'frame.protocols' && d.ours === `${d.theirs}:data`,
  },
  {
    id: 'quoted-nothing',
    right: 'either',
    why: 'An ICMP error quotes nothing of a header that its IP header announces: here it is named, in tshark it is not.',
    matches: (d) =>
      d.field === 'frame.protocols' && /:icmp(v6)?:ip/.test(d.ours ?? '') && (d.ours ?? '').startsWith(`${d.theirs}:`),
  },
  {
    id: 'tcp-stream',
    right: 'either',
    why: 'tshark puts TCP streams together and finds segments that contradict each other: no matter of one packet.',
    matches: (d) => d.field === '_ws.malformed' && (d.theirs ?? '').startsWith('[Reassembly error'),
  },
  {
    id: 'expert-item-in-body',
    right: 'either',
    why: 'tshark checks values inside options, TLVs and extensions (LLDP, TCP, IPv6 Path MTU, GTP, NHRP, PAP) that this project shows without a verdict.',
    matches: (d) =>
      /^_ws\./.test(d.field) && /(lldp|stp|llc|tcp|ipv6\.hopopts|gtp|l2tp|capwap|nhrp|pap)$/.test(d.theirProtocols),
  },
  {
    id: 'option-ends-chain',
    right: 'vxsniff',
    why: 'tshark stops at a Path MTU option whose length is wrong; the header it stands in tells where the next one starts.',
    matches: (d) => d.field === 'frame.protocols' && last(d.theirProtocols) === 'ipv6.hopopts',
  },
  {
    id: 'cut-trailer',
    right: 'either',
    why: 'Everything that the lengths cover was captured; tshark misses the trailer behind it, or the body of a type that is not ours.',
    matches: (d) => d.field === '_ws.short' && d.ours === undefined,
  },
  {
    id: 'version-6-in-ipv4',
    right: 'either',
    why: 'An IP header of version 6 announced as IPv4: tshark goes by the version, here the contradiction ends the packet.',
    matches: (d) => `${d.theirProtocols}:`.startsWith(`${d.ourProtocols}:ipv6:`) && last(d.ourProtocols) === 'ip',
  },
  {
    id: 'wrong-version-ipv6',
    right: 'either',
    why: 'An IPv6 header with another version: here it is named as what cannot be decoded, in tshark it is data.',
    matches: (d) =>
      d.field === 'frame.protocols' &&
      /:ipv6$/.test(d.ours ?? '') &&
      d.theirs === (d.ours ?? '').replace(/:ipv6$/, ':data'),
  },
  {
    id: 'erspan-version-twice',
    right: 'vxsniff',
    why: 'tshark shows the version of an unknown ERSPAN header twice.',
    matches: (d) => d.field === 'erspan.version' && d.ours === undefined && last(d.theirProtocols) === 'erspan',
  },
  {
    id: 'quoted-status',
    right: 'either',
    why: 'What an ICMP error quotes was changed on its way and may be cut: a verdict on its checksum says nothing.',
    matches: (d) =>
      STATUS.test(d.field) && /:icmp(v6)?:ip/.test(d.ourProtocols) && d.ours !== undefined && d.theirs !== undefined,
  },
  {
    id: 'frame-of-length-0',
    right: 'either',
    why: 'An Ethernet length/type of 0: a frame of length 0 without LLC by IEEE 802.3 §3.2.6, EtherType 0 in tshark.',
    matches: (d) =>
      /:ethertype:data$|^eth:ethertype:data$/.test(d.theirProtocols) && /(^|:)eth:llc$/.test(d.ourProtocols),
  },
  {
    id: 'cisco-metadata-in-ethernet',
    right: 'tshark',
    why: 'The security group tag by EtherType 0x8909 has another layout than in GRE, which alone this project reads.',
    matches: (d) => d.theirProtocols.startsWith('eth:ethertype:cmd') && d.ourProtocols === 'eth:ethertype:data',
  },
  {
    id: 'short-pseudowire',
    right: 'either',
    why: 'What an MPLS label carries is a guess: too short for a frame it stays octets here, a malformed frame in tshark.',
    matches: (d) =>
      d.ourProtocols.endsWith(':mpls:data') && d.theirProtocols.startsWith(d.ourProtocols.replace(/:data$/, ':pweth')),
  },
  {
    id: 'overlapping-fragments',
    right: 'vxsniff',
    why: 'Overlapping fragments are refused (RFC 5722 §4, RFC 8200 §4.5); tshark puts them together.',
    matches: (d) =>
      /:(ip|ipv6\.fraghdr):data$/.test(d.ourProtocols) &&
      d.theirProtocols.startsWith(d.ourProtocols.slice(0, -'data'.length)),
  },
  {
    id: 'evpn-label',
    right: 'vxsniff',
    why: 'With VXLAN encapsulation all 24 bits of an EVPN label are the VNI (RFC 8365 §5.1.3); tshark 4.0 shows 20 of them as an MPLS label.',
    matches: (d) => /^bgp\.evpn\.nlri\.(vni|mpls_ls[12])$/.test(d.field),
  },
]
