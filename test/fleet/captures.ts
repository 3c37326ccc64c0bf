/** Writes forty captures for `.ci/cluster` into a directory: some of the fixtures, and parts of one large capture. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from '../../bench/generate.js'

const SMALL = 'multicast gretap tenants ipv6-underlay vlans offload any-sll2 gre-seed fragments evpn'.split(' ')
const PARTS = 30
const PACKETS = 10_000
const FILE_HEADER = 24
const RECORD_HEADER = 16

const [dir] = process.argv.slice(2)
mkdirSync(dir!, { recursive: true })
for (const name of SMALL) copyFileSync(`fixtures/${name}.pcap`, join(dir!, `${name}.pcap`))
const whole = join(dir!, 'whole')
generate(whole, PARTS * PACKETS)
const octets = readFileSync(whole)
rmSync(whole)
for (let part = 0, at = FILE_HEADER; part < PARTS; part++) {
  const begin = at
  for (let i = 0; i < PACKETS; i++) at += RECORD_HEADER + octets.readUInt32LE(at + 8)
  const name = `part-${String(part).padStart(2, '0')}.pcap`
  writeFileSync(join(dir!, name), Buffer.concat([octets.subarray(0, FILE_HEADER), octets.subarray(begin, at)]))
}
