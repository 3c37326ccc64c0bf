/** What can be wrong in a network: each fault is a change of its data. */
import type { Words } from '../words/language.js'
import {
  bare,
  type Device,
  type FaultName,
  type Host,
  type Network,
  type Ping,
  type Port,
  type Step,
} from './network.js'
import { bridgedHost } from './networks.js'

export interface Fault {
  readonly title: Words
  readonly change: (network: Network) => Network
}

/** The network with the fault in it. */
export function withFault(network: Network, fault: FaultName | undefined): Network {
  return fault === undefined ? network : FAULTS[fault].change(network)
}

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  'vni-mismatch': {
    title: {
      en: 'the last host uses another VNI: its VTEP drops what arrives, silently',
      zh: '最后一台主机的 VNI 不同：报文被静默丢弃',
    },
    change: (network) => unanswered(changeLast(network, (d) => (d.type === 'vxlan' ? { ...d, id: d.id + 1 } : d))),
  },
  'port-mismatch': {
    title: {
      en: 'the last host uses another UDP port: ICMP port unreachable',
      zh: '最后一台主机的 UDP 端口不同：ICMP 端口不可达',
    },
    change: (network) => unanswered(changeLast(network, otherPort)),
  },
  'remote-down': {
    title: { en: 'the last host’s cable is pulled: nothing returns', zh: '最后一台主机的网线被拔掉：没有任何回应' },
    // Watches the first host: its packets still leave, those of the unplugged host do not.
    change: (network) => ({
      ...unanswered(changeLastHost(network, (h) => ({ ...h, underlay: { ...h.underlay, connected: false } }))),
      watch: network.hosts[0]!.name,
    }),
  },
  'mtu-too-large': {
    title: {
      en: 'the overlay has the underlay’s MTU: a VTEP fragments what is too large, a bridge drops it',
      zh: 'overlay 的 MTU 与底层相同：过大的报文被 VTEP 分片，或被网桥丢弃',
    },
    change: mtuTooLarge,
  },
  'checksum-offload-on': {
    title: {
      en: 'checksums are left to the card: captures show unfinished ones',
      zh: '校验和交给网卡计算：抓包看到未完成的校验和',
    },
    change: (network) => {
      const pings = network.traffic.filter((step) => step.do === 'ping')
      return { ...offload(network, true), traffic: [...pings, ...pings.map(datagramBeside)] }
    },
  },
  'checksum-offload-off': {
    title: { en: 'the kernel computes every checksum', zh: '所有校验和由内核计算' },
    change: (network) => offload(network, false),
  },
  'mac-move': {
    title: {
      en: 'a container moves to a third host, with its MAC and IP address',
      zh: '容器带着 MAC 和 IP 迁移到第三台主机',
    },
    change: macMove,
  },
  'route-filter': {
    title: {
      en: 'a filter of the last leaf withdraws its route for floods (type 3)',
      zh: '最后一台叶子交换机的过滤器撤销了它的泛洪路由（类型 3）',
    },
    change: withoutFloods,
  },
  'target-mismatch': {
    title: {
      en: 'the last leaf tells its hosts with another route target: nobody takes them',
      zh: '最后一台叶子交换机用另一个路由目标通告主机：无人导入',
    },
    change: otherTarget,
  },
  'reflector-down': {
    title: {
      en: 'the route reflector ends: all that it told is withdrawn',
      zh: '路由反射器停止：它通告过的一切都被撤销',
    },
    change: (network) =>
      inTheMidst(network, { do: 'stop', host: network.hosts.find(({ bgp }) => bgp?.reflects)!.name }, false),
  },
  'gre-key-mismatch': {
    title: {
      en: 'the last host expects another key than the first one sends',
      zh: '最后一台主机期望的密钥与第一台发送的不同',
    },
    change: (network) =>
      unanswered(
        changeLast(network, (d) => (d.type === 'gre' || d.type === 'gretap' ? { ...d, inputKey: 0x333333 } : d)),
      ),
  },
}

const TARGET = '65010:99'

/** Another route target than the first leaf's for the hosts of the last one. */
function otherTarget(network: Network): Network {
  return unanswered(
    changeLastHost(network, (h) => {
      const devices = h.devices.flatMap((d) => (d.type === 'vxlan' && !d.routes ? [{ vni: d.id, target: TARGET }] : []))
      return { ...h, bgp: { ...h.bgp!, targets: devices } }
    }),
    ({ bridge }) => network.hosts.at(-1)!.devices.some((d) => d.type === 'vxlan' && !d.routes && d.master === bridge),
  )
}

/** The first ping, something that is done, and pings of which is known whether they are answered then. */
function inTheMidst(network: Network, does: Step, isAnswered: boolean): Network {
  const pings = network.traffic.filter((step) => step.do === 'ping')
  const [first] = pings
  const waits = network.traffic.filter((step) => step.do === 'wait')
  return { ...network, traffic: [first!, does, ...waits, { ...first!, answered: isAnswered }] }
}

/** A filter of the last leaf passes stations, and not that it wants floods. */
function withoutFloods(network: Network): Network {
  const { name, bgp } = network.hosts.at(-1)!
  const lines = [
    'route-map STATIONS deny 10',
    'match evpn route-type multicast',
    'route-map STATIONS permit 20',
    `router bgp ${bgp!.as}`,
    'address-family l2vpn evpn',
    ...bgp!.peers.map((peer) => `neighbor ${peer} route-map STATIONS out`),
  ]
  return inTheMidst(network, { do: 'configure', host: name, lines }, true)
}

function changeLastHost(network: Network, change: (host: Host) => Host): Network {
  return { ...network, hosts: network.hosts.map((h, i) => (i === network.hosts.length - 1 ? change(h) : h)) }
}

function changeLast(network: Network, change: (device: Device) => Device): Network {
  return changeLastHost(network, (h) => ({ ...h, devices: h.devices.map(change) }))
}

function otherPort(d: Device): Device {
  if (d.type === 'vxlan') return { ...d, port: d.port === 4789 ? 8472 : 4789 }
  return d.type === 'flannel-udp' ? { ...d, port: d.port + 1 } : d
}

/** Pings to or from the last host expect no answer. The waits go: they are for what the kernel does after an answer. */
function unanswered(network: Network, isCutOff: (port: Port) => boolean = () => true): Network {
  const last = onLastHost(network, isCutOff)
  const traffic = network.traffic
    .filter((step) => step.do !== 'wait')
    .map(
      (step): Step =>
        step.do === 'ping' && (last.has(step.to) || last.has(step.from)) ? { ...step, answered: false } : step,
    )
  return { ...network, traffic }
}

/** The names and overlay addresses of the last host and the containers on it whose ports are cut off. */
function onLastHost(network: Network, isCutOff: (port: Port) => boolean): ReadonlySet<string> {
  const host = network.hosts.at(-1)!
  const found = new Set([host.name])
  const addresses = host.devices.flatMap((d) => ('addresses' in d ? d.addresses : []))
  for (const { name, port } of network.containers) {
    if (port?.host !== host.name || !isCutOff(port)) continue
    found.add(name)
    addresses.push(port.address)
  }
  for (const address of addresses) found.add(bare(address))
  return found
}

function offload(network: Network, on: boolean): Network {
  return {
    ...network,
    hosts: network.hosts.map((h) => ({ ...h, underlay: { ...h.underlay, checksumOffload: on } })),
  }
}

/** A UDP datagram between the same two ends as a ping: its inner checksum is left to the card too, a ping's is not. */
function datagramBeside({ from, to }: Ping): Step {
  return { do: 'send', from, to, port: 9 }
}

/** Octets of ICMP data that make an IPv4 packet of 1500. */
const FULL_SIZE = 1500 - 20 - 8

/**
 * Gives VTEPs that have addresses the MTU of the underlay, so that they fragment. Linux allows that MTU only to a VXLAN
 * device that is not bound to another device. In a bridged network the containers get it, and the VXLAN port drops what
 * is too large.
 */
function mtuTooLarge(network: Network): Network {
  const bridged = network.containers.length > 0
  const grow = (d: Device): Device => {
    if (d.type !== 'vxlan') return d
    const { dev: _, ...unbound } = d
    return { ...unbound, mtu: 1500 }
  }
  const [first] = network.traffic.filter((step) => step.do === 'ping')
  const large: Ping = { ...first!, count: 2, size: FULL_SIZE, fragments: !bridged, answered: !bridged }
  return {
    ...network,
    hosts: bridged ? network.hosts : network.hosts.map((h) => ({ ...h, devices: h.devices.map(grow) })),
    containers: network.containers.map((c) => (c.port === undefined ? c : { ...c, port: { ...c.port, mtu: 1500 } })),
    traffic: [...network.traffic.filter((step) => step.do !== 'wait'), large],
  }
}

/** Adds a third host. The last container moves there; its packets go to its old place until it has sent something. */
function macMove(network: Network): Network {
  const { name, port } = network.containers.at(-1)!
  const other = network.containers[0]!
  const there: Ping = { do: 'ping', from: other.name, to: bare(port!.address), count: 2, answered: true }
  const back: Ping = { do: 'ping', from: name, to: bare(other.port!.address), count: 1, answered: true }
  return {
    ...network,
    hosts: [...network.hosts, bridgedHost('n3', '10.65.132.189/24', '86:45:5c:56:49:42')],
    traffic: [
      there,
      { do: 'move', container: name, to: 'n3' },
      {
        do: 'wait',
        seconds: 1,
        why: {
          en: 'what goes to the old place now was not under way when the container was last heard there',
          zh: '此后发往原处的报文，不会是容器在原处最后发言时已在途中的',
        },
      },
      { ...there, answered: false },
      back,
      there,
    ],
    watch: network.hosts[0]!.name,
  }
}
