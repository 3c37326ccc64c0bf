/** Where the packets of a command come from. Every command that reads packets opens them here, files and interfaces. */
import { existsSync, fstatSync } from 'node:fs'
import type { TunnelPort } from '../analysis/capture-points/devices.js'
import { type Capture, OpenError } from '../capture/capture.js'
import { openFiles } from '../capture/files.js'
import { FilterError } from '../capture/filter.js'
import type { LiveCapture } from '../capture/live.js'
import { refuseSource } from '../capture/target.js'
import type { ListenAddress } from '../export/metrics/server.js'
import { UsageError } from './errors.js'
import type { InputOptions } from './input-options.js'
import type { Observer } from './observer.js'
import { writeStderr } from './output.js'
import { adoptPorts } from './own-ports.js'
import { becomeUser, findUser } from './privileges.js'
import { type JobsOptions, type SharedOptions, tablesFrom } from './shared-options.js'

export interface Input {
  readonly capture: Capture
  /** The same capture when it is live. */
  readonly live: LiveCapture | undefined
  /** UDP ports that tunnel devices of this machine use, of a live capture. */
  readonly ownPorts?: readonly TunnelPort[]
  /** The paths being read. */
  readonly files: readonly string[]
  readonly observer?: Observer
}

/**
 * Opens the files that the words name or, with `-i`, the interfaces with the words as a filter. After that the program
 * runs as the user of `-Z`, who may not be able to read its modules: callers load beforehand what they need later.
 * Files are written as that user, as tcpdump does.
 */
export async function openInput(
  words: readonly string[],
  o: InputOptions & JobsOptions & SharedOptions,
): Promise<Input> {
  if (o.interface !== undefined) {
    const [word] = words
    // No filter of the kernel's looks like that.
    if (word !== undefined && words.length === 1 && word.includes('.pcap') && existsSync(word)) {
      throw new UsageError(`${word} is a file and -i is for interfaces; leave one of them out`)
    }
    const user = o.relinquishPrivileges === undefined ? undefined : await findUser(o.relinquishPrivileges)
    const ownPorts = await tunnelPorts()
    const live = await openFiltered(await interfaceNames(o.interface), words.join(' '), o, ownPorts)
    try {
      const observer = o.metrics === undefined ? undefined : await metricsOf(o.metrics, live, o)
      if (user !== undefined) becomeUser(user)
      return { capture: live, live, ownPorts, files: [], ...(observer === undefined ? {} : { observer }) }
    } catch (e) {
      live.close()
      throw e
    }
  }
  if (words.length === 0) {
    if (!isFed())
      throw new UsageError("missing required argument 'file'; give a capture, - for standard input, or -i NAME")
    return openInput(['-'], o)
  }
  // If the shell has sent the output to a file that is read here, the program would read what it prints.
  refuseSource('-', words)
  return { capture: await openFiles(words, o.batch), live: undefined, files: words }
}

/** Whether standard input is a pipe of the shell's or a file, as in `cat capture.pcap | vxsniff read`. */
function isFed(): boolean {
  try {
    const standardInput = fstatSync(0)
    return standardInput.isFIFO() || standardInput.isFile()
  } catch {
    // Nobody has opened it.
    return false
  }
}

/**
 * Puts what the kernel can test of `-Y` in front of the user's own filter: words such as `vlan` move the offsets that
 * later words look at. If libpcap refuses both together, the user's filter is tried alone.
 */
async function openFiltered(
  names: readonly string[],
  filter: string,
  o: InputOptions & SharedOptions,
  ownPorts: readonly TunnelPort[],
): Promise<LiveCapture> {
  const condition = o.displayFilter === undefined ? undefined : await kernelFilter(o.displayFilter, o, ownPorts)
  if (condition === undefined) return openInterfaces(names, filter, o)
  try {
    return await openInterfaces(names, filter === '' ? condition : `(${condition}) and (${filter})`, o)
  } catch (e) {
    if (!(e instanceof FilterError)) throw e
    return openInterfaces(names, filter, o)
  }
}

async function kernelFilter(
  expression: string,
  o: SharedOptions,
  ownPorts: readonly TunnelPort[],
): Promise<string | undefined> {
  const { conditionOf } = await import('./filter.js')
  const tables = tablesFrom(o)
  adoptPorts(ownPorts, tables)
  return conditionOf(expression, tables)
}

async function openInterfaces(names: readonly string[], filter: string, o: InputOptions): Promise<LiveCapture> {
  if (o.backend === 'cap' && o.relinquishPrivileges !== undefined) {
    throw new UsageError('-Z is not for --backend cap, which goes on capturing as root')
  }
  const { openLive } = await import('../capture/live.js')
  try {
    return await openLive(names, {
      filter,
      promiscuous: o.promiscuousMode,
      direction: o.direction,
      backend: o.backend,
      onFailure: ({ message }) => writeStderr(`vxsniff: ${message}; the others go on\n`),
      ...(o.snapshotLength === undefined ? {} : { snapLength: o.snapshotLength }),
      ...(o.bufferSize === undefined ? {} : { bufferSize: o.bufferSize * 1024 }),
    })
  } catch (e) {
    if (e instanceof OpenError && e.code === 'ENODEV') throw await unknownInterface(e.path)
    if (e instanceof FilterError && (await isExpression(filter))) {
      throw new FilterError(e.text, `${e.message}; vxsniff takes it with -Y`, e)
    }
    throw e
  }
}

/** Whether the filter that libpcap refuses would be valid as an expression of `-Y`. */
async function isExpression(filter: string): Promise<boolean> {
  const { filterFrom } = await import('./filter.js')
  try {
    filterFrom(filter)
    return true
  } catch {
    return false
  }
}

/** The names of the interfaces that the words name, by the numbers of the list as well. */
export async function interfaceNames(words: readonly string[]): Promise<readonly string[]> {
  if (!words.some((word) => /^\d+$/.test(word))) return words
  const { devices } = await import('./devices.js')
  const names = devices().map(({ name }) => name)
  return words.map((word) => (names.includes(word) ? word : (names[Number(word) - 1] ?? word)))
}

async function metricsOf(at: ListenAddress, live: LiveCapture, o: SharedOptions): Promise<Observer> {
  const { serveCapture } = await import('./metrics.js')
  return serveCapture(at, live, o)
}

async function tunnelPorts(): Promise<readonly TunnelPort[]> {
  const { ownTunnelPorts } = await import('./devices.js')
  return ownTunnelPorts()
}

async function unknownInterface(name: string): Promise<UsageError> {
  const { devices, listDevices } = await import('./devices.js')
  const numbers = /^\d+$/.test(name) ? `; by number there are 1 to ${devices().length}` : ''
  return new UsageError(`no interface ${name}${numbers}. There are: ${listDevices()}`)
}
