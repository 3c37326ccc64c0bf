/** Several captures as one, in time order. */
import { Packet } from '../wire/packet.js'
import type { Capture, Interface } from './capture.js'
import type { TextCounts } from './texts.js'

/** One of the captures, with its next packet. */
class Input {
  readonly capture: Capture
  /** The capture's next packet, not handed out yet. */
  readonly head: Packet = new Packet()
  /** Whether `head` holds a packet. */
  ready = false
  /** Whether the capture has come to its end, orderly or not. */
  ended = false
  /** Index in the merged interfaces for each of the capture's own. */
  readonly interfaceIds: number[] = []

  constructor(capture: Capture) {
    this.capture = capture
  }
}

/**
 * Hands out the packets of several captures in time order; the order within a capture stays, and of packets of the same
 * time the one of the earlier capture comes first. Frame numbers and `Packet.interfaceId` count through all captures.
 *
 * A damaged capture does not stop the others: its error comes when all packets have been handed out.
 */
export function mergeCaptures(captures: readonly Capture[]): Capture {
  return captures.length === 1 ? captures[0]! : new MergedCapture(captures)
}

class MergedCapture implements Capture {
  readonly name: string
  readonly interfaces: Interface[] = []
  readonly #inputs: readonly Input[]
  #count = 0
  #error: unknown

  constructor(captures: readonly Capture[]) {
    this.name = captures.map(({ name }) => name).join(', ')
    this.#inputs = captures.map((capture) => new Input(capture))
    for (const input of this.#inputs) this.#adoptInterfaces(input)
  }

  get texts(): TextCounts {
    let [cut, leftOut] = [0, 0]
    for (const { capture } of this.#inputs) {
      cut += capture.texts?.cut ?? 0
      leftOut += capture.texts?.leftOut ?? 0
    }
    return { cut, leftOut }
  }

  get position(): number {
    return this.#inputs.reduce((sum, { capture }) => sum + capture.position, 0)
  }

  get size(): number | undefined {
    let sum = 0
    for (const { capture } of this.#inputs) {
      if (capture.size === undefined) return undefined
      sum += capture.size
    }
    return sum
  }

  async fill(): Promise<boolean> {
    let more = false
    for (const input of this.#inputs) {
      // Octets of a capture are only replaced once its last packet has been compared and handed out.
      while (!input.ready && !input.ended) {
        try {
          input.ended = !(await input.capture.fill())
        } catch (error) {
          input.ended = true
          this.#error ??= error
        }
        if (!input.ended) input.ready = input.capture.next(input.head)
      }
      if (input.ready) more = true
    }
    if (!more && this.#error !== undefined) throw this.#error
    return more
  }

  next(p: Packet): boolean {
    let first: Input | undefined
    for (const input of this.#inputs) {
      if (!input.ready && !input.ended) {
        input.ready = input.capture.next(input.head)
        if (!input.ready) return false
      }
      if (input.ready && (first === undefined || isEarlier(input.head, first.head))) first = input
    }
    if (first === undefined) return false
    p.borrow(first.head)
    first.ready = false
    if (p.interfaceId >= first.interfaceIds.length) this.#adoptInterfaces(first)
    p.interfaceId = first.interfaceIds[p.interfaceId]!
    p.number = ++this.#count
    return true
  }

  close(): void {
    for (const { capture } of this.#inputs) capture.close()
  }

  #adoptInterfaces(input: Input): void {
    const { interfaces } = input.capture
    for (let i = input.interfaceIds.length; i < interfaces.length; i++) {
      input.interfaceIds.push(this.interfaces.length)
      this.interfaces.push(interfaces[i]!)
    }
  }
}

const isEarlier = (a: Packet, b: Packet): boolean => a.tsSec < b.tsSec || (a.tsSec === b.tsSec && a.tsNsec < b.tsNsec)
