/**
 * What each protocol and each field of the field tables is for, in words. A field is found by its name; what it is called
 * in English, and where it is defined, the field table says.
 */
import type { Language, Words } from '../language.js'
import { APPLICATION_FIELDS } from './application.js'
import { CAPTURE_FIELDS } from './capture.js'
import { INTERNET_FIELDS } from './internet.js'
import { LINK_FIELDS } from './link.js'
import { OTHER_TUNNEL_FIELDS } from './other-tunnels.js'
import { PPP_FIELDS } from './ppp.js'
import { PROTOCOL_WORDS } from './protocols.js'
import { REGISTRATION_FIELDS } from './registration.js'
import { SECURED_FIELDS } from './secured.js'
import { TRANSPORT_FIELDS } from './transport.js'
import { TUNNEL_FIELDS } from './tunnel.js'

export interface FieldWords {
  /** What it is called in Chinese. */
  readonly label: string
  /** What it tells whom, in a few words; without the value. */
  readonly means: Words
  /** What single values say, where that is more than their registry's name for them. */
  readonly values?: Readonly<Record<number, Words>>
}

/** By the field's name. */
export type FieldCatalogue = Readonly<Record<string, FieldWords>>

interface ProtocolWords {
  /** What it is called in Chinese. */
  readonly title: string
  /** What the header is there for, in a sentence. */
  readonly means: Words
}

/** By the protocol's name. */
export type ProtocolCatalogue = Readonly<Record<string, ProtocolWords>>

const FIELDS: FieldCatalogue = {
  ...LINK_FIELDS,
  ...REGISTRATION_FIELDS,
  ...INTERNET_FIELDS,
  ...TRANSPORT_FIELDS,
  ...TUNNEL_FIELDS,
  ...OTHER_TUNNEL_FIELDS,
  ...SECURED_FIELDS,
  ...APPLICATION_FIELDS,
  ...CAPTURE_FIELDS,
  ...PPP_FIELDS,
}

/** What the field is called. */
export function fieldLabel(name: string, label: string, language: Language): string {
  return language === 'en' ? label : (FIELDS[name]?.label ?? label)
}

/** What this value of the field says, or else what the field is for; empty where there are no words. */
export function fieldMeans(name: string, value: number | undefined, language: Language): string {
  const words = FIELDS[name]
  if (words === undefined) return ''
  return ((value === undefined ? undefined : words.values?.[value]) ?? words.means)[language]
}

/** What the protocol is called. */
export function protocolTitle(name: string, title: string, language: Language): string {
  return language === 'en' ? title : (PROTOCOL_WORDS[name]?.title ?? title)
}

/** What the protocol's header is there for; empty where there are no words. */
export function protocolMeans(name: string, language: Language): string {
  return PROTOCOL_WORDS[name]?.means[language] ?? ''
}
