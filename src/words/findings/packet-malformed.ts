/** Packets that contradict themselves. */
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const packetMalformedWords: FindingWords<Record<string, never>> = {
  id: 'packet.malformed',
  title: { en: 'Packets contradict themselves', zh: '报文自相矛盾' },
  meaning: {
    en: `A length field claims more octets than there are, or a header has a value that it cannot have: the packet is read up to
there, and what is behind was not looked at. A length of IEEE 802.3 that claims too much stops nobody: what is there is read.
\`vxsniff read\` marks these packets and says what is wrong, and counts the same.

It need not be a fault of the network. A capture before segmentation offload has headers that the card completes (a total
length that does not count the data yet); data on a tunnel’s port may be no tunnel; and programs that test others send such
packets on purpose. What the capture itself has cut is no part of it: that is \`capture.truncated\`.`,
    zh: `长度字段声称的字节比实际的多，或者首部的值不可能出现：报文只读到那里为止，后面的内容没有检查。IEEE 802.3 的长度过大则不妨碍解析：
已有的内容照常读取。\`vxsniff read\` 会标出这些报文并说明错在哪里，
计数与此相同。

这不一定是网络故障。在分段卸载之前抓到的首部要由网卡补全（例如总长度还没有计入数据）；发往隧道端口的数据可能并不是隧道；测试程序也会故意发送这样的
报文。抓包本身截断的不在此列，见 \`capture.truncated\`。`,
  },
  quotes: [],
  says(_, count) {
    return {
      en: `${counted(count, 'packet')} with a length or a value that contradicts the rest`,
      zh: `${count} 个报文中某个长度或值与其余部分矛盾`,
    }
  },
  why() {
    return {
      en: 'The sender wrote them so, or the capture was taken before the card completed them; where the fault stops the reading, what is behind was not looked at.',
      zh: '发送方就是这样写的，或者抓包发生在网卡补全之前；如果因此无法继续解析，之后的内容没有检查。',
    }
  },
  verify() {
    return {
      en: "vxsniff read FILE | grep ' ! '    # each with what is wrong",
      zh: "vxsniff read FILE | grep ' ! '    # 逐个列出错在哪里",
    }
  },
}
