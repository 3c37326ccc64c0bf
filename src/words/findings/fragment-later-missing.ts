/** Fragments of which a later one never came. */
import type { LaterMissing } from '../../analysis/check/findings/fragment-later-missing.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const fragmentLaterMissingWords: FindingWords<LaterMissing> = {
  id: 'fragment.later-missing',
  title: { en: 'A later fragment never comes', zh: '后面的分片始终没有到达' },
  meaning: {
    en: `A datagram was cut into fragments, the first one came, and another one is missing: the receiver waits for it, up to a
minute, and then throws away what it has. It may say so by ICMP (time exceeded, code 1), which filters often drop. Small packets
pass, and each large one is lost.

Later fragments have no ports. A filter, a load balancer or a security group that knows ports alone drops them, or sends them
elsewhere; some networks drop all fragments. Best is not to need any: lower the MTU inside the tunnel, so that its packets fit
the underlay.

Several such datagrams between the same two hosts are an error, a single one is a warning in a tunnel and information outside
of any. A capture that was taken with a filter for ports (\`udp port 4789\`) has first fragments alone, too: where both hosts
send such ones and the capture has no other fragment at all, it is told as information. Not counted are datagrams at the very
end of a capture, and those of which it has kept a part only.`,
    zh: `一个报文被切成若干分片，第一个到达了，后面的某一个却不见了：接收方最多等待一分钟，然后丢弃已收到的分片。它可能用 ICMP（超时，代码 1）
通知发送方，但这种通知常被过滤。小报文可以通过，每个大报文都会丢失。

后面的分片没有端口。只认端口的过滤规则、负载均衡或安全组会丢弃它们，或者送到别处；有的网络丢弃所有分片。最好的办法是不需要分片：降低隧道内的
MTU，使隧道报文能放进底层网络。

同样两台主机之间有多个这样的报文时是错误；只有一个时，在隧道中是警告，不在隧道中只作提示。如果抓包时用了按端口的过滤器（\`udp port 4789\`），
也只会看到第一个分片：如果双方都只有第一个分片，而且抓包中没有任何其他分片，则只作提示。抓包即将结束时的报文，以及只保留了一部分的报文，不计算在内。`,
  },
  quotes: [
    {
      source: 'RFC 8200 §4.5',
      sentence:
        'If insufficient fragments are received to complete reassembly of a packet within 60 seconds of the reception of the first-arriving fragment of that packet, reassembly of that packet must be abandoned and all the fragments that have been received for that packet must be discarded.',
    },
    {
      source: 'RFC 7348 §4.3',
      sentence:
        'It is RECOMMENDED that the MTUs (Maximum Transmission Units) across the physical network infrastructure be set to a value that accommodates the larger frame size due to the encapsulation.',
    },
  ],
  says({ network, source, destination, whole }, count, text) {
    const where = text.network(network)
    return {
      en: `${counted(count, 'datagram')} from ${text.address(source)} to ${text.address(destination)} in ${where.en} without a later fragment, ${text.count(whole)} whole`,
      zh: `${where.zh} 中 ${text.address(source)} 发往 ${text.address(destination)} 的 ${text.count(count)} 个报文缺少后面的分片，完整的有 ${text.count(whole)} 个`,
    }
  },
  why({ drops, hasLater, isMutual }, text) {
    if (drops > 0) {
      return {
        en: `The capture has lost ${text.count(drops)} packets itself: the fragments may be among them.`,
        zh: `抓包本身丢失了 ${text.count(drops)} 个报文，分片可能就在其中。`,
      }
    }
    if (!hasLater && isMutual) {
      return {
        en: 'There is no later fragment in the whole capture, of either side: most likely it was taken with a filter for ports, which later fragments have not.',
        zh: '整个抓包中双方都没有后面的分片：很可能抓包时用了按端口的过滤器，而后面的分片没有端口。',
      }
    }
    const filter = hasLater
      ? { en: '', zh: '' }
      : {
          en: ' Or the capture was taken with a filter for ports: it has no later fragment at all.',
          zh: '也可能抓包时用了按端口的过滤器：其中没有任何后面的分片。',
        }
    return {
      en: `Later fragments have no ports: a filter that wants them drops these, and the receiver throws away the rest.${filter.en}`,
      zh: `后面的分片没有端口：要求端口的过滤规则会丢弃它们，接收方只好丢弃其余分片。${filter.zh}`,
    }
  },
  fix({ drops, hasLater, isMutual }) {
    if (drops > 0) {
      return {
        en: 'Capture again, with a larger buffer:  tcpdump -B 65536',
        zh: '用更大的缓冲区重新抓包：tcpdump -B 65536',
      }
    }
    if (!hasLater && isMutual) {
      return {
        en: "Capture them as well:  tcpdump -ni DEVICE 'udp port 4789 or ip[6:2] & 0x1fff != 0'",
        zh: "把它们也抓下来：tcpdump -ni 设备 'udp port 4789 or ip[6:2] & 0x1fff != 0'",
      }
    }
    return {
      en: 'Lower the MTU inside the tunnel, so that nothing has to be cut:  ip link set dev DEVICE mtu SIZE',
      zh: '降低隧道内的 MTU，使报文无需分片：ip link set dev 设备 mtu 长度',
    }
  },
  verify({ source }, text) {
    return {
      en: `tcpdump -ni DEVICE 'ip[6:2] & 0x3fff != 0 and host ${text.address(source)}'    # at both ends: which fragment is lost, and where?`,
      zh: `tcpdump -ni 设备 'ip[6:2] & 0x3fff != 0 and host ${text.address(source)}'    # 在两端分别抓包，看哪个分片在哪里丢失`,
    }
  },
}
