/** ARP at a pace that a network feels. */

import type { Storm } from '../../analysis/check/findings/arp-storm.js'
import type { FindingWords } from './finding-words.js'

export const arpStormWords: FindingWords<Storm> = {
  id: 'arp.storm',
  title: { en: 'ARP requests come in a storm', zh: 'ARP 请求风暴' },
  meaning: {
    en: `Each ARP request goes to all stations of its network, and each of them has to look at it; a VTEP sends it to all the
others, a copy each or through the group. A few in a second are nothing. A storm of them takes processing power everywhere
and hides what the network is there for.

One question that is asked again and again at once comes from broken software, or from a loop that brings each question
back. One station that asks for address after address scans the network, or is a router for somebody who scans it from
outside; that is told as information. Many stations at once, each with questions of its own, lost their tables at the same
time, or see traffic for addresses that nobody has. Where frames are seen to go round, that is reported instead.`,
    zh: `每个 ARP 请求都会发给本网络的所有主机，每台主机都要处理；VTEP 还要把它发给所有其他 VTEP，或者逐个复制，或者通过多播组。每秒
几个不算什么，形成风暴时则处处消耗处理能力，淹没正常的流量。

同一个问题在短时间内反复出现，来自有缺陷的软件，或者来自把请求不断送回来的环路。一台主机逐个询问许多地址，是在扫描网络，或者是路由器
在替外部的扫描者询问，这只作为提示。许多主机同时各自提问，可能是它们的邻居表同时丢失，或者有流量发往不存在的地址。如果看到帧在打转，则
报告环路，不再报告风暴。`,
  },
  quotes: [
    {
      source: 'RFC 1122 §2.3.2.1',
      sentence:
        'A mechanism to prevent ARP flooding (repeatedly sending an ARP Request for the same IP address, at a high rate) MUST be included. The recommended maximum rate is 1 per second per destination.',
    },
    {
      source: 'RFC 826, Packet Generation',
      sentence:
        'It then causes this packet to be broadcast to all stations on the Ethernet cable originally determined by the routing mechanism.',
    },
  ],
  says({ asking, network, mac, sender, target, peak, within, lasted }, count, text) {
    const where = text.network(network)
    const pace = { en: `${peak} within ${text.time(within)}`, zh: `${text.time(within)} 内达 ${peak} 个` }
    const who = text.address(sender) || text.mac(mac)
    const total = text.count(count)
    switch (asking) {
      case 'same':
        return {
          en: `${who} asks for ${text.address(target)} in ${where.en} ${total} times in ${text.time(lasted)}, up to ${pace.en}`,
          zh: `${who} 在 ${where.zh} 中于 ${text.time(lasted)} 内询问 ${text.address(target)} 共 ${total} 次，${pace.zh}`,
        }
      case 'station':
        return {
          en: `${who} asks for one address after another in ${where.en}: ${total} questions in ${text.time(lasted)}, up to ${pace.en}`,
          zh: `${who} 在 ${where.zh} 中逐个询问地址：${text.time(lasted)} 内 ${total} 个请求，${pace.zh}`,
        }
      case 'all':
        return {
          en: `many stations of ${where.en} ask at once: ${total} questions in ${text.time(lasted)}, up to ${pace.en}`,
          zh: `${where.zh} 中许多主机同时询问：${text.time(lasted)} 内 ${total} 个请求，${pace.zh}`,
        }
    }
  },
  why({ asking }) {
    switch (asking) {
      case 'same':
        return {
          en: 'A healthy kernel asks once a second: this is broken software, or a loop behind the sender.',
          zh: '正常的内核每秒只问一次：这是有缺陷的软件，或者发送方后面有环路。',
        }
      case 'station':
        return {
          en: 'It scans the network, or routes for somebody who does.',
          zh: '它在扫描网络，或者在替别的扫描者转发。',
        }
      case 'all':
        return {
          en: 'Their tables were lost at the same time, or traffic comes in for addresses that nobody has.',
          zh: '它们的邻居表同时丢失，或者有流量发往不存在的地址。',
        }
    }
  },
  fix({ asking, mac }, text) {
    if (asking === 'station') return { en: '', zh: '' }
    if (asking === 'all') {
      return {
        en: 'Find out what the questions are about; larger neighbour tables help:  sysctl net.ipv4.neigh.default.gc_thresh3',
        zh: '查明这些请求针对什么地址；可以增大邻居表：sysctl net.ipv4.neigh.default.gc_thresh3',
      }
    }
    return {
      en: `Stop what sends it on the host with ${text.mac(mac)}; where bridges are in the way, look for a loop:  bridge link show`,
      zh: `在 MAC 为 ${text.mac(mac)} 的主机上停止发送的程序；如果途经网桥，检查是否成环：bridge link show`,
    }
  },
  verify({ mac }, text) {
    const of = mac === 0 ? '' : ` and ether src ${text.mac(mac)}`
    return {
      en: `tcpdump -ni DEVICE -c 100 'arp${of}'    # how long do a hundred take?`,
      zh: `tcpdump -ni 设备 -c 100 'arp${of}'    # 看一百个报文需要多长时间`,
    }
  },
}
