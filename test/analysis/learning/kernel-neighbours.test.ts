/**
 * The neighbour tables against the kernel's own (`ip neigh`), of every node and container of every workshop network, by
 * every capture that was taken there. What a capture contains of a table is found without our decoder, by looking for the
 * octets of ARP packets and neighbour discovery messages.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { Copies } from '../../../src/analysis/capture-points/copies.js'
import { Reassembler } from '../../../src/analysis/fragments/reassembly.js'
import type { Neighbour } from '../../../src/analysis/learning/facts.js'
import { Neighbours } from '../../../src/analysis/learning/neighbours.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { openCapture } from '../../../src/capture/file.js'
import { decode } from '../../../src/wire/decode.js'
import { Packet } from '../../../src/wire/packet.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'

const LAB = fileURLToPath(new URL('../../../../shared/lab/', import.meta.url))
const hasLab = existsSync(LAB)
if (!hasLab) console.warn(`skipped: neighbour tables against the kernel's: ${LAB} is not there`)

/** Seconds between a packet and the line in which the kernel's monitor tells of what it changed. */
const MONITOR_DELAY = 0.5

interface KernelEntry {
  readonly dst: string
  readonly dev: string
  readonly lladdr?: string
  readonly state: readonly string[]
}

/** Octets in hexadecimal of an address as text, IPv4, IPv6 or MAC. */
function hexOf(address: string): string {
  if (address.includes('.')) return Buffer.from(address.split('.').map(Number)).toString('hex')
  if (/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(address)) return address.replaceAll(':', '')
  const [left = '', right] = address.split('::')
  const groups = (s: string | undefined): string[] => (s === undefined || s === '' ? [] : s.split(':'))
  const zeros = new Array<string>(8 - groups(left).length - groups(right).length).fill('0')
  return [...groups(left), ...zeros, ...groups(right)].map((g) => g.padStart(4, '0')).join('')
}

/** RFC 4291 appendix A: the link-local address that Linux makes from a MAC address. */
function linkLocal(mac: string): string {
  const octets = Buffer.from(hexOf(mac), 'hex')
  octets[0]! ^= 2
  return `fe80000000000000${octets.toString('hex', 0, 3)}fffe${octets.toString('hex', 3)}`
}

/** A host as its own kernel knows it. */
interface Node {
  readonly name: string
  /** Addresses in hexadecimal by device, and the devices of the underlay. */
  readonly addresses: ReadonlyMap<string, ReadonlySet<string>>
  readonly underlay: ReadonlySet<string>
  readonly table: readonly KernelEntry[]
  /** When `ip monitor neigh` first told of an entry, in seconds; by `device address mac`. */
  readonly monitored: ReadonlyMap<string, number>
}

function monitoredBy(file: string): Map<string, number> {
  const monitored = new Map<string, number>()
  if (!existsSync(file)) return monitored
  const line = /^\[(\S+)\] (\S+) dev (\S+) lladdr (\S+) /
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    const [, time, address, device, mac] = line.exec(text) ?? []
    if (mac === undefined) continue
    const key = `${device} ${hexOf(address!)} ${hexOf(mac)}`
    if (!monitored.has(key)) monitored.set(key, Date.parse(`${time!.slice(0, 19)}Z`) / 1000 + Number(time!.slice(19)))
  }
  return monitored
}

function nodesOf(directory: string): Node[] {
  const notes = readFileSync(`${directory}/notes.txt`, 'utf8')
  const files = readdirSync(directory).filter((f) => /^\w+\.neigh\.json$/.test(f))
  return files.map((file) => {
    const name = file.replace('.neigh.json', '')
    const addresses = new Map<string, Set<string>>()
    const underlay = new Set<string>()
    const add = (device: string, address: string): void => {
      addresses.set(device, (addresses.get(device) ?? new Set()).add(address))
    }
    for (const line of notes.split('\n')) {
      const place = new RegExp(`^\\[${name}(?: [\\d.]+)?\\] `).exec(line)
      if (place === null) continue
      const rest = line.slice(place[0].length)
      const own =
        /^underlay (\S+) (\S+)\/\d+/.exec(rest) ??
        /^container on \S+ (\S+) (\S+)\/\d+/.exec(rest) ??
        /^ip addr add (\S+)\/\d+ dev (\S+)/.exec(rest)
      if (own === null) continue
      const [device, address] = rest.startsWith('ip') ? [own[2]!, own[1]!] : [own[1]!, own[2]!]
      add(device, hexOf(address))
      if (rest.startsWith('underlay')) underlay.add(device)
    }
    const links = `${directory}/${name}.link.json`
    if (existsSync(links))
      for (const link of JSON.parse(readFileSync(links, 'utf8')) as { ifname: string; address?: string }[])
        if (link.address !== undefined && addresses.has(link.ifname)) add(link.ifname, linkLocal(link.address))
    const table: KernelEntry[] = JSON.parse(readFileSync(`${directory}/${file}`, 'utf8'))
    return { name, addresses, underlay, table, monitored: monitoredBy(`${directory}/${name}.neighmon.txt`) }
  })
}

/** What the octets say: `address mac other` for each station that says its MAC address to another. */
class Sayings {
  readonly #answers: Set<string> = new Set()
  readonly #questions: Set<string> = new Set()
  /** How often a host asked for an address. */
  readonly #asked: Map<string, number> = new Map()

  take(octets: Buffer): void {
    for (
      let at = octets.indexOf('000108000604', 0, 'hex');
      at >= 0;
      at = octets.indexOf('000108000604', at + 1, 'hex')
    ) {
      const hex = octets.toString('hex', at + 6, at + 28)
      const said = `${hex.slice(16, 24)} ${hex.slice(4, 16)} ${hex.slice(36, 44)}`
      if (hex.startsWith('0001')) this.#ask(said)
      if (hex.startsWith('0002')) this.#answers.add(said)
    }
    for (let at = octets.indexOf('3aff', 0, 'hex'); at >= 0; at = octets.indexOf('3aff', at + 1, 'hex')) {
      const hex = octets.toString('hex', at + 2)
      const source = hex.slice(0, 32)
      const destination = hex.slice(32, 64)
      const target = hex.slice(80, 112)
      const [type, mac] = [hex.slice(64, 68), hex.slice(116, 128)]
      if (type === '8700' && hex.slice(112, 116) === '0101') this.#ask(`${source} ${mac} ${target}`)
      if (type === '8800') this.#answers.add(`${target} ${hex.slice(112, 116) === '0201' ? mac : ''} ${destination}`)
    }
  }

  #ask(said: string): void {
    const [host, , address] = said.split(' ')
    this.#questions.add(said)
    this.#asked.set(`${host} ${address}`, this.asked(host!, address!) + 1)
  }

  asked(host: string, address: string): number {
    return this.#asked.get(`${host} ${address}`) ?? 0
  }

  /** Whether `address` told `host` its MAC address: in an answer, or in a question that was answered. */
  tell(host: string, address: string, mac: string): boolean {
    if (this.#answers.has(`${address} ${mac} ${host}`)) return true
    if (!this.#questions.has(`${address} ${mac} ${host}`)) return false
    return [...this.#answers].some((a) => a.startsWith(`${host} `) && a.endsWith(` ${address}`))
  }
}

async function read(file: string) {
  const capture = await openCapture(file)
  const networks = new Networks()
  const copies = new Copies()
  const neighbours = new Neighbours(networks, copies)
  const sayings = new Sayings()
  const reassembler = new Reassembler()
  const stack = new TunnelStack()
  const p = new Packet()
  while (await capture.fill()) {
    while (capture.next(p)) {
      sayings.take(Buffer.from(p.bytes.buffer, p.bytes.byteOffset + p.start, p.captured))
      decode(p)
      if (p.fragment !== -1) reassembler.offer(p)
      stack.fill(p)
      networks.observe(p, stack)
      copies.observe(p, stack, networks)
      neighbours.observe(p, stack)
    }
  }
  neighbours.finish()
  const hex = (number: number): string => {
    const octets = new Uint8Array(networks.addresses.isIpv6(number) ? 16 : 4)
    networks.addresses.copyTo(number, new DataView(octets.buffer), 0)
    return Buffer.from(octets).toString('hex')
  }
  const end = { frame: p.number, seconds: p.tsSec, nanoseconds: p.tsNsec }
  return { entries: neighbours.entries(end), neighbours, sayings, hex }
}

const macHex = (mac: number): string => mac.toString(16).padStart(12, '0')
const isUsable = ({ lladdr, state }: KernelEntry): boolean => lladdr !== undefined && !state.includes('FAILED')

describe.skipIf(!hasLab)("the kernel's neighbour tables", () => {
  let compared = 0
  let timed = 0
  let failures = 0
  const directories = hasLab ? readdirSync(LAB).filter((d) => existsSync(`${LAB}${d}/notes.txt`)) : []

  test.each(directories)('%s', async (directory) => {
    const nodes = nodesOf(LAB + directory)
    const captures = readdirSync(LAB + directory).filter((f) => /\.pcap(ng)?$/.test(f))
    for (const file of captures) {
      const { entries, neighbours, sayings, hex } = await read(`${LAB}${directory}/${file}`)
      // The card and the bridge above it answer both there, with a MAC address each.
      const hasTwo = nodes.some(({ addresses }) => addresses.has('br-phy'))
      if (!hasTwo) expect(neighbours.conflicts(), file).toEqual([])
      for (const { name, addresses, underlay, table, monitored } of nodes) {
        for (const [device, own] of addresses) {
          // Open vSwitch in user space asks for its tunnels' ends itself, past the kernel.
          if (addresses.has('br-phy') && device !== 'br-int') continue
          const ofDevice = table.filter((e) => e.dev === device)
          const where = `${file}: ${name} ${device}`
          // Without a tunnel around them where the capture was taken at the overlay's own device.
          const isHere = (e: Neighbour): boolean =>
            own.has(hex(e.host)) &&
            (underlay.has(device) ? e.network === 0 : e.network > 0 || !/^n\d(\.nano)?\.pcap$/.test(file))
          const ours = entries.filter((e) => isHere(e) && !e.failed)

          const known = new Set(ours.map((e) => `${hex(e.ip)} ${macHex(e.mac)}`))
          for (const { dst, lladdr } of ofDevice.filter((e) => isUsable(e) && !e.state.includes('PERMANENT'))) {
            const [ip, mac] = [hexOf(dst), hexOf(lladdr!)]
            if (![...own].some((host) => sayings.tell(host, ip, mac))) continue
            compared++
            expect([...known], `${where} ${dst} ${lladdr}`).toContain(`${ip} ${mac}`)
          }
          const usable = ofDevice.filter(isUsable).map((e) => `${hexOf(e.dst)} ${hexOf(e.lladdr!)}`)
          for (const entry of known) expect(usable, `${where} ${entry}`).toContain(entry)

          // Elsewhere the answer may have passed unseen.
          for (const entry of file.startsWith(`${name}.`) ? known : []) {
            const at = monitored.get(`${device} ${entry}`)
            if (at === undefined) continue
            timed++
            // One entry of the kernel's is one for each of the node's addresses here.
            const same = ours.filter((e) => `${hex(e.ip)} ${macHex(e.mac)}` === entry)
            const learned = Math.min(...same.map((e) => e.learned.seconds + e.learned.nanoseconds / 1e9))
            expect(Math.abs(at - learned), `${where} ${entry}`).toBeLessThan(MONITOR_DELAY)
          }

          const failed = new Set(ofDevice.filter((e) => e.state.includes('FAILED')).map((e) => hexOf(e.dst)))
          const unanswered = neighbours.unanswered().filter((u) => own.has(hex(u.host)))
          for (const ip of failed) {
            if (![...own].some((host) => sayings.asked(host, ip) > 1)) continue
            failures++
            expect(
              unanswered.map((u) => hex(u.ip)),
              `${where} asks for ${ip}`,
            ).toContain(ip)
          }
          // What nobody answers may have been put in by hand afterwards.
          const given = ofDevice.filter((e) => e.state.includes('PERMANENT')).map((e) => hexOf(e.dst))
          for (const { ip } of unanswered)
            expect([...failed, ...given], `${where} asks for ${hex(ip)}`).toContain(hex(ip))
        }
      }
    }
  })

  test('there was something to compare', () => {
    expect(compared).toBeGreaterThan(200)
    expect(timed).toBeGreaterThan(100)
    expect(failures).toBeGreaterThan(0)
  })
})
