// Which VTEPs learned stations, how many, and from which packet first. `Learning` takes every packet and keeps the tables.
import { decode, Learning, openCapture, Packet, TunnelStack } from 'vxsniff'

const capture = await openCapture(process.argv[2] ?? 'fixtures/p2p-vni42.pcap')
const packet = new Packet()
const tunnels = new TunnelStack()
const learning = new Learning()

while (await capture.fill()) {
  while (capture.next(packet)) {
    decode(packet)
    tunnels.fill(packet)
    learning.observe(packet, tunnels)
  }
}
learning.finish()

/** By the number of a VTEP, the numbers of the packets that taught it. */
const frames = new Map()
for (const { origin, vtep, shown } of learning.facts().fdb) {
  if (origin === 'learned') frames.set(vtep, [...(frames.get(vtep) ?? []), shown.frame])
}
for (const taught of frames.values()) {
  console.log(`a VTEP learned ${taught.length} stations, the first from packet ${Math.min(...taught)}`)
}
