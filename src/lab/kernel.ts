/** What the kernel at hand can do, found out by trying in a namespace that ends with the try; and whether FRR is there. */
import { existsSync } from 'node:fs'
import type { Words } from '../words/language.js'
import { FRR, type Network } from './network.js'
import { succeeds } from './shell.js'

export type Ability = 'veth' | 'bridge' | 'vxlan' | 'vrf' | 'gre' | 'gretap' | 'tun' | 'frr'

/**
 * The commands that try each ability. They load the kernel module if there is one; ip_gre then shows gre0 and gretap0
 * in every namespace, as after any first use.
 */
const TRIES: Readonly<Record<Exclude<Ability, 'tun' | 'frr'>, readonly string[]>> = {
  veth: ['veth'],
  bridge: ['bridge'],
  vxlan: ['vxlan', 'id', '1', 'dstport', '4789'],
  vrf: ['vrf', 'table', '10'],
  gre: ['gre', 'local', '192.0.2.1', 'remote', '192.0.2.2'],
  gretap: ['gretap', 'local', '192.0.2.1', 'remote', '192.0.2.2'],
}

export type Abilities = ReadonlySet<Ability>

/**
 * The abilities of this kernel. Without root they are tried in a user namespace. Where that is forbidden too, nothing
 * is known and the answer is undefined.
 */
export async function probe(isRoot: boolean): Promise<Abilities | undefined> {
  const unshare = ['unshare', isRoot ? '--net' : '-rn']
  if (!(await succeeds([...unshare, 'true']))) return undefined
  const found = new Set<Ability>(existsSync('/dev/net/tun') ? ['tun'] : [])
  if (existsSync(`${FRR}/bgpd`) && existsSync(`${FRR}/zebra`)) found.add('frr')
  await Promise.all(
    Object.entries(TRIES).map(async ([ability, type]) => {
      if (await succeeds([...unshare, 'ip', 'link', 'add', 'probe0', 'type', ...type])) found.add(ability as Ability)
    }),
  )
  return found
}

/** What differs here from what the network describes. */
export interface Limits {
  readonly emulated: readonly Words[]
  /** Not empty: the network cannot be built. */
  readonly missing: readonly Words[]
}

export function limits(network: Network, kernel: Abilities | undefined): Limits {
  if (kernel === undefined) return { emulated: [], missing: [] }
  const types = new Set(network.hosts.flatMap((h) => h.devices.map((d) => d.type)))
  const emulated: Words[] = []
  const missing: Words[] = []
  for (const ability of ['veth', 'bridge', 'vxlan'] as const) {
    if ((ability !== 'vxlan' || types.has('vxlan')) && !kernel.has(ability)) missing.push(noModule(ability))
  }
  if (types.has('vrf') && !kernel.has('vrf')) emulated.push(VRF_BY_RULES)
  for (const type of ['gre', 'gretap'] as const) {
    if (types.has(type) && !kernel.has(type)) (kernel.has('tun') ? emulated : missing).push(GRE_BY_PROCESS)
  }
  if (network.hosts.some(({ bgp }) => bgp !== undefined) && !kernel.has('frr')) missing.push(NO_FRR)
  if (types.has('flannel-udp')) (kernel.has('tun') ? emulated : missing).push(FLANNELD)
  return { emulated, missing }
}

function noModule(name: string): Words {
  return {
    en: `this kernel has no ${name} (try: modprobe ${name})`,
    zh: `此内核没有 ${name}（可试：modprobe ${name}）`,
  }
}

const VRF_BY_RULES: Words = {
  en: 'this kernel has no vrf: policy rules lead to its table instead; the packets on the wire are the same, `ip vrf` shows nothing',
  zh: '此内核没有 vrf：改用策略路由规则指向该路由表；线上报文相同，但 ip vrf 看不到它',
}

const GRE_BY_PROCESS: Words = {
  en: 'this kernel has no ip_gre: a process at each end does its work over /dev/net/tun and a raw socket; `ip tunnel` shows nothing',
  zh: '此内核没有 ip_gre：两端各由一个进程用 /dev/net/tun 和原始套接字完成封装；ip tunnel 看不到它',
}

const NO_FRR: Words = {
  en: `FRR is not there, whose BGP fills the tables here (apt-get install frr); looked for in ${FRR}`,
  zh: `没有安装 FRR，而这里由它的 BGP 填表（apt-get install frr）；查找的目录是 ${FRR}`,
}

const FLANNELD: Words = {
  en: 'a process at each end takes flanneld’s part, over /dev/net/tun and a UDP socket',
  zh: '两端各由一个进程扮演 flanneld，使用 /dev/net/tun 和 UDP 套接字',
}
