/** A packet layer by layer: what each header is for, what its checksum is worth, what each field says. */
import type { JSX } from 'preact'
import type { AnnotatedField, AnnotatedLayer, AnnotatedPacket } from '../present/explain/annotate.js'
import { EXPLAIN } from '../words/screens/explain.js'
import { PAGE_PACKETS } from '../words/screens/page-packets.js'
import { usePage } from './context.js'
import { bitPattern, type Items, type Light } from './light.js'

export interface TreeProps {
  readonly packet: AnnotatedPacket
  readonly items: Items
  readonly octets: Uint8Array
  readonly light: Light | undefined
  /** The item whose light stays on, or -1. */
  readonly pinned: number
  /** The item that the keyboard is at. */
  readonly cursor: number
}

export function Tree(props: TreeProps): JSX.Element {
  const { packet, items, light } = props
  const { language } = usePage()
  const words = PAGE_PACKETS[language]
  const { malformed, rest } = packet
  return (
    <div class="packet-tree">
      {packet.layers.map((layer, i) => (
        <Layer
          key={layer.index}
          {...props}
          layer={layer}
          header={items.layers[i]!.header}
          firstField={items.layers[i]!.firstField}
        />
      ))}
      {malformed === undefined ? null : (
        <section class="packet-layer malformed">
          <h4>{malformed.short}</h4>
          <p>
            {malformed.isStop ? <strong>{words.stopped} </strong> : null}
            {malformed.says}
          </p>
          <Fields {...props} fields={malformed.fields} first={items.firstMalformed} />
        </section>
      )}
      {rest.length === 0 ? null : (
        <ul class="packet-rest">
          {rest.map((r, i) => {
            const item = items.firstRest + i
            return (
              <li key={item}>
                <button
                  type="button"
                  class={classOf('packet-field', light?.items.includes(item) ?? false)}
                  data-item={item}
                  tabIndex={props.cursor === item ? 0 : -1}
                  aria-pressed={props.pinned === item}
                >
                  <span class="packet-field-label">{r.label}</span>
                  <span class="packet-field-value">{words.octets(r.end - r.start)}</span>
                </button>
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}

interface LayerProps extends TreeProps {
  readonly layer: AnnotatedLayer
  readonly header: number
  readonly firstField: number
}

function Layer({ layer, header, firstField, ...props }: LayerProps): JSX.Element {
  const { language } = usePage()
  const words = PAGE_PACKETS[language]
  const { title, short, means, place, start, end, quoted, checksum, fields } = layer
  const covers = checksum?.covers.reduce((sum, range) => sum + range.end - range.start, 0) ?? 0
  return (
    <details class={`packet-layer ${place}`} open>
      <summary data-item={header}>
        <span class="packet-layer-title">
          <b>{short}</b> {title === short ? '' : title}
        </span>
        <span class="packet-layer-place">
          {quoted ? EXPLAIN[language].quoted : words.places[place]} · {words.octets(end - start)}
        </span>
      </summary>
      {means === '' ? null : <p class="packet-layer-means">{means}</p>}
      {checksum === undefined ? null : (
        <p class={`packet-verdict ${checksum.status}`}>{words.checksum(checksum.says, covers)}</p>
      )}
      <Fields {...props} fields={fields} first={firstField} />
    </details>
  )
}

interface FieldsProps extends TreeProps {
  readonly fields: readonly AnnotatedField[]
  /** The item of the first one. */
  readonly first: number
}

function Fields({ fields, first, octets, light, pinned, cursor }: FieldsProps): JSX.Element {
  return (
    <ul class="packet-fields">
      {fields.map((f, i) => {
        const item = first + i
        const isNewItem = f.item >= 0 && f.item !== fields[i - 1]?.item
        return (
          <li key={item}>
            {isNewItem ? (
              <p class="packet-group">
                {f.group} {f.item + 1}
              </p>
            ) : null}
            <button
              type="button"
              class={classOf(f.isPart ? 'packet-field part' : 'packet-field', light?.items.includes(item) ?? false)}
              data-item={item}
              tabIndex={cursor === item ? 0 : -1}
              aria-pressed={pinned === item}
            >
              <span class="packet-field-label">{f.label}</span>
              <span class="packet-field-value">{f.value}</span>
              {f.bits > 0 && f.size <= MAX_PATTERN ? (
                <span class="packet-field-bits">{bitPattern(f, octets)}</span>
              ) : null}
              {f.who === '' ? null : <span class="packet-field-who">{f.who}</span>}
              {f.means === '' ? null : <span class="packet-field-means">{f.means}</span>}
              <span class="packet-field-source">
                <span class="packet-field-name">{f.name}</span> {f.source}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

/** Octets whose bits are drawn. */
const MAX_PATTERN = 4

function classOf(name: string, isLit: boolean): string {
  return isLit ? `${name} lit` : name
}
