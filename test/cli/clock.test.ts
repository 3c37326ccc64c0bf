/** The wall clock is set while the program captures: nothing waits longer, nothing is lost. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cannotMakeNetworks, ip, Network, type Running } from '../helpers/namespaces.js'
import { isMissing } from '../helpers/programs.js'
import { MAIN } from '../helpers/run.js'

const { PATH } = process.env
const skipped = cannotMakeNetworks() || isMissing('gcc', 'apt install gcc libc6-dev')

/** A clock that a file sets by as many seconds as it holds; packets keep the kernel's time. */
const SHIM = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
static long step(void) {
  long n = 0;
  FILE *f = fopen(getenv("STEP_FILE"), "r");
  if (f) { if (fscanf(f, "%ld", &n) != 1) n = 0; fclose(f); }
  return n;
}
int clock_gettime(clockid_t c, struct timespec *t) {
  static int (*f)(clockid_t, struct timespec *);
  if (!f) f = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int r = f(c, t);
  if (c == CLOCK_REALTIME) t->tv_sec += step();
  return r;
}
int gettimeofday(struct timeval *t, void *z) {
  struct timespec s;
  (void)z;
  clock_gettime(CLOCK_REALTIME, &s);
  t->tv_sec = s.tv_sec;
  t->tv_usec = s.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *t) {
  struct timespec s;
  clock_gettime(CLOCK_REALTIME, &s);
  if (t) *t = s.tv_sec;
  return s.tv_sec;
}`

let dir = ''
let shim = ''
let stepFile = ''
let net: Network
beforeAll(() => {
  if (skipped) return
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
  shim = join(dir, 'shim.so')
  const built = spawnSync('gcc', ['-shared', '-fPIC', '-O1', '-o', shim, '-x', 'c', '-', '-ldl'], { input: SHIM })
  expect(built.stderr.toString()).toBe('')
})
afterAll(() => {
  if (!skipped) rmSync(dir, { recursive: true })
})
beforeEach(() => {
  if (skipped) return
  net = new Network()
  for (const ns of [net.a, net.b]) ip('-n', ns, 'link', 'set', 'lo', 'up')
  ip('-n', net.a, 'link', 'add', 'c0', 'type', 'veth', 'peer', 'name', 'd0', 'netns', net.b)
  ip('-n', net.a, 'address', 'add', '10.0.1.1/24', 'dev', 'c0')
  ip('-n', net.a, 'link', 'set', 'c0', 'up')
  ip('-n', net.b, 'link', 'set', 'd0', 'up')
  ip('-n', net.a, 'neigh', 'add', '10.0.1.2', 'lladdr', '02:00:00:00:01:02', 'dev', 'c0')
  stepFile = join(dir, `step-${Math.random()}`)
  writeFileSync(stepFile, '0')
})
afterEach(() => {
  if (!skipped) net.remove()
})

async function capture(...args: readonly string[]): Promise<Running> {
  const env = [`LD_PRELOAD=${shim}`, `STEP_FILE=${stepFile}`]
  const running = net.start(net.a, 'env', ...env, process.execPath, MAIN, ...args)
  await running.says(/(listening on .*\n)+/)
  return running
}

const setClock = (seconds: number): void => writeFileSync(stepFile, String(seconds))
const lines = (text: string): string[] => text.split('\n').slice(0, -1)
/** Datagrams whose numbers are the octets in them. */
const SEND = `
const [host, first, count, pause] = process.argv.slice(1)
const socket = require('node:dgram').createSocket('udp4')
let n = Number(first)
const end = n + Number(count)
function next() {
  if (n === end) return socket.close()
  socket.send(Buffer.alloc(n++), 9, host, () => setTimeout(next, Number(pause)))
}
next()`
function send(host: string, first: number, count: number, pauseMs = 0): void {
  net.run(net.a, process.execPath, '-e', SEND, host, String(first), String(count), String(pauseMs))
}

/** Waits for so many lines; the real clock goes on beside us. */
async function printed(running: Running, count: number): Promise<void> {
  await expect.poll(() => lines(running.out.stdout).length, { timeout: 20_000 }).toBe(count)
}

describe.skipIf(skipped)('the clock is set', () => {
  test('the shim sets the clock of the program, and only that one', () => {
    setClock(-3600)
    const env = { PATH, LD_PRELOAD: shim, STEP_FILE: stepFile }
    const theirs = Number(spawnSync(process.execPath, ['-p', 'Date.now()'], { env }).stdout.toString())
    expect(Math.round((Date.now() - theirs) / 600_000)).toBe(6)
  })

  test.each([-3600, 3600, -2])(
    'by %i s: two interfaces print every packet while the capture goes on',
    async (seconds) => {
      const running = await capture('-i', 'a0', '-i', 'c0', '--fields', 'ip.dst,udp.length', 'udp port 9')
      send('10.0.0.2', 0, 3)
      send('10.0.1.2', 3, 3)
      await printed(running, 1 + 6)
      setClock(seconds)
      send('10.0.0.2', 6, 3)
      send('10.0.1.2', 9, 3)
      await printed(running, 1 + 12)
      setClock(0)
      send('10.0.0.2', 12, 3)
      send('10.0.1.2', 15, 3)
      await printed(running, 1 + 18)
      running.child.kill('SIGINT')
      const { stdout, stderr, code } = await running.ended
      const rows = lines(stdout).slice(1)
      const numbers = rows.map((row) => Number(row.split('\t')[1]) - 8)
      expect(numbers).toEqual([...Array(18).keys()])
      expect(new Set(rows.map((row) => row.split('\t')[0]))).toEqual(new Set(['10.0.0.2', '10.0.1.2']))
      expect(stderr).toMatch(
        /^18 packets captured\n18 packets received by filter\n0 packets dropped by kernel\n(?!.*left)/m,
      )
      expect(code).toBe(0)
    },
  )

  test('while packets flow on both, back and forth', async () => {
    const running = await capture('-i', 'a0', '-i', 'c0', '-i', 'lo', '--fields', 'udp.length', 'udp port 9')
    const flows = ['10.0.0.2', '10.0.1.2'].map((host, i) =>
      net.start(net.a, process.execPath, '-e', SEND, host, String(1000 * i), '400', '5'),
    )
    await running.says(/(.*\n){50}/, 'stdout')
    for (const seconds of [-3600, 0, 7200, -86_400, 0]) {
      setClock(seconds)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    await Promise.all(flows.map(({ ended }) => ended))
    await printed(running, 1 + 800)
    running.child.kill('SIGINT')
    const { stdout, stderr } = await running.ended
    const numbers = lines(stdout)
      .slice(1)
      .map((row) => Number(row) - 8)
    expect(numbers.filter((n) => n < 1000)).toEqual([...Array(400).keys()])
    expect(numbers.filter((n) => n >= 1000)).toEqual([...Array(400).keys()].map((n) => 1000 + n))
    expect(stderr).toContain('800 packets captured\n800 packets received by filter\n')
  })

  test('learn and check go on telling what they find', async () => {
    for (const command of ['learn', 'check']) {
      setClock(0)
      const running = await capture(command, '-i', 'a0', ...(command === 'check' ? ['--json'] : []))
      setClock(-3600)
      // Two stations that claim one address.
      net.run(net.a, process.execPath, '-e', ARP, 'a0')
      await running.says(/02:00:00:00:00:(aa|bb)/, 'stdout')
      running.child.kill('SIGINT')
      expect((await running.ended).code).toBe(0)
    }
  })
})

/** Two stations that claim one address, each in an ARP reply; by a raw socket of libc. */
const ARP = `
const koffi = require(${JSON.stringify(new URL('../../node_modules/koffi', import.meta.url).pathname)})
const libc = koffi.load(null)
const socket = libc.func('int socket(int, int, int)')
const sendto = libc.func('int sendto(int, void *, size_t, int, void *, unsigned int)')
const fs = require('node:fs')
const index = Number(fs.readFileSync('/sys/class/net/' + process.argv[1] + '/ifindex', 'utf8'))
const fd = socket(17, 3, 0)
const address = Buffer.alloc(20)
address.writeUInt16LE(17, 0)
address.writeInt32LE(index, 4)
for (const last of ['aa', 'bb']) {
  const mac = '0200000000' + last
  const frame = Buffer.from('020000000002' + mac + '0806' + '0001080006040002' + mac + '0a000009' + '020000000002' + '0a000002' + '00'.repeat(18), 'hex')
  sendto(fd, frame, frame.length, 0, address, address.length)
}`
