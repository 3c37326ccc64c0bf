import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { type Facts, Missing } from '../../../src/analysis/learning/facts.js'
import type { Names } from '../../../src/present/learn/names.js'
import { story } from '../../../src/present/learn/story.js'
import { ANSI } from '../../../src/present/palette.js'
import type { Language } from '../../../src/words/language.js'
import {
  crowd,
  ipv6,
  manyVteps,
  moved,
  multicast,
  names,
  plain,
  replicated,
  Scene,
  unanswered,
} from '../../helpers/stories.js'

function textOf(n: Names): string {
  return [...story(n)].join('\n')
}

/** The lines of the part that starts so, up to the next empty line. */
function part(text: string, start: string): string {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => line.startsWith(start))
  return lines.slice(from, lines.indexOf('', from)).join('\n')
}

const ALL: readonly (readonly [string, Facts])[] = [
  ['multicast', multicast()],
  ['replicated', replicated()],
  ['unanswered', unanswered(Missing.Reply, 2)],
  ['moved', moved()],
  ['IPv6', ipv6()],
  ['without a tunnel', plain()],
  ['many sequences', crowd(30)],
  ['many VTEPs', manyVteps(12)],
]

test('the multicast network of the seed in English, 80 columns', () => {
  expect(textOf(names(multicast(), 80))).toBe(`${EN_80}\n`)
})

test('the same in Chinese', () => {
  expect(textOf(names(multicast(), 80, 'zh'))).toBe(`${ZH_80}\n`)
})

test('with 140 columns the ladder is wider and has remarks', () => {
  expect(part(textOf(names(multicast(), 140)), '1.')).toBe(EN_140)
  expect(part(textOf(names(multicast(), 140, 'zh')), '1.')).toBe(ZH_140)
})

describe.each(ALL)('%s', (_, facts) => {
  test.each([72, 80, 100, 120, 140, 200])('no line is wider than %i columns', (columns) => {
    for (const language of ['en', 'zh'] satisfies Language[]) {
      for (const line of textOf(names(facts, columns, language)).split('\n')) {
        expect(stringWidth(line), line).toBeLessThanOrEqual(columns)
      }
    }
  })

  test('a terminal without Unicode gets ASCII', () => {
    expect(textOf(names(facts, 100, 'en', { unicode: false }))).toMatch(/^[\n\x20-\x7e]*$/)
  })

  test('colours add nothing but colours', () => {
    const coloured = textOf(names(facts, 100, 'en', { palette: ANSI }))
    expect(coloured.replaceAll(/\p{Cc}\[\d+m/gu, '')).toBe(textOf(names(facts, 100)))
  })
})

test('a pattern of steps is told once in words', () => {
  const text = textOf(names(crowd(3), 100))
  expect(text.match(/asks everybody/g)).toHaveLength(1)
  expect(text.match(/^ {2}The same steps as in 1\.$/gm)).toHaveLength(2)
  expect(text.match(/ARP request/g)).toHaveLength(3)
})

test('of many sequences 20 are told in full and the rest have a line each', () => {
  const text = textOf(names(crowd(30), 100))
  expect(text.match(/ARP request/g)).toHaveLength(20)
  expect(text).toContain('10 more sequences, a line each; --all shows them in full:\n')
  expect(text).toContain(
    '\n  30. 172.18.0.30 looks for 172.17.1.3  vxlan 42, #88 to #90  ba:d8:43:67:8d:fb after 1 µs\n',
  )
  const all = textOf(names(crowd(30), 100, 'en', { all: true }))
  expect(all.match(/ARP request/g)).toHaveLength(30)
})

test('of very many sequences, entries and hosts it is said how many are not shown', () => {
  const text = textOf(names(crowd(500), 120))
  expect(text.split('\n').length).toBeLessThan(500)
  expect(text).toContain('\n           and 492 more\n')
  expect(text).toContain('\n  and 380 more\n')
  expect(text).toContain('\n460 more; --all shows them\n')
  const all = textOf(names(crowd(500), 120, 'en', { all: true }))
  expect(all).not.toContain('--all')
  expect(all).toContain('172.18.1.244')
})

test('an unanswered question is a dotted row, a sentence with what it may mean, and a note', () => {
  const text = textOf(names(unanswered(Missing.Reply, 2), 80))
  expect(text).toMatch(/^4 {3,}│┄+ no reply ┄+│$/m)
  expect(text).toContain('  4  Nobody answers for 10.20.1.4, asked for 3 times: nobody has the address, or\n')
  expect(text).toContain('10.20.1.3 asked for 10.20.1.4 3 times in vain: #15.\n')
})

test('an answer that goes another way is no fault', () => {
  const text = textOf(names(unanswered(Missing.ReplyElsewhere), 80))
  expect(text).toMatch(/^4 {3,}│┄+ an answer would not pass here ┄+│$/m)
  expect(text).not.toContain('in vain')
  const coloured = textOf(names(unanswered(Missing.ReplyElsewhere), 80, 'en', { palette: ANSI }))
  expect(coloured).not.toContain(ANSI.warn)
})

test('a move names both places and what still went to the old one', () => {
  const text = textOf(names(moved(), 100))
  expect(text).toContain('02:fd:f9:7f:61:a7 is now behind 10.65.132.189, no longer behind 10.65.132.188.')
  expect(text).toContain(
    '02:fd:f9:7f:61:a7 has moved from 10.65.132.188 (last #22) to 10.65.132.189 (from #25 on). 1 packet\nfor it still went to the old place: #24.\n',
  )
})

test('where nothing is to be learned the story says so', () => {
  const empty = new Scene({}).facts(3, {})
  expect(textOf(names(empty, 100))).toBe(
    'There is nothing to learn from: no ARP, no neighbour discovery, no tunnel with hosts behind it.\n',
  )
})

const EN_80 = `vxlan 42: multicast flood and learn, group 224.1.1.1; 2 VTEPs, 2 hosts, 8
packets (#5 to #12)
  Whatever a VTEP has no entry for goes to the multicast group; from what comes
  back it learns the rest (RFC 7348).
  because  1 packet flooded to 224.1.1.1 (#5); confidence: high
  VTEPs    10.65.132.187 (#5) and 10.65.132.188 (#6)
  groups   224.1.1.1, joined by 10.65.132.187 (#1) and 10.65.132.188 (#2)
  hosts    172.17.1.2  4e:92:72:79:59:ed  behind 10.65.132.187
           172.17.1.3  ba:d8:43:67:8d:fb  behind 10.65.132.188

1. 172.17.1.2 looks for 172.17.1.3  vxlan 42, #5 to #10, 07:12:34.121018
172.17.1.2     10.65.132.187   224.1.1.1   10.65.132.188    172.17.1.3
   host            VTEP          group         VTEP            host
1-4  │ ARP request ─►│═ vxlan 42 ═►│════════════►│──────────────►│  #5   +0
5    │               │             │             ● FDB + 4e:92:72:79:59:ed
6    │◄──────────────│◄═══════ vxlan 42 ═════════│◄─── ARP reply │  #6   +173 µs
7    │               ● learns ba:d8:43:67:8d:fb behind 10.65.132.188
8    │ ICMP ────────►│════════ vxlan 42 ════════►│──────────────►│  #7   +353 µs
9    │◄──────────────│◄═══════ vxlan 42 ═════════│◄──────── ICMP │  #8   +488 µs
10   │◄──────────────│◄═══════ vxlan 42 ═════════│◄─ ARP request │  #9   +5.08 s
11   │ ARP reply ───►│════════ vxlan 42 ════════►│──────────────►│  #10  +5.08 s

   1  172.17.1.2 has a route that says 172.17.1.3 is on the link: it needs the
      MAC address.
   2  172.17.1.2 asks everybody: who has 172.17.1.3? (ARP broadcast)
   3  A broadcast does not say which VTEP 172.17.1.3 is behind: by the default
      entry of its FDB, 10.65.132.187 encapsulates it in vxlan 42 and sends it
      to the multicast group 224.1.1.1.
   4  The members of the group get it: 10.65.132.188 hands it to the device of
      vxlan 42 and takes the frame out of the tunnel.
   5  10.65.132.188 learns from the inner and outer source address:
      4e:92:72:79:59:ed is behind 10.65.132.187.
   6  172.17.1.3 answers after 173 µs: it has ba:d8:43:67:8d:fb. The request has
      taught the way back, so 10.65.132.188 sends this to 10.65.132.187 alone.
   7  10.65.132.187 learns from the inner and outer source address:
      ba:d8:43:67:8d:fb is behind 10.65.132.188.
   8  Both sides know all they need: 172.17.1.2 sends the first packet (ICMP),
      unicast, 10.65.132.187 to 10.65.132.188.
   9  172.17.1.3 answers after 135 µs.
  10  172.17.1.3 asks 172.17.1.2 alone whether it still has its address: Linux
      confirms an entry 5 s after its first use.
  11  172.17.1.2 confirms it after 105 µs.

FDB of 10.65.132.187, vxlan 42 (as bridge fdb would show it)
┌───────────────────┬───────────────┬────────┬──────┬──────────────────────────┐
│ MAC               │ dst           │  since │ last │ evidence                 │
├───────────────────┼───────────────┼────────┼──────┼──────────────────────────┤
│ 00:00:00:00:00:00 │ 224.1.1.1     │ before │   #5 │ configured: the default, │
│                   │               │        │      │ seen used at #5          │
│ ba:d8:43:67:8d:fb │ 10.65.132.188 │     #6 │  #12 │ learned from #6          │
└───────────────────┴───────────────┴────────┴──────┴──────────────────────────┘

FDB of 10.65.132.188, vxlan 42 (as bridge fdb would show it)
┌───────────────────┬───────────────┬───────┬──────┬─────────────────┐
│ MAC               │ dst           │ since │ last │ evidence        │
├───────────────────┼───────────────┼───────┼──────┼─────────────────┤
│ 4e:92:72:79:59:ed │ 10.65.132.187 │    #5 │  #11 │ learned from #5 │
└───────────────────┴───────────────┴───────┴──────┴─────────────────┘

Neighbours, vxlan 42 (as ip neigh would show them)
┌────────────┬────────────┬───────────────────┬──────┬────────────┐
│ host       │ neighbour  │ lladdr            │ last │ evidence   │
├────────────┼────────────┼───────────────────┼──────┼────────────┤
│ 172.17.1.2 │ 172.17.1.3 │ ba:d8:43:67:8d:fb │   #9 │ #6 reply   │
│ 172.17.1.3 │ 172.17.1.2 │ 4e:92:72:79:59:ed │  #10 │ #5 request │
└────────────┴────────────┴───────────────────┴──────┴────────────┘`

const ZH_80 = `vxlan 42：多播（泛洪并学习），多播组 224.1.1.1；2 个 VTEP，2 台主机，8 个报文
（#5 至 #12）
  转发表中没有的，发往多播组；再从收到的报文学习其余表项（RFC 7348）。
  依据    1 个报文泛洪到 224.1.1.1（#5）；可信度：高
  VTEP    10.65.132.187（#5）、10.65.132.188（#6）
  多播组  224.1.1.1，成员 10.65.132.187（#1）、10.65.132.188（#2）
  主机    172.17.1.2  4e:92:72:79:59:ed  位于 10.65.132.187 之后
          172.17.1.3  ba:d8:43:67:8d:fb  位于 10.65.132.188 之后

1. 172.17.1.2 寻找 172.17.1.3  vxlan 42，#5 至 #10，07:12:34.121018
172.17.1.2    10.65.132.187    224.1.1.1    10.65.132.188   172.17.1.3
   主机           VTEP          多播组          VTEP           主机
1-4  │ ARP 请求 ───►│══ vxlan 42 ═►│═════════════►│─────────────►│  #5   +0
5    │              │              │              ● FDB + 4e:92:72:79:59:ed
6    │◄─────────────│◄════════ vxlan 42 ══════════│◄─── ARP 应答 │  #6   +173 µs
7    │              ● 学到 ba:d8:43:67:8d:fb 位于 10.65.132.188 之后
8    │ ICMP ───────►│═════════ vxlan 42 ═════════►│─────────────►│  #7   +353 µs
9    │◄─────────────│◄════════ vxlan 42 ══════════│◄─────── ICMP │  #8   +488 µs
10   │◄─────────────│◄════════ vxlan 42 ══════════│◄─── ARP 请求 │  #9   +5.08 s
11   │ ARP 应答 ───►│═════════ vxlan 42 ═════════►│─────────────►│  #10  +5.08 s

   1  172.17.1.2 查路由得知 172.17.1.3 在同一网段，需要先知道对方的 MAC 地址。
   2  172.17.1.2 不知道 172.17.1.3 的 MAC 地址，于是广播 ARP 请求。
   3  从广播帧看不出 172.17.1.3 位于哪个 VTEP 之后，10.65.132.187 按转发表的默认
      表项用 vxlan 42 封包，发往多播组 224.1.1.1。
   4  多播组的成员都会收到：10.65.132.188 根据 vxlan 42 交给对应的 VTEP 设备解
      包，取出请求。
   5  10.65.132.188 从内外层源地址学到：4e:92:72:79:59:ed 位于 10.65.132.187 之
      后，记入转发表（FDB）。
   6  172.17.1.3 应答：自己的 MAC 地址是 ba:d8:43:67:8d:fb（用时 173 µs）。回程
      已从请求中学到，10.65.132.188 直接单播到 10.65.132.187。
   7  10.65.132.187 从内外层源地址学到：ba:d8:43:67:8d:fb 位于 10.65.132.188 之
      后，记入转发表（FDB）。
   8  双方都已知道通信所需的信息：172.17.1.2 发出第一个 ICMP 报文，由
      10.65.132.187 单播到 10.65.132.188。
   9  172.17.1.3 回应，往返 135 µs。
  10  172.17.1.3 以单播再次询问 172.17.1.2：Linux 在邻居表项首次使用 5 秒后会确
      认一次。
  11  172.17.1.2 确认地址不变，往返 105 µs。

10.65.132.187 的转发表，vxlan 42（bridge fdb 的形式）
┌───────────────────┬───────────────┬──────┬──────┬──────────────────────────┐
│ MAC               │ dst           │ 起始 │ 最近 │ 依据                     │
├───────────────────┼───────────────┼──────┼──────┼──────────────────────────┤
│ 00:00:00:00:00:00 │ 224.1.1.1     │ 之前 │   #5 │ 已配置：默认表项，见用于 │
│                   │               │      │      │ #5                       │
│ ba:d8:43:67:8d:fb │ 10.65.132.188 │   #6 │  #12 │ 从 #6 学到               │
└───────────────────┴───────────────┴──────┴──────┴──────────────────────────┘

10.65.132.188 的转发表，vxlan 42（bridge fdb 的形式）
┌───────────────────┬───────────────┬──────┬──────┬────────────┐
│ MAC               │ dst           │ 起始 │ 最近 │ 依据       │
├───────────────────┼───────────────┼──────┼──────┼────────────┤
│ 4e:92:72:79:59:ed │ 10.65.132.187 │   #5 │  #11 │ 从 #5 学到 │
└───────────────────┴───────────────┴──────┴──────┴────────────┘

邻居表，vxlan 42（ip neigh 的形式）
┌────────────┬────────────┬───────────────────┬──────┬─────────┐
│ 主机       │ 邻居       │ lladdr            │ 最近 │ 依据    │
├────────────┼────────────┼───────────────────┼──────┼─────────┤
│ 172.17.1.2 │ 172.17.1.3 │ ba:d8:43:67:8d:fb │   #9 │ #6 应答 │
│ 172.17.1.3 │ 172.17.1.2 │ 4e:92:72:79:59:ed │  #10 │ #5 请求 │
└────────────┴────────────┴───────────────────┴──────┴─────────┘`

const EN_140 = `1. 172.17.1.2 looks for 172.17.1.3  vxlan 42, #5 to #10, 07:12:34.121018
172.17.1.2         10.65.132.187         224.1.1.1        10.65.132.188       172.17.1.3
   host                VTEP                group              VTEP               host
1-4  │ ARP request ─────►│════ vxlan 42 ════►│═════════════════►│─────────────────►│  #5   +0       flooded: any VTEP may have it
5    │                   │                   │                  ● learns 4e:92:72:79:59:ed behind 10.65.132.187
6    │◄──────────────────│◄═════════════ vxlan 42 ══════════════│◄────── ARP reply │  #6   +173 µs  unicast: the request taught the way back
7    │                   ● learns ba:d8:43:67:8d:fb behind 10.65.132.188           │
8    │ ICMP ────────────►│══════════════ vxlan 42 ═════════════►│─────────────────►│  #7   +353 µs  unicast from now on
9    │◄──────────────────│◄═════════════ vxlan 42 ══════════════│◄─────────── ICMP │  #8   +488 µs  round trip 135 µs
10   │◄──────────────────│◄═════════════ vxlan 42 ══════════════│◄──── ARP request │  #9   +5.08 s  asks again, unicast: still there?
11   │ ARP reply ───────►│══════════════ vxlan 42 ═════════════►│─────────────────►│  #10  +5.08 s  still there`

const ZH_140 = `1. 172.17.1.2 寻找 172.17.1.3  vxlan 42，#5 至 #10，07:12:34.121018
172.17.1.2           10.65.132.187           224.1.1.1           10.65.132.188          172.17.1.3
   主机                  VTEP                 多播组                 VTEP                  主机
1-4  │ ARP 请求 ──────────►│═════ vxlan 42 ═════►│════════════════════►│────────────────────►│  #5   +0       泛洪：可能在任一 VTEP 之后
5    │                     │                     │                     ● 学到 4e:92:72:79:59:ed 位于 10.65.132.187 之后
6    │◄────────────────────│◄═══════════════ vxlan 42 ═════════════════│◄────────── ARP 应答 │  #6   +173 µs  单播：回程已从请求中学到
7    │                     ● 学到 ba:d8:43:67:8d:fb 位于 10.65.132.188 之后                  │
8    │ ICMP ──────────────►│════════════════ vxlan 42 ════════════════►│────────────────────►│  #7   +353 µs  从此单播
9    │◄────────────────────│◄═══════════════ vxlan 42 ═════════════════│◄────────────── ICMP │  #8   +488 µs  往返 135 µs
10   │◄────────────────────│◄═══════════════ vxlan 42 ═════════════════│◄────────── ARP 请求 │  #9   +5.08 s  单播再次确认
11   │ ARP 应答 ──────────►│════════════════ vxlan 42 ════════════════►│────────────────────►│  #10  +5.08 s  地址不变`
