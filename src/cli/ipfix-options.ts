/** The options of commands that send flows to a collector. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Collector } from '../export/ipfix/transport.js'
import { UsageError } from './errors.js'
import { nameOf, wholeFrom1 } from './input-options.js'

export interface IpfixOptions {
  readonly ipfix?: Collector
  readonly ipfixTunnel: boolean
  /** Seconds. */
  readonly activeTimeout: number
  readonly inactiveTimeout: number
}

const ACTIVE = 60
const INACTIVE = 15

/** `conflicts` are options that have no meaning where flows are sent. */
export function addIpfixOptions(command: Command, about: string, conflicts: readonly string[] = []): void {
  const belonging = [
    new Option('--ipfix-tunnel', "--ipfix: also Open vSwitch's elements of the tunnel").default(false),
    new Option('--active-timeout <s>', '--ipfix: a flow that goes on is told each so many seconds')
      .default(ACTIVE)
      .argParser(wholeFrom1),
    new Option('--inactive-timeout <s>', '--ipfix: and after so many seconds of silence')
      .default(INACTIVE)
      .argParser(wholeFrom1),
  ]
  command.addOption(new Option('--ipfix <[tcp://]host:port>', about).argParser(collector).conflicts([...conflicts]))
  for (const option of belonging) command.addOption(option)
  command.hook('preAction', () => {
    if (command.getOptionValue('ipfix') !== undefined) return
    const alone = belonging.find((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    if (alone !== undefined) throw new UsageError(`${nameOf(alone)} goes with --ipfix`)
  })
}

const LAST_PORT = 0xffff

function collector(text: string): Collector {
  const [, protocol = 'udp', bracketed, plain, digits] =
    /^(?:(udp|tcp):\/\/)?(?:\[([^\]]+)\]|([^:[\]/]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  if (host === undefined || !(port > 0 && port <= LAST_PORT)) {
    throw new InvalidArgumentError('Give host:4739, [::1]:4739 or tcp://host:4739.')
  }
  return { protocol: protocol as Collector['protocol'], host, port }
}
