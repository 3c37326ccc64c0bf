/** Settings and names: what is taken from the file, who may have written it, and that data has no names. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { afterAll, afterEach, expect, test } from 'vitest'
import { type Config, readConfig, refuseForeign, settle } from '../../src/cli/config.js'
import { addLanguageOption } from '../../src/cli/language.js'
import { NameTable } from '../../src/cli/names.js'
import { limitColumns } from '../../src/cli/output.js'
import { addColorOption, addNamesOption, addSharedOptions, tablesFrom } from '../../src/cli/shared-options.js'
import { useAliases, withAliases, withAliasesBehind, withoutAliases } from '../../src/present/aliases.js'
import { Kind } from '../../src/wire/kind.js'
import { vxsniff } from '../helpers/run.js'

const dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
const { VXSNIFF_CONFIG: before } = process.env
afterAll(() => rmSync(dir, { recursive: true }))
afterEach(() => {
  useAliases(undefined)
  limitColumns(Number.POSITIVE_INFINITY)
  if (before === undefined) Reflect.deleteProperty(process.env, 'VXSNIFF_CONFIG')
  else Object.assign(process.env, { VXSNIFF_CONFIG: before })
})

const MULTICAST = fileURLToPath(new URL('../../fixtures/multicast.pcap', import.meta.url))
const MISMATCH = fileURLToPath(new URL('../../fixtures/port-mismatch.pcap', import.meta.url))

/** Writes a file that only its owner may write. */
function file(name: string, text: string): string {
  const path = join(dir, name)
  writeFileSync(path, text)
  chmodSync(path, 0o644)
  return path
}

async function configOf(text: string): Promise<Config> {
  Object.assign(process.env, { VXSNIFF_CONFIG: file('config.toml', text) })
  return (await readConfig())!
}

/** A command with the options that settings stand for, told these words. */
function told(...words: readonly string[]): Command {
  const command = new Command().exitOverride()
  addLanguageOption(command)
  addSharedOptions(command)
  addColorOption(command)
  addNamesOption(command)
  return command.parse(words, { from: 'user' })
}

test('an entry stands for an option that was not given', async () => {
  const config = await configOf('color = "never"\nvxlan-port = [46354, 5000]\ndecode-as = ["udp.port==7000,geneve"]\n')
  const command = told('--color', 'always')
  expect([...settle(command, config)]).toEqual([
    ['vxlan-port', '46354, 5000'],
    ['decode-as', 'udp.port==7000,geneve'],
  ])
  const { udpPorts } = tablesFrom(command.opts())
  expect([46354, 5000, 7000].map((port) => udpPorts[port])).toEqual([Kind.Vxlan, Kind.Vxlan, Kind.Geneve])
  expect(command.opts()).toMatchObject({ color: 'always' })
})

test.each([
  ['lang = "fr"', /:1: there is no "fr", but en, zh$/],
  ['\ncolour = "never"', /:2: there is no "colour", but lang, color, /],
  ['vxlan-port = ["x"]', /:1: "x" is no UDP port; give numbers up to 65535/],
  ['vxlan-port = [true]', /:1: --vxlan-port takes a number or text in quotes$/],
  ['lang = zh', /:1:8: .*text stands in quotes, as in lang = "zh"$/],
  ['lang =', /:1:\d+: /],
  ['columns = 3', /:1: columns is a number from 40 to 10000$/],
  ['hosts = 3', /:1: give \[hosts\] on a line, and names below it$/],
  ['[color]\nwhen = 1', /:1: "color" is one value$/],
])('%j is refused by its line', async (text, why) => {
  const refused = async (): Promise<void> => void settle(told(), await configOf(text))
  await expect(refused()).rejects.toThrow(why)
})

test('a file that others can write is refused, and one in a folder that they can write', async () => {
  const path = file('config.toml', 'lang = "zh"')
  chmodSync(path, 0o664)
  Object.assign(process.env, { VXSNIFF_CONFIG: path })
  await expect(readConfig()).rejects.toThrow(
    `others can write it: chmod go-w ${path}, or VXSNIFF_CONFIG= for no settings`,
  )
  const folder = join(dir, 'open')
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  const mine = { uid: process.geteuid!(), mode: 0o100644 }
  expect(() => refuseForeign(join(folder, 'config.toml'), mine)).toThrow(/others can write its folder: chmod go-w /)
  expect(() => refuseForeign(path, { uid: 12345, mode: 0o100644 })).toThrow(/belongs to somebody else \(user 12345\)/)
  expect(() => refuseForeign(path, mine)).not.toThrow()
})

test('no file is no settings, unless it was named', async () => {
  Object.assign(process.env, { VXSNIFF_CONFIG: '' })
  expect(await readConfig()).toBeUndefined()
  Object.assign(process.env, { VXSNIFF_CONFIG: join(dir, 'none.toml') })
  await expect(readConfig()).rejects.toThrow(/there is no .*none\.toml/)
})

const NAMES = file(
  'names.txt',
  `# as in /etc/hosts
10.65.132.187   zqa  alias    # the first VTEP
10.65.132.188   zqb
172.17.1.2 zqc
172.17.1.3 zqd
FD00:0:0::42 six
4e-92-72-79-59-ed zqe
vni 42 zqf
`,
)

test('a file of names has lines as in /etc/hosts, and VNIs', () => {
  const names = new NameTable()
  names.addFile(NAMES)
  expect(names.hosts.get('fd00::42')).toBe('six')
  expect([...names.macs]).toEqual([['4e:92:72:79:59:ed', 'zqe']])
  expect([...names.vnis]).toEqual([[42, 'zqf']])
})

test.each([
  ['web 10.0.0.1', /:1: "web" is no address; give 10\.0\.0\.1 web, /],
  ['10.0.0 web', /:1: "10\.0\.0" is no address/],
  ['10.0.0.0/24 web', /:1: "10\.0\.0\.0\/24" is no address/],
  ['\n10.0.0.1', /:2: a name is missing; give letters/],
  ['10.0.0.1 \u001b[31m', /:1: .* is no name; give letters/],
  ['vni x shop', /:1: "x" is no VNI; give a number up to 16777215/],
  ['vni 16777216 shop', /:1: "16777216" is no VNI/],
])('%j is no line of names', (line, why) => {
  expect(() => new NameTable().addFile(file('bad.txt', line))).toThrow(why)
})

test('only whole addresses get names', () => {
  const names = new NameTable()
  names.addFile(NAMES)
  names.addAddress('1.2.3.4', 'web', '')
  useAliases(names)
  expect(withAliases('1.2.3.4:80 > 1.2.3.45, 11.2.3.4, 1.2.3.4.5, x1.2.3.4, 1.2.3.4.')).toBe(
    'web:80 > 1.2.3.45, 11.2.3.4, 1.2.3.4.5, x1.2.3.4, web.',
  )
  expect(withAliases('fd00::42 fd00::421 [fd00::42]:80 vxlan 42 vxlan/8472 42 gre 42 vxlan 421')).toBe(
    'six fd00::421 [six]:80 vxlan 42 zqf vxlan/8472 42 zqf gre 42 vxlan 421',
  )
  expect(withAliasesBehind('4e:92:72:79:59:ed 02:42:ac:11:00:02 aa:bb:cc:dd:ee:ff')).toBe(
    '4e:92:72:79:59:ed (zqe) 02:42:ac:11:00:02 (Docker) aa:bb:cc:dd:ee:ff',
  )
  expect(withoutAliases(() => withAliases('1.2.3.4'))).toBe('1.2.3.4')
})

/** The words of a text, with each token as the address that it stands for; layout does not count. */
function wordsOf(text: string): string {
  const names = new NameTable()
  names.addFile(NAMES)
  let plain = text
  for (const [key, name] of [...names.hosts, ...names.macs]) plain = plain.replaceAll(name, key)
  return plain.replaceAll(/\s*zqf/g, '').replaceAll(/[\s═─│]+/g, '')
}

test('text has names where it had addresses, and says the same otherwise', async () => {
  const calls = [
    ['read', MULTICAST],
    ['learn', MULTICAST],
    ['check', MISMATCH],
  ]
  const both = calls.map((call) => Promise.all([vxsniff(call), vxsniff([...call, '--names', NAMES])]))
  for (const [plain, named] of await Promise.all(both)) {
    expect(named.stdout).toContain('zq')
    expect(named.stdout).not.toMatch(/^(?!.*\b(ip|bridge|handling) ).*172\.17\.1\.[23]\b/m)
    expect(wordsOf(named.stdout)).toBe(wordsOf(plain.stdout))
    expect(wordsOf(named.stderr)).toBe(wordsOf(plain.stderr))
  }
})

test('data has addresses, whatever the settings say; they are said', async () => {
  const env = { VXSNIFF_CONFIG: file('config.toml', 'names = "names.txt"\ncolor = "always"\n') }
  const calls = [
    ['read', '--json', MULTICAST],
    ['flows', '--csv', MULTICAST],
  ]
  const both = calls.map((call) => Promise.all([vxsniff(call), vxsniff(call, '', env)]))
  for (const [plain, set] of await Promise.all(both)) {
    expect(set.stdout).toBe(plain.stdout)
    expect(set.stderr).toMatch(/^settings of .*config\.toml: color\n/)
  }
  const { stderr, code } = await vxsniff(['read', '--json', '--names', NAMES, MULTICAST])
  expect([stderr, code]).toEqual(['vxsniff: --names is for text; --json has the addresses themselves\n', 2])
})

test('config says what is in force and where it is from', async () => {
  const path = file('config.toml', 'lang = "zh"\n[vnis]\n42 = "shop"\n')
  const { stdout, stderr } = await vxsniff(['config', '--lang', 'en'], '', { VXSNIFF_CONFIG: path, NO_COLOR: '1' })
  expect(stderr).toBe('')
  expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
    [`settings of ${path}`],
    ['lang', 'zh', `${path}:1`],
    ['color', 'auto', 'environment: NO_COLOR'],
    ['vxlan-port', '4789, 8472', 'default'],
    ['geneve-port', '6081', 'default'],
    ['decode-as', 'default'],
    ['names', 'default'],
    ['columns', 'default'],
    ['vnis', '1 name', `${path}:2`],
    [''],
  ])
})
