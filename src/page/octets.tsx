/** The octets of a packet in hexadecimal and as text, each in the colour of its layer. */
import { Component, type JSX } from 'preact'
import type { Range } from '../present/explain/annotate.js'
import type { PagePacketsWords } from '../words/screens/page-packets.js'
import type { Light, Look } from './light.js'

const PRINTABLE_FIRST = 0x20
const PRINTABLE_LAST = 0x7e

export interface OctetsProps {
  readonly octets: Uint8Array
  /** How many are shown. */
  readonly shown: number
  readonly perRow: number
  readonly looks: readonly Look[]
  /** First octets of headers, which a line sets apart. */
  readonly starts: ReadonlySet<number>
  readonly light: Light | undefined
  /** The one that the keyboard is at. */
  readonly cursor: number
  readonly words: PagePacketsWords
}

export function Octets({ octets, shown, perRow, looks, starts, light, cursor, words }: OctetsProps): JSX.Element {
  const rows: JSX.Element[] = []
  for (let at = 0; at < shown; at += perRow) {
    const end = Math.min(at + perRow, shown)
    let classes = ''
    for (let i = at; i < end; i++) classes += `${classOf(i, looks[i]!, starts, light)},`
    rows.push(
      <OctetRow
        key={at}
        at={at}
        end={end}
        perRow={perRow}
        octets={octets}
        classes={classes}
        cursor={cursor >= at && cursor < end ? cursor : -1}
      />,
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrow keys move through it as through a grid
    <table class="packet-octets" role="grid" aria-label={words.hexHelp}>
      <thead class="unseen">
        <tr>
          <th scope="col">{words.offset}</th>
          <th scope="col" colSpan={perRow}>
            {words.hex}
          </th>
          <th scope="col">{words.text}</th>
        </tr>
      </thead>
      <tbody>{rows}</tbody>
    </table>
  )
}

function classOf(at: number, look: Look, starts: ReadonlySet<number>, light: Light | undefined): string {
  const first = starts.has(at) ? ' starts' : ''
  if (light === undefined) return `${look}${first}`
  if (isIn(light.range, at)) return `${look}${first} lit`
  return light.covers.some((range) => isIn(range, at)) ? `${look}${first} covered` : `${look}${first}`
}

function isIn({ start, end }: Range, at: number): boolean {
  return at >= start && at < end
}

interface OctetRowProps {
  readonly at: number
  readonly end: number
  readonly perRow: number
  readonly octets: Uint8Array
  /** The CSS classes of the octets, with commas between. One string is quick to compare when a row has not changed. */
  readonly classes: string
  readonly cursor: number
}

class OctetRow extends Component<OctetRowProps> {
  override shouldComponentUpdate(next: OctetRowProps): boolean {
    const { classes, cursor, end, octets } = this.props
    return next.classes !== classes || next.cursor !== cursor || next.end !== end || next.octets !== octets
  }

  override render({ at, end, perRow, octets, classes, cursor }: OctetRowProps): JSX.Element {
    const looks = classes.split(',')
    const places = Array.from({ length: end - at }, (_, i) => at + i)
    return (
      <tr>
        <th scope="row">{at.toString(16).padStart(4, '0')}</th>
        {places.map((i) => (
          <td key={i} data-at={i} tabIndex={i === cursor ? 0 : -1} class={`octet ${looks[i - at]}`}>
            {octets[i]!.toString(16).padStart(2, '0')}
          </td>
        ))}
        {end - at < perRow ? <td colSpan={perRow - (end - at)} /> : null}
        <td class="packet-text">
          {places.map((i) => (
            <span key={i} data-at={i} class={looks[i - at]}>
              {printable(octets[i]!)}
            </span>
          ))}
        </td>
      </tr>
    )
  }
}

function printable(octet: number): string {
  return octet >= PRINTABLE_FIRST && octet <= PRINTABLE_LAST ? String.fromCharCode(octet) : '.'
}
