/** Which packets were lost, and what they have in common that those which arrived do not. */

import { NO_ROW } from '../tables/row-index.js'
import { MAX_FRAMES } from '../tables/some-frames.js'
import { SIZES } from '../totals/placing.js'
import type { Forms } from './forms.js'

/** By what losses are counted, in the order in which a reason is looked for. */
export const FEATURES = ['tunnel-port', 'network', 'fragment', 'dscp', 'size', 'protocol', 'port', 'flow'] as const
export type Feature = (typeof FEATURES)[number]

/** Of the packets that have something in common. */
export interface LossRow {
  /** A port, a class of `SIZES`, a DSCP, a protocol, 1 for what came in fragments, a flow, or a form's link. */
  readonly value: number
  readonly sent: number
  readonly lost: number
  /** The first few that were lost, as the sender's place numbers them. */
  readonly frames: readonly number[]
}

/** What all that were lost have, or nearly all, and hardly any other packet. */
export type Shared =
  | { readonly by: Feature; readonly value: number; readonly lost: number; readonly arrived: number }
  /** Longer frames than any that arrived; octets. */
  | { readonly by: 'length'; readonly least: number; readonly most: number; readonly lost: number }
  /** Nothing arrived between these moments, in nanoseconds of the sender's place, nor later if `isLast`. */
  | {
      readonly by: 'time'
      readonly from: number
      readonly to: number
      readonly lost: number
      readonly isLast: boolean
    }

export interface Losses {
  readonly by: Readonly<Record<Feature, readonly LossRow[]>>
  readonly shared: Shared | undefined
  /** Those that no device on the way answers or keeps to itself by design: neither ARP and the like nor for groups. */
  readonly unicast: number
  /** Sent and lost, by equal spans of time. */
  readonly sentOverTime: readonly number[]
  readonly lostOverTime: readonly number[]
}

/** No value: the packet has none. */
const NO_VALUE = -1
const SPANS = 40
/** Parts of the lost that have to share something, and of those with it that have to be lost. */
const NEARLY_ALL = 0.95
const MOST = 0.5
/** Fewer lost packets have nothing in common but chance. */
const FEWEST = 3
/** So many packets that arrived before make a gap one. */
const FEWEST_AROUND = 3

const PROTOCOL_TCP = 6
const PROTOCOL_UDP = 17

interface Tally {
  lost: number
  readonly frames: number[]
}

export class LossCount {
  sent = 0
  lost = 0
  #unicast = 0
  readonly frames: number[] = []

  readonly #forms: Forms
  readonly #sentByForm: Float64Array
  readonly #sentByFlow: Float64Array
  readonly #sentBySize: Float64Array = new Float64Array(SIZES.length)
  readonly #lost: Readonly<Record<Feature, Map<number, Tally>>>
  readonly #first: number
  readonly #span: number
  readonly #sentOverTime: Float64Array = new Float64Array(SPANS)
  readonly #lostOverTime: Float64Array = new Float64Array(SPANS)
  /** Octets. */
  #longestArrived = 0
  #shortestLost = Number.POSITIVE_INFINITY
  // When the first and the last one was lost, and when others arrived.
  #lostFrom = Number.POSITIVE_INFINITY
  #lostTo = Number.NEGATIVE_INFINITY
  readonly #arrivals: number[] = []
  /** By form and by flow what they are in each respect. */
  readonly #formValues = new Map<number, readonly number[]>()
  readonly #flowValues = new Map<number, readonly number[]>()

  /** The first and last moment of the sender's place; nanoseconds. */
  constructor(forms: Forms, first: number, last: number) {
    this.#forms = forms
    this.#sentByForm = new Float64Array(forms.count)
    this.#sentByFlow = new Float64Array(forms.flows)
    this.#lost = Object.fromEntries(FEATURES.map((by) => [by, new Map()])) as unknown as Record<
      Feature,
      Map<number, Tally>
    >
    this.#first = first
    this.#span = Math.max(1, last - first) / SPANS
  }

  /** Hot path. */
  add(form: number, flow: number, length: number, time: number): void {
    this.sent++
    if (form !== NO_ROW) this.#sentByForm[form] = this.#sentByForm[form]! + 1
    if (flow !== NO_ROW) this.#sentByFlow[flow] = this.#sentByFlow[flow]! + 1
    const size = sizeOf(length)
    this.#sentBySize[size] = this.#sentBySize[size]! + 1
    const n = this.#spanOf(time)
    this.#sentOverTime[n] = this.#sentOverTime[n]! + 1
  }

  /** Hot path: one that arrived. */
  addArrived(length: number): void {
    if (length > this.#longestArrived) this.#longestArrived = length
  }

  addLost(form: number, flow: number, length: number, time: number, frame: number): void {
    this.lost++
    if (this.frames.length < MAX_FRAMES) this.frames.push(frame)
    if (length < this.#shortestLost) this.#shortestLost = length
    this.#lostFrom = Math.min(this.#lostFrom, time)
    this.#lostTo = Math.max(this.#lostTo, time)
    const n = this.#spanOf(time)
    this.#lostOverTime[n] = this.#lostOverTime[n]! + 1
    if (this.#forms.isTelling(flow) && !this.#forms.isToGroup(form, flow)) this.#unicast++
    this.#note('size', sizeOf(length), frame)
    if (form !== NO_ROW) {
      const values = remembered(this.#formValues, form, () => BY_FORM.map((by) => formValue(this.#forms, by, form)))
      for (const [i, by] of BY_FORM.entries()) this.#note(by, values[i]!, frame)
    }
    if (flow === NO_ROW) return
    const values = remembered(this.#flowValues, flow, () => BY_FLOW.map((by) => flowValue(this.#forms, by, flow)))
    for (const [i, by] of BY_FLOW.entries()) this.#note(by, values[i]!, frame)
    this.#note('flow', flow, frame)
  }

  /** The span of time in which packets were lost; undefined while there are none. */
  get lostBetween(): readonly [from: number, to: number] | undefined {
    return this.lost === 0 ? undefined : [this.#lostFrom, this.#lostTo]
  }

  /** One that arrived, once it is known when packets were lost: whether in between, before or after. */
  addArrival(time: number): void {
    const n = time < this.#lostFrom ? 0 : time > this.#lostTo ? 2 : 1
    this.#arrivals[n] = (this.#arrivals[n] ?? 0) + 1
  }

  facts(): Losses {
    const by = Object.fromEntries(FEATURES.map((feature) => [feature, this.#rows(feature)])) as unknown as Losses['by']
    return {
      by,
      shared: this.lost < FEWEST ? undefined : this.#shared(by),
      unicast: this.#unicast,
      sentOverTime: [...this.#sentOverTime],
      lostOverTime: [...this.#lostOverTime],
    }
  }

  #spanOf(time: number): number {
    return Math.min(SPANS - 1, Math.max(0, Math.floor((time - this.#first) / this.#span)))
  }

  #note(by: Feature, value: number, frame: number): void {
    if (value === NO_VALUE) return
    let tally = this.#lost[by].get(value)
    if (tally === undefined) {
      tally = { lost: 0, frames: [] }
      this.#lost[by].set(value, tally)
    }
    tally.lost++
    if (tally.frames.length < MAX_FRAMES) tally.frames.push(frame)
  }

  /** Values of which packets were lost; most first. */
  #rows(by: Feature): readonly LossRow[] {
    const sent = this.#sentBy(by)
    return [...this.#lost[by]]
      .map(([value, { lost, frames }]) => ({ value, sent: sent(value), lost, frames }))
      .sort((x, y) => y.lost - x.lost || x.value - y.value)
  }

  #sentBy(by: Feature): (value: number) => number {
    if (by === 'flow') return (value) => this.#sentByFlow[value]!
    if (by === 'size') return (value) => this.#sentBySize[value]!
    const sums = new Map<number, number>()
    const isForm = (BY_FORM as readonly Feature[]).includes(by)
    const counts = isForm ? this.#sentByForm : this.#sentByFlow
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] === 0) continue
      const value = isForm ? formValue(this.#forms, by as FormFeature, i) : flowValue(this.#forms, by as FlowFeature, i)
      sums.set(value, (sums.get(value) ?? 0) + counts[i]!)
    }
    return (value) => sums.get(value) ?? 0
  }

  #shared(by: Losses['by']): Shared | undefined {
    const arrived = this.sent - this.lost
    if (arrived === 0) return undefined
    const candidates: Shared[] = []
    for (const feature of FEATURES) {
      const row = by[feature][0]
      if (row === undefined || (feature === 'fragment' && row.value === 0)) continue
      if (row.lost < NEARLY_ALL * this.lost || row.lost < MOST * row.sent) continue
      // What all have tells nothing.
      if (row.sent - row.lost === arrived) continue
      candidates.push({ by: feature, value: row.value, lost: row.lost, arrived: row.sent - row.lost })
    }
    const sure = candidates.find(
      (one) => 'arrived' in one && one.arrived === 0 && one.by !== 'size' && one.by !== 'flow',
    )
    return sure ?? this.#gap() ?? this.#tooLong() ?? candidates[0]
  }

  #tooLong(): Shared | undefined {
    if (this.#shortestLost <= this.#longestArrived) return undefined
    return { by: 'length', least: this.#shortestLost, most: this.#longestArrived, lost: this.lost }
  }

  #gap(): Shared | undefined {
    const [before = 0, between = 0, after = 0] = this.#arrivals
    if (between > 0 || before < FEWEST_AROUND) return undefined
    return { by: 'time', from: this.#lostFrom, to: this.#lostTo, lost: this.lost, isLast: after === 0 }
  }
}

const BY_FORM = ['tunnel-port', 'network', 'fragment', 'dscp'] as const
type FormFeature = (typeof BY_FORM)[number]
const BY_FLOW = ['protocol', 'port'] as const
type FlowFeature = (typeof BY_FLOW)[number]

function remembered<T>(known: Map<number, T>, key: number, make: () => T): T {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}

function formValue(forms: Forms, by: FormFeature, form: number): number {
  const { depth, port, isFragmented, outer } = forms.formOf(form)
  switch (by) {
    case 'tunnel-port':
      return port === 0 ? NO_VALUE : port
    case 'network':
      return depth === 0 ? NO_VALUE : forms.linkOf(form)
    case 'fragment':
      return isFragmented ? 1 : 0
    case 'dscp':
      return outer.trafficClass >> 2
  }
}

function flowValue(forms: Forms, by: FlowFeature, flow: number): number {
  const { protocol, ports } = forms.flowOf(flow)
  if (by === 'protocol') return protocol
  if (protocol !== PROTOCOL_TCP && protocol !== PROTOCOL_UDP) return NO_VALUE
  return servicePort(ports)
}

/** The lower port: that of the service as a rule, whichever way the packet goes. */
function servicePort(ports: number): number {
  return Math.min(ports >>> 16, ports & 0xffff)
}

function sizeOf(length: number): number {
  let n = SIZES.length - 1
  while (n > 0 && length < SIZES[n]!) n--
  return n
}
