// An encapsulation of one's own, without a fork: UDP port 7777, four octets of flags and tenant, then an Ethernet frame.
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |U|  Reserved   |                    Tenant                     |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
import { Form, filter, Kind, layersOf, lineOf, openCapture, Reason, registerProtocol } from 'vxsniff'

const HEADER_LEN = 4
const acme = registerProtocol({
  name: 'acme',
  title: 'Acme Encapsulation',
  short: 'Acme',
  reachedBy: { udpPorts: [7777] },
  decode(p, o, end) {
    if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, acme, o, HEADER_LEN, end - o)
    return p.push(acme, o, o + HEADER_LEN, end, Kind.Ethernet)
  },
  fields: [
    { name: 'acme.urgent', label: 'U: Urgent', bit: 0, bits: 1, form: Form.Flag, source: 'Acme 1.0 §2' },
    { name: 'acme.tenant', label: 'Tenant', bit: 8, bits: 24, form: Form.Dec, source: 'Acme 1.0 §2' },
  ],
})

const isOurs = filter('acme.tenant == 42')
for await (const packet of await openCapture(process.argv[2])) {
  const names = layersOf(packet).map(({ protocol }) => protocol)
  const header = layersOf(packet).find(({ protocol }) => protocol === 'acme')
  console.log(packet.number, names.join(' > '), JSON.stringify(header?.fields ?? {}), isOurs(packet))
  if (isOurs(packet)) console.log(lineOf(packet))
}
