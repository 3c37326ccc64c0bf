import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { erspan2, ethernet, gre, ipv4 } from '../../../../fixtures/make/packets.js'
import type { MacMoved } from '../../../../src/analysis/check/findings/mac-moved.js'
import { checkFile } from '../../../helpers/check.js'
import { LAB } from '../../../helpers/finding-captures.js'
import {
  alarms,
  announces,
  between,
  found,
  greeting,
  host,
  pings,
  type Sent,
  toGroup,
  vtep,
} from '../../../helpers/overlay.js'

const [X, Y] = [host(2, 1), host(3, 2)]
const MOVED = host(3, 3)

const about = (sent: readonly Sent[]): readonly MacMoved[] =>
  found('mac.moved', sent).map((finding) => finding.about as MacMoved)

test('a container that moves and says so', () => {
  const sent = [...greeting(0, X, Y), toGroup(5000, MOVED, announces(MOVED)), ...greeting(6000, X, MOVED)]
  const findings = found('mac.moved', sent)
  expect(findings).toMatchObject([
    { severity: 'info', frames: [4, 5], count: 1, about: { isAnnounced: true, stations: 1 } },
  ])
  for (const id of ['mac.flapping', 'mac.stale-use', 'arp.conflict']) expect(alarms(found(id, sent))).toEqual([])
})

test('one that does not', () => {
  expect(about([...greeting(0, X, Y), between(5000, MOVED, X, pings(MOVED, X))])).toMatchObject([
    { isAnnounced: false },
  ])
})

test('a virtual router’s MAC address that moves is a takeover', () => {
  const router = { ...host(1, 2), mac: '00:00:5e:00:01:01' }
  const other = { ...router, at: vtep(3) }
  const sent = [...greeting(0, X, router), toGroup(5000, other, announces(other)), ...greeting(6000, X, other)]
  expect(about(sent)).toMatchObject([{ isVirtual: true, isAnnounced: true }])
  for (const id of ['mac.flapping', 'arp.conflict']) expect(found(id, sent)).toEqual([])
})

test('hosts that move together are told once', () => {
  const sent = Array.from({ length: 60 }, (_, n) => [
    toGroup(n, host(n, 2), announces(host(n, 2))),
    toGroup(5000 + n, host(n, 3), announces(host(n, 3))),
  ]).flat()
  sent.sort((x, y) => x.at - y.at)
  expect(about(sent)).toMatchObject([{ stations: 60 }])
})

test('who stays where it is has not moved', () => {
  expect(about([...greeting(0, X, Y), ...greeting(1000, Y, X)])).toEqual([])
})

test('a mirror port sends what others say to each other', () => {
  const mirrored = (at: number, source: string): Sent => {
    const body = gre({ sequence: at }, erspan2({ session: 1, vlan: 1, index: 0 }, pings(X, Y)))
    return {
      at,
      frame: ethernet('52:54:00:00:00:02', '52:54:00:00:00:01', ipv4({ source, destination: vtep(9) }, body)),
    }
  }
  expect(about([mirrored(0, vtep(1)), mirrored(1, vtep(2)), mirrored(2, vtep(1))])).toEqual([])
})

const GARP = `${LAB}14-mac-move-garp/`

// 02:fd:f9:7f:61:a7 moves from n2 to n3 and announces itself by arping.
test.skipIf(!existsSync(GARP)).each(['n1', 'n2'])('on %s of the real network', async (node) => {
  const findings = await checkFile(`${GARP}${node}.pcap`)
  expect(findings.filter(({ id }) => id === 'mac.moved')).toMatchObject([
    { frames: [22, 25], about: { isAnnounced: true, macs: [0x02fdf97f61a7] } },
  ])
  expect(alarms(findings.filter(({ id }) => id.startsWith('mac.')))).toEqual([])
})
