/** SYNs that nobody answers. */
import type { SynBackoff } from '../../analysis/check/findings/tcp-syn-backoff.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const tcpSynBackoffWords: FindingWords<SynBackoff> = {
  id: 'tcp.syn-backoff',
  title: { en: 'A SYN is sent again and again', zh: 'SYN 一再重发' },
  meaning: {
    en: `A client wants to open a TCP connection, and nothing at all comes back: neither SYN/ACK nor RST nor an ICMP error. It sends
the SYN again after 1, 2, 4, 8, 16 and 32 seconds; Linux since 6.5 sends it five times a second apart before it begins to
wait longer (\`tcp_syn_linear_timeouts\`). After some two minutes the application is told \`Connection timed out\`.

A closed port answers with RST, so that somebody loses packets here: a firewall that drops silently, a server that has no
way back to the client, a tunnel that fails one way, or a checksum that the receiver does not believe. If ping works between
the two and TCP does not, the last one is worth a look: \`checksum.kernel-ffff\`.

A SYN that was sent but twice is not reported: its answer may be behind the end of the capture. Outside of overlays it is
told as information. In a capture of one direction the client alone is heard: that it repeats the SYN proves that no answer
has reached it, and not that none was sent.`,
    zh: `客户端要建立 TCP 连接，却没有任何回应：没有 SYN/ACK，没有 RST，也没有 ICMP 错误。它在 1、2、4、8、16、32 秒后重发 SYN；Linux 6.5
以后先每隔一秒重发几次，然后才逐渐延长（\`tcp_syn_linear_timeouts\`）。大约两分钟后应用程序得到 \`Connection timed out\`。

端口关闭会回应 RST，所以这里一定有人丢了报文：防火墙静默丢弃，服务器没有回到客户端的路由，隧道单向不通，或者接收方认为校验和错误。如果两者
之间 ping 得通而 TCP 不通，应当先检查最后一种：\`checksum.kernel-ffff\`。

只发送了两次的 SYN 不报告：应答可能在抓包结束之后。overlay 之外的连接只作为提示。如果抓包只有一个方向，那么重发 SYN 只能证明客户端没有收到
应答，不能证明对方没有应答。`,
  },
  quotes: [
    {
      source: 'RFC 6298 §5 (5.5)',
      sentence: 'The host MUST set RTO <- RTO * 2 ("back off the timer").',
    },
  ],
  says({ network, client, server, port, connections, syns, gaps, tried, isHalf }, _, text) {
    const where = text.network(network)
    const to = hostPort(text.address(server), port)
    const from = text.address(client)
    const pauses = gaps.map((gap) => text.time(gap)).join(', ')
    const nothing = isHalf
      ? { en: 'so no answer has reached it', zh: '说明没有应答到达它' }
      : { en: 'and nothing comes back', zh: '没有任何回应' }
    const more = { en: counted(connections - 1, 'further connection'), zh: `另有 ${connections - 1} 个连接也是如此` }
    return {
      en: `${from} sends its SYN to ${to} in ${where.en} ${syns} times in ${text.time(tried)} (after ${pauses}), ${nothing.en}${connections > 1 ? `; nor to ${more.en}` : ''}`,
      zh: `${from} 在 ${where.zh} 中向 ${to} 发送 SYN 共 ${syns} 次，历时 ${text.time(tried)}（间隔 ${pauses}），${nothing.zh}${connections > 1 ? `；${more.zh}` : ''}`,
    }
  },
  why({ isSilent }) {
    if (isSilent) {
      return {
        en: 'It follows from tunnel.one-way: the tunnel between the two does not carry both directions.',
        zh: '这是 tunnel.one-way 的结果：两者之间的隧道有一个方向不通。',
      }
    }
    return {
      en: 'The SYN or its answer is dropped silently: by a firewall, for want of a route back, or by a checksum that is not believed.',
      zh: 'SYN 或它的应答被静默丢弃：防火墙、缺少回程路由，或者校验和不被接受。',
    }
  },
  fix({ server, client, isSilent }, text) {
    if (isSilent) return { en: '', zh: '' }
    return {
      en: `On ${text.address(server)}: is there a rule that drops, and a way back?  nft list ruleset; ip route get ${text.address(client)}`,
      zh: `在 ${text.address(server)} 上检查有无丢弃规则、有无回程路由：nft list ruleset；ip route get ${text.address(client)}`,
    }
  },
  verify({ server, port }, text) {
    return {
      en: `nc -vz -w 3 ${text.address(server)} ${port}; on the server  tcpdump -ni any 'tcp port ${port}'    # does the SYN arrive, is it answered?`,
      zh: `nc -vz -w 3 ${text.address(server)} ${port}；在服务器上 tcpdump -ni any 'tcp port ${port}'    # SYN 是否到达，是否有应答`,
    }
  },
}

function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
