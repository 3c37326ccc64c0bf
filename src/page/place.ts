/**
 * Where a reader is in a page, and how that stands behind its address: `#step=6&packet=5&lang=zh`. All that can be chosen is
 * here, and what is shown follows from it, so an address that is sent to somebody else shows him the same.
 */
import { LANGUAGES, type Language } from '../words/language.js'

export interface Place {
  /** A part of the page, by its id, that a link leads to. */
  readonly part: string
  /** The network whose sequences are told, by its number; -1 for the one that tells most. */
  readonly network: number
  /** The sequence, from 1 on among those of its network; 0 for the one that tells most. */
  readonly sequence: number
  /** The step; 0 for the whole sequence. */
  readonly step: number
  /** The frame that is looked at; 0 for none. */
  readonly packet: number
  /** What the packets are searched for, the tunnel and the protocols that were chosen for them. */
  readonly filter: string
  readonly tunnel: string
  readonly kinds: readonly string[]
  /** What was clicked in the drawing: `focusFrom` reads it. */
  readonly at: string
  /** Empty until one is chosen. */
  readonly lang: Language | ''
}

export const NOWHERE: Place = {
  part: '',
  network: -1,
  sequence: 0,
  step: 0,
  packet: 0,
  filter: '',
  tunnel: '',
  kinds: [],
  at: '',
  lang: '',
}

const WHOLE = /^\d{1,10}$/

/** Whatever stands there: what nobody understands is left out. */
export function placeFrom(hash: string): Place {
  const said = new URLSearchParams(hash.replace(/^#/, ''))
  const number = (name: string, without: number): number => {
    const text = said.get(name) ?? ''
    return WHOLE.test(text) ? Number(text) : without
  }
  const [part = ''] = [...said].flatMap(([name, value]) => (value === '' ? [name] : []))
  return {
    part,
    network: number('network', NOWHERE.network),
    sequence: number('sequence', 0),
    step: number('step', 0),
    packet: number('packet', 0),
    filter: said.get('filter') ?? '',
    tunnel: said.get('tunnel') ?? '',
    kinds: said.getAll('kind').filter((kind) => kind !== ''),
    at: said.get('at') ?? '',
    lang: LANGUAGES.find((language) => language === said.get('lang')) ?? '',
  }
}

/** What is not as at first; a bare `#` where all is. */
export function hashOf({ part, network, sequence, step, packet, filter, tunnel, kinds, at, lang }: Place): string {
  const said = new URLSearchParams()
  if (network >= 0) said.set('network', String(network))
  if (sequence > 0) said.set('sequence', String(sequence))
  if (step > 0) said.set('step', String(step))
  if (packet > 0) said.set('packet', String(packet))
  if (filter !== '') said.set('filter', filter)
  if (tunnel !== '') said.set('tunnel', tunnel)
  for (const kind of kinds) said.append('kind', kind)
  if (at !== '') said.set('at', at)
  if (lang !== '') said.set('lang', lang)
  const rest = said.toString()
  return `#${[part === '' ? '' : encodeURIComponent(part), rest].filter((text) => text !== '').join('&')}`
}
