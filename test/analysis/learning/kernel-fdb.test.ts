/**
 * What VTEPs learn by our account, against what the kernel's own tables say, for every node of the lab's and the
 * networks' captures: where a device learns, the same entries; where it does not, none that claims to be learned.
 */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Facts, Origin } from '../../../src/analysis/learning/facts.js'
import { addressText, macText } from '../../../src/present/address-text.js'
import { type Device, devicesOf, LAB, NETWORKS, networksIn } from '../../helpers/kernel.js'
import { learnFile } from '../../helpers/learn.js'

for (const root of [LAB, NETWORKS]) {
  if (!existsSync(root)) console.warn(`${root} is not there: tables are not compared with the kernel's`)
}

/** `MAC@VTEP` of what the device learned by our account, what was put in by hand left out, in alphabetical order. */
function learnedBy(facts: Facts, { addresses, vni, configured }: Device): readonly string[] {
  return facts.fdb
    .filter(({ network, vtep, mac, origin }) => {
      const { id } = facts.networks[network]!
      // A device that is told the VNI of each packet has no number of its own.
      const isHis = (id === vni || vni === 0) && addresses.includes(addressText(facts.addresses, vtep))
      return isHis && mac !== 0 && origin === Origin.Learned && !configured.has(macText(mac))
    })
    .map(({ mac, dst }) => `${macText(mac)}@${addressText(facts.addresses, dst)}`)
    .sort()
}

describe.skipIf(!existsSync(LAB) || !existsSync(NETWORKS))("the forwarding table is the kernel's", () => {
  const devices = [LAB, NETWORKS].flatMap((root) => networksIn(root).flatMap((name) => devicesOf(root, name)))

  test.each(devices)('$network $node $vni, $path', async (device) => {
    const facts = await learnFile(device.path)
    expect(learnedBy(facts, device)).toEqual(device.learning ? device.learned : [])
    // A device that learns is never said not to.
    const own = facts.networks.filter(({ id }) => id === device.vni)
    if (device.learning) expect(own.map(({ learns }) => learns)).not.toContain('no')
    else expect(own.map(({ learns }) => learns)).not.toContain('yes')
  })

  test('there are devices of both kinds, and entries that were learned', () => {
    expect(devices.filter(({ learning }) => learning).length).toBeGreaterThan(80)
    expect(devices.filter(({ learning }) => !learning).length).toBeGreaterThan(25)
    expect(devices.flatMap(({ learning, learned }) => (learning ? learned : [])).length).toBeGreaterThan(150)
  })
})
