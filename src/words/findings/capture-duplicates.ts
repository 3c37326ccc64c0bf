/** Each packet several times, since the capture was taken in several places at once. */
import type { Duplicates } from '../../analysis/check/findings/capture-duplicates.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const captureDuplicatesWords: FindingWords<Duplicates> = {
  id: 'capture.duplicates',
  title: { en: 'Packets were captured several times', zh: '同一报文被多次抓到' },
  meaning: {
    en: `A capture of all interfaces (\`-i any\`) sees a packet wherever it passes: on the container's cable, on the bridge, on the
tunnel's device, and once more on the network card, in the tunnel. So does a capture that was merged from several machines.

The copies are paired, by what the packets carry: they are no retransmissions, no duplicate acknowledgments, and no second
conversation with the same addresses. Tables and findings count each packet once.`,
    zh: `在所有接口上抓包（\`-i any\`）时，一个报文经过的每个地方都会看到它：容器的网线、网桥、隧道设备，最后在网卡上再看到一次，这时已在隧道中。
由多台机器的抓包合并而成的文件也是如此。

这些副本按内容配对：它们不是重传，不是重复确认，也不是地址相同的另一个会话。各种表格和结论中每个报文只计算一次。`,
  },
  quotes: [],
  says({ packets, inner, again }, count, text) {
    const parts = {
      en: [
        ...(inner > 0 ? [`${text.count(inner)} outside of the tunnel that carries them`] : []),
        ...(again > 0 ? [`${text.count(again)} on another interface`] : []),
      ],
      zh: [
        ...(inner > 0 ? [`${text.count(inner)} 个是隧道报文在隧道外的副本`] : []),
        ...(again > 0 ? [`${text.count(again)} 个来自其他接口`] : []),
      ],
    }
    return {
      en: `${text.count(count)} of ${counted(packets, 'packet')} are copies of others: ${parts.en.join(', ')}`,
      zh: `${text.count(packets)} 个报文中有 ${text.count(count)} 个是其他报文的副本：${parts.zh.join('，')}`,
    }
  },
  why() {
    return {
      en: 'The capture was taken on several interfaces, or on several machines, at once: they are paired and counted once.',
      zh: '抓包同时在多个接口或多台机器上进行：副本已配对，只计算一次。',
    }
  },
  fix() {
    return {
      en: 'To see each packet once, capture on one interface:  tcpdump -ni DEVICE',
      zh: '如果希望每个报文只出现一次，请只在一个接口上抓包：tcpdump -ni 设备',
    }
  },
}
