/** What every page of the workshop says. */
import type { FaultName } from '../../src/lab/network.js'
import type { Words } from '../../src/words/language.js'

export const SAY = {
  workshop: { en: 'Workshop: VXLAN from the packets', zh: '实验课：从报文看懂 VXLAN' },
  otherLanguage: { en: '中文', zh: 'English' },
  agenda: { en: 'Agenda', zh: '课程安排' },
  next: { en: 'Next', zh: '下一课' },
  before: { en: 'Before', zh: '上一课' },
  goal: { en: 'Goal', zh: '目标' },
  network: { en: 'The network', zh: '网络' },
  asListed: {
    en: 'The same as `vxsniff lab list` prints it:',
    zh: '同一个网络，`vxsniff lab list` 的输出：',
  },
  byHand: { en: 'The plain commands', zh: '手工命令' },
  byHandWords: {
    en: 'This is how one builds it without the tool. Read it before you predict; who wants to type it does so as root (`sudo -s`). Namespaces stand for machines, a bridge for the switch between them.',
    zh: '不用工具就是这样搭建的。预测之前先读一遍；想亲手输入的，请用 root 身份（`sudo -s`）。命名空间代表机器，一个网桥代表它们之间的交换机。',
  },
  underlayFolded: {
    en: 'First the machines and the cables between them: namespaces and the underlay',
    zh: '先准备机器和网线：命名空间与底层网络',
  },
  overlayWords: { en: 'Then the tunnel, and what hangs on it:', zh: '然后是隧道，以及挂在隧道上的东西：' },
  tryWords: { en: 'Try it, and look at the tables:', zh: '试一试，再看看各张表：' },
  endWords: { en: 'Take it down:', zh: '拆除：' },
  notByHand: {
    en: 'A program of the lab plays flanneld here, so there is no building it with `ip` alone; `vxsniff lab run flannel-udp --dry-run` prints all that is done.',
    zh: '这里由实验程序扮演 flanneld，所以光用 `ip` 搭建不出来；`vxsniff lab run flannel-udp --dry-run` 会打印全部步骤。',
  },
  predict: { en: 'Predict', zh: '先预测' },
  predictWords: {
    en: 'Write your answers down before you go on.',
    zh: '先把答案写下来，再往下看。',
  },
  run: { en: 'Run it', zh: '运行' },
  runWords: {
    en: 'From the root of the repository. The first command builds the network, tries it, captures, and removes it again; the others read what was captured.',
    zh: '在仓库根目录执行。第一条命令搭建网络、做试验、抓包，然后拆除；其余命令读取抓到的报文。',
  },
  withoutRoot: {
    en: 'Without root, read this in place of your own capture:',
    zh: '没有 root 权限时，用这份抓包代替：',
  },
  shows: { en: 'What the tool shows', zh: '工具显示什么' },
  showsWords: {
    en: 'What follows was made from the captures of the repository, with times in UTC. Yours differs in times and ICMP identifiers.',
    zh: '以下输出来自仓库里的抓包，时间为 UTC。你自己的抓包在时间和 ICMP 标识上会有不同。',
  },
  look: { en: 'Look at:', zh: '看这里：' },
  packet: { en: 'One packet', zh: '一个报文' },
  explained: { en: 'What it prints', zh: '它的输出' },
  page: { en: 'The page, and a quiz', zh: '网页与小测验' },
  pageWords: {
    en: 'The same capture as a page; open report.html in a browser and step through it.',
    zh: '把同一份抓包做成网页；用浏览器打开 report.html，一步一步地看。',
  },
  quizWords: {
    en: 'And now the tool asks you, the same five questions everybody (`--seed 7`):',
    zh: '然后由工具来考你，每个人的五道题都一样（`--seed 7`）：',
  },
  questions: { en: 'Three questions', zh: '三个问题' },
  answers: { en: 'Answers', zh: '答案' },
} as const satisfies Record<string, Words>

export const README = {
  intro: {
    en: `
      Nine lessons of ten minutes for a class that sees VXLAN for the first time. Each is one network: build it, predict
      what will cross the wire, look, and answer three questions. The packets are real: Linux's own devices send them, in
      network namespaces of one machine.
    `,
    zh: `
      九节课，每节十分钟，写给第一次接触 VXLAN 的人。每节课一个网络：搭建它，预测线上会出现什么，看结果，再回答三个问题。
      报文都是真的：由 Linux 自己的设备在一台机器的多个网络命名空间之间发出。
    `,
  },
  lessonsHead: { en: '| | Lesson | Networks | What one learns |', zh: '| | 课 | 网络 | 学到什么 |' },
  needs: { en: 'What one needs', zh: '需要什么' },
  needsList: [
    {
      en: 'Linux with root (a virtual machine will do), Node 20 or newer, and `apt-get install iproute2 iputils-ping procps ethtool tcpdump`; for lesson 9 FRR too (`apt-get install frr`).',
      zh: '有 root 权限的 Linux（虚拟机即可）、Node 20 或更新版本，以及 `apt-get install iproute2 iputils-ping procps ethtool tcpdump`；第 9 课还需要 FRR（`apt-get install frr`）。',
    },
    {
      en: 'Where the kernel lacks something (VRF, GRE), the lab does its work in a program and says so. Everything lives in network namespaces, and nothing is left behind.',
      zh: '如果内核缺少某个功能（VRF、GRE），实验会用程序代替，并明确说明。一切都在网络命名空间里，结束后不留痕迹。',
    },
    {
      en: 'No Linux, or no root: every lesson names a capture in the repository that tells the same story, and all but `lab run` works with it.',
      zh: '没有 Linux 或没有 root：每节课都给出仓库里一份讲同样故事的抓包，除 `lab run` 外的命令都可以用它完成。',
    },
  ],
  setup: { en: 'Setting up', zh: '准备' },
  setupWords: {
    en: 'In a fresh clone of the repository, once:',
    zh: '克隆仓库之后，执行一次：',
  },
  sudoWords: {
    en: 'If `sudo npx` is not found (Node under your home directory), write `sudo env "PATH=$PATH" npx …`.',
    zh: '如果提示找不到 `sudo npx`（Node 装在用户目录下），请写成 `sudo env "PATH=$PATH" npx …`。',
  },
  shortest: { en: 'The shortest way to see something', zh: '最快看到效果' },
  shortestWords: {
    en: 'Then open report.html in a browser.',
    zh: '然后用浏览器打开 report.html。',
  },
  timing: { en: 'Ten minutes', zh: '十分钟怎么分配' },
  timingRows: [
    ['2', { en: 'goal, drawing, and the plain commands read aloud', zh: '目标、网络图，并朗读手工命令' }],
    ['2', { en: 'everybody predicts, in writing', zh: '每个人写下预测' }],
    ['1', { en: '`lab run` (it takes about ten seconds)', zh: '`lab run`（约十秒）' }],
    ['3', { en: 'what the tool shows, compared with the predictions', zh: '看工具的输出，和预测对照' }],
    ['2', { en: 'the three questions', zh: '三个问题' }],
  ],
  timingWords: {
    en: 'What stands under further headings (“Break it …”), the page and the quiz are for those who are done early, or for a second round. Nine lessons and a break make a little more than an hour and a half.',
    zh: '其余小节（“弄坏它……”）、网页和小测验留给先做完的人，或者第二轮再做。九节课加一次休息共一个半小时多一点。',
  },
  terms: { en: 'Words', zh: '术语' },
  termRows: [
    ['underlay', { en: 'the IP network that carries the packets outside', zh: '底层网络：承载外层报文的 IP 网络' }],
    [
      'overlay',
      { en: 'the network that the hosts inside believe to be on', zh: '叠加网络：里面的主机以为自己所在的网络' },
    ],
    ['VTEP', { en: 'VXLAN tunnel end point: encapsulates and decapsulates', zh: 'VXLAN 隧道端点：负责封装和解封装' }],
    [
      'VNI',
      { en: 'VXLAN network identifier, 24 bits: which overlay', zh: 'VXLAN 网络标识符，24 位：属于哪个叠加网络' },
    ],
    ['FDB', { en: 'forwarding table: which MAC is behind which VTEP', zh: '转发表：哪个 MAC 在哪个 VTEP 之后' }],
    ['flood', { en: 'send to all, because nobody knows to whom', zh: '泛洪：不知道该发给谁，所以发给所有人' }],
    ['neighbour table', { en: 'which IP address has which MAC (ARP)', zh: '邻居表：哪个 IP 对应哪个 MAC（ARP）' }],
  ],
  faults: { en: 'Homework: find the fault', zh: '课后练习：找故障' },
  faultsWords: {
    en: 'Let a neighbour run one of these, and find out what is wrong from the capture alone, with `read`, `learn` and `check`:',
    zh: '请同桌运行其中一条，你只凭抓包，用 `read`、`learn`、`check` 找出问题所在：',
  },
  sources: { en: 'Where the examples come from', zh: '示例的来源' },
  sourcesWords: {
    en: 'The networks have the addresses of published tutorials. The captures shown are those of [fixtures](../../../fixtures/README.md), and in [captures](../captures) what `vxsniff lab run` saved of networks that fixtures has not. A test runs the commands of every lesson on the real kernel, and holds what was captured against what the text says.',
    zh: '各个网络沿用公开教程中的地址。页面上的抓包来自 [fixtures](../../../fixtures/README.md)；fixtures 里没有的，用 [captures](../captures) 中 `vxsniff lab run` 保存的抓包。有测试在真实内核上运行每节课的命令，并把抓到的内容与课文对照。',
  },
} as const

/** Faults that no lesson has shown. */
export const HOMEWORK: readonly (readonly [network: string, fault: FaultName])[] = [
  ['p2p', 'port-mismatch'],
  ['p2p', 'remote-down'],
  ['p2p', 'mtu-too-large'],
  ['p2p', 'checksum-offload-on'],
  ['static-fdb', 'vni-mismatch'],
  ['flannel', 'port-mismatch'],
  ['gretap', 'gre-key-mismatch'],
  ['evpn', 'target-mismatch'],
  ['evpn', 'route-filter'],
]
