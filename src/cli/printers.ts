/** The forms that packets are printed in, behind one interface; each but lines is loaded when it is asked for. */
import { basename } from 'node:path'
import { EchoTimes, echoLayer, isRequest } from '../analysis/flows/echo-round-trips.js'
import { ownTransport } from '../analysis/flows/own-transport.js'
import { StreamNumbers } from '../analysis/flows/stream-numbers.js'
import type { Interface } from '../capture/capture.js'
import { remarksOf } from '../capture/remarks.js'
import { ASCII, UNICODE } from '../present/glyphs.js'
import { type LineOptions, Lines } from '../present/line.js'
import { ANSI, PLAIN } from '../present/palette.js'
import type { Octets } from '../present/tcpdump.js'
import { Clock, TimeStyle } from '../present/time.js'
import { escapeText } from '../present/value.js'
import type { Writer } from '../present/writer.js'
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import type { TunnelStack } from '../wire/tunnel.js'
import type { ReadOptions } from './commands/read-options.js'
import { UsageError } from './errors.js'
import { stdoutIsTerminal, terminalColumns, terminalIsUnicode } from './output.js'
import { budgetFrom, wantsColor } from './shared-options.js'
import { localTime } from './utc-offset.js'

export interface Printer {
  /** Before the first packet. */
  begin(w: Writer): void
  packet(p: Packet, tunnels: TunnelStack, w: Writer): void
  /** Takes each packet of the capture before `packet`, printed or not; for printers whose text depends on them all. */
  seen?(p: Packet): void
  /** Remarks that stand under the lines. */
  legend?(): readonly string[]
  /** After each batch of packets: writes what was held back. */
  batch(w: Writer): void
  /** Present only if the text of a packet depends on the packets before it. */
  readonly memory?: PrinterMemory
  /** Several printers share files of this many octets and more; undefined if one printer has to print all packets. */
  readonly sharedFrom?: number
}

/**
 * Threads take a while to start, and V8 compiles the code for each of them anew. So the less a packet costs, the larger
 * a file must be before several threads are faster than one.
 */
const SharedFrom = { Lines: 800e6, Json: 100e6, Tree: 20e6 } as const

/** What a printer remembers of the packets before, so that several can share the work. */
interface PrinterMemory {
  /** Whether other printers can go on from here. */
  readonly isSettled: boolean
  /** Widths of columns, which only grow; borrowed. Setting them goes on from where another printer has stopped. */
  widths: Int32Array
  /** Another printer has printed the packet. Only its number, its time and the first time of all matter here. */
  pass(p: Packet): void
  /** How else the packet's text and that of other packets depend on each other. */
  bondOf(p: Packet): Bond
  /** Another printer has printed the packet, whose bond is `Remembered`. */
  remember(p: Packet): void
}

/** How a packet's text and that of others depend on each other, besides what `PrinterMemory.pass` knows. */
export const Bond = {
  None: 0,
  /** The text of later packets depends on this one. */
  Remembered: 1,
  /** The packet's text depends on earlier ones. */
  Remembering: 2,
} as const
export type Bond = (typeof Bond)[keyof typeof Bond]

/** What printers know of the capture besides its packets. */
interface Interfaces {
  /** As in `Capture`. */
  readonly name: string
  readonly interfaces: readonly Interface[]
  readonly parts?: number
  pathOf?(interfaceId: number, frame?: number): string | undefined
}

/** Makes a printer, without loading anything. Interfaces that are captured on live have names worth showing. */
export type PrinterMaker = (capture: Interfaces, live: boolean) => Printer

/** Loads the printer that the options ask for; throws a `UsageError` where they contradict each other. */
export async function loadPrinter(o: ReadOptions): Promise<PrinterMaker> {
  const form = o.form === 'json' || o.form === 'ek' ? `-T ${o.form}` : ''
  const forms = [
    form,
    o.count ? '--count' : '',
    o.json ? '--json' : '',
    o.fields ? '--fields' : '',
    o.format !== 'lines' ? '--format' : '',
    o.verbose > 0 ? '-v' : '',
  ].filter((form) => form !== '')
  if (forms.length > 1) throw new UsageError(`${forms.join(' and ')} are different forms of output; choose one`)
  if (o.count) return () => ({ begin: nothing, packet: nothing, batch: nothing })
  if (o.fields) return fieldPrinter(o.fields, o)
  if (o.json || form !== '') return jsonPrinter(o)
  if (o.format === 'tcpdump') return tcpdumpPrinter(o)
  if (o.format !== 'lines') throw new UsageError(`no format '${o.format}'; there are lines and tcpdump`)
  return o.verbose > 0 || octetsOf(o).form !== 'none' ? treePrinter(o) : linePrinter(o)
}

async function fieldPrinter(names: readonly string[], o: ReadOptions): Promise<PrinterMaker> {
  const { FieldColumns, UnknownFieldError } = await import('../present/fields.js')
  const { layoutFrom } = await import('./layout.js')
  try {
    const columns = new FieldColumns(names, layoutFrom(o), budgetFrom(o))
    return (capture) => {
      columns.source = {
        interfaces: capture.interfaces,
        remarks: (p) => remarksOf(capture, p),
        pathOf: (p) => capture.pathOf?.(p.interfaceId, p.number) ?? capture.name,
        utcOffset: localTime(),
      }
      return {
        ...(columns.needsAll ? { seen: (p: Packet) => columns.note(p) } : { sharedFrom: SharedFrom.Lines }),
        begin: (w) => columns.header(w),
        packet: (p, _, w) => columns.row(p, w),
        batch: nothing,
      }
    }
  } catch (e) {
    if (e instanceof UnknownFieldError) throw new UsageError(e.message)
    throw e
  }
}

async function jsonPrinter({ payload }: ReadOptions): Promise<PrinterMaker> {
  const { JsonLines } = await import('../present/json.js')
  return (capture) => {
    const isMerged = (capture.parts ?? 1) > 1
    const json = new JsonLines({
      remarks: (p) => remarksOf(capture, p),
      interfaceName: (id) => capture.interfaces[id]?.name,
      ...(isMerged ? { fileOf: (p) => capture.pathOf?.(p.interfaceId, p.number) } : {}),
      payload,
    })
    return { begin: nothing, packet: (p, _, w) => json.packet(p, w), batch: nothing, sharedFrom: SharedFrom.Json }
  }
}

/** Says the name of an interface by `Packet.interfaceId`, of a packet by its number. */
type InterfaceName = (id: number, frame: number) => string

const nameIn =
  ({ interfaces }: Interfaces): InterfaceName =>
  (id) =>
    escapeText(interfaces[id]?.name ?? '')

function linePrinter(o: ReadOptions): PrinterMaker {
  const several = (o.interface ?? []).length > 1 || o.interface?.[0] === 'any'
  return (capture, live) => {
    if (live) return linesOf(o, several ? { interfaceName: nameIn(capture) } : {})
    return linesOf(o, (capture.parts ?? 1) > 1 ? { interfaceName: fileIn(capture), interfaceTitle: 'file' } : {})
  }
}

/** The file that an interface's packets are from, and the interface if the file has several. */
function fileIn(capture: Interfaces): InterfaceName {
  const names: { readonly path: string; readonly name: string }[] = []
  return (id, frame) => {
    const path = capture.pathOf?.(id, frame) ?? ''
    const known = names[id]
    if (known?.path === path) return known.name
    const { interfaces } = capture
    const isOne = interfaces.every((_, other) => other === id || capture.pathOf?.(other, frame) !== path)
    const from = interfaces[id]?.name
    const name = escapeText(isOne || from === undefined ? basename(path) : `${basename(path)}:${from}`)
    names[id] = { path, name }
    return name
  }
}

/** Names the origin of packets when they come from several places. */
type Origin = Pick<LineOptions, 'interfaceName' | 'interfaceTitle'>

function linesOf(o: ReadOptions, origin: Origin): Printer {
  const echoes = new EchoTimes()
  const numbers = o.absoluteTcpSequenceNumbers || o.quiet ? undefined : new StreamNumbers(budgetFrom(o), true)
  const lines = new Lines({
    palette: wantsColor(o) ? ANSI : PLAIN,
    glyphs: glyphs(),
    clock: new Clock(localTime()),
    time: timeStyle(o),
    width: terminalColumns(),
    linkLevel: o.linkLevel,
    quiet: o.quiet,
    titles: stdoutIsTerminal,
    ...(numbers === undefined ? {} : { segment: () => numbers.of(Kind.Tcp) }),
    ...origin,
  })
  return {
    begin: nothing,
    packet: (p, tunnels, w) => {
      numbers?.observe(p, tunnels)
      lines.write(p, tunnels, w, echoes.observe(p))
    },
    batch: (w) => lines.flush(w),
    legend: () => (stdoutIsTerminal ? lines.legend(o.lang) : []),
    sharedFrom: SharedFrom.Lines,
    memory: {
      get isSettled() {
        return lines.isSettled
      },
      get widths() {
        return lines.widths
      },
      set widths(widths) {
        lines.widths = widths
      },
      pass: (p) => lines.pass(p),
      bondOf: (p) => {
        const i = echoLayer(p)
        if (i < 0) return numbers !== undefined && ownTransport(p, Kind.Tcp) >= 0 ? Bond.Remembering : Bond.None
        return isRequest(p, i) ? Bond.Remembered : Bond.Remembering
      },
      remember: (p) => {
        echoes.observe(p)
      },
    },
  }
}

async function treePrinter(o: ReadOptions): Promise<PrinterMaker> {
  const { Tree } = await import('../present/tree.js')
  const { form } = octetsOf(o)
  return (capture) => {
    const tree = new Tree({
      palette: wantsColor(o) ? ANSI : PLAIN,
      glyphs: glyphs(),
      clock: new Clock(localTime()),
      fields: o.verbose > 1,
      hex: form === 'hex' || form === 'hex-text',
      ascii: form === 'text',
      remarks: (p) => remarksOf(capture, p),
    })
    return { begin: nothing, packet: (p, _, w) => tree.write(p, w), batch: nothing, sharedFrom: SharedFrom.Tree }
  }
}

async function tcpdumpPrinter(o: ReadOptions): Promise<PrinterMaker> {
  const { TcpdumpLines } = await import('../present/tcpdump.js')
  return (capture, live) => {
    const lines = new TcpdumpLines({
      clock: new Clock(localTime()),
      time: timeStyle(o),
      linkLevel: o.linkLevel,
      quiet: o.quiet,
      number: o.number,
      absoluteNumbers: o.absoluteTcpSequenceNumbers,
      octets: octetsOf(o),
      ...(live ? { interfaceName: nameIn(capture) } : {}),
    })
    // The numbers of TCP segments are relative to their connection's first.
    return { begin: nothing, packet: (p, _, w) => lines.write(p, w), batch: nothing }
  }
}

/** tcpdump's order where several letters are given. */
function octetsOf({ hex, hexText, ascii }: ReadOptions): Octets {
  if (hexText > 0) return { form: 'hex-text', hasLink: hexText > 1 }
  if (hex > 0) return { form: 'hex', hasLink: hex > 1 }
  return { form: ascii > 0 ? 'text' : 'none', hasLink: ascii > 1 }
}

export function glyphs(): typeof UNICODE {
  return !stdoutIsTerminal || terminalIsUnicode() ? UNICODE : ASCII
}

function timeStyle(o: ReadOptions): TimeStyle {
  if (o.t > TimeStyle.SinceFirst) throw new UsageError('-t may be given five times at most')
  return o.t as TimeStyle
}

function nothing(): void {}
