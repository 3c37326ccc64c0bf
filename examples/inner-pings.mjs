// The pings inside of VXLAN network 42, a line each, and the first one with all its fields.
import { filter, layersOf, lineOf, openCapture } from 'vxsniff'

const isPing = filter('vni 42 and inner icmp and icmp.type == 8')
let first

for await (const packet of await openCapture(process.argv[2] ?? 'fixtures/multicast.pcap')) {
  if (!isPing(packet)) continue
  console.log(`#${packet.number}  ${lineOf(packet)}`)
  // The packet is one object that the next one overwrites: what is to stay is taken out.
  first ??= layersOf(packet)
}
for (const { protocol, fields } of first ?? []) console.log(protocol, Object.keys(fields).length, 'fields')
