/** What `vxsniff where` says, in both languages. Frames are `#6`, with the time and the packet where those are known. */
import type { Words } from '../language.js'

export interface WhereWords {
  /** `02:…  in vxlan 42: 172.19.1.3, ` and so on: what is known of a host. */
  readonly inNetwork: (network: string) => string
  readonly inNone: string
  readonly behind: (vtep: string) => string
  /** In place of the MAC address of a host whose packets are routed. */
  readonly routedBy: (mac: string) => string
  readonly routerOf: (addresses: string) => string
  readonly since: (frame: string) => string
  readonly lastHeard: (frame: string) => string
  /** `last` is when it was heard there last. */
  readonly moved: (from: string, last: string, at: string) => string
  readonly movedByBgp: (from: string, at: string) => string
  readonly restless: (count: number, first: string, last: string) => string
  readonly astray: (count: number, frames: string) => string
  readonly target: (network: string, from: string, to: string, frame: string) => string
  readonly told: (network: string, vtep: string, to: string, frame: string) => string
  readonly endOf: (networks: string) => string
  readonly nowhere: string
  readonly nearest: (addresses: string) => string
  readonly comma: string
}

const en: WhereWords = {
  inNetwork: (network) => `in ${network}`,
  inNone: 'in no tunnel',
  behind: (vtep) => `behind ${vtep}`,
  routedBy: (mac) => `routed by ${mac}`,
  routerOf: (addresses) => (addresses === '' ? 'a router' : `the router of ${addresses}`),
  since: (frame) => `since ${frame}`,
  lastHeard: (frame) => `last heard ${frame}`,
  moved: (from, last, at) => `moved: from ${from} (last heard there ${last}) at ${at}`,
  movedByBgp: (from, at) => `moved: from ${from}, as BGP tells at ${at}`,
  restless: (count, first, last) => `to and fro ${count} times, from ${first} to ${last}: no station moves so`,
  astray: (count, frames) => `${count} ${count === 1 ? 'frame' : 'frames'} went to the old place (${frames})`,
  target: (network, from, to, frame) => `never heard in ${network}; ${from} sends what is for it to ${to}: ${frame}`,
  told: (network, vtep, to, frame) => `never heard in ${network}; BGP tells ${vtep} that it is behind ${to}: ${frame}`,
  endOf: (networks) => `an end of tunnels itself: ${networks}`,
  nowhere: 'nowhere in this capture',
  nearest: (addresses) => `the nearest are ${addresses}`,
  comma: ', ',
}

const zh: WhereWords = {
  inNetwork: (network) => `在 ${network} 中`,
  inNone: '不在隧道中',
  behind: (vtep) => `位于 ${vtep} 之后`,
  routedBy: (mac) => `由 ${mac} 路由`,
  routerOf: (addresses) => (addresses === '' ? '路由器' : `${addresses} 的路由器`),
  since: (frame) => `自 ${frame} 起`,
  lastHeard: (frame) => `最后一次出现 ${frame}`,
  moved: (from, last, at) => `移动过：于 ${at} 离开 ${from}（在那里最后出现 ${last}）`,
  movedByBgp: (from, at) => `移动过：离开 ${from}，BGP 于 ${at} 告知`,
  restless: (count, first, last) => `来回 ${count} 次，自 ${first} 至 ${last}：主机不会这样移动`,
  astray: (count, frames) => `${count} 个帧仍发往旧位置（${frames}）`,
  target: (network, from, to, frame) => `在 ${network} 中从未出现；${from} 把给它的帧发往 ${to}：${frame}`,
  told: (network, vtep, to, frame) => `在 ${network} 中从未出现；BGP 告知 ${vtep}：它位于 ${to} 之后：${frame}`,
  endOf: (networks) => `本身是隧道端点：${networks}`,
  nowhere: '在此捕获中没有出现',
  nearest: (addresses) => `最接近的是 ${addresses}`,
  comma: '，',
}

export const WHERE: Words<WhereWords> = { en, zh }
