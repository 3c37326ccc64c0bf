/** GRE keys that the far end refuses. */
import type { KeyUnanswered } from '../../analysis/check/findings/gre-key-unanswered.js'
import type { FindingWords } from './finding-words.js'
import { hexadecimal } from './phrases.js'

/** Keys from here on are given in hexadecimal. */
const LONG_KEY = 0x10000

export const greKeyUnansweredWords: FindingWords<KeyUnanswered> = {
  id: 'gre.key-unanswered',
  title: { en: 'A GRE key that the far end does not know', zh: '对端不认识的 GRE key' },
  meaning: {
    en: `A GRE packet belongs to the tunnel whose *input* key it bears. When the receiver has no tunnel with that key for that
sender, Linux answers with ICMP port unreachable, though GRE has no ports, and drops the packet.

That the two directions have different keys is how it is meant: what one end sends (\`okey\`) is what the other end expects
(\`ikey\`), and each end says for itself what it wants to get. It is never reported by itself, only the refusal is. Nor is one
that is over: where the far end answers since then, its tunnel was not there yet.`,
    zh: `GRE 报文属于*输入* key 与它相同的隧道。如果接收方没有与该发送者和该 key 对应的隧道，Linux 会回应 ICMP 端口不可达（尽管 GRE 没有
端口），并丢弃报文。

两个方向使用不同的 key 本来就是正常的：一端发送的（\`okey\`）就是另一端期望的（\`ikey\`），各端自己决定要接收哪个 key。因此不会报告 key
不同，只报告拒绝。已经结束的拒绝也不算故障：对端之后有应答，说明当时隧道还没有建立。`,
  },
  quotes: [
    {
      source: 'RFC 2890 §2.1',
      sentence:
        'Packets belonging to a traffic flow are encapsulated using the same Key value and the decapsulating tunnel endpoint identifies packets belonging to a traffic flow based on the Key Field value.',
    },
  ],
  says({ type, key, from, to }, count, text) {
    const times = count === 1 ? 'once' : `${text.count(count)} times`
    return {
      en: `${text.address(to)} refuses ${text.tunnel(type, key)} from ${text.address(from)}, ${times}: port unreachable`,
      zh: `${text.address(to)} ${text.count(count)} 次拒绝 ${text.address(from)} 发来的 ${text.tunnel(type, key)}：端口不可达`,
    }
  },
  why({ type, key, keyBack, isOver, to }, text) {
    const name = text.tunnelId(type, key)
    if (isOver) {
      return {
        en: 'It takes them since then: its tunnel was not there yet.',
        zh: '之后它接收了：当时隧道还没有建立。',
      }
    }
    const back = text.tunnelId(type, keyBack)
    return {
      en: `No tunnel on ${text.address(to)} has ${name} as its ikey for this sender${back === '' ? '' : `; that it sends ${back} itself is no fault`}.`,
      zh: `${text.address(to)} 上没有 ikey 为 ${name} 且对应该发送者的隧道${back === '' ? '' : `；它自己发送 ${back} 并不是问题`}。`,
    }
  },
  fix({ type, key, to, isOver }, text) {
    if (isOver) return { en: '', zh: '' }
    const change = `ip link set dev TUNNEL type ${text.deviceType(type)} ikey ${key < LONG_KEY ? key : hexadecimal(key, 1)}`
    return {
      en: `On ${text.address(to)}, set ikey to what the other end sends as okey:  ${change}`,
      zh: `在 ${text.address(to)} 上把 ikey 设为对端发送的 okey：${change}`,
    }
  },
  verify({ type, isOver }, text) {
    if (isOver) return { en: '', zh: '' }
    const device = text.deviceType(type)
    return {
      en: `ip -d link show type ${device} | grep -oE '(remote|ikey|okey) [0-9a-fx.:]+'    # on both: ikey here is okey there`,
      zh: `ip -d link show type ${device} | grep -oE '(remote|ikey|okey) [0-9a-fx.:]+'    # 两端对照：本端 ikey 等于对端 okey`,
    }
  },
}
