/** What is said of files beside their packets, on standard error and in JSON. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { vxsniff } from '../helpers/run.js'
import { dataOf } from '../helpers/written-page.js'

const CASES = fileURLToPath(new URL('../../../shared/cases', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'vxsniff-'))
afterAll(() => rmSync(folder, { recursive: true }))
const last = (text: string) => JSON.parse(text.trimEnd().split('\n').at(-1)!)

describe.skipIf(!existsSync(CASES))('notes of files', () => {
  const app = `${CASES}/app-same.pcap`
  const junk = `${CASES}/gzbig-junk.pcap.gz`
  const nanoseconds = `${CASES}/ns-in-us.pcap`

  test.each([
    [
      app,
      'another capture begins at octet 450, with packet 4: read on',
      '另一个抓包文件从第 450 字节、报文 4 处开始：已继续读取',
    ],
    [
      junk,
      '12 octets of other data behind the end of the gzip data left out',
      'gzip 数据结束之后还有 12 字节其他数据，未读取',
    ],
    [
      nanoseconds,
      'the file says that its times are in microseconds, and they are nanoseconds: read as such',
      '文件声明时间以微秒计，实际是纳秒：已按纳秒读取',
    ],
  ])('%s', async (file, english, chinese) => {
    const [read, check] = await Promise.all([vxsniff(['read', file]), vxsniff(['check', '--lang', 'zh', file])])
    expect([read.code, check.code]).toEqual([0, 0])
    expect(read.stderr).toContain(`${file}: ${english}\n`)
    expect(check.stderr).toContain(`${file}: ${chinese}\n`)
  })

  test('of several files are each told', async () => {
    const { stderr, stdout, code } = await vxsniff(['check', '--json', app, junk])
    expect(code).toBe(0)
    expect(stderr.split('\n').filter((line) => line.startsWith(CASES))).toHaveLength(2)
    expect(last(stdout).summary.notes).toEqual([
      { id: 'follows', path: app, offset: 450, frame: 4, captures: 2 },
      { id: 'other-data', path: junk, octets: 12, compression: 'gzip' },
    ])
  })

  test('are none of a file that is as it should be', async () => {
    const { stdout } = await vxsniff(['check', '--json', `${CASES}/eoip.pcap`])
    expect(last(stdout).summary.notes).toEqual([])
  })
})

describe.skipIf(!existsSync(CASES))('what a capture says of its packets', () => {
  const options = `${CASES}/ng-opts.pcapng`
  const english = [
    'eth0, desc',
    'überraschung – 注释',
    'second \\x1b[31mred\\x1b[0m',
    '4242',
    'inbound, multicast, frame check sequence of 4 octets, 5 packets dropped before it, packet id 77, queue 3, CRC32 0x00000000',
  ]

  test('is in -v, escaped', async () => {
    const { stdout } = await vxsniff(['read', '-v', '-c', '1', options])
    for (const text of english) expect(stdout).toContain(text)
    expect(stdout).toContain('option 2988 0xd97e0000637573746f6d')
    expect(stdout).not.toContain('\x1b')
  })

  test('is in --json and --fields', async () => {
    const { stdout } = await vxsniff(['read', '--json', '-c', '1', options])
    expect(stdout).not.toContain('\x1b')
    expect(last(stdout).remarks).toEqual({
      interfaceName: 'eth0',
      interfaceDescription: 'desc',
      comments: ['überraschung – 注释', 'second \x1b[31mred\x1b[0m'],
      flags: 0x89,
      dropped: 5,
      packetId: '77',
      queue: 3,
      hashes: [{ algorithm: 2, value: '00000000' }],
      process: { id: 4242 },
      options: [
        { code: 7, value: '0001' },
        { code: 2988, value: 'd97e0000637573746f6d' },
      ],
    })
    const names = ['process.id', 'process.name', 'frame.interface_name', 'frame.packet_flags', 'frame.drop_count']
    const fields = await vxsniff(['read', '--fields', names.join(','), '-c', '1', options])
    expect(fields.stdout.split('\n')[1]).toBe('4242\t\teth0\t0x00000089\t5')
  })

  test('is in explain, in both languages', async () => {
    const [screen, chinese, json] = await Promise.all([
      vxsniff(['explain', options, '1']),
      vxsniff(['explain', '--lang', 'zh', options, '1']),
      vxsniff(['explain', '--json', options, '1']),
    ])
    expect(screen.stdout).toContain('Comment: second \\x1b[31mred\\x1b[0m\n')
    expect(chinese.stdout).toContain('此前丢失 5 个报文')
    expect(JSON.parse(json.stdout).remarks).toMatchObject({ flags: 0x89, process: { id: 4242 } })
  })

  test('is in a page, and what there is to say of the file', async () => {
    const page = join(folder, 'page.html')
    expect((await vxsniff(['report', '-o', page, options, `${CASES}/app-same.pcap`])).code).toBe(0)
    const data = dataOf(readFileSync(page, 'utf8'))
    expect(data.packets.some(({ remarks }) => remarks?.process?.id === 4242)).toBe(true)
    expect(data.notes.en).toEqual(['app-same.pcap: another capture begins at octet 450, with packet 4: read on'])
  })

  test('is a finding, where packets were dropped', async () => {
    const { stdout } = await vxsniff(['check', '--json', options])
    expect(stdout).toMatch(/"id":"capture.dropped"[^\n]*"count":5,/)
  })

  test('is said in words where more was captured than there was', async () => {
    const more = `${CASES}/ng-cap-gt-len.pcapng`
    const [tree, screen] = await Promise.all([vxsniff(['read', '-v', more]), vxsniff(['explain', more, '1'])])
    expect(tree.stdout).not.toContain('+-')
    expect(tree.stdout).toContain('84 octets inside, captured 126 octets of a packet that is said to have had 1\n')
    expect(screen.stdout).toContain('captured 126 octets of a packet that is said to have had 1\n')
  })
})
