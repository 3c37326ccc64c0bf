/** Bits of the VXLAN header that should be zero. */
import type { ReservedBits } from '../../analysis/check/findings/vxlan-reserved-bits.js'
import type { FindingWords } from './finding-words.js'
import { counted, hexadecimal } from './phrases.js'

export const vxlanReservedBitsWords: FindingWords<ReservedBits> = {
  id: 'vxlan.reserved-bits',
  title: { en: 'Reserved bits of the VXLAN header are set', zh: 'VXLAN 头部的保留位被置位' },
  meaning: {
    en: `All bits of the VXLAN header but the I flag and the VNI are reserved: a sender leaves them zero, a receiver ignores
them. Linux does not ignore them. It drops a packet with a bit that no option of the device has asked for and counts it in
\`rx_errors\`; since Linux 6.14 \`IFLA_VXLAN_RESERVED_BITS\` says which bits it is to let pass. Some switches do set such bits.

The bits of a group policy (\`gbp\`) and of the Generic Protocol Extension (\`gpe\`) are such ones too, for a device that was
made without the option. A group policy is told only where what is asked with it is not answered.

Where the far end answers, the packets are taken, and it is no more than information.`,
    zh: `VXLAN 头部除 I 标志和 VNI 之外的位都是保留位：发送方置 0，接收方忽略。但 Linux 并不忽略：只要出现设备选项没有要求的位，就丢弃
报文并计入 \`rx_errors\`；Linux 6.14 起可以用 \`IFLA_VXLAN_RESERVED_BITS\` 指定放过哪些位。有些交换机确实会置这些位。

对没有相应选项的设备来说，组策略（\`gbp\`）和通用协议扩展（\`gpe\`）的位也属于这一类。组策略只有在请求得不到应答时才报告。

如果对端有应答，说明报文被接收，只作提示。`,
  },
  quotes: [
    {
      source: 'RFC 7348 §5',
      sentence: 'Reserved fields (24 bits and 8 bits): MUST be set to zero on transmission and ignored on receipt.',
    },
  ],
  says({ network, from, to, bits, octet, isPolicy }, count, text) {
    const where = text.network(network)
    const [source, destination] = [text.address(from), text.address(to)]
    if (isPolicy) {
      return {
        en: `${counted(count, 'packet')} of ${where.en} from ${source} to ${destination} with a group policy, and no answer`,
        zh: `${where.zh} 中 ${source} 发往 ${destination} 的 ${text.count(count)} 个报文带有组策略，且无人应答`,
      }
    }
    const which = [...(bits === 0 ? [] : [hexadecimal(bits, 4)]), ...(octet === 0 ? [] : [hexadecimal(octet, 2)])]
    const en = which.length === 0 ? 'others' : which.join(' and ')
    return {
      en: `${counted(count, 'packet')} of ${where.en} from ${source} to ${destination} with reserved bits set: ${en}`,
      zh: `${where.zh} 中 ${source} 发往 ${destination} 的 ${text.count(count)} 个报文置了保留位：${which.join(' 和 ') || '其他位'}`,
    }
  },
  why({ isPolicy, isAnswered }) {
    if (isPolicy) {
      return {
        en: 'A VTEP that was made without gbp drops them: to it the bits of the policy are reserved ones.',
        zh: '没有 gbp 选项的 VTEP 会丢弃它们：组策略的位对它来说是保留位。',
      }
    }
    return isAnswered
      ? {
          en: 'The far end answers, so it ignores them as it should; Linux would not.',
          zh: '对端有应答，说明它按标准忽略了这些位；Linux 则不会。',
        }
      : {
          en: 'The standard has them ignored; Linux drops the packet.',
          zh: '标准要求忽略这些位，但 Linux 会丢弃报文。',
        }
  },
  fix({ from, to, isPolicy }, text) {
    return isPolicy
      ? {
          en: `Make the device on ${text.address(to)} with gbp as well, or the one on ${text.address(from)} without:  ip link add vxlan0 type vxlan … gbp`,
          zh: `${text.address(to)} 上的设备也加上 gbp，或者 ${text.address(from)} 上去掉：ip link add vxlan0 type vxlan … gbp`,
        }
      : {
          en: `Have ${text.address(from)} leave them zero; or let the receiver pass them (Linux 6.14: reserved_bits of ip link add … type vxlan).`,
          zh: `让 ${text.address(from)} 把保留位置 0；或者让接收方放过（Linux 6.14 起，ip link add … type vxlan 的 reserved_bits）。`,
        }
  },
  verify({ to }, text) {
    return {
      en: `ip -s -s link show type vxlan    # on ${text.address(to)}: RX errors grow with each of them`,
      zh: `ip -s -s link show type vxlan    # 在 ${text.address(to)} 上：每收到一个，RX errors 加一`,
    }
  },
}
