/** ICMP errors that say a tunnel's packets do not arrive. */

import type { Refusal } from '../../analysis/check/evidence/icmp-refusals.js'
import type { Unreachable } from '../../analysis/check/findings/tunnel-unreachable.js'
import type { Words } from '../language.js'
import type { FindingWords } from './finding-words.js'

const NAMES: Readonly<Record<Refusal, Words>> = {
  net: { en: 'network unreachable', zh: '网络不可达' },
  host: { en: 'host unreachable', zh: '主机不可达' },
  protocol: { en: 'protocol unreachable', zh: '协议不可达' },
  port: { en: 'port unreachable', zh: '端口不可达' },
  admin: { en: 'administratively prohibited', zh: '管理策略禁止' },
  ttl: { en: 'time exceeded', zh: 'TTL 超时' },
  other: { en: 'destination unreachable', zh: '目的不可达' },
}

export const tunnelUnreachableWords: FindingWords<Unreachable> = {
  id: 'tunnel.unreachable',
  title: { en: "A tunnel's far end is unreachable", zh: '隧道对端不可达' },
  meaning: {
    en: `Somebody answers a tunnel's packets with an ICMP error, and quotes the packet that it could not deliver. Who says so and
what it says tell where to look:

- *port unreachable*, from the far end: no program or device listens on the UDP port. The VXLAN device is missing, is down, or
  has another port.
- *protocol unreachable*, from the far end: its kernel has no GRE, or no IP in IP.
- *host unreachable*, from a router next to it: it does not answer ARP there. *Network unreachable*: no route.
- *administratively prohibited*: a filter, and the sender of the error is where it stands.

It is information when the tunnel works since then, as while a device comes up, or in spite of it: where a program serves the
tunnel and the kernel beside it knows nothing of that, the kernel refuses every packet and the program answers them. When
both VTEPs are seen to use different ports, that is reported, and this only supports it.`,
    zh: `有人用 ICMP 差错回应隧道报文，并引用无法送达的报文。谁发出、内容是什么，说明应该从哪里查起：

- 对端回应*端口不可达*：没有程序或设备监听该 UDP 端口，VXLAN 设备不存在、没有启用，或者端口不同。
- 对端回应*协议不可达*：它的内核没有 GRE 或 IP-in-IP。
- 对端旁边的路由器回应*主机不可达*：对端不应答 ARP。*网络不可达*：没有路由。
- *管理策略禁止*：有防火墙，差错的发送者就是它所在的位置。

如果隧道之后恢复正常（例如设备启用之前的短暂拒绝），或者一直正常，则只作提示：由程序处理隧道而内核并不知情时，内核拒绝每个报文，程序
仍然应答。如果已经看到两端端口不同，则以那个发现为准，这里只是佐证。`,
  },
  quotes: [
    {
      source: 'RFC 792',
      sentence:
        'If, in the destination host, the IP module cannot deliver the datagram because the indicated protocol module or process port is not active, the destination host may send a destination unreachable message to the source host.',
    },
  ],
  says({ refusal, type, id, port, from, to, sender }, count, text) {
    const tunnel = text.tunnel(type, id)
    const [number, what] = [text.port(port), NAMES[refusal]]
    const at = number === '' ? '' : ` (UDP ${number})`
    const who = text.address(sender)
    const isFarEnd = sender === to
    const times = count === 1 ? 'once' : `${text.count(count)} times`
    return {
      en: `${who} says ${times} of ${tunnel}${at} from ${text.address(from)}${isFarEnd ? '' : ` to ${text.address(to)}`}: ${what.en}`,
      zh: `${who} 对 ${text.address(from)} 发${isFarEnd ? '来' : `往 ${text.address(to)} `}的 ${tunnel}${at} 回应 ${text.count(count)} 次：${what.zh}`,
    }
  },
  why({ refusal, isOver, isLasting, isConsequence, type, sender, to, sent }, text) {
    if (isOver) {
      return {
        en: 'The tunnel works all the same, or since then: its device was not up yet, or a program serves it beside the kernel.',
        zh: '隧道一直可用，或者之后恢复了：当时设备还没有启用，或者隧道由内核之外的程序处理。',
      }
    }
    if (isConsequence) {
      return {
        en: 'It follows from vxlan.port-mismatch: the two sides use different ports.',
        zh: '这是 vxlan.port-mismatch 的结果：两端使用的端口不同。',
      }
    }
    if (sent === 0) {
      return {
        en: 'The packets themselves are not in the capture; the error quotes one of them.',
        zh: '抓包中没有这些报文本身，只有差错引用的内容。',
      }
    }
    if (!isLasting) {
      return {
        en: 'Whether it is so still, the capture does not show: a device that comes up a moment later refuses until then.',
        zh: '之后是否仍然如此，从抓包看不出来：设备稍后才启用时，在那之前也会这样回应。',
      }
    }
    const who = text.address(sender)
    switch (refusal) {
      case 'port':
        return {
          en: `Nothing on ${who} listens there: the tunnel's device is missing, is down, or has another port.`,
          zh: `${who} 上没有监听该端口：隧道设备不存在、没有启用，或者端口不同。`,
        }
      case 'protocol':
        return {
          en: `The kernel of ${who} has no ${text.deviceType(type)}: its module is not loaded, or no such tunnel was ever made.`,
          zh: `${who} 的内核没有 ${text.deviceType(type)}：模块没有加载，或者从未创建过这种隧道。`,
        }
      case 'host':
        return {
          en: `${who} is next to ${text.address(to)} and gets no answer from it: it is down or cut off.`,
          zh: `${who} 与 ${text.address(to)} 相邻却得不到应答：对端关机或断网。`,
        }
      case 'net':
        return {
          en: `${who} has no route to ${text.address(to)}.`,
          zh: `${who} 没有到 ${text.address(to)} 的路由。`,
        }
      case 'admin':
        return {
          en: `A filter on ${who} does not let the tunnel's packets pass.`,
          zh: `${who} 上的防火墙不放行隧道报文。`,
        }
      default:
        return { en: `${who} cannot deliver them.`, zh: `${who} 无法送达。` }
    }
  },
  fix({ refusal, isOver, isConsequence, type, id, port, to, sender, from }, text) {
    if (isOver || isConsequence) return { en: '', zh: '' }
    const [there, who] = [text.address(to), text.address(sender)]
    const device = text.deviceType(type)
    const vni = text.tunnelId(type, id) || 'VNI'
    const number = text.port(port)
    const listeners = number === '' ? '' : 'ss -lun; '
    switch (refusal) {
      case 'port':
        return device === 'vxlan'
          ? {
              en: `On ${there}:  ip link set vxlan0 up    or make it:  ip link add vxlan0 type vxlan id ${vni} dstport ${port} …`,
              zh: `在 ${there} 上：ip link set vxlan0 up；没有设备时创建：ip link add vxlan0 type vxlan id ${vni} dstport ${port} …`,
            }
          : {
              en: `On ${there}, bring up what serves the tunnel:  ${listeners}ip -d link show type ${device}`,
              zh: `在 ${there} 上启动处理该隧道的设备或程序：${listeners}ip -d link show type ${device}`,
            }
      case 'protocol':
        return {
          en: `On ${there}:  modprobe ${MODULES[device] ?? 'ipip'}; ip -d link show type ${device}`,
          zh: `在 ${there} 上：modprobe ${MODULES[device] ?? 'ipip'}; ip -d link show type ${device}`,
        }
      case 'host':
        return {
          en: `Bring ${there} up, or its link. On ${who}:  ip neigh show ${there}`,
          zh: `启动 ${there} 或恢复其链路。在 ${who} 上：ip neigh show ${there}`,
        }
      case 'net':
        return {
          en: `On ${who}:  ip route get ${there}`,
          zh: `在 ${who} 上：ip route get ${there}`,
        }
      case 'admin': {
        const rule = number === '' ? 'ip protocol gre accept' : `udp dport ${number} accept`
        return {
          en: `On ${who}, let ${text.address(from)} through:  nft add rule inet filter forward ip saddr ${text.address(from)} ${rule}`,
          zh: `在 ${who} 上放行 ${text.address(from)}：nft add rule inet filter forward ip saddr ${text.address(from)} ${rule}`,
        }
      }
      default:
        return { en: `Look at the way from ${who} to ${there}.`, zh: `检查从 ${who} 到 ${there} 的路径。` }
    }
  },
  verify({ isOver, sender, isIpv6 }, text) {
    if (isOver) return { en: '', zh: '' }
    const filter = isIpv6 ? `'icmp6 and src ${text.address(sender)}'` : `'icmp[0] = 3 and src ${text.address(sender)}'`
    return {
      en: `tcpdump -ni any ${filter}    # silent when mended`,
      zh: `tcpdump -ni any ${filter}    # 修复后没有输出`,
    }
  },
}

/** The kernel modules that make the devices; the module of IP in IP makes all others. */
const MODULES: Readonly<Record<string, string>> = { gre: 'ip_gre', gretap: 'ip_gre' }
