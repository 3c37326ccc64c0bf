/**
 * The tables that a capture is exported to. Flat, without nested types, so that every engine reads them alike. A column
 * that every table of networks has names the network as `network-keys.ts` does.
 */

/** Grows when a column changes its meaning or goes; a new column does not change it. */
export const SCHEMA = 1

/** `time` is nanoseconds since 1970 in UTC. */
type ColumnType = 'text' | 'boolean' | 'int32' | 'uint32' | 'int64' | 'time'

export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly about: string
}

/** A value of a column; null where there is none. Integers of 64 bits and times may be bigints. */
export type Cell = string | number | bigint | boolean | null
export type Row = readonly Cell[]

const CAPTURE: Column = {
  name: 'capture',
  type: 'text',
  about: 'the capture: the first 16 hexadecimal digits of the SHA-256 of its octets',
}

/** The network of a row. All are null for what is in no tunnel. */
const NETWORK_COLUMNS: readonly Column[] = [
  { name: 'tunnel', type: 'text', about: 'the kind of the innermost tunnel: vxlan, gre' },
  { name: 'vni', type: 'int32', about: 'its VNI, where it has one' },
  { name: 'id', type: 'int64', about: 'its number, whatever it is called: VNI, key, VSID, session' },
  { name: 'path', type: 'text', about: 'all tunnels, outermost first: what tells networks apart in every capture' },
]

function columns(type: ColumnType, about: Readonly<Record<string, string>>): readonly Column[] {
  return Object.entries(about).map(([name, text]) => ({ name, type, about: text }))
}

const SPAN: readonly Column[] = columns('time', { first: 'its first packet', last: 'its last packet' })
const EVENT: readonly Column[] = [
  { name: 'ts', type: 'time', about: 'when the packet came that shows it' },
  { name: 'frame', type: 'int64', about: 'the number of that packet in the capture' },
]

/** Each table by its name, with the columns in order. */
const TABLES: Readonly<Record<TableName, readonly Column[]>> = {
  captures: [
    CAPTURE,
    {
      name: 'sha256',
      type: 'text',
      about: 'of all its octets, as they lie in the file; live, of machine, interface and first packet',
    },
    { name: 'link_type', type: 'int32', about: 'LINKTYPE of its first interface' },
    { name: 'interfaces', type: 'int32', about: 'interfaces that it has packets of' },
    ...SPAN,
    ...columns('int64', {
      packets: 'packets that were looked at',
      octets: 'their octets on the wire',
      dropped: 'packets that the capture says were lost when it was made; null where it says nothing',
      snaplen: 'octets kept of a packet at most; 0 for no limit',
      copies: 'packets that were seen before on another interface, and are counted once',
      left_out: 'what found no room in the tables: where it is more than 0 rows are missing',
    }),
    { name: 'damaged', type: 'boolean', about: 'whether it breaks off: rows are of what could be read' },
    { name: 'version', type: 'text', about: 'the version of vxsniff that wrote the rows' },
    { name: 'options', type: 'text', about: 'what was asked for besides: -Y and the like' },
  ],
  flows: [
    CAPTURE,
    ...NETWORK_COLUMNS,
    { name: 'protocol', type: 'int32', about: 'IP protocol number' },
    { name: 'a', type: 'text', about: 'the smaller of the two addresses' },
    { name: 'port_a', type: 'int32', about: 'its port; null where there is none' },
    { name: 'b', type: 'text', about: 'the other address' },
    { name: 'port_b', type: 'int32', about: 'its port' },
    { name: 'initiator', type: 'text', about: 'who has sent first: a or b' },
    { name: 'identifier', type: 'int32', about: 'of an echo exchange' },
    ...columns('int64', {
      packets_ab: 'packets from a to b',
      packets_ba: 'packets from b to a',
      octets_ab: 'octets of their IP packets inside, headers included',
      octets_ba: 'the same the other way',
    }),
    ...SPAN,
    { name: 'tcp_state', type: 'text', about: 'how far the connection has come' },
    ...columns('int32', {
      tcp_flags_ab: 'all flags seen, as bits of RFC 9293 §3.1',
      tcp_flags_ba: 'the same the other way',
    }),
    ...columns('int64', {
      syn_retries: 'SYNs sent again',
      retransmissions_ab: 'segments sent again',
      retransmissions_ba: 'the same the other way',
      echo_requests: 'of an echo exchange',
      echo_answered: 'those of them with a reply',
      rtt_min_ns: 'the shortest round trip of an echo, in nanoseconds',
      rtt_sum_ns: 'all of them',
      rtt_max_ns: 'the longest',
      rtt_count: 'how many there are',
    }),
    { name: 'vtep_a', type: 'text', about: 'the end of the tunnel on the side of a, of the first packet' },
    { name: 'vtep_b', type: 'text', about: 'the end on the side of b, or the group' },
  ],
  tunnels: [
    CAPTURE,
    ...NETWORK_COLUMNS,
    { name: 'a', type: 'text', about: 'one end: the smaller address, or who sends to a group' },
    { name: 'b', type: 'text', about: 'the other end, or the group' },
    { name: 'to_group', type: 'boolean', about: 'whether b is a group' },
    { name: 'port', type: 'int32', about: 'UDP destination port, the first that was seen' },
    ...columns('int64', {
      packets_ab: 'packets from a to b',
      packets_ba: 'packets from b to a',
      octets_ab: 'their octets on the wire',
      octets_ba: 'the same the other way',
      fragmented_ab: 'those of them that came in fragments',
      fragmented_ba: 'the same the other way',
    }),
    ...SPAN,
  ],
  hosts: [
    CAPTURE,
    ...NETWORK_COLUMNS,
    { name: 'mac', type: 'text', about: 'MAC address of the host' },
    { name: 'address', type: 'text', about: 'an address of it, a row each; null where none is known' },
    { name: 'vtep', type: 'text', about: 'the VTEP that it is behind at the end' },
    ...SPAN,
  ],
  fdb_events: [
    CAPTURE,
    ...NETWORK_COLUMNS,
    { name: 'vtep', type: 'text', about: 'whose forwarding table changes' },
    { name: 'mac', type: 'text', about: 'of which station' },
    { name: 'dst', type: 'text', about: 'the VTEP that the entry leads to; null when it goes' },
    { name: 'before', type: 'text', about: 'where it led before' },
    { name: 'event', type: 'text', about: 'learned, moved, told, aged or withdrawn' },
    { name: 'origin', type: 'text', about: 'how the entry came there, as learn --json has it' },
    ...EVENT,
  ],
  neighbour_events: [
    CAPTURE,
    ...NETWORK_COLUMNS,
    { name: 'host', type: 'text', about: 'whose neighbour table changes' },
    { name: 'ip', type: 'text', about: 'the address that it knows now' },
    { name: 'mac', type: 'text', about: 'and the MAC address of it' },
    { name: 'before', type: 'text', about: 'the MAC address before; null for none' },
    { name: 'event', type: 'text', about: 'learned or moved' },
    { name: 'origin', type: 'text', about: 'reply, request, announcement or unicast' },
    ...EVENT,
  ],
  findings: [
    CAPTURE,
    { name: 'finding', type: 'int32', about: 'its number in this capture, from 1 on' },
    { name: 'id', type: 'text', about: 'its kind, as check has it' },
    { name: 'severity', type: 'text', about: 'error, warning or info' },
    { name: 'confidence', type: 'text', about: 'high, medium or low' },
    { name: 'count', type: 'int64', about: 'how many packets, or whatever it says is counted' },
    { name: 'says', type: 'text', about: 'the sentence' },
    { name: 'first_frame', type: 'int64', about: 'the first packet that shows it; null without any' },
  ],
  finding_frames: [
    CAPTURE,
    { name: 'finding', type: 'int32', about: 'the number of the finding in this capture' },
    { name: 'ordinal', type: 'int32', about: 'from 1 on' },
    { name: 'frame', type: 'int64', about: 'a packet that shows it' },
  ],
  packets: [
    CAPTURE,
    { name: 'frame', type: 'uint32', about: 'its number in the capture' },
    { name: 'ts', type: 'time', about: 'when it was captured' },
    { name: 'interface', type: 'int32', about: 'which interface of the capture, from 0 on' },
    { name: 'length', type: 'uint32', about: 'octets on the wire' },
    { name: 'captured', type: 'uint32', about: 'octets in the capture' },
    ...NETWORK_COLUMNS,
    { name: 'depth', type: 'int32', about: 'tunnels that it is in' },
    ...columns('text', {
      outer_src: 'the end that sends the outermost tunnel',
      outer_dst: 'the end that it is for, or the group',
    }),
    ...columns('int32', {
      outer_sport: 'UDP source port of the outermost tunnel',
      outer_dport: 'UDP destination port of it',
      outer_ttl: 'TTL or hop limit around it',
      outer_dscp: 'DSCP around it',
      outer_ecn: 'ECN around it',
    }),
    { name: 'outer_df', type: 'boolean', about: 'whether IPv4 around it must not be fragmented' },
    { name: 'eth_src', type: 'text', about: 'MAC addresses of the innermost frame' },
    { name: 'eth_dst', type: 'text', about: 'the same of whom it is for' },
    { name: 'vlan', type: 'int32', about: 'the innermost VLAN tag of that frame' },
    { name: 'ether_type', type: 'int32', about: 'EtherType of what the frame carries' },
    { name: 'src', type: 'text', about: 'the innermost source address' },
    { name: 'dst', type: 'text', about: 'the innermost destination address' },
    { name: 'ip_length', type: 'uint32', about: 'octets of the innermost IP packet' },
    ...columns('int32', {
      ttl: 'TTL or hop limit of it',
      protocol: 'IP protocol number of what it carries',
      sport: 'source port',
      dport: 'destination port',
      tcp_flags: 'flags, as bits of RFC 9293 §3.1',
    }),
    ...columns('uint32', {
      tcp_seq: 'sequence number',
      tcp_ack: 'acknowledgment number',
      payload: 'octets of data behind TCP or UDP',
    }),
    ...columns('int32', {
      icmp_type: 'type of ICMP or ICMPv6',
      icmp_code: 'its code',
      arp_op: 'operation of ARP',
      bad_checksums: 'headers whose checksum is wrong, those left to a network card among them',
    }),
    { name: 'malformed', type: 'boolean', about: 'whether a header is damaged or cut' },
    { name: 'copy_of', type: 'uint32', about: 'the frame that it is a copy of, from another interface' },
  ],
}

export type TableName =
  | 'captures'
  | 'flows'
  | 'tunnels'
  | 'hosts'
  | 'fdb_events'
  | 'neighbour_events'
  | 'findings'
  | 'finding_frames'
  | 'packets'

/** `captures` first. */
export const TABLE_NAMES: readonly TableName[] = Object.keys(TABLES) as TableName[]

/** The one table that has a row for each packet, and is made only where it is asked for. */
export const PACKETS = 'packets'

export function columnsOf(table: TableName): readonly Column[] {
  return TABLES[table]
}
