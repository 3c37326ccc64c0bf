/** What a tunnel is called on a line and in a table: `vxlan 42`, `gre 0x222222`, `gretap 0x138907 = nvgre 5001/7`. */
import { NO_ID, TunnelType } from '../wire/tunnel.js'
import { type Literal, literal, type Writer } from './writer.js'

const NAMES: Readonly<Record<TunnelType, Literal>> = {
  [TunnelType.None]: literal(''),
  [TunnelType.Vxlan]: literal('vxlan'),
  [TunnelType.VxlanGpe]: literal('vxlan-gpe'),
  [TunnelType.Geneve]: literal('geneve'),
  [TunnelType.Gre]: literal('gre'),
  [TunnelType.Gretap]: literal('gretap'),
  [TunnelType.GretapOrNvgre]: literal('gretap'),
  [TunnelType.Pptp]: literal('pptp'),
  [TunnelType.Erspan1]: literal('erspan-i'),
  [TunnelType.Erspan2]: literal('erspan'),
  [TunnelType.Erspan3]: literal('erspan-iii'),
  [TunnelType.FlannelUdp]: literal('flannel-udp'),
  [TunnelType.Mpls]: literal('mpls'),
  [TunnelType.Ipv4InIpv4]: literal('4in4'),
  [TunnelType.Ipv6InIpv4]: literal('6in4'),
  [TunnelType.Ipv4InIpv6]: literal('4in6'),
  [TunnelType.Ipv6InIpv6]: literal('6in6'),
  [TunnelType.Eoip]: literal('eoip'),
  [TunnelType.EtherIp]: literal('etherip'),
  [TunnelType.Gtp]: literal('gtp'),
  [TunnelType.L2tp]: literal('l2tp'),
  [TunnelType.L2tpv3]: literal('l2tpv3'),
  [TunnelType.Gue]: literal('gue'),
  [TunnelType.Teredo]: literal('teredo'),
  [TunnelType.Tzsp]: literal('tzsp'),
  [TunnelType.Lisp]: literal('lisp'),
  [TunnelType.Ayiya]: literal('ayiya'),
  [TunnelType.Capwap]: literal('capwap'),
  [TunnelType.SixToFour]: literal('6to4'),
}

const HEX_PREFIX = literal('0x')
const EQUALS_NVGRE = literal(' = nvgre ')
const NVGRE = literal('nvgre ')
const SLASH = 47
/** Keys of GRE and the like are shown in hexadecimal from here on: nobody configures them in decimal. */
const LONG_KEY = 0x10000
const IN_HEX: ReadonlySet<TunnelType> = new Set([
  TunnelType.Gre,
  TunnelType.Gretap,
  TunnelType.GretapOrNvgre,
  TunnelType.Gtp,
  TunnelType.L2tpv3,
])

/** `narrow` leaves out the second reading of a key that may be NVGRE's; `port` is shown when it is not 0. */
export function writeTunnelName(type: TunnelType, id: number, w: Writer, narrow = false, port = 0): void {
  if (type === TunnelType.GretapOrNvgre && narrow) {
    writeVsid(NVGRE, id, w)
    return
  }
  w.put(NAMES[type])
  if (port !== 0) {
    w.char(SLASH)
    w.dec(port)
  }
  if (id === NO_ID) return
  w.space()
  if (type === TunnelType.L2tp) {
    w.dec(id >>> 16)
    w.char(SLASH)
    w.dec(id & 0xffff)
  } else if (id >= LONG_KEY && IN_HEX.has(type)) {
    w.put(HEX_PREFIX)
    w.hex(id, id > 0xffffff ? 8 : 6)
  } else {
    w.dec(id)
  }
  if (type === TunnelType.GretapOrNvgre) writeVsid(EQUALS_NVGRE, id, w)
}

/** RFC 7637 §3.2: the upper 24 bits are the VSID, the lower 8 the FlowID. */
function writeVsid(prefix: Literal, key: number, w: Writer): void {
  w.put(prefix)
  w.dec(key >>> 8)
  w.char(SLASH)
  w.dec(key & 0xff)
}
