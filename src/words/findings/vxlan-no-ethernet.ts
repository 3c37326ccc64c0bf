/** IP packets in VXLAN without Ethernet. */
import type { NoEthernet } from '../../analysis/check/findings/vxlan-no-ethernet.js'
import type { FindingWords } from './finding-words.js'
import { counted, listed } from './phrases.js'

export const vxlanNoEthernetWords: FindingWords<NoEthernet> = {
  id: 'vxlan.no-ethernet',
  title: { en: 'VXLAN carries IP packets without Ethernet', zh: 'VXLAN 中的 IP 报文没有以太网首部' },
  meaning: {
    en: `VXLAN carries Ethernet frames. Here an IP packet begins right behind the VXLAN header: its length, and its header checksum
where there is one, fit to the octet. A receiver takes its first 14 octets for MAC addresses and a type, and drops it, or floods
it as a frame for a station that does not exist.

It comes from programs that write VXLAN themselves, and from devices that were set up for VXLAN-GPE, whose header names what
follows and which has a port of its own (4790).`,
    zh: `VXLAN 承载以太网帧。这里 VXLAN 首部之后直接就是 IP 报文：长度以及首部校验和（如果有）都完全相符。接收方会把开头 14 个字节当作 MAC 地址和类型，
然后丢弃，或者当作发往不存在主机的帧泛洪出去。

原因可能是自行构造 VXLAN 的程序，也可能是设备被配置成 VXLAN-GPE：后者的首部会说明承载的是什么，并使用自己的端口（4790）。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §4',
      sentence: 'VXLAN is a Layer 2 overlay scheme on a Layer 3 network.',
    },
  ],
  says({ network, from, to, versions }, count, text) {
    const where = text.network(network)
    const which = listed(versions.map((version) => `IPv${version}`))
    return {
      en: `${counted(count, 'packet')} of ${where.en} from ${text.address(from)} to ${text.address(to)} with ${which.en} right behind the VXLAN header`,
      zh: `${where.zh} 中 ${text.address(from)} 发往 ${text.address(to)} 的 ${text.count(count)} 个报文在 VXLAN 首部之后直接是 ${which.zh}`,
    }
  },
  why() {
    return {
      en: 'The sender takes the tunnel for one of IP packets; the receiver reads them as frames, and drops them.',
      zh: '发送方把它当作承载 IP 报文的隧道；接收方按以太网帧解读，随即丢弃。',
    }
  },
  fix({ from }, text) {
    return {
      en: `On ${text.address(from)}, put a frame inside, or use VXLAN-GPE at both ends:  ip link add vxlan0 type vxlan … dstport 4790 gpe external`,
      zh: `在 ${text.address(from)} 上封装以太网帧，或者两端都使用 VXLAN-GPE：ip link add vxlan0 type vxlan … dstport 4790 gpe external`,
    }
  },
  verify() {
    return {
      en: 'tcpdump -nexi any udp port 4789    # do MAC addresses stand behind the VXLAN header?',
      zh: 'tcpdump -nexi any udp port 4789    # VXLAN 首部之后是否是 MAC 地址？',
    }
  },
}
