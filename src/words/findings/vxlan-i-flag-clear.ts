/** VXLAN headers whose I flag is clear. */
import type { IFlagClear } from '../../analysis/check/findings/vxlan-i-flag-clear.js'
import type { FindingWords } from './finding-words.js'
import { counted, hexadecimal } from './phrases.js'

export const vxlanIFlagClearWords: FindingWords<IFlagClear> = {
  id: 'vxlan.i-flag-clear',
  title: { en: "VXLAN's I flag is clear", zh: 'VXLAN 的 I 标志为 0' },
  meaning: {
    en: `The I flag says that the VNI in the header is valid. It must be set in every VXLAN packet. Linux drops a packet without
it before it looks for the VXLAN device, so that not even the device's counters show it.

Such packets come from programs that make the header by hand, from a wrong byte order, or from another protocol that was
given VXLAN's port. Data that holds no frame of a known protocol is taken for the last, and is not reported.`,
    zh: `I 标志表示头部中的 VNI 有效，每个 VXLAN 报文都必须置位。Linux 收到没有置位的报文，在查找 VXLAN 设备之前就丢弃，设备的计数器上
也看不到。

这种报文来自手工构造头部的程序、字节序错误，或者占用了 VXLAN 端口的其他协议。数据里看不到已知协议的帧时，按最后一种情况处理，不报告。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §5',
      sentence: 'Flags (8 bits): where the I flag MUST be set to 1 for a valid VXLAN Network ID (VNI).',
    },
  ],
  says({ network, from, to, flags }, count, text) {
    const where = text.network(network)
    return {
      en: `${counted(count, 'packet')} of ${where.en} from ${text.address(from)} to ${text.address(to)} without the I flag (flags ${hexadecimal(flags, 4)})`,
      zh: `${where.zh} 中 ${text.address(from)} 发往 ${text.address(to)} 的 ${text.count(count)} 个报文没有 I 标志（标志 ${hexadecimal(flags, 4)}）`,
    }
  },
  why({ isAnswered }) {
    return isAnswered
      ? {
          en: 'The far end takes them all the same; one that follows the standard would not.',
          zh: '对端仍然接收了；遵循标准的 VTEP 不会接收。',
        }
      : {
          en: 'Their VNI is not valid, so the far end drops them; Linux counts them nowhere.',
          zh: '它们的 VNI 无效，对端会丢弃；Linux 不在任何计数器中统计。',
        }
  },
  fix({ from }, text) {
    return {
      en: `Correct the program that sends on ${text.address(from)}: the first octet of the header is 0x08.`,
      zh: `修正 ${text.address(from)} 上发送报文的程序：头部第一个字节应为 0x08。`,
    }
  },
  verify({ from }, text) {
    return {
      en: `tcpdump -ni any 'src host ${text.address(from)} and udp port 4789 and udp[8] & 8 = 0'    # silent when mended`,
      zh: `tcpdump -ni any 'src host ${text.address(from)} and udp port 4789 and udp[8] & 8 = 0'    # 修正后没有输出`,
    }
  },
}
