/** `vxsniff where` as a user meets it. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { vxsniff } from '../../helpers/run.js'

const MULTICAST = fileURLToPath(new URL('../../../fixtures/multicast.pcap', import.meta.url))

test('says where an address is, or that it is none', async () => {
  const [found, json, none] = await Promise.all([
    vxsniff(['where', 'ba:d8:43:67:8d:fb', MULTICAST]),
    vxsniff(['where', '--json', '172.17.1.3', MULTICAST]),
    vxsniff(['where', '172.17.1', MULTICAST]),
  ])
  // As `bridge fdb` of the other VTEP has it: fixtures/README.md.
  expect(found.stdout).toMatch(/^ba:d8:43:67:8d:fb {2}in vxlan 42, 172\.17\.1\.3, behind 10\.65\.132\.188, since #6 \(/)
  expect({ stderr: found.stderr, code: found.code }).toEqual({ stderr: '', code: 0 })
  expect(JSON.parse(json.stdout).places).toMatchObject([{ mac: 'ba:d8:43:67:8d:fb', vtep: '10.65.132.188' }])
  expect(none).toEqual({
    stdout: '',
    stderr: 'vxsniff: "172.17.1" is no address; give a MAC address (02:00:00:00:00:01) or an IP address\n',
    code: 2,
  })
})
