/** The capture kept only the first octets of some packets. */
import type { Truncated } from '../../analysis/check/findings/capture-truncated.js'
import type { FindingWords } from './finding-words.js'
import { counted } from './phrases.js'

export const captureTruncatedWords: FindingWords<Truncated> = {
  id: 'capture.truncated',
  title: { en: 'The capture cut packets short', zh: '抓包截断了报文' },
  meaning: {
    en: `A capture may keep only the first octets of each packet (the snapshot length, \`tcpdump -s\`). What is cut cannot be
checked: checksums over the data, sequence and identity of copies, and what is behind the cut. Where not even the headers are
there, the tunnel's inside is unknown; with its headers a tunnel needs 50 octets more than its inside alone, 70 over IPv6.

The packets themselves are whole: how long they were is known, and counts.`,
    zh: `抓包可以只保留每个报文开头的若干字节（快照长度，\`tcpdump -s\`）。被截掉的部分无法检查：覆盖数据的校验和、副本是否相同，以及截断之后的
内容。如果连头部都不完整，就不知道隧道里是什么；隧道比内层报文本身多出 50 字节的头部，在 IPv6 上是 70 字节。

报文本身是完整的：它们原来的长度是已知的，统计时按原长计算。`,
  },
  quotes: [
    {
      source: 'draft-ietf-opsawg-pcapng §4.2',
      sentence: 'The portion of each packet that exceeds this value will not be stored in the file.',
    },
  ],
  says({ packets, headersCut, snapLength }, count, text) {
    const limit = snapLength === 0 ? '' : text.count(snapLength)
    return {
      en: `${text.count(count)} of ${counted(packets, 'packet')} cut${limit === '' ? '' : ` (snapshot length ${limit})`}, ${headersCut === 0 ? 'all headers are there' : `${text.count(headersCut)} within the headers`}`,
      zh: `${text.count(packets)} 个报文中有 ${text.count(count)} 个被截断${limit === '' ? '' : `（快照长度 ${limit}）`}，${headersCut === 0 ? '头部都完整' : `其中 ${text.count(headersCut)} 个头部不完整`}`,
    }
  },
  why() {
    return {
      en: 'The capture was told to keep so much of a packet, or whoever wrote the file has cut it.',
      zh: '抓包时限制了每个报文保留的长度，或者文件在保存时被截断。',
    }
  },
  fix() {
    return { en: 'tcpdump -s 0 -w FILE    # keeps all octets', zh: 'tcpdump -s 0 -w 文件    # 保留全部字节' }
  },
}
