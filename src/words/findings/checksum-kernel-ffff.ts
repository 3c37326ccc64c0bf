/** Some Linux kernels send 0xffff for a checksum: connections through the tunnel take 63 seconds. */
import type { KernelFfff } from '../../analysis/check/findings/checksum-kernel-ffff.js'
import type { FindingWords } from './finding-words.js'
import { hexadecimal, senderOf } from './phrases.js'

export const checksumKernelFfffWords: FindingWords<KernelFfff> = {
  id: 'checksum.kernel-ffff',
  title: {
    en: 'The kernel sends 0xffff for a checksum: connections take 63 seconds',
    zh: '内核把校验和写成 0xffff：建立连接需要 63 秒',
  },
  meaning: {
    en: `Some Linux kernels (around 5.x) make the outer UDP checksum 0xffff, whatever is inside, where a packet goes through
address translation and a VXLAN device with transmit checksum offload: a Kubernetes service address through flannel or Calico.
The receiver discards the packet, and counts it as a bad checksum. TCP repeats its SYN after 1, 2, 4, 8, 16 and 32 seconds; the
last one goes out without a checksum (0x0000) and is answered: 63 seconds for a connection, and none for what waits less long.

0xffff alone is no fault: a checksum of 0 is sent so. It is reported where a SYN with it got no answer and was repeated. Known
as flannel issues 1266, 1268 and 1279, Calico issue 3145 and Kubernetes issue 89622; newer kernels are mended. Calico takes
\`ChecksumOffloadBroken=true\` in \`featureDetectOverride\`.`,
    zh: `某些 Linux 内核（5.x 前后）在报文既经过地址转换、又经过打开了发送校验和卸载的 VXLAN 设备时，会把外层 UDP 校验和写成 0xffff，与内容无关：例如
经由 flannel 或 Calico 访问 Kubernetes 的服务地址。接收方丢弃报文，并计为校验和错误。TCP 在 1、2、4、8、16、32 秒之后重发 SYN；最后一个不带校验和
（0x0000），得到应答：建立一个连接需要 63 秒，等不了这么久的就会失败。

仅有 0xffff 不是问题：计算结果为 0 的校验和就是这样发送的。只有带着它的 SYN 没有得到应答并且被重发时才会报告。参见 flannel 的 1266、1268、1279 号问题，
Calico 的 3145 号和 Kubernetes 的 89622 号问题；较新的内核已经修复。Calico 可以在 \`featureDetectOverride\` 中设置 \`ChecksumOffloadBroken=true\`。`,
  },
  quotes: [
    {
      source: 'RFC 768',
      sentence:
        "If the computed checksum is zero, it is transmitted as all ones (the equivalent in one's complement arithmetic). An all zero transmitted checksum value means that the transmitter generated no checksum (for debugging or for higher level protocols that don't care).",
    },
    {
      source: 'RFC 7348 §5',
      sentence: 'If it chooses to perform such verification, and the verification fails, the packet MUST be dropped.',
    },
  ],
  says({ first, connections }, _, text) {
    const { source, destination, destinationPort, syns, waits, computed, answer, delay } = first
    const gaps = waits.map((wait) => text.time(wait))
    const [from, to] = [text.endpoint(source), text.endpoint(destination)]
    const others = connections - 1
    const more =
      others === 0
        ? { en: '', zh: '' }
        : {
            en: `, and ${text.count(others)} more ${others === 1 ? 'connection' : 'connections'}`,
            zh: `，另有 ${text.count(others)} 个连接`,
          }
    return {
      en: `${text.count(syns)} SYNs from ${from} to ${to} port ${destinationPort} went out with the checksum 0xffff (correct would be ${hexadecimal(computed, 4)}) and were repeated after ${gaps.join(', ')}; ${answer === 0 ? 'none was answered' : `answered after ${text.time(delay)}`}${more.en}`,
      zh: `${from} 发往 ${to} 端口 ${destinationPort} 的 ${text.count(syns)} 个 SYN 带着校验和 0xffff（应为 ${hexadecimal(computed, 4)}）发出，间隔 ${gaps.join('、')} 重发；${answer === 0 ? '没有得到应答' : `${text.time(delay)} 后得到应答`}${more.zh}`,
    }
  },
  why({ first: { sender, receiver, withoutChecksum } }, text) {
    const [from, to] = [senderOf(sender, text), senderOf(receiver, text)]
    const last =
      withoutChecksum === 0
        ? { en: '', zh: '' }
        : { en: ' What got through has no checksum.', zh: '通过的那一个没有校验和。' }
    return {
      en: `A fault of the kernel of ${from.en}, in checksum offload of its VXLAN device: ${to.en} discards the packets.${last.en}`,
      zh: `${from.zh} 的内核在 VXLAN 设备的校验和卸载中存在缺陷：${to.zh} 丢弃了这些报文。${last.zh}`,
    }
  },
  fix({ first: { sender } }, text) {
    const from = senderOf(sender, text)
    return {
      en: `ethtool -K flannel.1 tx-checksum-ip-generic off    # on ${from.en}; Calico: vxlan.calico. A newer kernel mends it for good`,
      zh: `ethtool -K flannel.1 tx-checksum-ip-generic off    # 在 ${from.zh} 上；Calico 为 vxlan.calico。更新内核可以彻底解决`,
    }
  },
  verify({ first: { receiver } }, text) {
    const to = senderOf(receiver, text)
    return {
      en: `nstat -az UdpInCsumErrors    # on ${to.en}: does not grow any more while connections open`,
      zh: `nstat -az UdpInCsumErrors    # 在 ${to.zh} 上：建立连接时不再增长`,
    }
  },
}
