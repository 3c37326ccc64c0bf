/** What is said of files beside their packets, on standard error and in JSON. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { vxsniff } from './run.js'

const CASES = fileURLToPath(new URL('../../../shared/cases', import.meta.url))
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
