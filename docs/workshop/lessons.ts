/** The workshop: nine lessons, in the order in which they are given. */
import type { Lesson } from './lesson.js'
import { pointToPoint } from './lessons/1-point-to-point.js'
import { multicast } from './lessons/2-multicast.js'
import { bridge } from './lessons/3-bridge.js'
import { staticFdb } from './lessons/4-static-fdb.js'
import { arpProxy } from './lessons/5-arp-proxy.js'
import { namespaceAndVrf } from './lessons/6-namespace-and-vrf.js'
import { flannel } from './lessons/7-flannel.js'
import { gre } from './lessons/8-gre.js'
import { evpn } from './lessons/9-evpn.js'

export const LESSONS: readonly Lesson[] = [
  pointToPoint,
  multicast,
  bridge,
  staticFdb,
  arpProxy,
  namespaceAndVrf,
  flannel,
  gre,
  evpn,
]
