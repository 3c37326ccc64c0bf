/** What a live capture needs beside its packets: how it is announced, stopped and asked for its counters. */
import type { LiveCounters } from '../capture/backend.js'
import type { Interface } from '../capture/capture.js'
import type { LiveCapture } from '../capture/live.js'
import { PLATFORM } from '../capture/platform.js'
import { LINK_TYPE_NAMES } from '../wire/registries/link-types.js'
import { stderrIsTerminal, writeStderr } from './output.js'
import { STOP_SIGNALS, type StopSignal, signalled } from './signals.js'

export class LiveSession {
  readonly #capture: LiveCapture
  readonly #captured: () => number
  #stopped = false

  /** `captured` is how many packets have been taken up so far. */
  constructor(capture: LiveCapture, captured: () => number) {
    this.#capture = capture
    this.#captured = captured
    for (const signal of STOP_SIGNALS) process.on(signal, this.#stop)
    if (PLATFORM.countersSignal !== undefined) process.on(PLATFORM.countersSignal, this.#showCounters)
  }

  /** Says on what the capture listens, and how it is different from what one might expect. */
  announce(clockTime: boolean): void {
    writeStderr(this.#capture.interfaces.map((i) => `listening on ${describe(i)}\n`).join(''))
    if (clockTime) writeStderr('times are those of the clock when the packet came here, not of the kernel\n')
  }

  /** Shows the counters for the last time, and leaves the signals to the system again. */
  finish(): void {
    if (this.#stopped && stderrIsTerminal) writeStderr('\n')
    this.#showCounters()
    const { unread } = this.#capture
    if (unread) writeStderr(`${packets(unread)} left unread: they had come when the capture was ended\n`)
    const { dropped } = this.#capture.counters()
    if (dropped || unread) writeStderr('packets came faster than they were read: -w, a filter or a larger -B help\n')
    for (const signal of STOP_SIGNALS) process.off(signal, this.#stop)
    if (PLATFORM.countersSignal !== undefined) process.off(PLATFORM.countersSignal, this.#showCounters)
  }

  readonly #stop = (signal: NodeJS.Signals): void => {
    if (this.#stopped) process.exit(signalled(signal as StopSignal))
    this.#stopped = true
    this.#capture.stop()
  }

  readonly #showCounters = (): void => {
    writeStderr(countersText(this.#captured(), this.#capture.counters()))
  }
}

function describe({ name, linkType, snapLength }: Interface): string {
  const link = LINK_TYPE_NAMES[linkType] ?? String(linkType)
  return `${name}, link-type ${link}, snapshot length ${snapLength} bytes`
}

/** tcpdump's lines. */
function countersText(captured: number, { received, dropped, droppedByInterface }: LiveCounters): string {
  const lines = [
    `${packets(captured)} captured`,
    `${packets(received)} received by filter`,
    `${packets(dropped)} dropped by kernel`,
  ]
  if (droppedByInterface) lines.push(`${packets(droppedByInterface)} dropped by interface`)
  return lines.map((line) => `${line}\n`).join('')
}

function packets(n: number | undefined): string {
  if (n === undefined) return 'unknown number of packets'
  return n === 1 ? '1 packet' : `${n} packets`
}
