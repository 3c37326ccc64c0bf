/**
 * `live-sender.ts IF PACKETS_PER_SECOND COUNT`: sends VXLAN packets on an interface at an even rate, 0 for as fast as they
 * go, by sendmmsg(2) on a packet socket; prints how many it sent and the nanoseconds that took.
 */
import koffi from 'koffi'

const AF_PACKET = 17
const SOCK_RAW = 3
const SOL_PACKET = 263
const PACKET_QDISC_BYPASS = 20
/** Octets of `struct iovec`, `struct mmsghdr`, `struct sockaddr_ll`. */
const IOVEC_LEN = 16
const MMSGHDR_LEN = 64
const SOCKADDR_LEN = 20

/** Packets of one system call, different packets, and octets of each. */
const BATCH = 64
const FRAMES = 1024
const FRAME_LEN = 148

const c = koffi.load(null)
const socket = c.func('int socket(int, int, int)')
const bind = c.func('int bind(int, void *, unsigned int)')
const setsockopt = c.func('int setsockopt(int, int, int, void *, unsigned int)')
const indexOf = c.func('unsigned int if_nametoindex(const char *)')
const sendmmsg = c.func('int sendmmsg(int, void *, unsigned int, int)')
const usleep = c.func('int usleep(unsigned int)')

const [name = '', rate = '', total = ''] = process.argv.slice(2)
const frames = memory(FRAMES * FRAME_LEN)
const vectors = memory(FRAMES * IOVEC_LEN)
const messages = memory(FRAMES * MMSGHDR_LEN)
for (let i = 0; i < FRAMES; i++) {
  frame(frames.view, i * FRAME_LEN, i)
  vectors.view.setBigUint64(i * IOVEC_LEN, frames.address + BigInt(i * FRAME_LEN), true)
  vectors.view.setBigUint64(i * IOVEC_LEN + 8, BigInt(FRAME_LEN), true)
  messages.view.setBigUint64(i * MMSGHDR_LEN + 16, vectors.address + BigInt(i * IOVEC_LEN), true)
  messages.view.setBigUint64(i * MMSGHDR_LEN + 24, 1n, true)
}
const { sent, nanoseconds } = send(open(name), Number(rate), Number(total))
console.log(`${sent} ${nanoseconds}`)

function memory(length: number): { readonly view: DataView; readonly address: bigint } {
  const pointer = koffi.alloc('uint8_t', length)
  return { view: new DataView(koffi.view(pointer, length)), address: koffi.address(pointer) }
}

function open(device: string): number {
  const fd = socket(AF_PACKET, SOCK_RAW, 0)
  const address = Buffer.alloc(SOCKADDR_LEN)
  address.writeUInt16LE(AF_PACKET)
  address.writeInt32LE(indexOf(device), 4)
  const one = Buffer.from([1, 0, 0, 0])
  if (
    fd < 0 ||
    bind(fd, address, SOCKADDR_LEN) !== 0 ||
    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, one, 4) !== 0
  ) {
    throw new Error(`cannot send on ${device}`)
  }
  return fd
}

function send(fd: number, perSecond: number, count: number): { readonly sent: number; readonly nanoseconds: bigint } {
  const from = process.hrtime.bigint()
  let done = 0
  while (done < count) {
    const due = perSecond === 0 ? count : (Number(process.hrtime.bigint() - from) / 1e9) * perSecond
    if (done >= due) {
      usleep(100)
      continue
    }
    const first = done % FRAMES
    const some = Math.min(BATCH, FRAMES - first, count - done)
    const n = sendmmsg(fd, messages.address + BigInt(first * MMSGHDR_LEN), some, 0)
    // The queue is full: what was not taken is sent again.
    if (n > 0) done += n
    else usleep(10)
  }
  return { sent: done, nanoseconds: process.hrtime.bigint() - from }
}

/** Ethernet, IPv4, UDP to 4789, VXLAN 42, and the same inside; the inner source port and the tenants differ. */
function frame(v: DataView, o: number, n: number): void {
  const ethernet = (at: number): void => {
    v.setUint32(at, 0x02000000)
    v.setUint32(at + 4, 0x00020200)
    v.setUint32(at + 8, 0x00000001 + (n % 16))
    v.setUint16(at + 12, 0x0800)
  }
  const ipv4 = (at: number, length: number, source: number, destination: number): void => {
    v.setUint16(at, 0x4500)
    v.setUint16(at + 2, length)
    v.setUint32(at + 8, 0x40110000)
    v.setUint32(at + 12, source)
    v.setUint32(at + 16, destination)
    let sum = 0
    for (let i = 0; i < 20; i += 2) sum += v.getUint16(at + i)
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
    v.setUint16(at + 10, ~sum & 0xffff)
  }
  const udp = (at: number, length: number, source: number, destination: number): void => {
    v.setUint16(at, source)
    v.setUint16(at + 2, destination)
    v.setUint16(at + 4, length)
  }
  ethernet(o)
  ipv4(o + 14, FRAME_LEN - 14, 0x0a000001, 0x0a000002)
  udp(o + 34, FRAME_LEN - 34, 49152 + n, 4789)
  v.setUint32(o + 42, 0x08000000)
  v.setUint32(o + 46, 42 << 8)
  ethernet(o + 50)
  ipv4(o + 64, FRAME_LEN - 64, 0xac100001 + (n % 64), 0xac100101)
  udp(o + 84, FRAME_LEN - 84, 1024 + n, 53)
}
