/** Where the user's settings lie; reading them is `config.ts`, which is loaded where there are any. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'

/** Where settings are looked for; empty where nowhere. */
export function configPath(): string {
  const { VXSNIFF_CONFIG, XDG_CONFIG_HOME, HOME } = process.env
  if (VXSNIFF_CONFIG !== undefined) return VXSNIFF_CONFIG
  const folder = XDG_CONFIG_HOME || (HOME ? join(HOME, '.config') : '')
  return folder === '' ? '' : join(folder, 'vxsniff', 'config.toml')
}

/** Whether anything is to be read before a command runs. */
export function hasSettings(command: Command): boolean {
  if (command.getOptionValue('names') !== undefined) return true
  const path = configPath()
  if (path === '') return false
  const { VXSNIFF_CONFIG } = process.env
  return VXSNIFF_CONFIG !== undefined || statSync(path, { throwIfNoEntry: false }) !== undefined
}
