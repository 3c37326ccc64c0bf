/** The numbers that a live capture is watched by: what each is called, what it counts and what its labels are. */

export interface Family {
  readonly name: string
  readonly help: string
  /** A gauge goes up and down. */
  readonly type: 'counter' | 'gauge'
  readonly labels: readonly string[]
  /** What stands in place of the labels from `shared` on for all series that found no place. */
  readonly shared: number
}

/** Stands in a label for everything that has no series of its own. */
export const OTHER = 'other'

const PER_NETWORK = ['tunnel', 'vni'] as const
const PER_TUNNEL = [...PER_NETWORK, 'local', 'remote', 'direction'] as const

function counter(name: string, help: string, labels: readonly string[] = [], shared = 0): Family {
  return { name: `vxsniff_${name}_total`, help, type: 'counter', labels, shared }
}

function gauge(name: string, help: string, labels: readonly string[]): Family {
  return { name: `vxsniff_${name}`, help, type: 'gauge', labels, shared: 0 }
}

export type FamilyName =
  | 'networkPackets'
  | 'networkOctets'
  | 'tunnelPackets'
  | 'tunnelOctets'
  | 'arpRequests'
  | 'arpUnanswered'
  | 'floodPackets'
  | 'checksumErrors'
  | 'macMoves'
  | 'sequenceMissing'
  | 'outerFragments'
  | 'leftOut'
  | 'received'
  | 'dropped'
  | 'findings'
  | 'build'

/** In the order in which they are written. No label is a MAC address or an address inside a tunnel. */
export const FAMILIES: Readonly<Record<FamilyName, Family>> = {
  networkPackets: counter('network_packets', 'Packets in a network.', PER_NETWORK),
  networkOctets: counter('network_octets', 'Octets of those packets on the wire.', PER_NETWORK),
  tunnelPackets: counter(
    'tunnel_packets',
    'Packets of a network between two tunnel ends; local is this machine where it is one of them.',
    PER_TUNNEL,
    PER_NETWORK.length,
  ),
  tunnelOctets: counter('tunnel_octets', 'Octets of those packets on the wire.', PER_TUNNEL, PER_NETWORK.length),
  arpRequests: counter(
    'arp_requests',
    'ARP requests and neighbour solicitations that tunnel ends have flooded.',
    PER_NETWORK,
  ),
  arpUnanswered: counter('arp_unanswered', 'ARP requests and solicitations that nobody answered.', PER_NETWORK),
  floodPackets: counter('flood_packets', 'Packets that a tunnel end has sent to all others.', PER_NETWORK),
  checksumErrors: counter('checksum_errors', 'Checksums that a receiver would not take, by header.', [
    ...PER_NETWORK,
    'layer',
  ]),
  macMoves: counter('mac_moves', 'Stations that went to another tunnel end.', PER_NETWORK),
  sequenceMissing: counter('gre_sequence_missing', 'Numbers of GRE packets that have not come.'),
  outerFragments: counter('outer_fragments', 'Tunnel packets that came in fragments.'),
  leftOut: counter('left_out', 'What found no room in the tables: where it grows, other numbers are too small.', [
    'table',
  ]),
  received: counter('capture_received', 'Packets that came to the capture, those that were lost included.', [
    'interface',
  ]),
  dropped: counter('capture_dropped', 'Packets that came and were lost, since they were not read in time.', [
    'interface',
  ]),
  findings: gauge('findings', 'What check finds, by its kind.', ['id', 'severity']),
  build: gauge('build_info', 'The version that runs.', ['version']),
}

/** A number of a family, for values of its labels. */
export interface Sample {
  readonly family: FamilyName
  readonly labels: readonly string[]
  readonly value: number
}
