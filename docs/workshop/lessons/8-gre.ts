/** Lesson 8: GRE. */
import type { Lesson, Story } from '../lesson.js'

const GRE: Story = {
  tunnel: 'gre',
  vni: null,
  port: null,
  mode: 'point-to-point',
  steps: ['unicast', 'answer'],
  learns: [],
  fdb: [],
  findings: [],
  kernel: [],
}

export const gre: Lesson = {
  name: 'gre',
  title: { en: 'GRE: a tunnel without MAC addresses', zh: 'GRE：没有 MAC 地址的隧道' },
  learned: {
    en: 'a key for each direction, checksum, sequence numbers; gretap brings ARP back',
    zh: '两个方向各用密钥、校验和、序列号；gretap 又带回了 ARP',
  },
  goal: {
    en: `
      GRE is older and simpler: an IP packet in GRE in IP, between two ends that know each other. No UDP, no MAC, no
      FDB. Three options are in use here: a *key*, which does what the VNI does, and may differ by direction; a
      *checksum*; and a *sequence number*.

      At the end you can read a GRE header, say what of VXLAN it lacks and why it does not miss it, and find out
      which end has the wrong key.
    `,
    zh: `
      GRE 更早，也更简单：IP 包放进 GRE，再放进 IP，两端彼此知道对方。没有 UDP，没有 MAC，没有 FDB。
      这里用到三个选项：*密钥*（key），作用类似 VNI，而且两个方向可以不同；*校验和*；*序列号*。

      学完这一课，你能读懂 GRE 头，说出它比 VXLAN 少了什么、为什么不需要，并能查出哪一端的密钥配错了。
    `,
  },
  main: {
    network: 'gre',
    capture: 'fixtures/gre-seed.pcap',
    story: GRE,
    views: [
      {
        command: 'read -t',
        look: [
          {
            en: 'The first packet is the ping: nobody asks for a MAC address, since there is none inside.',
            zh: '第一个报文就是 ping：没有人询问 MAC，因为里面根本没有 MAC。',
          },
          {
            en: 'Each direction has a key of its own. The tool does not call this a fault, for it is none: a’s `okey` must be b’s `ikey`.',
            zh: '每个方向有自己的密钥。工具不会把它报成故障，因为它本来就不是：只要 a 的 `okey` 等于 b 的 `ikey`。',
          },
        ],
      },
      {
        command: 'read -v -c 1',
        look: [
          {
            en: 'The flags C, K and S say that checksum, key and sequence number follow, four octets each, after the four that GRE always has. 14 + 20 + 16 make the 50 that are added on the wire.',
            zh: '标志 C、K、S 表示后面有校验和、密钥、序列号，各 4 字节；GRE 固定头也是 4 字节。14 + 20 + 16，正是线上多出的 50 字节。',
          },
        ],
      },
      {
        command: 'learn',
        look: [{ en: 'Two steps, and nothing learned.', zh: '只有两步，什么也没学。' }],
      },
      {
        command: 'tunnels',
        shown: false,
        look: [
          {
            en: '`tunnels` shows both directions in one row, with both keys, and whether the sequence numbers are in step.',
            zh: '`tunnels` 把两个方向放在一行：两个密钥都在，还有序列号是否连续。',
          },
        ],
      },
    ],
  },
  predictions: [
    {
      en: 'a pings b through the tunnel for the first time. Is there an ARP request in it?',
      zh: 'a 第一次通过隧道 ping b。隧道里会有 ARP 请求吗？',
    },
    {
      en: 'Packets from a have the key 0x222222, those from b 0x111111. Is that a fault?',
      zh: 'a 发出的报文密钥是 0x222222，b 发出的是 0x111111。这是故障吗？',
    },
    {
      en: 'The device has an MTU of 1464. Where are the other 36 octets?',
      zh: '设备的 MTU 是 1464。另外 36 字节去哪了？',
    },
  ],
  packet: {
    frame: 1,
    always: true,
    words: {
      en: 'The GRE header, octet by octet. Which octets does its checksum cover that the outer IPv4 checksum does not?',
      zh: '逐字节看 GRE 头。GRE 校验和覆盖了哪些外层 IPv4 校验和没有覆盖的字节？',
    },
  },
  further: [
    {
      title: { en: 'Ethernet in GRE', zh: '以太网帧放进 GRE' },
      words: {
        en: 'gretap carries frames in place of IP packets (protocol type 0x6558), so MAC addresses and ARP are back. It is lesson 1 with another header: only one key this time, and no checksum.',
        zh: 'gretap 运送的是以太网帧而不是 IP 包（协议类型 0x6558），于是 MAC 和 ARP 又回来了。它就是换了一种头的第 1 课：这次只有一个密钥，没有校验和。',
      },
      drawn: true,
      network: 'gretap',
      capture: 'docs/workshop/captures/gretap.pcap',
      views: [
        {
          command: 'read -t -c 4',
          look: [
            {
              en: 'ARP, then the ping. A gretap device has one remote, so it has no forwarding table either.',
              zh: '先 ARP，再 ping。gretap 设备只有一个 remote，所以它也没有转发表。',
            },
          ],
        },
      ],
      story: {
        ...GRE,
        tunnel: 'gretap',
        steps: ['on-link', 'request', 'flood', 'receive', 'reply', 'unicast', 'answer'],
      },
    },
    {
      title: { en: 'Break it: another key at one end', zh: '弄坏它：一端的密钥不同' },
      words: {
        en: 'b expects 0x333333 where a sends 0x222222. Other than a VTEP with another VNI (lesson 1), b says so: by ICMP.',
        zh: 'b 期望 0x333333，而 a 发的是 0x222222。和 VNI 不同的 VTEP（第 1 课）不一样，b 会用 ICMP 说出来。',
      },
      drawn: false,
      network: 'gre',
      fault: 'gre-key-mismatch',
      capture: 'docs/workshop/captures/gre-key-mismatch.pcap',
      views: [
        {
          command: 'check',
          look: [
            {
              en: 'Which end is to be mended is in the words under “fix”: the key that the other end sends is taken as right.',
              zh: '该改哪一端，“处理”那一行写得很清楚：以另一端发送的密钥为准。',
            },
          ],
        },
      ],
      story: { ...GRE, findings: ['gre.key-unanswered'] },
    },
  ],
  questions: [
    {
      question: {
        en: 'What does the work of the VNI in GRE, and in what does it differ?',
        zh: 'GRE 里起 VNI 作用的是什么？有什么不同？',
      },
      answer: {
        en: 'The key. It is optional, has 32 bits in place of 24, and each direction may have its own.',
        zh: '密钥。它是可选的，32 位而不是 24 位，而且两个方向可以各不相同。',
      },
    },
    {
      question: {
        en: 'Where is the forwarding table of this tunnel?',
        zh: '这条隧道的转发表在哪里？',
      },
      answer: {
        en: 'There is none, and none is needed: the device has one `remote`. What goes into the tunnel is decided by the routing table, by IP address.',
        zh: '没有，也不需要：设备只有一个 `remote`。什么报文进隧道由路由表按 IP 地址决定。',
      },
    },
    {
      question: {
        en: 'What are sequence numbers good for, when nothing is sent again?',
        zh: 'GRE 不重传，那序列号有什么用？',
      },
      answer: {
        en: 'The receiver drops what comes late or twice, so that the inner packets stay in order (RFC 2890 §2.2); and a gap shows that something was lost underway.',
        zh: '接收方丢弃迟到或重复的报文，保证内层报文不乱序（RFC 2890 §2.2）；出现空缺则说明途中有丢失。',
      },
    },
  ],
}
