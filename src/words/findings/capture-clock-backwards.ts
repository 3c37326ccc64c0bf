/** Packets whose time is before that of the packet in front of them. */
import type { ClockBackwards } from '../../analysis/check/findings/capture-clock-backwards.js'
import type { FindingWords } from './finding-words.js'

export const captureClockBackwardsWords: FindingWords<ClockBackwards> = {
  id: 'capture.clock-backwards',
  title: { en: 'The capture’s clock runs backwards', zh: '抓包的时间倒退' },
  meaning: {
    en: `Somewhere in the capture a packet is older than the one in front of it, by a millisecond or more. The clock of the
machine was set while it captured, or files were put one after the other without sorting them (\`mergecap -a\`), or the file
was put together by hand.

Round trips, pauses and ageing across such a step mean nothing. Smaller steps are not reported: cards and CPUs hand packets
over in another order than they came.`,
    zh: `抓包中某个报文的时间早于它前面的报文，相差一毫秒以上。原因是抓包期间机器的时钟被调整，或者多个文件未经排序直接拼接
（\`mergecap -a\`），或者文件是手工拼成的。

跨越这种倒退的往返时间、间隔和老化时间都没有意义。更小的倒退不报告：网卡和 CPU 交付报文的顺序本来就可能与到达的顺序不同。`,
  },
  quotes: [],
  says({ packets, largestStep }, count, text) {
    return {
      en: `${text.count(count)} of ${text.count(packets)} packets are older than the one before, by up to ${text.time(largestStep)}`,
      zh: `${text.count(packets)} 个报文中有 ${text.count(count)} 个早于前一个报文，最多相差 ${text.time(largestStep)}`,
    }
  },
  why() {
    return {
      en: 'The clock was set during the capture, or files were joined without sorting.',
      zh: '抓包期间时钟被调整，或者文件未经排序就拼接在一起。',
    }
  },
  fix() {
    return { en: 'reordercap IN OUT    # sorts a capture by time', zh: 'reordercap 输入 输出    # 按时间排序' }
  },
  verify() {
    return {
      en: "tshark -r FILE -Y 'frame.time_delta < 0'    # the packets in question",
      zh: "tshark -r 文件 -Y 'frame.time_delta < 0'    # 列出这些报文",
    }
  },
}
