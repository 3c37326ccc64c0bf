// Ten packets of an interface, and what the kernel says of them in the end. As root.
import { decode, layersOf, openLive, Packet } from 'vxsniff'

const [name = 'lo', filter = ''] = process.argv.slice(2)
const capture = await openLive([name], { filter })
const packet = new Packet()
let left = 10

while (left > 0 && (await capture.fill())) {
  while (left > 0 && capture.next(packet)) {
    decode(packet)
    const names = layersOf(packet).map((layer) => layer.protocol)
    console.log(packet.number, names.join(' > '))
    left--
  }
}
const { received, dropped } = capture.counters()
capture.close()
console.log(`${received} received, ${dropped} dropped by the kernel`)
