/** What the words of a protocol and of its fields are. */
import type { Words } from '../language.js'

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
