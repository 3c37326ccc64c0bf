/** Lesson 7: flannel's two backends. */
import type { Lesson } from '../lesson.js'

const [E2, E3] = ['10.168.0.2', '10.168.0.3'] as const
const [F36, F37] = ['5e:f8:4f:00:e3:36', '5e:f8:4f:00:e3:37'] as const

export const flannel: Lesson = {
  name: 'flannel',
  title: { en: 'Flannel: routed, so nothing is left to learn', zh: 'Flannel：靠路由，不用学习' },
  learned: {
    en: 'routing into the tunnel, port 8472, who writes the tables; UDP 8285 as a contrast',
    zh: '先路由再进隧道、端口 8472、谁来写表；对照：UDP 8285',
  },
  goal: {
    en: `
      In a Kubernetes cluster with flannel every node has a subnet of pods. A packet for another node's subnet is not
      bridged but *routed* into the tunnel: flannel.1 is a router's interface, and the MAC addresses inside are those
      of the two flannel.1, never the pods'. The program flanneld writes three tables (routes, neighbours, forwarding), so
      there is no ARP and no flooding.

      At the end you can tell a routed overlay from a bridged one by its packets alone, and name what flanneld has written.
    `,
    zh: `
      用 flannel 的 Kubernetes 集群里，每个节点有一个 Pod 子网。发往其他节点子网的报文不是桥接，而是*路由*进隧道：
      flannel.1 是路由器的接口，隧道里的 MAC 是两端 flannel.1 的，从来不是 Pod 的。路由、邻居、转发这三张表都由 flanneld
      写好，所以既没有 ARP，也没有泛洪。

      学完这一课，你只看报文就能分清路由式和桥接式的叠加网络，并说出 flanneld 写了哪些表项。
    `,
  },
  main: {
    network: 'flannel',
    capture: 'fixtures/flannel-vxlan.pcap',
    story: {
      tunnel: 'vxlan',
      vni: 1,
      port: 8472,
      mode: 'routed',
      steps: ['missing', 'unicast', 'learn', 'answer', 'learn'],
      learns: [
        [E3, F36, E2, 'unicast'],
        [E2, F37, E3, 'answer'],
      ],
      fdb: [
        [E2, F37, E3],
        [E3, F36, E2],
      ],
      findings: [],
      kernel: [],
    },
    views: [
      {
        command: 'read -t',
        look: [
          {
            en: '`vxlan/8472`: the port is not IANA’s 4789 but the one that Linux had first, and that flannel has kept. The VNI 1 gives the device flannel.1 its name.',
            zh: '`vxlan/8472`：端口不是 IANA 分配的 4789，而是 Linux 最早使用、flannel 沿用至今的端口。VNI 是 1，设备名 flannel.1 由此而来。',
          },
          {
            en: 'No ARP at all. Line 7 is the node itself pinging a pod: its address is 10.244.0.0, that of flannel.1.',
            zh: '完全没有 ARP。第 7 行是节点自己 ping Pod：源地址是 flannel.1 的 10.244.0.0。',
          },
        ],
      },
      {
        command: 'read -v -c 1',
        look: [
          {
            en: 'The MAC addresses inside are those of the two flannel.1; the IP addresses are the pods’. The TTL is 63: one router, node1, has been passed already, and node2 will be the second.',
            zh: '里面的 MAC 是两端 flannel.1 的，IP 是 Pod 的。TTL 是 63：已经经过一个路由器 node1，node2 将是第二个。',
          },
        ],
      },
      {
        command: 'learn',
        look: [
          {
            en: 'The evidence: one MAC address for each VTEP, addresses behind a router as the TTL tells, and the port. Under “hosts” several IP addresses share one MAC.',
            zh: '依据：每个 VTEP 只有一个 MAC；TTL 说明地址在路由器之后；还有端口。“主机”一栏里，多个 IP 共用一个 MAC。',
          },
        ],
      },
    ],
  },
  predictions: [
    {
      en: 'pod1 pings pod2. Whose MAC addresses are inside the tunnel: the pods’, or those of flannel.1?',
      zh: 'pod1 ping pod2。隧道里是谁的 MAC：Pod 的，还是 flannel.1 的？',
    },
    {
      en: 'pod1 sends with TTL 64. What is it inside the tunnel, and when it arrives?',
      zh: 'pod1 发出时 TTL 是 64。在隧道里是多少？到达时是多少？',
    },
    {
      en: 'Will there be an ARP request in the tunnel? Who would ask whom?',
      zh: '隧道里会有 ARP 请求吗？如果有，是谁问谁？',
    },
  ],
  packet: {
    frame: 1,
    always: true,
    words: {
      en: 'A pod’s ping. Compare the inner Ethernet header with that of lesson 3, where the MAC addresses were the containers’.',
      zh: '一个 Pod 的 ping。把内层以太网头和第 3 课比较：那里的 MAC 是容器的。',
    },
  },
  further: [
    {
      title: { en: 'The older way: UDP 8285', zh: '更早的做法：UDP 8285' },
      words: {
        en: 'Flannel’s first backend has no VXLAN. flannel0 is a TUN device: flanneld reads IP packets from it, and sends them as they are in UDP to port 8285. No MAC, no VNI, no FDB: only 28 octets more, and each packet crosses the border between kernel and program three times on its way out.',
        zh: 'flannel 最早的后端没有 VXLAN。flannel0 是 TUN 设备：flanneld 从它读出 IP 包，原样放进 UDP 发往端口 8285。没有 MAC，没有 VNI，没有 FDB，只多 28 字节；但每个包在发出的路上要三次跨越内核态与用户态的边界。',
      },
      drawn: true,
      network: 'flannel-udp',
      capture: 'docs/workshop/captures/flannel-udp.pcap',
      views: [
        {
          command: 'read -v -c 1',
          look: [
            {
              en: 'There is nothing between UDP and the inner IPv4. The TTL is lower by one than with VXLAN: flanneld counts itself as a router.',
              zh: 'UDP 和内层 IPv4 之间什么也没有。TTL 比 VXLAN 时又少 1：flanneld 把自己也算作一个路由器。',
            },
          ],
        },
      ],
      story: {
        tunnel: 'flannel-udp',
        vni: null,
        port: 8285,
        mode: 'routed',
        steps: ['unicast', 'answer'],
        learns: [],
        fdb: [],
        findings: [],
        kernel: [],
      },
    },
  ],
  questions: [
    {
      question: {
        en: 'A third node joins the cluster with the subnet 10.244.2.0/24. Which three lines does flanneld write on node1?',
        zh: '第三个节点加入集群，子网是 10.244.2.0/24。flanneld 会在 node1 上写哪三条？',
      },
      answer: {
        en: 'A route (10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink), a neighbour entry (10.244.2.0 has the MAC of its flannel.1), and a forwarding entry (that MAC is behind the node’s address).',
        zh: '一条路由（10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink）、一条邻居表项（10.244.2.0 对应新节点 flannel.1 的 MAC）、一条转发表项（该 MAC 位于新节点的地址之后）。',
      },
    },
    {
      question: {
        en: 'A tool that knows 4789 only shows this capture as plain UDP. What gives it away as VXLAN?',
        zh: '只认识 4789 的工具会把这份抓包显示成普通 UDP。凭什么看出它是 VXLAN？',
      },
      answer: {
        en: 'The eight octets after UDP: 08 00 00 00, then the VNI in three octets and a zero, and after them an Ethernet header. (Such a tool can be told: `-d udp.port==8472,vxlan`.)',
        zh: 'UDP 之后的 8 个字节：08 00 00 00，然后是 3 字节的 VNI 和一个 0，再后面是以太网头。（可以告诉工具：`-d udp.port==8472,vxlan`。）',
      },
    },
    {
      question: {
        en: 'The UDP backend adds 28 octets and VXLAN adds 50. Why is VXLAN the faster one?',
        zh: 'UDP 后端只多 28 字节，VXLAN 多 50 字节。为什么反而是 VXLAN 快？',
      },
      answer: {
        en: 'The kernel does it all. With UDP each packet goes from the kernel to flanneld and back, on both nodes, and is copied each time.',
        zh: 'VXLAN 全在内核里完成。UDP 后端的每个包在两个节点上都要从内核到 flanneld 再回内核，每次都要拷贝。',
      },
    },
  ],
}
