/** Networks for tests, from the kernel, in network namespaces of their own; nothing outside them changes. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { isMissing } from './programs.js'
import { MAIN } from './run.js'

const { CI } = process.env

/** Whether namespaces can be made here; says so where they cannot, and throws under `CI=true`. */
export function cannotMakeNetworks(): boolean {
  if (isMissing('ip', 'apt install iproute2') || isMissing('ping', 'apt install iputils-ping')) return true
  if (spawnSync('ip', ['netns', 'add', `vxt-${process.pid}-try`], { stdio: 'ignore' }).status === 0) {
    spawnSync('ip', ['netns', 'del', `vxt-${process.pid}-try`])
    return false
  }
  const message = 'live captures are not tested: network namespaces need root (sudo npm test)'
  if (CI === 'true') throw new Error(message)
  console.warn(message)
  return true
}

/** Why no VXLAN device can be made in a namespace here; undefined where one can. */
export function cannotMakeVxlan(): string | undefined {
  if (process.getuid?.() !== 0) return 'it takes root'
  const device = ['ip', 'link', 'add', 'x0', 'type', 'vxlan', 'id', '1', 'dstport', '4789']
  const tried = spawnSync('unshare', ['--net', ...device])
  return tried.status === 0 ? undefined : 'there are no network namespaces, or no VXLAN in them'
}

/** What a program that has ended has left. */
interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

/** A program that is running in a namespace. */
export interface Running {
  readonly child: ChildProcess
  /** What it has written so far. */
  readonly out: { stdout: string; stderr: string }
  readonly ended: Promise<Ended>
  /** Resolves when standard error, or standard output, holds the text. */
  says(text: string | RegExp, stream?: 'stdout' | 'stderr'): Promise<void>
}

/** Starts a program in a namespace. */
export function startIn(ns: string, ...command: readonly string[]): Running {
  const { PATH = '', NODE_PATH = '' } = process.env
  const child = spawn('ip', ['netns', 'exec', ns, ...command], { env: { PATH, NODE_PATH, TZ: 'UTC' } })
  const out = { stdout: '', stderr: '' }
  child.stdout.on('data', (piece: Buffer) => {
    out.stdout += piece.toString()
  })
  child.stderr.on('data', (piece: Buffer) => {
    out.stderr += piece.toString()
  })
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ ...out, code })))
  const says = (text: string | RegExp, stream: 'stdout' | 'stderr' = 'stderr'): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (typeof text === 'string' ? out[stream].includes(text) : text.test(out[stream])) resolve()
      }
      child[stream]!.on('data', look)
      child.on('close', () => reject(new Error(`ended without ${text}: ${out.stdout}${out.stderr}`)))
      look()
    })
  return { child, out, ended, says }
}

let made = 0

/**
 * Two hosts, `a0` with 10.0.0.1 and `b0` with 10.0.0.2, a cable between them, no IPv6 and no ARP: every packet is one
 * that a test has sent.
 */
export class Network {
  readonly a: string
  readonly b: string

  constructor() {
    made++
    this.a = `vxt-${process.pid}-a${made}`
    this.b = `vxt-${process.pid}-b${made}`
    for (const ns of [this.a, this.b]) {
      ip('netns', 'add', ns)
      this.run(ns, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6')
      this.run(ns, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6')
    }
    ip('-n', this.a, 'link', 'add', 'a0', 'type', 'veth', 'peer', 'name', 'b0', 'netns', this.b)
    for (const [ns, device, host] of [
      [this.a, 'a0', 1],
      [this.b, 'b0', 2],
    ] as const) {
      ip('-n', ns, 'link', 'set', device, 'address', `02:00:00:00:00:0${host}`)
      ip('-n', ns, 'address', 'add', `10.0.0.${host}/24`, 'dev', device)
      ip('-n', ns, 'link', 'set', device, 'up')
      ip('-n', ns, 'link', 'set', 'lo', 'up')
      const other = 3 - host
      ip('-n', ns, 'neigh', 'add', `10.0.0.${other}`, 'lladdr', `02:00:00:00:00:0${other}`, 'dev', device)
    }
  }

  run(ns: string, ...command: readonly string[]): string {
    return execFileSync('ip', ['netns', 'exec', ns, ...command], { encoding: 'utf8' })
  }

  start(ns: string, ...command: readonly string[]): Running {
    return startIn(ns, ...command)
  }

  /** Starts the built program in the first host and waits until it listens. */
  async capture(...args: readonly string[]): Promise<Running> {
    const running = this.start(this.a, process.execPath, MAIN, ...args)
    await running.says(/listening on .*\n/)
    return running
  }

  /** Sends UDP datagrams from the first host to the other; the first four octets of each are its number from 0 on. */
  send(count: number, port: number, pauseMs = 0): void {
    this.run(this.a, process.execPath, '-e', SENDER, String(count), String(port), String(pauseMs))
  }

  /** Removes both hosts and all that is in them. */
  remove(): void {
    for (const ns of [this.a, this.b]) spawnSync('ip', ['netns', 'del', ns])
  }
}

const SENDER = `
const [count, port, pause] = process.argv.slice(1).map(Number)
const socket = require('node:dgram').createSocket('udp4')
let n = 0
function next() {
  if (n === count) return socket.close()
  const data = Buffer.alloc(64)
  data.writeUInt32BE(n++)
  socket.send(data, port, '10.0.0.2', () => pause > 0 ? setTimeout(next, pause) : next())
}
next()`

export function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8' })
}
