/** Outer checksums that all differ from the right ones by what an address translation has changed. */
import type { OuterTranslated } from '../../analysis/check/findings/checksum-outer-translated.js'
import type { FindingWords } from './finding-words.js'
import { hexadecimal, senderOf, whichChecksum } from './phrases.js'

export const checksumOuterTranslatedWords: FindingWords<OuterTranslated> = {
  id: 'checksum.outer-translated',
  title: { en: 'Outer checksums are off by one number: translation', zh: '外层校验和都相差同一个数：地址转换' },
  meaning: {
    en: `The inner checksum is left to the network card, so the outer one is made as if it were finished (LCO). A translator (NAT)
that changes the outer addresses takes such a packet for one whose outer checksum is unfinished too, and adapts it the other
way round: all of them are off by the same number from what they should be, twice the difference of the addresses.

Damage has no such constant, so the octets are as they were sent. On a virtual path nobody verifies these checksums, as the
inner acknowledgements show where there are any; behind a card that finishes them they should be right.`,
    zh: `内层校验和留给网卡计算，外层按内层已经完成来生成（LCO）。改变外层地址的转换设备（NAT）把这样的报文当作外层也未完成，朝相反方向调整：所有外层
校验和都与应有的值相差同一个数，即地址之差的两倍。

数据损坏不会有这样的常数，因此字节与发送时相同。在虚拟路径上没有人检查这些校验和（内层的确认可以证明）；在完成计算的网卡之后它们应当正确。`,
  },
  quotes: [],
  says({ sender, difference, ...place }, count, text) {
    const { en, zh } = whichChecksum(place, text)
    const from = senderOf(sender, text)
    return {
      en: `${text.count(count)} ${en} checksums from ${from.en} are all off by ${hexadecimal(difference, 4)} from what fits once the inner one is filled in`,
      zh: `来自 ${from.zh} 的 ${text.count(count)} 个${zh} 校验和都与内层填好之后应有的值相差 ${hexadecimal(difference, 4)}`,
    }
  },
  why() {
    return {
      en: 'An address of the tunnel was translated (NAT) while the inner checksum was left to the card: no octet is damaged.',
      zh: '内层校验和留给网卡期间，隧道的地址被转换（NAT）：没有字节损坏。',
    }
  },
  verify() {
    return {
      en: 'nstat -az UdpInCsumErrors    # at the receiver: does not grow',
      zh: 'nstat -az UdpInCsumErrors    # 在接收方：不增长',
    }
  },
}
