/** What `vxsniff quiz` asks and says, in both languages. */
import type { Mode } from '../../analysis/learning/facts.js'
import type { Words } from '../language.js'

/** Fields whose place in a frame is asked for. */
export type PlacedField = 'eth.dst' | 'ip.ttl' | 'ip.dst' | 'ipv6.dst' | 'udp.dstport' | 'vxlan.vni' | 'gre.key'

/** A question about `P`, text and numbers that are ready to print, and why its answer is right. */
interface Ask<P> {
  readonly prompt: (p: P) => string
  readonly why: (p: P) => string
}

/** The same with its choices in words, the right one first. */
interface AskOf<P> extends Ask<P> {
  readonly choices: (p: P) => readonly [string, string, string, ...string[]]
}

interface InFrame {
  readonly frame: number
}

/** A packet from one end of a tunnel to the other, and the addresses inside. */
interface Ends extends InFrame {
  readonly source: string
  readonly destination: string
  readonly from: string
  readonly to: string
}

/** What a VTEP learns from a frame: that `mac` is behind `remote`. */
interface Learned extends InFrame {
  readonly vtep: string
  readonly remote: string
  readonly mac: string
  readonly network: string
}

/** A frame that is flooded to a group. */
interface Flooded extends InFrame {
  readonly group: string
  readonly vtep: string
  readonly network: string
}

/** Two frames, a question and its answer. */
interface Exchange {
  readonly request: number
  readonly reply: number
  readonly from: string
  readonly to: string
}

/** A sum of header lengths, written out. */
interface Sum extends InFrame {
  readonly sum: string
}

/** How VTEPs that flood do it. */
export type FloodMode = typeof Mode.Multicast | typeof Mode.PointToPoint | typeof Mode.HeadEndReplication

/** What BGP tells a VTEP: the next hop in a network. */
interface Told extends InFrame {
  readonly vtep: string
  readonly hop: string
  readonly network: string
}

interface QuestionWords {
  readonly 'underlay-addresses': Ask<Ends>
  readonly 'underlay-mac': Ask<InFrame & { readonly outer: string; readonly inner: string }>
  readonly vni: Ask<InFrame & { readonly vni: number; readonly hex: string }>
  readonly 'field-octets': Ask<
    InFrame & { readonly field: string; readonly first: number; readonly header: number; readonly size: number }
  >
  readonly 'i-flag': AskOf<InFrame & { readonly flags: string }>
  readonly 'udp-port': Ask<InFrame & { readonly port: number }>
  readonly 'source-port': AskOf<{
    readonly frames: readonly [number, number]
    readonly ports: readonly [number, number]
  }>
  readonly overhead: Ask<Sum & { readonly hasEthernet: boolean }>
  readonly mtu: Ask<Sum & { readonly device: string }>
  readonly 'group-join': Ask<InFrame & { readonly vtep: string; readonly group: string; readonly all: string }>
  readonly 'group-why': AskOf<Flooded>
  readonly 'group-mac': Ask<InFrame & { readonly group: string; readonly prefix: string; readonly bits: number }>
  readonly 'flood-ttl': AskOf<Flooded & { readonly ipv6: boolean }>
  readonly 'flood-mode': {
    readonly prompt: (p: { readonly network: string }) => string
    readonly why: Readonly<Record<FloodMode, string>>
    readonly modes: Readonly<Record<FloodMode, string>>
    /** No way at all. */
    readonly wrong: string
  }
  readonly learn: Ask<Learned>
  readonly 'learn-mac': Ask<Learned>
  readonly 'learn-flood': AskOf<Learned & { readonly group: string }>
  readonly 'fdb-after': Ask<Learned & { readonly taught: number }>
  readonly 'unknown-destination': Ask<InFrame & { readonly vtep: string; readonly network: string }>
  readonly 'reply-unicast': AskOf<Exchange & { readonly group: string; readonly vtep: string; readonly ipv6: boolean }>
  readonly 'first-unicast': Ask<InFrame & { readonly network: string; readonly flooded: number }>
  readonly 'host-behind': Ask<InFrame & { readonly host: string; readonly vtep: string; readonly network: string }>
  readonly 'mac-moved': Ask<InFrame & { readonly mac: string; readonly from: string; readonly to: string }>
  readonly 'evpn-next-hop': Ask<Told & { readonly mac: string; readonly speaker: string }>
  readonly 'evpn-flood': AskOf<Told>
  readonly 'evpn-sequence': Ask<InFrame & { readonly mac: string; readonly to: string }>
  readonly 'arp-refresh': AskOf<InFrame & { readonly from: string; readonly to: string; readonly ipv6: boolean }>
  readonly 'no-arp': AskOf<{ readonly network: string }>
  readonly 'ping-answer': Ask<Exchange>
  readonly 'round-trip': Ask<Exchange & { readonly time: string }>
  readonly 'vtep-count': Ask<{ readonly network: string; readonly vteps: string }>
  readonly 'same-address': AskOf<{ readonly address: string; readonly networks: readonly [string, string] }>
  readonly 'gre-key': Ask<InFrame & { readonly hex: string; readonly source: string; readonly destination: string }>
  readonly 'gre-keys': AskOf<{ readonly frames: readonly [number, number]; readonly keys: readonly [string, string] }>
  readonly 'gre-sequence': Ask<
    InFrame & { readonly number: number; readonly source: string; readonly destination: string }
  >
  readonly 'gre-length': Ask<Sum>
  readonly 'gre-carries': Ask<InFrame & { readonly type: string; readonly carried: string }>
  readonly 'gre-checksum': AskOf<InFrame>
  readonly 'checksum-offload': AskOf<InFrame & { readonly protocol: string }>
  readonly 'checksum-zero': AskOf<InFrame & { readonly ipv6: boolean }>
}

export interface QuizWords {
  readonly questions: QuestionWords
  /** Names of the fields in `field-octets`, of GRE's payloads, of the users of ports, and of header parts in a sum. */
  readonly places: Readonly<Record<PlacedField, string>>
  readonly carried: Readonly<Record<'ethernet' | 'ipv4' | 'ipv6' | 'arp', string>>
  readonly ports: Readonly<Record<4789 | 8472 | 4790 | 6081 | 8285, string>>
  readonly innerEthernet: string
  readonly greBase: string
  readonly greOptions: Readonly<Record<'checksum' | 'key' | 'sequence', string>>
  readonly learns: (vtep: string, mac: string, remote: string) => string
  readonly octets: (first: number, last: number) => string
  readonly discards: string

  // The screen.
  readonly title: (questions: number, seed: number) => string
  readonly howTo: string
  readonly nothing: string
  readonly right: string
  readonly wrong: (answer: string) => string
  readonly shown: (answer: string) => string
  readonly answer: string
  readonly evidence: (frames: string) => string
  readonly unreadable: Readonly<Record<'choice' | 'number' | 'mac' | 'address', string>>
  readonly score: (right: number, questions: number) => string
  readonly left: (count: number) => string
  readonly again: string
  readonly explains: string
  readonly learnsAll: string
  readonly comma: string
}

const en: QuizWords = {
  questions: {
    'underlay-addresses': {
      prompt: (p) => `Which addresses does a router of the underlay look at when it forwards frame ${p.frame}?`,
      why: (p) =>
        `It reads the outer IP header: from ${p.source} to ${p.destination}. ${p.from} and ${p.to} are inside the tunnel, data like any other to everybody but its two ends.`,
    },
    'underlay-mac': {
      prompt: (p) =>
        `Frame ${p.frame} has two Ethernet headers. By which destination does a switch of the underlay forward it?`,
      why: (p) =>
        `By the outer one, ${p.outer}. ${p.inner} is inside the tunnel: switches of the underlay never see the addresses of the hosts, and their tables stay small.`,
    },
    vni: {
      prompt: (p) => `Which VNI is frame ${p.frame} in?`,
      why: (p) =>
        `The three octets behind the flags and the reserved octets are ${p.hex}: VNI ${p.vni}. It says which of the tunnel's networks the inner frame belongs to.`,
    },
    'field-octets': {
      prompt: (p) => `Octets of frame ${p.frame} are counted from 0. Which of them are the ${p.field}?`,
      why: (p) =>
        `Its header begins at octet ${p.header}, and the field is ${p.first - p.header} octets into it, ${p.size} long.`,
    },
    'i-flag': {
      prompt: (p) =>
        `The flags of the VXLAN header of frame ${p.frame} are ${p.flags}: bit I is set. What does it say?`,
      choices: () => [
        'The VNI is valid',
        'The inner packet is an IP packet',
        'The frame is the first (initial) one of its flow',
        'The inner frame is encrypted',
      ],
      why: () => 'I must be 1 for a valid VNI; Linux drops frames without it.',
    },
    'udp-port': {
      prompt: (p) => `Which UDP port is frame ${p.frame} sent to, and whose is it?`,
      why: (p) => `The destination port of the outer UDP header is ${p.port}: by it the receiver knows what is inside.`,
    },
    'source-port': {
      prompt: ({ frames, ports }) =>
        `Frames ${frames[0]} and ${frames[1]} go from the same VTEP to the same VTEP, but from UDP port ${ports[0]} and from ${ports[1]}. Why?`,
      choices: () => [
        'The port is a hash of the inner headers, so that different flows may take different paths',
        'The VTEP counts up the port with each frame that it sends',
        'The port carries the VNI, scrambled',
        'The receiving VTEP has asked for another port',
      ],
      why: () =>
        "Routers that spread traffic over several paths look at the outer ports. With a hash of the inner headers there, one flow stays on one path and others may go elsewhere. Nobody sends to that port: answers go to VXLAN's own.",
    },
    overhead: {
      prompt: (p) =>
        `How many octets of headers stand in front of the inner ${p.hasEthernet ? 'Ethernet frame' : 'packet'} in frame ${p.frame}, the outer Ethernet header included?`,
      why: (p) => `Header by header: ${p.sum}.`,
    },
    mtu: {
      prompt: (p) =>
        `The underlay carries IP packets of up to 1500 octets. Which MTU may the tunnel device (${p.device}) have at most, so that packets like frame ${p.frame} always fit?`,
      why: (p) =>
        `${p.sum}. An MTU counts from the IP header on: the outer Ethernet header is not in it, but the inner one is, if there is one.`,
    },
    'group-join': {
      prompt: (p) =>
        `Frame ${p.frame} comes from ${p.vtep}. Which multicast group does it join, to get what is flooded?`,
      why: (p) =>
        `The report names ${p.group}, the group that the network's floods go to. ${p.all} is no more than where reports are sent.`,
    },
    'group-why': {
      prompt: (p) => `Why is the outer destination of frame ${p.frame} the address ${p.group}?`,
      choices: (p) => [
        'The inner frame is for everybody or for a group: all VTEPs of the network must get it, and they have joined this group',
        'The host that the inner frame looks for has joined this group',
        'It is the address of the router between the VTEPs',
        `Everything in ${p.network} goes to this address, for VTEPs have none of their own`,
      ],
      why: (p) =>
        `${p.vtep} sends a broadcast or multicast frame to the group of its network, once; the underlay brings it to every member.`,
    },
    'group-mac': {
      prompt: (p) => `Frame ${p.frame} goes to the group ${p.group}. To which Ethernet address is it sent?`,
      why: (p) =>
        `Nobody has to ask for a group's Ethernet address: it is ${p.prefix} and the last ${p.bits} bits of the IP address.`,
    },
    'flood-ttl': {
      prompt: (p) =>
        `Frame ${p.frame} goes to ${p.group} with ${p.ipv6 ? 'a hop limit' : 'a TTL'} of 1. How far does it get?`,
      choices: (p) => [
        'To the members on the same link: the first router throws it away',
        'To all members, through any number of routers',
        'Nowhere: a receiver counts it down to 0 and throws it away',
        `To ${p.vtep}'s own hosts only`,
      ],
      why: (p) =>
        `Only routers count it down, and they forward nothing that reaches 0. 1 is the default for multicast; VTEPs with a router between them need more${p.ipv6 ? '' : ' (ip link add ... ttl 10)'}.`,
    },
    'flood-mode': {
      prompt: (p) => `How does a broadcast of a host get to the other VTEPs of ${p.network}?`,
      modes: {
        multicast: 'Its VTEP sends it once, to a multicast group that the others have joined',
        'point-to-point': 'Its VTEP sends it to the one remote VTEP that it is configured with',
        'head-end-replication': 'Its VTEP sends a copy to each of the others, unicast',
      },
      wrong: 'It does not: VTEPs drop broadcasts',
      why: {
        multicast: 'The outer destination of such frames is the group.',
        'point-to-point': 'The outer destination of such frames is always the same single VTEP.',
        'head-end-replication': 'Each such frame is there several times, to a different VTEP each time.',
      },
    },
    learn: {
      prompt: (p) => `Frame ${p.frame} goes from VTEP ${p.remote} to VTEP ${p.vtep}. Which VTEP learns what from it?`,
      why: (p) =>
        `The receiver takes the inner source address and the outer source address together: ${p.mac} is behind ${p.remote}. A sender learns nothing from what it sends itself.`,
    },
    'learn-mac': {
      prompt: (p) => `VTEP ${p.vtep} gets frame ${p.frame}. Which MAC address does it learn?`,
      why: (p) =>
        `The inner source address, ${p.mac}: whoever sent it can be reached through ${p.remote}. Outer MAC addresses belong to the underlay.`,
    },
    'learn-flood': {
      prompt: (p) =>
        `Frame ${p.frame} goes from VTEP ${p.remote} to the group ${p.group}. Who learns from it where ${p.mac} is?`,
      choices: (p) => [
        'Every VTEP of the group that has this VNI',
        'Only the VTEP with the host that is looked for',
        `${p.remote} itself`,
        'Nobody: only unicast frames teach',
      ],
      why: (p) =>
        `Each VTEP that takes the frame out of the tunnel notes that ${p.mac} is behind ${p.remote}, whether it has an answer or not.`,
    },
    'fdb-after': {
      prompt: (p) =>
        `Frame ${p.frame} has come through. Where does VTEP ${p.vtep} now send a frame for ${p.mac} (${p.network})?`,
      why: (p) => `Since frame ${p.taught} its table has ${p.mac} behind ${p.remote}: the last packet counts.`,
    },
    'unknown-destination': {
      prompt: (p) =>
        `A host behind VTEP ${p.vtep} sends a frame to a MAC address that is not in the VTEP's table. Where does the VTEP send it (${p.network})?`,
      why: (p) =>
        `Where its default entry, 00:00:00:00:00:00, points: frame ${p.frame} shows where that is. What a VTEP does not know is flooded.`,
    },
    'reply-unicast': {
      prompt: (p) =>
        `Frame ${p.request}, ${p.ipv6 ? 'a neighbour solicitation' : 'an ARP request'}, goes to ${p.group}; frame ${p.reply}, the answer, to ${p.vtep} alone. Why?`,
      choices: (p) => [
        `From frame ${p.request} the answering VTEP has learned which VTEP ${p.from} is behind`,
        `${p.from} wrote the address of its VTEP into the question`,
        'Everybody else has left the group by then',
        'Answers always go to the VTEP with the lowest address',
      ],
      why: (p) =>
        `The question was flooded since nobody knew where ${p.to} is. It taught every VTEP where ${p.from} is, so the answer needs no flood.`,
    },
    'first-unicast': {
      prompt: (p) =>
        `In ${p.network} frame ${p.flooded} is flooded. Which is the first frame after it that goes to one VTEP alone?`,
      why: (p) => `The outer destination of frame ${p.frame} is a single VTEP: by now the way is known.`,
    },
    'host-behind': {
      prompt: (p) => `Which VTEP is ${p.host} behind (${p.network})?`,
      why: (p) =>
        `Its frames come through the tunnel with the outer source address ${p.vtep}: frame ${p.frame} is one.`,
    },
    'mac-moved': {
      prompt: (p) => `${p.mac} is behind ${p.from} at first. Which frame is the first to show it behind another VTEP?`,
      why: (p) => `Frame ${p.frame} has it as inner source address, and comes from ${p.to}.`,
    },
    'evpn-next-hop': {
      prompt: (p) =>
        `In frame ${p.frame} ${p.speaker} tells ${p.vtep} by BGP of ${p.mac} (${p.network}). To which address does ${p.vtep} send frames for it by that?`,
      why: (p) => `The next hop of the route is ${p.hop}. Frames go there, whoever passes the message on.`,
    },
    'evpn-flood': {
      prompt: (p) =>
        `In frame ${p.frame} BGP tells ${p.vtep} a route of type 3 with the next hop ${p.hop} (${p.network}). What for?`,
      choices: (p) => [
        `What has to be flooded there goes to ${p.hop} as well, in a copy of its own`,
        `${p.hop} is a route reflector: all routes are to be told to it`,
        `${p.hop} has the router that leads out of this network`,
        `All stations behind ${p.hop} are gone`,
      ],
      why: () =>
        'A route of type 3 (inclusive multicast) says who wants the floods of a network. VTEPs put it into their tables as the entry of zeros.',
    },
    'evpn-sequence': {
      prompt: (p) =>
        `BGP tells in frame ${p.frame} that ${p.mac} is behind ${p.to} now. Which MAC mobility sequence number has that route?`,
      why: () =>
        'Each move raises it. Of two VTEPs that tell of one station the one with the higher number is believed.',
    },
    'arp-refresh': {
      prompt: (p) =>
        `Frame ${p.frame} is ${p.ipv6 ? 'a neighbour solicitation' : 'an ARP request'} that goes to one host alone. Why?`,
      choices: (p) => [
        `${p.from} knows the address of ${p.to} and only asks whether it still holds`,
        'VTEPs turn questions for everybody into questions for one',
        'It is an answer, and only looks like a question',
        'The underlay has no way to carry anything else',
      ],
      why: () =>
        'A host confirms what is in its neighbour table from time to time, and asks whom it knows. Linux does so five seconds after the first use.',
    },
    'no-arp': {
      prompt: (p) =>
        `No ARP request crosses ${p.network}. How do the senders know the MAC addresses that they send to?`,
      choices: () => [
        'They must know them already, or their own VTEP answers (proxy): none of them asks',
        'VXLAN carries nothing but IP packets',
        'ARP takes another way, outside of the tunnel and without a VTEP',
        'A MAC address can be computed from an IP address',
      ],
      why: () =>
        'Entries may be put in by hand or by a program (flannel), a VTEP may answer for hosts that it knows (proxy), or the hosts remember. Then nothing has to be flooded.',
    },
    'ping-answer': {
      prompt: (p) => `Frame ${p.request} is a ping from ${p.from} to ${p.to}. Which frame answers it?`,
      why: (p) => `Frame ${p.reply} is an echo reply with the same identifier and the same sequence number.`,
    },
    'round-trip': {
      prompt: (p) =>
        `Frame ${p.request} is a ping from ${p.from} to ${p.to}, frame ${p.reply} its answer. How long is the round trip, as captured?`,
      why: (p) => `Between the times of the two frames there are ${p.time}.`,
    },
    'vtep-count': {
      prompt: (p) => `How many VTEPs send packets in ${p.network}?`,
      why: (p) => `Count the outer source addresses: ${p.vteps}.`,
    },
    'same-address': {
      prompt: (p) => `${p.address} is in ${p.networks[0]} and in ${p.networks[1]}. Is there a conflict?`,
      choices: () => [
        'No: networks with different VNIs do not see each other',
        'Yes: one of the two must get another address',
        'Yes, and the VTEP sends everything to both',
        'No: the second one is a copy of the first',
      ],
      why: () =>
        'Each VNI is a network of its own, with its own table in each VTEP: tenants may use the same addresses.',
    },
    'gre-key': {
      prompt: (p) => `Which key has frame ${p.frame}, from ${p.source} to ${p.destination}?`,
      why: (p) => `K is set in the GRE flags, so a key follows: ${p.hex}.`,
    },
    'gre-keys': {
      prompt: ({ frames, keys }) =>
        `Frame ${frames[0]} has the GRE key ${keys[0]}, frame ${frames[1]}, the other way, ${keys[1]}. Is that wrong?`,
      choices: () => [
        'No: each direction may have a key of its own',
        'Yes: both ends must have the same key',
        'Yes: the key was damaged on the way',
        'No: the key counts the packets',
      ],
      why: () => 'The key is the one that the receiver expects. Linux has one for each way: ikey and okey.',
    },
    'gre-sequence': {
      prompt: (p) =>
        `Frame ${p.frame} has the GRE sequence number ${p.number}. Which one does the next packet from ${p.source} to ${p.destination} in this tunnel get?`,
      why: () => 'Each direction counts its own packets, one by one; after 4294967295 comes 0.',
    },
    'gre-length': {
      prompt: (p) => `How many octets long is the GRE header of frame ${p.frame}?`,
      why: (p) => `${p.sum}. Checksum, key and sequence number are there only when the flags C, K and S say so.`,
    },
    'gre-carries': {
      prompt: (p) => `The Protocol Type of the GRE header of frame ${p.frame} is ${p.type}. What does it carry?`,
      why: (p) => `Protocol Type is an EtherType: ${p.type} stands for ${p.carried}.`,
    },
    'gre-checksum': {
      prompt: (p) => `The GRE header of frame ${p.frame} has a checksum. What does it cover?`,
      choices: () => [
        'The GRE header and everything behind it',
        'The GRE header alone',
        'The outer IP header and the GRE header',
        'The inner packet alone',
      ],
      why: () => 'It is the sum over GRE header and payload; unlike those of TCP and UDP it counts no pseudo-header.',
    },
    'checksum-offload': {
      prompt: (p) =>
        `The ${p.protocol} checksum in frame ${p.frame} does not fit the octets: it is the sum of the pseudo-header alone. What happened?`,
      choices: () => [
        'The sender left it to its network card (offload); it was captured before the card had done it',
        'An octet was damaged on the way',
        'The tunnel changed the inner packet',
        'Nothing: inside a tunnel checksums are not used',
      ],
      why: () =>
        'That sum is what Linux puts there for the card to go on from. On a path without a card (veth, virtio) it stays that way.',
    },
    'checksum-zero': {
      prompt: (p) => `The checksum of the outer UDP header of frame ${p.frame} is 0. What does that mean?`,
      choices: () => [
        'The sender made none, which is allowed here',
        'The packet was damaged on the way',
        'The sum over the octets happens to be 0',
        'The packet carries no data',
      ],
      why: (p) =>
        p.ipv6
          ? '0 stands for no checksum. Over IPv6 only tunnels may do without; a sum that comes out as 0 is sent as 0xffff.'
          : '0 stands for no checksum, and for VXLAN it should be 0. A sum that comes out as 0 is sent as 0xffff.',
    },
  },
  places: {
    'eth.dst': 'inner destination MAC address',
    'ip.ttl': 'outer TTL',
    'ip.dst': 'outer destination address',
    'ipv6.dst': 'outer destination address',
    'udp.dstport': 'outer UDP destination port',
    'vxlan.vni': 'VNI',
    'gre.key': 'GRE key',
  },
  carried: { ethernet: 'an Ethernet frame', ipv4: 'an IPv4 packet', ipv6: 'an IPv6 packet', arp: 'an ARP packet' },
  ports: {
    4789: "4789: VXLAN's own, by IANA",
    8472: "8472: VXLAN by Linux's older default, as flannel and Cilium use it",
    4790: '4790: VXLAN-GPE',
    6081: '6081: Geneve',
    8285: "8285: flannel's UDP backend, without any VXLAN",
  },
  innerEthernet: 'inner Ethernet',
  greBase: 'flags and type',
  greOptions: { checksum: 'checksum and reserved', key: 'key', sequence: 'sequence number' },
  learns: (vtep, mac, remote) => `${vtep} learns that ${mac} is behind ${remote}`,
  octets: (first, last) => (first === last ? `octet ${first}` : `octets ${first} to ${last}`),
  discards: 'Nowhere: it drops the frame',

  title: (n, seed) => `${n} question${n === 1 ? '' : 's'}, seed ${seed}: the same again with --seed ${seed}`,
  howTo: 'Type the number of a choice, or what is asked for. ? shows the answer, q ends.',
  nothing: 'There is nothing to ask about: no tunnel was found whose packets tell enough.',
  right: 'Right.',
  wrong: (answer) => `Wrong. The answer is: ${answer}`,
  shown: (answer) => `The answer is: ${answer}`,
  answer: 'Answer: ',
  evidence: (frames) => `See ${frames}`,
  unreadable: {
    choice: 'Type the number of one of the choices, ? or q.',
    number: 'Type a number, for example 42 or 0x2a; ? or q.',
    mac: 'Type a MAC address, for example 02:42:ac:11:00:02; ? or q.',
    address: 'Type an IP address, for example 10.65.132.188; ? or q.',
  },
  score: (right, n) => `${right} of ${n}`,
  left: (n) => `${n} not answered`,
  again: 'Worth another look:',
  explains: 'the packet taken apart',
  learnsAll: 'who learned what from which packet',
  comma: ', ',
}

const zh: QuizWords = {
  questions: {
    'underlay-addresses': {
      prompt: (p) => `底层网络的路由器转发第 ${p.frame} 帧时，看的是哪一对地址？`,
      why: (p) =>
        `路由器只看外层 IP 头部：从 ${p.source} 到 ${p.destination}。${p.from} 和 ${p.to} 在隧道里面，除隧道两端外，对其他设备来说只是普通数据。`,
    },
    'underlay-mac': {
      prompt: (p) => `第 ${p.frame} 帧有两个以太网头部。底层网络的交换机按哪个目的地址转发？`,
      why: (p) =>
        `按外层的 ${p.outer}。${p.inner} 在隧道里面：底层交换机看不到主机的 MAC 地址，所以它的地址表不会随主机增多而变大。`,
    },
    vni: {
      prompt: (p) => `第 ${p.frame} 帧属于哪个 VNI？`,
      why: (p) => `标志和保留字节之后的三个字节是 ${p.hex}，即 VNI ${p.vni}。它表明内层帧属于隧道中的哪个网络。`,
    },
    'field-octets': {
      prompt: (p) => `第 ${p.frame} 帧的字节从 0 开始编号，${p.field}占哪些字节？`,
      why: (p) =>
        `所在头部从第 ${p.header} 字节开始，该字段在头部内偏移 ${p.first - p.header} 字节，长 ${p.size} 字节。`,
    },
    'i-flag': {
      prompt: (p) => `第 ${p.frame} 帧的 VXLAN 标志字段为 ${p.flags}，其中 I 位为 1。它表示什么？`,
      choices: () => ['VNI 有效', '内层是 IP 报文', '这是该流的第一个（initial）帧', '内层帧已加密'],
      why: () => 'VNI 有效时 I 位必须为 1；Linux 会丢弃 I 位为 0 的帧。',
    },
    'udp-port': {
      prompt: (p) => `第 ${p.frame} 帧发往哪个 UDP 端口？这个端口是谁用的？`,
      why: (p) => `外层 UDP 头部的目的端口是 ${p.port}，接收方据此知道里面装的是什么。`,
    },
    'source-port': {
      prompt: ({ frames, ports }) =>
        `第 ${frames[0]} 帧和第 ${frames[1]} 帧的收发 VTEP 都相同，UDP 源端口却一个是 ${ports[0]}，一个是 ${ports[1]}。为什么？`,
      choices: () => [
        '源端口由内层头部哈希得出，让不同的流可以走不同的路径',
        'VTEP 每发一帧就把端口加一',
        '源端口里藏着变换过的 VNI',
        '接收方 VTEP 要求换一个端口',
      ],
      why: () =>
        '做多路径负载分担的路由器会看外层端口。源端口取内层头部的哈希，同一条流就固定走一条路径，不同的流可以分开。没有报文会发往这个端口：回程报文发往 VXLAN 自己的端口。',
    },
    overhead: {
      prompt: (p) =>
        `第 ${p.frame} 帧中，内层${p.hasEthernet ? '以太网帧' : '报文'}之前一共有多少字节的头部？（含外层以太网头部）`,
      why: (p) => `逐个头部相加：${p.sum}。`,
    },
    mtu: {
      prompt: (p) =>
        `底层网络最大能传 1500 字节的 IP 报文。要让第 ${p.frame} 帧这样的报文总能装下，隧道设备（${p.device}）的 MTU 最大是多少？`,
      why: (p) => `${p.sum}。MTU 从 IP 头部算起：外层以太网头部不计入，内层以太网头部（如果有）要计入。`,
    },
    'group-join': {
      prompt: (p) => `第 ${p.frame} 帧来自 ${p.vtep}。为了收到泛洪的报文，它加入了哪个多播组？`,
      why: (p) => `报告中写的是 ${p.group}，即该网络泛洪所用的多播组。${p.all} 只是报告本身的目的地址。`,
    },
    'group-why': {
      prompt: (p) => `第 ${p.frame} 帧的外层目的地址为什么是 ${p.group}？`,
      choices: (p) => [
        '内层帧是广播或多播帧，要送到该网络的所有 VTEP，而它们都加入了这个多播组',
        '内层帧要找的主机加入了这个多播组',
        '这是 VTEP 之间路由器的地址',
        `${p.network} 的报文全都发往这个地址，VTEP 没有自己的地址`,
      ],
      why: (p) => `${p.vtep} 把广播帧和多播帧发往本网络的多播组，只发一份，由底层网络送到每个成员。`,
    },
    'group-mac': {
      prompt: (p) => `第 ${p.frame} 帧发往多播组 ${p.group}。它的以太网目的地址是什么？`,
      why: (p) => `多播组的以太网地址不需要询问：前缀 ${p.prefix} 加上 IP 地址的最后 ${p.bits} 位。`,
    },
    'flood-ttl': {
      prompt: (p) => `第 ${p.frame} 帧发往 ${p.group}，${p.ipv6 ? '跳数限制' : 'TTL'} 为 1。它能走多远？`,
      choices: (p) => [
        '只到同一链路上的成员：第一个路由器就会丢弃它',
        '经过任意多个路由器，到达所有成员',
        '哪里也到不了：接收方减到 0 就丢弃',
        `只到 ${p.vtep} 自己的主机`,
      ],
      why: (p) =>
        `只有路由器会把它减一，减到 0 就不再转发。多播的默认值是 1；VTEP 之间隔着路由器时要调大${p.ipv6 ? '' : '（ip link add ... ttl 10）'}。`,
    },
    'flood-mode': {
      prompt: (p) => `在 ${p.network} 中，主机的广播怎样到达其他 VTEP？`,
      modes: {
        multicast: '本端 VTEP 只发一份，发往其他 VTEP 都已加入的多播组',
        'point-to-point': '本端 VTEP 发往配置好的唯一对端 VTEP',
        'head-end-replication': '本端 VTEP 给其他每个 VTEP 各单播一份',
      },
      wrong: '到不了：VTEP 会丢弃广播',
      why: {
        multicast: '这类帧的外层目的地址就是多播组。',
        'point-to-point': '这类帧的外层目的地址总是同一个 VTEP。',
        'head-end-replication': '这样的帧每个都出现多次，每次发往不同的 VTEP。',
      },
    },
    learn: {
      prompt: (p) => `第 ${p.frame} 帧从 VTEP ${p.remote} 发往 VTEP ${p.vtep}。哪个 VTEP 从中学到了什么？`,
      why: (p) =>
        `接收方把内层源地址和外层源地址对应起来：${p.mac} 位于 ${p.remote} 之后。发送方从自己发出的帧学不到任何东西。`,
    },
    'learn-mac': {
      prompt: (p) => `VTEP ${p.vtep} 收到第 ${p.frame} 帧，学到了哪个 MAC 地址？`,
      why: (p) => `内层源地址 ${p.mac}：经 ${p.remote} 可以到达它的主人。外层 MAC 地址属于底层网络。`,
    },
    'learn-flood': {
      prompt: (p) => `第 ${p.frame} 帧从 VTEP ${p.remote} 发往多播组 ${p.group}。谁会从中学到 ${p.mac} 的位置？`,
      choices: (p) => [
        '多播组中配有该 VNI 的每个 VTEP',
        '只有被询问的主机所在的 VTEP',
        `${p.remote} 自己`,
        '谁也学不到：只有单播帧才能用来学习',
      ],
      why: (p) => `每个解包的 VTEP 都会记下 ${p.mac} 位于 ${p.remote} 之后，不管自己有没有应答。`,
    },
    'fdb-after': {
      prompt: (p) => `第 ${p.frame} 帧之后，VTEP ${p.vtep} 会把发往 ${p.mac} 的帧发到哪里（${p.network}）？`,
      why: (p) => `自第 ${p.taught} 帧起，它的转发表中 ${p.mac} 位于 ${p.remote} 之后：以最新的报文为准。`,
    },
    'unknown-destination': {
      prompt: (p) =>
        `VTEP ${p.vtep} 之后的主机发出一帧，目的 MAC 地址不在该 VTEP 的转发表中。VTEP 会把它发到哪里（${p.network}）？`,
      why: (p) =>
        `发到默认表项 00:00:00:00:00:00 所指的地方，第 ${p.frame} 帧可以看出它指向哪里。不知道去处的帧都泛洪。`,
    },
    'reply-unicast': {
      prompt: (p) =>
        `第 ${p.request} 帧是${p.ipv6 ? '邻居请求' : ' ARP 请求'}，发往 ${p.group}；第 ${p.reply} 帧是应答，只发往 ${p.vtep}。为什么？`,
      choices: (p) => [
        `应答方的 VTEP 已从第 ${p.request} 帧学到 ${p.from} 位于哪个 VTEP 之后`,
        `${p.from} 在请求里写了自己 VTEP 的地址`,
        '此时其他成员都已离开多播组',
        '应答总是发往地址最小的 VTEP',
      ],
      why: (p) =>
        `没有人知道 ${p.to} 在哪里，所以请求要泛洪；而请求让每个 VTEP 都学到了 ${p.from} 的位置，应答就不必泛洪。`,
    },
    'first-unicast': {
      prompt: (p) => `${p.network} 的第 ${p.flooded} 帧是泛洪的。在它之后，第一个只发往一个 VTEP 的是第几帧？`,
      why: (p) => `第 ${p.frame} 帧的外层目的地址是单个 VTEP：这时已经知道去处了。`,
    },
    'host-behind': {
      prompt: (p) => `${p.host} 位于哪个 VTEP 之后（${p.network}）？`,
      why: (p) => `它的帧经过隧道时，外层源地址是 ${p.vtep}，例如第 ${p.frame} 帧。`,
    },
    'mac-moved': {
      prompt: (p) => `${p.mac} 起初位于 ${p.from} 之后。从第几帧可以看出它到了另一个 VTEP 之后？`,
      why: (p) => `第 ${p.frame} 帧的内层源地址是它，而外层源地址是 ${p.to}。`,
    },
    'evpn-next-hop': {
      prompt: (p) =>
        `第 ${p.frame} 帧里，${p.speaker} 用 BGP 向 ${p.vtep} 通告了 ${p.mac}（${p.network}）。${p.vtep} 据此把给它的帧发往哪个地址？`,
      why: (p) => `这条路由的下一跳是 ${p.hop}。无论由谁转告，帧都发往下一跳。`,
    },
    'evpn-flood': {
      prompt: (p) =>
        `第 ${p.frame} 帧里，BGP 向 ${p.vtep} 通告了一条类型 3 的路由，下一跳是 ${p.hop}（${p.network}）。它有什么用？`,
      choices: (p) => [
        `那里需要泛洪的帧，也要单独复制一份发给 ${p.hop}`,
        `${p.hop} 是路由反射器：所有路由都要告诉它`,
        `通往网络之外的路由器在 ${p.hop}`,
        `${p.hop} 之后的所有主机都已离开`,
      ],
      why: () => '类型 3 的路由（inclusive multicast）说明谁要接收该网络的泛洪。VTEP 把它写进表里，就是全零的表项。',
    },
    'evpn-sequence': {
      prompt: (p) => `第 ${p.frame} 帧里，BGP 通告 ${p.mac} 现在位于 ${p.to} 之后。这条路由的 MAC 移动性序号是多少？`,
      why: () => '每次迁移序号都会增大。两个 VTEP 通告同一台主机时，以序号大的为准。',
    },
    'arp-refresh': {
      prompt: (p) => `第 ${p.frame} 帧是${p.ipv6 ? '邻居请求' : ' ARP 请求'}，却只发给一台主机。为什么？`,
      choices: (p) => [
        `${p.from} 已经知道 ${p.to} 的地址，只是确认它是否仍然有效`,
        'VTEP 会把发给所有人的请求改成只发给一个',
        '它其实是应答，只是看起来像请求',
        '底层网络只能传单播',
      ],
      why: () => '主机会不时确认邻居表里的表项，直接问已知的对方。Linux 在首次使用五秒后确认一次。',
    },
    'no-arp': {
      prompt: (p) => `没有 ARP 请求经过 ${p.network}。发送方怎么知道要用的目的 MAC 地址？`,
      choices: () => [
        '没有一个询问：它们必定已经知道，或由本端 VTEP 代答（proxy）',
        'VXLAN 只能承载 IP 报文',
        'ARP 走另一条路，不进隧道，也不经过 VTEP',
        'MAC 地址可以由 IP 地址算出来',
      ],
      why: () =>
        '表项可以由人工或程序（flannel）写入，VTEP 可以替它知道的主机应答（proxy），主机也可能还记得。这样就不必泛洪。',
    },
    'ping-answer': {
      prompt: (p) => `第 ${p.request} 帧是 ${p.from} 发给 ${p.to} 的 ping。哪一帧是它的应答？`,
      why: (p) => `第 ${p.reply} 帧是回显应答，标识符和序号都相同。`,
    },
    'round-trip': {
      prompt: (p) =>
        `第 ${p.request} 帧是 ${p.from} 发给 ${p.to} 的 ping，第 ${p.reply} 帧是应答。从抓包看，往返时间是多少？`,
      why: (p) => `两帧的时间相差 ${p.time}。`,
    },
    'vtep-count': {
      prompt: (p) => `有多少个 VTEP 在 ${p.network} 中发送报文？`,
      why: (p) => `数一数外层源地址：${p.vteps}。`,
    },
    'same-address': {
      prompt: (p) => `${p.address} 既在 ${p.networks[0]} 中，也在 ${p.networks[1]} 中。地址冲突吗？`,
      choices: () => [
        '不冲突：VNI 不同的网络互相看不见',
        '冲突：必须给其中一个换地址',
        '冲突，VTEP 会把报文同时发给两边',
        '不冲突：后一个是前一个的副本',
      ],
      why: () => '每个 VNI 是一个独立的网络，在每个 VTEP 上有自己的转发表：不同租户可以使用相同的地址。',
    },
    'gre-key': {
      prompt: (p) => `第 ${p.frame} 帧从 ${p.source} 到 ${p.destination}，它的 key 是多少？`,
      why: (p) => `GRE 标志中 K 位为 1，所以后面有 key：${p.hex}。`,
    },
    'gre-keys': {
      prompt: ({ frames, keys }) =>
        `第 ${frames[0]} 帧的 GRE key 是 ${keys[0]}，反方向的第 ${frames[1]} 帧却是 ${keys[1]}。这有错吗？`,
      choices: () => [
        '没有错：每个方向可以用各自的 key',
        '有错：两端的 key 必须相同',
        '有错：key 在途中损坏了',
        '没有错：key 是报文的计数',
      ],
      why: () => 'key 是接收方所期望的值。Linux 为两个方向分别设置：ikey 和 okey。',
    },
    'gre-sequence': {
      prompt: (p) =>
        `第 ${p.frame} 帧的 GRE 序号是 ${p.number}。这条隧道中从 ${p.source} 到 ${p.destination} 的下一个报文，序号是多少？`,
      why: () => '每个方向各自计数，逐个加一；4294967295 之后是 0。',
    },
    'gre-length': {
      prompt: (p) => `第 ${p.frame} 帧的 GRE 头部有多少字节？`,
      why: (p) => `${p.sum}。校验和、key、序号只有在标志 C、K、S 为 1 时才有。`,
    },
    'gre-carries': {
      prompt: (p) => `第 ${p.frame} 帧的 GRE 头部中，协议类型是 ${p.type}。它承载的是什么？`,
      why: (p) => `协议类型就是 EtherType：${p.type} 表示${p.carried}。`,
    },
    'gre-checksum': {
      prompt: (p) => `第 ${p.frame} 帧的 GRE 头部带有校验和。它覆盖哪些内容？`,
      choices: () => ['GRE 头部及其后的全部内容', '只有 GRE 头部', '外层 IP 头部和 GRE 头部', '只有内层报文'],
      why: () => '它对 GRE 头部和载荷求和；与 TCP、UDP 的校验和不同，不含伪头部。',
    },
    'checksum-offload': {
      prompt: (p) => `第 ${p.frame} 帧中 ${p.protocol} 的校验和与内容不符，恰好只是伪头部之和。这是怎么回事？`,
      choices: () => [
        '发送方把校验和交给网卡计算（卸载），抓包时网卡还没有算',
        '有字节在途中损坏了',
        '隧道修改了内层报文',
        '没有问题：隧道里不使用校验和',
      ],
      why: () => 'Linux 先填入伪头部之和，由网卡接着算。路径上没有网卡（veth、virtio）时，它就一直是这样。',
    },
    'checksum-zero': {
      prompt: (p) => `第 ${p.frame} 帧外层 UDP 的校验和是 0。这表示什么？`,
      choices: () => ['发送方没有计算校验和，这里允许这样做', '报文在途中损坏了', '求和的结果碰巧是 0', '报文没有数据'],
      why: (p) =>
        p.ipv6
          ? '0 表示没有校验和。在 IPv6 上只有隧道可以省略；求和结果为 0 时，发送的是 0xffff。'
          : '0 表示没有校验和，VXLAN 本来就应该填 0。求和结果为 0 时，发送的是 0xffff。',
    },
  },
  places: {
    'eth.dst': '内层目的 MAC 地址',
    'ip.ttl': '外层 TTL ',
    'ip.dst': '外层目的地址',
    'ipv6.dst': '外层目的地址',
    'udp.dstport': '外层 UDP 目的端口',
    'vxlan.vni': ' VNI ',
    'gre.key': ' GRE key ',
  },
  carried: { ethernet: '以太网帧', ipv4: ' IPv4 报文', ipv6: ' IPv6 报文', arp: ' ARP 报文' },
  ports: {
    4789: '4789：IANA 分配给 VXLAN 的端口',
    8472: '8472：Linux 早期默认的 VXLAN 端口，flannel 和 Cilium 也用它',
    4790: '4790：VXLAN-GPE',
    6081: '6081：Geneve',
    8285: '8285：flannel 的 UDP 后端，没有 VXLAN',
  },
  innerEthernet: '内层以太网',
  greBase: '标志和类型',
  greOptions: { checksum: '校验和及保留', key: 'key', sequence: '序号' },
  learns: (vtep, mac, remote) => `${vtep} 学到：${mac} 位于 ${remote} 之后`,
  octets: (first, last) => (first === last ? `第 ${first} 字节` : `第 ${first} 至 ${last} 字节`),
  discards: '不发：丢弃该帧',

  title: (n, seed) => `共 ${n} 题，种子 ${seed}：用 --seed ${seed} 可以再出同样的题`,
  howTo: '输入选项的编号，或直接输入答案。? 显示答案，q 结束。',
  nothing: '没有可以出题的内容：没有找到信息足够的隧道。',
  right: '正确。',
  wrong: (answer) => `错误。答案是：${answer}`,
  shown: (answer) => `答案是：${answer}`,
  answer: '答案：',
  evidence: (frames) => `参见 ${frames}`,
  unreadable: {
    choice: '请输入选项的编号，或 ?、q。',
    number: '请输入一个数，例如 42 或 0x2a；或 ?、q。',
    mac: '请输入 MAC 地址，例如 02:42:ac:11:00:02；或 ?、q。',
    address: '请输入 IP 地址，例如 10.65.132.188；或 ?、q。',
  },
  score: (right, n) => `${n} 题中答对 ${right} 题`,
  left: (n) => `${n} 题未答`,
  again: '值得再看一看：',
  explains: '逐字段讲解这个报文',
  learnsAll: '谁从哪个报文学到了什么',
  comma: '，',
}

export const QUIZ: Words<QuizWords> = { en, zh }
