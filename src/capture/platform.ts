/**
 * What the program needs of a system besides Node, for each that it may be started on: all that differs is here. It is tried on
 * Linux. What is said of the others is what their documentation and libpcap's say; nobody has run it there (docs/limits.md).
 */

/** A system, as live capture and the lab see it. */
export interface Platform {
  readonly name: string
  /** Names of libpcap at run time, without the development package; none where packets cannot be taken live. */
  readonly libraries: readonly string[]
  /** How to have libpcap, or packets without it; behind a semicolon. */
  readonly install: string
  /** `any` stands for all interfaces, and tells each packet's by a number where it is asked to (LINKTYPE_LINUX_SLL2). */
  readonly hasAny: boolean
  /** Packets come through sockets (packet(7)), which take filters; an interface's flags are asked for as in netdevice(7). */
  readonly hasPacketSockets: boolean
  /** How somebody who may not capture can, on this interface. */
  readonly permission: (interfaceName: string) => string
  /** How an interface that is down comes up. */
  readonly up: (interfaceName: string) => string
  /** tcpdump's signal for its counters. */
  readonly countersSignal: NodeJS.Signals | undefined
  /** A signal ends a program that writes beyond `ulimit -f`. */
  readonly hasFileLimit: boolean
  /** The lab can be built: network namespaces, and `ip` to make them. */
  readonly hasNamespaces: boolean
}

/** With the capability on node itself, every user's scripts could capture. */
const COPY = '/usr/local/bin/vxsniff-node'

const LINUX: Platform = {
  name: 'Linux',
  libraries: ['libpcap.so.0.8', 'libpcap.so.1', 'libpcap.so'],
  install: 'apt-get install libpcap0.8, dnf install libpcap. Or: tcpdump -w - | vxsniff read -',
  hasAny: true,
  hasPacketSockets: true,
  permission: (name) => {
    const once = `sudo install -m 0750 -g GROUP $(readlink -f $(which node)) ${COPY} && sudo setcap cap_net_raw+ep ${COPY}`
    const then = `${COPY} $(which vxsniff) -i ${name}`
    return `Run it with sudo, or once, for the members of one group: ${once}, then: ${then}, or: ${piped(name)}`
  },
  up: (name) => `sudo ip link set ${name} up`,
  countersSignal: 'SIGUSR1',
  hasFileLimit: true,
  hasNamespaces: true,
}

/** Packets come from /dev/bpf*, which root may open, and whoever is let (bpf(4)). */
const BSD: Platform = {
  name: 'BSD',
  libraries: [],
  install: 'tcpdump -w - | vxsniff read -',
  hasAny: false,
  hasPacketSockets: false,
  permission: (name) => `Run it with sudo, or let your user read /dev/bpf*, or: ${piped(name)}`,
  up: (name) => `sudo ifconfig ${name} up`,
  countersSignal: 'SIGINFO',
  hasFileLimit: true,
  hasNamespaces: false,
}

const PLATFORMS: Readonly<Partial<Record<NodeJS.Platform, Platform>>> = {
  linux: LINUX,
  darwin: { ...BSD, name: 'macOS', libraries: ['libpcap.A.dylib', '/usr/lib/libpcap.A.dylib'] },
  freebsd: { ...BSD, name: 'FreeBSD', libraries: ['libpcap.so.8'] },
  openbsd: { ...BSD, name: 'OpenBSD' },
  // Npcap has libpcap (wpcap.dll), but the C library has no streams in memory, into which records are written here.
  win32: {
    ...BSD,
    name: 'Windows',
    install: 'packets are taken live on Linux, macOS and FreeBSD alone. With Npcap: dumpcap -w - | vxsniff read -',
    countersSignal: undefined,
    hasFileLimit: false,
  },
}

/** What is known of a system, by Node's name for it; of others no more than that they are some Unix. */
export function platformOf(name: NodeJS.Platform): Platform {
  return PLATFORMS[name] ?? { ...BSD, name }
}

/** The system that this is. */
export const PLATFORM: Platform = platformOf(process.platform)

function piped(name: string): string {
  return `sudo tcpdump -i ${name} -U -w - | vxsniff read -`
}
