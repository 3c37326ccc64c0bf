/** ICMP errors, and the packets that they are about. */

import type { IcmpError } from '../../analysis/check/findings/icmp-errors.js'
import type { Words } from '../language.js'
import type { FindingText, FindingWords, IcmpCause } from './finding-words.js'
import { whoSendsWhat } from './phrases.js'

export const icmpErrorsWords: FindingWords<IcmpError> = {
  id: 'icmp.errors',
  title: { en: 'ICMP reports errors', zh: 'ICMP 差错报文' },
  meaning: {
    en: `A host or a router could not do what a packet asked for, and says so to its sender. The message quotes the packet: here
the innermost one that the quote shows is named, so that an error about a tunnel's packet can be told by what the tunnel
carried.

Most of it is how networks work. *Port unreachable* comes from a port where nobody listens, as \`traceroute\` wants it; *time
exceeded* from the routers on the way of a \`traceroute\`; *administratively prohibited* from a filter that is polite. It is
worth a look when the flow that it names is the one that does not work.

One kind tells of a loss, and is a warning where a tunnel is concerned: a host has waited in vain for the other fragments of a
packet (*fragment reassembly time exceeded*).

Errors that say why a tunnel's packets do not arrive have findings of their own (\`tunnel.unreachable\`, \`tunnel.ttl-low\`,
\`mtu.blackhole\`) and are not repeated here. So are not those from a host that runs a second tunnel stack beside the kernel's:
the kernel, which has no tunnel of that kind, reports the port or the protocol although the packet was taken.`,
    zh: `主机或路由器无法处理某个报文，于是通知它的发送方。差错报文会引用原报文：这里给出引用中最内层的报文，因此针对隧道报文的差错可以对应
到隧道里承载的流量。

多数情况下这属于正常现象。*端口不可达*表示该端口没有程序监听，\`traceroute\` 正是利用这一点；*超时*来自 \`traceroute\` 途经的路由器；
*被管理策略禁止*来自会给出通知的过滤规则。如果不通的正是这里给出的流量，就值得查看。

有一种差错说明确实丢了数据，涉及隧道时给出警告：主机等不到报文的其余分片（*分片重组超时*）。

说明隧道报文为何不能到达的差错另有单独的结论（\`tunnel.unreachable\`、\`tunnel.ttl-low\`、\`mtu.blackhole\`），这里不再重复。主机在内核之外另有一套隧道
协议栈时也是如此：内核没有这种隧道，会报告端口或协议不可达，但报文其实已被接收。`,
  },
  quotes: [
    {
      source: 'RFC 1122 §3.2.2',
      sentence:
        'Every ICMP error message includes the Internet header and at least the first 8 data octets of the datagram that triggered the error; more than 8 octets MAY be sent; this header and data MUST be unchanged from the received datagram.',
    },
  ],
  says(about, count, text) {
    const what = messageOf(about, text)
    const flow = whoSendsWhat(about, text)
    const who = text.address(about.sender)
    const more = {
      en: about.flows > 1 ? ` and ${about.flows - 1} other ports` : '',
      zh: about.flows > 1 ? `等 ${about.flows} 个流` : '',
    }
    const [from, to] = [text.address(about.tunnelSource), text.address(about.tunnelDestination)]
    const tunnel =
      from === ''
        ? { en: '', zh: '' }
        : { en: `, in the tunnel from ${from} to ${to}`, zh: `（${from} 到 ${to} 的隧道内）` }
    return {
      en: `${who} reports ${what.en} ${count === 1 ? 'once' : `${text.count(count)} times`} for ${flow.en}${more.en}${tunnel.en}`,
      zh: `${who} 对 ${flow.zh}${more.zh}${tunnel.zh}报告${what.zh}，共 ${text.count(count)} 次`,
    }
  },
  why(about, text) {
    return CAUSES[text.icmp(about).cause]
  },
  verify({ sender, isIpv6 }, text) {
    const command = `tcpdump -ni DEVICE -v '${isIpv6 ? 'icmp6' : 'icmp'} and src host ${text.address(sender)}'`
    return { en: `${command}    # with the packet it quotes`, zh: `${command}    # 显示被引用的报文` }
  },
}

/** Why such errors come. */
const CAUSES: Readonly<Record<IcmpCause, Words>> = {
  'hops-used-up': {
    en: 'A trace of the route, a loop in the routing, or a TTL that is too low.',
    zh: '路由跟踪、路由环路，或者 TTL 过小。',
  },
  'fragments-lost': { en: 'Fragments of a datagram were lost on the way.', zh: '报文的某些分片在途中丢失。' },
  'shorter-way': {
    en: 'A router knows a shorter way than the one that the sender takes.',
    zh: '路由器知道一条比发送方所走更短的路径。',
  },
  'closed-port': { en: 'Nobody listens at that port.', zh: '该端口没有程序监听。' },
  filter: { en: 'A filter forbids it.', zh: '被过滤规则禁止。' },
  'too-large': {
    en: 'Path MTU discovery: the sender learns how long its packets may be.',
    zh: '路径 MTU 发现：发送方由此得知报文可以多长。',
  },
  'no-way': {
    en: 'There is no way to the destination from there, or nobody answers for it.',
    zh: '从该处没有到目的地的路径，或者目的地没有响应。',
  },
  'bad-header': {
    en: 'Something in the packet’s headers could not be processed.',
    zh: '报文头部中的某些内容无法处理。',
  },
}

interface Names {
  readonly types: Readonly<Record<number, string>>
  /** By type and code, where they say more. */
  readonly codes: Readonly<Record<number, Readonly<Record<number, string>>>>
}

// What Chinese calls the types and codes that matter.
/** RFC 792, RFC 1122 §3.2.2.1. */
const ICMP: Names = {
  types: { 3: '目的不可达', 4: '源抑制', 5: '重定向', 11: '超时', 12: '参数错误' },
  codes: {
    3: {
      0: '网络不可达',
      1: '主机不可达',
      2: '协议不可达',
      3: '端口不可达',
      4: '需要分片',
      9: '网络被管理策略禁止',
      10: '主机被管理策略禁止',
      13: '通信被管理策略禁止',
    },
  },
}
/** RFC 4443 §3. */
const ICMPV6: Names = {
  types: { 1: '目的不可达', 2: '报文过大', 3: '超时', 4: '参数错误' },
  codes: { 1: { 0: '没有到目的地的路由', 1: '通信被管理策略禁止', 3: '地址不可达', 4: '端口不可达' } },
}

/** `port unreachable`, `time to live exceeded in transit`; the type where the code has no name. */
function messageOf(about: IcmpError, text: FindingText): Words {
  const { name } = text.icmp(about)
  const { types, codes } = about.isIpv6 ? ICMPV6 : ICMP
  return { en: name, zh: `“${codes[about.type]?.[about.code] ?? types[about.type] ?? name}”` }
}
