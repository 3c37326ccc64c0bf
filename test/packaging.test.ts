/** What goes along with the program: manual pages, completions, and what a package has in it. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FINDING_IDS } from '../src/analysis/check/finding-ids.js'
import { fieldNames } from '../src/present/fields.js'
import { COMMANDS, flagOf } from './helpers/declared.js'
import { isMissing } from './helpers/programs.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MAN = join(ROOT, 'dist/man')
const COMPLETIONS = join(ROOT, 'dist/completions')

describe('manual pages', () => {
  const hasNoMandoc = isMissing('mandoc', 'apt-get install mandoc')
  const names = readdirSync(MAN)
  const command = (name: string): string => name.split(' ')[0]!

  test('there is one of the program and one of each command', () => {
    const commands = new Set(COMMANDS.map(({ name }) => `vxsniff-${command(name)}.1`))
    expect(names.sort()).toEqual([...commands, 'vxsniff.1'].sort())
  })

  test.skipIf(hasNoMandoc)('mandoc has nothing to say against them', () => {
    for (const name of names) {
      const { stdout } = spawnSync('mandoc', ['-Tlint', join(MAN, name)], { encoding: 'utf8' })
      // Which other manuals are there is the machine's.
      expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('referenced manual not found'))).toEqual(
        [],
      )
    }
  })

  test.skipIf(hasNoMandoc)('each has all options of its command, each with its text', () => {
    for (const { name, options } of COMMANDS) {
      const page = join(MAN, `vxsniff-${command(name)}.1`)
      const { stdout } = spawnSync('mandoc', ['-Tutf8', '-Owidth=200', page], { encoding: 'utf8' })
      // Letters are printed over themselves, or over an underline.
      const [last = '', ...others] = stdout.split('\b').reverse()
      const text = [...others.reverse().map((piece) => piece.slice(0, -1)), last].join('').replaceAll(/\s+/g, ' ')
      for (const option of options.filter(({ hidden }) => !hidden)) {
        expect(text, `${name} ${option.flags}`).toContain(flagOf(option))
        const words = option.description.slice(1).replace(/\.$/, '')
        expect(text, `${name} ${option.flags}`).toContain(words)
      }
    }
  })
})

describe('completion in bash', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vxsniff-completion-'))
    for (const name of ['capture.pcap', 'with space.pcapng']) writeFileSync(join(folder, name), '')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** What bash offers where these words end; each line's last word is what is being typed. */
  function offered(lines: readonly string[]): readonly (readonly string[])[] {
    const script = `
      source ${join(COMPLETIONS, 'vxsniff')}
      while IFS= read -r line; do
        read -ra COMP_WORDS <<< "$line"
        [[ $line == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
        COMPREPLY=()
        _vxsniff
        printf '%s\\t' "\${COMPREPLY[@]}"
        echo
      done`
    const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', script], {
      cwd: folder,
      input: lines.map((line) => `${line}\n`).join(''),
      encoding: 'utf8',
    })
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    const all = stdout.split('\n').slice(0, -1)
    expect(all).toHaveLength(lines.length)
    return all.map((line) => line.split('\t').filter((word) => word !== ''))
  }

  test('commands, also those below others; in front of them a file', () => {
    const [first, some, lab, file] = offered(['vxsniff ', 'vxsniff re', 'vxsniff lab u', 'vxsniff read c'])
    expect(first).toEqual(expect.arrayContaining(COMMANDS.map(({ name }) => name.split(' ')[0])))
    expect(some).toEqual(['read', 'report'])
    expect(lab).toEqual(['up'])
    expect(file).toEqual(['capture.pcap'])
  })

  test('all options of every command, and no others', () => {
    const all = offered(COMMANDS.map(({ name }) => `vxsniff ${name} -`))
    for (const [i, { name, options }] of COMMANDS.entries()) {
      const flags = options.filter(({ hidden }) => !hidden).flatMap(({ short, long }) => [short, long])
      expect([...all[i]!].sort(), name).toEqual([...flags.filter((flag) => flag != null), '-h', '--help'].sort())
    }
  })

  test('words that an option takes: choices, fields, findings, networks, words of a filter', () => {
    const [color, fields, second, only, ignore, fault, network, word, tables] = offered([
      'vxsniff read --color ',
      'vxsniff read --fields vxlan.',
      'vxsniff read --fields ip.src,vxlan.v',
      'vxsniff check capture.pcap --only mac.',
      'vxsniff check --ignore mac.moved,',
      'vxsniff lab run p2p --fault vni',
      'vxsniff lab up multicast-',
      'vxsniff flows -Y innerm',
      'vxsniff export capture.pcap --tables fdb',
    ])
    expect(color).toEqual(['auto', 'always', 'never'])
    expect(fields).toEqual(fieldNames().filter((name) => name.startsWith('vxlan.')))
    expect(second).toEqual(['ip.src,vxlan.ver', 'ip.src,vxlan.vni'])
    expect(only).toEqual(FINDING_IDS.filter((id) => id.startsWith('mac.')))
    expect(ignore).toEqual(FINDING_IDS.map((id) => `mac.moved,${id}`))
    expect(fault).toEqual(['vni-mismatch'])
    expect(network).toEqual(['multicast-3nodes', 'multicast-bridge'])
    expect(word).toEqual(['innermost'])
    expect(tables).toEqual(['fdb_events'])
  })

  test('interfaces of this machine, and files for what is read and written', () => {
    const [interfaces, live, write] = offered(['vxsniff check -i ', 'vxsniff -i lo', 'vxsniff decap -w w'])
    expect([...interfaces!].sort()).toEqual(['any', ...readdirSync('/sys/class/net')].sort())
    expect(live).toContain('lo')
    expect(write).toEqual(['with space.pcapng'])
  })
})

describe('the package', () => {
  const packed = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' })
  const [{ files }] = JSON.parse(packed.stdout) as [{ files: { path: string }[] }]
  const paths = files.map(({ path }) => path)

  test('has the program, the library, manual pages and completions, and no maps', () => {
    for (const path of [
      'dist/cli/main.js',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/wire/index.js',
      'dist/man/vxsniff.1',
    ])
      expect(paths).toContain(path)
    for (const name of readdirSync(COMPLETIONS)) expect(paths).toContain(`dist/completions/${name}`)
    expect(paths.filter((path) => path.endsWith('.map'))).toEqual([])
  })

  test('has all that its library leads to, and nothing of the library besides', () => {
    const library = paths.filter((path) => /^dist\/(?!cli)[\w/-]+\.js$/.test(path))
    const led = new Set(['dist/index.js', 'dist/wire/index.js', 'dist/browser.js'])
    for (const path of led) {
      const text = readFileSync(join(ROOT, path), 'utf8')
      for (const [, to = ''] of text.matchAll(/(?:from|import\(|URL\()\s*['"](\.[^'"]+)['"]/g)) {
        led.add(new URL(to, `file:///${path}`).pathname.slice(1))
      }
    }
    expect(library.sort()).toEqual([...led].sort())
  })
})

describe.skipIf(isMissing('dpkg', 'this is no Debian'))('the Debian package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vxsniff-deb-test-'))
  const root = join(folder, 'root')
  const dpkg = (...words: readonly string[]) =>
    spawnSync('dpkg', [`--root=${root}`, '--force-depends', '--force-not-root', ...words], { encoding: 'utf8' })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('is made, installed, does its work, and goes again', { timeout: 300_000 }, () => {
    const made = spawnSync(process.execPath, ['--import', 'tsx', 'packaging/deb.ts', folder], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    expect({ stderr: made.stderr, status: made.status }).toEqual({ stderr: '', status: 0 })
    const path = made.stdout.trim()
    const fields = spawnSync('dpkg-deb', ['-f', path, 'Package', 'Version', 'Depends', 'Recommends'], {
      encoding: 'utf8',
    })
    expect(fields.stdout).toMatch(
      /^Package: vxsniff\nVersion: [\d.]+\nDepends: .*libpcap0\.8.*\nRecommends: nodejs \(>= 20\)\n$/,
    )

    // A root of its own, as dpkg wants one, with nothing in it.
    for (const name of ['updates', 'info', 'triggers']) mkdirSync(join(root, 'var/lib/dpkg', name), { recursive: true })
    for (const name of ['status', 'available']) writeFileSync(join(root, 'var/lib/dpkg', name), '')
    expect(dpkg('-i', path).status).toBe(0)
    const program = join(root, 'usr/bin/vxsniff')
    const run = (...words: readonly string[]) => spawnSync(program, words, { encoding: 'utf8' })
    expect(run('--version').stdout).toBe(`${JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version}\n`)
    expect(run('check', join(ROOT, 'fixtures/port-mismatch.pcap')).stdout).toContain('vxlan.port-mismatch')
    expect(run('report', '-o', join(folder, 'page.html'), join(ROOT, 'fixtures/multicast.pcap')).status).toBe(0)
    // It loads libpcap, which says that there is no such interface.
    const live = run('-i', 'nosuch0', '-c', '1')
    expect(live.stderr).toMatch(/^vxsniff: [^\n]*nosuch0/)
    expect(live.stderr).not.toContain('koffi')
    for (const name of ['man/man1/vxsniff-read.1.gz', 'bash-completion/completions/vxsniff', 'doc/vxsniff/copyright'])
      expect(existsSync(join(root, 'usr/share', name)), name).toBe(true)

    expect(dpkg('-r', 'vxsniff').status).toBe(0)
    expect(existsSync(join(root, 'usr'))).toBe(false)
  })
})
