/** How many TCP segments were sent again or came late, against what tshark says of them. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { factsOfFile } from '../../helpers/check.js'
import { CORPUS, hasCorpus } from '../../helpers/octets.js'
import { isMissing } from '../../helpers/programs.js'

const NETWORKS = fileURLToPath(new URL('../../../../shared/networks/', import.meta.url))
const hasTshark = !isMissing('tshark', 'apt install tshark')

/** Sent again, and late. */
type Counts = readonly [again: number, late: number]

async function ours(path: string): Promise<Counts> {
  const rows = [...(await factsOfFile(path)).segments.rows()]
  const sum = (count: (row: (typeof rows)[number]) => number): number => rows.reduce((n, row) => n + count(row), 0)
  const again = sum(
    ({ seen, unseen, needless, unplaced, overtaken }) => seen + unseen + needless + unplaced + overtaken,
  )
  return [again, sum(({ late }) => late)]
}

/** Frames that tshark takes for retransmissions, fast, spurious or not, and for segments out of order. */
function tsharks(path: string): Counts {
  const fields = ['retransmission', 'out_of_order'].flatMap((name) => ['-e', `tcp.analysis.${name}`])
  const filter = 'tcp.analysis.retransmission || tcp.analysis.out_of_order'
  const args = ['-n', '-r', path, '-Y', filter, '-T', 'fields', ...fields]
  const { stdout } = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  const frames = stdout.split('\n').map((line) => line.split('\t'))
  return [frames.filter(([again]) => again === '1').length, frames.filter(([, late]) => late === '1').length]
}

/** Captures in which both see the same. */
const SAME: readonly string[] = [
  'FlowTest__tls_malformed_cert.pcap',
  'ICS-Security-Tools__EIP-IPAddressChangeAttempt.pcap',
  'PcapFlowLab__25_geneve_option_and_flag_tolerance_matrix.pcap',
  'PcapPlusPlus__Ftp.pcap',
  'gopacket__test300.pcapng',
  'suricata__temp1.pcap',
  'zeek__gap-data-missing.pcapng',
]

/** Captures in which they do not, with what is ours, and why. */
const OTHERWISE: readonly (readonly [file: string, counts: Counts, why: string])[] = [
  ['PcapFlowLab__10_vxlan_same_inner_tuple_different_vni.pcap', [0, 0], 'tshark takes two VNIs for one network'],
  ['PcapPlusPlus__sll2.pcap', [0, 0], 'one packet, captured on two interfaces'],
  ['nDPI__opera-vpn.pcap', [7, 0], 'what tshark has out of order had passed before: there was no gap'],
  ['rod-ix-pc-04__PR_2.pcapng', [0, 1], 'packets in a tunnel in a tunnel, once in each, are one to tshark'],
  ['zeek__vxlan-overlapping-http-get.pcap', [0, 0], 'each packet is there in two VNIs and in none'],
]

describe.skipIf(!hasTshark || !hasCorpus('TCP retransmissions compared with tshark'))('captures of projects', () => {
  test.each(SAME)('%s', async (name) => {
    const path = `${CORPUS}files/${name}`
    expect(await ours(path)).toEqual(tsharks(path))
  })

  test.each(OTHERWISE)('%s: %j, as %s', async (name, counts) => {
    const path = `${CORPUS}files/${name}`
    expect(await ours(path)).toEqual(counts)
    expect(tsharks(path)).not.toEqual(counts)
  })
})

if (!existsSync(NETWORKS)) console.warn(`skipped: retransmissions in ${NETWORKS}, which are not there`)

describe.skipIf(!hasTshark || !existsSync(NETWORKS))('networks of the real kernel', () => {
  test.each(['25-missfdb/n1', '37-lossy/n1', '37-lossy/n2', '39-acl/n1', '39-acl/n2'])('%s', async (name) => {
    const path = `${NETWORKS}${name}.pcap`
    const counts = await ours(path)
    expect(counts[0]).toBeGreaterThan(1)
    expect(counts).toEqual(tsharks(path))
  })

  // It was captured on all interfaces: of what tshark counts all but one are copies, and 5 pieces of one segment.
  test.each(['31-asym/n1', '31-asym/n2'])('%s', async (name) => {
    const { rows } = await inOverlay(`${NETWORKS}${name}.pcap`)
    expect(rows.map(({ seen, unseen, needless, late }) => [seen, unseen, needless, late])).toEqual([[1, 0, 0, 0]])
  })
})

async function inOverlay(path: string) {
  const { flows, segments } = await factsOfFile(path)
  return { rows: [...segments.rows()].filter(({ flow }) => flows.networkAt(flow) > 0) }
}
