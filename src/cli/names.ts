/** `--names FILE`: names of addresses, MAC addresses and VNIs, for text; data has the numbers themselves. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { prefix } from '../filter/literals.js'
import { type Aliases, useAliases } from '../present/aliases.js'
import { Writer } from '../present/writer.js'
import { UsageError } from './errors.js'

/** Where a name stands: `names.txt:3`. */
type Place = string

/** As hosts(5) has them, and what people call networks: nothing that a terminal would act on, or that ends a word. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/
const LARGEST_VNI = 0xffffff
/** Octets of a file of names at most. */
export const LARGEST_FILE = 4_000_000

/** Options that make of a command's text something that programs read. */
const DATA_OPTIONS = ['json', 'csv', 'fields', 'form', 'count', 'raw'] as const

/** Puts the names in force, unless the command prints data; whether it did. */
export function putInForce(command: Command, names: NameTable): boolean {
  const data = dataOption(command)
  if (data === undefined) useAliases(names)
  else if (command.getOptionValueSource('names') === 'cli') {
    throw new UsageError(`--names is for text; ${data} has the addresses themselves`)
  }
  return data === undefined
}

function dataOption(command: Command): string | undefined {
  const given = DATA_OPTIONS.find((name) => {
    const value: unknown = command.getOptionValue(name)
    return value !== undefined && value !== false
  })
  if (given !== undefined)
    return command.options.find((option) => option.attributeName() === given)?.long ?? `--${given}`
  if (command.getOptionValue('format') === 'tcpdump') return '--format tcpdump'
  const isWritten = command.getOptionValue('write') !== undefined && command.getOptionValue('print') !== true
  return isWritten ? '-w' : undefined
}

/** Gathers names; what is no name, or no address, is a `UsageError` that says where. */
export class NameTable implements Aliases {
  readonly hosts: Map<string, string> = new Map()
  readonly macs: Map<string, string> = new Map()
  readonly vnis: Map<number, string> = new Map()

  get isEmpty(): boolean {
    return this.hosts.size + this.macs.size + this.vnis.size === 0
  }

  addFile(path: string): void {
    const text = textOf(path)
    if (text.length > LARGEST_FILE) throw new UsageError(`${path}: no file of names is that large`)
    for (const [i, line] of text.split('\n').entries()) this.#addLine(line, `${path}:${i + 1}`)
  }

  /** `10.65.132.187 vtep-a  # comment`, `02:00:00:00:00:01 web-1`, `vni 42 shop`. */
  #addLine(line: string, at: Place): void {
    const [what = '', name, ...more] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (what === '') return
    if (what.toLowerCase() === 'vni') return this.addVni(name ?? '', more[0] ?? '', at)
    this.addAddress(what, name ?? '', at)
  }

  addAddress(address: string, name: string, at: Place): void {
    const known = address.includes('/') ? undefined : prefix(address)
    const isWhole = known !== undefined && known.bits === 8 * known.octets.length
    if (!isWhole) {
      throw new UsageError(
        `${at}: "${address}" is no address; give 10.0.0.1 web, fd00::1 web, 02:00:00:00:00:01 web or vni 42 shop`,
      )
    }
    const { octets } = known
    const { length } = octets
    const w = new Writer(64)
    const view = new DataView(octets.buffer, octets.byteOffset, length)
    if (length === 4) w.ipv4(view, 0)
    else if (length === 16) w.ipv6(view, 0)
    else w.mac(view, 0)
    const table = length === 6 ? this.macs : this.hosts
    table.set(w.toString(), nameFrom(name, at))
  }

  addVni(vni: string, name: string, at: Place): void {
    if (!/^\d{1,8}$/.test(vni) || Number(vni) > LARGEST_VNI) {
      throw new UsageError(`${at}: "${vni}" is no VNI; give a number up to ${LARGEST_VNI}, as in: vni 42 shop`)
    }
    this.vnis.set(Number(vni), nameFrom(name, at))
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'ENOENT') throw e
    throw new UsageError(`--names: there is no ${path}`)
  }
}

function nameFrom(name: string, at: Place): string {
  if (NAME.test(name)) return name
  const wrong = name === '' ? 'a name is missing' : `"${name}" is no name`
  throw new UsageError(`${at}: ${wrong}; give letters, digits, "-", "_" and ".", at most 63, as in: 10.0.0.1 web-1`)
}
