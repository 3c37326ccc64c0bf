/** Two VTEPs that send their VXLAN to different UDP ports. */

import type { PortMismatch } from '../../analysis/check/findings/vxlan-port-mismatch.js'
import type { FindingWords } from './finding-words.js'

export const vxlanPortMismatchWords: FindingWords<PortMismatch> = {
  id: 'vxlan.port-mismatch',
  title: { en: 'Two VTEPs use different UDP ports', zh: '两端 VTEP 的 UDP 端口不一致' },
  meaning: {
    en: `VXLAN is UDP, and both sides must name the same destination port. The standard's port is 4789. Linux takes 8472 when
\`dstport\` is not given, for it knew VXLAN before the port was assigned, and flannel and Cilium keep to 8472 on purpose. A
VXLAN device listens on the port that it sends to, so two devices with different ports never hear each other: what arrives is
answered with ICMP port unreachable, or silently dropped where a filter stands in front or the packet went to a group.

It is an error when both ports are seen and something is refused or asked in vain. A VTEP that refuses VXLAN and is not seen
to send any is told as a warning, for a guess: its device may as well be missing or down. Refusals that end, as while a
device comes up, are no fault.

A third way to get it wrong is a program that swaps the two octets of the port: 46354 is 4789, and 6177 is 8472. Two sides
that make the same mistake do hear each other, but filters, network cards and analysers do not know the port.`,
    zh: `VXLAN 承载在 UDP 上，两端的目的端口必须相同。标准端口是 4789；Linux 不指定 \`dstport\` 时用 8472（它支持 VXLAN 早于端口分配），
flannel 和 Cilium 则有意沿用 8472。VXLAN 设备发往哪个端口，就监听哪个端口，因此端口不同的两台设备永远听不到对方：到达的报文会引来
ICMP 端口不可达；如果前面有防火墙，或者报文发往多播组，则被静默丢弃。

同时看到两个端口，并且有报文被拒绝或者请求无人应答，是错误。只看到某个 VTEP 拒绝 VXLAN、却没看到它自己发送，则作为猜测给出警告：
也可能是它的设备不存在或没有启用。设备启用之前的短暂拒绝不算故障。

还有一种写法错误：程序把端口的两个字节弄反了，46354 就是 4789，6177 就是 8472。两端犯同样的错误时可以互通，但防火墙、网卡和分析
工具都不认识这个端口。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §5',
      sentence:
        'IANA has assigned the value 4789 for the VXLAN UDP port, and this value SHOULD be used by default as the destination UDP port.',
    },
    {
      source: 'RFC 7348 §5',
      sentence: 'To enable interoperability with these implementations, the destination port SHOULD be configurable.',
    },
  ],
  says({ vni, a, b, portOfA, portOfB, swapped, refused }, count, text) {
    const [from, to] = [text.address(a), text.address(b)]
    const meant = text.port(swapped)
    if (text.port(portOfB) !== '' && portOfB !== portOfA) {
      return {
        en: `${from} sends vxlan ${vni} to UDP port ${portOfA}, ${to} sends it to port ${portOfB}`,
        zh: `${from} 把 vxlan ${vni} 发往 UDP 端口 ${portOfA}，${to} 发往端口 ${portOfB}`,
      }
    }
    if (meant !== '') {
      return {
        en: `vxlan ${vni} between ${from} and ${to} goes to UDP port ${portOfA}, which is ${meant} with its octets swapped`,
        zh: `${from} 与 ${to} 之间的 vxlan ${vni} 使用 UDP 端口 ${portOfA}，这是字节顺序颠倒的 ${meant}`,
      }
    }
    return {
      en: `${to} has refused vxlan ${vni} from ${from} ${times(refused || count)}: nothing listens on its UDP port ${portOfA}`,
      zh: `${to} ${text.count(refused || count)} 次拒绝 ${from} 发来的 vxlan ${vni}：它没有监听 UDP 端口 ${portOfA}`,
    }
  },
  why({ portOfA, portOfB, swapped }, text) {
    const meant = text.port(swapped)
    if (text.port(portOfB) !== '' && portOfB !== portOfA) {
      return {
        en: 'A VXLAN device listens on the port that it sends to: neither of the two hears the other.',
        zh: 'VXLAN 设备发往哪个端口就监听哪个端口：两端都听不到对方。',
      }
    }
    if (meant !== '') {
      return {
        en: `A program has written the port in the wrong byte order; others, and filters, expect ${meant}.`,
        zh: `程序写端口时用错了字节序；其他设备和防火墙期望的是 ${meant}。`,
      }
    }
    return {
      en: 'Its VXLAN device has another port (Linux takes 8472 unless told otherwise), is down, or is not there.',
      zh: '它的 VXLAN 设备用了别的端口（Linux 不指定时为 8472），或者没有启用，或者不存在。',
    }
  },
  fix({ vni, b, portOfA, portOfB, swapped }, text) {
    const meant = text.port(swapped)
    // The finding about the refused packets tells what else to do.
    if (meant === '' && text.port(portOfB) === '') return { en: '', zh: '' }
    const to = text.address(b)
    const remake = `ip link del vxlan0; ip link add vxlan0 type vxlan id ${vni} dstport ${meant || portOfA} …`
    const where =
      meant !== ''
        ? { en: 'On both sides', zh: '在两端' }
        : { en: `On one side, for example ${to}`, zh: `在其中一端（例如 ${to}）` }
    return {
      en: `${where.en} (a device's port cannot be changed):  ${remake}`,
      zh: `${where.zh}重建设备，端口不能直接修改：${remake}`,
    }
  },
  verify({ b }, text) {
    return {
      en: `ip -d link show type vxlan | grep -o 'dstport [0-9]*'; ss -lun    # on both, ${text.address(b)} among them`,
      zh: `ip -d link show type vxlan | grep -o 'dstport [0-9]*'; ss -lun    # 两端都执行，包括 ${text.address(b)}`,
    }
  },
}

function times(n: number): string {
  return n === 1 ? 'once' : `${n} times`
}
