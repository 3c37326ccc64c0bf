/** Questions in one VNI that nobody answers, and another VNI the other way. */
import type { VniOneWay } from '../../analysis/check/findings/vxlan-vni-one-way.js'
import type { FindingWords } from './finding-words.js'
import { endsOfTunnels, silentEnds } from './phrases.js'

export const vxlanVniOneWayWords: FindingWords<VniOneWay> = {
  id: 'vxlan.vni-one-way',
  title: { en: 'A VNI goes one way only', zh: '某个 VNI 只有单向流量' },
  meaning: {
    en: `The VNI says which overlay a frame belongs to. A VTEP that has no device with the VNI of a packet drops it and says
nothing: no ICMP error, no line in a log. Two VTEPs that were given different numbers therefore look like this: questions
in 42 without an answer, and questions in 43 the other way.

It is an error when both are seen, and certain when a host that is asked for in one VNI shows itself in the other. Where
only the unanswered questions are seen it is no more than a guess, told as a warning when the silent VTEP is known to be
alive and as information otherwise: another VNI is one of the reasons for silence, and the one that leaves no other trace.

Some systems number packets by who sends them and not by where they belong: Cilium puts the sender's security identity into
the VNI, so that question and answer have different ones. And where a VTEP routes between two networks before it sends
(asymmetric IRB), a question goes in the network of the one who is asked, and its answer in that of the asker. Both are
recognised by the answers, and told as information; packets whose TTL a router has lowered speak for the latter.`,
    zh: `VNI 表示帧属于哪个 overlay。VTEP 收到的报文如果没有对应 VNI 的设备，就直接丢弃，不发 ICMP 差错，也不写日志。因此两端 VNI 配置
不同时看到的是：42 中的请求无人应答，反方向却是 43 中的请求。

两个方向都看到时是错误；如果在一个 VNI 中被询问的主机出现在另一个 VNI 中，就可以确定。只看到无人应答的请求时，只能算猜测：已知对端
VTEP 在线则给出警告，否则只作提示。VNI 不同只是无应答的原因之一，但它恰好不留下任何其他痕迹。

有些系统按发送者而不是按网络给报文编号：Cilium 把发送者的安全身份放进 VNI，请求和应答的 VNI 因此不同。另外，如果 VTEP
先在两个网络之间路由再发送（非对称 IRB），请求走被询问者的网络，应答走询问者的网络。这两种情况都可以从应答看出来，只作提示；TTL 已被路由器减小的
报文说明是后者。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §5',
      sentence: 'VMs in different VXLAN overlay networks cannot communicate with each other.',
    },
  ],
  says({ vni, vniBack, networkBack, from, to, isGroup, asked, proof }, count, text) {
    const [here, there] = [text.address(from), endsOfTunnels(to, text)]
    if (proof === 'answered') {
      return {
        en: `${here} and ${there.en} answer each other, one in vxlan ${vni} and the other in vxlan ${vniBack}`,
        zh: `${here} 与 ${there.zh} 互相应答，一方用 vxlan ${vni}，另一方用 vxlan ${vniBack}`,
      }
    }
    if (text.network(networkBack).en !== '') {
      return {
        en: `${here} sends in vxlan ${vni}, ${there.en} in vxlan ${vniBack}, and neither in the other's`,
        zh: `${here} 只在 vxlan ${vni} 中发送，${there.zh} 只在 vxlan ${vniBack} 中发送`,
      }
    }
    const host = text.address(asked)
    return {
      en: `${here} asks ${text.count(count)} times for ${host} in vxlan ${vni}, and ${there.en} ${isGroup ? 'answers' : 'sends'} nothing in it`,
      zh: `${here} 在 vxlan ${vni} 中询问 ${host} 共 ${text.count(count)} 次，${there.zh} ${isGroup ? '没有任何回应' : '在其中没有发送任何报文'}`,
    }
  },
  why({ vni, vniBack, networkBack, asked, proof, isRouted, isAlive }, text) {
    if (proof === 'answered' && isRouted) {
      return {
        en: 'They are routed between two networks before they enter the tunnel, as their TTL shows: each way takes the network of its destination (asymmetric IRB).',
        zh: '报文在进入隧道之前已在两个网络之间路由（从 TTL 可以看出）：每个方向使用目的地所在的网络（非对称 IRB）。',
      }
    }
    if (proof === 'answered') {
      return {
        en: "The number says who sends, as Cilium's do, and not which network it is.",
        zh: '这里的编号表示发送者（例如 Cilium 的身份），而不是网络。',
      }
    }
    if (text.network(networkBack).en === '') {
      return isAlive
        ? {
            en: 'The other VTEP is alive and silent: with another VNI, or another port for its group, it drops these packets.',
            zh: '对端 VTEP 在线却没有回应：如果它的 VNI 不同，或者多播时端口不同，就会丢弃这些报文。',
          }
        : {
            en: 'One reason for such silence is another VNI there: a VTEP drops what it has no device for, without a word.',
            zh: '无应答的原因之一是对端的 VNI 不同：VTEP 会静默丢弃没有对应设备的报文。',
          }
    }
    const name = text.address(asked)
    if (proof === 'same-hosts') {
      return {
        en: `${name} is asked for in one of them and lives in the other: the two VTEPs were given different VNIs.`,
        zh: `${name} 在一个 VNI 中被询问，却位于另一个 VNI 中：两端 VTEP 的 VNI 配置不同。`,
      }
    }
    return {
      en: `A VTEP drops without a word what comes in a VNI that it does not have: ${vni} there, ${vniBack} here.`,
      zh: `VTEP 会静默丢弃自己没有的 VNI 的报文：对端没有 ${vni}，本端没有 ${vniBack}。`,
    }
  },
  fix(about, text) {
    const { vni, proof } = about
    if (proof === 'answered') return { en: '', zh: '' }
    const there = silentEnds(about, text)
    const remake = `ip link del vxlan0; ip link add vxlan0 type vxlan id ${vni} …`
    return {
      en: `Give both the same VNI; a device's cannot be changed. On ${there.en}:  ${remake}`,
      zh: `两端使用相同的 VNI；已有设备的 VNI 不能修改，需要在 ${there.zh} 上重建：${remake}`,
    }
  },
  verify() {
    return {
      en: "ip -d link show type vxlan | grep -o 'vxlan id [0-9]*'    # on both VTEPs",
      zh: "ip -d link show type vxlan | grep -o 'vxlan id [0-9]*'    # 两端 VTEP 都执行",
    }
  },
}
