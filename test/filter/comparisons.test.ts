/**
 * Comparisons against `tshark -Y`, made from the field tables and the values in captures. One tshark evaluates all of them
 * over all captures in a row: a listener of its Lua for each.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { compileFilter } from '../../src/filter/compile.js'
import { decode } from '../../src/wire/decode.js'
import { isFragment } from '../../src/wire/fragment.js'
import { Packet } from '../../src/wire/packet.js'
import { defaultTables, protocolOf } from '../../src/wire/protocols/index.js'
import { isMissing } from '../helpers/programs.js'
import { recordsOf, takeUp } from '../helpers/records.js'
import { FieldValues, JOINED } from './comparison-expressions.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))

interface Case {
  readonly expression: string
  readonly capture: string
  /** Names of the layers, each between two blanks. */
  readonly layers: string
  readonly isQuoting: boolean
  readonly isFragment: boolean
  readonly isMalformed: boolean
}

/** Where tshark 4.0 takes another frame, and why ours stands. */
const KNOWN: readonly { readonly why: string; readonly matches: (c: Case) => boolean }[] = [
  {
    why: 'what an ICMP error quotes is no layer of the packet: quoted(…) asks for it',
    matches: ({ isQuoting }) => isQuoting,
  },
  {
    why: "udp, icmp and other words are tcpdump's: what IP says it carries, of each fragment; tshark wants the header",
    matches: ({ isFragment, expression }) => isFragment && /\b(udp|tcp|icmp|esp|ah|data)\b(?!\.)/.test(expression),
  },
  {
    why: 'tshark gives IPv6 headers a hidden ip.version besides ipv6.version',
    matches: ({ expression, layers }) => expression.includes('ip.version') && layers.includes(' ipv6 '),
  },
  {
    why: "octets by their place are tcpdump's, and numbers: 11 is eleven; tshark takes hexadecimal digits",
    matches: ({ expression }) => expression === 'ip[9] == 11',
  },
  {
    why: "names of protocols alone are tcpdump's words, which are joined from left to right",
    matches: ({ expression }) => expression === 'vxlan || gre && icmp',
  },
  { why: 'tshark 4.0 has no dissector for GUE', matches: ({ layers }) => layers.includes(' gue ') },
  {
    why: 'no packet says what an L2TP session carries: tshark asks its user',
    matches: ({ layers }) => layers.includes(' l2tp '),
  },
  {
    why: 'tshark waits for the rest of a ClientHello that a segment cuts; here it is shown where it begins',
    matches: ({ expression }) => /^!?\(?tls\b/.test(expression),
  },
  {
    why: 'tshark has dissectors for what is data here, and shows none behind what it cannot read',
    matches: ({ expression, layers }) => /^data/.test(expression) && layers.endsWith(' data '),
  },
  {
    why: 'esp is what IP carries, as to tcpdump; udpencap is what UDP carries',
    matches: ({ expression, layers }) => expression === 'esp' && layers.includes(' udpencap esp '),
  },
  {
    why: 'two networks have the same addresses and ports; tshark takes them for one connection, the second for sent again',
    matches: ({ expression, capture }) => expression.includes('http') && capture.endsWith('/tenants.pcap'),
  },
  {
    why: 'octets of a field are those of the packet; Teredo has its addresses inverted',
    matches: ({ expression }) => expression.startsWith('teredo.orig.addr['),
  },
  {
    why: 'tshark reads what IPComp has compressed as if it were not',
    matches: ({ layers }) => layers.includes(' ipcomp '),
  },
  {
    why: 'ff is octets here; to tshark it is the name of a protocol, FOUNDATION Fieldbus',
    matches: ({ expression }) => /== ff\)?$/.test(expression),
  },
  {
    why: 'octets are ordered as they stand, like texts; to tshark the longer ones are the greater ones',
    matches: ({ expression }) => /^!?\(?bgp\.evpn\.nlri\.esi [<>]/.test(expression),
  },
  {
    why: 'with VXLAN a label is the whole VNI (RFC 8365 §5.1.3): tshark takes it for one of MPLS',
    matches: ({ expression }) => /bgp\.evpn\.nlri\.(mpls_ls\d|vni)\b/.test(expression),
  },
  {
    why: 'a header that could not be decoded has the fields in front of the damage; tshark has others',
    matches: ({ isMalformed }) => isMalformed,
  },
]

describe.skipIf(
  isMissing('tshark', 'apt-get install tshark') || isMissing('mergecap', 'apt-get install wireshark-common'),
)('comparisons take the frames that tshark takes', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'vxsniff-'))
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  test('over all fixtures in a row', { timeout: 120_000 }, async () => {
    const { expressions, compared, taken, unknown } = await compare(capturesIn(FIXTURES), scratch)
    expect(unknown).toEqual([])
    expect(expressions).toBeGreaterThan(500)
    expect(compared).toBeGreaterThan(1_000_000)
    expect(taken).toBeGreaterThan(100_000)
  })
})

function capturesIn(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .sort()
    .map((name) => dir + name)
}

interface Comparison {
  readonly expressions: number
  readonly compared: number
  readonly taken: number
  readonly unknown: readonly string[]
}

async function compare(captures: readonly string[], scratch: string): Promise<Comparison> {
  const merged = join(scratch, 'merged.pcapng')
  run('mergecap', ['-a', '-w', merged, ...captures])
  const places: string[] = []
  for (const path of captures) for (let i = (await recordsOf(path)).length; i > 0; i--) places.push(path)
  const frames = await recordsOf(merged)
  expect(frames.length).toBe(places.length)
  // Fragments as they are: what tshark puts together, it puts together across captures.
  const tables = { ...defaultTables(), reassemble: false }
  const p = new Packet(tables)
  const values = new FieldValues()
  for (const [i, f] of frames.entries()) {
    takeUp(p, f, i + 1)
    decode(p)
    values.take(p)
  }
  const known = new Set(
    run('tshark', ['-G', 'fields'])
      .split('\n')
      .map((line) => line.split('\t')[2]),
  )
  const expressions = [...new Set([...values.expressions((name) => known.has(name)), ...JOINED])]
  const theirs = tshark(merged, expressions, scratch)
  const ours = expressions.map((expression, i) => (theirs[i] === undefined ? undefined : compileFilter(expression)))
  const unknown: string[] = []
  let compared = 0
  let taken = 0
  for (const [i, f] of frames.entries()) {
    takeUp(p, f, i + 1)
    decode(p)
    for (const [n, expression] of expressions.entries()) {
      const set = theirs[n]
      if (set === undefined) continue
      compared++
      const isTaken = set.has(i + 1)
      if (isTaken) taken++
      if (ours[n]!.accepts(p) === isTaken) continue
      const c = caseOf(expression, places[i]!, p)
      if (!KNOWN.some(({ matches }) => matches(c)))
        unknown.push(`${places[i]} #${i + 1}${c.layers}: ${expression} is ${isTaken} to tshark`)
    }
  }
  return { expressions: ours.filter((filter) => filter !== undefined).length, compared, taken, unknown }
}

function caseOf(expression: string, capture: string, p: Packet): Case {
  const layers = p.layers.slice(0, p.depth)
  return {
    expression,
    capture,
    layers: ` ${layers.map(({ kind }) => protocolOf(kind).name).join(' ')} `,
    isQuoting: p.quoted < p.depth,
    isFragment: layers.some((_, i) => isFragment(p, i)),
    isMalformed: p.malformed.isStop,
  }
}

/** The frames that each expression takes; undefined for one that tshark does not. */
function tshark(capture: string, expressions: readonly string[], scratch: string): (ReadonlySet<number> | undefined)[] {
  const script = join(scratch, 'filters.lua')
  writeFileSync(
    script,
    expressions
      .map(
        (expression, i) => `do
  local isRight, tap = pcall(Listener.new, "frame", ${JSON.stringify(expression)})
  if isRight then function tap.packet(p) io.write(${i}, " ", p.number, "\\n") end else io.write(${i}, " refused\\n") end
end`,
      )
      .join('\n'),
  )
  const out = run('tshark', [
    ...[
      '-n',
      '-q',
      '-X',
      `lua_script:${script}`,
      '-r',
      capture,
      '-d',
      'udp.port==8472,vxlan',
      '-d',
      'udp.port==8285,ip',
    ],
    ...['-o', 'ip.defragment:FALSE', '-o', 'ipv6.defragment:FALSE', '-o', 'tcp.desegment_tcp_streams:FALSE'],
  ])
  const frames: (Set<number> | undefined)[] = expressions.map(() => new Set())
  for (const line of out.split('\n')) {
    const [i, what] = line.split(' ')
    if (what === 'refused') frames[Number(i)] = undefined
    else if (what !== undefined) frames[Number(i)]!.add(Number(what))
  }
  return frames
}

function run(program: string, args: readonly string[]): string {
  return spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  }).stdout
}
