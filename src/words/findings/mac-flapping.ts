/** MAC addresses that go to and fro. */
import type { MacFlapping } from '../../analysis/check/findings/mac-flapping.js'
import type { FindingWords } from './finding-words.js'
import { counted, listed } from './phrases.js'

export const macFlappingWords: FindingWords<MacFlapping> = {
  id: 'mac.flapping',
  title: { en: 'A MAC address flaps between VTEPs', zh: 'MAC 地址在 VTEP 之间反复变动' },
  meaning: {
    en: `Frames with the same inner source MAC address come from one VTEP, from another, and from the first one again, within
seconds. Each of them changes the tables of all who hear it: what is sent to that MAC address goes now here, now there, and
part of it is lost. Who sees part of it alone may have but one change, too quick for a move, and with another IP address.

Either two stations have the same MAC address, most often clones of one virtual machine or containers with a fixed address;
several IP addresses that come with the MAC address speak for that. Or a loop brings the station’s own frames back through
another VTEP (\`loop.suspected\` when the frames themselves were seen to come back). A host that is bonded to two VTEPs
without their knowing looks the same.

It is only explained, not reported as a fault, when the MAC address is a gateway’s that several VTEPs have at once by
design, and in networks whose ends are told where stations are and learn nothing from
packets, as with OVN. Such a gateway is a virtual router by its MAC address, or one that many addresses send from, or a
distributed anycast gateway (RFC 9135): what comes from its MAC address has been routed, as the lowered TTL shows, and where
it speaks for itself it has the same IP address behind every VTEP.`,
    zh: `内层源 MAC 地址相同的帧先来自一个 VTEP，再来自另一个，几秒内又回到第一个。每次变动都会改写所有 VTEP 的转发表：发给这个 MAC
地址的报文时而到这里，时而到那里，一部分会丢失。只看到其中一部分的抓包里可能只有一次变动，但快得不像迁移，而且换了 IP 地址。

可能是两台主机使用了相同的 MAC 地址，多半是克隆的虚拟机或使用固定地址的容器；如果同一个 MAC 伴随着多个 IP 地址，多半就是这种情况。也可能是
环路把主机自己的帧从另一个 VTEP 送了回来（如果确实看到帧返回，则报告 \`loop.suspected\`）。主机绑定在两个互不知情的 VTEP 上时，现象也相同。

如果该 MAC 属于按设计由多个 VTEP 共用的网关，或者隧道两端由控制面告知位置而不从报文学习（例如 OVN），则只作说明，不算故障。这样的网关可以从
虚拟路由器的 MAC 地址看出，或者有许多地址经它发送，或者是分布式任播网关（RFC 9135）：来自该 MAC 的报文都经过了路由（TTL 已减小），而且它自己发言时，
在每个 VTEP 后面都使用同一个 IP 地址。`,
  },
  quotes: [
    {
      source: 'RFC 7432 §15.1',
      sentence:
        'In order to remedy such a situation, a PE that detects a MAC mobility event via local learning starts an M-second timer (with a default value of M = 180), and if it detects N MAC moves before the timer expires (with a default value of N = 5), it concludes that a duplicate-MAC situation has occurred.',
    },
  ],
  says({ network, macs, stations, places, lasted, isEverywhere }, count, text) {
    const who = listed(macs.map(text.mac), stations)
    const where = text.network(network)
    const at = listed(places.map(text.address))
    if (isEverywhere) {
      return {
        en: `${who.en} ${stations === 1 ? 'is' : 'are'} behind ${at.en} at once in ${where.en}, and ${stations === 1 ? 'routes' : 'route'} there`,
        zh: `${who.zh} 在 ${where.zh} 中同时位于 ${at.zh} 后面，并在各处转发`,
      }
    }
    if (count === 1) {
      return {
        en: `${who.en} speaks from behind both ${at.en} in ${where.en}, within ${text.time(lasted)}`,
        zh: `${who.zh} 在 ${where.zh} 中 ${text.time(lasted)} 之内先后从 ${at.zh} 后面发言`,
      }
    }
    return {
      en: `${who.en} ${stations === 1 ? 'goes' : 'go'} to and fro between ${at.en} in ${where.en}: ${counted(count, 'move')} in ${text.time(lasted)}`,
      zh: `${who.zh} 在 ${where.zh} 中于 ${at.zh} 之间反复变动：${text.time(lasted)} 内 ${count} 次`,
    }
  },
  why({ isGateway, isEverywhere, isTold, addresses }, text) {
    if (isEverywhere) {
      return {
        en: 'A distributed anycast gateway: what it sends has been routed, and every VTEP has it by design.',
        zh: '分布式任播网关：它发出的报文都经过了路由，按设计每个 VTEP 都有它。',
      }
    }
    if (isTold) {
      return {
        en: 'The ends of these tunnels are told where stations are: they learn nothing from it.',
        zh: '这些隧道的两端由控制面告知位置，不会从中学习。',
      }
    }
    if (isGateway) {
      return {
        en: 'It is a gateway’s: several VTEPs may have it at once by design.',
        zh: '这是网关的 MAC 地址：按设计可以由多个 VTEP 共用。',
      }
    }
    const ips = listed(addresses.map(text.address))
    return addresses.length > 1
      ? {
          en: `It comes with ${ips.en}: two stations have the same MAC address.`,
          zh: `它伴随着 ${ips.zh}：两台主机使用了相同的 MAC 地址。`,
        }
      : {
          en: 'Two stations have the same MAC address, or a loop brings its frames back through another VTEP.',
          zh: '两台主机使用了相同的 MAC 地址，或者环路把它的帧从另一个 VTEP 送了回来。',
        }
  },
  fix({ isGateway, isTold }) {
    if (isGateway || isTold) return { en: '', zh: '' }
    return {
      en: 'Give one of the two a MAC address of its own:  ip link set dev eth0 address 02:…; if there is but one, look for a second way between the bridges.',
      zh: '给其中一台换一个 MAC 地址：ip link set dev eth0 address 02:…；如果只有一台，检查网桥之间是否有第二条路。',
    }
  },
  verify({ macs }, text) {
    const mac = macs[0] === undefined ? '' : text.mac(macs[0])
    return {
      en: `bridge monitor fdb | grep ${mac}    # silent when it stays in one place`,
      zh: `bridge monitor fdb | grep ${mac}    # 不再变动时没有输出`,
    }
  },
}
