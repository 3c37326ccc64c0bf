// Takes the packets of one VXLAN network out of a capture, as they were captured.
import { decode, openCapture, openWriter, Packet, TunnelStack, TunnelType } from 'vxsniff'

const [file = '', vni = '', out = ''] = process.argv.slice(2)
const capture = await openCapture(file)
// The names of what is read, so that nothing is written over them.
const writer = openWriter(out, capture, [file])
const packet = new Packet()
const tunnels = new TunnelStack()
let taken = 0

while (await capture.fill()) {
  while (capture.next(packet)) {
    decode(packet)
    tunnels.fill(packet)
    for (let n = 0; n < tunnels.depth; n++) {
      if (tunnels.types[n] !== TunnelType.Vxlan || tunnels.ids[n] !== Number(vni)) continue
      writer.write(packet)
      taken++
      break
    }
  }
}
writer.close()
console.log(`${taken} packets`)
