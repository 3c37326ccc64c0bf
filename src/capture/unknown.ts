/** Tells what a file is that cannot be read here as a capture, and which command helps. */
import { FILE_HEADER_LEN, headerBegins } from './magic.js'

/** Octets that are searched for a capture that begins later in a file. */
const SEARCHED = 1 << 16
/** Octets that have to be text for a file to be called that. */
const TEXT_LEN = 1 << 10

/** How such a file begins, and what to do with it. `FILE` stands for the path, `-` reads what comes from a pipe. */
interface Known {
  readonly magic: string
  readonly at?: number
  readonly is: string
  readonly help: string
}

const CONVERTED = 'convert it: editcap -F pcapng FILE OUT.pcapng'
const PIPED = (command: string): string => `use: ${command} FILE | vxsniff read -`

/** In hexadecimal. Numbers of other captures are those of Wireshark's wiretap. */
const KNOWN: readonly Known[] = [
  { magic: '474d4255', is: 'a capture of Network Monitor 2', help: CONVERTED },
  { magic: '52545353', is: 'a capture of Network Monitor 1', help: CONVERTED },
  { magic: '58435000', is: 'a capture of NetXRay or Sniffer', help: CONVERTED },
  { magic: '5452534e494646', is: 'a capture of Sniffer', help: CONVERTED },
  { magic: '6970747261636520', is: 'a capture of iptrace (AIX)', help: CONVERTED },
  { magic: '5452006400', is: 'a capture of nettl (HP-UX)', help: CONVERTED },
  { magic: '0556', is: 'a capture of Visual Networks', help: CONVERTED },
  { magic: '6274736e6f6f7000', is: 'a btsnoop capture of Bluetooth', help: 'there are no networks in it' },
  ...['a1b234cd', 'cd34b2a1', 'a12b3c4d', '4d3c2ba1'].map((magic) => ({
    magic,
    is: 'a pcap file of a rare kind',
    help: CONVERTED,
  })),
  { magic: '504b0304', is: 'a zip archive', help: PIPED('unzip -p') },
  { magic: '377abcaf271c', is: 'a 7z archive', help: PIPED('7z x -so') },
  { magic: '526172211a07', is: 'a RAR archive', help: PIPED('unrar p -inul') },
  { magic: '7573746172', at: 257, is: 'a tar archive', help: PIPED('tar -xOf') },
  { magic: '1f9d', is: 'data compressed by compress', help: PIPED('gzip -dc') },
  {
    magic: 'fffe',
    is: 'text in UTF-16',
    help: 'a shell has redirected what a program wrote: have it write the file, tcpdump -w',
  },
  {
    magic: 'feff',
    is: 'text in UTF-16',
    help: 'a shell has redirected what a program wrote: have it write the file, tcpdump -w',
  },
  {
    magic: '0d0a0d0d0d0a',
    is: 'a pcapng file with a carriage return in front of each line feed',
    help: 'transfer it again, in binary mode',
  },
  {
    magic: '0a0d0a',
    is: 'a pcapng file without some of its carriage returns',
    help: 'transfer it again, in binary mode',
  },
  { magic: 'c394c383c2b2c2a1', is: 'a pcap file in UTF-8', help: PIPED('iconv -f utf-8 -t latin1') },
  {
    magic: 'efbfbdc3b2efbfbd',
    is: 'a pcap file that was taken for text',
    help: 'its octets are lost: transfer it again, in binary mode',
  },
  {
    magic: 'efbfbdefbfbdefbfbdefbfbd',
    is: 'a capture that was taken for text',
    help: 'its octets are lost: transfer it again, in binary mode',
  },
]

/** By the first characters of text, in lower case and without spaces in front. */
const TEXTS: readonly { readonly begins: RegExp; readonly is: string; readonly help: string }[] = [
  { begins: /^version https:\/\/git-lfs\./, is: 'a Git LFS pointer, not the file', help: 'get that: git lfs pull' },
  {
    begins: /^(<!doctype html|<html|<head|<!--)/,
    is: 'a web page',
    help: 'it came in place of the file: download that again',
  },
  { begins: /^<\?xml/, is: 'XML', help: 'packets of it cannot be read: ask for the capture itself' },
  { begins: /^[[{]/, is: 'JSON', help: 'packets of it cannot be read: ask for the capture itself' },
  {
    begins: /^(0x)?0000[0:]*\s+[0-9a-f]{2}/,
    is: 'a hex dump',
    help: 'make a capture of it: text2pcap FILE OUT.pcapng',
  },
]

/** `a tar archive; use: tar -xOf FILE | vxsniff read -`; undefined for an unknown file. `head` are its first octets. */
export function whatItIs(path: string, head: Uint8Array): string | undefined {
  const found = known(head) ?? embedded(head) ?? text(head)
  return found && `${found.is}; ${found.help.replace(' FILE', path === '-' ? '' : ` ${shellWord(path)}`)}`
}

type Found = Pick<Known, 'is' | 'help'>

function known(head: Uint8Array): Found | undefined {
  const hex = hexOf(head.subarray(0, 300))
  const found = KNOWN.find(({ magic, at = 0 }) => hex.startsWith(magic, 2 * at))
  if (found !== undefined) return found
  if (isEtl(head))
    return { is: 'a trace of Windows (ETL)', help: 'convert it: etl2pcapng FILE OUT.pcapng, or pktmon etl2pcap FILE' }
  const isZero = head.length > 0 && head.every((octet) => octet === 0)
  return isZero ? { is: 'nothing but zeros', help: 'what should have been written is not there' } : undefined
}

/**
 * The header of a trace's first buffer: WMI_BUFFER_HEADER of 72 octets, whose first number is its size in whole KiB, then
 * SYSTEM_TRACE_HEADER, version 2, of the type of 32 or 64 bits.
 */
function isEtl(head: Uint8Array): boolean {
  if (head.length < 76) return false
  const v = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const size = v.getUint32(0, true)
  const isSize = size >= 1024 && size <= 1 << 24 && size % 1024 === 0 && v.getUint32(4, true) <= size
  return (
    isSize && v.getUint16(72, true) === 2 && (v.getUint8(74) === 1 || v.getUint8(74) === 2) && v.getUint8(75) === 0xc0
  )
}

/** A capture that begins later. */
function embedded(head: Uint8Array): Found | undefined {
  const v = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const last = Math.min(head.length - FILE_HEADER_LEN, SEARCHED)
  for (let o = 1; o <= last; o++) {
    const octet = v.getUint8(o)
    const mayBegin = octet === 0xa1 || octet === 0xd4 || octet === 0x4d || octet === 0x34 || octet === 0x0a
    if (!mayBegin || !headerBegins(v, o)) continue
    const others = head.subarray(0, o).every((before) => before === 0) ? 'zeros' : 'other octets'
    return {
      is: `a capture behind ${o === 1 ? 'an octet of' : `${o} octets of`} ${others}`,
      help: `use: tail -c +${o + 1} FILE | vxsniff read -`,
    }
  }
  return undefined
}

function text(head: Uint8Array): Found | undefined {
  const start = String.fromCharCode(...head.subarray(0, TEXT_LEN)).toLowerCase()
  const isText = start !== '' && /^[\t\n\r -~\x80-\xff]*$/.test(start)
  if (!isText) return undefined
  const found = TEXTS.find(({ begins }) => begins.test(start.trimStart()))
  return found ?? { is: 'text', help: 'ask for the capture itself, of tcpdump -w or Wireshark' }
}

/** Two digits an octet. */
export function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')
}

/** For a shell, quoted where that is needed. */
export function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
