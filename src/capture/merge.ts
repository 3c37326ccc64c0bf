/** Several captures as one, in time order. */
import { Packet } from '../wire/packet.js'
import type { Capture, Interface, Note, Section } from './capture.js'
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
  /** The capture that this one continues, known once its first packet is due. */
  before: Input | undefined

  constructor(capture: Capture) {
    this.capture = capture
  }
}

/**
 * Hands out the packets of several captures in time order; the order within a capture stays, and of packets of the same
 * time the one of the earlier capture comes first. Frame numbers and `Packet.interfaceId` count through all captures.
 * One that begins where another one on the same interface has ended is its continuation, as the files of `-C` and `-G`
 * are, and no further interface: the whole is what it was before somebody cut it.
 *
 * A damaged capture does not stop the others: its error comes when all packets have been handed out.
 */
export function mergeCaptures(captures: readonly Capture[]): Capture {
  return captures.length === 1 ? captures[0]! : new MergedCapture(captures)
}

/** The capture that packets of an interface are from, by the number of the first of them. */
interface Origin {
  readonly from: number
  readonly path: string
}

class MergedCapture implements Capture {
  readonly name: string
  readonly interfaces: Interface[] = []
  /** Of each merged interface the captures that its packets are from, one after the other. */
  readonly #origins: Origin[][] = []
  readonly #inputs: readonly Input[]
  /** Captures that have ended and that no other capture continues yet. */
  readonly #over: Input[] = []
  #count = 0
  #error: unknown

  constructor(captures: readonly Capture[]) {
    this.name = captures.map(({ name }) => name).join(', ')
    this.#inputs = captures.map((capture) => new Input(capture))
  }

  get parts(): number {
    return this.#inputs.length
  }

  pathOf(interfaceId: number, frame = 0): string | undefined {
    const origins = this.#origins[interfaceId] ?? []
    let at = origins.length - 1
    while (at > 0 && origins[at]!.from > frame) at--
    return origins[at]?.path
  }

  get texts(): TextCounts {
    let [cut, leftOut] = [0, 0]
    for (const { capture } of this.#inputs) {
      cut += capture.texts?.cut ?? 0
      leftOut += capture.texts?.leftOut ?? 0
    }
    return { cut, leftOut }
  }

  get notes(): readonly Note[] {
    return this.#inputs.flatMap(({ capture }) => capture.notes ?? [])
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
      // A capture's octets may be replaced only when its last packet has been compared and handed out.
      while (!input.ready && !input.ended) {
        try {
          input.ended = !(await input.capture.fill())
        } catch (error) {
          input.ended = true
          this.#error ??= error
        }
        if (input.ended) this.#over.push(input)
        else input.ready = input.capture.next(input.head)
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
    p.number = ++this.#count
    p.interfaceId = this.#idOf(first, p.interfaceId)
    return true
  }

  close(): void {
    for (const { capture } of this.#inputs) capture.close()
  }

  /** The merged interface of a capture's own, which may be new. */
  #idOf(input: Input, own: number): number {
    const known = input.interfaceIds
    if (known.length === 0) this.#continue(input)
    while (known.length <= own) {
      const one = input.capture.interfaces[known.length]!
      const before = input.before?.interfaceIds[known.length]
      if (before !== undefined) this.interfaces[before] = new Continued(this.interfaces[before]!, one)
      const id = before ?? this.interfaces.push(one) - 1
      this.#origins[id] = [...(this.#origins[id] ?? []), { from: this.#count, path: input.capture.name }]
      known.push(id)
    }
    return known[own]!
  }

  /** Finds the capture that this one continues: of those that declare the same interfaces the one that ended last. */
  #continue(input: Input): void {
    for (let i = this.#over.length - 1; i >= 0; i--) {
      const ended = this.#over[i]!
      if (ended.interfaceIds.length === 0 || !areSame(ended.capture.interfaces, input.capture.interfaces)) continue
      this.#over.splice(i, 1)
      input.before = ended
      return
    }
  }
}

/** An interface in a capture that goes on from others, which have ended. */
class Continued implements Interface {
  readonly id: number
  readonly linkType: number
  readonly snapLength: number
  readonly nanoseconds: boolean
  readonly littleEndian: boolean
  readonly name?: string
  readonly description?: string
  readonly section?: Section
  readonly options?: Uint8Array
  readonly #now: Interface
  readonly #dropsBefore: number | undefined

  constructor(before: Interface, now: Interface) {
    this.id = before.id
    this.linkType = before.linkType
    this.snapLength = before.snapLength
    this.nanoseconds = before.nanoseconds
    this.littleEndian = before.littleEndian
    if (before.name !== undefined) this.name = before.name
    if (before.description !== undefined) this.description = before.description
    if (before.section !== undefined) this.section = before.section
    if (before.options !== undefined) this.options = before.options
    this.#now = now
    this.#dropsBefore = before.drops
  }

  get drops(): number | undefined {
    const { drops } = this.#now
    return drops === undefined ? this.#dropsBefore : drops + (this.#dropsBefore ?? 0)
  }
}

/** Whether two captures say the same of their interfaces, one by one. */
function areSame(some: readonly Interface[], others: readonly Interface[]): boolean {
  return some.length === others.length && some.every((one, i) => isSame(one, others[i]!))
}

function isSame(one: Interface, other: Interface): boolean {
  return (
    one.linkType === other.linkType &&
    one.snapLength === other.snapLength &&
    one.nanoseconds === other.nanoseconds &&
    one.littleEndian === other.littleEndian &&
    one.name === other.name &&
    one.description === other.description &&
    one.section?.hardware === other.section?.hardware &&
    one.section?.os === other.section?.os &&
    one.section?.application === other.section?.application
  )
}

const isEarlier = (a: Packet, b: Packet): boolean => a.tsSec < b.tsSec || (a.tsSec === b.tsSec && a.tsNsec < b.tsNsec)
