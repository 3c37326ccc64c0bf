/** Lesson 1: what VXLAN is. */
import { ALL_ZEROS } from '../../../src/lab/network.js'
import { FLOOD_AND_LEARN, type Lesson, type Story } from '../lesson.js'

const [E187, E188] = ['10.65.132.187', '10.65.132.188'] as const
const [E106, E107] = ['172.31.0.106', '172.31.0.107'] as const
const [M2, M3] = ['c2:a1:4e:56:7d:eb', '3a:84:39:cc:05:93'] as const
const [V106, V107] = ['02:00:0a:00:00:6a', '02:00:0a:00:00:6b'] as const

const P2P: Story = {
  tunnel: 'vxlan',
  vni: 42,
  port: 4789,
  mode: 'point-to-point',
  steps: [...FLOOD_AND_LEARN, 'refresh', 'refresh-reply'],
  learns: [
    [E188, M2, E187, 'flood'],
    [E187, M3, E188, 'reply'],
  ],
  fdb: [
    [E187, ALL_ZEROS, E188],
    [E187, M3, E188],
    [E188, M2, E187],
  ],
  findings: [],
  kernel: [
    ['n1', M3, E188],
    ['n2', M2, E187],
  ],
}

export const pointToPoint: Lesson = {
  name: 'point-to-point',
  title: { en: 'Point to point: a frame in a packet', zh: '点对点：把以太网帧装进报文' },
  learned: {
    en: 'encapsulation, VTEP and VNI; ARP first, then unicast',
    zh: '封装、VTEP 与 VNI；先 ARP，后单播',
  },
  goal: {
    en: `
      VXLAN carries Ethernet frames across an IP network. The frame goes into a UDP datagram, and the network outside
      (the *underlay*) never looks inside; the hosts inside (in the *overlay*) believe they are on one switch. What
      puts frames in and takes them out is a *VTEP* (VXLAN tunnel end point). A number of 24 bits, the *VNI*, says
      which of many overlays a frame belongs to.

      At the end you can tell the two stacks of headers apart, and say how two VTEPs that know nothing of each
      other's hosts find out what they need from one question and one answer.
    `,
    zh: `
      VXLAN 让以太网帧穿过 IP 网络：整个帧装进一个 UDP 报文，外面的网络（*底层网络*）从不看里面；
      里面的主机（在*叠加网络*中）以为彼此接在同一台交换机上。负责封装和解封装的设备叫 *VTEP*（VXLAN 隧道端点）。
      24 位的 *VNI* 标明一个帧属于众多叠加网络中的哪一个。

      学完这一课，你能分清内外两层报文头，并说清楚：两个 VTEP 起初对彼此的主机一无所知，
      为什么一问一答之后就什么都知道了。
    `,
  },
  main: {
    network: 'p2p',
    capture: 'fixtures/p2p-vni42.pcap',
    story: P2P,
    views: [
      {
        command: 'read -t',
        look: [
          {
            en: 'A line is a packet: first the tunnel, then its two ends, then what is inside. (`-t` leaves out the times.)',
            zh: '一行一个报文：先是隧道，再是隧道两端，最后是里面的内容。（`-t` 表示不显示时间。）',
          },
          {
            en: 'Line 1: inside it is a broadcast, and yet it leaves as unicast (`→`). Each VTEP has one `remote`, and whatever it knows no place of goes there.',
            zh: '第 1 行：里面是广播，外面却是单播（`→`）。每个 VTEP 只配置了一个 `remote`，不知道去处的帧都发往那里。',
          },
          {
            en: 'Lines 9 and 10: five seconds after its ARP entry was first used, the host that was pinged asks whether it still holds. It asks one host, not all.',
            zh: '第 9、10 行：ARP 表项首次使用 5 秒后，被 ping 的主机会再确认一次。这次只问对方一台，不再广播。',
          },
        ],
      },
      {
        command: 'read -v -c 1',
        look: [
          {
            en: '42 octets inside, 92 on the wire: the tunnel adds 50, which are 14 (Ethernet) + 20 (IPv4) + 8 (UDP) + 8 (VXLAN). What is indented is the frame that is carried.',
            zh: '里面 42 字节，线上 92 字节：隧道多出 50 字节，即 14（以太网）+ 20（IPv4）+ 8（UDP）+ 8（VXLAN）。缩进的部分就是被运送的那个帧。',
          },
        ],
      },
      {
        command: 'learn',
        look: [
          {
            en: 'The dots ● are the moments of learning. A VTEP takes the inner source MAC and the outer source address of a packet that it gets anyway; nobody sends anything in order to teach.',
            zh: '圆点 ● 就是学习的时刻：VTEP 从收到的报文里取出内层源 MAC 和外层源地址。没有谁专门发报文来教它。',
          },
          {
            en: '10.65.132.188 learns from the request (#1), so its reply has a place to go; 10.65.132.187 learns from the reply (#2). From #3 on nothing is unknown.',
            zh: '10.65.132.188 从请求（#1）学习，所以应答有处可去；10.65.132.187 从应答（#2）学习。从 #3 起就没有未知的了。',
          },
          {
            en: 'The FDB of 10.65.132.187 has two lines: the zeros stand for all that is unknown, and come from `remote`; the other was learned.',
            zh: '10.65.132.187 的 FDB 有两行：全零表项代表一切未知目的，来自 `remote`；另一行是学到的。',
          },
        ],
      },
    ],
  },
  predictions: [
    {
      en: 'n1 pings 172.17.1.3 for the first time. What is the first packet on the underlay: the ping? Is it sent to one host, or to all?',
      zh: 'n1 第一次 ping 172.17.1.3。底层网络上的第一个报文是 ping 吗？它发给一台主机，还是发给所有主机？',
    },
    {
      en: 'How many octets does the tunnel add to a frame?',
      zh: '隧道给每个帧增加多少字节？',
    },
    {
      en: 'Five seconds after the first ping two more packets cross. Who begins, and what does it ask?',
      zh: '第一次 ping 之后 5 秒，又有两个报文穿过隧道。谁先发？问的是什么？',
    },
  ],
  packet: {
    frame: 1,
    always: true,
    words: {
      en: 'The first packet, octet by octet: where does the outer packet end and the inner frame begin, and which octets are the VNI?',
      zh: '逐字节看第一个报文：外层报文到哪里为止，内层帧从哪里开始？哪几个字节是 VNI？',
    },
  },
  further: [
    {
      title: { en: 'The same without `local`', zh: '不写 `local` 也一样' },
      words: {
        en: 'Another tutorial has VNI 1 and leaves out `local`: the kernel takes the source address of the route to the remote. The story is the same, step for step.',
        zh: '另一篇教程用 VNI 1，且不写 `local`：内核取通往 remote 的路由的源地址。故事一步不差。',
      },
      drawn: false,
      network: 'p2p-vni1',
      capture: 'fixtures/vxlan_vni_1.pcap',
      views: [{ command: 'learn', shown: false, look: [] }],
      story: {
        ...P2P,
        vni: 1,
        learns: [
          [E107, V106, E106, 'flood'],
          [E106, V107, E107, 'reply'],
        ],
        fdb: [
          [E106, ALL_ZEROS, E107],
          [E106, V107, E107],
          [E107, V106, E106],
        ],
        kernel: [
          ['vm1', V107, E107],
          ['vm2', V106, E106],
        ],
      },
    },
    {
      title: { en: 'Break it: another VNI at one end', zh: '弄坏它：一端的 VNI 不同' },
      words: {
        en: 'n2 gets VNI 43. Its VTEP has no device for VNI 42 and drops the packets without a word. `check` sees only that nothing comes back, names the VNI as one possible reason, and says what to look at.',
        zh: '把 n2 的 VNI 改成 43。它没有 VNI 42 的设备，于是一声不响地丢弃报文。`check` 只看得到没有任何回应，它把 VNI 列为可能的原因之一，并指出该查什么。',
      },
      drawn: false,
      network: 'p2p',
      fault: 'vni-mismatch',
      capture: 'docs/workshop/captures/p2p-vni-mismatch.pcap',
      views: [{ command: 'check', look: [] }],
      story: {
        ...P2P,
        steps: ['on-link', 'request', 'flood', 'receive', 'learn', 'missing'],
        learns: [[E188, M2, E187, 'flood']],
        fdb: [
          [E187, ALL_ZEROS, E188],
          [E188, M2, E187],
        ],
        findings: ['arp.unanswered', 'tunnel.one-way', 'vxlan.vni-one-way'],
        kernel: [],
      },
    },
  ],
  questions: [
    {
      question: {
        en: 'Why need the ARP reply not be flooded?',
        zh: 'ARP 应答为什么不需要泛洪？',
      },
      answer: {
        en: 'The request has taught the way back: 10.65.132.188 learned from #1 that c2:a1:4e:56:7d:eb is behind 10.65.132.187, and the reply is addressed to that MAC.',
        zh: '请求已经教会了回去的路：10.65.132.188 从 #1 学到 c2:a1:4e:56:7d:eb 位于 10.65.132.187 之后，而应答正是发给这个 MAC 的。',
      },
    },
    {
      question: {
        en: 'Which line of the FDB is there before the first packet, and which option made it?',
        zh: 'FDB 中哪一行在第一个报文之前就存在？它来自哪个选项？',
      },
      answer: {
        en: '00:00:00:00:00:00 with the other end as its destination; `remote` made it. All that is unknown, and every broadcast, goes there.',
        zh: '00:00:00:00:00:00 那一行，目的是对端；它来自 `remote`。未知目的的帧和所有广播都发往那里。',
      },
    },
    {
      question: {
        en: 'The underlay takes packets of 1500 octets. What MTU does `ip link` show for vxlan0, and why?',
        zh: '底层网络能传 1500 字节的报文。`ip link` 显示 vxlan0 的 MTU 是多少？为什么？',
      },
      answer: {
        en: '1450. Of the 1500 octets of the outer IP packet 20 are its own header, 8 UDP, 8 VXLAN, and 14 the Ethernet header of the frame inside. (The 50 that `read -v` shows are counted on the wire: there the outer Ethernet header counts, and the inner one is part of what is carried.)',
        zh: '1450。外层 IP 报文的 1500 字节里，20 字节是 IP 头，8 字节是 UDP，8 字节是 VXLAN，14 字节是内层帧的以太网头。（`read -v` 显示的 50 字节是按线上长度算的：外层以太网头计入，内层以太网头属于被运送的内容。）',
      },
    },
  ],
}
