/** How a packet is wrapped: nested boxes, one for each tunnel, as wide as their octets are many. */
import type { JSX } from 'preact'
import type { AnnotatedLayer, AnnotatedPacket, AnnotatedRest } from '../present/explain/annotate.js'
import { type Overhead, overheadOf } from '../present/explain/overhead.js'
import { EXPLAIN } from '../words/screens/explain.js'
import type { LayerPlace } from '../words/screens/page-packets.js'
import { PAGE_PACKETS } from '../words/screens/page-packets.js'
import { usePage } from './context.js'
import type { Items } from './light.js'

/** RFC 894: what the sentence about the room inside counts from. */
const ETHERNET_MTU = 1500

export function Boxes({ packet, items }: BoxesProps): JSX.Element {
  const { language } = usePage()
  const words = PAGE_PACKETS[language]
  const segments = segmentsOf(packet, items)
  const overhead = overheadOf(packet)
  return (
    <>
      <h3>
        {words.boxes}
        {overhead === undefined ? null : <span class="packet-plus">{words.plus(overhead.outside)}</span>}
      </h3>
      <figure class="packet-boxes">
        <div class="packet-box">
          <Level segments={segments} level={0} />
        </div>
        <figcaption>
          {overhead === undefined ? words.bare(packet.octets) : captionOf(overhead, EXPLAIN[language].overhead)}
        </figcaption>
      </figure>
    </>
  )
}

interface BoxesProps {
  readonly packet: AnnotatedPacket
  readonly items: Items
}

interface Segment {
  readonly item: number
  readonly name: string
  readonly octets: number
  readonly place: LayerPlace | 'other'
  readonly level: number
}

/** Every octet once, from the first to the last. */
function segmentsOf({ layers, rest }: AnnotatedPacket, { layers: of, firstRest }: Items): readonly Segment[] {
  const headers = layers.map((l, i) => ({ ...segment(l, of[i]!.header), start: l.start }))
  const others = rest.map((r, i) => ({ ...other(r, firstRest + i, layers), start: r.start }))
  return [...headers, ...others].filter(({ octets }) => octets > 0).sort((a, b) => a.start - b.start)
}

function segment({ start, end, short, place, level }: AnnotatedLayer, item: number): Segment {
  return { item, name: short, octets: end - start, place, level }
}

function other(
  { start, end, what, layer, label }: AnnotatedRest,
  item: number,
  layers: readonly AnnotatedLayer[],
): Segment {
  const carrier = layers.find(({ index }) => index === layer)
  const isCarried = what !== 'padding' && carrier !== undefined
  const isInside = isCarried && carrier.place === 'tunnel'
  return {
    item,
    name: label,
    octets: end - start,
    place: isInside ? 'inner' : isCarried ? carrier.place : 'other',
    level: (carrier?.level ?? 0) + (isInside ? 1 : 0),
  }
}

/** The segments of one level side by side, and what lies deeper in a box between them. */
function Level({ segments, level }: { readonly segments: readonly Segment[]; readonly level: number }): JSX.Element {
  const parts: JSX.Element[] = []
  for (let i = 0; i < segments.length; ) {
    const s = segments[i]!
    if (s.level <= level) {
      parts.push(<Part key={s.item} {...s} />)
      i++
      continue
    }
    let end = i
    while (end < segments.length && segments[end]!.level > level) end++
    const inside = segments.slice(i, end)
    parts.push(
      <div key={s.item} class="packet-box" style={{ flexGrow: sum(inside) }}>
        <Level segments={inside} level={level + 1} />
      </div>,
    )
    i = end
  }
  return <>{parts}</>
}

function Part({ item, name, octets, place }: Segment): JSX.Element {
  return (
    <div class={`packet-part ${place}`} style={{ flexGrow: octets }} data-item={item} title={`${name}: ${octets}`}>
      <span class="packet-part-name">
        {name} <b>{octets}</b>
      </span>
    </div>
  )
}

function sum(segments: readonly Segment[]): number {
  return segments.reduce((octets, s) => octets + s.octets, 0)
}

function captionOf(o: Overhead, words: (typeof EXPLAIN)['en']['overhead']): string {
  const adds = o.encapsulations.map(({ tunnel, octets }) => words.adds(tunnel, octets))
  const percent = Math.round((100 * o.outside) / o.octets)
  const told = words.sum(adds, o.outside, o.inner.octets, percent)
  return o.mtu === undefined ? told : `${told} ${words.mtu(ETHERNET_MTU, o.mtu)}`
}
