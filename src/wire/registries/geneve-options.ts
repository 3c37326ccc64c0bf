/**
 * What Geneve's options are called. Classes: IANA "Geneve Option Class" (https://www.iana.org/assignments/nvo3). Types belong to
 * whoever has the class; here are those that their owners, or Wireshark, document.
 */

/** First and last class of an assignment, and whose it is. */
const CLASSES: ReadonlyArray<readonly [number, number, string]> = [
  [0x0000, 0x00ff, 'Standard'],
  [0x0100, 0x0100, 'Linux'],
  [0x0101, 0x0101, 'Open vSwitch'],
  [0x0102, 0x0102, 'Open Virtual Networking'],
  [0x0103, 0x0103, 'In-band Network Telemetry'],
  [0x0104, 0x0104, 'VMware'],
  [0x0105, 0x0105, 'Amazon'],
  [0x0106, 0x0106, 'Cisco'],
  [0x0107, 0x0107, 'Oracle'],
  [0x0108, 0x0110, 'Amazon'],
  [0x0111, 0x0118, 'IBM'],
  [0x0119, 0x0128, 'Ericsson'],
  [0x0129, 0x0129, 'Oxide Computer Company'],
  [0x0130, 0x0131, 'Cisco'],
  [0x0132, 0x0135, 'Google'],
  [0x0136, 0x0136, 'InfoQuick Global Connection'],
  [0x0137, 0x0140, 'Alibaba'],
  [0x0141, 0x0144, 'Palo Alto Networks'],
  [0x0145, 0x0149, 'Huawei'],
  [0x014a, 0x014a, 'EMnify'],
  [0x014b, 0x014b, 'Cilium'],
  [0x014c, 0x014c, 'Corelight'],
  [0x014d, 0x014d, '1NCE'],
  [0x014e, 0x0157, 'China Telecom Cloud'],
  [0x0158, 0x0161, 'Volcengine'],
  [0x0162, 0x0162, 'nat64.net'],
  [0x0163, 0x0163, 'Multi Segment SD-WAN'],
  [0x0164, 0x0164, 'cPacket Networks'],
  [0x0165, 0x0167, 'Tencent'],
  [0x0168, 0x0168, 'ExtraHop Networks'],
  [0x0169, 0x0169, 'Soosan INT'],
  [0x016a, 0x016c, 'Spacelink'],
  [0x016d, 0x016d, '617A Corporation'],
  [0x016e, 0x016e, 'Zscaler'],
  [0x016f, 0x0170, '7Generation'],
  [0xfff0, 0xffff, 'Experimental'],
]

export const OPTION_CLASS_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  CLASSES.flatMap(([first, last, name]) =>
    Array.from({ length: last - first + 1 }, (_, n): [number, string] => [first + n, name]),
  ),
)

/** The types of one class. */
interface OptionTypes {
  readonly optionClass: number
  /** By type, the bit of critical options included. */
  readonly names: Readonly<Record<number, string>>
  readonly source: string
}

export const OVN: OptionTypes = {
  optionClass: 0x0102,
  names: { 0x80: 'OVN logical ports' },
  source: 'ovn-architecture(7), Tunnel Encapsulations',
}

export const GWLB: OptionTypes = {
  optionClass: 0x0108,
  names: { 1: 'GWLB endpoint ID', 2: 'GWLB attachment ID', 3: 'GWLB flow cookie' },
  source: 'AWS, Integrate your custom logic or appliance with AWS Gateway Load Balancer',
}

const OXIDE: OptionTypes = {
  optionClass: 0x0129,
  names: { 0: 'Oxide external packet', 1: 'Oxide multicast', 2: 'Oxide original MSS' },
  source: 'Oxide OPTE, Geneve option types of the VPC data plane',
}

export const GCP: OptionTypes = {
  optionClass: 0x0132,
  names: { 1: 'GCP Virtual Network ID', 2: 'GCP Endpoint ID', 3: 'GCP Profile ID' },
  source: 'Wireshark 4.0, packet-geneve.c',
}

export const CILIUM: OptionTypes = {
  optionClass: 0x014b,
  names: { 0x81: 'Cilium DSR service' },
  source: 'Cilium, bpf/lib/tunnel.h',
}

/** Every class whose types have names. */
export const OPTION_TYPES: readonly OptionTypes[] = [OVN, GWLB, OXIDE, GCP, CILIUM]
