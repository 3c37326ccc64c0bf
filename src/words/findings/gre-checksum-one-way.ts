/** GRE tunnels with a checksum in one direction only. */
import type { ChecksumOneWay } from '../../analysis/check/findings/gre-checksum-one-way.js'
import type { FindingWords } from './finding-words.js'

export const greChecksumOneWayWords: FindingWords<ChecksumOneWay> = {
  id: 'gre.checksum-one-way',
  title: { en: 'Only one end of a GRE tunnel sends a checksum', zh: 'GRE 隧道只有一端发送校验和' },
  meaning: {
    en: `GRE's checksum is optional, and each end decides for itself whether to send one. The standard has a receiver accept both.
Linux is strict: a tunnel with \`icsum\` drops packets without a checksum, one without \`icsum\` drops packets that have one, and
both count as \`rx_crc_errors\`. So the ends must agree direction by direction: \`ocsum\` here goes with \`icsum\` there. With \`csum\`,
which sets both, on one end alone, neither takes what the other sends.

It is an error where questions go unanswered, and information where the ends answer each other: then they were set up for it.`,
    zh: `GRE 的校验和是可选的，由各端自己决定是否发送。标准要求接收方两种都接受，但 Linux 很严格：启用 \`icsum\` 的隧道丢弃没有校验和的报文，
没有启用的丢弃带校验和的报文，都计入 \`rx_crc_errors\`。因此两端必须逐方向一致：本端的 \`ocsum\` 对应对端的 \`icsum\`。如果只有一端配置了
\`csum\`（同时设置两者），双方都不会接收对方的报文。

请求无人应答时是错误；两端互相应答则说明就是这样配置的，只作提示。`,
  },
  quotes: [
    {
      source: 'RFC 2784 §2.2',
      sentence: 'Note that a compliant implementation MUST accept and process this field.',
    },
  ],
  says({ network, sender, other }, count, text) {
    const where = text.network(network)
    return {
      en: `${text.address(sender)} sends ${where.en} with a checksum (${text.count(count)} packets), ${text.address(other)} sends it without`,
      zh: `${text.address(sender)} 发送的 ${where.zh} 带有校验和（${text.count(count)} 个报文），${text.address(other)} 发送的没有`,
    }
  },
  why({ isAnswered }) {
    return isAnswered
      ? {
          en: 'They answer each other, so each takes what the other sends: icsum and ocsum differ on purpose.',
          zh: '两端互相应答，说明都能接收对方的报文：icsum 与 ocsum 有意配置不同。',
        }
      : {
          en: 'Linux drops what has a checksum that it does not expect, and what lacks one that it does.',
          zh: 'Linux 会丢弃带有意外校验和的报文，也会丢弃缺少预期校验和的报文。',
        }
  },
  fix({ type, other, isAnswered }, text) {
    if (isAnswered) return { en: '', zh: '' }
    const change = `ip link set dev TUNNEL type ${text.deviceType(type)} csum`
    return {
      en: `On ${text.address(other)}:  ${change}    or nocsum on the other end`,
      zh: `在 ${text.address(other)} 上：${change}；或者在另一端用 nocsum`,
    }
  },
  verify({ type }, text) {
    return {
      en: `ip -s -s link show type ${text.deviceType(type)}    # crc under RX errors stands still`,
      zh: `ip -s -s link show type ${text.deviceType(type)}    # RX errors 中的 crc 不再增加`,
    }
  },
}
