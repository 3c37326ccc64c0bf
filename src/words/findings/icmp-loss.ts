/** Pings of which some get lost. */
import type { EchoLoss } from '../../analysis/check/findings/icmp-loss.js'
import type { FindingWords } from './finding-words.js'

export const icmpLossWords: FindingWords<EchoLoss> = {
  id: 'icmp.loss',
  title: { en: 'Pings get lost', zh: 'ping 丢包' },
  meaning: {
    en: `Some pings between two hosts are answered, and some are not, with answered ones behind them. So the way is there, and
packets are lost on it: a link that drops, a queue that is full, a policer, a card or a cable that damages frames (damaged
ones are dropped where they arrive). Whether the request was lost or its answer cannot be told at one place; a capture at the
other end tells.

The share is that of the pings in the capture. Losses here and there are worth a warning in an overlay. What was lost in one
piece was an outage, and is told as information, as is what is lost while a station moves. One ping that is lost, the first
one most often, is normal: tables were filled meanwhile. Where the capture has dropped packets itself (\`capture.dropped\`) they
may be what is missing.`,
    zh: `两台主机之间的 ping 有的得到应答，有的没有，而没有应答的之后又有应答的。说明路径是通的，但途中有丢包：链路丢包、队列满、限速，或者
网卡、线缆损坏帧（损坏的帧在接收处被丢弃）。只在一个位置抓包无法判断丢失的是请求还是应答；在另一端抓包即可判断。

比例按抓包中的 ping 计算。overlay 中零星的丢失给出警告。连续丢失一段属于中断，只作提示；主机迁移期间的丢失也是如此。只丢一个 ping（多半
是第一个）是正常的：当时表项尚未建立。如果抓包本身丢了报文（\`capture.dropped\`），缺少的可能就是它们。`,
  },
  quotes: [
    {
      source: 'RFC 792',
      sentence: 'The data received in the echo message must be returned in the echo reply message.',
    },
  ],
  says({ network, host, target, requests, gaps, atEnd }, count, text) {
    const [who, whom, where] = [text.address(host), text.address(target), text.network(network)]
    const share = `${((100 * count) / requests).toFixed(1)} %`
    const places = gaps + (atEnd > 0 ? 1 : 0)
    const pieces =
      places > 1
        ? { en: `, in ${places} places`, zh: `，分布在 ${places} 处` }
        : { en: ', in one piece', zh: '，连续丢失' }
    return {
      en: `${text.count(count)} of ${text.count(requests)} pings (${share}) from ${who} to ${whom} in ${where.en} have no answer${pieces.en}`,
      zh: `${who} 在 ${where.zh} 中 ping ${whom} 的 ${text.count(requests)} 个请求中有 ${text.count(count)} 个（${share}）没有应答${pieces.zh}`,
    }
  },
  why({ isCaptureToBlame, isBehind, gaps, atEnd }, text) {
    if (isCaptureToBlame) {
      return {
        en: 'The capture has dropped packets itself: the answers may be among them.',
        zh: '抓包本身丢了报文：应答可能就在其中。',
      }
    }
    if (atEnd > 0) {
      return {
        en: `Others between them are answered; the last ${text.count(atEnd)} are not, up to the end of the capture.`,
        zh: `其间的其他请求有应答；最后 ${text.count(atEnd)} 个直到抓包结束都没有应答。`,
      }
    }
    if (isBehind) {
      return {
        en: 'All that was seen at one place of the way came by the other one: what is lost is lost behind them, at one of the two ends.',
        zh: '在途中一处看到的报文都经过了另一处：丢失发生在这两处之外，即两端之一。',
      }
    }
    return gaps > 1
      ? {
          en: 'Others between them are answered: the way is there, and packets or their answers are lost on it.',
          zh: '其间的其他请求有应答：路径是通的，但报文或应答在途中丢失。',
        }
      : {
          en: 'Those before and after are answered: the way was cut for a while, or the host was busy or away.',
          zh: '前后的请求都有应答：路径中断了一段时间，或者主机繁忙、不在。',
        }
  },
  fix({ target, isBehind }, text) {
    if (isBehind) {
      return {
        en: `On both ends, behind the place of the capture:  iptables -nvL; nft list ruleset; nstat -az | grep -i -E 'drop|error'; ip -s link    # while  ping -i 0.2 ${text.address(target)}`,
        zh: `在两端检查抓包位置之后的环节：iptables -nvL; nft list ruleset; nstat -az | grep -i -E 'drop|error'; ip -s link    # 同时 ping -i 0.2 ${text.address(target)}`,
      }
    }
    return {
      en: `Where do drops grow on the way?  ip -s link; ethtool -S DEVICE | grep -iE 'drop|err'; tc -s qdisc; nstat -az | grep -i -E 'drop|error'    # at both ends, while  ping -i 0.2 ${text.address(target)}`,
      zh: `检查途中哪里的丢包计数在增长：ip -s link; ethtool -S 设备 | grep -iE 'drop|err'; tc -s qdisc; nstat -az | grep -i -E 'drop|error'    # 两端都执行，同时 ping -i 0.2 ${text.address(target)}`,
    }
  },
  verify({ target, isBehind }, text) {
    if (isBehind) {
      return {
        en: `ping -c 100 -i 0.1 ${text.address(target)}    # 0% packet loss; and a capture inside of the tunnel at both ends: which half is missing?`,
        zh: `ping -c 100 -i 0.1 ${text.address(target)}    # 0% packet loss；并在两端的隧道设备上抓包，看缺少的是哪一半`,
      }
    }
    return {
      en: `ping -c 100 -i 0.1 ${text.address(target)}    # 0% packet loss; and a capture at the other end: which half is missing?`,
      zh: `ping -c 100 -i 0.1 ${text.address(target)}    # 0% packet loss；并在另一端抓包，看缺少的是哪一半`,
    }
  },
}
