/** `--format tcpdump` against tcpdump 4.99 itself, packet by packet, and against transcripts that it has left. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CaptureError } from '../../src/capture/capture.js'
import { openCapture } from '../../src/capture/file.js'
import { TcpdumpLines, type TcpdumpOptions } from '../../src/present/tcpdump.js'
import { Clock, TimeStyle } from '../../src/present/time.js'
import { Writer } from '../../src/present/writer.js'
import { decode } from '../../src/wire/decode.js'
import { Kind, Reason } from '../../src/wire/kind.js'
import { Packet } from '../../src/wire/packet.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import type { Tables } from '../../src/wire/tables.js'
import { ICMP_ERROR, VXLAN_ARP } from '../helpers/frames.js'
import { share } from '../helpers/share.js'

const FIXTURES = join(import.meta.dirname, '../../fixtures')
const SHARED = join(import.meta.dirname, '../../../shared')
const CORPUS = join(SHARED, 'corpus/files')
const SEED = join(SHARED, 'seeds/000_e92f2ecceb5b820e.txt')

const HAS_TCPDUMP = spawnSync('tcpdump', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('tcpdump version 4.99')
if (!HAS_TCPDUMP) console.warn('tcpdump.test: not compared, there is no tcpdump 4.99 here')
if (!existsSync(CORPUS)) console.warn('tcpdump.test: no corpus here, compared on the fixtures alone')
if (!existsSync(SEED)) console.warn('tcpdump.test: the transcripts are not here, not compared')

const captures = (dir: string): string[] =>
  existsSync(dir)
    ? readdirSync(dir)
        .filter((f) => /\.(pcap|pcapng|cap|dmp)(\.gz)?$/.test(f))
        .map((f) => join(dir, f))
    : []

const UTC: TcpdumpOptions = { clock: new Clock(() => 0), time: TimeStyle.Readable, linkLevel: false, quiet: false }

const asTcpdump = (): Tables => ({ ...defaultTables(), reassemble: false })

/** What we write for every packet of a file, without the newline at its end. */
async function visitLines(
  file: string,
  options: TcpdumpOptions,
  visit: (p: Packet, text: string) => void,
): Promise<void> {
  const p = new Packet(asTcpdump())
  const lines = new TcpdumpLines(options)
  const w = new Writer()
  try {
    const capture = await openCapture(file)
    while (await capture.fill()) {
      while (capture.next(p)) {
        decode(p)
        w.clear()
        lines.write(p, w)
        visit(p, w.toString().trimEnd())
      }
    }
    capture.close()
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
  }
}

/** What tcpdump writes, by frame number; `-#` numbers the lines, so that those with octets behind them are told apart. */
function tcpdumpLines(file: string, ...options: string[]): Map<number, string> {
  const lines = new Map<number, string>()
  const { stdout } = spawnSync('tcpdump', ['-nn', '-#', ...options, '-r', file], {
    encoding: 'latin1',
    env: { ...process.env, TZ: 'UTC' },
    maxBuffer: 1 << 28,
  })
  let number = 0
  for (const line of stdout.split('\n')) {
    const start = /^ *(\d+) {2}(.*)$/.exec(line)
    if (start !== null && Number(start[1]) === number + 1) lines.set(++number, start[2]!)
    else if (number > 0) lines.set(number, `${lines.get(number)}\n${line}`)
  }
  for (const [n, line] of lines) lines.set(n, line.trimEnd())
  return lines
}

/** Kinds that are worded here. What else a packet has, or what stands under none of them, is not compared. */
const WORDED: ReadonlySet<Kind> = new Set([
  Kind.Payload,
  Kind.Ethernet,
  Kind.Vlan,
  Kind.Dot1ad,
  Kind.Null,
  Kind.Sll,
  Kind.Sll2,
  Kind.Raw,
  Kind.Ppp,
  Kind.PppoeSession,
  Kind.Arp,
  Kind.Ipv4,
  Kind.Ipv6,
  Kind.Ipv6HopByHop,
  Kind.Ipv6Routing,
  Kind.Ipv6Fragment,
  Kind.Ipv6Destination,
  Kind.Ah,
  Kind.Mpls,
  Kind.PwControlWord,
  Kind.Icmp,
  Kind.Icmpv6,
  Kind.Igmp,
  Kind.Tcp,
  Kind.Udp,
  Kind.Vxlan,
  Kind.VxlanGpe,
  Kind.Nsh,
  Kind.Gre,
  Kind.Erspan1,
  Kind.Erspan2,
  Kind.Erspan3,
  Kind.Geneve,
  Kind.FlannelUdp,
  Kind.Esp,
  Kind.Ipcomp,
  Kind.EtherIp,
])
/** Kinds whose unknown payload tcpdump knows more protocols of than we do. */
const LINKS: ReadonlySet<Kind> = new Set([Kind.Ethernet, Kind.Vlan, Kind.Dot1ad, Kind.Sll, Kind.Sll2, Kind.Ppp])

function isWorded(p: Packet): boolean {
  if (p.depth === 0) return p.malformed.reason !== 0 && WORDED.has(p.malformed.kind)
  if (p.layers[0]!.kind === Kind.Payload) return false
  if (p.malformed.reason !== Reason.None && p.malformed.kind === Kind.Multilink) return false
  for (let i = 0; i < p.depth; i++) if (i < p.quoted && !WORDED.has(p.layers[i]!.kind)) return false
  const last = p.layers[p.depth - 1]!.kind
  return last !== Kind.Payload || p.depth < 2 || !LINKS.has(p.layers[p.depth - 2]!.kind)
}

interface Comparison {
  readonly theirs: string
  readonly ours: string
  readonly file: string
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf('\n') + 1)
/** Ports whose application protocol tcpdump words. */
const UDP_APPLICATIONS: ReadonlySet<number> = new Set([
  12, 53, 67, 68, 69, 88, 123, 161, 162, 319, 320, 500, 514, 520, 525, 546, 547, 646, 654, 698, 701, 1701, 1812, 1813,
  1985, 2049, 2152, 3503, 3784, 3785, 3799, 4342, 4500, 5060, 5353, 6343, 6696, 7002, 7004, 12345, 12346, 30490, 49152,
])

/** What another decoder of tcpdump words: no difference in what is compared here. */
function isApplication({ theirs, ours }: Comparison): boolean {
  if (theirs.startsWith(ours) && /Flags \[/.test(lastLine(ours))) return true
  if (/MACSEC, length/.test(ours)) return true
  const udp = /(\d+) > (?:\S*\.)?(\d+): (?:UDP, |VXLAN|Geneve)/.exec(ours)
  const inner = /(\d+) > (?:\S*\.)?(\d+): UDP, (?:bad )?length/.exec(lastLine(ours))
  for (const ports of [udp, inner]) {
    if (ports === null) continue
    if (UDP_APPLICATIONS.has(Number(ports[1])) || UDP_APPLICATIONS.has(Number(ports[2]))) return true
  }
  return /NFS re(quest|ply)/.test(theirs) || (/: {2}ip-proto-\d+ /.test(ours) && !/ip-proto-/.test(theirs))
}

/** Differences that are meant, each with its reason; docs/tcpdump-differences.md has the same list in words. */
const KNOWN: ReadonlyArray<{ readonly why: string; readonly is: (c: Comparison) => boolean }> = [
  {
    why: 'VXLAN on port 8472: tcpdump takes Linux’s old port for OTV, which nobody runs on it',
    is: ({ theirs, ours }) => {
      const words = theirs.replace(/: OTV,/, ': VXLAN,').replace(/overlay \d+, instance/, 'vni')
      return words !== theirs && words.startsWith(ours)
    },
  },
  {
    why: 'SLL2: tcpdump names interfaces by the numbers of the machine it runs on, not of the one that captured',
    is: ({ theirs, ours }) =>
      /^\S+ \? {5}(In|B|M|P|Out)/.test(ours) &&
      theirs.replace(/^(\S+) \S+ +/, '$1 ').startsWith(ours.replace(/^(\S+) \S+ +/, '$1 ')),
  },
  {
    why: 'a length of 0 is a super-frame that offload has not cut yet: tcpdump 4.99 gives up, we show it',
    is: ({ theirs, ours, file }) =>
      / bad-len 0$/.test(theirs) ||
      (file.startsWith('tcpdump__bigtcp-') && / \[\|udp\]$/.test(theirs)) ||
      (/ ip-proto-\d+ 0$/.test(theirs) && / ip-proto-\d+ \d+$/.test(ours)),
  },
  {
    why: 'tcpdump decodes tunnels by their source port too, which is a hash (RFC 7348 §5)',
    is: ({ theirs, ours }) => /\.(4789|4790|6081) > \S+: (VXLAN|Geneve)/.test(theirs) && /: UDP, length/.test(ours),
  },
  {
    why: 'ICMPv6 router renumbering, RPL and home agent discovery are named, their fields left out',
    is: ({ theirs, ours }) =>
      /ICMP6, (router renumbering|RPL|ha discovery|node information|who-are-you)/.test(theirs) && /ICMP6, /.test(ours),
  },
  {
    why: 'MPTCP options are shown as octets',
    is: ({ theirs }) => /,mptcp /.test(theirs),
  },
  {
    why: 'a time stamp beyond 2038, or with a fraction of more than a second, which tcpdump prints as it is',
    is: ({ theirs, ours }) =>
      /^\[Error converting time\]/.test(theirs) ||
      (/^\S+\.\d{7} /.test(theirs) && theirs.split(' ').slice(1).join(' ') === ours.split(' ').slice(1).join(' ')),
  },
  {
    why: 'the link type says IPv6 and the packet is another version: tcpdump believes the packet',
    is: ({ theirs, ours }) => !/IP6/.test(theirs) && / IP6 version error: [^6]/.test(ours),
  },
  {
    why: 'what is wrong inside a cut or damaged IPv6 extension header is not told apart',
    is: ({ theirs, ours }) => /\[\|hbhopt\]$|RT6 .*\(invalid\)$/.test(theirs) && /(HBH|\[\|)/.test(ours),
  },
]

/** Counts a difference under its reason, or notes it as one that nobody has explained. */
function explain(c: Comparison, known: Map<string, number>, unknown: string[]): void {
  const reason = KNOWN.find((k) => k.is(c))?.why
  if (reason !== undefined) known.set(reason, (known.get(reason) ?? 0) + 1)
  else unknown.push(`${c.file}\n- ${c.theirs}\n+ ${c.ours}`)
}

describe.skipIf(!HAS_TCPDUMP)('the lines are those of tcpdump -nn 4.99', () => {
  test('for every packet of the fixtures and the corpus that consists of protocols worded here', {
    timeout: 400_000,
  }, async () => {
    let compared = 0
    let equal = 0
    let applications = 0
    const known = new Map<string, number>()
    const unknown: string[] = []
    for (const file of [...captures(FIXTURES), ...share(captures(CORPUS), 8)]) {
      const lines = tcpdumpLines(file)
      await visitLines(file, UTC, (p, ours) => {
        const theirs = lines.get(p.number)
        if (theirs === undefined || !isWorded(p)) return
        const c = { theirs, ours, file: basename(file) }
        if (theirs !== ours && isApplication(c)) {
          applications++
          return
        }
        compared++
        if (theirs === ours) equal++
        else explain(c, known, unknown)
      })
    }
    console.info('tcpdump.test:', { compared, equal, applications }, known)
    expect(unknown).toEqual([])
    expect(equal).toBeGreaterThan(0)
    const reasons = KNOWN.map((k) => k.why)
    expect(reasons).toEqual(expect.arrayContaining([...known.keys()]))
    // Where all of the corpus was compared, none of the reasons is idle.
    if (share([0, 1], 2).length > 1 && existsSync(CORPUS)) expect(known.size).toBe(reasons.length)
  })

  test.each([
    ['-e', { linkLevel: true }],
    ['-q', { quiet: true }],
    ['-e -q', { linkLevel: true, quiet: true }],
    ['-t', { time: TimeStyle.None }],
    ['-tt', { time: TimeStyle.Epoch }],
    ['-ttt', { time: TimeStyle.SincePrevious }],
    ['-tttt', { time: TimeStyle.DateTime }],
    ['-ttttt', { time: TimeStyle.SinceFirst }],
  ] as const)('%s changes the same', async (letters, options) => {
    const unknown: string[] = []
    for (const [i, file] of share(captures(FIXTURES), 2).entries()) {
      if (basename(file) === 'any-sll2.pcap') continue
      // Times are the same whatever the packet is.
      if (letters.startsWith('-t') && i % 8 !== letters.length) continue
      const lines = tcpdumpLines(file, ...letters.split(' '))
      await visitLines(file, { ...UTC, ...options }, (p, ours) => {
        const theirs = lines.get(p.number)
        if (theirs === undefined || !isWorded(p)) return
        const c = { theirs, ours, file: basename(file) }
        if (theirs !== ours && !isApplication(c)) explain(c, new Map(), unknown)
      })
    }
    expect(unknown).toEqual([])
  })
})

/** tcpdump names ports when it is run without `-n`. */
const PORT_NAMES: Readonly<Record<string, string>> = { vxlan: '4789', 'jboss-iiop': '3528' }

describe.skipIf(!existsSync(SEED))('transcripts are reproduced from the packets that they show', () => {
  const text = existsSync(SEED) ? readFileSync(SEED, 'utf8') : ''
  test.each(['seed-p2p-transcript', 'seed-multicast-transcript', 'seed-bridge-transcript'])('%s', async (name) => {
    const transcript = text.replace(/\.(vxlan|jboss-iiop)\b/g, (_, port) => `.${PORT_NAMES[port]}`).split('\n')
    const ours: string[] = []
    await visitLines(join(FIXTURES, `${name}.pcap`), UTC, (_, line) => ours.push(...line.split('\n')))
    expect(ours.length).toBeGreaterThan(0)
    // One line of the third transcript has lost its first character.
    const shown = new Set(transcript.map((line) => line.trim()).map((line) => line.replace(/^7:15:/, '17:15:')))
    expect(ours.filter((line) => !shown.has(line))).toEqual([])
  })
})

/** Decodes octets as a frame of which `length` were on the wire, and writes its line. */
function lineOf(octets: Uint8Array, length = octets.length, options = UTC, linkType = 1): string {
  const p = new Packet(asTcpdump())
  p.record(new DataView(octets.buffer, octets.byteOffset, octets.byteLength), octets, 0, octets.length, length)
  p.number = 1
  p.tsSec = 1684735894
  p.tsNsec = 560469999
  p.linkType = linkType
  decode(p)
  const w = new Writer()
  new TcpdumpLines(options).write(p, w)
  return w.toString()
}

describe('by hand', () => {
  test('VXLAN and what it carries are two lines; nanoseconds are cut to microseconds', () => {
    expect(lineOf(VXLAN_ARP)).toBe(
      '06:11:34.560469 IP 10.65.132.187.59293 > 10.65.132.188.4789: VXLAN, flags [I] (0x08), vni 42\n' +
        'ARP, Request who-has 172.17.1.3 tell 172.17.1.2, length 28\n',
    )
  })

  test('an ICMP error names the port of the packet that it quotes (RFC 792)', () => {
    expect(lineOf(ICMP_ERROR)).toBe(
      '06:11:34.560469 IP 10.0.0.2 > 10.0.0.1: ICMP 10.0.0.2 udp port 4789 unreachable, length 36\n',
    )
  })

  test('a header that the capture cut is named in [|…]', () => {
    expect(lineOf(VXLAN_ARP.slice(0, 45), VXLAN_ARP.length)).toMatch(/4789: VXLAN \[\|vxlan\]\n$/)
    expect(lineOf(VXLAN_ARP.slice(0, 60), VXLAN_ARP.length)).toMatch(/vni 42\n \[\|ether\]\n$/)
    expect(lineOf(VXLAN_ARP.slice(0, 70), VXLAN_ARP.length)).toMatch(/vni 42\n \[\|arp\]\n$/)
  })

  test('the clock is the one of the zone it was given', () => {
    const clock = new Clock(() => 8 * 3600)
    expect(lineOf(ICMP_ERROR, ICMP_ERROR.length, { ...UTC, clock, time: TimeStyle.DateTime })).toMatch(
      /^2023-05-22 14:11:34\.560469 IP /,
    )
  })

  test('an unknown EtherType is shown with the frame’s addresses and its octets', () => {
    const frame = Uint8Array.from([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5, 0x41, 0x42, 0])
    expect(lineOf(frame, frame.length, { ...UTC, time: TimeStyle.None })).toBe(
      '02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype Unknown (0x88b5), length 17: \n' +
        '\t0x0000:  4142 00                                  AB.\n',
    )
  })
})

/** Every frame of the fixtures, with its link type. */
async function fixtureFrames(): Promise<ReadonlyArray<readonly [Uint8Array, number]>> {
  const frames: (readonly [Uint8Array, number])[] = []
  for (const file of captures(FIXTURES)) {
    await visitLines(file, UTC, (p) => {
      if (p.captured <= 2048) frames.push([p.bytes.slice(p.start, p.end), p.linkType])
    })
  }
  return frames
}

test('no damage to a frame and no cut makes the writer throw, and every packet is at least a line', async () => {
  const frames = await fixtureFrames()
  expect(frames.length).toBeGreaterThan(0)
  fc.assert(
    fc.property(
      fc.constantFrom(...frames),
      fc.array(fc.tuple(fc.nat(140), fc.nat(255)), { maxLength: 4 }),
      fc.nat(160),
      fc.nat(40),
      fc.boolean(),
      fc.boolean(),
      ([frame, linkType], damage, cut, missing, linkLevel, quiet) => {
        const octets = frame.slice(0, cut)
        for (const [at, value] of damage) if (at < octets.length) octets[at] = value
        const text = lineOf(octets, octets.length + missing, { ...UTC, linkLevel, quiet }, linkType)
        expect(text.endsWith('\n')).toBe(true)
      },
    ),
    { numRuns: 1000 },
  )
})
