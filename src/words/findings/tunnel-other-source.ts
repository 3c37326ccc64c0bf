/** Answers that come from another address than was asked. */
import type { OtherSource } from '../../analysis/check/findings/tunnel-other-source.js'
import type { FindingWords } from './finding-words.js'

export const tunnelOtherSourceWords: FindingWords<OtherSource> = {
  id: 'tunnel.other-source',
  title: { en: 'Answers come from another address of the VTEP', zh: '应答来自 VTEP 的另一个地址' },
  meaning: {
    en: `What is sent to one address of a VTEP is answered from another one, and the one that was asked never sends. It is one
machine with two addresses: it takes the tunnel's packets at either, and sends from the one that its route prefers, because the
tunnel was made without \`local\`.

It works, and is told for what it does elsewhere: a filter or a security group that knows the first address alone drops the
answers, an IPsec policy does not match them, a peer whose \`remote\` names the first one may refuse them (GRE does), and a VTEP
that learns sends to the second one from then on.`,
    zh: `发往 VTEP 某个地址的报文，应答来自另一个地址，而被询问的地址从不发送。这是一台有两个地址的机器：它在两个地址上都接收隧道报文，
发送时则使用路由优先的地址，因为创建隧道时没有指定 \`local\`。

这样可以工作，提示它是因为会影响别处：只放行第一个地址的防火墙或安全组会丢弃应答，IPsec 策略匹配不上，\`remote\` 写的是第一个地址的
对端可能拒绝（GRE 会拒绝），而能学习的 VTEP 此后会发往第二个地址。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §4.1',
      sentence:
        'In addition to forwarding the packet to the destination VM, the remote VTEP learns the mapping from inner source MAC to outer source IP address.',
    },
  ],
  says({ network, from, asked, source }, count, text) {
    const [here, there, other, where] = [
      text.address(from),
      text.address(asked),
      text.address(source),
      text.network(network),
    ]
    return {
      en: `${here} asks ${there} in ${where.en}, and the answers come from ${other} (${text.count(count)} packets)`,
      zh: `${here} 在 ${where.zh} 中询问 ${there}，应答却来自 ${other}（${text.count(count)} 个报文）`,
    }
  },
  why() {
    return {
      en: 'Most likely one VTEP with two addresses, which sends from the one that its route prefers.',
      zh: '很可能是同一个 VTEP 有两个地址，发送时使用路由优先的那个。',
    }
  },
  fix({ asked, source }, text) {
    const [there, other] = [text.address(asked), text.address(source)]
    return {
      en: `If filters or IPsec stand between, on ${other}:  ip link del vxlan0; ip link add vxlan0 type vxlan local ${there} …`,
      zh: `如果途中有防火墙或 IPsec，在 ${other} 上：ip link del vxlan0; ip link add vxlan0 type vxlan local ${there} …`,
    }
  },
  verify({ from, source }, text) {
    const command = `ip route get ${text.address(from)}`
    return {
      en: `on ${text.address(source)}  ${command}    # src is what it sends from`,
      zh: `在 ${text.address(source)} 上 ${command}    # src 就是它发送时使用的地址`,
    }
  },
}
