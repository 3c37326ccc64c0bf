/** Two stations with one IP address. */
import type { AddressConflict } from '../../analysis/check/findings/arp-conflict.js'
import type { FindingWords } from './finding-words.js'
import { listed } from './phrases.js'

export const arpConflictWords: FindingWords<AddressConflict> = {
  id: 'arp.conflict',
  title: { en: 'Two stations claim one IP address', zh: '两个主机使用同一个 IP 地址' },
  meaning: {
    en: `Two MAC addresses answer for the same IP address, or speak from it. The neighbours believe whoever answered first, or
announced itself last, so that a connection reaches now the one machine and now the other: connections break off, or a login
ends up on the wrong host. In overlays it comes from containers or virtual machines that were cloned with their address, and
from two address managers that serve one network.

Stations behind different VTEPs are two machines for sure; so are two that both speak of their own accord. It is explained
and not reported as a fault when the MAC addresses belong to virtual routers (VRRP, HSRP, GLBP), and when both only answer
the same question at once: then it is most likely one machine with two interfaces, which Linux lets answer for each other
(ARP flux), or two network stacks on one machine, as Open vSwitch in user space has them. A station that takes an address
over says so once and the other is silent from then on; that is no conflict. Nor is it one where the station that only
answers for the address passes on packets of others, as their lowered TTL shows: that is proxy ARP (RFC 1027), told as
information, since somebody who listens in does the same.`,
    zh: `两个 MAC 地址都声称拥有同一个 IP 地址。邻居相信最先应答的一方，或者最后宣告的一方，于是同一个连接有时到达这台机器，有时到达另
一台：连接中断，或者登录到错误的主机。在 overlay 中常见的原因是容器或虚拟机连同地址一起被克隆，或者一个网络由两套地址管理系统分配地址。

位于不同 VTEP 后面的一定是两台机器；两个都主动发言的也是。下面两种情况只作说明，不算故障：MAC 地址属于虚拟路由器（VRRP、HSRP、
GLBP）；两者只是同时应答同一个请求，这时多半是一台机器有两块网卡，Linux 允许它们互相代答（ARP flux），或者一台机器上有两个协议栈，
例如用户态的 Open vSwitch。接管地址的一方只宣告一次，原来的一方从此沉默，这不是冲突。如果只代答的一方
还在转发别人的报文（TTL 已减小），那是代理 ARP（RFC 1027），只作提示，因为中间人的做法与此相同。`,
  },
  quotes: [
    {
      source: 'RFC 5227, Abstract',
      sentence:
        'When two hosts on the same link attempt to use the same IPv4 address at the same time (except in rare special cases where this has been arranged by prior coordination), problems ensue for one or both hosts.',
    },
    {
      source: 'RFC 826, Packet Reception',
      sentence:
        'If the pair <protocol type, sender protocol address> is already in my translation table, update the sender hardware address field of the entry with the new information in the packet and set Merge_flag to true.',
    },
    {
      source: 'RFC 4861 §7',
      sentence:
        'Such messages trigger nodes already using the address to respond with a multicast Neighbor Advertisement indicating that the address is in use.',
    },
  ],
  says({ network, addresses, addressCount, macs, vteps, rivals, forwarder }, _, text) {
    const which = listed(addresses.map(text.address), addressCount)
    const where = text.network(network)
    const who = macs.map((mac, i) => {
      const at = rivals === 'places' ? text.endpoint(vteps[i]!) : ''
      return {
        en: at === '' ? text.mac(mac) : `${text.mac(mac)} behind ${at}`,
        zh: at === '' ? text.mac(mac) : `${at} 后面的 ${text.mac(mac)}`,
      }
    })
    const [one, other] = [who[0]!, who[1]!]
    if (rivals === 'forwarder') {
      const mac = text.mac(macs[forwarder])
      const owner = text.mac(macs[1 - forwarder]!)
      return {
        en: `${mac} answers for ${which.en} in ${where.en}, which ${owner} speaks from, and passes on packets`,
        zh: `在 ${where.zh} 中，${mac} 代 ${which.zh} 应答并转发报文，而用该地址发言的是 ${owner}`,
      }
    }
    return {
      en: `${one.en} and ${other.en} both claim ${which.en} in ${where.en}`,
      zh: `在 ${where.zh} 中，${one.zh} 与 ${other.zh} 都声称拥有 ${which.zh}`,
    }
  },
  why({ rivals }) {
    switch (rivals) {
      case 'places':
        return {
          en: 'They are behind different VTEPs: two machines have the same address.',
          zh: '它们位于不同的 VTEP 后面：两台机器使用了相同的地址。',
        }
      case 'speakers':
        return {
          en: 'Both speak from it of their own accord: two machines have the same address.',
          zh: '两者都主动以该地址发言：两台机器使用了相同的地址。',
        }
      case 'answerers':
        return {
          en: 'They answer at different times: two machines, or a router that answers for a host (proxy ARP).',
          zh: '它们在不同时间应答：可能是两台机器，也可能是路由器代主机应答（代理 ARP）。',
        }
      case 'forwarder':
        return {
          en: 'It never speaks from that address itself, and a lowered TTL shows that it forwards: a router that answers for a host (proxy ARP), or somebody who has put himself in between.',
          zh: '它自己从不以该地址发言，而 TTL 减小说明它在转发：可能是代主机应答的路由器（代理 ARP），也可能是有人插在中间。',
        }
      case 'machine':
        return {
          en: 'Both answer the same question at once, and at most one of them speaks otherwise: most likely two interfaces or two network stacks of one machine.',
          zh: '两者同时应答同一个请求，而且至多一方另有发言：很可能是同一台机器的两块网卡或两个协议栈。',
        }
      case 'virtual':
        return {
          en: 'A virtual router’s MAC address is among them (VRRP, HSRP, GLBP): the address is meant to have more than one.',
          zh: '其中有虚拟路由器的 MAC 地址（VRRP、HSRP、GLBP）：该地址本来就对应多个 MAC。',
        }
      case 'shared':
        return {
          en: 'Link-local addresses as this one stand for the nearest router: each node answers for itself.',
          zh: '这样的链路本地地址代表最近的路由器：每个节点都会应答。',
        }
    }
  },
  fix({ rivals, macs, forwarder }, text) {
    switch (rivals) {
      case 'places':
      case 'speakers':
      case 'answerers':
        return {
          en: `Give one of them another address: on the host with ${text.mac(macs[1])},  ip addr del ADDRESS dev DEVICE`,
          zh: `给其中一台换一个地址：在 MAC 为 ${text.mac(macs[1])} 的主机上执行 ip addr del 地址 dev 设备`,
        }
      case 'forwarder':
        return {
          en: `Is the host with ${text.mac(macs[forwarder])} meant to do so?  sysctl net.ipv4.conf.all.proxy_arp net.ipv4.ip_forward; ip neigh show proxy`,
          zh: `确认 MAC 为 ${text.mac(macs[forwarder])} 的主机是否应当如此：sysctl net.ipv4.conf.all.proxy_arp net.ipv4.ip_forward; ip neigh show proxy`,
        }
      case 'machine':
        return {
          en: 'If one answer is enough:  sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2',
          zh: '如果只想要一个应答：sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2',
        }
      case 'virtual':
      case 'shared':
        return { en: '', zh: '' }
    }
  },
  verify({ addresses, isIpv6 }, text) {
    const address = addresses[0] === undefined ? '' : text.address(addresses[0])
    const command = isIpv6 ? `ndisc6 -m ${address} DEVICE` : `arping -D -c 3 -I DEVICE ${address}`
    return {
      en: `${command}    # from another host: one answer, not two`,
      zh: `${command}    # 在另一台主机上执行：应只有一个应答`,
    }
  },
}
