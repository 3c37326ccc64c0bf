/** What `vxsniff routes` says, in both languages. What routes are called is FRR's `show bgp l2vpn evpn`, in any language. */
import type { Words } from '../language.js'

export interface RoutesWords {
  readonly header: string
  readonly distinguisher: (rd: string) => string
  readonly families: Readonly<Record<'ipv4' | 'ipv6' | 'evpn', string>>
  readonly inNetwork: (family: string, network: string) => string
  /** Behind a path: which frames told it, who did, and whom. */
  readonly told: (frames: string, from: string, to: string) => string
  readonly sequence: (number: number, isSticky: boolean) => string
  readonly sessions: string
  readonly speaker: (address: string, as: number) => string
  readonly since: (frame: string, isWhole: boolean) => string
  readonly ended: Readonly<
    Record<'notification' | 'reset' | 'closed' | 'replaced', (by: string, frame: string, error: string) => string>
  >
  /** Behind the tables: how much there is. */
  readonly counts: (routes: number, paths: number, sessions: number) => string
  readonly late: string
  /** Of a session, and below the tables: that octets of it are not in the capture. */
  readonly incomplete: string
  readonly cut: string
  readonly none: string
  readonly noneYet: string
  readonly noRoutes: string
  readonly asOf: (when: string) => string
  readonly fromTo: (from: string, to: string) => string
  readonly noChange: string
  readonly was: (before: string) => string
  readonly dropped: (count: number) => string
  readonly events: Readonly<
    Record<'told' | 'changed' | 'withdrawn' | 'ended', (from: string, to: string, route: string) => string>
  >
  readonly comma: string
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

const en: RoutesWords = {
  header: 'Network',
  distinguisher: (rd) => `Route Distinguisher: ${rd}`,
  families: { ipv4: 'IPv4 unicast', ipv6: 'IPv6 unicast', evpn: 'L2VPN EVPN' },
  inNetwork: (family, network) => `${family}, in ${network}`,
  told: (frames, from, to) => `${frames} from ${from} to ${to}`,
  sequence: (number, isSticky) => `MM:${number}${isSticky ? ', sticky MAC' : ''}`,
  sessions: 'Sessions',
  speaker: (address, as) => (as === 0 ? address : `${address} (AS ${as})`),
  since: (frame, isWhole) => (isWhole ? `since ${frame}` : `before ${frame}: the capture began later`),
  ended: {
    notification: (by, frame, error) => `ended by ${by} in ${frame}: ${error}`,
    reset: (by, frame) => `reset by ${by} in ${frame}`,
    closed: (by, frame) => `closed by ${by} in ${frame}`,
    replaced: (_, frame) => `replaced by another session by ${frame}`,
  },
  counts: (routes, paths, sessions) =>
    `${count(routes, 'route')} with ${count(paths, 'path')}, told in ${count(sessions, 'session')}.`,
  late: 'Sessions began before the capture did: routes that were told before are not here, and those that stayed the same are not told again.',
  incomplete: 'octets of it are missing',
  cut: 'Octets of BGP are not in this capture, because packets were lost, cut, or go one way only: routes may be missing here, and what was withdrawn may still be listed.',
  none: 'This capture has no BGP.',
  noneYet: 'No BGP session had begun.',
  noRoutes: 'No route was told that is still there.',
  asOf: (when) => `Routes as of ${when}`,
  fromTo: (from, to) => `Changes from ${from} to ${to}`,
  noChange: 'Nothing has changed.',
  was: (before) => `(was ${before})`,
  dropped: (n) => `${n} routes, paths or changes were not kept.`,
  events: {
    told: (from, to, route) => `${from} tells ${to} ${route}`,
    changed: (from, to, route) => `${from} tells ${to} anew ${route}`,
    withdrawn: (from, to, route) => `${from} withdraws from ${to} ${route}`,
    ended: (from, to, route) => `with the session of ${from} and ${to} goes ${route}`,
  },
  comma: ', ',
}

const zh: RoutesWords = {
  header: '网络',
  distinguisher: (rd) => `路由区分符：${rd}`,
  families: { ipv4: 'IPv4 单播', ipv6: 'IPv6 单播', evpn: 'L2VPN EVPN 路由' },
  inNetwork: (family, network) => `${family}，在 ${network} 中`,
  told: (frames, from, to) => `${frames} ${from} 告知 ${to}`,
  sequence: (number, isSticky) => `MM:${number}${isSticky ? '，固定 MAC' : ''}`,
  sessions: '会话',
  speaker: (address, as) => (as === 0 ? address : `${address}（AS ${as}）`),
  since: (frame, isWhole) => (isWhole ? `自 ${frame} 起` : `${frame} 之前：抓包开始较晚`),
  ended: {
    notification: (by, frame, error) => `${by} 于 ${frame} 结束：${error}`,
    reset: (by, frame) => `${by} 于 ${frame} 复位`,
    closed: (by, frame) => `${by} 于 ${frame} 关闭`,
    replaced: (_, frame) => `到 ${frame} 已被另一个会话取代`,
  },
  counts: (routes, paths, sessions) => `${routes} 条路由，${paths} 条路径，来自 ${sessions} 个会话。`,
  late: '有会话在抓包之前就已建立：之前通告的路由不在这里，没有变化的也不会再次通告。',
  incomplete: '有字节缺失',
  cut: '抓包中缺少部分 BGP 字节（丢包、截断，或只有一个方向）：这里可能缺少路由，已撤销的也可能仍在列。',
  none: '此抓包中没有 BGP。',
  noneYet: '此时还没有 BGP 会话。',
  noRoutes: '没有仍然有效的路由。',
  asOf: (when) => `截至 ${when} 的路由`,
  fromTo: (from, to) => `从 ${from} 到 ${to} 的变化`,
  noChange: '没有变化。',
  was: (before) => `（原为 ${before}）`,
  dropped: (n) => `有 ${n} 条路由、路径或变化未保留。`,
  events: {
    told: (from, to, route) => `${from} 向 ${to} 通告 ${route}`,
    changed: (from, to, route) => `${from} 向 ${to} 重新通告 ${route}`,
    withdrawn: (from, to, route) => `${from} 向 ${to} 撤销 ${route}`,
    ended: (from, to, route) => `${from} 与 ${to} 的会话结束，失去 ${route}`,
  },
  comma: '，',
}

export const ROUTES: Words<RoutesWords> = { en, zh }
