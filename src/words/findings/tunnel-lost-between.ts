/** Packets that left one place of the capture and never reached the next one. */
import type { LostBetween } from '../../analysis/check/findings/tunnel-lost-between.js'
import type { Words } from '../language.js'
import type { FindingWords } from './finding-words.js'

export const tunnelLostBetweenWords: FindingWords<LostBetween> = {
  id: 'tunnel.lost-between',
  title: { en: 'Packets are lost between two places of the capture', zh: '报文在两个抓包位置之间丢失' },
  meaning: {
    en: `Where a capture was taken in several places (files of two machines read together, several interfaces, a bridge and
its port), a packet is seen in each of them. Packets of this tunnel were seen in the first place, most of them in the next one
too, and some never: what lies between the two has lost them. That is the one proof of where packets get lost; a capture at a
single place cannot give it.

Only what lies between packets that were seen in both counts, as each capture has a beginning and an end of its own. A copy has to
come within 50 ms: where the clocks of two machines differ by more nothing is said. Ways on which offload cuts segments or puts
them together, and packets in fragments, are left out. Where the capture has dropped packets itself (\`capture.dropped\`) they may
be those.`,
    zh: `如果在几个位置抓包（一起读取两台机器的文件、多个接口、网桥和它的端口），一个报文会在每个位置各出现一次。这条隧道的报文在前一个位置出现，
其中大多数也在后一个位置出现，有些却始终没有：它们在两个位置之间丢失。只有这样才能证明报文在哪里丢失，单个位置的抓包做不到。

只计算夹在两处都出现的报文之间的那些，因为每个抓包的起止时间不同。副本必须在 50 ms 之内出现：如果两台机器的时钟相差更多，则不作判断。两处之间
由网卡或内核切分或合并报文段的路径，以及分片的报文，不作判断。如果抓包本身丢了报文（\`capture.dropped\`），缺少的可能就是它们。`,
  },
  quotes: [],
  says({ source, destination, passed, ...places }, count, text) {
    const [a, b] = [text.address(source), text.address(destination)]
    const [from, to] = [nameOf(places.fromName, places.from), nameOf(places.toName, places.to)]
    return {
      en: `${text.count(count)} of ${text.count(count + passed)} tunnel packets from ${a} to ${b} left ${from.en} and never reached ${to.en}`,
      zh: `${a} 发往 ${b} 的 ${text.count(count + passed)} 个隧道报文中有 ${text.count(count)} 个经过了${from.zh}，却没有到达${to.zh}`,
    }
  },
  why({ isCaptureToBlame }) {
    return isCaptureToBlame
      ? {
          en: 'The capture has dropped packets itself: they may be those.',
          zh: '抓包本身丢了报文：缺少的可能就是它们。',
        }
      : {
          en: 'Those before and after were seen in both places: what lies between the two loses packets.',
          zh: '之前和之后的报文在两处都出现：丢包发生在这两处之间。',
        }
  },
  fix() {
    return {
      en: `Look at what lies between:  ip -s link; ethtool -S DEVICE | grep -iE 'drop|err'; tc -s qdisc    # queues, policers, firewalls, cables`,
      zh: `检查两处之间的设备：ip -s link; ethtool -S 设备 | grep -iE 'drop|err'; tc -s qdisc    # 队列、限速、防火墙、线缆`,
    }
  },
  verify() {
    return {
      en: 'Capture in both places once more: every packet is there twice.',
      zh: '再次在两处抓包：每个报文都出现两次。',
    }
  },
}

function nameOf(name: string | undefined, number: number): Words {
  if (name !== undefined && name !== '') return { en: name, zh: ` ${name} ` }
  return { en: `interface ${number} of the capture`, zh: `抓包的接口 ${number}` }
}
