/** What `vxsniff lab` says of a lab, in both languages. */
import type { Language } from '../language.js'

type Saying<A extends readonly unknown[]> = Readonly<Record<Language, (...about: A) => string>>

export const SAY = {
  emulated: { en: 'emulated here', zh: '此处为模拟' },
  impossible: { en: 'impossible here', zh: '此处无法构建' },
  more: {
    en: 'One of them in full: vxsniff lab list NETWORK.  Build, try, show and remove it: sudo vxsniff lab run NETWORK',
    zh: '查看某个网络的详情：vxsniff lab list NETWORK。构建、试验、展示并拆除：sudo vxsniff lab run NETWORK',
  },
  unknownKernel: {
    en: 'What this kernel can build is known to root only.',
    zh: '只有 root 才能查明此内核能构建哪些网络。',
  },
  faults: { en: 'faults', zh: '可注入的故障' },
  isUp: { en: (name) => `${name} is up`, zh: (name) => `${name} 已建立` } as Saying<[string]>,
  tryIt: { en: 'try it', zh: '试一试' },
  listen: { en: 'listen', zh: '监听' },
  end: { en: 'take it down', zh: '拆除' },
  nothing: { en: 'no lab stands', zh: '没有正在运行的实验网络' },
  stands: { en: 'stands', zh: '已建立' },
  running: {
    en: (pid) => `a run in progress, process ${pid}: end it with Ctrl-C or kill ${pid}`,
    zh: (pid) => `正在运行，进程 ${pid}：用 Ctrl-C 或 kill ${pid} 结束`,
  } as Saying<[number]>,
  left: {
    en: (name) => `left by a run that was killed: vxsniff lab down ${name}`,
    zh: (name) => `被强行结束的运行留下的：vxsniff lab down ${name}`,
  } as Saying<[string]>,
  halfBuilt: {
    en: (name) => `half built: vxsniff lab down ${name}`,
    zh: (name) => `只建了一半：vxsniff lab down ${name}`,
  } as Saying<[string]>,
  isDown: { en: 'taken down', zh: '已拆除' },
  interrupted: { en: 'interrupted; all is taken down', zh: '已中断；全部已拆除' },
  sees: {
    en: (node, file) => `What ${node} sees (${file}):`,
    zh: (node, file) => `${node} 看到的报文（${file}）：`,
  } as Saying<[string, string]>,
  learned: { en: 'What the kernels have learned:', zh: '各节点内核学到的表项：' },
  behind: { en: 'behind', zh: '位于' },
  saved: {
    en: (dir) =>
      `Saved in ${dir}: NODE.pcap, and the kernels’ tables NODE.{fdb,neigh,link}.MOMENT.json (before, step1 …, after)`,
    zh: (dir) => `已保存到 ${dir}：NODE.pcap 与内核的表 NODE.{fdb,neigh,link}.MOMENT.json（before、step1 …、after）`,
  } as Saying<[string]>,
  routes: {
    en: 'FRR’s routes: NODE.routes.MOMENT.json',
    zh: 'FRR 的路由：NODE.routes.MOMENT.json',
  },
  answered: {
    en: (answered, sent) => `${answered} of ${sent} answered`,
    zh: (answered, sent) => `${sent} 个中 ${answered} 个有回应`,
  } as Saying<[number, number]>,
  asItShould: { en: 'as expected', zh: '符合预期' },
  surprise: { en: 'not as expected', zh: '与预期不符' },
  unexpected: {
    en: 'the network did not do what it should',
    zh: '网络的表现与预期不符',
  },
} as const
