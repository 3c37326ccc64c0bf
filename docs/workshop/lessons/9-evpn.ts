/** Lesson 9: EVPN. */
import type { Lesson, Story } from '../lesson.js'

const [L1, L2] = ['192.0.2.1', '192.0.2.2'] as const
const [H1, H2, H3] = ['02:00:0a:01:01:01', '02:00:0a:01:01:02', '02:00:0a:01:01:03'] as const
const [R1, R2] = ['02:aa:00:00:01:41', '02:aa:00:00:02:41'] as const
const ALL = '00:00:00:00:00:00'

const EVPN: Story = {
  tunnel: 'vxlan',
  vni: 10,
  also: [4001],
  port: 4789,
  mode: 'evpn',
  steps: ['missing', 'told', 'unicast', 'learn', 'answer', 'learn'],
  learns: [
    [L2, H1, L1, 'unicast'],
    [L1, H2, L2, 'answer'],
  ],
  fdb: [
    [L1, ALL, L2],
    [L1, H2, L2],
    [L1, R2, L2],
    [L2, H1, L1],
    [L2, H2, L1],
    [L2, R1, L1],
  ],
  findings: ['mac.moved'],
  kernel: [['l2', H2, L1]],
}

export const evpn: Lesson = {
  name: 'evpn',
  title: { en: 'EVPN: who taught it? BGP', zh: 'EVPN：是谁教的？BGP' },
  learned: {
    en: 'routes of type 2, 3 and 5; the next hop is not the BGP peer; a move has a sequence number; what goes with a session',
    zh: '类型 2、3、5 的路由；下一跳不是 BGP 对端；迁移带序号；会话断开会带走什么',
  },
  goal: {
    en: `
      In lesson 4 a person wrote the tables, in lesson 7 flanneld did. In a data centre's fabric BGP does: each leaf tells
      what hangs on it, a *route reflector* passes it on to all others, and every leaf puts it into its own tables
      (EVPN). Nobody floods in order to learn.

      At the end you can say of an entry which message put it there and who spoke it, tell routes of type 2, 3 and 5
      apart, follow a host's move in the messages, and say what happens to the tables when the reflector goes.
    `,
    zh: `
      第 4 课由人写表，第 7 课由 flanneld 写表。在数据中心网络里由 BGP 写表：每台叶子交换机通告自己挂着什么，
      *路由反射器*转告给其他所有叶子交换机，它们各自写进自己的表（EVPN）。没有人靠泛洪来学习。

      学完这一课，你能说出某个表项是哪条消息写入的、由谁发出，能区分类型 2、3、5 的路由，能在消息中跟踪主机的迁移，
      并能说出路由反射器消失时各张表会怎样。
    `,
  },
  main: {
    network: 'evpn',
    capture: 'fixtures/evpn.pcap',
    story: EVPN,
    views: [
      {
        command: 'routes --at 23',
        names: 'frame',
        look: [
          {
            en: 'These are the routes before the first ping. Type 2 tells a MAC address, alone and with an IP address; type 3 who wants floods of the VNI; type 5 an IP network behind a router.',
            zh: '这是第一次 ping 之前的路由。类型 2 通告 MAC 地址（单独的，以及带 IP 地址的）；类型 3 通告谁要接收该 VNI 的泛洪；类型 5 通告路由器后面的 IP 网段。',
          },
          {
            en: 'The messages come from 192.0.2.9, the reflector; the next hop is 192.0.2.2. Frames go to the next hop, and the reflector never sees one.',
            zh: '消息来自路由反射器 192.0.2.9，而下一跳是 192.0.2.2。帧发往下一跳，反射器从不经手。',
          },
          {
            en: '“RT” is the route target: who imports 65010:10 takes the route. “L3VNI” and “Rmac” are for routed packets: the VNI that they go in, and the MAC address of the router at the far end.',
            zh: '“RT”是路由目标：导入 65010:10 的才会接收这条路由。“L3VNI”和“Rmac”用于路由的报文：它们走哪个 VNI，以及远端路由器的 MAC。',
          },
        ],
      },
      {
        command: 'learn',
        look: [
          {
            en: 'In step 2 BGP has a lane of its own: the entry is there before the first frame. No step floods, and no VTEP learns from a packet.',
            zh: '第 2 步里 BGP 有自己的一列：第一个帧之前表项就已存在。没有任何一步泛洪，也没有 VTEP 从报文学习。',
          },
          {
            en: 'h1 asked for 10.1.1.2 by ARP, and the capture between the leaves has no ARP at all: leaf 1 answered, since type 2 had told it the address.',
            zh: 'h1 用 ARP 询问过 10.1.1.2，而叶子交换机之间的抓包里根本没有 ARP：叶子 1 自己应答了，因为类型 2 已把地址告诉它。',
          },
          {
            en: 'The ping to 172.30.2.10 is in another VNI, 4001, with the MAC addresses of the two routers: it was routed at both ends.',
            zh: '发往 172.30.2.10 的 ping 走的是另一个 VNI 4001，用的是两台路由器的 MAC：它在两端都经过了路由。',
          },
          {
            en: 'The last line tells the move, and that BGP told it too: “sequence 1”. The higher number wins.',
            zh: '最后一行说明了迁移，以及 BGP 也通告了它：“序号 1”。序号大者为准。',
          },
        ],
      },
      {
        command: 'routes --diff 31 50',
        names: 'frame',
        look: [
          {
            en: 'What became of h2 and h3: h2’s route comes from leaf 1 now, with MM:1, and leaf 2 has withdrawn its own. h3 was unplugged: withdrawn, and nobody tells it anew.',
            zh: 'h2 和 h3 的变化：h2 的路由现在来自叶子 1，带 MM:1，叶子 2 撤销了自己的。h3 被拔掉：路由被撤销，没有人再通告它。',
          },
        ],
      },
    ],
  },
  predictions: [
    {
      en: 'h1 pings h2 for the first time. How many ARP packets cross between the leaves?',
      zh: 'h1 第一次 ping h2。叶子交换机之间会有几个 ARP 报文？',
    },
    {
      en: 'The reflector tells leaf 1 where h2 is. Where does leaf 1 send the frame: to the reflector, or to leaf 2?',
      zh: '路由反射器告诉叶子 1 h2 在哪里。叶子 1 把帧发给反射器，还是发给叶子 2？',
    },
    {
      en: 'h2 moves to leaf 1, and says so before it is gone from leaf 2. For a moment both leaves tell of it. Which one counts?',
      zh: 'h2 迁移到叶子 1，并且在离开叶子 2 之前就已发言。有一刻两台叶子都通告它。以谁为准？',
    },
  ],
  packet: {
    frame: 34,
    always: false,
    words: {
      en: 'The message that moves h2. Find its route target, its next hop and its sequence number.',
      zh: '让 h2 迁移的那条消息。找出它的路由目标、下一跳和序号。',
    },
  },
  further: [
    {
      title: { en: 'Break it: the reflector ends', zh: '弄坏它：路由反射器停止' },
      words: {
        en: 'After the first ping the reflector’s daemon is ended. The leaves are well, and so is the way between them.',
        zh: '第一次 ping 之后，路由反射器的守护进程被结束。两台叶子交换机都正常，它们之间的路也正常。',
      },
      drawn: false,
      network: 'evpn',
      fault: 'reflector-down',
      capture: 'docs/workshop/captures/evpn-reflector-down.pcap',
      views: [
        {
          command: 'check',
          look: [
            {
              en: 'All that was told in a session is withdrawn when it ends (RFC 4271 §8). The second ping has no entry to go by, and nobody to be flooded to: type 3 went as well.',
              zh: '会话结束时，其中通告过的一切都被撤销（RFC 4271 §8）。第二次 ping 没有表项可用，也没有可泛洪的对象：类型 3 也随之消失。',
            },
            {
              en: 'That is why real fabrics have two reflectors.',
              zh: '所以真实的网络都有两台路由反射器。',
            },
          ],
        },
        { command: 'routes', look: [{ en: 'Nothing is left.', zh: '什么也没有剩下。' }] },
      ],
      story: {
        ...EVPN,
        fdb: [[L2, H1, L1]],
        findings: ['bgp.session-ended'],
        kernel: [],
      },
    },
  ],
  questions: [
    {
      question: {
        en: `Leaf 1 has an entry for ${H3} with 192.0.2.2. Which message put it there, and who spoke it?`,
        zh: `叶子 1 有一个表项：${H3} 在 192.0.2.2。是哪条消息写入的，由谁发出？`,
      },
      answer: {
        en: 'An UPDATE with a route of type 2, which leaf 2 told the reflector and the reflector told leaf 1. It names the originator, 192.0.2.2, and that is the next hop too.',
        zh: '一条带类型 2 路由的 UPDATE：叶子 2 告诉反射器，反射器再告诉叶子 1。其中写着发起者 192.0.2.2，它也是下一跳。',
      },
    },
    {
      question: {
        en: 'Two leaves tell of the same MAC address at the same time. Which one do the others believe?',
        zh: '两台叶子交换机同时通告同一个 MAC 地址。其他设备相信谁？',
      },
      answer: {
        en: 'The one with the higher sequence number (MAC mobility, RFC 7432 §15). With equal ones the lower address counts, and it is likely that two machines have the same MAC address.',
        zh: '序号大的那一个（MAC 移动性，RFC 7432 §15）。序号相同时地址小的为准，而且很可能是两台机器用了同一个 MAC。',
      },
    },
    {
      question: {
        en: 'A host is silent since it was plugged in. Can it be reached?',
        zh: '一台主机接上后一直沉默。能到达它吗？',
      },
      answer: {
        en: 'Yes, if floods work: nobody has told of it, so the ARP request goes to all who have a route of type 3 in this VNI, and its answer makes its leaf tell of it.',
        zh: '只要泛洪可用就能：没有人通告过它，所以 ARP 请求会发给该 VNI 中所有通告了类型 3 的 VTEP，它的应答让所在的叶子交换机开始通告它。',
      },
    },
  ],
}
