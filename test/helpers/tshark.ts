/** What tshark sees in a capture: every header and field with its place, by `-T pdml`. */
import { execFileSync } from 'node:child_process'

interface Field {
  readonly name: string
  readonly at: number
  readonly size: number
  readonly show: string
  /** Hexadecimal digits. */
  readonly value: string
}

interface Proto {
  readonly name: string
  readonly at: number
  readonly size: number
  readonly fields: Field[]
}

/** Names of headers that make a tunnel. */
const TUNNELS = /^(vxlan|gre|geneve)$/

export class Frame {
  readonly protos: Proto[] = []

  /** The n-th occurrence of a field from 0 on, as tshark shows it; `undefined` where there is none. */
  show(name: string, n = 0): string | undefined {
    return this.all(name)[n]?.show
  }

  all(name: string): readonly Field[] {
    return this.protos.flatMap(({ fields }) => fields.filter((field) => field.name === name))
  }

  get number(): number {
    return Number(this.show('frame.number'))
  }

  /** Nanoseconds since 1970. */
  get time(): bigint {
    return BigInt(this.show('frame.time_epoch')!.replace('.', '').slice(0, 19))
  }

  /** The addresses of an IP header, the outermost by default. */
  ip(n = 0): readonly [string, string] | undefined {
    const headers = this.protos.filter(({ name }) => name === 'ip' || name === 'ipv6')
    const header = headers[n]
    if (header === undefined) return undefined
    const of = (end: string): string => header.fields.find(({ name }) => name === `${header.name}.${end}`)!.show
    return [of('src'), of('dst')]
  }

  /** Source and destination of an Ethernet header. */
  eth(n: number): readonly [string, string] | undefined {
    const source = this.show('eth.src', n)
    return source === undefined ? undefined : [source, this.show('eth.dst', n)!]
  }

  /** Whether it is an ICMP error that quotes a tunnel's packet. */
  get isRefusal(): boolean {
    const headers = this.protos.map(({ name }) => name)
    return headers.some((name, i) => name.startsWith('icmp') && headers.slice(i).some((h) => TUNNELS.test(h)))
  }

  /** Not a number where the packet is in no tunnel, or is an ICMP error that quotes one. */
  get vni(): number {
    if (this.isRefusal) return Number.NaN
    return Number(this.show('vxlan.vni') ?? this.show('geneve.vni') ?? Number.NaN)
  }

  /** The inner Ethernet header of a tunnel. */
  get inner(): readonly [string, string] | undefined {
    const tunnel = this.protos.findIndex(({ name }) => TUNNELS.test(name))
    const inner = this.protos.slice(tunnel + 1).find(({ name }) => name === 'eth')
    const of = (name: string): string => inner!.fields.find((field) => field.name === name)!.show
    return tunnel < 0 || inner === undefined ? undefined : [of('eth.src'), of('eth.dst')]
  }

  /** Addresses inside the tunnel, by IP or ARP. */
  get innerIp(): readonly [string, string] | undefined {
    const sender = this.show('arp.src.proto_ipv4')
    return sender === undefined ? this.ip(1) : [sender, this.show('arp.dst.proto_ipv4')!]
  }

  get isToGroup(): boolean {
    return isGroup(this.ip()?.[1] ?? '')
  }
}

export function isGroup(address: string): boolean {
  return /^(22[4-9]|23\d)\.|^ff/i.test(address)
}

/** The bit that makes a MAC address one of many (IEEE 802). */
export function isGroupMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1
}

const OPTIONS = [
  ...['udp.port==8472,vxlan', 'udp.port==8285,ip'].flatMap((rule) => ['-d', rule]),
  ...['udp', 'tcp', 'ip'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`]),
  ...['-o', 'ip.defragment:FALSE', '-o', 'nameres.mac_name:FALSE'],
]

/** Frames by their number; nothing at index 0. */
export function framesOf(path: string): readonly Frame[] {
  const pdml = execFileSync('tshark', ['-n', '-r', path, ...OPTIONS, '-T', 'pdml'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 29,
  })
  const frames: Frame[] = [new Frame()]
  for (const line of pdml.split('\n')) {
    const [, tag] = /^\s*<(packet|proto|field)\b/.exec(line) ?? []
    if (tag === undefined) continue
    const of = (name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(line)?.[1] ?? ''
    const place = { name: of('name'), at: Number(of('pos')), size: Number(of('size')) }
    if (tag === 'packet') frames.push(new Frame())
    else if (tag === 'proto') frames.at(-1)!.protos.push({ ...place, fields: [] })
    else
      frames
        .at(-1)!
        .protos.at(-1)!
        .fields.push({ ...place, show: of('show'), value: of('value') })
  }
  return frames
}
