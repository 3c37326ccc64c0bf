import { expect, test } from 'vitest'
import { AddressTable, NO_ADDRESS } from '../../src/analysis/tables/address-table.js'
import { addressText, macText } from '../../src/present/address-text.js'
import { ip } from '../helpers/stories.js'

test('addresses of both families, IPv6 as RFC 5952 §4 wants it', () => {
  const addresses = new AddressTable()
  expect(addressText(addresses, ip(addresses, '172.17.1.2'))).toBe('172.17.1.2')
  expect(addressText(addresses, ip(addresses, '255.255.255.255'))).toBe('255.255.255.255')
  expect(addressText(addresses, ip(addresses, '2001:db8:0:0:1:0:0:1'))).toBe('2001:db8::1:0:0:1')
  expect(addressText(addresses, NO_ADDRESS)).toBe('')
})

test.each([
  [0, '00:00:00:00:00:00'],
  [0x4e927279_59ed, '4e:92:72:79:59:ed'],
  [0xffff_ffff_ffff, 'ff:ff:ff:ff:ff:ff'],
])('MAC address %i: %s', (mac, text) => expect(macText(mac)).toBe(text))
