/**
 * What differs between systems. None but Linux runs these tests: the others are told to the program by their names, before it
 * looks, and it has to answer in one line.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { platformOf } from '../../src/capture/platform.js'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Runs the program where `process.platform` is `name`. */
function runOn(name: NodeJS.Platform, ...args: readonly string[]): Promise<{ code: unknown; stderr: string }> {
  const asIf = `data:text/javascript,Object.defineProperty(process,'platform',{value:'${name}'})`
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', asIf, MAIN, ...args], (error, _, stderr) => {
      resolve({ code: error?.code ?? 0, stderr })
    })
  })
}

describe('live capture where there is no libpcap of a known name', () => {
  test('on Windows packets come through a pipe', async () => {
    const { code, stderr } = await runOn('win32', '-i', 'Ethernet')
    expect(code).toBe(2)
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/Ethernet: no live capture on Windows; .*With Npcap: dumpcap -w - \| vxsniff read -$/),
    ])
  })

  test('where nothing is known, through tcpdump', async () => {
    const { code, stderr } = await runOn('sunos', '-i', 'net0')
    expect(code).toBe(2)
    expect(stderr).toMatch(/net0: no live capture on sunos; tcpdump -w - \| vxsniff read -\n$/)
  })
})

test('the lab is refused in one line where there are no network namespaces', async () => {
  const { code, stderr } = await runOn('darwin', 'lab', 'up', 'p2p')
  expect(code).toBe(2)
  expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/Linux network namespaces, and this is macOS/)])
})

test('files are read without any of it', async () => {
  const file = fileURLToPath(new URL('../../fixtures/vxlan_vni_1.pcap', import.meta.url))
  for (const name of ['win32', 'darwin'] as const) expect((await runOn(name, 'read', file)).code).toBe(0)
})

describe('what each system has', () => {
  test('only Linux has any, packet sockets and namespaces', () => {
    for (const name of ['darwin', 'freebsd', 'openbsd', 'win32', 'sunos'] as const) {
      expect(platformOf(name)).toMatchObject({ hasAny: false, hasPacketSockets: false, hasNamespaces: false })
    }
    expect(platformOf('linux')).toMatchObject({ hasAny: true, hasPacketSockets: true, hasNamespaces: true })
  })

  test('counters come by the signal that tcpdump has there', () => {
    expect(platformOf('linux').countersSignal).toBe('SIGUSR1')
    expect(platformOf('darwin').countersSignal).toBe('SIGINFO')
    expect(platformOf('win32').countersSignal).toBeUndefined()
  })

  test('somebody who may not capture is told how, for this interface', () => {
    expect(platformOf('linux').permission('eth0')).toMatch(/setcap cap_net_raw.* -i eth0/)
    expect(platformOf('darwin').permission('en0')).toMatch(/\/dev\/bpf\*.*tcpdump -i en0/)
  })
})
