/**
 * Every capture in fixtures/ has two goldens: `.txt`, its lines, and `.jsonl`, its packets as JSON. Adding a capture adds
 * a test; `npx vitest -u test/fixtures.test.ts` blesses, and the difference is reviewed like code. What the goldens say
 * is held against tshark, field by field.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { PROTOCOLS } from '../src/wire/protocols/index.js'
import { isMissing } from './helpers/programs.js'
import { vxsniff } from './helpers/run.js'
import { share } from './helpers/share.js'

const DIR = fileURLToPath(new URL('../fixtures/', import.meta.url))
const CAPTURES = readdirSync(DIR).filter((name) => /\.pcap(ng)?$/.test(name))

/** What the user of a capture would tell vxsniff, and tshark. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  'vxlan-46354.pcap': ['-d', 'udp.port==46354,vxlan'],
}

describe.each(CAPTURES)('%s', (name) => {
  test('is small and described', () => {
    expect(statSync(DIR + name).size).toBeLessThan(20_000)
    expect(readFileSync(`${DIR}README.md`, 'utf8')).toContain(`\`${name}\``)
  })

  test('has the lines of its golden', async () => {
    const { stdout, code } = await vxsniff(['read', DIR + name])
    expect(code).toBe(0)
    await expect(stdout).toMatchFileSnapshot(`${DIR}${name}.txt`)
  })

  test('has the JSON of its golden', async () => {
    const { stdout, code } = await vxsniff(['read', '--json', ...(OPTIONS[name] ?? []), DIR + name])
    expect(code).toBe(0)
    await expect(stdout).toMatchFileSnapshot(`${DIR}${name}.jsonl`)
  })
})

interface JsonPacket {
  readonly number: number
  readonly layers: readonly { readonly fields: Readonly<Record<string, unknown>> }[]
  readonly malformed?: { readonly fields: Readonly<Record<string, unknown>> }
}

/** Where tshark 4.0 shows another value, or none, and why ours stands. `capture` is a part of the name. */
const KNOWN: readonly { readonly field: RegExp; readonly capture?: string; readonly why: string }[] = [
  { field: /^ip\.version$/, why: 'tshark gives IPv6 headers a hidden ip.version besides ipv6.version' },
  {
    field: /^(geneve\.option\.unknown\.data|ipv6\.opt\.padn)$/,
    why: 'tshark prints <missing> or <none> for no octets',
  },
  { field: /./, capture: 'gue', why: 'tshark 4.0 has no dissector for GUE' },
  { field: /^(eth|ip|icmp)\./, capture: 'l2tpv3', why: 'no packet says what a session carries: tshark asks its user' },
  { field: /^tcp\./, capture: 'ipsec', why: 'tshark reads what IPComp has compressed as if it were not' },
  {
    field: /^http\./,
    capture: 'tenants',
    why: 'tshark takes the segments of the other tenant for repeated ones, and leaves their data alone',
  },
  {
    field: /^tls\.handshake\.type$/,
    capture: 'applications',
    why: 'tshark waits for the rest of a ClientHello that a segment cuts; here it is shown where it begins',
  },
  {
    field: /./,
    capture: 'overlap-fragments',
    why: 'RFC 5722 §4: a datagram with overlapping fragments is refused; tshark shows it',
  },
  {
    field: /^http\./,
    capture: 'tenants',
    why: 'two networks have the same addresses and ports; tshark takes them for one connection, the second for sent again',
  },
]

describe.skipIf(isMissing('tshark', 'apt-get install tshark'))('tshark agrees with the JSON goldens', () => {
  const known = new Set(
    spawnSync('tshark', ['-G', 'fields'], { encoding: 'utf8', maxBuffer: 1 << 28 })
      .stdout.split('\n')
      .filter((line) => line.startsWith('F\t'))
      .map((line) => line.split('\t')[2]!),
  )
  const names = [
    ...new Set(
      PROTOCOLS.flatMap((p) => [...p.fields, ...(p.groups ?? []).flatMap((g) => g.fields)].map((f) => f.name)),
    ),
  ].filter((name) => known.has(name))

  test.each(share(CAPTURES, 6))('%s', (name) => {
    const theirs = tshark(name, names)
    const ours = readFileSync(`${DIR}${name}.jsonl`, 'utf8').trimEnd().split('\n')
    expect(ours.length).toBe(theirs.length)
    const differences: string[] = []
    let compared = 0
    for (const [i, line] of ours.entries()) {
      const packet = JSON.parse(line) as JsonPacket
      const layers = [...packet.layers, ...(packet.malformed === undefined ? [] : [packet.malformed])]
      for (const [n, field] of names.entries()) {
        const mine = layers.flatMap((l) => l.fields[field] ?? []).map(comparable)
        const other = (theirs[i]![n] ?? '')
          .split('|')
          .filter((v) => v !== '')
          .map(comparable)
        if (mine.length === 0 && other.length === 0) continue
        compared++
        if (mine.join('|') === other.join('|')) continue
        if (KNOWN.some((k) => k.field.test(field) && (k.capture === undefined || name.includes(k.capture)))) continue
        differences.push(`#${packet.number} ${field}: ours ${mine.join('|')}, tshark ${other.join('|')}`)
      }
    }
    expect(differences).toEqual([])
    expect(compared).toBeGreaterThan(0)
  })
})

function tshark(name: string, names: readonly string[]): string[][] {
  const out = execFileSync(
    'tshark',
    [
      ...['-n', '-r', DIR + name, '-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=|'],
      ...['-o', 'tcp.relative_sequence_numbers:FALSE'],
      ...['-d', 'udp.port==8472,vxlan', '-d', 'udp.port==8285,ip', '-d', 'udp.port==46354,vxlan'],
      ...names.flatMap((n) => ['-e', n]),
    ],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
}

/** Numbers as numbers whatever their base, octets without separators. */
function comparable(value: unknown): string {
  const text = String(value).toLowerCase()
  if (/^(0x[0-9a-f]+|\d+)$/.test(text)) return String(Number(text))
  return text
}
