/** Checksums that are right for the addresses before translation. */
import type { TranslatedChecksums } from '../../analysis/check/findings/checksum-translated.js'
import type { FindingWords } from './finding-words.js'
import { senderOf, whichChecksum } from './phrases.js'

export const checksumTranslatedWords: FindingWords<TranslatedChecksums> = {
  id: 'checksum.translated',
  title: { en: 'Checksums are for other addresses: translation', zh: '校验和对应的是转换前的地址' },
  meaning: {
    en: `TCP and UDP checksums cover the addresses and ports. Who translates them (NAT) has to adapt the checksum; a capture
between the two steps, or of a packet that an ICMP error quotes, shows new addresses beside the old checksum. It is reported
where another packet of the capture, or the quotation, shows the addresses for which the checksum is right to the bit: so the
octets are not damaged.

It is harmless where the checksum is adapted behind the place of the capture, as network cards and virtual switches do.`,
    zh: `TCP 和 UDP 的校验和覆盖地址和端口。转换地址的一方（NAT）必须同时更新校验和；如果抓包位于这两步之间，或者报文是 ICMP 差错所引用的，就会看到新地址
配着旧校验和。只有当抓包中的另一个报文或者引用的内容表明了另一组地址，并且校验和对它完全正确时才会报告：因此字节没有损坏。

如果校验和在抓包位置之后才更新（网卡和虚拟交换机常常如此），就没有任何问题。`,
  },
  quotes: [],
  says({ sender, first: _, ...place }, count, text) {
    const { en, zh } = whichChecksum(place, text)
    const from = senderOf(sender, text)
    return {
      en: `${text.count(count)} ${en} ${count === 1 ? 'checksum' : 'checksums'} from ${from.en} ${count === 1 ? 'is' : 'are'} right for other addresses or ports`,
      zh: `来自 ${from.zh} 的 ${text.count(count)} 个${zh} 校验和对另一组地址或端口是正确的`,
    }
  },
  why({ first }, text) {
    if (first === undefined) return { en: 'The packets were translated (NAT).', zh: '报文经过了地址转换（NAT）。' }
    const { words, others, evidence, isQuote } = first
    const ends = ({ source, sourcePort, destination, destinationPort }: typeof words): string =>
      `${text.endpoint(source)}:${sourcePort} → ${text.endpoint(destination)}:${destinationPort}`
    return {
      en: `Translated (NAT) between ${ends(others)} and ${ends(words)}, as #${evidence} shows${isQuote ? ', which quotes it' : ''}.`,
      zh: `在 ${ends(others)} 与 ${ends(words)} 之间经过了地址转换（NAT），见 #${evidence}${isQuote ? '（引用）' : ''}。`,
    }
  },
  verify() {
    return {
      en: 'Capture at the receiver: the checksums are right there.',
      zh: '在接收方抓包：那里的校验和应当正确。',
    }
  },
}
