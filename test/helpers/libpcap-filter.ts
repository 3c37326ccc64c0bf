/** libpcap's own filter, run over frames of a file: what tcpdump's words mean. */
import koffi, { type LibraryHandle } from 'koffi'
import type { Frame } from './octets.js'

const { CI } = process.env
const PROGRAM_LEN = 16
/** Octets of `struct pcap_pkthdr` with a time of 64 bits, and the offsets of its lengths. */
const HEADER_LEN = 24
const CAPTURED = 16
const LENGTH = 20
const NETMASK_UNKNOWN = 0xffffffff
const SNAPSHOT = 262_144

type Call = ReturnType<LibraryHandle['func']>

interface Functions {
  readonly openDead: Call
  readonly compile: Call
  readonly offline: Call
  readonly errorText: Call
}

let bound: Functions | undefined

/** Undefined where the library is not there. */
function functions(): Functions | undefined {
  try {
    bound ??= bind(koffi.load('libpcap.so.0.8'))
  } catch {
    // Tests are skipped then.
  }
  return bound
}

function bind(lib: LibraryHandle): Functions {
  return {
    openDead: lib.func('void *pcap_open_dead(int, int)'),
    compile: lib.func('int pcap_compile(void *, void *, const char *, int, uint32_t)'),
    offline: lib.func('int pcap_offline_filter(void *, void *, void *)'),
    errorText: lib.func('const char *pcap_geterr(void *)'),
  }
}

export function isLibpcapMissing(): boolean {
  if (functions() !== undefined) return false
  const message = 'libpcap is not there, so what it would confirm is skipped: apt-get install libpcap0.8'
  if (CI === 'true') throw new Error(message)
  console.warn(message)
  return true
}

/** Names of link types as libpcap numbers them in memory: DLT_RAW is not LINKTYPE_RAW. */
const DLT: Readonly<Record<number, number>> = { 101: 12 }
const handles = new Map<number, unknown>()

/** Compiles the words for a link type; the test of a frame, or the message of a refusal. */
export function libpcapFilter(words: string, linkType: number): ((f: Frame) => boolean) | string {
  const lib = functions()!
  const handle = handles.get(linkType) ?? lib.openDead(DLT[linkType] ?? linkType, SNAPSHOT)
  handles.set(linkType, handle)
  const program = Buffer.alloc(PROGRAM_LEN)
  if (lib.compile(handle, program, words, 1, NETMASK_UNKNOWN) !== 0) return String(lib.errorText(handle))
  const header = Buffer.alloc(HEADER_LEN)
  return ({ octets, length }) => {
    header.writeUInt32LE(octets.length, CAPTURED)
    header.writeUInt32LE(length, LENGTH)
    return lib.offline(program, header, octets) !== 0
  }
}
