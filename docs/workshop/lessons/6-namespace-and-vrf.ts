/** Lesson 6: a namespace, and a routing table, of its own. */
import { ALL_ZEROS } from '../../../src/lab/network.js'
import { FLOOD_AND_LEARN, type Lesson, type Story } from '../lesson.js'

const [E250, E251] = ['10.0.0.250', '10.0.0.251'] as const
const [M2, M3] = ['02:00:ac:12:01:02', '02:00:ac:12:01:03'] as const

const VNI_40: Omit<Story, 'kernel' | 'findings'> = {
  tunnel: 'vxlan',
  vni: 40,
  port: 4789,
  mode: 'point-to-point',
  steps: FLOOD_AND_LEARN,
  learns: [
    [E251, M2, E250, 'flood'],
    [E250, M3, E251, 'reply'],
  ],
  fdb: [
    [E250, ALL_ZEROS, E251],
    [E250, M3, E251],
    [E251, M2, E250],
  ],
}

export const namespaceAndVrf: Lesson = {
  name: 'namespace-and-vrf',
  title: { en: 'A namespace and a routing table of its own', zh: '独立的命名空间与独立的路由表' },
  learned: {
    en: 'a device apart from its socket; VRF; why checksums may look wrong',
    zh: '设备与套接字分处两地；VRF；校验和为什么看起来是错的',
  },
  goal: {
    en: `
      Who may use a tunnel? Here are two ways to give it to some and not to all. In the first, vxlan0 is made on the host
      and then moved into a container: the container has the tunnel and nothing else, and the host has it no more. In
      the second, vxlan0 stays and gets a routing table of its own (a *VRF*): only who asks for it goes through.

      At the end you can say where the encapsulated packets leave in either case, and why a capture on the sender
      shows checksums that are not right yet.
    `,
    zh: `
      谁可以使用隧道？这里有两种办法，只让一部分应用使用它。第一种：vxlan0 在主机上创建，再移入容器；
      容器里只有这条隧道，主机上反而没有了。第二种：vxlan0 留在主机上，但有自己的路由表（*VRF*）；只有指定它的应用才走隧道。

      学完这一课，你能说出两种情况下封装后的报文从哪里发出，以及为什么在发送方抓包会看到还没算好的校验和。
    `,
  },
  main: {
    network: 'netns',
    capture: 'fixtures/netns.pcap',
    story: {
      ...VNI_40,
      findings: [],
      kernel: [
        ['client', M3, E251],
        ['host251', M2, E250],
      ],
    },
    views: [
      {
        command: 'read -t',
        look: [
          {
            en: 'On eth0 of host250: the packets of lesson 1, with VNI 40. Nothing tells that the device is in another namespace.',
            zh: '在 host250 的 eth0 上：就是第 1 课的那些报文，VNI 换成 40。完全看不出设备在另一个命名空间里。',
          },
        ],
      },
      {
        command: 'read -t',
        at: { node: 'client', capture: 'docs/workshop/captures/netns-client.pcap' },
        look: [
          {
            en: 'On vxlan0 inside the container: the same frames, bare. Here they have not been encapsulated yet, or are so no more.',
            zh: '在容器里的 vxlan0 上：同样的帧，没有外层。在这里它们还没有封装，或者已经解封装了。',
          },
        ],
      },
    ],
  },
  predictions: [
    {
      en: 'The container `client` has lo and vxlan0, and no route to 10.0.0.0/24. By which interface, and from which address, do its encapsulated packets leave?',
      zh: '容器 `client` 里只有 lo 和 vxlan0，没有去 10.0.0.0/24 的路由。它的报文封装之后从哪个接口、以哪个地址发出？',
    },
    {
      en: 'What will `ip link` on host250 show of vxlan0?',
      zh: '在 host250 上执行 `ip link`，能看到 vxlan0 吗？',
    },
    {
      en: 'Two captures of the same ping, one on eth0 of the host, one on vxlan0 in the container: in what do they differ?',
      zh: '同一次 ping 抓两份：一份在主机的 eth0，一份在容器的 vxlan0。有什么不同？',
    },
  ],
  packet: {
    frame: 3,
    always: true,
    words: {
      en: 'The first ping. Find the 98 octets that the container sent among the 148 on the wire.',
      zh: '第一个 ping。在线上的 148 字节中找出容器发出的那 98 字节。',
    },
  },
  further: [
    {
      title: { en: 'A routing table of its own', zh: '独立的路由表' },
      words: {
        en: 'vxlan0 belongs to vrf0 with table 10, and table 10 has a default route through the tunnel. `ping -I vxlan0 192.168.0.10` thus reaches an address behind the other end that is in no network of host250. And this time the checksums are left to the network card, as Linux does unless told otherwise.',
        zh: 'vxlan0 属于 vrf0，使用 table 10，而 table 10 里有一条走隧道的默认路由。于是 `ping -I vxlan0 192.168.0.10` 能到达对端之后的地址，尽管它不在 host250 的任何网段里。另外，这次校验和交给网卡计算，这是 Linux 的默认做法。',
      },
      drawn: true,
      network: 'vrf',
      capture: 'docs/workshop/captures/vrf.pcap',
      views: [
        {
          command: 'read -t',
          look: [
            {
              en: '#9 asks for 192.168.0.10 by ARP, through the tunnel: the default route names a device and no gateway, so every address counts as on the link.',
              zh: '#9 在隧道里用 ARP 询问 192.168.0.10：默认路由只写了设备、没有网关，所以任何地址都被当作直连。',
            },
          ],
        },
        {
          command: 'check',
          look: [
            {
              en: 'A note, not a fault: between these hosts there is no card that would have finished the checksums. `(offload)` in the lines above says the same.',
              zh: '这是提示，不是故障：这些主机之间没有真正的网卡来补算校验和。上面各行里的 `(offload)` 说的是同一件事。',
            },
          ],
        },
      ],
      story: {
        ...VNI_40,
        findings: ['checksum.offload'],
        kernel: [
          ['host250', M3, E251],
          ['host251', M2, E250],
        ],
      },
    },
  ],
  questions: [
    {
      question: {
        en: '`client` has no eth0. How can its packets leave by the host’s?',
        zh: '`client` 里没有 eth0，它的报文怎么能从主机的 eth0 发出？',
      },
      answer: {
        en: 'A VXLAN device keeps its UDP socket in the namespace in which it was made. Frames go in where the device is, and come out encapsulated where the socket is.',
        zh: 'VXLAN 设备的 UDP 套接字留在创建它的那个命名空间。帧从设备所在处进入，封装后从套接字所在处发出。',
      },
    },
    {
      question: {
        en: 'On host250 of the second network `ping 172.18.1.3` without `-I vxlan0` fails. Why?',
        zh: '在第二个网络的 host250 上，`ping 172.18.1.3` 不加 `-I vxlan0` 就不通。为什么？',
      },
      answer: {
        en: 'The route to 172.18.1.0/24 is in table 10. Who is not bound to the VRF is looked up in the main table, which does not know it.',
        zh: '到 172.18.1.0/24 的路由在 table 10 里。没有绑定 VRF 的应用查的是主路由表，那里没有这条路由。',
      },
    },
    {
      question: {
        en: 'Wireshark shows you a capture full of red checksums. What do you ask before you call it a fault?',
        zh: 'Wireshark 里满屏红色的校验和错误。断定是故障之前，你要先问什么？',
      },
      answer: {
        en: 'Where it was taken. On the sender, before the card, checksums are often not finished yet. Capture at the receiver, behind a wire, or switch the offload off (`ethtool -K eth0 tx off`), and look again.',
        zh: '是在哪里抓的。在发送方、网卡之前抓包，校验和往往还没算好。到接收方（经过真实链路之后）再抓一次，或者关掉卸载（`ethtool -K eth0 tx off`）再看。',
      },
    },
  ],
}
