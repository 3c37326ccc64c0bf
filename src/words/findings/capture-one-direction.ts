/** The capture shows one direction only. */
import type { OneDirection } from '../../analysis/check/findings/capture-one-direction.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const captureOneDirectionWords: FindingWords<OneDirection> = {
  id: 'capture.one-direction',
  title: { en: 'The capture shows one direction only', zh: '抓包只有一个方向' },
  meaning: {
    en: `No conversation in the capture has an answer, and yet there were answers: TCP segments acknowledge what is not there, echo
replies stand without their requests, packets are sent that need an ARP reply. The capture was taken at a place where one
direction passes: a mirror port of one direction, one fibre of a tap, one of several links that share the load, a filter that
names one side. It may be all of the capture, or one network in it, where the other one's answers come in by another interface.

It is no fault of the network. Whatever needs both directions cannot be judged from it: tunnels that seem to be one-way,
questions that seem unanswered.`,
    zh: `抓包中没有一个会话有应答，但应答确实存在：TCP 报文段确认了抓包中没有的数据，echo 应答没有对应的请求，或者发送了需要先得到 ARP 应答
才能发送的报文。说明抓包点只经过一个方向：镜像端口只镜像了一个方向、分光器只接了一根光纤、多条链路分担负载而只抓了其中一条，或者过滤条件
只写了一方。可能整个抓包都是如此，也可能只是其中一个网络：它的应答从另一个接口进来。

这不是网络的故障。凡是需要两个方向才能判断的现象，例如看似单向的隧道、看似无人应答的请求，都不能据此下结论。`,
  },
  quotes: [],
  says({ conversations, network }, count, text) {
    const where = text.network(network)
    const packets = text.count(count)
    return {
      en: `none of ${counted(conversations, 'conversation')} (${packets} packets)${where.en && ` in ${where.en}`} shows both directions`,
      zh: `${where.zh && `${where.zh} 中 `}${text.count(conversations)} 个会话（${packets} 个报文）都只有一个方向`,
    }
  },
  why() {
    return {
      en: 'What was sent shows that it was answered: the capture was taken where the answers do not pass.',
      zh: '从发送的内容可以看出对方有应答：应答没有经过抓包点。',
    }
  },
  fix() {
    return {
      en: 'Capture at an end of the tunnel:  tcpdump -ni DEVICE -w FILE    # or mirror both directions',
      zh: '在隧道的一端抓包：tcpdump -ni 设备 -w 文件    # 或者镜像两个方向',
    }
  },
}
