/** Every capture of the corpus, packet by packet against what tshark 4.0 read. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Result, readAll } from '../helpers/capture-octets.js'

const corpus = fileURLToPath(new URL('../../../shared/corpus', import.meta.url))
const absent = !existsSync(corpus)
if (absent) console.warn(`corpus tests are SKIPPED: ${corpus} does not exist`)

/** Files that tshark refuses as a whole, though the container is fine: it does not know their link type. */
const LINK_TYPE_UNKNOWN: Readonly<Record<string, number>> = {
  'libpcap__brcm-tag-stp.pcap': 4,
  'tcpdump__dsa.pcap': 8,
  'tcpdump__edsa-high-vid.pcap': 4,
  'tcpdump__frf16_magic_ie-oobr.pcap': 1,
  'tcpdump__juniper_es_oobr.pcap': 1,
  'tcpdump__juniper_monitor_invalid_cookie_length.pcap': 1,
  'tcpdump__vtp_asan-2.pcap': 1,
  'tcpdump__vtp_asan-3.pcap': 1,
}

/** Where we differ from tshark, and why. */
const DIFFERENT: Readonly<Record<string, readonly (keyof Expected | 'rows')[]>> = {
  // A fraction of more than a second: we carry it, tshark's 32 bits overflow.
  'PF_RING__pktap-heap-overflow.pcap': ['time'],
  'tcpdump__rx_serviceid_oobr.pcap': ['time'],
  'tcpflow__bug8.pcap': ['time'],
  // The same, and an original length beyond 2^31 - 1, where tshark's ends.
  'nDPI__fuzz-2021-06-07-c6c72a0a56.pcap': ['time', 'length'],
  // tshark takes SunATM's pseudo-header of 4 octets off both lengths.
  'tcpdump__atm-heapoverflow.pcap': ['length', 'captured'],
  'tcpdump__atm-oam-heapoverflow.pcap': ['length', 'captured'],
  // Damaged after its first record. tshark guesses another record header and invents a packet, tcpdump stops as we do.
  'suricata__fuzz.pcap': ['rows'],
}

/** The columns compared; a Simple Packet Block's time, and a pcap file's interface, are empty in tshark. */
interface Expected {
  readonly time: string
  readonly length: string
  readonly captured: string
  readonly interfaceId: string
  readonly comment: string
}

function truth(name: string): Expected[] {
  const [header = '', ...lines] = readFileSync(`${corpus}/truth/${name}.tsv`, 'utf8').split('\n').filter(Boolean)
  const names = header.split('\t')
  return lines
    .map((line) => {
      const cells = line.split('\t')
      const cell = (column: string): string => cells[names.indexOf(column)] ?? ''
      return {
        time: cell('frame.time_epoch'),
        length: cell('frame.len'),
        captured: cell('frame.cap_len'),
        interfaceId: cell('frame.interface_id'),
        comment: cell('frame.comment'),
        isPacket: !name.startsWith('pcapng-gen__') || cell('frame.interface_id') !== '',
      }
    })
    .filter(({ isPacket }) => isPacket) // tshark numbers custom blocks as frames; they have no interface
    .map(({ isPacket, ...expected }) => expected)
}

/** As `tshark -T fields` escapes a comment; it leaves backslashes alone. */
const escaped = (comment: string): string =>
  comment.replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r')

function found({ rows, capture }: Result, expected: readonly Expected[]): Expected[] {
  return rows.map((r, i) => ({
    time: expected[i]?.time === '' ? '' : `${r.sec}.${String(r.nsec).padStart(9, '0')}`,
    length: String(r.length),
    captured: String(r.captured),
    interfaceId: expected[i]?.interfaceId === '' ? '' : String(capture?.interfaces[r.interfaceId]?.id),
    comment: r.comments.map(escaped).join('|'),
  }))
}

describe.skipIf(absent)('the corpus, as tshark reads it', () => {
  const exits = new Map(
    (absent ? '' : readFileSync(`${corpus}/tshark-status.tsv`, 'utf8'))
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([name = '', exit]) => [name, exit]),
  )

  it.each(absent ? [] : readdirSync(`${corpus}/files`))('%s', async (name) => {
    const result = await readAll(`${corpus}/files/${name}`)
    const unknown = LINK_TYPE_UNKNOWN[name]
    if (unknown !== undefined) {
      expect(result.error).toBeUndefined()
      expect(result.rows).toHaveLength(unknown)
      return
    }
    if (name === 'libpcap__linktype-reserved-field-not-zero.pcap') {
      // tshark and tcpdump refuse its link type word; we ignore the reserved bits.
      expect(result.error).toBeUndefined()
      return
    }
    expect(result.error === undefined ? '0' : '2').toBe(exits.get(name))
    expect(result.rows.map(({ number }) => number)).toEqual(result.rows.map((_, i) => i + 1))
    let expected = truth(name)
    let ours = found(result, expected)
    for (const column of DIFFERENT[name] ?? []) {
      expect(ours).not.toEqual(expected)
      if (column === 'rows') expected = expected.slice(0, ours.length)
      else {
        expected = expected.map((e) => ({ ...e, [column]: '' }))
        ours = ours.map((e) => ({ ...e, [column]: '' }))
      }
    }
    expect(ours).toEqual(expected)
  })
})
