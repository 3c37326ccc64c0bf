/** Lesson 3: containers behind bridges. */
import { ALL_ZEROS } from '../../../src/lab/network.js'
import { FLOOD_AND_LEARN, type Lesson } from '../lesson.js'

const [E187, E188, E189] = ['10.65.132.187', '10.65.132.188', '10.65.132.189'] as const
const [C2, C3] = ['02:fd:f9:7f:61:a2', '02:fd:f9:7f:61:a7'] as const
const [E106, E107] = ['172.31.0.106', '172.31.0.107'] as const
const [D2, D3] = ['02:42:ac:12:00:02', '02:42:ac:12:00:03'] as const

export const bridge: Lesson = {
  name: 'bridge',
  title: {
    en: 'Containers behind a bridge: a VTEP learns hosts, not itself',
    zh: '网桥后的容器：VTEP 学的是主机，不是自己',
  },
  learned: {
    en: 'the bridge’s table and the VTEP’s; what happens when a container moves',
    zh: '网桥的表与 VTEP 的表；容器迁移时会发生什么',
  },
  goal: {
    en: `
      A VTEP seldom has the address itself. Here it is a port of a bridge, and containers are on the other ports; so the
      MAC addresses inside the tunnel are the containers'. Two tables learn from the same frame: the bridge learns behind
      which *port* a MAC is, the VTEP behind which *remote* it is.

      At the end you can follow one frame through the tables of two hosts, and say why a container that moves is lost
      until it speaks.
    `,
    zh: `
      实际部署中，地址很少直接配在 VTEP 上。这里 VTEP 是网桥的一个端口，容器接在网桥的其他端口上，
      所以隧道里的 MAC 都是容器的。同一个帧让两张表学习：网桥学到 MAC 在哪个*端口*，VTEP 学到 MAC 在哪个*远端*之后。

      学完这一课，你能跟着一个帧走过两台主机的各张表，并说清楚为什么迁移后的容器在开口之前是“失踪”的。
    `,
  },
  main: {
    network: 'multicast-bridge',
    capture: 'fixtures/multicast-bridge.pcap',
    story: {
      tunnel: 'vxlan',
      vni: 42,
      port: 4789,
      mode: 'multicast',
      steps: FLOOD_AND_LEARN,
      learns: [
        [E188, C2, E187, 'flood'],
        [E187, C3, E188, 'reply'],
      ],
      fdb: [
        [E187, ALL_ZEROS, '224.1.1.1'],
        [E187, C3, E188],
        [E188, ALL_ZEROS, '224.1.1.1'],
        [E188, C2, E187],
      ],
      findings: [],
      kernel: [
        ['n1', C3, E188],
        ['n2', C2, E187],
      ],
    },
    views: [
      {
        command: 'read -t',
        look: [
          {
            en: 'The same packets as in lesson 2, with other addresses inside. (Your own capture begins with IGMP; this one was begun later, and goes on until the refresh.)',
            zh: '和第 2 课一样的报文，只是里面的地址不同。（你自己的抓包以 IGMP 开头；这一份开始得晚一些，并一直抓到 ARP 确认。）',
          },
        ],
      },
      {
        command: 'learn',
        look: [
          {
            en: 'What the VTEPs learn is 02:fd:f9:…, the containers’ MAC addresses. The MAC of vxlan0 on n1, 4e:92:72:79:59:ed, is nowhere in the capture: vxlan0 passes frames on and sends none of its own.',
            zh: 'VTEP 学到的是 02:fd:f9:…，即容器的 MAC。n1 上 vxlan0 自己的 MAC 4e:92:72:79:59:ed 在抓包里一次也没出现：vxlan0 只转发帧，自己不发。',
          },
          {
            en: 'The ladder has the containers as hosts; the bridge between container and VTEP is not in it, because a capture of the underlay does not show it.',
            zh: '时序图里的主机是容器；容器和 VTEP 之间的网桥不在图中，因为底层网络上的抓包看不到它。',
          },
        ],
      },
    ],
  },
  predictions: [
    {
      en: 'Which MAC address is the inner source of the first request: that of vxlan0 on n1, of bridge0, or of net1?',
      zh: '第一个请求的内层源 MAC 是谁的：n1 的 vxlan0、bridge0，还是 net1？',
    },
    {
      en: 'The frame comes out of the tunnel on n2. What does vxlan0 learn from it there, and what does bridge0?',
      zh: '帧在 n2 上从隧道出来。那里的 vxlan0 学到什么？bridge0 又学到什么？',
    },
    {
      en: 'How does net3’s answer find its way from the bridge of n2 to the bridge of n1?',
      zh: 'net3 的应答怎样从 n2 的网桥找到 n1 的网桥？',
    },
  ],
  packet: {
    frame: 2,
    always: false,
    words: {
      en: 'The answer. It has four MAC addresses in its headers, two outside and two inside: which of them belong to machines, which to containers, and which does a VTEP learn?',
      zh: '那个应答。它的头部里有四个 MAC：外面两个，里面两个。哪些属于物理主机，哪些属于容器？VTEP 学的是哪一个？',
    },
  },
  further: [
    {
      title: { en: 'Docker’s bridge, with a remote', zh: 'Docker 的网桥，配 remote' },
      words: {
        en: 'A VXLAN device as a port of the bridge that Docker made joins the networks of two hosts; there is a remote in place of the group, and the VNI is 200. The containers’ MTU is 1450, which Docker does not set by itself.',
        zh: '把 VXLAN 设备接到 Docker 创建的网桥上，两台主机的容器网络就连成一片；这里用 remote 而不是多播组，VNI 是 200。容器的 MTU 要设为 1450，Docker 不会自动设置。',
      },
      drawn: true,
      network: 'docker-bridge',
      capture: 'fixtures/docker-bridge.pcap',
      views: [{ command: 'learn', shown: false, look: [] }],
      story: {
        tunnel: 'vxlan',
        vni: 200,
        port: 4789,
        mode: 'point-to-point',
        steps: FLOOD_AND_LEARN,
        learns: [
          [E107, D2, E106, 'flood'],
          [E106, D3, E107, 'reply'],
        ],
        fdb: [
          [E106, ALL_ZEROS, E107],
          [E106, D3, E107],
          [E107, D2, E106],
        ],
        findings: [],
        kernel: [
          ['vm1', D3, E107],
          ['vm2', D2, E106],
        ],
      },
    },
    {
      title: { en: 'Break it: a container moves', zh: '弄坏它：容器迁移' },
      words: {
        en: 'net3 moves to a third host and takes its MAC and IP address along, as in a live migration. net1 pings it before it has said a word there.',
        zh: 'net3 带着 MAC 和 IP 迁移到第三台主机，就像热迁移。它在那里还没开口，net1 就来 ping 它了。',
      },
      drawn: false,
      network: 'multicast-bridge',
      fault: 'mac-move',
      capture: 'docs/workshop/captures/multicast-bridge-mac-move.pcap',
      views: [
        {
          command: 'check',
          look: [
            {
              en: '`mac.stale-use`: until net3 spoke, n1 sent to where it had been, 10.65.132.188. `mac.moved` is a note: moving is no fault.',
              zh: '`mac.stale-use`：net3 开口之前，n1 一直往它原来的地方 10.65.132.188 发。`mac.moved` 只是提示：迁移本身不是故障。',
            },
          ],
        },
      ],
      story: {
        tunnel: 'vxlan',
        vni: 42,
        port: 4789,
        mode: 'multicast',
        steps: FLOOD_AND_LEARN,
        learns: [
          [E188, C2, E187, 'flood'],
          [E189, C2, E187, 'flood'],
          [E187, C3, E188, 'reply'],
        ],
        fdb: [
          [E187, ALL_ZEROS, '224.1.1.1'],
          [E187, C3, E189],
          [E188, ALL_ZEROS, '224.1.1.1'],
          [E188, C2, E187],
          [E188, C3, E189],
          [E189, ALL_ZEROS, '224.1.1.1'],
          [E189, C2, E187],
        ],
        findings: ['icmp.loss', 'mac.moved', 'mac.stale-use'],
        kernel: [
          ['n1', C3, E189],
          ['n2', C2, E187],
          ['n2', C3, E189],
          ['n3', C2, E187],
        ],
      },
    },
  ],
  questions: [
    {
      question: {
        en: 'Which tables does a ping from net1 to net3 need, once all is learned?',
        zh: '一切都学到之后，从 net1 到 net3 的 ping 要用到哪些表？',
      },
      answer: {
        en: 'The neighbour table of net1 (which MAC), the bridge’s table on n1 (which port: vxlan0), the FDB of vxlan0 on n1 (which remote), and the bridge’s table on n2 (which port: that of net3).',
        zh: 'net1 的邻居表（哪个 MAC）、n1 网桥的表（哪个端口：vxlan0）、n1 上 vxlan0 的 FDB（哪个远端）、n2 网桥的表（哪个端口：net3 的）。',
      },
    },
    {
      question: {
        en: '`bridge fdb show dev vxlan0` has lines with `master bridge0` and lines with `self`. Which belong to which table?',
        zh: '`bridge fdb show dev vxlan0` 的输出里，有的行带 `master bridge0`，有的带 `self`。它们各属于哪张表？',
      },
      answer: {
        en: '`master bridge0` is the bridge’s: this MAC is behind the port vxlan0. `self` with a `dst` is the VTEP’s own: this MAC is behind that remote.',
        zh: '`master bridge0` 属于网桥：这个 MAC 在端口 vxlan0 之后。带 `dst` 的 `self` 属于 VTEP 自己：这个 MAC 在那个远端之后。',
      },
    },
    {
      question: {
        en: 'A container has moved and says nothing. For how long are frames for it lost, and what ends it?',
        zh: '容器迁移之后一言不发。发给它的帧会丢多久？什么时候恢复？',
      },
      answer: {
        en: 'Until it sends a frame that the others get (a gratuitous ARP would do), or until the entry ages after 300 s, or until the sender’s ARP entry fails and a new question is flooded.',
        zh: '直到它发出一个其他 VTEP 能收到的帧（免费 ARP 即可），或者表项 300 秒后老化，或者发送方的 ARP 表项失效而重新泛洪询问。',
      },
    },
  ],
}
