/**
 * libpcap, called through koffi: no compiler, no headers, and no call of ours per packet.
 *
 * `pcap_dispatch` runs on another thread with libpcap's own `pcap_dump` as its callback, which appends pcap records to a
 * stream in memory (`open_memstream`). One completion per batch comes back, and the records are read where they lie.
 */
import koffi, { type LibraryHandle } from 'koffi'
import { type Backend, Direction, type LiveCounters, type Port, type PortOptions, type Slot } from './backend.js'
import { CaptureError, OpenError } from './capture.js'
import type { Chunk } from './chunk.js'
import { blame, FilterError } from './filter.js'
import { FILE_HEADER_LEN } from './magic.js'
import { PLATFORM } from './platform.js'

/** Milliseconds that the kernel gathers packets for before it hands them over. */
const TIMEOUT_MS = 10
/** Packets of a batch at most, so that its memory and the text made of it stay small. */
const BATCH_PACKETS = 4096
/** Octets of the kernel's buffer where nothing is captured. */
const SMALL_BUFFER = 1 << 16

/** An address that C handed out; only koffi looks inside. */
type Pointer = unknown
type Call = ReturnType<LibraryHandle['func']>

/** The functions and the constants of pcap/pcap.h, and those of the C library that are needed beside them. */
interface Libpcap {
  readonly create: Call
  readonly setSnapLength: Call
  readonly setPromiscuous: Call
  readonly setTimeout: Call
  readonly setBufferSize: Call
  readonly setPrecision: Call
  readonly activate: Call
  readonly setNonblock: Call
  readonly setLinkType: Call
  readonly listLinkTypes: Call
  readonly freeLinkTypes: Call
  readonly setDirection: Call
  readonly lookupNet: Call
  readonly compile: Call
  readonly setFilter: Call
  readonly freeCode: Call
  readonly fileDescriptor: Call
  readonly dumpOpen: Call
  readonly dumpClose: Call
  readonly dispatch: Call
  readonly stats: Call
  readonly errorText: Call
  readonly statusText: Call
  readonly close: Call
  /** The address of `pcap_dump`. */
  readonly dump: Pointer
  readonly memoryStream: Call
  readonly flush: Call
  readonly seek: Call
  readonly free: Call
  readonly poll: Call
  readonly deviceName: Call
  /** Undefined on systems that do not ask for an interface's flags by ioctl. */
  readonly ioctl: Call | undefined
  /** Undefined on systems whose sockets have no filters. */
  readonly setSocketOption: Call | undefined
}

const PCAP_ERRBUF_SIZE = 256
const PCAP_NETMASK_UNKNOWN = 0xffffffff
const PCAP_TSTAMP_PRECISION_NANO = 1
const PCAP_ERROR_NO_SUCH_DEVICE = -5
const PCAP_ERROR_PERM_DENIED = -8
const PCAP_ERROR_IFACE_NOT_UP = -9
const PCAP_ERROR_PROMISC_PERM_DENIED = -11
/** The header with the interface's number, which `any` only has when it is asked for. */
const DLT_LINUX_SLL2 = 276
/** The pseudo-interface that stands for all interfaces. */
const ANY = 'any'
/** `pcap_direction_t` */
const DIRECTIONS: Readonly<Record<Direction, number>> = { inout: 0, in: 1, out: 2 }

/** Octets of `struct bpf_program`, of `struct pcap_stat` and of the part of it that every system has. */
const PROGRAM_LEN = 16
const STATS_LEN = 64
/** Octets of `struct pollfd`, and the offset of `revents`. */
const POLLFD_LEN = 8
const REVENTS = 6
const POLLIN = 1
/** Octets of Linux's `struct ifreq`, of a name in it, and the request for the flags behind it: netdevice(7). */
const IFREQ_LEN = 40
const IFNAMSIZ = 16
const SIOCGIFFLAGS = 0x8913
const IFF_UP = 1
/** socket(7) */
const SOL_SOCKET = 1
const SO_ATTACH_FILTER = 26
/** `struct sock_filter`: the single instruction `BPF_RET | BPF_K` with 0 octets, which lets no packet pass. */
const NOTHING_PASSES: Uint16Array = Uint16Array.of(0x06, 0, 0, 0)
/** Octets of `struct sock_fprog`, and the offset of the pointer in it. */
const SOCK_FPROG_LEN = 16
const SOCK_FPROG_FILTER = 8
/** Milliseconds between two looks at whether an interface is still up. */
const LINK_EVERY_MS = 250

/** Loads libpcap; throws an `OpenError` that names the interface when it is not there. */
function loaded(name: string): Libpcap {
  bound ??= loadFirst(PLATFORM.libraries)
  if (bound === undefined) throw new OpenError(name, 'ENOLIB', `libpcap is not installed; ${PLATFORM.install}`)
  return bound
}

export function openLibpcap(name: string): Backend {
  const lib = loaded(name)
  return {
    open: async (device, o) => new LibpcapPort(lib, device, o),
    wait: (ports, ms) => waitFor(lib, ports as readonly LibpcapPort[], ms),
  }
}

/** The LINKTYPE_ values that an interface can be captured with. Throws an `OpenError`. */
export function linkTypesOf(name: string): readonly number[] {
  const lib = loaded(name)
  const handle = open(lib, name, { snapLength: 1, promiscuous: false, bufferSize: SMALL_BUFFER })
  const list: Pointer = koffi.alloc('void *', 1)
  try {
    const count = lib.listLinkTypes(handle, list) as number
    if (count < 0) throw new OpenError(name, 'EIO', String(lib.errorText(handle)))
    const types = koffi.decode(list, 'int *')
    const found = koffi.decode(types, 'int', count) as Iterable<number>
    lib.freeLinkTypes(types)
    return [...found]
  } finally {
    koffi.free(list)
    lib.close(handle)
  }
}

/** Loaded once, because koffi keeps every definition for good. */
let bound: Libpcap | undefined

function loadFirst(names: readonly string[]): Libpcap | undefined {
  for (const name of names) {
    try {
      return bind(koffi.load(name))
    } catch {
      // Goes on with the next name: names differ between systems.
    }
  }
  return undefined
}

function bind(lib: LibraryHandle): Libpcap {
  const c = koffi.load(null)
  return {
    create: lib.func('void *pcap_create(const char *, void *)'),
    setSnapLength: lib.func('int pcap_set_snaplen(void *, int)'),
    setPromiscuous: lib.func('int pcap_set_promisc(void *, int)'),
    setTimeout: lib.func('int pcap_set_timeout(void *, int)'),
    setBufferSize: lib.func('int pcap_set_buffer_size(void *, int)'),
    setPrecision: lib.func('int pcap_set_tstamp_precision(void *, int)'),
    activate: lib.func('int pcap_activate(void *)'),
    setNonblock: lib.func('int pcap_setnonblock(void *, int, void *)'),
    setLinkType: lib.func('int pcap_set_datalink(void *, int)'),
    listLinkTypes: lib.func('int pcap_list_datalinks(void *, void *)'),
    freeLinkTypes: lib.func('void pcap_free_datalinks(int *)'),
    setDirection: lib.func('int pcap_setdirection(void *, int)'),
    lookupNet: lib.func('int pcap_lookupnet(const char *, void *, void *, void *)'),
    compile: lib.func('int pcap_compile(void *, void *, const char *, int, uint32_t)'),
    setFilter: lib.func('int pcap_setfilter(void *, void *)'),
    freeCode: lib.func('void pcap_freecode(void *)'),
    fileDescriptor: lib.func('int pcap_get_selectable_fd(void *)'),
    dumpOpen: lib.func('void *pcap_dump_fopen(void *, void *)'),
    dumpClose: lib.func('void pcap_dump_close(void *)'),
    dispatch: lib.func('int pcap_dispatch(void *, int, void *, void *)'),
    stats: lib.func('int pcap_stats(void *, void *)'),
    errorText: lib.func('const char *pcap_geterr(void *)'),
    statusText: lib.func('const char *pcap_statustostr(int)'),
    close: lib.func('void pcap_close(void *)'),
    dump: lib.symbol('pcap_dump'),
    memoryStream: c.func('void *open_memstream(void *, void *)'),
    flush: c.func('int fflush(void *)'),
    seek: c.func('int fseek(void *, long, int)'),
    free: c.func('void free(void *)'),
    poll: c.func('int poll(void *, unsigned long, int)'),
    deviceName: c.func('const char *if_indextoname(unsigned int, void *)'),
    ioctl: PLATFORM.hasPacketSockets ? c.func('int ioctl(int, unsigned long, void *)') : undefined,
    setSocketOption: PLATFORM.hasPacketSockets
      ? c.func('int setsockopt(int, int, int, void *, unsigned int)')
      : undefined,
  }
}

/** Runs a call on another thread. */
function elsewhere(call: Call, ...args: readonly unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    call.async(...args, (error: Error | null, result: number) => (error ? reject(error) : resolve(result)))
  })
}

/** Waits for all interfaces on one thread. libuv has only four, and each interface needs one to take packets. */
async function waitFor(lib: Libpcap, ports: readonly LibpcapPort[], ms: number): Promise<readonly Port[]> {
  // The call writes into this buffer while it runs; koffi keeps the buffer alive until then.
  const fds = Buffer.alloc(POLLFD_LEN * ports.length)
  for (const [i, port] of ports.entries()) {
    fds.writeInt32LE(port.fd, i * POLLFD_LEN)
    fds.writeInt16LE(POLLIN, i * POLLFD_LEN + 4)
  }
  await elsewhere(lib.poll, fds, ports.length, ms)
  return ports.filter((port, i) => fds.readInt16LE(i * POLLFD_LEN + REVENTS) !== 0 || port.isDown())
}

/** Memory that C appends pcap records to. */
class MemoryStream {
  readonly #lib: Libpcap
  /** Where C stores the memory's address and length. The memory moves when it grows. */
  readonly #address: Pointer = koffi.alloc('uintptr_t', 1)
  readonly #size: Pointer = koffi.alloc('size_t', 1)
  readonly #file: Pointer
  readonly dumper: Pointer
  #at: unknown
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = new DataView(this.#bytes.buffer)

  constructor(lib: Libpcap, handle: Pointer) {
    this.#lib = lib
    this.#file = lib.memoryStream(this.#address, this.#size)
    // Makes libpcap write a file header into the stream. The next batch overwrites it.
    this.dumper = lib.dumpOpen(handle, this.#file)
  }

  /** Ends the batch and points the chunk at its records. Returns their octets. */
  borrow(chunk: Chunk): number {
    this.#lib.flush(this.#file)
    const length = Number(koffi.decode(this.#size, 'size_t'))
    const at = koffi.decode(this.#address, 'uintptr_t')
    if (at !== this.#at || length > this.#bytes.length) {
      this.#at = at
      this.#bytes = new Uint8Array(koffi.view(koffi.decode(this.#address, 'void *'), length))
      this.#view = new DataView(this.#bytes.buffer)
    }
    chunk.bytes = this.#bytes
    chunk.view = this.#view
    chunk.at = 0
    chunk.end = length
    this.rewind()
    return length
  }

  /** Makes the next record overwrite the first one. */
  rewind(): void {
    this.#lib.seek(this.#file, 0, 0)
  }

  close(): void {
    this.#lib.dumpClose(this.dumper)
    this.#lib.free(koffi.decode(this.#address, 'void *'))
    koffi.free(this.#address)
    koffi.free(this.#size)
  }
}

class LibpcapPort implements Port {
  readonly name: string
  readonly header: DataView
  readonly fd: number
  readonly #lib: Libpcap
  readonly #handle: Pointer
  readonly #streams: readonly [MemoryStream, MemoryStream]
  /** libpcap's counters added up, and their last values: they have 32 bits and wrap around. */
  readonly #sums: [number, number, number] = [0, 0, 0]
  readonly #last: [number, number, number] = [0, 0, 0]
  readonly #stats: Buffer = Buffer.alloc(STATS_LEN)
  readonly #ifreq: Buffer = Buffer.alloc(IFREQ_LEN)
  #nextLook = 0
  #down = false

  constructor(lib: Libpcap, name: string, o: PortOptions) {
    this.name = name
    this.#lib = lib
    this.#handle = open(lib, name, o)
    try {
      setFilter(lib, this.#handle, name, o.filter)
      const refused = Buffer.alloc(PCAP_ERRBUF_SIZE)
      if (lib.setNonblock(this.#handle, 1, refused) < 0) throw new OpenError(name, 'EIO', text(refused))
      if (o.direction !== Direction.Both && lib.setDirection(this.#handle, DIRECTIONS[o.direction]) < 0) {
        throw new OpenError(name, 'EINVAL', `cannot capture one direction only: ${lib.errorText(this.#handle)}`)
      }
    } catch (error) {
      lib.close(this.#handle)
      throw error
    }
    this.fd = lib.fileDescriptor(this.#handle)
    this.#streams = [new MemoryStream(lib, this.#handle), new MemoryStream(lib, this.#handle)]
    this.header = this.#readHeader()
    this.#ifreq.write(name.slice(0, IFNAMSIZ - 1))
  }

  /** Takes the file header that libpcap has written, which describes the records. Both streams have the same one. */
  #readHeader(): DataView {
    const chunk = { bytes: NOTHING, view: new DataView(NOTHING.buffer), at: 0, end: 0 } as Chunk
    this.#streams[0].borrow(chunk)
    const header = chunk.bytes.slice(0, FILE_HEADER_LEN)
    this.#streams[1].borrow(chunk)
    return new DataView(header.buffer)
  }

  async take(slot: Slot, chunk: Chunk): Promise<number> {
    const lib = this.#lib
    const stream = this.#streams[slot]
    const packets = await elsewhere(lib.dispatch, this.#handle, BATCH_PACKETS, lib.dump, stream.dumper)
    if (packets < 0) throw this.#failure(String(lib.errorText(this.#handle)))
    if (packets > 0) return stream.borrow(chunk)
    if (this.#down) throw new CaptureError(this.name, undefined, 'the interface went down')
    return 0
  }

  #failure(said: string): CaptureError {
    const gone = /disappeared|no such device|went down/i.test(said)
    return new CaptureError(this.name, undefined, gone ? 'the interface was removed' : said)
  }

  /** Whether the interface is down. libpcap 1.10 does not tell, so the interface's flags are read now and then. */
  isDown(): boolean {
    const { ioctl } = this.#lib
    const now = performance.now()
    if (ioctl === undefined || this.name === ANY || now < this.#nextLook) return this.#down
    this.#nextLook = now + LINK_EVERY_MS
    this.#count()
    // If the flags cannot be read, the interface is gone or renamed. libpcap reports that itself.
    if (ioctl(this.fd, SIOCGIFFLAGS, this.#ifreq) === 0) {
      this.#down = (this.#ifreq.readUInt16LE(IFNAMSIZ) & IFF_UP) === 0
    }
    return this.#down
  }

  counters(): LiveCounters {
    this.#count()
    const [received, dropped, droppedByInterface] = this.#sums
    return { received, dropped, droppedByInterface }
  }

  /** Adds what libpcap has counted since the last call. */
  #count(): void {
    if (this.#lib.stats(this.#handle, this.#stats) !== 0) return
    for (const i of [0, 1, 2] as const) {
      const now = this.#stats.readUInt32LE(4 * i)
      this.#sums[i] += (now - this.#last[i]) >>> 0
      this.#last[i] = now
    }
  }

  halt(): boolean {
    const { setSocketOption } = this.#lib
    if (setSocketOption === undefined) return false
    const program = Buffer.alloc(SOCK_FPROG_LEN)
    new Uint16Array(program.buffer, program.byteOffset, 1)[0] = 1
    new BigUint64Array(program.buffer, program.byteOffset + SOCK_FPROG_FILTER, 1)[0] = BigInt(
      koffi.address(NOTHING_PASSES),
    )
    return setSocketOption(this.fd, SOL_SOCKET, SO_ATTACH_FILTER, program, SOCK_FPROG_LEN) === 0
  }

  async discard(): Promise<number> {
    const lib = this.#lib
    const [stream] = this.#streams
    let all = 0
    for (;;) {
      const packets = await elsewhere(lib.dispatch, this.#handle, BATCH_PACKETS, lib.dump, stream.dumper)
      if (packets <= 0) return all
      all += packets
      stream.rewind()
    }
  }

  deviceName(index: number): string {
    const name = this.#lib.deviceName(index, Buffer.alloc(IFNAMSIZ)) as string | null
    return name ?? `if${index}`
  }

  close(): void {
    for (const stream of this.#streams) stream.close()
    this.#lib.close(this.#handle)
  }
}

const NOTHING: Uint8Array<ArrayBuffer> = new Uint8Array(0)

/** A handle of libpcap that captures. Throws an `OpenError` that says how to get what is missing. */
function open(lib: Libpcap, name: string, o: Pick<PortOptions, 'snapLength' | 'promiscuous' | 'bufferSize'>): Pointer {
  const error = Buffer.alloc(PCAP_ERRBUF_SIZE)
  const handle: Pointer = lib.create(name, error)
  if (handle === null) throw new OpenError(name, 'EIO', text(error))
  lib.setSnapLength(handle, o.snapLength)
  lib.setPromiscuous(handle, o.promiscuous ? 1 : 0)
  lib.setTimeout(handle, TIMEOUT_MS)
  lib.setBufferSize(handle, o.bufferSize)
  // A system without nanosecond time stamps gives microseconds and says so in the file header.
  lib.setPrecision(handle, PCAP_TSTAMP_PRECISION_NANO)
  const status = lib.activate(handle) as number
  if (status >= 0) {
    // libpcap before 1.10 only has the older header, which names no interface.
    if (PLATFORM.hasAny && name === ANY) lib.setLinkType(handle, DLT_LINUX_SLL2)
    return handle
  }
  const said = String(lib.errorText(handle) || lib.statusText(status))
  lib.close(handle)
  throw refusal(name, status, said)
}

function refusal(name: string, status: number, said: string): OpenError {
  if (status === PCAP_ERROR_NO_SUCH_DEVICE || /no such device/i.test(said)) {
    return new OpenError(name, 'ENODEV', 'no such interface')
  }
  if (status === PCAP_ERROR_PERM_DENIED || status === PCAP_ERROR_PROMISC_PERM_DENIED) {
    return new OpenError(name, 'EPERM', `no permission to capture. ${PLATFORM.permission(name)}`)
  }
  if (status === PCAP_ERROR_IFACE_NOT_UP) {
    return new OpenError(name, 'ENETDOWN', `the interface is down: ${PLATFORM.up(name)}`)
  }
  return new OpenError(name, 'EIO', said)
}

function setFilter(lib: Libpcap, handle: Pointer, name: string, filter: string): void {
  if (filter === '') return
  const program = Buffer.alloc(PROGRAM_LEN)
  const net = Buffer.alloc(4)
  const mask = Buffer.alloc(4)
  const known = lib.lookupNet(name, net, mask, Buffer.alloc(PCAP_ERRBUF_SIZE)) === 0
  const netmask = known ? mask.readUInt32LE() : PCAP_NETMASK_UNKNOWN
  const compiles = (candidate: string): boolean => {
    if (lib.compile(handle, program, candidate, 1, netmask) !== 0) return false
    lib.freeCode(program)
    return true
  }
  if (lib.compile(handle, program, filter, 1, netmask) !== 0) {
    const said = String(lib.errorText(handle)).replace(/^can't parse filter expression: /, '')
    throw new FilterError(filter, said, blame(filter, said, compiles))
  }
  const status = lib.setFilter(handle, program)
  lib.freeCode(program)
  if (status !== 0) throw new OpenError(name, 'EINVAL', `the filter cannot be set: ${lib.errorText(handle)}`)
}

/** The text in a buffer that C has filled. */
function text(buffer: Buffer): string {
  return buffer.toString('utf8', 0, buffer.indexOf(0))
}
