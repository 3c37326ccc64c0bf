// How many packets of each VXLAN network a capture holds. Nothing is made for a packet but numbers.
import { decode, openCapture, Packet, TunnelStack, TunnelType } from 'vxsniff'

const capture = await openCapture(process.argv[2] ?? 'fixtures/tenants.pcap')
const packet = new Packet()
const tunnels = new TunnelStack()
const counts = new Map()

while (await capture.fill()) {
  while (capture.next(packet)) {
    decode(packet)
    tunnels.fill(packet)
    for (let n = 0; n < tunnels.depth; n++) {
      if (tunnels.types[n] !== TunnelType.Vxlan) continue
      const vni = tunnels.ids[n]
      counts.set(vni, (counts.get(vni) ?? 0) + 1)
    }
  }
}
for (const [vni, packets] of [...counts].sort(([a], [b]) => a - b)) console.log(`vni ${vni}: ${packets} packets`)
