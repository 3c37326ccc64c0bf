/** Lesson 2: flood and learn in a multicast group. */
import { ALL_ZEROS } from '../../../src/lab/network.js'
import { FLOOD_AND_LEARN, type Lesson } from '../lesson.js'

const [E187, E188] = ['10.65.132.187', '10.65.132.188'] as const
const [M2, M3] = ['4e:92:72:79:59:ed', 'ba:d8:43:67:8d:fb'] as const
const [S100, S101, S102] = ['192.168.8.100', '192.168.8.101', '192.168.8.102'] as const
const [A2, A3, A4] = ['02:00:0a:14:01:02', '02:00:0a:14:01:03', '02:00:0a:14:01:04'] as const

export const multicast: Lesson = {
  name: 'multicast',
  title: { en: 'Flood and learn: a group in place of the remote', zh: '泛洪与学习：用多播组代替 remote' },
  learned: {
    en: 'what goes to the group and what does not; what a bystander learns',
    zh: '什么发往多播组、什么不发；旁听者能学到什么',
  },
  goal: {
    en: `
      In lesson 1 each VTEP was told who the other one is. Here nobody is told anything: every VTEP of VNI 42 joins the
      multicast group 224.1.1.1, and what it knows no place of it sends to the group. From what comes back it learns
      the rest. This is *flood and learn*, as RFC 7348 has it.

      At the end you can say of each packet why it goes to the group or to one host, and what those learn who only
      listen.
    `,
    zh: `
      第 1 课里，每个 VTEP 都被告知对端是谁。这一课谁也没有被告知：VNI 42 的每个 VTEP 都加入多播组 224.1.1.1，
      不知道去处的帧就发到组里，再从回来的报文中学到其余的一切。这就是 RFC 7348 所说的*泛洪与学习*。

      学完这一课，你能说出每个报文为什么发往多播组或者只发给一台主机，以及旁听者学到了什么。
    `,
  },
  main: {
    network: 'multicast',
    capture: 'fixtures/multicast.pcap',
    story: {
      tunnel: 'vxlan',
      vni: 42,
      port: 4789,
      mode: 'multicast',
      steps: [...FLOOD_AND_LEARN, 'refresh', 'refresh-reply'],
      learns: [
        [E188, M2, E187, 'flood'],
        [E187, M3, E188, 'reply'],
      ],
      fdb: [
        [E187, ALL_ZEROS, '224.1.1.1'],
        [E187, M3, E188],
        [E188, ALL_ZEROS, '224.1.1.1'],
        [E188, M2, E187],
      ],
      findings: [],
      kernel: [
        ['n1', M3, E188],
        ['n2', M2, E187],
      ],
    },
    views: [
      {
        command: 'read -t',
        look: [
          {
            en: 'Before any tunnel there is IGMP: each VTEP joins the group by itself. (How often it says so differs from run to run.)',
            zh: '隧道报文之前先有 IGMP：每个 VTEP 自己加入多播组。（报告的次数每次运行可能不同。）',
          },
          {
            en: 'One packet only goes to the group (`⇒`): the question. The answer is unicast (`→`) already, and all that follows too.',
            zh: '只有一个报文发往多播组（`⇒`）：那个询问。应答已经是单播（`→`），之后的也都是。',
          },
          {
            en: 'The second ping, more than five seconds later, needs neither ARP nor the group.',
            zh: '5 秒多以后的第二次 ping，既不需要 ARP，也不需要多播组。',
          },
        ],
      },
      {
        command: 'learn',
        look: [
          {
            en: 'Compare it with lesson 1: the steps are the same, but step 3 has another destination. The line of zeros in the FDB now says 224.1.1.1.',
            zh: '和第 1 课比较：步骤相同，只是第 3 步的目的不同。FDB 的全零表项现在指向 224.1.1.1。',
          },
        ],
      },
      {
        command: 'learn --diff 4 6',
        names: 'frame',
        look: [
          {
            en: 'Two packets, #5 and #6, have filled every table: two forwarding tables and two neighbour tables.',
            zh: '两个报文（#5 和 #6）填满了所有的表：两张转发表和两张邻居表。',
          },
        ],
      },
    ],
  },
  predictions: [
    {
      en: 'Which packets of a first ping go to the group, and which do not?',
      zh: '第一次 ping 的报文里，哪些发往多播组，哪些不发？',
    },
    {
      en: 'n2 has never heard of n1 before the question comes. Where does it send the answer, and how does it know?',
      zh: '询问到达之前，n2 从没听说过 n1。它把应答发往哪里？它怎么知道？',
    },
    {
      en: 'After five and a half seconds n1 pings once more. What is left out this time?',
      zh: '5.5 秒之后 n1 再 ping 一次。这次少了什么？',
    },
  ],
  packet: {
    frame: 5,
    always: false,
    words: {
      en: 'The flooded question. Look at the outer Ethernet destination: it is made from the group, 01:00:5e and the low 23 bits of 224.1.1.1 (RFC 1112 §6.4).',
      zh: '被泛洪的那个询问。看外层以太网目的地址：它由多播组得出，01:00:5e 加上 224.1.1.1 的低 23 位（RFC 1112 §6.4）。',
    },
  },
  further: [
    {
      title: { en: 'A third VTEP listens', zh: '第三个 VTEP 在旁听' },
      words: {
        en: 'Three VTEPs in 239.1.1.1. node1 asks for node2, then for node3; then node2 asks for node3. Before you look: which of these does node1 see, and what does node3 know of node2 before node2 has ever sent it anything directly?',
        zh: '三个 VTEP 在组 239.1.1.1 中。node1 先找 node2，再找 node3；然后 node2 找 node3。先想一想：其中哪些 node1 看得到？在 node2 直接给 node3 发过任何报文之前，node3 对 node2 知道些什么？',
      },
      drawn: true,
      network: 'multicast-3nodes',
      capture: 'fixtures/multicast-3nodes.pcap',
      views: [
        {
          command: 'read -t',
          look: [
            {
              en: 'node1 hears node2 ask for 10.20.1.4, since that goes to the group; the answer is unicast and passes it by. `learn` calls it missing, as far as this capture shows.',
              zh: 'node1 听到 node2 询问 10.20.1.4，因为那是发往多播组的；应答是单播，不经过 node1。`learn` 只能说：在这个抓包里没有看到应答。',
            },
            {
              en: 'Every VTEP has learned from every question, also from those that were not for it: what `lab run` prints under “What the kernels have learned” has node3 knowing both askers.',
              zh: '每个询问都让所有 VTEP 学习，哪怕问的不是自己：`lab run` 打印的“各节点内核学到的表项”中，node3 知道两个询问者。',
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
          [S101, A2, S100, 'flood'],
          [S102, A2, S100, 'flood'],
          [S100, A3, S101, 'reply'],
        ],
        fdb: [
          [S100, ALL_ZEROS, '239.1.1.1'],
          [S100, A3, S101],
          [S100, A4, S102],
          [S101, ALL_ZEROS, '239.1.1.1'],
          [S101, A2, S100],
          [S102, ALL_ZEROS, '239.1.1.1'],
          [S102, A2, S100],
          [S102, A3, S101],
        ],
        findings: [],
        kernel: [
          ['node1', A3, S101],
          ['node1', A4, S102],
          ['node2', A2, S100],
          ['node2', A4, S102],
          ['node3', A2, S100],
          ['node3', A3, S101],
        ],
      },
    },
  ],
  questions: [
    {
      question: {
        en: 'Why is 224.1.1.1 the outer destination of the ARP request?',
        zh: 'ARP 请求的外层目的地址为什么是 224.1.1.1？',
      },
      answer: {
        en: 'Inside it is a broadcast, for which no VTEP has an entry; so the line of zeros holds, and `group 224.1.1.1` made that line.',
        zh: '内层是广播，任何 VTEP 都没有它的表项，于是用全零表项；而全零表项来自 `group 224.1.1.1`。',
      },
    },
    {
      question: {
        en: 'A VTEP that only listens learns where the asker is, but not where the one who answers is. Why?',
        zh: '只旁听的 VTEP 能学到询问者在哪里，却学不到应答者在哪里。为什么？',
      },
      answer: {
        en: 'The question goes to the group, so all get it. The answer goes to the asker’s VTEP alone.',
        zh: '询问发往多播组，人人都收到；应答只单播给询问者的 VTEP。',
      },
    },
    {
      question: {
        en: 'When will n1 use the group again?',
        zh: 'n1 什么时候会再次用到多播组？',
      },
      answer: {
        en: 'Whenever a frame is a broadcast, or its MAC is not in the FDB: for a host that it has not met, when the ARP entry has gone and must be asked for anew, or when the FDB entry has aged (300 s without a packet from there).',
        zh: '只要帧是广播，或目的 MAC 不在 FDB 中：遇到没见过的主机；ARP 表项失效，需要重新询问；或 FDB 表项老化（300 秒没有收到来自那里的报文）。',
      },
    },
  ],
}
