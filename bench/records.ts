/**
 * Reads the records of a pcap file, and decodes nothing: `records.ts READER FILE`, by the reader of the program or by npm's
 * `pcap-parser`. Prints how many packets there were, and octets in them.
 */
import type { TheirPacket } from 'pcap-parser'

interface Sum {
  packets: number
  octets: number
}

const READERS: Readonly<Record<string, (path: string, sum: Sum) => Promise<void>>> = {
  async vxsniff(path, sum) {
    const { openCapture, Packet } = await import(new URL('../dist/index.js', import.meta.url).href)
    const capture = await openCapture(path)
    const packet = new Packet()
    while (await capture.fill()) {
      while (capture.next(packet)) {
        sum.packets++
        sum.octets += packet.captured
      }
    }
    capture.close()
  },
  async 'pcap-parser'(path, sum) {
    const { parse } = await import('pcap-parser')
    return new Promise((resolve, reject) => {
      parse(path)
        .on('packet', ({ data }: TheirPacket) => {
          sum.packets++
          sum.octets += data.length
        })
        .on('error', reject)
        .on('end', resolve)
    })
  },
}

const [reader, file] = process.argv.slice(2)
const sum = { packets: 0, octets: 0 }
await READERS[reader!]!(file!, sum)
console.log(`${sum.packets} packets, ${sum.octets} octets`)
