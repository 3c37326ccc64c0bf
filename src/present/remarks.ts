/** What a capture says of a packet besides its octets, as lines of text. */
import type { Language } from '../words/language.js'
import { REMARKS, type RemarkWords } from '../words/screens/remarks.js'
import { escapeText } from './value.js'

/** Text in it comes from the file. */
export interface Remarks {
  readonly interfaceName?: string
  readonly interfaceDescription?: string
  readonly comments: readonly string[]
  /** `epb_flags` */
  readonly flags?: number
  /** `epb_dropcount`: packets dropped between this one and the one before. */
  readonly dropped?: number
  readonly packetId?: string
  readonly queue?: number
  readonly hashes: readonly { readonly algorithm: number; readonly value: string }[]
  readonly process?: { readonly name?: string; readonly id?: number; readonly thread?: number }
  readonly others: readonly { readonly code: number; readonly value: string }[]
}

/** `{ label: 'Comment', text: 'seen twice' }` */
export interface RemarkLine {
  readonly label: string
  readonly text: string
}

/** draft-ietf-opsawg-pcapng §4.3.1, by number. */
const HASHES: readonly string[] = ["2's complement", 'XOR', 'CRC32', 'MD5', 'SHA-1', 'Toeplitz']
const FIRST_ERROR_BIT = 24

/** A line for each thing, with what comes from the file escaped; none for most packets. */
export function remarkLines(r: Remarks | undefined, language: Language): readonly RemarkLine[] {
  if (r === undefined) return []
  const words = REMARKS[language]
  const { labels } = words
  const lines: RemarkLine[] = []
  const add = (label: string, text: string): void => {
    if (text !== '') lines.push({ label, text })
  }
  const { interfaceName = '', interfaceDescription = '' } = r
  add(labels.interface, escapeText([interfaceName, interfaceDescription].filter((text) => text !== '').join(', ')))
  for (const comment of r.comments) add(labels.comment, escapeText(comment))
  add(labels.process, processText(r, words))
  add(labels.capture, captureText(r, words))
  return lines
}

/** The same, each in one. */
export function remarkTexts(r: Remarks | undefined, language: Language): readonly string[] {
  const { colon } = REMARKS[language]
  return remarkLines(r, language).map(({ label, text }) => `${label}${colon}${text}`)
}

function processText({ process }: Remarks, words: RemarkWords): string {
  if (process === undefined) return ''
  const text = words.process(escapeText(process.name ?? ''), process.id === undefined ? '' : String(process.id))
  return process.thread === undefined ? text : `${text}${words.comma}${words.thread(process.thread)}`
}

function captureText(r: Remarks, words: RemarkWords): string {
  const facts = r.flags === undefined ? [] : flagFacts(r.flags, words)
  if (r.dropped !== undefined && r.dropped > 0) facts.push(words.dropped(r.dropped))
  if (r.packetId !== undefined) facts.push(words.packetId(r.packetId))
  if (r.queue !== undefined) facts.push(words.queue(r.queue))
  for (const { algorithm, value } of r.hashes) facts.push(words.hash(hashName(algorithm), `0x${value}`))
  for (const { code, value } of r.others) facts.push(words.option(code, `0x${value}`))
  return facts.filter((fact) => fact !== '').join(words.comma)
}

/** §4.3.2. */
function flagFacts(flags: number, words: RemarkWords): string[] {
  const fcs = (flags >>> 5) & 0xf
  return [
    words.directions[flags & 3]!,
    words.receptions[(flags >>> 2) & 7]!,
    fcs === 0 ? '' : words.fcs(fcs),
    ...words.errors.filter((_, bit) => ((flags >>> (FIRST_ERROR_BIT + bit)) & 1) === 1),
  ]
}

const hashName = (algorithm: number): string => HASHES[algorithm] ?? `hash ${algorithm}`
