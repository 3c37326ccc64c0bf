/** Networks in words: for `lab list`, and for the head of a run. */
import type { Language } from '../words/language.js'
import { type Bgp, bare, type Device, type Host, type Network, type Step } from './network.js'

/** Terminal cells that a text takes; Chinese, Japanese and Korean characters take two each (Unicode TR 11). */
export function width(text: string): number {
  let cells = 0
  for (const sign of text) cells += isWide(sign) ? 2 : 1
  return cells
}

function isWide(sign: string): boolean {
  const code = sign.codePointAt(0)!
  return (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xff00 && code <= 0xff60)
}

export function pad(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - width(text)))
}

/** Breaks a text into lines of `cells` cells: at spaces and between wide characters, never in front of punctuation. */
export function wrap(text: string, cells: number, indent: string): string {
  const pieces =
    text.match(/ ?[\u2e80-\uffef][，。、；：？！）」》]?| ?[^ \u2e80-\uffef]+[，。、；：？！）」》]?/g) ?? []
  const lines = ['']
  for (const piece of pieces) {
    const line = lines.at(-1)!
    if (width(indent + line + piece) <= cells)
      lines[lines.length - 1] = line + (line === '' ? piece.trimStart() : piece)
    else lines.push(piece.trimStart())
  }
  return lines.map((line) => `${indent}${line}\n`).join('')
}

/** The rows as a text table whose columns are as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[], indent: string): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, width(cell))
  }
  return rows
    .map((row) => row.map((cell, i) => pad(cell, widths[i]!)).join('  '))
    .map((row) => `${indent}${row.trimEnd()}\n`)
    .join('')
}

/** One row for each device of each node: where it is, its addresses, and what it is. */
export function nodeRows(network: Network, language: Language): readonly (readonly string[])[] {
  return [
    ...network.hosts.flatMap((h) => hostRows(h, language)),
    ...network.containers.map(({ name, port }) =>
      port === undefined
        ? [name, ...movedIn(network, name)]
        : [
            name,
            port.device,
            bare(port.address),
            language === 'en' ? `on ${port.host}’s ${port.bridge}` : `接在 ${port.host} 的 ${port.bridge}`,
          ],
    ),
  ]
}

function hostRows({ name, underlay, devices, bgp }: Host, language: Language): readonly (readonly string[])[] {
  const { device, address, connected, checksumOffload } = underlay
  const notes = [
    ...(connected ? [] : [language === 'en' ? 'cable pulled' : '网线已拔']),
    ...(checksumOffload ? [language === 'en' ? 'checksum offload' : '校验和由网卡计算'] : []),
    ...(bgp === undefined ? [] : [bgpText(bgp, language)]),
  ]
  return [
    [name, device, bare(address), notes.join(', ')],
    ...devices.map((d) => ['', d.name, addresses(d), about(d, language)]),
  ]
}

function bgpText({ as, reflects, prefixes }: Bgp, language: Language): string {
  const role = reflects ? [language === 'en' ? 'route reflector' : '路由反射器'] : []
  return [`BGP AS ${as}`, ...role, ...prefixes].join(', ')
}

function movedIn(network: Network, container: string): readonly string[] {
  const device = network.hosts.flatMap((h) => h.devices).find((d) => d.type === 'vxlan' && d.movedTo === container)!
  return [device.name, 'addresses' in device ? device.addresses.map(bare).join(', ') : '', '']
}

function addresses(d: Device): string {
  if (d.type === 'vxlan' && d.movedTo !== undefined) return ''
  return 'addresses' in d ? d.addresses.map(bare).join(', ') : ''
}

function about(d: Device, language: Language): string {
  switch (d.type) {
    case 'vxlan': {
      const to = d.to === undefined ? [] : 'group' in d.to ? [`group ${d.to.group}`] : [`remote ${d.to.remote}`]
      const moved = d.movedTo === undefined ? [] : [language === 'en' ? `moved to ${d.movedTo}` : `移入 ${d.movedTo}`]
      const master = d.master === undefined ? [] : [`master ${d.master}`]
      const mtu = d.mtu === undefined ? [] : [`mtu ${d.mtu}`]
      const routes = d.routes ? ['L3VNI'] : []
      return [`vxlan ${d.id}`, ...to, `port ${d.port}`, ...d.flags, ...mtu, ...master, ...routes, ...moved].join(', ')
    }
    case 'bridge':
      return 'bridge'
    case 'vrf':
      return `vrf, table ${d.table}`
    case 'gre':
    case 'gretap': {
      const keys = `ikey 0x${d.inputKey.toString(16)}, okey 0x${d.outputKey.toString(16)}`
      return [d.type, `remote ${d.remote}`, keys, ...(d.checksum ? ['csum'] : []), ...(d.sequence ? ['seq'] : [])].join(
        ', ',
      )
    }
    case 'flannel-udp':
      return `TUN, remote ${d.remote}, UDP port ${d.port}`
  }
}

/** A step as the command that one would type, without the options that only limit its time. */
export function stepText(step: Step, language: Language): string {
  switch (step.do) {
    case 'ping': {
      const device = step.device === undefined ? '' : ` -I ${step.device}`
      const size = step.size === undefined ? '' : ` -s ${step.size}`
      const fragments = step.fragments === undefined ? '' : step.fragments ? ' -M dont' : ' -M do'
      const mark = step.mark === undefined ? '' : ` -m 0x${step.mark.toString(16)}`
      return `${step.from}: ping -c ${step.count}${device}${size}${fragments}${mark} ${step.to}`
    }
    case 'wait':
      return language === 'en' ? `wait ${step.seconds} s` : `等待 ${step.seconds} 秒`
    case 'send':
      return `${step.from}: echo hello > /dev/udp/${step.to}/${step.port}`
    case 'move':
      return language === 'en' ? `${step.container} moves to ${step.to}` : `${step.container} 迁移到 ${step.to}`
    case 'unplug':
      return language === 'en' ? `${step.container} is unplugged` : `拔掉 ${step.container} 的网线`
    case 'configure':
      return `${step.host}: vtysh, ${step.lines[0]} …`
    case 'stop':
      return language === 'en' ? `${step.host}: bgpd is ended` : `${step.host}：结束 bgpd`
  }
}
