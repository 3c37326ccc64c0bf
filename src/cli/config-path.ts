/** Where the user's settings lie; reading them is `config.ts`, which is loaded where there are any. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'

/** Where settings are looked for; empty where nowhere. */
export function configPath(): string {
  const { VXSNIFF_CONFIG, XDG_CONFIG_HOME, HOME } = process.env
  if (VXSNIFF_CONFIG !== undefined) return VXSNIFF_CONFIG
  const folder = XDG_CONFIG_HOME || (HOME ? join(HOME, '.config') : '')
  return folder === '' ? '' : join(folder, 'vxsniff', 'config.toml')
}

/** The file that settings are read from: one that was named, whether it is there or not, or one that is there; else empty. */
export function configFile(): string {
  const { VXSNIFF_CONFIG } = process.env
  const path = configPath()
  // Who became another user may keep a home that he must not look into: that has no settings for him.
  return VXSNIFF_CONFIG !== undefined || existsSync(path) ? path : ''
}

/** Whether anything is to be read before a command runs. */
export function hasSettings(command: Command): boolean {
  return command.getOptionValue('names') !== undefined || configFile() !== ''
}
