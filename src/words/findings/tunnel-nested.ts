/** Tunnels in tunnels. */
import type { Nested } from '../../analysis/check/findings/tunnel-nested.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

/** Octets of an Ethernet link's MTU. */
const MTU = 1500

export const tunnelNestedWords: FindingWords<Nested> = {
  id: 'tunnel.nested',
  title: { en: 'A tunnel runs inside another tunnel', zh: '隧道中又有隧道' },
  meaning: {
    en: `Each tunnel adds its own headers, so a tunnel inside a tunnel costs both. That may well be meant: containers with an
overlay on virtual machines whose network is an overlay too, or a mirror that copies a tunnel's packets. It is told as
information because the MTU inside must leave room for all the headers, and because load is spread by the outer headers alone.

It is a warning when the inner tunnel has the kind, the number and the two ends of the outer one. Then the tunnel carries its
own packets: the interface that the VTEP sends from is a port of the overlay's bridge, so that the underlay's frames are
flooded into the overlay; or the route to the far end leads into the tunnel itself.

MPLS labels and GRE keepalives, which carry the answer to themselves, are not counted as tunnels here.`,
    zh: `每层隧道都要加上自己的头部，隧道套隧道的开销是两者之和。这可能是有意的：虚拟机的网络本身是 overlay，里面又运行容器的 overlay；
或者镜像复制了隧道报文。作为提示报告，是因为内层 MTU 必须为所有头部留出空间，而且负载分担只看最外层头部。

如果内层隧道的类型、编号和两端都与外层相同，则给出警告：隧道在承载自己的报文。原因是 VTEP 的底层接口被加进了 overlay 的网桥，
底层网络的帧被泛洪进 overlay；或者到对端的路由指向了隧道本身。

MPLS 标签和 GRE keepalive（它携带对自己的应答）不算隧道。`,
  },
  quotes: [
    {
      source: 'RFC 2473 §4.1.2',
      sentence: 'A particular case of encapsulation which must be avoided is the loopback encapsulation.',
    },
  ],
  says({ network, around, from, to, isItself, overhead }, count, text) {
    const [inner, outer] = [text.network(network), text.network(around)]
    if (isItself) {
      return {
        en: `${outer.en} carries its own packets between ${text.address(from)} and ${text.address(to)} once more: ${text.count(count)} of them`,
        zh: `${outer.zh} 把 ${text.address(from)} 与 ${text.address(to)} 之间自己的报文又封装了一次：${text.count(count)} 个`,
      }
    }
    const cost =
      overhead === 0 ? { en: '', zh: '' } : { en: `, ${overhead} octets of headers`, zh: `，头部共 ${overhead} 字节` }
    return {
      en: `${counted(count, 'packet')} in two tunnels: ${inner.en}${cost.en}`,
      zh: `${text.count(count)} 个报文有两层隧道：${inner.zh}${cost.zh}`,
    }
  },
  why({ isItself, overhead }) {
    if (isItself) {
      return {
        en: "The underlay's interface is in the overlay's bridge, or the route to the far end leads into the tunnel: a loop in the making.",
        zh: '底层接口被加进了 overlay 的网桥，或者到对端的路由指向隧道：很容易形成环路。',
      }
    }
    return overhead === 0 || overhead >= MTU
      ? { en: 'Each tunnel takes its headers from the MTU.', zh: '每层隧道都要占用 MTU。' }
      : {
          en: `On a link with an MTU of ${MTU} there is room for ${MTU - overhead} octets inside.`,
          zh: `在 MTU 为 ${MTU} 的链路上，内层只剩 ${MTU - overhead} 字节。`,
        }
  },
  fix({ to, from, isItself }, text) {
    if (!isItself) return { en: '', zh: '' }
    return {
      en: `Take the underlay's interface out of the bridge:  ip link set ens18 nomaster    or mend the route:  ip route get ${text.address(to)}`,
      zh: `把底层接口移出网桥：ip link set ens18 nomaster；或者修正路由：ip route get ${text.address(to)}（两端 ${text.address(from)}、${text.address(to)} 都检查）`,
    }
  },
  verify({ to, isItself }, text) {
    if (!isItself) return { en: '', zh: '' }
    return {
      en: `bridge link show; ip route get ${text.address(to)}    # neither names the tunnel's own underlay`,
      zh: `bridge link show; ip route get ${text.address(to)}    # 都不应涉及隧道自己的底层接口`,
    }
  },
}
