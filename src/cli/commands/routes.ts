/** `vxsniff routes`: from files or interfaces to the routes that BGP told. */
import { Control } from '../../analysis/control/control.js'
import type { RibEvent } from '../../analysis/control/rib.js'
import { type Timestamp, timestampOf } from '../../analysis/timestamps.js'
import { Networks } from '../../analysis/tunnels/networks.js'
import type { When } from '../../present/learn/table-lines.js'
import { clockText } from '../../present/learn/text.js'
import { parseWhen } from '../../present/learn/timestamp-argument.js'
import { networkName } from '../../present/network-name.js'
import { RoutesJson } from '../../present/routes/json.js'
import { routeChanges, routesAt, routeTable, sessionsAt } from '../../present/routes/table.js'
import { RoutesText } from '../../present/routes/text.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit, UsageError } from '../errors.js'
import { openInput } from '../input.js'
import { writePieces, writeStdout } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { budgetFrom, tablesFrom } from '../shared-options.js'
import { localTime } from '../utc-offset.js'
import { learnView } from './learn-view.js'
import type { RoutesOptions } from './routes-options.js'

/** Prints the routes; the exit code. Throws a `CaptureError` after all that a damaged capture shows was printed. */
export async function routes(words: readonly string[], o: RoutesOptions): Promise<number> {
  // Commander takes all words after `--diff` for its values; those after the two moments are files.
  const [from, to, ...others] = o.diff ?? []
  if (from !== undefined && to === undefined) throw new UsageError('--diff takes two moments, for example --diff 1 4')
  if (from !== undefined && o.at !== undefined) throw new UsageError('--at and --diff are different; choose one')
  expectGarbageAtTheEnd()
  const input = await openInput([...others, ...words], o)
  try {
    const view = learnView(o, false)
    const networks = new Networks(budgetFrom(o))
    const control = new Control(networks)
    const text = new RoutesText(networks.addresses, (network) => networkName(networks.network(network)), view)
    const tellsAsItGoes = input.live !== undefined && !o.json && o.at === undefined && from === undefined
    let first: Timestamp | undefined
    let last: Timestamp | undefined
    let told = 0
    const packet = (p: Packet, stack: TunnelStack): void => {
      first ??= timestampOf(p)
      networks.observe(p, stack)
      control.observe(p)
      if (!tellsAsItGoes) return
      for (; told < control.rib.events.length; told++) print(text.event(control.rib.events[told]!))
    }
    const loop = new PacketLoop(
      input,
      { ...o, tables: tablesFrom(o) },
      {
        copies: networks.copies,
        packet: (p, stack) => {
          packet(p, stack)
          last = timestampOf(p)
        },
      },
    )
    try {
      await loop.run()
    } finally {
      loop.finish()
      const moment = (name: string): When => momentOf(name, first, last)
      const output = new Output(control, text, new RoutesJson(networks.addresses), o.json)
      const clock = (when: When): string =>
        when.frame === undefined
          ? clockText({ frame: 0, seconds: when.seconds ?? 0, nanoseconds: when.nanoseconds ?? 0 }, view)
          : `#${when.frame}`
      if (o.at !== undefined) output.at(moment(o.at), clock)
      else if (from !== undefined && to !== undefined) output.between(moment(from), moment(to), clock)
      else output.end()
    }
  } finally {
    input.capture.close()
  }
  return Exit.Fine
}

/** A moment that the user has named, between the first packet and the last. */
function momentOf(text: string, first: Timestamp | undefined, last: Timestamp | undefined): When {
  const [begin, end] = [first ?? NOTHING, last ?? NOTHING]
  const when = parseWhen(text, { begin, end }, localTime())
  if (when !== undefined) return when
  throw new UsageError(
    `"${text}" is no moment; give a frame (#4), a time (10:31:34.56), or seconds since the first (+5.2)`,
  )
}

const NOTHING: Timestamp = { frame: 1, seconds: 0, nanoseconds: 0 }

/** What is printed once all is read. */
class Output {
  readonly #control: Control
  readonly #text: RoutesText
  readonly #json: RoutesJson
  readonly #asJson: boolean

  constructor(control: Control, text: RoutesText, json: RoutesJson, asJson: boolean) {
    this.#control = control
    this.#text = text
    this.#json = json
    this.#asJson = asJson
  }

  end(): void {
    this.#table(routeTable(this.#control.rib.routes), '')
  }

  at(when: When, clock: (when: When) => string): void {
    this.#table(routesAt(this.#events, when), this.#text.asOf(clock(when)), sessionsAt(this.#control.sessions, when))
  }

  between(from: When, to: When, clock: (when: When) => string): void {
    const changes = routeChanges(routesAt(this.#events, from), routesAt(this.#events, to))
    if (this.#asJson) return writePieces(this.#json.changes(changes))
    print(this.#text.fromTo(clock(from), clock(to)) + this.#text.changes(changes))
  }

  #table(table: ReturnType<typeof routeTable>, title: string, sessions = this.#control.sessions): void {
    const { dropped, rib } = this.#control
    const lost = dropped + rib.eventsDropped * Number(title !== '')
    if (this.#asJson) return writePieces(this.#json.table(table, sessions, lost))
    const summary = this.#text.summary(table, sessions, lost)
    if (sessions.length === 0) return print(this.#control.sessions.length === 0 ? summary : title + this.#text.noneYet)
    print(`${title}${this.#text.table(table)}\n${this.#text.sessions(sessions)}\n${summary}`)
  }

  get #events(): readonly RibEvent[] {
    return this.#control.rib.events
  }
}

function print(text: string): void {
  writeStdout(Buffer.from(text))
}
