/** In which language a command speaks: `--lang`, or what the locale of the environment says. */
import { type Command, Option } from 'commander'
import { LANGUAGES, type Language } from '../words/language.js'

export interface LanguageOptions {
  readonly lang: Language
}

export function addLanguageOption(command: Command): Command {
  return command.addOption(
    new Option('--lang <language>', 'of the explanations').choices([...LANGUAGES]).default(localeLanguage()),
  )
}

/** What the locale of the environment says. */
export function localeLanguage(): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  return /^zh/.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'zh' : 'en'
}
