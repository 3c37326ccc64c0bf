/**
 * One end of a tunnel in user space, for kernels that have none: between a TUN or TAP device and a socket on the underlay.
 * Runs as a process of its own inside the host's namespace, with the words of `ip link add` for arguments:
 *
 *     endpoint.js gre gre01 local 172.16.0.3 remote 172.16.0.5 ttl 255 ikey 0x111111 okey 0x222222 csum seq
 *     endpoint.js gretap gretap01 local … remote … ikey 0x2a okey 0x2a
 *     endpoint.js flannel-udp flannel0 local 10.168.0.2 remote 10.168.0.3 port 8285
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |C| |K|S| Reserved0       | Ver |         Protocol Type         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Checksum (optional)      |       Reserved1 (Optional)    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Key (optional)                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 Sequence Number (Optional)                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * RFC 2784 §2, RFC 2890 §2
 */
import koffi from 'koffi'

// <fcntl.h>, <linux/if_tun.h>, <sys/socket.h>, <netinet/in.h>, <poll.h>: Linux's values on all its common machines.
const O_RDWR = 2
const TUNSETIFF = 0x400454ca
const IFF_TUN = 0x0001
const IFF_TAP = 0x0002
const IFF_NO_PI = 0x1000
const AF_INET = 2
const SOCK_DGRAM = 2
const SOCK_RAW = 3
const IPPROTO_IP = 0
const IPPROTO_ICMP = 1
const IPPROTO_GRE = 47
const IP_TTL = 2
const POLLIN = 1

const FLAG_C = 0x8000
const FLAG_K = 0x2000
const FLAG_S = 0x1000
const TYPE_IPV4 = 0x0800
const TYPE_IPV6 = 0x86dd
const TYPE_ETHERNET = 0x6558
/** The longest GRE header. */
const GRE_ROOM = 16
const IP_HEADER = 20
const LARGEST = 65535

const libc = koffi.load(null)
const libcClose = libc.func('int close(int fd)')
const libcOpen = libc.func('int open(const char *path, int flags)')
const libcIoctl = libc.func('int ioctl(int fd, unsigned long request, void *argument)')
const libcSocket = libc.func('int socket(int domain, int type, int protocol)')
const libcBind = libc.func('int bind(int fd, void *address, unsigned int length)')
const libcOption = libc.func('int setsockopt(int fd, int level, int name, void *value, unsigned int length)')
const libcPoll = libc.func('int poll(void *fds, unsigned long count, int timeout)')
const libcRead = libc.func('long read(int fd, void *octets, size_t size)')
const libcWrite = libc.func('long write(int fd, void *octets, size_t size)')
const libcSend = libc.func(
  'long sendto(int fd, void *octets, size_t size, int flags, void *address, unsigned int length)',
)

/** A tunnel's headers: `wrap` adds them to a packet that leaves, `unwrap` removes them from one that arrives. */
interface Tunnel {
  /** Octets kept free in front of a packet for `wrap`. */
  readonly room: number
  readonly openSocket: () => number
  /** Takes a buffer whose packet begins at `room`. Returns what to send, or undefined to drop the packet. */
  readonly wrap: (packet: Buffer) => Buffer | undefined
  /** Takes what the socket received. Returns the packet in it, or undefined to drop it. */
  readonly unwrap: (received: Buffer) => Buffer | undefined
}

function check<T extends number>(what: string, result: T): T {
  if (result >= 0) return result
  const error = Object.entries(koffi.os.errno).find(([, number]) => number === koffi.errno())
  throw new Error(`${what}: ${error?.[0] ?? koffi.errno()}`)
}

/** The Internet checksum, RFC 1071. An odd last octet counts as if a zero followed it. */
function checksum(octets: Buffer): number {
  let sum = 0
  for (let i = 0; i + 1 < octets.length; i += 2) sum += octets.readUInt16BE(i)
  if (octets.length % 2 === 1) sum += octets[octets.length - 1]! << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

/** `struct sockaddr_in` */
function socketAddress(address: string, port: number): Buffer {
  const b = Buffer.alloc(16)
  new Uint16Array(b.buffer, b.byteOffset, 1)[0] = AF_INET
  b.writeUInt16BE(port, 2)
  b.set(address.split('.').map(Number), 4)
  return b
}

function openSocket(type: number, protocol: number, address: Buffer): number {
  const fd = check('socket', libcSocket(AF_INET, type, protocol) as number)
  check('bind', libcBind(fd, address, address.length) as number)
  return fd
}

/** Attaches to a device that `ip tuntap add` has made. */
function openTun(name: string, flags: number): number {
  const fd = check('/dev/net/tun', libcOpen('/dev/net/tun', O_RDWR) as number)
  const request = Buffer.alloc(40)
  request.write(name, 'latin1')
  new Uint16Array(request.buffer, request.byteOffset + 16, 1)[0] = flags | IFF_NO_PI
  check(name, libcIoctl(fd, TUNSETIFF, request) as number)
  return fd
}

class Options {
  readonly #words: readonly string[]

  constructor(words: readonly string[]) {
    this.#words = words
  }

  has(word: string): boolean {
    return this.#words.includes(word)
  }

  text(word: string): string {
    const value = this.#words[this.#words.indexOf(word) + 1]
    if (!this.has(word) || value === undefined) throw new Error(`no ${word} given`)
    return value
  }

  number(word: string): number {
    return Number(this.text(word))
  }
}

function greTunnel(o: Options, isTap: boolean): Tunnel {
  const flags = (o.has('csum') ? FLAG_C : 0) | FLAG_K | (o.has('seq') ? FLAG_S : 0)
  const local = socketAddress(o.text('local'), 0)
  const remote = socketAddress(o.text('remote'), 0)
  let sent = 0
  let expected = 0

  const wrap = (packet: Buffer): Buffer => {
    const length = 8 + (flags & FLAG_C ? 4 : 0) + (flags & FLAG_S ? 4 : 0)
    const whole = packet.subarray(GRE_ROOM - length)
    whole.writeUInt16BE(flags, 0)
    whole.writeUInt16BE(isTap ? TYPE_ETHERNET : packet[GRE_ROOM]! >> 4 === 6 ? TYPE_IPV6 : TYPE_IPV4, 2)
    const key = flags & FLAG_C ? 8 : 4
    whole.writeUInt32BE(o.number('okey'), key)
    if (flags & FLAG_S) whole.writeUInt32BE(sent++ >>> 0, key + 4)
    if (flags & FLAG_C) {
      whole.writeUInt32BE(0, 4)
      whole.writeUInt16BE(checksum(whole), 4)
    }
    return whole
  }

  // Accepts what Linux accepts: this end's own options, a right checksum, and no old sequence number.
  const unwrap = (received: Buffer): Buffer | undefined => {
    if (received.length < IP_HEADER + 4 || !received.subarray(12, 16).equals(remote.subarray(4, 8))) return undefined
    const whole = received.subarray((received[0]! & 0x0f) * 4)
    const length = 8 + (flags & FLAG_C ? 4 : 0) + (flags & FLAG_S ? 4 : 0)
    if (whole.length < length || whole.readUInt16BE(0) !== flags) return undefined
    if (flags & FLAG_C && checksum(whole) !== 0) return undefined
    const key = flags & FLAG_C ? 8 : 4
    if (whole.readUInt32BE(key) !== o.number('ikey')) {
      sayUnreachable(received, remote)
      return undefined
    }
    if (flags & FLAG_S) {
      const number = whole.readUInt32BE(key + 4)
      if (((number - expected) | 0) < 0) return undefined
      expected = (number + 1) >>> 0
    }
    return whole.subarray(length)
  }

  return {
    room: GRE_ROOM,
    openSocket() {
      const fd = openSocket(SOCK_RAW, IPPROTO_GRE, local)
      const ttl = Buffer.alloc(4)
      new Int32Array(ttl.buffer, ttl.byteOffset, 1)[0] = o.number('ttl')
      check('IP_TTL', libcOption(fd, IPPROTO_IP, IP_TTL, ttl, ttl.length) as number)
      return fd
    },
    wrap,
    unwrap,
  }
}

/** Linux's `gre_rcv` answers a key that no tunnel has with ICMP port unreachable, which quotes the packet (RFC 792). */
function sayUnreachable(received: Buffer, to: Buffer): void {
  const fd = check('socket', libcSocket(AF_INET, SOCK_RAW, IPPROTO_ICMP) as number)
  const message = Buffer.concat([Buffer.of(3, 3, 0, 0, 0, 0, 0, 0), received.subarray(0, 548)])
  message.writeUInt16BE(checksum(message), 2)
  libcSend(fd, message, message.length, 0, to, to.length)
  libcClose(fd)
}

/** flannel's UDP backend adds no header. It lowers the TTL by one because flanneld routes. */
function flannelTunnel(o: Options): Tunnel {
  const local = socketAddress(o.text('local'), o.number('port'))
  const wrap = (packet: Buffer): Buffer | undefined => {
    if (packet[0]! >> 4 !== 4 || packet[8]! <= 1) return undefined
    packet[8]!--
    packet.writeUInt16BE(0, 10)
    packet.writeUInt16BE(checksum(packet.subarray(0, (packet[0]! & 0x0f) * 4)), 10)
    return packet
  }
  return { room: 0, openSocket: () => openSocket(SOCK_DGRAM, 0, local), wrap, unwrap: (received) => received }
}

function carry(type: string, device: string, o: Options): void {
  const tunnel = type === 'flannel-udp' ? flannelTunnel(o) : greTunnel(o, type === 'gretap')
  const remote = socketAddress(o.text('remote'), o.has('port') ? o.number('port') : 0)
  const socket = tunnel.openSocket()
  const tun = openTun(device, type === 'gretap' ? IFF_TAP : IFF_TUN)

  // struct pollfd { int fd; short events; short revents; }
  const polled = new Int32Array([tun, POLLIN, socket, POLLIN])
  const events = new Int16Array(polled.buffer)
  const octets = Buffer.alloc(LARGEST)
  const tail = octets.subarray(tunnel.room)
  for (;;) {
    events[3] = 0
    events[7] = 0
    libcPoll(polled, 2, -1)
    if (events[3] !== 0) {
      const n = libcRead(tun, tail, tail.length) as number
      // The device has been removed: this process has nothing left to do.
      if (n < 0) return
      const out = tunnel.wrap(octets.subarray(0, tunnel.room + n))
      // A failed send loses this packet only, as a network may.
      if (out !== undefined) libcSend(socket, out, out.length, 0, remote, remote.length)
    }
    if (events[7] !== 0) {
      const n = libcRead(socket, octets, octets.length) as number
      const packet = n < 0 ? undefined : tunnel.unwrap(octets.subarray(0, n))
      if (packet !== undefined) libcWrite(tun, packet, packet.length)
    }
  }
}

const [type, device, ...words] = process.argv.slice(2)
carry(type!, device!, new Options(words))
