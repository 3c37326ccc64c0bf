/** Reads values: numbers with units, addresses, octets. Each function answers undefined for any other text. */
import type { Prefix } from './tree.js'

/** Decimal, or with 0x, 0b, or 0 for octal as in C. */
export function integer(text: string): number | undefined {
  if (/^0x[0-9a-f]{1,13}$/i.test(text) || /^0b[01]{1,53}$/i.test(text)) return Number(text)
  if (/^0[0-7]{1,17}$/.test(text)) return Number.parseInt(text, 8)
  return /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : undefined
}

const OCTET_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 1 << 10,
  mib: 1 << 20,
  gib: 1 << 30,
}

/** `1500`, `64k`, `2KiB`. */
export function octetCount(text: string): number | undefined {
  const whole = integer(text)
  if (whole !== undefined) return whole
  const [, digits, unit] = /^(\d{1,12}(?:\.\d{1,9})?)([kmgib]{1,3})$/i.exec(text) ?? []
  const factor = OCTET_UNITS[unit?.toLowerCase() ?? '?']
  return digits === undefined || factor === undefined ? undefined : Math.round(Number(digits) * factor)
}

const TIME_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  '': 1,
  min: 60,
  h: 3600,
}

/** Seconds: `5`, `0.25`, `5ms`, `2min`. */
export function seconds(text: string): number | undefined {
  const [, digits, unit] = /^(-?\d{1,12}(?:\.\d{1,9})?)(ns|us|µs|ms|s|min|h|)$/.exec(text) ?? []
  const factor = TIME_UNITS[unit ?? '?']
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor
}

const DAY = 86_400

/** Seconds since 1970, as `-tt` prints them. No clock and no frame number has so many digits. */
export function epoch(text: string): number | undefined {
  return /^\d{9,12}(?:\.\d{1,9})?$/.test(text) ? Number(text) : undefined
}

/** Seconds since midnight: `10:31`, `10:31:34.25`. */
export function clock(text: string): number | undefined {
  const [, h, min, s] = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?$/.exec(text) ?? []
  if (h === undefined || Number(min) > 59 || Number(s ?? 0) >= 60) return undefined
  const seconds = Number(h) * 3600 + Number(min) * 60 + Number(s ?? 0)
  return seconds > DAY ? undefined : seconds
}

/** A date; `seconds` since 1970 as if it were in UTC, and whether it names no zone. */
export interface Date1970 {
  readonly seconds: number
  readonly isLocal: boolean
}

/** A date with a time or without. */
export function date(text: string): Date1970 | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z)?)?$/.exec(text)
  if (match === null) return undefined
  const [, y, mo, d, h = '0', min = '0', s = '0', fraction = '0', zone] = match
  const ms = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(min), Number(s))
  // `Date` takes the 45th of the 13th month for a day of the next year.
  if (
    new Date(ms).toISOString().slice(0, 19) !==
    `${y}-${mo}-${d}T${h.padStart(2, '0')}:${min.padStart(2, '0')}:${s.padStart(2, '0')}`
  ) {
    return undefined
  }
  return { seconds: ms / 1000 + Number(fraction), isLocal: zone === undefined }
}

export function ipv4(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined
  return Uint8Array.from(parts, Number)
}

function ipv6(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text) || !text.includes(':')) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const sides = halves.map(groups)
  const [left, right] = sides
  if (left === undefined || (halves.length === 2 && right === undefined)) return undefined
  const octets = new Uint8Array(16)
  if (halves.length === 1) {
    if (left.length !== 16) return undefined
    octets.set(left)
    return octets
  }
  if (left.length + right!.length > 14) return undefined
  octets.set(left)
  octets.set(right!, 16 - right!.length)
  return octets
}

function groups(half: string): number[] | undefined {
  if (half === '') return []
  const octets: number[] = []
  const parts = half.split(':')
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1 ? ipv4(part) : undefined
    if (last !== undefined) octets.push(...last)
    else if (/^[0-9a-f]{1,4}$/i.test(part))
      octets.push(Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 0xff)
    else return undefined
  }
  return octets
}

function mac(text: string): Uint8Array | undefined {
  if (/^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/i.test(text)) return octets(text)
  return /^[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}$/i.test(text) ? octets(text) : undefined
}

/** Octets as hexadecimal digits, with `:`, `-` or `.` between them or nothing; `0x` may stand in front. */
export function octets(text: string): Uint8Array | undefined {
  if (/^[0-9a-f]{1,2}([:-][0-9a-f]{1,2})+$/i.test(text)) {
    return Uint8Array.from(text.split(/[:-]/), (pair) => Number.parseInt(pair, 16))
  }
  const digits = text.replace(/^0x/i, '').replaceAll('.', '')
  if (!/^([0-9a-f]{2})+$/i.test(digits)) return undefined
  return Uint8Array.from(digits.match(/../g)!, (pair) => Number.parseInt(pair, 16))
}

/** An address of any kind, with the length of its prefix behind `/`. Of IPv4 the last octets may be missing, as in `net 10.1`. */
export function prefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/')
  const address = slash < 0 ? text : text.slice(0, slash)
  const octets = shortIpv4(address) ?? withBits(ipv6(address)) ?? withBits(mac(address))
  if (octets === undefined || slash < 0) return octets
  const length = text.slice(slash + 1)
  const mask = ipv4(length)
  const bits = mask !== undefined && octets.octets.length === 4 ? maskBits(mask) : integer(length)
  return bits === undefined || bits > 8 * octets.octets.length ? undefined : { octets: octets.octets, bits }
}

function shortIpv4(text: string): Prefix | undefined {
  const parts = text.split('.')
  if (parts.length > 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined
  const octets = new Uint8Array(4)
  octets.set(parts.map(Number))
  return { octets, bits: 8 * parts.length }
}

function withBits(octets: Uint8Array | undefined): Prefix | undefined {
  return octets && { octets, bits: 8 * octets.length }
}

/** How many bits of a mask are set, if those are the first ones. */
export function maskBits(mask: Uint8Array): number | undefined {
  const bits = [...mask].map((octet) => octet.toString(2).padStart(8, '0')).join('')
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined
}

/** Numbers that tcpdump and people call by name. */
export const PORT_NAMES: Readonly<Record<string, number>> = {
  bgp: 179,
  bootpc: 68,
  bootps: 67,
  domain: 53,
  ftp: 21,
  'ftp-data': 20,
  gtp: 2152,
  http: 80,
  https: 443,
  ldap: 389,
  ntp: 123,
  smtp: 25,
  snmp: 161,
  'snmp-trap': 162,
  ssh: 22,
  syslog: 514,
  telnet: 23,
  tftp: 69,
  vxlan: 4789,
}

export const IP_PROTOCOLS: Readonly<Record<string, number>> = {
  ah: 51,
  carp: 112,
  esp: 50,
  gre: 47,
  icmp: 1,
  icmp6: 58,
  icmpv6: 58,
  'ipv6-icmp': 58,
  igmp: 2,
  igrp: 9,
  ipip: 4,
  ipv6: 41,
  ospf: 89,
  pim: 103,
  sctp: 132,
  tcp: 6,
  udp: 17,
  vrrp: 112,
}

export const ETHER_TYPES: Readonly<Record<string, number>> = {
  aarp: 0x80f3,
  arp: 0x0806,
  atalk: 0x809b,
  ip: 0x0800,
  ip6: 0x86dd,
  loopback: 0x9000,
  mpls: 0x8847,
  pppoed: 0x8863,
  pppoes: 0x8864,
  rarp: 0x8035,
}

/** tcpdump's names of numbers within octets. */
export const OCTET_NAMES: Readonly<Record<string, number>> = {
  icmptype: 0,
  icmpcode: 1,
  'icmp-echoreply': 0,
  'icmp-unreach': 3,
  'icmp-sourcequench': 4,
  'icmp-redirect': 5,
  'icmp-echo': 8,
  'icmp-routeradvert': 9,
  'icmp-routersolicit': 10,
  'icmp-timxceed': 11,
  'icmp-paramprob': 12,
  'icmp-tstamp': 13,
  'icmp-tstampreply': 14,
  'icmp-ireq': 15,
  'icmp-ireqreply': 16,
  'icmp-maskreq': 17,
  'icmp-maskreply': 18,
  icmp6type: 0,
  icmp6code: 1,
  'icmp6-destinationrunreach': 1,
  'icmp6-packettoobig': 2,
  'icmp6-timeexceeded': 3,
  'icmp6-parameterproblem': 4,
  'icmp6-echo': 128,
  'icmp6-echoreply': 129,
  'icmp6-multicastlistenerquery': 130,
  'icmp6-multicastlistenerreportv1': 131,
  'icmp6-multicastlistenerdone': 132,
  'icmp6-routersolicit': 133,
  'icmp6-routeradvert': 134,
  'icmp6-neighborsolicit': 135,
  'icmp6-neighboradvert': 136,
  'icmp6-redirect': 137,
  tcpflags: 13,
  'tcp-fin': 1,
  'tcp-syn': 2,
  'tcp-rst': 4,
  'tcp-push': 8,
  'tcp-ack': 16,
  'tcp-urg': 32,
  'tcp-ece': 64,
  'tcp-cwr': 128,
}
