/**
 * Captures of a great many of one thing, whose keys no two packets share: tunnel ends, stations that move, flows, questions,
 * stations, networks, ICMP errors, GRE keys, fragments, and what is long. Numbers are random, and the same in each run.
 */
import {
  arp,
  ethernet,
  gre,
  icmpError,
  ipv4,
  ipv4Fragments,
  type Part,
  tcp,
  udp,
} from '../../fixtures/make/packets.js'
import { frame, INNER_A, INNER_B, inVni, ping, underlay } from '../packets.js'
import { type Pieces, packets } from './attack.js'
