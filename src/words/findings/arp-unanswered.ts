/** ARP requests and neighbour solicitations that nobody answers. */
import type { UnansweredQuestions } from '../../analysis/check/findings/arp-unanswered.js'
import type { Words } from '../language.js'
import type { FindingText, FindingWords } from './finding-words.js'
import { listed } from './phrases.js'

const QUESTION: Words = { en: 'ARP request', zh: 'ARP 请求' }
const SOLICITATION: Words = { en: 'neighbour solicitation', zh: '邻居请求' }

export const arpUnansweredWords: FindingWords<UnansweredQuestions> = {
  id: 'arp.unanswered',
  title: { en: 'Nobody answers an ARP request', zh: 'ARP 请求无人应答' },
  meaning: {
    en: `Before a host sends anything to an address of its own network it asks all stations who has that address, by ARP or,
for IPv6, by a neighbour solicitation. It asks again after a second, three times in all (Linux), and then gives up: the
application is told \`No route to host\`, and nothing that it wanted to send is ever seen.

A single question without an answer says nothing, because the answer is unicast and may not pass the place of the capture.
Repeated ones do: the host itself has got no answer.

How bad it is depends on who is missing. An address that nothing in the capture speaks of is most likely nobody's, and is
reported as information; so is one that a DHCP server asks for before it leases it, and that its new owner speaks from only
afterwards. It is a warning when a station of the overlay is known to have the address, so that the question
does not reach it or the answer gets lost, when nobody but the asking host is heard at all, and when IPv6 neighbour
discovery works with a VTEP from which no ARP ever comes. It is an error when the far
end of a tunnel is looked for: without its MAC address no packet of the tunnel leaves. Where a whole tunnel is silent, that
is reported by itself, and the questions are only its consequence.`,
    zh: `主机向本网段的某个地址发送数据之前，要先询问所有主机“谁有这个地址”：IPv4 用 ARP，IPv6 用邻居请求。没有应答时每隔一秒
再问一次，Linux 总共问三次，然后放弃：应用程序得到 \`No route to host\`，要发送的数据根本不会出现在网络上。

只问一次而没有应答并不说明问题：应答是单播，可能没有经过抓包点。重复询问则不同：说明主机自己确实没有收到应答。

严重程度取决于缺席的是谁。抓包中从未出现过的地址多半没有主机使用，只作为提示；DHCP 服务器在分配地址之前先询问它，
之后才有主机用它发言的，也是如此。如果已知 overlay 中有主机使用该地址，说明请求没有
到达或者应答丢失；如果除了提问的主机之外听不到任何主机，或者某个 VTEP 能应答 IPv6 邻居发现却从未发来 ARP，也是如此：这些情况
给出警告。如果询问的是隧道对端的地址，则是错误：得不到
它的 MAC 地址，隧道的报文一个也发不出去。整条隧道都没有回应时，会单独报告隧道的问题，这里的询问只是它的结果。`,
  },
  quotes: [
    {
      source: 'RFC 1122 §2.3.2.1',
      sentence:
        'A mechanism to prevent ARP flooding (repeatedly sending an ARP Request for the same IP address, at a high rate) MUST be included. The recommended maximum rate is 1 per second per destination.',
    },
    {
      source: 'RFC 826, Packet Generation',
      sentence:
        'It then causes this packet to be broadcast to all stations on the Ethernet cable originally determined by the routing mechanism.',
    },
    {
      source: 'RFC 4861 §7.2.2',
      sentence:
        'If no Neighbor Advertisement is received after MAX_MULTICAST_SOLICIT solicitations, address resolution has failed.',
    },
  ],
  says({ network, host, hostMac, targets, targetCount }, count, text) {
    const who = text.address(host) || text.mac(hostMac)
    const whom = listed(targets.map(text.address), targetCount)
    const where = text.network(network)
    return {
      en: `${who} asks ${text.count(count)} times for ${whom.en} in ${where.en}, and nobody answers`,
      zh: `${who} 在 ${where.zh} 中询问 ${whom.zh} 共 ${text.count(count)} 次，无人应答`,
    }
  },
  why({ absent, place, isIpv6 }, text) {
    const what = isIpv6 ? SOLICITATION : QUESTION
    switch (absent) {
      case 'unknown':
        return {
          en: 'No station of this network was heard with that address: most likely nobody has it.',
          zh: '抓包中没有任何主机使用该地址：很可能这个地址不存在。',
        }
      case 'filtered': {
        const vtep = place === undefined ? '' : text.address(place)
        return {
          en: `Neighbour discovery of IPv6 is answered from ${vtep}, and no ARP ever comes from there: it is more likely filtered or suppressed on the way than that nobody has the address.`,
          zh: `${vtep} 能应答 IPv6 邻居发现，却从未有 ARP 从那里来：更可能是 ARP 在途中被过滤或抑制，而不是没有主机使用该地址。`,
        }
      }
      case 'known': {
        const vtep = place === undefined ? '' : text.address(place)
        return {
          en: `A host behind ${vtep} has that address: the ${what.en} does not reach it, or its answer gets lost.`,
          zh: `${vtep} 后面有主机使用该地址：${what.zh}没有到达它，或者它的应答丢失了。`,
        }
      }
      case 'unleased':
        return {
          en: 'Nobody had the address yet: addresses are leased here (DHCP), a server asks before it leases one, and a host spoke from it only later.',
          zh: '当时还没有主机使用该地址：这里由 DHCP 分配地址，服务器在分配之前先询问，之后才有主机用它发言。',
        }
      case 'tunnel-end':
        return {
          en: 'That is the far end of a tunnel: as long as its MAC address is not known, no packet of the tunnel is sent.',
          zh: '这是隧道对端的地址：得不到它的 MAC 地址，隧道的报文就无法发出。',
        }
      case 'overlay':
        return {
          en: 'Nobody behind another VTEP is heard in this network: the tunnel fails, and this follows from it.',
          zh: '在这个网络中听不到任何其他 VTEP 后面的主机：问题在隧道，这里只是它的结果。',
        }
      case 'everybody':
        return {
          en: 'Nobody else is heard in the whole capture: the other host is down, or the link to it is.',
          zh: '整个抓包中听不到其他任何主机：对方没有开机，或者链路不通。',
        }
    }
  },
  fix({ absent, targets, place, network }, text) {
    switch (absent) {
      case 'unknown':
        return {
          en: 'Check the address: a slip, or a host that is off.',
          zh: '检查地址是否写错，或者该主机是否已关机。',
        }
      case 'filtered': {
        const vtep = place === undefined ? '' : text.address(place)
        return {
          en: `On ${vtep}: does something drop ARP?  bridge -d link show | grep neigh_suppress; nft list ruleset; ebtables -L; arptables -L`,
          zh: `在 ${vtep} 上检查是否有规则丢弃 ARP：bridge -d link show | grep neigh_suppress; nft list ruleset; ebtables -L; arptables -L`,
        }
      }
      case 'known': {
        const vtep = place === undefined ? '' : text.address(place)
        return {
          en: `On ${vtep}: is it still in the group or in the flood list of the others?  bridge fdb show | grep 00:00:00:00:00:00`,
          zh: `在 ${vtep} 上确认它仍在多播组内，或仍在其他 VTEP 的泛洪列表中：bridge fdb show | grep 00:00:00:00:00:00`,
        }
      }
      case 'unleased':
        return { en: '', zh: '' }
      case 'tunnel-end':
      case 'everybody':
        return {
          en: `Bring ${first(targets, text)} up, or its link; then  ip neigh flush to ${first(targets, text)}`,
          zh: `启动 ${first(targets, text)} 或恢复它的链路，然后执行 ip neigh flush to ${first(targets, text)}`,
        }
      case 'overlay':
        return {
          en: `Look at the tunnel of ${text.network(network).en} first.`,
          zh: `先检查 ${text.network(network).zh} 的隧道。`,
        }
    }
  },
  verify({ targets, isIpv6 }, text) {
    const target = first(targets, text)
    const command = isIpv6 ? `ping -6 -c 1 ${target}; ip -6 neigh show ${target}` : `ip neigh show ${target}`
    return {
      en: `${command}    # FAILED or INCOMPLETE while nobody answers`,
      zh: `${command}    # 无人应答时显示 FAILED 或 INCOMPLETE`,
    }
  },
}

function first(targets: readonly number[], text: FindingText): string {
  return targets[0] === undefined ? '' : text.address(targets[0])
}
