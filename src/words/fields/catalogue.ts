/** What the words of a protocol and of its fields are. */
import type { Words } from '../language.js'

export interface FieldWords {
  /** What it is called in Chinese. */
  readonly label: string
  /** What the field tells, and to whom, in a few words, whatever its value. */
  readonly means: Words
  /** What single values mean, if that is more than their name in the registry. */
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
