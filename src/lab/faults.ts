/** What can be wrong in a network: each fault is a change of its data. */
import type { Device, FaultName, Host, Network, Step, Words } from './network.js'
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
    change: (network) =>
      unanswered(changeLastHost(network, (h) => ({ ...h, underlay: { ...h.underlay, connected: false } }))),
  },
  'mtu-too-large': {
    title: {
      en: 'the overlay has the underlay’s MTU: large packets are fragmented outside, or vanish on a bridge',
      zh: 'overlay 的 MTU 与底层相同：大报文在外层被分片，或在网桥上消失',
    },
    change: mtuTooLarge,
  },
  'checksum-offload-on': {
    title: {
      en: 'checksums are left to the card: captures show unfinished ones',
      zh: '校验和交给网卡计算：抓包看到未完成的校验和',
    },
    change: (network) => ({
      ...offload(network, true),
      traffic: [...network.traffic, ...sends(network)],
    }),
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

/** Pings that would reach the last host, or come from it, get no answer; nothing has to be waited for. */
function unanswered(network: Network): Network {
  const last = onLastHost(network)
  const traffic = network.traffic
    .filter((step) => step.do !== 'wait')
    .map(
      (step): Step =>
        step.do === 'ping' && (last.has(step.to) || last.has(step.from)) ? { ...step, answered: false } : step,
    )
  return { ...network, traffic }
}

/** The names and overlay addresses of the last host and the containers on it. */
function onLastHost(network: Network): ReadonlySet<string> {
  const host = network.hosts.at(-1)!
  const found = new Set([host.name])
  const addresses = host.devices.flatMap((d) => ('addresses' in d ? d.addresses : []))
  for (const { name, port } of network.containers) {
    if (port?.host !== host.name) continue
    found.add(name)
    addresses.push(port.address)
  }
  for (const address of addresses) found.add(address.replace(/\/.*/, ''))
  return found
}

function offload(network: Network, on: boolean): Network {
  return {
    ...network,
    hosts: network.hosts.map((h) => ({ ...h, underlay: { ...h.underlay, checksumOffload: on } })),
  }
}

/** A datagram beside every ping: its inner checksum is unfinished too. */
function sends(network: Network): readonly Step[] {
  return network.traffic.flatMap((step): Step[] =>
    step.do === 'ping' ? [{ do: 'send', from: step.from, to: step.to, port: 9 }] : [],
  )
}

/** Octets of ICMP data that make an IPv4 packet of 1500. */
const FULL_SIZE = 1500 - 20 - 8

/**
 * VTEPs with addresses get the MTU of the underlay, which Linux allows only to those that are not bound to a device: it
 * fragments then. Containers get it on their side of the cable: the bridge drops what its VXLAN port cannot take.
 */
function mtuTooLarge(network: Network): Network {
  const bridged = network.containers.length > 0
  const grow = (d: Device): Device => {
    if (d.type !== 'vxlan') return d
    const { dev: _, ...unbound } = d
    return { ...unbound, mtu: 1500 }
  }
  const first = network.traffic.find((step) => step.do === 'ping')!
  return {
    ...network,
    hosts: bridged ? network.hosts : network.hosts.map((h) => ({ ...h, devices: h.devices.map(grow) })),
    containers: network.containers.map((c) => (c.port === undefined ? c : { ...c, port: { ...c.port, mtu: 1500 } })),
    traffic: [
      ...network.traffic.filter((step) => step.do !== 'wait'),
      { ...first, count: 2, size: FULL_SIZE, answered: !bridged },
    ],
  }
}

/** A third host; the last container moves there, announces itself, and is asked again. */
function macMove(network: Network): Network {
  const { name } = network.containers.at(-1)!
  const first = network.traffic.find((step) => step.do === 'ping')!
  return {
    ...network,
    hosts: [...network.hosts, bridgedHost('n3', '10.65.132.189/24', '86:45:5c:56:49:42')],
    containers: network.containers.map((c) => (c.name === name ? { ...c, announces: true } : c)),
    traffic: [...network.traffic, { do: 'move', container: name, to: 'n3' }, first],
  }
}
