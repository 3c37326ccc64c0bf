/** `vxsniff lab`: workshop networks, from the command line. */

import { PLATFORM } from '../../capture/platform.js'
import { nodeRows, pad, stepText, table, width, wrap } from '../../lab/describe.js'
import { FAULTS, withFault } from '../../lab/faults.js'
import { type Abilities, limits, probe } from '../../lab/kernel.js'
import {
  type Copy,
  copies,
  isRunning,
  isWhole,
  Lab,
  LabError,
  nodesOf,
  type PingOutcome,
  pasteable,
  requirePrograms,
  takeDown,
} from '../../lab/lab.js'
import type { FaultName, Network, Step } from '../../lab/network.js'
import { NETWORKS } from '../../lab/networks.js'
import { captureFile, Script, type Section } from '../../lab/script.js'
import { type Learned, learned } from '../../lab/truth.js'
import { ANSI, PLAIN } from '../../present/palette.js'
import { escapeText } from '../../present/value.js'
import type { Language } from '../../words/language.js'
import { SAY } from '../../words/screens/lab.js'
import { Exit, PermissionError, UsageError } from '../errors.js'
import { terminalColumns, writeStderr, writeStdout } from '../output.js'
import { wantsColor } from '../shared-options.js'
import { STOP_SIGNALS, type StopSignal, signalled } from '../signals.js'
import type { LabOptions } from './lab-options.js'
import { READ_DEFAULTS } from './read-options.js'

const NARROWEST = 60
const WIDEST = 110

const c = wantsColor(READ_DEFAULTS) ? ANSI : PLAIN

/** The networks, or one of them in full. */
export async function list(name: string | undefined, { lang }: LabOptions): Promise<number> {
  const kernel = await probe(isRoot())
  if (name !== undefined) {
    const network = find(name)
    describe(network, lang, kernel)
    for (const step of network.traffic) print(`  ${stepText(step, lang)}\n`)
    const faults = network.faults.map((f) => [f, FAULTS[f].title[lang]])
    print(`\n${SAY.faults[lang]}\n${table(faults, '  ')}`)
    return Exit.Fine
  }
  const longest = Math.max(...NETWORKS.map((n) => n.name.length))
  const standing = await knownCopies()
  for (const network of NETWORKS) {
    const { emulated, missing } = limits(network, kernel)
    const sign = missing.length > 0 ? SAY.impossible : emulated.length > 0 ? SAY.emulated : undefined
    const states = standing.filter((copy) => copy.network === network.name).map((copy) => stateText(copy, lang))
    const notes = [...(sign === undefined ? [] : [sign[lang]]), ...states]
      .map((note) => `  ${c.dim}(${note})${c.reset}`)
      .join('')
    print(`${c.inner}${network.name.padEnd(longest)}${c.reset}  ${network.title[lang]}${notes}\n`)
  }
  print(`\n${SAY.more[lang]}\n`)
  if (kernel === undefined) print(`${SAY.unknownKernel[lang]}\n`)
  return Exit.Fine
}

/** Builds a network and leaves it standing. */
export async function up(name: string, o: LabOptions): Promise<number> {
  const network = faulty(find(name), o.fault)
  const kernel = await buildable(network, o)
  const script = new Script(network, name, kernel)
  if (o.dryRun) {
    printScript([...script.underlay(), ...script.overlay()], network, kernel, o)
    return Exit.Fine
  }
  await requirePrograms(network, false)
  const { lang } = o
  const ended = await interruptibly(lang, (signal) => explained(new Lab(script, signal).build()))
  if (ended !== undefined) return signalled(ended)
  const ping = network.traffic.find((step) => step.do === 'ping')!
  const watch = script.namespace(network.watch)
  print(`${SAY.isUp[lang](name)}\n`)
  print(table(nodeRows(network, lang), '  '))
  sayLimits(network, kernel, lang)
  const hints = [
    [SAY.tryIt[lang], script.step(ping)[0]!.argv.join(' ')],
    [SAY.listen[lang], `ip netns exec ${watch} vxsniff -i ${script.captureDevice(network.watch)}`],
    [SAY.end[lang], `vxsniff lab down ${name}`],
  ]
  print(`\n${table(hints, '  ')}`)
  return Exit.Fine
}

/** Takes down what `up` has built and what dead runs have left. */
export async function down(names: readonly string[], { all, lang }: LabOptions): Promise<number> {
  for (const name of names) find(name)
  requireRoot('lab down')
  if (names.length === 0 && !all) {
    throw new UsageError('give the network, or --all; `vxsniff lab status` tells what stands')
  }
  const standing = (await copies()).filter(({ network }) => all || names.includes(network))
  if (standing.length === 0) print(`${SAY.nothing[lang]}\n`)
  for (const copy of standing) {
    if (isRunning(copy)) {
      print(`${title(copy)}  ${SAY.running[lang](copy.run!)}\n`)
      continue
    }
    await takeDown(copy)
    print(`${title(copy)}  ${SAY.isDown[lang]}\n`)
  }
  return Exit.Fine
}

/** What stands. */
export async function status({ lang }: LabOptions): Promise<number> {
  const standing = await copies()
  if (standing.length === 0) print(`${SAY.nothing[lang]}\n`)
  const rows = standing.map((copy) => {
    return [title(copy), nodesOf(copy).join(' '), stateText(copy, lang)]
  })
  print(table(rows, ''))
  return Exit.Fine
}

function stateText(copy: Copy, lang: Language): string {
  if (isRunning(copy)) return SAY.running[lang](copy.run!)
  if (copy.run !== undefined) return SAY.left[lang](copy.network)
  return isWhole(copy) ? SAY.stands[lang] : SAY.halfBuilt[lang](copy.network)
}

/** Builds a network, captures and tries it, shows and saves what happened, takes it down. */
export async function runLab(name: string, o: LabOptions): Promise<number> {
  const network = faulty(find(name), o.fault)
  const dir = o.write ?? `vxsniff-lab-${name}${o.fault === undefined ? '' : `-${o.fault}`}`
  const kernel = await buildable(network, o)
  if (o.dryRun) {
    printScript(new Script(network, name, kernel).run(dir), network, kernel, o)
    return Exit.Fine
  }
  await requirePrograms(network, true)
  const script = new Script(network, `${name}.${process.pid}`, kernel)
  describe(network, o.lang, kernel, o.fault as FaultName | undefined)
  let asExpected = true
  const ended = await interruptibly(o.lang, async (signal) => {
    asExpected = await explained(perform(new Lab(script, signal), dir, o.lang))
  })
  if (ended !== undefined) return signalled(ended)
  const file = captureFile(dir, network.watch)
  print(`\n${SAY.sees[o.lang](network.watch, escapeText(file))}\n`)
  const { read } = await import('./read.js')
  await read([file], READ_DEFAULTS)
  const entries = learned(dir, script.nodes).map((entry) => entryRow(entry, o.lang))
  if (entries.length > 0) print(`\n${SAY.learned[o.lang]}\n${table(entries, '  ')}`)
  print(`\n${wrap(SAY.saved[o.lang](escapeText(dir)), columns(), '')}`)
  if (network.hosts.some(({ bgp }) => bgp !== undefined)) print(`${SAY.routes[o.lang]}\n`)
  if (!asExpected) writeStderr(`vxsniff: ${SAY.unexpected[o.lang]}\n`)
  return asExpected ? Exit.Fine : Exit.Findings
}

function entryRow({ node, device, mac, vtep, address }: Learned, lang: Language): readonly string[] {
  return [node, device, mac, `${SAY.behind[lang]} ${vtep}`, address ?? '']
}

/** Whether every ping did what it should. */
async function perform(lab: Lab, dir: string, lang: Language): Promise<boolean> {
  const { traffic } = lab.script.network
  const longest = Math.max(...traffic.map((step) => width(stepText(step, lang))))
  let asExpected = true
  let current: Step | undefined
  // A closed pipe ends the program in the middle of a print.
  const lastResort = (): void => lab.takeDownNow()
  process.on('exit', lastResort)
  try {
    await lab.perform(
      dir,
      (step) => {
        current = step
        const text = stepText(step, lang)
        if (step.do === 'ping') print(`  ${pad(text, longest)}  `)
        else if (step.do === 'wait') print(`  ${pad(text, longest)}  ${c.dim}${step.why[lang]}${c.reset}`)
        else print(`  ${text}`)
      },
      (outcome) => {
        asExpected &&= outcome?.asExpected ?? true
        print(`${outcome === undefined ? '' : outcomeText(outcome, current!, lang)}\n`)
        current = undefined
      },
    )
  } finally {
    process.off('exit', lastResort)
    // The step was interrupted, so its line has no end yet.
    if (current !== undefined) print('\n')
  }
  return asExpected
}

function outcomeText({ sent, answered, best, asExpected }: PingOutcome, step: Step, lang: Language): string {
  const count = SAY.answered[lang](answered, sent)
  const time = best === undefined ? '' : `, ${best} ms`
  if (!asExpected) return `${c.bad}${count}${time}${c.reset}  ! ${SAY.surprise[lang]}`
  return step.do === 'ping' && !step.answered
    ? `${count}  ${c.dim}(${SAY.asItShould[lang]})${c.reset}`
    : `${count}${time}`
}

/** The commands, under comments that say what differs from a healthy network on a full kernel. */
function printScript(
  sections: readonly Section[],
  network: Network,
  kernel: Abilities | undefined,
  { fault, lang }: LabOptions,
): void {
  const { emulated, missing } = limits(network, kernel)
  const notes = [
    ...(fault === undefined ? [] : [`${fault}: ${FAULTS[fault as FaultName].title[lang]}`]),
    ...emulated.map((words) => `${SAY.emulated[lang]}: ${words[lang]}`),
    ...missing.map((words) => `${SAY.impossible[lang]}: ${words[lang]}`),
  ]
  print(`${notes.map((note) => `# ${note}\n`).join('')}${notes.length === 0 ? '' : '\n'}${pasteable(sections)}`)
}

function describe(network: Network, lang: Language, kernel: Abilities | undefined, fault?: FaultName): void {
  print(`${c.inner}${network.name}${c.reset}  ${network.title[lang]}\n`)
  if (fault !== undefined) print(`${c.warn}${fault}${c.reset}  ${FAULTS[fault].title[lang]}\n`)
  print(`\n${wrap(network.teaches[lang], columns(), '  ')}\n`)
  print(table(nodeRows(network, lang), '  '))
  sayLimits(network, kernel, lang)
  print('\n')
}

function sayLimits(network: Network, kernel: Abilities | undefined, lang: Language): void {
  const { emulated, missing } = limits(network, kernel)
  for (const words of emulated) print(`\n${wrap(`${SAY.emulated[lang]}: ${words[lang]}`, columns(), '  ')}`)
  for (const words of missing) print(`\n${wrap(`${SAY.impossible[lang]}: ${words[lang]}`, columns(), '  ')}`)
}

function columns(): number {
  return Math.min(WIDEST, Math.max(NARROWEST, terminalColumns() || WIDEST))
}

/** The networks that stand; none if that cannot be known. */
async function knownCopies(): Promise<readonly Copy[]> {
  try {
    return await copies()
  } catch {
    // Without iproute2 nothing can stand.
    return []
  }
}

function title({ network, run }: Copy): string {
  return run === undefined ? network : `${network}.${run}`
}

function find(name: string): Network {
  const network = NETWORKS.find((n) => n.name === name)
  if (network === undefined)
    throw new UsageError(`no network "${name}"; there are ${NETWORKS.map((n) => n.name).join(', ')}`)
  return network
}

function faulty(network: Network, fault: string | undefined): Network {
  if (fault !== undefined && !network.faults.includes(fault as FaultName)) {
    throw new UsageError(`${network.name} has no fault "${fault}"; there are ${network.faults.join(', ')}`)
  }
  return withFault(network, fault as FaultName | undefined)
}

/** Checks that the network can be built here; what the kernel can do. */
async function buildable(network: Network, { dryRun, lang }: LabOptions): Promise<Abilities | undefined> {
  if (!dryRun) requireRoot(`lab`)
  const kernel = await probe(isRoot())
  const [missing] = limits(network, kernel).missing
  if (missing !== undefined && !dryRun) throw new UsageError(`${network.name}: ${missing[lang]}`)
  return kernel
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

function requireRoot(what: string): void {
  if (!PLATFORM.hasNamespaces) {
    throw new UsageError(
      `the lab is made of Linux network namespaces, and this is ${PLATFORM.name}; --dry-run prints its commands`,
    )
  }
  if (isRoot()) return
  throw new PermissionError(`network namespaces need root: sudo vxsniff ${process.argv.slice(2).join(' ') || what}`)
}

class Interrupted extends Error {
  readonly by: StopSignal

  constructor(by: StopSignal) {
    super(by)
    this.by = by
  }
}

/** Runs something that Ctrl-C, a termination or a lost terminal ends in good order. Returns that signal. */
async function interruptibly(
  lang: Language,
  body: (signal: AbortSignal) => Promise<void>,
): Promise<StopSignal | undefined> {
  const controller = new AbortController()
  const interrupt = (signal: NodeJS.Signals): void => controller.abort(new Interrupted(signal as StopSignal))
  for (const signal of STOP_SIGNALS) process.on(signal, interrupt)
  try {
    await body(controller.signal)
    return undefined
  } catch (e) {
    if (!(e instanceof Interrupted)) throw e
    writeStderr(`${SAY.interrupted[lang]}\n`)
    return e.by
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, interrupt)
  }
}

async function explained<T>(result: Promise<T>): Promise<T> {
  try {
    return await result
  } catch (e) {
    if (!(e instanceof LabError)) throw e
    throw e.permission ? new PermissionError(e.message) : new UsageError(e.message)
  }
}

function print(text: string): void {
  writeStdout(Buffer.from(text))
}
