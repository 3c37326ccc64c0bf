/**
 * The packet that is being looked at: which step it is, how it is wrapped, its fields and its octets, which light up
 * together. Beside the page where there is room, over it where there is not.
 */

import type {
  ComponentChildren,
  JSX,
  RefObject,
  TargetedFocusEvent,
  TargetedKeyboardEvent,
  TargetedMouseEvent,
  TargetedPointerEvent,
} from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { NO_VLAN, tagsOf } from '../analysis/tunnels/networks.js'
import { plainAddress } from '../present/address-text.js'
import { WhoIsWho } from '../present/explain/address-owner.js'
import { type AnnotatedPacket, annotate } from '../present/explain/annotate.js'
import { icmpErrorOf } from '../present/explain/icmp-error.js'
import { whereaboutsOf } from '../present/explain/steps-of-frame.js'
import { remarkTexts } from '../present/remarks.js'
import { Clock } from '../present/time.js'
import { Writer } from '../present/writer.js'
import type { Packet } from '../wire/packet.js'
import { TunnelStack } from '../wire/tunnel.js'
import { EXPLAIN } from '../words/screens/explain.js'
import { PAGE } from '../words/screens/page.js'
import { PAGE_PACKETS } from '../words/screens/page-packets.js'
import { Boxes } from './boxes.js'
import { keptOctets } from './chosen-packets.js'
import { type Page, usePage, useSelection } from './context.js'
import type { PacketData } from './data.js'
import { networksOf } from './frame-networks.js'
import { type Items, itemsOf, type Light, lightAt, lightOfItem, looksOf } from './light.js'
import { Octets } from './octets.js'
import { Frames } from './section.js'
import { Tree } from './tree.js'

/** Where the view covers the page: the same width as in the style. */
const NARROW = '(max-width: 1000px)'
/** CSS pixels that sixteen octets and their text need. */
const WIDE_OCTETS = 520
/** CSS pixels that the page's head covers. */
const HEAD = 64
/** Octets shown at first, and with each "more". */
const OCTETS_SHOWN = 1024

/** From the outside in. */
const PLACES = ['underlay', 'tunnel', 'inner', 'plain'] as const

/** Where it covers the page. */
const DIALOG = { role: 'dialog', 'aria-modal': true, 'aria-labelledby': 'packet-title' } as const

export function PacketView(): JSX.Element {
  const { data, packets, language } = usePage()
  const { frame, select } = useSelection()
  const words = PAGE_PACKETS[language]
  const place = packets.all.findIndex((packet) => packet.frame === frame)
  const previous = packets.all[place - 1]?.frame ?? 0
  const next = place < 0 ? 0 : (packets.all[place + 1]?.frame ?? 0)
  const isNarrow = useNarrow()
  const aside = useRef<HTMLElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  useFocus(aside, title, frame)
  useCovered(isNarrow)
  useKeys((key) => {
    if (key === 'close') select(0)
    const to = key === 'previous' ? previous : key === 'next' ? next : 0
    if (to !== 0) select(to)
  })
  const packet = packets.get(frame)
  return (
    <aside ref={aside} class="packet" aria-labelledby="packet-title">
      <div class="packet-frame" {...(isNarrow ? DIALOG : {})}>
        <header class="packet-head">
          <h2 id="packet-title" ref={title} tabIndex={-1}>
            {titleOf(frame, packet, data.utcOffset, language)}
          </h2>
          <div class="packet-buttons">
            <button
              type="button"
              disabled={previous === 0}
              title={words.previous}
              aria-label={words.previous}
              onClick={() => select(previous)}
            >
              ‹
            </button>
            <button
              type="button"
              disabled={next === 0}
              title={words.next}
              aria-label={words.next}
              onClick={() => select(next)}
            >
              ›
            </button>
            <button type="button" title={words.keys} onClick={() => select(0)}>
              {PAGE[language].close}
            </button>
          </div>
        </header>
        {packet === undefined ? <p class="note">{words.notHere}</p> : <Body key={frame} packet={packet} />}
      </div>
    </aside>
  )
}

/** `#5 · 07:12:34.121018 · 92 octets`. */
function titleOf(frame: number, packet: PacketData | undefined, utcOffset: number, language: Page['language']): string {
  const words = PAGE_PACKETS[language]
  if (packet === undefined) return `#${frame}`
  const { seconds, nanoseconds, length } = packet
  let time = words.noTime
  if (seconds !== undefined) {
    const w = new Writer(64)
    new Clock(() => utcOffset).time({ tsSec: seconds, tsNsec: nanoseconds } as Packet, w)
    time = w.toString()
  }
  return `#${frame} · ${time} · ${words.octets(length)}`
}

/** A packet as it is shown. */
interface Shown {
  readonly packet: AnnotatedPacket
  readonly items: Items
  readonly octets: Uint8Array
}

function shownOf({ packets, names, language }: Page, frame: number): Shown {
  const p = packets.packet()
  packets.decode(frame, p)
  const stack = new TunnelStack()
  stack.fill(p)
  const addresses = new Set<string>()
  const nameless = annotate(p, language, (_form, value) => {
    addresses.add(value)
    return ''
  })
  const vlan = stack.depth === 0 ? NO_VLAN : tagsOf(p, stack.layers[stack.depth - 1]! + 1)
  const networks = networksOf(names.facts, stack, vlan, (address) =>
    addresses.has(plainAddress(names.facts.addresses, address)),
  )
  const packet = annotate(p, language, new WhoIsWho(names).in(nameless, networks))
  return { packet, items: itemsOf(packet), octets: p.bytes.slice(p.start, p.end) }
}

/** What the keyboard or a click keeps lit: an item, or an octet (and then `item` is -1). */
interface Held {
  readonly item: number
  readonly octet: number
  readonly isPinned: boolean
}

const NOTHING: Held = { item: -1, octet: -1, isPinned: false }

function Body({ packet: data }: { readonly packet: PacketData }): JSX.Element {
  const page = usePage()
  const { names, language, packets } = page
  const { frame, length, captured, fragments } = data
  const words = PAGE_PACKETS[language]
  const { packet, items, octets } = useMemo(() => shownOf(page, frame), [packets, names, language, frame])
  const looks = useMemo(() => looksOf(packet, octets.length), [packet, octets])
  const starts = useMemo(() => new Set(packet.layers.map((layer) => layer.start)), [packet])
  const [hovered, setHovered] = useState<Held>(NOTHING)
  const [held, setHeld] = useState<Held>(NOTHING)
  const [itemCursor, setItemCursor] = useState(items.layers[0]?.firstField ?? items.firstRest)
  const [octetCursor, setOctetCursor] = useState(0)
  const [limit, setLimit] = useState(OCTETS_SHOWN)
  const tree = useRef<HTMLDivElement>(null)
  const hex = useRef<HTMLDivElement>(null)
  const perRow = usePerRow(hex)
  const source = lightOf(items, hovered) === undefined ? held : hovered
  const light = lightOf(items, source)
  useEffect(() => {
    if (light === undefined) return
    if (source.octet >= 0) reveal(tree.current, `[data-item="${light.items[0]}"]`, source.isPinned)
    else if (light.range.end > light.range.start) reveal(hex.current, `[data-at="${light.range.start}"]`, false)
  }, [light, source])

  const hover = (e: TargetedPointerEvent<HTMLElement>): void => {
    const under = targetOf(e.target)
    setHovered((now) => (now.item === under.item && now.octet === under.octet ? now : under))
  }
  const focus = (e: TargetedFocusEvent<HTMLElement>): void => {
    const at = targetOf(e.target)
    if (at.item >= 0 && !isSummary(e.target)) setItemCursor(at.item)
    if (at.octet >= 0) setOctetCursor(at.octet)
    setHeld((now) => (now.isPinned && now.item === at.item && now.octet === at.octet ? now : at))
  }
  const blur = (): void => setHeld((now) => (now.isPinned ? now : NOTHING))
  const pin = (at: Held): void =>
    setHeld((now) =>
      now.isPinned && now.item === at.item && now.octet === at.octet ? NOTHING : { ...at, isPinned: true },
    )
  const click = (e: TargetedMouseEvent<HTMLElement>): void => {
    const at = targetOf(e.target)
    if ((at.item < 0 && at.octet < 0) || isSummary(e.target)) return
    pin(at)
  }
  const keys = (e: TargetedKeyboardEvent<HTMLElement>): void => {
    if (e.altKey || e.ctrlKey || e.metaKey) return
    const at = targetOf(e.target)
    if (at.octet >= 0) {
      if (e.key === 'Enter' || e.key === ' ') pin(at)
      else if (!moveOctet(hex.current, e.key, at.octet, perRow, Math.min(limit, octets.length))) return
    } else if (at.item < 0 || isSummary(e.target) || !moveField(tree.current, e.key, at.item)) return
    e.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the fields and the octets in it are what acts
    <div
      class="packet-body"
      onPointerOver={hover}
      onPointerLeave={() => setHovered(NOTHING)}
      onFocusIn={focus}
      onFocusOut={blur}
      onClick={click}
      onKeyDown={keys}
    >
      <div class="packet-panes" ref={tree}>
        <Notes>
          {captured < length ? words.captured(captured, length) : null}
          {keptOctets(data) < captured ? words.kept(keptOctets(data), captured) : null}
          {fragments.length === 0 ? null : (
            <>
              {words.fragments} <Frames frames={fragments} />
            </>
          )}
          {packet.malformed?.says}
        </Notes>
        <Notes>{remarkTexts(data.remarks, language)}</Notes>
        <IcmpErrors frame={frame} packet={packet} />
        <Steps frame={frame} />
        <Boxes packet={packet} items={items} />
        <h3>{words.layers}</h3>
        <Tree
          packet={packet}
          items={items}
          octets={octets}
          light={light}
          pinned={held.isPinned ? held.item : -1}
          cursor={itemCursor}
        />
      </div>
      <p class="packet-lit">
        <Lit items={items} light={light} />
      </p>
      <div class="packet-hex" ref={hex}>
        <Octets
          octets={octets}
          shown={Math.min(limit, octets.length)}
          perRow={perRow}
          looks={looks}
          starts={starts}
          light={light}
          cursor={Math.min(octetCursor, octets.length - 1)}
          words={words}
        />
        {limit < octets.length ? (
          <button type="button" onClick={() => setLimit(limit + OCTETS_SHOWN)}>
            {words.moreOctets(Math.min(OCTETS_SHOWN, octets.length - limit))}
          </button>
        ) : null}
      </div>
      <p class="packet-legend">
        {PLACES.filter((place) => packet.layers.some((layer) => layer.place === place)).map((place) => (
          <span key={place}>
            <span class={`packet-swatch ${place}`} /> {words.places[place]}
          </span>
        ))}
        <span>
          <span class="packet-swatch covered" /> {words.covered}
        </span>
      </p>
    </div>
  )
}

/** Remarks, each a paragraph; those that are nothing are left out. */
function Notes({ children }: { readonly children: readonly ComponentChildren[] }): JSX.Element {
  const notes = children.filter((note) => note !== null && note !== undefined)
  return (
    <>
      {notes.map((note, i) => (
        <p key={i} class="packet-note">
          {note}
        </p>
      ))}
    </>
  )
}

/** What the packet says of another as an ICMP error, and what an error says of it, each with a link to the other. */
function IcmpErrors({ frame, packet }: { readonly frame: number; readonly packet: AnnotatedPacket }): JSX.Element {
  const { data, packets, language } = usePage()
  const words = EXPLAIN[language]
  const notes = useMemo(() => {
    const [, quoted = 0] = data.quotations.find(([error]) => error === frame) ?? []
    const [error = 0] = data.quotations.find(([, about]) => about === frame) ?? []
    const p = packets.packet()
    const quotes = icmpErrorOf(packet, frame, quoted)
    const quotedBy = packets.decode(error, p) ? icmpErrorOf(annotate(p, language), error, frame) : undefined
    return [
      ...(quotes === undefined ? [] : [{ says: words.quotes(quotes), other: quoted }]),
      ...(quotedBy?.isLost ? [{ says: words.quotedBy(quotedBy), other: error }] : []),
    ]
  }, [data, packets, language, frame, packet])
  return (
    <Notes>
      {notes.map(({ says, other }) => {
        const [before, after] = says.split(`#${other}`)
        return after === undefined ? (
          says
        ) : (
          <>
            {before}
            <Frames frames={[other]} />
            {after}
          </>
        )
      })}
    </Notes>
  )
}

/** Which steps of which sequences the packet is. */
function Steps({ frame }: { readonly frame: number }): JSX.Element | null {
  const { names, language } = usePage()
  const found = useMemo(() => whereaboutsOf(frame, names), [frame, names])
  if (found.length === 0) return null
  const words = PAGE_PACKETS[language]
  return (
    <>
      <h3>{words.notes}</h3>
      <ul class="packet-steps">
        {found.map(({ sequence, title, of, steps }) => {
          const numbers = steps.map(({ step }) => (names.facts.sequences[sequence - 1]?.steps.indexOf(step) ?? 0) + 1)
          return (
            <li key={sequence}>
              <p class="packet-step">{EXPLAIN[language].steps(numbers[0]!, numbers.at(-1)!, of, title)}</p>
              <ol>
                {steps.map(({ says }, i) => (
                  <li key={numbers[i]} value={numbers[i]}>
                    {says}
                  </li>
                ))}
              </ol>
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** What is lit, in a line. */
function Lit({ items, light }: { readonly items: Items; readonly light: Light | undefined }): JSX.Element {
  const { language } = usePage()
  const words = PAGE_PACKETS[language]
  if (light === undefined) return <span class="packet-hint">{words.nothingLit}</span>
  const { range, covers } = light
  const lit = light.items.map((id) => items.all[id]!)
  return (
    <>
      <code>{words.range(range.start, range.end)}</code>{' '}
      {lit.map(({ id, name, label, value, what }) => (
        <span key={id} class="packet-lit-item">
          {name === '' ? null : <code>{name}</code>} {label}
          {what === 'header' ? ` (${words.header})` : ''}
          {value === '' ? null : <b> {value}</b>}
        </span>
      ))}
      {covers.length === 0 ? null : (
        <span class="packet-lit-covers">{words.covers(covers.reduce((sum, r) => sum + r.end - r.start, 0))}</span>
      )}
    </>
  )
}

function lightOf(items: Items, { item, octet }: Held): Light | undefined {
  return item >= 0 ? lightOfItem(items, item) : octet >= 0 ? lightAt(items, octet) : undefined
}

/** The field or the octet that an event is about. */
function targetOf(target: EventTarget | null): Held {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-item],[data-at]') : null
  const { item, at } = element?.dataset ?? {}
  if (item === undefined && at === undefined) return NOTHING
  return { item: item === undefined ? -1 : Number(item), octet: at === undefined ? -1 : Number(at), isPinned: false }
}

/** The title of a layer opens and closes it. */
function isSummary(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('summary') !== null
}

function moveOctet(root: HTMLElement | null, key: string, at: number, perRow: number, count: number): boolean {
  const to = destination(key, at, count, { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow })
  if (to < 0) return false
  root?.querySelector<HTMLElement>(`td[data-at="${to}"]`)?.focus()
  return true
}

function moveField(root: HTMLElement | null, key: string, item: number): boolean {
  const fields = [
    ...(root?.querySelectorAll<HTMLElement>('details[open] .packet-field, :not(details) > ul .packet-field') ?? []),
  ]
  const at = fields.findIndex((field) => field.getAttribute('data-item') === String(item))
  const to = destination(key, at, fields.length, { ArrowUp: -1, ArrowDown: 1 })
  if (to < 0) return false
  fields[to]?.focus()
  return true
}

/** Where a key leads to; -1 for keys that lead nowhere. */
function destination(key: string, at: number, count: number, ways: Readonly<Record<string, number>>): number {
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  const way = ways[key]
  if (way === undefined) return -1
  return at + way < 0 || at + way >= count ? at : at + way
}

/** Scrolls the element into sight within its pane; the page around it stays where it is. */
function reveal(pane: HTMLElement | null, selector: string, opens: boolean): void {
  const element = pane?.querySelector<HTMLElement>(`.packet-field${selector}, td${selector}`)
  if (pane === null || element === null || element === undefined) return
  const layer = element.closest('details')
  if (opens && layer !== null) layer.open = true
  const inside = element.getBoundingClientRect()
  const around = pane.getBoundingClientRect()
  if (inside.height === 0) return
  if (inside.top < around.top) pane.scrollTop -= around.top - inside.top
  else if (inside.bottom > around.bottom) pane.scrollTop += inside.bottom - around.bottom
}

function useNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches)
  useEffect(() => {
    const query = matchMedia(NARROW)
    const change = (): void => setNarrow(query.matches)
    query.addEventListener('change', change)
    return () => query.removeEventListener('change', change)
  }, [])
  return isNarrow
}

/** Keeps the focus off the parts of the page that the view covers. */
function useCovered(isCovering: boolean): void {
  useEffect(() => {
    if (!isCovering) return
    const covered = [...document.querySelectorAll<HTMLElement>('#page > .head, #page > .skip, #page main')]
    for (const element of covered) element.inert = true
    return () => {
      for (const element of covered) element.inert = false
    }
  }, [isCovering])
}

/** Opening a packet focuses its title; closing the view gives the focus back to the element that opened it. */
function useFocus(aside: RefObject<HTMLElement | null>, title: RefObject<HTMLElement | null>, frame: number): void {
  const opener = useRef<HTMLElement | null>(null)
  useLayoutEffect(() => {
    const { activeElement } = document
    if (activeElement instanceof HTMLElement && aside.current?.contains(activeElement)) return
    if (activeElement instanceof HTMLElement && activeElement !== document.body) opener.current = activeElement
    title.current?.focus({ preventScroll: true })
    // The page has become narrower, so what was looked at stands elsewhere.
    keepInSight(opener.current)
  }, [frame])
  useEffect(
    () => () => {
      const { current } = opener
      // What was covered becomes reachable first.
      queueMicrotask(() => {
        current?.focus({ preventScroll: true })
        keepInSight(current)
      })
    },
    [],
  )
}

function keepInSight(element: HTMLElement | null): void {
  if (element === null) return
  const { top, bottom } = element.getBoundingClientRect()
  if (top < HEAD || bottom > innerHeight) element.scrollIntoView({ block: 'center' })
}

/** Keys that work wherever the focus is, except where text is typed. */
function useKeys(press: (key: 'previous' | 'next' | 'close') => void): void {
  const pressed = useRef(press)
  pressed.current = press
  useEffect(() => {
    const listen = (e: KeyboardEvent): void => {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || isTyping(e.target)) return
      if (e.key === 'Escape') pressed.current('close')
      else if (e.key === '[' || (e.altKey && e.key === 'ArrowUp')) pressed.current('previous')
      else if (e.key === ']' || (e.altKey && e.key === 'ArrowDown')) pressed.current('next')
      else return
      e.preventDefault()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, select, textarea')
}

/** Sixteen octets a row, or eight where there is no room for them. */
function usePerRow(pane: RefObject<HTMLElement | null>): number {
  const [perRow, setPerRow] = useState(16)
  useLayoutEffect(() => {
    const { current } = pane
    if (current === null) return
    const measure = (): void => setPerRow(current.clientWidth >= WIDE_OCTETS ? 16 : 8)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(current)
    return () => observer.disconnect()
  }, [pane])
  return perRow
}
