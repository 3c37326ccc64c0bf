/** What a bundler makes of the library: it reads captures in a real browser, and takes no more of it than is used. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, describe, expect, test } from 'vitest'
import { hasNoBrowser, openFile } from '../helpers/browser.js'
import { isMissing } from '../helpers/programs.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
// Beside the package, so that a bundler finds it by its name as it would in a project that depends on it.
const scratch = mkdtempSync(join(ROOT, '.bundle-test-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** One file for a browser, of a module that imports the package. */
async function bundled(code: string): Promise<string> {
  const entry = join(scratch, 'entry.mjs')
  writeFileSync(entry, code)
  const made = await build({
    root: scratch,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, target: 'es2022', lib: { entry, formats: ['es'], fileName: 'bundle' } },
  })
  const [output] = [made].flat()
  if (output === undefined || !('output' in output)) throw new Error('nothing was bundled')
  return output.output[0].code
}

test('an import of one name costs what that name is', async () => {
  const code = await bundled("import { Kind } from 'vxsniff/wire'\nconsole.log(Kind.Vxlan)\n")
  expect(code).not.toContain('import')
  expect(code.length).toBeLessThan(1500)
})

describe.skipIf(hasNoBrowser || isMissing('tshark', 'apt-get install tshark'))('in a browser', () => {
  test('captures are read from memory and decoded', async () => {
    const program = await bundled(`
      import { captureOf, decode, filter, layersOf, lineOf, Packet } from 'vxsniff/browser'
      globalThis.read = async (octets) => {
        const capture = await captureOf(Uint8Array.from(octets), 'dropped.pcap')
        const packet = new Packet()
        const isArp = filter('inner arp')
        const all = []
        while (await capture.fill()) {
          while (capture.next(packet)) {
            decode(packet)
            const layers = layersOf(packet)
            const vni = layers.find(({ protocol }) => protocol === 'vxlan')?.fields['vxlan.vni'] ?? null
            all.push({ number: packet.number, vni, isArp: isArp(packet), line: lineOf(packet) })
          }
        }
        return all
      }
      globalThis.failure = (octets) => captureOf(Uint8Array.from(octets)).then(() => '', ({ message }) => message)
    `)
    expect(program).not.toMatch(/from\s*["']node:/)
    const path = join(scratch, 'page.html')
    writeFileSync(path, `<!doctype html><title>library</title><script type="module">${program}</script>`)
    const { page, complaints } = await openFile(path, { waits: false })
    await page.waitForFunction(() => 'read' in globalThis)
    const file = join(ROOT, 'fixtures/multicast.pcap')
    const octets = [...readFileSync(file)]
    type Row = { number: number; vni: number | null; isArp: boolean; line: string }
    const rows = await page.evaluate(
      (from) => (globalThis as unknown as { read(octets: number[]): Promise<Row[]> }).read(from),
      octets,
    )
    const theirs = execFileSync('tshark', ['-r', file, '-T', 'fields', '-e', 'vxlan.vni', '-e', 'arp.opcode'], {
      encoding: 'utf8',
    })
    const expected = theirs
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t'))
    expect(rows.map(({ vni, isArp }) => [vni === null ? '' : String(vni), isArp])).toEqual(
      expected.map(([vni, arp]) => [vni, arp !== '']),
    )
    expect(rows[4]!.line).toMatch(/^vxlan 42 {2}10\.65\.132\.187 ⇒ 224\.1\.1\.1 {2}ARP who-has/)
    const message = await page.evaluate(
      (from) => (globalThis as unknown as { failure(octets: number[]): Promise<string> }).failure(from),
      [1, 2, 3, 4, 5],
    )
    expect(message).toBe('octets: not a capture file (starts with 0x01020304); expected pcap or pcapng')
    expect(complaints).toEqual([])
  })
})
