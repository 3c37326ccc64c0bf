/** `vxsniff interfaces` in a namespace with tunnels that the kernel has made. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cannotMakeNetworks, ip, Network } from '../../helpers/namespaces.js'
import { MAIN, vxsniff } from '../../helpers/run.js'

const skipped = cannotMakeNetworks()

describe.skipIf(skipped)('in a network', () => {
  let net: Network
  const interfaces = (...args: readonly string[]) => net.run(net.a, process.execPath, MAIN, 'interfaces', ...args)
  beforeEach(() => {
    net = new Network()
    const add = (...args: readonly string[]) => ip('-n', net.a, 'link', 'add', ...args)
    add('vx42', 'type', 'vxlan', 'id', '42', 'group', '239.1.1.1', 'dstport', '4789', 'dev', 'a0')
    add('vx43', 'type', 'vxlan', 'id', '43', 'local', '10.0.0.1', 'remote', '10.0.0.2', 'dstport', '8472')
    add('vx44', 'type', 'vxlan', 'id', '44', 'remote', '10.0.0.2', 'dstport', '4790')
    ip('-n', net.a, 'link', 'set', 'vx42', 'up')
  })
  afterEach(() => net.remove())

  test('addresses, state, tunnels, and what carries them', () => {
    expect(interfaces()).toBe(`\
#  name  state  addresses    tunnels
1  lo    up     127.0.0.1/8
2  a0    up     10.0.0.1/24  underlay of vx42, vx43, vx44
3  vx42  up                  vxlan 42 group 239.1.1.1 port 4789 over a0
4  vx43  down                vxlan 43 local 10.0.0.1 remote 10.0.0.2 port 8472 over a0
5  vx44  down                vxlan 44 remote 10.0.0.2 port 4790 over a0
`)
  })

  test('-i takes a number, -D lists them, -L says which link types there are', () => {
    const call = (...args: readonly string[]): string => net.run(net.a, process.execPath, MAIN, ...args)
    expect(call('-D')).toBe(interfaces())
    expect(call('-L', '-i', '2')).toMatch(/^Data link types for a0:\n {2}EN10MB\n/)
  })

  test('--json: an object a line', () => {
    const all = interfaces('--json')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(all.map(({ name }) => name)).toEqual(['lo', 'a0', 'vx42', 'vx43', 'vx44'])
    expect(all.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
    expect(all[1]).toMatchObject({ up: true, addresses: ['10.0.0.1/24'], underlayOf: ['vx42', 'vx43', 'vx44'] })
    expect(all[2].tunnel).toEqual({
      kind: 'vxlan',
      vni: 42,
      group: '239.1.1.1',
      port: 4789,
      external: false,
      underlay: 'a0',
    })
  })

  test('an interface that does not exist: those that do are named, with their tunnels', async () => {
    const { stderr } = await net.start(net.a, process.execPath, MAIN, '-i', 'vx45').ended
    expect(stderr).toMatch(/^vxsniff: no interface vx45\. There are: lo, a0, vx42 \(vxlan 42 over a0\), vx43 /)
  })
})

test('without iproute2 the interfaces that have addresses are listed', async () => {
  const { stdout, code } = await vxsniff(['interfaces'], '', { PATH: '' })
  expect(stdout).toMatch(/^# +name +state +addresses +tunnels\n1 +lo +up +127\.0\.0\.1\/8/)
  expect(code).toBe(0)
})
