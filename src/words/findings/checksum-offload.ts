/** Checksums that look wrong and are not: the network card finishes them. */
import type { OffloadedChecksums } from '../../analysis/check/findings/checksum-offload.js'
import type { Words } from '../language.js'
import type { FindingText, FindingWords } from './finding-words.js'
import { listed, senderOf, whichChecksum } from './phrases.js'

export const checksumOffloadWords: FindingWords<OffloadedChecksums> = {
  id: 'checksum.offload',
  title: { en: 'Checksums look wrong and are not: offload', zh: '校验和看似错误，其实没有：硬件卸载' },
  meaning: {
    en: `A sender's stack leaves the checksum to its network card: it writes the sum of the pseudo-header into the field (the
seed), and the card adds the rest. A capture is taken before the card, so it has the seed. In a tunnel the outer checksum is
made by software as if the one inside were finished (Linux calls it LCO, Local Checksum Offload): it is right once the card has
filled in the inner one. On a virtual path (veth, bridge, virtio) no card comes, and the receiver takes the seed for finished.

Both are told from damage by arithmetic: the field is exactly the sum that it must be. So nothing is wrong, and receivers see
right checksums. Other programs call them incorrect, and ask whether offload may be the cause. Packets merged on reception
(GRO) have seeds as well.`,
    zh: `发送方的协议栈把校验和留给网卡计算：先在字段中写入伪首部的和（种子），其余部分由网卡补上。抓包发生在网卡之前，所以看到的是种子。
在隧道中，外层校验和由软件按内层已经算完的情形来生成（Linux 称为 LCO，Local Checksum Offload）：网卡填好内层之后，外层就是正确的。在虚拟路径
（veth、网桥、virtio）上没有网卡，接收方把种子当作已完成的校验和。

这两种情形都可以用算术与损坏区分开：字段恰好等于应有的和。因此没有任何问题，接收方看到的校验和是正确的。其他工具会把它们标为错误，并询问是否由
硬件卸载造成。接收时被合并的报文（GRO）也带有种子。`,
  },
  quotes: [
    {
      source: 'RFC 768',
      sentence:
        "Checksum is the 16-bit one's complement of the one's complement sum of a pseudo header of information from the IP header, the UDP header, and the data, padded with zero octets at the end (if necessary) to make a multiple of two octets.",
    },
  ],
  says({ seeds, outers, senders, senderCount, ...place }, count, text) {
    const { en, zh } = whichChecksum(place, text)
    const from = sendersText(senders, senderCount, text)
    const kinds = causesText(seeds, outers, text)
    return {
      en: `${text.count(count)} ${en} ${count === 1 ? 'checksum looks wrong and is' : 'checksums look wrong and are'} not: ${kinds.en}, from ${from.en}`,
      zh: `${text.count(count)} 个${zh} 校验和看似错误，其实没有：${kinds.zh}，来自 ${from.zh}`,
    }
  },
  why({ features, device }, text) {
    const before = {
      en: 'Seen because the capture is taken before the NIC',
      zh: '之所以看到，是因为抓包发生在网卡之前',
    }
    if (features.length === 0) {
      return {
        en: `${before.en}, which fills them in, or on a virtual path without one.`,
        zh: `${before.zh}（由网卡填写），或者在没有网卡的虚拟路径上。`,
      }
    }
    const names = listed(features)
    const on = text.deviceName(device)
    return {
      en: `${before.en}: ${names.en} ${features.length === 1 ? 'is' : 'are'} on at ${on}.`,
      zh: `${before.zh}：${on} 打开了 ${names.zh}。`,
    }
  },
  fix({ device }, text) {
    const on = text.deviceName(device)
    return {
      en: `Nothing is broken. To see finished ones, capture at the receiver, or: ethtool -K ${on} tx off`,
      zh: `没有故障。要看到算好的校验和，请在接收方抓包，或者：ethtool -K ${on} tx off`,
    }
  },
  verify({ device }, text) {
    const command = `ethtool -k ${text.deviceName(device)} | grep -E 'tx-checksum|segmentation|generic-receive'`
    return { en: `${command}    # what is on`, zh: `${command}    # 查看打开了哪些` }
  },
}

function sendersText(senders: readonly number[], total: number, text: FindingText): Words {
  const names = senders.slice(0, MAX_NAMES).map((sender) => senderOf(sender, text))
  return {
    en: listed(
      names.map(({ en }) => en),
      total,
    ).en,
    zh: listed(
      names.map(({ zh }) => zh),
      total,
    ).zh,
  }
}

const MAX_NAMES = 3

/** `94 left to the NIC, 15 for the inner one that it fills in`. */
function causesText(seeds: number, outers: number, text: FindingText): Words {
  const [left, waiting] = [text.count(seeds), text.count(outers)]
  const seed = { en: `${left} left to the NIC`, zh: `${left} 个留给网卡计算` }
  const outer = {
    en: `${waiting} right once the NIC has filled in the inner one`,
    zh: `${waiting} 个在网卡填好内层之后正确`,
  }
  if (outers === 0) return seed
  return seeds === 0 ? outer : { en: `${seed.en}, ${outer.en}`, zh: `${seed.zh}，${outer.zh}` }
}
