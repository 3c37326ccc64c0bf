/**
 * A fabric of FRR and the real kernel, with addresses of its own: two leaves and a route reflector that is no VTEP; a station
 * moves, another one goes. What the leaves' captures tell is compared with the kernel's tables at four moments, and with FRR's
 * at the end.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressText } from '../../src/present/address-text.js'
import {
  frrNeighbours,
  frrRoutes,
  isDefault,
  isFromOutside,
  kernelEntries,
  learnUntil,
  toldEntries,
  toldNeighbours,
  toldRoutes,
} from '../helpers/frr.js'
import { cannotMakeVxlan } from '../helpers/namespaces.js'
import { isMissing } from '../helpers/programs.js'

const { CI } = process.env
const FRR = '/usr/lib/frr'
const PREFIX = `vxe${process.pid}`

/** Why there is no fabric here; undefined where there is. */
function obstacle(): string | undefined {
  if (!existsSync(`${FRR}/bgpd`)) {
    const message = 'FRR is not there: apt-get install frr'
    if (CI === 'true') throw new Error(message)
    return message
  }
  if (isMissing('tcpdump', 'apt-get install tcpdump')) return 'tcpdump is missing'
  return cannotMakeVxlan()
}

const reason = obstacle()
if (reason !== undefined) console.warn(`no fabric of FRR is compared: ${reason}`)

const LEAVES = { l1: '198.51.100.11', l2: '198.51.100.12' } as const
const REFLECTOR = '198.51.100.19'

/** Builds it, lets things happen, and writes down what there is; ends what it started. */
const SCRIPT = `
set -e
cd "$1"; P="$2"; umask 022; chmod 755 .
ns() { local n=$1; shift; ip netns exec $P-$n "$@"; }
finish() {
  for f in */*.pid; do [ -f "$f" ] && kill "$(cat "$f")" 2>/dev/null || true; done
  kill $TCPDUMPS 2>/dev/null || true; wait $TCPDUMPS 2>/dev/null || true
  for n in u l1 l2 rr h1 h2 h3; do ip netns del $P-$n 2>/dev/null || true; done
}
trap finish EXIT
ip netns add $P-u; ns u ip link add br0 type bridge; ns u ip link set br0 up
node() {
  ip netns add $P-$1; ns $1 ip link set lo up
  ip link add eth1 netns $P-$1 type veth peer name $1 netns $P-u
  ns u ip link set $1 master br0 up; ns $1 ip addr add $2/24 dev eth1; ns $1 ip link set eth1 up
}
node l1 ${LEAVES.l1}; node l2 ${LEAVES.l2}; node rr ${REFLECTOR}
vni() {
  ns $1 ip link add vx$2 address $3 type vxlan id $2 dstport 4789 local $4 nolearning
  ns $1 ip link add br$2 type bridge forward_delay 0 mcast_snooping 0
  ns $1 ip link set vx$2 master br$2; ns $1 bridge link set dev vx$2 neigh_suppress on learning off
  ns $1 ip link set vx$2 up; ns $1 ip link set br$2 up
}
for v in 7001 7002; do vni l1 $v 02:51:00:00:01:\${v: -2} ${LEAVES.l1}; vni l2 $v 02:51:00:00:02:\${v: -2} ${LEAVES.l2}; done
# An address makes the bridge look into ARP: neighbours are told.
ns l1 ip addr add 172.30.5.251/24 dev br7001; ns l2 ip addr add 172.30.5.252/24 dev br7001
host() { # name, leaf, bridge, address, MAC; it says nothing by itself
  ip netns add $P-$1; ns $1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; ip link add eth0 netns $P-$1 address $5 type veth peer name v_$1 netns $P-$2
  ns $2 ip link set v_$1 master $3 up; ns $1 ip addr add $4/24 dev eth0; ns $1 ip link set eth0 up
}
host h1 l1 br7001 172.30.5.1 02:30:05:00:00:01; host h2 l2 br7001 172.30.5.2 02:30:05:00:00:02
TCPDUMPS=
for k in l1 l2; do ns $k tcpdump -i eth1 -U -w $k.pcap 2>$k.log & TCPDUMPS="$TCPDUMPS $!"; done
for k in l1 l2; do for i in $(seq 50); do grep -q listening $k.log && break; sleep 0.1; done; done
frr() { # node, address, neighbours, more
  mkdir $1; chown frr:frr $1
  printf 'hostname %s\\n' $1 > $1/zebra.conf
  { printf 'hostname %s\\nrouter bgp 65511\\n bgp router-id %s\\n no bgp default ipv4-unicast\\n timers bgp 1 3\\n' $1 $2
    for n in $3; do printf ' neighbor %s remote-as 65511\\n neighbor %s timers connect 1\\n' $n $n; done
    printf ' address-family l2vpn evpn\\n'
    for n in $3; do printf '  neighbor %s activate\\n%s' $n "$4"; [ $1 = rr ] && printf '  neighbor %s route-reflector-client\\n' $n; done
    [ $1 = rr ] || printf '  advertise-all-vni\\n'
    printf ' exit-address-family\\n'; } > $1/bgpd.conf
  chown frr:frr $1/*.conf
  ns $1 ${FRR}/zebra -d -u frr -g frr -f $PWD/$1/zebra.conf -i $PWD/$1/zebra.pid -z $PWD/$1/zserv.api --vty_socket $PWD/$1 -P 0
  ns $1 ${FRR}/bgpd -d -u frr -g frr -f $PWD/$1/bgpd.conf -i $PWD/$1/bgpd.pid -z $PWD/$1/zserv.api --vty_socket $PWD/$1 -P 0 -p 179 -l $2
}
frr rr ${REFLECTOR} "${LEAVES.l1} ${LEAVES.l2}"; frr l1 ${LEAVES.l1} ${REFLECTOR}; frr l2 ${LEAVES.l2} ${REFLECTOR}
show() { vtysh --vty_socket $PWD/$1 -c "$2 json"; }
for i in $(seq 60); do [ "$(ns l1 bridge fdb | grep -c "00:00:00:00:00:00.*dst")" = 2 ] && [ "$(ns l2 bridge fdb | grep -c "00:00:00:00:00:00.*dst")" = 2 ] && break; sleep 0.25; done
moment() { sleep 1.5; for k in l1 l2; do ns $k bridge -j fdb > $k.fdb.$1.json; done; date +%s.%N > time.$1; sleep 0.2; }
moment 0
ns h1 ping -c 2 -i 0.3 172.30.5.2 >/dev/null; ns l1 ping -c 1 172.30.5.1 >/dev/null; ns l2 ping -c 1 172.30.5.2 >/dev/null
moment 1
# It says something at its new place before the old one is gone, as a machine that migrates does. The old one is silent by
# then: two that talk would be a station that moves to and fro.
ns h2 ip addr flush dev eth0
host h3 l1 br7001 172.30.5.2 02:30:05:00:00:02; ns h3 ping -c 2 -i 0.3 172.30.5.251 >/dev/null || true
sleep 0.5; ns l2 ip link del v_h2; ip netns del $P-h2
moment 2
ns l1 ip link del v_h1; ns l1 ip link del v_h3; ns l2 ip link set vx7002 down
moment 3
for k in l1 l2; do show $k 'show bgp l2vpn evpn' > $k.bgp.json; show $k 'show evpn arp-cache vni all' > $k.arp.json; done
`

describe.skipIf(reason !== undefined)('a fabric of FRR', () => {
  const dir = mkdtempSync(join(tmpdir(), 'vxe-'))
  const json = (name: string): ReturnType<typeof JSON.parse> => JSON.parse(readFileSync(join(dir, name), 'utf8'))
  const timeOf = (moment: number): number => Number(readFileSync(join(dir, `time.${moment}`), 'utf8'))

  beforeAll(() => {
    const ran = spawnSync('bash', ['-c', SCRIPT, 'bash', dir, PREFIX], { encoding: 'utf8' })
    if (ran.status !== 0) throw new Error(`${ran.stdout}${ran.stderr}`)
  }, 90_000)
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  const leaves = Object.entries(LEAVES)

  test.each(leaves.flatMap(([leaf, vtep]) => [0, 1, 2, 3].map((moment) => ({ leaf, vtep, moment }))))(
    '$leaf at moment $moment: entries are the kernel’s',
    async ({ leaf, vtep, moment }) => {
      const facts = (await learnUntil(join(dir, `${leaf}.pcap`), timeOf(moment))).facts()
      const kernel = json(`${leaf}.fdb.${moment}.json`)
      expect(toldEntries(facts, vtep, ({ origin }) => origin === 'control-plane')).toEqual(
        kernelEntries(kernel, isFromOutside),
      )
      expect(toldEntries(facts, vtep, ({ mac }) => mac === 0)).toEqual(kernelEntries(kernel, isDefault))
    },
  )

  test.each(leaves)('%s: routes and neighbours are FRR’s', async (leaf, vtep) => {
    const learning = await learnUntil(join(dir, `${leaf}.pcap`), timeOf(3) + 0.3)
    expect(toldRoutes(learning)).toEqual(frrRoutes(json(`${leaf}.bgp.json`)))
    expect(toldNeighbours(learning.facts(), vtep)).toEqual(frrNeighbours(json(`${leaf}.arp.json`)))
  })

  test('a reflector tells, the next hop counts; the move has a sequence number', async () => {
    const learning = await learnUntil(join(dir, 'l2.pcap'), timeOf(2))
    const move = learning.control.tables.moves.at(-1)!
    expect([move.vni, move.told.sequence > 0, addressText(learning.networks.addresses, move.to)]).toEqual([
      7001,
      true,
      LEAVES.l1,
    ])
    const facts = learning.facts()
    expect(facts.networks.filter(({ type }) => type !== 0).map(({ mode }) => mode)).toEqual(['evpn', 'evpn'])
    expect(toldEntries(facts, REFLECTOR, () => true)).toEqual([])
  })
})
