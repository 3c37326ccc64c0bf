/** Lesson 4: tables by hand. */
import { ALL_ZEROS } from '../../../src/lab/network.js'
import type { Lesson } from '../lesson.js'

const [S100, S101, S102] = ['192.168.8.100', '192.168.8.101', '192.168.8.102'] as const
const [C1, C2, C3] = ['02:00:0a:14:01:02', '52:5e:55:58:9a:ab', 'd6:d9:cd:0a:a4:28'] as const

export const staticFdb: Lesson = {
  name: 'static-fdb',
  title: { en: 'Tables by hand: no learning, a copy for each', zh: '手写转发表：关闭学习与头端复制' },
  learned: {
    en: '`nolearning`, head-end replication, and what a capture cannot tell',
    zh: '`nolearning`、头端复制，以及抓包看不出的事情',
  },
  goal: {
    en: `
      Many networks carry no multicast, and whoever starts the containers knows where they are anyway. So the forwarding
      table can be written by hand (or by a program): with \`nolearning\` the VTEP takes nothing from packets. Two lines
      of zeros make an unknown frame leave twice, once to each of the others: *head-end replication*.

      At the end you can read such a table, say what is still flooded and why, and tell what a capture cannot show.
    `,
    zh: `
      许多网络不支持多播，而启动容器的程序本来就知道容器在哪里。于是转发表可以由人（或程序）写好：
      加上 \`nolearning\`，VTEP 就不再从报文学习。两条全零表项让未知帧各复制一份，分别发往另外两个 VTEP，
      这叫*头端复制*。

      学完这一课，你能读懂这样的转发表，说出什么仍然要泛洪、为什么，以及抓包看不出什么。
    `,
  },
  main: {
    network: 'static-fdb',
    capture: 'fixtures/static-fdb.pcap',
    story: {
      tunnel: 'vxlan',
      vni: 42,
      port: 4789,
      mode: 'head-end-replication',
      steps: ['on-link', 'request', 'flood', 'receive', 'learn', 'learn', 'reply', 'learn', 'unicast', 'answer'],
      learns: [
        [S102, C1, S100, 'flood'],
        [S101, C1, S100, 'flood'],
        [S100, C3, S102, 'reply'],
      ],
      fdb: [
        [S100, ALL_ZEROS, S101],
        [S100, ALL_ZEROS, S102],
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
            en: 'Lines 1 and 2 are one question, sent twice: the same frame inside, to another VTEP outside. Only one of the two has the host that is asked for.',
            zh: '第 1、2 行是同一个询问，发了两份：里面的帧相同，外面的目的 VTEP 不同。只有其中一个 VTEP 之后有被询问的主机。',
          },
          {
            en: 'Lines 6 and 7 are the second question. All the rest goes once, to one VTEP. (This capture goes on until the hosts confirm their ARP entries; yours ends before.)',
            zh: '第 6、7 行是第二个询问。其余的都只发一份，只发给一个 VTEP。（这份抓包一直抓到主机确认 ARP 表项；你自己的在那之前就结束了。）',
          },
        ],
      },
      {
        command: 'learn',
        look: [
          {
            en: 'The tool names the mode from the copies. It goes on to say “learns”, and adds under the title what it cannot know: whether a VTEP keeps what a packet would teach is not on the wire.',
            zh: '工具从复制的报文认出了模式。它接着说“学到”，同时在标题下注明它无从知道的事：VTEP 是否记下报文所教的内容，线上是看不出来的。',
          },
          {
            en: 'The kernels do know. In lesson 1 `lab run` ended with “What the kernels have learned”; here that part is missing, for they have learned nothing.',
            zh: '内核知道。第 1 课的 `lab run` 最后有“各节点内核学到的表项”；这里没有这一段，因为它们什么也没学。',
          },
        ],
      },
    ],
  },
  predictions: [
    {
      en: 'node1 asks for 10.20.1.3. How many packets leave node1, and to whom?',
      zh: 'node1 询问 10.20.1.3。node1 发出几个报文？发给谁？',
    },
    {
      en: 'Every MAC address is in the table from the start. Is there anything left to flood?',
      zh: '所有 MAC 一开始就在表里。还有什么需要泛洪？',
    },
    {
      en: 'What will have changed in the forwarding tables when all is over?',
      zh: '全部结束之后，各张转发表会有什么变化？',
    },
  ],
  packet: {
    frame: 2,
    always: true,
    words: {
      en: 'The second copy. Compare it with frame 1: what differs outside, and is anything different inside?',
      zh: '第二份拷贝。和第 1 帧比较：外面有什么不同？里面有不同吗？',
    },
  },
  further: [],
  questions: [
    {
      question: {
        en: 'd6:d9:cd:0a:a4:28 is in node1’s table. Why is the question for its owner sent to both VTEPs all the same?',
        zh: 'd6:d9:cd:0a:a4:28 就在 node1 的表里。为什么询问它的主人时仍然发给两个 VTEP？',
      },
      answer: {
        en: 'The table is asked for the destination of the frame, and that of an ARP request is ff:ff:ff:ff:ff:ff. The VTEP does not read the question inside (that is lesson 5).',
        zh: '查表用的是帧的目的 MAC，而 ARP 请求的目的 MAC 是 ff:ff:ff:ff:ff:ff。VTEP 不看里面问的是谁（那是第 5 课的内容）。',
      },
    },
    {
      question: {
        en: 'A hundred VTEPs share a VNI. How many packets does one flooded frame cost its sender with head-end replication, and how many with a group? Why is the former used nevertheless?',
        zh: '一百个 VTEP 共用一个 VNI。一个泛洪帧，用头端复制时发送方要发多少个报文？用多播组呢？为什么人们还是用前者？',
      },
      answer: {
        en: '99, and 1. Many underlays, among them most clouds, carry no multicast; and where programs write ARP and FDB entries there is little to flood.',
        zh: '99 个和 1 个。很多底层网络（包括大多数公有云）不支持多播；而且当 ARP 和 FDB 都由程序写好时，需要泛洪的本来就很少。',
      },
    },
    {
      question: {
        en: 'You have nothing but a capture. What would show you that a VTEP does not learn?',
        zh: '手头只有一份抓包。看到什么才能断定某个 VTEP 不学习？',
      },
      answer: {
        en: 'That it floods a unicast frame to a MAC from which it got a packet shortly before, or that it knows a place that no packet has taught it. Neither is here. On the machine it is easier: `ip -d link show vxlan0` says `nolearning`.',
        zh: '它刚收到过来自某个 MAC 的报文，却仍把发给该 MAC 的单播帧泛洪；或者它知道一个没有任何报文教过它的去处。这份抓包里两者都没有。在机器上看更简单：`ip -d link show vxlan0` 会显示 `nolearning`。',
      },
    },
  ],
}
