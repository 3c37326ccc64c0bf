/** The capture itself has lost packets. */
import type { Dropped } from '../../analysis/check/findings/capture-dropped.js'
import type { FindingWords } from './finding-words.js'
import { listed } from './phrases.js'

export const captureDroppedWords: FindingWords<Dropped> = {
  id: 'capture.dropped',
  title: { en: 'The capture has lost packets', zh: '抓包丢失了报文' },
  meaning: {
    en: `The capture's own statistics say that packets came faster than they could be written: these are missing in it, and
were not missing on the network. Gaps in sequences, fragments without the others and questions without an answer may come from
that alone.

A pcapng file tells it in its interface statistics (\`isb_ifdrop\`) or with its packets (\`epb_dropcount\`), snoop and ERF
with each packet, a live capture by the kernel's counters. A pcap file cannot tell.`,
    zh: `抓包自身的统计表明，报文到达的速度超过了写入的速度：抓包里缺少这些报文，而网络上并不缺少。序号的空缺、不完整的分片、没有应答的请求，
都可能仅仅由此造成。

pcapng 文件在接口统计（\`isb_ifdrop\`）或报文选项（\`epb_dropcount\`）中记录丢包，snoop 和 ERF 随每个报文记录，
实时抓包则由内核的计数器给出；pcap 文件没有这种信息。`,
  },
  quotes: [
    {
      source: 'draft-ietf-opsawg-pcapng §4.6',
      sentence:
        'The isb_ifdrop option specifies the 64-bit unsigned integer number of packets dropped by the interface due to lack of resources starting from the beginning of the capture.',
    },
  ],
  says({ packets, interfaces }, count, text) {
    const names = interfaces.flatMap(({ name }) => (name === '' ? [] : [name]))
    const where = listed(names.slice(0, MAX_NAMES), names.length)
    return {
      en: `${text.count(count)} packets lost${names.length === 0 ? '' : ` on ${where.en}`}, ${text.count(packets)} kept`,
      zh: `${names.length === 0 ? '' : `在 ${where.zh} 上`}丢失 ${text.count(count)} 个报文，保留 ${text.count(packets)} 个`,
    }
  },
  why({ live }) {
    return live
      ? { en: 'Packets come faster than they can be looked at.', zh: '报文到达的速度超过了处理速度。' }
      : {
          en: 'The machine that captured could not keep up: what is missing here was not missing on the network.',
          zh: '抓包的机器来不及处理：这里缺少的报文在网络上并不缺少。',
        }
  },
  fix({ live }) {
    return live
      ? {
          en: 'Capture less with a filter, or write to a file and check that.',
          zh: '用过滤条件减少报文，或者先写入文件再检查。',
        }
      : {
          en: 'tcpdump -B 65536 -s 128 -w FILE FILTER    # a larger buffer, fewer octets, fewer packets',
          zh: 'tcpdump -B 65536 -s 128 -w 文件 过滤条件    # 更大的缓冲区、更少的字节、更少的报文',
        }
  },
}

const MAX_NAMES = 4
