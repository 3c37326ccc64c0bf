/** Lesson 5: the VTEP answers ARP itself. */
import type { Lesson } from '../lesson.js'

const [S100, S101, S102] = ['192.168.8.100', '192.168.8.101', '192.168.8.102'] as const
const [C1, C2, C3] = ['02:00:0a:14:01:02', '52:5e:55:58:9a:ab', 'd6:d9:cd:0a:a4:28'] as const

export const arpProxy: Lesson = {
  name: 'arp-proxy',
  title: { en: 'ARP proxy: the VTEP answers', zh: 'ARP 代理：由 VTEP 代答' },
  learned: {
    en: 'no ARP on the underlay; what is unknown is dropped, not flooded',
    zh: '底层网络上没有 ARP；未知的被丢弃，而不是泛洪',
  },
  goal: {
    en: `
      Lesson 4 left one thing to flood: ARP. With \`proxy\` the VTEP reads the question and answers it from a neighbour
      table of its own, which is written by hand like the forwarding table. Nothing is asked across the underlay any
      more.

      At the end you can say who answered a container although no packet left its host, and what the price is: a
      host that is not in the table does not exist.
    `,
    zh: `
      第 4 课还剩一样东西要泛洪：ARP。加上 \`proxy\`，VTEP 会读懂询问，并用自己的邻居表直接应答；
      这张邻居表和转发表一样由人写好。从此底层网络上不再有任何询问。

      学完这一课，你能说出：没有任何报文离开主机，是谁应答了容器；以及代价是什么：不在表里的主机等于不存在。
    `,
  },
  main: {
    network: 'arp-proxy',
    capture: 'fixtures/arp-proxy.pcap',
    story: {
      tunnel: 'vxlan',
      vni: 42,
      port: 4789,
      mode: 'arp-proxy',
      steps: ['missing', 'unicast', 'learn', 'answer', 'learn'],
      learns: [
        [S102, C1, S100, 'unicast'],
        [S100, C3, S102, 'answer'],
      ],
      fdb: [
        [S100, C2, S101],
        [S100, C3, S102],
        [S101, C1, S100],
        [S102, C1, S100],
      ],
      findings: [],
      kernel: [],
    },
    views: [
      {
        command: 'read -t',
        look: [
          {
            en: 'Not one ARP packet on the underlay of node1: the first packet is the ping.',
            zh: 'node1 的底层网络上一个 ARP 报文也没有：第一个报文就是 ping。',
          },
        ],
      },
      {
        command: 'read -t',
        at: { node: 'c1', capture: 'docs/workshop/captures/arp-proxy-c1.pcap' },
        look: [
          {
            en: 'The same minute inside the container c1: it asks, and is answered at once, with the true MAC of the container far away. Between line 1 and line 2 nothing has left the host.',
            zh: '同一时刻容器 c1 里的抓包：它询问，马上得到应答，应答里是远端容器真正的 MAC。第 1 行和第 2 行之间，没有任何报文离开主机。',
          },
          {
            en: 'The last lines ask for 10.20.1.77, which is in no table. Nobody answers, and on the underlay there is no trace of the question: what the proxy cannot answer it drops.',
            zh: '最后几行询问 10.20.1.77，它不在任何表里。没有人应答，底层网络上也没有这个询问的踪影：代理答不了的就丢弃。',
          },
        ],
      },
      {
        command: 'learn',
        look: [
          {
            en: 'Step 1 says what is missing and why that may be. The mode has confidence “medium”: no ARP is evidence, but not proof.',
            zh: '第 1 步说明缺了什么、可能是为什么。模式的可信度是“中”：没有 ARP 是一个迹象，但不是证明。',
          },
          {
            en: 'As in lesson 4 the VTEPs have `nolearning`: the tables are what packets would teach, and the kernels had all of it beforehand.',
            zh: '和第 4 课一样，VTEP 带有 `nolearning`：这里的表是报文本可以教会的内容，而内核早就全都有了。',
          },
        ],
      },
    ],
  },
  predictions: [
    {
      en: 'c1 pings 10.20.1.3 for the first time. How many ARP packets does node1’s enp0s8 see, and how many does c1’s eth0?',
      zh: 'c1 第一次 ping 10.20.1.3。node1 的 enp0s8 会看到几个 ARP 报文？c1 的 eth0 呢？',
    },
    {
      en: 'Which MAC address does the answer give: that of vxlan0, or that of the container far away?',
      zh: '应答里给出的 MAC 是 vxlan0 的，还是远端容器的？',
    },
    {
      en: 'c1 pings 10.20.1.77, which is in no table. Is the question flooded, as the two lines of zeros would have it?',
      zh: 'c1 ping 10.20.1.77，它不在任何表里。这个询问会按那两条全零表项泛洪出去吗？',
    },
  ],
  packet: {
    frame: 1,
    always: true,
    words: {
      en: 'The first packet on the underlay. Its inner destination is right already: who has told c1?',
      zh: '底层网络上的第一个报文。它的内层目的 MAC 已经正确：是谁告诉 c1 的？',
    },
  },
  further: [],
  questions: [
    {
      question: { en: 'Who answered c1, and from which table?', zh: '是谁应答了 c1？用的是哪张表？' },
      answer: {
        en: 'vxlan0 of node1, the port of br0 that the broadcast came to. The table is the neighbour table of that device: `ip neigh show dev vxlan0` on node1.',
        zh: 'node1 的 vxlan0，也就是广播到达的那个 br0 端口。用的是该设备的邻居表：在 node1 上执行 `ip neigh show dev vxlan0` 可以看到。',
      },
    },
    {
      question: {
        en: 'A container is started on node3. What must be written on node1 and node2 so that it can be reached?',
        zh: 'node3 上新启动了一个容器。要让它能被访问，node1 和 node2 上要写入什么？',
      },
      answer: {
        en: 'Two lines on each: a neighbour entry (IP to MAC, for the proxy) and a forwarding entry (MAC to VTEP).',
        zh: '每台各写两条：一条邻居表项（IP → MAC，供代理应答）和一条转发表项（MAC → VTEP）。',
      },
    },
    {
      question: {
        en: '`learn` is not sure that it is a proxy. What else could be the reason for such a capture?',
        zh: '`learn` 并不确定这是代理。这样的抓包还可能是什么原因造成的？',
      },
      answer: {
        en: 'Static ARP entries in the containers, or ARP entries that were still warm when the capture began.',
        zh: '容器里有静态 ARP 表项；或者抓包开始时 ARP 表项还没有过期。',
      },
    },
  ],
}
