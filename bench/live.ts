/**
 * `npm run bench:live [-- --seconds N] [--idle N] [--packets N]`: packets lost by vxsniff and by tcpdump at the same rates,
 * how long a packet takes to its line, and the memory of an idle and of a busy capture. Needs root; a network of two
 * namespaces is made and removed.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    /** Of each measurement. */
    seconds: { type: 'string', default: '10' },
    /** Seconds of the idle capture. */
    idle: { type: 'string', default: '60' },
    /** Of the capture whose memory is looked at. */
    packets: { type: 'string', default: '10000000' },
  },
})
const seconds = Number(values.seconds)
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const SENDER = fileURLToPath(new URL('live-sender.ts', import.meta.url))
const FROM = `vxt-${process.pid}-from`
const TO = `vxt-${process.pid}-to`
const directory = mkdtempSync(join(tmpdir(), 'vxsniff-bench-'))
const file = join(directory, 'out')
/** Packets in a second: as many as the sender can. */
const TOP = 0
/** Packets a second of the capture whose memory is looked at. */
const BUSY_RATE = 200_000
const vxsniff = (...args: readonly string[]) => [process.execPath, MAIN, '-i', 'b0', ...args]
const tcpdump = (...args: readonly string[]) => ['tcpdump', '-i', 'b0', '-B', '32768', '-Z', 'root', ...args]

try {
  makeNetwork()
  console.log(
    `node ${process.version}; ${cpus().length} × ${cpus()[0]?.model}; load ${loadavg()[0]?.toFixed(1)} at the start`,
  )
  console.log(row(['', 'sent/s', 'sent', 'captured', 'lost', '%', 'cpu µs']))
  for (const [rate, toFile] of [
    [100_000, false],
    [300_000, true],
    [TOP, false],
    [TOP, true],
  ] as const) {
    const ours = toFile ? vxsniff('-w', file) : vxsniff()
    const theirs = toFile ? tcpdump('-w', file) : tcpdump('-nn')
    const what = toFile ? '-w' : 'lines to a file'
    await loss(`vxsniff, ${what}`, ours, rate)
    await loss(`tcpdump, ${what}`, theirs, rate)
  }
  await latency()
  await memory('idle', 0, Number(values.idle))
  await memory('busy', BUSY_RATE, Number(values.packets) / BUSY_RATE)
} finally {
  for (const ns of [FROM, TO]) spawnSync('ip', ['netns', 'del', ns])
  rmSync(directory, { recursive: true })
}

function makeNetwork(): void {
  const ip = (...args: readonly string[]) => execFileSync('ip', args)
  for (const ns of [FROM, TO]) {
    ip('netns', 'add', ns)
    ip('netns', 'exec', ns, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6')
  }
  ip('-n', FROM, 'link', 'add', 'a0', 'type', 'veth', 'peer', 'name', 'b0', 'netns', TO)
  ip('-n', FROM, 'link', 'set', 'a0', 'up')
  ip('-n', TO, 'link', 'set', 'b0', 'up')
}

/** What is sent goes nowhere but to the capture: no host has the address. */
async function loss(title: string, command: readonly string[], rate: number): Promise<void> {
  const program = await start(command)
  const before = arrived()
  const { sent, elapsed } = await send(rate, (rate === TOP ? 300_000 : rate) * seconds)
  const came = arrived() - before
  const cpu = processorSeconds(program.child)
  const { captured } = await program.stop()
  const lost = came - captured
  const cells = [Math.round(sent / elapsed), came, captured, lost, ((100 * lost) / came).toFixed(2)]
  console.log(row([title, ...cells.map(String), ((1e6 * cpu) / came).toFixed(2)]))
}

/** From the kernel's time of a packet to the arrival of its line here; both are of the same clock. */
async function latency(): Promise<void> {
  for (const rate of [50, 20_000]) {
    const program = await start(vxsniff('--fields', 'frame.time_epoch'), 'pipe')
    const late: number[] = []
    program.child.stdout!.on('data', (piece: Buffer) => {
      const now = performance.timeOrigin + performance.now()
      for (const line of piece.toString().split('\n'))
        if (/^\d+\.\d{9}$/.test(line)) late.push(now - Number(line) * 1000)
    })
    await send(rate, rate * Math.min(seconds, 4))
    await program.stop()
    late.sort((x, y) => x - y)
    const at = (part: number) => late[Math.floor((late.length - 1) * part)]!.toFixed(1)
    console.log(
      `\nfrom packet to line at ${rate}/s: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms (${late.length})`,
    )
  }
}

/** Resident octets after a third, two thirds and all of the time. */
async function memory(title: string, rate: number, duration: number): Promise<void> {
  const program = await start(vxsniff())
  const points = [`${(resident(program.child) / 1e6).toFixed(0)} at the start`]
  for (let third = 1; third <= 3; third++) {
    if (rate === 0) await new Promise((resolve) => setTimeout(resolve, (1000 * duration) / 3))
    else await send(rate, Math.ceil((rate * duration) / 3))
    points.push((resident(program.child) / 1e6).toFixed(0))
  }
  const { captured } = await program.stop()
  console.log(`memory, ${title}, ${duration.toFixed(0)} s, ${captured} packets: ${points.join(', ')} MB`)
}

interface Program {
  readonly child: ChildProcess
  stop(): Promise<{ readonly captured: number }>
}

/** Starts a capture in the namespace that receives and waits until it listens. */
async function start(command: readonly string[], stdout: 'file' | 'pipe' = 'file'): Promise<Program> {
  const sink = openSync(command.includes('-w') ? '/dev/null' : file, 'w')
  const child = spawn('ip', ['netns', 'exec', TO, ...command], {
    stdio: ['ignore', stdout === 'file' ? sink : 'pipe', 'pipe'],
    env: { ...process.env, TZ: 'UTC' },
  })
  closeSync(sink)
  let stderr = ''
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.stderr!.on('data', (piece: Buffer) => {
      stderr += piece.toString()
      if (stderr.includes('listening on')) resolve()
    })
    child.on('close', () => reject(new Error(stderr)))
  })
  return {
    child,
    stop: async () => {
      // What has arrived is still on its way through the kernel's buffer and ours.
      await settled(child)
      child.kill('SIGINT')
      await closed
      return { captured: Number(/(\d+) packets? captured/.exec(stderr)?.[1]) }
    },
  }
}

/** Resolves when the program has stopped to work. */
async function settled(child: ChildProcess): Promise<void> {
  let before = -1
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const now = processorSeconds(child)
    if (now - before < 0.05) return
    before = now
  }
}

async function send(rate: number, count: number): Promise<{ readonly sent: number; readonly elapsed: number }> {
  const args = [
    'netns',
    'exec',
    FROM,
    process.execPath,
    '--import',
    'tsx',
    SENDER,
    'a0',
    String(rate),
    String(Math.ceil(count)),
  ]
  const child = spawn('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString()
  })
  await new Promise((resolve) => child.on('close', resolve))
  const [sent = Number.NaN, nanoseconds = Number.NaN] = text.trim().split(' ').map(Number)
  return { sent, elapsed: nanoseconds / 1e9 }
}

/** Packets that the receiving interface has got. */
function arrived(): number {
  const path = '/sys/class/net/b0/statistics/rx_packets'
  return Number(execFileSync('ip', ['netns', 'exec', TO, 'cat', path], { encoding: 'utf8' }))
}

/** User and system time: proc(5), fields 14 and 15 of `stat`, in hundredths of a second. */
function processorSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function resident({ pid }: ChildProcess): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

function row([title = '', ...cells]: readonly string[]): string {
  return title.padEnd(28) + cells.map((cell) => cell.padStart(10)).join('')
}
