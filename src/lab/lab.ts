/** Builds a network, runs it, and takes it down. Touches no namespace whose name does not begin with `vxl-`. */
import { spawnSync } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type { Network, Ping, Step } from './network.js'
import { NETWORKS } from './networks.js'
import { captureFile, daemonsDirectory, downCommands, PREFIX, type Script, type Section, SWITCH } from './script.js'
import { Background, CommandError, must, pause, run, shellText } from './shell.js'

/** A lab that cannot be built or run, in one line that says what to do. */
export class LabError extends Error {
  override readonly name = 'LabError'
  /** Root is needed. */
  readonly permission: boolean

  constructor(message: string, permission = false) {
    super(message)
    this.permission = permission
  }
}

/** The network's name, then the number of the run's process where it is a run's copy, then the node. */
const NAMESPACE = /^vxl-([a-z0-9-]+?)(?:\.(\d+))?-([a-z0-9]+)$/

/** A namespace that exists only while a network is being built. If it is still there later, the build was killed. */
const BUILDING = 'building'

/** A network on this machine: complete, or what is left of one. */
export interface Copy {
  readonly network: string
  /** The process of the run that it belongs to; absent for what `up` has built. */
  readonly run?: number
  /** The ends of the names of its namespaces. */
  readonly nodes: readonly string[]
}

/** The hosts and containers of a copy that are there. */
export function nodesOf({ nodes }: Copy): readonly string[] {
  return nodes.filter((node) => node !== SWITCH && node !== BUILDING)
}

/** Whether all of a copy is there: its build has come to the end, and nobody has removed a namespace since. */
export function isWhole({ network, nodes }: Copy): boolean {
  if (nodes.includes(BUILDING)) return false
  const { hosts = [], containers = [] } = NETWORKS.find(({ name }) => name === network) ?? {}
  return [SWITCH, ...[...hosts, ...containers].map(({ name }) => name)].every((name) => nodes.includes(name))
}

/** All copies of all networks on this machine. */
export async function copies(): Promise<readonly Copy[]> {
  const found = new Map<string, { network: string; run?: number; nodes: string[] }>()
  for (const line of (await must({ argv: ['ip', 'netns', 'list'] })).split('\n')) {
    const match = NAMESPACE.exec(line.split(' ')[0]!)
    if (match === null) continue
    const [, network, number, node] = match as unknown as [string, string, string | undefined, string]
    const key = `${network}.${number ?? ''}`
    let copy = found.get(key)
    if (copy === undefined) {
      copy = { network, ...(number === undefined ? {} : { run: Number(number) }), nodes: [] }
      found.set(key, copy)
    }
    copy.nodes.push(node)
  }
  return [...found.values()]
}

/** Whether the run that a copy belongs to is still going on; what `up` has built is never. */
export function isRunning({ network, run: pid }: Copy): boolean {
  if (pid === undefined) return false
  try {
    // The number may be another program's by now.
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return words.includes('lab') && words.includes(network)
  } catch {
    return false
  }
}

/** Takes a copy down, whatever state it is in: first what runs in its namespaces, then these. */
export async function takeDown({ network, run: pid, nodes }: Copy): Promise<void> {
  const tag = pid === undefined ? network : `${network}.${pid}`
  await removeNamespaces(nodes.map((node) => `${PREFIX}${tag}-${node}`))
}

async function removeNamespaces(namespaces: readonly string[]): Promise<void> {
  for (const signal of ['-TERM', '-KILL'] as const) {
    const pids = (await Promise.all(namespaces.map(processesIn))).flat()
    if (pids.length === 0) break
    // One of them may have ended by now, which makes kill complain.
    await run({ argv: ['kill', signal, ...pids] })
    for (let i = 0; i < 20 && (await Promise.all(namespaces.map(processesIn))).flat().length > 0; i++) await pause(25)
  }
  for (const ns of namespaces) {
    await run({ argv: ['ip', 'netns', 'del', ns] })
    rmSync(daemonsDirectory(ns), { recursive: true, force: true })
  }
}

async function processesIn(ns: string): Promise<readonly string[]> {
  const { stdout } = await run({ argv: ['ip', 'netns', 'pids', ns] })
  return stdout.split('\n').filter((pid) => pid !== '' && Number(pid) !== process.pid)
}

/** A network being built, tried and watched. */
export class Lab {
  readonly script: Script
  readonly #signal: AbortSignal | undefined
  readonly #captures: Background[] = []
  /** The namespaces that this lab has made and may remove. Another lab may own some of our names. */
  readonly #made: string[] = []

  constructor(script: Script, signal?: AbortSignal) {
    this.script = script
    this.#signal = signal
    // Each running command listens to the signal; Node.js warns at more than ten listeners.
    if (signal !== undefined) setMaxListeners(0, signal)
  }

  /** Fails if the network exists already; other failures leave nothing behind. `between` runs before the overlay. */
  async build(between?: () => Promise<void>): Promise<void> {
    const { namespaces, tag } = this.script
    const existing = (await must({ argv: ['ip', 'netns', 'list'] })).split('\n').map((line) => line.split(' ')[0])
    const building = this.script.namespace(BUILDING)
    if ([...namespaces, building].some((ns) => existing.includes(ns))) {
      throw new LabError(`${tag} is up, or was left half way: vxsniff lab down ${tag}`)
    }
    try {
      await must({ argv: ['ip', 'netns', 'add', building] })
      this.#made.push(building)
      await this.#runSections(this.script.underlay())
      await between?.()
      await this.#runSections(this.script.overlay())
      await must({ argv: ['ip', 'netns', 'del', building] })
      this.#made.splice(this.#made.indexOf(building), 1)
    } catch (e) {
      await this.takeDown()
      throw explained(e)
    }
  }

  async #runSections(sections: readonly Section[]): Promise<void> {
    let helper: Background | undefined
    for (const { commands } of sections) {
      for (const command of commands) {
        if (command.background) {
          helper = new Background(command)
          continue
        }
        try {
          const [, what, how, ns] = command.argv
          const makes = what === 'netns' && how === 'add'
          // Not to be interrupted: a namespace that is made must be known.
          const said = await must(command, makes ? undefined : this.#signal)
          if (command.output !== undefined) writeFileSync(command.output, said)
          if (makes) this.#made.push(ns!)
        } catch (e) {
          const complaint = helper?.said.split('\n').find((line) => /error/i.test(line))
          if (complaint !== undefined) throw new LabError(complaint)
          throw e
        }
      }
    }
  }

  /**
   * A whole run: builds the network, captures every node, does its traffic, saves captures and the kernel's tables in
   * `dir`, and takes the network down. Calls `begun` and `ended` for every step of the traffic.
   */
  async perform(dir: string, begun: (step: Step) => void, ended: (outcome?: PingOutcome) => void): Promise<void> {
    const { script } = this
    try {
      await mkdir(dir, { recursive: true })
      await this.build(() => this.#capture(script.earlyNodes, dir))
      await this.#capture(script.lateNodes, dir)
      await this.#saveTruth('before', dir)
      for (const [i, step] of script.network.traffic.entries()) {
        begun(step)
        ended(await this.#do(step))
        await this.#saveTruth(script.timestampAfter(i), dir)
      }
      await this.#endCaptures()
    } catch (e) {
      throw explained(e)
    } finally {
      await this.takeDown()
    }
  }

  /** Starts to capture the nodes into `dir`. Returns when the captures are running. */
  async #capture(nodes: readonly string[], dir: string): Promise<void> {
    await Promise.all(
      nodes.map(async (node) => {
        const capture = new Background(this.script.capture(node, captureFile(dir, node)))
        this.#captures.push(capture)
        while (!capture.said.includes('listening on')) {
          if (!capture.isRunning) throw new LabError(`no capture of ${node}: ${capture.said}`)
          await pause(10, this.#signal)
        }
      }),
    )
  }

  /** Ends the captures after a moment in which the last packets arrive. */
  async #endCaptures(): Promise<void> {
    if (this.#captures.length > 0) await pause(300)
    await Promise.all(this.#captures.splice(0).map((capture) => capture.interrupt()))
  }

  async #do(step: Step): Promise<PingOutcome | undefined> {
    if (step.do === 'ping') return outcome(step, (await run(this.script.step(step)[0]!, this.#signal)).stdout)
    for (const command of this.script.step(step)) await must(command, this.#signal)
    return undefined
  }

  /** Writes the kernel's tables of this moment. */
  async #saveTruth(timestamp: string, dir: string): Promise<void> {
    await Promise.all(
      this.script
        .truth(timestamp, dir)
        .map(async (command) => writeFileSync(command.output!, await must(command, this.#signal))),
    )
  }

  /** Ends the captures and removes the namespaces, if this lab has made them. */
  async takeDown(): Promise<void> {
    await Promise.all(this.#captures.splice(0).map((capture) => capture.interrupt()))
    await removeNamespaces(this.#made.splice(0))
  }

  /** `takeDown` without waiting, for when the program must end at once. */
  takeDownNow(): void {
    const directories = this.#made.map(daemonsDirectory)
    for (const { argv } of downCommands(this.#made, directories))
      spawnSync(argv[0]!, argv.slice(1), { stdio: 'ignore' })
  }
}

export interface PingOutcome {
  readonly sent: number
  readonly answered: number
  /** The shortest round trip, in milliseconds. */
  readonly best?: number
  readonly asExpected: boolean
}

function outcome(step: Ping, text: string): PingOutcome {
  const [, sent, answered] = /(\d+) packets transmitted, (\d+) received/.exec(text) ?? ['', '0', '0']
  const best = /= ([\d.]+)\//.exec(text)?.[1]
  const asExpected = step.answered ? Number(answered) === step.count : Number(answered) === 0
  return {
    sent: Number(sent),
    answered: Number(answered),
    asExpected,
    ...(best === undefined ? {} : { best: Number(best) }),
  }
}

/** The commands of a build as they can be pasted, each section under its title. */
export function pasteable(sections: readonly Section[]): string {
  return sections
    .map(({ title, commands }) => `# ${title}\n${commands.map((c) => `${shellText(c)}\n`).join('')}`)
    .join('\n')
}

/** The programs that a lab needs beside the kernel, and the packages of Debian and Ubuntu that have them. */
const PROGRAMS: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  bridge: 'iproute2',
  ethtool: 'ethtool',
  ping: 'iputils-ping',
  sysctl: 'procps',
}

/** Fails with the way to get them where programs are missing. */
export async function requirePrograms(network: Network, captures: boolean): Promise<void> {
  const wanted = { ...PROGRAMS, ...(captures ? { tcpdump: 'tcpdump' } : {}) }
  const missing: string[] = []
  for (const program of Object.keys(wanted)) {
    const { code } = await run({ argv: ['sh', '-c', `command -v ${program}`] })
    if (code !== 0) missing.push(program)
  }
  if (missing.length === 0) return
  const packages = [...new Set(missing.map((program) => wanted[program as keyof typeof wanted]))].join(' ')
  throw new LabError(`${network.name} needs ${missing.join(', ')}: apt-get install ${packages}`)
}

/** A failed command as a `LabError`. Root that may not make namespaces (in a container) is told the same as no root. */
function explained(e: unknown): unknown {
  if (!(e instanceof CommandError)) return e
  const forbidden = /not permitted|permission denied/i.test(e.stderr)
  return new LabError(
    forbidden ? `this needs the right to make network namespaces (${e.message})` : e.message,
    forbidden,
  )
}
