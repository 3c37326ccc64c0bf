/**
 * Teredo: IPv6 in UDP through NATs, server port 3544. RFC 4380 §5.1.1. It has no header; in front of the packet may stand
 * an authentication encapsulation and an origin indication.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      0x00     |      0x01     | ID-len        | AU-len        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Client identification (ID-len octets), authentication (AU-len)
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        Nonce value (64 bits)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Confirmation  |
 * +-+-+-+-+-+-+-+-+
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      0x00     |      0x00     | Origin port, each bit reversed |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |              Origin IPv4 address, each bit reversed           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { fitsIp } from '../ip-length.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'
import { dataLength } from './udp.js'

const AUTHENTICATION = 1
const ORIGIN = 0
/** Octets of an authentication encapsulation without the two of variable length. */
const AUTHENTICATION_LEN = 13
const ORIGIN_LEN = 8

/** What stands in front, which begins with 0; an IPv6 packet begins with 6. */
const indicator = (v: DataView, at: number): number => v.getUint16(at)
const idLen = (v: DataView, o: number): number => v.getUint8(o + 2)
const authenticationLen = (v: DataView, o: number): number => v.getUint8(o + 3)
/** Octets of the authentication encapsulation at `o` of a header that ends at `end`; 0 where there is none. */
const lenOfAuthentication = (v: DataView, o: number, end: number): number =>
  end - o >= AUTHENTICATION_LEN && indicator(v, o) === AUTHENTICATION
    ? AUTHENTICATION_LEN + idLen(v, o) + authenticationLen(v, o)
    : 0
const hasAuthentication = (v: DataView, o: number, end: number): boolean => lenOfAuthentication(v, o, end) > 0
/** Absolute offset of the origin indication, which always comes last if it is there. */
const originAt = (v: DataView, o: number): number =>
  indicator(v, o) === AUTHENTICATION ? o + AUTHENTICATION_LEN + idLen(v, o) + authenticationLen(v, o) : o
const hasOrigin = (v: DataView, o: number, end: number): boolean =>
  end - o >= ORIGIN_LEN && end - originAt(v, o) >= ORIGIN_LEN

const nonceAt = (v: DataView, o: number): number => o + 4 + idLen(v, o) + authenticationLen(v, o)
/** RFC 4380 §5.1.1: the bits are reversed so that no NAT changes the port on the way. */
const originPort = (v: DataView, o: number): number => v.getUint16(originAt(v, o) + 2) ^ 0xffff
const originAddress = (v: DataView, o: number): number => ~v.getUint32(originAt(v, o) + 4) >>> 0

const RFC = 'RFC 4380 §5.1.1'

export const protocol: Protocol = {
  kind: Kind.Teredo,
  name: 'teredo',
  title: 'Teredo',
  short: 'Teredo',
  reachedBy: { udpServers: [3544] },
  decode,
  fields: [
    {
      name: 'teredo.auth.idlen',
      label: 'ID-len',
      bit: 16,
      bits: 8,
      form: Form.Dec,
      when: hasAuthentication,
      source: RFC,
    },
    {
      name: 'teredo.auth.aulen',
      label: 'AU-len',
      bit: 24,
      bits: 8,
      form: Form.Dec,
      when: hasAuthentication,
      source: RFC,
    },
    {
      name: 'teredo.auth.id',
      label: 'Client identification',
      bit: 32,
      bits: 0,
      form: Form.Bytes,
      size: idLen,
      when: (v, o, end) => hasAuthentication(v, o, end) && idLen(v, o) > 0,
      source: RFC,
    },
    {
      name: 'teredo.auth.value',
      label: 'Authentication value',
      bit: 0,
      bits: 0,
      form: Form.Bytes,
      at: (v, o) => o + 4 + idLen(v, o),
      size: authenticationLen,
      when: (v, o, end) => hasAuthentication(v, o, end) && authenticationLen(v, o) > 0,
      source: RFC,
    },
    {
      name: 'teredo.auth.nonce',
      label: 'Nonce value',
      bit: 0,
      bits: 64,
      form: Form.Bytes,
      at: nonceAt,
      when: hasAuthentication,
      source: RFC,
    },
    {
      name: 'teredo.auth.conf',
      label: 'Confirmation',
      bit: 64,
      bits: 8,
      form: Form.Bytes,
      at: nonceAt,
      when: hasAuthentication,
      source: RFC,
    },
    {
      name: 'teredo.orig.port',
      label: 'Origin port',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      at: originAt,
      get: originPort,
      when: hasOrigin,
      source: RFC,
    },
    {
      name: 'teredo.orig.addr',
      label: 'Origin IPv4 address',
      bit: 32,
      bits: 32,
      form: Form.Ipv4,
      at: originAt,
      get: originAddress,
      when: hasOrigin,
      source: RFC,
    },
  ] satisfies Field[],
}

/** The port alone proves nothing: what stands there must end in an IPv6 packet whose length fits. */
function decode(p: Packet, o: number, end: number): Kind {
  const v = p.view
  let at = o
  if (end - at >= AUTHENTICATION_LEN && indicator(v, at) === AUTHENTICATION) at += lenOfAuthentication(v, at, end)
  if (end - at >= ORIGIN_LEN && indicator(v, at) === ORIGIN) at += ORIGIN_LEN
  if (at >= end || fitsIp(v, at, end, dataLength(p, o) - (at - o)) !== Kind.Ipv6) return Kind.Payload
  return p.push(Kind.Teredo, o, at, end, Kind.Ipv6)
}
