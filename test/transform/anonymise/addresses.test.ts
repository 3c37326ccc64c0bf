/** Addresses to other addresses: what stays, what goes together, and that no two become one. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Addresses, type AddressOptions } from '../../../src/transform/anonymise/addresses.js'
import { secretsFrom } from '../../../src/transform/anonymise/secrets.js'
import { subnetFrom } from '../../../src/transform/anonymise/subnets.js'

const SECRETS = secretsFrom('correct horse')
const ADDRESSES = new Addresses(SECRETS)

function ipv4(text: string, addresses: Addresses = ADDRESSES): string {
  const mapped = addresses.ipv4(new DataView(subnetFrom(text).octets.buffer).getUint32(0))
  return [24, 16, 8, 0].map((shift) => (mapped >>> shift) & 0xff).join('.')
}

/** 32 hexadecimal digits. */
function ipv6(text: string, addresses: Addresses = ADDRESSES): string {
  const octets = subnetFrom(text).octets.slice()
  const view = new DataView(octets.buffer)
  addresses.ipv6(view, 0, view)
  return Buffer.from(octets).toString('hex')
}

const hex = (text: string): string => Buffer.from(subnetFrom(text).octets).toString('hex')

function mac(text: string, addresses: Addresses = ADDRESSES): string {
  return addresses
    .mac(Number(`0x${text.replaceAll(':', '')}`))
    .toString(16)
    .padStart(12, '0')
}

const withOptions = (o: AddressOptions): Addresses => new Addresses(SECRETS, o)

test('the same passphrase maps the same, another one does not', () => {
  expect(ipv4('192.168.7.9', new Addresses(secretsFrom('correct horse')))).toBe(ipv4('192.168.7.9'))
  expect(ipv4('192.168.7.9', new Addresses(secretsFrom('correct mule')))).not.toBe(ipv4('192.168.7.9'))
})

test('no address becomes itself, and no two become one', () => {
  for (const key of ['a', 'b']) {
    const addresses = new Addresses(secretsFrom(key))
    const hosts = Array.from({ length: 4000 }, (_, n) => 0xc0a80000 + n)
    const mapped = hosts.map((host) => addresses.ipv4(host))
    expect(mapped.filter((address, i) => address === hosts[i])).toEqual([])
    expect(new Set(mapped).size).toBe(hosts.length)
    // 31 bits in common stay in common.
    expect(mapped.every((address, i) => address >>> 1 === mapped[i ^ 1]! >>> 1)).toBe(true)
  }
})

test.each(['0.0.0.0', '0.0.0.7', '127.0.0.1', '255.255.255.255', '224.0.0.251', '239.1.1.1'])('%s stays', (address) => {
  expect(ipv4(address)).toBe(address)
})

test.each(['::', '::1', 'ff02::1', 'ff05::100', 'ff02::fb'])('%s stays', (address) => {
  expect(ipv6(address)).toBe(hex(address))
})

test.each([
  ['169.254.3.4', /^169\.254\./],
  ['10.1.2.3', /^10\./],
  ['172.31.2.3', /^172\.(1[6-9]|2\d|3[01])\./],
  ['192.168.2.3', /^192\.168\./],
  ['100.64.2.3', /^100\.(6[4-9]|[789]\d|1[01]\d|12[0-7])\./],
])('%s stays what it is and becomes another one', (address, pattern) => {
  expect(ipv4(address)).toMatch(pattern)
  expect(ipv4(address)).not.toBe(address)
})

test.each([
  ['fe80::1234:5678', /^fe80000000000000/],
  ['fd12:3456::1', /^f[cd]/],
  ['2001:db8::1:2:3', /^[23]/],
  ['::ffff:c000:201', /^00000000000000000000ffff/],
])('%s stays what it is and becomes another one', (address, pattern) => {
  expect(ipv6(address)).toMatch(pattern)
  expect(ipv6(address)).not.toBe(hex(address))
})

const common = (a: number, b: number): number => Math.clz32(a ^ b)

test('as many leading bits are the same as before, and so no two addresses become one', () => {
  const near = fc.tuple(fc.nat(0xffffffff), fc.nat(31), fc.boolean())
  fc.assert(
    fc.property(near, ([a, bit, isLow]) => {
      const b = (a ^ (isLow ? 1 << bit : a >>> 1)) >>> 0
      const isGroup = a >>> 28 === 0xe && b >>> 28 === 0xe
      if (!isGroup) expect(common(ADDRESSES.ipv4(a), ADDRESSES.ipv4(b))).toBe(common(a, b))
    }),
    { numRuns: 300 },
  )
})

test('a /64 stays one', () => {
  const [a, b] = [ipv6('2001:db8:0:7::a1'), ipv6('2001:db8:0:7:9999::2')]
  expect(a.slice(0, 16)).toBe(b.slice(0, 16))
  expect(ipv6('2001:db8:0:8::a1').slice(0, 16)).not.toBe(a.slice(0, 16))
})

describe('MAC addresses', () => {
  test.each(['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff', '01:80:c2:00:00:0e', '01:00:5e:00:00:fb', '33:33:00:00:00:01'])(
    '%s stays',
    (address) => expect(mac(address)).toBe(address.replaceAll(':', '')),
  )
  test('that of a virtual router stays (RFC 9568 §7.3)', () => {
    expect(mac('00:00:5e:00:01:2a')).toBe('00005e00012a')
  })
  test('the bits for groups and local administration stay', () => {
    fc.assert(
      fc.property(fc.nat(0xffffff), fc.nat(0xffffff), (high, low) => {
        const mapped = ADDRESSES.mac(high * 0x1000000 + low)
        expect(Math.floor(mapped / 2 ** 40) & 3).toBe((high >>> 16) & 3)
      }),
      { numRuns: 100 },
    )
  })
  test('the vendor stays if asked', () => {
    const kept = mac('00:25:90:12:34:56', withOptions({ keepVendor: true }))
    expect(kept.slice(0, 6)).toBe('002590')
    expect(kept).not.toBe('002590123456')
    expect(mac('00:25:90:12:34:56').slice(0, 6)).not.toBe('002590')
  })
  test('addresses made of one follow it (RFC 4291, appendix A)', () => {
    const host = mac('02:42:ac:11:00:02')
    const inner = Number.parseInt(host.slice(0, 2), 16) ^ 2
    const expected = `${inner.toString(16).padStart(2, '0')}${host.slice(2, 6)}fffe${host.slice(6)}`
    expect(ipv6('fe80::42:acff:fe11:2').slice(16)).toBe(expected)
    expect(ipv6('2001:db8::42:acff:fe11:2').slice(16)).toBe(expected)
  })
})

test('solicited-node groups and their MAC addresses follow the address (RFC 4291 §2.7.1, RFC 2464 §7)', () => {
  const low = ipv6('2001:db8::12:3456').slice(-6)
  expect(ipv6('ff02::1:ff12:3456')).toBe(`ff0200000000000000000001ff${low}`)
  expect(mac('33:33:ff:12:34:56')).toBe(`3333ff${low}`)
})

test('IPv4 addresses in IPv6 addresses are the mapped ones', () => {
  const inner = Buffer.from(subnetFrom(ipv4('198.51.100.7')).octets).toString('hex')
  // RFC 3056 §2, RFC 5214 §6.1, RFC 6052 §2.1.
  expect(ipv6('2002:c633:6407::1').slice(0, 12)).toBe(`2002${inner}`)
  expect(ipv6('fe80::5efe:c633:6407')).toMatch(new RegExp(`00005efe${inner}$`))
  expect(ipv6('64:ff9b::c633:6407')).toBe(`0064ff9b0000000000000000${inner}`)
  // RFC 4380 §4: the client's with its bits turned over.
  const turned = (~Number.parseInt(inner, 16) >>> 0).toString(16).padStart(8, '0')
  expect(ipv6('2001:0:c633:6407:8000:63bf:39cc:9bf8')).toBe(`20010000${inner}800063bf${turned}`)
})

test('groups that are mapped take their MAC addresses with them (RFC 1112 §6.4)', () => {
  const all = withOptions({ groups: true })
  const group = subnetFrom(ipv4('239.9.8.7', all)).octets
  expect(group).not.toEqual(subnetFrom('239.9.8.7').octets)
  expect(group[0]).toBe(239)
  const low = Buffer.from([group[1]! & 0x7f, group[2]!, group[3]!]).toString('hex')
  expect(mac('01:00:5e:09:08:07', all)).toBe(`01005e${low}`)
  expect(mac('33:33:80:09:08:07', all)).toBe(`3333${ipv6('ff15::8009:807', all).slice(-8)}`)
  expect([ipv4('224.0.0.5', all), ipv6('ff02::fb', all)]).toEqual(['224.0.0.5', hex('ff02::fb')])
})

test('subnets that are kept keep their prefix, and their hosts are mapped', () => {
  const some = withOptions({ keptSubnets: ['192.0.2.0/24', '2001:db8:1::/48', '198.51.100.9'].map(subnetFrom) })
  expect(ipv4('192.0.2.77', some)).toMatch(/^192\.0\.2\./)
  expect(ipv6('2001:db8:1::7:7', some)).toMatch(/^20010db80001/)
  expect(ipv4('198.51.100.9', some)).toBe('198.51.100.9')
  expect(ipv4('198.51.100.8', some)).toBe('198.51.100.8')
  expect(ipv4('192.0.3.77', some)).not.toMatch(/^192\.0\.2\./)
})

test.each(['10.0.0.0/33', '10.0.0/8', 'fd00::/129', 'fd00::1::2/8', 'x', '10.0.0.256', '1.2.3.4/8/9'])(
  '%s is no subnet',
  (text) => {
    expect(() => subnetFrom(text)).toThrow(/is no subnet/)
  },
)
