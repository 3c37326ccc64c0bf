/** Networks are data: what is promised of them without a kernel. */
import { describe, expect, test } from 'vitest'
import { pad, width, wrap } from '../../src/lab/describe.js'
import { FAULTS, withFault } from '../../src/lab/faults.js'
import { type Ability, limits } from '../../src/lab/kernel.js'
import { pasteable } from '../../src/lab/lab.js'
import { FAULT_NAMES, type Network } from '../../src/lab/network.js'
import { NETWORKS } from '../../src/lab/networks.js'
import { Script } from '../../src/lab/script.js'
import { shellText } from '../../src/lab/shell.js'

const FULL: ReadonlySet<Ability> = new Set(['veth', 'bridge', 'vxlan', 'vrf', 'gre', 'gretap', 'tun', 'frr'])
const POOR: ReadonlySet<Ability> = new Set(['veth', 'bridge', 'vxlan', 'tun'])

const named = (name: string): Network => NETWORKS.find((n) => n.name === name)!
const build = (network: Network, kernel: ReadonlySet<Ability> = FULL): string => {
  const script = new Script(network, network.name, kernel)
  return pasteable([...script.underlay(), ...script.overlay()])
}

describe('every network', () => {
  test.each(NETWORKS.map((n) => [n.name, n] as const))(
    '%s has names that Linux takes, and both languages',
    (_, network) => {
      const script = new Script(network, `${network.name}.4194304`, POOR)
      expect(new Set(script.nodes).size).toBe(script.nodes.length)
      expect(script.nodes).toContain(network.watch)
      expect(network.name).toMatch(/^[a-z0-9-]+$/)
      for (const node of script.nodes) {
        expect(node).toMatch(/^[a-z0-9]{1,12}$/)
        // IFNAMSIZ is 16, with the zero.
        expect(`to-${node}`.length).toBeLessThan(16)
      }
      for (const d of network.hosts.flatMap((h) => h.devices)) expect(d.name.length).toBeLessThan(16)
      for (const words of [network.title, network.teaches]) {
        expect(words.en).toMatch(/^[A-Za-z’].+/)
        expect(words.zh).toMatch(/[\u4e00-\u9fff]/)
      }
    },
  )

  test.each(NETWORKS.map((n) => [n.name, n] as const))('%s touches its own namespaces only', (_, network) => {
    const script = new Script(network, network.name, POOR)
    for (const { argv, output = '' } of [...script.underlay(), ...script.overlay()].flatMap((s) => s.commands)) {
      // What daemons are to do is written where the network's own files are.
      const text = output.startsWith('/run/vxl-') ? output : argv.join(' ')
      expect(text).toMatch(
        /^(ip netns (add|exec) vxl-|ip -n vxl-|bridge -n vxl-|timeout 5 sh -c until ip -n vxl-|\/run\/vxl-)/,
      )
      for (const [ns] of text.matchAll(/vxl-[\w.-]+/g)) expect(script.namespaces).toContain(ns)
    }
  })

  test.each(NETWORKS.map((n) => [n.name, n] as const))('%s has traffic bounded in count and time', (_, network) => {
    for (const fault of [undefined, ...network.faults]) {
      const { traffic } = withFault(network, fault)
      expect(traffic.length).toBeLessThan(10)
      for (const step of traffic) {
        if (step.do === 'ping') expect(step.count).toBeLessThan(10)
        if (step.do === 'wait') expect(step.seconds).toBeLessThan(10)
      }
    }
  })
})

describe('faults', () => {
  const pairs = NETWORKS.flatMap((n) => n.faults.map((f) => [n.name, f] as const))
  test.each(pairs)('%s with %s is built or used differently', (name, fault) => {
    const network = named(name)
    const broken = withFault(network, fault)
    expect([build(broken), broken.traffic]).not.toEqual([build(network), network.traffic])
  })

  test('each is there in some network, and explained in both languages', () => {
    for (const name of FAULT_NAMES) {
      expect(NETWORKS.some((n) => n.faults.includes(name))).toBe(true)
      expect(FAULTS[name].title.zh).toMatch(/[\u4e00-\u9fff]/)
    }
  })
})

describe('what the kernel cannot do', () => {
  test('VRF is the kernel’s where it has it, else rules that lead to its table', () => {
    expect(build(named('vrf'))).toContain('link add vrf0 type vrf table 10\n')
    expect(build(named('vrf'))).toContain('link set vxlan0 master vrf0\n')
    const rules = build(named('vrf'), POOR)
    expect(rules).not.toContain('vrf0')
    expect(rules).toContain('rule add oif vxlan0 table 10\n')
    expect(rules).toContain('route add 172.18.1.0/24 dev vxlan0 src 172.18.1.2 table 10\n')
    expect(limits(named('vrf'), POOR).emulated[0]!.en).toContain('no vrf')
  })

  test('GRE is the kernel’s where it has it, else a process over TUN', () => {
    expect(build(named('gre'))).toContain(
      'link add gre01 type gre local 172.16.0.3 remote 172.16.0.5 ttl 255 ikey 0x111111 okey 0x222222 csum seq\n',
    )
    expect(build(named('gre'))).not.toContain('endpoint.js')
    expect(build(named('gre'), POOR)).toContain('tuntap add dev gre01 mode tun\n')
    expect(build(named('gretap'), POOR)).toContain('tuntap add dev gretap01 mode tap\n')
    expect(build(named('gre'), POOR)).toMatch(/endpoint\.js gre gre01 local 172\.16\.0\.3 .* csum seq &\n/)
  })

  test('BGP is FRR’s, and where it is not installed that is said', () => {
    expect(build(named('evpn'))).toContain(
      "printf '%s\\n' 'hostname l1' 'router bgp 65010' ' bgp router-id 192.0.2.1' ' no bgp default ipv4-unicast' ",
    )
    expect(build(named('evpn'))).toContain(' > /run/vxl-evpn-l1/bgpd.conf\n')
    expect(limits(named('evpn'), FULL).missing).toEqual([])
    expect(limits(named('evpn'), POOR).missing[0]!.en).toContain('apt-get install frr')
    const down = new Script(named('evpn'), 'evpn', FULL).run('d').at(-1)!.commands
    expect(down.map(shellText)).toContain('rm -rf /run/vxl-evpn-rr')
  })

  test('without VXLAN or /dev/net/tun it is impossible, and said so', () => {
    expect(limits(named('p2p'), new Set(['veth', 'bridge'])).missing[0]!.en).toContain('no vxlan')
    expect(limits(named('gre'), new Set(['veth', 'bridge'])).missing).toHaveLength(1)
    expect(limits(named('gre'), FULL)).toEqual({ emulated: [], missing: [] })
  })
})

describe('text', () => {
  test('a word that a shell would take apart is quoted', () => {
    expect(shellText({ argv: ['sh', '-c', "echo 'a' | wc"], background: true })).toBe("sh -c 'echo '\\''a'\\'' | wc' &")
    expect(shellText({ argv: ['ip', '-j', 'neigh'], output: 'a b' })).toBe("ip -j neigh > 'a b'")
  })

  test('Chinese signs take two cells, and no line begins with their full stop', () => {
    expect(width('点对点 p2p')).toBe(10)
    expect(pad('组', 4)).toBe('组  ')
    expect(wrap('一二三四。', 9, ' ')).toBe(' 一二三\n 四。\n')
    expect(wrap('one two three', 8, '')).toBe('one two\nthree\n')
  })
})
