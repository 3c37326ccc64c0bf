/** What VTEPs learn by our account, against what the kernel's own tables say, for every node of the lab's captures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { learnedBy, learnFile } from './learn.js'

const LAB = fileURLToPath(new URL('../../../../shared/lab', import.meta.url))
if (!existsSync(LAB)) console.warn(`${LAB} is not there: tables are not compared with the kernel's`)

interface Link {
  readonly ifname: string
  readonly linkinfo?: {
    readonly info_kind?: string
    readonly info_data?: { readonly id?: number; readonly learning?: boolean; readonly external?: boolean }
  }
}

interface Entry {
  readonly mac: string
  readonly ifname: string
  readonly dst?: string
  readonly state: string
}

/** A capture of a node that has a learning VXLAN device, and what the kernel had learned there. */
interface Case {
  readonly path: string
  readonly vtep: string
  readonly vni: number
  /** `MAC@VTEP`, in alphabetical order. */
  readonly learned: readonly string[]
  /** MAC addresses that were put in by hand: no packet changes them. */
  readonly permanent: ReadonlySet<string>
}

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T

function casesOf(network: string): readonly Case[] {
  const dir = `${LAB}/${network}`
  if (!existsSync(`${dir}/notes.txt`)) return []
  const notes = readFileSync(`${dir}/notes.txt`, 'utf8')
  return readdirSync(dir)
    .filter((name) => /^n\d\..*pcap$/.test(name) && !name.includes('vxlan') && !name.includes('flannel'))
    .flatMap((name) => {
      const node = name.slice(0, 2)
      // The device of a network whose VTEP was moved into the container is there.
      const found = [node, `c${node[1]}`].flatMap((n) => deviceOf(dir, n))[0]
      const address = new RegExp(`\\[${node}\\] underlay \\S+ (\\S+)/`).exec(notes)?.[1]
      if (found === undefined || address === undefined) return []
      const mine = json<Entry[]>(`${dir}/${found.holder}.fdb.json`).filter((e) => e.ifname === found.name && e.dst)
      const [permanent, learned] = [true, false].map((is) => mine.filter((e) => (e.state === 'permanent') === is))
      return [
        {
          path: `${dir}/${name}`,
          vtep: address,
          vni: found.vni,
          learned: learned!.map((e) => `${e.mac}@${e.dst}`).sort(),
          permanent: new Set(permanent!.map((e) => e.mac)),
        },
      ]
    })
}

function deviceOf(dir: string, holder: string): { holder: string; name: string; vni: number }[] {
  if (!existsSync(`${dir}/${holder}.link.json`)) return []
  return json<Link[]>(`${dir}/${holder}.link.json`).flatMap(({ ifname, linkinfo }) => {
    const { id, learning = true, external = false } = linkinfo?.info_data ?? {}
    if (linkinfo?.info_kind !== 'vxlan' || id === undefined || !learning || external) return []
    return [{ holder, name: ifname, vni: id }]
  })
}

describe.skipIf(!existsSync(LAB))('the forwarding table of a VTEP is the one that its kernel has', () => {
  const cases = existsSync(LAB) ? readdirSync(LAB).flatMap(casesOf) : []

  test.each(cases)('$path', async ({ path, vtep, vni, learned, permanent }) => {
    const ours = learnedBy(await learnFile(path), vtep, vni)
    expect(ours.filter((entry) => !permanent.has(entry.split('@')[0]!))).toEqual(learned)
  })

  test('there are nodes that have learned something', () => {
    expect(cases.length).toBeGreaterThan(30)
    expect(cases.flatMap((c) => c.learned).length).toBeGreaterThan(60)
  })
})
