/** Tunnels whose packets have few hops left, or none. */

import type { LowTtl } from '../../analysis/check/findings/tunnel-ttl-low.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const tunnelTtlLowWords: FindingWords<LowTtl> = {
  id: 'tunnel.ttl-low',
  title: { en: "A tunnel's packets have a low TTL", zh: '隧道外层 TTL 过小' },
  meaning: {
    en: `The outer TTL says how many routers a tunnel's packet may pass. One that starts with a TTL of 1 reaches a neighbour on the
same link and nobody else: the tunnel works until a router comes between, and as long as the far end answers it is no more than
information. Where it has run out, a router says so by ICMP
time exceeded, and that is an error; when the TTL was not low to begin with, the underlay's routes go round.

A tunnel that was made with \`ttl inherit\`, the default of GRE and IP in IP in Linux, takes the TTL from the packet inside. What
is local by nature, as OSPF's hellos with a TTL of 1, then gets no further than the first router, and a traceroute through
the tunnel shows the routers of the underlay. As that may be meant it is information.

VXLAN packets to a multicast group leave Linux with a TTL of 1 unless \`ttl\` says more. They are meant for the link, and are
not reported.`,
    zh: `外层 TTL 决定隧道报文能经过多少个路由器。初始 TTL 为 1 时只能到达同一链路上的邻居：中间一旦有路由器，隧道就不通；只要对端有应答，就只作提示。TTL 耗尽时
路由器会回应 ICMP 超时，这是错误；如果初始 TTL 并不小，说明底层路由有环。

用 \`ttl inherit\` 创建的隧道（Linux 的 GRE 和 IP-in-IP 默认如此）把内层的 TTL 复制到外层。本来就只在本地有效的报文，例如 TTL 为 1 的
OSPF hello，只能到第一个路由器；穿过隧道的 traceroute 则会显示底层的路由器。这可能是有意的，只作提示。

发往多播组的 VXLAN 报文，Linux 默认 TTL 为 1，除非用 \`ttl\` 指定。它们本来就只在链路内有效，不报告。`,
  },
  quotes: [
    {
      source: 'RFC 792',
      sentence:
        'If the gateway processing a datagram finds the time to live field is zero it must discard the datagram.',
    },
    {
      source: 'RFC 4443 §3.3',
      sentence: 'This indicates either a routing loop or too small an initial Hop Limit value.',
    },
  ],
  says({ type, from, to, ttl, router }, count, text) {
    const [source, destination, kind] = [text.address(from), text.address(to), text.tunnel(type)]
    const who = text.address(router)
    if (who !== '') {
      return {
        en: `${who} drops ${kind} packets from ${source} to ${destination}: their TTL has run out${ttl === undefined ? '' : ` (${ttl} here)`}`,
        zh: `${who} 丢弃 ${source} 发往 ${destination} 的 ${kind} 报文：TTL 已耗尽${ttl === undefined ? '' : `（此处为 ${ttl}）`}`,
      }
    }
    return {
      en: `${counted(count, `${kind} packet`)} from ${source} to ${destination} with a TTL of ${ttl}`,
      zh: `${source} 发往 ${destination} 的 ${text.count(count)} 个 ${kind} 报文 TTL 为 ${ttl}`,
    }
  },
  why({ ttl, isInherited, isEnough, router }, text) {
    if (isInherited) {
      return {
        en: 'The packet inside has a low TTL as well: the tunnel may take it from there (ttl inherit), as with a traceroute.',
        zh: '内层报文的 TTL 也很小：隧道可能继承了它（ttl inherit），例如 traceroute。',
      }
    }
    if (text.address(router) !== '' && ttl === undefined) {
      return {
        en: 'They did not start with a low TTL as far as is seen: the routes of the underlay may go round.',
        zh: '就抓包所见，初始 TTL 并不小：底层路由可能有环。',
      }
    }
    if (isEnough) {
      return {
        en: 'It is enough as the network is: the far end answers. With another router between it is not.',
        zh: '就目前的网络来说足够：对端有应答。中间再多一个路由器就不通了。',
      }
    }
    return {
      en: 'The tunnel was made with a ttl that is enough for its own link and for no router beyond.',
      zh: '隧道的 ttl 只够到达本链路，无法经过路由器。',
    }
  },
  fix({ type, from, to, ttl, isInherited, router }, text) {
    if (text.address(router) !== '' && ttl === undefined) {
      return { en: `traceroute -n ${text.address(to)}`, zh: `traceroute -n ${text.address(to)}` }
    }
    const device = text.deviceType(type)
    const change = `ip link set dev TUNNEL type ${device} ttl 64`
    return isInherited
      ? {
          en: `If what is inside has to get further, on ${text.address(from)}:  ${change}`,
          zh: `如果内层报文需要到达更远，在 ${text.address(from)} 上：${change}`,
        }
      : { en: `On ${text.address(from)}:  ${change}`, zh: `在 ${text.address(from)} 上：${change}` }
  },
  verify({ type }, text) {
    const device = text.deviceType(type)
    return {
      en: `ip -d link show type ${device} | grep -o 'ttl [a-z0-9]*'`,
      zh: `ip -d link show type ${device} | grep -o 'ttl [a-z0-9]*'`,
    }
  },
}
