/** Sequences as a Mermaid sequence diagram, for documents: who takes part, then a message for each hop of a packet. */

import { Missing, type Sequence, type Step, StepKind } from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { hopsOf, isPacketRow, type Point, rowsOf } from './hops.js'
import type { Names } from './names.js'
import { isSending, isSignal, type Participants, participantsOf, Side } from './participants.js'
import { learnMark, missingMark, sequenceTitle } from './step-sentences.js'

/** Sequences in a diagram without `all`: a longer one cannot be read. */
const SEQUENCES = 10
const INDENT = '    '

/** The diagram, with a newline at its end. */
export function mermaid(names: Names): string {
  return new Diagram(names).text()
}

class Diagram {
  readonly #names: Names
  /** Participants by what they are, with the name that the diagram shows. */
  readonly #participants: Map<string, { readonly id: string; readonly name: string }> = new Map()
  readonly #lines: string[] = []
  /** Whether hosts of several networks take part, which may have the same addresses. */
  readonly #severalNetworks: boolean
  readonly #sequences: readonly Sequence[]

  constructor(names: Names) {
    this.#names = names
    const { sequences } = names.facts
    this.#sequences = names.view.all ? sequences : sequences.slice(0, SEQUENCES)
    this.#severalNetworks = new Set(this.#sequences.map((sequence) => sequence.network)).size > 1
    for (const [i, sequence] of this.#sequences.entries()) this.#sequence(sequence, i + 1)
  }

  text(): string {
    const left = this.#names.facts.sequences.length - this.#sequences.length
    const participants = [...this.#participants.values()].map(({ id, name }) => `participant ${id} as ${name}`)
    return [
      'sequenceDiagram',
      ...participants,
      ...this.#lines,
      ...(left > 0 ? [`%% ${this.#names.words.cut(left)}`] : []),
    ]
      .map((line, i) => `${i === 0 ? '' : INDENT}${line}\n`)
      .join('')
  }

  #sequence(sequence: Sequence, number: number): void {
    const cast = participantsOf(sequence, this.#names)
    const ends = this.#ends(cast)
    const title = `${number}. ${sequenceTitle(sequence, this.#names)}`
    const { words } = this.#names
    this.#lines.push(`Note over ${ends}: ${escaped(title + words.comma + this.#names.network(sequence.network))}`)
    for (const row of rowsOf(sequence.steps)) {
      if (isPacketRow(row)) this.#packet(row, cast)
      else this.#event(row[0]!, cast, ends)
    }
  }

  /** Who takes part, in the order of the ladder's lanes; the outermost two of them, for notes that concern all. */
  #ends(cast: Participants): string {
    const vteps = [cast.initiatorVtep, ...cast.groups, ...cast.others, ...cast.speakers, cast.targetVtep]
    const points: Point[] = [
      Side.Initiator,
      ...vteps.filter((vtep) => vtep !== NO_ADDRESS),
      ...(cast.hasTarget ? [Side.Target] : []),
    ]
    const ids = points.map((point) => this.#id(point, cast))
    return ids.length === 1 ? ids[0]! : `${ids[0]},${ids.at(-1)}`
  }

  #packet(row: readonly Step[], cast: Participants): void {
    const sending = row.find((step) => isSending(step) || isSignal(step.kind))
    if (sending === undefined) return
    const packet = this.#names.packet(sending, cast.sequence)
    const timestamp = `#${sending.at.frame} ${this.#names.since(sending.sinceFirst)}`
    const tunnel = this.#names.tunnel(cast.sequence.network, sending.fromVtep)
    for (const [i, { from, to, inTunnel }] of hopsOf(row, cast).entries()) {
      const what = inTunnel ? `${packet} (${tunnel})` : packet
      const text = escaped(i === 0 ? `${what} ${timestamp}` : what)
      for (const point of to) this.#lines.push(`${this.#id(from, cast)}->>${this.#id(point, cast)}: ${text}`)
    }
  }

  #event(step: Step, cast: Participants, ends: string): void {
    if (step.kind === StepKind.Missing) {
      this.#lines.push(
        `Note over ${ends}: ${escaped(missingMark(step.missing ?? Missing.Answer, cast.sequence, this.#names))}`,
      )
      return
    }
    const text = learnMark(step, cast.sequence, this.#names).texts[0]!
    for (const vtep of step.toVteps) this.#lines.push(`Note over ${this.#id(vtep, cast)}: ${escaped(text)}`)
  }

  #id(point: Point, cast: Participants): string {
    const { network, initiator, initiatorMac, target, targetMac } = cast.sequence
    const { words } = this.#names
    if (typeof point === 'number') {
      const role = cast.groups.includes(point)
        ? words.roles.group
        : words.roles[cast.speakers.includes(point) ? 'speaker' : this.#names.hasVteps(network) ? 'vtep' : 'end']
      return this.#participant(`v ${point}`, `${role} ${this.#names.address(point)}`)
    }
    const name =
      point === Side.Initiator ? this.#names.host(initiator, initiatorMac) : this.#names.host(target, targetMac)
    return this.#participant(
      `h ${network} ${name}`,
      this.#severalNetworks ? `${name} ${this.#names.network(network)}` : name,
    )
  }

  #participant(key: string, name: string): string {
    const known = this.#participants.get(key)
    if (known !== undefined) return known.id
    const id = `${key[0]}${this.#participants.size + 1}`
    this.#participants.set(key, { id, name: escaped(name) })
    return id
  }
}

/** Text of a message or name. Signs that mean something to Mermaid become numbered entities. */
function escaped(text: string): string {
  return text.replace(/[#;<>%{}\p{Cc}]/gu, (sign) => `#${sign.codePointAt(0)};`)
}
