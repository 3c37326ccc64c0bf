/** Unfinished checksums inside finished ones. */
import type { ExposedSeeds } from '../../analysis/check/findings/checksum-exposed-seed.js'
import type { FindingWords } from './finding-words.js'
import { senderOf, whichChecksum } from './phrases.js'

export const checksumExposedSeedWords: FindingWords<ExposedSeeds> = {
  id: 'checksum.exposed-seed',
  title: { en: 'The outer checksum is right over an unfinished inner one', zh: '外层校验和按未完成的内层校验和计算' },
  meaning: {
    en: `The inner checksum is a seed, left to the network card, and the outer UDP checksum is right over these very octets. One of
the two is wrong in the end: when the inner one is filled in the outer one does not fit any more, and a receiver that verifies
it, as Linux does, discards the packet; when nobody fills it in, the inner one stays wrong, and the host discards it.

Linux avoids it: it makes the outer checksum as if the inner one were finished (LCO), or sends 0 in its place. Programs that
build tunnel packets themselves, and drivers or virtual switches that finish the outer checksum too early, do not.`,
    zh: `内层校验和是留给网卡计算的种子，而外层 UDP 校验和恰好按这些字节计算正确。两者之中最终必有一个错误：内层填好之后外层不再相符，检查它的
接收方（例如 Linux）会丢弃报文；没有人填写时，内层始终错误，由主机丢弃。

Linux 避免了这种情况：它按内层已经完成来计算外层校验和（LCO），或者写 0。自行构造隧道报文的程序，以及过早完成外层校验和的驱动或虚拟交换机，则不然。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §5',
      sentence: 'If it chooses to perform such verification, and the verification fails, the packet MUST be dropped.',
    },
  ],
  says({ network, sender, ...place }, count, text) {
    const { en, zh } = whichChecksum(place, text)
    const from = senderOf(sender, text)
    const where = text.network(network)
    return {
      en: `${text.count(count)} ${en} ${count === 1 ? 'checksum is' : 'checksums are'} unfinished in ${where.en}, from ${from.en}, and the outer UDP ${count === 1 ? 'one is' : 'ones are'} right over ${count === 1 ? 'it' : 'them'}`,
      zh: `${where.zh} 中来自 ${from.zh} 的 ${text.count(count)} 个${zh} 校验和尚未完成，而外层 UDP 校验和按它们计算正确`,
    }
  },
  why() {
    return {
      en: 'Filled in, the inner one breaks the outer one, and who verifies discards the packet; left as it is, it is wrong itself.',
      zh: '内层一旦填好，外层就不再相符，检查校验和的接收方会丢弃报文；如果不填，内层本身就是错误的。',
    }
  },
  fix() {
    return {
      en: 'ethtool -K DEVICE tx off    # on the host that sends it, so that the inner one is finished first; or send the tunnel without an outer checksum:  ip link add … type vxlan … noudpcsum',
      zh: 'ethtool -K DEVICE tx off    # 在发送的主机上，使内层先算完；或者隧道不带外层校验和：ip link add … type vxlan … noudpcsum',
    }
  },
  verify() {
    return {
      en: 'nstat -az UdpInCsumErrors TcpInCsumErrors    # at the receiver: does not grow any more',
      zh: 'nstat -az UdpInCsumErrors TcpInCsumErrors    # 在接收方：不再增长',
    }
  },
}
