/** In which language a command speaks: `--lang`, or what the locale of the environment says. */
import { type Command, Option } from 'commander'
import { LANGUAGES, type Language } from '../words/language.js'

export interface LanguageOptions {
  readonly lang: Language
}

let chosen: Language | undefined

/** The language for what is said outside of a command: that of `--lang`, once the words of the call were read. */
export function spokenLanguage(): Language {
  return chosen ?? localeLanguage()
}

/** Chooses the language for what is said outside of a command. */
export function speak(language: string): void {
  chosen = LANGUAGES.find((known) => known === language)
}

/** Whether somebody has chosen one for this call, and not only the locale. */
export function isLanguageAsked(): boolean {
  return chosen !== undefined
}

export function addLanguageOption(command: Command): Command {
  command.on('option:lang', speak)
  return command.addOption(
    new Option('--lang <language>', 'of the explanations').choices([...LANGUAGES]).default(localeLanguage()),
  )
}

/** What the locale of the environment says. */
export function localeLanguage(): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  return /^zh/.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'zh' : 'en'
}
