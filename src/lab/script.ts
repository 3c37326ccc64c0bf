/** From a network to the commands that build it, try it and tell what the kernel knows of it. */
import { fileURLToPath } from 'node:url'
import { stepText } from './describe.js'
import type { Abilities } from './kernel.js'
import {
  type Bgp,
  bare,
  type Container,
  type Device,
  type FlannelUdp,
  FRR,
  type Gre,
  type Host,
  isIpv6,
  type Network,
  type Ping,
  type Port,
  type Route,
  type Step,
  type Vrf,
  type Vxlan,
} from './network.js'
import type { Command } from './shell.js'

/** The beginning of the name of every namespace of every lab. */
export const PREFIX = 'vxl-'

/** The namespace that is the physical network: a bridge that floods multicast. */
export const SWITCH = 'switch'

/** Seconds that a ping waits for its answer, and seconds between two pings. */
const PING_WAIT = 1
const PING_INTERVAL = 0.2

const ENDPOINT = fileURLToPath(new URL('./endpoint.js', import.meta.url))

/** Where a node's capture goes. */
export function captureFile(dir: string, node: string): string {
  return `${dir}/${node}.pcap`
}

/** Where the daemons of a namespace have their files: what they are to do, and the sockets that they are asked through. */
export function daemonsDirectory(namespace: string): string {
  return `/run/${namespace}`
}

/** One of the kernel's tables, or the routes that FRR has. */
type Truth = 'fdb' | 'neigh' | 'link' | 'routes'

/** Where one of them goes. */
export function truthFile(dir: string, node: string, table: Truth, timestamp: string): string {
  return `${dir}/${node}.${table}.${timestamp}.json`
}

/** What belongs together, under a title. */
export interface Section {
  /** The name of the node, or of what is done. */
  readonly title: string
  readonly commands: readonly Command[]
}

/** The names of the nodes' namespaces in one copy of a network, and the commands in them. */
export class Script {
  readonly network: Network
  /** The network's name; followed by `.NUMBER` for the copy of one run. */
  readonly tag: string
  readonly #kernel: Abilities | undefined

  constructor(network: Network, tag: string, kernel: Abilities | undefined) {
    this.network = network
    this.tag = tag
    this.#kernel = kernel
  }

  get nodes(): readonly string[] {
    return [...this.network.hosts, ...this.network.containers].map((node) => node.name)
  }

  namespace(node: string): string {
    return `${PREFIX}${this.tag}-${node}`
  }

  get namespaces(): readonly string[] {
    return [SWITCH, ...this.nodes].map((node) => this.namespace(node))
  }

  /**
   * The nodes that are captured before there are tunnels: hosts whose VTEPs join a group, so that the join is seen, and those
   * that speak BGP, whose first words are so much as all later ones.
   */
  get earlyNodes(): readonly string[] {
    const joins = (d: Device): boolean => d.type === 'vxlan' && d.to !== undefined && 'group' in d.to
    return this.network.hosts.filter((h) => h.bgp !== undefined || h.devices.some(joins)).map((h) => h.name)
  }

  get lateNodes(): readonly string[] {
    return this.nodes.filter((node) => !this.earlyNodes.includes(node))
  }

  /** Where a node is listened to: its interface on the switch, or the only one it has. */
  captureDevice(node: string): string {
    const host = this.network.hosts.find((h) => h.name === node)
    if (host !== undefined) return host.underlay.device
    const container = this.network.containers.find((c) => c.name === node)!
    return container.port?.device ?? this.#movedTo(container.name).name
  }

  /** Namespaces, and the physical network: what there is before any tunnel. */
  underlay(): readonly Section[] {
    const { hosts } = this.network
    return [
      { title: 'namespaces', commands: this.namespaces.flatMap((ns) => this.#newNamespace(ns)) },
      {
        title: SWITCH,
        commands: [
          this.#ip(SWITCH, 'link', 'add', 'sw0', 'type', 'bridge', ...quietBridge),
          this.#ip(SWITCH, 'link', 'set', 'sw0', 'up'),
        ],
      },
      ...hosts.map((h) => ({ title: `${h.name} on the switch`, commands: this.#plugIn(h) })),
      { title: 'hosts know each other', commands: hosts.flatMap((h) => this.#underlayNeighbours(h)) },
    ]
  }

  /** The tunnels, what hangs on them, and their tables. */
  overlay(): readonly Section[] {
    const { hosts, containers } = this.network
    const sections = [
      ...hosts.map((h) => ({ title: h.name, commands: h.devices.flatMap((d) => this.#device(h, d)) })),
      ...containers.map((c) => ({ title: c.name, commands: this.#container(c) })),
      ...hosts.map((h) => ({ title: `${h.name}: tables`, commands: this.#tables(h) })),
      { title: 'hosts say where they are', commands: containers.flatMap((c) => this.#greeting(c.name, c.port)) },
      ...hosts.map((h) => ({ title: `${h.name}: BGP`, commands: h.bgp === undefined ? [] : this.#speaker(h, h.bgp) })),
      { title: 'until the BGP sessions stand', commands: hosts.flatMap((h) => this.#sessions(h)) },
    ]
    return sections.filter((section) => section.commands.length > 0)
  }

  /** A capture of one node into a file. */
  capture(node: string, file: string): Command {
    const tcpdump = ['tcpdump', '-i', this.captureDevice(node), '-U', '-Z', 'root', '--immediate-mode']
    return { argv: this.#exec(node, [...tcpdump, '--time-stamp-precision=nano', '-w', file]), background: true }
  }

  step(step: Step): readonly Command[] {
    switch (step.do) {
      case 'ping':
        return [{ argv: this.#exec(step.from, pingArguments(step)) }]
      case 'wait':
        return [{ argv: ['sleep', String(step.seconds)] }]
      case 'send':
        return [{ argv: this.#exec(step.from, ['bash', '-c', `echo hello > /dev/udp/${step.to}/${step.port}`]) }]
      case 'move':
        return step.live ? this.#migrate(step.container, step.to) : this.#move(step.container, step.to)
      case 'unplug':
        return [this.#ip(this.#portOf(step.container).host, 'link', 'set', `to-${step.container}`, 'down')]
      case 'configure':
        return [this.#vtysh(step.host, 'configure terminal', ...step.lines)]
      case 'stop':
        return [{ argv: this.#exec(step.host, ['pkill', '-F', `${this.#daemons(step.host)}/bgpd.pid`]) }]
    }
  }

  /** What the moment after a step of the traffic is called in the names of files. */
  timestampAfter(step: number): string {
    return step === this.network.traffic.length - 1 ? 'after' : `step${step + 1}`
  }

  /** The kernel's tables of every node at one moment, as JSON, into files in `dir`. */
  truth(timestamp: string, dir: string): readonly Command[] {
    return this.nodes.flatMap((node) => {
      const to = (what: Truth): string => truthFile(dir, node, what, timestamp)
      const bgp = this.network.hosts.find(({ name }) => name === node)?.bgp
      // A reflector may have been ended by then.
      const hasRoutes = bgp !== undefined && !bgp.reflects
      return [
        { argv: ['bridge', '-n', this.namespace(node), '-j', 'fdb'], output: to('fdb') },
        { ...this.#ip(node, '-j', 'neigh'), output: to('neigh') },
        { ...this.#ip(node, '-j', '-d', 'link'), output: to('link') },
        ...(hasRoutes ? [{ ...this.#vtysh(node, 'show bgp l2vpn evpn json'), output: to('routes') }] : []),
      ]
    })
  }

  /** A whole run as a shell would do it. */
  run(dir: string): readonly Section[] {
    const listening = { argv: ['sleep', '1'] }
    const captures = (nodes: readonly string[]): readonly Section[] => {
      const commands = nodes.map((node) => this.capture(node, captureFile(dir, node)))
      return nodes.length === 0 ? [] : [{ title: 'captures', commands: [...commands, listening] }]
    }
    return [
      { title: 'directory', commands: [{ argv: ['mkdir', '-p', dir] }] },
      ...this.underlay(),
      ...captures(this.earlyNodes),
      ...this.overlay(),
      ...captures(this.lateNodes),
      { title: 'what the kernel knows before', commands: this.truth('before', dir) },
      ...this.network.traffic.map((step, i) => ({
        title: `${stepText(step, 'en')}, and what the kernel knows then`,
        commands: [...this.step(step), ...this.truth(this.timestampAfter(i), dir)],
      })),
      { title: 'take it down', commands: [listening, ...downCommands(this.namespaces, this.daemons)] },
    ]
  }

  #ip(node: string, ...args: readonly string[]): Command {
    return { argv: ['ip', '-n', this.namespace(node), ...args] }
  }

  /** The directories of the daemons that are started. */
  get daemons(): readonly string[] {
    return this.network.hosts.filter(({ bgp }) => bgp !== undefined).map(({ name }) => this.#daemons(name))
  }

  #daemons(node: string): string {
    return daemonsDirectory(this.namespace(node))
  }

  /** What FRR's daemons of a node are told or asked. */
  #vtysh(node: string, ...lines: readonly string[]): Command {
    return { argv: ['vtysh', '--vty_socket', this.#daemons(node), ...lines.flatMap((line) => ['-c', line])] }
  }

  #exec(node: string, argv: readonly string[]): readonly string[] {
    return ['ip', 'netns', 'exec', this.namespace(node), ...argv]
  }

  /** Without IPv6, so that no router solicitation or MLD report comes between the packets. */
  #newNamespace(ns: string): readonly Command[] {
    return [
      { argv: ['ip', 'netns', 'add', ns] },
      {
        argv: [
          'ip',
          'netns',
          'exec',
          ns,
          'sysctl',
          '-eqw',
          'net.ipv6.conf.all.disable_ipv6=1',
          'net.ipv6.conf.default.disable_ipv6=1',
        ],
      },
      { argv: ['ip', '-n', ns, 'link', 'set', 'lo', 'up'] },
    ]
  }

  /** A host's cable to the switch. */
  #plugIn(h: Host): readonly Command[] {
    const { device, address, mac, checksumOffload, connected } = h.underlay
    const cable = `to-${h.name}`
    return [
      this.#cable(SWITCH, cable, h.name, device, mac),
      this.#ip(SWITCH, 'link', 'set', cable, 'master', 'sw0', connected ? 'up' : 'down'),
      // Others would see the first packet of a session that is none of theirs, which the switch floods.
      ...(h.bgp === undefined
        ? []
        : [{ argv: this.#bridge(SWITCH, 'fdb', 'add', mac, 'dev', cable, 'master', 'static') }]),
      ...(checksumOffload ? [] : [{ argv: this.#exec(h.name, ['ethtool', '-K', device, 'tx', 'off']) }]),
      ...this.#addresses(h.name, device, [address]),
      this.#ip(h.name, 'link', 'set', device, 'up'),
      ...(h.forwards ? [{ argv: this.#exec(h.name, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']) }] : []),
    ]
  }

  /** A veth pair between two namespaces. */
  #cable(from: string, name: string, to: string, peer: string, mac: string): Command {
    return this.#ip(
      from,
      'link',
      'add',
      name,
      'type',
      'veth',
      'peer',
      'name',
      peer,
      'address',
      mac,
      'netns',
      this.namespace(to),
    )
  }

  #underlayNeighbours(h: Host): readonly Command[] {
    return this.network.hosts
      .filter((other) => other !== h)
      .map(({ underlay: { address, mac } }) =>
        this.#ip(h.name, 'neigh', 'add', bare(address), 'lladdr', mac, 'dev', h.underlay.device),
      )
  }

  /** IPv6 addresses need IPv6, which then makes no address of its own. */
  #addresses(node: string, device: string, addresses: readonly string[]): readonly Command[] {
    const keys = ['disable_ipv6=0', 'addr_gen_mode=1', 'router_solicitations=0'].map(
      (k) => `net.ipv6.conf.${device}.${k}`,
    )
    return [
      ...(addresses.some(isIpv6) ? [{ argv: this.#exec(node, ['sysctl', '-qw', ...keys]) }] : []),
      ...addresses.map((a) => this.#ip(node, 'addr', 'add', a, 'dev', device, ...(isIpv6(a) ? ['nodad'] : []))),
    ]
  }

  #device(h: Host, d: Device): readonly Command[] {
    switch (d.type) {
      case 'vxlan':
        return this.#vxlan(h, d)
      case 'bridge':
        return [
          this.#ip(
            h.name,
            'link',
            'add',
            d.name,
            ...(d.mac === undefined ? [] : ['address', d.mac]),
            'type',
            'bridge',
            ...quietBridge,
          ),
          ...this.#addresses(h.name, d.name, d.addresses),
          ...(d.accepts
            ? [{ argv: this.#exec(h.name, ['sysctl', '-qw', `net.ipv4.conf.${d.name}.arp_accept=1`]) }]
            : []),
          this.#ip(h.name, 'link', 'set', d.name, 'up'),
        ]
      case 'vrf':
        if (!this.#kernelHas('vrf')) return []
        return [
          this.#ip(h.name, 'link', 'add', d.name, 'type', 'vrf', 'table', String(d.table)),
          this.#ip(h.name, 'link', 'set', d.name, 'up'),
        ]
      case 'gre':
      case 'gretap':
        return this.#gre(h, d)
      case 'flannel-udp':
        return this.#flannelUdp(h, d)
    }
  }

  #vxlan(h: Host, d: Vxlan): readonly Command[] {
    const options: string[] = ['id', String(d.id), 'dstport', String(d.port)]
    if (d.to !== undefined) options.push(...Object.entries(d.to).flat())
    if (d.local !== undefined) options.push('local', d.local)
    if (d.dev !== undefined) options.push('dev', d.dev)
    const made = this.#ip(h.name, 'link', 'add', d.name, 'address', d.mac, 'type', 'vxlan', ...options, ...d.flags)
    if (d.movedTo !== undefined) {
      return [made, this.#ip(h.name, 'link', 'set', d.name, 'netns', this.namespace(d.movedTo))]
    }
    const vrf = h.devices.find((other) => other.type === 'vrf' && other.name === d.master) as Vrf | undefined
    if (vrf !== undefined && !this.#kernelHas('vrf')) return [made, ...this.#insteadOfVrf(h, d, vrf)]
    return [
      made,
      ...(d.mtu === undefined ? [] : [this.#ip(h.name, 'link', 'set', d.name, 'mtu', String(d.mtu))]),
      ...(d.master === undefined ? [] : [this.#ip(h.name, 'link', 'set', d.name, 'master', d.master)]),
      ...(d.suppresses ? [{ argv: this.#bridge(h.name, 'link', 'set', 'dev', d.name, ...suppressing) }] : []),
      ...this.#addresses(h.name, d.name, d.addresses),
      this.#ip(h.name, 'link', 'set', d.name, 'up'),
    ]
  }

  /** In place of a VRF: rules send the VXLAN device's traffic to the VRF's table, which alone has the routes to it. */
  #insteadOfVrf(h: Host, d: Vxlan, { table }: Vrf): readonly Command[] {
    const inTable = ['table', String(table)]
    return [
      ...d.addresses.map((a) => this.#ip(h.name, 'addr', 'add', a, 'dev', d.name, 'noprefixroute')),
      this.#ip(h.name, 'link', 'set', d.name, 'up'),
      this.#ip(h.name, 'rule', 'add', 'oif', d.name, ...inTable),
      this.#ip(h.name, 'rule', 'add', 'iif', d.name, ...inTable),
      ...d.addresses.flatMap((a) => [
        this.#ip(h.name, 'rule', 'add', 'from', bare(a), ...inTable),
        this.#ip(h.name, 'route', 'add', networkOf(a), 'dev', d.name, 'src', bare(a), ...inTable),
      ]),
    ]
  }

  #gre(h: Host, d: Gre): readonly Command[] {
    const ends = ['local', d.local, 'remote', d.remote, 'ttl', '255']
    const keys = ['ikey', hex(d.inputKey), 'okey', hex(d.outputKey)]
    const flags = [...(d.checksum ? ['csum'] : []), ...(d.sequence ? ['seq'] : [])]
    const own = this.#kernelHas(d.type)
    const mac = d.mac === undefined ? [] : ['address', d.mac]
    return [
      ...(own
        ? [this.#ip(h.name, 'link', 'add', d.name, 'type', d.type, ...ends, ...keys, ...flags)]
        : [this.#tunDevice(h, d.name, d.type === 'gre' ? 'tun' : 'tap')]),
      this.#ip(h.name, 'link', 'set', d.name, ...mac, 'mtu', String(d.mtu)),
      ...this.#addresses(h.name, d.name, d.addresses),
      this.#ip(h.name, 'link', 'set', d.name, 'up'),
      ...(own ? [] : this.#endpoint(h, d.type, d.name, [...ends, ...keys, ...flags])),
    ]
  }

  #flannelUdp(h: Host, d: FlannelUdp): readonly Command[] {
    return [
      this.#tunDevice(h, d.name, 'tun'),
      this.#ip(h.name, 'link', 'set', d.name, 'mtu', String(d.mtu)),
      ...this.#addresses(h.name, d.name, d.addresses),
      this.#ip(h.name, 'link', 'set', d.name, 'up'),
      ...this.#endpoint(h, d.type, d.name, ['local', d.local, 'remote', d.remote, 'port', String(d.port)]),
    ]
  }

  #tunDevice(h: Host, name: string, mode: 'tun' | 'tap'): Command {
    return this.#ip(h.name, 'tuntap', 'add', 'dev', name, 'mode', mode)
  }

  /** The process at the other side of a TUN device; the device has a carrier from when it listens. */
  #endpoint(h: Host, type: string, device: string, options: readonly string[]): readonly Command[] {
    const hasCarrier = `ip -n ${this.namespace(h.name)} link show ${device} | grep -q LOWER_UP`
    return [
      { argv: this.#exec(h.name, [process.execPath, ENDPOINT, type, device, ...options]), background: true },
      { argv: ['timeout', '5', 'sh', '-c', `until ${hasCarrier}; do sleep 0.1; done`] },
    ]
  }

  #container(c: Container): readonly Command[] {
    return [
      ...(c.port === undefined ? this.#movedIn(c) : this.#connect(c.name, c.port)),
      ...c.routes.map((r) => this.#route(c.name, r)),
    ]
  }

  #connect(name: string, { host, bridge, device, mac, address, mtu, greets = false }: Port): readonly Command[] {
    const cable = `to-${name}`
    return [
      this.#cable(host, cable, name, device, mac),
      this.#ip(host, 'link', 'set', cable, 'master', bridge, 'up'),
      this.#ip(name, 'link', 'set', device, 'mtu', String(mtu)),
      ...this.#addresses(name, device, [address]),
      ...(greets ? [{ argv: this.#exec(name, ['sysctl', '-qw', `net.ipv4.conf.${device}.arp_notify=1`]) }] : []),
      this.#ip(name, 'link', 'set', device, 'up'),
    ]
  }

  #movedIn(c: Container): readonly Command[] {
    const { name, addresses } = this.#movedTo(c.name)
    return [...this.#addresses(c.name, name, addresses), this.#ip(c.name, 'link', 'set', name, 'up')]
  }

  #movedTo(container: string): Vxlan {
    const devices = this.network.hosts.flatMap((h) => h.devices)
    return devices.find((d) => d.type === 'vxlan' && d.movedTo === container) as Vxlan
  }

  #portOf(container: string): Port {
    return this.network.containers.find((c) => c.name === container)!.port!
  }

  #move(container: string, to: string): readonly Command[] {
    const port = this.#portOf(container)
    return [this.#ip(port.host, 'link', 'del', `to-${container}`), ...this.#connect(container, { ...port, host: to })]
  }

  /** There is a second cable for a moment, under another name. */
  #migrate(container: string, to: string): readonly Command[] {
    const port = this.#portOf(container)
    const there = { ...port, host: to, device: `${port.device}-new` }
    return [
      this.#ip(container, 'addr', 'flush', 'dev', port.device),
      ...this.#connect(container, there),
      ...this.#greeting(container, there),
      { argv: ['sleep', '0.8'] },
      this.#ip(port.host, 'link', 'del', `to-${container}`),
    ]
  }

  /**
   * A host that has said nothing is known to nobody. An address that is set tells it (arp_notify); one that comes up may speak
   * before its bridge listens, so that is waited for.
   */
  #greeting(container: string, port: Port | undefined): readonly Command[] {
    if (!port?.greets) return []
    const listens = `bridge link show dev to-${container} | grep -q forwarding`
    return [
      { argv: this.#exec(port.host, ['timeout', '5', 'sh', '-c', `until ${listens}; do sleep 0.1; done`]) },
      this.#ip(container, 'link', 'set', port.device, 'address', port.mac),
    ]
  }

  /** FRR's daemons, which drop their rights and read what they are to do. */
  #speaker(h: Host, bgp: Bgp): readonly Command[] {
    const directory = this.#daemons(h.name)
    const write = (name: string, lines: readonly string[]): Command => ({
      argv: ['printf', '%s\\n', ...lines],
      output: `${directory}/${name}.conf`,
    })
    const start = (name: string, ...options: readonly string[]): Command => ({
      argv: this.#exec(h.name, [
        `${FRR}/${name}`,
        ...['-d', '-u', 'frr', '-g', 'frr', '-P', '0', '--vty_socket', directory],
        ...['-f', `${directory}/${name}.conf`, '-i', `${directory}/${name}.pid`, '-z', `${directory}/zserv.api`],
        ...options,
      ]),
    })
    return [
      { argv: this.#exec(h.name, ['install', '-d', '-o', 'frr', '-g', 'frr', directory]) },
      write('zebra', zebraLines(h)),
      write('bgpd', bgpLines(h, bgp)),
      start('zebra'),
      start('bgpd', '-l', bare(h.underlay.address)),
    ]
  }

  /** Waits until all peers of a reflector have told it routes. */
  #sessions(h: Host): readonly Command[] {
    if (!h.bgp?.reflects) return []
    const { argv } = this.#vtysh(h.name, 'show bgp l2vpn evpn summary json')
    const counted = `${argv.slice(0, -1).join(' ')} '${argv.at(-1)}' | grep -c pfxRcd.:[1-9]`
    const until = `until [ "$(${counted})" = ${h.bgp.peers.length} ]; do sleep 0.4; done`
    // What it has been told it passes on at once.
    return [{ argv: this.#exec(h.name, ['timeout', '20', 'sh', '-c', `${until}; sleep 0.5`]) }]
  }

  #tables(h: Host): readonly Command[] {
    return [
      ...h.fdb.map(({ mac, dev, vtep }) => ({
        argv: this.#bridge(h.name, 'fdb', 'append', mac, 'dev', dev, 'dst', vtep),
      })),
      ...h.neighbours.map((n) => this.#ip(h.name, 'neigh', 'add', n.address, 'lladdr', n.mac, 'dev', n.dev)),
      ...h.routes.map((r) => this.#route(h.name, r)),
    ]
  }

  #bridge(node: string, ...args: readonly string[]): readonly string[] {
    return ['bridge', '-n', this.namespace(node), ...args]
  }

  #route(node: string, { to, dev, via, onlink, table }: Route): Command {
    const gateway = via === undefined ? [] : ['via', via]
    const rest = [...(onlink ? ['onlink'] : []), ...(table === undefined ? [] : ['table', String(table)])]
    return this.#ip(node, 'route', 'add', to, ...gateway, 'dev', dev, ...rest)
  }

  /** A kernel that could not be asked is taken to have everything. */
  #kernelHas(ability: 'vrf' | 'gre' | 'gretap'): boolean {
    return this.#kernel?.has(ability) ?? true
  }
}

/**
 * What removes namespaces and all that runs in them, as a shell would do it. All is ended before anything is removed: a
 * capture ends by itself when the other end of its cable goes, and ending what has just ended is nothing that failed.
 */
export function downCommands(namespaces: readonly string[], directories: readonly string[]): readonly Command[] {
  return [
    ...namespaces.map((ns) => ({ argv: ['sh', '-c', `ip netns pids ${ns} | xargs -r kill 2>/dev/null || true`] })),
    ...namespaces.map((ns) => ({ argv: ['ip', 'netns', 'del', ns] })),
    ...directories.map((directory) => ({ argv: ['rm', '-rf', directory] })),
  ]
}

/** What FRR's zebra is to do: name the network that routed packets go into. */
function zebraLines({ name, devices }: Host): readonly string[] {
  const routing = devices.flatMap((d) => (d.type === 'vxlan' && d.routes ? [`vni ${d.id}`] : []))
  return [`hostname ${name}`, ...routing]
}

/** What FRR's bgpd is to do: tell its peers all VNIs that the kernel has. */
function bgpLines({ name, underlay }: Host, { as, peers, reflects, prefixes, targets }: Bgp): readonly string[] {
  return [
    `hostname ${name}`,
    `router bgp ${as}`,
    ` bgp router-id ${bare(underlay.address)}`,
    ' no bgp default ipv4-unicast',
    ' timers bgp 3 9',
    ...peers.flatMap((peer) => [` neighbor ${peer} remote-as ${as}`, ` neighbor ${peer} timers connect 1`]),
    ...(prefixes.length === 0
      ? []
      : [' address-family ipv4 unicast', ...prefixes.map((prefix) => `  network ${prefix}`), ' exit-address-family']),
    ' address-family l2vpn evpn',
    ...peers.flatMap((peer) => [
      `  neighbor ${peer} activate`,
      ...(reflects ? [`  neighbor ${peer} route-reflector-client`] : []),
    ]),
    ...(reflects ? [] : ['  advertise-all-vni']),
    ...(prefixes.length === 0 ? [] : ['  advertise ipv4 unicast']),
    ...targets.flatMap(({ vni, target }) => [
      `  vni ${vni}`,
      `   route-target import ${target}`,
      `   route-target export ${target}`,
      '  exit-vni',
    ]),
    ' exit-address-family',
  ]
}

/** Of a bridge's port to a VTEP whose table somebody else fills. */
const suppressing = ['neigh_suppress', 'on', 'learning', 'off'] as const

/** A bridge that forwards from the start, and to all ports. */
const quietBridge = ['mcast_snooping', '0', 'forward_delay', '0'] as const

function pingArguments({ to, count, device, size, fragments, mark }: Ping): readonly string[] {
  const options = ['-n', '-c', String(count), '-i', String(PING_INTERVAL), '-W', String(PING_WAIT)]
  if (device !== undefined) options.push('-I', device)
  if (size !== undefined) options.push('-s', String(size))
  if (fragments !== undefined) options.push('-M', fragments ? 'dont' : 'do')
  if (mark !== undefined) options.push('-m', String(mark))
  return ['ping', ...options, to]
}

function hex(n: number): string {
  return `0x${n.toString(16)}`
}

/** 172.18.1.2/24 is in 172.18.1.0/24. */
function networkOf(address: string): string {
  const [host, length] = address.split('/') as [string, string]
  const number = host.split('.').reduce((n, octet) => n * 256 + Number(octet), 0)
  const size = 2 ** (32 - Number(length))
  const network = number - (number % size)
  return `${[24, 16, 8, 0].map((shift) => (network >>> shift) & 0xff).join('.')}/${length}`
}
