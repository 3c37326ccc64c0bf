/** The languages that words come in. Each screen has a catalogue of what it says, in both. */

export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** A text in each language, or a function that makes the text. */
export type Words<T = string> = Readonly<Record<Language, T>>
