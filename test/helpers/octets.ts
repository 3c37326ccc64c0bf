/** Octets from hexadecimal, packets from octets, and fields as they would be shown: what every wire test starts from. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { decode } from '../../src/wire/decode.js'
import { type Field, Form, fieldValue, visitFields } from '../../src/wire/field.js'
import { Packet } from '../../src/wire/packet.js'
import { protocolOf } from '../../src/wire/protocols/index.js'
import type { Tables } from '../../src/wire/tables.js'

/** Octets from hexadecimal digits; white space may stand anywhere. */
export function bytes(hex: string): Uint8Array {
  const digits = hex.replace(/\s+/g, '')
  if (!/^([0-9a-fA-F]{2})*$/.test(digits)) throw new Error(`not whole octets: ${hex}`)
  return Uint8Array.from(Buffer.from(digits, 'hex'))
}

/** The decoded packet of these octets. `length` is what was on the wire; more than `octets` when a capture cut it. */
export function packetOf(octets: Uint8Array, linkType: number, length = octets.length, tables?: Tables): Packet {
  const p = tables === undefined ? new Packet() : new Packet(tables)
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  p.record(view, octets, 0, octets.length, length)
  p.number = 1
  p.linkType = linkType
  decode(p)
  return p
}

/** Wireshark names of the packet's layers, outermost first. */
export function namesOf(p: Packet): string[] {
  return p.layers.slice(0, p.depth).map((l) => protocolOf(l.kind).name)
}

/**
 * Decodes the octets with every octet at other values, cut at every place, where the whole was on the wire and where it
 * was not: what comes out are layers within the frame whose fields can be read.
 */
export function damage(hex: string, linkType: number, tables?: Tables): void {
  const octets = bytes(hex)
  for (let cut = 0; cut <= octets.length; cut++) {
    for (const length of [cut, octets.length])
      checkLayers(packetOf(octets.slice(0, cut), linkType, length, tables), cut)
  }
  for (let at = 0; at < octets.length; at++) {
    for (let value = 0; value < 256; value += 3) {
      const copy = Uint8Array.from(octets)
      copy[at] = value
      const cut = value % 2 === 0 ? octets.length : (at * 7 + value) % (octets.length + 1)
      checkLayers(packetOf(copy.slice(0, cut), linkType, octets.length, tables), cut)
    }
  }
}

function checkLayers(p: Packet, end: number): void {
  for (let i = 0; i < p.depth; i++) {
    const l = p.layers[i]!
    if (!(l.start <= l.payload && l.payload <= l.end && l.end <= end)) throw new Error(`layer ${i} is not in the frame`)
    fieldsOf(p, i)
  }
}

/** A number; octets in hexadecimal without separators for addresses, octet strings and text. */
export type FieldValue = number | string

/** Every field of a layer by name; a list where the name occurs several times, as in options. */
export function fieldsOf(p: Packet, layerIndex: number): Record<string, FieldValue | FieldValue[]> {
  const layer = p.layers[layerIndex]
  if (layer === undefined || layerIndex >= p.depth) throw new Error(`the packet has no layer ${layerIndex}`)
  const found: Record<string, FieldValue | FieldValue[]> = {}
  visitFields(protocolOf(layer.kind), p.view, layer.start, layer.payload, (f, v, at, size, o) => {
    const value = shownValue(f, v, at, size, o)
    const had = found[f.name]
    found[f.name] = had === undefined ? value : Array.isArray(had) ? [...had, value] : [had, value]
  })
  return found
}

function shownValue(f: Field, v: DataView, at: number, size: number, o: number): FieldValue {
  const isNumber = f.form === Form.Dec || f.form === Form.Hex || f.form === Form.Flag
  if (isNumber) return fieldValue(f, v, o)
  return Buffer.from(v.buffer, v.byteOffset + at, size).toString('hex')
}

/** Where the captures are that decoders are compared on; not part of the repository. */
export const CORPUS = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))

/** Whether they are there; says so where they are not, since what is then not tested should not go unnoticed. */
export function hasCorpus(what: string): boolean {
  const found = existsSync(CORPUS)
  if (!found) console.warn(`skipped: ${what}: ${CORPUS} is not there`)
  return found
}

/** One record of a capture file. */
export interface Frame {
  readonly octets: Uint8Array
  /** Octets on the wire. */
  readonly length: number
  readonly linkType: number
}

/** The records of a little-endian pcap file; none of any other file. Independent of our own readers. */
export function framesOf(path: string): Frame[] {
  const file = readFileSync(path)
  const frames: Frame[] = []
  const magic = file.length < 24 ? 0 : file.readUInt32LE(0)
  if (magic !== 0xa1b2c3d4 && magic !== 0xa1b23c4d) return frames
  for (let at = 24; at + 16 <= file.length; ) {
    const captured = file.readUInt32LE(at + 8)
    if (at + 16 + captured > file.length) break
    // A copy, so that a decoder that reads beyond the frame fails instead of finding the next record.
    const octets = Uint8Array.from(file.subarray(at + 16, at + 16 + captured))
    frames.push({ octets, length: file.readUInt32LE(at + 12), linkType: file.readUInt16LE(20) })
    at += 16 + captured
  }
  return frames
}

/** What tshark says of a capture: a row a frame, by column name (see the corpus' TRUTH.md). */
export function truthOf(file: string): Record<string, string>[] {
  const lines = readFileSync(`${CORPUS}truth/${file}.tsv`, 'utf8').trimEnd().split('\n')
  const columns = lines[0]!.split('\t')
  return lines.slice(1).map((l) => Object.fromEntries(l.split('\t').map((value, i) => [columns[i]!, value])))
}

const hex4 = (n: number): string => n.toString(16).padStart(4, '0')

/** Hexadecimal of an IPv4 packet with a UDP datagram that has this in it. */
export function udpHex(source: number, destination: number, hex: string): string {
  const length = bytes(hex).length
  return `4500 ${hex4(28 + length)} 00000000 40110000 0a000001 0a000002
    ${hex4(source)} ${hex4(destination)} ${hex4(8 + length)} 0000 ${hex}`
}

/** That packet decoded: layer 2 is what UDP carries. */
export function inUdp(source: number, destination: number, hex: string): Packet {
  return packetOf(bytes(udpHex(source, destination, hex)), 228)
}

/** What tunnels carry in tests: an IPv4 packet of 28 octets, an IPv6 packet of 40, a frame with the former. */
export const INNER_IPV4 = '4500 001c 0001 0000 40fd 0000 0a000001 0a000002 0102030405060708'
export const INNER_IPV6 = '60000000 0000 3b 40 20010db8000000000000000000000001 20010db8000000000000000000000002'
export const INNER_FRAME = `020000000002 020000000001 0800 ${INNER_IPV4}`
