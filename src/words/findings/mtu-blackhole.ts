/** Large packets are lost, small ones pass. */
import type { TooLarge } from '../../analysis/check/evidence/path-mtu.js'
import type { Words } from '../language.js'
import type { FindingText, FindingWords } from './finding-words.js'
import { counted, whoSendsWhat } from './phrases.js'

/** Octets of the IP and ICMP headers in front of a ping's data. */
const PING_HEADERS = 28

export const mtuBlackholeWords: FindingWords<TooLarge> = {
  id: 'mtu.blackhole',
  title: { en: 'Large packets are lost, small ones pass', zh: '大报文丢失，小报文正常' },
  meaning: {
    en: `With the tunnel's headers in front the packets are longer than a link on the way takes, and Don't Fragment is set, on
them or on the tunnel's packets around them (IPv6 packets are never cut on the way). The router in front of that link drops
them. Pings work and connections open, because their packets are small; a connection stands still with the first full segment:
\`ssh\` hangs after the login, web pages stay empty, TLS stops after the first message.

The router says so by ICMP (fragmentation needed, packet too big), with the MTU of the link. Where filters drop these
messages, or they reach the VTEP and nobody tells the host behind it, nothing shows but that large packets are lost: a black
hole. It is found by the ICMP message, matched to the inner packet that it quotes; by TCP segments that are sent three times
and more while the other side acknowledges all before them, or was there until then (which is less sure); and by echo requests that are answered when they are small and
never when they are large.

It is a warning when the hosts learn what the path takes and go on with smaller packets: the first one is lost each time
they forget it (Linux: after 10 minutes). A message from a router in the open, to a host that sends without a tunnel, is how
path MTU discovery works, and no fault, as long as the host heeds it: one that sends the same segment again and again, and is
told each time, does not get the message (RFC 1191 §3), and its connection stands still.`,
    zh: `加上隧道头部之后，报文比途中某条链路的 MTU 还长，而报文本身或外层的隧道报文设置了 DF（不允许分片；IPv6 报文在途中从不分片）。
该链路前面的路由器只能丢弃它。ping 正常、连接能够建立，因为这些报文都很小；第一个满长的报文段发出之后连接就停住了：\`ssh\` 登录后卡住，
网页打不开，TLS 停在第一条消息之后。

路由器会用 ICMP（需要分片、报文过大）告知该链路的 MTU。如果过滤规则丢弃了这些 ICMP，或者它们只到达 VTEP 而没有人通知后面的主机，
就只能看到大报文不断丢失，这就是所谓的“黑洞”。判断的依据有三种：ICMP 消息及其引用的内层报文；TCP 报文段重发三次以上，而对方一直确认
到它之前为止，或者对方此前一直在线（把握较小）；小的 echo 请求有应答，大的从来没有应答。

如果主机得知路径 MTU 后改用较小的报文，则只是警告：每当它忘记（Linux 为 10 分钟），第一个大报文就会丢失。没有隧道的主机收到路由器的
这类 ICMP 消息，是路径 MTU 发现的正常过程，不算故障；但如果它一再重发同样的报文段、每次都收到这种消息，说明它没有得到这条消息
（RFC 1191 §3），连接就会停滞。`,
  },
  quotes: [
    {
      source: 'RFC 791 §3.2',
      sentence:
        "If the Don't Fragment flag (DF) bit is set, then internet fragmentation of this datagram is NOT permitted, although it may be discarded.",
    },
    {
      source: 'RFC 2784, Appendix',
      sentence:
        "Failure to properly relay Path MTU information to an originator can result in the following behavior: the originator sets the don't fragment bit, the packet gets dropped within the tunnel, but since the originator doesn't receive proper feedback, it retransmits with the same PMTU, causing subsequently transmitted packets to be dropped.",
    },
  ],
  says(about, count, text) {
    const { shown, lostSize, passedSize, overhead, mtu, teller } = about
    const flow = whoSendsWhat(about, text)
    const where = whereText(about, text)
    switch (shown) {
      case 'told': {
        const sum = overhead === 0 ? `${lostSize}` : `${lostSize} + ${overhead} = ${lostSize + overhead}`
        return {
          en: `${text.address(teller)} drops ${flow.en}${where.en}: ${sum} octets, and the next link takes ${mtu}`,
          zh: `${text.address(teller)} 丢弃了 ${where.zh}${flow.zh}：${sum} 字节，而下一条链路只能容纳 ${mtu}`,
        }
      }
      case 'told-by-tunnel':
        return {
          en: `${flow.en}${where.en} is dropped on the way: ${lostSize} octets, and the path takes ${mtu}`,
          zh: `${where.zh}${flow.zh}在途中被丢弃：${lostSize} 字节，而路径只能容纳 ${mtu}`,
        }
      case 'unheeded':
        return {
          en: `${flow.en}${where.en} is sent ${text.count(count)} times with ${lostSize} octets, though ${text.address(teller)} says each time that the next link takes ${mtu}`,
          zh: `${where.zh}${flow.zh}以 ${lostSize} 字节发送了 ${text.count(count)} 次，尽管 ${text.address(teller)} 每次都说明下一条链路只能容纳 ${mtu}`,
        }
      case 'stuck':
        return {
          en: `${flow.en}${where.en} stands still: ${lostSize} octets were sent ${text.count(count)} times, ${passed(passedSize).en}`,
          zh: `${where.zh}${flow.zh}停滞：${lostSize} 字节的报文发送了 ${text.count(count)} 次，${passed(passedSize).zh}`,
        }
      case 'unanswered':
        return {
          en: `${counted(count, 'echo request')} of ${lostSize} octets and more from ${text.address(about.source)} to ${text.address(about.destination)}${where.en} not answered, ${passed(passedSize).en}`,
          zh: `${where.zh}${text.address(about.source)} 发往 ${text.address(about.destination)} 的 ${text.count(count)} 个 ${lostSize} 字节以上的 echo 请求没有应答，${passed(passedSize).zh}`,
        }
      case 'first-lost':
        return {
          en: `the first exchange of ${lostSize} octets between ${text.address(about.source)} and ${text.address(about.destination)}${where.en} was lost, later ones came in fragments, ${passed(passedSize).en}`,
          zh: `${where.zh}${text.address(about.source)} 与 ${text.address(about.destination)} 之间第一次 ${lostSize} 字节的收发丢失，之后的都分片发送，${passed(passedSize).zh}`,
        }
    }
  },
  why({ shown, isSure, overhead, mtu, fits, source, destination }, text) {
    switch (shown) {
      case 'told':
        return {
          en: `The tunnel's packet may not be cut, and is longer than ${mtu} octets${fits > 0 ? `: ${overhead} of headers leave ${fits} to the hosts` : ''}.`,
          zh: `隧道报文不允许分片，而且长于 ${mtu} 字节${fits > 0 ? `：减去 ${overhead} 字节的头部，主机只剩 ${fits} 字节可用` : ''}。`,
        }
      case 'told-by-tunnel':
        return {
          en: `No host drops packets to itself for their size: a tunnel on the way says it in the name of ${text.address(destination)}.`,
          zh: `主机不会因为过长而丢弃发给自己的报文：这是途中的隧道以 ${text.address(destination)} 的名义发出的消息。`,
        }
      case 'unheeded':
        return {
          en: `${text.address(source)} does not heed the message: a filter on it drops ICMP, or it does not believe what quotes so little.`,
          zh: `${text.address(source)} 没有理会这条消息：它的防火墙丢弃了 ICMP，或者它不接受引用过短的消息。`,
        }
      case 'stuck':
      case 'unanswered':
        if (!isSure && shown === 'stuck') {
          return {
            en: 'Small packets were answered until then, and nothing comes since the first large one: most likely it is dropped for its size, and no ICMP message says so here.',
            zh: '此前的小报文都有应答，第一个大报文之后再没有任何回应：很可能因过长被丢弃，而这里看不到相应的 ICMP 消息。',
          }
        }
        return {
          en: `The other side is there and gets what is small: what is large is dropped on the way, and no ICMP message says so here.`,
          zh: `对方在线，并且能收到小报文：大报文在途中被丢弃，而这里看不到相应的 ICMP 消息。`,
        }
      case 'first-lost':
        return {
          en: `The tunnel's packets may not be cut (DF): a VTEP dropped the one that did not fit, learned the path's MTU from it, and told the host.`,
          zh: '隧道报文设置了 DF：VTEP 丢弃了放不下的报文，由此得知路径 MTU，并通知了主机。',
        }
    }
  },
  fix({ shown, fits, lostSize, overhead, mtu, source }, text) {
    if (shown === 'unheeded') {
      return {
        en: `On ${text.address(source)}: let ICMP type 3 code 4 and ICMPv6 type 2 in; or  ip route change ROUTE mtu ${mtu}; or on the router  iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu`,
        zh: `在 ${text.address(source)} 上放行 ICMP 类型 3 代码 4 和 ICMPv6 类型 2；或者 ip route change 路由 mtu ${mtu}；或者在路由器上 iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu`,
      }
    }
    if (fits > 0) {
      return {
        en: `ip link set dev DEVICE mtu ${fits}    # the tunnel's device at both ends, and the hosts behind it; let ICMP type 3 code 4 and ICMPv6 type 2 pass`,
        zh: `ip link set dev 设备 mtu ${fits}    # 两端的隧道设备及其后面的主机；并放行 ICMP 类型 3 代码 4、ICMPv6 类型 2`,
      }
    }
    const underlay = overhead > 0 ? lostSize + overhead : 0
    return {
      en: `Find the size that passes (below), set it:  ip link set dev DEVICE mtu SIZE    # on VTEPs and hosts${underlay > 0 ? `; or let the underlay take ${underlay}` : ''}`,
      zh: `先找出能通过的长度（见验证），再设置：ip link set dev 设备 mtu 长度    # VTEP 和主机都要设置${underlay > 0 ? `；或者让底层容纳 ${underlay} 字节` : ''}`,
    }
  },
  verify({ fits, lostSize, destination, source, shown }, text) {
    // If the inner packet is unknown, the addresses are those of the tunnel's ends, which are no hosts of the overlay.
    const host = shown === 'told' && fits === 0 ? 'HOST' : text.address(destination)
    const size = fits > 0 ? fits : lostSize
    const from = text.address(source)
    return fits > 0
      ? {
          en: `ping -M do -s ${size - PING_HEADERS} ${host}    # on ${from}: passes; one octet more does not`,
          zh: `ping -M do -s ${size - PING_HEADERS} ${host}    # 在 ${from} 上执行：可以通过，多一个字节则不行`,
        }
      : {
          en: `tracepath -n ${host}; ping -M do -s ${size - PING_HEADERS} ${host}    # on ${from}: smaller until it is answered, plus ${PING_HEADERS}`,
          zh: `tracepath -n ${host}; ping -M do -s ${size - PING_HEADERS} ${host}    # 在 ${from} 上执行：逐步减小直到有应答，再加 ${PING_HEADERS}`,
        }
  },
}

function whereText({ network }: TooLarge, text: FindingText): Words {
  const { en, zh } = text.overlay(network)
  return en === '' ? { en, zh } : { en: ` in ${en}`, zh: `${zh} 中 ` }
}

function passed(size: number): Words {
  if (size === 0) return { en: 'smaller ones pass', zh: '较小的报文正常' }
  return { en: `${size} octets pass`, zh: `${size} 字节的报文正常` }
}
