/** The networks of the workshop, with the addresses of the tutorials that they come from. */
import {
  ALL_ZEROS,
  type Bridge,
  bare,
  type Container,
  type Device,
  type FaultName,
  type Gre,
  type Host,
  type Network,
  type Ping,
  type Port,
  type Vxlan,
  type Wait,
} from './network.js'

/** An ARP entry that is used is confirmed 5 s later by a unicast request (delay_first_probe_time). */
const REFRESH: Wait = {
  do: 'wait',
  seconds: 5.5,
  why: {
    en: '5 s after an ARP entry was used Linux asks again, unicast, whether it still holds',
    zh: 'ARP 表项被使用 5 秒后，Linux 会用单播 ARP 请求再确认一次',
  },
}

/** The faults of two VTEPs that name each other. */
const PAIR_FAULTS: readonly FaultName[] = ['vni-mismatch', 'port-mismatch', 'remote-down']

/** 52:54:00 and a number from the address. */
function underlayMac(address: string): string {
  const n = Number(bare(address).split(/[.:]/).at(-1))
  const hex = (octet: number): string => octet.toString(16).padStart(2, '0')
  return `52:54:00:00:${hex(n >> 8)}:${hex(n & 0xff)}`
}

function host(name: string, device: string, address: string, devices: readonly Device[], more?: Partial<Host>): Host {
  return {
    name,
    underlay: { device, address, mac: underlayMac(address), checksumOffload: false, connected: true },
    devices,
    routes: [],
    neighbours: [],
    fdb: [],
    forwards: false,
    ...more,
  }
}

function offloading(h: Host): Host {
  return { ...h, underlay: { ...h.underlay, checksumOffload: true } }
}

function vxlan(
  name: string,
  mac: string,
  o: Omit<Vxlan, 'type' | 'name' | 'mac' | 'addresses' | 'flags'> & Partial<Vxlan>,
) {
  return { type: 'vxlan', name, mac, addresses: [], flags: [], ...o } satisfies Vxlan
}

function bridge(name: string, ...addresses: readonly string[]): Bridge {
  return { type: 'bridge', name, addresses }
}

function container(name: string, port: Omit<Port, 'mtu'> & Partial<Port>, more?: Partial<Container>): Container {
  return { name, port: { ...port, mtu: 1450 }, routes: [], ...more }
}

function ping(from: string, to: string, count: number, more?: Partial<Ping>): Ping {
  return { do: 'ping', from, to, count, answered: true, ...more }
}

/** Two hosts with a VTEP each that names the other. */
function pair(
  a: { name: string; underlay: string; mac: string; overlay: readonly string[] },
  b: { name: string; underlay: string; mac: string; overlay: readonly string[] },
  dev: string,
  o: { device: string; id: number } & Partial<Vxlan>,
): readonly [Host, Host] {
  const { device, ...options } = o
  const one = (me: typeof a, other: typeof a): Host =>
    host(me.name, dev, me.underlay, [
      vxlan(device, me.mac, {
        port: 4789,
        local: bare(me.underlay),
        to: { remote: bare(other.underlay) },
        dev,
        addresses: me.overlay,
        ...options,
      }),
    ])
  return [one(a, b), one(b, a)]
}

const N1 = { name: 'n1', underlay: '10.65.132.187/24', mac: 'c2:a1:4e:56:7d:eb', overlay: ['172.17.1.2/24'] }
const N2 = { name: 'n2', underlay: '10.65.132.188/24', mac: '3a:84:39:cc:05:93', overlay: ['172.17.1.3/24'] }
const VM1 = { name: 'vm1', underlay: '172.31.0.106/24', mac: '02:00:0a:00:00:6a', overlay: ['10.0.0.106/24'] }
const VM2 = { name: 'vm2', underlay: '172.31.0.107/24', mac: '02:00:0a:00:00:6b', overlay: ['10.0.0.107/24'] }
const HOST250 = { name: 'host250', underlay: '10.0.0.250/24', mac: '02:00:ac:12:01:02', overlay: ['172.18.1.2/24'] }
const HOST251 = { name: 'host251', underlay: '10.0.0.251/24', mac: '02:00:ac:12:01:03', overlay: ['172.18.1.3/24'] }

const p2p: Network = {
  name: 'p2p',
  title: { en: 'two VTEPs that name each other, VNI 42', zh: '点对点：两个 VTEP 互指对端，VNI 42' },
  teaches: {
    en:
      'The simplest VXLAN: each side knows one remote, so even a broadcast leaves as unicast. The first ARP request teaches ' +
      'the other VTEP where the asker lives, the reply teaches the way back; five seconds later Linux checks the entry.',
    zh:
      '最简单的 VXLAN：两端各自配置唯一的 remote，连广播帧也封装成单播发出。第一个 ARP 请求让对端 VTEP 学到请求者的位置，' +
      '应答让本端学到返回的路；5 秒后 Linux 再用单播 ARP 确认。',
  },
  hosts: pair(N1, N2, 'ens18', { device: 'vxlan0', id: 42 }),
  containers: [],
  traffic: [ping('n1', '172.17.1.3', 3), REFRESH],
  watch: 'n2',
  faults: [...PAIR_FAULTS, 'mtu-too-large', 'checksum-offload-on'],
}

const p2pVni1: Network = {
  name: 'p2p-vni1',
  title: { en: 'two VTEPs that name each other, VNI 1', zh: '点对点：两个 VTEP 互指对端，VNI 1' },
  teaches: {
    en: 'The same as p2p without a `local` address: the kernel takes that of the route to the remote.',
    zh: '与 p2p 相同，但不写 local：内核用通往 remote 的路由的源地址。',
  },
  hosts: pair(VM1, VM2, 'eth0', { device: 'vxlan1', id: 1 }).map(withoutLocal),
  containers: [],
  traffic: [ping('vm1', '10.0.0.107', 3), REFRESH],
  watch: 'vm1',
  faults: [...PAIR_FAULTS, 'mtu-too-large', 'checksum-offload-on'],
}

function withoutLocal(h: Host): Host {
  return {
    ...h,
    devices: h.devices.map((d) => {
      if (d.type !== 'vxlan') return d
      const { local: _, ...rest } = d
      return rest
    }),
  }
}

const GROUP_OF_TWO = { id: 42, port: 4789, to: { group: '224.1.1.1' }, dev: 'ens18' }

const multicast: Network = {
  name: 'multicast',
  title: { en: 'flood and learn in the group 224.1.1.1, VNI 42', zh: '多播：在组 224.1.1.1 中泛洪学习，VNI 42' },
  teaches: {
    en:
      'Nobody is configured as the remote. What has no known receiver goes to the group, which every VTEP of the VNI joins ' +
      'by IGMP; the answer is unicast already. A second ping needs neither ARP nor the group.',
    zh:
      '没有配置 remote。未知目的的帧发往多播组，同一 VNI 的 VTEP 都用 IGMP 加入该组；应答已经是单播。' +
      '第二次 ping 不再需要 ARP，也不再用多播组。',
  },
  hosts: [
    host('n1', 'ens18', '10.65.132.187/24', [
      vxlan('vxlan0', '4e:92:72:79:59:ed', {
        ...GROUP_OF_TWO,
        local: '10.65.132.187',
        addresses: ['172.17.1.2/24'],
      }),
    ]),
    host('n2', 'ens18', '10.65.132.188/24', [
      vxlan('vxlan0', 'ba:d8:43:67:8d:fb', {
        ...GROUP_OF_TWO,
        local: '10.65.132.188',
        addresses: ['172.17.1.3/24'],
      }),
    ]),
  ],
  containers: [],
  traffic: [ping('n1', '172.17.1.3', 1), REFRESH, ping('n1', '172.17.1.3', 1)],
  watch: 'n2',
  faults: PAIR_FAULTS,
}

const multicast3: Network = {
  name: 'multicast-3nodes',
  title: { en: 'flood and learn with three VTEPs in 239.1.1.1', zh: '多播：三个 VTEP 在组 239.1.1.1 中泛洪学习' },
  teaches: {
    en: 'The third VTEP hears what the other two ask through the group, learns from it, and sees none of their answers.',
    zh: '第三个 VTEP 也听到另外两个发往多播组的询问并从中学习，却看不到它们之间的单播应答。',
  },
  hosts: [1, 2, 3].map((i) =>
    host(`node${i}`, 'enp0s8', `192.168.8.10${i - 1}/24`, [
      vxlan('vxlan0', `02:00:0a:14:01:0${i + 1}`, {
        id: 42,
        port: 4789,
        to: { group: '239.1.1.1' },
        dev: 'enp0s8',
        addresses: [`10.20.1.${i + 1}/24`],
      }),
    ]),
  ),
  containers: [],
  traffic: [ping('node1', '10.20.1.3', 1), ping('node1', '10.20.1.4', 1), ping('node2', '10.20.1.4', 1)],
  watch: 'node1',
  faults: PAIR_FAULTS,
}

/** A host of 10.65.132.0/24 whose VTEP is a port of bridge0. */
export function bridgedHost(name: string, address: string, mac: string): Host {
  return host(name, 'ens18', address, [
    bridge('bridge0'),
    vxlan('vxlan0', mac, { ...GROUP_OF_TWO, local: bare(address), master: 'bridge0' }),
  ])
}

const multicastBridge: Network = {
  name: 'multicast-bridge',
  title: { en: 'containers on a bridge, VTEPs in 224.1.1.1', zh: '多播 + 网桥：容器接在网桥上' },
  teaches: {
    en:
      'The VTEP is a port of a bridge; the MAC addresses inside are the containers’. Two tables learn: the bridge which port, ' +
      'the VTEP which remote.',
    zh: 'VTEP 是网桥的一个端口，内层 MAC 是容器的。两张表各自学习：网桥学端口，VTEP 学远端地址。',
  },
  hosts: [
    bridgedHost('n1', '10.65.132.187/24', '4e:92:72:79:59:ed'),
    bridgedHost('n2', '10.65.132.188/24', 'ba:d8:43:67:8d:fb'),
  ],
  containers: [
    container('net1', {
      host: 'n1',
      bridge: 'bridge0',
      device: 'veth0',
      mac: '02:fd:f9:7f:61:a2',
      address: '172.19.1.2/24',
    }),
    container('net3', {
      host: 'n2',
      bridge: 'bridge0',
      device: 'veth0',
      mac: '02:fd:f9:7f:61:a7',
      address: '172.19.1.3/24',
    }),
  ],
  traffic: [ping('net1', '172.19.1.3', 2)],
  watch: 'n2',
  faults: [...PAIR_FAULTS, 'mac-move'],
}

const VNI_40 = { device: 'vxlan0', id: 40 }
const [PLAIN_250, PLAIN_251] = pair(HOST250, HOST251, 'eth0', VNI_40)

const vrf: Network = {
  name: 'vrf',
  title: { en: 'a tunnel with a routing table of its own, VNI 40', zh: 'VRF：隧道使用独立路由表，VNI 40' },
  teaches: {
    en:
      'vxlan0 belongs to a VRF with table 10: only who asks for it (`ping -I vxlan0`) goes through the tunnel. A default route ' +
      'in that table then reaches any address behind the other end. Checksums are left to the card, so captures show seeds.',
    zh:
      'vxlan0 属于 table 10 的 VRF：只有绑定它的应用（ping -I vxlan0）才走隧道。在该表中加默认路由后，可到达对端之后的任意地址。' +
      '校验和由网卡补算，所以抓包看到的是未完成的校验和。',
  },
  hosts: [
    { ...PLAIN_250, routes: [{ to: 'default', dev: 'vxlan0', table: 10 }] },
    {
      ...PLAIN_251,
      devices: PLAIN_251.devices.map((d) => ({ ...d, addresses: [...HOST251.overlay, '192.168.0.10/24'] })),
    },
  ].map((h) =>
    offloading({
      ...h,
      devices: [
        { type: 'vrf', name: 'vrf0', table: 10 },
        ...h.devices.map((d): Device => ({ ...d, master: 'vrf0' }) as Vxlan),
      ],
    }),
  ),
  containers: [],
  traffic: [
    ping('host250', '172.18.1.3', 3, { device: 'vxlan0' }),
    ping('host250', '192.168.0.10', 1, { device: 'vxlan0' }),
  ],
  watch: 'host250',
  faults: [...PAIR_FAULTS, 'checksum-offload-off'],
}

const netns: Network = {
  name: 'netns',
  title: { en: 'vxlan0 moved into a container’s namespace, VNI 40', zh: '网络命名空间：把 vxlan0 移入容器，VNI 40' },
  teaches: {
    en:
      'A VXLAN device can live in another namespace than its UDP socket: it is made on the host and moved. The container has ' +
      'nothing but lo and vxlan0; the encapsulated packets still leave by the host’s eth0.',
    zh: 'VXLAN 设备可以和它的 UDP 套接字处在不同的命名空间：先在主机上创建再移入容器。容器里只有 lo 和 vxlan0，封装后的包仍从主机的 eth0 发出。',
  },
  hosts: [
    {
      ...PLAIN_250,
      devices: PLAIN_250.devices.map((d): Device => ({ ...d, movedTo: 'client' }) as Vxlan),
    },
    PLAIN_251,
  ],
  containers: [{ name: 'client', routes: [{ to: 'default', dev: 'vxlan0' }] }],
  traffic: [ping('client', '172.18.1.3', 3)],
  watch: 'host250',
  faults: PAIR_FAULTS,
}

/** A host of 172.31.0.0/24 whose VTEP is a port of Docker's bridge. */
function dockerHost(me: typeof VM1, other: typeof VM1, bridgeName: string, mac: string): Host {
  return host(me.name, 'eth0', me.underlay, [
    bridge(bridgeName),
    vxlan('vxlan_docker', mac, {
      id: 200,
      port: 4789,
      to: { remote: bare(other.underlay) },
      dev: 'eth0',
      master: bridgeName,
    }),
  ])
}

const dockerBridge: Network = {
  name: 'docker-bridge',
  title: { en: 'containers of two hosts in one Docker network, VNI 200', zh: 'Docker 网桥：跨主机容器互通，VNI 200' },
  teaches: {
    en: 'A VXLAN device as a port of the bridge that Docker made joins 172.18.0.0/16 of two hosts. Containers keep 50 octets free.',
    zh: '把 VXLAN 设备接到 Docker 创建的网桥上，两台主机的 172.18.0.0/16 连成一个二层网络。容器的 MTU 要留出 50 字节。',
  },
  hosts: [
    dockerHost(VM1, VM2, 'br-3231f89d69f6', '02:00:ac:1f:00:6a'),
    dockerHost(VM2, VM1, 'br-f4b35af34313', '02:00:ac:1f:00:6b'),
  ],
  containers: [
    container('c1', {
      host: 'vm1',
      bridge: 'br-3231f89d69f6',
      device: 'eth0',
      mac: '02:42:ac:12:00:02',
      address: '172.18.0.2/16',
    }),
    container('c2', {
      host: 'vm2',
      bridge: 'br-f4b35af34313',
      device: 'eth0',
      mac: '02:42:ac:12:00:03',
      address: '172.18.0.3/16',
    }),
  ],
  traffic: [ping('c1', '172.18.0.3', 2)],
  watch: 'vm1',
  faults: [...PAIR_FAULTS, 'mtu-too-large'],
}

/** Where the MAC addresses of the static networks live. */
const STATIC = [
  { host: 'node1', container: 'c1', vtep: '192.168.8.100', address: '10.20.1.2', mac: '02:00:0a:14:01:02' },
  { host: 'node2', container: 'c2', vtep: '192.168.8.101', address: '10.20.1.4', mac: '52:5e:55:58:9a:ab' },
  { host: 'node3', container: 'c3', vtep: '192.168.8.102', address: '10.20.1.3', mac: 'd6:d9:cd:0a:a4:28' },
] as const
type StaticNode = (typeof STATIC)[number]

/** The entries for all other nodes: unknown MACs are sent to each node, a known MAC to its own node alone. */
function staticFdb(me: StaticNode): Host['fdb'] {
  return STATIC.filter((other) => other !== me).flatMap((other) => [
    { mac: ALL_ZEROS, dev: 'vxlan0', vtep: other.vtep },
    { mac: other.mac, dev: 'vxlan0', vtep: other.vtep },
  ])
}

const staticNetwork: Network = {
  name: 'static-fdb',
  title: { en: 'no learning: FDB entries by hand, head-end replication', zh: '手动维护 FDB：关闭学习，头端复制' },
  teaches: {
    en:
      'With `nolearning` the table is written by hand. Two entries of zeros make an unknown frame leave twice, once to each ' +
      'VTEP (head-end replication); with the MAC of the receiver known the rest is unicast.',
    zh: '加 nolearning 后转发表由人维护。两条全零表项使未知帧各复制一份发往每个 VTEP（头端复制）；已知 MAC 的帧只单播。',
  },
  hosts: STATIC.map((me) =>
    host(
      me.host,
      'enp0s8',
      `${me.vtep}/24`,
      [
        vxlan('vxlan0', me.mac, {
          id: 42,
          port: 4789,
          dev: 'enp0s8',
          flags: ['nolearning'],
          addresses: [`${me.address}/24`],
        }),
      ],
      { fdb: staticFdb(me) },
    ),
  ),
  containers: [],
  traffic: [ping('node1', '10.20.1.3', 1), ping('node1', '10.20.1.4', 1)],
  watch: 'node1',
  faults: PAIR_FAULTS,
}

const arpProxy: Network = {
  name: 'arp-proxy',
  title: { en: 'the VTEP answers ARP itself', zh: 'ARP 代理：VTEP 直接应答 ARP' },
  teaches: {
    en:
      'With `proxy` and an ARP table by hand the VTEP answers its containers’ questions, and no ARP crosses the underlay. A ' +
      'question that it cannot answer is dropped, not flooded: the last ping gets no answer.',
    zh: '加 proxy 并手动写入 ARP 表后，VTEP 直接应答本机容器的 ARP，底层网络上看不到 ARP。表中没有的地址，请求会被丢弃而不是泛洪：最后一次 ping 没有回应。',
  },
  hosts: STATIC.map((me, i) =>
    host(
      me.host,
      'enp0s8',
      `${me.vtep}/24`,
      [
        bridge('br0'),
        vxlan('vxlan0', `02:00:c0:a8:08:0${i}`, {
          id: 42,
          port: 4789,
          dev: 'enp0s8',
          flags: ['nolearning', 'proxy'],
          master: 'br0',
        }),
      ],
      {
        fdb: staticFdb(me),
        neighbours: STATIC.filter((other) => other !== me).map((other) => ({
          address: other.address,
          mac: other.mac,
          dev: 'vxlan0',
        })),
      },
    ),
  ),
  containers: STATIC.map((me) =>
    container(me.container, {
      host: me.host,
      bridge: 'br0',
      device: 'eth0',
      mac: me.mac,
      address: `${me.address}/24`,
    }),
  ),
  traffic: [ping('c1', '10.20.1.3', 2), ping('c1', '10.20.1.4', 2), ping('c1', '10.20.1.77', 1, { answered: false })],
  watch: 'node1',
  faults: PAIR_FAULTS,
}

const FLANNEL = [
  { vtep: '10.168.0.2', mac: '5e:f8:4f:00:e3:36' },
  { vtep: '10.168.0.3', mac: '5e:f8:4f:00:e3:37' },
] as const

function pod(i: number): Container {
  return container(
    `pod${i + 1}`,
    {
      host: `node${i + 1}`,
      bridge: 'cni0',
      device: 'eth0',
      mac: `02:00:0a:f4:0${i}:02`,
      address: `10.244.${i}.2/24`,
    },
    { routes: [{ to: 'default', via: `10.244.${i}.1`, dev: 'eth0' }] },
  )
}

const flannel: Network = {
  name: 'flannel',
  title: {
    en: 'Flannel’s VXLAN backend: routed pods, port 8472, VNI 1',
    zh: 'Flannel VXLAN 后端：路由的 Pod，端口 8472，VNI 1',
  },
  teaches: {
    en:
      'Every node has a subnet of pods; a packet is routed to flannel.1 and carried to the MAC of the other node’s flannel.1. ' +
      'flanneld writes route, ARP and FDB, so there is nothing to flood. The TTL of a pod’s packet falls by two.',
    zh: '每个节点有一个 Pod 子网；报文先路由到 flannel.1，再封装发往对端 flannel.1 的 MAC。路由、ARP、FDB 都由 flanneld 写好，因此没有泛洪。Pod 报文的 TTL 会减二。',
  },
  hosts: FLANNEL.map((me, i) => {
    const other = FLANNEL[1 - i]!
    return host(
      `node${i + 1}`,
      'eth0',
      `${me.vtep}/24`,
      [
        vxlan('flannel.1', me.mac, {
          id: 1,
          port: 8472,
          local: me.vtep,
          dev: 'eth0',
          flags: ['nolearning'],
          addresses: [`10.244.${i}.0/32`],
        }),
        bridge('cni0', `10.244.${i}.1/24`),
      ],
      {
        routes: [{ to: `10.244.${1 - i}.0/24`, via: `10.244.${1 - i}.0`, dev: 'flannel.1', onlink: true }],
        neighbours: [{ address: `10.244.${1 - i}.0`, mac: other.mac, dev: 'flannel.1' }],
        fdb: [{ mac: other.mac, dev: 'flannel.1', vtep: other.vtep }],
        forwards: true,
      },
    )
  }),
  containers: [pod(0), pod(1)],
  traffic: [ping('pod1', '10.244.1.2', 3), ping('node1', '10.244.1.2', 1)],
  watch: 'node1',
  faults: PAIR_FAULTS,
}

const flannelUdp: Network = {
  name: 'flannel-udp',
  title: {
    en: 'Flannel’s UDP backend: IP in UDP 8285 from a TUN device',
    zh: 'Flannel UDP 后端：TUN 设备，IP 直接封装在 UDP 8285',
  },
  teaches: {
    en:
      'No header between UDP and the inner packet, no MAC, no ARP: flanneld reads IP packets from flannel0 and sends them as ' +
      'they are. Each crosses the border between kernel and user three times.',
    zh: 'UDP 与内层报文之间没有任何头，没有 MAC，也没有 ARP：flanneld 从 flannel0 读出 IP 包原样发出。每个包要跨越三次内核态与用户态的边界。',
  },
  hosts: FLANNEL.map((me, i) =>
    host(
      `node${i + 1}`,
      'eth0',
      `${me.vtep}/24`,
      [
        {
          type: 'flannel-udp',
          name: 'flannel0',
          local: me.vtep,
          remote: FLANNEL[1 - i]!.vtep,
          port: 8285,
          mtu: 1472,
          addresses: [`10.244.${i}.0/16`],
        },
        bridge('cni0', `10.244.${i}.1/24`),
      ],
      { forwards: true },
    ),
  ),
  containers: [pod(0), pod(1)],
  traffic: [ping('pod1', '10.244.1.2', 3)],
  watch: 'node1',
  faults: ['port-mismatch', 'remote-down'],
}

const GRE_ENDS = ['172.16.0.3', '172.16.0.5'] as const

function greNetwork(
  rest: Omit<Network, 'hosts' | 'containers' | 'watch' | 'faults'>,
  device: (i: 0 | 1) => Gre,
): Network {
  return {
    ...rest,
    hosts: ([0, 1] as const).map((i) => host('ab'[i]!, 'eth0', `${GRE_ENDS[i]}/24`, [device(i)])),
    containers: [],
    watch: 'a',
    faults: ['gre-key-mismatch', 'remote-down'],
  }
}

const GRE_KEYS = [0x111111, 0x222222] as const

const gre = greNetwork(
  {
    name: 'gre',
    title: { en: 'GRE with a key for each direction, checksum, sequence', zh: 'GRE：双向不同密钥、校验和、序列号' },
    teaches: {
      en:
        'A tunnel without MAC addresses: IP in GRE in IP. All three options are in use; a sends key 0x222222 and expects ' +
        '0x111111, b the other way round. That the keys differ is as it should be.',
      zh: '没有 MAC 地址的隧道：IP 封装在 GRE 里，再封装在 IP 里。三个选项都打开；a 发 0x222222、收 0x111111，b 相反。两个方向密钥不同是正常的。',
    },
    traffic: [ping('a', '10.1.1.2', 3), ping('b', '10.1.1.1', 1)],
  },
  (i) => ({
    type: 'gre',
    name: 'gre01',
    local: GRE_ENDS[i],
    remote: GRE_ENDS[i === 0 ? 1 : 0],
    inputKey: GRE_KEYS[i],
    outputKey: GRE_KEYS[i === 0 ? 1 : 0],
    checksum: true,
    sequence: true,
    mtu: 1464,
    addresses: [`10.1.1.${i + 1}/24`],
  }),
)

const gretap = greNetwork(
  {
    name: 'gretap',
    title: { en: 'Ethernet in GRE, key 42', zh: 'GRETAP：以太网帧封装在 GRE 里，密钥 42' },
    teaches: {
      en: 'GRE that carries Ethernet frames (protocol type 0x6558): MAC addresses and ARP are inside, as with VXLAN.',
      zh: '承载以太网帧的 GRE（协议类型 0x6558）：和 VXLAN 一样，里面有 MAC 地址和 ARP。',
    },
    traffic: [ping('a', '10.1.1.2', 3)],
  },
  (i) => ({
    type: 'gretap',
    name: 'gretap01',
    mac: `02:00:0a:01:01:0${i + 1}`,
    local: GRE_ENDS[i],
    remote: GRE_ENDS[i === 0 ? 1 : 0],
    inputKey: 42,
    outputKey: 42,
    checksum: false,
    sequence: false,
    mtu: 1458,
    addresses: [`10.1.1.${i + 1}/24`],
  }),
)

const gbp: Network = {
  name: 'gbp',
  title: { en: 'Group Based Policy: the packet’s mark travels along', zh: 'GBP：报文的 mark 随 VXLAN 头一起传输' },
  teaches: {
    en:
      'A device with `gbp` writes the mark of the packet into the header: 0x123 is a policy group, 0x80000 the A bit ' +
      '(policy applied already), 0x400000 the D bit (do not learn from this).',
    zh: '带 gbp 的设备把报文的 mark 写进头部：0x123 是策略组，0x80000 是 A 位（策略已应用），0x400000 是 D 位（不要学习）。',
  },
  hosts: pair(N1, N2, 'ens18', { device: 'vxlan0', id: 42, flags: ['gbp'] }),
  containers: [],
  traffic: [
    ping('n1', '172.17.1.3', 1),
    ping('n1', '172.17.1.3', 1, { mark: 0x123 }),
    ping('n1', '172.17.1.3', 1, { mark: 0x80123 }),
    ping('n1', '172.17.1.3', 1, { mark: 0x400222 }),
    ping('n2', '172.17.1.2', 1, { mark: 0xffff }),
  ],
  watch: 'n1',
  faults: PAIR_FAULTS,
}

const ipv6Underlay: Network = {
  name: 'ipv6-underlay',
  title: { en: 'VTEPs with IPv6 addresses, IPv4 and IPv6 inside', zh: 'IPv6 底层网络：内层 IPv4 与 IPv6' },
  teaches: {
    en: 'Twenty octets more in front of every packet, so the MTU inside is 1430. IPv6 hosts find each other by ICMPv6, not ARP.',
    zh: '每个报文前多 20 字节，所以内层 MTU 是 1430。内层 IPv6 主机用 ICMPv6 邻居发现，而不是 ARP。',
  },
  hosts: pair(
    { ...N1, underlay: 'fd00:65:132::187/64', overlay: [...N1.overlay, 'fd00:42::2/64'] },
    { ...N2, underlay: 'fd00:65:132::188/64', overlay: [...N2.overlay, 'fd00:42::3/64'] },
    'ens18',
    { device: 'vxlan0', id: 42 },
  ),
  containers: [],
  traffic: [ping('n1', '172.17.1.3', 2), ping('n1', 'fd00:42::3', 2)],
  watch: 'n1',
  faults: PAIR_FAULTS,
}

const REFLECTOR = '192.0.2.9'
const AS = 65010

/** A leaf of a fabric: a network of hosts (VNI 10), one for what is routed (VNI 4001), and what the leaf alone has. */
function leaf(i: 1 | 2, more: readonly Device[], prefixes: readonly string[]): Host {
  const address = `192.0.2.${i}`
  const common = { port: 4789, local: address, flags: ['nolearning'], suppresses: true } as const
  return host(
    `l${i}`,
    'eth1',
    `${address}/24`,
    [
      { ...bridge('br10', `10.1.1.25${i}/24`), accepts: true },
      vxlan('vxlan10', `02:e0:00:00:0${i}:10`, { ...common, id: 10, master: 'br10' }),
      { ...bridge('br4001'), mac: `02:aa:00:00:0${i}:41` },
      vxlan('vxlan4001', `02:e0:00:00:0${i}:41`, { ...common, id: 4001, master: 'br4001', routes: true }),
      ...more,
    ],
    { forwards: true, bgp: { as: AS, peers: [REFLECTOR], reflects: false, prefixes, targets: [] } },
  )
}

/** A host of VNI 10. */
function fabricHost(i: 1 | 2, number: number): Container {
  return container(
    `h${number}`,
    {
      host: `l${i}`,
      bridge: 'br10',
      device: 'eth0',
      mac: `02:00:0a:01:01:0${number}`,
      address: `10.1.1.${number}/24`,
      greets: true,
    },
    { routes: [{ to: 'default', via: `10.1.1.25${i}`, dev: 'eth0' }] },
  )
}

const TELLS: Wait = {
  do: 'wait',
  seconds: 1,
  why: { en: 'BGP tells what has changed', zh: 'BGP 通告发生的变化' },
}

const evpn: Network = {
  name: 'evpn',
  title: {
    en: 'EVPN: two leaves whose tables BGP fills, a route reflector',
    zh: 'EVPN：两台叶子交换机由 BGP 填表，一台路由反射器',
  },
  teaches: {
    en:
      'Nobody floods to learn: BGP (FRR) says which MAC and IP address is behind which VTEP before the first packet goes there. ' +
      'The reflector passes it on and carries no packet itself. Then a packet is routed between subnets, a host moves, and one goes.',
    zh:
      '这里不靠泛洪学习：第一个报文发出之前，BGP（FRR）就已通告哪个 MAC 和 IP 在哪个 VTEP 之后。反射器只转告，自己不承载报文。' +
      '随后有报文在子网之间路由，一台主机迁移，还有一台离开。',
  },
  hosts: [
    host('rr', 'eth1', `${REFLECTOR}/24`, [], {
      bgp: { as: AS, peers: ['192.0.2.1', '192.0.2.2'], reflects: true, prefixes: [], targets: [] },
    }),
    leaf(1, [], []),
    leaf(2, [bridge('br20', '172.30.2.1/24')], ['172.30.2.0/24']),
  ],
  containers: [
    fabricHost(1, 1),
    fabricHost(2, 2),
    fabricHost(2, 3),
    container(
      's1',
      { host: 'l2', bridge: 'br20', device: 'eth0', mac: '02:00:ac:1e:02:0a', address: '172.30.2.10/24' },
      { routes: [{ to: 'default', via: '172.30.2.1', dev: 'eth0' }] },
    ),
  ],
  traffic: [
    ping('h1', '10.1.1.2', 2),
    ping('h1', '172.30.2.10', 2),
    { do: 'move', container: 'h2', to: 'l1', live: true },
    ping('h2', '10.1.1.3', 2),
    { do: 'unplug', container: 'h3' },
    TELLS,
  ],
  watch: 'l1',
  faults: ['vni-mismatch', 'target-mismatch', 'route-filter', 'reflector-down'],
}

export const NETWORKS: readonly Network[] = [
  p2p,
  p2pVni1,
  multicast,
  multicast3,
  multicastBridge,
  vrf,
  netns,
  dockerBridge,
  staticNetwork,
  arpProxy,
  flannel,
  flannelUdp,
  gre,
  gretap,
  gbp,
  ipv6Underlay,
  evpn,
]
