/** Stations that move by BGP again and again. */
import type { EvpnMobilityStorm } from '../../analysis/check/findings/evpn-mobility-storm.js'
import type { FindingWords } from './finding-words.js'

export const evpnMobilityStormWords: FindingWords<EvpnMobilityStorm> = {
  id: 'evpn.mobility-storm',
  title: { en: 'A MAC address moves by BGP again and again', zh: 'MAC 地址按 BGP 通告反复迁移' },
  meaning: {
    en: `VTEPs outbid each other: each hears the MAC address from a port of its own and tells it with a higher sequence number, five times or more
within three minutes. A machine that migrates does so once. Two machines have the same MAC address, or a loop behind the VTEPs brings frames of
one machine to another VTEP. After so many moves speakers stop to tell of the address (FRR: it is marked as duplicate), and it is reached at one
of the places by chance.`,
    zh: `各 VTEP 互相竞价：每个都从自己的端口听到该 MAC 地址，并以更大的序号通告，三分钟内达到五次或更多。真正迁移的机器只会移动一次。原因是两台机器使用同一个
MAC 地址，或者 VTEP 之后存在环路，把一台机器的帧带到了另一个 VTEP。移动次数过多后，路由器会停止通告该地址（FRR 会标记为 duplicate），只能碰巧到达其中一处。`,
  },
  quotes: [
    {
      source: 'RFC 7432 §15.1',
      sentence:
        'In order to remedy such a situation, a PE that detects a MAC mobility event via local learning starts an M-second timer (with a default value of M = 180), and if it detects N MAC moves before the timer expires (with a default value of N = 5), it concludes that a duplicate-MAC situation has occurred.',
    },
  ],
  says({ network, mac, vteps, sequences, time }, count, text) {
    const where = text.network(network)
    const [first, last] = sequences
    const places = vteps.map((vtep) => text.address(vtep))
    return {
      en: `${text.mac(mac)} moves ${text.count(count)} times in ${where.en} within ${text.time(time)}, between ${places.join(' and ')} (sequence ${first} to ${last})`,
      zh: `${text.mac(mac)} 在 ${where.zh} 中 ${text.time(time)} 内迁移 ${text.count(count)} 次，往返于 ${places.join('、')} 之间（序号 ${first} 到 ${last}）`,
    }
  },
  why() {
    return {
      en: 'Two stations have this address, or a loop brings its frames to the other VTEP.',
      zh: '两台主机使用这个地址，或者环路把它的帧带到了另一个 VTEP。',
    }
  },
  fix() {
    return {
      en: "Give one of the two another MAC address, or take out the loop; then clear what is marked:  vtysh -c 'clear evpn dup-addr vni all'",
      zh: "给其中一台换一个 MAC 地址，或消除环路；然后清除标记：vtysh -c 'clear evpn dup-addr vni all'",
    }
  },
  verify() {
    return { en: "vtysh -c 'show evpn mac vni all duplicate'", zh: "vtysh -c 'show evpn mac vni all duplicate'" }
  },
}
